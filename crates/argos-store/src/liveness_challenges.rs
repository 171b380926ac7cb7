//! Challenges of active liveness: at most one for a submission, the last that was begun.
//!
//! Every step is a comparison and a change in one statement, so that of two requests at the same moment, on whatever
//! node, one goes on and the other gets [`StoreError::Conflict`]. What was seen of the person is sealed, and goes with the
//! decision or with [`Tx::forget_challenges`].

use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::{TokenHash, Zeroizing};
use argos_domain::clock::Timestamp;
use argos_domain::id::{ChallengeId, ProjectId, SubmissionId};
use std::fmt;

const TABLE: &str = "liveness_challenge";

/// How a challenge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChallengeStanding {
    /// It waits for frames.
    Running,
    /// A batch of frames is being judged.
    Judging,
    /// The movements were made; the selfie comes next.
    Passed,
    /// The person cannot make movements; the selfie comes next.
    Waived,
    /// It failed, or its selfie was judged.
    Over,
}

impl ChallengeStanding {
    /// The word as stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Judging => "judging",
            Self::Passed => "passed",
            Self::Waived => "waived",
            Self::Over => "over",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Running, Self::Judging, Self::Passed, Self::Waived, Self::Over]
            .into_iter()
            .find(|standing| standing.name() == name)
    }
}

/// A challenge as it is kept.
#[derive(Clone)]
pub struct LivenessChallenge {
    /// Its id.
    pub id: ChallengeId,
    /// Attempts of the submission that had failed when it began.
    pub attempt: u8,
    /// Which challenge of that attempt it is, from 1.
    pub number: u8,
    /// How it stands.
    pub standing: ChallengeStanding,
    /// Batches of frames that were taken.
    pub batch: u32,
    /// Hash of what the next request must bring.
    pub nonce: TokenHash,
    /// When it began.
    pub started_at: Timestamp,
    /// Until when the next request must come.
    pub expires_at: Timestamp,
    /// What was asked and what was seen, JSON.
    pub state: Zeroizing<String>,
    /// The face that moves, as numbers; biometric data of a person.
    pub reference: Option<Zeroizing<Vec<u8>>>,
}

impl fmt::Debug for LivenessChallenge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LivenessChallenge")
            .field("id", &self.id)
            .field("standing", &self.standing)
            .field("batch", &self.batch)
            .finish_non_exhaustive()
    }
}

// Locks the row, and sees what was committed meanwhile: nothing is kept of somebody who is being erased.
const LOCK_SUBMISSION: &str =
    "UPDATE submission SET revision = revision WHERE project_id = $1 AND id = $2 AND deleted_at IS NULL";
const FIND: &str = "SELECT submission_id, id, attempt, number, standing, batch, nonce_hash, started_at, expires_at, state, \
     reference FROM liveness_challenge WHERE project_id = $1 AND submission_id = $2";
const BEGIN: &str = "INSERT INTO liveness_challenge (project_id, submission_id, id, attempt, number, standing, batch, \
     nonce_hash, started_at, expires_at, state, reference) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
     ON CONFLICT (project_id, submission_id) DO UPDATE SET id = excluded.id, attempt = excluded.attempt, \
     number = excluded.number, standing = excluded.standing, batch = excluded.batch, nonce_hash = excluded.nonce_hash, \
     started_at = excluded.started_at, expires_at = excluded.expires_at, state = excluded.state, \
     reference = excluded.reference WHERE liveness_challenge.id = $13";
const TAKE: &str = "UPDATE liveness_challenge SET standing = 'judging', batch = batch + 1 \
     WHERE project_id = $1 AND submission_id = $2 AND id = $3 AND standing = 'running' AND batch = $4 AND nonce_hash = $5";
const GIVE_BACK: &str = "UPDATE liveness_challenge SET standing = 'running', batch = batch - 1 \
     WHERE project_id = $1 AND submission_id = $2 AND id = $3 AND standing = 'judging' AND batch = $4";
const SAVE: &str = "UPDATE liveness_challenge SET standing = $5, nonce_hash = $6, expires_at = $7, state = $8, \
     reference = $9 WHERE project_id = $1 AND submission_id = $2 AND id = $3 AND standing = 'judging' AND batch = $4";
const USE_UP: &str = "UPDATE liveness_challenge SET standing = 'over', state = $5, reference = NULL \
     WHERE project_id = $1 AND submission_id = $2 AND id = $3 AND standing IN ('passed', 'waived') AND nonce_hash = $4";
const DELETE: &str = "DELETE FROM liveness_challenge WHERE project_id = $1 AND submission_id = $2";
const FORGET: &str = "DELETE FROM liveness_challenge WHERE expires_at < $1";

