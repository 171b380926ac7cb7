//! Setting up an authenticator app, its recovery codes, and removing it.

use super::{ADDRESS, Done, OwnAccount, refused};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::frame::Frame;
use crate::dashboard::page::{go_to, page};
use crate::qr_code::qr_code;
use argos_app::AppError;
use argos_app::account::{AppSetup, app_setup, begin_app_setup, confirm_app, remove_app, replace_recovery_codes};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/account_app.html")]
struct SetupPage {
    frame: Frame,
    secret: String,
    /// A picture in SVG.
    picture: Option<String>,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "dashboard/account_recovery_codes.html")]
struct RecoveryCodesPage {
    frame: Frame,
    is_new: bool,
    codes: Vec<String>,
}

/// Makes a secret and leads to the page that shows it.
pub(in crate::dashboard) async fn begin(
    State(state): State<WebState>,
    own: OwnAccount,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    begin_app_setup(&state.app, &own.staff).await?;
    Ok(go_to(&format!("{ADDRESS}/app")))
}

/// Shows the secret to the app.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    own: OwnAccount,
) -> Result<Response, DashboardError> {
    match app_setup(&state.app, &own.administrator).await {
        Ok(setup) => Ok(page(StatusCode::OK, &setup_page(&own, &setup, FieldErrors::default()))),
        Err(AppError::NotFound(_)) => Ok(go_to(ADDRESS)),
        Err(error) => Err(error.into()),
    }
}

fn setup_page(own: &OwnAccount, setup: &AppSetup, errors: FieldErrors) -> SetupPage {
    SetupPage {
        frame: Frame::outside("Set up an authenticator app", &own.administrator),
        secret: setup.secret.to_string(),
        picture: qr_code(&setup.address),
        errors,
    }
}

fn codes_page(own: &OwnAccount, is_new: bool, codes: Vec<String>) -> Response {
    let answer = RecoveryCodesPage {
        frame: Frame::outside("Recovery codes", &own.administrator),
        is_new,
        codes,
    };
    page(StatusCode::OK, &answer)
}

/// Takes the first code of the app and shows the recovery codes, this once.
pub(in crate::dashboard) async fn confirm(
    State(state): State<WebState>,
    own: OwnAccount,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    match confirm_app(&state.app, &own.staff, fields.text("code")).await {
        Ok(codes) => Ok(codes_page(&own, true, codes)),
        Err(AppError::NotFound(_)) => Ok(go_to(ADDRESS)),
        Err(AppError::Invalid { field, message }) => {
            let mut errors = FieldErrors::default();
            errors.add(field, message);
            let setup = app_setup(&state.app, &own.administrator).await?;
            Ok(page(
                StatusCode::UNPROCESSABLE_ENTITY,
                &setup_page(&own, &setup, errors),
            ))
        }
        Err(error) => Err(error.into()),
    }
}

/// Removes the app.
pub(in crate::dashboard) async fn remove(
    State(state): State<WebState>,
    own: OwnAccount,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    match remove_app(&state.app, &own.staff, fields.text("code")).await {
        Ok(()) => Ok(Done::AppRemoved.page()),
        Err(error) => refused(&state, &own, error).await,
    }
}

/// Makes new recovery codes and shows them, this once.
pub(in crate::dashboard) async fn new_codes(
    State(state): State<WebState>,
    own: OwnAccount,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    match replace_recovery_codes(&state.app, &own.staff, fields.text("code")).await {
        Ok(codes) => Ok(codes_page(&own, false, codes)),
        Err(error) => refused(&state, &own, error).await,
    }
}
