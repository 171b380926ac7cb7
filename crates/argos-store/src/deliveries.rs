//! The attempts to deliver webhooks, and what is still to come of each message.

use crate::job_outcomes::JobState;
use crate::row::Row;
use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{JobId, ProjectId, SubmissionId};

const TABLE: &str = "delivery";

/// The most attempts that one page holds.
pub const LONGEST_DELIVERY_PAGE: u32 = 200;

/// One attempt to deliver a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// The job that delivers it; also the message's id.
    pub job_id: JobId,
    /// The project concerned.
    pub project_id: ProjectId,
    /// The submission that it is about; `None` for a test.
    pub submission_id: Option<SubmissionId>,
    /// The `webhook_trigger` value.
    pub trigger: String,
    /// Which attempt of the job it was, from 1.
    pub attempt: u32,
    /// When it was made.
    pub at: Timestamp,
    /// The HTTP status of the answer, if there was one.
    pub status_code: Option<u16>,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
    /// What went wrong, if anything did; sealed, since it comes from outside.
    pub error: Option<String>,
}

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// The receiver took the message.
    Delivered,
    /// A later attempt of the same message was begun.
    Followed,
    /// The message waits for its next attempt until then.
    Waiting(Timestamp),
    /// No further attempt is made.
    GivenUp,
}

/// An attempt with what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedDelivery {
    /// The attempt.
    pub record: DeliveryRecord,
    /// What follows.
    pub outlook: Outlook,
}

/// The last attempt of a page: the next page begins after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryCursor {
    /// When it was made.
    pub at: Timestamp,
    /// Its message.
    pub job_id: JobId,
    /// Its number.
    pub attempt: u32,
}

/// Which attempts are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// Only those that failed.
    pub only_failed: bool,
    /// How many at most, 1 to [`LONGEST_DELIVERY_PAGE`]; values beyond are clamped.
    pub count: u32,
    /// The [`DeliveryPage::next`] of the page before.
    pub after: Option<DeliveryCursor>,
}

/// A page of attempts, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryPage {
    /// The attempts.
    pub deliveries: Vec<LoggedDelivery>,
    /// Where the next page begins; `None` on the last page.
    pub next: Option<DeliveryCursor>,
}

const RECORD: &str = "INSERT INTO delivery (job_id, attempt, project_id, submission_id, webhook_trigger, attempted_at, \
     status_code, duration_ms, error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT delivery.job_id, delivery.attempt, delivery.project_id, delivery.submission_id, \
             delivery.webhook_trigger, delivery.attempted_at, delivery.status_code, delivery.duration_ms, delivery.error, \
             job.state AS job_state, job.attempts AS job_attempts, job.due_at AS job_due_at \
             FROM delivery LEFT JOIN job ON job.id = delivery.job_id WHERE delivery.project_id = $1 ",
            $rest
        )
    };
}

const OF_SUBMISSION: &str =
    select!("AND delivery.submission_id = $2 ORDER BY delivery.attempted_at, delivery.job_id, delivery.attempt");
const LAST_OF_MESSAGE: &str = select!("AND delivery.job_id = $2 ORDER BY delivery.attempt DESC LIMIT 1");
const LIST: &str = select!(
    "AND (delivery.attempted_at, delivery.job_id, delivery.attempt) < ($2, $3, $4) \
     ORDER BY delivery.attempted_at DESC, delivery.job_id DESC, delivery.attempt DESC LIMIT $5"
);
const LIST_FAILED: &str = select!(
    "AND delivery.error IS NOT NULL \
     AND (delivery.attempted_at, delivery.job_id, delivery.attempt) < ($2, $3, $4) \
     ORDER BY delivery.attempted_at DESC, delivery.job_id DESC, delivery.attempt DESC LIMIT $5"
);

impl Tx {
    /// Keeps an attempt.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when this attempt of the job was recorded already, [`StoreError::MissingReference`] when
    /// the project has no such submission.
    pub async fn record_delivery(&mut self, delivery: &DeliveryRecord) -> Result<(), StoreError> {
        let row = row_name(&delivery.job_id, delivery.attempt);
        let place = Place {
            table: TABLE,
            row: &row,
            scope: delivery.project_id.as_str(),
        };
        let error = match &delivery.error {
            Some(error) => Some(self.seal(place, "error", error.as_bytes()).await?),
            None => None,
        };
        let values = values![
            &delivery.job_id,
            delivery.attempt,
            &delivery.project_id,
            delivery.submission_id.as_ref(),
            delivery.trigger.as_str(),
            delivery.at,
            delivery.status_code,
            delivery.duration_ms,
            error,
        ];
        self.engine.execute(RECORD, values).await?;
        Ok(())
    }

