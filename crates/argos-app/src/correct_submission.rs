//! Data or status of a finished submission are corrected: by staff in the dashboard, or by the customer's server in the
//! name of an administrator.

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::{Change, Entry};
use crate::one_person::DuplicateSearch;
use crate::publication::publish_update;
use crate::review_access::reviewer_role;
use crate::review_queue::require_claim;
use crate::review_submission::with_words;
use crate::sign_in::role_in;
use crate::webhook_payload::Update;
use argos_domain::clock::Timestamp;
use argos_domain::code::RejectCode;
use argos_domain::document::DocumentData;
use argos_domain::document_field::{DocumentField, FieldEdits, differing_fields, edited};
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_domain::role::{Permission, Role};
use argos_domain::submission::{Decision, Reviewer, Submission, SubmissionState};
use argos_store::{Administrator, StoreError, Tx};
use serde_json::{Map, Value, json};

/// The name of the status among the changed fields.
const STATUS: &str = "kycStatus";

/// What is to be another way.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    /// New texts of fields.
    pub fields: FieldEdits,
    /// Another status.
    pub decision: Option<Decision>,
}

/// Who corrects.
#[derive(Debug, Clone, Copy)]
pub enum Editor<'a> {
    /// Somebody in the dashboard.
    Staff(&'a Staff),
    /// The customer's server, in the name of an administrator of the project.
    Api {
        /// The server.
        caller: &'a Caller,
        /// The administrator's address.
        admin: &'a EmailAddress,
    },
}

