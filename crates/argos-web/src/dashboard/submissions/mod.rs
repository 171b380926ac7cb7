//! The list of a project's submissions.

mod filter;
mod row;

use self::filter::{FilterForm, StatusTab};
use self::row::Row;
use super::error_page::DashboardError;
use super::field_errors::FieldErrors;
use super::form::FormFields;
use super::frame::{Frame, Section};
use super::in_project::{InProject, ViewSubmissions};
use super::page::page;
use crate::WebState;
use argos_app::find_submissions::{SubmissionPage, list_submissions};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/submissions.html")]
struct ListPage {
    frame: Frame,
    address: String,
    tabs: Vec<StatusTab>,
    form: FilterForm,
    errors: FieldErrors,
    rows: Vec<Row>,
    next: Option<String>,
    liveform: String,
}

/// Shows one page of the list.
pub(super) async fn list(
    State(state): State<WebState>,
    place: InProject<ViewSubmissions>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let form = FilterForm::from_fields(&FormFields(query));
    let (submissions, errors) = match form.filter() {
        Ok(filter) => (
            list_submissions(&state.app, &place.project.id, &filter).await?,
            FieldErrors::default(),
        ),
        Err(errors) => (
            SubmissionPage {
                submissions: Vec::new(),
                next: None,
            },
            errors,
        ),
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let liveform = argos_app::projects::liveform_url(&state.app, &place.project.id);
    Ok(page(status, &list_page(&place, form, errors, &submissions, liveform)))
}

fn list_page(
    place: &InProject<ViewSubmissions>,
    form: FilterForm,
    errors: FieldErrors,
    found: &SubmissionPage,
    liveform: String,
) -> ListPage {
    let address = format!("{}/submissions", place.address());
    ListPage {
        frame: Frame::inside("Submissions", place, Section::Submissions),
        tabs: form.tabs(&address),
        rows: found
            .submissions
            .iter()
            .map(|submission| Row::new(submission, &address))
            .collect(),
        next: found.next.as_ref().map(|cursor| form.next_page(&address, cursor)),
        address,
        form,
        errors,
        liveform,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::role::Role;

    fn render(name: &str, query: &[(&str, &str)], submissions: Vec<argos_domain::submission::Submission>) -> String {
        let fields = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let form = FilterForm::from_fields(&FormFields(fields));
        let errors = form.filter().err().unwrap_or_default();
        let found = SubmissionPage {
            submissions,
            next: None,
        };
        let html = list_page(
            &entered(Role::Guest),
            form,
            errors,
            &found,
            "https://kyc.example.com/?pid=abcd".to_owned(),
        )
        .render()
        .unwrap();
        sample::keep(name, &html);
        html
    }

    #[test]
    fn the_list_shows_people_states_and_scores() {
        let html = render("submissions", &[], sample::submissions());
        for expected in [
            "Anna Maria Eriksson",
            "anna@example.com",
            "Pending",
            "Approved",
            "Rejected",
            "Incomplete",
            "61.4",
        ] {
            assert!(html.contains(expected), "{expected} is missing");
        }
        assert!(!html.contains("style="));
        // A guest does not see settings.
        assert!(!html.contains("/settings\""));
    }

    #[test]
    fn an_empty_list_shows_where_to_start_unless_it_is_filtered() {
        assert!(render("submissions-none", &[], Vec::new()).contains("https://kyc.example.com/?pid=abcd"));
        let filtered = render("submissions-filtered", &[("email", "nobody@example.com")], Vec::new());
        assert!(!filtered.contains("https://kyc.example.com/?pid=abcd") && filtered.contains("nobody@example.com"));
    }

    #[test]
    fn a_wrong_date_is_named_at_its_field_and_kept() {
        let html = render("submissions-wrong", &[("from", "2026-02-30")], Vec::new());
        assert!(html.contains("value=\"2026-02-30\"") && html.contains("from-error"));
    }
}
