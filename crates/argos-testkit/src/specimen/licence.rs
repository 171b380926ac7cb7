//! A specimen driving licence of a North American state: front with portrait and printed fields, back with a PDF417
//! barcode of the same data (AAMVA DL/ID Card Design Standard, 2020).
//!
//! The holder is invented. The barcode is drawn by the same library that the product reads with, so it proves the way
//! through the product, not the decoder: that is measured on other people's barcodes (`argos eval barcodes`).

use super::lettering::{Fonts, MissingFont, write};
use anyhow::Context;
use image::imageops::{FilterType, crop_imm, overlay, resize};
use image::{Rgb, RgbImage};
use rxing::pdf417::PDF417Writer;
use rxing::pdf417::encoder::Dimensions;
use rxing::{BarcodeFormat, EncodeHints, Writer as _};

/// Size of the card in millimetres (ISO/IEC 7810, ID-1).
const WIDTH: f32 = 85.6;
const HEIGHT: f32 = 54.0;
/// Pixels per millimetre.
const SCALE: f32 = 20.0;
const PAPER: Rgb<u8> = Rgb([232, 236, 240]);
const INK: Rgb<u8> = Rgb([24, 26, 34]);
const TITLE_INK: Rgb<u8> = Rgb([28, 62, 120]);
const LABEL_INK: Rgb<u8> = Rgb([60, 80, 120]);

const fn pixels(millimetres: f32) -> f32 {
    millimetres * SCALE
}

/// The data of a licence. The default is an invented person with a Californian one.
#[derive(Debug, Clone)]
pub struct SpecimenLicence {
    /// Name of the state, in capitals.
    pub state: String,
    /// Its two letters.
    pub jurisdiction: String,
    /// Its Issuer Identification Number.
    pub issuer: String,
    /// Whether it is an identity card instead.
    pub identity_card: bool,
    /// Surname.
    pub surname: String,
    /// First given name.
    pub given_name: String,
    /// Middle names; may be empty.
    pub middle_names: String,
    /// Number of the licence.
    pub number: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// `YYYY-MM-DD`.
    pub issue_date: String,
    /// `YYYY-MM-DD`.
    pub expiry_date: String,
    /// `F`, `M` or `X`.
    pub sex: char,
}

impl Default for SpecimenLicence {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            state: text("CALIFORNIA"),
            jurisdiction: text("CA"),
            issuer: text("636014"),
            identity_card: false,
            surname: text("Lindqvist"),
            given_name: text("Oskar"),
            middle_names: text("Emil"),
            number: text("D4720913"),
            birth_date: text("1968-09-23"),
            issue_date: text("2024-03-15"),
            expiry_date: text("2054-03-14"),
            sex: 'M',
        }
    }
}

impl SpecimenLicence {
    /// The text of the barcode: version 10, one subfile.
    #[must_use]
    pub fn barcode_text(&self) -> String {
        let designator = if self.identity_card { "ID" } else { "DL" };
        let sex = match self.sex {
            'M' => '1',
            'F' => '2',
            _ => '9',
        };
        let capitals = |text: &str| text.to_uppercase();
        let elements = [
            format!("DAQ{}", self.number),
            format!("DCS{}", capitals(&self.surname)),
            "DDEN".to_owned(),
            format!("DAC{}", capitals(&self.given_name)),
            "DDFN".to_owned(),
            format!("DAD{}", capitals(&self.middle_names)),
            "DDGN".to_owned(),
            format!("DBD{}", eight_digits(&self.issue_date)),
            format!("DBB{}", eight_digits(&self.birth_date)),
            format!("DBA{}", eight_digits(&self.expiry_date)),
            format!("DBC{sex}"),
            "DAU070 in".to_owned(),
            "DAYBRO".to_owned(),
            "DAG1 INVENTED WAY".to_owned(),
            "DAISPRINGFIELD".to_owned(),
            format!("DAJ{}", self.jurisdiction),
            "DAK940250000  ".to_owned(),
            "DCF03/15/2024500A1/DDFD/54".to_owned(),
            "DCGUSA".to_owned(),
        ];
        let data = format!("{designator}{}\r", elements.join("\n"));
        let header = format!("@\n\u{1e}\rANSI {}100001{designator}", self.issuer);
        // The offset and the length, four digits each, end the header.
        let offset = header.len() + 8;
        format!("{header}{offset:04}{:04}{data}", data.len())
    }

