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
