//! A person starts by the Liveform: what the address says, what was typed, consent given.

use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::liveform_query::{LiveformQuery, open_query};
use crate::running_session::take_up_again;
use crate::start_submission::{StartSubmission, start_submission};
use argos_crypto::Zeroizing;
use argos_domain::id::ProjectId;
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_domain::submission::{Applicant, ChosenDocument, Narrowing, Submission};

/// What the start screen sends.
#[derive(Debug, Clone)]
pub struct StartLiveform {
    /// The project.
    pub project_id: ProjectId,
    /// The address that the person typed, if the page asked for it.
    pub email: Option<EmailAddress>,
    /// What stood in the clear in the page's address.
    pub clear: LiveformQuery,
    /// What stood there encrypted.
    pub encrypted: Option<String>,
    /// The document, as far as chosen.
    pub chosen: ChosenDocument,
    /// The token of the submission that this browser worked on last.
    pub running: Option<String>,
    /// The random key that the person's browser keeps.
    pub device_key: Option<PersonalText>,
    /// Code of the language in which the person reads.
    pub language: String,
}

/// A submission to go on with.
#[derive(Debug)]
pub struct StartedLiveform {
    /// The submission.
    pub submission: Submission,
    /// Bearer token of the session.
    pub token: Zeroizing<String>,
    /// It was running already and is taken up again.
    pub resumed: bool,
}

/// Starts a submission by the Liveform, or takes the running one of this browser up again. What the customer's server
/// encrypted goes before all else.
///
/// # Errors
/// As [`open_query`] and [`start_submission`]; [`AppError::Invalid`] naming `email` when nobody gave one.
pub async fn start_liveform(app: &App, caller: &Caller, request: StartLiveform) -> Result<StartedLiveform, AppError> {
    let project = app
        .store()
        .read()
        .await?
        .find_project(&request.project_id)
        .await?
        .ok_or(AppError::NotFound("the project"))?;
    let query = open_query(app, &project, request.clear, request.encrypted.as_deref()).await?;
    let email = query.email.or(request.email).ok_or_else(|| AppError::Invalid {
        field: "email",
        message: "an e-mail address is expected".to_owned(),
    })?;
    let start = StartSubmission {
        project_id: project.id,
        applicant: Applicant {
            email: Some(email),
            user_id: query.user_id,
            custom_fields: query.custom_fields,
            ip_address: caller.address.map(|address| PersonalText::new(address.to_string())),
            language: Some(request.language),
            token_id: query.token,
            address: None,
            injection_action: None,
        },
        chosen: request.chosen,
        narrowing: Narrowing {
            allowed_countries: query.allowed_countries,
            allowed_id_types: query.allowed_id_types,
        },
        overrides: query.overrides,
        device_key: request.device_key,
    };
    if let Some(token) = request.running
        && let Some(submission) = take_up_again(app, caller, &token, &start).await?
    {
        return Ok(StartedLiveform {
            submission,
            token: Zeroizing::new(token),
            resumed: true,
        });
    }
    let started = start_submission(app, caller, start).await?;
    Ok(StartedLiveform {
        token: Zeroizing::new(started.liveform_token.expose().to_owned()),
        submission: started.submission,
        resumed: false,
    })
}
