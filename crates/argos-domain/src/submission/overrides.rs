//! Which rules of the policy the customer's server switches on or off for one submission.

use crate::policy::Policy;
use serde::{Deserialize, Serialize};

/// Rules that are switched; what is `None` or `false` stays as the policy has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleOverrides {
    /// `rejectDuplicateUser`: `false` also lets a face pass that was approved before.
    pub reject_duplicate_user: Option<bool>,
    /// `approvePeriod=false`
    pub without_approved_period: bool,
    /// `rejectPeriod=false`
    pub without_reject_period: bool,
    /// `ageLimit=false`
    pub without_age_limit: bool,
    /// `blacklistCountries=false`
    pub without_blocked_countries: bool,
}

impl RuleOverrides {
    /// Whether nothing is switched.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These, and `others` where these say nothing.
    #[must_use]
    pub const fn or(self, others: Self) -> Self {
        Self {
            reject_duplicate_user: match self.reject_duplicate_user {
                None => others.reject_duplicate_user,
                given => given,
            },
            without_approved_period: self.without_approved_period || others.without_approved_period,
            without_reject_period: self.without_reject_period || others.without_reject_period,
            without_age_limit: self.without_age_limit || others.without_age_limit,
            without_blocked_countries: self.without_blocked_countries || others.without_blocked_countries,
        }
    }

    /// Only what makes the policy stricter: what may come from anybody.
    #[must_use]
    pub fn stricter_only(self) -> Self {
        Self {
            reject_duplicate_user: self.reject_duplicate_user.filter(|rejects| *rejects),
            ..Self::default()
        }
    }

    /// The policy with these rules switched.
    #[must_use]
    pub fn apply(&self, policy: &Policy) -> Policy {
        let mut policy = policy.clone();
        if let Some(rejects) = self.reject_duplicate_user {
            policy.reject_duplicate_user = rejects;
            policy.reject_duplicated_face &= rejects;
        }
        policy.approved_period.enabled &= !self.without_approved_period;
        policy.reject_period.enabled &= !self.without_reject_period;
        if self.without_age_limit {
            policy.age_limit = None;
        }
        if self.without_blocked_countries {
            policy.blocked_countries.clear();
        }
        policy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::Country;

    #[test]
    fn only_the_rules_that_are_named_change() {
        let mut policy = Policy {
            reject_duplicated_face: true,
            age_limit: Some(18),
            blocked_countries: [Country::from_alpha3("UTO").unwrap()].into(),
            ..Policy::default()
        };
        policy.approved_period.enabled = true;
        policy.reject_period.enabled = true;
        assert_eq!(RuleOverrides::default().apply(&policy), policy);
        let stricter = RuleOverrides {
            reject_duplicate_user: Some(true),
            ..RuleOverrides::default()
        };
        let expected = Policy {
            reject_duplicate_user: true,
            ..policy.clone()
        };
        assert_eq!(stricter.apply(&policy), expected);
        let looser = RuleOverrides {
            reject_duplicate_user: Some(false),
            without_approved_period: true,
            without_reject_period: true,
            without_age_limit: true,
            without_blocked_countries: true,
        };
        assert_eq!(looser.apply(&expected), Policy::default());
        assert!(looser.stricter_only().is_empty());
        assert_eq!(stricter.or(looser).reject_duplicate_user, Some(true));
        assert_eq!(stricter.stricter_only(), stricter);
    }
}
