//! Mails to administrators when something about their signing in was changed, so that a thief's change is noticed.

use crate::mail_message::one_line;
use crate::mail_texts::{Button, Fact, Letter, MailText, MailTextError, say, web_address};
use argos_domain::clock::Timestamp;
use argos_domain::personal::EmailAddress;
use argos_domain::sign_in::AccountChange;
use argos_i18n::Language;
use std::fmt;

const fn key(change: AccountChange) -> &'static str {
    match change {
        AccountChange::Password => "mail-account-password",
        AccountChange::AppSetUp => "mail-account-app-set-up",
        AccountChange::AppRemoved => "mail-account-app-removed",
        AccountChange::RecoveryCodes => "mail-account-recovery-codes",
        AccountChange::AppReset => "mail-account-app-reset",
    }
}

/// The news that something about signing in was changed.
#[derive(Clone, Copy)]
pub struct AccountMail<'a> {
    /// The reader's language.
    pub language: Language,
    /// What was changed.
    pub change: AccountChange,
    /// The account's address.
    pub account: &'a EmailAddress,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub address: Option<&'a str>,
    /// Address of the account's page.
    pub url: &'a str,
}

impl fmt::Debug for AccountMail<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccountMail(***)")
    }
}

impl AccountMail<'_> {
    /// Writes the mail.
    ///
    /// # Errors
    /// [`MailTextError`].
    pub fn write(&self) -> Result<MailText, MailTextError> {
        let say = |key: &str| say(self.language, key);
        let what = say(key(self.change));
        let fact = |key: &str, value: &str| Fact {
            label: say(key),
            value: one_line(value),
        };
        let mut facts = vec![
            fact("mail-account-label", self.account.expose()),
            fact("mail-account-when", &self.at.to_string()),
        ];
        facts.extend(self.address.map(|address| fact("mail-account-address", address)));
        Letter {
            language: self.language,
            logo: None,
            subject: one_line(&what),
            heading: what,
            greeting: say("mail-greeting"),
            before: vec![say("mail-account-body")],
            facts,
            button: Some(Button {
                label: say("mail-account-button"),
                url: web_address(self.url)?,
            }),
            link_fallback: say("mail-link-fallback"),
            after: vec![say("mail-account-not-you")],
            automatic: say("mail-sign-in-automatic"),
        }
        .write()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_is_told_with_time_and_place() {
        let account = EmailAddress::parse("anna@bank.example").unwrap();
        for language in Language::ALL {
            let mut subjects = Vec::new();
            for change in AccountChange::ALL {
                let mail = AccountMail {
                    language: *language,
                    change,
                    account: &account,
                    at: Timestamp::from_microseconds(1_772_357_400_000_000),
                    address: Some("203.0.113.77"),
                    url: "https://kyc.example.com/dashboard/account",
                };
                let written = mail.write().unwrap();
                for expected in [
                    "2026-03-01T09:30",
                    "203.0.113.77",
                    "anna@bank.example",
                    "/dashboard/account",
                ] {
                    assert!(written.text.contains(expected), "{expected}: {}", written.text);
                }
                subjects.push(written.subject);
            }
            subjects.dedup();
            assert_eq!(subjects.len(), AccountChange::ALL.len());
        }
    }
}
