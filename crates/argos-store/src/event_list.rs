//! The event log of a project in pages, filtered.

use crate::event_log::{EventRecord, TABLE};
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, EventId, ProjectId};

/// The most entries that one page holds.
pub const LONGEST_EVENT_PAGE: u32 = 500;

/// Whose entries are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorFilter {
    /// Those of a kind: `system`, `applicant`, `administrator` or `api_key`.
    Kind(String),
    /// Those of one administrator.
    Administrator(AdministratorId),
}

/// Which entries are wanted; what is `None` does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// What was done.
    pub action: Option<String>,
    /// By whom.
    pub actor: Option<ActorFilter>,
    /// At this moment or later.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// How many at most, 1 to [`LONGEST_EVENT_PAGE`]; values beyond are clamped.
    pub count: u32,
    /// The [`EventPage::next`] of the page before.
    pub after: Option<EventId>,
}

/// A page of entries, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPage {
    /// The entries.
    pub events: Vec<EventRecord>,
    /// The last entry, after which the next page begins; `None` on the last page.
    pub next: Option<EventId>,
}

/// `$1` project, `$2` and `$3` moments, `$4` cursor, `$5` action, `$6` kind of actor, `$7` count, then an administrator.
macro_rules! list {
    ($administrator:literal) => {
        concat!(
            "SELECT id, project_id, submission_id, happened_at, actor, actor_id, action, detail, address, change \
             FROM event_log WHERE project_id = $1 AND happened_at >= $2 AND happened_at < $3 \
             AND sequence < COALESCE((SELECT sequence FROM event_log WHERE id = $4 AND project_id = $1), $8) \
             AND action = COALESCE($5, action) AND actor = COALESCE($6, actor) ",
            $administrator,
            " ORDER BY sequence DESC LIMIT $7"
        )
    };
}

// Two statements, so that each can use its index.
const LIST: &str = list!("");
const LIST_OF_ADMINISTRATOR: &str = list!("AND actor_id = $9");

/// Jumps from one action to the next in the index instead of reading the whole log.
const ACTIONS: &str = "WITH RECURSIVE known (action) AS ( \
         SELECT MIN(action) FROM event_log WHERE project_id = $1 \
         UNION ALL SELECT (SELECT MIN(later.action) FROM event_log later \
             WHERE later.project_id = $1 AND later.action > known.action) FROM known WHERE known.action IS NOT NULL \
     ) SELECT action FROM known WHERE action IS NOT NULL ORDER BY action";

impl Tx {
    /// The entries about a project and its submissions that pass the filter, newest first. A cursor of another project
    /// starts at the newest.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn list_events(&mut self, project: &ProjectId, filter: &EventFilter) -> Result<EventPage, StoreError> {
        let count = filter.count.clamp(1, LONGEST_EVENT_PAGE);
        let (kind, administrator) = match &filter.actor {
            None => (None, None),
            Some(ActorFilter::Kind(kind)) => (Some(kind.as_str()), None),
            Some(ActorFilter::Administrator(id)) => (None, Some(id)),
        };
        // One more than wanted tells whether there is a next page.
        let mut values = values![
            project,
            filter.from.map_or(i64::MIN, Timestamp::microseconds),
            filter.until.map_or(i64::MAX, Timestamp::microseconds),
            filter.after.as_ref(),
            filter.action.as_deref(),
            kind,
            count + 1,
            i64::MAX,
        ];
        let sql = match administrator {
            None => LIST,
            Some(id) => {
                values.push(id.into());
                LIST_OF_ADMINISTRATOR
            }
        };
        let rows = self.engine.all(TABLE, sql, values).await?;
        let wanted = usize::try_from(count).unwrap_or(usize::MAX);
        let more = rows.len() > wanted;
        let events = self.read_events(rows.get(..wanted).unwrap_or(&rows)).await?;
        let next = events.last().filter(|_| more).map(|last| last.id.clone());
        Ok(EventPage { events, next })
    }

    /// Everything that was ever done in a project, by the names of the actions.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn actions_of_project(&mut self, project: &ProjectId) -> Result<Vec<String>, StoreError> {
        let rows = self.engine.all(TABLE, ACTIONS, values![project]).await?;
        rows.iter().map(|row| row.text("action")).collect()
    }
}
