//! M8: the faces of approved people are searched in memory. Whatever is decided, erased, packed and restarted, on whichever of
//! several servers with one database, a face is approved once, and one that was erased is not found any more.

use argos_app::correct_submission::{Correction, Editor, correct_submission};
use argos_app::erase_submission::{Eraser, Part, PartialErasure, erase_parts, erase_submission};
use argos_app::jobs::pack_faces;
use argos_app::review_queue::claim_submission;
use argos_app::{App, AppError, AppParts, Staff};
use argos_crypto::{SecretToken, SecureRandom, SystemRandom};
use argos_domain::clock::Timestamp;
use argos_domain::code::RejectCode;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::personal::EmailAddress;
use argos_domain::submission::{
    Applicant, ChosenDocument, Decision, NewSubmission, Pending, Submission, SubmissionState,
};
use argos_notify::{Mailer, WebhookLimits, WebhookSender};
use argos_store::{FaceKind, PACKED_APPROVALS};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::hand_set_clock::HandSetClock;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use argos_vision::face::Embedding;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

on_both_databases! {
    in_any_order_and_on_any_server_a_face_is_approved_once_and_an_erased_one_is_forgotten
    servers_that_approve_one_face_at_the_same_moment_approve_once
}

/// Whose face each submission shows: some come again.
const FACES: [usize; 5] = [0, 0, 1, 1, 0];
const SEQUENCES: u32 = 16;

/// What somebody does, by one of the servers.
#[derive(Debug, Clone, Copy)]
enum Action {
    Approve,
    Reject,
    EraseSelfie,
    Erase,
    /// Packs the faces; has nothing to do with the submission.
    Pack,
    /// The server forgets what it has in memory; has nothing to do with the submission.
    Restart,
}

#[derive(Debug, Clone, Copy)]
struct Step {
    server: usize,
    submission: usize,
    action: Action,
}

fn step() -> impl Strategy<Value = Step> {
    let action = prop_oneof![
        5 => Just(Action::Approve),
        2 => Just(Action::Reject),
        1 => Just(Action::EraseSelfie),
        1 => Just(Action::Erase),
        2 => Just(Action::Pack),
        2 => Just(Action::Restart),
    ];
    (0..3usize, 0..FACES.len(), action).prop_map(|(server, submission, action)| Step {
        server,
        submission,
        action,
    })
}

/// What is so of a submission, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Pending,
    Approved,
    Rejected,
    Erased,
}

/// Bytes of memory for faces that each server has.
const MEMORY: [usize; 3] = [1 << 26, 1 << 20, 0];

/// Three servers with one database.
struct Servers {
    customer: Customer<InProcessServer>,
    apps: [App; 3],
    staff: Staff,
    project: ProjectId,
}

fn random<const LENGTH: usize>() -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    SystemRandom.fill(&mut bytes).unwrap();
    bytes
}

/// A face of nobody; two of them are as unlike as those of two people.
fn face() -> Embedding {
    let vector = |count: usize| -> Vec<f32> {
        let numbers = (0..count).map(|_| f32::from(i16::from_le_bytes(random::<2>())));
        numbers.collect()
    };
    Embedding::normalised(&vector(128), &vector(192)).unwrap()
}

/// Another server with the same database.
fn another(first: &App, face_memory: usize) -> App {
    App::new(AppParts {
        store: first.store().clone(),
        vision: first.vision().clone(),
        clock: Arc::new(HandSetClock::default()),
        random: Arc::new(SystemRandom),
        mailer: Mailer::none(),
        webhooks: WebhookSender::new(WebhookLimits::default()).unwrap(),
        public_url: first.public_url().to_owned(),
        helpdesk_email: None,
        face_memory,
    })
}

impl Servers {
    async fn start(database: Database) -> Self {
        let customer = Customer::in_process(database).await.unwrap();
        let rules = [("reject_duplicated_face", "on")];
        customer.administrator.change_policy(&rules).await.unwrap();
        let first = customer.server.app().clone();
        let project: ProjectId = customer.administrator.project().parse().unwrap();
        let email = EmailAddress::parse(ADMINISTRATOR).unwrap();
        let mut tx = first.store().read().await.unwrap();
        let owner = tx.find_administrator_by_email(&email).await.unwrap().unwrap();
        drop(tx);
        let apps = [first.clone(), another(&first, MEMORY[1]), another(&first, MEMORY[2])];
        let staff = Staff {
            id: owner.id,
            address: None,
        };
        Self {
            customer,
            apps,
            staff,
            project,
        }
    }

    fn now(&self) -> Timestamp {
        self.customer.server.now()
    }

    /// A submission that waits for its decision, with this selfie.
    async fn submission(&self, face: &Embedding) -> SubmissionId {
        let mut tx = self.apps[0].store().write().await.unwrap();
        let (policy_version, _) = tx.current_policy(&self.project).await.unwrap();
        let id = SubmissionId::from_random(random());
        let new = NewSubmission {
            id: id.clone(),
            project_id: self.project.clone(),
            policy_version,
            applicant: Applicant::default(),
            chosen: ChosenDocument::default(),
        };
        let mut submission = Submission::start(new, self.now());
        submission.state = SubmissionState::Pending(Pending {
            since: self.now(),
            argos_score: 50.0,
            failed_attempts: 0,
        });
        let token = SecretToken::generate(&SystemRandom, "lf_").unwrap();
        tx.insert_submission(&submission, &token.hash()).await.unwrap();
        let model = self.apps[0].vision().face_models().both;
        tx.save_face_template(&self.project, &id, FaceKind::Selfie, &face.to_bytes(), &model)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        claim_submission(&self.apps[0], &self.staff, &self.project, &id)
            .await
            .unwrap();
        id
    }

