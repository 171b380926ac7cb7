//! Projects: made, found by id or key, configured.

use crate::app::{App, random_bytes};
use crate::caller::{Caller, Staff};
use crate::error::AppError;
use crate::event_log::{Change, Entry};
use crate::ip_control::keeps_saver_in;
use crate::sign_in::{SIGN_IN_LINK_LIFETIME, new_sign_in_link, role_in, sign_in_url};
use argos_crypto::{SecretToken, SecureRandom, TokenHash, WebhookSecret};
use argos_domain::clock::Clock;
use argos_domain::id::{AdministratorId, ProjectId};
use argos_domain::personal::EmailAddress;
use argos_domain::policy::Policy;
use argos_domain::project::{LONGEST_PROJECT_NAME, LONGEST_RETENTION, Project, ProjectSettings, project_name};
use argos_domain::role::{Permission, Role};
use argos_domain::submission::Submission;
use argos_i18n::Language;
use argos_notify::WebhookSender;
use argos_store::{Store, Tx};
use serde::Serialize;
use serde_json::json;

/// A project fresh from the press, with everything its owner needs once.
#[derive(Debug)]
pub struct CreatedProject {
    /// The project.
    pub project: Project,
    /// Key of the REST API.
    pub api_key: SecretToken,
    /// Address of the hosted page.
    pub liveform_url: String,
    /// One-time link by which the owner signs in.
    pub sign_in_url: String,
}

/// What a customer's engineers need to connect.
#[derive(Debug, Clone)]
pub struct Integration {
    /// Key of the REST API.
    pub api_key: String,
    /// Secret by which webhooks are signed.
    pub webhook_secret: String,
    /// Address of the hosted page.
    pub liveform_url: String,
}

/// Makes projects; works without models, for the command line.
#[derive(Debug, Clone, Copy)]
pub struct ProjectMaker<'a> {
    /// Database.
    pub store: &'a Store,
    /// Randomness.
    pub random: &'a dyn SecureRandom,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Address under which users reach the server, without a slash at the end.
    pub public_url: &'a str,
}

impl ProjectMaker<'_> {
    /// Makes a project with its owner.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when the name is empty or too long.
    pub async fn create(&self, name: &str, owner: &EmailAddress) -> Result<CreatedProject, AppError> {
        let name = project_name(name).ok_or_else(|| AppError::Invalid {
            field: "name",
            message: format!("1 to {LONGEST_PROJECT_NAME} characters are expected"),
        })?;
        let now = self.clock.now();
        let id = ProjectId::from_random(random_bytes(self.random)?);
        let project = Project {
            id,
            name,
            created_at: now,
            settings: ProjectSettings::default(),
        };
        let api_key = SecretToken::generate(self.random, "ak_")?;
        let webhook_secret = WebhookSecret::generate(self.random)?;
        let new_administrator = AdministratorId::from_random(random_bytes(self.random)?);
        let mut tx = self.store.write().await?;
        tx.insert_project(&project, &api_key, &webhook_secret, &Policy::default())
            .await?;
        let administrator = tx.find_or_insert_administrator(owner, &new_administrator, now).await?;
        tx.grant(&administrator.id, &project.id, Role::Owner, now).await?;
        let token = new_sign_in_link(&mut tx, self.random, &administrator.id, now.plus(SIGN_IN_LINK_LIFETIME)).await?;
        let caller = Caller::system();
        let entry = Entry::of_project(&project.id, &caller, "project_created", json!({}));
        entry.write(&mut tx, self.random, now).await?;
        tx.commit().await?;
        Ok(CreatedProject {
            liveform_url: format!("{}/?pid={}", self.public_url, project.id),
            sign_in_url: sign_in_url(self.public_url, &token),
            project,
            api_key,
        })
    }
}

/// Address of a project's hosted page.
#[must_use]
pub fn liveform_url(app: &App, project: &ProjectId) -> String {
    format!("{}/?pid={project}", app.public_url())
}

/// Address at which the Liveform goes on with a submission. The secret stands behind the `#`, where no server logs it.
pub(crate) fn continue_url(app: &App, submission: &Submission, token: &SecretToken) -> String {
    let mut url = liveform_url(app, &submission.project_id);
    if let Some(language) = submission.applicant.language.as_deref().and_then(Language::from_tag) {
        url = format!("{url}&lang={}", language.code());
    }
    format!("{url}&continue=1#continue={}", token.expose())
}

/// Makes a project with its owner.
///
/// # Errors
/// [`AppError::Invalid`] when the name is empty or too long.
pub async fn create_project(app: &App, name: &str, owner: &EmailAddress) -> Result<CreatedProject, AppError> {
    app.project_maker().create(name, owner).await
}

/// All projects of a store.
///
/// # Errors
/// Only our own faults.
pub async fn list_all(store: &Store) -> Result<Vec<Project>, AppError> {
    Ok(store.read().await?.list_projects().await?)
}

/// All projects.
///
/// # Errors
/// Only our own faults.
pub async fn list_projects(app: &App) -> Result<Vec<Project>, AppError> {
    list_all(app.store()).await
}

