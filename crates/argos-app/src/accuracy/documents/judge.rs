//! One reading of a zone against its truth.

use super::truth::{TrueFields, Truth};
use argos_vision::mrz::{Field, Mrz, Sex};
use jiff::civil::Date;

/// How a reading compares with the truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// All lines are read exactly.
    pub exact: bool,
    /// Lines read exactly.
    pub lines_exact: usize,
    /// Lines of the truth.
    pub lines: usize,
    /// Insertions, deletions and substitutions that lead from the reading to the truth, line by line.
    pub edits: usize,
    /// Characters of the truth.
    pub characters: usize,
    /// Fields that claim to be proven.
    pub fields_accepted: usize,
    /// Names of fields that claim to be proven and differ from the truth.
    pub fields_wrong_accepted: Vec<&'static str>,
}

/// Holds a reading against the truth. A zone that was not found has every character wrong and no field accepted.
#[must_use]
pub fn judge(truth: &Truth, read: Option<&Mrz>) -> Judgement {
    let lines = read.map_or(&[][..], |zone| &zone.lines);
    let true_lines = truth.lines();
    let at = |lines: &[String], index: usize| lines.get(index).cloned().unwrap_or_default();
    let count = lines.len().max(true_lines.len());
    let edits = (0..count)
        .map(|index| strsim::levenshtein(&at(lines, index), &at(true_lines, index)))
        .sum();
    let fields = read
        .map(|zone| accepted(zone, truth.fields().as_ref()))
        .unwrap_or_default();
    Judgement {
        exact: lines == true_lines,
        lines_exact: lines
            .iter()
            .zip(true_lines)
            .filter(|(read, right)| read == right)
            .count(),
        lines: true_lines.len(),
        edits,
        characters: true_lines.iter().map(String::len).sum(),
        fields_accepted: fields.len(),
        fields_wrong_accepted: fields
            .iter()
            .filter(|(_, right)| !right)
            .map(|(name, _)| *name)
            .collect(),
    }
}

/// Every field that claims to be proven, and whether it is right. Nothing is right beside lines of no known shape.
fn accepted(read: &Mrz, truth: Option<&TrueFields>) -> Vec<(&'static str, bool)> {
    let text = |name, field: &Field<String>, right: fn(&TrueFields) -> &String| {
        let value = field.proven()?;
        Some((name, truth.is_some_and(|truth| right(truth) == value)))
    };
    let date = |name, field: &Field<Date>, right: fn(&TrueFields) -> &String| {
        let value = field.proven()?.strftime("%y%m%d").to_string();
        Some((name, truth.is_some_and(|truth| *right(truth) == value)))
    };
    let sex = read.sex.proven().map(|sex| {
        let right = truth.is_some_and(|truth| match sex {
            Sex::Male => truth.sex == "M",
            Sex::Female => truth.sex == "F",
            Sex::Unspecified => truth.sex.is_empty() || truth.sex == "X",
        });
        ("sex", right)
    });
    [
        text("document_code", &read.document_code, |truth| &truth.document_code),
        text("issuing_country", &read.issuing_country, |truth| &truth.issuing_country),
        text("surname", &read.surname, |truth| &truth.surname),
        text("given_names", &read.given_names, |truth| &truth.given_names),
        text("document_number", &read.document_number, |truth| &truth.document_number),
        text("nationality", &read.nationality, |truth| &truth.nationality),
        date("birth_date", &read.birth_date, |truth| &truth.birth_date),
        sex,
        date("expiry_date", &read.expiry_date, |truth| &truth.expiry_date),
        text("optional_data", &read.optional_data, |truth| &truth.optional_data),
        text("optional_data_2", &read.optional_data_2, |truth| &truth.optional_data_2),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_vision::mrz::{MrzFormat, ReadLine, read};

    const FIRST: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    const SECOND: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn reading(lines: [&str; 2]) -> Mrz {
        read(
            &lines.map(ReadLine::from),
            MrzFormat::Td3,
            jiff::civil::date(2026, 3, 15),
        )
        .unwrap()
    }

    #[test]
    fn the_very_same_lines_are_exact_and_no_field_is_wrong() {
        let judgement = judge(&Truth::new(&[FIRST, SECOND]).unwrap(), Some(&reading([FIRST, SECOND])));
        assert!(
            judgement.exact && judgement.lines_exact == 2 && judgement.edits == 0,
            "{judgement:?}"
        );
        assert_eq!((judgement.characters, judgement.fields_accepted), (88, 10));
        assert!(judgement.fields_wrong_accepted.is_empty(), "{judgement:?}");
    }

    #[test]
    fn proven_fields_that_differ_are_counted_by_name() {
        let truth = Truth::new(&[
            "P<UTOERICSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122M1204159ZE184226B<<<<<10",
        ])
        .unwrap();
        let judgement = judge(&truth, Some(&reading([FIRST, SECOND])));
        assert_eq!((judgement.exact, judgement.lines_exact, judgement.edits), (false, 0, 2));
        assert_eq!(judgement.fields_wrong_accepted, ["surname", "sex"]);
    }

    #[test]
    fn what_is_not_proven_is_never_wrongly_accepted() {
        let misread = "L898902C36UTO7408182F1204159ZE184226B<<<<<10";
        let judgement = judge(&Truth::new(&[FIRST, SECOND]).unwrap(), Some(&reading([FIRST, misread])));
        assert_eq!((judgement.lines_exact, judgement.edits), (1, 1));
        assert!(judgement.fields_wrong_accepted.is_empty(), "{judgement:?}");
    }

    #[test]
    fn a_zone_that_was_not_found_has_every_character_wrong() {
        let judgement = judge(&Truth::new(&[FIRST, SECOND]).unwrap(), None);
        assert_eq!(
            (judgement.exact, judgement.edits, judgement.characters),
            (false, 88, 88)
        );
        assert_eq!(judgement.fields_accepted, 0);
    }
}
