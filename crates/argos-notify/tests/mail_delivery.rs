//! Mails over the wire, to a real SMTP server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use argos_domain::clock::Timestamp;
use argos_domain::event::MailKind;
use argos_domain::personal::EmailAddress;
use argos_i18n::Language;
use argos_notify::{
    Mail, MailEncryption, MailError, MailLogin, MailServer, MailServerError, Mailer, Sent, SubmissionMail,
};
use argos_testkit::mail_server::{MailServer as TestServer, MailServerOptions};

const PATIENCE: Duration = Duration::from_secs(10);

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn settings(port: u16, encryption: MailEncryption) -> MailServer {
    MailServer {
        port,
        from_name: Some("Argos 인증".to_owned()),
        timeout: PATIENCE,
        ..MailServer::new("localhost", encryption, address("argos@example.com"))
    }
}

fn mailer(server: &TestServer) -> Mailer {
    Mailer::new(&settings(server.port(), MailEncryption::None)).unwrap()
}

fn mail(to: &str, bcc: Option<&str>) -> Mail {
    let content = SubmissionMail {
        kind: MailKind::Approved,
        language: Language::Korean,
        project_name: "아크메 & Co\r\nBcc: victim@example.com",
        submission: &"submission0123456789".parse().unwrap(),
        reject_code: None,
        comment: None,
        start_again_url: None,
        questions_to: None,
        logo: None,
    }
    .write()
    .unwrap();
    Mail {
        to: address(to),
        bcc: bcc.map(address),
        subject: content.subject,
        text: content.text,
        html: content.html,
        reply_to: Some(address("service@example.com")),
        message_id: "job0123456789".parse().unwrap(),
        sent_at: Timestamp::from_microseconds(1_700_000_000_000_000),
    }
}

#[tokio::test]
async fn a_mail_arrives_with_its_words_and_no_header_of_somebody_else() {
    let server = TestServer::start().await.unwrap();
    let mail = mail("person@example.com", Some("copy@example.com"));
    assert_eq!(
        mailer(&server).send(&mail).await,
        Ok(Sent {
            blind_copy_refused: false
        })
    );

    let received = server
        .wait_for(|message| message.sender == "argos@example.com", PATIENCE)
        .await
        .unwrap();
    assert_eq!(received.recipients, ["person@example.com", "copy@example.com"]);
    assert_eq!(
        received.subject,
        "아크메 & Co Bcc: victim@example.com: 본인 확인이 완료되었습니다"
    );
    assert_eq!(received.header("from"), Some("Argos 인증 <argos@example.com>"));
    assert_eq!(received.header("to"), Some("person@example.com"));
    assert_eq!(received.header("reply-to"), Some("service@example.com"));
    assert_eq!(received.header("message-id"), Some("<job0123456789@example.com>"));
    assert_eq!(received.header("auto-submitted"), Some("auto-generated"));
    assert_eq!(received.header("bcc"), None);
    assert!(!received.raw.contains("copy@example.com"));
    assert_eq!(received.text.trim_end(), mail.text.trim_end());
    assert_eq!(received.html.trim_end(), mail.html.trim_end());
    assert!(received.text.contains("submission0123456789"));
}

