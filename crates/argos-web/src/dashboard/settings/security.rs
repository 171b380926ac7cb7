//! Security: from which addresses the project is reached, and how the Liveform's address is encrypted.

use super::{Part, Setting, WasSaved, frame, keep, saved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::page;
use argos_domain::ip_control::{AllowList, IpControl};
use argos_domain::project::{LiveformQuerySettings, ProjectSettings, QueryEncryption};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

/// Longer lists are cut before they are read.
const LONGEST_LIST: usize = 20_000;

#[derive(Template)]
#[template(path = "dashboard/settings/security.html")]
struct SecurityPage {
    frame: Frame,
    setting: Setting,
    form: SecurityForm,
    /// From where the administrator comes; empty when it is unknown.
    own_address: String,
}

/// The settings as typed, with what is wrong about them.
struct SecurityForm {
    dashboard: String,
    api: String,
    uses_ecb: bool,
    encrypted_only: bool,
    errors: FieldErrors,
}

impl SecurityForm {
    fn from_settings(settings: &ProjectSettings) -> Self {
        let lines = |list: &AllowList| list.entries().collect::<Vec<_>>().join("\n");
        Self {
            dashboard: lines(&settings.ip_control.dashboard),
            api: lines(&settings.ip_control.api),
            uses_ecb: settings.liveform_query.encryption == QueryEncryption::Ecb,
            encrypted_only: settings.liveform_query.encrypted_only,
            errors: FieldErrors::default(),
        }
    }

    fn from_fields(fields: &FormFields) -> Self {
        let mut errors = FieldErrors::default();
        let mut text = |name: &'static str| {
            let text = fields.text(name);
            if text.len() > LONGEST_LIST {
                errors.add(name, format!("At most {LONGEST_LIST} characters are expected"));
            }
            text.chars().take(LONGEST_LIST).collect()
        };
        let (dashboard, api) = (text("dashboard"), text("api"));
        let encryption = QueryEncryption::from_name(fields.text("encryption"));
        if encryption.is_none() {
            errors.add("encryption", "Choose one of the two ways");
        }
        Self {
            dashboard,
            api,
            uses_ecb: encryption == Some(QueryEncryption::Ecb),
            encrypted_only: fields.is_ticked("encrypted_only"),
            errors,
        }
    }

    /// The settings that were typed, or nothing when some make no sense; `present` gives what the form does not show.
    fn parse(&mut self, present: &ProjectSettings) -> Option<ProjectSettings> {
        let (dashboard, api) = (AllowList::parse(&self.dashboard), AllowList::parse(&self.api));
        for (field, list) in [("dashboard", &dashboard), ("api", &api)] {
            if let Err(error) = list {
                self.errors.add(field, error.to_string());
            }
        }
        let (dashboard, api) = (dashboard.ok()?, api.ok()?);
        self.errors.is_empty().then(|| ProjectSettings {
            ip_control: IpControl { dashboard, api },
            liveform_query: LiveformQuerySettings {
                encryption: if self.uses_ecb {
                    QueryEncryption::Ecb
                } else {
                    QueryEncryption::Gcm
                },
                encrypted_only: self.encrypted_only,
            },
            ..present.clone()
        })
    }

    fn other_errors(&self) -> Vec<&str> {
        self.errors.elsewhere(&["dashboard", "api", "encryption"]).collect()
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(place: InProject<ViewSettings>, was_saved: WasSaved) -> Response {
    let form = SecurityForm::from_settings(&place.project.settings);
    page(StatusCode::OK, &security_page(&place, form, was_saved))
}

/// Saves the form, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut form = SecurityForm::from_fields(&fields);
    if let Some(settings) = form.parse(&place.project.settings) {
        match keep(&state, &place, settings).await? {
            Ok(()) => return Ok(saved(&place, Part::Security)),
            Err((field, message)) => form.errors.add(field, message),
        }
    }
    let shown = security_page(&place, form, WasSaved(false));
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn security_page<P: Needed>(place: &InProject<P>, form: SecurityForm, was_saved: WasSaved) -> SecurityPage {
    SecurityPage {
        frame: frame(place, Part::Security),
        setting: Setting::new(place, Part::Security, was_saved),
        form,
        own_address: place
            .staff
            .address
            .map(|address| address.to_string())
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::role::Role;

    fn typed(pairs: &[(&str, &str)]) -> SecurityForm {
        let fields = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        SecurityForm::from_fields(&FormFields(fields.collect()))
    }

    #[test]
    fn settings_survive_the_form_and_the_page_shows_them() {
        let mut settings = sample::project().settings;
        settings.ip_control.dashboard = AllowList::parse("203.0.113.0/24 2001:db8::7").unwrap();
        settings.liveform_query.encryption = QueryEncryption::Ecb;
        settings.liveform_query.encrypted_only = true;
        let mut form = SecurityForm::from_settings(&settings);
        assert_eq!(form.parse(&settings).as_ref(), Some(&settings));
        let html = security_page(&entered::<ViewSettings>(Role::Owner), form, WasSaved(false))
            .render()
            .unwrap();
        sample::keep("settings-security", &html);
        assert!(html.contains("203.0.113.0/24\n2001:db8::7") && html.contains("value=\"aes-256-ecb\" checked"));
    }

    #[test]
    fn what_is_wrong_stands_at_its_field_and_nothing_is_saved() {
        let mut form = typed(&[("dashboard", "here"), ("api", "10.0.0.0/8"), ("encryption", "rot13")]);
        assert!(form.parse(&sample::project().settings).is_none());
        for field in ["dashboard", "encryption"] {
            assert!(form.errors.at(field).is_some(), "{field}");
        }
        let html = security_page(&entered::<ViewSettings>(Role::Leader), form, WasSaved(false))
            .render()
            .unwrap();
        sample::keep("settings-security-wrong", &html);
        assert!(html.contains("dashboard-error") && html.contains("encryption-error") && html.contains("10.0.0.0/8"));
        let mut long = typed(&[
            ("dashboard", &"1".repeat(LONGEST_LIST + 1)),
            ("encryption", "aes-256-gcm"),
        ]);
        assert!(long.parse(&sample::project().settings).is_none() && long.dashboard.len() == LONGEST_LIST);
    }
}
