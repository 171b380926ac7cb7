//! API key and webhook secret, shown only when asked for.

use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::frame::{Frame, Section};
use crate::dashboard::in_project::{InProject, ViewSettings};
use crate::dashboard::page::page;
use argos_app::projects::{Integration, integration};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/keys.html")]
struct KeysPage {
    frame: Frame,
    address: String,
    keys: Integration,
}

/// Shows the keys. It takes a form, so that no link, history or look over the shoulder brings them up.
pub(in crate::dashboard) async fn reveal(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let keys = integration(&state.app, &place.staff, &place.project.id).await?;
    Ok(page(StatusCode::OK, &keys_page(&place, keys)))
}

fn keys_page(place: &InProject<ViewSettings>, keys: Integration) -> KeysPage {
    KeysPage {
        frame: Frame::inside("API key and webhook secret", place, Section::Settings),
        address: format!("{}/settings", place.address()),
        keys,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::role::Role;

    #[test]
    fn the_keys_are_shown_with_their_use() {
        let keys = Integration {
            api_key: "ak_sample_7Hq2vT0pYw3Zk1mN8sR5xC4bV6jL9fD2gA0eUiOaQ".to_owned(),
            webhook_secret: "whsec_sample_c2FtcGxlIHNlY3JldA==".to_owned(),
            liveform_url: "https://kyc.example.com/?pid=abcd".to_owned(),
        };
        let html = keys_page(&entered(Role::Member), keys).render().unwrap();
        sample::keep("keys", &html);
        assert!(html.contains("ak_sample_") && html.contains("whsec_sample_") && html.contains("x-api-key"));
    }
}
