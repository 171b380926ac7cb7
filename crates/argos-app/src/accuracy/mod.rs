//! How often the AI is right on labelled data: what the published figures come from.

pub mod barcodes;
pub mod documents;
