//! Reading one picture of a document in one go, without a database and without a person.

use crate::evaluation::{FieldReading, document_checks, document_data, field_readings};
use argos_domain::check::CheckResult;
use argos_domain::document::DocumentData;
use argos_domain::policy::Policy;
use argos_domain::submission::ChosenDocument;
use argos_vision::image::{DecodeError, DecodeLimits, DecodedImage, decode};
use argos_vision::{DocumentReading, Vision, VisionError};
use jiff::civil::Date;
use std::time::Instant;

/// What a picture of a document says.
#[derive(Debug)]
pub struct ReadDocument {
    /// The document's data.
    pub data: DocumentData,
    /// Where each field of the data was read, and how far it is proven.
    pub fields: Vec<FieldReading>,
    /// The checks of the document, as a project with the settings of a new one makes them.
    pub checks: Vec<CheckResult>,
    /// All that was read.
    pub reading: DocumentReading,
}

/// A decoded picture.
#[derive(Debug)]
pub struct DecodedPicture {
    /// Its pixels.
    pub image: DecodedImage,
    /// How long decoding took, in milliseconds.
    pub milliseconds: f64,
}

/// Decodes a picture, within the limits that hold for every picture.
///
/// # Errors
/// [`DecodeError`] when the bytes are no usable picture.
pub fn decode_picture(bytes: &[u8]) -> Result<DecodedPicture, DecodeError> {
    let start = Instant::now();
    let image = decode(bytes, &DecodeLimits::default())?;
    Ok(DecodedPicture {
        image,
        milliseconds: start.elapsed().as_secs_f64() * 1e3,
    })
}

/// Reads a picture: any country, any kind, any of four orientations. `today` decides the century of two-digit years.
/// The timings count decoding in. A picture without a document is a reading, not an error.
///
/// # Errors
/// When the engine fails.
pub fn read_picture(vision: &mut Vision, picture: DecodedPicture, today: Date) -> Result<DocumentReading, VisionError> {
    let mut reading = vision.read_decoded_document(picture.image, today)?;
    reading.timings.decode_ms = picture.milliseconds;
    reading.timings.total_ms = reading.timings.total_ms.map(|total| total + picture.milliseconds);
    Ok(reading)
}

/// What a finished reading means.
#[must_use]
pub fn interpret(reading: DocumentReading, today: Date) -> ReadDocument {
    let chosen = ChosenDocument::default();
    ReadDocument {
        data: document_data(&reading, &chosen),
        fields: field_readings(&reading),
        checks: document_checks(&reading, &chosen, &Policy::default(), today),
        reading,
    }
}
