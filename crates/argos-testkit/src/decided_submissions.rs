//! Many decided submissions in a store, made up by a seed: for measuring, and for pages that need some to show.
//!
//! Simulated: no picture was judged. Similarities, liveness and certainty of reading are drawn at random, the checks are
//! made from them by the rules of the product, and so is every decision. Pending ones were decided by a human who approves
//! nine of ten; one in fifty of those approved by Argos was rejected by a human later.

use crate::specimen::chance::Chance;
use argos_crypto::{SecretToken, SecureRandom, SeededRandom};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::clock::Timestamp;
use argos_domain::code::RejectCode;
use argos_domain::country::Country;
use argos_domain::decision::{Verdict, decide};
use argos_domain::document::{DocumentData, IdType};
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::judgement;
use argos_domain::personal::{BirthDate, PersonalText};
use argos_domain::policy::Policy;
use argos_domain::recompute::Conclusion;
use argos_domain::submission::{
    Applicant, Approved, ChosenDocument, NewSubmission, Pending, Rejected, Reviewer, Submission, SubmissionState,
};
use argos_store::{AutomaticDecision, Store, Tx};
use std::time::Duration;

/// Submissions that are written in one transaction.
const BATCH: u32 = 1000;

/// How submissions are made up.
#[derive(Debug, Clone, Copy)]
pub struct DecidedSubmissions {
    /// How many.
    pub count: u32,
    /// The same seed gives the same submissions.
    pub seed: u64,
    /// When the first was decided; one follows each minute.
    pub since: Timestamp,
}

impl DecidedSubmissions {
    /// Stores them in a project, decided by its policy in force.
    ///
    /// # Errors
    /// When the store does not take them.
    pub async fn store(self, store: &Store, project: &ProjectId) -> anyhow::Result<()> {
        let (version, policy) = store.read().await?.current_policy(project).await?;
        let random = SeededRandom::new(self.seed);
        let mut written = 0;
        while written < self.count {
            let mut tx = store.write().await?;
            let end = self.count.min(written + BATCH);
            for number in written..end {
                let minutes = Duration::from_secs(60 * u64::from(number));
                let case = Case::draw(&mut Chance::new(self.seed, number.into()), &policy);
                case.save(&mut tx, project, version, &random, self.since.plus(minutes))
                    .await?;
            }
            tx.commit().await?;
            written = end;
        }
        Ok(())
    }
}

fn between(chance: &mut Chance, low: f32, high: f32) -> f64 {
    f64::from(chance.between((low, high)))
}

struct Case {
    checks: Vec<CheckResult>,
    verdict: Verdict,
    human: Option<bool>,
    born: i16,
    country: Option<Country>,
}

impl Case {
    fn draw(chance: &mut Chance, policy: &Policy) -> Self {
        let is_genuine = chance.happens(0.93);
        let similarity = if is_genuine && chance.happens(0.95) {
            between(chance, 86.0, 99.0)
        } else {
            between(chance, 40.0, 90.0)
        };
        let liveness = if is_genuine {
            between(chance, 45.0, 99.0)
        } else {
            between(chance, 5.0, 80.0)
        };
        let plain = |name, outcome| CheckResult::plain(name, outcome, "simulated");
        let mut seldom = |name, probability, outcome| {
            let outcome = if chance.happens(probability) {
                outcome
            } else {
                CheckOutcome::Pass
            };
            plain(name, outcome)
        };
        let mut checks = vec![
            seldom(CheckName::ScreenReplay, 0.02, CheckOutcome::Warn),
            seldom(CheckName::MachineReadableZone, 0.1, CheckOutcome::Warn),
            seldom(CheckName::DocumentType, 0.0, CheckOutcome::Pass),
            seldom(CheckName::IssuingCountry, 0.0, CheckOutcome::Pass),
            seldom(CheckName::DocumentDates, 0.02, CheckOutcome::Pending),
            seldom(
                CheckName::DocumentExpiry,
                0.01,
                CheckOutcome::Reject(RejectCode::ExpiredId),
            ),
        ];
        let is_expired = checks
            .iter()
            .any(|check| matches!(check.outcome, CheckOutcome::Reject(_)));
        let sharpness = Standing::new(between(chance, 0.4, 1.0));
        checks.push(CheckResult {
            standing: sharpness,
            ..plain(CheckName::DocumentImage, CheckOutcome::Pass)
        });
        let certainty = between(chance, 60.0, 100.0);
        checks.push(judgement::text_recognition(certainty, policy).check(CheckName::TextRecognition, "simulated"));
        if !is_expired {
            let agreement = if chance.happens(0.9) {
                1.0
            } else {
                between(chance, 0.3, 1.0)
            };
            let outcome = if agreement >= 0.7 {
                CheckOutcome::Pass
            } else {
                CheckOutcome::Pending
            };
            checks.push(CheckResult::measured(
                CheckName::UserCorrections,
                outcome,
                judgement::tenth(agreement * 100.0),
                70.0,
                Standing::of(agreement, 0.0, 0.7, 1.0),
                "simulated",
            ));
            checks.push(plain(CheckName::SelfieFace, CheckOutcome::Pass));
            checks.push(judgement::face_match(similarity, policy).check(CheckName::FaceMatch, "simulated"));
            checks.push(judgement::passive_liveness(liveness, policy).check(CheckName::PassiveLiveness, "simulated"));
        }
        let verdict = decide(&checks, policy);
        let human = match verdict {
            Verdict::Pending(_) => Some(is_genuine && chance.happens(0.97)),
            Verdict::Approved(_) if !is_genuine || chance.happens(0.005) => Some(false),
            _ => None,
        };
        Self {
            checks,
            verdict,
            human,
            born: 1940 + i16::try_from(chance.below(70)).unwrap_or_default(),
            country: Country::from_alpha3(if chance.happens(0.5) { "KOR" } else { "UTO" }).ok(),
        }
    }

