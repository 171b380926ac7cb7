//! The list of model files with licence, origin and checksum.

use serde::{Deserialize, Serialize};

/// The place of a model in the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelName {
    /// Faces with five landmarks.
    FaceDetector,
    /// Face to 128 numbers.
    FaceRecogniser,
    /// Face to 192 numbers, by another network that errs on other people.
    SecondFaceRecogniser,
    /// Points of a face in space.
    FaceMesh,
    /// Outline of an eye.
    EyeContour,
    /// Live face or picture of a face.
    PassiveLiveness,
    /// Live face or picture of a face, by a network that this project trains.
    SecondPassiveLiveness,
    /// Age of a face.
    FaceAge,
    /// Where text is.
    TextDetector,
    /// What a line of text says.
    TextRecogniser,
    /// Whether a line of text is upside down.
    TextLineOrientation,
    /// Live face or picture of a face, by a network that the operator added; none is needed and none is shipped.
    OperatorLiveness,
    /// What a line of text says in a script that [`TextRecogniser`](Self::TextRecogniser) does not know, by a network that
    /// the operator added; none is needed and none is shipped.
    OperatorRecogniser,
}

impl ModelName {
    /// Every model that the pipeline needs.
    pub const ALL: [Self; 11] = [
        Self::FaceDetector,
        Self::FaceRecogniser,
        Self::SecondFaceRecogniser,
        Self::FaceMesh,
        Self::EyeContour,
        Self::PassiveLiveness,
        Self::SecondPassiveLiveness,
        Self::FaceAge,
        Self::TextDetector,
        Self::TextRecogniser,
        Self::TextLineOrientation,
    ];
}

/// What is known about one model file, for the decision log and the people who must answer for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelDescription {
    /// Its place in the pipeline.
    pub name: ModelName,
    /// File name.
    pub file: String,
    /// Name and version by its authors.
    pub title: String,
    /// What it is used for.
    pub purpose: String,
    /// Checksum of the file in hexadecimal.
    pub sha256: String,
    /// SPDX identifier of the licence of the weights.
    pub licence: String,
    /// What it was trained on, as far as known, with what follows from that.
    pub training_data: String,
}

impl ModelDescription {
    /// Title and the first twelve digits of the checksum: enough to tell which weights made a decision.
    #[must_use]
    pub fn version(&self) -> String {
        let prefix = self.sha256.get(..12).unwrap_or(&self.sha256);
        format!("{} ({prefix})", self.title)
    }
}

/// The parsed `manifest.toml`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    #[serde(rename = "model")]
    pub(super) models: Vec<ModelDescription>,
    pub(super) character_list: CharacterList,
}

/// The characters of the text recogniser.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct CharacterList {
    pub(super) file: String,
    pub(super) sha256: String,
    pub(super) lines: usize,
}

/// Whether a name stays in its directory.
pub(super) fn plain_file_name(file: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !file.is_empty() && file.chars().all(plain) && !file.starts_with('.')
}

impl Manifest {
    /// Parses and checks that every model is there once and that file names are plain names.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let manifest: Self = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        if manifest.format != 1 {
            return Err(format!("format {} is not known, expected 1", manifest.format));
        }
        for name in ModelName::ALL {
            let count = manifest.models.iter().filter(|model| model.name == name).count();
            if count != 1 {
                return Err(format!("{name:?} is listed {count} times instead of once"));
            }
        }
        let files = manifest
            .models
            .iter()
            .map(|model| &model.file)
            .chain([&manifest.character_list.file]);
        for file in files {
            if !plain_file_name(file) {
                return Err(format!("{file:?} is not a plain file name"));
            }
        }
        Ok(manifest)
    }

    pub(super) fn model(&self, name: ModelName) -> Option<&ModelDescription> {
        self.models.iter().find(|model| model.name == name)
    }
}
