//! Quick hints on small camera frames, while the person still aims.

use std::time::Instant;

use image::RgbImage;

use super::{DocumentGlance, FaceGlance, Vision};
use crate::engine::{EngineError, Model, run_measured};
use crate::error::VisionError;
use crate::face::quality::measure_face;
use crate::image::tensor::to_nchw_padded;
use crate::image::{ChannelOrder, DecodeLimits, Rectangle, crop, decode, measure_quality, resize_to_long_side};
use crate::timings::Timings;

/// Frames are small; anything else is not a frame.
pub(super) const FRAME_LIMITS: DecodeLimits = DecodeLimits {
    max_bytes: 2 * 1024 * 1024,
    max_pixels: 4_000_000,
    max_side: 4096,
    min_side: 48,
    max_memory: 64 * 1024 * 1024,
    working_side: 640,
};
/// Long side of the text detector's input, in pixels: lines of a card that fills half of the frame are still seen.
const TEXT_SIDE: u32 = 416;
/// Long side of the face detector's input, in pixels.
pub(super) const FACE_SIDE: u32 = 320;
/// Probability from which a pixel of the detector's map is text.
const TEXT_PROBABILITY: f32 = 0.3;
/// Share of the text pixels that is cut off on each side of the extent, so that a word in the background does not
/// count.
const TRIMMED_SHARE: f64 = 0.01;
/// Share of the frame's side within which text touches the border. Not smaller, since the network marks only the core
/// of a line, not its ends.
const BORDER: f32 = 0.045;
/// Fewer text pixels than this share of the frame are specks.
const MIN_TEXT_SHARE: f64 = 0.001;

impl Vision {
    /// Looks at one frame of the camera for a document. For hints only: nothing is read.
    ///
    /// # Errors
    /// [`VisionError::Image`] when the bytes are no usable picture, else an engine failure.
    pub fn glance_document(&mut self, frame: &[u8]) -> Result<DocumentGlance, VisionError> {
        let start = Instant::now();
        let mut timings = Timings::default();
        let decoded = decode(frame, &FRAME_LIMITS)?;
        timings.decode_ms += start.elapsed().as_secs_f64() * 1e3;
        let image = &decoded.pixels;
        let text_box = timings.measure("find text", |timings| {
            text_extent(self.text.detector.as_mut(), image, timings)
        })?;
        let region = text_box.and_then(|shares| {
            let (width, height) = (image.width() as f32, image.height() as f32);
            let pixels = Rectangle {
                x: shares.x * width,
                y: shares.y * height,
                width: shares.width * width,
                height: shares.height * height,
            };
            pixels.clipped(image.width(), image.height())
        });
        let size = (decoded.original_width, decoded.original_height);
        let quality = match region {
            Some((x, y, width, height)) => measure_quality(&crop(image, x, y, width, height), size),
            None => measure_quality(image, size),
        };
        timings.total_ms = Some(start.elapsed().as_secs_f64() * 1e3);
        Ok(DocumentGlance {
            area_share: text_box.map_or(0.0, |extent| extent.area()),
            touches_border: text_box.is_some_and(|extent| touches_border(&extent)),
            text_box,
            quality,
            timings,
        })
    }

    /// Looks at one frame of the camera for a face. For hints only: nothing is compared.
    ///
    /// # Errors
    /// [`VisionError::Image`] when the bytes are no usable picture, else an engine failure.
    pub fn glance_face(&mut self, frame: &[u8]) -> Result<FaceGlance, VisionError> {
        let start = Instant::now();
        let mut timings = Timings::default();
        let decoded = decode(frame, &FRAME_LIMITS)?;
        timings.decode_ms += start.elapsed().as_secs_f64() * 1e3;
        let image = &decoded.pixels;
        let faces = timings.measure("find faces", |timings| {
            self.face_detector.detect_at(image, FACE_SIDE, timings)
        })?;
        let (width, height) = (image.width() as f32, image.height() as f32);
        let main = faces.first();
        let quality = main.map(|face| measure_face(image, face, 1.0));
        let face_box = main.map(|face| Rectangle {
            x: face.bounding_box.x / width,
            y: face.bounding_box.y / height,
            width: face.bounding_box.width / width,
            height: face.bounding_box.height / height,
        });
        let brightness = match quality {
            Some(quality) => quality.brightness,
            None => measure_quality(image, image.dimensions()).brightness,
        };
        timings.total_ms = Some(start.elapsed().as_secs_f64() * 1e3);
        Ok(FaceGlance {
            faces: if faces.is_empty() {
                0
            } else {
                1 + super::faces::relevant_others(&faces)
            },
            area_share: face_box.map_or(0.0, |shares| shares.area()),
            offset: face_box.map_or((0.0, 0.0), |shares| (shares.centre().x - 0.5, shares.centre().y - 0.5)),
            face_box,
            pose: quality.map(|quality| quality.pose),
            sharpness: quality.map_or(0.0, |quality| quality.sharpness),
            brightness,
            timings,
        })
    }
}

