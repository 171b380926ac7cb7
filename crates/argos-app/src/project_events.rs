//! The event log of a project, as its administrators read it.

use crate::app::App;
use crate::error::AppError;
use argos_domain::id::{AdministratorId, ProjectId};
use argos_domain::personal::EmailAddress;
use argos_store::{Actor, EventRecord};
pub use argos_store::{ActorFilter, EventFilter, EventPage};
use std::collections::BTreeMap;

/// A page of the log with what is needed to read it.
#[derive(Debug, Clone)]
pub struct ProjectEvents {
    /// The entries, newest first, and where the next page begins.
    pub page: EventPage,
    /// Everything that was ever done in the project, by the names of the actions.
    pub actions: Vec<String>,
    /// The administrators of the project, and those in the entries, by their addresses.
    pub people: BTreeMap<AdministratorId, EmailAddress>,
}

/// A page of a project's event log, newest first.
///
/// # Errors
/// Only our own faults.
pub async fn list_events(app: &App, project: &ProjectId, filter: &EventFilter) -> Result<ProjectEvents, AppError> {
    let mut tx = app.store().read().await?;
    let page = tx.list_events(project, filter).await?;
    let members = tx.members_of(project).await?.into_iter();
    let members = members.map(|member| member.administrator);
    let mut people: BTreeMap<_, _> = members.map(|person| (person.id, person.email)).collect();
    for event in &page.events {
        let actor = match &event.actor {
            Actor::Administrator(id) => Some(id.clone()),
            Actor::System | Actor::Applicant | Actor::ApiKey => None,
        };
        for id in actor.into_iter().chain(person_concerned(event)) {
            if !people.contains_key(&id)
                && let Some(former) = tx.find_administrator(&id).await?
            {
                people.insert(former.id, former.email);
            }
        }
    }
    let actions = tx.actions_of_project(project).await?;
    Ok(ProjectEvents { page, actions, people })
}

/// The administrator whose access an entry is about.
#[must_use]
pub fn person_concerned(event: &EventRecord) -> Option<AdministratorId> {
    event.detail["administrator"].as_str()?.parse().ok()
}
