//! Invented documents and what is typed beside them, for `argos eval text`: what people write otherwise and mistype, what
//! readers misread, and what somebody changes who wants to pass for another one.
//!
//! Slips are made by tables of their own, not by those of the comparison that is measured, and some of them are of kinds
//! that no table there has.

use crate::specimen::chance::Chance;
use crate::specimen::document::SpecimenDocument;
use crate::specimen::issuer::{ISSUERS, Issuer};
use anyhow::Context;
use jiff::ToSpan;
use jiff::civil::Date;
use std::path::Path;

/// Keys beside each other, each pair once.
const KEYS: &str = "qw we er rt ty yu ui io op as sd df fg gh hj jk kl zx xc cv vb bn nm qa ws ed rf tg yh uj ik ol az sx dc fv gb \
                    hn jm yz";
/// What readers take for what.
const MISREAD: [(&str, &str); 22] = [
    ("O", "0"),
    ("I", "1"),
    ("B", "8"),
    ("S", "5"),
    ("Z", "2"),
    ("G", "6"),
    ("RN", "M"),
    ("M", "RN"),
    ("CL", "D"),
    ("VV", "W"),
    ("E", "F"),
    ("C", "G"),
    ("H", "N"),
    ("U", "V"),
    ("L", "I"),
    ("I", "L"),
    ("I", "T"),
    ("Q", "O"),
    ("A", "4"),
    ("T", "Y"),
    ("K", "X"),
    ("N", "II"),
];
/// Letters that look like digits.
const LETTER_FOR_DIGIT: [(char, char); 6] = [('0', 'O'), ('1', 'I'), ('2', 'Z'), ('5', 'S'), ('6', 'G'), ('8', 'B')];

/// A value as it is read from a document and as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedPair {
    /// `name`, `date`, `number` or `country`.
    pub field: &'static str,
    /// As it is read.
    pub read: String,
    /// As it is typed.
    pub typed: String,
    /// Whether both are one.
    pub same: bool,
    /// What was done to it.
    pub kind: &'static str,
    /// Whether check digits prove what was read.
    pub proven: bool,
    /// Of a name: the surname in it.
    pub surname: String,
}

/// The pairs of one document.
#[must_use]
pub fn typed_pairs(document: &SpecimenDocument, chance: &mut Chance) -> Vec<TypedPair> {
    let mut pairs = Vec::new();
    names(document, chance, &mut pairs);
    dates(document, chance, &mut pairs);
    numbers(document, chance, &mut pairs);
    countries(document, chance, &mut pairs);
    pairs.retain(|pair| pair.same || pair.read != pair.typed);
    pairs
}

/// Writes the pairs of so many documents.
///
/// # Errors
/// When the file cannot be written.
pub fn write(count: u64, seed: u64, path: &Path) -> anyhow::Result<usize> {
    let mut file = csv::Writer::from_path(path).with_context(|| format!("cannot write {}", path.display()))?;
    file.write_record(["field", "a", "b", "same", "kind", "proof", "surname"])?;
    let mut written = 0;
    for item in 0..count {
        let mut chance = Chance::new(seed, item);
        let document = SpecimenDocument::invented(item, &mut chance);
        for pair in typed_pairs(&document, &mut chance) {
            file.write_record([
                pair.field,
                &pair.read,
                &pair.typed,
                if pair.same { "yes" } else { "no" },
                pair.kind,
                if pair.proven { "proven" } else { "unproven" },
                &pair.surname,
            ])?;
            written += 1;
        }
    }
    file.flush()?;
    Ok(written)
}

