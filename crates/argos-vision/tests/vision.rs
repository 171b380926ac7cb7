//! The public door with both engines, on pictures made here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Cursor;

use argos_vision::engine::EnginePreference;
use argos_vision::image::{DecodeError, RgbImage};
use argos_vision::{EstimateAge, ModelName, ModelSource, OperatorFolders, Vision, VisionError};
use image::{DynamicImage, Rgb};

fn assert_send<T: Send>(_: &T) {}

fn png(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image.clone())
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// A grey table without anything on it.
fn empty_table(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([120 + ((x / 7 + y / 5) % 3) as u8; 3]))
}

/// Five-pixel letters of the word HELLO, drawn large: text that any detector must see.
fn hello(width: u32, height: u32, left: u32, top: u32, scale: u32) -> RgbImage {
    const LETTERS: [[u8; 7]; 5] = [
        [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
        [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
        [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
    ];
    let mut image = RgbImage::from_pixel(width, height, Rgb([235; 3]));
    for (index, letter) in LETTERS.iter().enumerate() {
        for (row, bits) in letter.iter().enumerate() {
            for column in (0..5).filter(|column| bits >> (4 - column) & 1 == 1) {
                let x = left + (index as u32 * 7 + column) * scale;
                let y = top + row as u32 * scale;
                for (dx, dy) in (0..scale).flat_map(|dx| (0..scale).map(move |dy| (dx, dy))) {
                    if x + dx < width && y + dy < height {
                        image.put_pixel(x + dx, y + dy, Rgb([20; 3]));
                    }
                }
            }
        }
    }
    image
}

fn built_in() -> Vision {
    Vision::load(EnginePreference::Rten).unwrap()
}

#[test]
fn a_picture_of_nothing_is_a_reading_without_face_and_text() {
    let mut vision = built_in();
    assert_send(&vision);
    let bytes = png(&empty_table(400, 300));
    let selfie = vision.read_selfie(&bytes, EstimateAge::Yes).unwrap();
    assert!(selfie.face.is_none() && selfie.passive_liveness.is_none() && selfie.other_faces == 0);
    assert_eq!(
        (selfie.picture.quality.width, selfie.picture.quality.height),
        (400, 300)
    );
    let document = vision
        .read_document(&bytes, Some(&bytes), "2026-01-01".parse().unwrap())
        .unwrap();
    assert!(document.portrait.is_none() && document.front.lines.is_empty() && document.back.is_some());
    let timings = document.timings;
    assert!(timings.inference_ms > 0.0 && timings.total_ms.unwrap() >= timings.inference_ms + timings.decode_ms);
}

#[test]
fn glances_see_text_and_its_place() {
    let mut vision = built_in();
    let nothing = vision.glance_document(&png(&empty_table(480, 360))).unwrap();
    assert_eq!((nothing.text_box, nothing.touches_border), (None, false));
    let middle = vision.glance_document(&png(&hello(480, 360, 100, 150, 7))).unwrap();
    let found = middle.text_box.unwrap();
    assert!((found.x - 100.0 / 480.0).abs() < 0.05, "{found:?}");
    assert!((found.width - 33.0 * 7.0 / 480.0).abs() < 0.1, "{found:?}");
    assert!(!middle.touches_border && middle.area_share > 0.02);
    let cut = vision.glance_document(&png(&hello(480, 360, 330, 150, 7))).unwrap();
    assert!(cut.touches_border, "{:?}", cut.text_box);
    let face = vision.glance_face(&png(&empty_table(480, 360))).unwrap();
    assert_eq!((face.faces, face.face_box), (0, None));
}

#[test]
fn unusable_bytes_are_the_senders_error_on_every_way_in() {
    let mut vision = built_in();
    let today = "2026-01-01".parse().unwrap();
    let good = png(&empty_table(300, 200));
    let errors = [
        vision.read_selfie(b"", EstimateAge::Yes).unwrap_err(),
        vision.read_document(b"", None, today).unwrap_err(),
        vision.read_document(&good, Some(b""), today).unwrap_err(),
        vision.glance_document(b"").unwrap_err(),
        vision.glance_face(b"").unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, VisionError::Image(DecodeError::Empty)), "{error:?}");
    }
    let large_frame = png(&empty_table(4200, 100));
    assert!(matches!(
        vision.glance_face(&large_frame),
        Err(VisionError::Image(DecodeError::TooManyPixels { .. }))
    ));
}

#[test]
fn both_engines_read_the_same() {
    let mut fast = Vision::load(EnginePreference::OnnxRuntime)
        .expect("the library of ONNX Runtime is missing: run scripts/setup.sh before the tests");
    let mut slow = built_in();
    let bytes = png(&hello(640, 480, 60, 180, 14));
    let today = "2026-01-01".parse().unwrap();
    let (left, right) = (
        fast.read_document(&bytes, None, today).unwrap(),
        slow.read_document(&bytes, None, today).unwrap(),
    );
    let texts = |reading: &argos_vision::DocumentReading| {
        reading
            .front
            .lines
            .iter()
            .map(|line| line.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(&left), texts(&right));
    assert!(
        texts(&left).iter().any(|text| text.contains("HELLO")),
        "{:?}",
        texts(&left)
    );
}

#[test]
fn a_directory_of_models_is_checked_against_its_manifest() {
    let models = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let vision = Vision::load_from(
        EnginePreference::Rten,
        ModelSource::Directory(models.clone()),
        OperatorFolders::default(),
    )
    .unwrap();
    assert_eq!(vision.models().len(), ModelName::ALL.len());
    let copy = std::env::temp_dir().join(format!("argos-vision-models-{}", std::process::id()));
    std::fs::create_dir_all(&copy).unwrap();
    for entry in std::fs::read_dir(&models).unwrap().flatten() {
        std::fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
    }
    let damaged = copy.join("pad_dtn.onnx");
    let mut bytes = std::fs::read(&damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    std::fs::write(&damaged, bytes).unwrap();
    let error = Vision::load_from(
        EnginePreference::Rten,
        ModelSource::Directory(copy.clone()),
        OperatorFolders::default(),
    )
    .unwrap_err();
    std::fs::remove_dir_all(copy).unwrap();
    assert!(error.to_string().contains("pad_dtn.onnx is damaged"), "{error}");
}
