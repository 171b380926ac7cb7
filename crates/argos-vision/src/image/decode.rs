//! Hostile bytes to upright pixels, with every size checked on the header before a pixel is decoded.

mod formats;
mod metadata;

use image::RgbImage;

use super::resize::resize_to_long_side;
use super::rotate::{QuarterTurns, apply_exif_orientation, rotate};

pub use metadata::ImageMetadata;

/// What an image may cost. The header decides, so a picture over a limit costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeLimits {
    /// Largest file, in bytes.
    pub max_bytes: usize,
    /// Largest width times height, in pixels.
    pub max_pixels: u64,
    /// Largest width or height, in pixels.
    pub max_side: u32,
    /// Smallest width and height, in pixels.
    pub min_side: u32,
    /// Largest sum of the buffers that decoding needs, in bytes.
    pub max_memory: u64,
    /// A picture with a longer side is shrunk to this right after decoding, in pixels.
    pub working_side: u32,
}

impl Default for DecodeLimits {
    fn default() -> Self {
        Self {
            max_bytes: 20 * 1024 * 1024,
            max_pixels: 50_000_000,
            max_side: 12_000,
            min_side: 48,
            max_memory: 320 * 1024 * 1024,
            working_side: 4096,
        }
    }
}

/// The formats that are read, told apart by their first bytes and never by a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageFormat {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG; of an animated one the default image.
    Png,
    /// WebP; of an animated one the first frame.
    Webp,
}

/// Why bytes are no usable picture. The messages are fit for the person who sent the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Zero bytes.
    #[error("the file is empty")]
    Empty,
    /// The first bytes are of no supported format.
    #[error("the file is not a JPEG, PNG or WebP image")]
    UnknownFormat,
    /// The file is larger than [`DecodeLimits::max_bytes`].
    #[error("the file has {bytes} bytes, at most {limit} are allowed")]
    TooManyBytes {
        /// Size of the file.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Width, height, their product or the memory for them is over a limit.
    #[error("the image has {width} x {height} pixels, which is too large")]
    TooManyPixels {
        /// Width in the header.
        width: u32,
        /// Height in the header.
        height: u32,
    },
    /// Width or height is under [`DecodeLimits::min_side`].
    #[error("the image has only {width} x {height} pixels, which is too small")]
    TooSmall {
        /// Width in the header.
        width: u32,
        /// Height in the header.
        height: u32,
    },
    /// The format is right, the content is not: truncated, corrupted, or of a variant that is not supported.
    #[error("the image is damaged or incomplete ({0})")]
    Damaged(String),
}

/// An upright picture with what its file said about itself.
#[derive(Debug, Clone)]
pub struct DecodedImage {
    /// The pixels, turned upright by the orientation in the file, with the longer side at most
    /// [`DecodeLimits::working_side`].
    pub pixels: RgbImage,
    /// Width of the upright picture before it was shrunk.
    pub original_width: u32,
    /// Height of the upright picture before it was shrunk.
    pub original_height: u32,
    /// Format of the file.
    pub format: ImageFormat,
    /// What the file tells about its origin.
    pub metadata: ImageMetadata,
}

impl DecodedImage {
    /// The same picture turned clockwise, as if the camera had been held that way.
    #[must_use]
    pub fn turned(self, turns: QuarterTurns) -> Self {
        let (original_width, original_height) = match turns {
            QuarterTurns::None => return self,
            QuarterTurns::Half => (self.original_width, self.original_height),
            QuarterTurns::Quarter | QuarterTurns::ThreeQuarters => (self.original_height, self.original_width),
        };
        Self {
            pixels: rotate(&self.pixels, turns),
            original_width,
            original_height,
            ..self
        }
    }
}

/// Decodes a JPEG, PNG or WebP file.
///
/// # Errors
/// One [`DecodeError`] per reason; never a panic, and never more memory than the limits allow.
pub fn decode(bytes: &[u8], limits: &DecodeLimits) -> Result<DecodedImage, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if bytes.len() > limits.max_bytes {
        return Err(DecodeError::TooManyBytes {
            bytes: bytes.len(),
            limit: limits.max_bytes,
        });
    }
    let format = detect_format(bytes).ok_or(DecodeError::UnknownFormat)?;
    let pixels = match format {
        ImageFormat::Jpeg => formats::decode_jpeg(bytes, limits)?,
        ImageFormat::Png => formats::decode_png(bytes, limits)?,
        ImageFormat::Webp => formats::decode_webp(bytes, limits)?,
    };
    let metadata = metadata::read(bytes, format);
    // Shrinking first makes turning a large picture cheaper.
    let (stored_width, stored_height) = pixels.dimensions();
    let pixels = if stored_width.max(stored_height) > limits.working_side {
        resize_to_long_side(&pixels, limits.working_side)
    } else {
        pixels
    };
    let swapped = (5..=8).contains(&metadata.orientation);
    Ok(DecodedImage {
        pixels: apply_exif_orientation(pixels, metadata.orientation),
        original_width: if swapped { stored_height } else { stored_width },
        original_height: if swapped { stored_width } else { stored_height },
        format,
        metadata,
    })
}

fn detect_format(bytes: &[u8]) -> Option<ImageFormat> {
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(ImageFormat::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(ImageFormat::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(ImageFormat::Webp)
    } else {
        None
    }
}

impl DecodeLimits {
    /// Judges the numbers of a header. `bytes_per_pixel` is what decoding needs in total, the result included.
    fn check(&self, width: u32, height: u32, bytes_per_pixel: u64) -> Result<(), DecodeError> {
        let pixels = u64::from(width) * u64::from(height);
        if width < self.min_side || height < self.min_side {
            return Err(DecodeError::TooSmall { width, height });
        }
        let too_large = width > self.max_side
            || height > self.max_side
            || pixels > self.max_pixels
            || pixels.saturating_mul(bytes_per_pixel) > self.max_memory;
        if too_large {
            Err(DecodeError::TooManyPixels { width, height })
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
