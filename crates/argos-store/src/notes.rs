//! What reviewers write down about a submission, sealed. Notes are added and never changed.

use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, NoteId, ProjectId, SubmissionId};
use argos_domain::personal::PersonalText;

const TABLE: &str = "submission_note";

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// Who wrote it.
    pub administrator_id: AdministratorId,
    /// When.
    pub written_at: Timestamp,
    /// What it says.
    pub text: PersonalText,
}

const INSERT: &str = "INSERT INTO submission_note (id, project_id, submission_id, administrator_id, written_at, text) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const OF_SUBMISSION: &str = "SELECT id, administrator_id, written_at, text FROM submission_note \
     WHERE project_id = $1 AND submission_id = $2 ORDER BY written_at, id";

impl Tx {
    /// Keeps a note about a submission.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when the project has no such submission.
    pub async fn insert_note(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
        note: &Note,
    ) -> Result<(), StoreError> {
        let text = self
            .seal(place_of(project, &note.id), "text", note.text.expose().as_bytes())
            .await?;
        let values = values![
            &note.id,
            project,
            submission,
            &note.administrator_id,
            note.written_at,
            text,
        ];
        self.engine.execute(INSERT, values).await?;
        self.to_seal.touched(project, submission);
        Ok(())
    }

    /// The notes about a submission, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn notes_of(&mut self, project: &ProjectId, submission: &SubmissionId) -> Result<Vec<Note>, StoreError> {
        let mut notes = Vec::new();
        for row in self
            .engine
            .all(TABLE, OF_SUBMISSION, values![project, submission])
            .await?
        {
            let id: NoteId = row.id("id")?;
            let text = self
                .open_text(place_of(project, &id), "text", &row.bytes("text")?)
                .await?;
            notes.push(Note {
                administrator_id: row.id("administrator_id")?,
                written_at: row.time("written_at")?,
                text: PersonalText::new(text.as_str()),
                id,
            });
        }
        Ok(notes)
    }
}

fn place_of<'a>(project: &'a ProjectId, id: &'a NoteId) -> Place<'a> {
    Place {
        table: TABLE,
        row: id.as_str(),
        scope: project.as_str(),
    }
}
