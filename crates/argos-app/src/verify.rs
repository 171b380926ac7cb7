//! A whole verification of image files in one go, without a database: the pipeline and the decision.

use crate::evaluation::{age_is_estimated, document_checks, document_data, face_age_check, selfie_checks};
use argos_domain::check::CheckResult;
use argos_domain::decision::{Verdict, decide};
use argos_domain::document::DocumentData;
use argos_domain::document_facts::DocumentFacts;
use argos_domain::policy::{Policy, custom_rules_check};
use argos_domain::submission::ChosenDocument;
use argos_vision::{DocumentReading, SelfieReading, Vision, VisionError};
use jiff::civil::Date;

/// What is verified.
#[derive(Debug, Clone, Copy)]
pub struct VerifyRequest<'a> {
    /// The document's side with the portrait.
    pub front: &'a [u8],
    /// The other side.
    pub back: Option<&'a [u8]>,
    /// The person.
    pub selfie: &'a [u8],
    /// The rules.
    pub policy: &'a Policy,
    /// The day of the verification.
    pub today: Date,
}

/// What came of it.
#[derive(Debug)]
pub struct Verification {
    /// The verdict with its score.
    pub verdict: Verdict,
    /// All checks.
    pub checks: Vec<CheckResult>,
    /// The document's data.
    pub data: DocumentData,
    /// What was read from the document.
    pub document: DocumentReading,
    /// What was seen in the selfie.
    pub selfie: SelfieReading,
}

/// An input that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{input}: {source}")]
pub struct VerifyError {
    /// Which one: `document` or `selfie`.
    pub input: &'static str,
    /// Why.
    pub source: VisionError,
}

/// Reads both inputs, makes every check and decides.
///
/// # Errors
/// [`VerifyError`] when an input is no image that can be decoded, or the engine fails. A picture without a document or
/// face is not an error but a verdict.
pub fn verify(vision: &mut Vision, request: &VerifyRequest<'_>) -> Result<Verification, VerifyError> {
    let wrong = |input| move |source| VerifyError { input, source };
    let document = vision
        .read_document(request.front, request.back, request.today)
        .map_err(wrong("document"))?;
    let selfie = vision
        .read_selfie(request.selfie, age_is_estimated(request.policy))
        .map_err(wrong("selfie"))?;
    let chosen = ChosenDocument::default();
    let mut checks = document_checks(&document, &chosen, request.policy, request.today);
    let portrait = document.portrait.as_ref().map(|portrait| &portrait.embedding);
    checks.extend(selfie_checks(
        &selfie,
        portrait,
        request.policy,
        &vision.face_models().both,
    ));
    let data = document_data(&document, &chosen);
    if let (Some(age), Some(born)) = (&selfie.age, data.birth_date) {
        checks.extend(face_age_check(age, born, request.today, request.policy));
    }
    let facts = DocumentFacts::of(&data, request.today);
    checks.extend(custom_rules_check(&request.policy.custom_rules, &checks, &facts));
    checks.sort_by_key(|check| check.name);
    let verdict = decide(&checks, request.policy);
    Ok(Verification {
        verdict,
        checks,
        data,
        document,
        selfie,
    })
}
