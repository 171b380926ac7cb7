//! Liveform: what the hosted page links to and where it leads.

use super::{Part, Setting, WasSaved, frame, keep, saved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::page;
use argos_domain::project::ProjectSettings;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/liveform.html")]
struct LiveformPage {
    frame: Frame,
    setting: Setting,
    form: LiveformForm,
}

/// The settings as typed, with what is wrong about them.
struct LiveformForm {
    privacy_policy_url: String,
    terms_of_use_url: String,
    return_url: String,
    address_by_link: bool,
    errors: FieldErrors,
}

impl LiveformForm {
    fn from_settings(settings: &ProjectSettings) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            privacy_policy_url: text(&settings.privacy_policy_url),
            terms_of_use_url: text(&settings.terms_of_use_url),
            return_url: text(&settings.return_url),
            address_by_link: settings.address_by_link,
            errors: FieldErrors::default(),
        }
    }

    fn from_fields(fields: &FormFields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            privacy_policy_url: text("privacy_policy_url"),
            terms_of_use_url: text("terms_of_use_url"),
            return_url: text("return_url"),
            address_by_link: fields.is_ticked("address_by_link"),
            errors: FieldErrors::default(),
        }
    }

    /// The settings that were typed; `present` gives what the form does not show.
    fn parse(&self, present: &ProjectSettings) -> ProjectSettings {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ProjectSettings {
            privacy_policy_url: filled(&self.privacy_policy_url),
            terms_of_use_url: filled(&self.terms_of_use_url),
            return_url: filled(&self.return_url),
            address_by_link: self.address_by_link,
            ..present.clone()
        }
    }

    fn other_errors(&self) -> Vec<&str> {
        let shown = &["privacy_policy_url", "terms_of_use_url", "return_url"];
        self.errors.elsewhere(shown).collect()
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(place: InProject<ViewSettings>, was_saved: WasSaved) -> Response {
    let form = LiveformForm::from_settings(&place.project.settings);
    page(StatusCode::OK, &liveform_page(&place, form, was_saved))
}

/// Saves the form, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut form = LiveformForm::from_fields(&fields);
    match keep(&state, &place, form.parse(&place.project.settings)).await? {
        Ok(()) => return Ok(saved(&place, Part::Liveform)),
        Err((field, message)) => form.errors.add(field, message),
    }
    let shown = liveform_page(&place, form, WasSaved(false));
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn liveform_page<P: Needed>(place: &InProject<P>, form: LiveformForm, was_saved: WasSaved) -> LiveformPage {
    LiveformPage {
        frame: frame(place, Part::Liveform),
        setting: Setting::new(place, Part::Liveform, was_saved),
        form,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::role::Role;

    #[test]
    fn settings_survive_the_form_and_the_page_shows_them() {
        let settings = sample::project().settings;
        let form = LiveformForm::from_settings(&settings);
        assert_eq!(form.parse(&settings), settings);
        let html = liveform_page(&entered::<ViewSettings>(Role::Owner), form, WasSaved(false))
            .render()
            .unwrap();
        sample::keep("settings-liveform", &html);
        assert!(html.contains("https://example.com/privacy"));
    }
}
