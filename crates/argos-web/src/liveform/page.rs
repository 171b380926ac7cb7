//! `GET /`: the page itself.

use super::address;
use super::handover::is_local;
use super::message::{error_page, message_page};
use super::page_data::{email_is_sealed, in_script, page_data};
use super::query::Query;
use super::wording::Wording;
use crate::WebState;
use crate::qr_code::qr_code;
use argos_app::liveform_page::{LiveformOpening, open_liveform_page};
use argos_domain::document::IdType;
use argos_i18n::Language;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};

#[derive(Template)]
#[template(path = "liveform/page.html")]
struct LiveformPage {
    language: Language,
    project: String,
    other_language: Language,
    other_language_address: String,
    privacy_policy_url: Option<String>,
    terms_of_use_url: Option<String>,
    return_url: Option<String>,
    handover_code: Option<String>,
    handover_is_local: bool,
    email: String,
    email_is_given: bool,
    kinds: Vec<&'static str>,
    universal_id: bool,
    upload_allowed: bool,
    active_liveness: bool,
    data: String,
}

impl LiveformPage {
    fn t(&self, key: &str) -> String {
        Wording(self.language).text(key)
    }

    fn project_text(&self, key: &str) -> String {
        Wording(self.language).project_text(key, &self.project)
    }

    fn kind_name(&self, kind: &str) -> String {
        self.t(&format!("kind-{kind}"))
    }

    fn kind_hint(&self, kind: &str) -> String {
        self.t(&format!("kind-{kind}-hint"))
    }

    fn field_name(&self, field: &str) -> String {
        self.t(&format!("field-{field}"))
    }
}

pub(super) async fn show(State(state): State<WebState>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let Ok(query) = Query::parse(query.as_deref().unwrap_or_default()) else {
        return message_page(Wording::of(None, &headers), "invalid", StatusCode::BAD_REQUEST);
    };
    let wording = Wording::of(Some(&query), &headers);
    let project_id = match query.project() {
        Some(Ok(id)) => id,
        Some(Err(_)) => return message_page(wording, "unknown", StatusCode::NOT_FOUND),
        None => match &state.config.first_project {
            Some(id) => id.clone(),
            None => return message_page(wording, "landing", StatusCode::OK),
        },
    };
    let goes_on = query.get("continue").is_some();
    match open_liveform_page(&state.app, &project_id, query.clear(), query.get("encrypted"), goes_on).await {
        Ok(opening) if opening.query.adds_address => address::show(&state, wording, &opening, &query).await,
        Ok(opening) => render(wording, opening, &query, &state.config.public_url),
        Err(error) => error_page(wording, &error),
    }
}

fn render(wording: Wording, opening: LiveformOpening, query: &Query, public_url: &str) -> Response {
    let other_language = Language::ALL
        .iter()
        .copied()
        .find(|other| *other != wording.0)
        .unwrap_or_default();
    let handover_code = qr_code(&format!("{public_url}/?{}", query.with_language(wording.0.code())));
    let data = page_data(wording, &opening, query, handover_code.is_some());
    let LiveformOpening { project, policy, .. } = &opening;
    // What was encrypted is not written into the page: the server opens it again at the start.
    let email = clear_email(&opening, query);
    let email_is_given = opening.query.email.is_some();
    let settings = &project.settings;
    let page = LiveformPage {
        language: wording.0,
        project: project.name.clone(),
        other_language,
        other_language_address: format!("/?{}", query.with_language(other_language.code())),
        privacy_policy_url: web_address(settings.privacy_policy_url.as_deref()),
        terms_of_use_url: web_address(settings.terms_of_use_url.as_deref()),
        return_url: web_address(settings.return_url.as_deref()),
        handover_code,
        handover_is_local: is_local(public_url),
        email_is_given,
        email,
        kinds: policy.accepted_id_types.iter().copied().map(IdType::name).collect(),
        universal_id: policy.universal_id,
        upload_allowed: policy.upload_allowed,
        active_liveness: policy.active_liveness,
        data: in_script(&data),
    };
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => message_page(wording, "failed", StatusCode::INTERNAL_SERVER_ERROR),
    }
}

/// The e-mail address as it stands in the clear, to be corrected if it is wrong.
fn clear_email(opening: &LiveformOpening, query: &Query) -> String {
    let counts = !opening.project.settings.liveform_query.encrypted_only && !email_is_sealed(opening, query);
    let typed = query.get("email").filter(|_| counts);
    typed.unwrap_or_default().to_owned()
}

/// Only web addresses become links: never `javascript:` or the like, whatever was stored.
fn web_address(address: Option<&str>) -> Option<String> {
    let address = address.filter(|address| address.starts_with("https://") || address.starts_with("http://"));
    address.map(str::to_owned)
}

#[cfg(test)]
mod tests;
