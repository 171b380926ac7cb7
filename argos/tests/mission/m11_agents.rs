//! M11: agents work a shared review queue: the longest waiting first, each submission with one reviewer at a time.

use crate::m10_score::{verified, verified_by};
use argos_domain::role::Role;
use argos_testkit::administrator::Administrator;
use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::http_client;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::{ADMINISTRATOR, ArgosServer};
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;
use serde_json::json;
use std::process::Command;
use std::time::Duration;

on_both_databases! {
    reviewers_share_a_queue_without_meeting
    a_new_picture_costs_no_attempt_and_has_72_hours
    who_cannot_be_told_is_not_sent_back
    the_customers_server_reviews_where_the_project_says_so
    agents_of_the_platform_review_where_they_are_asked_and_see_nothing_else
}

const BINARY: &str = env!("CARGO_BIN_EXE_argos");

type InProcess = Customer<InProcessServer>;

const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);

/// Somebody new with a role in the project, signed in.
async fn colleague(customer: &InProcess, email: &str, role: Role) -> Administrator {
    let project = customer.administrator.project();
    customer.server.member(email, project, role).await.unwrap()
}

/// The ids in the order of the queue.
async fn queue(administrator: &Administrator) -> (Vec<String>, String) {
    let (status, page) = administrator.page("review").await.unwrap();
    assert_eq!(status, StatusCode::OK, "{page}");
    let rows = page.split("class=\"person\"").skip(1);
    let ids = rows.map(|row| {
        let id = row.split_once("/submissions/").unwrap().1;
        id.split('"').next().unwrap().to_owned()
    });
    (ids.collect(), page)
}

async fn post(administrator: &Administrator, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    administrator.send("review", path, fields).await.unwrap()
}

async fn take(administrator: &Administrator, id: &str) -> StatusCode {
    post(administrator, &format!("submissions/{id}/claim"), &[]).await.0
}

async fn approve(administrator: &Administrator, id: &str) -> StatusCode {
    let path = format!("submissions/{id}/decision");
    post(administrator, &path, &[("decision", "approve")]).await.0
}

async fn reviewers_share_a_queue_without_meeting(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    customer.administrator.save_score_threshold("100").await.unwrap();
    let (first, decided) = verified(&customer, "first@person.example", &[]).await;
    assert_eq!(decided["kycStatus"], json!("pending"), "{decided}");
    customer.server.advance(HOUR);
    let (second, _) = verified(&customer, "second@person.example", &[]).await;
    let one = colleague(&customer, "one@agents.example", Role::Agent).await;
    let two = colleague(&customer, "two@agents.example", Role::Member).await;
    let guest = colleague(&customer, "guest@agents.example", Role::Guest).await;
    assert_eq!(guest.page("review").await.unwrap().0, StatusCode::FORBIDDEN);

    // The longest waiting comes first, and the page says how much of the 24 hours is left.
    let (waiting, page) = queue(&one).await;
    assert_eq!(waiting, [first.clone(), second.clone()]);
    assert!(page.contains("Due in 23 h") && page.contains("Due in 24 h"), "{page}");
    assert_eq!(
        approve(&one, &first).await,
        StatusCode::CONFLICT,
        "who has not taken it does not decide"
    );

    two_at_the_same_moment(&one, &two, &first).await;
    a_claim_ends_by_itself_and_is_kept_while_it_is_used(&customer, &one, &two, &first).await;
    notes_stay_among_reviewers(&customer, &one, &two, &first).await;

    // One decides the first; the next in the queue is the second.
    assert_eq!(approve(&one, &first).await, StatusCode::SEE_OTHER);
    let told = customer.told("approved").await.unwrap();
    assert_eq!(told["submission_id"], json!(first), "{told}");
    assert_eq!(
        take(&one, &first).await,
        StatusCode::CONFLICT,
        "what is decided waits for nobody"
    );
    assert_eq!(post(&one, "review/next", &[]).await.0, StatusCode::SEE_OTHER);
    let (_, page) = queue(&two).await;
    assert!(page.contains("one@agents.example"), "{page}");
    let (status, _) = post(&two, "review/next", &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, page) = two.page("review?nothing=1").await.unwrap();
    assert!(page.contains("nothing is free"), "{page}");

    // After a day without a decision it is overdue.
    customer.server.advance(HOUR * 25);
    let again = colleague(&customer, "two@agents.example", Role::Member).await;
    let (waiting, page) = queue(&again).await;
    assert_eq!(waiting, [second]);
    assert!(page.contains("Overdue by"), "{page}");
}

