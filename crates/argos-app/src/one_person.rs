//! One person, one account: who was approved before, by identity and by face.
//!
//! The rules hold at the moment of approval, however it comes about. Before it, [`DuplicateSearch`] tells the use case
//! what stands against it; with it, [`enter_person`] writes down who was approved and refuses what a use case let slip.
//! Both take the project's approval turn first, so two submissions of one person cannot both be approved at once.

use crate::app::App;
use crate::duplicate_face::FaceSearch;
use crate::error::AppError;
use crate::submission_policy::policy_of;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::code::RejectCode;
use argos_domain::id::{ApplicantId, ProjectId, SubmissionId};
use argos_domain::identity::{IdentityKey, IdentityKind, identity_keys, person_key};
use argos_domain::policy::{Policy, SameBy};
use argos_domain::submission::{Submission, SubmissionState};
use argos_store::{FaceKind, IdentityRecord, SameIdentity, Tx};
use argos_vision::face::Embedding;
use std::collections::BTreeSet;

/// What stands against approving a submission.
pub(crate) struct Findings {
    /// A check for each rule that is on; those that found somebody reject.
    pub(crate) checks: Vec<CheckResult>,
    /// The person who was approved before.
    pub(crate) applicant: Option<ApplicantId>,
}

/// A search for the same person among those who were approved.
///
/// Looking at all faces takes time: [`begin`](Self::begin) does it before the deciding transaction and keeps those that
/// may be the same; [`finish`](Self::finish) judges these as they are then, and whoever was approved meanwhile.
pub(crate) struct DuplicateSearch {
    face: Option<FaceSearch>,
}

impl DuplicateSearch {
    /// Looks for the face, if the policy wants that, among those approved so far.
    pub(crate) async fn begin(
        app: &App,
        submission: &Submission,
        policy: &Policy,
        face: Option<Embedding>,
    ) -> Result<Self, AppError> {
        let face = match face.filter(|_| policy.reject_duplicated_face) {
            Some(face) => Some(FaceSearch::begin(app, &submission.project_id, policy, face).await?),
            None => None,
        };
        Ok(Self { face })
    }

    /// The same for a submission as it is stored. A face that was measured by models that are no longer in use counts
    /// as missing.
    pub(crate) async fn of_stored(app: &App, project: &ProjectId, id: &SubmissionId) -> Result<Self, AppError> {
        let (submission, policy, face) = {
            let mut tx = app.store().read().await?;
            let stored = tx
                .find_submission(project, id)
                .await?
                .ok_or(AppError::NotFound("the submission"))?;
            let policy = policy_of(&mut tx, &stored.submission).await?;
            let face = tx.face_template(project, id, FaceKind::Selfie).await?;
            (stored.submission, policy, face)
        };
        let models = app.vision().face_models();
        let embedding = face
            .filter(|face| models.compares_with(&face.model))
            .and_then(|face| Embedding::from_bytes(&face.embedding));
        Self::begin(app, &submission, &policy, embedding).await
    }

    /// Refuses a human's approval, naming `field`, when the person is approved already.
    ///
    /// # Errors
    /// [`AppError::Invalid`] says by which submission.
    pub(crate) async fn refuse(
        self,
        tx: &mut Tx,
        submission: &Submission,
        field: &'static str,
    ) -> Result<(), AppError> {
        let policy = policy_of(tx, submission).await?;
        let findings = self.finish(tx, submission, &policy).await?;
        let rejects = |check: &&CheckResult| matches!(check.outcome, CheckOutcome::Reject(_));
        match findings.checks.iter().find(rejects) {
            None => Ok(()),
            Some(check) => Err(AppError::Invalid {
                field,
                message: already_approved(&check.message),
            }),
        }
    }

    /// Takes the approval turn and says what stands against approval now; it stays true until the transaction ends.
    pub(crate) async fn finish(
        mut self,
        tx: &mut Tx,
        submission: &Submission,
        policy: &Policy,
    ) -> Result<Findings, AppError> {
        let mut findings = Findings {
            checks: Vec::new(),
            applicant: None,
        };
        // Also without a rule, so that everybody takes the turn before the submission's row and nobody waits in a circle.
        tx.take_approval_turn(&submission.project_id).await?;
        if policy.reject_duplicate_user {
            let mut keys = keys_of(submission);
            keys.retain(|key| counts(&policy.duplicate_user_by, key.kind));
            let same = tx.approved_with(&submission.project_id, &submission.id, &keys).await?;
            findings.applicant = same.iter().find_map(|same| same.applicant.clone());
            findings
                .checks
                .push(identity_check(&policy.duplicate_user_by, &keys, &same));
        }
        if policy.reject_duplicated_face {
            findings.checks.push(match &mut self.face {
                None => CheckResult::plain(
                    CheckName::DuplicateFace,
                    CheckOutcome::Pending,
                    "there is no face to search for",
                ),
                Some(search) => {
                    search.judge_all(tx, submission).await?;
                    let check = search.check(policy.twins_allowed);
                    let is_same = matches!(check.outcome, CheckOutcome::Reject(_));
                    findings.applicant = findings.applicant.or(search.person().filter(|_| is_same));
                    check
                }
            });
        }
        Ok(findings)
    }
}

