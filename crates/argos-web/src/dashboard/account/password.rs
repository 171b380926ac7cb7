//! The password form.

use super::{Done, OwnAccount, refused};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::ProtectedForm;
use argos_app::AppError;
use argos_app::account::set_password;
use axum::extract::State;
use axum::response::Response;

/// Sets the password.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    own: OwnAccount,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let (new, again) = (fields.as_typed("new_password"), fields.as_typed("new_password_again"));
    if new != again {
        let error = AppError::Invalid {
            field: "new_password_again",
            message: "the two are not the same: type the new password once more".to_owned(),
        };
        return refused(&state, &own, error).await;
    }
    let present = fields.as_typed("present_password");
    match set_password(&state.app, &own.staff, &own.administrator, present, new).await {
        Ok(_) => Ok(Done::PasswordSet.page()),
        Err(error) => refused(&state, &own, error).await,
    }
}
