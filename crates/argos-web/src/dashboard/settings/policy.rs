//! User policy: the rules by which submissions are decided.

use super::policy_form::PolicyForm;
use super::threshold_hint::nobody_passes;
use super::{Part, Setting, WasSaved, frame, saved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::page;
use argos_app::AppError;
use argos_app::change_policy::{PolicyChange, change_policy};
use argos_app::correct_submission::Editor;
use argos_app::policy_history::policy_version;
use argos_app::projects::current_policy;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/policy.html")]
struct PolicyPage {
    frame: Frame,
    setting: Setting,
    form: PolicyForm,
    version: u32,
    /// Said of a threshold in force that lets nobody through.
    warning: Option<String>,
}

/// Shows the page.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    was_saved: WasSaved,
) -> Result<Response, DashboardError> {
    let (version, policy) = current_policy(&state.app, &place.project.id).await?;
    let form = PolicyForm::from_policy(&policy);
    let shown = PolicyPage {
        warning: nobody_passes(policy.score_threshold, policy.automatic_only),
        ..policy_page(&place, form, version, was_saved)
    };
    Ok(page(StatusCode::OK, &shown))
}

/// Saves a new version of the policy, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut form = PolicyForm::from_fields(&fields);
    let project = &place.project.id;
    let (version, present) = current_policy(&state.app, project).await?;
    // The version that the form showed: what was saved since stays, unless this form changes it too.
    let seen = fields.text("version").parse().unwrap_or(version);
    let shown = if seen == version {
        present
    } else {
        policy_version(state.app.store(), project, seen).await?
    };
    if let Some(policy) = form.parse(&shown) {
        let change = PolicyChange::Edited {
            seen,
            policy: Box::new(policy),
        };
        match change_policy(&state.app, Editor::Staff(&place.staff), project, change).await {
            Ok(_) => return Ok(saved(&place, Part::Policy)),
            Err(AppError::Invalid { field, message }) => form.errors.add(field, message),
            Err(error) => return Err(error.into()),
        }
    }
    let shown = policy_page(&place, form, seen, WasSaved(false));
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn policy_page<P: Needed>(place: &InProject<P>, form: PolicyForm, version: u32, was_saved: WasSaved) -> PolicyPage {
    PolicyPage {
        frame: frame(place, Part::Policy),
        setting: Setting::new(place, Part::Policy, was_saved),
        form,
        version,
        warning: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::policy::Policy;
    use argos_domain::role::Role;

    #[test]
    fn the_policy_is_shown_and_a_member_cannot_change_it() {
        let render = |role| {
            let form = PolicyForm::from_policy(&Policy::default());
            let place = entered::<ViewSettings>(role);
            policy_page(&place, form, 3, WasSaved(true)).render().unwrap()
        };
        let owner = render(Role::Owner);
        sample::keep("settings-policy", &owner);
        for expected in ["name=\"score_threshold\"", "value=\"70\"", "Version 3"] {
            assert!(owner.contains(expected), "{expected} is missing");
        }
        assert!(!owner.contains("<fieldset disabled") && render(Role::Member).contains("<fieldset disabled"));
    }
}
