//! Reading a document: the text of both sides and the portrait on the front.

use std::time::Instant;

use image::RgbImage;
use jiff::civil::Date;

use super::faces::relevant_others;
use super::selfie::longer_side;
use super::{DocumentReading, Picture, Vision};
use crate::document::{
    Framing, Outline, PageReading, PageSide, SurfaceSigns, TextEvidence, compare_sides, find_outline, read_page,
    surface_signs,
};
use crate::error::VisionError;
use crate::face::{RawFace, likeness};
use crate::image::geometry::Point;
use crate::image::rotate::QuarterTurns;
use crate::image::{DecodedImage, decode, resize_to_long_side, rotate};
use crate::text::turn_point;
use crate::timings::Timings;

/// Long side of the copy on which the portrait is looked for, in pixels: the larger of the detector's two inputs.
const OVERVIEW_SIDE: u32 = 1280;
/// Lines of text from which the direction of the text says which way up the page is.
const LINES_THAT_ORIENT: usize = 3;

/// One side of the document, read.
struct Side {
    decoded: DecodedImage,
    overview: RgbImage,
    picture: Picture,
    page: PageReading,
    surface: SurfaceSigns,
}

/// The back of the document, without its pixels.
struct Back {
    page: PageReading,
    side: PageSide,
    picture: Picture,
    surface: SurfaceSigns,
}

impl Vision {
    /// Reads the photographs of a document. `today` decides the century of two-digit years.
    ///
    /// # Errors
    /// [`VisionError::Image`] when the bytes of either side are no usable picture, else an engine failure. A picture
    /// without text or face is a reading, not an error.
    pub fn read_document(
        &mut self,
        front: &[u8],
        back: Option<&[u8]>,
        today: Date,
    ) -> Result<DocumentReading, VisionError> {
        let start = Instant::now();
        let mut timings = Timings::default();
        // The back first and dropped at once, so that only one photograph is in memory at a time.
        let back = match back {
            Some(bytes) => {
                let decoded = self.decoded(bytes, &mut timings)?;
                let side = self.read_side(decoded, today, &mut timings)?;
                Some(self.back_of(side, &mut timings)?)
            }
            None => None,
        };
        let front = self.decoded(front, &mut timings)?;
        let mut reading = self.read_sides(front, back, today, timings)?;
        reading.timings.total_ms = Some(start.elapsed().as_secs_f64() * 1e3);
        Ok(reading)
    }

