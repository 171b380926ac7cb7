//! Were we right: how often humans disagreed with what Argos decided, and the threshold that follows from it.

use super::{Part, Setting, WasSaved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::FormFields;
use crate::dashboard::frame::{Frame, Section};
use crate::dashboard::in_project::{InProject, ViewSettings};
use crate::dashboard::page::page;
use crate::dashboard::wording;
use argos_app::projects::current_policy;
use argos_app::review_agreement::human_agreement;
use argos_domain::human_agreement::{HumanAgreement, Proposal};
use argos_domain::policy::Policy;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

/// Submissions that the page looks at.
const LAST: u32 = 20_000;

/// Risks to choose from: as they stand in the address, in words, as a share.
const RISKS: [(&str, &str, f64); 4] = [
    ("5", "5 in 100", 0.05),
    ("1", "1 in 100", 0.01),
    ("0.5", "5 in 1,000", 0.005),
    ("0.1", "1 in 1,000", 0.001),
];
const DEFAULT_RISK: usize = 1;

#[derive(Template)]
#[template(path = "dashboard/settings/agreement.html")]
struct AgreementPage {
    frame: Frame,
    setting: Setting,
    all: u64,
    by_human: u64,
    risks: Vec<RiskChoice>,
    /// The threshold of the policy in force.
    threshold_today: String,
    proposal: String,
    /// What can be tried on the page for it.
    threshold: Option<usize>,
    bands: Vec<BandRow>,
    checks: Vec<CheckRow>,
}

struct RiskChoice {
    value: &'static str,
    label: &'static str,
    is_chosen: bool,
}

struct BandRow {
    range: String,
    approved: u64,
    wrongly_approved: u64,
    left: u64,
    human_approved: u64,
    human_rejected: u64,
    rejected: u64,
    wrongly_rejected: u64,
}

struct CheckRow {
    title: &'static str,
    raised: u64,
    raised_approved: u64,
    passed: u64,
    passed_rejected: u64,
}

/// Shows the page.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let agreement = human_agreement(state.app.store(), &place.project.id, LAST).await?;
    let (_, policy) = current_policy(&state.app, &place.project.id).await?;
    let shown = agreement_page(&place, &agreement, &policy, FormFields(query).text("risk"));
    Ok(page(StatusCode::OK, &shown))
}

fn agreement_page(
    place: &InProject<ViewSettings>,
    agreement: &HumanAgreement,
    policy: &Policy,
    risk: &str,
) -> AgreementPage {
    let chosen = RISKS
        .iter()
        .position(|(value, _, _)| *value == risk)
        .unwrap_or(DEFAULT_RISK);
    let (_, label, share) = RISKS[chosen];
    let proposal = agreement.propose(share);
    AgreementPage {
        frame: Frame::inside("Settings: were we right?", place, Section::Settings),
        setting: Setting::new(place, Part::Policy, WasSaved(false)),
        all: agreement.all,
        by_human: agreement.by_human,
        risks: RISKS
            .iter()
            .enumerate()
            .map(|(number, (value, label, _))| RiskChoice {
                value,
                label,
                is_chosen: number == chosen,
            })
            .collect(),
        threshold_today: wording::number(policy.score_threshold, 1),
        proposal: in_words(proposal, label),
        threshold: match proposal {
            Proposal::Threshold { threshold, .. } => Some(threshold),
            Proposal::TooFew { .. } | Proposal::NoneLowEnough { .. } => None,
        },
        bands: bands(agreement),
        checks: checks(agreement),
    }
}

fn in_words(proposal: Proposal, risk: &str) -> String {
    match proposal {
        Proposal::Threshold {
            threshold,
            cases,
            wrong,
            at_most,
        } => format!(
            "A threshold of {threshold}. Above it lie {cases} submissions that only the score decides; humans rejected {wrong} of them. \
             If those that nobody looked at were right, then at most {} % of such approvals are wrong, with 95 % confidence.",
            wording::number(at_most * 100.0, 2)
        ),
        Proposal::TooFew { cases, needed } => format!(
            "There are too few cases to propose a threshold. So far there are {cases} submissions that only the score decides; to promise at \
             most {risk} it takes {needed} without a single wrong one. Come back later, or choose a larger risk."
        ),
        Proposal::NoneLowEnough { cases, wrong } => format!(
            "No threshold promises at most {risk}: of the {cases} submissions that only the score decides, humans rejected {wrong}, \
             with high scores too. Look at those cases: a check may have to be stricter."
        ),
    }
}

/// The highest first; without those in which nothing happened.
fn bands(agreement: &HumanAgreement) -> Vec<BandRow> {
    let rows = agreement.bands.iter().enumerate().rev().map(|(place, band)| BandRow {
        range: format!("{}\u{2013}{}", place * 10, place * 10 + 10),
        approved: band.approved,
        wrongly_approved: band.wrongly_approved,
        left: band.human_approved + band.human_rejected + band.undecided,
        human_approved: band.human_approved,
        human_rejected: band.human_rejected,
        rejected: band.rejected,
        wrongly_rejected: band.wrongly_rejected,
    });
    rows.filter(|row| row.approved + row.left + row.rejected > 0).collect()
}

/// The check that was contradicted most often first; without those of which nothing is to be said.
fn checks(agreement: &HumanAgreement) -> Vec<CheckRow> {
    let mut rows: Vec<CheckRow> = agreement
        .checks
        .iter()
        .map(|(check, counts)| CheckRow {
            title: check.title(),
            raised: counts.raised,
            raised_approved: counts.raised_approved,
            passed: counts.passed,
            passed_rejected: counts.passed_rejected,
        })
        .collect();
    rows.retain(|row| row.raised + row.passed_rejected > 0);
    rows.sort_by_key(|row| std::cmp::Reverse((row.raised_approved, row.raised)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::in_project::tests::entered;
    use crate::dashboard::sample;
    use argos_domain::check::{CheckName, CheckResult};
    use argos_domain::judgement;
    use argos_domain::recompute::Conclusion;
    use argos_domain::role::Role;

    fn agreement(approvals: usize) -> HumanAgreement {
        let mut agreement = HumanAgreement::default();
        let policy = Policy::default();
        let checks = |similarity: f64| -> Vec<CheckResult> {
            vec![judgement::face_match(similarity, &policy).check(CheckName::FaceMatch, "")]
        };
        for _ in 0..approvals {
            agreement.add(&checks(96.0), &policy, Conclusion::Approved, None);
        }
        agreement.add(&checks(80.0), &policy, Conclusion::Pending, Some(true));
        agreement.add(&checks(78.0), &policy, Conclusion::Pending, Some(false));
        agreement
    }

    fn rendered(approvals: usize, risk: &str) -> String {
        let place = entered::<ViewSettings>(Role::Member);
        agreement_page(&place, &agreement(approvals), &Policy::default(), risk)
            .render()
            .unwrap()
    }

    #[test]
    fn few_cases_get_no_proposal_and_many_do() {
        let few = rendered(20, "0.1");
        assert!(
            few.contains("too few cases") && !few.contains("Try this threshold"),
            "{few}"
        );
        let many = rendered(600, "1");
        sample::keep("settings-agreement", &many);
        for expected in [
            "A threshold of",
            "The threshold today is 70",
            "Try this threshold",
            "Face against portrait",
            "nobody looked",
        ] {
            assert!(many.contains(expected), "{expected} is missing in {many}");
        }
    }
}
