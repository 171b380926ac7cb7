//! The ARGOS Score in words and parts.

use crate::dashboard::wording;
use argos_app::find_submissions::SubmissionView;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::explanation::{Explanation, Improvement, explain, finding};
use argos_domain::policy::Policy;
use argos_domain::recompute::{Conclusion, DocumentFacts, Stored, failed_before, in_order};
use argos_domain::score::{Score, ScorePart, ScoreVersion};
use argos_domain::submission::{Reviewer, SubmissionState};

/// The score as the page shows it. Lengths of bars are percentages as text.
pub(super) struct ScoreView {
    pub(super) value: String,
    pub(super) threshold: String,
    pub(super) is_above: bool,
    /// What the score means for the decision.
    pub(super) explanation: String,
    /// Why the score is lower than the sum of its parts.
    pub(super) cap: Option<String>,
    /// What the parts mean.
    pub(super) how: String,
    /// The way from the start to the score, or what each check gave.
    pub(super) parts: Vec<PartRow>,
    /// Checks that count and took nothing, as the end of a sentence.
    pub(super) took_nothing: Option<String>,
    /// Why Argos did not approve; empty when it did.
    pub(super) reasons: Vec<String>,
    /// Whether staff corrected the data since, which decides nothing again.
    pub(super) was_corrected: bool,
    /// What would have it decided otherwise.
    pub(super) changes: Vec<String>,
}

/// Changes of each sort that are told; the rest helps less.
const MOST_CHANGES: usize = 2;

/// A line of the way to the score: what one check gave or took, the start, or all together.
pub(super) struct PartRow {
    pub(super) title: &'static str,
    pub(super) points: String,
    /// What the check could have given; nothing where checks only take.
    pub(super) of: Option<String>,
    /// Where the bar begins.
    pub(super) from: String,
    /// The length of the bar: what was given as a percentage of what was possible, or points.
    pub(super) share: String,
    pub(super) class: &'static str,
    /// What the check found.
    pub(super) finding: String,
}

impl PartRow {
    /// What a check gave of what it could have given.
    fn given(part: &ScorePart, of: f64, check: Option<&CheckResult>) -> Self {
        let share = if of > 0.0 { 100.0 * part.points / of } else { 0.0 };
        Self {
            title: part.check.title(),
            points: wording::number(part.points, 1),
            of: Some(wording::number(of, 1)),
            from: "0".to_owned(),
            share: wording::number(share.clamp(0.0, 100.0), 1),
            finding: check.map(finding).unwrap_or_default(),
            // 70 percent of a check's points is exactly its own threshold.
            class: if share + 1e-9 >= 70.0 { "bar-good" } else { "bar-bad" },
        }
    }

    /// What a check took and what it left.
    fn taken(part: &ScorePart, left: f64, check: Option<&CheckResult>) -> Self {
        let is_short = check.is_some_and(|check| check.standing < Standing::AT_THRESHOLD);
        Self {
            title: part.check.title(),
            points: format!("\u{2212}{:.1}", part.points.abs()),
            of: None,
            from: wording::number(left.clamp(0.0, 100.0), 1),
            share: wording::number(part.points.abs().min(100.0), 1),
            finding: check.map(finding).unwrap_or_default(),
            class: if is_short { "bar-bad" } else { "scale-caution" },
        }
    }

    fn sum(title: &'static str, points: f64, finding: &str, class: &'static str) -> Self {
        Self {
            title,
            points: format!("{points:.1}"),
            of: None,
            from: "0".to_owned(),
            share: wording::number(points.clamp(0.0, 100.0), 1),
            finding: finding.to_owned(),
            class,
        }
    }
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
            score_version: score.computed_by().unwrap_or(ScoreVersion::IN_FORCE),
        });
        let sum = score.sum();
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
        let gives = score.parts.iter().any(|part| part.of.is_some());
        let (parts, took_nothing) = if gives {
            (given(score, view), None)
        } else {
            (taken(score, view, is_above), took_nothing(score))
        };
        Self {
            value: wording::number(score.value, 1),
            threshold: wording::number(threshold, 1),
            is_above,
            explanation: explanation(score, view, is_above),
            cap,
            how: how(score),
            parts,
            took_nothing,
            changes: changes(&explained, view),
            reasons: reasons(&explained),
            was_corrected: view.submission.corrected.is_some(),
        }
    }
}

fn check_of<'a>(part: &ScorePart, view: &'a SubmissionView) -> Option<&'a CheckResult> {
    view.checks.iter().find(|check| check.name == part.check)
}

fn given(score: &Score, view: &SubmissionView) -> Vec<PartRow> {
    let row = |part: &ScorePart| PartRow::given(part, part.of.unwrap_or_default(), check_of(part, view));
    score.parts.iter().map(row).collect()
}

