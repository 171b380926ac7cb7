//! One page of an identity document: which way up it is, its text, its machine readable zone, its printed fields.
//!
//! Start at [`read_page`]. Nothing here judges a document; [`Agreement`] is data for a later check.

mod agreement;
mod barcodes;
mod closer_look;
mod common_labels;
mod country_names;
mod fold;
mod kind;
mod label_words;
mod labels;
mod layout;
mod missed_lines;
mod mrz_reading;
mod other_scripts;
mod outline;
mod page;
mod page_side;
mod printed;
mod printed_date;
mod score;
mod sides;
mod surface;
mod thorn;
mod values;

pub use agreement::Agreement;
pub use barcodes::{BarcodeContent, PageBarcode, barcode_agreement};
pub use kind::DocumentKind;
pub use labels::FieldName;
pub use mrz_reading::MrzReading;
pub use outline::{Framing, Outline, PictureSide, TextEvidence, find_outline, visible_overlap};
pub use page::{PageReading, read_page};
pub use page_side::{PageSide, bear_same_text};
pub use printed::{PrintedField, PrintedFields};
pub use printed_date::{DateOrder, DateRole, find_dates, parse_date};
pub(crate) use sides::compare_sides;
pub use surface::{SurfaceSigns, surface_signs};