/// A project by its id.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn find_project(app: &App, id: &ProjectId) -> Result<Project, AppError> {
    app.store()
        .read()
        .await?
        .find_project(id)
        .await?
        .ok_or(AppError::NotFound("the project"))
}

/// The project that an API key belongs to.
///
/// # Errors
/// [`AppError::Unauthorized`] when the key is unknown.
pub async fn project_by_api_key(app: &App, key: &str) -> Result<Project, AppError> {
    app.store()
        .read()
        .await?
        .find_project_by_api_key(&TokenHash::of(key))
        .await?
        .ok_or(AppError::Unauthorized)
}

/// The policy in force and its version.
///
/// # Errors
/// Only our own faults.
pub async fn current_policy(app: &App, project: &ProjectId) -> Result<(u32, Policy), AppError> {
    Ok(app.store().read().await?.current_policy(project).await?)
}

/// Keys and addresses for the customer's engineers, shown to an administrator and recorded.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn integration(app: &App, staff: &Staff, project: &ProjectId) -> Result<Integration, AppError> {
    let mut tx = app.store().write().await?;
    require(&mut tx, staff, project, Permission::ViewSettings).await?;
    let secrets = tx.project_secrets(project).await?;
    let caller = staff.into();
    let entry = Entry::of_project(project, &caller, "keys_shown", json!({}));
    entry.write(&mut tx, app.random(), app.now()).await?;
    tx.commit().await?;
    Ok(Integration {
        api_key: secrets.api_key.to_string(),
        webhook_secret: secrets.webhook_secret.expose().to_string(),
        liveform_url: liveform_url(app, project),
    })
}

/// Saves settings apart from the policy. Only what differs from `seen`, the project as the administrator saw it, is
/// changed: what somebody else saved meanwhile stays.
///
/// # Errors
/// [`AppError::Forbidden`], or [`AppError::Invalid`] naming the field.
pub async fn save_settings(
    app: &App,
    staff: &Staff,
    seen: &Project,
    settings: ProjectSettings,
) -> Result<(), AppError> {
    let project = &seen.id;
    let mut tx = app.store().write().await?;
    tx.lock_project(project).await?;
    require(&mut tx, staff, project, Permission::ChangeSettings).await?;
    let mut stored = tx
        .find_project(project)
        .await?
        .ok_or(AppError::NotFound("the project"))?;
    let wanted = change_between(&seen.settings, &settings)?;
    let settings = wanted.applied_to(&stored.settings)?;
    validate_settings(app.webhooks(), &settings)?;
    keeps_saver_in(staff, &stored.settings.ip_control, &settings.ip_control)?;
    let change = change_between(&stored.settings, &settings)?;
    stored.settings = settings;
    tx.save_project_settings(&stored).await?;
    let caller = staff.into();
    let detail = json!({ "fields": change.fields() });
    let entry = Entry::of_project(project, &caller, "settings_changed", detail).with(change);
    entry.write(&mut tx, app.random(), app.now()).await?;
    Ok(tx.commit().await?)
}

/// Checks settings that are about to be saved; the error names the field.
pub(crate) fn validate_settings(webhooks: &WebhookSender, settings: &ProjectSettings) -> Result<(), AppError> {
    if let Some(url) = &settings.webhook_url {
        webhooks.validate_address(url).map_err(|error| AppError::Invalid {
            field: "webhook_url",
            message: error.to_string(),
        })?;
    }
    validate_links_and_days(settings)
}

/// The same without the webhook address.
pub(crate) fn validate_links_and_days(settings: &ProjectSettings) -> Result<(), AppError> {
    let days = settings.retention_days;
    if days.is_some_and(|days| !(1..=LONGEST_RETENTION).contains(&days)) {
        return Err(AppError::Invalid {
            field: "retention_days",
            message: format!("1 to {LONGEST_RETENTION} days are possible"),
        });
    }
    let links = [
        ("privacy_policy_url", &settings.privacy_policy_url),
        ("terms_of_use_url", &settings.terms_of_use_url),
        ("return_url", &settings.return_url),
    ];
    for (field, link) in links {
        if link.as_ref().is_some_and(|link| !is_web_address(link)) {
            return Err(AppError::Invalid {
                field,
                message: "an address that starts with https:// or http:// is expected".to_owned(),
            });
        }
    }
    Ok(())
}

/// Refuses staff whose role in the project does not allow this.
pub(crate) async fn require(
    tx: &mut Tx,
    staff: &Staff,
    project: &ProjectId,
    permission: Permission,
) -> Result<(), AppError> {
    if role_in(tx, &staff.id, project).await?.allows(permission) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && text.len() <= 2048
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// What differs between two sets of settings.
pub(crate) fn change_between<T: Serialize>(before: &T, after: &T) -> Result<Change, AppError> {
    let before = serde_json::to_value(before).map_err(AppError::internal)?;
    let after = serde_json::to_value(after).map_err(AppError::internal)?;
    Ok(Change::between(&before, &after))
}
