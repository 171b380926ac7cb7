//! Text recognisers of the operator, for scripts that the shipped one does not know: a folder with a manifest, read by
//! `argos read`.
//!
//! The recogniser here is the shipped network under another list of characters, in which the Greek letters bear the names
//! of Korean syllables, which the shipped list does not have: so it reads pages in a script that the other cannot know.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::specimen::Typefaces;
use image::ImageFormat;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const MODELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models");
const PAGE: [&str; 4] = [
    "ΕΠΩΝΥΜΟ ΠΑΠΑΔΟΠΟΥΛΟΣ",
    "Date of birth 12.08.1974",
    "ημερομηνία γέννησης",
    "ιθαγένεια ελληνική",
];

fn korean(letter: char) -> char {
    match letter {
        'Α'..='ω' => char::from_u32(u32::from('가') + u32::from(letter) - u32::from('Α')).unwrap(),
        other => other,
    }
}

/// A folder as an operator prepares it.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let shipped = |name: &str| std::fs::read(Path::new(MODELS).join(name)).unwrap();
    let network = shipped("ocr_rec_ppocrv6_small.onnx");
    let list = String::from_utf8(shipped("ocr_characters.txt")).unwrap();
    assert!(!list.contains('가'));
    let manifest: toml::Table = String::from_utf8(shipped("manifest.toml")).unwrap().parse().unwrap();
    let models = manifest["model"].as_array().unwrap();
    let recogniser = models
        .iter()
        .find(|model| model["name"].as_str() == Some("text_recogniser"))
        .unwrap();
    let sha256 = recogniser["sha256"].as_str().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("korean.onnx", &network);
    write("korean.txt", list.chars().map(korean).collect::<String>().as_bytes());
    let text = format!(
        "format = 1\n[[recogniser]]\nfile = \"korean.onnx\"\ncharacters = \"korean.txt\"\ntitle = \"Korean\"\n\
         sha256 = \"{sha256}\"\nlicence = \"Apache-2.0\"\ntraining_data = \"unknown\"\n"
    );
    write("manifest.toml", text.as_bytes());
    folder
}

fn page(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("page.png");
    let picture = Typefaces::load().unwrap().lines_on_paper(&PAGE, 18.0);
    picture.save_with_format(&path, ImageFormat::Png).unwrap();
    path
}

fn read(image: &Path, recognisers: Option<&Path>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
    command.arg("read").arg(image).arg("--json");
    if let Some(folder) = recognisers {
        command.arg("--recogniser-models").arg(folder);
    }
    command.output().unwrap()
}

fn texts(output: &Output) -> Vec<String> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let lines = answer["lines"].as_array().unwrap();
    lines
        .iter()
        .map(|line| line["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_page_in_another_script_is_read_by_the_recogniser_of_the_operator_and_latin_lines_stay() {
    let folder = folder();
    let page = page(&folder);
    let without = texts(&read(&page, None));
    assert!(
        without
            .iter()
            .all(|text| !text.contains(|c| ('가'..='힣').contains(&c))),
        "{without:?}"
    );
    let with = texts(&read(&page, Some(folder.path())));
    assert_eq!(with.len(), without.len());
    for (before, after) in without.iter().zip(&with) {
        let expected: String = before.chars().map(korean).collect();
        // A line that looks mostly Latin stays as it is.
        assert!(*after == expected || after == before, "{before} {after}");
    }
    assert!(
        with.iter().any(|text| text.contains("1974") && text.contains("irth")),
        "{with:?}"
    );
    assert!(
        with.iter()
            .filter(|text| text.contains(|c| ('가'..='힣').contains(&c)))
            .count()
            >= 2,
        "{with:?}"
    );
}

#[test]
fn a_list_of_another_length_and_a_missing_folder_are_refused_with_the_reason() {
    let folder = folder();
    let page = page(&folder);
    std::fs::write(folder.path().join("korean.txt"), "가\n나\n").unwrap();
    let refused = read(&page, Some(folder.path()));
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && message.contains("korean.onnx") && message.contains("4 classes"),
        "{message}"
    );
    let missing = read(&page, Some(&folder.path().join("nothing")));
    let message = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(
        !missing.status.success() && message.contains("nothing/manifest.toml"),
        "{message}"
    );
}
