//! The ARGOS Score in words and parts.

use crate::dashboard::wording;
use argos_app::find_submissions::SubmissionView;
use argos_domain::check::CheckOutcome;
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
}

/// What one check contributed.
pub(super) struct PartRow {
    pub(super) title: &'static str,
    pub(super) points: String,
    pub(super) of: String,
    /// Points as a percentage of what was possible.
    pub(super) share: String,
    pub(super) class: &'static str,
}

impl ScoreView {
    /// Explains `score` under the policy of the submission.
    pub(super) fn new(score: &Score, view: &SubmissionView) -> Self {
        let threshold = view.policy.score_threshold;
        let is_above = score.value > threshold;
        let sum: f64 = score.parts.iter().map(|part| part.points).sum();
        let cap = score.cap.map(|(check, cap)| {
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
        }
    }
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
    use argos_domain::check::{CheckName, CheckResult, Standing};
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
