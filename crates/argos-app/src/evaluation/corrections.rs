//! What the user typed against what was read: typos of the reading are fine, another person is not, and what nobody read
//! is only the user's word.

use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::document::DocumentData;
use argos_domain::document_field::DocumentField;
use argos_domain::personal::PersonalText;
use jiff::civil::Date;

/// Share of agreement (0 to 1) of the worst field from which corrections count as mending a misreading.
const MENDING: f64 = 0.7;
/// Counted as the agreement of a field by which a person or document is told apart and that the document does not back.
const UNBACKED_IDENTITY: f64 = 0.35;

/// How one field of what was read stands to what the user confirmed.
enum Comparison {
    /// Neither was read nor typed.
    Absent,
    /// Both are there and agree so far, 0 to 1.
    Compared(f64),
    /// The user typed what was not read.
    Added,
    /// The user left out what was read.
    LeftOut,
}

/// Compares field by field.
///
/// The value is the agreement of the worst field in per cent: 100 when nothing was changed. Far-reaching changes of
/// name, birth date or number go to a human, and so do a name, birth date or document number that was not read and is
/// typed, and a document number that was read and is left out. Other fields that are added or left out warn.
#[must_use]
pub fn correction_check(read: &DocumentData, confirmed: &DocumentData) -> CheckResult {
    let (mut changed, mut added, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    let mut worst: f64 = 1.0;
    for (field, name, comparison) in comparisons(read, confirmed) {
        let unbacked = if tells_apart(field) { UNBACKED_IDENTITY } else { MENDING };
        let agreement = match comparison {
            Comparison::Absent => continue,
            Comparison::Compared(agreement) => {
                if agreement < 1.0 {
                    changed.push(name);
                }
                agreement
            }
            Comparison::Added => {
                added.push(name);
                unbacked
            }
            Comparison::LeftOut => {
                left_out.push(name);
                unbacked
            }
        };
        worst = worst.min(agreement);
    }
    let outcome = if worst >= 1.0 {
        CheckOutcome::Pass
    } else if worst >= MENDING {
        CheckOutcome::Warn
    } else {
        CheckOutcome::Pending
    };
    let corrected = if outcome == CheckOutcome::Pending {
        "the user changed"
    } else {
        "the user corrected"
    };
    let parts = [
        (changed, corrected),
        (added, "typed by the user and not read"),
        (left_out, "read and left out by the user"),
    ];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(fields, _)| !fields.is_empty())
        .map(|(fields, what)| format!("{what}: {}", fields.join(", ")))
        .collect();
    let message = if told.is_empty() {
        "the user confirmed what was read".to_owned()
    } else {
        told.join("; ")
    };
    CheckResult::measured(
        CheckName::UserCorrections,
        outcome,
        (worst * 1000.0).round() / 10.0,
        MENDING * 100.0,
        Standing::of(worst, 0.0, MENDING, 1.0),
        message,
    )
}

/// Fields by which people and documents are told apart.
const fn tells_apart(field: DocumentField) -> bool {
    matches!(
        field,
        DocumentField::FullName | DocumentField::BirthDate | DocumentField::DocumentNumber
    )
}

fn comparisons(read: &DocumentData, confirmed: &DocumentData) -> Vec<(DocumentField, &'static str, Comparison)> {
    let (read_name, confirmed_name) = (read.name(), confirmed.name());
    let text = |read: &Option<PersonalText>, confirmed: &Option<PersonalText>| {
        compared(read.as_ref(), confirmed.as_ref(), |read, confirmed| {
            text_agreement(read, confirmed)
        })
    };
    let date = |read: Option<Date>, confirmed: Option<Date>| {
        compared(read, confirmed, |read, confirmed| {
            similarity(&read.to_string(), &confirmed.to_string())
        })
    };
    let (born, confirmed_born) = (
        read.birth_date.map(|date| date.0),
        confirmed.birth_date.map(|date| date.0),
    );
    vec![
        (DocumentField::FullName, "name", text(&read_name, &confirmed_name)),
        (DocumentField::BirthDate, "birth date", date(born, confirmed_born)),
        (
            DocumentField::DocumentNumber,
            "document number",
            text(&read.document_number, &confirmed.document_number),
        ),
        (
            DocumentField::IdentityNumber,
            "personal number",
            text(&read.identity_number, &confirmed.identity_number),
        ),
        (
            DocumentField::IssueDate,
            "date of issue",
            date(read.issue_date, confirmed.issue_date),
        ),
        (
            DocumentField::ExpireDate,
            "date of expiry",
            date(read.expire_date, confirmed.expire_date),
        ),
        (
            DocumentField::Gender,
            "sex",
            compared(read.gender, confirmed.gender, |read, confirmed| {
                if read == confirmed { 1.0 } else { MENDING }
            }),
        ),
        (
            DocumentField::Nationality,
            "nationality",
            compared(read.nationality, confirmed.nationality, |read, confirmed| {
                if read == confirmed { 1.0 } else { 0.5 }
            }),
        ),
    ]
}

