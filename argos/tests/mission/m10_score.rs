//! M10: a score above the threshold approves; approved cases are listed by score and corrected for typos afterwards.

use argos_testkit::administrator::Administrator;
use argos_testkit::api::ApiClient;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::{Value, json};

on_both_databases! {
    the_score_decides_and_what_it_approved_is_reviewed_afterwards
}

type InProcess = Customer<InProcessServer>;

/// A person with a passport, who confirms these fields: id and answer.
pub(crate) async fn verified(customer: &InProcess, email: &str, confirmed: &[(&str, &str)]) -> (String, Value) {
    verified_by(&customer.api, email, confirmed).await
}

/// As [`verified`], at any server.
pub(crate) async fn verified_by(api: &ApiClient, email: &str, confirmed: &[(&str, &str)]) -> (String, Value) {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let read = api.step1(&passport, &[("email", email)]).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let decided = api.step2(&id, &selfie, confirmed).await.unwrap();
    (id, decided.body)
}

async fn listed(administrator: &Administrator, query: &str) -> Vec<String> {
    let (status, page) = administrator.page(&format!("submissions?{query}")).await.unwrap();
    assert_eq!(status, StatusCode::OK, "{page}");
    let address = format!("/dashboard/projects/{}/submissions/", administrator.project());
    let links = page.split("class=\"person\"").skip(1);
    links
        .map(|row| {
            let (_, id) = row.split_once(&address).unwrap();
            id.split('"').next().unwrap().to_owned()
        })
        .collect()
}

async fn the_score_decides_and_what_it_approved_is_reviewed_afterwards(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let administrator = &customer.administrator;
    let (_, policy) = administrator.page("settings/policy").await.unwrap();
    assert!(policy.contains("ARGOS SCORE THRESHOLD"));
    let threshold = policy.split("id=\"score_threshold\"").nth(1).unwrap();
    assert!(
        threshold.split('>').next().unwrap().contains("value=\"70\""),
        "{threshold}"
    );

    // Above the threshold: approved. At the threshold, with the same pictures: pending.
    let (high, decided) = verified(&customer, "high@person.example", &[]).await;
    assert_eq!(decided["kycStatus"], json!("approved"), "{decided}");
    let score = decided["argos_score"].as_f64().unwrap();
    assert!(score > 70.0 && score <= 100.0, "{decided}");
    administrator.save_score_threshold(&score.to_string()).await.unwrap();
    let (equal, decided) = verified(&customer, "equal@person.example", &[]).await;
    assert_eq!(
        decided["argos_score"].as_f64(),
        Some(score),
        "the same input has the same score"
    );
    assert_eq!(decided["kycStatus"], json!("pending"), "{decided}");
    // Who corrects what was read scores lower.
    let (low, decided) = verified(&customer, "low@person.example", &[("last_name", "Eriksen")]).await;
    let lower = decided["argos_score"].as_f64().unwrap();
    assert!(lower < score, "{decided}");

    the_list_is_sorted_and_narrowed_by_score(administrator, [&low, &equal, &high], lower, score).await;
    an_approved_case_is_corrected_in_the_dashboard(&customer, &high).await;
    the_customers_server_corrects_data_and_status(&customer, &high).await;
}

async fn the_list_is_sorted_and_narrowed_by_score(
    administrator: &Administrator,
    [low, equal, high]: [&String; 3],
    lower: f64,
    score: f64,
) {
    let rising = listed(administrator, "order=lowest-score").await;
    assert_eq!(rising[0], *low);
    let mut falling = listed(administrator, "order=highest-score").await;
    falling.reverse();
    assert_eq!(rising, falling);
    let approved = listed(administrator, "status=approved&order=lowest-score").await;
    assert_eq!(approved, std::slice::from_ref(high));
    let between = (lower + score) / 2.0;
    let above = listed(administrator, &format!("score_from={between}")).await;
    assert!(
        above.len() == 2 && above.contains(high) && above.contains(equal),
        "{above:?}"
    );
    assert_eq!(
        listed(administrator, &format!("score_until={between}")).await,
        std::slice::from_ref(low)
    );
}

