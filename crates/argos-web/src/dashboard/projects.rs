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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::sample;
    use argos_domain::project::Project;
    use argos_domain::role::Role;

    #[tokio::test]
    async fn the_only_project_is_opened_and_several_are_listed() {
        let one = choose(sample::administrator(Role::Agent)).await;
        assert_eq!(one.status(), StatusCode::SEE_OTHER);
        assert_eq!(
            one.headers()["location"],
            "/dashboard/projects/k7m2pq9rtx4w/submissions"
        );
        let other = Project {
            id: "zzzzpq9rtx4w".parse().unwrap(),
            name: "Example Exchange".to_owned(),
            ..sample::project()
        };
        let several = sample::administrator_of(vec![(sample::project(), Role::Owner), (other, Role::Guest)]);
        let html = projects_page(&several).render().unwrap();
        sample::keep("projects", &html);
        assert!(html.contains("Example Bank") && html.contains("/dashboard/projects/zzzzpq9rtx4w/submissions"));
    }
}
