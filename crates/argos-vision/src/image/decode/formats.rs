//! One function per file format: header, limits, pixels.

use std::io::Cursor;

use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, Limits, RgbImage, RgbaImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{DecodeError, DecodeLimits};

/// More scans than any camera or web encoder writes; each one is a pass over the whole picture.
const MAX_PROGRESSIVE_SCANS: usize = 40;

pub(super) fn decode_jpeg(bytes: &[u8], limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    // Strict mode refuses a truncated file instead of filling the rest with grey. It also refuses stray bytes between
    // headers, which some old programs wrote: only those get a second, lenient attempt.
    match decode_jpeg_as(bytes, limits, true) {
        Err(DecodeError::Damaged(reason)) if reason.contains("Extra bytes between headers") => {
            decode_jpeg_as(bytes, limits, false)
        }
        result => result,
    }
}

fn decode_jpeg_as(bytes: &[u8], limits: &DecodeLimits, strict: bool) -> Result<RgbImage, DecodeError> {
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(ColorSpace::RGB)
        .jpeg_set_max_scans(MAX_PROGRESSIVE_SCANS)
        // The largest that the format can say: the check below refuses with better words.
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .set_strict_mode(strict);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| damaged(&error))?;
    let info = decoder.info().ok_or_else(|| damaged(&"no frame header"))?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    // Progressive files keep the coefficients of all three channels, two bytes each, until the end.
    limits.check(width, height, if is_progressive(bytes) { 9 } else { 3 })?;
    let pixels = decoder.decode().map_err(|error| damaged(&error))?;
    RgbImage::from_raw(width, height, pixels).ok_or_else(|| damaged(&"unsupported colours"))
}

/// Walks the markers up to the frame header and looks for a progressive one (SOF2).
fn is_progressive(bytes: &[u8]) -> bool {
    let mut position = 2;
    while let Some(&[0xFF, marker]) = bytes.get(position..position + 2) {
        match marker {
            0xC2 => return true,
            0xC0 | 0xC1 | 0xDA => return false,
            0xFF => position += 1,
            _ => {
                let Some(&[high, low]) = bytes.get(position + 2..position + 4) else {
                    return true;
                };
                position += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
            }
        }
    }
    // Not a plain sequence of markers: assume the dearer kind.
    true
}

pub(super) fn decode_png(bytes: &[u8], limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    // The header sits at a fixed place (PNG specification, section 11.2.1); the decoder would refuse a huge one as well,
    // but with a word about memory instead of size.
    if let Some(&[w3, w2, w1, w0, h3, h2, h1, h0]) = bytes.get(16..24) {
        limits.check(
            u32::from_be_bytes([w3, w2, w1, w0]),
            u32::from_be_bytes([h3, h2, h1, h0]),
            3,
        )?;
    }
    let decoder =
        PngDecoder::with_limits(Cursor::new(bytes), decoder_limits(limits)).map_err(|error| damaged(&error))?;
    finish(decoder, limits)
}

pub(super) fn decode_webp(bytes: &[u8], limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let (width, height) = decoder.dimensions();
    limits.check(width, height, 3 + 4)?;
    decoder
        .set_limits(decoder_limits(limits))
        .map_err(|error| damaged(&error))?;
    finish(decoder, limits)
}

fn finish(decoder: impl ImageDecoder, limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    let (width, height) = decoder.dimensions();
    let colour = decoder.color_type();
    let transparent = colour.has_alpha();
    let converted = match (colour, transparent) {
        (image::ColorType::Rgb8, _) => 0,
        (_, true) => 4 + 3,
        (_, false) => 3,
    };
    limits.check(width, height, u64::from(colour.bytes_per_pixel()) + converted)?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| damaged(&error))?;
    Ok(if transparent {
        on_white(&picture.into_rgba8())
    } else {
        picture.into_rgb8()
    })
}

/// Paper shows through where the picture is transparent; without this, what no pixel value was meant for would be seen.
fn on_white(picture: &RgbaImage) -> RgbImage {
    let mut opaque = RgbImage::new(picture.width(), picture.height());
    for (target, source) in opaque.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, share] = source.0.map(u32::from);
        let over = |channel: u32| ((channel * share + 255 * (255 - share) + 127) / 255) as u8;
        target.0 = [over(red), over(green), over(blue)];
    }
    opaque
}

/// The decoder's own allocations are held to the same memory; its sizes are left to our check and its message.
fn decoder_limits(limits: &DecodeLimits) -> Limits {
    let mut own = Limits::no_limits();
    own.max_alloc = Some(limits.max_memory);
    own
}

fn damaged(reason: &dyn std::fmt::Display) -> DecodeError {
    // Reasons of decoders may quote file content: keep them short and printable.
    let text: String = reason
        .to_string()
        .chars()
        .filter(|c| c.is_ascii_graphic() || *c == ' ')
        .take(120)
        .collect();
    DecodeError::Damaged(text)
}