    /// The front with this portrait, 1712 x 1080 pixels.
    ///
    /// # Errors
    /// [`MissingFont`].
    pub fn front(&self, portrait: &RgbImage) -> Result<RgbImage, MissingFont> {
        let fonts = Fonts::load()?;
        let mut card = blank();
        let mut put = |font, text: &str, (x, y): (f32, f32), height: f32, ink| {
            write(&mut card, font, text, (pixels(x), pixels(y)), pixels(height), ink);
        };
        put(&fonts.bold, &self.state, (4.0, 7.0), 3.4, TITLE_INK);
        let title = if self.identity_card {
            "IDENTIFICATION CARD"
        } else {
            "DRIVER LICENSE"
        };
        put(&fonts.bold, title, (44.0, 7.0), 2.6, TITLE_INK);
        let capitals = |text: &str| text.to_uppercase();
        let given = format!("{} {}", capitals(&self.given_name), capitals(&self.middle_names));
        let number_label = if self.identity_card { "ID" } else { "DL" };
        let lines = [
            (number_label, self.number.clone(), 32.0, 14.0),
            ("EXP", printed_date(&self.expiry_date), 60.0, 14.0),
            ("LN", capitals(&self.surname), 32.0, 20.5),
            ("FN", given.trim().to_owned(), 32.0, 26.0),
            ("DOB", printed_date(&self.birth_date), 32.0, 38.5),
            ("SEX", self.sex.to_string(), 32.0, 45.0),
            ("ISS", printed_date(&self.issue_date), 60.0, 50.5),
        ];
        for (label, value, x, y) in lines {
            put(&fonts.plain, label, (x, y), 1.5, LABEL_INK);
            put(&fonts.bold, &value, (x + 6.5, y), 2.2, INK);
        }
        put(&fonts.plain, "1 INVENTED WAY", (32.0, 31.0), 1.8, INK);
        put(&fonts.plain, "SPRINGFIELD, CA 94025", (32.0, 34.0), 1.8, INK);
        paste_portrait(&mut card, portrait);
        Ok(card)
    }

    /// The back with the barcode.
    ///
    /// # Errors
    /// When a font is missing or the text does not fit into a barcode.
    pub fn back(&self) -> anyhow::Result<RgbImage> {
        let fonts = Fonts::load()?;
        let mut card = blank();
        for (text, y) in [("CLASS: C", 32.0), ("END: NONE", 36.0), ("RSTR: NONE", 40.0)] {
            write(
                &mut card,
                &fonts.plain,
                text,
                (pixels(6.0), pixels(y)),
                pixels(1.7),
                INK,
            );
        }
        let barcode = pdf417(&self.barcode_text())?;
        // 75 mm hold it with a quiet zone.
        let shown = resize(&barcode, pixels(75.0) as u32, pixels(20.0) as u32, FilterType::Triangle);
        overlay(&mut card, &shown, pixels(5.3) as i64, pixels(4.0) as i64);
        Ok(card)
    }
}

/// A PDF417 symbol with this text, ten columns wide and with a quiet zone, eight pixels a module.
///
/// # Errors
/// When the text does not fit.
pub fn pdf417(text: &str) -> anyhow::Result<RgbImage> {
    let hints = EncodeHints {
        ErrorCorrection: Some("4".to_owned()),
        Margin: Some("16".to_owned()),
        Pdf417Dimensions: Some(Dimensions::new(10, 14, 3, 90)),
        ..EncodeHints::default()
    };
    // Larger than any symbol of these dimensions: the library takes the largest whole number of pixels a module.
    let matrix = PDF417Writer::new()
        .encode_with_hints(text, &BarcodeFormat::PDF_417, 2600, 1600, &hints)
        .context("the text does not fit into a barcode")?;
    Ok(RgbImage::from_fn(matrix.width(), matrix.height(), |x, y| {
        if matrix.get(x, y) {
            Rgb([16, 16, 20])
        } else {
            Rgb([250, 250, 250])
        }
    }))
}

/// Paper with a fine pattern.
fn blank() -> RgbImage {
    RgbImage::from_fn(pixels(WIDTH) as u32, pixels(HEIGHT) as u32, |x, y| {
        let wave = ((x as f32 * 0.02).sin() * 9.0 + y as f32 * 0.35).sin();
        let shade = (wave * 5.0) as i32;
        Rgb(PAPER.0.map(|channel| (i32::from(channel) + shade).clamp(0, 255) as u8))
    })
}

/// 24 x 30 mm, from the middle of the picture.
fn paste_portrait(card: &mut RgbImage, portrait: &RgbImage) {
    let across = portrait.width().min(portrait.height() * 24 / 30);
    let down = (across * 30 / 24).min(portrait.height());
    let (x, y) = ((portrait.width() - across) / 2, (portrait.height() - down) / 2);
    let part = crop_imm(portrait, x, y, across, down).to_image();
    let printed = resize(&part, pixels(24.0) as u32, pixels(30.0) as u32, FilterType::Lanczos3);
    overlay(card, &printed, pixels(4.5) as i64, pixels(12.0) as i64);
}

/// `1968-09-23` as `09231968`.
fn eight_digits(date: &str) -> String {
    printed_date(date).replace('/', "")
}

/// `1968-09-23` as `09/23/1968`.
fn printed_date(date: &str) -> String {
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    format!(
        "{}/{}/{}",
        month.unwrap_or_default(),
        day.unwrap_or_default(),
        year.unwrap_or_default()
    )
}
