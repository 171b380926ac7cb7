//! Where pictures come from: what the Liveform says about them is held against the policy and against the files.

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

on_both_databases! {
    where_files_are_not_allowed_the_server_refuses_them
    a_virtual_camera_goes_to_a_human_and_a_file_is_recorded
}

type InProcess = Customer<InProcessServer>;

const BEGINNING: Beginning<'_> = Beginning {
    email: "oskar@lindqvist.example",
    userid: "",
    cf1: "",
    forwarded_for: "",
};

fn passport() -> Vec<u8> {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap()
}

async fn begin(customer: &InProcess) -> Applicant {
    Applicant::begin(&customer.server, customer.administrator.project(), BEGINNING)
        .await
        .unwrap()
}

fn camera(label: &str) -> Value {
    json!({ "source": "camera", "camera": label })
}

async fn where_files_are_not_allowed_the_server_refuses_them(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    customer
        .administrator
        .change_policy(&[("upload_allowed", "")])
        .await
        .unwrap();
    let person = begin(&customer).await;
    let file = json!({ "source": "file" });
    for refused in [
        person.show_document_as(&passport(), &file).await.unwrap(),
        person.show_document(&passport()).await.unwrap(),
    ] {
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert_eq!(refused.text("/field"), "capture");
        assert!(refused.text("/message").contains("camera"), "{}", refused.body);
    }
    let state = person.state().await.unwrap();
    assert_eq!(
        state.body["failed_attempts"],
        json!(0),
        "what is refused costs no attempt"
    );

    let read = person
        .show_document_as(&passport(), &camera("Front Camera"))
        .await
        .unwrap();
    assert_eq!(read.text("/result"), "read", "{}", read.body);
    person.confirm(&read.body["fields"]).await.unwrap();
    let face = FacePhotograph::ObamaAgain.bytes().unwrap();
    let refused = person.show_face_as(&face, &file, None).await.unwrap();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    let taken = person.show_face_as(&face, &camera(""), None).await.unwrap();
    assert!(
        ["approved", "pending"].contains(&taken.text("/result")),
        "{}",
        taken.body
    );

    // The customer's server answers for its own pictures.
    let by_api = customer.api.step1(&passport(), &[]).await.unwrap();
    assert_eq!(by_api.text("/nextStep"), "selfie", "{}", by_api.body);
}

async fn a_virtual_camera_goes_to_a_human_and_a_file_is_recorded(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let person = begin(&customer).await;
    let read = person
        .show_document_as(&passport(), &json!({ "source": "file" }))
        .await
        .unwrap();
    person.confirm(&read.body["fields"]).await.unwrap();
    let face = FacePhotograph::ObamaAgain.bytes().unwrap();
    let film = camera("OBS Virtual Camera of Oskar");
    let judged = person.show_face_as(&face, &film, None).await.unwrap();
    assert_eq!(judged.text("/result"), "pending", "{}", judged.body);
    let (_, page) = customer
        .administrator
        .page(&format!("submissions/{}", person.submission))
        .await
        .unwrap();
    for told in [
        "Source of the selfie",
        "virtual camera (OBS Studio)",
        "a file was given",
    ] {
        assert!(page.to_lowercase().contains(&told.to_lowercase()), "{told}");
    }
    assert!(!page.contains("of Oskar"), "the camera's own label is not kept");

    let nonsense = begin(&customer).await;
    let answer = nonsense
        .show_document_as(&passport(), &json!({ "source": "telepathy" }))
        .await
        .unwrap();
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
}
