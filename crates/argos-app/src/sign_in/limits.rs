//! How often people may try before they must wait.

use crate::error::AppError;
use argos_domain::clock::Timestamp;
use argos_store::{AttemptAnswer, AttemptLimit, Tx};
use std::net::IpAddr;
use std::time::Duration;

const MINUTE: u64 = 60;

/// Something that may happen so often only.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limited {
    purpose: &'static str,
    limit: AttemptLimit,
}

const fn limited(purpose: &'static str, attempts: usize, minutes: u64) -> Limited {
    Limited {
        purpose,
        limit: AttemptLimit {
            attempts,
            within: Duration::from_secs(minutes * MINUTE),
        },
    }
}

/// Wrong passwords for one account.
pub(crate) const PASSWORD_BY_ACCOUNT: Limited = limited("password_account", 8, 15);
/// Wrong passwords from one address: an office may share it.
pub(crate) const PASSWORD_BY_ADDRESS: Limited = limited("password_address", 40, 15);
/// Wrong codes of one account. Three codes of a million are good at a time.
pub(crate) const CODE_BY_ACCOUNT: Limited = limited("code_account", 5, 15);
/// Links to one mailbox.
pub(crate) const LINK_BY_ACCOUNT: Limited = limited("link_account", 5, 30);
/// Links asked for from one address.
pub(crate) const LINK_BY_ADDRESS: Limited = limited("link_address", 30, 30);
/// Requests for access in the name of one mailbox.
pub(crate) const ACCESS_BY_EMAIL: Limited = limited("access_email", 3, 60);
/// Requests for access from one address.
pub(crate) const ACCESS_BY_ADDRESS: Limited = limited("access_address", 6, 60);
/// All requests for access: the helpdesk's mailbox is not to be flooded.
pub(crate) const ACCESS_IN_ALL: Limited = limited("access_all", 60, 60);

/// Invitations to one mailbox, whoever sends them.
pub(crate) const INVITATIONS_BY_EMAIL: Limited = limited("invitation_email", 5, 60);
/// Invitations to one project.
pub(crate) const INVITATIONS_BY_PROJECT: Limited = limited("invitation_project", 50, 60);

/// What counts as one address: an IPv4 address, or an IPv6 network of the size that one customer gets.
pub(crate) fn address_subject(address: Option<IpAddr>) -> String {
    match address {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Counts one attempt under each limit; `Some` is the moment until which it is refused. Drop the transaction then:
/// refused attempts do not count. Limits are always given in the same order, so that no two requests wait for each
/// other.
pub(crate) async fn take(
    tx: &mut Tx,
    limits: &[(Limited, &str)],
    now: Timestamp,
) -> Result<Option<Timestamp>, AppError> {
    for (limited, subject) in limits {
        let answer = tx.take_attempt(limited.purpose, subject, limited.limit, now).await?;
        if let AttemptAnswer::RefusedUntil(until) = answer {
            return Ok(Some(until));
        }
    }
    Ok(None)
}

/// Takes back what [`take`] counted at `moment`.
pub(crate) async fn give_back(tx: &mut Tx, limits: &[(Limited, &str)], moment: Timestamp) -> Result<(), AppError> {
    for (limited, subject) in limits {
        tx.give_back_attempt(limited.purpose, subject, moment).await?;
    }
    Ok(())
}

/// Forgets all attempts on a subject: it was the right person.
pub(crate) async fn clear(tx: &mut Tx, limited: Limited, subject: &str) -> Result<(), AppError> {
    Ok(tx.clear_attempts(limited.purpose, subject).await?)
}

/// How long is left, in words for people: `1 minute`, `12 minutes`.
#[must_use]
pub fn time_left(until: Timestamp, now: Timestamp) -> String {
    match until.since(now).as_secs().div_ceil(MINUTE) {
        0 | 1 => "1 minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// A refusal as a message at a field of a form.
pub(crate) fn too_many(field: &'static str, until: Timestamp, now: Timestamp) -> AppError {
    AppError::Invalid {
        field,
        message: format!("too many wrong attempts: try again in {}", time_left(until, now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let subject = |text: &str| address_subject(Some(text.parse().unwrap()));
        assert_eq!(subject("2001:db8:1:2::1"), subject("2001:db8:1:2:ffff::9"));
        assert_ne!(subject("2001:db8:1:2::1"), subject("2001:db8:1:3::1"));
        assert_ne!(subject("203.0.113.1"), subject("203.0.113.2"));
    }

    #[test]
    fn waiting_times_are_rounded_up() {
        let now = Timestamp::from_microseconds(0);
        let after = |seconds| time_left(now.plus(Duration::from_secs(seconds)), now);
        assert_eq!((after(1).as_str(), after(61).as_str()), ("1 minute", "2 minutes"));
        assert_eq!(after(900), "15 minutes");
    }
}