/// Whether identities of this kind make two people the same.
fn counts(ways: &BTreeSet<SameBy>, kind: IdentityKind) -> bool {
    ways.iter().any(|way| way.kind() == kind)
}

fn identity_check(ways: &BTreeSet<SameBy>, keys: &BTreeSet<IdentityKey>, same: &[SameIdentity]) -> CheckResult {
    let has = |kind| same.iter().any(|same| same.kind == kind);
    let (code, what) = match (has(IdentityKind::Person), has(IdentityKind::Document)) {
        (true, true) => (
            RejectCode::DuplicatedUserPiiExact,
            "the same name, birth date, nationality and document",
        ),
        (true, false) => (RejectCode::DuplicateUser, "the same name, birth date and nationality"),
        (false, true) => (RejectCode::DuplicateUser, "the same document"),
        (false, false) if !keys.iter().any(|key| key.kind == leading(ways).kind()) => {
            let missing = match leading(ways) {
                SameBy::Person => "name, birth date or nationality is missing, so approved people cannot be searched",
                SameBy::Document => {
                    "number or country of the document is missing, so approved documents cannot be searched"
                }
            };
            return CheckResult {
                standing: Standing::AT_THRESHOLD,
                ..CheckResult::plain(CheckName::DuplicateUser, CheckOutcome::Pending, missing)
            };
        }
        (false, false) => {
            let message = "nobody was approved with this identity";
            return CheckResult::plain(CheckName::DuplicateUser, CheckOutcome::Pass, message);
        }
    };
    let submission = same.first().map(|same| same.submission.to_string()).unwrap_or_default();
    let message = format!("submission {submission} was approved with {what}");
    CheckResult::plain(CheckName::DuplicateUser, CheckOutcome::Reject(code), message)
}

/// What must be known so that the search says anything: the person where the person counts.
fn leading(ways: &BTreeSet<SameBy>) -> SameBy {
    if ways.contains(&SameBy::Person) {
        SameBy::Person
    } else {
        SameBy::Document
    }
}

/// Records whose submission this is, for one that was just decided or edited: the person's id, and what the person is
/// recognised by. `is_approval` says that it was approved at this moment.
///
/// # Errors
/// [`AppError::Conflict`] when the policy allows one approval for each person and there is another.
pub(crate) async fn enter_person(
    app: &App,
    tx: &mut Tx,
    submission: &mut Submission,
    is_approval: bool,
) -> Result<(), AppError> {
    let policy = policy_of(tx, submission).await?;
    let keys = keys_of(submission);
    let is_approved = matches!(submission.state, SubmissionState::Approved(_));
    // An edit can make an approved person the same as another one, too.
    let turn = match is_approved {
        true => Some(tx.take_approval_turn(&submission.project_id).await?),
        false => None,
    };
    let approval = turn.filter(|_| is_approval);
    if keys.is_empty() && submission.applicant_id.is_some() {
        // The data are no longer readable here; what was recorded when they were stays. The face counts all the same.
        if let Some(turn) = approval {
            tx.number_approval(&submission.project_id, &submission.id, turn).await?;
        }
        return Ok(());
    }
    let same = tx.approved_with(&submission.project_id, &submission.id, &keys).await?;
    let rejects = is_approved && policy.reject_duplicate_user;
    let other = same.iter().find(|same| counts(&policy.duplicate_user_by, same.kind));
    if let Some(other) = other.filter(|_| rejects) {
        let found = format!("submission {} was approved with the same identity", other.submission);
        return Err(AppError::Conflict(already_approved(&found)));
    }
    let earlier = same.into_iter().find_map(|same| same.applicant);
    let applicant = match submission.applicant_id.take().or(earlier) {
        Some(applicant) => applicant,
        None => ApplicantId::from_random(app.random_bytes()?),
    };
    submission.duplicated_information = match submission.final_data().and_then(person_key) {
        Some(key) => Some(tx.duplicated_information(&submission.project_id, &key).await?),
        None => None,
    };
    let record = IdentityRecord {
        applicant: &applicant,
        duplicated_information: submission.duplicated_information.as_deref(),
        keys: &keys,
        approval,
    };
    tx.record_identity(&submission.project_id, &submission.id, record)
        .await?;
    submission.applicant_id = Some(applicant);
    Ok(())
}

/// What whoever wants to approve is told; `found` is the message of the check that stands against it.
fn already_approved(found: &str) -> String {
    format!("this person is approved already: {found}. Reject this one as a duplicate")
}

fn keys_of(submission: &Submission) -> BTreeSet<IdentityKey> {
    let data = submission.read.iter().chain(&submission.confirmed);
    identity_keys(data.chain(&submission.corrected))
}
