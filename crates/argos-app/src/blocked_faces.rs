//! The project's block-list of faces: reviewers put the face of a rejected submission on it, and whoever comes with that face
//! again is left to a human. Why nobody is rejected by it alone: docs/adr/0041-block-list-of-faces.md.

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::{Change, Entry};
use crate::face_search::same_face;
use crate::review_access::require_reviewer;
use crate::sign_in::role_in;
pub use argos_domain::blocked_face::{BlockReason, MOST_BLOCKED_FACES};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::id::{AdministratorId, ProjectId, SubmissionId};
use argos_domain::personal::EmailAddress;
use argos_domain::policy::Policy;
use argos_domain::role::Permission;
use argos_domain::submission::{Submission, SubmissionState};
pub use argos_store::BlockedFace;
use argos_store::{FaceKind, Tx};
use argos_vision::face::Embedding;
use serde_json::json;
use std::collections::BTreeMap;

/// Faces that are opened in one go.
const BATCH: u32 = 256;

/// The list, the newest entry first, and the addresses of those who made it.
#[derive(Debug)]
pub struct BlockList {
    /// The entries.
    pub entries: Vec<BlockedFace>,
    /// Who put them there.
    pub people: BTreeMap<AdministratorId, EmailAddress>,
}

/// A project's block-list.
///
/// # Errors
/// Only our own faults.
pub async fn block_list(app: &App, project: &ProjectId) -> Result<BlockList, AppError> {
    let mut tx = app.store().read().await?;
    let entries = tx.blocked_faces(project).await?;
    let mut people = BTreeMap::new();
    for entry in &entries {
        if !people.contains_key(&entry.by)
            && let Some(administrator) = tx.find_administrator(&entry.by).await?
        {
            people.insert(entry.by.clone(), administrator.email);
        }
    }
    Ok(BlockList { entries, people })
}

/// Puts the face of a rejected submission on the list. One that is there already stays as it is.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Forbidden`] for who may not review; [`AppError::Conflict`] when the submission is not
/// rejected, has no face, or the list is full.
pub async fn block_face(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    id: &SubmissionId,
    reason: BlockReason,
) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    require_reviewer(&mut tx, &staff.id, project).await?;
    let stored = tx.find_submission(project, id).await?;
    let submission = stored.ok_or(AppError::NotFound("the submission"))?.submission;
    put_on_list(app, &mut tx, staff, &submission, reason).await?;
    Ok(tx.commit().await?)
}

/// The same within the transaction of a reviewer, such as the one that rejects the submission.
pub(crate) async fn put_on_list(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    submission: &Submission,
    reason: BlockReason,
) -> Result<(), AppError> {
    let (project, id) = (&submission.project_id, &submission.id);
    if submission.erased.deleted_at.is_some() || !matches!(submission.state, SubmissionState::Rejected(_)) {
        return Err(AppError::Conflict(
            "only the face of a rejected submission can be put on the block-list".to_owned(),
        ));
    }
    if tx.face_template(project, id, FaceKind::Selfie).await?.is_none() {
        return Err(AppError::Conflict(
            "there is no face that could be put on the block-list: no selfie was kept".to_owned(),
        ));
    }
    if tx.count_blocked_faces(project).await? >= MOST_BLOCKED_FACES {
        return Err(AppError::Conflict(format!(
            "the block-list is full: it has {MOST_BLOCKED_FACES} faces; remove some first"
        )));
    }
    let entry = BlockedFace {
        submission: id.clone(),
        reason,
        by: staff.id.clone(),
        at: app.now(),
        counts: true,
    };
    if !tx.add_blocked_face(project, &entry).await? {
        return Ok(());
    }
    let change = Change {
        before: json!({}),
        after: json!({ "blocked_face": reason }),
    };
    write_entry(app, tx, staff, project, &entry, "face_blocked", change).await
}

/// Takes a face off the list.
///
/// # Errors
/// [`AppError::NotFound`] when it is not there; [`AppError::Forbidden`].
pub async fn unblock_face(app: &App, staff: &Staff, project: &ProjectId, id: &SubmissionId) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    if !role_in(&mut tx, &staff.id, project)
        .await?
        .allows(Permission::ChangeSettings)
    {
        return Err(AppError::Forbidden);
    }
    let entry = tx.blocked_face(project, id).await?;
    let entry = entry.ok_or(AppError::NotFound("the entry of the block-list"))?;
    tx.remove_blocked_face(project, id).await?;
    let change = Change {
        before: json!({ "blocked_face": entry.reason }),
        after: json!({}),
    };
    write_entry(app, &mut tx, staff, project, &entry, "face_unblocked", change).await?;
    Ok(tx.commit().await?)
}

async fn write_entry(
    app: &App,
    tx: &mut Tx,
    staff: &Staff,
    project: &ProjectId,
    about: &BlockedFace,
    action: &str,
    change: Change,
) -> Result<(), AppError> {
    let caller = Caller::from(staff);
    let entry = Entry {
        project: Some(project),
        submission: Some(&about.submission),
        caller: &caller,
        action,
        detail: json!({ "reason": about.reason }),
        change: Some(change),
    };
    entry.write(tx, app.random(), app.now()).await
}

/// Whether a face is on the list; `None` while the list is empty.
pub(crate) async fn blocked_face_check(
    app: &App,
    project: &ProjectId,
    own: &SubmissionId,
    policy: &Policy,
    face: Option<&Embedding>,
) -> Result<Option<CheckResult>, AppError> {
    let models = app.vision().face_models();
    let threshold = policy.duplicated_face_threshold;
    let (mut after, mut seen, mut best) = (None, 0, None::<(f64, String)>);
    loop {
        // A transaction for each batch: none stays open long.
        let blocked = {
            let mut tx = app.store().read().await?;
            let models = [&*models.both, &*models.first];
            tx.blocked_templates(project, models, after.as_ref(), BATCH).await?
        };
        for blocked in blocked.iter().filter(|blocked| blocked.submission != *own) {
            seen += 1;
            let similarity = face
                .zip(Embedding::from_bytes(&blocked.embedding))
                .and_then(|(face, blocked)| same_face(face, &blocked, threshold));
            if let Some(similarity) = similarity.filter(|found| best.as_ref().is_none_or(|(best, _)| found > best)) {
                let (submission, reason) = (&blocked.submission, blocked.reason.words());
                best = Some((
                    similarity,
                    format!("the face of rejected submission {submission} is on the block-list: {reason}"),
                ));
            }
        }
        after = blocked.last().map(|last| last.submission.clone());
        if blocked.len() < BATCH as usize {
            break;
        }
    }
    if seen == 0 {
        return Ok(None);
    }
    let of = |outcome, message: &str| CheckResult::plain(CheckName::BlockedFace, outcome, message);
    let check = match (face, best) {
        (None, _) => of(CheckOutcome::Pending, "there is no face to hold against the block-list"),
        (Some(_), None) => of(CheckOutcome::Pass, "the face is not on the block-list"),
        (Some(_), Some((similarity, message))) => CheckResult {
            value: Some((similarity * 10.0).round() / 10.0),
            standing: Standing::WORST,
            ..of(CheckOutcome::Pending, &message)
        },
    };
    Ok(Some(
        CheckResult {
            threshold: Some(threshold),
            ..check
        }
        .by_model(models.both),
    ))
}
