//! What mails say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use argos_domain::code::RejectCode;
use argos_domain::event::MailKind;
use argos_domain::id::SubmissionId;
use argos_i18n::{Language, reject_text};
use argos_notify::{MailText, SignInMail, SubmissionMail};

const KINDS: [MailKind; 4] = [
    MailKind::Approved,
    MailKind::Pending,
    MailKind::Rejected,
    MailKind::Capture,
];
const HOSTILE: &str = "Acme\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script> \"&'{ $project }";

fn submission() -> SubmissionId {
    "submission0123456789".parse().unwrap()
}

fn write(kind: MailKind, language: Language, project_name: &str, code: RejectCode, comment: &str) -> MailText {
    SubmissionMail {
        kind,
        language,
        project_name,
        submission: &submission(),
        reject_code: Some(code),
        comment: Some(comment),
        start_again_url: Some("https://example.com/liveform?pid=abcd&userid=1"),
        questions_to: None,
        logo: None,
    }
    .write()
    .unwrap()
}

#[test]
fn the_rejection_in_english_reads_like_this() {
    let mail = write(
        MailKind::Rejected,
        Language::English,
        "Acme",
        RejectCode::ExpiredId,
        "Seen by hand.",
    );
    assert_eq!(mail.subject, "Acme: your identity could not be verified");
    assert_eq!(
        mail.text.trim_end(),
        "Your identity could not be verified

Hello,

The identity verification that Acme asked you for did not succeed.

Reason: Your document has expired. Please start again with a valid one.

Note of the reviewer: Seen by hand.

Reference: submission0123456789

Start again:
https://example.com/liveform?pid=abcd&userid=1

If you think that this is a mistake, please contact Acme and quote your reference.

-- 
This message was sent automatically for Acme. Please do not reply to it with pictures of your document."
    );
}

#[test]
fn every_kind_in_every_language_is_complete() {
    for language in Language::ALL.iter().copied() {
        for kind in KINDS {
            let mail = write(kind, language, "Acme", RejectCode::TooManyRetry, "note-of-a-person");
            for part in [&mail.text, &mail.html] {
                assert!(part.contains("Acme") && part.contains("submission0123456789"), "{part}");
                assert!(!part.contains("mail-"), "a text is missing: {part}");
                let says_why = part.contains(&reject_text(language, RejectCode::TooManyRetry));
                let rejected = kind == MailKind::Rejected;
                let asks = rejected || kind == MailKind::Capture;
                assert_eq!((says_why, part.contains("note-of-a-person")), (rejected, asks));
                assert_eq!(part.contains("https://example.com/liveform"), asks);
            }
            assert!(mail.subject.contains("Acme"));
            assert!(mail.html.contains(&format!("<html lang=\"{language}\">")));
        }
    }
}

#[test]
fn html_is_accessible_and_loads_nothing() {
    let mail = write(MailKind::Rejected, Language::English, "Acme", RejectCode::Other, "");
    for wanted in [
        "<title>",
        "<main>",
        "<h1>",
        "color-scheme",
        "prefers-color-scheme: dark",
        "charset=\"utf-8\"",
    ] {
        assert!(mail.html.contains(wanted), "{wanted}");
    }
    for unwanted in ["<img", "<link", "<script", "url(", "@import", "src="] {
        assert!(!mail.html.contains(unwanted), "{unwanted}");
    }
    assert!(
        !mail.html.contains("Note of the reviewer"),
        "an empty note must not be shown"
    );
}

#[test]
fn hostile_names_and_notes_stay_text() {
    for kind in KINDS {
        let mail = write(kind, Language::English, HOSTILE, RejectCode::Other, HOSTILE);
        assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
        assert!(
            !mail.html.contains("<script") && mail.html.contains("&#60;script&#62;"),
            "{}",
            mail.html
        );
        assert!(!mail.html.contains("\r"));
    }
    let long = write(
        MailKind::Rejected,
        Language::English,
        "Acme",
        RejectCode::Other,
        &"x".repeat(100_000),
    );
    assert!(long.text.len() < 3000 && long.html.len() < 10_000);
}

#[test]
fn the_sign_in_mail_holds_the_link_and_how_long_it_works() {
    for language in Language::ALL.iter().copied() {
        let mail = SignInMail {
            language,
            url: "https://argos.example.com/sign-in?token=abc&x=1",
            valid_for: Duration::from_secs(30 * 60),
            project_name: Some("Acme"),
        }
        .write()
        .unwrap();
        assert!(mail.text.contains("https://argos.example.com/sign-in?token=abc&x=1"));
        assert!(
            mail.html
                .contains("href=\"https://argos.example.com/sign-in?token=abc&#38;x=1\""),
            "{}",
            mail.html
        );
        assert!(mail.text.contains("30") && mail.text.contains("Acme") && !mail.text.contains("mail-"));
        assert!(!format!("{mail:?}").contains("token"));
    }
}

#[test]
fn only_web_addresses_become_links() {
    for url in ["javascript:alert(1)", "/sign-in", "data:text/html,x", ""] {
        let mail = SignInMail {
            language: Language::English,
            url,
            valid_for: Duration::ZERO,
            project_name: None,
        };
        assert!(mail.write().is_err(), "{url}");
    }
}
