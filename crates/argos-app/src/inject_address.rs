//! An address is added to a submission after it was started, by the link `action=addveri&sid=…`.

use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::{Change, Entry};
use crate::liveform_query::{ADD_ADDRESS, LiveformQuery, open_query};
use crate::publication::tell;
use argos_domain::event::SubmissionEvent;
use argos_domain::id::ProjectId;
use argos_domain::personal::PersonalText;
use argos_domain::project::Project;
pub use argos_domain::submission::Address;
use argos_domain::submission::Submission;
use argos_store::{StoredSubmission, Tx};
use serde_json::json;

/// The field that an [`AppError::Invalid`] names when the link leads to no submission that takes an address.
pub const SUBMISSION: &str = "sid";
/// Longest part of an address, in characters.
pub const LONGEST_PART: usize = 500;

/// What the page sends.
#[derive(Debug, Clone)]
pub struct InjectAddress {
    /// The project.
    pub project_id: ProjectId,
    /// What stood in the clear in the page's address.
    pub clear: LiveformQuery,
    /// What stood there encrypted.
    pub encrypted: Option<String>,
    /// The address.
    pub address: Address,
}

/// Makes sure that a link leads to a submission that takes an address.
///
/// # Errors
/// [`AppError::Invalid`] naming [`SUBMISSION`].
pub async fn check_link(app: &App, project: &Project, query: &LiveformQuery) -> Result<(), AppError> {
    let mut tx = app.store().read().await?;
    find(&mut tx, project, query).await.map(drop)
}

/// Keeps an address instead of an earlier one, and tells the customer's server.
///
/// # Errors
/// [`AppError::Invalid`] naming [`SUBMISSION`] or a part of the address, and as [`open_query`].
pub async fn inject_address(app: &App, caller: &Caller, request: InjectAddress) -> Result<(), AppError> {
    let too_long = |text: &PersonalText| text.expose().chars().count() > LONGEST_PART;
    if let Some((field, _)) = request.address.parts().find(|(_, text)| too_long(text)) {
        return Err(AppError::Invalid {
            field,
            message: format!("at most {LONGEST_PART} characters are possible"),
        });
    }
    if !request.address.says_where() {
        return Err(AppError::Invalid {
            field: "formatted_address",
            message: "formatted_address, globalCode or compoundCode is expected".to_owned(),
        });
    }
    let project = app.store().read().await?.find_project(&request.project_id).await?;
    let project = project.ok_or(AppError::NotFound("the project"))?;
    let query = open_query(app, &project, request.clear, request.encrypted.as_deref()).await?;
    let now = app.now();
    let mut tx = app.store().write().await?;
    let mut stored = find(&mut tx, &project, &query).await?;
    let applicant = &mut stored.submission.applicant;
    let change = Change {
        before: json!({ "address": applicant.address }),
        after: json!({ "address": request.address }),
    };
    applicant.address = Some(request.address);
    applicant.injection_action = Some(ADD_ADDRESS.to_owned());
    stored.submission.updated_at = now;
    tx.save_submission(&stored).await?;
    let event = SubmissionEvent::Injected;
    let entry = Entry {
        project: Some(&project.id),
        submission: Some(&stored.submission.id),
        caller,
        action: event.trigger(),
        detail: json!({}),
        change: Some(change),
    };
    entry.write(&mut tx, app.random(), now).await?;
    tell(app, &mut tx, &project, &stored.submission, event, now).await?;
    tx.commit().await?;
    app.wake_worker();
    Ok(())
}

async fn find(tx: &mut Tx, project: &Project, query: &LiveformQuery) -> Result<StoredSubmission, AppError> {
    let refused = || AppError::Invalid {
        field: SUBMISSION,
        message: "the link leads to no submission that takes an address".to_owned(),
    };
    let wanted = query.submission.as_ref();
    let id = wanted.filter(|_| query.adds_address && project.settings.address_by_link);
    let found = tx.find_submission(&project.id, id.ok_or_else(refused)?).await?;
    // To what only the holder of the SecretKey reads, nothing is added.
    let takes_some = |submission: &Submission| submission.erased.deleted_at.is_none() && submission.sealed.is_none();
    let open = found.filter(|stored| takes_some(&stored.submission));
    open.ok_or_else(refused)
}
