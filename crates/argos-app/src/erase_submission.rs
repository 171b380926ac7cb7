//! What is known of a person is erased: all of a submission, or parts of it.

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::{Change, Entry};
use crate::jobs::DELETE_IMAGES_JOB;
use crate::publication::tell;
use crate::sign_in::role_in;
use argos_domain::clock::Timestamp;
use argos_domain::event::SubmissionEvent;
use argos_domain::id::{JobId, ProjectId, SubmissionId};
use argos_domain::personal::PersonalText;
use argos_domain::role::Permission;
pub use argos_domain::submission::{DataField, Part, PartialErasure};
use argos_store::{NewJob, StoredSubmission, Tx};
use serde_json::json;

/// Who wants something erased.
#[derive(Debug, Clone)]
pub enum Eraser<'a> {
    /// An administrator in the dashboard.
    Staff(&'a Staff),
    /// Argos itself, when the time that the project keeps it is over.
    Retention,
    /// The customer's server.
    Api {
        /// The server, and from where it calls.
        caller: &'a Caller,
        /// Who wanted it there; the webhook `delete` is sent when somebody is named.
        admin_name: Option<PersonalText>,
    },
}

impl Eraser<'_> {
    async fn check(&self, tx: &mut Tx, project: &ProjectId) -> Result<(), AppError> {
        match self {
            Self::Staff(staff) => {
                let role = role_in(tx, &staff.id, project).await?;
                role.allows(Permission::DeleteSubmissions)
                    .then_some(())
                    .ok_or(AppError::Forbidden)
            }
            Self::Retention | Self::Api { .. } => Ok(()),
        }
    }

    fn caller(&self) -> Caller {
        match self {
            Self::Staff(staff) => Caller::from(*staff),
            Self::Retention => Caller::system(),
            Self::Api { caller, .. } => (*caller).clone(),
        }
    }

    const fn admin_name(&self) -> Option<&PersonalText> {
        match self {
            Self::Staff(_) | Self::Retention => None,
            Self::Api { admin_name, .. } => admin_name.as_ref(),
        }
    }

    /// Who wanted it, for the sealed part of the event log.
    fn named(&self) -> Option<Change> {
        self.admin_name().map(|name| Change {
            before: json!({}),
            after: json!({ "admin_name": name }),
        })
    }

    const fn wants_webhook(&self) -> bool {
        matches!(self, Self::Staff(_) | Self::Retention) || self.admin_name().is_some()
    }
}

/// Erases everything about a person. What stays is the id, when it was, the kind of document, how it ended, and who
/// erased it. Once erased, asking again changes nothing.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`], [`AppError::Conflict`] when another request was faster.
pub async fn erase_submission(
    app: &App,
    by: &Eraser<'_>,
    project: &ProjectId,
    id: &SubmissionId,
) -> Result<(), AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    by.check(&mut tx, project).await?;
    let mut stored = find(&mut tx, project, id).await?;
    if stored.submission.erased.deleted_at.is_some() {
        return Ok(());
    }
    let caller = by.caller();
    stored.submission.erase(now);
    let files = tx.erase_submission(&stored, &caller.actor, now).await?;
    delete_later(app, &mut tx, project, files, now).await?;
    let event = SubmissionEvent::Deleted;
    let entry = Entry {
        project: Some(project),
        submission: Some(id),
        caller: &caller,
        action: event.trigger(),
        detail: json!({}),
        change: by.named(),
    };
    entry.write(&mut tx, app.random(), now).await?;
    if by.wants_webhook() {
        let found = tx.find_project(project).await?;
        let found = found.ok_or(AppError::NotFound("the project"))?;
        tell(app, &mut tx, &found, &stored.submission, event, now).await?;
    }
    tx.commit().await?;
    app.wake_worker();
    forget_face(app, project).await;
    Ok(())
}

/// Erases parts of what is known. What is on its way already, by webhook or mail, is still delivered.
///
/// # Errors
/// As [`erase_submission`]; [`AppError::Invalid`] when nothing is named, [`AppError::Conflict`] before the decision,
/// which needs the parts.
pub async fn erase_parts(
    app: &App,
    by: &Eraser<'_>,
    project: &ProjectId,
    id: &SubmissionId,
    erasure: &PartialErasure,
) -> Result<(), AppError> {
    if erasure.parts.is_empty() {
        return Err(AppError::Invalid {
            field: "fields",
            message: "name at least one part".to_owned(),
        });
    }
    let now = app.now();
    let mut tx = app.store().write().await?;
    by.check(&mut tx, project).await?;
    let mut stored = find(&mut tx, project, id).await?;
    if stored.submission.erased.deleted_at.is_some() {
        return Ok(());
    }
    if !stored.submission.state.is_decided() {
        return Err(AppError::Conflict(
            "parts can be erased once it is approved or rejected; before, erase all of it".to_owned(),
        ));
    }
    if stored.submission.sealed.is_some() && !erasure.takes_only_pictures() {
        return Err(AppError::Conflict(
            "the submission is sealed: nobody here can tell its parts apart, so erase all of it, or pictures"
                .to_owned(),
        ));
    }
    stored.submission.erase_parts(erasure, now);
    let files = tx.erase_parts(&stored, erasure).await?;
    delete_later(app, &mut tx, project, files, now).await?;
    let caller = by.caller();
    let entry = Entry {
        project: Some(project),
        submission: Some(id),
        caller: &caller,
        action: "partial_delete",
        detail: json!({ "fields": erasure.parts, "data_fields": erasure.data_fields }),
        change: by.named(),
    };
    entry.write(&mut tx, app.random(), now).await?;
    tx.commit().await?;
    app.wake_worker();
    forget_face(app, project).await;
    Ok(())
}

/// What is erased leaves the memory too, at once; that of other servers within a minute or with their next search. Until then
/// it is not found there either: what a search finds is read again.
async fn forget_face(app: &App, project: &ProjectId) {
    if let Err(error) = app.face_galleries().take_out_removed(app, Some(project)).await {
        // The erasure itself is done; it is tried again every minute.
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "cannot take an erased face out of the memory"
        );
    }
}

async fn find(tx: &mut Tx, project: &ProjectId, id: &SubmissionId) -> Result<StoredSubmission, AppError> {
    let found = tx.find_submission(project, id).await?;
    found.ok_or(AppError::NotFound("the submission"))
}

/// The files go when no row names them any more, and by a job, so that a crash leaves none behind.
async fn delete_later(
    app: &App,
    tx: &mut Tx,
    project: &ProjectId,
    files: Vec<String>,
    now: Timestamp,
) -> Result<(), AppError> {
    if files.is_empty() {
        return Ok(());
    }
    let job = NewJob {
        id: JobId::from_random(app.random_bytes()?),
        project_id: Some(project.clone()),
        // Not the submission's: erasing the submission must not stop the job.
        submission_id: None,
        kind: DELETE_IMAGES_JOB.to_owned(),
        order_key: None,
        payload: json!({ "files": files }),
        run_at: now,
    };
    Ok(tx.enqueue(&job, now).await?)
}
