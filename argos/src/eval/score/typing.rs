//! What the user types or confirms: as it was read, mended, with a slip, or something else on purpose. Simulated.

use super::chance::Chance;
use argos_domain::document::DocumentData;
use argos_domain::personal::{BirthDate, PersonalText};
use jiff::ToSpan as _;

/// What readers of text take for each other.
const CONFUSED: [(char, char); 12] = [
    ('O', '0'),
    ('I', '1'),
    ('B', '8'),
    ('S', '5'),
    ('Z', '2'),
    ('G', '6'),
    ('N', 'M'),
    ('U', 'V'),
    ('E', 'F'),
    ('C', 'G'),
    ('D', 'O'),
    ('L', 'I'),
];

/// A name that nobody in the composition has, for a document on which none was read.
const TYPED_NAME: (&str, &str) = ("Anna", "Beispiel");

/// What was read, and what the user typed.
#[derive(Debug, Clone)]
pub struct Typed {
    pub read: DocumentData,
    pub confirmed: DocumentData,
}

/// As an honest person confirms: seven in ten as it was read, of the rest one half mends a misreading, one half makes a slip.
/// A name and a birth date that were not read must be typed.
pub fn honest(read: &DocumentData, chance: &mut Chance) -> Typed {
    let mut typed = Typed {
        read: read.clone(),
        confirmed: read.clone(),
    };
    if typed.confirmed.name().is_none() {
        typed.confirmed.first_name = Some(PersonalText::new(TYPED_NAME.0));
        typed.confirmed.last_name = Some(PersonalText::new(TYPED_NAME.1));
    }
    if typed.confirmed.birth_date.is_none() {
        typed.confirmed.birth_date = Some(BirthDate(jiff::civil::date(1985, 5, 17)));
    }
    if chance.happens(0.7) {
        return typed;
    }
    if chance.happens(0.5) {
        // The print says what the user types, and one letter of it was misread.
        let misread = |text: &PersonalText, chance: &mut Chance| replaced(text, chance, confused);
        if chance.happens(0.5) {
            typed.read.last_name = typed.read.last_name.as_ref().map(|text| misread(text, chance));
        } else {
            typed.read.first_name = typed.read.first_name.as_ref().map(|text| misread(text, chance));
        }
    } else {
        slip(&mut typed.confirmed, chance);
    }
    typed
}

/// One slip of the fingers: half of them in the name, three tenths in the number, two tenths in the birth date.
fn slip(confirmed: &mut DocumentData, chance: &mut Chance) {
    let kind = chance.below(10);
    if kind < 5 {
        let name = if kind < 3 {
            &mut confirmed.last_name
        } else {
            &mut confirmed.first_name
        };
        *name = name.as_ref().map(|text| slipped(text, chance));
    } else if kind < 8 {
        let number = &mut confirmed.document_number;
        *number = number.as_ref().map(|text| slipped(text, chance));
    } else if let Some(BirthDate(date)) = confirmed.birth_date {
        let days = i64::try_from(1 + chance.below(9)).unwrap_or(1);
        confirmed.birth_date = Some(BirthDate(date.checked_sub(days.days()).unwrap_or(date)));
    }
}

/// A letter left out, doubled, exchanged with its neighbour or replaced.
fn slipped(text: &PersonalText, chance: &mut Chance) -> PersonalText {
    let mut letters: Vec<char> = text.expose().chars().collect();
    if letters.len() < 2 {
        return text.clone();
    }
    let place = chance.below(letters.len());
    match chance.below(4) {
        0 => drop(letters.remove(place)),
        1 => letters.insert(place, letters[place]),
        2 => letters.swap(place.max(1) - 1, place.max(1)),
        _ => letters[place] = neighbour(letters[place]),
    }
    PersonalText::new(letters.into_iter().collect::<String>())
}

/// The next letter or digit.
fn neighbour(letter: char) -> char {
    match letter {
        'Z' => 'Y',
        'z' => 'y',
        '9' => '8',
        other if other.is_ascii_alphanumeric() => char::from_u32(u32::from(other) + 1).unwrap_or(other),
        other => other,
    }
}

fn confused(letter: char) -> Option<char> {
    let upper = letter.to_ascii_uppercase();
    CONFUSED.iter().find_map(|(one, other)| match upper {
        found if found == *one => Some(*other),
        found if found == *other => Some(*one),
        _ => None,
    })
}

fn replaced(text: &PersonalText, chance: &mut Chance, by: fn(char) -> Option<char>) -> PersonalText {
    let mut letters: Vec<char> = text.expose().chars().collect();
    let places: Vec<usize> = (0..letters.len())
        .filter(|place| by(letters[*place]).is_some())
        .collect();
    if let Some(place) = chance.pick(&places)
        && let Some(letter) = by(letters[*place])
    {
        letters[*place] = letter;
    }
    PersonalText::new(letters.into_iter().collect::<String>())
}

/// Somebody else's name, as read from another document.
pub fn other_name(read: &DocumentData, other: &DocumentData) -> Typed {
    let confirmed = DocumentData {
        first_name: other
            .first_name
            .clone()
            .or_else(|| Some(PersonalText::new(TYPED_NAME.0))),
        last_name: other
            .last_name
            .clone()
            .or_else(|| Some(PersonalText::new(TYPED_NAME.1))),
        full_name: None,
        ..honest_fields(read)
    };
    Typed {
        read: read.clone(),
        confirmed,
    }
}

/// A number of which every letter and digit is another one.
pub fn other_number(read: &DocumentData, chance: &mut Chance) -> Typed {
    let other = |text: &PersonalText, chance: &mut Chance| {
        let letters = text.expose().chars().map(|letter| match letter.to_digit(10) {
            Some(digit) => {
                char::from_digit((digit + 1 + u32::try_from(chance.below(9)).unwrap_or(0)) % 10, 10).unwrap_or(letter)
            }
            None => neighbour(letter),
        });
        PersonalText::new(letters.collect::<String>())
    };
    let number = read.document_number.as_ref().map(|text| other(text, chance));
    Typed {
        read: read.clone(),
        confirmed: DocumentData {
            document_number: number.or_else(|| Some(PersonalText::new("X48210937"))),
            ..honest_fields(read)
        },
    }
}

/// A birth date one to fifteen years earlier, on the same or another day.
pub fn other_birth_date(read: &DocumentData, chance: &mut Chance) -> Typed {
    let born = read.birth_date.map_or(jiff::civil::date(1990, 2, 3), |date| date.0);
    let years = i64::try_from(1 + chance.below(15)).unwrap_or(1);
    let days = i64::try_from(chance.below(60)).unwrap_or(0);
    let other = born.checked_sub(years.years().days(days)).unwrap_or(born);
    Typed {
        read: read.clone(),
        confirmed: DocumentData {
            birth_date: Some(BirthDate(other)),
            ..honest_fields(read)
        },
    }
}

/// What must be typed is there.
fn honest_fields(read: &DocumentData) -> DocumentData {
    let mut confirmed = read.clone();
    if confirmed.name().is_none() {
        confirmed.last_name = Some(PersonalText::new(TYPED_NAME.1));
    }
    if confirmed.birth_date.is_none() {
        confirmed.birth_date = Some(BirthDate(jiff::civil::date(1985, 5, 17)));
    }
    confirmed
}
