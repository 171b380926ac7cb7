//! Sends a sign-in link to whoever asked for it, if it is an administrator.
//!
//! The link is made here and not when it was asked for: its lifetime begins with the mail, and asking takes the same
//! time for unknown addresses.

use crate::app::App;
use crate::jobs::JobOutcome;
use crate::jobs::send_mail::send;
use crate::sign_in::{MAILED_LINK_LIFETIME, link_for};
use argos_domain::personal::EmailAddress;
use argos_i18n::Language;
use argos_notify::{Mail, SignInMail};
use argos_store::ClaimedJob;
use serde::Deserialize;

#[derive(Deserialize)]
struct Payload {
    to: EmailAddress,
}

pub(super) async fn run(app: &App, job: &ClaimedJob) -> JobOutcome {
    let Ok(payload) = Payload::deserialize(&job.payload) else {
        return JobOutcome::unreadable();
    };
    let url = match link_for(app, &payload.to).await {
        Ok(Some(url)) => url,
        Ok(None) => return JobOutcome::Done,
        Err(error) => return JobOutcome::failed(job.attempts, error.to_string()),
    };
    let mail = SignInMail {
        language: Language::English,
        url: &url,
        valid_for: MAILED_LINK_LIFETIME,
        project_name: None,
    };
    let text = match mail.write() {
        Ok(text) => text,
        Err(error) => {
            return JobOutcome::GivenUp {
                error: error.to_string(),
            };
        }
    };
    let mail = Mail {
        to: payload.to,
        bcc: None,
        subject: text.subject,
        text: text.text,
        html: text.html,
        reply_to: None,
        message_id: job.id.clone(),
        sent_at: job.created_at,
    };
    send(app, job, &mail).await
}