/// Corrects a submission and publishes `updated`. What is the same already is not a change; without a change nothing
/// happens.
///
/// In the dashboard, whoever has claimed a pending submission corrects it; decided ones ask for the permission to edit.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Invalid`] names the field; [`AppError::Forbidden`] when the role does not allow
/// it; [`AppError::Conflict`] when the submission is not finished, not claimed or sealed, does not allow the status, or the
/// new data are those of a person who is approved already and the policy allows that once.
pub async fn correct_submission(
    app: &App,
    editor: Editor<'_>,
    project: &ProjectId,
    id: &SubmissionId,
    correction: Correction,
) -> Result<Submission, AppError> {
    let search = match &correction.decision {
        Some(Decision::Approve) => Some(DuplicateSearch::of_stored(app, project, id).await?),
        Some(Decision::Reject { .. }) | None => None,
    };
    let now = app.now();
    let mut tx = app.store().write().await?;
    let (admin, role) = administrator(&mut tx, &editor, project).await?;
    let mut stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    if !role.allows(needed(&stored.submission.state)?) {
        return Err(AppError::Forbidden);
    }
    // Without this, taking away what cannot be read would count as no change.
    if stored.submission.sealed.is_some() {
        return Err(StoreError::SealedSubmission.into());
    }
    let before = stored.submission.clone();
    let was_pending = matches!(before.state, SubmissionState::Pending(_));
    if let (Editor::Staff(staff), true) = (&editor, was_pending) {
        require_claim(&mut tx, staff, project, id, now).await?;
    }
    let reviewer = Reviewer::Administrator(admin.id.clone());
    correct_data(&mut stored.submission, &correction.fields, now)?;
    let decision = correction
        .decision
        .filter(|decision| !is_so_already(decision, &before.state));
    if let Some(decision) = decision {
        if let Some(search) = search {
            search.refuse(&mut tx, &stored.submission, STATUS).await?;
        }
        let decision = match editor {
            Editor::Staff(_) => with_words(decision)?,
            Editor::Api { .. } => with_default_words(decision),
        };
        stored.submission.state = stored.submission.state.correct(decision, reviewer, now)?.state;
    }
    let (fields, change) = changes(&before, &stored.submission);
    if fields.is_empty() {
        return Ok(before);
    }
    stored.submission.updated_at = now;
    if matches!(stored.submission.state, SubmissionState::Approved(_)) {
        // Before the row: see one_person.
        tx.take_approval_turn(project).await?;
    }
    tx.save_submission(&stored).await?;
    if was_pending && before.state != stored.submission.state {
        tx.end_review(project, id).await?;
    }
    let detail = json!({ "fields": fields, "administrator": admin.id });
    let caller = match editor {
        Editor::Staff(staff) => Caller::from(staff),
        Editor::Api { caller, .. } => caller.clone(),
    };
    let entry = Entry {
        project: Some(project),
        submission: Some(id),
        caller: &caller,
        action: "updated",
        detail,
        change: Some(change),
    };
    entry.write(&mut tx, app.random(), now).await?;
    let update = Update {
        fields: &fields,
        admin: &admin.email,
        status_changed: before.state.status() != stored.submission.state.status(),
    };
    publish_update(app, &mut tx, &stored.submission, &update, now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(stored.submission)
}

/// The administrator who corrects or in whose name it is done.
pub(crate) async fn administrator(
    tx: &mut Tx,
    editor: &Editor<'_>,
    project: &ProjectId,
) -> Result<(Administrator, Role), AppError> {
    match editor {
        Editor::Staff(staff) => {
            let role = reviewer_role(tx, &staff.id, project).await?;
            let administrator = tx.find_administrator(&staff.id).await?;
            Ok((administrator.ok_or(AppError::Unauthorized)?, role))
        }
        Editor::Api { admin, .. } => {
            let unknown = || AppError::Invalid {
                field: "admin",
                message: "nobody with this e-mail address has access to the project".to_owned(),
            };
            let administrator = tx.find_administrator_by_email(admin).await?.ok_or_else(unknown)?;
            let role = role_in(tx, &administrator.id, project).await.map_err(|_| unknown())?;
            Ok((administrator, role))
        }
    }
}

fn needed(state: &SubmissionState) -> Result<Permission, AppError> {
    match state {
        SubmissionState::Incomplete(_) => Err(AppError::Conflict(
            "a submission that is incomplete cannot be edited: the person has not finished it".to_owned(),
        )),
        SubmissionState::Pending(_) => Ok(Permission::DecideSubmissions),
        SubmissionState::Approved(_) | SubmissionState::Rejected(_) => Ok(Permission::EditSubmissions),
    }
}

/// Makes the edits, as far as they are some.
pub(crate) fn correct_data(submission: &mut Submission, edits: &FieldEdits, now: Timestamp) -> Result<(), AppError> {
    let data = submission.final_data().cloned().unwrap_or_default();
    let corrected = edited(&data, edits, now.date()).map_err(|error| AppError::Invalid {
        field: error.field.name(),
        message: error.expected.to_owned(),
    })?;
    if corrected != data {
        submission.corrected = Some(corrected);
    }
    Ok(())
}

/// Whether a decision says what is the case. A server that rejects without words does not replace an earlier reason.
fn is_so_already(decision: &Decision, state: &SubmissionState) -> bool {
    match (decision, state) {
        (Decision::Approve, SubmissionState::Approved(_)) => true,
        (Decision::Reject { code, comment }, SubmissionState::Rejected(rejected)) => {
            comment.is_none() && *code == RejectCode::Other || *code == rejected.code && *comment == rejected.comment
        }
        _ => false,
    }
}

/// The API has no field for a reason.
fn with_default_words(decision: Decision) -> Decision {
    match decision {
        Decision::Reject { code, comment: None } => Decision::Reject {
            code,
            comment: Some(PersonalText::new("Rejected by the customer through the API.")),
        },
        other => other,
    }
}

/// The names of what changed, and before and after.
pub(crate) fn changes(before: &Submission, after: &Submission) -> (Vec<&'static str>, Change) {
    let empty = DocumentData::default();
    let data = |submission: &Submission| submission.final_data().unwrap_or(&empty).clone();
    let (old, new) = (data(before), data(after));
    let fields = differing_fields(&old, &new);
    let members = |data: &DocumentData, state: &SubmissionState| {
        let mut members = Map::new();
        for field in &fields {
            members.insert(field.name().to_owned(), json!(field.value(data)));
        }
        if before.state != after.state {
            members.insert(STATUS.to_owned(), json!(state.status()));
            if let SubmissionState::Rejected(rejected) = state {
                members.insert("rejectCode".to_owned(), json!(rejected.code));
                members.insert("rejectComment".to_owned(), json!(rejected.comment));
            }
        }
        Value::Object(members)
    };
    let change = Change {
        before: members(&old, &before.state),
        after: members(&new, &after.state),
    };
    let mut names: Vec<_> = fields.iter().copied().map(DocumentField::name).collect();
    if before.state != after.state {
        names.push(STATUS);
    }
    (names, change)
}
