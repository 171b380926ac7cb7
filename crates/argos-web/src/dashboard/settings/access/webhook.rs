//! The address to which webhooks go.

use super::{AccessPage, AddForm, Done};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed};
use crate::dashboard::page::page;
use crate::dashboard::settings::keep;
use argos_app::access::access;
use argos_domain::project::ProjectSettings;
use argos_domain::role::Permission;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

/// The address as typed, with what is wrong about it.
pub(super) struct WebhookForm {
    pub(super) url: String,
    pub(super) may_change: bool,
    pub(super) errors: FieldErrors,
}

impl WebhookForm {
    /// The form for a role that sees settings.
    pub(super) fn of<P: Needed>(place: &InProject<P>) -> Option<Self> {
        place.may(Permission::ViewSettings).then(|| Self {
            url: place.project.settings.webhook_url.clone().unwrap_or_default(),
            may_change: place.may(Permission::ChangeSettings),
            errors: FieldErrors::default(),
        })
    }

    pub(super) fn other_errors(&self) -> Vec<&str> {
        self.errors.elsewhere(&["webhook_url"]).collect()
    }
}

/// Saves the address, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let settings = ProjectSettings {
        webhook_url: fields.filled("webhook_url").map(str::to_owned),
        ..place.project.settings.clone()
    };
    let (field, message) = match keep(&state, &place, settings).await? {
        Ok(()) => return Ok(Done::WebhookSaved.page(&place)),
        Err(refused) => refused,
    };
    let access = access(&state.app, &place.staff, &place.project.id).await?;
    let mut shown = AccessPage::new(&place, access, AddForm::default());
    if let Some(form) = &mut shown.webhook {
        form.url = fields.text("webhook_url").to_owned();
        form.errors.add(field, message);
    }
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}
