//! A barcode that was read.

use std::fmt;

use crate::image::Point;

/// Kind of barcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Symbology {
    /// PDF417, with Reed-Solomon error correction.
    Pdf417,
    /// QR code, with Reed-Solomon error correction.
    Qr,
}

/// Place of one PDF417 symbol among several that carry one text (Macro PDF417, ISO/IEC 15438 annex H).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Segment {
    /// The same for all symbols of one text.
    pub file: String,
    /// From 0.
    pub index: usize,
    /// How many there are, where the symbol says so.
    pub count: Option<usize>,
    /// Whether this is the last one.
    pub last: bool,
}

/// A barcode whose error correction has proven every codeword. Debug output does not show its text.
#[derive(Clone, PartialEq, serde::Serialize)]
pub struct Barcode {
    /// Kind of barcode.
    pub symbology: Symbology,
    /// Corners in pixels of the picture as it was given: top left, top right, bottom right, bottom left of the symbol as
    /// it is read.
    pub corners: [Point; 4],
    /// What it says. Bytes without a stated encoding appear as Latin-1.
    pub text: String,
    /// Its place among several symbols; `None` for a symbol of its own.
    pub segment: Option<Segment>,
}

impl fmt::Debug for Barcode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} of {} bytes", self.symbology, self.text.len())
    }
}

impl Barcode {
    /// The bytes of the text where it is Latin-1, for payloads that are no text; else those of UTF-8.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let latin: Option<Vec<u8>> = self
            .text
            .chars()
            .map(|character| u8::try_from(u32::from(character)).ok())
            .collect();
        latin.unwrap_or_else(|| self.text.clone().into_bytes())
    }
}
