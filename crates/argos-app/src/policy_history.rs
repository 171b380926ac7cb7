//! The versions of a project's policy: who saved each, when, and what it changed.

use crate::change_policy::find;
use crate::error::AppError;
use crate::project_events::person_concerned;
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId};
use argos_domain::personal::EmailAddress;
use argos_domain::policy::{Policy, PolicyDifference};
use argos_store::{Actor, EventFilter, EventRecord, LONGEST_EVENT_PAGE, PolicyRecord, Store, Tx};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// The most versions on one page.
pub const LONGEST_PAGE: u32 = 100;
/// The action under which the event log keeps changes.
const CHANGED: &str = "policy_changed";

/// Who saved a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyAuthor {
    /// It was made together with the project.
    Project,
    /// Somebody at the host.
    Host,
    /// An administrator in the dashboard.
    Administrator(AdministratorId),
    /// The customer's server, in the name of an administrator.
    Api(Option<AdministratorId>),
    /// The event log does not say.
    Unknown,
}

impl PolicyAuthor {
    fn of(event: &EventRecord) -> Self {
        match &event.actor {
            Actor::Administrator(id) => Self::Administrator(id.clone()),
            Actor::ApiKey => Self::Api(person_concerned(event)),
            Actor::System if event.detail["from_host"] == json!(true) => Self::Host,
            Actor::System | Actor::Applicant => Self::Unknown,
        }
    }

    /// The word for machines.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Host => "host",
            Self::Administrator(_) => "administrator",
            Self::Api(_) => "api",
            Self::Unknown => "unknown",
        }
    }

    /// The person, if it is one.
    #[must_use]
    pub const fn person(&self) -> Option<&AdministratorId> {
        match self {
            Self::Administrator(id) => Some(id),
            Self::Api(id) => id.as_ref(),
            Self::Project | Self::Host | Self::Unknown => None,
        }
    }
}

/// A version.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyVersion {
    /// Its number; the first is 1.
    pub version: u32,
    /// When it was saved.
    pub at: Timestamp,
    /// Who saved it.
    pub author: PolicyAuthor,
    /// The version to which it returned.
    pub undone_to: Option<u32>,
    /// What it changed in the version before it; nothing for the first.
    pub changes: Vec<PolicyDifference>,
}

/// A page of versions, newest first.
#[derive(Debug, Clone)]
pub struct PolicyHistory {
    /// The version in force.
    pub current: u32,
    /// The versions.
    pub versions: Vec<PolicyVersion>,
    /// The administrators who saved them, by their addresses.
    pub people: BTreeMap<AdministratorId, EmailAddress>,
    /// Where the next page begins: the number before which its versions lie; `None` on the last page.
    pub next: Option<u32>,
}

impl PolicyHistory {
    /// The page for machines.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let item = |version: &PolicyVersion| {
            let email = version.author.person().and_then(|id| self.people.get(id));
            json!({
                "version": version.version,
                "inForce": version.version == self.current,
                "savedAt": version.at,
                "by": version.author.name(),
                "admin": email.map(EmailAddress::expose),
                "undoneTo": version.undone_to,
                "changes": differences_json(&version.changes),
            })
        };
        json!({ "items": self.versions.iter().map(item).collect::<Vec<_>>(), "next": self.next })
    }
}

/// Differences for machines.
#[must_use]
pub fn differences_json(differences: &[PolicyDifference]) -> Value {
    let one = |found: &PolicyDifference| json!({ "field": found.path(), "before": found.before, "after": found.after });
    differences.iter().map(one).collect()
}

