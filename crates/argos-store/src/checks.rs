//! The checks of a submission and the score they came to.

use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::check::{CheckResult, Step};
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::score::Score;

const TABLE: &str = "check_result";

const DELETE_OF_STEP: &str = "DELETE FROM check_result WHERE project_id = $1 AND submission_id = $2 AND step = $3";
const INSERT: &str = "INSERT INTO check_result (project_id, submission_id, step, name, place, result) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const OF_SUBMISSION: &str = "SELECT submission_id, step, name, result FROM check_result \
     WHERE project_id = $1 AND submission_id = $2 ORDER BY step, place";
const SAVE_SCORE: &str = "INSERT INTO score (project_id, submission_id, score) VALUES ($1, $2, $3) \
     ON CONFLICT (project_id, submission_id) DO UPDATE SET score = excluded.score";
const FIND_SCORE: &str = "SELECT submission_id, score FROM score WHERE project_id = $1 AND submission_id = $2";

impl Tx {
    /// Replaces the checks of a step, all of them, in the order given. A check may occur once.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when the project has no such submission, [`StoreError::Conflict`] when a check
    /// occurs twice.
    pub async fn replace_checks(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        step: Step,
        checks: &[CheckResult],
    ) -> Result<(), StoreError> {
        self.engine
            .execute(DELETE_OF_STEP, values![project, submission, step.name()])
            .await?;
        for (check, place) in checks.iter().zip(0_i64..) {
            let name = check.name.name();
            let row = row_name(submission, step.name(), name);
            // Sealed as a whole: a value can be a person's age.
            let result = self.seal_json(place_of(project, &row), "result", check).await?;
            self.engine
                .execute(INSERT, values![project, submission, step.name(), name, place, result])
                .await?;
        }
        Ok(())
    }

    /// All checks of a submission: those of the document step, then those of the selfie step.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn checks(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
    ) -> Result<Vec<CheckResult>, StoreError> {
        let mut checks = Vec::new();
        for row in self
            .engine
            .all(TABLE, OF_SUBMISSION, values![project, submission])
            .await?
        {
            let name = row_name(submission, &row.text("step")?, &row.text("name")?);
            checks.push(
                self.open_json(place_of(project, &name), "result", &row.bytes("result")?)
                    .await?,
            );
        }
        Ok(checks)
    }

    /// Keeps the score of a submission, instead of an earlier one.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when the project has no such submission.
    pub async fn save_score(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        score: &Score,
    ) -> Result<(), StoreError> {
        let score = serde_json::to_string(score)
            .map_err(|_| StoreError::InvalidArgument("the score cannot be written as JSON"))?;
        self.engine
            .execute(SAVE_SCORE, values![project, submission, score])
            .await?;
        Ok(())
    }

    /// The score of a submission, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Row`] when the row cannot be understood.
    pub async fn score(&mut self, project: &ProjectId, submission: &SubmissionId) -> Result<Option<Score>, StoreError> {
        let row = self
            .engine
            .optional("score", FIND_SCORE, values![project, submission])
            .await?;
        row.map(|row| row.json("score")).transpose()
    }
}

fn row_name(submission: &SubmissionId, step: &str, check: &str) -> String {
    format!("{submission}/{step}/{check}")
}

fn place_of<'a>(project: &'a ProjectId, row: &'a str) -> Place<'a> {
    Place {
        table: TABLE,
        row,
        scope: project.as_str(),
    }
}
