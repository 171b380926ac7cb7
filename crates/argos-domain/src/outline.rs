//! The checks of a submission in one line of text, without personal data: what simulating a policy reads.
//!
//! One check after the other, parted by spaces; of each `name,outcome,code,value,threshold,standing`. What is empty at the
//! end is left out, and so is a standing that follows from the outcome.

use crate::check::{CheckName, CheckOutcome, CheckResult, Standing};
use std::fmt::Write as _;

/// More checks than there are names cannot be meant.
const MOST_CHECKS: usize = CheckName::ALL.len();

/// Writes the outlines of checks, see [`CheckResult::in_outline`].
#[must_use]
pub fn write_outline(checks: &[CheckResult]) -> String {
    let mut text = String::with_capacity(checks.len() * 40);
    for check in checks.iter().map(CheckResult::in_outline) {
        if !text.is_empty() {
            text.push(' ');
        }
        let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
        let plain = CheckResult::plain(check.name, check.outcome, "").standing;
        let standing = (check.standing != plain).then_some(check.standing.value());
        let before = text.len();
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{},{},{},{},{},{}",
            check.name.name(),
            check.outcome.name(),
            check.outcome.code().unwrap_or_default(),
            number(check.value),
            number(check.threshold),
            number(standing),
        );
        let kept = text.trim_end_matches(',').len().max(before);
        text.truncate(kept);
    }
    text
}

/// Reads what [`write_outline`] wrote; `None` when it is something else.
#[must_use]
pub fn read_outline(text: &str) -> Option<Vec<CheckResult>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let mut checks = Vec::with_capacity(16);
    for check in text.split(' ') {
        if checks.len() >= MOST_CHECKS {
            return None;
        }
        checks.push(read_check(check)?);
    }
    Some(checks)
}

fn read_check(text: &str) -> Option<CheckResult> {
    let mut parts = text.split(',');
    let name = CheckName::from_name(parts.next()?)?;
    let word = parts.next()?;
    let code = parts.next().filter(|code| !code.is_empty());
    let outcome = CheckOutcome::from_parts(word, code)?;
    let mut number = || match parts.next() {
        None | Some("") => Some(None),
        Some(text) => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Some),
    };
    let (value, threshold, standing) = (number()?, number()?, number()?);
    let plain = CheckResult::plain(name, outcome, "");
    Some(CheckResult {
        value,
        threshold,
        standing: standing.map_or(plain.standing, Standing::new),
        ..plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{RejectCode, RetryCode};
    use proptest::prelude::*;

    #[test]
    fn it_is_short_and_tells_nothing_of_the_person() {
        let checks = [
            CheckResult::measured(
                CheckName::FaceMatch,
                CheckOutcome::Pass,
                96.2,
                85.0,
                Standing::new(0.75),
                "similarity 96.2 of submission 7",
            )
            .by_model("a network"),
            CheckResult::measured(
                CheckName::AgeLimit,
                CheckOutcome::Pass,
                34.0,
                18.0,
                Standing::BEST,
                "34",
            ),
            CheckResult::plain(
                CheckName::DocumentExpiry,
                CheckOutcome::Reject(RejectCode::ExpiredId),
                "expired in 2019",
            ),
        ];
        assert_eq!(
            write_outline(&checks),
            "face_match,pass,,96.2,85,0.75 age_limit,pass document_expiry,reject,expired_id"
        );
        assert_eq!(read_outline(""), Some(Vec::new()));
        for wrong in [
            "x,pass",
            "face_match",
            "face_match,reject",
            "face_match,pass,,x",
            "face_match,pass,,NaN",
        ] {
            assert_eq!(read_outline(wrong), None, "{wrong}");
        }
        assert_eq!(read_outline(&"age_limit,pass ".repeat(99)), None);
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(
            picked in prop::collection::vec((any::<bool>(), 0..5_u8, 0.0..=1.0f64, prop::option::of(0..=1000_u16)), CheckName::ALL.len()),
        ) {
            let checks: Vec<_> = CheckName::ALL.iter().zip(picked).filter(|(_, (present, ..))| *present).map(|(name, (_, outcome, standing, value))| {
                let outcome = match outcome {
                    0 => CheckOutcome::Pass,
                    1 => CheckOutcome::Warn,
                    2 => CheckOutcome::Pending,
                    3 => CheckOutcome::Retry(RetryCode::FaceNotFound),
                    _ => CheckOutcome::Reject(RejectCode::DuplicateUser),
                };
                CheckResult {
                    value: value.map(|tenths| f64::from(tenths) / 10.0),
                    standing: Standing::new(standing),
                    ..CheckResult::plain(*name, outcome, "words")
                }
            }).collect();
            let outlines: Vec<_> = checks.iter().map(CheckResult::in_outline).collect();
            prop_assert_eq!(read_outline(&write_outline(&checks)), Some(outlines));
        }
    }
}
