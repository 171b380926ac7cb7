//! M5 to M8: whatever people, reviewers and time do, in whatever order, the rules hold.

use argos_domain::role::Role;
use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::customer::{Customer, trigger_of};
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::hostile_images::vast_png;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

on_both_databases! {
    any_sequence_of_events_keeps_attempts_decisions_and_messages_in_bounds
}

const ACTIONS: usize = 100;
const HOUR: Duration = Duration::from_secs(60 * 60);

/// What may happen next; a number chooses among the last submissions, or among the people.
#[derive(Debug, Clone, Copy)]
enum Action {
    Begin(usize),
    ShowPassport(usize),
    ShowNothing(usize),
    Confirm(usize),
    ShowFace(usize),
    ShowOtherFace(usize),
    Approve(usize),
    Reject(usize),
    Wait(u32),
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let action = prop_oneof![
        2 => any::<usize>().prop_map(Action::Begin),
        5 => any::<usize>().prop_map(Action::ShowPassport),
        1 => any::<usize>().prop_map(Action::ShowNothing),
        3 => any::<usize>().prop_map(Action::Confirm),
        6 => any::<usize>().prop_map(Action::ShowFace),
        2 => any::<usize>().prop_map(Action::ShowOtherFace),
        2 => any::<usize>().prop_map(Action::Approve),
        1 => any::<usize>().prop_map(Action::Reject),
        1 => (1_u32..80).prop_map(Action::Wait),
    ];
    prop::collection::vec(action, ACTIONS)
}

/// Somebody with a passport and a face.
struct Person {
    passport: Vec<u8>,
    face: Vec<u8>,
    other_face: Vec<u8>,
}

/// A submission under way, and what was last seen of it.
struct Submission {
    person: usize,
    email: String,
    applicant: Applicant,
    read: Value,
    status: String,
}

struct World {
    customer: Customer<InProcessServer>,
    people: Vec<Person>,
    nothing: Vec<u8>,
    submissions: Vec<Submission>,
}

async fn any_sequence_of_events_keeps_attempts_decisions_and_messages_in_bounds(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let mut world = World {
        customer,
        people: vec![
            person("Lindqvist", "X47K20913", FacePhotograph::Obama, FacePhotograph::Biden),
            person("Okonkwo", "Z90Q11357", FacePhotograph::Biden, FacePhotograph::Obama),
        ],
        nothing: vast_png(900, 700).unwrap(),
        submissions: Vec::new(),
    };
    let rules = [("reject_duplicate_user", "on"), ("liveness_threshold", "0")];
    world.customer.administrator.change_policy(&rules).await.unwrap();
    // The same sequence at every run, so that a failure can be looked into.
    let sequence = actions().new_tree(&mut TestRunner::deterministic()).unwrap().current();
    for (number, action) in sequence.into_iter().enumerate() {
        // Half of the submissions are decided without a human.
        let threshold = if number % 2 == 0 { "10" } else { "100" };
        if matches!(action, Action::Begin(_)) || world.submissions.is_empty() {
            world
                .customer
                .administrator
                .save_score_threshold(threshold)
                .await
                .unwrap();
        }
        world.does(action).await;
        world.only_legal_changes_were_made(action).await;
    }
    // Whoever is still on the way with a failed attempt runs out of time.
    world.customer.server.pass(HOUR * 80).await.unwrap();
    world.only_legal_changes_were_made(Action::Wait(80)).await;
    world.everything_was_told_once();
}

fn person(surname: &str, number: &str, face: FacePhotograph, other: FacePhotograph) -> Person {
    let passport = SpecimenPassport {
        surname: surname.to_owned(),
        document_number: number.to_owned(),
        ..SpecimenPassport::default()
    };
    let portrait = face.portrait().unwrap();
    Person {
        passport: passport.photograph(&portrait, &Photograph::default()).unwrap(),
        face: face.bytes().unwrap(),
        other_face: other.bytes().unwrap(),
    }
}

fn answered_or_refused(answer: anyhow::Result<StatusCode>) {
    match answer {
        Ok(status) => assert!(!status.is_server_error(), "{status}"),
        Err(refused) => assert!(refused.to_string().contains("409"), "{refused}"),
    }
}

/// One of the last three submissions: earlier ones are left to time.
fn recent(number: usize, count: usize) -> usize {
    count - 1 - number % count.min(3)
}

