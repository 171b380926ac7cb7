//! What users' mails look like: shown in the settings, and sent to the administrator who asks.

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::Entry;
use crate::jobs::MAIL_JOB;
use crate::projects::{liveform_url, require};
use argos_domain::code::RejectCode;
use argos_domain::event::MailKind;
use argos_domain::id::{JobId, ProjectId, SubmissionId};
use argos_domain::project::Project;
use argos_domain::role::Permission;
use argos_i18n::Language;
use argos_notify::{MailText, SubmissionMail};
use argos_store::NewJob;
use serde_json::json;

/// The submission that a sample mail names.
const SAMPLE_SUBMISSION: &str = "sample-submission";
/// Why the submission of a sample mail was rejected.
const SAMPLE_CODE: RejectCode = RejectCode::TooManyRetry;

/// The mail of a kind as a user of the project would get it. `logo` is where its logo lies, when the project has one.
///
/// # Errors
/// Only our own faults.
pub fn preview_mail(
    app: &App,
    project: &Project,
    kind: MailKind,
    language: Language,
    logo: Option<&str>,
) -> Result<MailText, AppError> {
    let start_again = liveform_url(app, &project.id);
    let mail = SubmissionMail {
        kind,
        language,
        project_name: &project.name,
        submission: &sample_submission()?,
        reject_code: (kind == MailKind::Rejected).then_some(SAMPLE_CODE),
        comment: None,
        start_again_url: Some(&start_again),
        questions_to: project.settings.customer_service_email.as_ref(),
        logo,
    };
    mail.write().map_err(AppError::internal)
}

/// Sends a sample of a mail to the administrator who asks, and to nobody else.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::Conflict`] when the server has no mail server.
pub async fn send_test_mail(
    app: &App,
    staff: &Staff,
    project: &ProjectId,
    kind: MailKind,
    language: Language,
) -> Result<(), AppError> {
    if !app.mailer().is_configured() {
        return Err(AppError::Conflict(
            "the operator of this server has set up no mail server".to_owned(),
        ));
    }
    let now = app.now();
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::ChangeSettings).await?;
    let administrator = tx
        .find_administrator(&staff.id)
        .await?
        .ok_or(AppError::NotFound("the administrator"))?;
    let job = NewJob {
        id: JobId::from_random(app.random_bytes()?),
        project_id: Some(project.clone()),
        submission_id: None,
        kind: MAIL_JOB.to_owned(),
        order_key: None,
        payload: json!({
            "mail": kind,
            "to": administrator.email,
            "submission_id": sample_submission()?,
            "reject_code": (kind == MailKind::Rejected).then(|| SAMPLE_CODE.code()),
            "language": language.code(),
            "sample": true,
        }),
        run_at: now,
    };
    tx.enqueue(&job, now).await?;
    let caller = Caller::from(staff);
    let detail = json!({ "mail": kind, "language": language.code() });
    let entry = Entry::of_project(project, &caller, "test_mail_sent", detail);
    entry.write(&mut tx, app.random(), now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(())
}

fn sample_submission() -> Result<SubmissionId, AppError> {
    SAMPLE_SUBMISSION.parse().map_err(AppError::internal)
}
