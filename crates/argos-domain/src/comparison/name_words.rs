//! The words of a name in the forms in which they are compared.

use super::misreading::{Characters, LEAST_EDIT, edits};
use super::spelling::{consonants, latin, romanisation, without_accents, zone_spelling};

/// More words than a name has; what follows is left out.
const MOST_WORDS: usize = 16;
/// More letters than a word of a name has; what follows is left out.
const LONGEST_WORD: usize = 40;

/// Edits that it counts as when two Latin spellings are the same, or nearly, as romanisations.
const PERHAPS_ROMANISED: f64 = 0.5;

/// Words that are left out, moved and written together as people like: particles of surnames, forms of address, academic
/// titles, generations.
const MINOR: &[&str] = &[
    "af", "al", "am", "av", "bin", "bint", "ben", "d", "da", "das", "de", "degli", "dei", "del", "della", "den", "der",
    "des", "di", "do", "dos", "du", "e", "el", "ibn", "la", "las", "le", "les", "lo", "los", "of", "ould", "san", "st",
    "te", "ten", "ter", "the", "ul", "van", "vom", "von", "y", "zu", "zum", "zur", //
    "dipl", "dr", "frau", "haji", "herr", "hr", "ing", "jr", "mag", "miss", "mme", "mr", "mrs", "ms", "phd", "prof",
    "senior", "junior", "sir", "sr", "sra", "ii", "iii", "iv",
];

/// Words after which an earlier surname or another name of the same person follows.
const ALSO_KNOWN: &[&str] = &[
    "alias", "born", "dit", "dite", "domo", "epouse", "epse", "ep", "formerly", "geb", "geboren", "geborene", "nata",
    "nee", "roz", "rozena", "rodz", "ur", "usage", "veuve", "vve",
];

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In capitals, as it is written.
    text: String,
    /// Latin letters and digits in lower case, without accents.
    plain: String,
    /// In the one spelling of machine readable zones.
    zone: String,
    /// In the one spelling of romanisations.
    romanised: String,
    script: Script,
    /// Whether the name is whole without it.
    pub(super) is_minor: bool,
}

/// How far a script tells the letters of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Script {
    Latin,
    /// Letters with vowels, or syllables, that have to be romanised.
    Romanised,
    /// Arabic and Hebrew: hardly any vowels.
    Consonants,
}

/// How two words stand to each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Likeness {
    Same,
    WrittenOtherwise,
    /// By these edits, see [`edits`].
    Slip(f64),
}

impl Word {
    pub(super) fn new(text: &str) -> Option<Self> {
        let text: String = text.chars().take(LONGEST_WORD).collect::<String>().to_uppercase();
        let plain = latin(&without_accents(&text), char::is_ascii_alphanumeric);
        (!plain.is_empty()).then(|| Self {
            script: text.chars().map(Script::of).max().unwrap_or(Script::Latin),
            is_minor: MINOR.contains(&plain.as_str()),
            zone: zone_spelling(&plain),
            romanised: romanisation(&plain),
            text,
            plain,
        })
    }

    /// Several words written together.
    pub(super) fn joined(words: &[&Self]) -> Self {
        let texts = |part: fn(&Self) -> &str| words.iter().map(|word| part(word)).collect::<String>();
        let plain = texts(|word| &word.plain);
        Self {
            script: words.iter().map(|word| word.script).max().unwrap_or(Script::Latin),
            is_minor: false,
            // Anew, for letters come together that were apart.
            zone: zone_spelling(&plain),
            romanised: romanisation(&plain),
            text: texts(|word| &word.text),
            plain,
        }
    }

    /// Letters of the plain form.
    pub(super) fn letters(&self) -> usize {
        self.plain.len()
    }

    /// Whether it is a single letter.
    pub(super) fn is_initial(&self) -> bool {
        self.plain.len() == 1 && self.script == Script::Latin
    }

    /// Whether the other word starts with this one.
    pub(super) fn starts(&self, other: &Self) -> bool {
        other.plain.starts_with(&self.plain)
    }

    /// Whether what follows is another name of the same person.
    pub(super) fn tells_of_another_name(&self) -> bool {
        ALSO_KNOWN.contains(&self.plain.as_str())
    }

    /// How two words stand to each other; `None` when they are two words.
    pub(super) fn likeness(&self, other: &Self) -> Option<Likeness> {
        if self.text == other.text {
            return Some(Likeness::Same);
        }
        let script = self.script.max(other.script);
        let is_romanised = script != Script::Latin;
        if self.plain == other.plain || self.zone == other.zone || is_romanised && self.romanised == other.romanised {
            return Some(Likeness::WrittenOtherwise);
        }
        // The longer one, so that it does not matter which of them lost a letter.
        let most = allowance(self.letters().max(other.letters()));
        // Of two Latin spellings it is not known whether they romanise one name.
        let romanised =
            slip(&self.romanised, &other.romanised, most) + if is_romanised { 0.0 } else { PERHAPS_ROMANISED };
        let consonants = match script {
            Script::Consonants => self.without_vowels(other),
            _ => f64::INFINITY,
        };
        let cost = slip(&self.plain, &other.plain, most)
            .min(slip(&self.zone, &other.zone, most))
            .min(romanised)
            .min(consonants);
        (cost <= most).then_some(Likeness::Slip(cost))
    }

