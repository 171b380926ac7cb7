//! Photographed specimens against the product's reader: the zone is composed here and read there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use argos_app::evaluation::document_checks;
use argos_domain::check::{CheckName, CheckOutcome};
use argos_domain::code::RetryCode;
use argos_domain::policy::Policy;
use argos_domain::submission::ChosenDocument;
use argos_testkit::specimen::Typefaces;
use argos_testkit::specimen::chance::Chance;
use argos_testkit::specimen::document::SpecimenDocument;
use argos_testkit::specimen::grade::Grade;
use argos_testkit::specimen::mrz::ZoneData;
use argos_testkit::specimen::portrait::Portraits;
use argos_testkit::specimen::set::SpecimenSet;
use argos_vision::Vision;
use argos_vision::engine::EnginePreference;
use argos_vision::mrz::{MrzFormat, ReadLine, read};
use jiff::civil::date;

#[test]
fn the_product_finds_every_check_digit_of_composed_zones_right() {
    for item in 0..300 {
        let document = SpecimenDocument::invented(item, &mut Chance::new(21, item));
        let lines = document.zone.lines();
        let format = MrzFormat::detect(&lines).unwrap();
        let read_lines: Vec<ReadLine> = lines.iter().map(|line| ReadLine::from(line.as_str())).collect();
        let mrz = read(&read_lines, format, date(2026, 6, 1)).unwrap();
        assert!(mrz.checks.all_pass(), "{lines:?} {mrz:?}");
        assert_eq!(mrz.lines, lines);
        let number = document.zone.number.trim_end_matches('<');
        assert_eq!(mrz.document_number.value.as_deref(), Some(number), "{lines:?}");
    }
}

#[test]
fn mildly_distorted_specimens_of_each_format_are_read_exactly() {
    let mut vision = Vision::load(EnginePreference::Automatic).unwrap();
    let set = SpecimenSet {
        grade: Grade::Mild,
        seed: 3,
        roll: None,
        altered: false,
        portraits: Portraits::default(),
        typefaces: Typefaces::load().unwrap(),
    };
    let mut exact: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for item in 0..10 {
        for specimen in set.pictures(item).unwrap() {
            let reading = vision
                .read_document(&specimen.shot.jpeg, None, date(2026, 6, 1))
                .unwrap();
            let read = reading.front.mrz.map(|found| found.mrz.lines);
            if !specimen.side.has_zone {
                assert_eq!(read, None, "{} has no zone", specimen.name);
                continue;
            }
            let counts = exact.entry(specimen.document.kind.format().name()).or_default();
            counts.0 += usize::from(read.as_ref() == Some(&specimen.document.zone.lines()));
            counts.1 += 1;
        }
    }
    assert_eq!(exact.len(), 5, "every format occurs");
    for (format, (right, all)) in exact {
        assert!(right >= 1 && right == all, "{right} of {all} of {format}");
    }
}

/// A digit that somebody altered stops the document, or what is printed and the check digits speak for what was issued.
#[test]
fn an_altered_digit_of_the_zone_stops_the_document_or_changes_nothing() {
    let mut vision = Vision::load(EnginePreference::Automatic).unwrap();
    let today = date(2026, 6, 1);
    let set = SpecimenSet {
        grade: Grade::Mild,
        seed: 61,
        roll: None,
        altered: true,
        portraits: Portraits::default(),
        typefaces: Typefaces::load().unwrap(),
    };
    let mut stopped = 0;
    for item in 0..6 {
        let pictures = set.pictures(item).unwrap();
        let specimen = pictures.iter().find(|specimen| specimen.side.has_zone).unwrap();
        let zone = &specimen.document.zone;
        let issued = ZoneData {
            alteration: None,
            ..zone.clone()
        };
        assert_ne!(zone.lines(), issued.lines());
        let reading = vision.read_document(&specimen.shot.jpeg, None, today).unwrap();
        let checks = document_checks(&reading, &ChosenDocument::default(), &Policy::default(), today);
        let check = checks
            .iter()
            .find(|check| check.name == CheckName::MachineReadableZone)
            .unwrap();
        match check.outcome {
            CheckOutcome::Retry(RetryCode::MrzProtocolFail) | CheckOutcome::Pending => stopped += 1,
            _ => {
                let read = reading.front.mrz.map(|found| found.mrz.lines);
                assert_eq!(read, Some(issued.lines()), "{}", specimen.name);
            }
        }
    }
    assert!(stopped >= 3, "only {stopped} of 6 were stopped");
}
