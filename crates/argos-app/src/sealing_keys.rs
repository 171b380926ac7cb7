//! The SecretKey of a project: the customer keeps it, Argos gets the public half and seals decided submissions to it.

use crate::app::App;
use crate::caller::Staff;
use crate::error::AppError;
use crate::event_log::Entry;
use crate::projects::require;
use argos_crypto::SealingPublicKey;
use argos_domain::id::ProjectId;
use argos_domain::role::Permission;
pub use argos_store::SealingKey;
use argos_store::StoreError;
use serde_json::json;

/// The project's keys: the one in use first, if there is one, then earlier ones, latest first.
///
/// # Errors
/// Only our own faults, an exchanged key among them.
pub async fn sealing_keys(app: &App, project: &ProjectId) -> Result<Vec<SealingKey>, AppError> {
    Ok(app.store().read().await?.sealing_keys(project).await?)
}

/// From now on decided submissions are sealed to the SecretKey of which this is the public half, instead of an earlier one.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] when it is no public key, or the project had it before.
pub async fn begin_sealing(app: &App, staff: &Staff, project: &ProjectId, public_key: &str) -> Result<(), AppError> {
    let invalid = |message: String| AppError::Invalid {
        field: "public_key",
        message,
    };
    let public_key = SealingPublicKey::from_text(public_key).map_err(|error| invalid(error.to_string()))?;
    let now = app.now();
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::ChangeSettings).await?;
    let replaced = tx
        .sealing_keys(project)
        .await?
        .into_iter()
        .find(|key| key.ended_at.is_none());
    match tx.begin_sealing(project, &public_key, &staff.id, now).await {
        Err(StoreError::Conflict(_)) => {
            return Err(invalid(
                "this project already has or had this SecretKey; make a new one".to_owned(),
            ));
        }
        other => other?,
    }
    let caller = staff.into();
    let detail = json!({
        "key_id": public_key.key_id().to_string(),
        "replaced_key_id": replaced.map(|key| key.public_key.key_id().to_string()),
    });
    let entry = Entry::of_project(project, &caller, "secret_key_set", detail);
    entry.write(&mut tx, app.random(), now).await?;
    Ok(tx.commit().await?)
}

/// From now on decided submissions are not sealed any more; what is sealed stays so.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::Conflict`] when the project has no SecretKey.
pub async fn end_sealing(app: &App, staff: &Staff, project: &ProjectId) -> Result<(), AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::ChangeSettings).await?;
    if !tx.end_sealing(project, now).await? {
        return Err(AppError::Conflict("this project has no SecretKey".to_owned()));
    }
    let caller = staff.into();
    let entry = Entry::of_project(project, &caller, "secret_key_ended", json!({}));
    entry.write(&mut tx, app.random(), now).await?;
    Ok(tx.commit().await?)
}
