//! What the user typed, field by field, against what each part of the document says.
//!
//! [`correction_check`](super::correction_check) holds what was typed against the one reading that the user was shown, and
//! weighs in the score. These checks tell which part says something else, and know what is proven: a date or a number that
//! check digits prove is never taken for a misreading, however alike the typed one looks.

use super::document_parts::{DocumentPart, DocumentParts, Stated};
use super::field_reading::FieldSource;
use argos_domain::check::{CheckName, CheckResult};
use argos_domain::comparison::{Comparison, Proof, Verdict};
use argos_domain::comparison::{compare_countries, compare_dates, compare_names, compare_numbers};
use argos_domain::document::DocumentData;
use argos_domain::judgement::{typed_otherwise, typed_text};
use argos_domain::personal::PersonalText;
use argos_domain::policy::Policy;

/// How what was typed stands to one part.
struct Against {
    source: FieldSource,
    proof: Proof,
    comparison: Comparison,
}

/// A field that was typed and that a part has.
struct TypedField {
    /// What people call it.
    name: &'static str,
    parts: Vec<Against>,
}

impl TypedField {
    /// `None` when it was not typed or no part has it.
    fn of<'a, T: 'a>(
        name: &'static str,
        parts: &'a DocumentParts,
        stated: impl Fn(&'a DocumentPart) -> &'a Option<Stated<T>>,
        compare: impl Fn(&'a DocumentPart, &'a Stated<T>) -> Option<Comparison>,
    ) -> Option<Self> {
        let parts: Vec<Against> = parts
            .0
            .iter()
            .filter_map(|part| {
                let stated = stated(part).as_ref()?;
                Some(Against {
                    source: part.source,
                    proof: stated.proof(),
                    comparison: compare(part, stated)?,
                })
            })
            .collect();
        (!parts.is_empty()).then_some(Self { name, parts })
    }

    /// Of what is proven the part that agrees least, for all of it holds; otherwise the one that agrees best, since the
    /// others may be misread. Whether the parts agree with each other is another check's question.
    fn comparison(&self) -> Option<Comparison> {
        let all = |proof| {
            let parts = self.parts.iter().filter(move |part| part.proof == proof);
            parts.map(|part| part.comparison)
        };
        all(Proof::Proven)
            .reduce(Comparison::worse)
            .or_else(|| all(Proof::Unproven).reduce(Comparison::better))
    }

    /// Which parts say the same and which do not, without what they say.
    fn told(&self) -> String {
        let sentences: Vec<String> = Verdict::ALL
            .into_iter()
            .filter_map(|verdict| {
                let parts = self.parts.iter().filter(|part| part.comparison.verdict() == verdict);
                let parts: Vec<String> = parts.map(Against::part).collect();
                (!parts.is_empty()).then(|| format!("{} {}", stands(verdict), parts.join(" and ")))
            })
            .collect();
        format!("{}: {}", self.name, sentences.join(", "))
    }
}

impl Against {
    fn part(&self) -> String {
        let part = match self.source {
            FieldSource::Mrz => "the machine readable zone",
            FieldSource::Print => "the printed text",
            FieldSource::Barcode => "the barcode",
        };
        match self.proof {
            Proof::Proven => format!("{part} (proven)"),
            Proof::Unproven => part.to_owned(),
        }
    }
}

const fn stands(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "the same as in",
        Verdict::WrittenOtherwise => "written otherwise than in",
        Verdict::Slip => "perhaps a slip of reading or typing against",
        Verdict::Different => "another one than in",
    }
}

