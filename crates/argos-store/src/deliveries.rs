//! The attempts to deliver webhooks.

use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{JobId, ProjectId, SubmissionId};

const TABLE: &str = "delivery";

/// One attempt to deliver a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// The job that delivers it.
    pub job_id: JobId,
    /// The project concerned.
    pub project_id: ProjectId,
    /// The submission that it is about.
    pub submission_id: SubmissionId,
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

const RECORD: &str = "INSERT INTO delivery (job_id, attempt, project_id, submission_id, webhook_trigger, attempted_at, \
     status_code, duration_ms, error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const OF_SUBMISSION: &str = "SELECT job_id, attempt, project_id, submission_id, webhook_trigger, attempted_at, \
     status_code, duration_ms, error FROM delivery WHERE project_id = $1 AND submission_id = $2 \
     ORDER BY attempted_at, job_id, attempt";

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
            &delivery.submission_id,
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
    ) -> Result<Vec<DeliveryRecord>, StoreError> {
        let mut deliveries = Vec::new();
        for row in self
            .engine
            .all(TABLE, OF_SUBMISSION, values![project, submission])
            .await?
        {
            let job_id: JobId = row.id("job_id")?;
            let attempt = row.number("attempt")?;
            let name = row_name(&job_id, attempt);
            let place = Place {
                table: TABLE,
                row: &name,
                scope: project.as_str(),
            };
            let error = match row.optional_bytes("error")? {
                Some(sealed) => Some(self.open_text(place, "error", &sealed).await?.as_str().to_owned()),
                None => None,
            };
            deliveries.push(DeliveryRecord {
                job_id,
                project_id: row.id("project_id")?,
                submission_id: row.id("submission_id")?,
                trigger: row.text("webhook_trigger")?,
                attempt,
                at: row.time("attempted_at")?,
                status_code: row.optional_number("status_code")?,
                duration_ms: row.number("duration_ms")?,
                error,
            });
        }
        Ok(deliveries)
    }
}

fn row_name(job: &JobId, attempt: u32) -> String {
    format!("{job}/{attempt}")
}
