//! Who may review: people with a role that decides, and agents of the platform where a project asks for them.

use crate::app::App;
use crate::error::AppError;
use argos_domain::id::{AdministratorId, ProjectId, SubmissionId};
use argos_domain::project::{Project, Reviewers};
use argos_domain::role::{Permission, Role};
use argos_domain::submission::{Submission, SubmissionState};
use argos_store::Tx;

/// The role in which an administrator reviews for a project: the stronger one of their own role and an agent's, if they
/// serve the project as an agent of the platform.
///
/// # Errors
/// [`AppError::NotFound`] when they have nothing to do with the project.
pub(crate) async fn reviewer_role(
    tx: &mut Tx,
    administrator: &AdministratorId,
    project: &ProjectId,
) -> Result<Role, AppError> {
    let memberships = tx.memberships(administrator).await?;
    let own = memberships.iter().find(|(known, _)| known.id == *project);
    let own = own.map(|(_, role)| *role);
    let serves = match tx.find_project(project).await? {
        Some(stored) if stored.settings.reviewers == Reviewers::PlatformAgents => {
            tx.is_platform_agent(administrator).await?
        }
        _ => false,
    };
    own.max(serves.then_some(Role::Agent))
        .ok_or(AppError::NotFound("the project"))
}

/// Whether a submission waits for a review.
pub(crate) fn waits(submission: &Submission) -> bool {
    submission.erased.deleted_at.is_none() && matches!(submission.state, SubmissionState::Pending(_))
}

/// Whoever reviews needs the permission to decide.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub(crate) async fn require_reviewer(
    tx: &mut Tx,
    administrator: &AdministratorId,
    project: &ProjectId,
) -> Result<(), AppError> {
    if reviewer_role(tx, administrator, project)
        .await?
        .allows(Permission::DecideSubmissions)
    {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// The project, if the administrator may see this one submission because it waits for a review that is theirs to make.
///
/// # Errors
/// Only our own faults.
pub async fn project_under_review(
    app: &App,
    administrator: &AdministratorId,
    project: &ProjectId,
    submission: &SubmissionId,
) -> Result<Option<Project>, AppError> {
    let mut tx = app.store().read().await?;
    match require_reviewer(&mut tx, administrator, project).await {
        Ok(()) => {}
        Err(AppError::NotFound(_) | AppError::Forbidden) => return Ok(None),
        Err(error) => return Err(error),
    }
    let stored = tx.find_submission(project, submission).await?;
    if stored.is_some_and(|stored| waits(&stored.submission)) {
        Ok(tx.find_project(project).await?)
    } else {
        Ok(None)
    }
}
