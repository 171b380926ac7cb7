//! M4: users get a mail when they are approved, rejected or pending, in the customer's name, if the customer wants it.

use argos_testkit::administrator::Administrator;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::mail_server::ReceivedMail;
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use image::{DynamicImage, ImageFormat, RgbImage};
use reqwest::StatusCode;
use std::io::Cursor;
use std::time::Duration;

on_both_databases! {
    each_result_is_mailed_in_the_customers_name_with_a_blind_copy_and_only_if_wanted
    the_customer_sees_each_mail_in_each_language_and_gets_a_sample
    a_logo_is_taken_only_as_a_picture_from_the_own_form
    without_a_mail_server_a_sample_is_refused_and_verification_goes_on
}

const PERSON: &str = "anna@lindqvist.example";
const COPY: &str = "archive@bank.example";
const SERVICE: &str = "help@bank.example";
const NOTIFICATIONS: &str = "settings/notifications";
const PATIENCE: Duration = Duration::from_secs(20);

type InProcess = Customer<InProcessServer>;

fn logo() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(900, 300, image::Rgb([20, 80, 160])));
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

/// Saves which results are mailed, with copy and customer service.
async fn want(customer: &InProcess, kinds: &[&str]) {
    let mut fields: Vec<_> = kinds.iter().map(|kind| (*kind, "on")).collect();
    fields.extend([("blind_copy", COPY), ("customer_service_email", SERVICE)]);
    let (status, page) = customer
        .administrator
        .send(NOTIFICATIONS, NOTIFICATIONS, &fields)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
}

async fn reject(customer: &InProcess, email: &str) {
    let no_document = FacePhotograph::Obama.bytes().unwrap();
    let first = customer.api.step1(&no_document, &[("email", email)]).await.unwrap();
    let again = [("submissionId", first.text("/submissionId"))];
    for _ in 0..2 {
        customer.api.step1(&no_document, &again).await.unwrap();
    }
}

/// All mails about results, once every job is done and `count` have arrived.
async fn mails(customer: &InProcess, count: usize) -> Vec<ReceivedMail> {
    customer.server.run_due_jobs().await.unwrap();
    let deadline = std::time::Instant::now() + PATIENCE;
    while customer.mails.messages().len() < count && std::time::Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    customer.mails.messages()
}

