//! Labels of printed fields at the start of a line.
//!
//! The words of English, French, German and Spanish are in [`super::common_labels`], those of further languages in
//! [`super::label_words`].

use std::sync::LazyLock;

use super::common_labels::{AAMVA_LABELS, LABELS};
use super::fold::{edits_within, fold_character};
use super::label_words::LANGUAGES;

/// A field of an identity document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// Surname.
    Surname,
    /// Given names.
    GivenNames,
    /// Surname and given names together.
    FullName,
    /// Birth date.
    BirthDate,
    /// Sex.
    Sex,
    /// Nationality.
    Nationality,
    /// Number of the document.
    DocumentNumber,
    /// Date of issue.
    IssueDate,
    /// Date of expiry.
    ExpiryDate,
    /// Personal number of the holder.
    PersonalNumber,
    /// Place of birth.
    PlaceOfBirth,
    /// A label that is known and whose value is not read: it ends the value before it.
    Other,
}

/// Labels of this length and more, in Latin letters, may contain one misread character.
const FUZZY_LENGTH: usize = 8;
/// Labels of up to this many bytes (four Latin letters, one sign of Chinese) are beginnings of names as well: no value
/// follows them without a sign.
const LONGEST_SHORT: usize = 4;
/// Letters of a line that are looked at.
const LONGEST_LABEL: usize = 72;
/// A language is spoken on a page that bears its labels for this many fields.
const FIELDS_THAT_SPEAK: u32 = 2;

/// Which labels count on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LabelSet {
    /// The abbreviations of North American licences.
    pub american: bool,
    /// One bit for each of [`LANGUAGES`]; the labels of English, French, German and Spanish always count.
    languages: u64,
}

/// A label as it is compared.
struct Known {
    field: FieldName,
    folded: String,
    group: Group,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Always,
    American,
    Language(usize),
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let plain = |labels: &[(FieldName, &str)], group: Group| {
        let known = labels.iter().map(move |&(field, label)| Known {
            field,
            folded: label.to_owned(),
            group,
        });
        known.collect::<Vec<_>>()
    };
    let mut known = plain(LABELS, Group::Always);
    known.extend(plain(AAMVA_LABELS, Group::American));
    for (index, language) in LANGUAGES.iter().enumerate() {
        for (field, words) in language.labels {
            known.extend(words.iter().map(|word| Known {
                field: *field,
                folded: word.chars().fold(String::new(), |mut folded, character| {
                    push_folded(&mut folded, character);
                    folded
                }),
                group: Group::Language(index),
            }));
        }
    }
    known
});

impl LabelSet {
    /// The labels of the languages that are spoken on a page, by the texts of its lines.
    pub(super) fn of<'a>(american: bool, lines: impl Iterator<Item = &'a str>) -> Self {
        let mut fields = vec![0u32; LANGUAGES.len()];
        // Labels of several languages stand beside each other, a sign between them.
        for part in lines.flat_map(|line| line.split(['/', '|', '\u{2022}', '\u{b7}', '(', ':'])) {
            let folded = fold_start(part).0;
            if folded.is_empty() {
                continue;
            }
            for known in KNOWN.iter() {
                // Single signs and the words that several languages share are no evidence on their own, yet two are.
                if let Group::Language(index) = known.group
                    && folded == known.folded
                {
                    fields[index] |= 1 << known.field as u32;
                }
            }
        }
        let speaks = |fields: &u32| fields.count_ones() >= FIELDS_THAT_SPEAK;
        let languages = fields
            .iter()
            .enumerate()
            .filter(|(_, fields)| speaks(fields))
            .fold(0, |bits, (index, _)| bits | 1 << index);
        Self { american, languages }
    }

    fn has(self, group: Group) -> bool {
        match group {
            Group::Always => true,
            Group::American => self.american,
            Group::Language(index) => self.languages & (1 << index) != 0,
        }
    }
}

