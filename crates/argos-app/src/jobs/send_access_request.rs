//! Sends a request for access to the operator's helpdesk.

use crate::app::App;
use crate::jobs::JobOutcome;
use crate::jobs::send_mail::send;
use crate::request_access::AccessRequest;
use argos_i18n::Language;
use argos_notify::{AccessRequestMail, Mail};
use argos_store::ClaimedJob;
use serde::Deserialize;

pub(super) async fn run(app: &App, job: &ClaimedJob) -> JobOutcome {
    let Ok(request) = AccessRequest::deserialize(&job.payload) else {
        return JobOutcome::unreadable();
    };
    let Some(helpdesk) = app.helpdesk_email() else {
        return JobOutcome::GivenUp {
            error: "no helpdesk is configured any more".to_owned(),
        };
    };
    let text = AccessRequestMail {
        language: Language::English,
        company: request.company.expose(),
        project: request.project.as_ref().map(|id| id.as_str()),
        email: &request.email,
        message: request.message.as_ref().map(|message| message.expose()),
        address: request.address.as_ref().map(|address| address.expose()),
        server: app.public_url(),
    };
    let text = match text.write() {
        Ok(text) => text,
        Err(error) => {
            return JobOutcome::GivenUp {
                error: error.to_string(),
            };
        }
    };
    let mail = Mail {
        to: helpdesk.clone(),
        bcc: None,
        subject: text.subject,
        text: text.text,
        html: text.html,
        reply_to: Some(request.email.clone()),
        message_id: job.id.clone(),
        sent_at: job.created_at,
    };
    send(app, job, &mail).await
}
