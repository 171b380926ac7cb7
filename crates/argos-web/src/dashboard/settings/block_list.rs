//! Block-list: the faces with which nobody passes without a human.

use super::{Part, Setting, WasSaved, frame, saved, settings_address};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, ViewSettings};
use crate::dashboard::page::{go_to, page};
use crate::dashboard::wording::{self, Moment};
use argos_app::blocked_faces::{BlockList, MOST_BLOCKED_FACES, block_list, unblock_face};
use argos_domain::id::SubmissionId;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/block_list.html")]
struct BlockListPage {
    frame: Frame,
    setting: Setting,
    /// Address of the submissions, without a slash at the end.
    submissions: String,
    faces: Vec<FaceRow>,
    most: u32,
}

/// An entry as the page shows it.
struct FaceRow {
    submission: String,
    reason: &'static str,
    counts: bool,
    since: Moment,
    by: String,
}

/// Shows the list.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    was_saved: WasSaved,
) -> Result<Response, DashboardError> {
    let list = block_list(&state.app, &place.project.id).await?;
    Ok(page(StatusCode::OK, &list_page(&place, &list, was_saved)))
}

/// Takes a face off the list.
pub(in crate::dashboard) async fn remove(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    Path((_, id)): Path<(String, String)>,
    _form: ProtectedForm,
) -> Result<Response, DashboardError> {
    let id: SubmissionId = id.parse().map_err(|_| DashboardError::NotFound)?;
    unblock_face(&state.app, &place.staff, &place.project.id, &id).await?;
    Ok(saved(&place, Part::BlockList))
}

/// An address that only takes forms, opened by hand, leads back to the page.
pub(in crate::dashboard) async fn back_to_page(place: InProject<ViewSettings>) -> Response {
    go_to(&format!("{}{}", settings_address(&place), Part::BlockList.path()))
}

fn list_page(place: &InProject<ViewSettings>, list: &BlockList, was_saved: WasSaved) -> BlockListPage {
    let viewer = &place.administrator.administrator;
    let faces = list.entries.iter().map(|entry| FaceRow {
        submission: entry.submission.to_string(),
        reason: entry.reason.words(),
        counts: entry.counts,
        since: wording::moment(entry.at),
        by: wording::person(&entry.by, &list.people, viewer),
    });
    BlockListPage {
        frame: frame(place, Part::BlockList),
        setting: Setting::new(place, Part::BlockList, was_saved),
        submissions: format!("{}/submissions", place.address()),
        faces: faces.collect(),
        most: MOST_BLOCKED_FACES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::role::Role;
    use std::collections::BTreeMap;

    fn render(role: Role, entries: usize, name: &str) -> String {
        let list = BlockList {
            entries: vec![sample::blocked_face(); entries],
            people: BTreeMap::new(),
        };
        let html = list_page(&entered(role), &list, WasSaved(false)).render().unwrap();
        sample::keep(name, &html);
        html
    }

    #[test]
    fn leaders_take_faces_off_the_list_and_members_read_it() {
        let html = render(Role::Leader, 1, "settings-block-list");
        assert!(html.contains("forged or changed document") && html.contains("Remove now"));
        let id = sample::blocked_face().submission;
        assert!(html.contains(&format!("settings/block-list/{id}/remove")));
        let html = render(Role::Member, 1, "settings-block-list-member");
        assert!(html.contains("forged or changed document") && !html.contains("Remove now"));
        assert!(render(Role::Leader, 0, "settings-block-list-empty").contains("Nobody is on the list"));
    }
}
