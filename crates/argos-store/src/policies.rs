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
const LIST: &str = "SELECT project_id, version, rules, created_at FROM policy \
     WHERE project_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
const LATEST_VERSION: &str =
    "SELECT project_id, version FROM policy WHERE project_id = $1 ORDER BY version DESC LIMIT 1";
const INSERT: &str = "INSERT INTO policy (project_id, version, rules, created_at) VALUES ($1, $2, $3, $4)";

/// A version as it was saved.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyRecord {
    /// Its number; the first is 1.
    pub version: u32,
    /// When it was saved.
    pub at: Timestamp,
    /// The policy itself.
    pub policy: Policy,
}

impl Tx {
    /// Up to `count` versions before `before`, newest first; without `before` from the one in force.
    ///
    /// # Errors
    /// [`StoreError::Row`] when a row cannot be understood.
    pub async fn list_policies(
        &mut self,
        project: &ProjectId,
        before: Option<u32>,
        count: u32,
    ) -> Result<Vec<PolicyRecord>, StoreError> {
        let before = before.map_or(i64::MAX, i64::from);
        let rows = self.engine.all(TABLE, LIST, values![project, before, count]).await?;
        let record = |row: &crate::row::Row| {
            Ok(PolicyRecord {
                version: row.number("version")?,
                at: row.time("created_at")?,
                policy: row.json("rules")?,
            })
        };
        rows.iter().map(record).collect()
    }

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
        let found = self.find_policy(project, version).await?;
        found.ok_or_else(|| StoreError::NotFound {
            table: TABLE,
            row: format!("{project}/{version}"),
        })
    }

    /// A certain version of a policy, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Row`] when the row cannot be understood.
    pub async fn find_policy(&mut self, project: &ProjectId, version: u32) -> Result<Option<Policy>, StoreError> {
        let row = self.engine.optional(TABLE, FIND, values![project, version]).await?;
        row.map(|row| row.json("rules")).transpose()
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