async fn two_at_the_same_moment(one: &Administrator, two: &Administrator, id: &str) {
    let path = format!("submissions/{id}/claim");
    let (ours, theirs) = tokio::join!(post(one, &path, &[]), post(two, &path, &[]));
    let answers = [ours.0, theirs.0];
    assert!(
        answers.contains(&StatusCode::SEE_OTHER) && answers.contains(&StatusCode::CONFLICT),
        "{answers:?}"
    );
    let holder = if answers[0] == StatusCode::SEE_OTHER { one } else { two };
    let path = format!("submissions/{id}/release");
    assert_eq!(post(holder, &path, &[]).await.0, StatusCode::SEE_OTHER);
}

async fn a_claim_ends_by_itself_and_is_kept_while_it_is_used(
    customer: &InProcess,
    one: &Administrator,
    two: &Administrator,
    id: &str,
) {
    assert_eq!(take(two, id).await, StatusCode::SEE_OTHER);
    assert_eq!(take(one, id).await, StatusCode::CONFLICT);
    assert_eq!(approve(one, id).await, StatusCode::CONFLICT);
    let edit = format!("submissions/{id}/edit");
    assert_eq!(post(one, &edit, &[("lastName", "Berg")]).await.0, StatusCode::CONFLICT);
    // Renewed after ten minutes, it still holds after twenty …
    customer.server.advance(MINUTE * 10);
    assert_eq!(take(two, id).await, StatusCode::SEE_OTHER);
    customer.server.advance(MINUTE * 10);
    assert_eq!(take(one, id).await, StatusCode::CONFLICT);
    // … and left alone it ends: whoever had it cannot decide, somebody else can take it.
    customer.server.advance(MINUTE * 6);
    assert_eq!(approve(two, id).await, StatusCode::CONFLICT);
    assert_eq!(take(one, id).await, StatusCode::SEE_OTHER);
    assert_eq!(post(one, &edit, &[("lastName", "Berg")]).await.0, StatusCode::SEE_OTHER);
}

