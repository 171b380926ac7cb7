//! Two-dimensional barcodes in a picture: PDF417 (ISO/IEC 15438) and QR (ISO/IEC 18004).
//!
//! Symbols are read with the library rxing. What is ours is the search, so that a photograph of a card is read at any
//! angle and one without a barcode costs little: regions of dense parallel stripes are found in a small copy, cut out
//! of the picture and straightened, and only they are looked at closely. The number of attempts is fixed, so hostile
//! pictures cannot make it long. A text from a barcode is never followed as a link.
//!
//! Start at [`find_barcodes`].

mod pdf417;
mod pixels;
mod qr;
mod search;
mod segments;
mod stripes;
mod symbol;
mod texture;

pub use search::{find_barcodes, stripes_in};
pub use segments::join_segments;
pub use symbol::{Barcode, Segment, Symbology};
