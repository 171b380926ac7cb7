//! The Liveform is opened: what its page needs to know.

use crate::app::App;
use crate::error::AppError;
use crate::liveform_query::{ENCRYPTED, LiveformQuery, open_query};
use crate::private_mode::admit;
use argos_domain::id::ProjectId;
use argos_domain::policy::Policy;
use argos_domain::project::Project;

/// What the page shows and offers.
#[derive(Debug, Clone)]
pub struct LiveformOpening {
    /// The project.
    pub project: Project,
    /// The policy in force, narrowed by the address.
    pub policy: Policy,
    /// What the address says, as far as it counts.
    pub query: LiveformQuery,
}

/// Opens the Liveform of a project by what its address says. Who goes on with a submission needs no token of private mode
/// for the page: they have a secret of their own, and to start another submission the token is asked for all the same.
///
/// # Errors
/// [`AppError::NotFound`] without such a project, [`AppError::Invalid`] when it is in private mode and the token of the
/// address cannot be used, and as [`open_query`].
pub async fn open_liveform_page(
    app: &App,
    project: &ProjectId,
    clear: LiveformQuery,
    encrypted: Option<&str>,
    goes_on: bool,
) -> Result<LiveformOpening, AppError> {
    let (project, policy) = {
        let mut tx = app.store().read().await?;
        let found = tx.find_project(project).await?;
        let found = found.ok_or(AppError::NotFound("the project"))?;
        let (_, policy) = tx.current_policy(project).await?;
        (found, policy)
    };
    let query = open_query(app, &project, clear, encrypted).await?;
    if query.adds_address {
        return Ok(LiveformOpening { project, policy, query });
    }
    if !goes_on {
        let mut tx = app.store().read().await?;
        admit(&mut tx, &project, query.token.as_ref(), app.now()).await?;
    }
    let policy = narrowed(&policy, &query)?;
    Ok(LiveformOpening { project, policy, query })
}

/// The policy as far as the address narrows it.
///
/// # Errors
/// [`AppError::Invalid`] when the address leaves no document that the policy accepts.
pub(crate) fn narrowed(policy: &Policy, query: &LiveformQuery) -> Result<Policy, AppError> {
    let policy = query.overrides.apply(policy);
    let narrowed = policy.narrowed(query.allowed_countries.as_ref(), query.allowed_id_types.as_ref());
    if narrowed.accepts_something() {
        return Ok(narrowed);
    }
    Err(AppError::Invalid {
        field: ENCRYPTED,
        message: "it allows no document that the project accepts".to_owned(),
    })
}
