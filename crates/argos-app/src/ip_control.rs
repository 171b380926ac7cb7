//! IP control: nobody shuts themselves out, and the operator lets people in again.

use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::Entry;
use crate::projects::change_between;
use argos_crypto::SecureRandom;
use argos_domain::clock::Clock;
use argos_domain::id::ProjectId;
use argos_domain::ip_control::{AllowList, IpControl};
use argos_store::Store;
use serde_json::json;

/// Refuses a dashboard list without the address of the person who saves it.
pub(crate) fn keeps_saver_in(staff: &Staff, before: &IpControl, after: &IpControl) -> Result<(), AppError> {
    if before.dashboard == after.dashboard || after.dashboard.allows(staff.address) {
        return Ok(());
    }
    Err(AppError::Invalid {
        field: "ip_control.dashboard",
        message:
            "your own address is not on this list, so you would shut yourself out: add it, or a network that it is in"
                .to_owned(),
    })
}

/// Opens the dashboard of a project to all addresses, from the host: the way back in when everybody is shut out.
/// The answer is whether it was limited.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such project.
pub async fn lift_ip_control(
    store: &Store,
    random: &dyn SecureRandom,
    clock: &dyn Clock,
    project: &ProjectId,
) -> Result<bool, AppError> {
    let mut tx = store.write().await?;
    tx.lock_project(project).await?;
    let found = tx.find_project(project).await?;
    let mut stored = found.ok_or(AppError::NotFound("the project"))?;
    if stored.settings.ip_control.dashboard.is_empty() {
        return Ok(false);
    }
    let before = stored.settings.clone();
    stored.settings.ip_control.dashboard = AllowList::default();
    tx.save_project_settings(&stored).await?;
    let change = change_between(&before, &stored.settings)?;
    let caller = Caller::system();
    let detail = json!({ "fields": change.fields(), "from_host": true });
    let entry = Entry::of_project(project, &caller, "settings_changed", detail).with(change);
    entry.write(&mut tx, random, clock.now()).await?;
    tx.commit().await?;
    Ok(true)
}