async fn each_result_is_mailed_in_the_customers_name_with_a_blind_copy_and_only_if_wanted(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    want(&customer, &["mail_approved", "mail_rejected", "mail_pending"]).await;
    let saved = customer
        .administrator
        .upload(NOTIFICATIONS, "settings/notifications/logo", "logo", &logo())
        .await
        .unwrap();
    assert_eq!(saved.0, StatusCode::SEE_OTHER, "{}", saved.1);
    customer.administrator.save_score_threshold("100").await.unwrap();

    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let fields = [("email", PERSON), ("issuingCountry", "UTO"), ("idType", "passport")];
    let read = customer.api.step1(&passport, &fields).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let decided = customer.api.step2(&id, &selfie, &[]).await.unwrap();
    assert_eq!(decided.text("/kycStatus"), "pending", "{}", decided.body);
    assert_eq!(mails(&customer, 1).await.len(), 1);
    assert_eq!(
        customer.administrator.approve(&id).await.unwrap(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(mails(&customer, 2).await.len(), 2);
    reject(&customer, PERSON).await;
    let sent = mails(&customer, 3).await;
    assert_eq!(sent.len(), 3, "one mail for each result");
    for (mail, words) in sent
        .iter()
        .zip(["is being reviewed", "is verified", "could not be verified"])
    {
        assert!(
            mail.subject.starts_with("Specimen Bank: ") && mail.subject.contains(words),
            "{}",
            mail.subject
        );
        assert_eq!(mail.recipients, [PERSON, COPY], "the copy is in the envelope …");
        assert!(!mail.raw.contains(COPY), "… and nowhere in the mail");
        assert_eq!(mail.header("reply-to"), Some(SERVICE));
        for body in [&mail.text, &mail.html] {
            assert!(body.contains("Specimen Bank") && body.contains(SERVICE), "{body}");
        }
        assert!(mail.html.contains("src=\"cid:logo@argos\"") && mail.html.contains("alt=\"Specimen Bank\""));
        assert!(mail.raw.contains("Content-ID: <logo@argos>") && mail.raw.contains("Content-Type: image/png"));
    }
    assert!(
        sent[2].text.contains("too many") || sent[2].text.contains("attempts"),
        "the reason: {}",
        sent[2].text
    );

    // What is switched off is not sent, and the rest still is.
    want(&customer, &["mail_approved", "mail_pending"]).await;
    reject(&customer, "bertil@lindqvist.example").await;
    let preview = "settings/notifications/preview";
    let sample = customer
        .administrator
        .send(preview, &format!("{preview}/send"), &[])
        .await
        .unwrap();
    assert_eq!(sample.0, StatusCode::SEE_OTHER);
    let sent = mails(&customer, 4).await;
    assert_eq!(
        (sent.len(), sent[3].recipients.as_slice()),
        (4, [ADMINISTRATOR.to_owned()].as_slice())
    );
}

async fn the_customer_sees_each_mail_in_each_language_and_gets_a_sample(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    want(&customer, &["mail_approved"]).await;
    let preview = |kind: &str, language: &str| format!("settings/notifications/preview?mail={kind}&lang={language}");
    for (kind, language, words) in [
        ("approved", "en", "Your identity is verified"),
        ("rejected", "en", "Your identity could not be verified"),
        ("pending", "en", "Your verification is being reviewed"),
        ("approved", "ko", "본인 확인이 완료되었습니다"),
        ("rejected", "ko", "본인 확인"),
        ("pending", "ko", "본인 확인"),
    ] {
        let (status, page) = customer.administrator.page(&preview(kind, language)).await.unwrap();
        assert_eq!(status, StatusCode::OK);
        assert!(
            page.contains(words) && page.contains("Specimen Bank") && page.contains(SERVICE),
            "{page}"
        );
        let frame = format!("settings/notifications/preview/mail?mail={kind}&lang={language}");
        let (status, mail) = customer.administrator.page(&frame).await.unwrap();
        assert_eq!(status, StatusCode::OK);
        assert!(
            mail.contains(words) && mail.contains(&format!("<html lang=\"{language}\"")),
            "{mail}"
        );
    }
    let fields = [("mail", "rejected"), ("lang", "ko")];
    let (status, page) = customer
        .administrator
        .send(
            &preview("rejected", "ko"),
            "settings/notifications/preview/send",
            &fields,
        )
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let sample = &mails(&customer, 1).await[0];
    assert_eq!(sample.recipients, [ADMINISTRATOR], "a sample goes to nobody else");
    assert!(
        sample.subject.contains("본인 확인") && sample.text.contains("sample-submission"),
        "{sample:?}"
    );
}

async fn a_logo_is_taken_only_as_a_picture_from_the_own_form(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let administrator = &customer.administrator;
    let to = "settings/notifications/logo";
    let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let (status, page) = administrator.upload(NOTIFICATIONS, to, "logo", script).await.unwrap();
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("A PNG or JPEG picture is expected"), "{page}");
    let (status, _) = administrator.upload_with("forged", to, "logo", &logo()).await.unwrap();
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(
        administrator.page(to).await.unwrap().0,
        StatusCode::NOT_FOUND,
        "nothing was kept"
    );
    let (status, _) = administrator.upload(NOTIFICATIONS, to, "logo", &logo()).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = administrator.page(NOTIFICATIONS).await.unwrap();
    assert!(page.contains("The present logo"), "{page}");
    let (status, _) = administrator
        .send(NOTIFICATIONS, "settings/notifications/logo/remove", &[])
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(administrator.page(to).await.unwrap().0, StatusCode::NOT_FOUND);
    for action in ["logo_changed", "logo_removed"] {
        let (_, events) = administrator.page(&format!("events?action={action}")).await.unwrap();
        assert!(
            events.contains(&action.replace('_', " ")) || events.contains(action),
            "{events}"
        );
    }
}

async fn without_a_mail_server_a_sample_is_refused_and_verification_goes_on(database: Database) {
    let server = InProcessServer::start(database, Settings::default()).await.unwrap();
    let administrator = Administrator::sign_in(&server).await.unwrap();
    let page = "settings/notifications/preview";
    assert!(administrator.page(page).await.unwrap().1.contains("No mails are sent"));
    let (status, said) = administrator
        .send(NOTIFICATIONS, &format!("{page}/send"), &[])
        .await
        .unwrap();
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(said.contains("no mail server"), "{said}");
    let api = server.api(&administrator.keys().await.unwrap().api_key);
    let no_document = FacePhotograph::Obama.bytes().unwrap();
    let first = api.step1(&no_document, &[("email", PERSON)]).await.unwrap();
    let again = [("submissionId", first.text("/submissionId"))];
    for _ in 0..2 {
        api.step1(&no_document, &again).await.unwrap();
    }
    server.run_due_jobs().await.unwrap();
    let rejected = api.submission(first.text("/submissionId")).await.unwrap();
    assert_eq!(rejected.only_item().unwrap()["kyc"]["status"], "rejected");
}
