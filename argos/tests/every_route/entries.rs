//! Whatever changes something leaves an entry in the event log.

use crate::expectations::FORMS;
use crate::surroundings::{Surroundings, Visitor};
use argos_domain::personal::EmailAddress;
use argos_domain::role::Role;
use argos_store::{EventFilter, EventRecord};
use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use argos_web::{FormProtection, route_table};

on_both_databases! {
    every_form_of_the_dashboard_leaves_its_entry
    every_step_of_a_submission_leaves_an_entry
}

/// What [`every_step_of_a_submission_leaves_an_entry`] and the surroundings of all these tests call.
pub const OTHERS: [(&str, &str); 7] = [
    ("POST", "/dashboard/sign-in/{token}"),
    ("POST", "/liveform/start"),
    ("POST", "/liveform/document"),
    ("POST", "/liveform/confirm"),
    ("POST", "/liveform/selfie"),
    ("POST", "/v3/submission/step1"),
    ("POST", "/v3/submission/step2"),
];

impl Surroundings {
    /// All entries about the customer's project and about the owner's account, newest first in each.
    async fn entries(&self) -> Vec<EventRecord> {
        let mut tx = self.customer.server.app().store().read().await.unwrap();
        let everything = EventFilter {
            count: 500,
            ..EventFilter::default()
        };
        let project = self.owner().project().parse().unwrap();
        let mut entries = tx.list_events(&project, &everything).await.unwrap().events;
        let email = EmailAddress::parse(ADMINISTRATOR).unwrap();
        let owner = tx.find_administrator_by_email(&email).await.unwrap().unwrap();
        entries.extend(tx.events_of_account(&owner.id, 500).await.unwrap());
        entries
    }

    /// The actions of the entries that are not among those `before`.
    async fn actions_since(&self, before: &[EventRecord]) -> Vec<String> {
        let entries = self.entries().await;
        let new = entries
            .into_iter()
            .filter(|entry| !before.iter().any(|old| old.id == entry.id));
        new.map(|entry| entry.action).collect()
    }

    /// A submission that is complete and waits for a decision; each step by the API leaves an entry.
    async fn pending_submission(&self) -> String {
        self.owner().save_score_threshold("100").await.unwrap();
        let before = self.entries().await;
        let fields = [
            ("email", "api@person.example"),
            ("issuingCountry", "UTO"),
            ("idType", "passport"),
        ];
        let read = self.customer.api.step1(&passport(), &fields).await.unwrap();
        let id = read.text("/submissionId").to_owned();
        let actions = self.actions_since(&before).await;
        assert!(
            ["created", "document_submitted"]
                .iter()
                .all(|action| actions.contains(&(*action).to_owned())),
            "{actions:?}"
        );
        let before = self.entries().await;
        let face = FacePhotograph::ObamaAgain.bytes().unwrap();
        let complete = self.customer.api.step2(&id, &face, &[]).await.unwrap();
        assert_eq!(complete.text("/kycStatus"), "pending", "{}", complete.body);
        let actions = self.actions_since(&before).await;
        assert!(actions.contains(&"selfie_submitted".to_owned()), "{actions:?}");
        id
    }

    /// The id of a webhook that was delivered; none waits afterwards.
    async fn delivered_message(&self) -> String {
        self.customer.server.run_due_jobs().await.unwrap();
        let (_, page) = self.owner().page("settings/webhooks").await.unwrap();
        let (_, rest) = page.split_once("/settings/webhooks/messages/").unwrap();
        rest.split('/').next().unwrap().to_owned()
    }

    /// The id of another session of the owner.
    async fn other_session(&self) -> String {
        let project = self.owner().project();
        self.customer
            .server
            .member(ADMINISTRATOR, project, Role::Owner)
            .await
            .unwrap();
        let (_, page) = self.owner().open("/dashboard/account").await.unwrap();
        let (_, rest) = page.split_once("/dashboard/account/sessions/").unwrap();
        rest.split('/').next().unwrap().to_owned()
    }
}

fn passport() -> Vec<u8> {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap()
}

async fn every_form_of_the_dashboard_leaves_its_entry(database: Database) {
    let around = Surroundings::new(database).await;
    let pending = around.pending_submission().await;
    let session = around.other_session().await;
    let message = around.delivered_message().await;
    let token = around.form_token(around.owner()).await;
    let table = route_table();
    for proof in FORMS {
        let is_this = |route: &&argos_web::Route| route.method == "POST" && route.path == proof.path;
        let route = table.iter().find(is_this).unwrap();
        assert_eq!(route.demands.form, FormProtection::SessionToken);
        let id = match proof.path {
            path if path.contains("/sessions/") => &session,
            path if path.contains("/messages/") => &message,
            _ => &pending,
        };
        let path = around.path(&route.path, around.owner().project(), id);
        let before = around.entries().await;
        let cookie = Some(around.owner().cookie());
        let visitor = Visitor {
            cookie,
            form_token: Some(&token),
            ..Visitor::default()
        };
        let answer = around.call(route, &path, visitor).await;
        assert!(
            answer.status.is_success() || answer.status.is_redirection(),
            "{path}: {} {}",
            answer.status,
            answer.body
        );
        let actions = around.actions_since(&before).await;
        assert!(
            actions.contains(&proof.action.to_owned()),
            "{path} left {actions:?} instead of {}",
            proof.action
        );
    }
}

async fn every_step_of_a_submission_leaves_an_entry(database: Database) {
    let around = Surroundings::new(database).await;
    let mut before = around.entries().await;
    let mut left = async |action: &str| {
        let actions = around.actions_since(&before).await;
        assert!(actions.contains(&action.to_owned()), "{actions:?} instead of {action}");
        before = around.entries().await;
    };
    let beginning = Beginning {
        email: "step@person.example",
        userid: "step",
        cf1: "",
        forwarded_for: "",
    };
    let applicant = Applicant::begin(&around.customer.server, around.owner().project(), beginning)
        .await
        .unwrap();
    left("created").await;
    let read = applicant.show_document(&passport()).await.unwrap();
    assert!(read.status.is_success(), "{}", read.body);
    left("document_submitted").await;
    let confirmed = applicant.confirm(&read.body["fields"]).await.unwrap();
    assert!(confirmed.status.is_success(), "{}", confirmed.body);
    left("data_confirmed").await;
    let seen = applicant
        .show_face(&FacePhotograph::ObamaAgain.bytes().unwrap())
        .await
        .unwrap();
    assert!(seen.status.is_success(), "{}", seen.body);
    left("selfie_submitted").await;
}
