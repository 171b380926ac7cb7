//! The machine readable zone, or a barcode, against the printed text.

use super::fold::{edits_within, fold_character, fold_words, short_umlauts};
use super::printed::{PrintedField, PrintedFields};
use super::printed_date::find_dates;
use super::values::look;
use crate::aamva::AamvaDocument;
use crate::mrz::{Mrz, Sex, check_digit, resemble};
use crate::text::{RecognisedCharacter, TextLine};
use argos_domain::comparison::{Verdict, compare_names};

/// Whether the printed part says the same as what is written for machines: the machine readable zone, or a barcode.
///
/// `Some(true)`: the same value is printed. `Some(false)`: the printed field was read beside its label and says
/// something else. `None`: the machines' value is missing, or the printed one was not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Agreement {
    /// Surname, ignoring case, diacritics and fillers, one edit per eight characters forgiven; in another script, what is
    /// the same by the rules of romanisation.
    pub surname: Option<bool>,
    /// Given names likewise; the zone may cut them off.
    pub given_names: Option<bool>,
    /// Birth date.
    pub birth_date: Option<bool>,
    /// Expiry date.
    pub expiry_date: Option<bool>,
    /// Document number, ignoring spaces and look-alike characters.
    pub document_number: Option<bool>,
    /// Sex.
    pub sex: Option<bool>,
}

/// The values to be compared.
struct ForMachines<'a> {
    surname: Option<&'a str>,
    given_names: Option<&'a str>,
    birth_date: Option<jiff::civil::Date>,
    expiry_date: Option<jiff::civil::Date>,
    document_number: Option<&'a str>,
    sex: Option<Sex>,
}

impl Agreement {
    /// Whether any printed field says something else.
    #[must_use]
    pub fn contradicts(&self) -> bool {
        let all = [
            self.surname,
            self.given_names,
            self.birth_date,
            self.expiry_date,
            self.document_number,
            self.sex,
        ];
        all.contains(&Some(false))
    }

    /// Both comparisons in one: a field differs where either says so, and agrees where one agrees and the other does not
    /// differ.
    pub(super) fn with(self, other: &Self) -> Self {
        let both = |one: Option<bool>, other: Option<bool>| match (one, other) {
            (Some(one), Some(other)) => Some(one && other),
            (known, None) | (None, known) => known,
        };
        Self {
            surname: both(self.surname, other.surname),
            given_names: both(self.given_names, other.given_names),
            birth_date: both(self.birth_date, other.birth_date),
            expiry_date: both(self.expiry_date, other.expiry_date),
            document_number: both(self.document_number, other.document_number),
            sex: both(self.sex, other.sex),
        }
    }

    /// Compares a zone with the printed lines (without those of the zone) and the fields found in them.
    pub(super) fn of(mrz: &Mrz, lines: &[&TextLine], fields: &PrintedFields) -> Self {
        let written = ForMachines {
            surname: mrz.surname.value.as_deref(),
            given_names: mrz.given_names.value.as_deref(),
            birth_date: mrz.birth_date.value,
            expiry_date: mrz.expiry_date.value,
            document_number: mrz.document_number.value.as_deref(),
            sex: mrz.sex.value,
        };
        Self::between(&written, lines, fields)
    }

    /// Compares the barcode of a card with the printed lines of both sides and the fields found in them.
    pub(super) fn of_card(card: &AamvaDocument, lines: &[&TextLine], fields: &PrintedFields) -> Self {
        let number: Option<String> = card
            .document_number
            .as_ref()
            .map(|number| number.chars().filter(char::is_ascii_alphanumeric).collect());
        let given_names = card.given_names();
        let all = ForMachines {
            surname: card.surname.as_deref(),
            given_names: given_names.as_deref(),
            birth_date: Some(card.birth_date),
            expiry_date: card.expiry_date,
            document_number: number.as_deref(),
            sex: card.sex,
        };
        let mut agreement = Self::between(&all, lines, fields);
        if agreement.given_names != Some(true) && card.middle_names.is_some() {
            // The card may print no middle names, or only their first letters.
            let first = ForMachines {
                given_names: card.given_name.as_deref(),
                ..all
            };
            agreement.given_names = Self::between(&first, lines, fields).given_names;
        }
        agreement
    }