    /// Reads the one photograph of a document whose pixels are there already; decoding is no part of the timings.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn read_decoded_document(&mut self, front: DecodedImage, today: Date) -> Result<DocumentReading, VisionError> {
        let start = Instant::now();
        let mut reading = self.read_sides(front, None, today, Timings::default())?;
        reading.timings.total_ms = Some(start.elapsed().as_secs_f64() * 1e3);
        Ok(reading)
    }

    fn decoded(&self, bytes: &[u8], timings: &mut Timings) -> Result<DecodedImage, VisionError> {
        let start = Instant::now();
        let decoded = decode(bytes, &self.decode_limits)?;
        timings.decode_ms += start.elapsed().as_secs_f64() * 1e3;
        Ok(decoded)
    }

    fn read_sides(
        &mut self,
        front: DecodedImage,
        back: Option<Back>,
        today: Date,
        mut timings: Timings,
    ) -> Result<DocumentReading, VisionError> {
        let Side {
            decoded,
            mut overview,
            picture,
            mut page,
            surface: front_surface,
        } = self.read_side(front, today, &mut timings)?;

        let orientation_known = page.lines.len() >= LINES_THAT_ORIENT;
        overview = turned(overview, page.turns);
        let mut found = timings.measure("find the portrait", |timings| {
            self.find_page_faces(&overview, orientation_known, timings)
        })?;
        let front_turned = page.turns.then(found.turned);
        if let Some(outline) = page.outline.as_ref().filter(|outline| surely_seen(outline)) {
            let factor = longer_side(&decoded.pixels) as f32 / longer_side(&overview).max(1) as f32;
            let size = match found.turned {
                QuarterTurns::None | QuarterTurns::Half => (overview.width(), overview.height()),
                QuarterTurns::Quarter | QuarterTurns::ThreeQuarters => (overview.height(), overview.width()),
            };
            found
                .faces
                .retain(|face| lies_on(outline, face, (size, factor), front_turned));
        }
        let (portrait, ghost) = match found.faces.first() {
            Some(main) => timings.measure("describe the portrait", |timings| {
                let original_width = match front_turned {
                    QuarterTurns::None | QuarterTurns::Half => decoded.original_width,
                    QuarterTurns::Quarter | QuarterTurns::ThreeQuarters => decoded.original_height,
                };
                let full = turned(decoded.pixels, front_turned);
                let overview = turned(overview, found.turned);
                let portrait = self.read_face(&full, &overview, main, original_width, timings)?;
                let factor = full.width() as f32 / overview.width().max(1) as f32;
                let ghost = match ghost_of(&found.faces, factor) {
                    Some(ghost) => self.read_face(&full, &overview, ghost, original_width, timings)?,
                    None => None,
                };
                Ok::<_, VisionError>((portrait, ghost))
            })?,
            None => (None, None),
        };
        let ghost_likeness = portrait
            .as_ref()
            .zip(ghost.as_ref())
            .map(|(portrait, ghost)| likeness(&portrait.embedding, &ghost.embedding));
        let front_side = PageSide::of(&page, portrait.is_some());
        let (mut back, back_side, back_picture, back_surface) = match back {
            Some(back) => (Some(back.page), Some(back.side), Some(back.picture), Some(back.surface)),
            None => (None, None, None, None),
        };
        if let Some(back) = &mut back {
            compare_sides(&mut page, back);
        }
        Ok(DocumentReading {
            front: page,
            back,
            front_side,
            back_side,
            front_picture: picture,
            back_picture,
            front_surface,
            back_surface,
            portrait,
            front_turned,
            other_faces: relevant_others(&found.faces),
            ghost_likeness,
            timings,
        })
    }

    /// What is kept of the back. A portrait is looked for only where nothing else tells that it is one.
    fn back_of(&mut self, read: Side, timings: &mut Timings) -> Result<Back, VisionError> {
        let mut side = PageSide::of(&read.page, false);
        if side != PageSide::Back {
            let orientation_known = read.page.lines.len() >= LINES_THAT_ORIENT;
            let overview = turned(read.overview, read.page.turns);
            let found = timings.measure("find the portrait", |timings| {
                self.find_page_faces(&overview, orientation_known, timings)
            })?;
            let portrait = found.faces.first().is_some_and(|face| face.confidence >= SURE_FACE);
            side = PageSide::of(&read.page, portrait);
        }
        Ok(Back {
            page: read.page,
            side,
            picture: read.picture,
            surface: read.surface,
        })
    }

    fn read_side(&mut self, decoded: DecodedImage, today: Date, timings: &mut Timings) -> Result<Side, VisionError> {
        let (overview, picture) = timings.measure("measure the picture", |_| {
            let overview = resize_to_long_side(&decoded.pixels, OVERVIEW_SIDE.min(longer_side(&decoded.pixels)));
            let picture = Picture::measure(&decoded, &overview);
            (overview, picture)
        });
        let mut page = read_page(&mut self.text, &decoded.pixels, today, timings)?;
        page.outline = timings.measure("outline", |_| {
            find_outline(&overview, decoded.pixels.dimensions(), &TextEvidence::of(&page))
        });
        let surface = timings.measure("surface", |_| {
            let document = page
                .outline
                .as_ref()
                .filter(|outline| surely_seen(outline))
                .map(Outline::bounds);
            surface_signs(&decoded.pixels, document.as_ref())
        });
        Ok(Side {
            decoded,
            overview,
            picture,
            page,
            surface,
        })
    }
}

/// Width of a face in pixels from which two portraits on one document can be compared.
const COMPARABLE_WIDTH: f32 = 40.0;
/// Confidence from which a second face on a document, and one on its back, is one.
const SURE_FACE: f32 = 0.8;

/// The next largest face on the page, where it is large and clear enough to be compared.
fn ghost_of(faces: &[RawFace], factor: f32) -> Option<&RawFace> {
    faces
        .get(1)
        .filter(|face| face.confidence >= SURE_FACE && face.bounding_box.width * factor >= COMPARABLE_WIDTH)
}

/// Share of a document's sides seen as edge from which a face beside the document is not its portrait.
const SURE_SUPPORT: f32 = 0.7;
/// How far beyond the outline, as share of its size, the middle of a portrait may be.
const PORTRAIT_MARGIN: f32 = 0.05;

fn surely_seen(outline: &Outline) -> bool {
    outline.framing != Framing::FillsPicture && outline.support >= SURE_SUPPORT
}

/// Whether a face, found on a copy turned by `turns` of the given size and `factor` times smaller, is on the document.
fn lies_on(outline: &Outline, face: &RawFace, (size, factor): ((u32, u32), f32), turns: QuarterTurns) -> bool {
    let middle = face.bounding_box.centre();
    let back = turn_point(middle, size.0 as f32, size.1 as f32, turns.inverse());
    outline.contains(Point::new(back.x * factor, back.y * factor), PORTRAIT_MARGIN)
}

/// Turns without a copy when there is nothing to turn.
fn turned(image: RgbImage, turns: QuarterTurns) -> RgbImage {
    if turns == QuarterTurns::None {
        image
    } else {
        rotate(&image, turns)
    }
}