impl Tx {
    /// The challenge that a submission is at.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when the row cannot be understood.
    pub async fn liveness_challenge(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
    ) -> Result<Option<LivenessChallenge>, StoreError> {
        let Some(row) = self.engine.optional(TABLE, FIND, values![project, submission]).await? else {
            return Ok(None);
        };
        let place = place(project, submission);
        let state = self.open_text(place, "state", &row.bytes("state")?).await?;
        let reference = match row.optional_bytes("reference")? {
            Some(sealed) => Some(self.open(place, "reference", &sealed).await?),
            None => None,
        };
        let nonce = row.text("nonce_hash")?;
        let nonce = TokenHash::from_hex(&nonce).map_err(|_| row.wrong("nonce_hash", "not a hash"))?;
        Ok(Some(LivenessChallenge {
            id: row.id("id")?,
            attempt: row.number("attempt")?,
            number: row.number("number")?,
            standing: row.word("standing", ChallengeStanding::from_name)?,
            batch: row.number("batch")?,
            nonce,
            started_at: row.time("started_at")?,
            expires_at: row.time("expires_at")?,
            state,
            reference,
        }))
    }

    /// Begins a challenge, in place of the one that was found before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another request began one meanwhile, [`StoreError::Erased`].
    pub async fn begin_challenge(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        new: &LivenessChallenge,
        found: Option<&ChallengeId>,
    ) -> Result<(), StoreError> {
        self.lock_unerased(project, submission).await?;
        let (state, reference) = self.seal_challenge(project, submission, new).await?;
        let values = values![
            project,
            submission,
            &new.id,
            new.attempt,
            new.number,
            new.standing.name(),
            new.batch,
            &new.nonce,
            new.started_at,
            new.expires_at,
            state,
            reference,
            found.map_or("", ChallengeId::as_str)
        ];
        changed(self.engine.execute(BEGIN, values).await?)
    }

    /// Takes the batch of this number, counted from 0, for judging. Nobody else can take it any more.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is not the batch that is due, or does not bring the nonce.
    pub async fn take_batch(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        challenge: &ChallengeId,
        batch: u32,
        nonce: &TokenHash,
    ) -> Result<(), StoreError> {
        let values = values![project, submission, challenge, batch, nonce];
        changed(self.engine.execute(TAKE, values).await?)
    }

    /// Gives a batch back that was taken and not looked at.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another challenge was begun meanwhile.
    pub async fn give_batch_back(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        challenge: &ChallengeId,
        batch: u32,
    ) -> Result<(), StoreError> {
        let values = values![project, submission, challenge, batch.saturating_add(1)];
        changed(self.engine.execute(GIVE_BACK, values).await?)
    }

    /// Keeps what came of the batch that was taken: standing, nonce, end, state and reference of `judged`, whose `batch`
    /// counts it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another challenge was begun meanwhile, [`StoreError::Erased`].
    pub async fn save_challenge(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        judged: &LivenessChallenge,
    ) -> Result<(), StoreError> {
        self.lock_unerased(project, submission).await?;
        let (state, reference) = self.seal_challenge(project, submission, judged).await?;
        let values = values![
            project,
            submission,
            &judged.id,
            judged.batch,
            judged.standing.name(),
            &judged.nonce,
            judged.expires_at,
            state,
            reference
        ];
        changed(self.engine.execute(SAVE, values).await?)
    }

    /// Uses a passed or waived challenge for a selfie: no other selfie can use it. The state of `challenge` is kept, the face
    /// is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was used already.
    pub async fn use_challenge(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        challenge: &LivenessChallenge,
    ) -> Result<(), StoreError> {
        let (state, _) = self.seal_challenge(project, submission, challenge).await?;
        let values = values![project, submission, &challenge.id, &challenge.nonce, state];
        changed(self.engine.execute(USE_UP, values).await?)
    }

    /// Deletes the challenge of a submission that needs none any more.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn delete_challenge(&mut self, project: &ProjectId, submission: &SubmissionId) -> Result<(), StoreError> {
        self.engine.execute(DELETE, values![project, submission]).await?;
        Ok(())
    }

    /// Deletes challenges that ended before a moment.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn forget_challenges(&mut self, until: Timestamp) -> Result<(), StoreError> {
        self.engine.execute(FORGET, values![until]).await?;
        Ok(())
    }

    async fn lock_unerased(&mut self, project: &ProjectId, submission: &SubmissionId) -> Result<(), StoreError> {
        match self
            .engine
            .execute(LOCK_SUBMISSION, values![project, submission])
            .await?
        {
            0 => Err(StoreError::Erased),
            _ => Ok(()),
        }
    }

    async fn seal_challenge(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        challenge: &LivenessChallenge,
    ) -> Result<(Vec<u8>, Option<Vec<u8>>), StoreError> {
        let place = place(project, submission);
        let state = self.seal(place, "state", challenge.state.as_bytes()).await?;
        let reference = match &challenge.reference {
            Some(face) => Some(self.seal(place, "reference", face).await?),
            None => None,
        };
        Ok((state, reference))
    }
}

fn place<'a>(project: &'a ProjectId, submission: &'a SubmissionId) -> Place<'a> {
    Place {
        table: TABLE,
        row: submission.as_str(),
        scope: project.as_str(),
    }
}

fn changed(rows: u64) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::Conflict("a challenge of active liveness".to_owned()));
    }
    Ok(())
}
