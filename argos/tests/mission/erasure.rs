//! Erasure: what is known of a person goes, all of it or parts, by the API and in the dashboard.

use argos_app::projects::create_project;
use argos_domain::personal::EmailAddress;
use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    a_verified_person_is_erased_in_parts_and_then_wholly
    what_a_project_keeps_for_a_time_is_erased_when_it_is_over
    the_api_erases_and_tells_only_when_an_administrator_is_named
}

type InProcess = Customer<InProcessServer>;

const FIELDS: [(&str, &str); 5] = [
    ("email", "oskar@lindqvist.example"),
    ("userid", "customer-4711"),
    ("cf1", "branch 12"),
    ("issuingCountry", "UTO"),
    ("idType", "passport"),
];
/// What must not be found anywhere afterwards.
const PERSONAL: [&str; 5] = ["lindqvist", "LINDQVIST", "customer-4711", "X47K20913", "1968-09-23"];

async fn verified(customer: &InProcess) -> String {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let read = customer.api.step1(&passport, &FIELDS).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let decided = customer.api.step2(&id, &selfie, &[]).await.unwrap();
    if decided.text("/kycStatus") == "pending" {
        customer.administrator.approve(&id).await.unwrap();
    }
    let item = customer.submission(&id).await.unwrap();
    assert_eq!(item["kyc"]["status"], json!("approved"), "{item}");
    id
}

fn image_files(customer: &InProcess) -> usize {
    let folder = customer.server.data_folder().join("images");
    let folders = std::fs::read_dir(folder).unwrap();
    folders
        .map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count())
        .sum()
}

fn assert_nothing_personal(what: &str, text: &str) {
    for personal in PERSONAL {
        assert!(!text.contains(personal), "{what} still tells {personal}: {text}");
    }
}

async fn delete_parts(customer: &InProcess, id: &str, fields: &str, data_fields: &str) -> (StatusCode, Value) {
    let query = [("submission_id", id), ("fields", fields), ("data_fields", data_fields)];
    let answer = customer.api.delete("/v3/submission/partial", &query).await.unwrap();
    (answer.status, answer.body)
}

