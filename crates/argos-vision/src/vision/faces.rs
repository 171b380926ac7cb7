//! The face of a selfie and the portrait on a document.

use image::RgbImage;

use super::{FaceReading, Vision};
use crate::error::VisionError;
use crate::face::quality::measure_face;
use crate::face::{Face, RawFace};
use crate::image::rotate::{QuarterTurns, rotate};
use crate::timings::Timings;

/// A face tilted more than this, in degrees, was probably found by luck in a picture that lies on its side.
const SUSPICIOUS_ROLL: f32 = 50.0;
/// Confidence from which on a face is the right way up. In pictures that lie on their side or stand on their head the
/// detector was seen to find upright faces of up to 0.86.
const BEYOND_DOUBT: f32 = 0.9;
/// By so much must a turned picture show the face more confidently, or it stays as it is.
const MORE_CONFIDENT: f32 = 0.05;
/// Width of a further face, as share of the main one, from which it counts.
const RELEVANT_WIDTH: f32 = 0.3;

/// The faces of one picture, largest first, with the turn under which they were found.
pub(super) struct FoundFaces {
    pub(super) turned: QuarterTurns,
    pub(super) faces: Vec<RawFace>,
}

impl Vision {
    /// Faces of a selfie; a picture in which none stands upright beyond doubt is turned.
    pub(super) fn find_selfie_faces(
        &mut self,
        overview: &RgbImage,
        timings: &mut Timings,
    ) -> Result<FoundFaces, VisionError> {
        let faces = self.face_detector.detect(overview, timings)?;
        if faces.first().is_some_and(beyond_doubt) {
            return Ok(FoundFaces {
                turned: QuarterTurns::None,
                faces,
            });
        }
        best_turn(faces, |turned| {
            Ok(self.face_detector.detect(&rotate(overview, turned), timings)?)
        })
    }

    /// Faces on a page. When text has told which way is up, only that way is looked at.
    pub(super) fn find_page_faces(
        &mut self,
        overview: &RgbImage,
        orientation_known: bool,
        timings: &mut Timings,
    ) -> Result<FoundFaces, VisionError> {
        let faces = self.face_detector.detect_on_page(overview, timings)?;
        if orientation_known || faces.first().is_some_and(beyond_doubt) {
            return Ok(FoundFaces {
                turned: QuarterTurns::None,
                faces,
            });
        }
        best_turn(faces, |turned| {
            Ok(self.face_detector.detect_on_page(&rotate(overview, turned), timings)?)
        })
    }

    /// Quality and embedding of a face. `face` is in pixels of `overview`, `full` is the same picture at full
    /// resolution.
    pub(super) fn read_face(
        &mut self,
        full: &RgbImage,
        overview: &RgbImage,
        face: &RawFace,
        original_width: u32,
        timings: &mut Timings,
    ) -> Result<Option<FaceReading>, VisionError> {
        let factor = full.width() as f32 / overview.width().max(1) as f32;
        let scaled = self.face_detector.refine(full, &face.scaled(factor), timings)?;
        let to_original = original_width as f32 / full.width().max(1) as f32;
        let quality = measure_face(full, &scaled, to_original);
        let embedding = self.face_embedder.embed(full, &scaled.landmarks, timings)?;
        Ok(embedding.map(|embedding| FaceReading {
            face: Face {
                bounding_box: scaled.bounding_box,
                landmarks: scaled.landmarks,
                confidence: scaled.confidence,
                quality,
            },
            embedding,
        }))
    }
}

/// The turn under which the picture shows its face best, given the faces of the picture as it is.
fn best_turn(
    as_it_is: Vec<RawFace>,
    mut detect: impl FnMut(QuarterTurns) -> Result<Vec<RawFace>, VisionError>,
) -> Result<FoundFaces, VisionError> {
    let mut least = if as_it_is.is_empty() {
        0.0
    } else {
        rank(&as_it_is) + MORE_CONFIDENT
    };
    let mut best = FoundFaces {
        turned: QuarterTurns::None,
        faces: as_it_is,
    };
    for turned in [QuarterTurns::Quarter, QuarterTurns::ThreeQuarters, QuarterTurns::Half] {
        let faces = detect(turned)?;
        if rank(&faces) > least {
            least = rank(&faces);
            best = FoundFaces { turned, faces };
        }
    }
    Ok(best)
}

/// Faces besides the first that are large enough to matter.
pub(super) fn relevant_others(faces: &[RawFace]) -> usize {
    let Some((main, others)) = faces.split_first() else {
        return 0;
    };
    others
        .iter()
        .filter(|face| face.bounding_box.width >= RELEVANT_WIDTH * main.bounding_box.width && face.confidence >= 0.7)
        .count()
}

fn upright(face: &RawFace) -> bool {
    let (left, right) = (face.landmarks[0], face.landmarks[1]);
    (right.y - left.y).atan2(right.x - left.x).to_degrees().abs() <= SUSPICIOUS_ROLL
}

fn beyond_doubt(face: &RawFace) -> bool {
    upright(face) && face.confidence >= BEYOND_DOUBT
}

/// Prefers an upright confident face; without one, any face over none.
fn rank(faces: &[RawFace]) -> f32 {
    faces.first().map_or(0.0, |face| {
        if upright(face) {
            1.0 + face.confidence
        } else {
            face.confidence
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{Point, Rectangle};

    fn face(width: f32, tilt: f32) -> RawFace {
        let mut landmarks = [Point::default(); 5];
        landmarks[1] = Point::new(tilt.to_radians().cos(), tilt.to_radians().sin());
        RawFace {
            bounding_box: Rectangle {
                x: 0.0,
                y: 0.0,
                width,
                height: width,
            },
            landmarks,
            confidence: 0.9,
        }
    }

    #[test]
    fn people_in_the_background_do_not_count() {
        assert_eq!(
            relevant_others(&[face(300.0, 0.0), face(200.0, 0.0), face(40.0, 0.0)]),
            1
        );
        assert_eq!(relevant_others(&[]), 0);
    }

    #[test]
    fn an_upright_face_of_little_confidence_is_doubted() {
        let doubtful = RawFace {
            confidence: 0.86,
            ..face(100.0, 10.0)
        };
        assert!(beyond_doubt(&face(100.0, 10.0)) && !beyond_doubt(&doubtful) && !beyond_doubt(&face(100.0, 70.0)));
        assert!(rank(&[face(100.0, 10.0)]) > rank(&[doubtful]));
    }

    #[test]
    fn a_picture_is_turned_only_for_a_face_that_is_clearly_better() {
        let sure_of = |confidence: f32| RawFace {
            confidence,
            ..face(100.0, 10.0)
        };
        let turn = |as_it_is: Vec<RawFace>, turned: [f32; 3]| {
            let mut next = turned.into_iter();
            let found = best_turn(as_it_is, |_| Ok(next.next().map(sure_of).into_iter().collect()));
            found.unwrap().turned
        };
        assert_eq!(
            turn(vec![sure_of(0.63)], [0.86, 0.95, 0.76]),
            QuarterTurns::ThreeQuarters
        );
        assert_eq!(turn(vec![sure_of(0.85)], [0.7, 0.8, 0.88]), QuarterTurns::None);
        assert_eq!(turn(Vec::new(), [0.61, 0.0, 0.0]), QuarterTurns::Quarter);
    }

    #[test]
    fn an_upright_face_ranks_over_a_tilted_one() {
        assert!(rank(&[face(100.0, 10.0)]) > rank(&[face(300.0, 88.0)]));
        assert!(rank(&[face(300.0, 88.0)]) > rank(&[]));
    }
}
