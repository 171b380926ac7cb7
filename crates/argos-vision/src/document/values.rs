//! What a printed value must look like to be believed.

use super::fold::{fold_character, fold_words};
use super::labels::{LabelSet, label_of};
use crate::mrz::Sex;

/// A name: letters, spaces, hyphens, apostrophes and full stops, at least two letters.
pub(super) fn name(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| !c.is_alphabetic() && c != '.');
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let allowed = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | ',');
    let plausible = letters >= 2 && text.chars().count() <= 60 && text.chars().all(allowed);
    (plausible && label_of(text, LabelSet::default()).is_none()).then(|| text.to_owned())
}

/// `M`, `F`, `X` or a word for one of them, possibly in two languages that agree.
pub(super) fn sex(text: &str) -> Option<Sex> {
    let mut found = match text.trim() {
        "男" => return Some(Sex::Male),
        "女" => return Some(Sex::Female),
        _ => None,
    };
    for word in fold_words(text) {
        let sex = match word.as_str() {
            "M" | "MALE" | "MALES" | "HOMME" | "MASCULIN" | "MAENNLICH" | "MANNLICH" | "HOMBRE" | "MASCULINO"
            | "MASCHIO" | "MASCHILE" | "ERKEK" | "NAM" | "LAKI" | "LELAKI" | "LAKILAKI" | "MUZ" | "MEZCZYZNA"
            | "FERFI" | "MIES" | "MAND" | "VYRAS" | "VIRIETIS" => Sex::Male,
            "F" | "FEMALE" | "FEMME" | "FEMININ" | "W" | "WEIBLICH" | "MUJER" | "FEMENINO" | "FEMMINA"
            | "FEMMINILE" | "FEMININO" | "KADIN" | "NU" | "PEREMPUAN" | "ZENA" | "KOBIETA" | "NAINEN" | "KVINDE"
            | "KVINNA" | "KVINNE" | "MOTERIS" | "SIEVIETE" => Sex::Female,
            "X" | "DIVERS" => Sex::Unspecified,
            // The first letter of the word in the country's language, beside that of ICAO Doc 9303: `K / F`, `E / M`.
            "E" | "H" | "K" | "N" | "V" | "Z" => continue,
            _ => return None,
        };
        if found.is_some_and(|known| known != sex) {
            return None;
        }
        found = Some(sex);
    }
    found
}

/// A nationality as printed: a code or words.
pub(super) fn nationality(text: &str) -> Option<String> {
    name(text).filter(|text| text.chars().filter(|c| c.is_alphabetic()).count() >= 3)
}

/// A place: as a name, with digits and brackets allowed after it.
pub(super) fn place(text: &str) -> Option<String> {
    let text = text.trim();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let plausible = letters >= 2 && letters * 2 >= text.chars().count() && text.chars().count() <= 60;
    (plausible && label_of(text, LabelSet::default()).is_none()).then(|| text.to_owned())
}

/// A number of a document or person: letters and digits without the spaces and hyphens between them, at least five
/// characters with at least two digits among them.
pub(super) fn number(text: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.' | '/');
    if !text.chars().all(allowed) {
        return None;
    }
    let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = compact.chars().filter(char::is_ascii_digit).count();
    let plausible =
        (5..=20).contains(&compact.len()) && digits >= 2 && compact.chars().all(|c| !c.is_ascii_lowercase());
    // Words among the letters: prose with numbers in it.
    let longest_word = text
        .split(|c: char| !c.is_ascii_alphabetic())
        .map(str::len)
        .max()
        .unwrap_or(0);
    (plausible && longest_word <= 6).then_some(compact)
}

/// Letters and digits only, with the ones that readers confuse made equal.
pub(super) fn look(text: &str) -> String {
    text.chars()
        .flat_map(|character| fold_character(character).chars())
        .map(|character| match character {
            'O' | 'Q' | 'D' => '0',
            'I' | 'L' => '1',
            'Z' => '2',
            'S' => '5',
            'G' => '6',
            'B' => '8',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_letters() {
        assert_eq!(name("ERIKSSON"), Some("ERIKSSON".into()));
        assert_eq!(name(": Anna-Maria "), Some("Anna-Maria".into()));
        for text in [
            "L898902C3",
            "12.08.1974",
            "X",
            "Given names",
            "",
            "Surname/Nom",
            "A@B.COM",
        ] {
            assert_eq!(name(text), None, "{text}");
        }
    }

    #[test]
    fn sex_is_one_of_three_or_nothing() {
        assert_eq!(sex("F"), Some(Sex::Female));
        assert_eq!(sex("M/M"), Some(Sex::Male));
        assert_eq!(sex("K / F"), Some(Sex::Female));
        assert_eq!(sex("E / M"), Some(Sex::Male));
        assert_eq!(sex("LAKI-LAKI"), Some(Sex::Male));
        assert_eq!(sex("女"), Some(Sex::Female));
        assert_eq!(sex("K"), None);
        assert_eq!(sex("M/F"), None);
        assert_eq!(sex("180 cm"), None);
        assert_eq!(sex(""), None);
    }

    #[test]
    fn numbers_have_digits_and_no_prose() {
        assert_eq!(number("L898902C3"), Some("L898902C3".into()));
        assert_eq!(number("12 34-567"), Some("1234567".into()));
        for text in ["ERIKSSON", "PASSPORT2019", "1234", "no 12345", "99 Street 12"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(look("B0 lS"), "8015");
    }
}
