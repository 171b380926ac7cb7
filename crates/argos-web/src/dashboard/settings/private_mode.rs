//! Private mode: the Liveform starts with a one-time token of the customer only.

use super::{Part, Setting, WasSaved, frame, keep, saved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::page;
use argos_app::private_tokens::count_tokens;
use argos_domain::private_mode::{MOST_TOKENS, PrivateModeSettings};
use argos_domain::project::ProjectSettings;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/private_mode.html")]
struct PrivateModePage {
    frame: Frame,
    setting: Setting,
    mode: PrivateModeSettings,
    tokens: u32,
    most_tokens: u32,
    errors: FieldErrors,
}

impl PrivateModePage {
    fn messages(&self) -> Vec<&str> {
        self.errors.elsewhere(&[]).collect()
    }
}

fn typed(fields: &FormFields) -> PrivateModeSettings {
    PrivateModeSettings {
        enabled: fields.is_ticked("enabled"),
        registered_only: fields.is_ticked("registered_only"),
        tell_expired: fields.is_ticked("tell_expired"),
        delete_expired: fields.is_ticked("delete_expired"),
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    was_saved: WasSaved,
) -> Result<Response, DashboardError> {
    let mode = place.project.settings.private_mode;
    let shown = mode_page(&state, &place, mode, FieldErrors::default(), was_saved).await?;
    Ok(page(StatusCode::OK, &shown))
}

/// Saves the form, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mode = typed(&fields);
    let settings = ProjectSettings {
        private_mode: mode,
        ..place.project.settings.clone()
    };
    let mut errors = FieldErrors::default();
    match keep(&state, &place, settings).await? {
        Ok(()) => return Ok(saved(&place, Part::PrivateMode)),
        Err((field, message)) => errors.add(field, message),
    }
    let shown = mode_page(&state, &place, mode, errors, WasSaved(false)).await?;
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

async fn mode_page<P: Needed>(
    state: &WebState,
    place: &InProject<P>,
    mode: PrivateModeSettings,
    errors: FieldErrors,
    was_saved: WasSaved,
) -> Result<PrivateModePage, DashboardError> {
    Ok(PrivateModePage {
        frame: frame(place, Part::PrivateMode),
        setting: Setting::new(place, Part::PrivateMode, was_saved),
        mode,
        tokens: count_tokens(&state.app, &place.project.id).await?,
        most_tokens: MOST_TOKENS,
        errors,
    })
}
