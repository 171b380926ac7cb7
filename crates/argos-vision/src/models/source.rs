//! Model bytes from the program itself or from a directory of the operator.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::manifest::Manifest;
use super::{ModelDescription, ModelName};

/// Where the model files are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ModelSource {
    /// Inside the program.
    #[default]
    Embedded,
    /// In a directory with a `manifest.toml` of its own.
    Directory(PathBuf),
}

/// A model file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file is not there or not readable.
    #[error("the model file {file} cannot be read: {reason}")]
    Unreadable {
        /// Name of the file.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// The manifest is not valid.
    #[error("the model manifest is not valid: {0}")]
    Manifest(String),
    /// The bytes are not the ones the manifest promises.
    #[error("the model file {file} is damaged: its sha256 is {actual}, the manifest says {expected}")]
    Checksum {
        /// Name of the file.
        file: String,
        /// From the manifest.
        expected: String,
        /// Of the bytes.
        actual: String,
    },
}

/// Larger files are not read; the largest of the shipped models has 20 MB.
const MAX_FILE_BYTES: u64 = 512 * 1024 * 1024;

const MANIFEST: &str = include_str!("../../../../models/manifest.toml");

fn embedded(file: &str) -> Option<&'static [u8]> {
    Some(match file {
        "face_det_yunet.onnx" => include_bytes!("../../../../models/face_det_yunet.onnx"),
        "face_rec_sface.onnx" => include_bytes!("../../../../models/face_rec_sface.onnx"),
        "face_rec_mobilefacenet.onnx" => include_bytes!("../../../../models/face_rec_mobilefacenet.onnx"),
        "face_mesh468.onnx" => include_bytes!("../../../../models/face_mesh468.onnx"),
        "face_age.onnx" => include_bytes!("../../../../models/face_age.onnx"),
        "eye_iris.onnx" => include_bytes!("../../../../models/eye_iris.onnx"),
        "pad_simulated.onnx" => include_bytes!("../../../../models/pad_simulated.onnx"),
        "pad_dtn.onnx" => include_bytes!("../../../../models/pad_dtn.onnx"),
        "ocr_det_ppocrv6_small.onnx" => include_bytes!("../../../../models/ocr_det_ppocrv6_small.onnx"),
        "ocr_rec_ppocrv6_small.onnx" => include_bytes!("../../../../models/ocr_rec_ppocrv6_small.onnx"),
        "ocr_cls_180.onnx" => include_bytes!("../../../../models/ocr_cls_180.onnx"),
        "ocr_characters.txt" => include_bytes!("../../../../models/ocr_characters.txt"),
        _ => return None,
    })
}

/// The model files of one source.
#[derive(Debug, Clone)]
pub struct ModelFiles {
    source: ModelSource,
    manifest: Manifest,
}

impl ModelFiles {
    /// Reads the manifest of a source.
    ///
    /// # Errors
    /// [`ModelError`] when there is none or it is not valid.
    pub fn open(source: ModelSource) -> Result<Self, ModelError> {
        let text = match &source {
            ModelSource::Embedded => Cow::Borrowed(MANIFEST),
            ModelSource::Directory(directory) => {
                let bytes = read(directory, "manifest.toml")?;
                Cow::Owned(String::from_utf8(bytes).map_err(|error| ModelError::Manifest(error.to_string()))?)
            }
        };
        let manifest = Manifest::parse(&text).map_err(ModelError::Manifest)?;
        Ok(Self { source, manifest })
    }

    /// What is known about the models, in the order of the manifest.
    #[must_use]
    pub fn descriptions(&self) -> &[ModelDescription] {
        &self.manifest.models
    }

    /// The bytes of a model, checked.
    ///
    /// # Errors
    /// [`ModelError`] when the file is missing or is not the one of the manifest.
    pub fn bytes(&self, name: ModelName) -> Result<Cow<'static, [u8]>, ModelError> {
        let model = self
            .manifest
            .model(name)
            .ok_or_else(|| ModelError::Manifest(format!("{name:?} is not listed")))?;
        self.checked(&model.file, &model.sha256)
    }

    /// The characters of the text recogniser, one per line: line `i`, counted from 1, belongs to class `i`. The blank
    /// (class 0) and the space (last class) have no line. Only a line feed separates lines.
    ///
    /// # Errors
    /// [`ModelError`] when the file is missing, damaged or of another length.
    pub fn characters(&self) -> Result<String, ModelError> {
        let list = &self.manifest.character_list;
        let bytes = self.checked(&list.file, &list.sha256)?.into_owned();
        let text = String::from_utf8(bytes).map_err(|error| ModelError::Manifest(error.to_string()))?;
        let lines = text.matches('\n').count();
        if lines != list.lines || !text.ends_with('\n') {
            let reason = format!("{} has {lines} lines instead of {}", list.file, list.lines);
            return Err(ModelError::Manifest(reason));
        }
        Ok(text)
    }

    fn checked(&self, file: &str, expected: &str) -> Result<Cow<'static, [u8]>, ModelError> {
        let bytes = match &self.source {
            ModelSource::Embedded => Cow::Borrowed(embedded(file).ok_or_else(|| ModelError::Unreadable {
                file: file.to_owned(),
                reason: "it is not part of the program".to_owned(),
            })?),
            ModelSource::Directory(directory) => Cow::Owned(read(directory, file)?),
        };
        verify(file, expected, &bytes)?;
        Ok(bytes)
    }
}

