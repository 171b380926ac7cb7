use std::io::Cursor;
use std::time::Instant;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb};

use super::*;

/// A picture with its upper left quarter red, so that a turn shows.
fn sample(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 2 && y < height / 2 {
            Rgb([220, 30, 30])
        } else {
            Rgb([20, 60, (x % 200) as u8])
        }
    })
}

fn encode(image: &RgbImage, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image.clone())
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 92)
        .encode_image(image)
        .unwrap();
    bytes
}

/// A JPEG with an EXIF block of two fields: orientation and software.
fn jpeg_with_exif(image: &RgbImage, orientation: u8, software: &str) -> Vec<u8> {
    let mut text = software.as_bytes().to_vec();
    text.push(0);
    let mut block = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    block.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    block.extend([0x01, 0x31, 0, 2, 0, 0, 0, text.len() as u8, 0, 0, 0, 38]);
    block.extend([0, 0, 0, 0]);
    block.extend(&text);
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1];
    bytes.extend((block.len() as u16 + 2).to_be_bytes());
    bytes.extend(&block);
    bytes.extend(&jpeg(image)[2..]);
    bytes
}

/// A PNG that is nothing but a valid header with the given size.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(width.to_be_bytes());
    chunk.extend(height.to_be_bytes());
    chunk.extend([8, 2, 0, 0, 0]);
    let mut checksum = 0xFFFF_FFFFu32;
    for byte in &chunk {
        checksum ^= u32::from(*byte);
        for _ in 0..8 {
            checksum = if checksum & 1 == 1 {
                (checksum >> 1) ^ 0xEDB8_8320
            } else {
                checksum >> 1
            };
        }
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&chunk);
    bytes.extend((!checksum).to_be_bytes());
    bytes.extend(b"\0\0\0\x10IDAT");
    bytes
}

fn refused(bytes: &[u8]) -> DecodeError {
    decode(bytes, &DecodeLimits::default()).unwrap_err()
}

#[test]
fn the_three_formats_decode_to_the_same_picture() {
    let original = sample(120, 90);
    for (format, bytes) in [
        (ImageFormat::Jpeg, jpeg(&original)),
        (ImageFormat::Png, encode(&original, image::ImageFormat::Png)),
        (ImageFormat::Webp, encode(&original, image::ImageFormat::WebP)),
    ] {
        let decoded = decode(&bytes, &DecodeLimits::default()).unwrap();
        assert_eq!(decoded.format, format);
        assert_eq!(decoded.pixels.dimensions(), (120, 90));
        let red = decoded.pixels.get_pixel(20, 20).0;
        assert!(red[0] > 200 && red[1] < 60, "{format:?} {red:?}");
    }
}

#[test]
fn grey_pictures_become_rgb() {
    let grey = DynamicImage::ImageRgb8(sample(64, 64)).to_luma8();
    let mut bytes = Vec::new();
    JpegEncoder::new(&mut bytes).encode_image(&grey).unwrap();
    let decoded = decode(&bytes, &DecodeLimits::default()).unwrap();
    let pixel = decoded.pixels.get_pixel(5, 5).0;
    assert!(pixel[0] == pixel[1] && pixel[1] == pixel[2]);
}

#[test]
fn the_orientation_in_the_file_turns_the_picture_upright() {
    let bytes = jpeg_with_exif(&sample(120, 80), 6, "Adobe Photoshop 25.0");
    let decoded = decode(&bytes, &DecodeLimits::default()).unwrap();
    assert_eq!(decoded.pixels.dimensions(), (80, 120));
    assert_eq!((decoded.original_width, decoded.original_height), (80, 120));
    // The red corner of a picture turned clockwise is at the upper right.
    assert!(decoded.pixels.get_pixel(70, 10).0[0] > 200);
    assert!(decoded.pixels.get_pixel(10, 10).0[0] < 60);
    assert!(decoded.metadata.has_exif && decoded.metadata.has_software && decoded.metadata.edited);
    assert!(!decoded.metadata.has_camera);
    let phone = decode(
        &jpeg_with_exif(&sample(120, 80), 1, "G991BXXU5"),
        &DecodeLimits::default(),
    )
    .unwrap();
    assert!(phone.metadata.has_software && !phone.metadata.edited);
}

