//! National numbers on the document: do they fit their country's rules, and say what the document says.

use super::document_data::{ACCEPTED_CONFIDENCE, pages};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult};
use argos_domain::document::{DocumentData, Gender, IdType};
use argos_domain::national_number::{Content, NumberPlace, Rule, examine};
use argos_vision::DocumentReading;
use argos_vision::document::{PageReading, PrintedField};
use argos_vision::mrz::{Field, Sex};
use jiff::civil::Date;

/// A number on the document that was read surely enough to be judged.
struct Candidate<'a> {
    text: &'a str,
    place: NumberPlace,
    /// Whether a check digit of the machine readable zone covers it.
    is_proven: bool,
}

/// Present when a rule of the issuing country fits the form of a number that was read surely.
///
/// A number that does not fit may be misread, so it warns. One that fits and tells of another birth date or sex than the
/// document asks for a human; without a check character of its own, it only does when the machine readable zone proves it.
pub(super) fn national_number_check(reading: &DocumentReading, data: &DocumentData) -> Option<CheckResult> {
    let country = data.issuing_country?;
    let known = Known::of(reading);
    let findings = candidates(reading, data.id_type).into_iter().filter_map(|candidate| {
        let (rule, content) = examine(country, candidate.place, candidate.text)?;
        Some(finding(rule, &content, candidate.is_proven, &known))
    });
    // The worst of several numbers decides.
    findings
        .map(|(outcome, message)| CheckResult::plain(CheckName::NationalNumber, outcome, message))
        .min_by(|a, b| a.standing.value().total_cmp(&b.standing.value()))
}

/// What the document itself says and was read surely.
struct Known {
    birth: Option<Date>,
    sex: Option<Gender>,
}

impl Known {
    fn of(reading: &DocumentReading) -> Self {
        let pages = pages(reading);
        let zone = pages.iter().find_map(|page| page.mrz.as_ref()).map(|zone| &zone.mrz);
        let birth = zone.and_then(|mrz| mrz.birth_date.proven().copied());
        let sex = zone.and_then(|mrz| mrz.sex.proven().copied());
        let printed_birth = || pages.iter().find_map(|page| accepted(page.fields.birth_date.as_ref()));
        let printed_sex = || pages.iter().find_map(|page| accepted(page.fields.sex.as_ref()));
        Self {
            birth: birth.or_else(|| printed_birth().copied()),
            sex: match sex.or_else(|| printed_sex().copied()) {
                Some(Sex::Male) => Some(Gender::Male),
                Some(Sex::Female) => Some(Gender::Female),
                Some(Sex::Unspecified) | None => None,
            },
        }
    }
}

fn accepted<T>(field: Option<&PrintedField<T>>) -> Option<&T> {
    field
        .filter(|field| field.confidence >= ACCEPTED_CONFIDENCE)
        .map(|field| &field.value)
}

fn finding(rule: &Rule, content: &Content, is_proven: bool, known: &Known) -> (CheckOutcome, String) {
    let name = rule.name;
    if let Some(flaw) = content.flaw {
        return (CheckOutcome::Warn, format!("{name}: {}", flaw.text()));
    }
    let (mut differing, mut agreeing) = (Vec::new(), Vec::new());
    let mut compare = |same: Option<bool>, field: &'static str| match same {
        Some(true) => agreeing.push(field),
        Some(false) => differing.push(field),
        None => {}
    };
    compare(
        content.birth.zip(known.birth).map(|(birth, known)| birth.is(known)),
        "birth date",
    );
    compare(content.sex.zip(known.sex).map(|(sex, known)| sex == known), "sex");
    if differing.is_empty() {
        let check = if content.has_check {
            "its check digit fits"
        } else {
            "it has the form of one"
        };
        let message = match agreeing.as_slice() {
            [] => format!("{name}: {check}"),
            agreeing => format!("{name}: {check}; {} in it as on the document", agreeing.join(" and ")),
        };
        return (CheckOutcome::Pass, message);
    }
    let is_sure = content.has_check || is_proven;
    let outcome = if is_sure {
        CheckOutcome::Pending
    } else {
        CheckOutcome::Warn
    };
    let message = format!("{name}: {} in it differs from the document", differing.join(" and "));
    (outcome, message)
}

fn candidates(reading: &DocumentReading, id_type: Option<IdType>) -> Vec<Candidate<'_>> {
    let mut candidates = Vec::new();
    for page in pages(reading) {
        of_zone(page, id_type, &mut candidates);
        if let Some(text) = accepted(page.fields.personal_number.as_ref()) {
            candidates.push(Candidate {
                text,
                place: NumberPlace::Personal,
                is_proven: false,
            });
        }
        let number = accepted(page.fields.document_number.as_ref());
        if let Some(text) = number.filter(|_| bears_national_numbers(id_type)) {
            candidates.push(Candidate {
                text,
                place: NumberPlace::Document,
                is_proven: false,
            });
        }
    }
    candidates
}