/// The checks on what was typed; those without anything to compare are absent.
#[must_use]
pub fn typed_text_checks(parts: &DocumentParts, typed: &DocumentData, policy: &Policy) -> Vec<CheckResult> {
    let name = typed.name();
    let number = |typed: Option<&'_ PersonalText>, stated: &Stated<PersonalText>| {
        Some(compare_numbers(stated.value.expose(), typed?.expose(), stated.proof()))
    };
    let names = TypedField::of(
        "name",
        parts,
        |part| &part.name,
        |part, stated| {
            let surname = part.surname.as_ref().map(PersonalText::expose);
            Some(compare_names(stated.value.expose(), name.as_ref()?.expose(), surname))
        },
    );
    let birth_date = TypedField::of(
        "birth date",
        parts,
        |part| &part.birth_date,
        |_, stated| Some(compare_dates(stated.value.0, typed.birth_date?.0, stated.proof())),
    );
    let document_number = TypedField::of(
        "document number",
        parts,
        |part| &part.document_number,
        |_, stated| number(typed.document_number.as_ref(), stated),
    );
    let personal_number = TypedField::of(
        "personal number",
        parts,
        |part| &part.personal_number,
        |_, stated| number(typed.identity_number.as_ref(), stated),
    );
    let nationality = TypedField::of(
        "nationality",
        parts,
        |part| &part.nationality,
        |_, stated| Some(compare_countries(stated.value, typed.nationality?)),
    );
    [
        (CheckName::TypedName, vec![names]),
        (CheckName::TypedBirthDate, vec![birth_date]),
        (CheckName::TypedNumber, vec![document_number, personal_number]),
        (CheckName::TypedNationality, vec![nationality]),
    ]
    .into_iter()
    .filter_map(|(check, fields)| judged(check, &fields.into_iter().flatten().collect::<Vec<_>>(), policy))
    .collect()
}

