//! Sends one mail to an applicant about the result.

use crate::app::App;
use crate::error::AppError;
use crate::jobs::JobOutcome;
use crate::projects::liveform_url;
use argos_domain::code::RejectCode;
use argos_domain::event::MailKind;
use argos_domain::id::SubmissionId;
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_i18n::Language;
use argos_notify::{Mail, MailText, SubmissionMail};
use argos_store::ClaimedJob;
use serde::Deserialize;

#[derive(Deserialize)]
struct SubmissionPayload {
    mail: MailKind,
    to: EmailAddress,
    submission_id: SubmissionId,
    reject_code: Option<RejectCode>,
    language: Option<String>,
    comment: Option<PersonalText>,
    /// Where to go on; without it, where to start again is named.
    link: Option<String>,
}

pub(super) async fn run(app: &App, job: &ClaimedJob) -> JobOutcome {
    let Ok(payload) = SubmissionPayload::deserialize(&job.payload) else {
        return JobOutcome::unreadable();
    };
    match write(app, job, &payload).await {
        Ok((text, bcc)) => {
            let mail = Mail {
                to: payload.to,
                bcc,
                subject: text.subject,
                text: text.text,
                html: text.html,
                reply_to: None,
                message_id: job.id.clone(),
                sent_at: job.created_at,
            };
            send(app, job, &mail).await
        }
        Err(error) => JobOutcome::failed(job.attempts, error.to_string()),
    }
}

async fn write(
    app: &App,
    job: &ClaimedJob,
    payload: &SubmissionPayload,
) -> Result<(MailText, Option<EmailAddress>), AppError> {
    let project_id = job.project_id.as_ref().ok_or(AppError::NotFound("the project"))?;
    let project = app
        .store()
        .read()
        .await?
        .find_project(project_id)
        .await?
        .ok_or(AppError::NotFound("the project"))?;
    let start_again = liveform_url(app, &project.id);
    let mail = SubmissionMail {
        kind: payload.mail,
        language: payload
            .language
            .as_deref()
            .and_then(Language::from_tag)
            .unwrap_or_default(),
        project_name: &project.name,
        submission: &payload.submission_id,
        reject_code: payload.reject_code,
        comment: payload.comment.as_ref().map(PersonalText::expose),
        start_again_url: Some(payload.link.as_deref().unwrap_or(&start_again)),
    };
    let text = mail.write().map_err(AppError::internal)?;
    Ok((text, project.settings.mail.blind_copy))
}

/// Makes one attempt to send a mail.
pub(super) async fn send(app: &App, job: &ClaimedJob, mail: &Mail) -> JobOutcome {
    match app.mailer().send(mail).await {
        Ok(_) => JobOutcome::Done,
        Err(error) if error.is_permanent() => JobOutcome::GivenUp {
            error: error.to_string(),
        },
        Err(error) => JobOutcome::failed(job.attempts, error.to_string()),
    }
}