fn names(document: &SpecimenDocument, chance: &mut Chance, pairs: &mut Vec<TypedPair>) {
    let (surname, given) = (&document.surname.latin, &document.given_names.latin);
    let zone = format!("{}<<{}", document.zone.surname, document.zone.given_names);
    let print = format!("{given} {surname}");
    let mut add = |read: &str, typed: String, same: bool, kind: &'static str| {
        let (read, typed) = (read.to_owned(), typed.trim().to_owned());
        if !typed.is_empty() {
            pairs.push(TypedPair {
                field: "name",
                read,
                typed,
                same,
                kind,
                proven: false,
                surname: surname.clone(),
            });
        }
    };
    add(&zone, print.clone(), true, "printed spelling for the zone's");
    add(
        &print,
        format!("{surname}, {given}").to_uppercase(),
        true,
        "surname first, capitals",
    );
    add(
        &print,
        document.zone.given_names.replace('<', " ") + " " + &document.zone.surname.replace('<', " "),
        true,
        "without accents",
    );
    if !document.surname.native.is_empty() && !document.given_names.native.is_empty() {
        add(
            &zone,
            format!("{} {}", document.given_names.native, document.surname.native),
            true,
            "other script",
        );
    }
    let parts: Vec<&str> = given.split_whitespace().collect();
    if let [first, .., last] = parts.as_slice() {
        add(&print, format!("{first} {surname}"), true, "given names left out");
        let initial: String = last.chars().take(1).collect();
        add(
            &print,
            format!("{first} {initial}. {surname}"),
            true,
            "given name as initial",
        );
    }
    add(&print, mistyped(&print, chance), true, "one typing slip");
    add(
        &mistyped(&print, chance),
        mistyped(&print, chance),
        true,
        "two typing slips",
    );
    if let Some(read) = misread(&zone, chance) {
        add(&read, print.clone(), true, "one misread letter in the zone");
    }
    let (pool, female) = (document.home.names, document.sex == 'F');
    let other_surname = pool.surname(chance).latin;
    let is_other_surname = !shares_a_word(&other_surname, surname);
    if is_other_surname {
        add(&print, format!("{given} {other_surname}"), false, "another surname");
    }
    let other_given = pool.given_names(female, chance).latin;
    if !shares_a_word(&other_given, given) {
        add(&print, format!("{other_given} {surname}"), false, "another given name");
        if is_other_surname {
            add(
                &print,
                format!("{other_given} {other_surname}"),
                false,
                "another person",
            );
        }
    }
    add(&print, given.clone(), false, "surname left out");
    add(
        &print,
        one_letter_changed(&print, chance),
        false,
        "one letter changed on purpose",
    );
}

fn shares_a_word(one: &str, other: &str) -> bool {
    let words = |text: &'_ str| -> Vec<String> { text.split([' ', '-']).map(str::to_owned).collect() };
    let others = words(other);
    words(one).iter().any(|word| others.contains(word))
}

/// One letter missing, doubled, swapped with the next, one too many, or a key beside it.
fn mistyped(text: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..letters.len()).filter(|at| letters[*at].is_alphabetic()).collect();
    if places.is_empty() {
        return text.to_owned();
    }
    let at = *chance.pick(&places);
    match chance.below(5) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        3 => letters.insert(at, char::from(b'a' + chance.below(26) as u8)),
        _ => {
            let letter = letters[at].to_ascii_lowercase();
            let beside: Vec<char> = KEYS
                .split(' ')
                .filter(|pair| pair.contains(letter))
                .filter_map(|pair| pair.chars().find(|key| *key != letter))
                .collect();
            if !beside.is_empty() {
                letters[at] = *chance.pick(&beside);
            }
        }
    }
    letters.into_iter().collect()
}

/// One place of a zone as a reader may take it; `None` where nothing is like anything else.
fn misread(text: &str, chance: &mut Chance) -> Option<String> {
    let places: Vec<(usize, &str, &str)> = MISREAD
        .into_iter()
        .flat_map(|(written, read)| text.match_indices(written).map(move |(at, _)| (at, written, read)))
        .collect();
    let (at, written, read) = *(!places.is_empty()).then(|| chance.pick(&places))?;
    let mut misread = text.to_owned();
    misread.replace_range(at..at + written.len(), read);
    Some(misread)
}

/// Another letter of the alphabet in one place, as somebody does who wants the name not to be found.
fn one_letter_changed(text: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..letters.len()).filter(|at| letters[*at].is_alphabetic()).collect();
    if !places.is_empty() {
        let at = *chance.pick(&places);
        letters[at] = char::from(b'a' + chance.below(26) as u8);
    }
    let changed: String = letters.into_iter().collect();
    if changed.to_lowercase() == text.to_lowercase() {
        text.to_owned()
    } else {
        changed
    }
}

fn dates(document: &SpecimenDocument, chance: &mut Chance, pairs: &mut Vec<TypedPair>) {
    let born = document.birth.date;
    let mut add = |typed: Option<Date>, same: bool, kind: &'static str, proven: bool| {
        if let Some(typed) = typed {
            let (read, typed) = (born.to_string(), typed.to_string());
            pairs.push(TypedPair {
                field: "date",
                read,
                typed,
                same,
                kind,
                proven,
                surname: String::new(),
            });
        }
    };
    let swapped = Date::new(born.year(), born.day(), born.month())
        .ok()
        .filter(|swapped| *swapped != born);
    let digit = digit_changed(born, chance);
    add(Some(born), true, "the same", false);
    add(swapped, true, "day and month swapped", false);
    add(digit, true, "one other digit of day or month", false);
    add(swapped, false, "day and month swapped, proven", true);
    add(digit, false, "one other digit of day or month, proven", true);
    let years = 1 + chance.below(10) as i64;
    let sign = if chance.happens(0.5) { 1 } else { -1 };
    let other_year = born.checked_add((sign * years).years()).ok();
    add(other_year, false, "another year", false);
    add(other_year, false, "another year, proven", true);
    let days = 40 + chance.below(20_000) as i64;
    add(born.checked_sub(days.days()).ok(), false, "another date", false);
}

