//! General settings: the project's facts and its keys.

use super::{Part, Setting, WasSaved, frame};
use crate::WebState;
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{InProject, ViewSettings};
use crate::dashboard::page::page;
use crate::dashboard::wording::{self, Moment};
use argos_app::projects::liveform_url;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/general.html")]
struct GeneralPage {
    frame: Frame,
    setting: Setting,
    project_name: String,
    project_id: String,
    created: Moment,
    liveform: String,
}

/// Shows the page.
pub(in crate::dashboard) async fn show(State(state): State<WebState>, place: InProject<ViewSettings>) -> Response {
    let liveform = liveform_url(&state.app, &place.project.id);
    page(StatusCode::OK, &page_of(&place, liveform))
}

fn page_of(place: &InProject<ViewSettings>, liveform: String) -> GeneralPage {
    GeneralPage {
        frame: frame(place, Part::General),
        setting: Setting::new(place, Part::General, WasSaved(false)),
        project_name: place.project.name.clone(),
        project_id: place.project.id.to_string(),
        created: wording::moment(place.project.created_at),
        liveform,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::role::Role;

    #[test]
    fn the_project_is_shown_without_secrets() {
        let place = entered::<ViewSettings>(Role::Member);
        let html = page_of(&place, "https://kyc.example.com/?pid=abcd".to_owned())
            .render()
            .unwrap();
        sample::keep("settings-general", &html);
        assert!(html.contains("https://kyc.example.com/?pid=abcd") && html.contains("sample form token"));
        assert!(!html.contains("style=") && !html.contains("ak_") && !html.contains("whsec_"));
        assert!(html.contains("/settings/access#webhook"));
    }
}
