//! A Liveform session goes on: its bearer token leads to the submission.

use crate::app::App;
use crate::error::AppError;
use argos_crypto::TokenHash;
use argos_domain::submission::Submission;

/// Finds the submission of a Liveform session.
///
/// # Errors
/// [`AppError::Unauthorized`] when no submission has this token.
pub async fn open_liveform(app: &App, token: &str) -> Result<Submission, AppError> {
    let mut tx = app.store().read().await?;
    let stored = tx.find_submission_by_liveform_token(&TokenHash::of(token)).await?;
    Ok(stored.ok_or(AppError::Unauthorized)?.submission)
}
