//! M11: reviewers put the face of who was rejected on the project's block-list; whoever comes with it again is left to a
//! human, until the entry is removed or what it is made of is erased.

use argos_testkit::api::ApiAnswer;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;

on_both_databases! {
    who_comes_with_a_blocked_face_is_left_to_a_human_until_it_is_taken_off_the_list_or_erased
    only_the_face_of_a_rejected_submission_can_be_blocked_and_only_leaders_take_it_off
}

type InProcess = Customer<InProcessServer>;

/// A customer whose submissions are decided without a human.
async fn customer(database: Database) -> InProcess {
    let customer = Customer::in_process(database).await.unwrap();
    let automatic = [("score_threshold", "10"), ("liveness_threshold", "0")];
    customer.administrator.change_policy(&automatic).await.unwrap();
    customer
}

async fn verify(customer: &InProcess, portrait: FacePhotograph, selfie: FacePhotograph) -> (String, ApiAnswer) {
    let passport = SpecimenPassport::default()
        .photograph(&portrait.portrait().unwrap(), &Photograph::default())
        .unwrap();
    let read = customer.api.step1(&passport, &[]).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let selfie = selfie.bytes().unwrap();
    (id.clone(), customer.api.step2(&id, &selfie, &[]).await.unwrap())
}

/// The same person again: the status.
async fn again(customer: &InProcess) -> (String, String) {
    let (id, answer) = verify(customer, FacePhotograph::Obama, FacePhotograph::ObamaAgain).await;
    (id, answer.text("/kycStatus").to_owned())
}

/// Changes the decision of an approved submission to a rejection.
async fn reject(customer: &InProcess, id: &str) {
    let page = format!("submissions/{id}");
    let fields = [("decision", "reject"), ("code", "id_image_invalidId"), ("comment", "")];
    let (status, html) = customer
        .administrator
        .send(&page, &format!("{page}/status"), &fields)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
}

async fn block(customer: &InProcess, id: &str, reason: &str) -> (StatusCode, String) {
    let page = format!("submissions/{id}");
    let fields = [("block_reason", reason)];
    customer
        .administrator
        .send(&page, &format!("{page}/block-face"), &fields)
        .await
        .unwrap()
}

async fn list(customer: &InProcess) -> String {
    let (status, html) = customer.administrator.page("settings/block-list").await.unwrap();
    assert_eq!(status, StatusCode::OK, "{html}");
    html
}

async fn who_comes_with_a_blocked_face_is_left_to_a_human_until_it_is_taken_off_the_list_or_erased(database: Database) {
    let customer = customer(database).await;
    let owner = &customer.administrator;
    let (first, status) = again(&customer).await;
    assert_eq!(status, "approved");
    reject(&customer, &first).await;
    assert!(list(&customer).await.contains("Nobody is on the list"));
    let (status, html) = block(&customer, &first, "").await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("Choose a reason"),
        "{html}"
    );
    assert_eq!(
        block(&customer, &first, "forged_document").await.0,
        StatusCode::SEE_OTHER
    );
    let shown = list(&customer).await;
    assert!(
        shown.contains(&first) && shown.contains("forged or changed document"),
        "{shown}"
    );

    // Another one is not held up by it; the same one is, however good the score.
    let (_, other) = verify(&customer, FacePhotograph::Biden, FacePhotograph::Biden).await;
    assert_eq!(other.text("/kycStatus"), "approved", "{}", other.body);
    let (second, status) = again(&customer).await;
    assert_eq!(status, "pending");
    let (_, page) = owner.page(&format!("submissions/{second}")).await.unwrap();
    let finding = format!("The face of rejected submission {first} is on the block-list: forged or changed document");
    assert!(page.contains(&finding), "{page}");

    let remove = format!("settings/block-list/{first}/remove");
    let (status, html) = owner.send("settings/block-list", &remove, &[]).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
    let (status, _) = owner.send("settings/review", &remove, &[]).await.unwrap();
    assert_eq!(status, StatusCode::NOT_FOUND, "it is gone already");
    assert_eq!(again(&customer).await.1, "approved");
    let (_, events) = owner.page("events").await.unwrap();
    for expected in ["Face put on the block-list", "Face taken off the block-list"] {
        assert!(events.contains(expected), "{events}");
    }

    // With the decision, in one step.
    owner.take(&second).await.unwrap();
    let page = format!("submissions/{second}");
    let rejection = [
        ("decision", "reject"),
        ("code", "id_image_invalidId"),
        ("block_reason", "misuse"),
    ];
    let (status, html) = owner
        .send(&page, &format!("{page}/decision"), &rejection)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
    assert!(list(&customer).await.contains("misuse of an earlier account"));
    assert_eq!(again(&customer).await.1, "pending");

    // What is erased is not compared with anybody any more.
    let (status, html) = owner
        .send(
            &format!("{page}/delete"),
            &format!("{page}/delete"),
            &[("what", "all"), ("sure", "on")],
        )
        .await
        .unwrap();
    assert!(status.is_success() || status.is_redirection(), "{html}");
    assert!(list(&customer).await.contains("Nobody is on the list"));
    assert_eq!(again(&customer).await.1, "approved");
}

async fn only_the_face_of_a_rejected_submission_can_be_blocked_and_only_leaders_take_it_off(database: Database) {
    use argos_domain::role::Role;

    let customer = customer(database).await;
    let (id, status) = again(&customer).await;
    assert_eq!(status, "approved");
    assert_eq!(block(&customer, &id, "misuse").await.0, StatusCode::CONFLICT);
    reject(&customer, &id).await;
    let project = customer.administrator.project();
    let guest = customer
        .server
        .member("guest@bank.example", project, Role::Guest)
        .await
        .unwrap();
    let member = customer
        .server
        .member("member@bank.example", project, Role::Member)
        .await
        .unwrap();
    let page = format!("submissions/{id}");
    let (_, html) = guest.page(&page).await.unwrap();
    assert!(!html.contains("/block-face"));
    let fields = [("block_reason", "misuse")];
    let (status, html) = member
        .send(&page, &format!("{page}/block-face"), &fields)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
    let (_, html) = member.page("settings/block-list").await.unwrap();
    assert!(
        html.contains(&id) && html.contains("You can read these settings"),
        "{html}"
    );
    let remove = format!("settings/block-list/{id}/remove");
    let (status, _) = member.send("settings/block-list", &remove, &[]).await.unwrap();
    assert_eq!(status, StatusCode::FORBIDDEN);

    // Who is approved after all is not kept out by the own face.
    let fields = [("decision", "approve")];
    let (status, html) = customer
        .administrator
        .send(&page, &format!("{page}/status"), &fields)
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
    assert!(list(&customer).await.contains("does not count"));
    assert_eq!(again(&customer).await.1, "approved");
}