/// The date with one other digit of its day or month.
fn digit_changed(date: Date, chance: &mut Chance) -> Option<Date> {
    let text = date.to_string();
    let candidates: Vec<Date> = [5, 6, 8, 9]
        .into_iter()
        .flat_map(|at| (b'0'..=b'9').map(move |digit| (at, char::from(digit))))
        .filter_map(|(at, digit)| {
            let mut changed = text.clone();
            changed.replace_range(at..=at, digit.encode_utf8(&mut [0; 4]));
            changed.parse().ok().filter(|changed| *changed != date)
        })
        .collect();
    (!candidates.is_empty()).then(|| *chance.pick(&candidates))
}

fn numbers(document: &SpecimenDocument, chance: &mut Chance, pairs: &mut Vec<TypedPair>) {
    let number = document.number.as_str();
    let mut add = |typed: String, same: bool, kind: &'static str, proven: bool| {
        let read = number.to_owned();
        pairs.push(TypedPair {
            field: "number",
            read,
            typed,
            same,
            kind,
            proven,
            surname: String::new(),
        });
    };
    let blank = 1 + chance.below(number.len().saturating_sub(1));
    add(number.to_lowercase(), true, "small letters", false);
    if number.is_char_boundary(blank) {
        let (start, end) = number.split_at(blank);
        add(format!("{start} {end}"), true, "a blank within", true);
        add(format!("{start}-{end}"), true, "a hyphen within", false);
    }
    let lookalike: String = number.chars().map(letter_for).collect();
    if lookalike != number {
        add(lookalike.clone(), true, "letters for digits", false);
        add(lookalike, false, "letters for digits, proven", true);
    }
    let digits: Vec<usize> = number
        .char_indices()
        .filter(|(_, sign)| sign.is_ascii_digit())
        .map(|(at, _)| at)
        .collect();
    if !digits.is_empty() {
        let at = *chance.pick(&digits);
        let digit = number.as_bytes()[at] - b'0';
        let other = char::from(b'0' + (digit + 1 + chance.below(9) as u8) % 10);
        let mut changed = number.to_owned();
        changed.replace_range(at..=at, other.encode_utf8(&mut [0; 4]));
        add(changed.clone(), false, "another digit", false);
        add(changed, false, "another digit, proven", true);
    }
    let mut swapped: Vec<char> = number.chars().collect();
    if swapped.len() > 1 {
        let at = chance.below(swapped.len() - 1);
        swapped.swap(at, at + 1);
        add(swapped.into_iter().collect(), false, "two characters swapped", false);
    }
    add(
        number.chars().take(number.len() - 1).collect(),
        false,
        "the last character left out",
        false,
    );
    let other = chance.filled(document.issuer.passport);
    add(other, false, "another number", false);
}

fn letter_for(sign: char) -> char {
    let letter = LETTER_FOR_DIGIT.iter().find(|(digit, _)| *digit == sign);
    letter.map_or(sign, |(_, letter)| *letter)
}

fn countries(document: &SpecimenDocument, chance: &mut Chance, pairs: &mut Vec<TypedPair>) {
    let home = document.home.alpha3();
    let other = chance.pick::<Issuer>(ISSUERS).alpha3();
    for (typed, kind) in [(home, "the same"), (other, "another country")] {
        pairs.push(TypedPair {
            field: "country",
            read: home.to_owned(),
            typed: typed.to_owned(),
            same: typed == home,
            kind,
            proven: false,
            surname: String::new(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(seed: u64) -> Vec<TypedPair> {
        (0..60)
            .flat_map(|item| {
                let mut chance = Chance::new(seed, item);
                let document = SpecimenDocument::invented(item, &mut chance);
                typed_pairs(&document, &mut chance)
            })
            .collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_pairs_of_every_kind() {
        assert_eq!(all(1), all(1));
        assert_ne!(all(1), all(2));
        let pairs = all(1);
        for (field, same) in ["name", "date", "number", "country"]
            .into_iter()
            .flat_map(|field| [(field, true), (field, false)])
        {
            assert!(
                pairs.iter().any(|pair| pair.field == field && pair.same == same),
                "{field} {same}"
            );
        }
        let other_script = pairs.iter().find(|pair| pair.kind == "other script").unwrap();
        assert!(!other_script.typed.is_ascii() && other_script.read.contains("<<"));
    }

    #[test]
    fn what_is_two_never_reads_the_same() {
        for pair in all(3).iter().filter(|pair| !pair.same) {
            assert_ne!(pair.read.to_lowercase(), pair.typed.to_lowercase(), "{pair:?}");
        }
    }
}