fn judged(check: CheckName, fields: &[TypedField], policy: &Policy) -> Option<CheckResult> {
    let worst = fields
        .iter()
        .filter_map(TypedField::comparison)
        .reduce(Comparison::worse)?;
    let contradiction = typed_otherwise(check, policy)?;
    let told: Vec<String> = fields.iter().map(TypedField::told).collect();
    Some(typed_text(100.0 * worst.agreement(), contradiction).check(check, told.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::super::document_parts::document_parts;
    use super::*;
    use crate::evaluation::sample_reading::{printed, reading};
    use argos_domain::check::CheckOutcome;
    use argos_domain::code::RejectCode;
    use argos_domain::country::Country;
    use argos_domain::personal::BirthDate;
    use argos_domain::policy::Contradiction;
    use argos_vision::document::PrintedFields;
    use argos_vision::mrz::MrzFormat;
    use jiff::civil::{Date, date};

    const LINES: [&str; 2] = [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ];

    fn passport(born: Date) -> DocumentParts {
        document_parts(&reading(
            Some((&LINES, MrzFormat::Td3)),
            PrintedFields {
                surname: printed("Eriksson".to_owned(), 0.95),
                given_names: printed("Anna Maria".to_owned(), 0.95),
                birth_date: printed(born, 0.95),
                ..PrintedFields::default()
            },
        ))
    }

    /// A card without a zone, of which nothing is proven.
    fn card() -> DocumentParts {
        document_parts(&reading(
            None,
            PrintedFields {
                document_number: printed("L01X00T47".to_owned(), 0.95),
                birth_date: printed(date(1974, 8, 12), 0.95),
                ..PrintedFields::default()
            },
        ))
    }

    fn anna() -> DocumentData {
        DocumentData {
            full_name: Some(PersonalText::new("Anna Maria Eriksson")),
            birth_date: Some(BirthDate(date(1974, 8, 12))),
            document_number: Some(PersonalText::new("L898902C3")),
            identity_number: Some(PersonalText::new("ZE184226B")),
            nationality: Country::from_alpha3("UTO").ok(),
            ..DocumentData::default()
        }
    }

    fn check(parts: &DocumentParts, typed: &DocumentData, name: CheckName) -> CheckResult {
        let checks = typed_text_checks(parts, typed, &Policy::default());
        checks.into_iter().find(|check| check.name == name).unwrap()
    }

    #[test]
    fn what_all_parts_say_passes_and_what_is_missing_is_not_checked() {
        let checks = typed_text_checks(&passport(date(1974, 8, 12)), &anna(), &Policy::default());
        let names: Vec<CheckName> = checks.iter().map(|check| check.name).collect();
        assert_eq!(names, CheckName::OF_TYPED_TEXT);
        for check in &checks {
            assert_eq!(
                (check.outcome, check.value),
                (CheckOutcome::Pass, Some(100.0)),
                "{check:?}"
            );
        }
        assert_eq!(
            checks[1].message,
            "birth date: the same as in the machine readable zone (proven) and the printed text"
        );
        let nothing = DocumentData::default();
        assert!(typed_text_checks(&passport(date(1974, 8, 12)), &nothing, &Policy::default()).is_empty());
        assert!(typed_text_checks(&DocumentParts::default(), &anna(), &Policy::default()).is_empty());
    }

    #[test]
    fn what_check_digits_prove_cannot_be_typed_over() {
        let parts = passport(date(1974, 8, 12));
        for (typed, name) in [
            (
                DocumentData {
                    document_number: Some(PersonalText::new("LB98902C3")),
                    ..anna()
                },
                CheckName::TypedNumber,
            ),
            (
                DocumentData {
                    identity_number: Some(PersonalText::new("ZE1842268")),
                    ..anna()
                },
                CheckName::TypedNumber,
            ),
            (
                DocumentData {
                    birth_date: Some(BirthDate(date(1974, 12, 8))),
                    ..anna()
                },
                CheckName::TypedBirthDate,
            ),
        ] {
            let check = check(&parts, &typed, name);
            assert_eq!(check.outcome, CheckOutcome::Pending, "{check:?}");
            assert!(
                check
                    .message
                    .contains("another one than in the machine readable zone (proven)")
            );
        }
    }

    #[test]
    fn a_print_that_was_forged_or_misread_does_not_help_against_the_zone() {
        let typed = DocumentData {
            birth_date: Some(BirthDate(date(1964, 8, 12))),
            ..anna()
        };
        let check = check(&passport(date(1964, 8, 12)), &typed, CheckName::TypedBirthDate);
        assert_eq!(check.outcome, CheckOutcome::Pending);
        assert_eq!(
            check.message,
            "birth date: another one than in the machine readable zone (proven), the same as in the printed text"
        );
    }

    #[test]
    fn unproven_print_may_be_misread_but_not_by_a_digit_or_a_year() {
        let typed = |number: &str, born| DocumentData {
            document_number: Some(PersonalText::new(number)),
            birth_date: Some(BirthDate(born)),
            ..DocumentData::default()
        };
        let slips = typed("LO1XO0T47", date(1974, 8, 13));
        let others = typed("L01X00T48", date(1984, 8, 12));
        for name in [CheckName::TypedNumber, CheckName::TypedBirthDate] {
            assert_eq!(check(&card(), &slips, name).outcome, CheckOutcome::Warn);
            assert_eq!(check(&card(), &others, name).outcome, CheckOutcome::Pending);
        }
    }

    #[test]
    fn the_policy_says_what_a_contradiction_leads_to() {
        let other = DocumentData {
            full_name: Some(PersonalText::new("Bob Miller")),
            ..anna()
        };
        for (contradiction, outcome) in [
            (Contradiction::Warn, CheckOutcome::Warn),
            (Contradiction::Pending, CheckOutcome::Pending),
            (
                Contradiction::Reject,
                CheckOutcome::Reject(RejectCode::IdInfoDataMismatch),
            ),
        ] {
            let policy = Policy {
                typed_name: contradiction,
                ..Policy::default()
            };
            let checks = typed_text_checks(&passport(date(1974, 8, 12)), &other, &policy);
            assert_eq!(checks[0].outcome, outcome);
            assert!(!checks[0].message.contains("Bob") && !checks[0].message.contains("Anna"));
        }
    }

    #[test]
    fn parts_are_the_same_after_they_were_stored() {
        let parts = passport(date(1974, 8, 12));
        let kept = serde_json::to_string(&parts).unwrap();
        assert_eq!(serde_json::from_str::<DocumentParts>(&kept).unwrap(), parts);
        assert!(!format!("{parts:?}").contains("ERIKSSON"));
    }
}