    fn between(written: &ForMachines<'_>, lines: &[&TextLine], fields: &PrintedFields) -> Self {
        let date = |value: Option<jiff::civil::Date>, printed: &Option<PrintedField<jiff::civil::Date>>| {
            let value = value?;
            let seen = lines.iter().any(|line| find_dates(&line.text).contains(&value));
            let same = printed.as_ref().map(|field| field.value == value);
            if seen { Some(true) } else { same }
        };
        Self {
            surname: name(written.surname, lines, fields.surname.as_ref(), false),
            given_names: name(written.given_names, lines, fields.given_names.as_ref(), true),
            birth_date: date(written.birth_date, &fields.birth_date),
            expiry_date: date(written.expiry_date, &fields.expiry_date),
            document_number: number(written.document_number, lines, fields.document_number.as_ref()),
            sex: sex(written.sex, fields.sex.as_ref()),
        }
    }
}

fn number(value: Option<&str>, lines: &[&TextLine], field: Option<&PrintedField<String>>) -> Option<bool> {
    let wanted = look(value?);
    if wanted.len() >= 5 && lines.iter().any(|line| look(&line.text).contains(&wanted)) {
        return Some(true);
    }
    field.map(|field| look(&field.value) == wanted)
}

fn sex(value: Option<Sex>, field: Option<&PrintedField<Sex>>) -> Option<bool> {
    Some(field?.value == value?)
}

fn name(
    value: Option<&str>,
    lines: &[&TextLine],
    field: Option<&PrintedField<String>>,
    may_be_cut: bool,
) -> Option<bool> {
    let wanted = fold_words(value?).concat();
    if wanted.is_empty() {
        return None;
    }
    let seen = |text: &str| same_name(&wanted, text, may_be_cut);
    if lines.iter().any(|line| seen(&line.text)) {
        return Some(true);
    }
    let field = field?;
    Some(seen(&field.value) || is_in_another_script(value?, &field.value))
}

/// Whether a name is printed in letters that machines do not write, and is the same by the rules of romanisation.
fn is_in_another_script(value: &str, printed: &str) -> bool {
    let is_foreign = |letter: char| letter.is_alphabetic() && fold_character(letter).is_empty();
    printed.chars().any(is_foreign) && compare_names(printed, value, None).verdict() >= Verdict::WrittenOtherwise
}

/// Whether consecutive words of a text spell the name, with one edit per eight characters.
fn same_name(wanted: &str, text: &str, may_be_cut: bool) -> bool {
    let words = fold_words(text);
    let limit = wanted.len() / 8;
    let short = short_umlauts(wanted);
    (0..words.len()).any(|start| {
        let mut spelled = String::new();
        words[start..].iter().any(|word| {
            spelled.push_str(word);
            let cut = may_be_cut && wanted.len() >= 10 && spelled.starts_with(wanted);
            cut || edits_within(&spelled, wanted, limit).is_some()
                || edits_within(&short_umlauts(&spelled), &short, limit).is_some()
                // Some issuers write Ü as U where the zone has other pairs of vowels, too: GÜELL is GUELL.
                || edits_within(&short_umlauts(&spelled), wanted, limit).is_some()
        })
    })
}