#[test]
fn a_file_with_no_picture_in_it_is_named() {
    assert_eq!(refused(b""), DecodeError::Empty);
    assert_eq!(refused(b"just a text file named photo.jpg"), DecodeError::UnknownFormat);
    assert_eq!(refused(b"GIF89a\x01\x00\x01\x00"), DecodeError::UnknownFormat);
}

#[test]
fn a_header_over_the_limits_is_refused_at_once() {
    let start = Instant::now();
    for (width, height) in [
        (20_000, 20_000),
        (12_001, 100),
        (100, 60_000),
        (9_000, 9_000),
        (u32::MAX >> 1, 1_000_000),
    ] {
        let bytes = png_header(width, height);
        let error = refused(&bytes);
        assert_eq!(error, DecodeError::TooManyPixels { width, height });
    }
    assert!(start.elapsed().as_millis() < 500);
    let huge = vec![0xFF; 20 * 1024 * 1024 + 1];
    assert!(matches!(refused(&huge), DecodeError::TooManyBytes { .. }));
}

#[test]
fn a_jpeg_header_over_the_limits_is_refused_at_once() {
    let mut bytes = jpeg(&sample(64, 64));
    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert_eq!(
        refused(&bytes),
        DecodeError::TooManyPixels {
            width: 65_535,
            height: 65_535
        }
    );
}

#[test]
fn a_tiny_picture_is_too_small() {
    assert_eq!(
        refused(&jpeg(&sample(40, 200))),
        DecodeError::TooSmall { width: 40, height: 200 }
    );
}

#[test]
fn truncated_files_are_damaged_at_every_length() {
    let original = sample(200, 150);
    for bytes in [
        jpeg(&original),
        encode(&original, image::ImageFormat::Png),
        encode(&original, image::ImageFormat::WebP),
    ] {
        for part in [0.2, 0.5, 0.8, 0.95] {
            let length = (bytes.len() as f64 * part) as usize;
            let error = refused(&bytes[..length]);
            assert!(
                matches!(error, DecodeError::Damaged(_)),
                "{part} of {}: {error}",
                bytes.len()
            );
        }
    }
}

#[test]
fn flipped_bytes_never_panic() {
    let original = sample(96, 96);
    for bytes in [
        jpeg(&original),
        jpeg_with_exif(&original, 3, "x"),
        encode(&original, image::ImageFormat::Png),
        encode(&original, image::ImageFormat::WebP),
    ] {
        let step = (bytes.len() / 150).max(1);
        for position in (0..bytes.len()).step_by(step) {
            let mut broken = bytes.clone();
            broken[position] ^= 0x5A;
            let _ = decode(&broken, &DecodeLimits::default());
        }
    }
}

#[test]
fn a_large_picture_is_shrunk_to_the_working_side() {
    let limits = DecodeLimits {
        working_side: 100,
        ..DecodeLimits::default()
    };
    let decoded = decode(&jpeg(&sample(400, 200)), &limits).unwrap();
    assert_eq!(decoded.pixels.dimensions(), (100, 50));
    assert_eq!((decoded.original_width, decoded.original_height), (400, 200));
}

#[test]
fn memory_counts_as_well_as_pixels() {
    let bytes = encode(&sample(300, 300), image::ImageFormat::Png);
    let limits = DecodeLimits {
        max_memory: 100_000,
        ..DecodeLimits::default()
    };
    let error = decode(&bytes, &limits).unwrap_err();
    assert!(
        matches!(error, DecodeError::TooManyPixels { .. } | DecodeError::Damaged(_)),
        "{error}"
    );
}

#[test]
fn transparent_pixels_show_white_paper() {
    let mut drawn = image::RgbaImage::from_pixel(64, 64, image::Rgba([0, 0, 0, 0]));
    drawn.put_pixel(10, 10, image::Rgba([200, 100, 0, 255]));
    drawn.put_pixel(11, 10, image::Rgba([0, 0, 0, 128]));
    let mut png = Cursor::new(Vec::new());
    drawn.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let pixels = decode(png.get_ref(), &DecodeLimits::default()).unwrap().pixels;
    assert_eq!(pixels.get_pixel(0, 0).0, [255, 255, 255]);
    assert_eq!(pixels.get_pixel(10, 10).0, [200, 100, 0]);
    assert_eq!(pixels.get_pixel(11, 10).0, [127, 127, 127]);
}
