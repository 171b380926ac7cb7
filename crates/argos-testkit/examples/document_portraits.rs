//! Makes document-style copies of pictures, to measure how faces compare with printed portraits:
//! `cargo run -p argos-testkit --example document_portraits PAIRS.csv OUTPUT_FOLDER`.
//!
//! Of every pair (columns `a`, `b`, `same`, perhaps `set`) the second picture is copied as it might come from a
//! document: head and shoulders, grey, 56 pixels wide, with the noise of print, as a JPEG of quality 45. Pictures in which
//! no face is found are copied whole. `OUTPUT_FOLDER/pairs.csv` then lists
//! the first pictures with the copies, for `argos eval faces`. Results on such copies say nothing certain about real
//! documents.

use anyhow::Context;
use argos_testkit::specimen::chance::Chance;
use argos_testkit::specimen::photograph::jpeg;
use argos_vision::image::Rectangle;
use argos_vision::{EnginePreference, Vision};
use image::imageops::{FilterType, grayscale, resize};
use image::{Rgb, RgbImage};
use std::collections::BTreeMap;
use std::env::args_os;
use std::fs;
use std::path::{Path, PathBuf};

/// Width of a portrait in pixels.
const WIDTH: u32 = 56;
/// Width of a portrait in widths of the face.
const WIDTHS_OF_FACE: f32 = 1.5;
/// Height of a portrait in widths.
const HEIGHT: f32 = 4.0 / 3.0;
/// Standard deviation of the noise, of 255 levels.
const NOISE: f32 = 6.0;
const JPEG_QUALITY: u8 = 45;
const SEED: u64 = 1;

fn main() -> anyhow::Result<()> {
    let mut arguments = args_os().skip(1).map(PathBuf::from);
    let list = arguments.next().context("the path of a list of pairs is expected")?;
    let output = arguments
        .next()
        .context("the path of a folder for the copies is expected")?;
    let folder = fs::canonicalize(&list)?
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default();
    fs::create_dir_all(&output)?;
    let mut reader = csv::Reader::from_path(&list)?;
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|field| field == name);
    let needed = |name: &str| column(name).with_context(|| format!("there is no column {name}"));
    let (a, b, same, set) = (needed("a")?, needed("b")?, needed("same")?, column("set"));
    let mut writer = csv::Writer::from_path(output.join("pairs.csv"))?;
    writer.write_record(["a", "b", "same", "set"])?;
    let mut vision = Vision::load(EnginePreference::Automatic)?;
    let mut copies: BTreeMap<String, String> = BTreeMap::new();
    for row in reader.records() {
        let row = row?;
        let field = |index: usize| row.get(index).unwrap_or_default();
        let item = copies.len();
        let copy = match copies.get(field(b)) {
            Some(copy) => copy.clone(),
            None => {
                let picture = folder.join(field(b));
                let copy = copy_name(&picture);
                let bytes = document_style(&mut vision, &picture, item as u64)?;
                fs::write(output.join(&copy), bytes).with_context(|| format!("cannot write {copy}"))?;
                copies.insert(field(b).to_owned(), copy.clone());
                copy
            }
        };
        let first = folder.join(field(a));
        let first = first.to_str().context("a path is not UTF-8")?;
        writer.write_record([first, &copy, field(same), set.map_or("all", field)])?;
    }
    writer.flush()?;
    Ok(())
}

/// The folders of a picture and its name, in one name: two people may have files of one name.
fn copy_name(picture: &Path) -> String {
    let parts: Vec<_> = picture
        .with_extension("jpg")
        .iter()
        .rev()
        .take(2)
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    parts.into_iter().rev().collect::<Vec<_>>().join("--")
}

fn document_style(vision: &mut Vision, path: &Path, item: u64) -> anyhow::Result<Vec<u8>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let picture = image::load_from_memory(&bytes).with_context(|| format!("cannot decode {}", path.display()))?;
    let face = vision.read_faces(&bytes)?.face;
    let part = face.map(|face| head_and_shoulders(&face.face.bounding_box));
    let grey = match part {
        None => grayscale(&picture),
        Some((x, y, width, height)) => grayscale(&picture.crop_imm(x, y, width, height)),
    };
    let height = (grey.height() * WIDTH).div_ceil(grey.width().max(1));
    let small = resize(&grey, WIDTH, height, FilterType::Triangle);
    let mut chance = Chance::new(SEED, item);
    let printed = RgbImage::from_fn(WIDTH, height, |x, y| {
        // Twelve numbers of 0 to 1 add up to a nearly normal one of mean 6 and deviation 1.
        let normal: f32 = (0..12).map(|_| chance.unit()).sum::<f32>() - 6.0;
        let value = f32::from(small.get_pixel(x, y).0[0]) + NOISE * normal;
        Rgb([value.round().clamp(0.0, 255.0) as u8; 3])
    });
    jpeg(&printed, JPEG_QUALITY)
}

/// Left, top, width and height of the part around a face; what lies beyond the picture is cut off later.
fn head_and_shoulders(face: &Rectangle) -> (u32, u32, u32, u32) {
    let width = face.width * WIDTHS_OF_FACE;
    let height = width * HEIGHT;
    let left = face.x + (face.width - width) / 2.0;
    let top = face.y + (face.height - height) / 2.0;
    let (right, bottom) = (left + width, top + height);
    let (left, top) = (left.max(0.0), top.max(0.0));
    (left as u32, top as u32, (right - left) as u32, (bottom - top) as u32)
}
