//! Barcodes on pictures with known payloads, and texts of cards.

use argos_vision::aamva;
use argos_vision::barcode::{Barcode, join_segments};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What was expected of one picture, and what was found.
#[derive(Debug)]
pub struct ReadPicture {
    /// The picture.
    pub path: PathBuf,
    /// The file with the payload; pictures that name the same one carry it together.
    pub payload: PathBuf,
    /// The payload.
    pub expected: Vec<u8>,
    /// What was found, or why the picture cannot be read.
    pub found: Result<Vec<Barcode>, String>,
    /// How long the search took.
    pub milliseconds: f64,
}

/// A picture or text that was not read as it should be.
#[derive(Debug, PartialEq, Serialize)]
pub struct BarcodeFailure {
    /// The file.
    pub path: String,
    /// The payload, shortened, with what is no text replaced.
    pub expected: String,
    /// The texts that were found, shortened, or the reason why there are none.
    pub got: Vec<String>,
}

/// The figures.
#[derive(Debug, PartialEq, Serialize)]
pub struct BarcodeAccuracy {
    /// Pictures with a payload.
    pub images: usize,
    /// Pictures whose payload was read to the byte.
    pub exact: usize,
    /// Texts of cards (files without a picture).
    pub card_texts: usize,
    /// Texts of cards that were taken apart.
    pub card_texts_parsed: usize,
    /// Everything else.
    pub failures: Vec<BarcodeFailure>,
    /// Median time of a search in milliseconds.
    pub ms_p50: Option<f64>,
    /// Time that 95 of 100 searches do not exceed.
    pub ms_p95: Option<f64>,
}

/// The payload file of a picture, among the files beside it: of the same name, or without the number of a part, as
/// `02.bin` for `02-01.png`.
#[must_use]
pub fn payload_of(picture: &Path, exists: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let stem = picture.file_stem()?.to_str()?;
    let whole = stem
        .rsplit_once('-')
        .filter(|(_, part)| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        .map(|(whole, _)| whole);
    [Some(stem), whole]
        .into_iter()
        .flatten()
        .flat_map(|stem| ["txt", "bin"].map(|ending| picture.with_file_name(format!("{stem}.{ending}"))))
        .find(|path| exists(path))
}

/// Counts. `texts` are card texts with their paths.
#[must_use]
pub fn count(pictures: &[ReadPicture], texts: &[(PathBuf, String)]) -> BarcodeAccuracy {
    let mut parts: BTreeMap<&Path, Vec<Barcode>> = BTreeMap::new();
    for picture in pictures {
        let found = picture
            .found
            .iter()
            .flatten()
            .filter(|barcode| barcode.segment.is_some());
        parts.entry(&picture.payload).or_default().extend(found.cloned());
    }
    let joined: BTreeMap<&Path, Vec<Barcode>> = parts
        .into_iter()
        .map(|(payload, parts)| (payload, join_segments(parts)))
        .collect();
    let mut failures = Vec::new();
    for picture in pictures {
        let own = picture.found.as_deref().unwrap_or_default();
        let holds_part = own.iter().any(|barcode| barcode.segment.is_some());
        let together = joined.get(picture.payload.as_path()).filter(|_| holds_part);
        let exact = own
            .iter()
            .chain(together.into_iter().flatten())
            .any(|barcode| says(barcode, &picture.expected));
        if !exact {
            failures.push(BarcodeFailure {
                path: picture.path.display().to_string(),
                expected: short(&String::from_utf8_lossy(&picture.expected)),
                got: match &picture.found {
                    Ok(found) => found.iter().map(|barcode| short(&barcode.text)).collect(),
                    Err(reason) => vec![reason.clone()],
                },
            });
        }
    }
    let exact = pictures.len() - failures.len();
    let before = failures.len();
    failures.extend(texts.iter().filter_map(|(path, text)| {
        let error = aamva::parse(text).err()?;
        Some(BarcodeFailure {
            path: path.display().to_string(),
            expected: "the text of a card".to_owned(),
            got: vec![error.to_string()],
        })
    }));
    let mut spent: Vec<f64> = pictures.iter().map(|picture| picture.milliseconds).collect();
    spent.sort_by(f64::total_cmp);
    let percentile = |share: f64| {
        spent
            .get((share * (spent.len().max(1) - 1) as f64).round() as usize)
            .copied()
    };
    BarcodeAccuracy {
        images: pictures.len(),
        exact,
        card_texts: texts.len(),
        card_texts_parsed: texts.len() + before - failures.len(),
        ms_p50: percentile(0.5),
        ms_p95: percentile(0.95),
        failures,
    }
}

/// Whether the barcode says exactly this, as text or as bytes.
fn says(barcode: &Barcode, expected: &[u8]) -> bool {
    barcode.text.as_bytes() == expected || barcode.bytes() == expected
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_vision::barcode::{Segment, Symbology};
    use argos_vision::image::Point;

    fn barcode(text: &str, part: Option<(usize, bool)>) -> Barcode {
        Barcode {
            symbology: Symbology::Pdf417,
            corners: [Point::default(); 4],
            text: text.to_owned(),
            segment: part.map(|(index, last)| Segment {
                file: "1".to_owned(),
                index,
                count: None,
                last,
            }),
        }
    }

    fn picture(name: &str, payload: &str, expected: &str, found: Result<Vec<Barcode>, String>) -> ReadPicture {
        ReadPicture {
            path: name.into(),
            payload: payload.into(),
            expected: expected.as_bytes().to_vec(),
            found,
            milliseconds: 2.0,
        }
    }

    #[test]
    fn pictures_of_parts_count_when_the_whole_is_right() {
        let pictures = [
            picture("a.png", "a.txt", "right", Ok(vec![barcode("right", None)])),
            picture("b.png", "b.txt", "right", Ok(vec![barcode("wrong", None)])),
            picture("c.png", "c.txt", "right", Err("damaged".to_owned())),
            picture("d-2.png", "d.bin", "abcd", Ok(vec![barcode("cd", Some((1, true)))])),
            picture("d-1.png", "d.bin", "abcd", Ok(vec![barcode("ab", Some((0, false)))])),
            picture("d-3.png", "d.bin", "abcd", Ok(Vec::new())),
        ];
        let texts = [(PathBuf::from("card.txt"), "ANSI".to_owned())];
        let counted = count(&pictures, &texts);
        assert_eq!((counted.images, counted.exact), (6, 3));
        assert_eq!((counted.card_texts, counted.card_texts_parsed), (1, 0));
        let failed: Vec<&str> = counted.failures.iter().map(|failure| failure.path.as_str()).collect();
        assert_eq!(failed, ["b.png", "c.png", "d-3.png", "card.txt"]);
        assert_eq!(counted.ms_p95, Some(2.0));
    }

    #[test]
    fn payloads_are_found_by_name_with_or_without_the_part() {
        let there = ["f/1.txt", "f/02.bin", "f/x-1.txt"];
        let exists = |path: &Path| there.iter().any(|name| Path::new(name) == path);
        let found = |name: &str| payload_of(Path::new(name), exists).map(|path| path.display().to_string());
        assert_eq!(found("f/1.png").as_deref(), Some("f/1.txt"));
        assert_eq!(found("f/02-01.png").as_deref(), Some("f/02.bin"));
        assert_eq!(found("f/x-1.png").as_deref(), Some("f/x-1.txt"));
        assert_eq!(found("f/3.png"), None);
    }
}
