//! The text in the PDF417 barcode of North American driving licences and identity cards.
//!
//! Source: AAMVA DL/ID Card Design Standard, annex D (versions 01 of 2000 to 10 of 2020), and, for the first version,
//! AAMVA National Standard for the Driver License/Identification Card (2000). Issuers count offsets and lengths wrongly
//! and leave out separators, so the text is searched, not cut by them; values are taken only where they are possible.
//!
//! Pure: text in, fields or an error out. Start at [`parse`].

mod document;
mod elements;
mod header;
mod issuers;
mod values;

pub use document::{AamvaAddress, AamvaDocument, CardKind, NameLength};
pub use issuers::Issuer;

/// Texts beyond this many bytes are no card's: one barcode holds at most 1850 letters.
pub const LONGEST_TEXT: usize = 8192;

/// Why a text is not the data of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AamvaError {
    /// There is no header: this barcode holds something else.
    #[error("no AAMVA header")]
    NoHeader,
    /// Longer than [`LONGEST_TEXT`].
    #[error("longer than the data of any card")]
    TooLong,
    /// The header is there, but it announces no card or leads to no data of one.
    #[error("no data of a driving licence or identity card")]
    NoCard,
    /// The text ends before the end that its header announces.
    #[error("the text is cut off")]
    CutOff,
    /// An element that every card has is missing; its name as in the standard.
    #[error("the element {0} is missing")]
    Missing(&'static str),
    /// The value of an element that every card has is impossible.
    #[error("the element {0} is impossible")]
    Impossible(&'static str),
}

/// Reads the text of a barcode.
///
/// # Errors
/// [`AamvaError`]; [`AamvaError::NoHeader`] for texts that do not claim to be of this kind.
pub fn parse(text: &str) -> Result<AamvaDocument, AamvaError> {
    if text.len() > LONGEST_TEXT {
        return Err(AamvaError::TooLong);
    }
    let header = header::Header::of(text)?;
    let elements = elements::Elements::of(&header);
    document::compose(&header, &elements)
}

#[cfg(test)]
mod tests;