    async fn save(
        &self,
        tx: &mut Tx,
        project: &ProjectId,
        policy_version: u32,
        random: &SeededRandom,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let mut bytes = [0; 20];
        random.fill(&mut bytes)?;
        let mut submission = Submission::start(
            NewSubmission {
                id: SubmissionId::from_random(bytes),
                project_id: project.clone(),
                policy_version,
                applicant: Applicant::default(),
                chosen: ChosenDocument::default(),
            },
            now,
        );
        submission.read = Some(DocumentData {
            id_type: Some(IdType::Passport),
            issuing_country: self.country,
            full_name: Some(PersonalText::new("Specimen Person")),
            birth_date: Some(BirthDate(jiff::civil::date(self.born, 6, 1))),
            ..DocumentData::default()
        });
        tx.insert_submission(&submission, &SecretToken::generate(random, "argos_live_")?.hash())
            .await?;
        let Some(stored) = tx.find_submission(project, &submission.id).await? else {
            anyhow::bail!("a submission that was stored is not found");
        };
        let mut stored = stored;
        let automatic = self.decided(now, None);
        let Some(conclusion) = Conclusion::recorded(&automatic) else {
            anyhow::bail!("a decision that is none");
        };
        stored.submission.state = self.decided(now, self.human);
        tx.save_submission(&stored).await?;
        tx.save_score(project, &submission.id, self.verdict.score()).await?;
        let decision = AutomaticDecision {
            decided_at: now,
            policy_version,
            conclusion,
            failed_before: if matches!(self.verdict, Verdict::Retry(..)) {
                2
            } else {
                0
            },
            checks: self.checks.clone(),
        };
        tx.record_automatic_decision(project, &submission.id, &decision).await?;
        Ok(())
    }

    /// The state to which the verdict leads, the third attempt if it failed; then a human's decision, if there is one.
    fn decided(&self, at: Timestamp, human: Option<bool>) -> SubmissionState {
        let argos_score = self.verdict.score().value;
        let pending_at = matches!(self.verdict, Verdict::Pending(_)).then_some(at);
        let approved = |by| {
            SubmissionState::Approved(Approved {
                at,
                by,
                argos_score,
                pending_at,
                failed_attempts: 0,
            })
        };
        let rejected = |by, code, failed_attempts| {
            SubmissionState::Rejected(Rejected {
                at,
                by,
                code,
                comment: None,
                argos_score: Some(argos_score),
                pending_at,
                failed_attempts,
            })
        };
        match (human, &self.verdict) {
            (Some(true), _) => approved(Reviewer::Client),
            (Some(false), _) => rejected(Reviewer::Client, RejectCode::Other, 0),
            (None, Verdict::Approved(_)) => approved(Reviewer::System),
            (None, Verdict::Pending(_)) => SubmissionState::Pending(Pending {
                since: at,
                argos_score,
                failed_attempts: 0,
            }),
            (None, Verdict::Retry(..)) => rejected(Reviewer::System, RejectCode::TooManyRetry, 3),
            (None, Verdict::Rejected(code, _)) => rejected(Reviewer::System, *code, 0),
        }
    }
}