async fn a_verified_person_is_erased_in_parts_and_then_wholly(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let id = verified(&customer).await;
    customer.server.run_due_jobs().await.unwrap();
    assert_eq!(image_files(&customer), 2);

    // One value, then what the machine read: the values that count stay.
    let (status, body) = delete_parts(&customer, &id, "data,additional_list", "date_of_birth,cf1").await;
    assert_eq!((status, &body["statusCode"]), (StatusCode::OK, &json!(200)), "{body}");
    let (status, body) = delete_parts(&customer, &id, "ocr,OCR_raw,selfie_image,userid", "").await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let item = customer.submission(&id).await.unwrap();
    assert_eq!(item["data"]["last_name"], json!("LINDQVIST"), "{item}");
    for gone in [
        "/data/date_of_birth",
        "/cf",
        "/ocr",
        "/OCR_raw",
        "/userid",
        "/review/birthDate",
        "/image/selfieImage",
    ] {
        assert_eq!(item.pointer(gone), None, "{gone}: {item}");
    }
    assert_eq!(item["email"], json!("oskar@lindqvist.example"));
    let by_user = customer.api.submissions(&[("userid", "customer-4711")]).await.unwrap();
    assert_eq!(by_user.body["Items"], json!([]));
    for (fields, data_fields) in [("", ""), ("everything", ""), ("data", "passport")] {
        let (status, body) = delete_parts(&customer, &id, fields, data_fields).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{fields}: {body}");
    }
    customer.server.run_due_jobs().await.unwrap();
    assert_eq!(image_files(&customer), 1);

    // The dashboard asks whether somebody is sure, and erases the rest.
    let page = format!("submissions/{id}");
    let form = format!("{page}/delete");
    let unsure = customer
        .administrator
        .send(&form, &form, &[("what", "all")])
        .await
        .unwrap();
    assert_eq!(unsure.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(customer.submission(&id).await.unwrap()["deleted_at"].is_null());
    let sure = [("what", "all"), ("sure", "on")];
    let sent = customer.administrator.send(&form, &form, &sure).await.unwrap();
    assert_eq!(sent.0, StatusCode::SEE_OTHER, "{}", sent.1);
    assert_eq!(
        image_files(&customer),
        1,
        "the file goes by a job, which a crash does not stop"
    );
    let told = customer.told("delete").await.unwrap();
    assert_eq!(image_files(&customer), 0);
    assert_eq!(
        (&told["submission_id"], &told["kyc_result"]["status"]),
        (&json!(id), &json!("approved"))
    );
    assert_nothing_personal("the webhook", &told.to_string());

    let item = customer.submission(&id).await.unwrap();
    assert_nothing_personal("the API", &item.to_string());
    assert_eq!(item["data"], json!({ "idType": "passport" }), "{item}");
    assert_eq!(
        (&item["kyc"]["status"], &item["message"]),
        (&json!("approved"), &json!("Deleted Submission"))
    );
    assert_eq!(
        customer.api.image(&id, "idImage").await.unwrap().0,
        StatusCode::NOT_FOUND
    );
    let list = customer.administrator.page("submissions").await.unwrap().1;
    assert!(list.contains("Deleted submission") && list.contains(&id));
    let shown = customer.administrator.page(&page).await.unwrap().1;
    assert!(shown.contains("Deleted submission") && shown.contains("Deleted in part"));
    for (what, text) in [("the list", &list), ("the page", &shown)] {
        assert_nothing_personal(what, text);
    }
}

async fn begin(customer: &InProcess, project: &str) -> Applicant {
    let beginning = Beginning {
        email: "oskar@lindqvist.example",
        userid: "customer-4711",
        cf1: "branch 12",
        forwarded_for: "203.0.113.9",
    };
    Applicant::begin(&customer.server, project, beginning).await.unwrap()
}

async fn what_a_project_keeps_for_a_time_is_erased_when_it_is_over(database: Database) {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let customer = Customer::in_process(database).await.unwrap();
    let project = customer.administrator.project();
    let old = begin(&customer, project).await.submission;
    let page = "settings/retention";
    for wrong in ["0", "36501", "soon"] {
        let refused = customer
            .administrator
            .send(page, page, &[("retention_days", wrong)])
            .await
            .unwrap();
        assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let saved = customer
        .administrator
        .send(page, page, &[("retention_days", "30")])
        .await
        .unwrap();
    assert_eq!(saved.0, StatusCode::SEE_OTHER, "{}", saved.1);
    // Another project does not have the setting: there nothing is erased by itself.
    let email = EmailAddress::parse("someone@other-bank.example").unwrap();
    let other = create_project(customer.server.app(), "Other bank", &email)
        .await
        .unwrap();
    let others = begin(&customer, other.project.id.as_str()).await.submission;

    customer.server.advance(DAY * 30);
    customer.server.run_periodic_work().await;
    assert!(
        customer.submission(&old).await.unwrap()["deleted_at"].is_null(),
        "30 days are kept"
    );
    let new = begin(&customer, project).await.submission;
    customer.server.advance(Duration::from_secs(1));
    customer.server.run_periodic_work().await;
    let item = customer.submission(&old).await.unwrap();
    assert!(item["deleted_at"].is_string(), "{item}");
    assert_nothing_personal("the API", &item.to_string());
    assert_eq!(customer.told("delete").await.unwrap()["submission_id"], json!(old));
    assert!(customer.submission(&new).await.unwrap()["deleted_at"].is_null());
    let theirs = customer
        .server
        .api(other.api_key.expose())
        .submission(&others)
        .await
        .unwrap();
    assert!(theirs.only_item().unwrap()["deleted_at"].is_null());
}

async fn the_api_erases_and_tells_only_when_an_administrator_is_named(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let begin = async || begin(&customer, customer.administrator.project()).await;
    let delete = async |query: &[(&str, &str)]| customer.api.delete("/v3/submission", query).await.unwrap();

    // Before the decision parts are needed: all or nothing.
    let applicant = begin().await;
    let id = applicant.submission.as_str();
    assert_eq!(delete_parts(&customer, id, "email", "").await.0, StatusCode::CONFLICT);

    // Erased before anything was told: what was to be told of the person is not sent any more.
    let erased = delete(&[("submission_id", id)]).await;
    assert_eq!(
        (erased.status, erased.body),
        (
            StatusCode::OK,
            json!({ "message": "success", "content": format!("Submission {id} deleted successfully."), "statusCode": 200 })
        )
    );
    customer.server.run_due_jobs().await.unwrap();
    assert_eq!(customer.triggers().unwrap(), [""; 0]);
    let state = applicant.state().await.unwrap();
    assert_eq!(
        state.status,
        StatusCode::UNAUTHORIZED,
        "the session has ended: {}",
        state.body
    );
    let again = delete(&[("submission_id", id), ("admin_name", "Inga Berg")]).await;
    assert_eq!(again.status, StatusCode::OK);

    // Named, and by the other spelling of the id.
    let second = begin().await;
    let id = second.submission.as_str();
    delete(&[("submissionId", id), ("admin_name", "Inga Berg")]).await;
    let events = customer.administrator.page("events").await.unwrap().1;
    assert!(events.contains("Deleted") && events.contains(id), "{events}");
    let told = customer.told("delete").await.unwrap();
    assert_eq!(told["submission_id"], json!(id), "{told}");
    assert_nothing_personal("the webhook", &told.to_string());
    assert_eq!(customer.triggers().unwrap(), ["delete"]);

    let email = EmailAddress::parse("someone@other-bank.example").unwrap();
    let other = create_project(customer.server.app(), "Other bank", &email)
        .await
        .unwrap();
    let stranger = customer.server.api(other.api_key.expose());
    let third = begin().await;
    let theirs = [("submission_id", third.submission.as_str()), ("fields", "email")];
    for path in ["/v3/submission", "/v3/submission/partial"] {
        let refused = stranger.delete(path, &theirs).await.unwrap();
        assert_eq!(
            (refused.status, refused.text("/message")),
            (StatusCode::NOT_FOUND, "not Exist Submission Data")
        );
    }
    let missing = delete(&[]).await;
    assert_eq!(
        (missing.status, missing.text("/message")),
        (StatusCode::BAD_REQUEST, "not Exist Submission ID")
    );
    assert!(customer.submission(&third.submission).await.unwrap()["deleted_at"].is_null());
}
