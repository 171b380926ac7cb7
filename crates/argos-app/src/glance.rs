//! Live hints on small camera frames. Nothing is stored and nothing is decided.

use crate::app::App;
use crate::error::AppError;
use argos_vision::image::Rectangle;
use argos_vision::{DocumentGlance, FaceGlance};
use bytes::Bytes;

/// What the camera looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlanceKind {
    /// A document.
    Document,
    /// A face.
    Selfie,
}

/// What the person should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// All is well: the picture is taken.
    HoldStill,
    /// What is looked for is not in the frame.
    NothingFound,
    /// Too small in the frame.
    TooFar,
    /// Too large in the frame.
    TooClose,
    /// It reaches over the edge.
    CutOff,
    /// Not sharp.
    Blurred,
    /// Too little light.
    TooDark,
    /// Too much light.
    TooBright,
    /// A reflection.
    Glare,
    /// Not in the middle.
    OffCentre,
    /// More than one face.
    SeveralFaces,
    /// The head is turned.
    TurnToCamera,
}

/// The answer on one frame.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Glance {
    /// Whether a picture taken now would be good.
    pub ready: bool,
    /// What to do.
    pub hint: Hint,
    /// Where it is: x, y, width, height as shares of the frame.
    #[serde(rename = "box")]
    pub region: Option<[f32; 4]>,
}

/// Looks at one frame, if a worker is free right now.
///
/// # Errors
/// [`AppError::Busy`] when none is free (skip this frame), [`AppError::UnreadableImage`].
pub async fn glance(app: &App, kind: GlanceKind, frame: Bytes) -> Result<Glance, AppError> {
    match kind {
        GlanceKind::Document => Ok(judge_document(
            &app.vision()
                .run_if_idle(move |vision| vision.glance_document(&frame))
                .await??,
        )),
        GlanceKind::Selfie => Ok(judge_face(
            &app.vision()
                .run_if_idle(move |vision| vision.glance_face(&frame))
                .await??,
        )),
    }
}

fn answer(hint: Hint, region: Option<Rectangle>) -> Glance {
    Glance {
        ready: hint == Hint::HoldStill,
        hint,
        region: region.map(|region| [region.x, region.y, region.width, region.height]),
    }
}

fn judge_document(glance: &DocumentGlance) -> Glance {
    let quality = &glance.quality;
    let hint = if quality.brightness < 0.15 {
        Hint::TooDark
    } else if glance.text_box.is_none() {
        Hint::NothingFound
    } else if glance.touches_border {
        Hint::CutOff
    } else if glance.area_share < 0.12 {
        Hint::TooFar
    } else if quality.sharpness < 25.0 {
        Hint::Blurred
    } else if quality.saturated > 0.25 {
        Hint::Glare
    } else {
        Hint::HoldStill
    };
    answer(hint, glance.text_box)
}

fn judge_face(glance: &FaceGlance) -> Glance {
    let (across, down) = glance.offset;
    let turned = glance
        .pose
        .is_some_and(|pose| pose.yaw.abs() > 0.45 || pose.roll_degrees.abs() > 25.0);
    let hint = if glance.faces == 0 {
        if glance.brightness < 0.12 {
            Hint::TooDark
        } else {
            Hint::NothingFound
        }
    } else if glance.faces > 1 {
        Hint::SeveralFaces
    } else if glance.area_share < 0.05 {
        Hint::TooFar
    } else if glance.area_share > 0.6 {
        Hint::TooClose
    } else if across.abs() > 0.22 || down.abs() > 0.25 {
        Hint::OffCentre
    } else if turned {
        Hint::TurnToCamera
    } else if glance.brightness < 0.15 {
        Hint::TooDark
    } else if glance.brightness > 0.93 {
        Hint::TooBright
    } else if glance.sharpness < 12.0 {
        Hint::Blurred
    } else {
        Hint::HoldStill
    };
    answer(hint, glance.face_box)
}
