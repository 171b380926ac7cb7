//! The versions of the user policy: who changed what, two of them side by side, and the way back to an older one.

use super::{Part, Setting, WasSaved, frame, saved, settings_address};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::{go_to, page};
use crate::dashboard::wording::{self, Moment};
use argos_app::AppError;
use argos_app::change_policy::{PolicyChange, change_policy};
use argos_app::correct_submission::Editor;
use argos_app::policy_history::{
    Comparison, PolicyAuthor, PolicyHistory, PolicyVersion, compare_policies, policy_history,
};
use argos_domain::policy::{CustomRule, FieldKind, PolicyDifference};
use argos_domain::role::Permission;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

/// Versions on one page.
const PAGE_LENGTH: u32 = 25;
/// Longer values are cut; the API tells them whole.
const LONGEST_VALUE: usize = 300;

#[derive(Template)]
#[template(path = "dashboard/settings/policy_history.html")]
struct HistoryPage {
    frame: Frame,
    setting: Setting,
    rows: Vec<VersionRow>,
    is_later_page: bool,
    next: Option<u32>,
    /// The two versions that the form offers to compare.
    compared: [u32; 2],
    current: u32,
}

struct VersionRow {
    version: u32,
    is_in_force: bool,
    at: Moment,
    by: String,
    undone_to: Option<u32>,
    changes: Vec<ChangeRow>,
}

/// A field before and after.
struct ChangeRow {
    title: String,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "dashboard/settings/policy_comparison.html")]
struct ComparisonPage {
    frame: Frame,
    setting: Setting,
    from: u32,
    to: u32,
    current: u32,
    changes: Vec<ChangeRow>,
    /// Which versions can hold again by whoever looks at the page.
    offered: Vec<u32>,
    /// Why the older version cannot hold again.
    refusal: Option<String>,
}

/// Shows a page of versions.
pub(in crate::dashboard) async fn list(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let before = number(&FormFields(query), "before");
    let history = policy_history(state.app.store(), &place.project.id, before, PAGE_LENGTH).await?;
    Ok(page(StatusCode::OK, &history_page(&place, &history, before.is_some())))
}

/// Shows two versions side by side.
pub(in crate::dashboard) async fn compare(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let query = FormFields(query);
    let (from, to) = (number(&query, "from"), number(&query, "to"));
    let compared = compare_policies(state.app.store(), &place.project.id, from, to).await?;
    Ok(page(StatusCode::OK, &comparison_page(&place, &compared, None)))
}

/// Makes an older version hold again, as a new one.
pub(in crate::dashboard) async fn undo(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let version = number(&fields, "version").ok_or(DashboardError::Unreadable)?;
    let project = &place.project.id;
    let change = PolicyChange::Undone(version);
    match change_policy(&state.app, Editor::Staff(&place.staff), project, change).await {
        Ok(_) => Ok(saved(&place, Part::Policy)),
        Err(AppError::Invalid { field, message }) => {
            let compared = compare_policies(state.app.store(), project, None, Some(version)).await?;
            let refusal = format!("{}: {message}", field.replace('_', " "));
            let shown = comparison_page(&place, &compared, Some(refusal));
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
        }
        Err(error) => Err(error.into()),
    }
}

/// An address that only takes forms, opened by hand, leads back to the list.
pub(in crate::dashboard) async fn back_to_list(place: InProject<ViewSettings>) -> Response {
    go_to(&format!("{}{}/history", settings_address(&place), Part::Policy.path()))
}

fn number(fields: &FormFields, name: &str) -> Option<u32> {
    fields.text(name).parse().ok()
}

fn history_page(place: &InProject<ViewSettings>, history: &PolicyHistory, is_later_page: bool) -> HistoryPage {
    let current = history.current;
    HistoryPage {
        frame: frame(place, Part::Policy),
        setting: Setting::new(place, Part::Policy, WasSaved(false)),
        rows: history
            .versions
            .iter()
            .map(|version| version_row(place, history, version))
            .collect(),
        is_later_page,
        next: history.next,
        compared: [current.saturating_sub(1).max(1), current],
        current,
    }
}

