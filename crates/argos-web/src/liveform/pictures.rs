//! Pictures in a multipart form, bounded while they are read.

use super::error::LiveformError;
use super::wording::Wording;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use bytes::{Bytes, BytesMut};

/// Largest picture.
const LARGEST_PICTURE: usize = 20 * 1024 * 1024;
/// Largest form: two pictures and what multipart puts around them.
pub(super) const LARGEST_FORM: usize = 2 * LARGEST_PICTURE + 64 * 1024;

/// Reads the pictures of these names; `None` for one that was not sent or is empty. Anything else in the form is refused.
pub(super) async fn read_pictures<const COUNT: usize>(
    wording: Wording,
    form: Result<Multipart, MultipartRejection>,
    names: [&str; COUNT],
) -> Result<[Option<Bytes>; COUNT], LiveformError> {
    let mut form = form.map_err(|rejection| LiveformError::of_status(wording, rejection.status()))?;
    let mut pictures = [const { None }; COUNT];
    while let Some(field) = form.next_field().await.map_err(|error| refused(wording, &error))? {
        let place = names
            .iter()
            .position(|name| field.name() == Some(*name))
            .ok_or_else(|| LiveformError::malformed(wording))?;
        let picture = read_picture(wording, field).await?;
        if let Some(slot) = pictures.get_mut(place) {
            *slot = Some(picture).filter(|bytes| !bytes.is_empty());
        }
    }
    Ok(pictures)
}

async fn read_picture(wording: Wording, mut field: Field<'_>) -> Result<Bytes, LiveformError> {
    let mut picture = BytesMut::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| refused(wording, &error))? {
        if picture.len() + chunk.len() > LARGEST_PICTURE {
            return Err(LiveformError::too_large(wording));
        }
        picture.extend_from_slice(&chunk);
    }
    Ok(picture.freeze())
}

fn refused(wording: Wording, error: &MultipartError) -> LiveformError {
    LiveformError::of_status(wording, error.status())
}
