//! The public form for whoever has no access (any more): it writes to the operator's helpdesk.

use super::error_page::DashboardError;
use super::field_errors::FieldErrors;
use super::form::{FormFields, OwnSiteForm};
use super::page::page;
use crate::WebState;
use crate::client_address::ClientAddress;
use argos_app::AppError;
use argos_app::request_access::{AccessAnswer, AccessRequest, LONGEST_COMPANY, LONGEST_MESSAGE, request_access};
use argos_app::sign_in::time_left;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/request_access.html")]
struct RequestPage {
    has_helpdesk: bool,
    company: String,
    project: String,
    email: String,
    message: String,
    longest_company: usize,
    longest_message: usize,
    errors: FieldErrors,
    /// What concerns no single field.
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "dashboard/request_access_sent.html")]
struct SentPage {
    email: String,
}

impl RequestPage {
    /// What was typed, cut to what the fields can hold.
    fn typed(state: &WebState, fields: &FormFields) -> Self {
        let text = |name: &str, longest: usize| fields.text(name).chars().take(longest).collect();
        Self {
            has_helpdesk: state.app.helpdesk_email().is_some(),
            company: text("company", LONGEST_COMPANY),
            project: text("project", 64),
            email: text("email", 254),
            message: text("message", LONGEST_MESSAGE),
            longest_company: LONGEST_COMPANY,
            longest_message: LONGEST_MESSAGE,
            errors: FieldErrors::default(),
            error: None,
        }
    }
}

/// Shows the form, or how to reach the operator when there is no helpdesk.
pub(super) async fn ask(State(state): State<WebState>) -> Response {
    page(StatusCode::OK, &RequestPage::typed(&state, &FormFields(Vec::new())))
}

/// Sends the request.
pub(super) async fn send(
    State(state): State<WebState>,
    ClientAddress(address): ClientAddress,
    OwnSiteForm(fields): OwnSiteForm,
) -> Result<Response, DashboardError> {
    let typed = RequestPage::typed(&state, &fields);
    let request = AccessRequest::typed(
        fields.text("company"),
        fields.text("project"),
        fields.text("email"),
        fields.text("message"),
    );
    let request = match request {
        Ok(request) => request,
        Err(AppError::Invalid { field, message }) => {
            let mut errors = FieldErrors::default();
            errors.add(field, message);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &RequestPage { errors, ..typed }));
        }
        Err(error) => return Err(error.into()),
    };
    match request_access(&state.app, request, address).await? {
        AccessAnswer::Sent => Ok(page(StatusCode::OK, &SentPage { email: typed.email })),
        AccessAnswer::NoHelpdesk => Ok(page(StatusCode::NOT_FOUND, &typed)),
        AccessAnswer::TooMany { until } => {
            let wait = time_left(until, state.app.now());
            let error = Some(format!(
                "Nothing was sent: too many requests came in. Try again in {wait}."
            ));
            Ok(page(StatusCode::TOO_MANY_REQUESTS, &RequestPage { error, ..typed }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(has_helpdesk: bool) -> RequestPage {
        RequestPage {
            has_helpdesk,
            company: String::new(),
            project: String::new(),
            email: "<b>".to_owned(),
            message: String::new(),
            longest_company: LONGEST_COMPANY,
            longest_message: LONGEST_MESSAGE,
            errors: FieldErrors::default(),
            error: None,
        }
    }

    #[test]
    fn the_form_is_shown_only_when_somebody_reads_what_it_sends() {
        let html = blank(true).render().unwrap();
        crate::dashboard::sample::keep("request-access", &html);
        assert!(html.contains("action=\"/dashboard/request-access\"") && !html.contains("value=\"<b>\""));
        let html = blank(false).render().unwrap();
        crate::dashboard::sample::keep("request-access-no-helpdesk", &html);
        assert!(!html.contains("<form") && html.contains("argos admin grant"));
    }
}
