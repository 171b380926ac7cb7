//! The customer's server decides a pending submission, where the project leaves its reviews to it.

use crate::app::App;
use crate::caller::Caller;
use crate::correct_submission::{Editor, administrator, changes, correct_data};
use crate::error::AppError;
use crate::event_log::Entry;
use crate::one_person::DuplicateSearch;
use crate::publication::publish;
use argos_domain::document_field::FieldEdits;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::personal::EmailAddress;
use argos_domain::project::Reviewers;
use argos_domain::role::Permission;
use argos_domain::submission::{Decision, Reviewer, Submission};
use serde_json::json;

/// A decision with what is corrected on the occasion.
#[derive(Debug, Clone)]
pub struct ClientReview {
    /// The decision.
    pub decision: Decision,
    /// New texts of fields.
    pub fields: FieldEdits,
}

/// Decides in the name of the administrator with the address `admin`.
///
/// # Errors
/// [`AppError::Invalid`] names `project` when its reviews are not left to the client, `admin`, a field, or `status` when the
/// person is approved already and the policy allows that once;
/// [`AppError::Conflict`] when the submission is not pending or somebody in the dashboard works on it;
/// [`AppError::NotFound`].
pub async fn review_by_client(
    app: &App,
    caller: &Caller,
    project: &ProjectId,
    id: &SubmissionId,
    admin: &EmailAddress,
    review: ClientReview,
) -> Result<Submission, AppError> {
    let search = match &review.decision {
        Decision::Approve => Some(DuplicateSearch::of_stored(app, project, id).await?),
        Decision::Reject { .. } => None,
    };
    let now = app.now();
    let mut tx = app.store().write().await?;
    let stored_project = tx
        .find_project(project)
        .await?
        .ok_or(AppError::NotFound("the project"))?;
    if stored_project.settings.reviewers != Reviewers::Client {
        return Err(AppError::Invalid {
            field: "project",
            message: "submissions of this project cannot be reviewed by the client; see Settings, Review".to_owned(),
        });
    }
    let (admin, role) = administrator(&mut tx, &Editor::Api { caller, admin }, project).await?;
    if !role.allows(Permission::DecideSubmissions) {
        return Err(AppError::Invalid {
            field: "admin",
            message: "access denied: this administrator may not decide submissions".to_owned(),
        });
    }
    let mut stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    if tx.review_claim(project, id, now).await?.is_some() {
        return Err(AppError::Conflict(
            "a reviewer in the dashboard is working on this submission".to_owned(),
        ));
    }
    let before = stored.submission.clone();
    let transition = before.state.clone().decide(review.decision, Reviewer::Client, now)?;
    correct_data(&mut stored.submission, &review.fields, now)?;
    if let Some(search) = search {
        search.refuse(&mut tx, &stored.submission, "status").await?;
    }
    let (fields, change) = changes(&before, &stored.submission);
    if !fields.is_empty() {
        let entry = Entry {
            project: Some(project),
            submission: Some(id),
            caller,
            action: "updated",
            detail: json!({ "fields": fields, "administrator": admin.id }),
            change: Some(change),
        };
        entry.write(&mut tx, app.random(), now).await?;
    }
    stored.submission.state = transition.state;
    stored.submission.updated_at = now;
    tx.save_submission(&stored).await?;
    tx.end_review(project, id).await?;
    publish(app, &mut tx, &stored.submission, &transition.events, caller, now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(stored.submission)
}