/// Extent of the text in a picture, as shares of its sides.
fn text_extent(
    detector: &mut dyn Model,
    image: &RgbImage,
    timings: &mut Timings,
) -> Result<Option<Rectangle>, EngineError> {
    let small = resize_to_long_side(image, TEXT_SIDE);
    let (width, height) = (small.width().div_ceil(32) * 32, small.height().div_ceil(32) * 32);
    let input = to_nchw_padded(&small, width, height, ChannelOrder::Bgr, 127.5, 1.0 / 127.5);
    let outputs = run_measured(detector, input, timings)?;
    let map = outputs.first().map(|output| output.data.as_slice()).unwrap_or_default();
    if map.len() != width as usize * height as usize {
        return Err(EngineError(
            "the text detector returned a map of another size".to_owned(),
        ));
    }
    let (mut columns, mut rows) = (vec![0u32; small.width() as usize], vec![0u32; small.height() as usize]);
    for (line, row) in map.chunks_exact(width as usize).zip(&mut rows) {
        for (probability, column) in line.iter().zip(&mut columns) {
            let text = u32::from(*probability > TEXT_PROBABILITY);
            *row += text;
            *column += text;
        }
    }
    let total: u32 = rows.iter().sum();
    if f64::from(total) < MIN_TEXT_SHARE * f64::from(small.width() * small.height()) {
        return Ok(None);
    }
    let (left, right) = trimmed_range(&columns);
    let (top, bottom) = trimmed_range(&rows);
    let (width, height) = (small.width() as f32, small.height() as f32);
    Ok(Some(Rectangle {
        x: left as f32 / width,
        y: top as f32 / height,
        width: (right - left) as f32 / width,
        height: (bottom - top) as f32 / height,
    }))
}

/// Start and end of the range that holds all but the trimmed share of the counts on either side.
fn trimmed_range(counts: &[u32]) -> (usize, usize) {
    let total: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    let (mut sum, mut start, mut end) = (0.0, None, counts.len());
    for (index, &count) in counts.iter().enumerate() {
        sum += f64::from(count);
        if start.is_none() && sum > total * TRIMMED_SHARE {
            start = Some(index);
        }
        if sum >= total * (1.0 - TRIMMED_SHARE) {
            end = index + 1;
            break;
        }
    }
    let start = start.unwrap_or(0);
    (start, end.max(start + 1))
}

fn touches_border(extent: &Rectangle) -> bool {
    extent.x <= BORDER
        || extent.y <= BORDER
        || extent.x + extent.width >= 1.0 - BORDER
        || extent.y + extent.height >= 1.0 - BORDER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speck_far_away_does_not_stretch_the_range() {
        let mut counts = vec![0; 100];
        counts[20..60].fill(50);
        counts[95] = 3;
        let (start, end) = trimmed_range(&counts);
        assert!((20..=21).contains(&start) && (58..=61).contains(&end), "{start} {end}");
    }

    #[test]
    fn text_at_the_edge_touches_the_border() {
        let inside = Rectangle {
            x: 0.1,
            y: 0.1,
            width: 0.8,
            height: 0.8,
        };
        assert!(!touches_border(&inside));
        assert!(touches_border(&Rectangle { width: 0.9, ..inside }));
        assert!(touches_border(&Rectangle { y: 0.0, ..inside }));
    }
}