async fn notes_stay_among_reviewers(customer: &InProcess, one: &Administrator, two: &Administrator, id: &str) {
    let notes = format!("submissions/{id}/notes");
    let (status, page) = post(one, &notes, &[("note", " ")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let words = "Asked the branch: the seal is the new one";
    assert_eq!(post(one, &notes, &[("note", words)]).await.0, StatusCode::SEE_OTHER);
    let (_, page) = two.page(&format!("submissions/{id}")).await.unwrap();
    assert!(page.contains(words) && page.contains("one@agents.example"), "{page}");
    assert!(!customer.submission(id).await.unwrap().to_string().contains(words));
}

/// A person who came to the end and waits for a decision.
pub(crate) async fn waiting(customer: &InProcess, email: &str) -> Applicant {
    let beginning = Beginning {
        email,
        userid: "customer-1",
        cf1: "",
        forwarded_for: "203.0.113.9",
    };
    let project = customer.administrator.project();
    let applicant = Applicant::begin(&customer.server, project, beginning).await.unwrap();
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let read = applicant.show_document(&passport).await.unwrap();
    assert_eq!(read.text("/result"), "read", "{}", read.body);
    let confirmed = applicant.confirm(&read.body["fields"]).await.unwrap();
    assert!(confirmed.status.is_success(), "{}", confirmed.body);
    show_face(&applicant).await;
    applicant
}

async fn who_cannot_be_told_is_not_sent_back(database: Database) {
    let without_mail = Settings {
        without_mail: true,
        ..Settings::default()
    };
    let customer = Customer::in_process_with(database, without_mail).await.unwrap();
    let owner = &customer.administrator;
    owner.save_score_threshold("100").await.unwrap();
    owner.save_webhook("").await.unwrap();
    let applicant = waiting(&customer, "anna@person.example").await;
    let id = applicant.submission.clone();
    owner.take(&id).await.unwrap();
    let (status, page) = ask(owner, &id, "selfie", "Look into the camera").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(page.contains("he user cannot be told"), "{page}");
    let item = customer.submission(&id).await.unwrap();
    assert_eq!(item["kyc"]["status"], "pending", "{item}");
    owner.save_webhook(&customer.receiver.url()).await.unwrap();
    let (status, page) = ask(owner, &id, "selfie", "Look into the camera").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
}

async fn show_face(applicant: &Applicant) {
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let answer = applicant.show_face(&selfie).await.unwrap();
    assert_eq!(answer.text("/result"), "pending", "{}", answer.body);
}

async fn ask(administrator: &Administrator, id: &str, step: &str, reason: &str) -> (StatusCode, String) {
    let path = format!("submissions/{id}/capture");
    post(administrator, &path, &[("step", step), ("reason", reason)]).await
}

async fn a_new_picture_costs_no_attempt_and_has_72_hours(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let owner = &customer.administrator;
    owner.save_score_threshold("100").await.unwrap();
    let applicant = waiting(&customer, "anna@person.example").await;
    let id = applicant.submission.clone();
    let reason = "A shadow lies on the left half of your face";
    let (status, _) = ask(owner, &id, "selfie", reason).await;
    assert_eq!(status, StatusCode::CONFLICT, "who has not taken it asks for nothing");
    owner.take(&id).await.unwrap();
    for (step, reason) in [("", reason), ("selfie", "")] {
        let (status, page) = ask(owner, &id, step, reason).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    }
    assert_eq!(ask(owner, &id, "selfie", reason).await.0, StatusCode::SEE_OTHER);

    // The customer's server and the user learn why, and where to go on.
    let told = customer.told("retry").await.unwrap();
    assert_eq!(
        (&told["retryCode"], &told["attempts"]),
        (&json!("capture_requested"), &json!(0)),
        "{told}"
    );
    assert_eq!(
        (&told["kyc_result"]["status"], &told["comment"]),
        (&json!("incomplete"), &json!(reason))
    );
    let link = told["liveformUrl"].as_str().unwrap();
    let mails = customer.mails.messages();
    let asked =
        |mail: &&argos_testkit::mail_server::ReceivedMail| mail.text.contains(reason) && mail.text.contains(link);
    assert_eq!(mails.iter().filter(asked).count(), 1, "{mails:?}");
    let (waiting_now, _) = queue(owner).await;
    assert!(waiting_now.is_empty());
    let (_, page) = owner.page(&format!("submissions/{id}")).await.unwrap();
    assert!(
        page.contains("New picture asked for") && page.contains(reason),
        "{page}"
    );

    // The link opens even where nobody starts without a one-time token.
    let private = "settings/private-mode";
    let (status, page) = owner.send(private, private, &[("enabled", "on")]).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (_, address) = link.split_once("/?").unwrap();
    let (start_page, _) = address.split_once("&continue=1").unwrap();
    for (address, status) in [(address, StatusCode::OK), (start_page, StatusCode::FORBIDDEN)] {
        let answer = http_client()
            .get(customer.server.url(&format!("/?{address}")))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{address}");
    }

    // The page from before has ended; the link goes on where the reviewer wanted, with all attempts left.
    assert_eq!(applicant.state().await.unwrap().status, StatusCode::UNAUTHORIZED);
    let again = applicant.go_on(link).unwrap();
    let state = again.state().await.unwrap();
    assert_eq!(
        (state.text("/next_step"), state.text("/asked_again")),
        ("selfie", reason),
        "{}",
        state.body
    );
    assert_eq!(
        (&state.body["attempts_left"], state.text("/kind")),
        (&json!(3), "passport")
    );
    show_face(&again).await;
    assert_eq!(queue(owner).await.0, std::slice::from_ref(&id));

    // Asked from the document on, and not answered: rejected after 72 hours.
    owner.take(&id).await.unwrap();
    assert_eq!(
        ask(owner, &id, "document", "A thumb covers the number").await.0,
        StatusCode::SEE_OTHER
    );
    customer.server.pass(HOUR * 71).await.unwrap();
    assert_eq!(
        customer.submission(&id).await.unwrap()["kyc"]["status"],
        json!("incomplete")
    );
    customer.server.pass(HOUR * 2).await.unwrap();
    let item = customer.submission(&id).await.unwrap();
    assert_eq!(item["kyc"]["commentCode"], json!("timeout"), "{item}");
}

async fn the_customers_server_reviews_where_the_project_says_so(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let owner = &customer.administrator;
    owner.save_score_threshold("100").await.unwrap();
    let (id, _) = verified(&customer, "first@person.example", &[]).await;
    let approve = json!({ "submissionId": id, "status": "approved", "admin": ADMINISTRATOR,
        "updateFields": { "lastName": "Berg" } });
    let refused = customer.api.review(&approve).await.unwrap();
    assert_eq!(
        (refused.status.as_u16(), refused.text("/errorCode")),
        (400, "Validation : project")
    );

    let choice = [("reviewers", "client")];
    let (status, page) = owner.send("settings/review", "settings/review", &choice).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    for (change, error) in [
        (
            json!({ "admin": "stranger@person.example" }),
            "Validation : request parameter",
        ),
        (json!({ "status": "rejected" }), "Validation : request parameter"),
        (
            json!({ "updateFields": { "birthDate": "yesterday" } }),
            "Validation : request parameter",
        ),
        (json!({ "submissionId": "?" }), "Validation : submission"),
    ] {
        let mut body = approve.clone();
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let refused = customer.api.review(&body).await.unwrap();
        assert_eq!(
            (refused.status.as_u16(), refused.text("/errorCode")),
            (400, error),
            "{}",
            refused.body
        );
    }
    let reviewed = customer.api.review(&approve).await.unwrap();
    assert_eq!(reviewed.status, StatusCode::OK, "{}", reviewed.body);
    assert_eq!(reviewed.text("/finalStatus"), "approved");
    let told = customer.told("approved").await.unwrap();
    assert_eq!(
        (&told["kyc_result"]["reviewer"], &told["last_name"]),
        (&json!("client"), &json!("Berg")),
        "{told}"
    );
    let (_, page) = owner.page(&format!("submissions/{id}")).await.unwrap();
    assert!(
        page.contains("<ins>Berg</ins>") && page.contains("Approved by the client, by API"),
        "{page}"
    );
    let again = customer.api.review(&approve).await.unwrap();
    assert_eq!(again.text("/errorCode"), "Validation : submission", "{}", again.body);

    // Where nobody reviews, what a person would have to decide is rejected.
    owner.change_policy(&[("automatic_only", "yes")]).await.unwrap();
    let (_, decided) = verified(&customer, "second@person.example", &[]).await;
    assert_eq!(decided["rejectCode"], json!("automatic_verification_fail"), "{decided}");
}

/// Runs `argos admin agent` on the server's data: what it printed.
fn agent_command(server: &ArgosServer, arguments: &[&str]) -> String {
    let output = Command::new(BINARY)
        .args(["admin", "agent"])
        .args(arguments)
        .args(["--database-url", &server.database_url()])
        .arg("--data-folder")
        .arg(server.data_folder())
        .env("ARGOS_PUBLIC_URL", server.url(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

async fn agents_of_the_platform_review_where_they_are_asked_and_see_nothing_else(database: Database) {
    let customer = Customer::start_on(BINARY, database, &[]).await.unwrap();
    let owner = &customer.administrator;
    owner.save_score_threshold("100").await.unwrap();
    let (id, _) = verified_by(&customer.api, "first@person.example", &[]).await;
    let (other, _) = verified_by(&customer.api, "second@person.example", &[]).await;
    let email = ["--email", "agent@platform.example"];
    let printed = agent_command(&customer.server, &["add", email[0], email[1]]);
    let link = printed
        .split_whitespace()
        .find(|word| word.starts_with("http"))
        .unwrap();
    assert!(agent_command(&customer.server, &["list"]).contains(email[1]));
    let agent = Administrator::sign_in_by(&customer.server, link).await.unwrap();

    // Nobody asked for them: their queue is empty, and the submission is not theirs to see.
    let project = format!("/dashboard/projects/{}", owner.project());
    let case = format!("{project}/submissions/{id}");
    assert!(
        agent
            .open("/dashboard/queue")
            .await
            .unwrap()
            .1
            .contains("Nothing waits")
    );
    assert_eq!(agent.open(&case).await.unwrap().0, StatusCode::NOT_FOUND);
    let choice = [("reviewers", "platform_agents")];
    let (status, page) = owner.send("settings/review", "settings/review", &choice).await.unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");

    // Asked, they see what waits, with its images, and nothing else of the project.
    let (_, page) = agent.open("/dashboard/queue").await.unwrap();
    assert!(page.contains(&case) && page.contains(&other), "{page}");
    for seen in [case.clone(), format!("{case}/images/selfieImage")] {
        assert_eq!(agent.open(&seen).await.unwrap().0, StatusCode::OK, "{seen}");
    }
    for hidden in [
        "",
        "/submissions",
        "/review",
        "/settings",
        "/settings/policy",
        "/submissions/nosuchsubmission",
    ] {
        let (status, _) = agent.open(&format!("{project}{hidden}")).await.unwrap();
        assert_eq!(status, StatusCode::NOT_FOUND, "{hidden}");
    }
    assert_eq!(
        agent
            .send_to("/dashboard/queue", "/dashboard/queue/next", &[])
            .await
            .unwrap()
            .0,
        StatusCode::SEE_OTHER
    );
    let (_, page) = owner.page(&format!("submissions/{id}")).await.unwrap();
    assert!(page.contains("Taken by a reviewer"), "{page}");
    let decision = [("decision", "approve")];
    let (status, page) = agent
        .send_to(&case, &format!("{case}/decision"), &decision)
        .await
        .unwrap();
    assert_eq!(
        status,
        StatusCode::SEE_OTHER,
        "the longest waiting one was taken: {page}"
    );
    let told = customer.told("approved").await.unwrap();
    assert_eq!(told["submission_id"], json!(id), "{told}");
    assert_eq!(
        agent.open(&case).await.unwrap().0,
        StatusCode::NOT_FOUND,
        "what is decided is no longer theirs"
    );

    agent_command(&customer.server, &["remove", email[0], email[1]]);
    assert!(!agent_command(&customer.server, &["list"]).contains(email[1]));
    for gone in ["/dashboard/queue".to_owned(), format!("{project}/submissions/{other}")] {
        assert_eq!(agent.open(&gone).await.unwrap().0, StatusCode::NOT_FOUND, "{gone}");
    }
}
