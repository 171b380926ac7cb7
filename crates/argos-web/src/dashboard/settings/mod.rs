//! A project's settings.

pub(super) mod keys;

mod general;
mod policy;

use self::general::GeneralForm;
use self::policy::PolicyForm;
use super::error_page::DashboardError;
use super::form::{FormFields, ProtectedForm};
use super::frame::{Frame, Section};
use super::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use super::page::{go_to, page};
use super::wording::{self, Moment};
use crate::WebState;
use argos_app::AppError;
use argos_app::projects::{current_policy, liveform_url, save_policy as save_new_policy, save_settings};
use argos_domain::role::Permission;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings.html")]
struct SettingsPage {
    frame: Frame,
    address: String,
    project_name: String,
    project_id: String,
    created: Moment,
    liveform: String,
    general: GeneralForm,
    policy: PolicyForm,
    policy_version: u32,
    may_change: bool,
    /// Which form was saved a moment ago.
    saved: &'static str,
}

/// Shows the settings.
pub(super) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let saved = match FormFields(query).text("saved") {
        "general" => "general",
        "policy" => "policy",
        _ => "",
    };
    render(&state, &place, StatusCode::OK, None, None, saved).await
}

/// An address that only takes forms, opened by hand, leads back to the page.
pub(super) async fn back_to_page(place: InProject<ViewSettings>) -> Response {
    go_to(&format!("{}/settings", place.address()))
}

/// Saves what is not policy, or shows the page again with what is wrong.
pub(super) async fn save_general(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut form = GeneralForm::from_fields(&fields);
    if let Some(settings) = form.parse(&place.project.settings) {
        let administrator = &place.administrator.administrator;
        match save_settings(&state.app, administrator, &place.project.id, settings).await {
            Ok(()) => return Ok(go_to(&format!("{}/settings?saved=general#general", place.address()))),
            Err(AppError::Invalid { field, message }) => form.errors.add(field, message),
            Err(error) => return Err(error.into()),
        }
    }
    render(&state, &place, StatusCode::UNPROCESSABLE_ENTITY, Some(form), None, "").await
}

/// Saves a new version of the policy, or shows the page again with what is wrong.
pub(super) async fn save_policy(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut form = PolicyForm::from_fields(&fields);
    let (_, present) = current_policy(&state.app, &place.project.id).await?;
    if let Some(policy) = form.parse(&present) {
        let administrator = &place.administrator.administrator;
        match save_new_policy(&state.app, administrator, &place.project.id, policy).await {
            Ok(_) => return Ok(go_to(&format!("{}/settings?saved=policy#policy", place.address()))),
            Err(AppError::Invalid { field, message }) => form.errors.add(field, message),
            Err(error) => return Err(error.into()),
        }
    }
    render(&state, &place, StatusCode::UNPROCESSABLE_ENTITY, None, Some(form), "").await
}

async fn render<P: Needed>(
    state: &WebState,
    place: &InProject<P>,
    status: StatusCode,
    general: Option<GeneralForm>,
    policy: Option<PolicyForm>,
    saved: &'static str,
) -> Result<Response, DashboardError> {
    let (policy_version, present) = current_policy(&state.app, &place.project.id).await?;
    let liveform = liveform_url(&state.app, &place.project.id);
    let general = general.unwrap_or_else(|| GeneralForm::from_settings(&place.project.settings));
    let policy = policy.unwrap_or_else(|| PolicyForm::from_policy(&present));
    Ok(page(
        status,
        &settings_page(place, liveform, general, policy, policy_version, saved),
    ))
}

fn settings_page<P: Needed>(
    place: &InProject<P>,
    liveform: String,
    general: GeneralForm,
    policy: PolicyForm,
    policy_version: u32,
    saved: &'static str,
) -> SettingsPage {
    SettingsPage {
        frame: Frame::inside("Settings", place, Section::Settings),
        address: format!("{}/settings", place.address()),
        project_name: place.project.name.clone(),
        project_id: place.project.id.to_string(),
        created: wording::moment(place.project.created_at),
        liveform,
        general,
        policy,
        policy_version,
        may_change: place.may(Permission::ChangeSettings),
        saved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::policy::Policy;
    use argos_domain::role::Role;

    fn render(role: Role, general: GeneralForm, saved: &'static str) -> String {
        let place = entered::<ViewSettings>(role);
        let liveform = "https://kyc.example.com/?pid=abcd".to_owned();
        let policy = PolicyForm::from_policy(&Policy::default());
        let html = settings_page(&place, liveform, general, policy, 3, saved)
            .render()
            .unwrap();
        sample::keep(&format!("settings-{}", wording::role(role).to_lowercase()), &html);
        html
    }

    #[test]
    fn settings_are_shown_without_secrets_and_a_member_cannot_change_them() {
        let general = || GeneralForm::from_settings(&sample::project().settings);
        let owner = render(Role::Owner, general(), "policy");
        for expected in [
            "https://hooks.example.com/argos",
            "kyc-archive@example.com",
            "name=\"score_threshold\"",
            "value=\"70\"",
        ] {
            assert!(owner.contains(expected), "{expected} is missing");
        }
        assert!(owner.contains("sample form token") && !owner.contains("style="));
        assert!(!owner.contains("<fieldset disabled"));
        assert!(render(Role::Member, general(), "").contains("<fieldset disabled"));
    }

    #[test]
    fn a_fault_stands_at_its_field_and_what_was_typed_is_kept() {
        let mut form = GeneralForm::from_settings(&sample::project().settings);
        form.webhook_url = "ftp://nowhere\"".to_owned();
        form.errors.add("webhook_url", "an https address is expected");
        let html = render(Role::Leader, form, "");
        assert!(html.contains("An https address is expected") && html.contains("webhook_url-error"));
        assert!(html.contains("ftp://nowhere&#34;"));
    }
}
