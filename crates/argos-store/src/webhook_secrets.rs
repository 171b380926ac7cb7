//! Changing the secret that signs a project's webhooks.

use crate::projects::{not_found, place_of};
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::WebhookSecret;
use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;

const REPLACE: &str = "UPDATE project SET webhook_secret = $2, previous_webhook_secret = $3, \
     previous_webhook_secret_until = $4 WHERE id = $1";
const FORGET: &str = "UPDATE project SET previous_webhook_secret = NULL, previous_webhook_secret_until = NULL \
     WHERE previous_webhook_secret_until <= $1";

impl Tx {
    /// Gives a project a new webhook secret. The one before goes on signing until `overlap_until`, or ends at once; an
    /// even earlier one ends in any case.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such project.
    pub async fn replace_webhook_secret(
        &mut self,
        project: &ProjectId,
        secret: &WebhookSecret,
        overlap_until: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let before = self.project_secrets(project).await?.webhook_secret;
        let place = place_of(project);
        let sealed = self.seal(place, "webhook_secret", secret.expose().as_bytes()).await?;
        let previous = match overlap_until {
            Some(_) => Some(
                self.seal(place, "previous_webhook_secret", before.expose().as_bytes())
                    .await?,
            ),
            None => None,
        };
        let values = values![project, sealed, previous, overlap_until];
        match self.engine.execute(REPLACE, values).await? {
            0 => Err(not_found(project)),
            _ => Ok(()),
        }
    }

    /// Deletes the previous webhook secrets whose time is over.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_webhook_secrets(&mut self, now: Timestamp) -> Result<(), StoreError> {
        self.engine.execute(FORGET, values![now]).await?;
        Ok(())
    }
}