    /// The attempts to tell of a submission, in order.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn deliveries_of(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
    ) -> Result<Vec<LoggedDelivery>, StoreError> {
        let rows = self
            .engine
            .all(TABLE, OF_SUBMISSION, values![project, submission])
            .await?;
        let mut deliveries = Vec::with_capacity(rows.len());
        for row in &rows {
            deliveries.push(self.read_delivery(row).await?);
        }
        Ok(deliveries)
    }

    /// The last attempt to deliver a message of the project, if there was one.
    ///
    /// # Errors
    /// As [`Tx::deliveries_of`].
    pub async fn last_delivery(
        &mut self,
        project: &ProjectId,
        message: &JobId,
    ) -> Result<Option<LoggedDelivery>, StoreError> {
        let row = self.engine.optional(TABLE, LAST_OF_MESSAGE, values![project, message]);
        match row.await? {
            Some(row) => self.read_delivery(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The attempts of a project that pass the filter, newest first.
    ///
    /// # Errors
    /// As [`Tx::deliveries_of`].
    pub async fn list_deliveries(
        &mut self,
        project: &ProjectId,
        filter: &DeliveryFilter,
    ) -> Result<DeliveryPage, StoreError> {
        let count = filter.count.clamp(1, LONGEST_DELIVERY_PAGE);
        let (at, message, attempt) = match &filter.after {
            Some(cursor) => (cursor.at.microseconds(), cursor.job_id.as_str(), cursor.attempt),
            None => (i64::MAX, "", 0),
        };
        // One more than wanted tells whether there is a next page.
        let values = values![project, at, message, attempt, count + 1];
        let sql = if filter.only_failed { LIST_FAILED } else { LIST };
        let rows = self.engine.all(TABLE, sql, values).await?;
        let wanted = usize::try_from(count).unwrap_or(usize::MAX);
        let mut deliveries = Vec::with_capacity(rows.len().min(wanted));
        for row in rows.iter().take(wanted) {
            deliveries.push(self.read_delivery(row).await?);
        }
        let more = rows.len() > wanted;
        let next = deliveries.last().filter(|_| more).map(|last| DeliveryCursor {
            at: last.record.at,
            job_id: last.record.job_id.clone(),
            attempt: last.record.attempt,
        });
        Ok(DeliveryPage { deliveries, next })
    }

    async fn read_delivery(&mut self, row: &Row) -> Result<LoggedDelivery, StoreError> {
        let job_id: JobId = row.id("job_id")?;
        let project_id: ProjectId = row.id("project_id")?;
        let attempt = row.number("attempt")?;
        let name = row_name(&job_id, attempt);
        let place = Place {
            table: TABLE,
            row: &name,
            scope: project_id.as_str(),
        };
        let error = match row.optional_bytes("error")? {
            Some(sealed) => Some(self.open_text(place, "error", &sealed).await?.as_str().to_owned()),
            None => None,
        };
        Ok(LoggedDelivery {
            outlook: outlook(row, attempt, error.is_none())?,
            record: DeliveryRecord {
                job_id,
                project_id,
                submission_id: row.optional_id("submission_id")?,
                trigger: row.text("webhook_trigger")?,
                attempt,
                at: row.time("attempted_at")?,
                status_code: row.optional_number("status_code")?,
                duration_ms: row.number("duration_ms")?,
                error,
            },
        })
    }
}

fn outlook(row: &Row, attempt: u32, delivered: bool) -> Result<Outlook, StoreError> {
    if delivered {
        return Ok(Outlook::Delivered);
    }
    // A job that is gone is not tried again.
    let Some(state) = row.optional_text("job_state")? else {
        return Ok(Outlook::GivenUp);
    };
    if row.number::<u32>("job_attempts")? > attempt {
        return Ok(Outlook::Followed);
    }
    let ended = [JobState::GivenUp, JobState::Finished];
    if ended.iter().any(|ended| ended.name() == state) {
        Ok(Outlook::GivenUp)
    } else {
        Ok(Outlook::Waiting(row.time("job_due_at")?))
    }
}

fn row_name(job: &JobId, attempt: u32) -> String {
    format!("{job}/{attempt}")
}
