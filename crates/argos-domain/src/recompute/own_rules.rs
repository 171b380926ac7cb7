//! The project's own rules, asked again of a stored submission.

use super::{Again, Rules, has};
use crate::check::{CheckName, CheckResult};
use crate::policy::{custom_rules_are_known, custom_rules_check_by};

impl Rules<'_> {
    /// The project's own rules, asked once all `others` are judged.
    pub(super) fn own_rules(&self, stored: &[CheckResult], others: &[CheckResult]) -> Again {
        let before = stored.iter().find(|check| check.name == CheckName::CustomRules);
        let rest = stored.iter().filter(|check| check.name != CheckName::CustomRules);
        if self.before.custom_rules == self.now.custom_rules
            && rest.eq(others)
            && self.left_of_this_score(before, others)
        {
            return before.map_or(Again::NotMade, |check| Again::As(check.clone()));
        }
        // Who was stopped before all checks were made met no rule.
        if !has(others, CheckName::FaceMatch) {
            return Again::NotMade;
        }
        let rules = &self.now.custom_rules;
        if !custom_rules_are_known(rules, others, self.document.as_ref()) {
            return Again::Unknown;
        }
        let facts = self.document.unwrap_or_default();
        custom_rules_check_by(self.score_version, rules, others, &facts).map_or(Again::NotMade, Again::As)
    }

    /// Whether what the rules left of the score was left of a score by this version: a check of them that lowered nothing
    /// fits every version.
    fn left_of_this_score(&self, rules: Option<&CheckResult>, others: &[CheckResult]) -> bool {
        let lowered = rules
            .filter(|check| check.value.is_some())
            .and_then(|check| check.threshold);
        lowered.is_none_or(|before| (before - self.score_version.score(others).value).abs() < 0.05)
    }
}
