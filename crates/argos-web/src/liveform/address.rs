//! The page and the request by which a person adds an address to a submission: `action=addveri&sid=…`.

use super::message::{error_page, message_page};
use super::query::Query;
use super::wording::Wording;
use crate::WebState;
use crate::client_address::ClientAddress;
use argos_app::inject_address::{Address, InjectAddress, LONGEST_PART, SUBMISSION, check_link, inject_address};
use argos_app::liveform_page::LiveformOpening;
use argos_app::{AppError, Caller};
use argos_domain::personal::PersonalText;
use argos_i18n::Language;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};

/// Longest form, in bytes: eleven parts of some hundred characters, and what the address of the page said.
pub(super) const LONGEST_FORM: usize = 64 * 1024;

/// The parts that the page asks for, and whether each takes several lines.
const SHOWN: [(&str, bool); 5] = [
    ("formatted_address", true),
    ("detail", false),
    ("zipcode", false),
    ("city", false),
    ("country", false),
];
/// What the page's address said, handed back with the form.
const PASSED_ON: [&str; 5] = ["pid", "lang", "action", "sid", "encrypted"];

#[derive(Template)]
#[template(path = "liveform/address.html")]
struct AddressPage {
    language: Language,
    project: String,
    passed_on: Vec<(&'static str, String)>,
    parts: Vec<ShownPart>,
    longest_part: usize,
}

struct ShownPart {
    name: &'static str,
    value: String,
    is_long: bool,
    error: Option<String>,
}

impl AddressPage {
    fn t(&self, key: &str) -> String {
        Wording(self.language).text(key)
    }

    fn project_text(&self, key: &str) -> String {
        Wording(self.language).project_text(key, &self.project)
    }

    fn part_name(&self, part: &str) -> String {
        self.t(&format!("address-{part}"))
    }
}

/// The page, where the link leads to a submission that takes an address.
pub(super) async fn show(state: &WebState, wording: Wording, opening: &LiveformOpening, query: &Query) -> Response {
    match check_link(&state.app, &opening.project, &opening.query).await {
        Ok(()) => address_page(wording, &opening.project.name, query, StatusCode::OK, &[], None),
        Err(error) => refused(wording, &error),
    }
}

/// Keeps what was typed.
pub(super) async fn save(
    State(state): State<WebState>,
    headers: HeaderMap,
    ClientAddress(address): ClientAddress,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Ok(Form(fields)) = form else {
        return message_page(Wording::of(None, &headers), "invalid", StatusCode::BAD_REQUEST);
    };
    let typed = |name: &str| {
        let field = fields.iter().find(|(known, _)| known == name);
        field.map_or("", |(_, text)| text.as_str())
    };
    let passed_on = PASSED_ON.map(|name| (name, typed(name)));
    let Ok(query) = Query::of_pairs(&passed_on) else {
        return message_page(Wording::of(None, &headers), "invalid", StatusCode::BAD_REQUEST);
    };
    let wording = Wording::of(Some(&query), &headers);
    let Some(Ok(project_id)) = query.project() else {
        return message_page(wording, "unknown", StatusCode::NOT_FOUND);
    };
    let request = InjectAddress {
        project_id: project_id.clone(),
        clear: query.clear(),
        encrypted: query.get("encrypted").map(str::to_owned),
        address: Address::from_parts(|name| PersonalText::typed(typed(name))),
    };
    match inject_address(&state.app, &Caller::applicant(address), request).await {
        Ok(()) => message_page(wording, "address-saved", StatusCode::OK),
        Err(AppError::Invalid { field, .. }) if Address::NAMES.contains(&field) => {
            let values: Vec<(&str, &str)> = SHOWN.iter().map(|(name, _)| (*name, typed(name))).collect();
            let project = argos_app::projects::find_project(&state.app, &project_id).await;
            let name = project.map(|project| project.name).unwrap_or_default();
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            address_page(wording, &name, &query, status, &values, Some(field))
        }
        Err(error) => refused(wording, &error),
    }
}

fn refused(wording: Wording, error: &AppError) -> Response {
    match error {
        AppError::Invalid { field: SUBMISSION, .. } => message_page(wording, "address-refused", StatusCode::NOT_FOUND),
        error => error_page(wording, error),
    }
}

fn address_page(
    wording: Wording,
    project: &str,
    query: &Query,
    status: StatusCode,
    values: &[(&str, &str)],
    wrong: Option<&str>,
) -> Response {
    let value_of = |name: &str| {
        values
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, text)| text)
    };
    // A part that the page does not show was wrong: the message stands at the first one.
    let wrong = wrong.map(|name| {
        if SHOWN.iter().any(|(shown, _)| *shown == name) {
            name
        } else {
            SHOWN[0].0
        }
    });
    let parts = SHOWN.map(|(name, is_long)| ShownPart {
        name,
        value: value_of(name).to_owned(),
        is_long,
        error: wrong
            .filter(|wrong| *wrong == name)
            .map(|_| wording.text("error-invalid-address")),
    });
    let page = AddressPage {
        language: wording.0,
        project: project.to_owned(),
        passed_on: PASSED_ON
            .into_iter()
            .filter_map(|name| Some((name, query.get(name)?.to_owned())))
            .collect(),
        parts: parts.into(),
        longest_part: LONGEST_PART,
    };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => message_page(wording, "failed", StatusCode::INTERNAL_SERVER_ERROR),
    }
}
