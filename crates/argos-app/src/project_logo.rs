//! The logo in a project's mails: decoded with bounds, made small, written anew, so that nothing of the uploaded file
//! but its pixels is kept.

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::Entry;
use crate::projects::require;
use argos_domain::id::ProjectId;
use argos_domain::role::Permission;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use serde_json::json;
use std::io::Cursor;

/// Largest file that is taken, in bytes.
pub const LARGEST_LOGO: usize = 1024 * 1024;
/// Largest width or height that is taken, in pixels.
pub const LONGEST_LOGO_SIDE: u32 = 4000;
/// Memory that decoding may use, in bytes.
const DECODING_MEMORY: u64 = 96 * 1024 * 1024;
/// The size to which a logo is brought at most: twice what mails show, for sharp screens.
const KEPT_WIDTH: u32 = 480;
const KEPT_HEIGHT: u32 = 128;
const FIELD: &str = "logo";

/// Keeps a picture as the logo of the project.
///
/// # Errors
/// [`AppError::Invalid`] naming the field `logo` when it is no usable picture, [`AppError::Forbidden`].
pub async fn save_logo(app: &App, staff: &Staff, project: &ProjectId, file: Vec<u8>) -> Result<(), AppError> {
    let size = file.len();
    let png = tokio::task::spawn_blocking(move || small_png(&file)).await??;
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::ChangeSettings).await?;
    let now = app.now();
    tx.save_project_logo(project, &png, now).await?;
    let caller = Caller::from(staff);
    let detail = json!({ "bytes_sent": size, "bytes_kept": png.len() });
    let entry = Entry::of_project(project, &caller, "logo_changed", detail);
    entry.write(&mut tx, app.random(), now).await?;
    Ok(tx.commit().await?)
}

/// Takes the logo away.
///
/// # Errors
/// [`AppError::NotFound`] when there is none, [`AppError::Forbidden`].
pub async fn remove_logo(app: &App, staff: &Staff, project: &ProjectId) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::ChangeSettings).await?;
    if !tx.delete_project_logo(project).await? {
        return Err(AppError::NotFound("the logo"));
    }
    let caller = Caller::from(staff);
    let entry = Entry::of_project(project, &caller, "logo_removed", json!({}));
    entry.write(&mut tx, app.random(), app.now()).await?;
    Ok(tx.commit().await?)
}

/// The project's logo as PNG, if it has one.
///
/// # Errors
/// Only our own faults.
pub async fn logo(app: &App, project: &ProjectId) -> Result<Option<Vec<u8>>, AppError> {
    Ok(app.store().read().await?.project_logo(project).await?)
}

/// The picture brought to its size, as PNG.
fn small_png(file: &[u8]) -> Result<Vec<u8>, AppError> {
    if file.is_empty() {
        return Err(refused("choose a file first"));
    }
    if file.len() > LARGEST_LOGO {
        return Err(refused("the file is larger than 1 MB"));
    }
    let format = image::guess_format(file).ok();
    if !matches!(format, Some(ImageFormat::Png | ImageFormat::Jpeg)) {
        return Err(refused("a PNG or JPEG picture is expected"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_LOGO_SIDE);
    limits.max_image_height = Some(LONGEST_LOGO_SIDE);
    limits.max_alloc = Some(DECODING_MEMORY);
    let mut reader = ImageReader::new(Cursor::new(file));
    if let Some(format) = format {
        reader.set_format(format);
    }
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => refused("the picture is too large: at most 4000 pixels in width and height"),
        _ => refused("the picture is damaged"),
    })?;
    let picture = DynamicImage::ImageRgba8(picture.to_rgba8());
    let small = if picture.width() > KEPT_WIDTH || picture.height() > KEPT_HEIGHT {
        picture.thumbnail(KEPT_WIDTH, KEPT_HEIGHT)
    } else {
        picture
    };
    let mut png = Vec::new();
    small
        .write_with_encoder(PngEncoder::new(&mut png))
        .map_err(AppError::internal)?;
    Ok(png)
}

fn refused(message: &str) -> AppError {
    AppError::Invalid {
        field: FIELD,
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::RgbaImage;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    #[test]
    fn a_logo_is_made_small_and_keeps_its_shape_and_transparency() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::new(1000, 200));
        let kept = image::load_from_memory(&small_png(&encoded(&clear, ImageFormat::Png)).unwrap()).unwrap();
        assert_eq!((kept.width(), kept.height()), (480, 96));
        assert_eq!(kept.to_rgba8().get_pixel(3, 3).0[3], 0);
        let photograph = DynamicImage::ImageRgb8(image::RgbImage::new(60, 40));
        let kept = image::load_from_memory(&small_png(&encoded(&photograph, ImageFormat::Jpeg)).unwrap()).unwrap();
        assert_eq!((kept.width(), kept.height()), (60, 40), "a small one stays as it is");
    }

    #[test]
    fn what_is_no_usable_picture_is_refused_in_words() {
        let wide = DynamicImage::ImageLuma8(image::GrayImage::new(LONGEST_LOGO_SIDE + 1, 2));
        let mut damaged = encoded(
            &DynamicImage::ImageLuma8(image::GrayImage::new(60, 60)),
            ImageFormat::Png,
        );
        damaged.truncate(40);
        for (file, expected) in [
            (Vec::new(), "choose a file"),
            (vec![0; LARGEST_LOGO + 1], "1 MB"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "PNG or JPEG"),
            (encoded(&wide, ImageFormat::Png), "4000 pixels"),
            (damaged, "damaged"),
        ] {
            let message = small_png(&file).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
