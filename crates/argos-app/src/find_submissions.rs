//! Looking things up: one submission with everything about it, lists, images.

use crate::app::App;
use crate::error::AppError;
use crate::field_evidence::{KIND, ReadingEvidence};
use crate::review_queue::{Claim, claim_on};
use crate::submission_policy::policy_of;
use argos_domain::check::CheckResult;
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ApplicantId, ProjectId, SubmissionId};
use argos_domain::personal::EmailAddress;
use argos_domain::policy::Policy;
use argos_domain::score::Score;
use argos_domain::submission::Submission;
pub use argos_store::{Actor, Cursor, EventRecord, ImageKind, Note, SubmissionFilter, SubmissionOrder, SubmissionPage};
use argos_store::{BlockedFace, LoggedDelivery, Tx};
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet};

/// A submission with everything that explains it.
#[derive(Debug, Clone)]
pub struct SubmissionView {
    /// The submission.
    pub submission: Submission,
    /// Its checks in the order in which they were made.
    pub checks: Vec<CheckResult>,
    /// How the fields of its data were read; absent before a document was read, once it is sealed, and where it was erased.
    pub evidence: Option<ReadingEvidence>,
    /// Its score with parts, once there is one.
    pub score: Option<Score>,
    /// The images that are there.
    pub images: Vec<ImageKind>,
    /// What happened, oldest first.
    pub events: Vec<EventRecord>,
    /// Webhook deliveries, oldest first.
    pub deliveries: Vec<LoggedDelivery>,
    /// The policy that it is decided by.
    pub policy: Policy,
    /// Who works on it, while it is pending.
    pub claim: Option<Claim>,
    /// What reviewers wrote down, oldest first.
    pub notes: Vec<Note>,
    /// Its entry of the block-list of faces.
    pub blocked_face: Option<BlockedFace>,
    /// The addresses of the administrators who had to do with it.
    pub people: BTreeMap<AdministratorId, EmailAddress>,
    /// The time for which all this holds.
    pub now: Timestamp,
}

/// One submission with everything about it.
///
/// # Errors
/// [`AppError::NotFound`] also when it belongs to another project.
pub async fn view_submission(app: &App, project: &ProjectId, id: &SubmissionId) -> Result<SubmissionView, AppError> {
    let mut tx = app.store().read().await?;
    let stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    let mut checks = tx.checks(project, id).await?;
    checks.sort_by_key(|check| check.name);
    let evidence = tx.reading(project, id, KIND).await?;
    let evidence = evidence
        .map(|json| serde_json::from_str(&json))
        .transpose()
        .map_err(AppError::internal)?;
    let now = app.now();
    let (events, notes) = (tx.events_of(project, id).await?, tx.notes_of(project, id).await?);
    Ok(SubmissionView {
        checks,
        evidence,
        claim: claim_on(&mut tx, project, id, now).await?,
        people: people(&mut tx, &events, &notes).await?,
        now,
        score: tx.score(project, id).await?,
        images: tx.images(project, id).await?.iter().map(|image| image.kind).collect(),
        events,
        notes,
        blocked_face: tx.blocked_face(project, id).await?,
        deliveries: tx.deliveries_of(project, id).await?,
        policy: policy_of(&mut tx, &stored.submission).await?,
        submission: stored.submission,
    })
}

async fn people(
    tx: &mut Tx,
    events: &[EventRecord],
    notes: &[Note],
) -> Result<BTreeMap<AdministratorId, EmailAddress>, AppError> {
    let actors = events.iter().filter_map(|event| match &event.actor {
        Actor::Administrator(id) => Some(id),
        _ => None,
    });
    let ids: BTreeSet<_> = actors.chain(notes.iter().map(|note| &note.administrator_id)).collect();
    let mut people = BTreeMap::new();
    for id in ids {
        if let Some(administrator) = tx.find_administrator(id).await? {
            people.insert(id.clone(), administrator.email);
        }
    }
    Ok(people)
}

/// A page of submissions, in the order asked for.
///
/// # Errors
/// Only our own faults.
pub async fn list_submissions(
    app: &App,
    project: &ProjectId,
    filter: &SubmissionFilter,
) -> Result<SubmissionPage, AppError> {
    let mut tx = app.store().read().await?;
    Ok(tx.list_submissions(project, filter).await?)
}

/// The approved submissions of one person, oldest first.
///
/// # Errors
/// Only our own faults.
pub async fn approved_submissions_of(
    app: &App,
    project: &ProjectId,
    applicant: &ApplicantId,
) -> Result<Vec<Submission>, AppError> {
    let mut tx = app.store().read().await?;
    Ok(tx.approved_submissions_of(project, applicant).await?)
}

/// One image and its media type.
///
/// # Errors
/// [`AppError::NotFound`] when the submission or the image is not there.
pub async fn read_image(
    app: &App,
    project: &ProjectId,
    id: &SubmissionId,
    kind: ImageKind,
) -> Result<(Bytes, &'static str), AppError> {
    let image = {
        let mut tx = app.store().read().await?;
        tx.images(project, id)
            .await?
            .into_iter()
            .find(|image| image.kind == kind)
    };
    let bytes = app
        .store()
        .open_image(&image.ok_or(AppError::NotFound("the image"))?)
        .await?;
    let media_type = match bytes.get(..4) {
        Some([0xff, 0xd8, ..]) => "image/jpeg",
        Some([0x89, b'P', b'N', b'G']) => "image/png",
        Some(b"RIFF") => "image/webp",
        _ => "application/octet-stream",
    };
    Ok((bytes, media_type))
}
