//! The public door: one worker's models, and image bytes in, readings out.

mod age;
mod any_faces;
mod cut_out;
mod document;
mod faces;
mod frame;
mod glance;
mod liveness;
mod readings;
mod selfie;

use std::path::Path;

use crate::engine::{Engine, EngineError, EngineInfo, EnginePreference, Model};
use crate::error::VisionError;
use crate::face::{AgeEstimator, EyeContours, FaceDetector, FaceEmbedder, FaceMesh, FaceModels};
use crate::image::DecodeLimits;
use crate::liveness::{LivenessNetwork, PassiveLivenessModel, shipped};
use crate::models::{
    ModelDescription, ModelFiles, ModelName, ModelSource, read_operator_networks, read_operator_recognisers,
};
use crate::text::TextModels;

pub use frame::{FrameIdentity, FrameRequest};
pub use readings::{
    AgeReading, DocumentGlance, DocumentReading, FaceGlance, FaceReading, FacesReading, FrameReading, LivenessReading,
    Picture, SelfieReading, VisibleFace,
};
pub use selfie::EstimateAge;

/// Folders with models that the operator adds to those of Argos.
#[derive(Debug, Clone, Copy, Default)]
pub struct OperatorFolders<'a> {
    /// Liveness networks (see [`read_operator_networks`]).
    pub liveness: Option<&'a Path>,
    /// Recognisers of text in other scripts (see [`read_operator_recognisers`]).
    pub recognisers: Option<&'a Path>,
}

/// All models of one worker. A reading takes `&mut self`: load one per core to read side by side.
pub struct Vision {
    engine: EngineInfo,
    models: Vec<ModelDescription>,
    decode_limits: DecodeLimits,
    face_detector: FaceDetector,
    face_embedder: FaceEmbedder,
    face_mesh: FaceMesh,
    eye_contours: EyeContours,
    age_estimator: AgeEstimator,
    passive_liveness: PassiveLivenessModel,
    text: TextModels,
}

impl std::fmt::Debug for Vision {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Vision")
            .field("engine", &self.engine)
            .finish_non_exhaustive()
    }
}

impl Vision {
    /// Loads the models inside the program with the best engine that fits the preference.
    ///
    /// # Errors
    /// [`VisionError`] when the engine is not there or does not accept a model.
    pub fn load(preference: EnginePreference) -> Result<Self, VisionError> {
        Self::load_from(preference, ModelSource::Embedded, OperatorFolders::default())
    }

    /// Loads models of another source, and those of the operator, which join them.
    ///
    /// # Errors
    /// As [`Vision::load`]; also when a file is missing or its checksum is wrong, and when a network of the operator does
    /// not take what its manifest says.
    pub fn load_from(
        preference: EnginePreference,
        source: ModelSource,
        operator: OperatorFolders<'_>,
    ) -> Result<Self, VisionError> {
        let files = ModelFiles::open(source)?;
        let engine = Engine::discover(preference)?;
        let load = |name| -> Result<Box<dyn Model>, VisionError> { Ok(engine.load(&files.bytes(name)?)?) };
        let version = |name| {
            let description = files.descriptions().iter().find(|description| description.name == name);
            description.map(ModelDescription::version).unwrap_or_default()
        };
        let mut models = files.descriptions().to_vec();
        let mut networks = Vec::new();
        for (name, form, weight) in [
            (
                ModelName::PassiveLiveness,
                shipped::deep_tree_network(),
                shipped::DEEP_TREE_WEIGHT,
            ),
            (
                ModelName::SecondPassiveLiveness,
                shipped::simulation_network(),
                shipped::SIMULATION_WEIGHT,
            ),
        ] {
            networks.push(LivenessNetwork {
                model: load(name)?,
                form,
                version: version(name),
                weight,
            });
        }
        if let Some(folder) = operator.liveness {
            for network in read_operator_networks(folder)? {
                networks.push(LivenessNetwork {
                    model: engine.load(&network.bytes)?,
                    form: network.form,
                    version: network.description.version(),
                    weight: network.weight,
                });
                models.push(network.description);
            }
        }
        let mut passive_liveness = PassiveLivenessModel::new(networks)?;
        if operator.liveness.is_some() {
            passive_liveness.try_out()?;
        }
        let mut text = TextModels::new(
            load(ModelName::TextDetector)?,
            load(ModelName::TextRecogniser)?,
            load(ModelName::TextLineOrientation)?,
            &files.characters()?,
        );
        if let Some(folder) = operator.recognisers {
            for recogniser in read_operator_recognisers(folder)? {
                text.add_recogniser(engine.load(&recogniser.bytes)?, &recogniser.characters)
                    .map_err(|error| EngineError(format!("{}: {error}", recogniser.description.file)))?;
                models.push(recogniser.description);
            }
        }
        Ok(Self {
            face_detector: FaceDetector::new(load(ModelName::FaceDetector)?)?,
            face_embedder: FaceEmbedder::new(load(ModelName::FaceRecogniser)?, load(ModelName::SecondFaceRecogniser)?),
            face_mesh: FaceMesh::new(load(ModelName::FaceMesh)?)?,
            eye_contours: EyeContours::new(load(ModelName::EyeContour)?)?,
            age_estimator: AgeEstimator::new(load(ModelName::FaceAge)?, version(ModelName::FaceAge)),
            passive_liveness,
            text,
            engine: engine.info().clone(),
            models,
            decode_limits: DecodeLimits::default(),
        })
    }

    /// The inference engine in use, and why this one.
    #[must_use]
    pub fn engine(&self) -> &EngineInfo {
        &self.engine
    }

    /// The models in use: name, version, licence, checksum.
    #[must_use]
    pub fn models(&self) -> &[ModelDescription] {
        &self.models
    }

    /// The networks that judge liveness, with their checksums.
    #[must_use]
    pub fn liveness_models(&self) -> &str {
        self.passive_liveness.version()
    }

    /// The network that estimates ages, with its checksum.
    #[must_use]
    pub fn age_model(&self) -> &str {
        self.age_estimator.version()
    }

    /// The names under which embeddings are stored.
    #[must_use]
    pub fn face_models(&self) -> FaceModels {
        FaceModels::of(&self.models)
    }
}
