//! M5, M8, M12: whatever people decide, in whatever order and at the same moment, one person is approved once, each
//! submission is decided once, and each decision is told once.

use argos_app::correct_submission::{Correction, Editor, correct_submission};
use argos_app::erase_submission::{Eraser, erase_submission};
use argos_app::review_queue::claim_submission;
use argos_app::review_submission::decide_submission;
use argos_app::{AppError, Staff};
use argos_crypto::{SecretToken, SystemRandom};
use argos_domain::code::RejectCode;
use argos_domain::country::Country;
use argos_domain::document::DocumentData;
use argos_domain::document_field::DocumentField;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::identity::identity_keys;
use argos_domain::personal::{BirthDate, EmailAddress, PersonalText};
use argos_domain::submission::{
    Applicant, ChosenDocument, Decision, NewSubmission, Pending, Submission, SubmissionState,
};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::server::ADMINISTRATOR;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use std::collections::BTreeSet;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

on_both_databases!(in_any_order_one_person_is_approved_once_and_each_decision_is_told_once);

/// Whose each submission is: some come again.
const PEOPLE: [&str; 3] = ["Anna", "Bertil", "Carl"];
const SUBMISSIONS: [usize; 5] = [0, 0, 1, 1, 2];
const SEQUENCES: u32 = 16;

/// What somebody does to a submission.
#[derive(Debug, Clone, Copy)]
enum Step {
    Approve(usize),
    Reject(usize),
    GiveStatus(usize, bool),
    /// It gets another person's name.
    Rename(usize, usize),
    Erase(usize),
}

impl Step {
    const fn submission(self) -> usize {
        match self {
            Self::Approve(which)
            | Self::Reject(which)
            | Self::GiveStatus(which, _)
            | Self::Rename(which, _)
            | Self::Erase(which) => which,
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    let which = || 0..SUBMISSIONS.len();
    prop_oneof![
        5 => which().prop_map(Step::Approve),
        2 => which().prop_map(Step::Reject),
        3 => (which(), any::<bool>()).prop_map(|(which, approve)| Step::GiveStatus(which, approve)),
        3 => (which(), 0..PEOPLE.len()).prop_map(|(which, person)| Step::Rename(which, person)),
        1 => which().prop_map(Step::Erase),
    ]
}

/// Submissions of one sequence, all pending at first.
struct Sequence<'a> {
    customer: &'a Customer<InProcessServer>,
    staff: Staff,
    project: ProjectId,
    ids: Vec<SubmissionId>,
}

fn rejection() -> Decision {
    Decision::Reject {
        code: RejectCode::IdImageBadImage,
        comment: None,
    }
}

fn random<const LENGTH: usize>() -> [u8; LENGTH] {
    use argos_crypto::SecureRandom;
    let mut bytes = [0; LENGTH];
    SystemRandom.fill(&mut bytes).unwrap();
    bytes
}

impl<'a> Sequence<'a> {
    /// People of different sequences are born on different days.
    async fn begin(customer: &'a Customer<InProcessServer>, day: i64) -> Self {
        let project: ProjectId = customer.administrator.project().parse().unwrap();
        let mut tx = customer.server.app().store().write().await.unwrap();
        let email = EmailAddress::parse(ADMINISTRATOR).unwrap();
        let owner = tx.find_administrator_by_email(&email).await.unwrap().unwrap();
        let (policy_version, _) = tx.current_policy(&project).await.unwrap();
        let mut ids = Vec::new();
        for person in SUBMISSIONS {
            let id = SubmissionId::from_random(random());
            let new = NewSubmission {
                id: id.clone(),
                project_id: project.clone(),
                policy_version,
                applicant: Applicant {
                    email: EmailAddress::parse(&format!("{id}@people.example")).ok(),
                    ..Applicant::default()
                },
                chosen: ChosenDocument::default(),
            };
            let mut submission = Submission::start(new, customer.server.now());
            submission.read = Some(DocumentData {
                full_name: Some(PersonalText::new(PEOPLE[person])),
                birth_date: Some(BirthDate(
                    jiff::civil::date(1950, 1, 1)
                        .checked_add(jiff::Span::new().days(day))
                        .unwrap(),
                )),
                nationality: Country::from_alpha3("UTO").ok(),
                ..DocumentData::default()
            });
            submission.state = SubmissionState::Pending(Pending {
                since: customer.server.now(),
                argos_score: 50.0,
                failed_attempts: 0,
            });
            let token = SecretToken::generate(&SystemRandom, "lf_").unwrap();
            tx.insert_submission(&submission, &token.hash()).await.unwrap();
            ids.push(id);
        }
        tx.commit().await.unwrap();
        let staff = Staff {
            id: owner.id,
            address: None,
        };
        for id in &ids {
            claim_submission(customer.server.app(), &staff, &project, id)
                .await
                .unwrap();
        }
        Self {
            customer,
            staff,
            project,
            ids,
        }
    }

