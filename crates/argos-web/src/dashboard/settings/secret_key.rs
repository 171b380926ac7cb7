//! SecretKey: to which key decided submissions are sealed.

use super::{Part, Setting, WasSaved, frame, saved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::page;
use crate::dashboard::wording::{self, Moment};
use argos_app::AppError;
use argos_app::sealing_keys::{SealingKey, begin_sealing, end_sealing, sealing_keys};
use argos_domain::id::AdministratorId;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/secret_key.html")]
struct SecretKeyPage {
    frame: Frame,
    setting: Setting,
    in_use: Option<KeyRow>,
    earlier: Vec<KeyRow>,
    form: SecretKeyForm,
}

/// A key of the project.
struct KeyRow {
    id: String,
    begun: Moment,
    ended: Option<Moment>,
    by: String,
}

impl KeyRow {
    fn new(key: &SealingKey, viewer: &AdministratorId) -> Self {
        Self {
            id: key.public_key.key_id().to_string(),
            begun: wording::moment(key.made_at),
            ended: key.ended_at.map(wording::moment),
            by: if key.made_by == *viewer {
                "you".to_owned()
            } else {
                format!("administrator {}", key.made_by)
            },
        }
    }
}

/// The public key as typed, with what is wrong about it.
#[derive(Default)]
struct SecretKeyForm {
    public_key: String,
    errors: FieldErrors,
}

impl SecretKeyForm {
    fn other_errors(&self) -> Vec<&str> {
        self.errors.elsewhere(&["public_key"]).collect()
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    was_saved: WasSaved,
) -> Result<Response, DashboardError> {
    let keys = sealing_keys(&state.app, &place.project.id).await?;
    let shown = secret_key_page(&place, &keys, SecretKeyForm::default(), was_saved);
    Ok(page(StatusCode::OK, &shown))
}

/// Takes the public half of a SecretKey, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn begin(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut form = SecretKeyForm {
        public_key: fields.text("public_key").to_owned(),
        errors: FieldErrors::default(),
    };
    match begin_sealing(&state.app, &place.staff, &place.project.id, &form.public_key).await {
        Ok(()) => return Ok(saved(&place, Part::SecretKey)),
        Err(AppError::Invalid { field, message }) => form.errors.add(field, message),
        Err(error) => return Err(error.into()),
    }
    if form.public_key.starts_with("argos_sk_") {
        // It must not be here at all: nobody shall see it again in this page.
        form = SecretKeyForm::default();
        form.errors.add(
            "public_key",
            "This was the SecretKey, not the public key. It is not secret any more: make a new one",
        );
    }
    let keys = sealing_keys(&state.app, &place.project.id).await?;
    let shown = secret_key_page(&place, &keys, form, WasSaved(false));
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

/// Ends sealing.
pub(in crate::dashboard) async fn end(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    end_sealing(&state.app, &place.staff, &place.project.id).await?;
    Ok(saved(&place, Part::SecretKey))
}

fn secret_key_page<P: Needed>(
    place: &InProject<P>,
    keys: &[SealingKey],
    form: SecretKeyForm,
    was_saved: WasSaved,
) -> SecretKeyPage {
    let viewer = &place.administrator.administrator;
    let (in_use, earlier): (Vec<_>, Vec<_>) = keys.iter().partition(|key| key.ended_at.is_none());
    let row = |key: &SealingKey| KeyRow::new(key, viewer);
    SecretKeyPage {
        frame: frame(place, Part::SecretKey),
        setting: Setting::new(place, Part::SecretKey, was_saved),
        in_use: in_use.first().map(|key| row(key)),
        earlier: earlier.into_iter().map(row).collect(),
        form,
    }
}
