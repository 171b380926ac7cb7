//! Somebody who has no access (any more) turns to the operator's helpdesk.

use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::Entry;
use crate::jobs::ACCESS_REQUEST_JOB;
use crate::sign_in::limits::{self, ACCESS_BY_ADDRESS, ACCESS_BY_EMAIL, ACCESS_IN_ALL, address_subject};
use argos_domain::clock::Timestamp;
use argos_domain::id::{JobId, ProjectId};
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_store::{Actor, NewJob};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::net::IpAddr;

/// Most characters of a company's name.
pub const LONGEST_COMPANY: usize = 100;
/// Most characters of a message.
pub const LONGEST_MESSAGE: usize = 2000;

/// What the helpdesk is told. Nothing of it is checked: the helpdesk must find out who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRequest {
    /// Name of the company.
    pub(crate) company: PersonalText,
    /// The project, if it is known.
    pub(crate) project: Option<ProjectId>,
    /// Where the answer goes.
    pub(crate) email: EmailAddress,
    /// What the person wrote, several lines perhaps.
    pub(crate) message: Option<PersonalText>,
    /// Where the request came from.
    pub(crate) address: Option<PersonalText>,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessAnswer {
    /// It is on its way.
    Sent,
    /// Too many were sent; the next one from this moment on.
    TooMany {
        /// When.
        until: Timestamp,
    },
    /// The operator named no helpdesk.
    NoHelpdesk,
}

impl AccessRequest {
    /// A request as typed into a form.
    ///
    /// # Errors
    /// [`AppError::Invalid`] naming `company`, `project`, `email` or `message`.
    pub fn typed(company: &str, project: &str, email: &str, message: &str) -> Result<Self, AppError> {
        let invalid = |field, message: String| AppError::Invalid { field, message };
        let company = PersonalText::typed(company)
            .filter(|company| company.expose().chars().count() <= LONGEST_COMPANY)
            .ok_or_else(|| {
                let message = format!("the name of your company is expected, 1 to {LONGEST_COMPANY} characters");
                invalid("company", message)
            })?;
        let project = Some(project.trim()).filter(|project| !project.is_empty());
        let project = project
            .map(|project| project.parse().map_err(|_| project_expected()))
            .transpose()?;
        let email = EmailAddress::parse(email).map_err(|error| invalid("email", error.to_string()))?;
        if message.chars().count() > LONGEST_MESSAGE {
            let text = format!("at most {LONGEST_MESSAGE} characters are expected");
            return Err(invalid("message", text));
        }
        let message = Some(message.trim())
            .filter(|message| !message.is_empty())
            .map(PersonalText::new);
        Ok(Self {
            company,
            project,
            email,
            message,
            address: None,
        })
    }
}

fn project_expected() -> AppError {
    AppError::Invalid {
        field: "project",
        message: "a project id is expected, as in the address of your Liveform (pid), or nothing".to_owned(),
    }
}

/// Sends a request to the helpdesk.
///
/// # Errors
/// Only our own faults.
pub async fn request_access(
    app: &App,
    request: AccessRequest,
    address: Option<IpAddr>,
) -> Result<AccessAnswer, AppError> {
    if app.helpdesk_email().is_none() {
        return Ok(AccessAnswer::NoHelpdesk);
    }
    let now = app.now();
    let (mailbox, place) = (request.email.normalised(), address_subject(address));
    let counted = [
        (ACCESS_BY_EMAIL, mailbox.expose()),
        (ACCESS_BY_ADDRESS, place.as_str()),
        (ACCESS_IN_ALL, "all"),
    ];
    let mut tx = app.store().write().await?;
    if let Some(until) = limits::take(&mut tx, &counted, now).await? {
        return Ok(AccessAnswer::TooMany { until });
    }
    let request = AccessRequest {
        address: address.map(|address| PersonalText::new(address.to_string())),
        ..request
    };
    let job = NewJob {
        id: JobId::from_random(app.random_bytes()?),
        project_id: None,
        submission_id: None,
        kind: ACCESS_REQUEST_JOB.to_owned(),
        order_key: None,
        payload: serde_json::to_value(&request).map_err(AppError::internal)?,
        run_at: now,
    };
    tx.enqueue(&job, now).await?;
    let caller = Caller {
        actor: Actor::System,
        address,
    };
    let detail = json!({ "job": job.id });
    Entry::of_installation(&caller, "access_requested", detail)
        .write(&mut tx, app.random(), now)
        .await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(AccessAnswer::Sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong_field(company: &str, project: &str, email: &str, message: &str) -> &'static str {
        match AccessRequest::typed(company, project, email, message) {
            Err(AppError::Invalid { field, .. }) => field,
            _ => "none",
        }
    }

    #[test]
    fn every_field_is_bounded() {
        let long = |length| "x".repeat(length);
        assert_eq!(wrong_field("Acme", "k7m2pq9rtx4w", "a@b.co", "Help\nus"), "none");
        assert_eq!(wrong_field("Acme", "", "a@b.co", ""), "none");
        assert_eq!(wrong_field(" ", "", "a@b.co", ""), "company");
        assert_eq!(wrong_field(&long(101), "", "a@b.co", ""), "company");
        assert_eq!(wrong_field("Acme", "a/b", "a@b.co", ""), "project");
        assert_eq!(wrong_field("Acme", "", "a@b.co\r\nBcc: x@y.zz", ""), "email");
        assert_eq!(wrong_field("Acme", "", "a@b.co", &long(2001)), "message");
    }
}
