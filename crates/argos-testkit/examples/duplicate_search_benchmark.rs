//! What it costs to approve somebody while many are approved: the faces read from the database for each search, and kept
//! in memory; and how long a server needs until they are in memory, from rows and from packed faces.
//!
//! ```text
//! cargo run -p argos-testkit --example duplicate_search_benchmark [-- FACES [SEARCHES [postgres]]]
//! ```
//!
//! The faces are random vectors. One approval is everything that an administrator's click does but for the web: the search,
//! the checks, the event log, the webhook job. SQLite on this machine's disk, or PostgreSQL as in tests; the two ways take
//! turns. Without searches only the loading is measured.
#![allow(clippy::print_stdout, reason = "a command-line program")]

use anyhow::Context;
use argos_app::correct_submission::{Correction, Editor, correct_submission};
use argos_app::jobs::pack_faces;
use argos_app::{App, AppParts, Staff};
use argos_crypto::{SecretToken, SecureRandom, SystemRandom};
use argos_domain::clock::Timestamp;
use argos_domain::code::RejectCode;
use argos_domain::id::{ApplicantId, ProjectId, SubmissionId};
use argos_domain::personal::EmailAddress;
use argos_domain::policy::Policy;
use argos_domain::submission::{
    Applicant, Approved, ChosenDocument, Decision, NewSubmission, Rejected, Reviewer, Submission, SubmissionState,
};
use argos_notify::{Mailer, WebhookLimits, WebhookSender};
use argos_store::{FaceKind, IdentityRecord, Tx};
use argos_testkit::database::Database;
use argos_testkit::hand_set_clock::HandSetClock;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::server::ADMINISTRATOR;
use argos_vision::face::Embedding;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

/// Submissions that are written in one transaction.
const BATCH: usize = 1000;
/// Bytes of memory for faces: more than a million need.
const MEMORY: usize = 1 << 30;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: usize| arguments.next().map_or(Ok(default), |text| text.parse());
    let (faces, searches) = (number(10_000)?, number(11)?);
    let database = match arguments.next().as_deref() {
        Some("postgres") => Database::Postgres,
        _ => Database::Sqlite,
    };
    let server = InProcessServer::start(database, Settings::default()).await?;
    let with_memory = |face_memory| another_server(server.app(), face_memory);
    let many = Many::prepare(server.app(), server.now()).await?;
    let mut left = faces;
    while left > 0 {
        let mut tx = server.app().store().write().await?;
        for _ in 0..left.min(BATCH) {
            many.add(&mut tx, many.approved()).await?;
        }
        tx.commit().await?;
        left -= left.min(BATCH);
    }

    println!("{faces} approved faces, milliseconds:");
    println!(
        "| first approval, faces loaded from their rows | {:.0} |",
        many.approve(&with_memory(MEMORY)?).await?
    );
    let start = Instant::now();
    let packed = pack_faces(server.app()).await?;
    println!(
        "| packing them into {packed} values | {:.0} |",
        start.elapsed().as_secs_f64() * 1e3
    );
    let remembering = with_memory(MEMORY)?;
    println!(
        "| first approval, faces loaded packed | {:.0} |",
        many.approve(&remembering).await?
    );
    let reading = with_memory(0)?;
    let (mut read, mut remembered) = (Vec::new(), Vec::new());
    for _ in 0..searches {
        read.push(many.approve(&reading).await?);
        remembered.push(many.approve(&remembering).await?);
    }
    if searches > 0 {
        let (read, remembered) = (median(read), median(remembered));
        println!("| one approval, faces read from the database (median of {searches}) | {read:.1} |");
        println!("| one approval, faces kept in memory (median of {searches}) | {remembered:.1} |");
        println!("| ratio | {:.0} |", read / remembered);
    }
    Ok(())
}

/// Another server with the same database.
fn another_server(first: &App, face_memory: usize) -> anyhow::Result<App> {
    Ok(App::new(AppParts {
        store: first.store().clone(),
        vision: first.vision().clone(),
        clock: Arc::new(HandSetClock::default()),
        random: Arc::new(SystemRandom),
        mailer: Mailer::none(),
        webhooks: WebhookSender::new(WebhookLimits::default())?,
        public_url: first.public_url().to_owned(),
        helpdesk_email: None,
        face_memory,
    }))
}

