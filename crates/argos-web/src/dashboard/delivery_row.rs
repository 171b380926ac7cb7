//! One attempt to deliver a webhook, as the tables of a submission and of the settings show it.

use super::field_errors::sentence;
use super::wording::{self, Moment};
use argos_app::webhooks::{LoggedDelivery, Outlook};

/// One attempt.
pub(super) struct DeliveryRow {
    pub(super) at: Moment,
    pub(super) trigger: String,
    /// The submission that it is about.
    pub(super) submission: Option<String>,
    pub(super) attempt: u32,
    /// Delivered or failed.
    pub(super) result: &'static str,
    pub(super) class: &'static str,
    /// What follows a failure.
    pub(super) outlook: Option<String>,
    /// The answer of the customer's server, or what went wrong.
    pub(super) answer: String,
    pub(super) milliseconds: u32,
    pub(super) message_id: String,
    /// What sending it again is called; nothing where a later attempt stands in the table, too.
    pub(super) resend: Option<&'static str>,
}

/// The attempts, in their order.
pub(super) fn rows(deliveries: &[LoggedDelivery]) -> Vec<DeliveryRow> {
    deliveries.iter().map(row).collect()
}

fn row(logged: &LoggedDelivery) -> DeliveryRow {
    let record = &logged.record;
    let (outlook, resend) = match logged.outlook {
        Outlook::Delivered => (None, Some("Send again")),
        Outlook::Followed => (None, None),
        Outlook::Waiting(until) => {
            let until = wording::moment(until).text;
            (Some(format!("Next attempt {until}")), Some("Send now"))
        }
        Outlook::GivenUp => (Some("No further attempt".to_owned()), Some("Send again")),
    };
    let delivered = logged.outlook == Outlook::Delivered;
    DeliveryRow {
        at: wording::moment(record.at),
        trigger: record.trigger.clone(),
        submission: record.submission_id.as_ref().map(ToString::to_string),
        attempt: record.attempt,
        result: if delivered { "Delivered" } else { "Failed" },
        class: if delivered { "badge-good" } else { "badge-bad" },
        outlook,
        answer: match (record.status_code, &record.error) {
            (_, Some(error)) => sentence(error),
            (Some(status), None) => format!("The receiver answered {status}"),
            (None, None) => "No answer".to_owned(),
        },
        milliseconds: record.duration_ms,
        message_id: record.job_id.to_string(),
        resend,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::sample;

    #[test]
    fn only_the_last_attempt_of_a_message_can_be_sent_again() {
        let rows = rows(&sample::view().deliveries);
        let shown: Vec<_> = rows
            .iter()
            .map(|row| (row.trigger.as_str(), row.result, row.resend))
            .collect();
        assert_eq!(
            shown,
            [
                ("created", "Delivered", Some("Send again")),
                ("submit", "Failed", None),
                ("submit", "Failed", Some("Send now"))
            ]
        );
        assert!(
            rows[2]
                .outlook
                .as_ref()
                .is_some_and(|text| text.starts_with("Next attempt 2026-"))
        );
    }
}
