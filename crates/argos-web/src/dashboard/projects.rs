//! The projects that an administrator can open.

use super::frame::Frame;
use super::in_project::{InProject, ViewSubmissions};
use super::page::{go_to, page};
use super::signed_in::SignedInAdministrator;
use super::wording;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

struct ProjectRow {
    name: String,
    id: String,
    role: &'static str,
}

#[derive(Template)]
#[template(path = "dashboard/projects.html")]
struct ProjectsPage {
    frame: Frame,
    projects: Vec<ProjectRow>,
}

/// Lists the projects, or opens the only one.
pub(super) async fn choose(administrator: SignedInAdministrator) -> Response {
    if let [(project, _)] = administrator.memberships.as_slice() {
        return go_to(&format!("/dashboard/projects/{}/submissions", project.id));
    }
    page(StatusCode::OK, &projects_page(&administrator))
}

/// A project's address leads to its submissions.
pub(super) async fn open(place: InProject<ViewSubmissions>) -> Response {
    go_to(&format!("{}/submissions", place.address()))
}

fn projects_page(administrator: &SignedInAdministrator) -> ProjectsPage {
    let projects = administrator
        .memberships
        .iter()
        .map(|(project, role)| ProjectRow {
            name: project.name.clone(),
            id: project.id.to_string(),
            role: wording::role(*role),
        })
        .collect();
    ProjectsPage {
        frame: Frame::outside("Projects", administrator),
        projects,
    }
}
