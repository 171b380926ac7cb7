//! Sends one mail to an applicant about the result.

use crate::app::App;
use crate::error::AppError;
use crate::jobs::JobOutcome;
use crate::projects::liveform_url;
use argos_domain::code::RejectCode;
use argos_domain::event::MailKind;
use argos_domain::id::SubmissionId;
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_domain::project::Project;
use argos_i18n::Language;
use argos_notify::{LOGO_SOURCE, Mail, MailError, MailText, Sent, SubmissionMail};
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
    /// Whether an administrator wants to see what such a mail looks like.
    #[serde(default)]
    sample: bool,
}

pub(super) async fn run(app: &App, job: &ClaimedJob) -> JobOutcome {
    let Ok(payload) = SubmissionPayload::deserialize(&job.payload) else {
        return JobOutcome::unreadable();
    };
    match write(app, job, &payload).await {
        Ok(written) => {
            let settings = written.project.settings;
            let mail = Mail {
                to: payload.to,
                bcc: settings.mail.blind_copy.filter(|_| !payload.sample),
                subject: written.text.subject,
                text: written.text.text,
                html: written.text.html,
                reply_to: settings.customer_service_email,
                message_id: job.id.clone(),
                sent_at: job.created_at,
            };
            outcome_of(job, app.mailer().send_with_logo(&mail, written.logo).await)
        }
        Err(error) => JobOutcome::failed(job.attempts, error.to_string()),
    }
}

/// What a mail is put together from.
struct Written {
    text: MailText,
    project: Project,
    logo: Option<Vec<u8>>,
}

async fn write(app: &App, job: &ClaimedJob, payload: &SubmissionPayload) -> Result<Written, AppError> {
    let project_id = job.project_id.as_ref().ok_or(AppError::NotFound("the project"))?;
    let mut tx = app.store().read().await?;
    let project = tx
        .find_project(project_id)
        .await?
        .ok_or(AppError::NotFound("the project"))?;
    let logo = tx.project_logo(project_id).await?;
    drop(tx);
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
        questions_to: project.settings.customer_service_email.as_ref(),
        logo: logo.is_some().then_some(LOGO_SOURCE),
    };
    let text = mail.write().map_err(AppError::internal)?;
    Ok(Written { text, project, logo })
}

/// Makes one attempt to send a mail.
pub(super) async fn send(app: &App, job: &ClaimedJob, mail: &Mail) -> JobOutcome {
    outcome_of(job, app.mailer().send(mail).await)
}

fn outcome_of(job: &ClaimedJob, sent: Result<Sent, MailError>) -> JobOutcome {
    match sent {
        Ok(_) => JobOutcome::Done,
        Err(error) if error.is_permanent() => JobOutcome::GivenUp {
            error: error.to_string(),
        },
        Err(error) => JobOutcome::failed(job.attempts, error.to_string()),
    }
}
