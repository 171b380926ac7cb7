//! One spelling for names that are written in several: Latin letters without accents, the transliterations of machine
//! readable zones, and romanisations of other scripts.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Spellings of ICAO 9303 part 3, section 6, brought to the one that falling accents leave: `Ü` is `UE` or `UXX` in a
/// machine readable zone and `U` without its dots.
const ZONE_SPELLINGS: [(&str, &str); 7] = [
    ("uxx", "u"),
    ("nxx", "n"),
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
    ("aa", "a"),
    ("y", "i"),
];

/// Romanisations of Cyrillic, Greek, Armenian and Georgian letters by ICAO, ISO 9, national rules and newspapers, brought
/// to one; in this order.
const ROMANISATIONS: [(&str, &str); 26] = [
    ("shch", "s"),
    ("tsch", "c"),
    ("tch", "c"),
    ("sch", "s"),
    ("sh", "s"),
    ("sz", "s"),
    ("ch", "c"),
    ("cz", "c"),
    ("kh", "h"),
    ("zh", "z"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("ts", "c"),
    ("tz", "c"),
    ("ck", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("ou", "u"),
    ("oy", "u"),
    ("w", "v"),
    ("j", "i"),
    ("y", "i"),
    ("ie", "e"),
    ("ia", "a"),
    ("iu", "u"),
];

/// Put together again after the accents fell, for a decomposed Hangul syllable would be spelled letter by letter.
pub(crate) fn without_accents(text: &str) -> String {
    let bare = text.nfkd().filter(|c| !is_combining_mark(*c));
    bare.nfc().collect()
}

/// Latin letters and digits in lower case, as far as `kept` keeps them.
pub(crate) fn latin(text: &str, kept: impl Fn(&char) -> bool) -> String {
    let latin = any_ascii::any_ascii(text).to_lowercase();
    latin.chars().filter(kept).collect()
}

/// The one spelling of what machine readable zones write in several; `latin` is in lower case.
pub(crate) fn zone_spelling(latin: &str) -> String {
    respelled(latin, &ZONE_SPELLINGS)
}

/// The one spelling of what romanisations write in several; `latin` is in lower case. Doubled letters count once.
pub(super) fn romanisation(latin: &str) -> String {
    let mut letters: Vec<char> = respelled(latin, &ROMANISATIONS).chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

/// The consonants of a romanisation, for scripts that write hardly any vowels.
pub(super) fn consonants(romanised: &str) -> String {
    let mut letters: Vec<char> = romanised
        .chars()
        .filter(|letter| !"aeiouvyh".contains(*letter))
        .collect();
    letters.dedup();
    letters.into_iter().collect()
}

fn respelled(latin: &str, spellings: &[(&str, &str)]) -> String {
    spellings
        .iter()
        .fold(latin.to_owned(), |text, (written, one)| text.replace(written, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_become_one() {
        let zone = |text: &str| zone_spelling(&latin(&without_accents(text), char::is_ascii_alphabetic));
        for (one, other) in [
            ("Müller", "MUELLER"),
            ("Müller", "MULLER"),
            ("Sjöström", "SJOESTROEM"),
            ("Åsa", "AASA"),
            ("Núñez", "NUNXXEZ"),
            ("Weiß", "WEISS"),
            ("Øyvind", "OEYVIND"),
            ("Łukasz", "LUKASZ"),
            ("Nguyễn", "NGUYEN"),
            ("Gülşen", "GULSEN"),
            ("Yılmaz", "YILMAZ"),
            ("Ægir", "AEGIR"),
            ("Þór", "THOR"),
        ] {
            assert_eq!(zone(one), zone(other), "{one} {other}");
        }
        let roman = |text: &str| romanisation(&latin(text, char::is_ascii_alphabetic));
        for (one, other) in [
            ("Сергей", "SERGEI"),
            ("Сергей", "Sergej"),
            ("Хрущев", "KHRUSHCHEV"),
            ("Юрий", "IURII"),
            ("Юрий", "Yuri"),
            ("Зеленський", "Zelenskyy"),
            ("Παππάς", "PAPPAS"),
            ("ΠΑΠΑΔΟΠΟΥΛΟΥ", "PAPADOPOULOU"),
            ("ЩЕРБАК", "SHCHERBAK"),
        ] {
            assert_eq!(roman(one), roman(other), "{one} {other}");
        }
        assert_eq!(consonants("muhamad"), consonants("mhmd"));
    }
}
