//! Reviewers write notes about a submission, for each other. Nobody outside reads them.

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::publication::log;
use crate::review_access::require_reviewer;
use argos_domain::id::{NoteId, ProjectId, SubmissionId};
use argos_domain::personal::PersonalText;
use argos_domain::review::LONGEST_NOTE;
use argos_store::Note;
use serde_json::json;

/// Adds a note.
///
/// # Errors
/// [`AppError::Invalid`] when it is empty or too long; [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn add_note(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    id: &SubmissionId,
    text: &str,
) -> Result<(), AppError> {
    let text = PersonalText::typed(text).filter(|text| text.expose().chars().count() <= LONGEST_NOTE);
    let text = text.ok_or_else(|| AppError::Invalid {
        field: "note",
        message: format!("1 to {LONGEST_NOTE} characters are expected"),
    })?;
    let now = app.now();
    let mut tx = app.store().write().await?;
    require_reviewer(&mut tx, &staff.id, project).await?;
    let stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    let note = Note {
        id: NoteId::from_random(app.random_bytes()?),
        administrator_id: staff.id.clone(),
        written_at: now,
        text,
    };
    tx.insert_note(project, id, &note).await?;
    let caller = Caller::from(staff);
    log(app, &mut tx, &stored.submission, &caller, "note_added", json!({}), now).await?;
    Ok(tx.commit().await?)
}
