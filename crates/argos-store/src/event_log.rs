//! The log of what happened to submissions and projects. It is only added to.

use crate::keyring::INSTALLATION;
use crate::row::Row;
use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, EventId, ProjectId, SubmissionId};
use argos_domain::personal::PersonalText;

pub(crate) const TABLE: &str = "event_log";

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Argos itself.
    System,
    /// The person being verified.
    Applicant,
    /// A person in the dashboard.
    Administrator(AdministratorId),
    /// The customer's server, by API key.
    ApiKey,
}

impl Actor {
    /// The actor's name as stored.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Applicant => "applicant",
            Self::Administrator(_) => "administrator",
            Self::ApiKey => "api_key",
        }
    }

    pub(crate) const fn administrator(&self) -> Option<&AdministratorId> {
        match self {
            Self::Administrator(id) => Some(id),
            Self::System | Self::Applicant | Self::ApiKey => None,
        }
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRecord {
    /// Its id.
    pub id: EventId,
    /// The project concerned, if it is about one.
    pub project_id: Option<ProjectId>,
    /// The submission concerned, if it is about one.
    pub submission_id: Option<SubmissionId>,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// The address from which it was asked for; stored sealed.
    pub address: Option<PersonalText>,
    /// What was done, such as `submission.approved`.
    pub action: String,
    /// Particulars. It is stored as it is: no personal data may be in it.
    pub detail: serde_json::Value,
    /// What it was before and is now; stored sealed.
    pub change: Option<serde_json::Value>,
}

const APPEND: &str = "INSERT INTO event_log \
     (id, project_id, submission_id, happened_at, actor, actor_id, action, detail, address, change) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const OF_SUBMISSION: &str = "SELECT id, project_id, submission_id, happened_at, actor, actor_id, action, detail, \
     address, change FROM event_log WHERE project_id = $1 AND submission_id = $2 ORDER BY sequence";
const OF_ACCESS: &str = "SELECT id, project_id, submission_id, happened_at, actor, actor_id, action, detail, \
     address, change FROM event_log WHERE project_id = $1 AND substr(action, 1, 7) = 'access_' \
     ORDER BY sequence DESC LIMIT $2";
const OF_ACCOUNT: &str = "SELECT id, project_id, submission_id, happened_at, actor, actor_id, action, detail, \
     address, change FROM event_log WHERE actor_id = $1 AND project_id IS NULL ORDER BY sequence DESC LIMIT $2";

impl Tx {
    /// Adds an entry.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id exists already.
    pub async fn append_event(&mut self, event: &EventRecord) -> Result<(), StoreError> {
        let place = place_of(&event.id, event.project_id.as_ref());
        let address = match &event.address {
            Some(address) => Some(self.seal(place, "address", address.expose().as_bytes()).await?),
            None => None,
        };
        let change = match &event.change {
            Some(change) => Some(self.seal_json(place, "change", change).await?),
            None => None,
        };
        let values = values![
            &event.id,
            event.project_id.as_ref(),
            event.submission_id.as_ref(),
            event.at,
            event.actor.name(),
            event.actor.administrator(),
            event.action.as_str(),
            event.detail.to_string(),
            address,
            change,
        ];
        self.engine.execute(APPEND, values).await?;
        if let (Some(project), Some(submission)) = (&event.project_id, &event.submission_id) {
            self.to_seal.touched(project, submission);
        }
        Ok(())
    }

    /// What happened to a submission, in order.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn events_of(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
    ) -> Result<Vec<EventRecord>, StoreError> {
        let rows = self
            .engine
            .all(TABLE, OF_SUBMISSION, values![project, submission])
            .await?;
        self.read_events(&rows).await
    }

    /// The latest entries about who has access to a project (actions that begin with `access_`), newest first.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn events_of_access(&mut self, project: &ProjectId, limit: u32) -> Result<Vec<EventRecord>, StoreError> {
        let rows = self.engine.all(TABLE, OF_ACCESS, values![project, limit]).await?;
        self.read_events(&rows).await
    }

    /// The latest entries of an administrator that are about no project, but about the account itself, newest first.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn events_of_account(
        &mut self,
        administrator: &AdministratorId,
        limit: u32,
    ) -> Result<Vec<EventRecord>, StoreError> {
        let rows = self
            .engine
            .all(TABLE, OF_ACCOUNT, values![administrator, limit])
            .await?;
        self.read_events(&rows).await
    }

    pub(crate) async fn read_events(&mut self, rows: &[Row]) -> Result<Vec<EventRecord>, StoreError> {
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            events.push(self.read_event(row).await?);
        }
        Ok(events)
    }

    async fn read_event(&mut self, row: &Row) -> Result<EventRecord, StoreError> {
        let mut event = read_clear_columns(row)?;
        let (id, project) = (event.id.clone(), event.project_id.clone());
        let place = place_of(&id, project.as_ref());
        if let Some(sealed) = row.optional_bytes("address")? {
            let address = self.open_text(place, "address", &sealed).await?;
            event.address = Some(PersonalText::new(address.as_str()));
        }
        if let Some(sealed) = row.optional_bytes("change")? {
            event.change = Some(self.open_json(place, "change", &sealed).await?);
        }
        Ok(event)
    }
}

fn place_of<'a>(id: &'a EventId, project: Option<&'a ProjectId>) -> Place<'a> {
    Place {
        table: TABLE,
        row: id.as_str(),
        scope: project.map_or(INSTALLATION, ProjectId::as_str),
    }
}

fn read_clear_columns(row: &Row) -> Result<EventRecord, StoreError> {
    let actor = match (row.text("actor")?.as_str(), row.optional_id("actor_id")?) {
        ("system", None) => Actor::System,
        ("applicant", None) => Actor::Applicant,
        ("api_key", None) => Actor::ApiKey,
        ("administrator", Some(id)) => Actor::Administrator(id),
        _ => return Err(row.wrong("actor", "not a known actor, or with an id where none belongs")),
    };
    Ok(EventRecord {
        id: row.id("id")?,
        project_id: row.optional_id("project_id")?,
        submission_id: row.optional_id("submission_id")?,
        at: row.time("happened_at")?,
        actor,
        action: row.text("action")?,
        detail: row.json("detail")?,
        address: None,
        change: None,
    })
}