/// A label at the start of a line, and what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Labelled<'a> {
    pub field: FieldName,
    pub rest: &'a str,
}

/// The label that a line starts with, with the same label in other languages after it (`Surname/Nom`), and the rest.
///
/// `None` when the line starts with no label of the set.
pub(super) fn label_of(text: &str, set: LabelSet) -> Option<Labelled<'_>> {
    let (field, mut end) = first_label(text, set, None)?;
    while let Some((_, next)) = first_label(&text[end..], set, Some(field)) {
        end += next;
    }
    Some(Labelled {
        field,
        rest: text[end..].trim_start_matches(|c: char| !c.is_alphanumeric() && c != '<'),
    })
}

/// Letters as they are compared: Latin ones folded, Greek ones without accents, those of other scripts as they are.
pub(super) fn push_folded(folded: &mut String, character: char) {
    let latin = match character {
        'º' => "O",
        'ª' => "A",
        other => fold_character(other),
    };
    if !latin.is_empty() {
        folded.push_str(latin);
    } else if character.is_alphabetic() {
        for upper in character.to_uppercase() {
            folded.push(match upper {
                'Ά' => 'Α',
                'Έ' => 'Ε',
                'Ή' => 'Η',
                'Ί' | 'Ϊ' => 'Ι',
                'Ό' => 'Ο',
                'Ύ' | 'Ϋ' => 'Υ',
                'Ώ' => 'Ω',
                other => other,
            });
        }
    }
}

/// The start of a text folded, and the byte of the text after the character that gave each byte of it.
fn fold_start(text: &str) -> (String, Vec<usize>) {
    let start = skip_numbering(text);
    let mut folded = String::new();
    let mut ends = Vec::new();
    for (at, character) in text[start..].char_indices() {
        push_folded(&mut folded, character);
        ends.resize(folded.len(), start + at + character.len_utf8());
        if folded.len() > LONGEST_LABEL {
            break;
        }
    }
    (folded, ends)
}

/// The longest label at the start of the text and the byte where it ends. Signs, and numbers as in `(1)` or `4a.`
/// before it, are skipped.
fn first_label(text: &str, set: LabelSet, wanted: Option<FieldName>) -> Option<(FieldName, usize)> {
    let (folded, ends) = fold_start(text);
    // A label as it is spelled outweighs a longer one with a misread character.
    let mut best: Option<(FieldName, (bool, usize))> = None;
    let known = KNOWN
        .iter()
        .filter(|known| set.has(known.group) && wanted.is_none_or(|wanted| wanted == known.field));
    for Known {
        field,
        folded: label,
        group,
    } in known
    {
        let fuzzy = label.len() >= FUZZY_LENGTH && label.is_ascii();
        let lengths = if fuzzy {
            label.len() - 1..=label.len() + 1
        } else {
            label.len()..=label.len()
        };
        for length in lengths {
            let Some(beginning) = folded.get(..length) else {
                continue;
            };
            let exact = beginning == *label;
            if !(exact || fuzzy && one_edit_apart(beginning, label)) {
                continue;
            }
            let end = ends[length - 1];
            let better = best.is_none_or(|(_, known)| (exact, end) > known);
            let short = label.len() <= LONGEST_SHORT && matches!(group, Group::Language(_));
            let alone = !short || stands_alone(text, end);
            if better && alone && ends_word(text, end, *field, set) {
                best = Some((*field, (exact, end)));
            }
        }
    }
    best.map(|(field, (_, end))| (field, end))
}

/// Whether one misread character leads from one text to the other. One edit leaves one half of the label as it is,
/// which rules out nearly every label before edits are counted.
fn one_edit_apart(beginning: &str, label: &str) -> bool {
    let half = label.len() / 2;
    let (first, second) = (label.get(..half), label.get(half..));
    let halves_agree = first.is_some_and(|first| beginning.starts_with(first))
        || second.is_some_and(|second| beginning.ends_with(second));
    halves_agree && edits_within(beginning, label, 1).is_some()
}