async fn an_approved_case_is_corrected_in_the_dashboard(customer: &InProcess, id: &str) {
    let administrator = &customer.administrator;
    let edit = format!("submissions/{id}/edit");
    let wrong = [("birthDate", "the twelfth of August")];
    let (status, page) = administrator.send(&edit, &edit, &wrong).await.unwrap();
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(page.contains("birthDate-error") && page.contains("the twelfth of August"));

    let (status, page) = administrator
        .send(&edit, &edit, &[("lastName", "Erikssen-Berg")])
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let told = customer.told("updated").await.unwrap();
    assert_eq!(told["data"]["update"], json!(["lastName"]), "{told}");
    assert_eq!(told["data"]["kyc_result"]["status"], json!("approved"), "{told}");
    assert_eq!(
        (&told["admin"], &told["last_name"]),
        (&json!(ADMINISTRATOR), &json!("Erikssen-Berg"))
    );
    let item = customer.submission(id).await.unwrap();
    assert_eq!(item["data"]["last_name"], json!("Erikssen-Berg"), "{item}");
    assert_eq!(item["review"]["lastName"], json!("Erikssen-Berg"), "{item}");
    assert_ne!(item["ocr"]["lastName"], json!("Erikssen-Berg"), "what was read stays");
    // The history keeps who, before and after.
    let (_, page) = administrator.page(&format!("submissions/{id}")).await.unwrap();
    assert!(
        page.contains("<ins>Erikssen-Berg</ins>") && page.contains("Corrected by staff"),
        "{page}"
    );
    // Saving the same again is no change.
    let count = customer.triggers().unwrap().len();
    administrator
        .send(&edit, &edit, &[("lastName", "Erikssen-Berg")])
        .await
        .unwrap();
    customer.server.run_due_jobs().await.unwrap();
    assert_eq!(customer.triggers().unwrap().len(), count);
}

async fn the_customers_server_corrects_data_and_status(customer: &InProcess, id: &str) {
    let refused = [
        (id, "stranger@person.example", json!({ "lastName": "Berg" }), 400),
        (id, ADMINISTRATOR, json!({}), 400),
        (id, ADMINISTRATOR, json!({ "kycStatus": "pending" }), 400),
        (id, ADMINISTRATOR, json!({ "nationality": "Utopia" }), 400),
        ("nosuchsubmission", ADMINISTRATOR, json!({ "lastName": "Berg" }), 404),
    ];
    for (id, admin, data, expected) in refused {
        let answer = customer.api.edit(id, admin, &data).await.unwrap();
        assert_eq!(answer.status.as_u16(), expected, "{data}: {}", answer.body);
        assert!(!answer.text("/errorCode").is_empty() && answer.body.get("message").is_none());
    }
    let data = json!({ "lastName": "Berg", "kycStatus": "rejected" });
    let edited = customer.api.edit(id, ADMINISTRATOR, &data).await.unwrap();
    assert_eq!(
        (edited.status, edited.text("/message")),
        (StatusCode::OK, "Data Processing Success.")
    );
    let item = customer.submission(id).await.unwrap();
    assert_eq!(
        (&item["kyc"]["status"], &item["data"]["last_name"]),
        (&json!("rejected"), &json!("Berg"))
    );
    let mail = customer.mail_to("high@person.example").await.unwrap();
    assert!(!mail.subject.is_empty());
    let back = customer
        .api
        .edit(id, ADMINISTRATOR, &json!({ "kycStatus": "approved" }))
        .await
        .unwrap();
    assert_eq!(back.status, StatusCode::OK, "{}", back.body);
    customer.server.run_due_jobs().await.unwrap();
    let told = customer.triggers().unwrap();
    assert_eq!(
        told.iter().filter(|trigger| *trigger == "updated").count(),
        3,
        "{told:?}"
    );
    // Every status had its mail: approved at first, rejected, approved again.
    let mails = customer.mails.messages();
    let to_person = |mail: &&argos_testkit::mail_server::ReceivedMail| mail.recipients == ["high@person.example"];
    assert_eq!(mails.iter().filter(to_person).count(), 3, "{mails:?}");
}
