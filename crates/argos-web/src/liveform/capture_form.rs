//! Forms with pictures and what the page says about them, bounded while they are read.

use super::error::LiveformError;
use super::wording::Wording;
use argos_domain::capture::{CaptureSource, CaptureStatement};
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use bytes::{Bytes, BytesMut};
use serde::Deserialize;

/// Largest picture.
const LARGEST_PICTURE: usize = 20 * 1024 * 1024;
/// Longest text in a form.
const LONGEST_TEXT: usize = 2 * 1024;
/// Longest label of a camera that is looked at, in characters.
const LONGEST_LABEL: usize = 300;
/// Largest form: two pictures and what multipart puts around them.
pub(super) const LARGEST_FORM: usize = 2 * LARGEST_PICTURE + 64 * 1024;

/// A form with pictures of these names, and two texts.
#[derive(Debug)]
pub(super) struct CaptureForm<const COUNT: usize> {
    /// The pictures; `None` for one that was not sent or is empty.
    pub(super) pictures: [Option<Bytes>; COUNT],
    /// What the page says about them.
    pub(super) statement: Option<CaptureStatement>,
    /// The token of a challenge of active liveness.
    pub(super) challenge: Option<String>,
}

/// How a page says where its pictures are from.
#[derive(Deserialize)]
struct Statement {
    source: CaptureSource,
    #[serde(default)]
    camera: Option<String>,
}

impl<const COUNT: usize> CaptureForm<COUNT> {
    /// Reads the form. Anything else in it is refused.
    pub(super) async fn read(
        wording: Wording,
        form: Result<Multipart, MultipartRejection>,
        names: [&str; COUNT],
    ) -> Result<Self, LiveformError> {
        let mut form = form.map_err(|rejection| LiveformError::of_status(wording, rejection.status()))?;
        let mut read = Self {
            pictures: [const { None }; COUNT],
            statement: None,
            challenge: None,
        };
        while let Some(field) = form.next_field().await.map_err(|error| refused(wording, &error))? {
            match field.name() {
                Some("capture") => {
                    let text = text_of(wording, field).await?;
                    read.statement = Some(statement(&text).ok_or_else(|| LiveformError::malformed(wording))?);
                }
                Some("challenge") => read.challenge = Some(text_of(wording, field).await?),
                name => {
                    let place = names
                        .iter()
                        .position(|known| name == Some(*known))
                        .ok_or_else(|| LiveformError::malformed(wording))?;
                    let picture = bytes_of(wording, field, LARGEST_PICTURE).await?;
                    if let Some(slot) = read.pictures.get_mut(place) {
                        *slot = Some(picture).filter(|bytes| !bytes.is_empty());
                    }
                }
            }
        }
        Ok(read)
    }
}

fn statement(text: &str) -> Option<CaptureStatement> {
    let Statement { source, camera } = serde_json::from_str(text).ok()?;
    Some(CaptureStatement::new(source, camera.as_deref().map(bounded_label)))
}

/// The beginning of a camera's label, as long as one is looked at.
pub(super) fn bounded_label(label: &str) -> &str {
    label
        .char_indices()
        .nth(LONGEST_LABEL)
        .map_or(label, |(end, _)| label.get(..end).unwrap_or_default())
}

/// The text of a field.
pub(super) async fn text_of(wording: Wording, field: Field<'_>) -> Result<String, LiveformError> {
    let bytes = bytes_of(wording, field, LONGEST_TEXT).await?;
    String::from_utf8(bytes.to_vec()).map_err(|_| LiveformError::malformed(wording))
}

/// The bytes of a field, at most `largest`.
pub(super) async fn bytes_of(wording: Wording, mut field: Field<'_>, largest: usize) -> Result<Bytes, LiveformError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| refused(wording, &error))? {
        if bytes.len() + chunk.len() > largest {
            return Err(LiveformError::too_large(wording));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// A form that could not be read.
pub(super) fn refused(wording: Wording, error: &MultipartError) -> LiveformError {
    LiveformError::of_status(wording, error.status())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_domain::capture::VirtualCamera;

    #[test]
    fn what_the_page_says_is_read_and_a_label_is_not_kept() {
        let film = statement(r#"{"source":"camera","camera":"OBS Virtual Camera"}"#).unwrap();
        assert_eq!(
            (film.source, film.virtual_camera),
            (CaptureSource::Camera, Some(VirtualCamera::Obs))
        );
        let file = statement(r#"{"source":"file"}"#).unwrap();
        assert_eq!((file.source, file.virtual_camera), (CaptureSource::File, None));
        for wrong in ["", "camera", "{}", r#"{"source":"telepathy"}"#] {
            assert_eq!(statement(wrong), None, "{wrong}");
        }
        assert_eq!(bounded_label(&"전".repeat(400)).chars().count(), LONGEST_LABEL);
        assert_eq!(bounded_label("short"), "short");
    }
}
