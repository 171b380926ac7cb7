//! Rules of the project's own: a list in words, and the form of one of them.

use super::rule_form::RuleForm;
use super::{Part, Setting, WasSaved, frame, settings_address};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::{go_to, page};
use argos_app::AppError;
use argos_app::change_policy::{PolicyChange, change_policy};
use argos_app::correct_submission::Editor;
use argos_app::policy_history::policy_version;
use argos_app::projects::current_policy;
use argos_domain::policy::{CustomRule, MOST_RULES, Policy};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/policy_rules.html")]
struct RulesPage {
    frame: Frame,
    setting: Setting,
    version: u32,
    rules: Vec<RuleRow>,
    most: usize,
    form: RuleForm,
}

struct RuleRow {
    index: usize,
    name: String,
    words: String,
}

/// Shows the list, and the form of the rule that the address names or of a new one.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    was_saved: WasSaved,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let (version, policy) = current_policy(&state.app, &place.project.id).await?;
    let edited: Option<usize> = FormFields(query).text("edit").parse().ok();
    let form = edited
        .and_then(|index| Some(RuleForm::of(index, policy.custom_rules.get(index)?)))
        .unwrap_or_else(RuleForm::empty);
    let shown = rules_page(&place, version, &policy.custom_rules, form, was_saved);
    Ok(page(StatusCode::OK, &shown))
}

/// Saves or deletes one rule: a new version of the policy.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut form = RuleForm::from_fields(&fields);
    let project = &place.project.id;
    let (version, present) = current_policy(&state.app, project).await?;
    let seen = fields.text("version").parse().unwrap_or(version);
    let shown = match seen == version {
        true => present.clone(),
        false => policy_version(state.app.store(), project, seen).await?,
    };
    let changed = if shown.custom_rules == present.custom_rules {
        changed(&present, &mut form, fields.text("action") == "delete")
    } else {
        // Places in the list may have moved.
        let message = "Somebody else changed the rules meanwhile. Look at them again, then save once more";
        form.errors.add("rules", message);
        None
    };
    if let Some(policy) = changed {
        let change = PolicyChange::Edited {
            seen: version,
            policy: Box::new(policy),
        };
        match change_policy(&state.app, Editor::Staff(&place.staff), project, change).await {
            Ok(_) => {
                let address = format!("{}{}/rules?saved=1", settings_address(&place), Part::Policy.path());
                return Ok(go_to(&address));
            }
            Err(AppError::Invalid { field, message }) => form.errors.add(field, message),
            Err(error) => return Err(error.into()),
        }
    }
    let shown = rules_page(&place, version, &present.custom_rules, form, WasSaved(false));
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

/// The policy with the rule of the form in its place, or without it.
fn changed(present: &Policy, form: &mut RuleForm, deletes: bool) -> Option<Policy> {
    let mut policy = present.clone();
    let place = form.index.filter(|index| *index < policy.custom_rules.len());
    if deletes {
        policy.custom_rules.remove(place?);
        return Some(policy);
    }
    let rule = form.parse()?;
    match place.and_then(|index| policy.custom_rules.get_mut(index)) {
        Some(present) => *present = rule,
        None => policy.custom_rules.push(rule),
    }
    Some(policy)
}

fn rules_page<P: Needed>(
    place: &InProject<P>,
    version: u32,
    rules: &[CustomRule],
    form: RuleForm,
    was_saved: WasSaved,
) -> RulesPage {
    let row = |(index, rule): (usize, &CustomRule)| RuleRow {
        index,
        name: rule.name.clone(),
        words: rule.words(),
    };
    RulesPage {
        frame: frame(place, Part::Policy),
        setting: Setting::new(place, Part::Policy, was_saved),
        version,
        rules: rules.iter().enumerate().map(row).collect(),
        most: MOST_RULES,
        form,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::policy::{Condition, Effect};
    use argos_domain::role::Role;

    fn rule() -> CustomRule {
        CustomRule {
            name: "Young people".to_owned(),
            enabled: true,
            when: vec![Condition::AgeBelow { years: 21 }],
            then: Effect::Cap { at: 60.0 },
        }
    }

    #[test]
    fn rules_are_told_in_words_and_only_who_may_change_them_sees_the_form() {
        let render = |role, form| {
            let place = entered::<ViewSettings>(role);
            rules_page(&place, 3, &[rule()], form, WasSaved(false))
                .render()
                .unwrap()
        };
        let owner = render(Role::Owner, RuleForm::of(0, &rule()));
        sample::keep("settings-policy-rules", &owner);
        for expected in [
            "Young people",
            "younger than 21 years",
            "at most 60",
            "value=\"21\"",
            "Delete the rule",
        ] {
            assert!(owner.contains(expected), "{expected}");
        }
        let member = render(Role::Member, RuleForm::empty());
        assert!(
            member.contains("younger than 21 years")
                && !member.contains("<form method=\"post\" action=\"/dashboard/projects")
        );
    }

    #[test]
    fn a_rule_is_added_changed_and_deleted_in_its_place() {
        let mut policy = Policy::default();
        policy = changed(
            &policy,
            &mut RuleForm {
                index: None,
                ..RuleForm::of(0, &rule())
            },
            false,
        )
        .unwrap();
        assert_eq!(policy.custom_rules, [rule()]);
        let later = CustomRule {
            then: Effect::Pending,
            ..rule()
        };
        policy = changed(&policy, &mut RuleForm::of(0, &later), false).unwrap();
        assert_eq!(policy.custom_rules, std::slice::from_ref(&later));
        assert!(
            changed(&policy, &mut RuleForm::of(0, &later), true)
                .unwrap()
                .custom_rules
                .is_empty()
        );
        assert!(changed(&policy, &mut RuleForm::empty(), true).is_none());
    }
}
