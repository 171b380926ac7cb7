//! The user confirms or corrects what was read.

use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::evaluation::{DOCUMENT_PARTS, DocumentParts, correction_check_beside, typed_text_checks};
use crate::publication::log;
use crate::submission_policy::policy_of;
use crate::waiting_period::{log_refusal, waiting_in_midflow};
use argos_domain::check::{CheckName, Step};
use argos_domain::document::DocumentData;
use argos_domain::id::{ProjectId, SubmissionId};
use serde_json::json;

fn is_of_typed_text(check: CheckName) -> bool {
    check == CheckName::UserCorrections || CheckName::OF_TYPED_TEXT.contains(&check)
}

/// Records the confirmed data and how far they differ from what was read.
///
/// The kind and country of the document are not the user's to correct here.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] before the document was read or after the decision;
/// [`AppError::Invalid`] without a name or birth date; [`AppError::Waiting`] when the person was decided a short while ago.
pub async fn confirm_data(
    app: &App,
    project: &ProjectId,
    id: &SubmissionId,
    caller: &Caller,
    confirmed: DocumentData,
) -> Result<(), AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    let mut stored = tx
        .find_submission(project, id)
        .await?
        .ok_or(AppError::NotFound("the submission"))?;
    stored.submission.state.clone().expect_step(Step::Selfie)?;
    let read = stored.submission.read.clone().unwrap_or_default();
    if confirmed.name().is_none() {
        return Err(AppError::Invalid {
            field: "full_name",
            message: "enter your name as it stands in the document".to_owned(),
        });
    }
    if confirmed
        .birth_date
        .is_none_or(|date| !(0..=130).contains(&date.age_on(now.date())))
    {
        return Err(AppError::Invalid {
            field: "birth_date",
            message: "enter your birth date as year-month-day".to_owned(),
        });
    }
    let confirmed = DocumentData {
        id_type: read.id_type,
        issuing_country: read.issuing_country,
        ..confirmed
    };
    let policy = policy_of(&mut tx, &stored.submission).await?;
    if let Some(found) = waiting_in_midflow(&mut tx, &stored.submission, &policy, Some(&confirmed), now).await? {
        log_refusal(app, &mut tx, project, Some(id), caller, found, now).await?;
        tx.commit().await?;
        return Err(found.into());
    }
    let typed = match tx.reading(project, id, DOCUMENT_PARTS).await? {
        Some(parts) => {
            let parts: DocumentParts = serde_json::from_str(&parts).map_err(AppError::internal)?;
            typed_text_checks(&parts, &confirmed, &policy)
        }
        // Its document was read by a version that kept no parts.
        None => Vec::new(),
    };
    let check = correction_check_beside(&typed, &read, &confirmed);
    let detail = json!({ "outcome": check.outcome.name(), "agreement": check.value });
    let mut checks = tx.checks(project, id).await?;
    checks.retain(|earlier| earlier.name.step() == Step::Document && !is_of_typed_text(earlier.name));
    checks.push(check);
    checks.extend(typed);
    tx.replace_checks(project, id, Step::Document, &checks).await?;
    stored.submission.confirmed = Some(confirmed);
    stored.submission.updated_at = now;
    tx.save_submission(&stored).await?;
    log(app, &mut tx, &stored.submission, caller, "data_confirmed", detail, now).await?;
    tx.commit().await?;
    Ok(())
}