fn of_zone<'a>(page: &'a PageReading, id_type: Option<IdType>, candidates: &mut Vec<Candidate<'a>>) {
    let Some(zone) = &page.mrz else { return };
    let mut add = |field: &'a Field<String>, place| {
        if let Some(text) = field.proven() {
            candidates.push(Candidate {
                text,
                place,
                is_proven: true,
            });
        }
    };
    add(&zone.mrz.optional_data, NumberPlace::Personal);
    add(&zone.mrz.optional_data_2, NumberPlace::Personal);
    if bears_national_numbers(id_type) {
        add(&zone.mrz.document_number, NumberPlace::Document);
    }
}

/// Passports and visas have numbers of their own; the person's number is no document number there.
fn bears_national_numbers(id_type: Option<IdType>) -> bool {
    !matches!(id_type, Some(IdType::Passport | IdType::Visa))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::document_data::document_data;
    use crate::evaluation::sample_reading::{printed, reading};
    use argos_domain::submission::ChosenDocument;
    use argos_vision::document::PrintedFields;
    use argos_vision::mrz::{MrzFormat, check_digit};

    /// A Swedish passport of a woman born on 12 August 1974 with this personal number in its zone.
    fn swedish_passport(number: &str) -> DocumentReading {
        let optional = format!("{number:<<14}");
        let optional_check = check_digit(optional.chars()).unwrap();
        let mut line = format!("AA00000001SWE7408122F3004159{optional}{optional_check}");
        let number_check = check_digit(line[..9].chars()).unwrap();
        line.replace_range(9..10, &number_check.to_string());
        let birth_check = check_digit(line[13..19].chars()).unwrap();
        line.replace_range(19..20, &birth_check.to_string());
        let expiry_check = check_digit(line[21..27].chars()).unwrap();
        line.replace_range(27..28, &expiry_check.to_string());
        let covered = format!("{}{}{}", &line[..10], &line[13..20], &line[21..43]);
        line.push(check_digit(covered.chars()).unwrap());
        let lines = ["P<SWESPECIMEN<<SVEA<<<<<<<<<<<<<<<<<<<<<<<<<", line.as_str()];
        reading(Some((&lines, MrzFormat::Td3)), PrintedFields::default())
    }

    fn check(reading: &DocumentReading) -> Option<CheckResult> {
        national_number_check(reading, &document_data(reading, &ChosenDocument::default()))
    }

    #[test]
    fn a_number_that_says_what_the_document_says_passes() {
        let check = check(&swedish_passport("197408126923")).unwrap();
        assert_eq!(check.outcome, CheckOutcome::Pass, "{}", check.message);
        assert!(check.message.contains("birth date and sex"), "{}", check.message);
        assert!(!check.message.contains("1974"));
    }

    #[test]
    fn a_wrong_check_digit_warns_and_another_birth_date_or_sex_asks_for_a_human() {
        let wrong = check(&swedish_passport("197408126924")).unwrap();
        assert_eq!(wrong.outcome, CheckOutcome::Warn, "{}", wrong.message);
        let other_day = check(&swedish_passport("198112289874")).unwrap();
        assert_eq!(other_day.outcome, CheckOutcome::Pending);
        assert!(
            other_day.message.contains("birth date and sex"),
            "{}",
            other_day.message
        );
    }

    #[test]
    fn there_is_no_check_without_a_rule_or_a_number_of_its_form() {
        assert!(check(&swedish_passport("")).is_none());
        assert!(check(&swedish_passport("ZE184226B")).is_none());
        let lines = [
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ];
        assert!(check(&reading(Some((&lines, MrzFormat::Td3)), PrintedFields::default())).is_none());
    }

    #[test]
    fn only_surely_read_print_is_judged_and_a_number_without_check_digit_only_warns() {
        let malaysian = |confidence, number: &str| {
            let fields = PrintedFields {
                personal_number: printed(number.to_owned(), confidence),
                birth_date: printed(jiff::civil::date(1974, 8, 12), 0.95),
                ..PrintedFields::default()
            };
            let mut reading = reading(None, fields);
            reading.front.issuing_country = Some("MYS".to_owned());
            check(&reading).map(|check| check.outcome)
        };
        assert_eq!(malaysian(0.95, "740812021234"), Some(CheckOutcome::Pass));
        assert_eq!(malaysian(0.95, "770305021234"), Some(CheckOutcome::Warn));
        assert_eq!(malaysian(0.8, "770305021234"), None);
    }
}