impl World {
    async fn does(&mut self, action: Action) {
        let count = self.submissions.len();
        match action {
            Action::Wait(hours) => {
                self.customer.server.pass(HOUR * hours).await.unwrap();
                // No session lasts that long.
                let project = self.customer.administrator.project();
                let again = self.customer.server.member(ADMINISTRATOR, project, Role::Owner).await;
                self.customer.administrator = again.unwrap();
            }
            Action::Begin(person) => self.begin(person % self.people.len()).await,
            _ if count == 0 => self.begin(0).await,
            Action::ShowPassport(n) => {
                let submission = &mut self.submissions[recent(n, count)];
                let passport = &self.people[submission.person].passport;
                let answer = submission.applicant.show_document(passport).await.unwrap();
                assert!(!answer.status.is_server_error(), "{}", answer.body);
                submission.read = answer.body["fields"].clone();
            }
            Action::ShowNothing(n) => {
                let answer = self.submissions[recent(n, count)]
                    .applicant
                    .show_document(&self.nothing)
                    .await;
                assert!(!answer.unwrap().status.is_server_error());
            }
            Action::Confirm(n) => {
                let submission = &self.submissions[recent(n, count)];
                let answer = submission.applicant.confirm(&submission.read).await.unwrap();
                assert!(!answer.status.is_server_error(), "{}", answer.body);
            }
            Action::ShowFace(n) | Action::ShowOtherFace(n) => {
                let submission = &self.submissions[recent(n, count)];
                let person = &self.people[submission.person];
                let face = if matches!(action, Action::ShowFace(_)) {
                    &person.face
                } else {
                    &person.other_face
                };
                let answer = submission.applicant.show_face(face).await.unwrap();
                assert!(!answer.status.is_server_error(), "{}", answer.body);
            }
            // Who decides takes the submission first, which is refused unless it is pending.
            Action::Approve(n) => {
                let id = &self.submissions[recent(n, count)].applicant.submission;
                answered_or_refused(self.customer.administrator.approve(id).await);
            }
            Action::Reject(n) => {
                let id = &self.submissions[recent(n, count)].applicant.submission;
                let administrator = &self.customer.administrator;
                let rejected = administrator.reject(id, "id_image_badImage", "unreadable").await;
                answered_or_refused(rejected.map(|(status, _)| status));
            }
        }
    }

    async fn begin(&mut self, person: usize) {
        let email = format!("attempt{}@person{person}.example", self.submissions.len());
        let beginning = Beginning {
            email: &email,
            userid: "",
            cf1: "",
            forwarded_for: "203.0.113.9",
        };
        let project = self.customer.administrator.project();
        let applicant = Applicant::begin(&self.customer.server, project, beginning)
            .await
            .unwrap();
        self.submissions.push(Submission {
            person,
            email,
            applicant,
            read: json!({}),
            status: "incomplete".to_owned(),
        });
    }

    /// Statuses change along the arrows of the design only, and nobody is approved twice.
    async fn only_legal_changes_were_made(&mut self, action: Action) {
        let mut approved = BTreeSet::new();
        for submission in &mut self.submissions {
            let item = self
                .customer
                .submission(&submission.applicant.submission)
                .await
                .unwrap();
            let now = item["kyc"]["status"].as_str().unwrap();
            let legal: &[&str] = match submission.status.as_str() {
                "incomplete" => &["incomplete", "pending", "approved", "rejected"],
                "pending" => &["pending", "approved", "rejected"],
                "approved" => &["approved"],
                "rejected" => &["rejected"],
                other => panic!("{other} is no status"),
            };
            assert!(legal.contains(&now), "{action:?} made {} {now}", submission.status);
            submission.status = now.to_owned();
            assert!(
                now != "approved" || approved.insert(submission.person),
                "{action:?} approved one person twice"
            );
        }
    }

    /// One webhook for each decision and none without, two retries at most, each mail once.
    fn everything_was_told_once(&self) {
        self.customer.triggers().unwrap();
        let mut told: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for webhook in self.customer.receiver.received() {
            let body = webhook.json().unwrap();
            let id = body["submission_id"].as_str().unwrap().to_owned();
            assert!(!trigger_of(&webhook).is_empty());
            told.entry(id).or_default().push(body);
        }
        let mut decided = 0;
        for submission in &self.submissions {
            let told = &told[&submission.applicant.submission];
            let triggers: Vec<_> = told
                .iter()
                .map(|body| body["webhook_trigger"].as_str().unwrap())
                .collect();
            let count = |trigger: &str| triggers.iter().filter(|told| **told == trigger).count();
            assert_eq!((triggers[0], count("created")), ("created", 1), "{triggers:?}");
            assert!(count("retry") < 3 && count("submit") < 2, "{triggers:?}");
            let attempts: Vec<_> = told.iter().filter_map(|body| body["attempts"].as_u64()).collect();
            assert!(
                attempts.is_sorted() && attempts.iter().all(|attempts| *attempts <= 3),
                "{attempts:?}"
            );
            let decisions = count("approved") + count("rejected");
            let is_decided = ["approved", "rejected"].contains(&submission.status.as_str());
            assert_eq!(decisions, usize::from(is_decided), "{} {triggers:?}", submission.status);
            if is_decided {
                decided += 1;
                assert_eq!(triggers.last(), Some(&submission.status.as_str()), "{triggers:?}");
            }
            let mut subjects = BTreeSet::new();
            for mail in self.customer.mails.messages() {
                if mail.recipients == [submission.email.as_str()] {
                    assert!(subjects.insert(mail.subject.clone()), "{} came twice", mail.subject);
                }
            }
            assert!(
                decisions == 0 || !subjects.is_empty(),
                "{} got no mail",
                submission.email
            );
        }
        assert!(decided > 3, "the sequence decided {decided} only");
    }
}
