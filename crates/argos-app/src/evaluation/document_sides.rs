//! Whether the pictures of front and back show front and back.

use argos_domain::check::{CheckName, CheckOutcome, CheckResult};
use argos_domain::code::RetryCode;
use argos_vision::DocumentReading;
use argos_vision::document::{PageSide, bear_same_text};

/// Bits by which two copies of one picture may differ in their fingerprint of 64.
const SAME_PICTURE: u32 = 4;

/// Absent where nothing tells which side a picture shows.
pub(super) fn sides_check(reading: &DocumentReading) -> Option<CheckResult> {
    let front_missing = CheckOutcome::Retry(RetryCode::DocumentFaceNotFound);
    let back_missing = CheckOutcome::Retry(RetryCode::InvalidBackDocument);
    let (outcome, message) = match (reading.front_side, reading.back_side) {
        (PageSide::Back, Some(PageSide::Front)) => (front_missing, "the pictures of front and back are exchanged"),
        (PageSide::Back, Some(PageSide::Back)) => (front_missing, "both pictures show the back"),
        (PageSide::Back, _) => (front_missing, "the picture of the front shows the back"),
        (_, Some(_)) if is_same_picture(reading) => (back_missing, "both pictures are the same"),
        (PageSide::Front, Some(PageSide::Front)) => (back_missing, "both pictures show the front"),
        (_, Some(PageSide::Front)) => (CheckOutcome::Warn, "the picture of the back looks like a front"),
        (_, Some(PageSide::Back | PageSide::Both)) => (CheckOutcome::Pass, "the second picture shows the back"),
        (PageSide::Front, _) => (CheckOutcome::Pass, "the first picture shows the front"),
        (PageSide::Both, _) => (CheckOutcome::Pass, "one picture shows both sides"),
        (PageSide::Unknown, _) => return None,
    };
    Some(CheckResult::plain(CheckName::DocumentSides, outcome, message))
}

/// Whether one picture was sent twice, perhaps saved again in between: it looks the same and says the same.
fn is_same_picture(reading: &DocumentReading) -> bool {
    let looks = reading
        .back_picture
        .as_ref()
        .is_some_and(|back| back.hash.distance(reading.front_picture.hash) <= SAME_PICTURE);
    looks
        && reading
            .back
            .as_ref()
            .is_some_and(|back| bear_same_text(&reading.front, back))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::sample_reading::reading;
    use argos_vision::document::PrintedFields;

    fn outcome(front: PageSide, back: Option<PageSide>) -> Option<CheckOutcome> {
        let mut document = reading(None, PrintedFields::default());
        (document.front_side, document.back_side) = (front, back);
        sides_check(&document).map(|check| check.outcome)
    }

    #[test]
    fn front_and_back_in_their_places_pass() {
        for (front, back) in [
            (PageSide::Front, None),
            (PageSide::Front, Some(PageSide::Back)),
            (PageSide::Front, Some(PageSide::Unknown)),
            (PageSide::Unknown, Some(PageSide::Back)),
            (PageSide::Both, None),
        ] {
            assert_eq!(outcome(front, back), Some(CheckOutcome::Pass), "{front:?} {back:?}");
        }
        assert_eq!(outcome(PageSide::Unknown, None), None);
        assert_eq!(outcome(PageSide::Unknown, Some(PageSide::Unknown)), None);
    }

    #[test]
    fn the_side_that_is_missing_is_asked_for() {
        let front = Some(CheckOutcome::Retry(RetryCode::DocumentFaceNotFound));
        let back = Some(CheckOutcome::Retry(RetryCode::InvalidBackDocument));
        assert_eq!(outcome(PageSide::Back, None), front);
        assert_eq!(outcome(PageSide::Back, Some(PageSide::Front)), front);
        assert_eq!(outcome(PageSide::Back, Some(PageSide::Back)), front);
        assert_eq!(outcome(PageSide::Front, Some(PageSide::Front)), back);
    }

    #[test]
    fn where_the_first_side_is_unknown_a_front_in_the_second_place_is_only_noted() {
        assert_eq!(
            outcome(PageSide::Unknown, Some(PageSide::Front)),
            Some(CheckOutcome::Warn)
        );
    }
}
