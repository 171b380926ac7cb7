//! The few facts of a file's EXIF block that matter: how it was held, and whether a camera or a program wrote it.

use std::io::Cursor;

use exif::{Exif, In, Tag, Value};
use image::ImageDecoder;
use image::codecs::webp::WebPDecoder;

use super::ImageFormat;

/// What a file tells about its origin. Only yes and no: names, places and times stay in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ImageMetadata {
    /// Orientation value 1 to 8 of the EXIF data; 1 when there is none.
    pub orientation: u32,
    /// There is a readable EXIF block.
    pub has_exif: bool,
    /// The block names a camera maker or model.
    pub has_camera: bool,
    /// The block names software that wrote the file. Phones name their firmware here as well.
    pub has_software: bool,
    /// The named software is a known picture editor.
    pub edited: bool,
}

impl Default for ImageMetadata {
    fn default() -> Self {
        Self {
            orientation: 1,
            has_exif: false,
            has_camera: false,
            has_software: false,
            edited: false,
        }
    }
}

/// Lower-case beginnings or parts of the names with which common picture editors sign.
const EDITORS: [&str; 12] = [
    "photoshop",
    "lightroom",
    "gimp",
    "affinity",
    "paint",
    "pixelmator",
    "snapseed",
    "picsart",
    "canva",
    "facetune",
    "photopea",
    "imagemagick",
];

/// Reads the EXIF block of a JPEG, PNG or WebP file; a missing or broken block gives the default.
pub(super) fn read(bytes: &[u8], format: ImageFormat) -> ImageMetadata {
    let Some(block) = read_block(bytes, format) else {
        return ImageMetadata::default();
    };
    let orientation = block
        .get_field(Tag::Orientation, In::PRIMARY)
        .and_then(|field| field.value.get_uint(0))
        .filter(|value| (1..=8).contains(value))
        .unwrap_or(1);
    let text = |tag| {
        block.get_field(tag, In::PRIMARY).and_then(|field| match &field.value {
            Value::Ascii(parts) => {
                let joined = parts
                    .iter()
                    .map(|part| String::from_utf8_lossy(part))
                    .collect::<String>();
                Some(joined.trim().to_lowercase()).filter(|joined| !joined.is_empty())
            }
            _ => None,
        })
    };
    let software = text(Tag::Software);
    ImageMetadata {
        orientation,
        has_exif: true,
        has_camera: text(Tag::Make).is_some() || text(Tag::Model).is_some(),
        edited: software
            .as_ref()
            .is_some_and(|name| EDITORS.iter().any(|editor| name.contains(editor))),
        has_software: software.is_some(),
    }
}

/// The block as far as it can be read: one broken field does not hide the orientation.
fn read_block(bytes: &[u8], format: ImageFormat) -> Option<Exif> {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let result = match format {
        ImageFormat::Jpeg | ImageFormat::Png => reader.read_from_container(&mut Cursor::new(bytes)),
        ImageFormat::Webp => {
            let block = WebPDecoder::new(Cursor::new(bytes)).ok()?.exif_metadata().ok()??;
            // Some writers keep the prefix that belongs to JPEG.
            let block = block.strip_prefix(b"Exif\0\0").unwrap_or(&block).to_vec();
            reader.read_raw(block)
        }
    };
    result.or_else(|error| error.distill_partial_result(|_| ())).ok()
}
