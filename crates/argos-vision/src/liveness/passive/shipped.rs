//! The networks that come with Argos: how each is asked, and its share in the common score.

use super::{Colours, CropShape, InputForm, Layout, NetworkForm, OutputForm, OutputKind};

/// Share of the deep tree network in the common score.
pub const DEEP_TREE_WEIGHT: f32 = 0.25;
/// Share of the network that is trained on simulated attacks, which joins three judges.
pub const SIMULATION_WEIGHT: f32 = 0.75;

/// The deep tree network. Two things differ from its port: colour and exposure are evened out first, because without
/// that the network mostly tells dark pictures from bright ones; and the predictions of all leaves count, not only that
/// of the leaf which the tree routes to. The middle was chosen on the pictures of docs/models.md.
#[must_use]
pub fn deep_tree_network() -> NetworkForm {
    NetworkForm {
        input: InputForm {
            side: 256,
            crop_scale: 1.0,
            crop_shape: CropShape::Square,
            layout: Layout::Nhwc,
            colours: Colours::Rgb,
            mean: [0.0; 3],
            scale: [1.0; 3],
            evened_out: true,
        },
        output: OutputForm {
            name: Some("clss_pred".to_owned()),
            kind: OutputKind::AttackSigns(6.0),
            live_class: 0,
            middle: 0.5,
        },
    }
}

/// The network that `training/passive_liveness` trains.
#[must_use]
pub fn simulation_network() -> NetworkForm {
    NetworkForm {
        input: InputForm {
            side: 80,
            crop_scale: 1.0,
            crop_shape: CropShape::Square,
            layout: Layout::Nhwc,
            colours: Colours::Rgb,
            mean: [0.0; 3],
            scale: [1.0 / 255.0; 3],
            evened_out: false,
        },
        output: OutputForm {
            name: Some("live".to_owned()),
            kind: OutputKind::Probability,
            live_class: 0,
            middle: 0.5,
        },
    }
}
