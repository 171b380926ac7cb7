//! Through which door a picture came, and whether that door may take it.

use crate::error::AppError;
use argos_domain::capture::{CaptureSource, CaptureStatement, VirtualCamera};
use argos_domain::policy::Policy;

/// Through which door a picture came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capture {
    /// By API: the customer's server answers for how it was taken.
    Api,
    /// By the Liveform, with what the page says about it.
    Liveform(Option<CaptureStatement>),
}

impl Capture {
    /// The same, by a virtual camera if one was seen before or is seen now.
    pub(crate) fn seen_by(self, before: Option<VirtualCamera>) -> Self {
        let Self::Liveform(statement) = self else {
            return self;
        };
        let Some(camera) = statement.and_then(|statement| statement.virtual_camera).or(before) else {
            return self;
        };
        let source = statement.map_or(CaptureSource::Camera, |statement| statement.source);
        Self::Liveform(Some(CaptureStatement {
            source,
            virtual_camera: Some(camera),
        }))
    }

    /// Refuses what did not come from a camera's stream, where the project takes nothing else.
    pub(crate) fn refuse_file(self, policy: &Policy) -> Result<(), AppError> {
        let Self::Liveform(statement) = self else {
            return Ok(());
        };
        let is_live = statement.is_some_and(|statement| statement.source == CaptureSource::Camera);
        if policy.upload_allowed || is_live {
            return Ok(());
        }
        Err(AppError::Invalid {
            field: "capture",
            message: "only pictures from a camera's stream are accepted here".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMERA: Capture = Capture::Liveform(Some(CaptureStatement {
        source: CaptureSource::Camera,
        virtual_camera: None,
    }));
    const FILE: Capture = Capture::Liveform(Some(CaptureStatement {
        source: CaptureSource::File,
        virtual_camera: None,
    }));

    #[test]
    fn where_no_files_are_allowed_only_the_stream_counts() {
        let strict = Policy {
            upload_allowed: false,
            ..Policy::default()
        };
        assert!(CAMERA.refuse_file(&strict).is_ok() && Capture::Api.refuse_file(&strict).is_ok());
        for refused in [FILE, Capture::Liveform(None)] {
            let answer = refused.refuse_file(&strict);
            assert!(
                matches!(answer, Err(AppError::Invalid { field: "capture", .. })),
                "{answer:?}"
            );
            assert!(refused.refuse_file(&Policy::default()).is_ok());
        }
    }

    #[test]
    fn a_virtual_camera_seen_before_is_not_forgotten_by_saying_nothing() {
        let film = Some(VirtualCamera::Film);
        for said in [CAMERA, Capture::Liveform(None)] {
            let Capture::Liveform(Some(statement)) = said.seen_by(film) else {
                panic!("{said:?}");
            };
            assert_eq!(
                (statement.source, statement.virtual_camera),
                (CaptureSource::Camera, film)
            );
            assert_eq!(said.seen_by(None), said);
        }
        assert_eq!(Capture::Api.seen_by(film), Capture::Api);
    }
}