fn compared<T>(read: Option<T>, confirmed: Option<T>, agreement: impl Fn(T, T) -> f64) -> Comparison {
    match (read, confirmed) {
        (Some(read), Some(confirmed)) => Comparison::Compared(agreement(read, confirmed)),
        (None, Some(_)) => Comparison::Added,
        (Some(_), None) => Comparison::LeftOut,
        (None, None) => Comparison::Absent,
    }
}

/// Names are compared as sets of words, so that their order does not matter.
fn text_agreement(read: &PersonalText, confirmed: &PersonalText) -> f64 {
    similarity(&sorted_words(read.expose()), &sorted_words(confirmed.expose()))
}

fn sorted_words(text: &str) -> String {
    let upper = text.to_uppercase();
    let mut words: Vec<&str> = upper
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.join(" ")
}

/// One minus the edit distance (Levenshtein) by the longer length; 1 for equal texts.
fn similarity(a: &str, b: &str) -> f64 {
    // Both come from bounded fields; the limit keeps the quadratic cost small whatever happens.
    let a: Vec<char> = a.chars().take(200).collect();
    let b: Vec<char> = b.chars().take(200).collect();
    let longest = a.len().max(b.len());
    if longest == 0 {
        return 1.0;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    1.0 - row[b.len()] as f64 / longest as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_domain::personal::BirthDate;

    fn person(name: &str, born: (i16, i8, i8)) -> DocumentData {
        DocumentData {
            full_name: Some(PersonalText::new(name)),
            birth_date: Some(BirthDate(jiff::civil::date(born.0, born.1, born.2))),
            ..DocumentData::default()
        }
    }

    #[test]
    fn confirming_passes_mending_warns_and_another_person_goes_to_a_human() {
        let read = person("ERIKSSON ANNA MARIA", (1974, 8, 12));
        let same = correction_check(&read, &person("Anna Maria Eriksson", (1974, 8, 12)));
        assert_eq!((same.outcome, same.value), (CheckOutcome::Pass, Some(100.0)));
        let mended = correction_check(&read, &person("Eriksson Anna Marla", (1974, 8, 12)));
        assert_eq!(mended.outcome, CheckOutcome::Warn);
        let other = correction_check(&read, &person("Bob Miller", (1974, 8, 12)));
        assert_eq!(other.outcome, CheckOutcome::Pending);
        assert!(other.standing < mended.standing && mended.standing < same.standing);
        assert!(!other.message.contains("Bob"));
    }

    #[test]
    fn a_name_birth_date_or_document_number_that_was_not_read_asks_for_a_human() {
        let nobody = correction_check(&DocumentData::default(), &person("Anna Eriksson", (1974, 8, 12)));
        assert_eq!(nobody.outcome, CheckOutcome::Pending);
        let read = person("Anna Eriksson", (1974, 8, 12));
        let numbered = DocumentData {
            document_number: Some(PersonalText::new("L898902C3")),
            ..read.clone()
        };
        for (read, confirmed, word) in [(&read, &numbered, "not read"), (&numbered, &read, "left out")] {
            let check = correction_check(read, confirmed);
            assert_eq!(check.outcome, CheckOutcome::Pending, "{word}");
            assert!(check.message.contains(word) && check.message.contains("document number"));
            assert!(!check.message.contains("L898902C3"));
        }
    }

    #[test]
    fn other_fields_that_are_added_or_left_out_warn() {
        let read = person("Anna Eriksson", (1974, 8, 12));
        let more = DocumentData {
            nationality: argos_domain::country::Country::from_alpha3("UTO").ok(),
            expire_date: Some(jiff::civil::date(2030, 1, 1)),
            ..read.clone()
        };
        for (read, confirmed) in [(&read, &more), (&more, &read)] {
            let check = correction_check(read, confirmed);
            assert_eq!(check.outcome, CheckOutcome::Warn);
            assert!(
                check.message.contains("date of expiry, nationality"),
                "{}",
                check.message
            );
        }
    }
}