/// The document number as it is printed, where it looks like the zone's and fits the zone's check digit: this tells `O`
/// from `0`. `None` for numbers too long for their field, and where nothing of the kind is printed.
pub(super) fn printed_number(mrz: &Mrz, lines: &[&TextLine]) -> Option<String> {
    let layout = mrz.format.layout();
    let at = |span: crate::mrz::Span| mrz.lines.get(span.line).and_then(|line| line.get(span.start..span.end));
    let written = at(layout.number)?;
    let check = at(layout.number_check)?;
    let written = written.trim_end_matches('<');
    if written.len() < 5 {
        return None;
    }
    let looks_so = |word: &String| {
        let pairs = || word.chars().zip(written.chars());
        word.len() == written.len() && pairs().all(|(one, other)| one == other || resemble(one, other))
    };
    let mut found: Vec<String> = lines
        .iter()
        .flat_map(|line| sure_words(line))
        .filter(looks_so)
        .filter(|word| check_digit(word.chars()).map(String::from).as_deref() == Some(check))
        .collect();
    found.sort();
    found.dedup();
    match found.len() {
        1 => found.pop(),
        _ => None,
    }
}

/// Characters of a printed number above this are sure.
const SURE: f32 = 0.8;

/// The words of a line that are made of digits and capital letters and were read surely, and all of it as one word.
fn sure_words(line: &TextLine) -> Vec<String> {
    let belongs = |character: char| character.is_ascii_uppercase() || character.is_ascii_digit();
    let word = |characters: &[RecognisedCharacter]| {
        let sure = characters
            .iter()
            .all(|read| belongs(read.character) && read.confidence >= SURE);
        (sure && !characters.is_empty()).then(|| characters.iter().map(|read| read.character).collect())
    };
    let alphanumeric: Vec<RecognisedCharacter> = line
        .characters
        .iter()
        .copied()
        .filter(|read| read.character.is_ascii_alphanumeric())
        .collect();
    line.characters
        .split(|read| !read.character.is_ascii_alphanumeric())
        .chain([alphanumeric.as_slice()])
        .filter_map(word)
        .collect()
}

/// Whether a printed line bears these words with one edit per eight characters, or goes on where they are cut off.
pub(super) fn printed_nearly(value: &str, lines: &[&TextLine]) -> bool {
    let wanted = fold_words(value).concat();
    !wanted.is_empty() && lines.iter().any(|line| same_name(&wanted, &line.text, true))
}

