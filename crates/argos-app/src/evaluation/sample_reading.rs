//! Readings of documents for the tests of checks, put together from a zone and printed fields.

use argos_vision::document::{
    Agreement, DocumentKind, MrzReading, PageReading, PageSide, PrintedField, PrintedFields, SurfaceSigns,
};
use argos_vision::image::quality::PerceptualHash;
use argos_vision::image::{ImageFormat, ImageMetadata, Point, Quality, QuarterTurns};
use argos_vision::mrz::{MrzFormat, ReadLine, alpha3, read};
use argos_vision::{DocumentReading, Picture, Timings};
use jiff::civil::{Date, date};

pub(crate) const TODAY: Date = date(2026, 3, 15);

/// A printed field read with this confidence.
pub(crate) fn printed<T>(value: T, confidence: f32) -> Option<PrintedField<T>> {
    Some(PrintedField {
        value,
        raw: String::new(),
        confidence,
        quad: [Point::default(); 4],
    })
}

/// A document whose front shows this zone, where there is one, and these printed fields.
pub(crate) fn reading(zone: Option<(&[&str], MrzFormat)>, fields: PrintedFields) -> DocumentReading {
    let mrz = zone.map(|(lines, format)| {
        let lines: Vec<ReadLine> = lines.iter().map(|line| ReadLine::from(*line)).collect();
        MrzReading {
            mrz: read(&lines, format, TODAY).unwrap(),
            quads: vec![[Point::default(); 4]; lines.len()],
            read_again: false,
            agreement: Agreement::default(),
        }
    });
    let country = mrz
        .as_ref()
        .and_then(|zone| zone.mrz.issuing_country.proven())
        .map(|code| alpha3(code));
    let kind = match zone {
        Some((_, MrzFormat::Td3)) => DocumentKind::Passport,
        Some((_, MrzFormat::Td1)) => DocumentKind::Td1Card,
        _ => DocumentKind::OtherCard,
    };
    DocumentReading {
        front: PageReading {
            turns: QuarterTurns::None,
            lines: Vec::new(),
            mrz,
            fields,
            barcodes: Vec::new(),
            kind,
            issuing_country: country,
            recognition_score: 90.0,
            text_bounds: None,
            outline: None,
        },
        back: None,
        front_side: PageSide::Unknown,
        back_side: None,
        front_picture: picture(),
        back_picture: None,
        front_surface: SurfaceSigns::default(),
        back_surface: None,
        portrait: None,
        front_turned: QuarterTurns::None,
        other_faces: 0,
        ghost_likeness: None,
        timings: Timings::default(),
    }
}

/// A sharp picture in good light.
pub(crate) fn picture() -> Picture {
    Picture {
        format: ImageFormat::Jpeg,
        quality: Quality {
            width: 1600,
            height: 1200,
            sharpness: 300.0,
            brightness: 0.6,
            contrast: 0.2,
            saturated: 0.01,
            black: 0.01,
        },
        metadata: ImageMetadata::default(),
        hash: PerceptualHash(0),
        scale: 1.0,
    }
}