/// From the start down to the score, what took the most first.
fn taken(score: &Score, view: &SubmissionView, is_above: bool) -> Vec<PartRow> {
    if score.parts.is_empty() {
        return Vec::new();
    }
    let mut taking: Vec<&ScorePart> = score.parts.iter().filter(|part| part.points < 0.0).collect();
    taking.sort_by(|a, b| a.points.total_cmp(&b.points));
    let mut rows = vec![PartRow::sum(
        "Start",
        score.start,
        "the best score there is: no check found anything",
        "bar-good",
    )];
    let mut left = score.start;
    for part in taking {
        left += part.points;
        rows.push(PartRow::taken(part, left, check_of(part, view)));
    }
    let class = if is_above { "bar-good" } else { "scale-caution" };
    rows.push(PartRow::sum("In all", score.sum(), "", class));
    rows
}

fn took_nothing(score: &Score) -> Option<String> {
    let titles: Vec<&str> = score
        .parts
        .iter()
        .filter(|part| part.points >= 0.0)
        .map(|part| part.check.title())
        .collect();
    (!titles.is_empty()).then(|| titles.join(", "))
}

/// How the formula makes a score of the checks.
fn how(score: &Score) -> String {
    let words = match score.computed_by() {
        Some(ScoreVersion::One) => {
            "Each check gives points by how well it went. A check that just meets its own threshold gives 70 percent of its points."
                .to_owned()
        }
        Some(ScoreVersion::Two) => "Each doubt of a check lowers the score, and what went well does not make up for it. The points are shares of all \
             doubts together, so they change when one of the doubts goes."
            .to_owned(),
        None => {
            return format!(
                "Version {} of the formula computed it, which this program does not know: what is shown is what was stored. Why it was \
                 decided so, and what would change it, is told by version {}.",
                score.version,
                ScoreVersion::IN_FORCE.number()
            );
        }
    };
    format!("{words} Formula version {}.", score.version)
}

/// Better pictures or data first, then who reviews it, then other rules. Nothing for what is approved.
fn changes(explained: &Explanation, view: &SubmissionView) -> Vec<String> {
    if explained.again.conclusion == Conclusion::Approved || is_decided_by_human(view) {
        return Vec::new();
    }
    let mut changes = Vec::new();
    if matches!(view.submission.state, SubmissionState::Pending(_)) {
        let better = explained.improvements.iter().take(MOST_CHANGES);
        changes.extend(better.map(Improvement::in_words));
        changes.push("A human: whoever takes it can approve or reject it, or ask for new pictures.".to_owned());
    }
    let rules: Vec<String> = explained
        .policy_changes
        .iter()
        .filter(|change| change.leads_to == Conclusion::Approved && change.is_worth_a_thought(&view.policy))
        .take(MOST_CHANGES)
        .map(|change| set_otherwise(&view.policy, &change.policy))
        .collect();
    changes.push(if rules.is_empty() {
        "The policy: no single rule set otherwise would help.".to_owned()
    } else {
        format!(
            "The policy, not for this case: later ones like it, which version {} judged, would be approved with {}, wrong ones too. Try it \
             first (User policy, or argos policy simulate).",
            view.submission.policy_version,
            rules.join(", or with ")
        )
    });
    changes
}

fn is_decided_by_human(view: &SubmissionView) -> bool {
    match &view.submission.state {
        SubmissionState::Approved(facts) => facts.by != Reviewer::System,
        SubmissionState::Rejected(facts) => facts.by != Reviewer::System,
        SubmissionState::Pending(_) | SubmissionState::Incomplete(_) => false,
    }
}

/// Why Argos did not approve.
fn reasons(explained: &Explanation) -> Vec<String> {
    if explained.again.conclusion == Conclusion::Approved {
        return Vec::new();
    }
    explained.in_words()
}

