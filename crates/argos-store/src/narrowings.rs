//! What holds for single submissions only: to which documents they are limited, which rules are switched. Written once,
//! at the start.

use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::submission::{Narrowing, RuleOverrides};
use serde::Serialize;

const TABLE: &str = "submission";

const SET: &str = "UPDATE submission SET narrowing = $3 WHERE project_id = $1 AND id = $2";
const FIND: &str = "SELECT id, narrowing FROM submission WHERE project_id = $1 AND id = $2 AND narrowing IS NOT NULL";
const SET_OVERRIDES: &str = "UPDATE submission SET overrides = $3 WHERE project_id = $1 AND id = $2";
const FIND_OVERRIDES: &str =
    "SELECT id, overrides FROM submission WHERE project_id = $1 AND id = $2 AND overrides IS NOT NULL";

impl Tx {
    /// Limits a submission to some documents.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the project has no such submission.
    pub async fn set_narrowing(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        narrowing: &Narrowing,
    ) -> Result<(), StoreError> {
        self.set_rules(SET, project, id, narrowing).await
    }

    /// Switches rules of the policy on or off for a submission.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the project has no such submission.
    pub async fn set_rule_overrides(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
        overrides: &RuleOverrides,
    ) -> Result<(), StoreError> {
        self.set_rules(SET_OVERRIDES, project, id, overrides).await
    }

    async fn set_rules<T: Serialize + Sync>(
        &mut self,
        sql: &'static str,
        project: &ProjectId,
        id: &SubmissionId,
        rules: &T,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(rules)
            .map_err(|_| StoreError::InvalidArgument("the rules cannot be written as JSON"))?;
        match self.engine.execute(sql, values![project, id, text]).await? {
            0 => Err(StoreError::NotFound {
                table: TABLE,
                row: id.to_string(),
            }),
            _ => Ok(()),
        }
    }

    /// The limits of a submission; none when it has none, or does not exist.
    ///
    /// # Errors
    /// [`StoreError::Row`] when they cannot be understood.
    pub async fn narrowing(&mut self, project: &ProjectId, id: &SubmissionId) -> Result<Narrowing, StoreError> {
        match self.engine.optional(TABLE, FIND, values![project, id]).await? {
            Some(row) => row.json("narrowing"),
            None => Ok(Narrowing::default()),
        }
    }

    /// The rules that are switched for a submission; none when it does not exist.
    ///
    /// # Errors
    /// [`StoreError::Row`] when they cannot be understood.
    pub async fn rule_overrides(
        &mut self,
        project: &ProjectId,
        id: &SubmissionId,
    ) -> Result<RuleOverrides, StoreError> {
        match self
            .engine
            .optional(TABLE, FIND_OVERRIDES, values![project, id])
            .await?
        {
            Some(row) => row.json("overrides"),
            None => Ok(RuleOverrides::default()),
        }
    }
}
