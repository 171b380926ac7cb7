//! Adding people, changing their roles, removing them.

use super::{AccessPage, AddForm, Done, answer, person};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::in_project::{InProject, ManageAccess};
use crate::dashboard::page::{go_to, page};
use argos_app::AppError;
use argos_app::access::{self, Added, add_administrator, remove_administrator};
use argos_domain::personal::EmailAddress;
use argos_domain::role::Role;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Adds somebody by e-mail address, or shows the form again with what is wrong.
pub(in crate::dashboard) async fn add(
    State(state): State<WebState>,
    place: InProject<ManageAccess>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut errors = FieldErrors::default();
    let email = EmailAddress::parse(fields.text("email"));
    let email = email.map_err(|error| errors.add("email", error.to_string()));
    let role = Role::from_name(fields.text("role"));
    if role.is_none() {
        errors.add("role", "choose a role");
    }
    if let (Ok(email), Some(role)) = (&email, role) {
        match add_administrator(&state.app, &place.staff, &place.project.id, email, role).await {
            Ok(Added::Granted) => return Ok(Done::Granted.page(&place)),
            Ok(Added::Invited) => return Ok(Done::Invited.page(&place)),
            Err(AppError::Invalid { field, message }) => errors.add(field, message),
            Err(error) => return Err(error.into()),
        }
    }
    let form = AddForm {
        email: fields.text("email").chars().take(254).collect(),
        role,
        errors,
    };
    let access = access::access(&state.app, &place.staff, &place.project.id).await?;
    Ok(page(
        StatusCode::UNPROCESSABLE_ENTITY,
        &AccessPage::new(&place, access, form),
    ))
}

/// Gives somebody another role.
pub(in crate::dashboard) async fn change_role(
    State(state): State<WebState>,
    place: InProject<ManageAccess>,
    Path((_, id)): Path<(String, String)>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let role = Role::from_name(fields.text("role")).ok_or(DashboardError::NotFound)?;
    let id = person(&id)?;
    let changed = access::change_role(&state.app, &place.staff, &place.project.id, &id, role).await;
    // Who has just become an agent may not see this page any more.
    if changed.is_ok() && id == place.staff.id {
        return Ok(go_to("/dashboard"));
    }
    answer(&state, &place, changed, Done::RoleChanged).await
}

/// Takes somebody's access away.
pub(in crate::dashboard) async fn remove(
    State(state): State<WebState>,
    place: InProject<ManageAccess>,
    Path((_, id)): Path<(String, String)>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let id = person(&id)?;
    let removed = remove_administrator(&state.app, &place.staff, &place.project.id, &id).await;
    if removed.is_ok() && id == place.staff.id {
        return Ok(go_to("/dashboard"));
    }
    answer(&state, &place, removed, Done::Removed).await
}
