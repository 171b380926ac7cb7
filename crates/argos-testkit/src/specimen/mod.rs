//! Specimen passports: data pages (ICAO 9303, size TD3) of invented people of Utopia, and photographs of them.
//!
//! Start at [`SpecimenPassport`]; [`photograph`] lays a page on a table. The same input gives the same picture, byte
//! for byte.

mod lettering;
mod mrz;
mod page;
pub mod photograph;

pub use lettering::MissingFont;

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
            // Passports live ten years; this one lives longer, so that the tests do.
            expiry_date: text("2054-03-14"),
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
