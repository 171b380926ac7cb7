//! The report of `argos submission explain`, for a tired operator.

use argos_app::explain_submission::ExplainedSubmission;
use argos_domain::check::{CheckOutcome, CheckResult};
use argos_domain::explanation::{Improvement, Part, PolicyChange, conclusion_in_words, finding};
use argos_domain::recompute::Conclusion;
use argos_domain::score::ScoreVersion;

pub(super) fn report(explained: &ExplainedSubmission) -> String {
    let explanation = &explained.explanation;
    let again = &explanation.again;
    let mut lines = vec![
        format!("Submission {} of project {}", explained.id, explained.project),
        String::new(),
        format!("  Argos decides     {}", conclusion_in_words(again.conclusion)),
        format!("  Status now        {}{}", explained.status, who(explained)),
        format!(
            "  ARGOS Score       {:.1}; approved automatically only above {}",
            again.score.value, explanation.score_threshold
        ),
        format!("  Policy            version {}", explained.policy_version),
    ];
    if explained.is_sealed {
        lines.push("  Sealed            the words of its checks can be read with the SecretKey only".to_owned());
    }
    section(&mut lines, "Why", explanation.in_words());
    section(
        &mut lines,
        "What would change it",
        changes(explained, &explanation.improvements, &explanation.policy_changes),
    );
    section(&mut lines, "How the score adds up", parts(explained));
    section(&mut lines, "What else was checked", others(explained));
    let models = if explained.models.is_empty() {
        vec!["The event log names none: this is an old submission.".to_owned()]
    } else {
        explained.models.clone()
    };
    section(&mut lines, "Measured by", models);
    lines.push(String::new());
    if explained.disagreements.is_empty() {
        lines.push("Decided again from the stored checks, it is what was stored.".to_owned());
    } else {
        lines.push("WARNING: DECIDED AGAIN, IT IS NOT WHAT WAS STORED.".to_owned());
        lines.extend(explained.disagreements.iter().map(|found| format!("  - {found}")));
        lines.push(
            "  Either the database was changed behind Argos's back, or the rules were others when it was decided."
                .to_owned(),
        );
    }
    lines.join("\n")
}

fn section(lines: &mut Vec<String>, title: &str, body: Vec<String>) {
    if !body.is_empty() {
        lines.extend([String::new(), title.to_owned()]);
        lines.extend(body.into_iter().map(|line| format!("  {line}")));
    }
}

fn who(explained: &ExplainedSubmission) -> &'static str {
    match (explained.by_human, explained.status) {
        (true, _) => ", by a human",
        (false, "approved" | "rejected") => ", by Argos",
        (false, _) => "",
    }
}

fn parts(explained: &ExplainedSubmission) -> Vec<String> {
    let explanation = &explained.explanation;
    let mut parts: Vec<&Part> = explanation.parts.iter().collect();
    if explanation.again.score.computed_by() != Some(ScoreVersion::One) {
        // What took the most comes first.
        parts.sort_by(|a, b| a.points.total_cmp(&b.points));
    }
    let mut lines: Vec<String> = parts
        .iter()
        .map(|part| {
            let of = part.of.map(|of| format!(" of {of:4.1}")).unwrap_or_default();
            format!("{:5.1}{of}  {}: {}", part.points, part.check.title(), part.finding)
        })
        .collect();
    if !lines.is_empty() {
        let score = &explanation.again.score;
        if score.computed_by() == Some(ScoreVersion::One) {
            lines.push(format!("{:5.1} of  100  in all", score.sum()));
            lines.push("A check that just meets its own threshold gives 70 % of its points.".to_owned());
        } else {
            lines.insert(
                0,
                format!("{:5.1}  the best score there is: no check found anything", score.start),
            );
            lines.push(format!("{:5.1}  in all", score.sum()));
            lines.push("Each doubt of a check lowers the score; what went well does not make up for it.".to_owned());
        }
    }
    lines
}

fn others(explained: &ExplainedSubmission) -> Vec<String> {
    let others = explained.explanation.again.checks.iter();
    let line = |check: &CheckResult| format!("{:8} {}: {}", check.outcome.name(), check.name.title(), finding(check));
    let counts = |check: &CheckResult| explained.explanation.parts.iter().any(|part| part.check == check.name);
    let mut checks: Vec<&CheckResult> = others.filter(|check| !counts(check)).collect();
    checks.sort_by_key(|check| check.outcome == CheckOutcome::Pass);
    checks.into_iter().map(line).collect()
}

fn changes(explained: &ExplainedSubmission, improvements: &[Improvement], changes: &[PolicyChange]) -> Vec<String> {
    let mut lines = Vec::new();
    if explained.by_human {
        return lines;
    }
    for improvement in improvements.iter().take(MOST_IMPROVEMENTS) {
        lines.push(improvement.in_words());
    }
    let is_pending = explained.explanation.again.conclusion == Conclusion::Pending;
    if is_pending {
        lines.push("A human: whoever takes it can approve or reject it, or ask for new pictures.".to_owned());
    }
    let worth = changes
        .iter()
        .filter(|change| change.is_worth_a_thought(&explained.policy));
    let mut is_none = true;
    for change in worth {
        is_none = false;
        let settings: Vec<String> = explained
            .policy
            .differences(&change.policy)
            .iter()
            .map(|found| format!("policy.{}={} (it was {})", found.path(), found.after, found.before))
            .collect();
        lines.push(format!(
            "The policy, for later submissions: with {} one like this, which version {} judged, would be {}.",
            settings.join(" and "),
            explained.policy_version,
            conclusion_in_words(change.leads_to)
        ));
    }
    if is_none && explained.explanation.again.conclusion != Conclusion::Approved {
        lines.push("The policy: no single rule set otherwise would help.".to_owned());
    }
    lines
}

/// The rest helps less.
const MOST_IMPROVEMENTS: usize = 3;
