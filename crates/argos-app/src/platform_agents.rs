//! Agents of the platform: the operator names them on the host, and they review for every project that asks for it.

use crate::app::{App, random_bytes};
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::Entry;
use crate::review_queue::{QueueEntry, claim_submission, review_queue};
use crate::sign_in::{SIGN_IN_LINK_LIFETIME, new_sign_in_link, sign_in_url};
use argos_crypto::SecureRandom;
use argos_domain::clock::{Clock, Timestamp};
use argos_domain::id::{AdministratorId, ProjectId, SubmissionId};
use argos_domain::personal::EmailAddress;
use argos_domain::project::{Project, Reviewers};
use argos_store::Store;
use serde_json::json;

/// The most submissions that the platform's queue shows.
const LONGEST_QUEUE: u32 = 100;

/// Names agents of the platform; works without models, for the command line.
#[derive(Debug, Clone, Copy)]
pub struct PlatformAgents<'a> {
    /// Database.
    pub store: &'a Store,
    /// Randomness.
    pub random: &'a dyn SecureRandom,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Address under which users reach the server, without a slash at the end.
    pub public_url: &'a str,
}

impl PlatformAgents<'_> {
    /// Adds an agent; the answer is a one-time sign-in link.
    ///
    /// # Errors
    /// Only our own faults.
    pub async fn add(&self, email: &EmailAddress) -> Result<String, AppError> {
        let now = self.clock.now();
        let new_administrator = AdministratorId::from_random(random_bytes(self.random)?);
        let mut tx = self.store.write().await?;
        let administrator = tx.find_or_insert_administrator(email, &new_administrator, now).await?;
        if tx.add_platform_agent(&administrator.id, now).await? {
            let detail = json!({ "administrator": administrator.id });
            let caller = Caller::system();
            let entry = Entry::of_installation(&caller, "platform_agent_added", detail);
            entry.write(&mut tx, self.random, now).await?;
        }
        let token = new_sign_in_link(&mut tx, self.random, &administrator.id, now.plus(SIGN_IN_LINK_LIFETIME)).await?;
        tx.commit().await?;
        Ok(sign_in_url(self.public_url, &token))
    }

    /// Removes an agent. Roles in projects stay.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when nobody with this address is one.
    pub async fn remove(&self, email: &EmailAddress) -> Result<(), AppError> {
        let unknown = AppError::NotFound("an agent of the platform with this address");
        let mut tx = self.store.write().await?;
        let Some(administrator) = tx.find_administrator_by_email(email).await? else {
            return Err(unknown);
        };
        if !tx.remove_platform_agent(&administrator.id).await? {
            return Err(unknown);
        }
        let detail = json!({ "administrator": administrator.id });
        let caller = Caller::system();
        let entry = Entry::of_installation(&caller, "platform_agent_removed", detail);
        entry.write(&mut tx, self.random, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// The addresses of all agents.
    ///
    /// # Errors
    /// Only our own faults.
    pub async fn list(&self) -> Result<Vec<EmailAddress>, AppError> {
        let agents = self.store.read().await?.platform_agents().await?;
        Ok(agents.into_iter().map(|agent| agent.email).collect())
    }
}

/// A submission that waits for the platform, with its project.
#[derive(Debug, Clone)]
pub struct PlatformQueueEntry {
    /// The project.
    pub project: Project,
    /// The submission.
    pub entry: QueueEntry,
}

/// What waits in all projects that leave their reviews to the platform, the longest waiting first.
#[derive(Debug, Clone)]
pub struct PlatformQueue {
    /// The submissions; the longest waiting ones, if there are very many.
    pub entries: Vec<PlatformQueueEntry>,
    /// The time for which all this holds.
    pub now: Timestamp,
}

/// The queue of the platform.
///
/// # Errors
/// [`AppError::Forbidden`] for whoever is no agent of the platform.
pub async fn platform_queue(app: &App, staff: &Staff) -> Result<PlatformQueue, AppError> {
    let projects = {
        let mut tx = app.store().read().await?;
        if !tx.is_platform_agent(&staff.id).await? {
            return Err(AppError::Forbidden);
        }
        tx.list_projects().await?
    };
    let mut entries = Vec::new();
    let served = |project: &Project| project.settings.reviewers == Reviewers::PlatformAgents;
    for project in projects.into_iter().filter(served) {
        let waiting = review_queue(app, &project.id, None, LONGEST_QUEUE).await?.entries;
        entries.extend(waiting.into_iter().map(|entry| PlatformQueueEntry {
            project: project.clone(),
            entry,
        }));
    }
    entries.sort_by_key(|waiting| waiting.entry.since);
    entries.truncate(usize::try_from(LONGEST_QUEUE).unwrap_or(usize::MAX));
    Ok(PlatformQueue {
        entries,
        now: app.now(),
    })
}

/// Claims the longest waiting submission that nobody has; `None` when there is none.
///
/// # Errors
/// As [`platform_queue`].
pub async fn claim_next_for_platform(app: &App, staff: &Staff) -> Result<Option<(ProjectId, SubmissionId)>, AppError> {
    let queue = platform_queue(app, staff).await?;
    for waiting in queue.entries.iter().filter(|waiting| waiting.entry.claim.is_none()) {
        let (project, id) = (&waiting.project.id, &waiting.entry.submission.id);
        match claim_submission(app, staff, project, id).await {
            Ok(()) => return Ok(Some((project.clone(), id.clone()))),
            // Somebody else was faster.
            Err(AppError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}
