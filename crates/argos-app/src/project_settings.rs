//! All settings of a project at once, for machines: shown by the API and the command line, set one by one from the host.

use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::Entry;
use crate::projects::{ProjectMaker, change_between, validate_links_and_days, validate_settings};
use argos_domain::id::ProjectId;
use argos_domain::personal::EmailAddress;
use argos_domain::policy::Policy;
use argos_domain::project::{LONGEST_PROJECT_NAME, Project, ProjectSettings, project_name};
use argos_notify::WebhookSender;
use argos_store::Store;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const NAME: &str = "name";
const SETTINGS: &str = "settings";
const POLICY: &str = "policy";

/// Everything that is set for a project. `Debug` shows the project's id only.
#[derive(Clone)]
pub struct AllSettings {
    /// The project with its settings.
    pub project: Project,
    /// The version of the policy in force.
    pub policy_version: u32,
    /// The policy itself.
    pub policy: Policy,
    /// Who has access to the dashboard.
    pub administrators: Vec<EmailAddress>,
}

impl std::fmt::Debug for AllSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("AllSettings")
            .field("project", &self.project.id)
            .finish_non_exhaustive()
    }
}

impl AllSettings {
    /// Name, settings and policy with the names by which [`change_setting`] sets them.
    ///
    /// # Errors
    /// Only our own faults.
    pub fn to_json(&self) -> Result<Value, AppError> {
        Ok(json!({
            NAME: self.project.name,
            SETTINGS: to_value(&self.project.settings)?,
            POLICY: to_value(&self.policy)?,
        }))
    }
}

/// Everything that is set for a project.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn all_settings(store: &Store, project: &ProjectId) -> Result<AllSettings, AppError> {
    let mut tx = store.read().await?;
    let found = tx
        .find_project(project)
        .await?
        .ok_or(AppError::NotFound("the project"))?;
    let (policy_version, policy) = tx.current_policy(project).await?;
    let administrators = tx.members_of(project).await?;
    Ok(AllSettings {
        project: found,
        policy_version,
        policy,
        administrators: administrators
            .into_iter()
            .map(|member| member.administrator.email)
            .collect(),
    })
}

impl ProjectMaker<'_> {
    /// Sets one setting from the host, such as `settings.mail.pending` or `policy.score_threshold`; `null` clears one
    /// that may be empty. The names are those of [`AllSettings::to_json`].
    ///
    /// # Errors
    /// [`AppError::NotFound`], or [`AppError::Invalid`] for a name that does not exist or a value that does not fit.
    pub async fn change_setting(
        &self,
        webhooks: &WebhookSender,
        project: &ProjectId,
        name: &str,
        value: Value,
    ) -> Result<(), AppError> {
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        tx.lock_project(project).await?;
        let mut stored = tx
            .find_project(project)
            .await?
            .ok_or(AppError::NotFound("the project"))?;
        let caller = Caller::system();
        let (group, path) = name.split_once('.').unwrap_or((name, ""));
        let (action, mut detail, change) = match (group, path) {
            (NAME, "") => {
                let before = json!({ NAME: stored.name });
                stored.name = value
                    .as_str()
                    .and_then(project_name)
                    .ok_or_else(|| refused(NAME, format!("1 to {LONGEST_PROJECT_NAME} characters are expected")))?;
                tx.save_project_settings(&stored).await?;
                let after = json!({ NAME: stored.name });
                ("settings_changed", json!({}), change_between(&before, &after)?)
            }
            (SETTINGS, path) => {
                let settings: ProjectSettings = with_value(&stored.settings, path, value)?;
                // The server may allow addresses that are refused here: one that is saved already stays.
                if settings.webhook_url == stored.settings.webhook_url {
                    validate_links_and_days(&settings)?;
                } else {
                    validate_settings(webhooks, &settings)?;
                }
                let change = change_between(&stored.settings, &settings)?;
                stored.settings = settings;
                tx.save_project_settings(&stored).await?;
                ("settings_changed", json!({}), change)
            }
            (POLICY, path) => {
                let (_, before) = tx.current_policy(project).await?;
                let policy: Policy = with_value(&before, path, value)?;
                policy.validate().map_err(|error| refused(error.field, error.reason))?;
                let version = tx.insert_policy(project, &policy, now).await?;
                let change = change_between(&before, &policy)?;
                ("policy_changed", json!({ "version": version }), change)
            }
            _ => return Err(unknown()),
        };
        if change.fields().is_empty() {
            return Ok(());
        }
        detail["fields"] = json!(change.fields());
        detail["from_host"] = json!(true);
        let entry = Entry::of_project(project, &caller, action, detail).with(change);
        entry.write(&mut tx, self.random, now).await?;
        Ok(tx.commit().await?)
    }
}

/// The same with another value at a path such as `mail.pending`.
pub(crate) fn with_value<T: Serialize + DeserializeOwned>(
    present: &T,
    path: &str,
    value: Value,
) -> Result<T, AppError> {
    let mut all = to_value(present)?;
    let mut place = &mut all;
    for name in path.split('.') {
        place = place
            .as_object_mut()
            .and_then(|members| members.get_mut(name))
            .ok_or_else(unknown)?;
    }
    *place = value;
    serde_json::from_value(all).map_err(|error| refused("value", format!("{path}: {error}")))
}

fn to_value<T: Serialize>(value: &T) -> Result<Value, AppError> {
    serde_json::to_value(value).map_err(AppError::internal)
}

fn unknown() -> AppError {
    refused(
        "setting",
        "there is no setting of this name; without --set all are shown".to_owned(),
    )
}

const fn refused(field: &'static str, message: String) -> AppError {
    AppError::Invalid { field, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_is_set_and_what_does_not_fit_is_refused() {
        let present = ProjectSettings::default();
        let off: ProjectSettings = with_value(&present, "mail.pending", json!(false)).unwrap();
        assert!(!off.mail.pending && off.mail.approved);
        for (path, value) in [
            ("mail.unknown", json!(false)),
            ("unknown", json!(1)),
            ("", json!({})),
            ("mail.pending", json!("perhaps")),
            ("customer_service_email", json!("nobody@")),
        ] {
            assert!(with_value(&present, path, value).is_err(), "{path}");
        }
    }
}
