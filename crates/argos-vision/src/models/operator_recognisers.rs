//! Text recognisers of the operator for scripts that the shipped one does not know: a folder with ONNX files, their lists of
//! characters and a `manifest.toml`.

use std::path::Path;

use serde::Deserialize;

use super::manifest::plain_file_name;
use super::source::{check_operator_manifest, read, read_operator_manifest, verify};
use super::{ModelDescription, ModelError, ModelName};

/// Lines in a foreign script are read by all of them.
const MOST_RECOGNISERS: usize = 8;

/// One recogniser, read and checked, not yet loaded.
#[derive(Debug)]
pub struct OperatorRecogniser {
    /// What is known about it.
    pub description: ModelDescription,
    /// Its list, one character per line, without the blank before and the space after.
    pub characters: String,
    /// The ONNX file.
    pub bytes: Vec<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FolderManifest {
    format: u32,
    #[serde(rename = "recogniser")]
    recognisers: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    characters: String,
    title: String,
    sha256: String,
    licence: String,
    training_data: String,
}

/// The recognisers of a folder, in the order of its manifest.
///
/// # Errors
/// [`ModelError`] when the manifest is missing or not valid, or a file is not the one that the manifest names.
pub fn read_operator_recognisers(folder: &Path) -> Result<Vec<OperatorRecogniser>, ModelError> {
    let entries = read_operator_manifest(folder, parse)?;
    let read_entry = |entry: Entry| {
        let bytes = read(folder, &entry.file)?;
        verify(&entry.file, &entry.sha256, &bytes)?;
        let characters = String::from_utf8(read(folder, &entry.characters)?)
            .map_err(|error| ModelError::Manifest(format!("{}: {error}", entry.characters)))?;
        Ok(OperatorRecogniser {
            description: ModelDescription {
                name: ModelName::OperatorRecogniser,
                file: entry.file,
                title: entry.title,
                purpose: "Reads lines in a script that the recogniser of Argos does not know; added by the operator."
                    .to_owned(),
                sha256: entry.sha256,
                licence: entry.licence,
                training_data: entry.training_data,
            },
            // Lists edited on Windows end their lines in two characters.
            characters: characters.replace('\r', ""),
            bytes,
        })
    };
    entries.into_iter().map(read_entry).collect()
}

fn parse(text: &str) -> Result<Vec<Entry>, String> {
    let manifest: FolderManifest = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    check_operator_manifest(
        manifest.format,
        manifest.recognisers.len(),
        MOST_RECOGNISERS,
        "recognisers",
    )?;
    let names = manifest
        .recognisers
        .iter()
        .flat_map(|entry| [&entry.file, &entry.characters]);
    for name in names {
        if !plain_file_name(name) {
            return Err(format!("{name:?} is not a plain file name"));
        }
    }
    Ok(manifest.recognisers)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
        format = 1
        [[recogniser]]
        file = "korean.onnx"
        characters = "korean.txt"
        title = "A recogniser"
        sha256 = "00"
        licence = "Apache-2.0"
        training_data = "unknown"
    "#;

    #[test]
    fn what_a_manifest_may_not_say_is_refused() {
        assert_eq!(parse(MANIFEST).unwrap().len(), 1);
        for (from, to, expected) in [
            ("\"korean.onnx\"", "\"../korean.onnx\"", "plain file name"),
            ("\"korean.txt\"", "\"/etc/passwd\"", "plain file name"),
            ("licence", "license", "license"),
            ("format = 1", "format = 2", "format 2"),
            ("sha256 = \"00\"", "", "sha256"),
        ] {
            let error = parse(&MANIFEST.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        assert!(
            parse("format = 1\nrecogniser = []")
                .unwrap_err()
                .contains("0 recognisers")
        );
    }

    #[test]
    fn a_file_that_is_not_the_one_of_the_manifest_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("manifest.toml"), MANIFEST).unwrap();
        std::fs::write(folder.path().join("korean.onnx"), b"other bytes").unwrap();
        assert!(matches!(
            read_operator_recognisers(folder.path()),
            Err(ModelError::Checksum { .. })
        ));
    }
}
