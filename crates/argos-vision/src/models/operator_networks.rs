//! Liveness networks of the operator: a folder with ONNX files and a `manifest.toml` that says how each is to be asked.

use std::path::Path;

use serde::Deserialize;

use super::manifest::plain_file_name;
use super::source::{check_operator_manifest, read, read_operator_manifest, verify};
use super::{ModelDescription, ModelError, ModelName};
use crate::liveness::{InputForm, NetworkForm, OutputForm};

/// Every selfie waits for all of them.
const MOST_NETWORKS: usize = 8;

/// One network, read and checked, not yet loaded.
#[derive(Debug)]
pub struct OperatorNetwork {
    /// What is known about it.
    pub description: ModelDescription,
    /// How it is to be asked.
    pub form: NetworkForm,
    /// Its share in the common score; the networks of Argos have one in sum.
    pub weight: f32,
    /// The ONNX file.
    pub bytes: Vec<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FolderManifest {
    format: u32,
    #[serde(rename = "network")]
    networks: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    title: String,
    sha256: String,
    licence: String,
    training_data: String,
    weight: f32,
    input: InputForm,
    output: OutputForm,
}

impl Entry {
    fn form(&self) -> NetworkForm {
        NetworkForm {
            input: self.input.clone(),
            output: self.output.clone(),
        }
    }
}

/// The networks of a folder, in the order of its manifest.
///
/// # Errors
/// [`ModelError`] when the manifest is missing or not valid, or a file is not the one that the manifest names.
pub fn read_operator_networks(folder: &Path) -> Result<Vec<OperatorNetwork>, ModelError> {
    let entries = read_operator_manifest(folder, parse)?;
    let read_entry = |entry: Entry| {
        let bytes = read(folder, &entry.file)?;
        verify(&entry.file, &entry.sha256, &bytes)?;
        Ok(OperatorNetwork {
            form: entry.form(),
            description: ModelDescription {
                name: ModelName::OperatorLiveness,
                file: entry.file,
                title: entry.title,
                purpose: "Judges liveness together with the networks of Argos; added by the operator.".to_owned(),
                sha256: entry.sha256,
                licence: entry.licence,
                training_data: entry.training_data,
            },
            weight: entry.weight,
            bytes,
        })
    };
    entries.into_iter().map(read_entry).collect()
}

fn parse(text: &str) -> Result<Vec<Entry>, String> {
    let manifest: FolderManifest = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    check_operator_manifest(manifest.format, manifest.networks.len(), MOST_NETWORKS, "networks")?;
    for entry in &manifest.networks {
        if !plain_file_name(&entry.file) {
            return Err(format!("{:?} is not a plain file name", entry.file));
        }
        if !(0.01..=100.0).contains(&entry.weight) {
            return Err(format!("{}: weight must be between 0.01 and 100", entry.file));
        }
        entry
            .form()
            .validate()
            .map_err(|what| format!("{}: {what}", entry.file))?;
    }
    Ok(manifest.networks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liveness::{Colours, CropShape, Layout, OutputKind};

    /// The form of MiniFASNet V2 (Silent-Face-Anti-Spoofing).
    const MANIFEST: &str = r#"
        format = 1
        [[network]]
        file = "network.onnx"
        title = "A network"
        sha256 = "00"
        licence = "Apache-2.0"
        training_data = "unknown"
        weight = 2.0
        [network.input]
        side = 80
        crop_scale = 2.7
        crop_shape = "box"
        layout = "nchw"
        colours = "bgr"
        [network.output]
        kind = "probability"
        live_class = 1
        middle = 0.8
    "#;

    #[test]
    fn a_manifest_declares_crop_order_normalisation_and_class() {
        let entry = parse(MANIFEST).unwrap().remove(0);
        let input = &entry.input;
        assert_eq!(
            (input.side, input.crop_scale, input.crop_shape),
            (80, 2.7, CropShape::Box)
        );
        assert_eq!((input.layout, input.colours), (Layout::Nchw, Colours::Bgr));
        assert_eq!((input.mean, input.scale, input.evened_out), ([0.0; 3], [1.0; 3], false));
        let output = &entry.output;
        assert_eq!(
            (output.kind, output.live_class, output.middle),
            (OutputKind::Probability, 1, 0.8)
        );
        let signs = MANIFEST.replace("\"probability\"", "{ attack_signs = 6.0 }");
        assert_eq!(parse(&signs).unwrap()[0].output.kind, OutputKind::AttackSigns(6.0));
    }

    #[test]
    fn what_a_manifest_may_not_say_is_refused() {
        for (from, to, expected) in [
            ("\"network.onnx\"", "\"../network.onnx\"", "plain file name"),
            ("weight = 2.0", "weight = 0.0", "weight must be"),
            ("side = 80", "side = 8000", "input.side"),
            ("middle = 0.8", "middel = 0.8", "middel"),
            ("format = 1", "format = 2", "format 2"),
            ("\"bgr\"", "\"grey\"", "grey"),
            ("sha256 = \"00\"", "", "sha256"),
        ] {
            let error = parse(&MANIFEST.replace(from, to)).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        assert!(parse("format = 1\nnetwork = []").unwrap_err().contains("0 networks"));
    }

    #[test]
    fn a_file_that_is_not_the_one_of_the_manifest_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("manifest.toml"), MANIFEST).unwrap();
        assert!(matches!(
            read_operator_networks(folder.path()),
            Err(ModelError::Unreadable { .. })
        ));
        std::fs::write(folder.path().join("network.onnx"), b"other bytes").unwrap();
        assert!(matches!(
            read_operator_networks(folder.path()),
            Err(ModelError::Checksum { .. })
        ));
    }
}