/// Whether a printed line (not of the zone) bears exactly these words, nothing forgiven but case and diacritics.
pub(super) fn printed_exactly(value: &str, lines: &[&TextLine]) -> bool {
    let wanted = fold_words(value);
    !wanted.is_empty()
        && lines.iter().any(|line| {
            let words = fold_words(&line.text);
            let plain: Vec<String> = words.iter().map(|word| short_umlauts(word)).collect();
            let wanted_plain: Vec<String> = wanted.iter().map(|word| short_umlauts(word)).collect();
            words.windows(wanted.len()).any(|window| window == wanted)
                || plain.windows(wanted.len()).any(|window| window == wanted_plain)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Point;
    use crate::mrz::{MrzFormat, ReadLine, read};
    use jiff::civil::date;

    fn line(text: &str) -> TextLine {
        let characters = text.chars().map(|character| RecognisedCharacter {
            character,
            confidence: 0.9,
            position: 0.0,
        });
        TextLine::new([Point::default(); 4], characters.collect(), ReadLine::default())
    }

    fn specimen() -> Mrz {
        let lines = [
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ];
        read(&lines.map(ReadLine::from), MrzFormat::Td3, date(2026, 3, 15)).unwrap()
    }

    fn agreement(texts: &[&str], fields: &PrintedFields) -> Agreement {
        let lines: Vec<TextLine> = texts.iter().map(|text| line(text)).collect();
        Agreement::of(&specimen(), &lines.iter().collect::<Vec<_>>(), fields)
    }

    #[test]
    fn the_same_text_agrees_with_a_misread_character_forgiven() {
        let texts = [
            "ERIKSS0N",
            "Anna María",
            "12 AUG/AOUT 1974",
            "15.04.2012",
            "L 898902 C3",
        ];
        let found = agreement(&texts, &PrintedFields::default());
        assert_eq!(found.surname, Some(true));
        assert_eq!(found.given_names, Some(true));
        assert_eq!((found.birth_date, found.expiry_date), (Some(true), Some(true)));
        assert_eq!(found.document_number, Some(true));
        assert_eq!(found.sex, None);
        assert!(!found.contradicts());
    }

    #[test]
    fn a_trema_that_the_zone_leaves_out_is_no_difference() {
        let printed = line("GÜELL");
        assert!(same_name("GUELL", &printed.text, false) && same_name("GUEELL", &printed.text, false));
        assert!(!same_name("GUELLO", &printed.text, false));
    }

    #[test]
    fn a_name_in_another_script_agrees_by_romanisation_only() {
        let surname = |value: &str, printed: &str| {
            let field = PrintedField {
                value: printed.to_owned(),
                raw: printed.to_owned(),
                confidence: 0.9,
                quad: [Point::default(); 4],
            };
            name(Some(value), &[], Some(&field), false)
        };
        assert_eq!(surname("SHCHERBAK", "ЩЕРБАК"), Some(true));
        assert_eq!(surname("PAPADOPOULOU", "ΠΑΠΑΔΟΠΟΥΛΟΥ"), Some(true));
        assert_eq!(surname("KOVALENKO", "ЩЕРБАК"), Some(false));
        assert_eq!(surname("SHCHERBAN", "ЩЕРБАК"), Some(false));
    }

    #[test]
    fn only_a_labelled_field_contradicts() {
        assert_eq!(agreement(&["SOMEONE ELSE"], &PrintedFields::default()).surname, None);
        let field = PrintedField {
            value: "SMITH".to_owned(),
            raw: "SMITH".to_owned(),
            confidence: 0.9,
            quad: [Point::default(); 4],
        };
        let found = agreement(
            &["SMITH"],
            &PrintedFields {
                surname: Some(field),
                ..PrintedFields::default()
            },
        );
        assert_eq!(found.surname, Some(false));
        assert!(found.contradicts());
    }

    #[test]
    fn the_printed_number_tells_look_alikes_apart() {
        let lines = [
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "LB98902C36UTO7408122F1204159ZE184226B<<<<<10",
        ];
        let mut mrz = read(&lines.map(ReadLine::from), MrzFormat::Td3, date(2026, 3, 15)).unwrap();
        mrz.document_number.value = None;
        let printed = [line("Passport No. L898902C3")];
        let printed: Vec<&TextLine> = printed.iter().collect();
        assert_eq!(printed_number(&mrz, &printed).as_deref(), Some("L898902C3"));
        mrz.adopt_document_number("L898902C3");
        assert!(mrz.checks.all_pass() && mrz.document_number.status.is_proven());
        assert_eq!(
            printed_number(&mrz, &[&line("LB98902C3")]),
            None,
            "does not fit the check digit"
        );
    }

    #[test]
    fn an_unsure_printed_number_tells_nothing() {
        let lines = [
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "LB98902C36UTO7408122F1204159ZE184226B<<<<<10",
        ];
        let mrz = read(&lines.map(ReadLine::from), MrzFormat::Td3, date(2026, 3, 15)).unwrap();
        let mut printed = line("Passport No. L898902C3");
        printed.characters[14].confidence = 0.6;
        assert_eq!(printed_number(&mrz, &[&printed]), None);
    }

    #[test]
    fn confirmation_forgives_nothing() {
        let lines = [line("ERIKSSON"), line("Müller Anna"), line("MARIAN")];
        let lines: Vec<&TextLine> = lines.iter().collect();
        assert!(printed_exactly("ERIKSSON", &lines));
        assert!(printed_exactly("MUELLER", &lines) && printed_exactly("MULLER", &lines));
        assert!(!printed_exactly("ERIKSSOM", &lines));
        assert!(!printed_exactly("MARIA", &lines));
        assert!(!printed_exactly("", &lines));
    }
}
