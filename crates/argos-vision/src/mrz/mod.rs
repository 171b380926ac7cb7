//! Machine readable zones of travel documents (ICAO Doc 9303), from recognised text to proven fields.
//!
//! Pure: no pictures, no models, no clock. [`locate`] finds the zone among text lines, [`read`] parses and repairs
//! it. A field that its check digit or a second look does not prove says so in its [`FieldStatus`].

mod alphabet;
mod check_digit;
mod checked;
mod codes;
mod composite;
mod country;
mod date;
mod evidence;
mod field;
mod format;
mod line;
mod locate;
mod names;
mod parse;
mod proof;
#[cfg(test)]
mod properties;
mod repair;

pub use alphabet::{ALPHABET, FILLER, normalise, resemble};
pub use check_digit::check_digit;
pub use country::{alpha3, is_country_code};
pub use date::{birth_date, expiry_date};
pub use field::{CheckDigits, CheckOutcome, Field, FieldStatus, Mrz, Sex};
pub use format::{CharacterClass, Layout, MrzFormat, Span};
pub use line::{Alternatives, ReadCharacter, ReadLine, fit};
pub use locate::{Candidate, PlacedText, agreed_reading, best_reading, locate};
pub use parse::read;
