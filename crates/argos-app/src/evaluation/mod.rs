//! From measurements to checks: what the AI saw, held against the project's policy.
//!
//! Thresholds that are policy come from [`Policy`](argos_domain::policy::Policy). Those that only say whether an image is usable at all are
//! constants beside the check. A check whose measurement is missing is absent, never faked.

mod active_liveness;
mod agreement;
mod capture;
mod corrections;
mod document;
mod document_data;
mod document_image;
mod document_origin;
mod document_parts;
mod document_sides;
mod face_age;
mod face_similarity;
mod field_reading;
mod national_number;
#[cfg(test)]
pub(crate) mod sample_reading;
mod selfie;
mod typed_text;

pub use active_liveness::{
    LivenessEvidence, active_liveness_check, failed_challenge_checks, sign_of_deceit, unfinished_challenges_check,
};
pub use capture::capture_check;
pub use corrections::{correction_check, correction_check_beside};
pub use document::document_checks;
pub use document_data::{document_data, recognition_score};
pub use document_origin::origin_checks;
pub use document_parts::{DOCUMENT_PARTS, DocumentParts, document_parts};
pub use face_age::{age_is_estimated, face_age_check};
pub use face_similarity::{similarity_percentage, similarity_to_likeness};
pub use field_reading::{FieldReading, FieldSource, field_readings};
pub use selfie::{liveness_of_100, selfie_checks};
pub use typed_text::typed_text_checks;
