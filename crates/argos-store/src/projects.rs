//! Projects and their secrets.

use crate::row::Row;
use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::{SecretToken, TokenHash, WebhookSecret, Zeroizing};
use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;
use argos_domain::policy::Policy;
use argos_domain::project::Project;
use std::fmt;

const TABLE: &str = "project";
const PREVIOUS_SECRET: &str = "previous_webhook_secret";

/// The secrets that a project's owner may see.
pub struct ProjectSecrets {
    /// The API key.
    pub api_key: Zeroizing<String>,
    /// The secret that signs webhooks.
    pub webhook_secret: WebhookSecret,
    /// The one before, and until when it signs beside it.
    pub previous_webhook_secret: Option<(WebhookSecret, Timestamp)>,
}

impl fmt::Debug for ProjectSecrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ProjectSecrets(***)")
    }
}

const INSERT: &str = "INSERT INTO project (id, name, created_at, settings, api_key_hash, api_key, webhook_secret) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FIND: &str = "SELECT id, name, created_at, settings FROM project WHERE id = $1";
const FIND_BY_API_KEY: &str = "SELECT id, name, created_at, settings FROM project WHERE api_key_hash = $1";
const LIST: &str = "SELECT id, name, created_at, settings FROM project ORDER BY created_at, id";
const SAVE_SETTINGS: &str = "UPDATE project SET name = $2, settings = $3 WHERE id = $1";
const SECRETS: &str = "SELECT id, api_key, webhook_secret, previous_webhook_secret, \
     previous_webhook_secret_until FROM project WHERE id = $1";

impl Tx {
    /// Adds a project with fresh data keys, its secrets and version 1 of its policy.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id or the API key exists already, [`StoreError::Keys`].
    pub async fn insert_project(
        &mut self,
        project: &Project,
        api_key: &SecretToken,
        webhook_secret: &WebhookSecret,
        policy: &Policy,
    ) -> Result<(), StoreError> {
        let place = place_of(&project.id);
        self.create_keys(place.scope, project.created_at).await?;
        let settings = self.seal_json(place, "settings", &project.settings).await?;
        let sealed_api_key = self.seal(place, "api_key", api_key.expose().as_bytes()).await?;
        let sealed_webhook_secret = self
            .seal(place, "webhook_secret", webhook_secret.expose().as_bytes())
            .await?;
        let values = values![
            &project.id,
            project.name.as_str(),
            project.created_at,
            settings,
            &api_key.hash(),
            sealed_api_key,
            sealed_webhook_secret,
        ];
        self.engine.execute(INSERT, values).await?;
        self.insert_policy(&project.id, policy, project.created_at).await?;
        Ok(())
    }

    /// The project with this id.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when the row cannot be understood.
    pub async fn find_project(&mut self, id: &ProjectId) -> Result<Option<Project>, StoreError> {
        match self.engine.optional(TABLE, FIND, values![id]).await? {
            Some(row) => self.read_project(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The project that has this API key.
    ///
    /// # Errors
    /// As [`Tx::find_project`].
    pub async fn find_project_by_api_key(&mut self, api_key: &TokenHash) -> Result<Option<Project>, StoreError> {
        match self.engine.optional(TABLE, FIND_BY_API_KEY, values![api_key]).await? {
            Some(row) => self.read_project(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// All projects, oldest first.
    ///
    /// # Errors
    /// As [`Tx::find_project`].
    pub async fn list_projects(&mut self) -> Result<Vec<Project>, StoreError> {
        let mut projects = Vec::new();
        for row in self.engine.all(TABLE, LIST, values![]).await? {
            projects.push(self.read_project(&row).await?);
        }
        Ok(projects)
    }

    /// Saves the name and settings of a project.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such project.
    pub async fn save_project_settings(&mut self, project: &Project) -> Result<(), StoreError> {
        // Without the row there is no key to seal with, so the row is looked for first.
        if self.engine.optional(TABLE, FIND, values![&project.id]).await?.is_none() {
            return Err(not_found(&project.id));
        }
        let settings = self
            .seal_json(place_of(&project.id), "settings", &project.settings)
            .await?;
        self.engine
            .execute(SAVE_SETTINGS, values![&project.id, project.name.as_str(), settings])
            .await?;
        Ok(())
    }

    /// The API key and webhook secret of a project.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such project, [`StoreError::Sealed`] when they do not open.
    pub async fn project_secrets(&mut self, id: &ProjectId) -> Result<ProjectSecrets, StoreError> {
        let row = self
            .engine
            .optional(TABLE, SECRETS, values![id])
            .await?
            .ok_or_else(|| not_found(id))?;
        let place = place_of(id);
        let api_key = self.open_text(place, "api_key", &row.bytes("api_key")?).await?;
        let webhook_secret = self
            .open_text(place, "webhook_secret", &row.bytes("webhook_secret")?)
            .await?;
        let webhook_secret = WebhookSecret::from_text(&webhook_secret)
            .map_err(|error| row.wrong("webhook_secret", error.to_string()))?;
        let previous_webhook_secret = match row.optional_bytes(PREVIOUS_SECRET)? {
            Some(sealed) => {
                let previous = self.open_text(place, PREVIOUS_SECRET, &sealed).await?;
                let previous = WebhookSecret::from_text(&previous)
                    .map_err(|error| row.wrong(PREVIOUS_SECRET, error.to_string()))?;
                Some((previous, row.time("previous_webhook_secret_until")?))
            }
            None => None,
        };
        Ok(ProjectSecrets {
            api_key,
            webhook_secret,
            previous_webhook_secret,
        })
    }

    pub(crate) async fn read_project(&mut self, row: &Row) -> Result<Project, StoreError> {
        let id: ProjectId = row.id("id")?;
        let settings = self
            .open_json(place_of(&id), "settings", &row.bytes("settings")?)
            .await?;
        Ok(Project {
            name: row.text("name")?,
            created_at: row.time("created_at")?,
            settings,
            id,
        })
    }
}

pub(crate) fn place_of(id: &ProjectId) -> Place<'_> {
    Place {
        table: TABLE,
        row: id.as_str(),
        scope: id.as_str(),
    }
}

pub(crate) fn not_found(id: &ProjectId) -> StoreError {
    StoreError::NotFound {
        table: TABLE,
        row: id.to_string(),
    }
}