/// What differs between two policies, in words.
fn set_otherwise(before: &Policy, after: &Policy) -> String {
    let value = |value: &serde_json::Value| match value.as_str() {
        Some("warn") => "\u{201c}Go on and record a warning\u{201d}".to_owned(),
        Some("pending") => "\u{201c}A human looks\u{201d}".to_owned(),
        _ => wording::json(value),
    };
    let differences = before.differences(after);
    let fields: Vec<String> = differences
        .iter()
        .map(|found| {
            format!(
                "\u{201c}{}\u{201d} set to {} instead of {}",
                found.field.title,
                value(&found.after),
                value(&found.before)
            )
        })
        .collect();
    fields.join(" and ")
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
        format!("{value} is above the threshold of {threshold}.")
    } else {
        format!("{value} is not above the threshold of {threshold}.")
    };
    let by_human = is_decided_by_human(view);
    let consequence = if !against.is_empty() {
        format!("The score does not decide here, because a check stands against approval: {against}.")
    } else if is_above && human.is_empty() {
        "No check stands against it: it is approved automatically.".to_owned()
    } else if view.policy.automatic_only {
        "This project decides without reviewers, so it is rejected.".to_owned()
    } else if is_above {
        let must = if by_human { "had to" } else { "must" };
        format!("A human {must} look all the same, because of: {human}.")
    } else if by_human {
        "So a human decided.".to_owned()
    } else {
        "It needs a human's decision.".to_owned()
    };
    format!("{place} {consequence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::sample;

    fn explained(standing: f64, outcome: CheckOutcome, policy: Policy) -> ScoreView {
        explained_by(ScoreVersion::IN_FORCE, standing, outcome, policy)
    }

    fn explained_by(version: ScoreVersion, standing: f64, outcome: CheckOutcome, policy: Policy) -> ScoreView {
        shown(&version.score(&checks(standing, outcome)), standing, outcome, policy)
    }

    fn checks(standing: f64, outcome: CheckOutcome) -> Vec<CheckResult> {
        let plain = CheckResult::plain(CheckName::FaceMatch, outcome, "");
        vec![
            CheckResult {
                standing: Standing::new(standing),
                ..plain
            },
            CheckResult::plain(CheckName::TextRecognition, CheckOutcome::Pass, ""),
        ]
    }

    fn shown(score: &Score, standing: f64, outcome: CheckOutcome, policy: Policy) -> ScoreView {
        let view = SubmissionView {
            checks: checks(standing, outcome),
            policy,
            ..sample::view()
        };
        ScoreView::new(score, &view)
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
            doubtful.changes[0].starts_with("Another try: take the selfie again")
                && doubtful.changes.iter().any(|change| change.starts_with("A human:"))
                && doubtful
                    .changes
                    .last()
                    .is_some_and(|change| change.starts_with("The policy")),
            "{:?}",
            doubtful.changes
        );
        let good = explained(1.0, CheckOutcome::Pass, Policy::default());
        assert!(good.reasons.is_empty() && good.changes.is_empty());
    }

    #[test]
    fn nothing_would_change_what_a_human_decided() {
        let decided = sample::submissions().into_iter().find(
            |submission| matches!(&submission.state, SubmissionState::Rejected(facts) if facts.by != Reviewer::System),
        );
        let view = SubmissionView {
            checks: checks(0.4, CheckOutcome::Pending),
            submission: decided.unwrap(),
            ..sample::view()
        };
        let shown = ScoreView::new(&ScoreVersion::IN_FORCE.score(&view.checks), &view);
        assert!(shown.changes.is_empty() && !shown.reasons.is_empty());
        assert!(!shown.explanation.contains("needs a human"), "{}", shown.explanation);
    }

    #[test]
    fn the_cap_is_explained_and_bars_change_colour_at_the_check_s_own_threshold() {
        let capped = explained_by(ScoreVersion::One, 0.4, CheckOutcome::Warn, Policy::default());
        assert_eq!(capped.value, "56");
        assert!(capped.how.contains("gives 70 percent") && capped.parts[0].of.is_some());
        assert!(capped.cap.unwrap().contains("caps the score at 56"));
        assert_eq!(
            capped.parts.iter().map(|part| part.class).collect::<Vec<_>>(),
            ["bar-bad", "bar-good"]
        );
        let met = explained_by(ScoreVersion::One, 0.5, CheckOutcome::Pass, Policy::default());
        assert_eq!((met.parts[0].class, met.took_nothing), ("bar-good", None));
    }

    #[test]
    fn what_a_check_takes_is_told_from_the_start_down_to_the_score() {
        let doubtful = explained_by(ScoreVersion::Two, 0.3, CheckOutcome::Warn, Policy::default());
        let titles: Vec<&str> = doubtful.parts.iter().map(|part| part.title).collect();
        assert_eq!(titles, ["Start", "Face against portrait", "In all"]);
        let points: Vec<f64> = doubtful
            .parts
            .iter()
            .map(|part| part.points.replace('\u{2212}', "-").parse().unwrap())
            .collect();
        assert!(
            (points[0] + points[1] - points[2]).abs() < 1e-9 && points[1] < 0.0,
            "{points:?}"
        );
        assert_eq!(wording::number(points[2], 1), doubtful.value);
        assert_eq!(doubtful.parts[1].class, "bar-bad");
        assert!(doubtful.parts.iter().all(|part| part.of.is_none()));
        assert_eq!(doubtful.took_nothing.as_deref(), Some("Text recognition"));
        assert!(doubtful.how.contains("lowers the score") && doubtful.cap.is_none());
    }

    #[test]
    fn a_score_by_an_unknown_version_is_shown_as_stored_and_says_so() {
        let known = ScoreVersion::Two.score(&checks(0.4, CheckOutcome::Warn));
        let unknown = Score { version: 9, ..known };
        let shown = shown(&unknown, 0.4, CheckOutcome::Warn, Policy::default());
        assert!(
            shown
                .how
                .starts_with("Version 9 of the formula computed it, which this program does not know"),
            "{}",
            shown.how
        );
        assert_eq!(shown.parts.len(), 3);
    }
}
