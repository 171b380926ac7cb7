//! General settings: the project's facts, its keys, where webhooks go.

use super::{Part, Setting, WasSaved, frame, keep, saved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::page;
use crate::dashboard::wording::{self, Moment};
use argos_app::projects::liveform_url;
use argos_domain::project::ProjectSettings;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/general.html")]
struct GeneralPage {
    frame: Frame,
    setting: Setting,
    project_name: String,
    project_id: String,
    created: Moment,
    liveform: String,
    form: GeneralForm,
}

/// The settings as typed, with what is wrong about them.
struct GeneralForm {
    webhook_url: String,
    errors: FieldErrors,
}

impl GeneralForm {
    fn from_settings(settings: &ProjectSettings) -> Self {
        Self {
            webhook_url: settings.webhook_url.clone().unwrap_or_default(),
            errors: FieldErrors::default(),
        }
    }

    fn from_fields(fields: &FormFields) -> Self {
        Self {
            webhook_url: fields.text("webhook_url").to_owned(),
            errors: FieldErrors::default(),
        }
    }

    /// The settings that were typed; `present` gives what the form does not show.
    fn parse(&self, present: &ProjectSettings) -> ProjectSettings {
        ProjectSettings {
            webhook_url: Some(self.webhook_url.clone()).filter(|url| !url.is_empty()),
            ..present.clone()
        }
    }

    fn other_errors(&self) -> Vec<&str> {
        self.errors.elsewhere(&["webhook_url"]).collect()
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    was_saved: WasSaved,
) -> Result<Response, DashboardError> {
    let form = GeneralForm::from_settings(&place.project.settings);
    Ok(page(StatusCode::OK, &general_page(&state, &place, form, was_saved)))
}

/// Saves the form, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut form = GeneralForm::from_fields(&fields);
    match keep(&state, &place, form.parse(&place.project.settings)).await? {
        Ok(()) => return Ok(saved(&place, Part::General)),
        Err((field, message)) => form.errors.add(field, message),
    }
    let shown = general_page(&state, &place, form, WasSaved(false));
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn general_page<P: Needed>(
    state: &WebState,
    place: &InProject<P>,
    form: GeneralForm,
    was_saved: WasSaved,
) -> GeneralPage {
    page_of(place, liveform_url(&state.app, &place.project.id), form, was_saved)
}

fn page_of<P: Needed>(place: &InProject<P>, liveform: String, form: GeneralForm, was_saved: WasSaved) -> GeneralPage {
    GeneralPage {
        frame: frame(place, Part::General),
        setting: Setting::new(place, Part::General, was_saved),
        project_name: place.project.name.clone(),
        project_id: place.project.id.to_string(),
        created: wording::moment(place.project.created_at),
        liveform,
        form,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::role::Role;

    fn render(role: Role, form: GeneralForm) -> String {
        let place = entered::<ViewSettings>(role);
        let liveform = "https://kyc.example.com/?pid=abcd".to_owned();
        let html = page_of(&place, liveform, form, WasSaved(true)).render().unwrap();
        sample::keep(&format!("settings-{}", wording::role(role).to_lowercase()), &html);
        html
    }

    #[test]
    fn settings_are_shown_without_secrets_and_a_member_cannot_change_them() {
        let form = || GeneralForm::from_settings(&sample::project().settings);
        let owner = render(Role::Owner, form());
        assert!(owner.contains("https://hooks.example.com/argos") && owner.contains("sample form token"));
        assert!(!owner.contains("style=") && !owner.contains("<fieldset disabled"));
        assert!(render(Role::Member, form()).contains("<fieldset disabled"));
    }

    #[test]
    fn a_fault_stands_at_its_field_and_what_was_typed_is_kept() {
        let mut form = GeneralForm::from_settings(&sample::project().settings);
        form.webhook_url = "ftp://nowhere\"".to_owned();
        form.errors.add("webhook_url", "an https address is expected");
        let html = render(Role::Leader, form);
        assert!(html.contains("An https address is expected") && html.contains("webhook_url-error"));
        assert!(html.contains("ftp://nowhere&#34;"));
    }

    #[test]
    fn an_empty_field_clears_a_setting_and_others_stay() {
        let present = sample::project().settings;
        let form = GeneralForm::from_fields(&FormFields(vec![("webhook_url".to_owned(), " ".to_owned())]));
        let parsed = form.parse(&present);
        assert_eq!(parsed.webhook_url, None);
        assert_eq!(parsed.privacy_policy_url, present.privacy_policy_url);
    }
}
