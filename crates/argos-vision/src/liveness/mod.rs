//! Signs that a face was before the camera in person, and not its print or its picture on a screen.
//!
//! What is here looks at single pictures and is a weak hint; the active challenge needs several.

pub mod passive;

pub use passive::{
    Colours, CropShape, InputForm, Layout, LivenessNetwork, NetworkForm, NetworkScore, OutputForm, OutputKind,
    PassiveLiveness, PassiveLivenessModel, shipped,
};
