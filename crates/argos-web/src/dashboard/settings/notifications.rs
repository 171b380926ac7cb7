//! Notifications: which mails users get, and what they show.

use super::{Part, Setting, WasSaved, frame, keep, saved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::page;
use argos_app::project_logo::logo;
use argos_domain::personal::EmailAddress;
use argos_domain::project::{MailSettings, ProjectSettings};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

const CUSTOMER_SERVICE: &str = "customer_service_email";

#[derive(Template)]
#[template(path = "dashboard/settings/notifications.html")]
struct NotificationsPage {
    frame: Frame,
    setting: Setting,
    form: NotificationsForm,
    has_logo: bool,
}

/// The settings as typed, with what is wrong about them.
struct NotificationsForm {
    mail_approved: bool,
    mail_rejected: bool,
    mail_pending: bool,
    blind_copy: String,
    customer_service_email: String,
    errors: FieldErrors,
}

impl NotificationsForm {
    fn from_settings(settings: &ProjectSettings) -> Self {
        let mail = &settings.mail;
        let typed = |address: &Option<EmailAddress>| {
            address
                .as_ref()
                .map(|address| address.expose().to_owned())
                .unwrap_or_default()
        };
        Self {
            mail_approved: mail.approved,
            mail_rejected: mail.rejected,
            mail_pending: mail.pending,
            blind_copy: typed(&mail.blind_copy),
            customer_service_email: typed(&settings.customer_service_email),
            errors: FieldErrors::default(),
        }
    }

    fn from_fields(fields: &FormFields) -> Self {
        Self {
            mail_approved: fields.is_ticked("mail_approved"),
            mail_rejected: fields.is_ticked("mail_rejected"),
            mail_pending: fields.is_ticked("mail_pending"),
            blind_copy: fields.text("blind_copy").to_owned(),
            customer_service_email: fields.text(CUSTOMER_SERVICE).to_owned(),
            errors: FieldErrors::default(),
        }
    }

    /// The settings that were typed; `present` gives what the form does not show. `None` when something is wrong.
    fn parse(&mut self, present: &ProjectSettings) -> Option<ProjectSettings> {
        let (blind_copy, customer_service_email) = (self.blind_copy.clone(), self.customer_service_email.clone());
        let blind_copy = self.address("blind_copy", &blind_copy);
        let customer_service_email = self.address(CUSTOMER_SERVICE, &customer_service_email);
        if !self.errors.is_empty() {
            return None;
        }
        let mail = MailSettings {
            approved: self.mail_approved,
            rejected: self.mail_rejected,
            pending: self.mail_pending,
            blind_copy,
        };
        Some(ProjectSettings {
            mail,
            customer_service_email,
            ..present.clone()
        })
    }

    /// An address that was typed; nothing when the field is empty or wrong.
    fn address(&mut self, field: &str, typed: &str) -> Option<EmailAddress> {
        if typed.is_empty() {
            return None;
        }
        EmailAddress::parse(typed)
            .map_err(|error| self.errors.add(field, error.to_string()))
            .ok()
    }

    fn other_errors(&self) -> Vec<&str> {
        self.errors
            .elsewhere(&["blind_copy", CUSTOMER_SERVICE, "logo"])
            .collect()
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    was_saved: WasSaved,
) -> Result<Response, DashboardError> {
    let form = NotificationsForm::from_settings(&place.project.settings);
    let shown = notifications_page(&place, form, was_saved, has_logo(&state, &place).await?);
    Ok(page(StatusCode::OK, &shown))
}

/// The page with a message about a form of its own, such as the logo's.
pub(super) async fn with_error(
    state: &WebState,
    place: &InProject<ChangeSettings>,
    field: &str,
    message: &str,
) -> Result<impl Template, DashboardError> {
    let mut form = NotificationsForm::from_settings(&place.project.settings);
    form.errors.add(field, message);
    let has_logo = has_logo(state, place).await?;
    Ok(notifications_page(place, form, WasSaved(false), has_logo))
}

async fn has_logo<P: Needed>(state: &WebState, place: &InProject<P>) -> Result<bool, DashboardError> {
    Ok(logo(&state.app, &place.project.id).await?.is_some())
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
    let shown = notifications_page(&place, form, WasSaved(false), has_logo(&state, &place).await?);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn notifications_page<P: Needed>(
    place: &InProject<P>,
    form: NotificationsForm,
    was_saved: WasSaved,
    has_logo: bool,
) -> NotificationsPage {
    NotificationsPage {
        frame: frame(place, Part::Notifications),
        setting: Setting::new(place, Part::Notifications, was_saved),
        form,
        has_logo,
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
        let html = notifications_page(&entered::<ViewSettings>(Role::Owner), form, WasSaved(false), true)
            .render()
            .unwrap();
        sample::keep("settings-notifications", &html);
        assert!(html.contains("kyc-archive@example.com") && html.contains("help@example.com"));
    }

    #[test]
    fn an_unticked_box_switches_off_and_a_wrong_address_is_named_and_kept() {
        let parsed =
            NotificationsForm::from_fields(&fields(&[("mail_approved", "on")])).parse(&sample::project().settings);
        let mail = parsed.unwrap().mail;
        assert!(mail.approved && !mail.rejected && !mail.pending && mail.blind_copy.is_none());
        let mut form = NotificationsForm::from_fields(&fields(&[("blind_copy", "nobody@")]));
        assert_eq!(form.parse(&ProjectSettings::default()), None);
        assert!(form.errors.at("blind_copy").is_some() && form.errors.at(CUSTOMER_SERVICE).is_none());
        assert_eq!(form.blind_copy, "nobody@");
    }
}