#[tokio::test]
async fn refusals_for_good_and_for_now_are_told_apart() {
    let server = TestServer::start().await.unwrap();
    let mailer = mailer(&server);
    let refused = mailer.send(&mail("refused@example.com", None)).await.unwrap_err();
    assert_eq!(refused, MailError::Refused(550));
    assert!(refused.is_permanent());
    assert!(!refused.to_string().contains('@') && !format!("{refused:?}").contains('@'));
    let later = mailer.send(&mail("later@example.com", None)).await.unwrap_err();
    assert_eq!(later, MailError::Later(451));
    assert!(!later.is_permanent());
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn a_refused_blind_copy_does_not_cost_the_person_the_mail() {
    let server = TestServer::start().await.unwrap();
    let mailer = mailer(&server);
    let sent = mailer
        .send(&mail("person@example.com", Some("refused@example.com")))
        .await;
    assert_eq!(
        sent,
        Ok(Sent {
            blind_copy_refused: true
        })
    );
    let received = server.wait_for(|_| true, PATIENCE).await.unwrap();
    assert_eq!(received.recipients, ["person@example.com"]);
    // Both addresses wrong: the error is the person's.
    let both = mailer
        .send(&mail("refused@example.com", Some("refused.too@example.com")))
        .await;
    assert_eq!(both, Err(MailError::Refused(550)));
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn without_a_server_the_caller_is_told() {
    assert!(!Mailer::none().is_configured());
    assert_eq!(
        Mailer::none().send(&mail("person@example.com", None)).await,
        Err(MailError::NotConfigured)
    );
}

#[tokio::test]
async fn a_server_that_is_away_or_silent_is_a_passing_failure() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut silent = settings(port, MailEncryption::None);
    silent.timeout = Duration::from_millis(300);
    silent.host = "127.0.0.1".to_owned();
    let mail = mail("person@example.com", None);
    let error = Mailer::new(&silent).unwrap().send(&mail).await.unwrap_err();
    assert_eq!(error, MailError::Timeout);
    drop(listener);
    let error = Mailer::new(&silent).unwrap().send(&mail).await.unwrap_err();
    assert_eq!(error, MailError::NotReached);
    assert!(!error.is_permanent());
}

#[tokio::test]
async fn mails_are_encrypted_and_logged_in_when_the_configuration_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let generated = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let files = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
    std::fs::write(&files.0, generated.cert.pem()).unwrap();
    std::fs::write(&files.1, generated.signing_key.serialize_pem()).unwrap();
    let login = |password: &str| MailLogin {
        name: "argos".to_owned(),
        password: password.to_owned().into(),
    };

    for (encryption, wrapped) in [(MailEncryption::StartTls, false), (MailEncryption::Tls, true)] {
        let options = MailServerOptions {
            certificate: Some(files.clone()),
            wrapped,
            login: Some(("argos".to_owned(), "right-password".to_owned())),
        };
        let server = TestServer::start_with(&options).await.unwrap();
        let mail = mail("person@example.com", None);
        let mut settings = settings(server.port(), encryption);
        settings.login = Some(login("right-password"));

        // Nobody vouches for the certificate yet.
        let error = Mailer::new(&settings).unwrap().send(&mail).await.unwrap_err();
        assert!(
            matches!(error, MailError::Encryption | MailError::NotReached),
            "{error:?}"
        );

        settings.extra_root_certificate = Some(generated.cert.pem().into_bytes());
        Mailer::new(&settings).unwrap().send(&mail).await.unwrap();
        let received = server.wait_for(|_| true, PATIENCE).await.unwrap();
        assert_eq!((received.encrypted, received.login.as_deref()), (true, Some("argos")));

        settings.login = Some(login("wrong-password"));
        let error = Mailer::new(&settings).unwrap().send(&mail).await.unwrap_err();
        assert_eq!((&error, error.is_permanent()), (&MailError::Login(535), false));
        assert_eq!(server.messages().len(), 1);
    }
}

#[tokio::test]
async fn encryption_is_never_given_up_silently() {
    let server = TestServer::start().await.unwrap();
    let error = Mailer::new(&settings(server.port(), MailEncryption::StartTls)).unwrap();
    let error = error.send(&mail("person@example.com", None)).await.unwrap_err();
    assert_eq!(error, MailError::Protocol);
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn a_configuration_that_cannot_work_is_refused_at_once() {
    let mut server = settings(25, MailEncryption::None);
    server.login = Some(MailLogin {
        name: "argos".to_owned(),
        password: "secret".to_owned().into(),
    });
    assert!(matches!(
        Mailer::new(&server),
        Err(MailServerError::LoginWithoutEncryption)
    ));
    assert!(!format!("{server:?}").contains("secret"));
    let mut server = settings(25, MailEncryption::None);
    server.host = "not a host".to_owned();
    assert!(matches!(Mailer::new(&server), Err(MailServerError::Host)));
    let mut server = settings(25, MailEncryption::Tls);
    server.extra_root_certificate = Some(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----".to_vec());
    assert!(Mailer::new(&server).is_err());
}
