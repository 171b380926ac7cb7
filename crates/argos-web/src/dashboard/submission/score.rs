//! The ARGOS Score in words and parts.

use crate::dashboard::wording;
use argos_app::find_submissions::SubmissionView;
use argos_domain::check::{CheckName, CheckOutcome};
use argos_domain::explanation::{Explanation, Improvement, conclusion_in_words, explain, finding};
use argos_domain::policy::Policy;
use argos_domain::recompute::{Conclusion, DocumentFacts, Stored, failed_before, in_order};
use argos_domain::score::Score;

/// The score as the page shows it. Lengths of bars are percentages as text.
pub(super) struct ScoreView {
    pub(super) value: String,
    pub(super) threshold: String,
    pub(super) is_above: bool,
    /// What the score means for the decision.
    pub(super) explanation: String,
    /// Why the score is lower than the sum of its parts.
    pub(super) cap: Option<String>,
    pub(super) parts: Vec<PartRow>,
    pub(super) version: u32,
    /// Why Argos did not approve; empty when it did.
    pub(super) reasons: Vec<String>,
    /// What would have it decided otherwise.
    pub(super) changes: Vec<String>,
}

/// Changes that are told; the rest helps less.
const MOST_CHANGES: usize = 4;

/// What one check contributed.
pub(super) struct PartRow {
    pub(super) title: &'static str,
    pub(super) points: String,
    pub(super) of: String,
    /// Points as a percentage of what was possible.
    pub(super) share: String,
    pub(super) class: &'static str,
    /// What the check found.
    pub(super) finding: String,
}

impl ScoreView {
    /// Explains `score` under the policy of the submission.
    pub(super) fn new(score: &Score, view: &SubmissionView) -> Self {
        let threshold = view.policy.score_threshold;
        let is_above = score.value > threshold;
        let checks = in_order(view.checks.clone());
        let state = &view.submission.state;
        let explained = explain(&Stored {
            checks: &checks,
            policy: &view.policy,
            document: view
                .submission
                .read
                .as_ref()
                .map(|read| DocumentFacts::of(read, view.submission.created_at.date())),
            failed_before: failed_before(state),
        });
        let is_approved = explained.again.conclusion == Conclusion::Approved;
        let sum: f64 = score.parts.iter().map(|part| part.points).sum();
        let cap = score.cap.map(|(check, cap)| {
            if check == CheckName::CustomRules {
                return format!(
                    "Without the rules of this project the score would be {}; they leave {}. Which of them hold stands among the checks.",
                    wording::number(without_rules(view).unwrap_or(sum), 1),
                    wording::number(cap, 1),
                );
            }
            format!(
                "The parts add up to {}, but \u{201c}{}\u{201d} fell short of its own threshold. Such a failure cannot be averaged away: it caps the score at {}.",
                wording::number(sum, 1),
                check.title(),
                wording::number(cap, 1),
            )
        });
        let parts = score
            .parts
            .iter()
            .map(|part| {
                let share = if part.of > 0.0 {
                    100.0 * part.points / part.of
                } else {
                    0.0
                };
                PartRow {
                    title: part.check.title(),
                    points: wording::number(part.points, 1),
                    of: wording::number(part.of, 1),
                    share: wording::number(share.clamp(0.0, 100.0), 1),
                    finding: view
                        .checks
                        .iter()
                        .find(|check| check.name == part.check)
                        .map(finding)
                        .unwrap_or_default(),
                    // 70 percent of a check's points is exactly its own threshold.
                    class: if share + 1e-9 >= 70.0 { "bar-good" } else { "bar-bad" },
                }
            })
            .collect();
        Self {
            value: wording::number(score.value, 1),
            threshold: wording::number(threshold, 1),
            is_above,
            explanation: explanation(score, view, is_above),
            cap,
            parts,
            version: score.version,
            changes: changes(&explained, &view.policy),
            reasons: if is_approved { Vec::new() } else { explained.in_words() },
        }
    }
}

/// Better pictures or data first, then other rules. Nothing for what is approved.
fn changes(explained: &Explanation, policy: &Policy) -> Vec<String> {
    if explained.again.conclusion == Conclusion::Approved {
        return Vec::new();
    }
    let better = explained
        .improvements
        .iter()
        .take(MOST_CHANGES / 2)
        .map(Improvement::in_words);
    let rules = explained.policy_changes.iter().map(|change| {
        let fields: Vec<String> = policy
            .differences(&change.policy)
            .iter()
            .map(|found| {
                format!(
                    "\u{201c}{}\u{201d} at {} instead of {}",
                    found.field.title,
                    wording::json(&found.after),
                    wording::json(&found.before)
                )
            })
            .collect();
        format!(
            "With {} in the policy, it would be {}. That would hold for every later submission too.",
            fields.join(" and "),
            conclusion_in_words(change.leads_to)
        )
    });
    better.chain(rules).take(MOST_CHANGES).collect()
}

