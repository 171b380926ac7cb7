//! The wording of every mail: subject, plain text and HTML, in the reader's language.

use std::fmt;
use std::time::Duration;

use argos_domain::code::RejectCode;
use argos_domain::event::MailKind;
use argos_domain::id::SubmissionId;
use argos_domain::personal::EmailAddress;
use argos_i18n::{Language, TextValue, reject_text, text};
use askama::Template;
use url::Url;

use crate::mail_message::one_line;

/// Longer notes of a reviewer are cut here, in characters.
const LONGEST_COMMENT: usize = 1000;

/// A mail's content. `Debug` shows nothing of it: it may hold a sign-in link.
#[derive(Clone, PartialEq, Eq)]
pub struct MailText {
    /// The subject, one line.
    pub subject: String,
    /// The plain text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

impl fmt::Debug for MailText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MailText(***)")
    }
}

/// Why a mail could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MailTextError {
    /// A link is not a complete `http` or `https` address.
    #[error("a link for a mail is not a complete web address")]
    Link,
    /// The template failed.
    #[error("the mail's template failed")]
    Template(#[from] askama::Error),
}

/// What a user is told about a submission.
#[derive(Clone, Copy)]
pub struct SubmissionMail<'a> {
    /// What happened.
    pub kind: MailKind,
    /// The reader's language.
    pub language: Language,
    /// The project's name as shown to users.
    pub project_name: &'a str,
    /// The submission, quoted as reference.
    pub submission: &'a SubmissionId,
    /// Why it was rejected; used for [`MailKind::Rejected`] only.
    pub reject_code: Option<RejectCode>,
    /// What a reviewer wrote for the user; used for [`MailKind::Rejected`] and [`MailKind::Capture`].
    pub comment: Option<&'a str>,
    /// Where to start again with [`MailKind::Rejected`], where to go on with [`MailKind::Capture`]: then it is secret.
    pub start_again_url: Option<&'a str>,
    /// Where users turn to with questions.
    pub questions_to: Option<&'a EmailAddress>,
    /// The source of the project's logo, when it has one.
    pub logo: Option<&'a str>,
}

impl fmt::Debug for SubmissionMail<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SubmissionMail")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The link with which an administrator signs in.
#[derive(Clone, Copy)]
pub struct SignInMail<'a> {
    /// The reader's language.
    pub language: Language,
    /// The link; secret.
    pub url: &'a str,
    /// How long it works; told in minutes, at least one.
    pub valid_for: Duration,
    /// The project to which access was just given, when that is the occasion.
    pub project_name: Option<&'a str>,
}

impl fmt::Debug for SignInMail<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SignInMail(***)")
    }
}

impl SubmissionMail<'_> {
    /// Writes the mail.
    ///
    /// # Errors
    /// [`MailTextError`].
    pub fn write(&self) -> Result<MailText, MailTextError> {
        let project = one_line(self.project_name);
        let kind = self.kind.name();
        let say = |key: &str| text(self.language, key, &[("project", TextValue::from(project.as_str()))]);
        let mut facts = Vec::new();
        let mut button = None;
        if self.kind == MailKind::Rejected {
            if let Some(code) = self.reject_code {
                facts.push(Fact {
                    label: say("mail-rejected-reason"),
                    value: reject_text(self.language, code),
                });
            }
            let comment = self.comment.map(tidy_comment).filter(|comment| !comment.is_empty());
            if let Some(comment) = comment {
                facts.push(Fact {
                    label: say("mail-rejected-comment"),
                    value: comment,
                });
            }
            if let Some(url) = self.start_again_url {
                button = Some(Button {
                    label: say("mail-rejected-start-again"),
                    url: web_address(url)?,
                });
            }
        }
        if self.kind == MailKind::Capture {
            facts.extend(self.comment.map(|reason| Fact {
                label: say("mail-rejected-comment"),
                value: tidy_comment(reason),
            }));
            if let Some(url) = self.start_again_url {
                button = Some(Button {
                    label: say("mail-capture-button"),
                    url: web_address(url)?,
                });
            }
        }
        facts.push(Fact {
            label: say("mail-reference-label"),
            value: self.submission.to_string(),
        });
        let mut after = vec![say(&format!("mail-{kind}-next"))];
        if let Some(address) = self.questions_to {
            let values = [("email", TextValue::from(address.expose()))];
            after.push(text(self.language, "mail-questions", &values));
        }
        let logo = self.logo.map(|source| Logo {
            source: source.to_owned(),
            project: project.clone(),
        });
        Letter {
            language: self.language,
            logo,
            subject: one_line(&say(&format!("mail-{kind}-subject"))),
            heading: say(&format!("mail-{kind}-heading")),
            greeting: say("mail-greeting"),
            before: vec![say(&format!("mail-{kind}-body"))],
            facts,
            button,
            link_fallback: say("mail-link-fallback"),
            after,
            automatic: say("mail-automatic"),
        }
        .write()
    }
}

