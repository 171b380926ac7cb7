//! Administrators who review for every project that leaves its reviews to the platform.

use crate::value::values;
use crate::{Administrator, StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::AdministratorId;

const TABLE: &str = "platform_agent";

const ADD: &str = "INSERT INTO platform_agent (administrator_id, added_at) VALUES ($1, $2) \
     ON CONFLICT (administrator_id) DO NOTHING";
const REMOVE: &str = "DELETE FROM platform_agent WHERE administrator_id = $1";
const FIND: &str = "SELECT administrator_id FROM platform_agent WHERE administrator_id = $1";
const ALL: &str = "SELECT administrator.id, administrator.email, administrator.created_at \
     FROM platform_agent JOIN administrator ON administrator.id = platform_agent.administrator_id \
     ORDER BY platform_agent.added_at, administrator.id";

impl Tx {
    /// Makes an administrator an agent of the platform; answers whether they were none before.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when there is no such administrator.
    pub async fn add_platform_agent(&mut self, id: &AdministratorId, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.engine.execute(ADD, values![id, now]).await? > 0)
    }

    /// Ends that; answers whether they were one.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn remove_platform_agent(&mut self, id: &AdministratorId) -> Result<bool, StoreError> {
        Ok(self.engine.execute(REMOVE, values![id]).await? > 0)
    }

    /// Whether an administrator is an agent of the platform.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn is_platform_agent(&mut self, id: &AdministratorId) -> Result<bool, StoreError> {
        Ok(self.engine.optional(TABLE, FIND, values![id]).await?.is_some())
    }

    /// All agents of the platform, in the order in which they were added.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn platform_agents(&mut self) -> Result<Vec<Administrator>, StoreError> {
        let mut agents = Vec::new();
        for row in self.engine.all(TABLE, ALL, values![]).await? {
            agents.push(self.read_administrator(&row).await?);
        }
        Ok(agents)
    }
}
