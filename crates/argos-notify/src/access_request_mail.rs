//! The mail by which somebody without access turns to the operator's helpdesk. All of it was typed by a stranger.

use crate::mail_message::one_line;
use crate::mail_texts::{Fact, Letter, MailText, MailTextError, say};
use argos_domain::personal::EmailAddress;
use argos_i18n::{Language, TextValue, text};
use std::fmt;

/// More lines of a message are cut.
const MOST_LINES: usize = 60;

/// A request for access.
#[derive(Clone, Copy)]
pub struct AccessRequestMail<'a> {
    /// The helpdesk's language.
    pub language: Language,
    /// Name of the company.
    pub company: &'a str,
    /// The project's id, if the person knows it.
    pub project: Option<&'a str>,
    /// Where the answer goes.
    pub email: &'a EmailAddress,
    /// What the person wrote, several lines perhaps.
    pub message: Option<&'a str>,
    /// Where the request came from.
    pub address: Option<&'a str>,
    /// Address of the server on which access is asked for.
    pub server: &'a str,
}

impl fmt::Debug for AccessRequestMail<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessRequestMail(***)")
    }
}

impl AccessRequestMail<'_> {
    /// Writes the mail.
    ///
    /// # Errors
    /// [`MailTextError`].
    pub fn write(&self) -> Result<MailText, MailTextError> {
        let say = |key: &str| say(self.language, key);
        let company = one_line(self.company);
        let unknown = say("mail-access-unknown");
        let fact = |key: &str, value: Option<&str>| Fact {
            label: say(key),
            value: value.map_or_else(|| unknown.clone(), one_line),
        };
        let facts = vec![
            fact("mail-access-company", Some(&company)),
            fact("mail-access-project", self.project),
            fact("mail-access-email", Some(self.email.expose())),
            fact("mail-access-address", self.address),
            fact("mail-access-server", Some(self.server)),
        ];
        let mut after = Vec::new();
        if let Some(message) = self.message {
            after.push(say("mail-access-message"));
            let lines = message.lines().flat_map(pieces);
            after.extend(lines.filter(|line| !line.is_empty()).take(MOST_LINES));
        }
        after.push(say("mail-access-next"));
        let subject = text(
            self.language,
            "mail-access-subject",
            &[("company", TextValue::from(company.as_str()))],
        );
        Letter {
            language: self.language,
            logo: None,
            subject: one_line(&subject),
            heading: say("mail-access-heading"),
            greeting: say("mail-greeting"),
            before: vec![say("mail-access-body")],
            facts,
            button: None,
            link_fallback: say("mail-link-fallback"),
            after,
            automatic: say("mail-sign-in-automatic"),
        }
        .write()
    }
}

/// A long line in several, since one line of a mail is cut.
fn pieces(line: &str) -> Vec<String> {
    const PIECE: usize = 180;
    let characters: Vec<char> = line.chars().collect();
    let piece = |piece: &[char]| one_line(&piece.iter().collect::<String>());
    characters.chunks(PIECE).map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail<'a>(company: &'a str, message: &'a str, email: &'a EmailAddress) -> AccessRequestMail<'a> {
        AccessRequestMail {
            language: Language::English,
            company,
            project: Some("k7m2pq9rtx4w"),
            email,
            message: Some(message),
            address: Some("203.0.113.77"),
            server: "https://kyc.example.com",
        }
    }

    #[test]
    fn everything_that_was_typed_arrives_as_text() {
        let email = EmailAddress::parse("anna@example.com").unwrap();
        let long = "word ".repeat(100);
        let written = mail(
            "Acme <b>\r\nBcc: x@y.zz",
            &format!("First\nSecond <script>\n{long}"),
            &email,
        )
        .write()
        .unwrap();
        assert_eq!(written.subject, "Access to Argos requested: Acme <b> Bcc: x@y.zz");
        for expected in [
            "k7m2pq9rtx4w",
            "anna@example.com",
            "203.0.113.77",
            "First",
            "https://kyc.example.com",
        ] {
            assert!(written.text.contains(expected), "{expected}: {}", written.text);
        }
        assert_eq!(written.text.matches("word").count(), 100);
        assert!(!written.html.contains("<script>") && !written.html.contains("<b>"));
    }
}
