//! National numbers of persons and documents: whether a number is one that its country can have issued.
//!
//! A rule knows the form of a number, its check characters where it has some, and the birth date and sex where the
//! number encodes them. Each rule names its source. No lists are looked up: a number that passes may belong to nobody.
//!
//! Rules are applied to numbers as they were read, so separators are dropped first. A number whose form is another one
//! says nothing, because issuers print many kinds of numbers.

mod americas_and_africa;
mod asia;
mod central_europe;
mod checksum;
mod encoded_birth;
mod italy;
mod northern_europe;
mod south_eastern_europe;
mod typing_errors;
mod western_europe;

#[cfg(test)]
mod tests;

pub use encoded_birth::EncodedBirth;
pub use typing_errors::noticed_typing_errors;

use crate::country::Country;
use crate::document::Gender;

/// Longest text that is looked at, in characters; no national number is longer.
const LONGEST: usize = 32;

/// What is wrong with a number that has the form of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Its check characters do not fit the others.
    CheckCharacter,
    /// The birth date in it is no day of the calendar.
    BirthDate,
    /// It holds a character that such numbers never have.
    Character,
}

impl Flaw {
    /// In words, to follow the name of the number.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::CheckCharacter => "its check digit does not fit",
            Self::BirthDate => "the birth date in it is no day of the calendar",
            Self::Character => "it holds a character that such numbers never have",
        }
    }
}

/// Where a number may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberPlace {
    /// As the holder's personal number: a labelled field, the optional data of a machine readable zone.
    Personal,
    /// As the number of the document.
    Document,
}

/// What a number says. `Debug` shows neither birth date nor number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// What is wrong with it; `None` when nothing is.
    pub flaw: Option<Flaw>,
    /// Whether it has a check character at all.
    pub has_check: bool,
    /// The birth date in it, as far as it tells.
    pub birth: Option<EncodedBirth>,
    /// The sex in it.
    pub sex: Option<Gender>,
}

impl Content {
    /// A number with a check character that holds or not.
    const fn checked(holds: bool) -> Self {
        Self {
            flaw: if holds { None } else { Some(Flaw::CheckCharacter) },
            has_check: true,
            birth: None,
            sex: None,
        }
    }

    /// A number without a check character.
    const fn unchecked() -> Self {
        Self {
            has_check: false,
            ..Self::checked(true)
        }
    }

    /// With the birth date that its digits make; `None` when they make none.
    const fn born(mut self, birth: Option<EncodedBirth>) -> Self {
        if birth.is_none() && self.flaw.is_none() {
            self.flaw = Some(Flaw::BirthDate);
        }
        self.birth = birth;
        self
    }

    const fn of_sex(mut self, is_male: bool) -> Self {
        self.sex = Some(if is_male { Gender::Male } else { Gender::Female });
        self
    }
}

/// The rule of one kind of number.
#[derive(Debug)]
pub struct Rule {
    /// Countries that issue it, ISO 3166-1 alpha-3.
    pub countries: &'static [&'static str],
    /// What the country calls it.
    pub name: &'static str,
    /// Where the rule stands.
    pub source: &'static str,
    /// Whether documents also bear it as their own number.
    pub is_document_number: bool,
    /// Whether documents bear it as the holder's number.
    pub is_personal_number: bool,
    /// A number that fits the rule and belongs to nobody: a public specimen or a computed one.
    pub specimen: &'static str,
    /// Reads a number without separators; `None` when it has another form.
    read: fn(&str) -> Option<Content>,
}

impl Rule {
    /// What the number says by this rule; `None` when it has another form.
    #[must_use]
    pub fn content(&self, number: &str) -> Option<Content> {
        (self.read)(&compact(number)?)
    }

    fn may_stand(&self, place: NumberPlace) -> bool {
        match place {
            NumberPlace::Personal => self.is_personal_number,
            NumberPlace::Document => self.is_document_number,
        }
    }
}

/// A rule for the holder's number alone.
const fn personal(
    countries: &'static [&'static str],
    name: &'static str,
    source: &'static str,
    specimen: &'static str,
    read: fn(&str) -> Option<Content>,
) -> Rule {
    Rule {
        countries,
        name,
        source,
        is_document_number: false,
        is_personal_number: true,
        specimen,
        read,
    }
}

/// A rule for the holder's number in countries whose cards bear it as their own number.
const fn on_cards(
    countries: &'static [&'static str],
    name: &'static str,
    source: &'static str,
    specimen: &'static str,
    read: fn(&str) -> Option<Content>,
) -> Rule {
    Rule {
        is_document_number: true,
        ..personal(countries, name, source, specimen, read)
    }
}

/// A rule for the number of a document.
const fn of_document(
    countries: &'static [&'static str],
    name: &'static str,
    source: &'static str,
    specimen: &'static str,
    read: fn(&str) -> Option<Content>,
) -> Rule {
    Rule {
        is_personal_number: false,
        ..on_cards(countries, name, source, specimen, read)
    }
}

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        northern_europe::RULES,
        western_europe::RULES,
        italy::RULES,
        central_europe::RULES,
        south_eastern_europe::RULES,
        asia::RULES,
        americas_and_africa::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Reads a number of a document of this country by the first rule whose form it has, one that it fits before others.
///
/// `None` when the country has no rule for the place or the number another form.
#[must_use]
pub fn examine(country: Country, place: NumberPlace, number: &str) -> Option<(&'static Rule, Content)> {
    let number = compact(number)?;
    let found = || {
        rules()
            .filter(|rule| rule.may_stand(place) && rule.countries.contains(&country.alpha3()))
            .filter_map(|rule| Some((rule, (rule.read)(&number)?)))
    };
    found()
        .find(|(_, content)| content.flaw.is_none())
        .or_else(|| found().next())
}

/// Capital letters and digits only; `None` for other characters and texts longer than any number.
fn compact(number: &str) -> Option<String> {
    let mut compact = String::new();
    for character in number.chars().take(LONGEST + 1) {
        match character {
            ' ' | '-' | '.' | '/' | '<' | '+' | '(' | ')' => {}
            _ if character.is_ascii_alphanumeric() => compact.push(character.to_ascii_uppercase()),
            _ => return None,
        }
    }
    (compact.len() <= LONGEST && !compact.is_empty()).then_some(compact)
}
