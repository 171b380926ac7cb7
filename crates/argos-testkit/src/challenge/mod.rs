//! The active challenge, answered by simulated people and attacked by simulated tricks.
//!
//! A head is **simulated**: a portrait is laid over the depth that the face mesh measures in it and seen from other sides
//! ([`head`]), the lids are drawn over the eyes, the camera shakes and has noise ([`scene`]). An [`actor`] follows the
//! prompts as people do, late and not quite exactly; the [`attack`]s follow them with a photograph, a recording or somebody
//! else's face. Every frame goes as a JPEG file through [`argos_vision::Vision::observe_frame`] and the judge of
//! [`argos_domain::challenge`]. What that can show and what not: docs/active_liveness.md.

pub mod actor;
pub mod attack;
pub mod head;
pub mod print;
pub mod scene;
pub mod session;
pub mod suite;
mod surface;
