//! Whether a face was approved before.

use crate::app::App;
use crate::error::AppError;
use crate::face_search::same_face;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult};
use argos_domain::code::RejectCode;
use argos_domain::id::{ApplicantId, ProjectId, SubmissionId};
use argos_domain::policy::Policy;
use argos_domain::submission::Submission;
use argos_store::{ApprovedFace, MOST_NUMBERED_FACES, Tx};
use argos_vision::face::{Embedding, FaceModels};
use std::mem;

/// Faces that are opened in one go.
const BATCH: u32 = 256;
/// So many approvals of one face are counted; more say nothing new.
const MOST_COUNTED: usize = 100;
/// Approved faces that may be the same: one of the person's own, or two with twins.
const TWINS: usize = 2;

/// A search for one face among those approved in a project.
pub(crate) struct FaceSearch {
    face: Embedding,
    models: FaceModels,
    threshold: f64,
    /// Approvals whose faces may be the same.
    candidates: Vec<i64>,
    searched_until: i64,
    /// The highest similarity of those that are the same.
    best: Option<f64>,
    same: Vec<(SubmissionId, Option<ApplicantId>)>,
}

impl FaceSearch {
    /// Looks for the face among those approved so far, and keeps those that may be the same.
    pub(crate) async fn begin(
        app: &App,
        project: &ProjectId,
        policy: &Policy,
        face: Embedding,
    ) -> Result<Self, AppError> {
        let threshold = policy.duplicated_face_threshold;
        let found = app.face_galleries().search(app, project, &face, threshold).await?;
        let mut search = Self {
            face,
            models: app.vision().face_models(),
            threshold,
            candidates: Vec::new(),
            searched_until: 0,
            best: None,
            same: Vec::new(),
        };
        match found {
            Some(found) => (search.candidates, search.searched_until) = (found.approvals, found.until),
            // A transaction for each batch: none stays open long.
            None => while search.read_batch(&mut app.store().read().await?, project).await? {},
        }
        Ok(search)
    }

    /// Judges the candidates as they are now, and those approved since they were found: true until the transaction ends when
    /// it holds the approval turn.
    pub(crate) async fn judge_all(&mut self, tx: &mut Tx, submission: &Submission) -> Result<(), AppError> {
        let project = &submission.project_id;
        for approvals in mem::take(&mut self.candidates).chunks(MOST_NUMBERED_FACES) {
            let models = [&*self.models.both, &*self.models.first];
            let faces = tx.numbered_faces(project, models, approvals).await?;
            self.judge(&faces, &submission.id);
            if self.same.len() >= MOST_COUNTED {
                return Ok(());
            }
        }
        loop {
            let faces = self.approved_since(tx, project).await?;
            self.judge(&faces, &submission.id);
            if faces.len() < BATCH as usize {
                return Ok(());
            }
        }
    }

    /// The person who was first approved with this face.
    pub(crate) fn person(&self) -> Option<ApplicantId> {
        self.same.first().and_then(|(_, applicant)| applicant.clone())
    }

    /// What the project's rule makes of it.
    pub(crate) fn check(&self, twins_allowed: bool) -> CheckResult {
        let allowed = if twins_allowed { TWINS } else { 1 };
        let is_taken = self.same.len() >= allowed;
        let message = match self.same.first() {
            None => "no approved submission shows this face".to_owned(),
            Some((submission, _)) if self.same.len() == 1 => {
                format!("submission {submission} was approved with this face")
            }
            Some((submission, _)) => {
                let or_more = if self.same.len() < MOST_COUNTED { "" } else { " or more" };
                format!(
                    "{}{or_more} submissions were approved with this face, the first is {submission}",
                    self.same.len()
                )
            }
        };
        let outcome = match (is_taken, self.same.is_empty()) {
            (true, _) => CheckOutcome::Reject(RejectCode::DuplicatedFace),
            (false, true) => CheckOutcome::Pass,
            (false, false) => CheckOutcome::Warn,
        };
        CheckResult {
            value: self.best.map(|best| (best * 10.0).round() / 10.0),
            threshold: Some(self.threshold),
            ..CheckResult::plain(CheckName::DuplicateFace, outcome, message)
        }
        .by_model(self.models.both.clone())
    }

    /// Compares the next faces in the order of approval, without a gallery; `false` when there were none left.
    async fn read_batch(&mut self, tx: &mut Tx, project: &ProjectId) -> Result<bool, AppError> {
        let faces = self.approved_since(tx, project).await?;
        for approved in &faces {
            if self.similarity(approved).is_some() {
                self.candidates.push(approved.approval);
            }
        }
        Ok(faces.len() == BATCH as usize)
    }

    async fn approved_since(&mut self, tx: &mut Tx, project: &ProjectId) -> Result<Vec<ApprovedFace>, AppError> {
        let models = [&*self.models.both, &*self.models.first];
        let faces = tx.approved_faces(project, models, self.searched_until, BATCH).await?;
        if let Some(last) = faces.last() {
            self.searched_until = last.approval;
        }
        Ok(faces)
    }

    fn judge(&mut self, faces: &[ApprovedFace], own: &SubmissionId) {
        for approved in faces.iter().filter(|approved| approved.submission != *own) {
            if let Some(similarity) = self.similarity(approved) {
                self.best = Some(self.best.map_or(similarity, |best| best.max(similarity)));
                self.same
                    .push((approved.submission.clone(), approved.applicant.clone()));
            }
        }
    }

    /// The similarity of an approved face, if it counts as the same.
    fn similarity(&self, approved: &ApprovedFace) -> Option<f64> {
        same_face(&self.face, &Embedding::from_bytes(&approved.embedding)?, self.threshold)
    }
}