/// Whether a label may end at this byte: no letter follows, or a value in capitals does after small letters, or the
/// label goes on in another language, or the script has no spaces and the label is no single sign.
fn ends_word(text: &str, end: usize, field: FieldName, set: LabelSet) -> bool {
    let before = text[..end].chars().next_back();
    let without_spaces = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    match text[end..].chars().next() {
        None => true,
        Some(next) if !next.is_alphanumeric() => true,
        Some(next) if before.is_some_and(char::is_lowercase) && !next.is_lowercase() => true,
        Some(_) if before.is_some_and(without_spaces) => text[..end].chars().filter(|c| without_spaces(*c)).count() > 1,
        Some(_) => first_label(&text[end..], set, Some(field)).is_some(),
    }
}

/// Whether nothing but a sign follows at this byte.
fn stands_alone(text: &str, end: usize) -> bool {
    let next = text[end..].trim_start().chars().next();
    next.is_none_or(|next| !next.is_alphanumeric())
}

/// Bytes of leading signs and of a number such as `3.`, `(12)` or `4a.`.
fn skip_numbering(text: &str) -> usize {
    let signs = |from: usize| {
        text[from..]
            .find(|c: char| c.is_alphanumeric())
            .map_or(text.len(), |at| from + at)
    };
    let start = signs(0);
    let digits = text[start..]
        .find(|c: char| !c.is_ascii_digit())
        .map_or(text.len(), |at| start + at);
    if digits == start || digits - start > 2 {
        return start;
    }
    let letter = text[digits..].starts_with(['a', 'b', 'c', 'd']) && text[digits + 1..].starts_with(['.', ')', ' ']);
    signs(digits + usize::from(letter))
}

#[cfg(test)]
mod tests {
    use super::FieldName::{
        BirthDate, DocumentNumber, ExpiryDate, GivenNames, Nationality, PersonalNumber, PlaceOfBirth, Surname,
    };
    use super::*;

    fn labelled(text: &str) -> Option<(FieldName, &str)> {
        label_of(text, LabelSet::default()).map(|found| (found.field, found.rest))
    }

    #[test]
    fn labels_in_several_languages_are_found_with_what_follows() {
        assert_eq!(labelled("Surname/Nom"), Some((Surname, "")));
        assert_eq!(labelled("Surname: ERIKSSON"), Some((Surname, "ERIKSSON")));
        assert_eq!(labelled("(1) Nom / Surname (1)"), Some((Surname, "1)")));
        assert_eq!(labelled("Dateofbirth/Datedenaissance"), Some((BirthDate, "")));
        assert_eq!(labelled("Geburtsdatum 12.08.1974"), Some((BirthDate, "12.08.1974")));
        assert_eq!(labelled("PassportNo/PasseportNo."), Some((DocumentNumber, "")));
        assert_eq!(labelled("NomMARTIN"), Some((Surname, "MARTIN")));
        assert_eq!(labelled("Staatsangehörigkeit/Nationality"), Some((Nationality, "")));
        assert_eq!(labelled("4b. Date of expiry"), Some((ExpiryDate, "")));
        assert_eq!(labelled("Place of birth / Lieu de naissance"), Some((PlaceOfBirth, "")));
    }

    #[test]
    fn one_misread_character_in_a_long_label_is_forgiven() {
        assert_eq!(labelled("Dale of birth"), Some((BirthDate, "")));
        assert_eq!(labelled("Nationallty"), Some((Nationality, "")));
    }

    #[test]
    fn values_that_begin_like_labels_are_no_labels() {
        for text in [
            "NOMAD", "NAMEDLY", "SEXTON", "Expert", "DOBSON", "ISSAC", "ERIKSSON", "", "12", "ü",
        ] {
            assert_eq!(labelled(text), None, "{text}");
        }
    }

