//! Approved period and reject period in the form of the policy.

use super::policy_form::KindBox;
use crate::dashboard::form::FormFields;
use argos_domain::waiting_period::{RecognisedBy, WaitingPeriod};

/// What the fields of a period are called.
#[derive(Clone, Copy)]
pub(super) struct PeriodNames {
    pub(super) title: &'static str,
    pub(super) enabled: &'static str,
    pub(super) days: &'static str,
    pub(super) recognised_by: &'static str,
    pub(super) label: &'static str,
}

/// The two periods.
pub(super) const PERIODS: [PeriodNames; 2] = [
    PeriodNames {
        title: "Approved period",
        enabled: "approved_period",
        days: "approved_period_days",
        recognised_by: "approved_period_by",
        label: "People who were approved cannot verify again for a time",
    },
    PeriodNames {
        title: "Reject period",
        enabled: "reject_period",
        days: "reject_period_days",
        recognised_by: "reject_period_by",
        label: "People who were rejected cannot verify again for a time",
    },
];

/// A period as typed.
pub(super) struct PeriodForm {
    pub(super) names: PeriodNames,
    pub(super) enabled: bool,
    pub(super) days: String,
    pub(super) ways: Vec<KindBox>,
}

impl PeriodForm {
    /// Filled with what is in force.
    pub(super) fn from_rule(names: PeriodNames, rule: &WaitingPeriod) -> Self {
        Self {
            names,
            enabled: rule.enabled,
            days: rule.days.to_string(),
            ways: ways(|way| rule.recognised_by.contains(&way)),
        }
    }

    /// As sent.
    pub(super) fn from_fields(names: PeriodNames, fields: &FormFields) -> Self {
        Self {
            names,
            enabled: fields.is_ticked(names.enabled),
            days: fields.text(names.days).to_owned(),
            ways: ways(|way| fields.is_ticked_with(names.recognised_by, way.name())),
        }
    }

    /// The period that was typed, or what is wrong.
    pub(super) fn parse(&self) -> Result<WaitingPeriod, &'static str> {
        let ticked = self.ways.iter().filter(|way| way.is_ticked);
        let rule = WaitingPeriod {
            enabled: self.enabled,
            days: self.days.parse().unwrap_or_default(),
            recognised_by: ticked.filter_map(|way| RecognisedBy::from_name(way.name)).collect(),
        };
        if rule.is_valid() {
            Ok(rule)
        } else if rule.recognised_by.is_empty() && rule.enabled {
            Err("Choose at least one way to recognise people")
        } else {
            Err("A whole number of days from 1 to 3650 is expected")
        }
    }
}

/// What a way of recognising people is called.
pub(super) const fn way_label(way: RecognisedBy) -> &'static str {
    match way {
        RecognisedBy::Email => "E-mail address",
        RecognisedBy::IpAddress => "IP address (people who share a connection block each other)",
        RecognisedBy::Identity => "Claimed identity: what the document shown says, or its number",
        RecognisedBy::DeviceKey => "Device key: a random number that the browser keeps",
    }
}

fn ways(is_ticked: impl Fn(RecognisedBy) -> bool) -> Vec<KindBox> {
    let kind_box = |way: RecognisedBy| KindBox {
        name: way.name(),
        label: way_label(way),
        is_ticked: is_ticked(way),
    };
    RecognisedBy::ALL.into_iter().map(kind_box).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> PeriodForm {
        let fields = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        PeriodForm::from_fields(PERIODS[0], &FormFields(fields.collect()))
    }

    #[test]
    fn days_and_ways_are_read_and_their_faults_named() {
        let rule = sent(&[
            ("approved_period", "on"),
            ("approved_period_days", "90"),
            ("approved_period_by", "email"),
            ("approved_period_by", "device_key"),
        ])
        .parse()
        .unwrap();
        assert!(rule.enabled && rule.days == 90);
        assert_eq!(
            rule.recognised_by,
            [RecognisedBy::Email, RecognisedBy::DeviceKey].into()
        );
        let nobody = sent(&[("approved_period", "on"), ("approved_period_days", "90")]).parse();
        assert!(nobody.unwrap_err().contains("way to recognise"));
        for days in ["0", "3651", "-1", "ten", ""] {
            let wrong = sent(&[("approved_period_days", days)]).parse();
            assert!(wrong.unwrap_err().contains("1 to 3650"), "{days}");
        }
    }
}