/// A page of versions before `before`, newest first.
///
/// # Errors
/// [`AppError::NotFound`] without such a project.
pub async fn policy_history(
    store: &Store,
    project: &ProjectId,
    before: Option<u32>,
    count: u32,
) -> Result<PolicyHistory, AppError> {
    let mut tx = store.read().await?;
    if tx.find_project(project).await?.is_none() {
        return Err(AppError::NotFound("the project"));
    }
    let (current, _) = tx.current_policy(project).await?;
    let count = count.clamp(1, LONGEST_PAGE);
    // One more: what a version changed shows against the one before it.
    let mut records = tx.list_policies(project, before, count + 1).await?;
    let wanted = usize::try_from(count).unwrap_or(usize::MAX);
    let older = (records.len() > wanted).then(|| records.pop()).flatten();
    let next = older.as_ref().and(records.last()).map(|last| last.version);
    let events = changes_logged(&mut tx, project, &records).await?;
    let predecessors = records.iter().skip(1).chain(&older).map(Some).chain([None]);
    let versions: Vec<_> = records
        .iter()
        .zip(predecessors)
        .map(|(record, predecessor)| version(record, predecessor, events.get(&record.version)))
        .collect();
    let mut people = BTreeMap::new();
    for id in versions.iter().filter_map(|version| version.author.person()) {
        if !people.contains_key(id)
            && let Some(found) = tx.find_administrator(id).await?
        {
            people.insert(found.id, found.email);
        }
    }
    Ok(PolicyHistory {
        current,
        versions,
        people,
        next,
    })
}

fn version(record: &PolicyRecord, predecessor: Option<&PolicyRecord>, event: Option<&EventRecord>) -> PolicyVersion {
    let author = match event {
        Some(event) => PolicyAuthor::of(event),
        None if record.version == 1 => PolicyAuthor::Project,
        None => PolicyAuthor::Unknown,
    };
    PolicyVersion {
        version: record.version,
        at: record.at,
        author,
        undone_to: event.and_then(|event| number(&event.detail["undone_to"])),
        changes: predecessor.map_or_else(Vec::new, |before| before.policy.differences(&record.policy)),
    }
}

/// The entries of these versions, by their numbers.
async fn changes_logged(
    tx: &mut Tx,
    project: &ProjectId,
    records: &[PolicyRecord],
) -> Result<BTreeMap<u32, EventRecord>, AppError> {
    let (Some(newest), Some(oldest)) = (records.first(), records.last()) else {
        return Ok(BTreeMap::new());
    };
    let mut filter = EventFilter {
        action: Some(CHANGED.to_owned()),
        from: Some(oldest.at),
        // The entry is of the same moment; beyond it others may lie.
        until: Some(newest.at.plus(Duration::from_secs(1))),
        count: LONGEST_EVENT_PAGE,
        ..EventFilter::default()
    };
    let mut found = BTreeMap::new();
    loop {
        let page = tx.list_events(project, &filter).await?;
        for event in page.events {
            if let Some(version) = number(&event.detail["version"]) {
                found.insert(version, event);
            }
        }
        filter.after = page.next;
        if filter.after.is_none() {
            return Ok(found);
        }
    }
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok())
}

/// What differs between two versions of a policy.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The version in force.
    pub current: u32,
    /// The version from which it is seen.
    pub from: u32,
    /// The other one.
    pub to: u32,
    /// What differs.
    pub differences: Vec<PolicyDifference>,
}

/// Compares two versions; without numbers, the one in force with the one before it.
///
/// # Errors
/// [`AppError::NotFound`] without such a project or version.
pub async fn compare_policies(
    store: &Store,
    project: &ProjectId,
    from: Option<u32>,
    to: Option<u32>,
) -> Result<Comparison, AppError> {
    let mut tx = store.read().await?;
    if tx.find_project(project).await?.is_none() {
        return Err(AppError::NotFound("the project"));
    }
    let (current, _) = tx.current_policy(project).await?;
    let to = to.unwrap_or(current);
    let from = from.unwrap_or_else(|| to.saturating_sub(1).max(1));
    let (before, after) = (find(&mut tx, project, from).await?, find(&mut tx, project, to).await?);
    Ok(Comparison {
        current,
        from,
        to,
        differences: before.differences(&after),
    })
}

/// A certain version.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn policy_version(store: &Store, project: &ProjectId, version: u32) -> Result<Policy, AppError> {
    find(&mut store.read().await?, project, version).await
}
