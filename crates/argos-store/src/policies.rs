//! The versions of a project's policy. A version never changes once written.

use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;
use argos_domain::policy::Policy;

const TABLE: &str = "policy";

const CURRENT: &str =
    "SELECT project_id, version, rules FROM policy WHERE project_id = $1 ORDER BY version DESC LIMIT 1";
const FIND: &str = "SELECT project_id, rules FROM policy WHERE project_id = $1 AND version = $2";
const LATEST_VERSION: &str =
    "SELECT project_id, version FROM policy WHERE project_id = $1 ORDER BY version DESC LIMIT 1";
const INSERT: &str = "INSERT INTO policy (project_id, version, rules, created_at) VALUES ($1, $2, $3, $4)";

impl Tx {
    /// The policy in force, with its version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such project, [`StoreError::Row`] when the row cannot be understood.
    pub async fn current_policy(&mut self, project: &ProjectId) -> Result<(u32, Policy), StoreError> {
        let row = self.engine.optional(TABLE, CURRENT, values![project]).await?;
        let row = row.ok_or_else(|| StoreError::NotFound {
            table: TABLE,
            row: project.to_string(),
        })?;
        Ok((row.number("version")?, row.json("rules")?))
    }

    /// A certain version of a policy.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none, [`StoreError::Row`] when the row cannot be understood.
    pub async fn policy(&mut self, project: &ProjectId, version: u32) -> Result<Policy, StoreError> {
        let row = self.engine.optional(TABLE, FIND, values![project, version]).await?;
        row.ok_or_else(|| StoreError::NotFound {
            table: TABLE,
            row: format!("{project}/{version}"),
        })?
        .json("rules")
    }

    /// Adds the next version and returns its number; from now on it is in force.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when there is no such project, [`StoreError::Conflict`] when someone else added
    /// one at the same time.
    pub async fn insert_policy(
        &mut self,
        project: &ProjectId,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let latest = match self.engine.optional(TABLE, LATEST_VERSION, values![project]).await? {
            Some(row) => row.number::<u32>("version")?,
            None => 0,
        };
        let version = latest.saturating_add(1);
        let rules = serde_json::to_string(policy)
            .map_err(|_| StoreError::InvalidArgument("the policy cannot be written as JSON"))?;
        self.engine
            .execute(INSERT, values![project, version, rules, now])
            .await?;
        Ok(version)
    }
}
