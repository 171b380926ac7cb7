//! The weights of version 2, taken over from `fit_record.json`, where the command stands that gave them: they never change.

use super::doubts::Weights;
use crate::check::CheckName;

/// The weights of version 2.
pub const FITTED: Weights<'static> = Weights {
    certainty: 1.98,
    doubts: &[
        (CheckName::MachineReadableZone, [0.00, 0.00, 5.00, 3.00]),
        (CheckName::TextRecognition, [0.00, 0.00, 2.00, 2.00]),
        (CheckName::TextAgreement, [0.74, 0.65, 2.34, 0.43]),
        (CheckName::DocumentDates, [0.00, 0.71, 3.80, 0.00]),
        (CheckName::UserCorrections, [0.00, 0.00, 1.88, 2.40]),
        (CheckName::TypedName, [0.04, 0.17, 0.58, 0.99]),
        (CheckName::TypedBirthDate, [0.00, 0.00, 0.10, 0.38]),
        (CheckName::TypedNumber, [0.00, 0.00, 0.81, 1.02]),
        (CheckName::FaceMatch, [0.00, 0.00, 5.00, 3.00]),
        (CheckName::PassiveLiveness, [0.00, 0.00, 0.50, 0.50]),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{SEGMENTS, ScoreVersion, least_doubts};
    use serde_json::Value;
    use std::fmt::Write as _;

    /// What `argos score fit --json` told, and how its cases were composed.
    const RECORD: &str = include_str!("fit_record.json");

    fn record() -> Value {
        serde_json::from_str(RECORD).unwrap()
    }

    fn doubts(of: &Value) -> [f64; SEGMENTS] {
        std::array::from_fn(|segment| of[segment].as_f64().unwrap())
    }

    /// This file up to its tests, as the record has it.
    fn written() -> String {
        let fit = &record()["fit"];
        let mut text = String::from(
            "//! The weights of version 2, taken over from `fit_record.json`, where the command stands that gave them: they never change.\n\n\
             use super::doubts::Weights;\nuse crate::check::CheckName;\n\n\
             /// The weights of version 2.\npub const FITTED: Weights<'static> = Weights {\n",
        );
        let certainty = fit["certainty"].as_f64().unwrap();
        write!(text, "    certainty: {certainty:.2},\n    doubts: &[\n").unwrap();
        for check in CheckName::ALL {
            let Some(of) = fit["doubts"].get(check.name()).map(doubts) else {
                continue;
            };
            if of.iter().any(|doubt| *doubt > 0.0) {
                let [first, second, third, fourth] = of;
                writeln!(
                    text,
                    "        (CheckName::{check:?}, [{first:.2}, {second:.2}, {third:.2}, {fourth:.2}]),"
                )
                .unwrap();
            }
        }
        text + "    ],\n};\n\n"
    }

    #[test]
    fn the_weights_are_those_of_the_record() {
        let (file, _) = include_str!("weights.rs").split_once("#[cfg(test)]").unwrap();
        let written = written();
        if file != written {
            let path = std::env::temp_dir().join("weights.rs");
            std::fs::write(&path, &written).unwrap();
            panic!("the record gives other weights: take them over from {}", path.display());
        }
    }

    #[test]
    fn the_record_says_what_was_composed_and_how_the_weights_stand_on_the_other_half() {
        let record = record();
        for command in ["composed_by", "fitted_by"] {
            assert!(record[command].as_str().unwrap().starts_with("argos "), "{command}");
        }
        let fit = &record["fit"];
        for half in ["fitting", "held_out"] {
            for kind in ["genuine", "others"] {
                assert!(fit[half][kind].as_u64().unwrap() > 500, "{half} {kind}");
            }
        }
        // Judged once more after they were taken over: what the program has is what was proposed.
        let of_version = &fit["versions"][ScoreVersion::Two.number().to_string()];
        assert_eq!(*of_version, fit["proposed"]);
    }

    #[test]
    fn no_doubt_is_negative_or_below_the_least_and_what_was_left_out_takes_no_more() {
        for (index, (name, doubts)) in FITTED.doubts.iter().enumerate() {
            assert!(
                name.keeps_numbers(),
                "a sealed submission could not be explained: {name:?}"
            );
            assert!(
                FITTED.doubts[index + 1..].iter().all(|(other, _)| other != name),
                "{name:?}"
            );
            assert!(
                doubts
                    .iter()
                    .zip(least_doubts(*name))
                    .all(|(doubt, least)| *doubt >= least),
                "{name:?}"
            );
        }
        for name in record()["fit"]["left_out"].as_array().unwrap() {
            let name = CheckName::from_name(name.as_str().unwrap()).unwrap();
            let own = FITTED.doubts.iter().find(|(check, _)| *check == name);
            assert!(own.is_none_or(|(_, doubts)| *doubts == least_doubts(name)), "{name:?}");
        }
    }
}
