//! Puts a mail into the form in which it travels (RFC 5322, MIME), so that no value can become a header of its own.

use std::time::{Duration, SystemTime};

use argos_domain::clock::Timestamp;
use argos_domain::personal::EmailAddress;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use crate::{Mail, MailError};

const LOGO_ID: &str = "logo@argos";
/// Where the HTML part finds the logo that travels in the same mail.
pub const LOGO_SOURCE: &str = "cid:logo@argos";

/// Longer subjects and names are cut here, in characters.
const LONGEST_LINE: usize = 200;

/// Who mails come from.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    pub address: Address,
    pub name: Option<String>,
}

/// The message as it travels, without envelope. The blind copy is not part of it.
pub(crate) fn format(mail: &Mail, logo: Option<Vec<u8>>, from: &Sender) -> Result<Vec<u8>, MailError> {
    let mut builder = Message::builder()
        .from(Mailbox::new(from.name.as_deref().map(one_line), from.address.clone()))
        .to(Mailbox::new(None, address(&mail.to)?))
        .subject(one_line(&mail.subject))
        .date(system_time(mail.sent_at))
        .message_id(Some(format!("<{}@{}>", mail.message_id, from.address.domain())))
        .header(AutoSubmitted);
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address(reply_to)?));
    }
    let plain = plain_lines(&mail.text);
    let body = match logo {
        None => MultiPart::alternative_plain_html(plain, mail.html.clone()),
        Some(png) => {
            let kind = ContentType::parse("image/png").map_err(|_| MailError::Message)?;
            let page = MultiPart::related()
                .singlepart(SinglePart::html(mail.html.clone()))
                .singlepart(Attachment::new_inline(LOGO_ID.to_owned()).body(png, kind));
            MultiPart::alternative()
                .singlepart(SinglePart::plain(plain))
                .multipart(page)
        }
    };
    builder
        .multipart(body)
        .map(|message| message.formatted())
        .map_err(|_| MailError::Message)
}

/// The envelope for one mail to these recipients.
pub(crate) fn envelope(from: &Sender, recipients: Vec<Address>) -> Result<Envelope, MailError> {
    Envelope::new(Some(from.address.clone()), recipients).map_err(|_| MailError::Message)
}

/// An address for the mail library; the domain in the ASCII form that every server understands.
pub(crate) fn address(address: &EmailAddress) -> Result<Address, MailError> {
    let (local, domain) = address.expose().rsplit_once('@').ok_or(MailError::Address)?;
    let domain = url::Host::parse(domain).map_err(|_| MailError::Address)?.to_string();
    Address::new(local, domain).map_err(|_| MailError::Address)
}

/// One line without control characters or invisible ones that change the direction of reading, cut to a sane length.
pub(crate) fn one_line(text: &str) -> String {
    let visible = text.chars().filter(|c| !changes_direction(*c));
    let spaced: String = visible.map(|c| if is_break(c) { ' ' } else { c }).collect();
    let words: Vec<_> = spaced.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST_LINE).collect()
}

fn plain_lines(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

fn is_break(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn changes_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn system_time(moment: Timestamp) -> SystemTime {
    let since_1970 = Duration::from_secs(u64::try_from(moment.seconds()).unwrap_or(0));
    SystemTime::UNIX_EPOCH + since_1970
}

/// Tells absence notices and ticket systems not to answer (RFC 3834).
#[derive(Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender() -> Sender {
        Sender {
            address: Address::new("argos", "example.com").unwrap(),
            name: Some("Argos\r\nBcc: x@evil".into()),
        }
    }

    fn mail(subject: &str) -> Mail {
        Mail {
            to: EmailAddress::parse("person@exämple.com").unwrap(),
            bcc: Some(EmailAddress::parse("copy@example.com").unwrap()),
            subject: subject.to_owned(),
            text: "Hello\r\n.\r\nMAIL FROM:<x@evil>\nend".to_owned(),
            html: "<p>Hello</p>".to_owned(),
            reply_to: Some(EmailAddress::parse("service@example.com").unwrap()),
            message_id: "job0123456789".parse().unwrap(),
            sent_at: Timestamp::from_microseconds(1_700_000_000_000_000),
        }
    }

    fn headers(message: &[u8]) -> Vec<String> {
        let text = String::from_utf8(message.to_vec()).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_message_has_these_headers_and_no_others() {
        let message = format(&mail("Acme: verified"), None, &sender()).unwrap();
        let headers = headers(&message);
        let names: Vec<_> = headers.iter().map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(
            names,
            [
                "From",
                "To",
                "Subject",
                "Date",
                "Message-ID",
                "Auto-Submitted",
                "Reply-To",
                "MIME-Version",
                "Content-Type"
            ]
        );
        assert!(
            headers.contains(&"Message-ID: <job0123456789@example.com>".to_owned()),
            "{headers:?}"
        );
        assert!(
            headers.contains(&"Date: Tue, 14 Nov 2023 22:13:20 +0000".to_owned()),
            "{headers:?}"
        );
        assert!(
            headers.contains(&"To: person@xn--exmple-cua.com".to_owned()),
            "{headers:?}"
        );
        assert!(!String::from_utf8(message).unwrap().contains("copy@example.com"));
    }

    #[test]
    fn nothing_in_a_subject_becomes_a_header() {
        for breaking in ["\r\n", "\n", "\r", "\u{2028}", "\u{85}", "\0", "\r\n "] {
            let subject = format!("Acme{breaking}Bcc: victim@example.com{breaking}{breaking}<p>body</p>");
            let message = format(&mail(&subject), None, &sender()).unwrap();
            let headers = headers(&message);
            assert_eq!(headers.len(), 9, "{headers:?}");
            assert!(
                !headers.iter().any(|line| line.to_lowercase().starts_with("bcc")),
                "{headers:?}"
            );
        }
    }

    #[test]
    fn lines_are_tidied_and_cut() {
        assert_eq!(one_line(" a\r\n\tb\u{202e}c\u{2029}d "), "a bc d");
        assert_eq!(one_line(&"가".repeat(1000)).chars().count(), LONGEST_LINE);
    }
}
