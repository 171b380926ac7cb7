//! What is said beside the threshold of the score, wherever it can be set or tried.

use crate::dashboard::wording;
use argos_domain::score::ScoreVersion;

/// What a threshold does, and from where on it lets nobody through.
pub(super) fn threshold_hint() -> String {
    format!(
        "0 to 100. Above it a submission is approved, unless a check stops it; any other goes to a human. What a check rejects is rejected \
         at any score. No score is above {}: a threshold from there on sends everybody to a human.",
        wording::number(ScoreVersion::IN_FORCE.best(), 1)
    )
}

/// A warning about a threshold that no score lies above.
pub(super) fn nobody_passes(threshold: f64, automatic_only: bool) -> Option<String> {
    let best = ScoreVersion::IN_FORCE.best();
    let fate = if automatic_only {
        "everybody whom no check stopped is rejected automatically"
    } else {
        "everybody whom no check stopped goes to a human"
    };
    (threshold >= best).then(|| {
        format!(
            "The threshold in force, {}, is not below the best score there is, {}: {fate}.",
            wording::number(threshold, 1),
            wording::number(best, 1)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_threshold_that_no_score_lies_above_is_warned_of() {
        let best = ScoreVersion::IN_FORCE.best();
        assert_eq!(nobody_passes(best - 0.1, false), None);
        assert!(nobody_passes(best, false).is_some_and(|words| words.contains("goes to a human")));
        assert!(nobody_passes(95.0, true).is_some_and(|words| words.contains("rejected automatically")));
    }
}
