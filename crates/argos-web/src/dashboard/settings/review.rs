//! Review: who decides what Argos leaves to people.

use super::{Part, Setting, WasSaved, frame, keep, saved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::page;
use argos_domain::project::{ProjectSettings, Reviewers};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/review.html")]
struct ReviewPage {
    frame: Frame,
    setting: Setting,
    reviewers: Reviewers,
    errors: FieldErrors,
}

impl ReviewPage {
    fn choices(&self) -> [Choice; Reviewers::ALL.len()] {
        Reviewers::ALL.map(|reviewers| Choice {
            name: reviewers.name(),
            explanation: explanation(reviewers),
            is_chosen: reviewers == self.reviewers,
        })
    }

    fn all_errors(&self) -> Vec<&str> {
        self.errors.all().map(|(_, message)| message).collect()
    }
}

/// One of the reviewers to choose from.
struct Choice {
    name: &'static str,
    explanation: &'static str,
    is_chosen: bool,
}

const fn explanation(reviewers: Reviewers) -> &'static str {
    match reviewers {
        Reviewers::OwnAgents => "People of this project, in the dashboard under Review",
        Reviewers::PlatformAgents => {
            "Agents of the platform, who see nothing else of the project, and people of this project"
        }
        Reviewers::Client => "Your server, by POST /v3/submission/review; people of this project can still review too",
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(place: InProject<ViewSettings>, was_saved: WasSaved) -> Response {
    let reviewers = place.project.settings.reviewers;
    page(
        StatusCode::OK,
        &review_page(&place, reviewers, FieldErrors::default(), was_saved),
    )
}

/// Saves the choice, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut errors = FieldErrors::default();
    let present = place.project.settings.clone();
    match Reviewers::from_name(fields.text("reviewers")) {
        None => errors.add("reviewers", "choose who reviews"),
        Some(reviewers) => match keep(&state, &place, ProjectSettings { reviewers, ..present }).await? {
            Ok(()) => return Ok(saved(&place, Part::Review)),
            Err((field, message)) => errors.add(field, message),
        },
    }
    let shown = review_page(&place, place.project.settings.reviewers, errors, WasSaved(false));
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn review_page<P: Needed>(
    place: &InProject<P>,
    reviewers: Reviewers,
    errors: FieldErrors,
    was_saved: WasSaved,
) -> ReviewPage {
    ReviewPage {
        frame: frame(place, Part::Review),
        setting: Setting::new(place, Part::Review, was_saved),
        reviewers,
        errors,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::role::Role;

    #[test]
    fn the_page_shows_who_reviews() {
        let place = entered::<ViewSettings>(Role::Owner);
        let shown = review_page(&place, Reviewers::Client, FieldErrors::default(), WasSaved(false));
        let html = shown.render().unwrap();
        sample::keep("settings-review", &html);
        assert!(html.contains("value=\"client\" checked") && html.contains("value=\"own_agents\""));
    }
}