    /// Whether it was done; what is refused must be refused with a reason.
    async fn take(&self, app: &App, id: &SubmissionId, action: Action) -> bool {
        let (staff, project) = (&self.staff, &self.project);
        let decide = async |decision| {
            let correction = Correction {
                decision: Some(decision),
                ..Correction::default()
            };
            let corrected = correct_submission(app, Editor::Staff(staff), project, id, correction).await;
            corrected.map(drop)
        };
        let done = match action {
            Action::Approve => decide(Decision::Approve).await,
            Action::Reject => {
                let reject = Decision::Reject {
                    code: RejectCode::IdImageBadImage,
                    comment: None,
                };
                decide(reject).await
            }
            Action::EraseSelfie => {
                let selfie = PartialErasure {
                    parts: [Part::SelfieImage].into(),
                    data_fields: [].into(),
                };
                erase_parts(app, &Eraser::Staff(staff), project, id, &selfie).await
            }
            Action::Erase => erase_submission(app, &Eraser::Staff(staff), project, id).await,
            Action::Pack | Action::Restart => Ok(()),
        };
        match done {
            Ok(()) => true,
            Err(AppError::Conflict(_) | AppError::Invalid { .. } | AppError::NotFound(_)) => false,
            Err(error) => panic!("{action:?}: {error:?}"),
        }
    }

    /// Lets the numbers of approval come near to where the next faces can be packed.
    async fn come_near_the_next_pack(&self) {
        let mut tx = self.apps[0].store().write().await.unwrap();
        while tx.take_approval_turn(&self.project).await.unwrap() % PACKED_APPROVALS != PACKED_APPROVALS - 8 {}
        tx.commit().await.unwrap();
    }

    /// Takes the steps one after the other and holds each against what comparing every approved face would say; answers how
    /// many approvals were refused because of the face, and how often faces were packed.
    async fn run(&self, steps: &[Step]) -> (usize, usize) {
        self.come_near_the_next_pack().await;
        let mut apps = self.apps.clone();
        let mut packed = 0;
        let faces = [face(), face()];
        let mut ids = Vec::new();
        for which in FACES {
            ids.push(self.submission(&faces[which]).await);
        }
        let mut expected = [Expected::Pending; FACES.len()];
        let mut has_selfie = [true; FACES.len()];
        let mut refused = 0;
        for step in steps {
            match step.action {
                Action::Pack => {
                    packed += pack_faces(&apps[step.server]).await.unwrap();
                    continue;
                }
                Action::Restart => {
                    apps[step.server] = another(&apps[0], MEMORY[step.server]);
                    continue;
                }
                _ => {}
            }
            let which = step.submission;
            let is_taken = (0..FACES.len()).any(|other| {
                other != which
                    && FACES[other] == FACES[which]
                    && expected[other] == Expected::Approved
                    && has_selfie[other]
                    && has_selfie[which]
            });
            if expected[which] == Expected::Erased && matches!(step.action, Action::Approve | Action::Reject) {
                continue;
            }
            let decided = matches!(expected[which], Expected::Approved | Expected::Rejected);
            let is_allowed = match (step.action, expected[which]) {
                (Action::Approve, Expected::Approved) | (Action::Reject | Action::Erase, _) => true,
                (Action::Approve, _) => !is_taken,
                (Action::EraseSelfie, _) => decided || expected[which] == Expected::Erased,
                (Action::Pack | Action::Restart, _) => true,
            };
            let done = self.take(&apps[step.server], &ids[which], step.action).await;
            assert_eq!(
                done, is_allowed,
                "{step:?} of {steps:?}, {expected:?}, selfies {has_selfie:?}"
            );
            if !done {
                refused += usize::from(is_taken);
                continue;
            }
            match step.action {
                Action::Approve => expected[which] = Expected::Approved,
                Action::Reject => expected[which] = Expected::Rejected,
                Action::EraseSelfie => has_selfie[which] = false,
                Action::Erase => expected[which] = Expected::Erased,
                Action::Pack | Action::Restart => {}
            }
        }
        (refused, packed)
    }
}

async fn in_any_order_and_on_any_server_a_face_is_approved_once_and_an_erased_one_is_forgotten(database: Database) {
    let servers = Servers::start(database).await;
    let config = Config {
        cases: SEQUENCES,
        failure_persistence: None,
        max_shrink_iters: 30,
        ..Config::default()
    };
    let (refused, packed) = (Cell::new(0), Cell::new(0));
    let outcome = block_in_place(|| {
        TestRunner::new(config).run(&prop::collection::vec(step(), 8..28), |steps| {
            let of_this = Handle::current().block_on(servers.run(&steps));
            refused.set(refused.get() + of_this.0);
            packed.set(packed.get() + of_this.1);
            Ok(())
        })
    });
    outcome.unwrap();
    assert!(refused.get() > 0, "a face came again in one of the sequences");
    assert!(packed.get() > 0, "faces were packed in one of the sequences");
}

async fn servers_that_approve_one_face_at_the_same_moment_approve_once(database: Database) {
    let servers = Servers::start(database).await;
    for _ in 0..4 {
        let face = face();
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(servers.submission(&face).await);
        }
        let (one, two, three) = tokio::join!(
            servers.take(&servers.apps[0], &ids[0], Action::Approve),
            servers.take(&servers.apps[1], &ids[1], Action::Approve),
            servers.take(&servers.apps[2], &ids[2], Action::Approve),
        );
        assert_eq!([one, two, three].into_iter().filter(|done| *done).count(), 1);
    }
}