pub(super) fn verify(file: &str, expected: &str, bytes: &[u8]) -> Result<(), ModelError> {
    let actual = hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes));
    if actual.eq_ignore_ascii_case(expected) {
        Ok(())
    } else {
        Err(ModelError::Checksum {
            file: file.to_owned(),
            expected: expected.to_owned(),
            actual,
        })
    }
}

pub(super) fn read(directory: &Path, file: &str) -> Result<Vec<u8>, ModelError> {
    let unreadable = |reason: String| ModelError::Unreadable {
        file: file.to_owned(),
        reason,
    };
    let path = directory.join(file);
    let size = std::fs::metadata(&path)
        .map_err(|error| unreadable(error.to_string()))?
        .len();
    if size > MAX_FILE_BYTES {
        return Err(unreadable(format!("it has {size} bytes, more than any model may have")));
    }
    std::fs::read(&path).map_err(|error| unreadable(error.to_string()))
}

/// The entries of the manifest in a folder of the operator, as `parse` finds them.
pub(super) fn read_operator_manifest<Entry>(
    folder: &Path,
    parse: impl FnOnce(&str) -> Result<Vec<Entry>, String>,
) -> Result<Vec<Entry>, ModelError> {
    let file = "manifest.toml";
    let bytes = read(folder, file).map_err(|error| match error {
        // The folder is what was named on the command line.
        ModelError::Unreadable { reason, .. } => ModelError::Unreadable {
            file: folder.join(file).display().to_string(),
            reason,
        },
        other => other,
    })?;
    let text = String::from_utf8(bytes).map_err(|error| error.to_string());
    text.and_then(|text| parse(&text))
        .map_err(|what| ModelError::Manifest(format!("{}: {what}", folder.join(file).display())))
}

/// Whether the manifest of an operator has the one format, and from one entry to `most`.
pub(super) fn check_operator_manifest(format: u32, entries: usize, most: usize, what: &str) -> Result<(), String> {
    if format != 1 {
        return Err(format!("format {format} is not known, expected 1"));
    }
    if entries == 0 || entries > most {
        return Err(format!("{entries} {what} are listed; from 1 to {most} are taken"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_files_are_the_ones_of_the_manifest() {
        let files = ModelFiles::open(ModelSource::Embedded).unwrap();
        for name in ModelName::ALL {
            assert!(files.bytes(name).unwrap().len() > 100_000, "{name:?}");
        }
        let text = files.characters().unwrap();
        let characters: Vec<&str> = text.lines().collect();
        assert_eq!(characters.len(), 18_708);
        assert_eq!((characters[0], characters[41]), ("!", "9"));
        assert!(characters.iter().all(|character| character.chars().count() == 1));
    }

    #[test]
    fn one_flipped_bit_is_found() {
        let files = ModelFiles::open(ModelSource::Embedded).unwrap();
        let model = files.manifest.model(ModelName::FaceDetector).unwrap().clone();
        let mut bytes = files.bytes(ModelName::FaceDetector).unwrap().into_owned();
        assert!(verify(&model.file, &model.sha256, &bytes).is_ok());
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        let error = verify(&model.file, &model.sha256, &bytes).unwrap_err();
        assert!(error.to_string().contains("face_det_yunet.onnx is damaged"), "{error}");
    }

    #[test]
    fn a_manifest_that_leaves_a_model_out_or_a_directory_up_is_refused() {
        let without = MANIFEST.replace("name = \"face_detector\"", "name = \"face_recogniser\"");
        assert!(Manifest::parse(&without).is_err());
        let outside = MANIFEST.replace("\"pad_dtn.onnx\"", "\"../pad_dtn.onnx\"");
        assert!(Manifest::parse(&outside).unwrap_err().contains("plain file name"));
    }

    #[test]
    fn a_directory_without_a_manifest_is_a_clear_error() {
        let missing = ModelSource::Directory(PathBuf::from("no-such-directory"));
        let error = ModelFiles::open(missing).unwrap_err();
        assert!(error.to_string().contains("manifest.toml cannot be read"), "{error}");
    }
}
