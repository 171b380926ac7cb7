//! Specimens: documents of invented people, and photographs of them. The same input gives the same picture, byte for
//! byte.
//!
//! For tests that need one readable passport: [`SpecimenPassport`], a data page (ICAO 9303, size TD3) of Utopia, and
//! [`photograph`](mod@photograph), which lays a page on a table.
//!
//! For measuring: [`set::SpecimenSet`], labelled photographs of passports, cards and visas of many countries in three
//! grades of difficulty, which [`grade`] puts in numbers. From a seed, [`document`] invents who holds what and composes
//! the zone ([`mrz`], [`transliteration`]), [`side`] draws it, [`shot`] photographs it. Figures measured on these
//! pictures are figures about these pictures, not about real ones.

pub mod alteration;
mod camera_view;
pub mod chance;
pub mod document;
pub mod grade;
pub mod issuer;
pub mod language;
mod lettering;
pub mod licence;
pub mod licence_set;
mod light;
pub mod mrz;
pub mod names;
mod page;
pub mod photograph;
pub mod portrait;
mod sensor;
pub mod set;
mod sheet;
pub mod shot;
pub mod side;
mod style;
mod table;
pub mod transliteration;

pub use lettering::{MissingFont, Typefaces};

use self::photograph::Photograph;
use image::RgbImage;

/// The data of a page. The default is an invented person.
#[derive(Debug, Clone)]
pub struct SpecimenPassport {
    /// Surname.
    pub surname: String,
    /// Given names.
    pub given_names: String,
    /// Number of the passport, up to nine letters and digits.
    pub document_number: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// Where the person was born.
    pub birth_place: String,
    /// `YYYY-MM-DD`.
    pub issue_date: String,
    /// `YYYY-MM-DD`.
    pub expiry_date: String,
    /// Personal number, up to 14 letters and digits; may be empty.
    pub personal_number: String,
    /// `F`, `M` or `<`.
    pub sex: char,
    /// Three letters.
    pub nationality: String,
    /// Three letters.
    pub issuing_country: String,
}

impl Default for SpecimenPassport {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            surname: text("Lindqvist"),
            given_names: text("Oskar Emil"),
            document_number: text("X47K20913"),
            birth_date: text("1968-09-23"),
            birth_place: text("Zenith"),
            issue_date: text("2024-03-15"),
            // A passport is valid for ten years, and Argos notices longer ones: in 2034 this one has to be renewed.
            expiry_date: text("2034-03-14"),
            personal_number: String::new(),
            sex: 'M',
            nationality: text("UTO"),
            issuing_country: text("UTO"),
        }
    }
}

impl SpecimenPassport {
    /// The machine readable zone.
    #[must_use]
    pub fn mrz(&self) -> [String; 2] {
        mrz::lines(self)
    }

    /// The data page with this portrait, 1800 x 1267 pixels (125 x 88 mm).
    ///
    /// # Errors
    /// [`MissingFont`].
    pub fn page(&self, portrait: &RgbImage) -> Result<RgbImage, MissingFont> {
        page::draw(self, portrait)
    }

    /// A photograph of the page with this portrait, as JPEG.
    ///
    /// # Errors
    /// [`MissingFont`], or when the encoder refuses the size.
    pub fn photograph(&self, portrait: &RgbImage, how: &Photograph) -> anyhow::Result<Vec<u8>> {
        how.jpeg(&self.page(portrait)?)
    }
}