    #[test]
    fn abbreviations_need_a_licence() {
        let american = LabelSet::of(true, std::iter::empty());
        assert_eq!(labelled("LN CARDHOLDER"), None);
        assert_eq!(
            label_of("LN CARDHOLDER", american),
            Some(Labelled {
                field: Surname,
                rest: "CARDHOLDER"
            })
        );
    }

    /// The labels of a page with these lines.
    fn set(lines: &[&str]) -> LabelSet {
        LabelSet::of(false, lines.iter().copied())
    }

    #[test]
    fn the_language_of_a_page_makes_its_labels_count() {
        let pages: [(&[&str], &str, (FieldName, &str)); 12] = [
            (
                &["Nazwisko", "Imię (imiona)"],
                "Data urodzenia 12.08.1974",
                (BirthDate, "12.08.1974"),
            ),
            (
                &["Soyadı / Surname", "Adı / Given Name(s)"],
                "Doğum Tarihi / Date of Birth",
                (BirthDate, ""),
            ),
            (&["Sukunimi", "Syntymäaika"], "Etunimet ANNA", (GivenNames, "ANNA")),
            (&["Příjmení", "Místo narození"], "Jméno / Given names", (GivenNames, "")),
            (
                &["Επώνυμο", "Όνομα"],
                "ΕΠΩΝΥΜΟ: ΠΑΠΑΔΟΠΟΥΛΟΣ",
                (Surname, "ΠΑΠΑΔΟΠΟΥΛΟΣ"),
            ),
            (
                &["Ngày sinh", "Giới tính"],
                "Quốc tịch: Việt Nam",
                (Nationality, "Việt Nam"),
            ),
            (
                &["Tempat/Tgl Lahir : BANDUNG", "NIK : 3201", "Jenis Kelamin"],
                "Berlaku Hingga: 21-02-2027",
                (ExpiryDate, "21-02-2027"),
            ),
            (
                &["氏名", "生年月日", "性別"],
                "有効期限2030年01月02日",
                (ExpiryDate, "2030年01月02日"),
            ),
            (
                &["姓名", "性别 男", "性别", "出生"],
                "公民身份号码110101199003070000",
                (PersonalNumber, "110101199003070000"),
            ),
            (&["Nume", "Prenume"], "Data nașterii", (BirthDate, "")),
            (
                &["Efternamn", "Förnamn"],
                "Giltigt till 2030-01-02",
                (ExpiryDate, "2030-01-02"),
            ),
            (&["Családi név", "Utónév"], "Születési idő", (BirthDate, "")),
        ];
        for (page, line, (field, rest)) in pages {
            let found = label_of(line, set(page));
            assert_eq!(found, Some(Labelled { field, rest }), "{line}");
        }
    }

    #[test]
    fn labels_of_a_language_that_the_page_does_not_speak_are_values() {
        assert_eq!(label_of("ADI", set(&["Surname", "ADI"])), None);
        assert_eq!(label_of("Vardas", set(&["Vardas"])), None);
        assert_eq!(set(&["Adı", "Adı"]), LabelSet::default());
        // A name that begins like a short label is a name on a page of that language, too.
        let croatian = set(&["Prezime", "Ime", "Datum rođenja"]);
        assert_eq!(label_of("IME ANA", croatian), None);
        assert_eq!(label_of("Ime:", croatian).map(|found| found.field), Some(GivenNames));
    }

    #[test]
    fn every_label_of_every_language_is_found_on_a_page_of_its_language() {
        for (index, language) in LANGUAGES.iter().enumerate() {
            let set = LabelSet {
                american: false,
                languages: 1 << index,
            };
            for (field, words) in language.labels {
                for word in *words {
                    let found = label_of(word, set).map(|found| found.field);
                    assert_eq!(found, Some(*field), "{word} ({})", language.code);
                }
            }
        }
    }
}
