//! Passive liveness: is the face in one picture a person's, or a print's or a screen's?
//!
//! Several networks judge the same face and their scores are averaged by weight. Two come with Argos: the deep tree
//! network of Y. Liu et al. ("Deep Tree Learning for Zero-shot Face Anti-Spoofing", CVPR 2019) in the form of its mobile
//! port, and one that this project trains on simulated attacks (`training/passive_liveness`). Networks of the operator
//! join them by a manifest.
//!
//! docs/models.md has the error rates that were measured: the score is one hint among others.

mod form;
pub mod shipped;

use image::RgbImage;
use serde::{Deserialize, Serialize};

use crate::engine::{EngineError, Model, run_measured};
use crate::image::Rectangle;
use crate::timings::Timings;

pub use form::{Colours, CropShape, InputForm, Layout, NetworkForm, OutputForm, OutputKind};

/// What the networks say about one face.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassiveLiveness {
    /// 0 to 1, higher is more likely live: the mean of the networks' scores by their weights. A ranking, not a
    /// probability; one half is the operating point whose error rates docs/models.md tells.
    pub live_score: f32,
    /// What each network says, in the order in which they were loaded.
    pub networks: Vec<NetworkScore>,
    /// All networks with their checksums.
    pub model: String,
}

/// What one network says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NetworkScore {
    /// The network with its checksum.
    pub model: String,
    /// 0 to 1, higher is more likely live; one half is the middle that its manifest declares.
    pub live_score: f32,
    /// Share of the network in the common score, before all shares are brought to one in sum.
    pub weight: f32,
}

/// A network with everything that is needed to ask it.
pub struct LivenessNetwork {
    /// The loaded network.
    pub model: Box<dyn Model>,
    /// What it wants and what it answers.
    pub form: NetworkForm,
    /// Title and checksum; goes into every result.
    pub version: String,
    /// Share in the common score, above 0.
    pub weight: f32,
}

/// All networks of one worker.
pub struct PassiveLivenessModel {
    networks: Vec<PreparedNetwork>,
    version: String,
}

struct PreparedNetwork {
    network: LivenessNetwork,
    /// Position of the output that is read.
    output: usize,
}

impl std::fmt::Debug for LivenessNetwork {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("LivenessNetwork")
            .field("version", &self.version)
            .field("form", &self.form)
            .field("weight", &self.weight)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for PassiveLivenessModel {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PassiveLivenessModel")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl PassiveLivenessModel {
    /// Takes the loaded networks, at least one.
    ///
    /// # Errors
    /// [`EngineError`] when there is none, a form or weight is impossible, or an output is not there.
    pub fn new(networks: Vec<LivenessNetwork>) -> Result<Self, EngineError> {
        if networks.is_empty() {
            return Err(EngineError("there is no liveness network".to_owned()));
        }
        let versions: Vec<&str> = networks.iter().map(|network| network.version.as_str()).collect();
        let version = versions.join(" + ");
        let networks = networks.into_iter().map(prepare).collect::<Result<_, _>>()?;
        Ok(Self { networks, version })
    }

    /// All networks with their checksums.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Asks every network about a plain picture, so that one whose form does not fit is found before anybody waits for
    /// it.
    ///
    /// # Errors
    /// As [`PassiveLivenessModel::assess`].
    pub fn try_out(&mut self) -> Result<(), EngineError> {
        let whole = Rectangle {
            x: 0.0,
            y: 0.0,
            width: 64.0,
            height: 64.0,
        };
        let plain = RgbImage::from_pixel(64, 64, image::Rgb([127; 3]));
        self.assess(&plain, &whole, &mut Timings::default()).map(|_| ())
    }

    /// Judges the face inside a box.
    ///
    /// # Errors
    /// [`EngineError`] when a network fails or does not answer as its form says.
    pub fn assess(
        &mut self,
        image: &RgbImage,
        face: &Rectangle,
        timings: &mut Timings,
    ) -> Result<PassiveLiveness, EngineError> {
        let mut networks = Vec::with_capacity(self.networks.len());
        for PreparedNetwork { network, output } in &mut self.networks {
            let input = network.form.input.tensor(image, face);
            let wrong = |error: EngineError| EngineError(format!("{}: {}", network.version, error.0));
            let outputs = run_measured(network.model.as_mut(), input, timings).map_err(wrong)?;
            let answer = outputs
                .get(*output)
                .ok_or_else(|| wrong(EngineError("an output is missing".to_owned())))?;
            networks.push(NetworkScore {
                model: network.version.clone(),
                live_score: network.form.output.score(&answer.data).map_err(wrong)?,
                weight: network.weight,
            });
        }
        Ok(PassiveLiveness {
            live_score: common_score(&networks),
            networks,
            model: self.version.clone(),
        })
    }
}

fn prepare(network: LivenessNetwork) -> Result<PreparedNetwork, EngineError> {
    let wrong = |what: String| EngineError(format!("{}: {what}", network.version));
    network.form.validate().map_err(wrong)?;
    if !(network.weight > 0.0 && network.weight.is_finite()) {
        return Err(wrong("the weight must be above 0".to_owned()));
    }
    let output = match &network.form.output.name {
        None => 0,
        Some(name) => network
            .model
            .output_names()
            .iter()
            .position(|output| output == name)
            .ok_or_else(|| wrong(format!("there is no output {name}")))?,
    };
    Ok(PreparedNetwork { network, output })
}

/// The mean by weight.
fn common_score(networks: &[NetworkScore]) -> f32 {
    let weights: f32 = networks.iter().map(|network| network.weight).sum();
    let sum: f32 = networks.iter().map(|network| network.weight * network.live_score).sum();
    sum / weights.max(f32::MIN_POSITIVE)
}
