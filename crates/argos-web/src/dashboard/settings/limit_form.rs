//! The limit on submissions in the form of the policy.

use super::period_form::way_label;
use super::policy_form::KindBox;
use crate::dashboard::form::FormFields;
use argos_domain::submission_limit::SubmissionLimit;
use argos_domain::waiting_period::RecognisedBy;

/// The limit as typed.
pub(super) struct LimitForm {
    pub(super) enabled: bool,
    pub(super) submissions: String,
    pub(super) hours: String,
    pub(super) ways: Vec<KindBox>,
}

impl LimitForm {
    /// Filled with what is in force.
    pub(super) fn from_rule(rule: &SubmissionLimit) -> Self {
        Self {
            enabled: rule.enabled,
            submissions: rule.submissions.to_string(),
            hours: rule.hours.to_string(),
            ways: ways(|way| rule.recognised_by.contains(&way)),
        }
    }

    /// As sent.
    pub(super) fn from_fields(fields: &FormFields) -> Self {
        Self {
            enabled: fields.is_ticked("submission_limit"),
            submissions: fields.text("submission_limit_submissions").to_owned(),
            hours: fields.text("submission_limit_hours").to_owned(),
            ways: ways(|way| fields.is_ticked_with("submission_limit_by", way.name())),
        }
    }

    /// The limit that was typed, or which field is wrong and why.
    pub(super) fn parse(&self) -> Result<SubmissionLimit, (&'static str, &'static str)> {
        let ticked = self.ways.iter().filter(|way| way.is_ticked);
        let rule = SubmissionLimit {
            enabled: self.enabled,
            submissions: self.submissions.parse().unwrap_or_default(),
            hours: self.hours.parse().unwrap_or_default(),
            recognised_by: ticked.filter_map(|way| RecognisedBy::from_name(way.name)).collect(),
        };
        if rule.is_valid() {
            return Ok(rule);
        }
        if rule.recognised_by.is_empty() && rule.enabled {
            return Err((
                "submission_limit_submissions",
                "Choose at least one way to recognise people",
            ));
        }
        Err(if (1..=100).contains(&rule.submissions) {
            (
                "submission_limit_hours",
                "A whole number of hours from 1 to 8760 is expected",
            )
        } else {
            (
                "submission_limit_submissions",
                "A whole number from 1 to 100 is expected",
            )
        })
    }
}

fn ways(is_ticked: impl Fn(RecognisedBy) -> bool) -> Vec<KindBox> {
    let kind_box = |way: RecognisedBy| KindBox {
        name: way.name(),
        label: way_label(way),
        is_ticked: is_ticked(way),
    };
    SubmissionLimit::WAYS.into_iter().map(kind_box).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> LimitForm {
        let fields = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        LimitForm::from_fields(&FormFields(fields.collect()))
    }

    #[test]
    fn numbers_and_ways_are_read_and_their_faults_named() {
        let by = ("submission_limit_by", "ip_address");
        let on = ("submission_limit", "on");
        let (three, day) = (("submission_limit_submissions", "3"), ("submission_limit_hours", "24"));
        let rule = sent(&[on, three, day, by]).parse().unwrap();
        assert!(rule.enabled && rule.submissions == 3 && rule.hours == 24);
        assert_eq!(rule.recognised_by, [RecognisedBy::IpAddress].into());
        assert_eq!(
            sent(&[on, three, day]).parse().unwrap_err().0,
            "submission_limit_submissions"
        );
        assert_eq!(
            sent(&[on, day, by]).parse().unwrap_err().0,
            "submission_limit_submissions"
        );
        assert_eq!(sent(&[on, three, by]).parse().unwrap_err().0, "submission_limit_hours");
    }
}