fn version_row(place: &InProject<ViewSettings>, history: &PolicyHistory, version: &PolicyVersion) -> VersionRow {
    let viewer = &place.administrator.administrator;
    let person = |id| wording::person(id, &history.people, viewer);
    let by = match &version.author {
        PolicyAuthor::Administrator(id) => person(id),
        PolicyAuthor::Api(Some(id)) => format!("{}, by API", person(id)),
        PolicyAuthor::Api(None) => "Your server, by API".to_owned(),
        PolicyAuthor::Host => "The operator, from the host".to_owned(),
        PolicyAuthor::Project => "Made with the project".to_owned(),
        PolicyAuthor::Unknown => "Not known".to_owned(),
    };
    VersionRow {
        version: version.version,
        is_in_force: version.version == history.current,
        at: wording::moment(version.at),
        by,
        undone_to: version.undone_to,
        changes: version.changes.iter().map(change_row).collect(),
    }
}

fn comparison_page<P: Needed>(place: &InProject<P>, compared: &Comparison, refusal: Option<String>) -> ComparisonPage {
    let mut offered = vec![compared.from, compared.to];
    offered.dedup();
    offered.retain(|version| *version != compared.current && place.may(Permission::ChangeSettings));
    ComparisonPage {
        offered,
        frame: frame(place, Part::Policy),
        setting: Setting::new(place, Part::Policy, WasSaved(false)),
        from: compared.from,
        to: compared.to,
        current: compared.current,
        changes: compared.differences.iter().map(change_row).collect(),
        refusal,
    }
}

fn change_row(difference: &PolicyDifference) -> ChangeRow {
    let title = match &difference.member {
        Some(member) => format!("{}: {}", difference.field.title, member.replace('_', " ")),
        None => difference.field.title.to_owned(),
    };
    let shown = match difference.field.kind {
        FieldKind::Rules => rules,
        _ => shown,
    };
    ChangeRow {
        title,
        before: shown(&difference.before),
        after: shown(&difference.after),
    }
}

/// Rules in words.
fn rules(value: &Value) -> String {
    let rules: Vec<CustomRule> = serde_json::from_value(value.clone()).unwrap_or_default();
    let rules: Vec<String> = rules
        .iter()
        .map(|rule| format!("\u{201c}{}\u{201d} {}", rule.name, rule.words()))
        .collect();
    rules.join("; ")
}

/// A value in words; empty for nothing.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.replace('_', " "),
        Value::Number(number) => number
            .as_f64()
            .map_or_else(|| number.to_string(), |number| wording::number(number, 2)),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(_) => value.to_string(),
    };
    if text.chars().count() > LONGEST_VALUE {
        return text.chars().take(LONGEST_VALUE).chain(['…']).collect();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::clock::Timestamp;
    use argos_domain::policy::Policy;
    use argos_domain::role::Role;
    use std::collections::BTreeMap;

    fn differences() -> Vec<PolicyDifference> {
        let after = Policy {
            score_threshold: 80.5,
            age_limit: Some(18),
            upload_allowed: false,
            ..Policy::default()
        };
        Policy::default().differences(&after)
    }

    #[test]
    fn each_version_says_who_and_what_changed() {
        let version = |version, author, undone_to| PolicyVersion {
            version,
            at: Timestamp::from_microseconds(1_772_357_400_000_000),
            author,
            undone_to,
            changes: if version == 1 { Vec::new() } else { differences() },
        };
        let colleague: argos_domain::id::AdministratorId = "colleagueabcdefg".parse().unwrap();
        let history = PolicyHistory {
            current: 3,
            versions: vec![
                version(3, PolicyAuthor::Administrator(colleague), Some(1)),
                version(2, PolicyAuthor::Host, None),
                version(1, PolicyAuthor::Project, None),
            ],
            people: BTreeMap::new(),
            next: None,
        };
        let html = history_page(&entered(Role::Member), &history, false).render().unwrap();
        sample::keep("settings-policy-history", &html);
        for expected in [
            "In force",
            "As version 1 was",
            "80.5",
            "Made with the project",
            "from the host",
        ] {
            assert!(html.contains(expected), "{expected}");
        }
        assert!(!html.contains("style="));
    }

    #[test]
    fn only_who_may_change_the_policy_is_offered_the_way_back() {
        let compared = Comparison {
            current: 4,
            from: 2,
            to: 4,
            differences: differences(),
        };
        let render = |role| {
            comparison_page(&entered::<ViewSettings>(role), &compared, None)
                .render()
                .unwrap()
        };
        let owner = render(Role::Owner);
        sample::keep("settings-policy-comparison", &owner);
        assert!(owner.contains("name=\"version\" value=\"2\"") && !owner.contains("name=\"version\" value=\"4\""));
        assert!(owner.contains("ARGOS SCORE THRESHOLD") && !render(Role::Member).contains("/undo"));
    }
}