impl SignInMail<'_> {
    /// Writes the mail.
    ///
    /// # Errors
    /// [`MailTextError`].
    pub fn write(&self) -> Result<MailText, MailTextError> {
        let say = |key: &str| text(self.language, key, &[]);
        let mut before = Vec::new();
        if let Some(project) = self.project_name.map(one_line) {
            before.push(text(
                self.language,
                "mail-sign-in-project",
                &[("project", project.into())],
            ));
        }
        before.push(say("mail-sign-in-body"));
        let minutes = (self.valid_for.as_secs() / 60).max(1);
        Letter {
            language: self.language,
            logo: None,
            subject: one_line(&say("mail-sign-in-subject")),
            heading: say("mail-sign-in-heading"),
            greeting: say("mail-greeting"),
            before,
            facts: Vec::new(),
            button: Some(Button {
                label: say("mail-sign-in-button"),
                url: web_address(self.url)?,
            }),
            link_fallback: say("mail-link-fallback"),
            after: vec![
                text(self.language, "mail-sign-in-validity", &[("minutes", minutes.into())]),
                say("mail-sign-in-unasked"),
            ],
            automatic: say("mail-sign-in-automatic"),
        }
        .write()
    }
}

/// The picture at the top of a mail.
pub(crate) struct Logo {
    pub(crate) source: String,
    /// What stands in its place where pictures are not shown.
    pub(crate) project: String,
}

pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
}

pub(crate) struct Button {
    pub(crate) label: String,
    pub(crate) url: String,
}

/// Every mail has this shape.
pub(crate) struct Letter {
    pub(crate) language: Language,
    pub(crate) logo: Option<Logo>,
    pub(crate) subject: String,
    pub(crate) heading: String,
    pub(crate) greeting: String,
    pub(crate) before: Vec<String>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) button: Option<Button>,
    pub(crate) link_fallback: String,
    pub(crate) after: Vec<String>,
    pub(crate) automatic: String,
}

/// A text without values.
pub(crate) fn say(language: Language, key: &str) -> String {
    text(language, key, &[])
}

#[derive(Template)]
#[template(path = "letter.html")]
struct LetterHtml<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct LetterText<'a> {
    letter: &'a Letter,
}

impl Letter {
    pub(crate) fn write(self) -> Result<MailText, MailTextError> {
        let html = LetterHtml { letter: &self }.render()?;
        let text = LetterText { letter: &self }.render()?;
        Ok(MailText {
            subject: self.subject,
            text,
            html,
        })
    }
}

/// Only web addresses become links, whatever the configuration says.
pub(crate) fn web_address(text: &str) -> Result<String, MailTextError> {
    let url = Url::parse(text).map_err(|_| MailTextError::Link)?;
    if matches!(url.scheme(), "http" | "https") {
        Ok(url.into())
    } else {
        Err(MailTextError::Link)
    }
}

fn tidy_comment(comment: &str) -> String {
    let cut: String = comment.chars().take(LONGEST_COMMENT).collect();
    cut.lines()
        .map(one_line)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
