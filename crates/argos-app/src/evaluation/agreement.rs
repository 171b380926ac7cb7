//! Do the parts of a document say the same: machine readable zone, printed text of both sides, barcode.

use super::document_data::{card, machine_readable_zone, pages};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_vision::DocumentReading;
use argos_vision::aamva::AamvaDocument;
use argos_vision::document::{Agreement, barcode_agreement};
use argos_vision::mrz::{Mrz, Sex};

/// Two parts of a document that were compared.
struct Comparison {
    parts: &'static str,
    agreement: Agreement,
}

/// Present when at least one field could be compared. The message names the fields that differ and between which parts,
/// never what they say.
pub(super) fn agreement_check(reading: &DocumentReading) -> Option<CheckResult> {
    let zone = machine_readable_zone(reading);
    let comparisons = [
        zone.map(|zone| Comparison {
            parts: "machine readable zone and printed text",
            agreement: zone.agreement,
        }),
        barcode_agreement(&pages(reading)).map(|agreement| Comparison {
            parts: "barcode and printed text",
            agreement,
        }),
        zone.zip(card(reading)).map(|(zone, card)| Comparison {
            parts: "machine readable zone and barcode",
            agreement: between(&zone.mrz, card),
        }),
    ];
    judged(comparisons.into_iter().flatten().collect())
}

fn judged(comparisons: Vec<Comparison>) -> Option<CheckResult> {
    let (mut same, mut compared) = (0_u32, 0_u32);
    let mut differences = Vec::new();
    for comparison in &comparisons {
        let known: Vec<(bool, &str)> = fields(&comparison.agreement)
            .into_iter()
            .filter_map(|(same, field)| Some((same?, field)))
            .collect();
        let differing: Vec<&str> = known
            .iter()
            .filter(|(same, _)| !same)
            .map(|(_, field)| *field)
            .collect();
        compared += count(known.len());
        same += count(known.len() - differing.len());
        if !differing.is_empty() {
            differences.push(format!("{} differ in: {}", comparison.parts, differing.join(", ")));
        }
    }
    if compared == 0 {
        return None;
    }
    let (outcome, standing, message) = if differences.is_empty() {
        // The more fields agree, the more it proves: four of them are fully convincing.
        let standing = Standing::new(0.6 + 0.1 * f64::from(same));
        let parts: Vec<&str> = comparisons.iter().map(|comparison| comparison.parts).collect();
        (
            CheckOutcome::Pass,
            standing,
            format!("{same} comparisons of fields agree ({})", parts.join("; ")),
        )
    } else {
        let share = f64::from(same) / f64::from(compared);
        (
            CheckOutcome::Pending,
            Standing::new(0.4 * share),
            differences.join("; "),
        )
    };
    Some(CheckResult::measured(
        CheckName::TextAgreement,
        outcome,
        f64::from(same),
        f64::from(compared),
        standing,
        message,
    ))
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn fields(agreement: &Agreement) -> [(Option<bool>, &'static str); 6] {
    [
        (agreement.surname, "surname"),
        (agreement.given_names, "given names"),
        (agreement.birth_date, "birth date"),
        (agreement.expiry_date, "expiry date"),
        (agreement.document_number, "document number"),
        (agreement.sex, "sex"),
    ]
}

/// Only proven values of the zone: the barcode is proven throughout. Names are left to the comparisons with the print,
/// because the two parts shorten and transliterate them each in its own way.
fn between(zone: &Mrz, card: &AamvaDocument) -> Agreement {
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let number = card.document_number.as_deref().map(letters);
    let stated = |sex: Sex| (sex != Sex::Unspecified).then_some(sex);
    let zone_sex = zone.sex.proven().copied().and_then(stated);
    Agreement {
        birth_date: zone.birth_date.proven().map(|birth| *birth == card.birth_date),
        expiry_date: zone
            .expiry_date
            .proven()
            .zip(card.expiry_date)
            .map(|(zone, card)| *zone == card),
        document_number: zone
            .document_number
            .proven()
            .zip(number)
            .map(|(zone, card)| letters(zone) == card),
        sex: zone_sex.zip(card.sex.and_then(stated)).map(|(zone, card)| zone == card),
        ..Agreement::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::sample_reading::reading;
    use argos_vision::document::PrintedFields;
    use argos_vision::mrz::MrzFormat;

    const LINES: [&str; 2] = [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ];

    fn check(agreement: Agreement) -> Option<CheckResult> {
        let mut reading = reading(Some((&LINES, MrzFormat::Td3)), PrintedFields::default());
        reading.front.mrz.as_mut().unwrap().agreement = agreement;
        agreement_check(&reading)
    }

    #[test]
    fn what_differs_is_named_with_the_parts_and_asks_for_a_human() {
        assert!(check(Agreement::default()).is_none());
        let same = Agreement {
            surname: Some(true),
            sex: Some(true),
            ..Agreement::default()
        };
        let passed = check(same).unwrap();
        assert_eq!((passed.outcome, passed.value), (CheckOutcome::Pass, Some(2.0)));
        let differing = check(Agreement {
            birth_date: Some(false),
            ..same
        })
        .unwrap();
        assert_eq!(differing.outcome, CheckOutcome::Pending);
        assert_eq!(
            differing.message,
            "machine readable zone and printed text differ in: birth date"
        );
        assert!(differing.standing < passed.standing);
    }

    #[test]
    fn a_barcode_that_says_something_else_than_the_zone_is_named() {
        let card = |born: &str| {
            let text = format!(
                "@\n\u{1e}\rANSI 636000100002DL00410090ZV03190008DL\
                 DAQL898902C3\nDCSERIKSSON\nDDEN\nDACANNA\nDDFN\nDADMARIA\nDDGN\nDCAD\nDCBK\nDCDPH\nDBD08242015\nDBB{born}\n\
                 DBA04152012\nDBC2\nDAU069 in\nDAYGRN\nDAG1 MAIN\nDAITOWN\nDAJVA\nDAK231190000  \nDCF123\nDCGUSA\n\rZVZVA01\r"
            );
            argos_vision::aamva::parse(&text).unwrap()
        };
        let zone = reading(Some((&LINES, MrzFormat::Td3)), PrintedFields::default());
        let zone = zone.front.mrz.unwrap().mrz;
        let same = between(&zone, &card("08121974"));
        assert_eq!(
            (same.birth_date, same.document_number, same.sex),
            (Some(true), Some(true), Some(true))
        );
        let other = judged(vec![Comparison {
            parts: "machine readable zone and barcode",
            agreement: between(&zone, &card("08131974")),
        }]);
        assert_eq!(
            other.unwrap().message,
            "machine readable zone and barcode differ in: birth date"
        );
    }
}