/// The score before the project's own rules lowered it.
fn without_rules(view: &SubmissionView) -> Option<f64> {
    let check = view.checks.iter().find(|check| check.name == CheckName::CustomRules)?;
    check.threshold
}

fn explanation(score: &Score, view: &SubmissionView, is_above: bool) -> String {
    let (value, threshold) = (
        wording::number(score.value, 1),
        wording::number(view.policy.score_threshold, 1),
    );
    let titles = |wanted: fn(CheckOutcome) -> bool| -> String {
        let titles: Vec<&str> = view
            .checks
            .iter()
            .filter(|check| wanted(check.outcome))
            .map(|check| check.name.title())
            .collect();
        titles.join(", ")
    };
    let against = titles(|outcome| matches!(outcome, CheckOutcome::Reject(_) | CheckOutcome::Retry(_)));
    let human = titles(|outcome| outcome == CheckOutcome::Pending);
    let place = if is_above {
        format!("{value} lies above the threshold of {threshold}.")
    } else {
        format!("{value} does not lie above the threshold of {threshold}.")
    };
    let consequence = if !against.is_empty() {
        format!("The score does not decide here, because a check stands against approval: {against}.")
    } else if is_above && human.is_empty() {
        "No check stands against it: it is approved automatically.".to_owned()
    } else if view.policy.automatic_only {
        "This project decides without reviewers, so it is rejected.".to_owned()
    } else if is_above {
        format!("A human must look all the same, because of: {human}.")
    } else {
        "It needs a human's decision.".to_owned()
    };
    format!("{place} {consequence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::sample;
    use argos_domain::check::{CheckResult, Standing};
    use argos_domain::policy::Policy;
    use argos_domain::score::argos_score;

    fn explained(standing: f64, outcome: CheckOutcome, policy: Policy) -> ScoreView {
        let plain = CheckResult::plain(CheckName::FaceMatch, outcome, "");
        let checks = vec![
            CheckResult {
                standing: Standing::new(standing),
                ..plain
            },
            CheckResult::plain(CheckName::TextRecognition, CheckOutcome::Pass, ""),
        ];
        let score = argos_score(&checks);
        let view = SubmissionView {
            checks,
            policy,
            ..sample::view()
        };
        ScoreView::new(&score, &view)
    }

    #[test]
    fn the_words_follow_the_decision() {
        let words = |standing, outcome, policy| explained(standing, outcome, policy).explanation;
        assert!(words(1.0, CheckOutcome::Pass, Policy::default()).contains("approved automatically"));
        assert!(words(0.9, CheckOutcome::Pending, Policy::default()).contains("because of: Face against portrait"));
        assert!(words(0.4, CheckOutcome::Warn, Policy::default()).ends_with("It needs a human's decision."));
        let automatic = Policy {
            automatic_only: true,
            ..Policy::default()
        };
        assert!(words(0.4, CheckOutcome::Warn, automatic).contains("rejected"));
    }

    #[test]
    fn who_is_pending_is_told_why_and_what_would_change_it() {
        let doubtful = explained(0.4, CheckOutcome::Pending, Policy::default());
        assert!(doubtful.reasons[0].starts_with("Face against portrait asks a human to look"));
        assert!(
            doubtful.changes[0].contains("it would be approved") && doubtful.changes[0].contains("What helps:"),
            "{:?}",
            doubtful.changes
        );
        let good = explained(1.0, CheckOutcome::Pass, Policy::default());
        assert!(good.reasons.is_empty() && good.changes.is_empty());
    }

    #[test]
    fn the_cap_is_explained_and_bars_change_colour_at_the_check_s_own_threshold() {
        let capped = explained(0.4, CheckOutcome::Warn, Policy::default());
        assert_eq!(capped.value, "56");
        assert!(capped.cap.unwrap().contains("caps the score at 56"));
        assert_eq!(
            capped.parts.iter().map(|part| part.class).collect::<Vec<_>>(),
            ["bar-bad", "bar-good"]
        );
        assert_eq!(
            explained(0.5, CheckOutcome::Pass, Policy::default()).parts[0].class,
            "bar-good"
        );
    }
}