    /// Whether it was done; what is refused must be refused with a reason.
    async fn take(&self, step: Step) -> bool {
        let app = self.customer.server.app();
        let (staff, project, id) = (&self.staff, &self.project, &self.ids[step.submission()]);
        let correct = async |correction| {
            let corrected = correct_submission(app, Editor::Staff(staff), project, id, correction).await;
            corrected.map(drop)
        };
        let done = match step {
            Step::Approve(_) => decide_submission(app, staff, project, id, Decision::Approve, None)
                .await
                .map(drop),
            Step::Reject(_) => decide_submission(app, staff, project, id, rejection(), None)
                .await
                .map(drop),
            Step::GiveStatus(_, approve) => {
                let decision = if approve { Decision::Approve } else { rejection() };
                let correction = Correction {
                    decision: Some(decision),
                    ..Correction::default()
                };
                correct(correction).await
            }
            Step::Rename(_, person) => {
                let name = PersonalText::new(PEOPLE[person]);
                let correction = Correction {
                    fields: [(DocumentField::FullName, name)].into(),
                    ..Correction::default()
                };
                correct(correction).await
            }
            Step::Erase(_) => erase_submission(app, &Eraser::Staff(staff), project, id).await,
        };
        match done {
            Ok(()) => true,
            Err(AppError::Conflict(_) | AppError::Invalid { .. } | AppError::NotFound(_)) => false,
            Err(error) => panic!("{step:?}: {error:?}"),
        }
    }

    async fn submissions(&self) -> Vec<Submission> {
        let mut tx = self.customer.server.app().store().read().await.unwrap();
        let mut all = Vec::new();
        for id in &self.ids {
            all.push(tx.find_submission(&self.project, id).await.unwrap().unwrap().submission);
        }
        all
    }

    async fn no_person_is_approved_twice(&self) {
        let mut seen = BTreeSet::new();
        for submission in self.submissions().await {
            if !matches!(submission.state, SubmissionState::Approved(_)) {
                continue;
            }
            let data = [&submission.read, &submission.confirmed, &submission.corrected];
            for key in identity_keys(data.into_iter().flatten()) {
                assert!(seen.insert(key), "one person was approved twice");
            }
        }
    }

    /// How often the customer's server was told of this, and how many mails the person got.
    fn told(&self, which: usize, trigger: &str) -> usize {
        let id = self.ids[which].as_str();
        let received = self.customer.receiver.received();
        let bodies = received.iter().map(|webhook| webhook.json().unwrap());
        let of_this = bodies.filter(|body| body["submission_id"] == id && body["webhook_trigger"] == trigger);
        of_this.count()
    }

    fn mails(&self, which: usize) -> usize {
        let address = format!("{}@people.example", self.ids[which]);
        let mails = self.customer.mails.messages();
        mails
            .iter()
            .filter(|mail| mail.recipients == [address.as_str()])
            .count()
    }
}

/// Walks through the steps, two at a time; answers how many approvals there were.
async fn run(customer: &Customer<InProcessServer>, day: i64, steps: &[(Step, Step)]) -> usize {
    let sequence = Sequence::begin(customer, day).await;
    let mut done = Vec::new();
    for (one, other) in steps {
        let both = tokio::join!(sequence.take(*one), sequence.take(*other));
        done.extend(
            [(*one, both.0), (*other, both.1)]
                .into_iter()
                .filter(|(_, was_done)| *was_done),
        );
        sequence.no_person_is_approved_twice().await;
    }
    customer.server.run_due_jobs().await.unwrap();
    let mut all_approvals = 0;
    for which in 0..SUBMISSIONS.len() {
        let done = || {
            done.iter()
                .map(|(step, _)| *step)
                .filter(|step| step.submission() == which)
        };
        let approvals = done().filter(|step| matches!(step, Step::Approve(_))).count();
        let rejections = done().filter(|step| matches!(step, Step::Reject(_))).count();
        all_approvals += approvals;
        assert!(approvals + rejections <= 1, "it was decided twice: {steps:?}");
        // What is erased before it is told need not be told any more.
        if done().any(|step| matches!(step, Step::Erase(_))) {
            continue;
        }
        let told = (sequence.told(which, "approved"), sequence.told(which, "rejected"));
        assert_eq!(told, (approvals, rejections), "{steps:?}");
        if !done().any(|step| matches!(step, Step::GiveStatus(..))) {
            assert_eq!(sequence.mails(which), approvals + rejections, "{steps:?}");
        }
    }
    all_approvals
}

async fn in_any_order_one_person_is_approved_once_and_each_decision_is_told_once(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    customer
        .administrator
        .change_policy(&[("reject_duplicate_user", "on")])
        .await
        .unwrap();
    let config = Config {
        cases: SEQUENCES,
        failure_persistence: None,
        max_shrink_iters: 30,
        ..Config::default()
    };
    let sequences = prop::collection::vec((step(), step()), 1..10);
    let (day, approvals) = (Cell::new(0), Cell::new(0));
    let outcome = block_in_place(|| {
        TestRunner::new(config).run(&sequences, |steps| {
            day.set(day.get() + 1);
            let approved = Handle::current().block_on(run(&customer, day.get(), &steps));
            approvals.set(approvals.get() + approved);
            Ok(())
        })
    });
    outcome.unwrap();
    assert!(approvals.get() > 0, "somebody was approved in one of the sequences");
}
