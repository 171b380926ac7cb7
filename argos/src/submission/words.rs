//! The report of `argos submission explain`, for a tired operator.

use argos_app::explain_submission::ExplainedSubmission;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult};
use argos_domain::explanation::{Improvement, PolicyChange, Reason, finding, what_helps};
use argos_domain::recompute::{Conclusion, Gap};

pub(super) fn report(explained: &ExplainedSubmission) -> String {
    let explanation = &explained.explanation;
    let again = &explanation.again;
    let mut lines = vec![
        format!("Submission {} of project {}", explained.id, explained.project),
        String::new(),
        format!("  Argos decides     {}", conclusion(again.conclusion)),
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
    section(&mut lines, "Why", whys(explained));
    section(&mut lines, "How the score adds up", parts(explained));
    section(&mut lines, "What else was checked", others(explained));
    section(
        &mut lines,
        "What would change it",
        changes(explained, &explanation.improvements, &explanation.policy_changes),
    );
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

pub(super) fn conclusion(conclusion: Conclusion) -> String {
    match conclusion {
        Conclusion::Approved => "approved".to_owned(),
        Conclusion::Pending => "pending: a human must look".to_owned(),
        Conclusion::TryAgain(code) => format!("the user tries again ({})", code.code()),
        Conclusion::Rejected(code) => format!("rejected ({})", code.code()),
        Conclusion::Unknown(Gap::NotFinished) => "nothing yet: not all steps were done".to_owned(),
        Conclusion::Unknown(Gap::NotMeasured(check)) => {
            format!("not known: \"{}\" was not measured", check.title())
        }
    }
}

fn whys(explained: &ExplainedSubmission) -> Vec<String> {
    let explanation = &explained.explanation;
    let found = |name: CheckName| {
        let check = explanation.again.checks.iter().find(|check| check.name == name);
        check.map(finding).unwrap_or_default()
    };
    if explanation.reasons.is_empty() && explanation.again.conclusion == Conclusion::Approved {
        return vec!["The score lies above the threshold, and no check stands against it.".to_owned()];
    }
    let why = |reason: &Reason| match reason {
        Reason::Rejects(check) => format!("{} rejects it: {}.", check.title(), found(*check)),
        Reason::Fails(check) => format!("{} failed: {}.", check.title(), found(*check)),
        Reason::AsksHuman(check) => format!("{} asks a human to look: {}.", check.title(), found(*check)),
        Reason::Score => format!(
            "The score of {:.1} does not lie above the threshold of {}.",
            explanation.again.score.value, explanation.score_threshold
        ),
        Reason::Cap(check, cap) => format!(
            "{} fell short of its own threshold. Such a failure cannot be made up for by other checks: the score stops at {cap:.1}.",
            check.title()
        ),
        Reason::AutomaticOnly => "Nobody reviews in this project, so what needs a human is rejected.".to_owned(),
    };
    explanation.reasons.iter().map(why).collect()
}

fn parts(explained: &ExplainedSubmission) -> Vec<String> {
    let explanation = &explained.explanation;
    let mut lines: Vec<String> = explanation
        .parts
        .iter()
        .map(|part| {
            format!(
                "{:5.1} of {:4.1}  {}: {}",
                part.points,
                part.of,
                part.check.title(),
                part.finding
            )
        })
        .collect();
    if !lines.is_empty() {
        let sum: f64 = explanation.parts.iter().map(|part| part.points).sum();
        lines.push(format!("{sum:5.1} of  100  in all"));
        lines.push("A check that just meets its own threshold gives 70 % of its points.".to_owned());
    }
    lines
}

fn others(explained: &ExplainedSubmission) -> Vec<String> {
    let weightless = explained.explanation.again.checks.iter();
    let line = |check: &CheckResult| format!("{:8} {}: {}", check.outcome.name(), check.name.title(), finding(check));
    let mut checks: Vec<&CheckResult> = weightless.filter(|check| check.name.weight() <= 0.0).collect();
    checks.sort_by_key(|check| check.outcome == CheckOutcome::Pass);
    checks.into_iter().map(line).collect()
}

fn changes(explained: &ExplainedSubmission, improvements: &[Improvement], changes: &[PolicyChange]) -> Vec<String> {
    let mut lines = Vec::new();
    for improvement in improvements.iter().take(MOST_IMPROVEMENTS) {
        let titles: Vec<&str> = improvement.checks.iter().map(|check| check.title()).collect();
        let helps: Vec<&str> = improvement.checks.iter().map(|check| what_helps(*check)).collect();
        lines.push(format!(
            "If {} went as well as can be (score {:.1}): {}.",
            titles.join(" and "),
            improvement.score,
            conclusion(improvement.leads_to)
        ));
        lines.push(format!("    To that end: {}.", helps.join("; ")));
    }
    for change in changes {
        let settings: Vec<String> = explained
            .policy
            .differences(&change.policy)
            .iter()
            .map(|found| format!("policy.{}={} (it is {})", found.path(), found.after, found.before))
            .collect();
        lines.push(format!(
            "With {}: {}.",
            settings.join(" and "),
            conclusion(change.leads_to)
        ));
    }
    if !changes.is_empty() {
        lines.push("A policy decides every later submission too.".to_owned());
    }
    lines
}

/// The rest helps less.
const MOST_IMPROVEMENTS: usize = 3;
