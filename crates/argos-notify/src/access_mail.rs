//! Mails to people who get access to a project.

use crate::mail_message::one_line;
use crate::mail_texts::{Button, Fact, Letter, MailText, MailTextError, say, web_address};
use argos_domain::personal::EmailAddress;
use argos_domain::role::Role;
use argos_i18n::{Language, TextValue, text};
use std::fmt;
use std::time::Duration;

/// Why somebody is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessOccasion {
    /// An invitation, which the link accepts.
    Invited {
        /// How long the link works; told in days, at least one.
        valid_for: Duration,
    },
    /// Access was given to somebody who signs in already.
    Granted,
}

/// The news that somebody gets access to a project.
#[derive(Clone, Copy)]
pub struct AccessMail<'a> {
    /// The reader's language.
    pub language: Language,
    /// The project's name.
    pub project_name: &'a str,
    /// As what.
    pub role: Role,
    /// Who gives the access.
    pub by: &'a EmailAddress,
    /// The link; that of an invitation is secret.
    pub url: &'a str,
    /// Why.
    pub occasion: AccessOccasion,
}

impl fmt::Debug for AccessMail<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessMail(***)")
    }
}

impl AccessMail<'_> {
    /// Writes the mail.
    ///
    /// # Errors
    /// [`MailTextError`].
    pub fn write(&self) -> Result<MailText, MailTextError> {
        let (kind, days) = match self.occasion {
            AccessOccasion::Invited { valid_for } => ("invited", (valid_for.as_secs() / (24 * 60 * 60)).max(1)),
            AccessOccasion::Granted => ("granted", 0),
        };
        let (project, by) = (one_line(self.project_name), one_line(self.by.expose()));
        let values = [
            ("project", TextValue::from(project.as_str())),
            ("by", TextValue::from(by.as_str())),
            ("days", TextValue::from(days)),
        ];
        let say_with = |part: &str| text(self.language, &format!("mail-{kind}-{part}"), &values);
        let mut after = Vec::new();
        if kind == "invited" {
            after.push(say_with("validity"));
        }
        after.push(say_with("unasked"));
        Letter {
            language: self.language,
            logo: None,
            subject: one_line(&say_with("subject")),
            heading: say_with("heading"),
            greeting: say(self.language, "mail-greeting"),
            before: vec![say_with("body")],
            facts: vec![Fact {
                label: say(self.language, "mail-role-label"),
                value: say(self.language, &format!("mail-role-{}", self.role.name())),
            }],
            button: Some(Button {
                label: say_with("button"),
                url: web_address(self.url)?,
            }),
            link_fallback: say(self.language, "mail-link-fallback"),
            after,
            automatic: say(self.language, "mail-sign-in-automatic"),
        }
        .write()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_says_who_invites_to_what_and_how_long_the_link_works() {
        let by = EmailAddress::parse("owner@bank.example").unwrap();
        for language in Language::ALL {
            let mail = AccessMail {
                language: *language,
                project_name: "Acme <b>\r\nBcc: x@y.zz",
                role: Role::Leader,
                by: &by,
                url: "https://kyc.example.com/dashboard/invitation/iv_abc",
                occasion: AccessOccasion::Invited {
                    valid_for: Duration::from_secs(7 * 24 * 60 * 60),
                },
            };
            let invited = mail.write().unwrap();
            for expected in ["owner@bank.example", "/dashboard/invitation/iv_abc", "7"] {
                assert!(invited.text.contains(expected), "{language}: {}", invited.text);
            }
            assert!(!invited.html.contains("<b>") && !invited.subject.contains('\n'));
            let granted = AccessMail {
                occasion: AccessOccasion::Granted,
                ..mail
            };
            assert!(granted.write().unwrap().text.contains("owner@bank.example"));
        }
    }
}
