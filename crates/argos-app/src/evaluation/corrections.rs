//! What the user typed against what was read: typos of the reading are fine, another person is not, and what nobody read
//! is only the user's word.

use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::comparison::{Comparison, Proof, SLIP, Verdict};
use argos_domain::comparison::{compare_countries, compare_dates, compare_names, compare_numbers, compare_sexes};
use argos_domain::document::DocumentData;
use argos_domain::document_field::DocumentField;
use argos_domain::personal::PersonalText;
use jiff::civil::Date;

/// Agreement (0 to 1) of the worst field from which corrections count as mending a misreading.
const MENDING: f64 = SLIP;
/// Counted as the agreement of a field by which a person or document is told apart and that the document does not back.
const UNBACKED_IDENTITY: f64 = 0.35;

/// How one field of what was read stands to what the user confirmed.
enum Correction {
    /// Neither was read nor typed.
    Absent,
    /// Both are there.
    Compared(Comparison),
    /// The user typed what was not read.
    Added,
    /// The user left out what was read.
    LeftOut,
}

/// Compares field by field. `typed` are the checks of typed text that were made beside it, see
/// [`typed_text_checks`](super::typed_text_checks): what a changed field leads to that one of them judges, the policy says
/// there, and here it warns at most.
///
/// The value is the agreement of the worst field in per cent: 100 when nothing was changed but the writing. Far-reaching changes of
/// name, birth date or number go to a human, and so do a name, birth date or document number that was not read and is
/// typed, and a document number that was read and is left out. Other fields that are added or left out warn.
#[must_use]
pub fn correction_check_beside(typed: &[CheckResult], read: &DocumentData, confirmed: &DocumentData) -> CheckResult {
    let (mut changed, mut added, mut left_out, mut written) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut worst, mut worst_here): (f64, f64) = (1.0, 1.0);
    for (field, name, correction) in corrections(read, confirmed) {
        let unbacked = if tells_apart(field) { UNBACKED_IDENTITY } else { MENDING };
        let agreement = match correction {
            Correction::Absent => continue,
            Correction::Compared(comparison) => match comparison.verdict() {
                Verdict::Same => 1.0,
                // `Müller` for `MUELLER` corrects nothing.
                Verdict::WrittenOtherwise => {
                    written.push(name);
                    1.0
                }
                Verdict::Slip | Verdict::Different => {
                    changed.push(name);
                    comparison.agreement()
                }
            },
            Correction::Added => {
                added.push(name);
                unbacked
            }
            Correction::LeftOut => {
                left_out.push(name);
                unbacked
            }
        };
        worst = worst.min(agreement);
        let is_judged_there = || typed.iter().any(|check| Some(check.name) == typed_check(field));
        let here = match correction {
            Correction::Compared(_) if is_judged_there() => agreement.max(MENDING),
            _ => agreement,
        };
        worst_here = worst_here.min(here);
    }
    let outcome = if worst_here >= 1.0 {
        CheckOutcome::Pass
    } else if worst_here >= MENDING {
        CheckOutcome::Warn
    } else {
        CheckOutcome::Pending
    };
    let corrected = if worst < MENDING {
        "the user changed"
    } else {
        "the user corrected"
    };
    let parts = [
        (changed, corrected),
        (added, "typed by the user and not read"),
        (left_out, "read and left out by the user"),
        (written, "written otherwise"),
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

/// [`correction_check_beside`] without other checks: what no slip explains goes to a human.
#[must_use]
pub fn correction_check(read: &DocumentData, confirmed: &DocumentData) -> CheckResult {
    correction_check_beside(&[], read, confirmed)
}

/// The check that holds a typed field against all parts of the document.
const fn typed_check(field: DocumentField) -> Option<CheckName> {
    match field {
        DocumentField::FullName => Some(CheckName::TypedName),
        DocumentField::BirthDate => Some(CheckName::TypedBirthDate),
        DocumentField::DocumentNumber | DocumentField::IdentityNumber => Some(CheckName::TypedNumber),
        DocumentField::Nationality => Some(CheckName::TypedNationality),
        _ => None,
    }
}

/// Fields by which people and documents are told apart.
const fn tells_apart(field: DocumentField) -> bool {
    matches!(
        field,
        DocumentField::FullName | DocumentField::BirthDate | DocumentField::DocumentNumber
    )
}

fn corrections(read: &DocumentData, confirmed: &DocumentData) -> Vec<(DocumentField, &'static str, Correction)> {
    let (read_name, confirmed_name) = (read.name(), confirmed.name());
    let surname = read.last_name.as_ref().map(PersonalText::expose);
    let name =
        |read: &PersonalText, confirmed: &PersonalText| compare_names(read.expose(), confirmed.expose(), surname);
    let number = |read: &PersonalText, confirmed: &PersonalText| {
        compare_numbers(read.expose(), confirmed.expose(), Proof::Unproven)
    };
    let date = |read: Option<Date>, confirmed: Option<Date>| {
        compared(read, confirmed, |read, confirmed| {
            compare_dates(read, confirmed, Proof::Unproven)
        })
    };
    let (born, confirmed_born) = (
        read.birth_date.map(|date| date.0),
        confirmed.birth_date.map(|date| date.0),
    );
    vec![
        (
            DocumentField::FullName,
            "name",
            compared(read_name.as_ref(), confirmed_name.as_ref(), name),
        ),
        (DocumentField::BirthDate, "birth date", date(born, confirmed_born)),
        (
            DocumentField::DocumentNumber,
            "document number",
            compared(
                read.document_number.as_ref(),
                confirmed.document_number.as_ref(),
                number,
            ),
        ),
        (
            DocumentField::IdentityNumber,
            "personal number",
            compared(
                read.identity_number.as_ref(),
                confirmed.identity_number.as_ref(),
                number,
            ),
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
            compared(read.gender, confirmed.gender, compare_sexes),
        ),
        (
            DocumentField::Nationality,
            "nationality",
            compared(read.nationality, confirmed.nationality, compare_countries),
        ),
    ]
}

fn compared<T>(read: Option<T>, confirmed: Option<T>, compare: impl Fn(T, T) -> Comparison) -> Correction {
    match (read, confirmed) {
        (Some(read), Some(confirmed)) => Correction::Compared(compare(read, confirmed)),
        (None, Some(_)) => Correction::Added,
        (Some(_), None) => Correction::LeftOut,
        (None, None) => Correction::Absent,
    }
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
        let written = correction_check(
            &person("MUELLER JUERGEN", (1974, 8, 12)),
            &person("Jürgen Müller", (1974, 8, 12)),
        );
        assert_eq!((written.outcome, written.value), (CheckOutcome::Pass, Some(100.0)));
        assert_eq!(written.message, "written otherwise: name");
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
    fn another_year_of_birth_or_digit_of_the_number_goes_to_a_human() {
        let read = DocumentData {
            document_number: Some(PersonalText::new("L898902C3")),
            ..person("Anna Eriksson", (2009, 8, 12))
        };
        let older = DocumentData {
            birth_date: Some(BirthDate(jiff::civil::date(2008, 8, 12))),
            ..read.clone()
        };
        let renumbered = DocumentData {
            document_number: Some(PersonalText::new("L898903C3")),
            ..read.clone()
        };
        for (confirmed, field) in [(older, "birth date"), (renumbered, "document number")] {
            let check = correction_check(&read, &confirmed);
            assert_eq!(check.outcome, CheckOutcome::Pending);
            assert_eq!(check.message, format!("the user changed: {field}"));
        }
    }

    #[test]
    fn what_another_check_judges_warns_here_and_still_weighs() {
        let (read, other) = (
            person("Anna Eriksson", (1974, 8, 12)),
            person("Bob Miller", (1964, 8, 12)),
        );
        let alone = correction_check(&read, &other);
        let typed = |name| CheckResult::plain(name, CheckOutcome::Pending, "");
        let name = typed(CheckName::TypedName);
        let beside = correction_check_beside(std::slice::from_ref(&name), &read, &other);
        assert_eq!(beside.outcome, CheckOutcome::Pending, "nobody judged the birth date");
        let beside = correction_check_beside(&[name, typed(CheckName::TypedBirthDate)], &read, &other);
        assert_eq!(beside.outcome, CheckOutcome::Warn);
        assert_eq!((beside.value, beside.standing), (alone.value, alone.standing));
        assert_eq!(beside.message, "the user changed: name, birth date");
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
