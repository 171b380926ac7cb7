//! The projects that an administrator can open.

use super::frame::Frame;
use super::in_project::{InProject, OpenProject};
use super::page::{go_to, page};
use super::signed_in::SignedInAdministrator;
use super::wording;
use crate::client_address::ClientAddress;
use argos_domain::id::ProjectId;
use argos_domain::project::Project;
use argos_domain::role::{Permission, Role};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use std::net::IpAddr;

struct ProjectRow {
    name: String,
    id: String,
    role: &'static str,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "dashboard/projects.html")]
struct ProjectsPage {
    frame: Frame,
    projects: Vec<ProjectRow>,
}

/// Lists the projects, or opens the only one if it can be opened from here.
pub(super) async fn choose(administrator: SignedInAdministrator, ClientAddress(address): ClientAddress) -> Response {
    match administrator.memberships.as_slice() {
        [] if administrator.is_platform_agent => return go_to("/dashboard/queue"),
        [(project, role)] if !administrator.is_platform_agent && is_open(project, address) => {
            return go_to(&first_page(&project.id, *role));
        }
        _ => {}
    }
    page(StatusCode::OK, &projects_page(&administrator, address))
}

/// A project's address leads to where its people work.
pub(super) async fn open(place: InProject<OpenProject>) -> Response {
    go_to(&first_page(&place.project.id, place.role))
}

/// Agents work from the queue, everybody else from the list.
fn first_page(project: &ProjectId, role: Role) -> String {
    let page = if role.allows(Permission::ViewSubmissions) {
        "submissions"
    } else {
        "review"
    };
    format!("/dashboard/projects/{project}/{page}")
}

/// Whether the project may be opened from this address.
fn is_open(project: &Project, address: Option<IpAddr>) -> bool {
    project.settings.ip_control.dashboard.allows(address)
}

fn projects_page(administrator: &SignedInAdministrator, address: Option<IpAddr>) -> ProjectsPage {
    let projects = administrator
        .memberships
        .iter()
        .map(|(project, role)| ProjectRow {
            name: project.name.clone(),
            id: project.id.to_string(),
            role: wording::role(*role),
            is_open: is_open(project, address),
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
    use argos_domain::ip_control::AllowList;
    use argos_domain::role::Role;

    #[tokio::test]
    async fn the_only_project_is_opened_and_several_are_listed() {
        let one = choose(sample::administrator(Role::Agent), ClientAddress(None)).await;
        assert_eq!(one.status(), StatusCode::SEE_OTHER);
        assert_eq!(one.headers()["location"], "/dashboard/projects/k7m2pq9rtx4w/review");
        let member = choose(sample::administrator(Role::Member), ClientAddress(None)).await;
        assert_eq!(
            member.headers()["location"],
            "/dashboard/projects/k7m2pq9rtx4w/submissions"
        );
        let mut other = Project {
            id: "zzzzpq9rtx4w".parse().unwrap(),
            name: "Example Exchange".to_owned(),
            ..sample::project()
        };
        other.settings.ip_control.dashboard = AllowList::parse("203.0.113.0/24").unwrap();
        let several = sample::administrator_of(vec![(sample::project(), Role::Owner), (other, Role::Guest)]);
        let html = projects_page(&several, Some([198, 51, 100, 1].into()))
            .render()
            .unwrap();
        sample::keep("projects", &html);
        assert!(html.contains("Example Bank") && html.contains("/dashboard/projects/zzzzpq9rtx4w\""));
        assert_eq!(html.matches("Closed to your address").count(), 1);
    }
}
