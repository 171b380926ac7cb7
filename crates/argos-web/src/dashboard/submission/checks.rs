//! The checks, grouped by the step that made them.

use crate::dashboard::field_errors::sentence;
use crate::dashboard::wording;
use argos_domain::check::{CheckOutcome, CheckResult, Step};

/// The checks of one step.
pub(super) struct StepChecks {
    pub(super) title: &'static str,
    pub(super) anchor: &'static str,
    pub(super) checks: Vec<CheckRow>,
    /// How they went, in a few words.
    pub(super) summary: String,
}

/// One check.
pub(super) struct CheckRow {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) outcome: &'static str,
    pub(super) class: &'static str,
    pub(super) code: Option<&'static str>,
    pub(super) value: Option<String>,
    pub(super) threshold: Option<String>,
    pub(super) message: String,
    pub(super) model: Option<String>,
}

impl CheckRow {
    fn new(check: &CheckResult) -> Self {
        let (outcome, class) = words(check.outcome);
        Self {
            name: check.name.name(),
            title: check.name.title(),
            outcome,
            class,
            code: check.outcome.code(),
            value: check.value.map(|value| wording::number(value, 2)),
            threshold: check.threshold.map(|threshold| wording::number(threshold, 2)),
            message: sentence(&check.message),
            model: check.model.clone(),
        }
    }
}

const fn words(outcome: CheckOutcome) -> (&'static str, &'static str) {
    match outcome {
        CheckOutcome::Pass => ("Pass", "badge-good"),
        CheckOutcome::Warn => ("Warning", "badge-caution"),
        CheckOutcome::Pending => ("Human needed", "badge-caution"),
        CheckOutcome::Retry(_) => ("Retry", "badge-bad"),
        CheckOutcome::Reject(_) => ("Reject", "badge-bad"),
    }
}

/// The checks by step; steps without a check are left out.
pub(super) fn by_step(checks: &[CheckResult]) -> Vec<StepChecks> {
    [
        (Step::Document, "Document", "checks-document"),
        (Step::Selfie, "Selfie", "checks-selfie"),
    ]
    .into_iter()
    .filter_map(|(step, title, anchor)| {
        let of_step: Vec<&CheckResult> = checks.iter().filter(|check| check.name.step() == step).collect();
        let passed = of_step
            .iter()
            .filter(|check| check.outcome == CheckOutcome::Pass)
            .count();
        let summary = format!("{passed} of {} passed", of_step.len());
        let checks: Vec<CheckRow> = of_step.into_iter().map(CheckRow::new).collect();
        (!checks.is_empty()).then_some(StepChecks {
            title,
            anchor,
            checks,
            summary,
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_domain::check::{CheckName, Standing};
    use argos_domain::code::RejectCode;

    #[test]
    fn checks_come_by_step_with_their_numbers() {
        let checks = [
            CheckResult::measured(
                CheckName::FaceMatch,
                CheckOutcome::Pending,
                81.256,
                85.0,
                Standing::new(0.4),
                "Similarity.",
            ),
            CheckResult::plain(
                CheckName::DocumentExpiry,
                CheckOutcome::Reject(RejectCode::ExpiredId),
                "Expired.",
            ),
        ];
        let steps = by_step(&checks);
        assert_eq!(
            steps.iter().map(|step| step.title).collect::<Vec<_>>(),
            ["Document", "Selfie"]
        );
        assert_eq!(steps[0].checks[0].code, Some("expired_id"));
        assert_eq!(steps[0].summary, "0 of 1 passed");
        assert_eq!(
            (
                steps[1].checks[0].value.as_deref(),
                steps[1].checks[0].threshold.as_deref()
            ),
            (Some("81.26"), Some("85"))
        );
    }
}