/// A project with many approved people.
struct Many {
    project: ProjectId,
    policy_version: u32,
    staff: Staff,
    model: String,
    now: Timestamp,
}

impl Many {
    async fn prepare(app: &App, now: Timestamp) -> anyhow::Result<Self> {
        let mut tx = app.store().write().await?;
        let project = tx.list_projects().await?.first().context("no project")?.id.clone();
        let policy = Policy {
            reject_duplicated_face: true,
            ..Policy::default()
        };
        let policy_version = tx.insert_policy(&project, &policy, now).await?;
        let owner = tx
            .find_administrator_by_email(&EmailAddress::parse(ADMINISTRATOR)?)
            .await?;
        tx.commit().await?;
        Ok(Self {
            project,
            policy_version,
            staff: Staff {
                id: owner.context("no owner")?.id,
                address: None,
            },
            model: app.vision().face_models().both,
            now,
        })
    }

    fn approved(&self) -> SubmissionState {
        SubmissionState::Approved(Approved {
            at: self.now,
            by: Reviewer::System,
            argos_score: 90.0,
            pending_at: None,
            failed_attempts: 0,
        })
    }

    /// Adds somebody with a face of their own.
    async fn add(&self, tx: &mut Tx, state: SubmissionState) -> anyhow::Result<SubmissionId> {
        let id = SubmissionId::from_random(random()?);
        let new = NewSubmission {
            id: id.clone(),
            project_id: self.project.clone(),
            policy_version: self.policy_version,
            applicant: Applicant::default(),
            chosen: ChosenDocument::default(),
        };
        let mut submission = Submission::start(new, self.now);
        submission.state = state;
        let token = SecretToken::generate(&SystemRandom, "lf_")?;
        tx.insert_submission(&submission, &token.hash()).await?;
        let face = face()?.to_bytes();
        tx.save_face_template(&self.project, &id, FaceKind::Selfie, &face, &self.model)
            .await?;
        if matches!(submission.state, SubmissionState::Approved(_)) {
            let approval = Some(tx.take_approval_turn(&self.project).await?);
            let record = IdentityRecord {
                applicant: &ApplicantId::from_random(random()?),
                duplicated_information: None,
                keys: &BTreeSet::new(),
                approval,
            };
            tx.record_identity(&self.project, &id, record).await?;
        }
        Ok(id)
    }

    /// Milliseconds in which somebody new is approved.
    async fn approve(&self, app: &App) -> anyhow::Result<f64> {
        let rejected = SubmissionState::Rejected(Rejected {
            at: self.now,
            by: Reviewer::System,
            code: RejectCode::IdImageBadImage,
            comment: None,
            argos_score: Some(50.0),
            pending_at: None,
            failed_attempts: 0,
        });
        let mut tx = app.store().write().await?;
        let id = self.add(&mut tx, rejected).await?;
        tx.commit().await?;
        let correction = Correction {
            decision: Some(Decision::Approve),
            ..Correction::default()
        };
        let start = Instant::now();
        let corrected = correct_submission(app, Editor::Staff(&self.staff), &self.project, &id, correction).await?;
        let milliseconds = start.elapsed().as_secs_f64() * 1e3;
        anyhow::ensure!(
            matches!(corrected.state, SubmissionState::Approved(_)),
            "the submission was not approved"
        );
        Ok(milliseconds)
    }
}

fn random<const LENGTH: usize>() -> anyhow::Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    SystemRandom.fill(&mut bytes)?;
    Ok(bytes)
}

fn face() -> anyhow::Result<Embedding> {
    let bytes = random::<{ (128 + 192) * 2 }>()?;
    let numbers: Vec<f32> = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|chunk| f32::from(i16::from_le_bytes(*chunk)))
        .collect();
    let (first, second) = numbers.split_at(128);
    Embedding::normalised(first, second).context("a face without direction")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
