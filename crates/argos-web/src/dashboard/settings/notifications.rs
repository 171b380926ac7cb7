//! Notifications: which mails users get.

use super::{Part, Setting, WasSaved, frame, keep, saved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::page;
use argos_domain::personal::EmailAddress;
use argos_domain::project::{MailSettings, ProjectSettings};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/notifications.html")]
struct NotificationsPage {
    frame: Frame,
    setting: Setting,
    form: NotificationsForm,
}

/// The settings as typed, with what is wrong about them.
struct NotificationsForm {
    mail_approved: bool,
    mail_rejected: bool,
    mail_pending: bool,
    blind_copy: String,
    errors: FieldErrors,
}

impl NotificationsForm {
    fn from_settings(settings: &ProjectSettings) -> Self {
        let mail = &settings.mail;
        let blind_copy = mail.blind_copy.as_ref().map(|address| address.expose().to_owned());
        Self {
            mail_approved: mail.approved,
            mail_rejected: mail.rejected,
            mail_pending: mail.pending,
            blind_copy: blind_copy.unwrap_or_default(),
            errors: FieldErrors::default(),
        }
    }

    fn from_fields(fields: &FormFields) -> Self {
        Self {
            mail_approved: fields.is_ticked("mail_approved"),
            mail_rejected: fields.is_ticked("mail_rejected"),
            mail_pending: fields.is_ticked("mail_pending"),
            blind_copy: fields.text("blind_copy").to_owned(),
            errors: FieldErrors::default(),
        }
    }

    /// The settings that were typed; `present` gives what the form does not show. `None` when something is wrong.
    fn parse(&mut self, present: &ProjectSettings) -> Option<ProjectSettings> {
        let blind_copy = match self.blind_copy.as_str() {
            "" => None,
            typed => match EmailAddress::parse(typed) {
                Ok(address) => Some(address),
                Err(error) => {
                    self.errors.add("blind_copy", error.to_string());
                    return None;
                }
            },
        };
        let mail = MailSettings {
            approved: self.mail_approved,
            rejected: self.mail_rejected,
            pending: self.mail_pending,
            blind_copy,
        };
        Some(ProjectSettings {
            mail,
            ..present.clone()
        })
    }

    fn other_errors(&self) -> Vec<&str> {
        self.errors.elsewhere(&["blind_copy"]).collect()
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(place: InProject<ViewSettings>, was_saved: WasSaved) -> Response {
    let form = NotificationsForm::from_settings(&place.project.settings);
    page(StatusCode::OK, &notifications_page(&place, form, was_saved))
}

/// Saves the form, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut form = NotificationsForm::from_fields(&fields);
    if let Some(settings) = form.parse(&place.project.settings) {
        match keep(&state, &place, settings).await? {
            Ok(()) => return Ok(saved(&place, Part::Notifications)),
            Err((field, message)) => form.errors.add(field, message),
        }
    }
    let shown = notifications_page(&place, form, WasSaved(false));
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn notifications_page<P: Needed>(
    place: &InProject<P>,
    form: NotificationsForm,
    was_saved: WasSaved,
) -> NotificationsPage {
    NotificationsPage {
        frame: frame(place, Part::Notifications),
        setting: Setting::new(place, Part::Notifications, was_saved),
        form,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::role::Role;

    fn fields(pairs: &[(&str, &str)]) -> FormFields {
        let owned = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        FormFields(owned.collect())
    }

    #[test]
    fn settings_survive_the_form_and_the_page_shows_them() {
        let settings = sample::project().settings;
        let mut form = NotificationsForm::from_settings(&settings);
        assert_eq!(form.parse(&settings), Some(settings));
        let html = notifications_page(&entered::<ViewSettings>(Role::Owner), form, WasSaved(false))
            .render()
            .unwrap();
        sample::keep("settings-notifications", &html);
        assert!(html.contains("kyc-archive@example.com"));
    }

    #[test]
    fn an_unticked_box_switches_off_and_a_wrong_address_is_named_and_kept() {
        let parsed =
            NotificationsForm::from_fields(&fields(&[("mail_approved", "on")])).parse(&sample::project().settings);
        let mail = parsed.unwrap().mail;
        assert!(mail.approved && !mail.rejected && !mail.pending && mail.blind_copy.is_none());
        let mut form = NotificationsForm::from_fields(&fields(&[("blind_copy", "nobody@")]));
        assert_eq!(form.parse(&ProjectSettings::default()), None);
        assert!(form.errors.at("blind_copy").is_some());
        assert_eq!(form.blind_copy, "nobody@");
    }
}