    /// What it costs that only the consonants are the same.
    fn without_vowels(&self, other: &Self) -> f64 {
        let (one, other) = (consonants(&self.romanised), consonants(&other.romanised));
        if one.len() >= 2 && one == other {
            0.5
        } else {
            f64::INFINITY
        }
    }
}

/// The edits between two texts in lower case; infinite where their lengths alone tell that they are more than `most`.
fn slip(one: &str, other: &str, most: f64) -> f64 {
    if one.len().abs_diff(other.len()) as f64 * LEAST_EDIT > most {
        return f64::INFINITY;
    }
    let letters = |text: &str| text.to_ascii_uppercase().chars().collect::<Vec<_>>();
    edits(&letters(one), &letters(other), Characters::Letters)
}

impl Script {
    fn of(letter: char) -> Self {
        match letter {
            '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' => Self::Consonants,
            '\u{0370}'..='\u{1DFF}' | '\u{2C00}'..='\u{2DFF}' | '\u{2E80}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' => {
                Self::Romanised
            }
            _ => Self::Latin,
        }
    }
}

/// By how much words of this length may differ and still be one word: nearly nothing for two letters, about a fifth of
/// long ones.
pub(super) fn allowance(letters: usize) -> f64 {
    match letters {
        0..=2 => 0.0,
        3..=4 => 0.7,
        5..=7 => 1.0,
        8..=9 => 1.5,
        10..=19 => 2.0,
        _ => 3.0,
    }
}

/// The words of a name in their order. Apostrophes hold a word together, fillers of machine readable zones and everything
/// else part it. Another name that follows is minor, and so are the words that announce it.
pub(super) fn words(name: &str) -> Vec<Word> {
    let is_apostrophe = |c: char| matches!(c, '\'' | '’' | '‘' | '`' | 'ʼ' | '´');
    let kept: String = name.chars().take(200).filter(|c| !is_apostrophe(*c)).collect();
    let parts = kept.split(|c: char| !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c));
    let mut words: Vec<Word> = parts.filter_map(Word::new).take(MOST_WORDS).collect();
    let announced = words
        .iter()
        .skip(1)
        .position(Word::tells_of_another_name)
        .map(|at| at + 1);
    if let Some(at) = announced.filter(|at| at + 1 < words.len()) {
        for word in &mut words[at..] {
            word.is_minor = true;
        }
    }
    if words.iter().all(|word| word.is_minor) {
        for word in &mut words {
            word.is_minor = false;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &str, other: &str) -> Option<Likeness> {
        Word::new(one).unwrap().likeness(&Word::new(other).unwrap())
    }

    #[test]
    fn words_are_the_same_written_otherwise_a_slip_or_two_words() {
        assert_eq!(likeness("Anna", "ANNA"), Some(Likeness::Same));
        for (one, other) in [
            ("Müller", "Mueller"),
            ("Иван", "Ivan"),
            ("Юлия", "IULIIA"),
            ("김", "Gim"),
        ] {
            assert_eq!(likeness(one, other), Some(Likeness::WrittenOtherwise), "{one} {other}");
        }
        for (one, other) in [
            ("Eriksson", "Erikson"),
            ("Marla", "Maria"),
            ("0lsen", "Olsen"),
            ("محمد", "Mohammed"),
        ] {
            assert!(matches!(likeness(one, other), Some(Likeness::Slip(_))), "{one} {other}");
        }
        for (one, other) in [
            ("Anna", "Bob"),
            ("Li", "Lu"),
            ("Jan", "Jon"),
            ("Larry", "Garry"),
            ("Lena", "Lina"),
        ] {
            assert_eq!(likeness(one, other), None, "{one} {other}");
        }
    }

    #[test]
    fn a_name_falls_into_words() {
        let texts = |name| words(name).into_iter().map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(texts("Jean-Luc d’Artagnan"), ["JEAN", "LUC", "DARTAGNAN"]);
        assert_eq!(texts("ERIKSSON<<ANNA<MARIA<<<"), ["ERIKSSON", "ANNA", "MARIA"]);
        let minor = |name| words(name).into_iter().map(|word| word.is_minor).collect::<Vec<_>>();
        assert_eq!(minor("Dr. Ludwig van Beethoven"), [true, false, true, false]);
        assert_eq!(minor("Anna Müller geb. Schmidt"), [false, false, true, true]);
        assert_eq!(minor("Van Le"), [false, false], "a name is never minor as a whole");
        assert_eq!(words(&"a ".repeat(500)).len(), MOST_WORDS);
        assert!(words(" - ").is_empty());
    }
}
