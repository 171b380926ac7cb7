//! Where the personal text of a submission lies: what is sealed to the customer's SecretKey and then destroyed here.
//!
//! A table that gets personal text of submissions gets a line in [`PERSONAL_COLUMNS`]. Nothing else is needed: whatever
//! is written in a transaction that also saves a decided submission or logs an event about it is sealed at its commit.

use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::check::Step;
use argos_domain::id::{ProjectId, SubmissionId};
use serde_json::{Map, Value, json};

/// A sealed column with personal text of submissions.
struct PersonalColumn {
    /// Its name in the record.
    name: &'static str,
    table: &'static str,
    column: &'static str,
    form: Form,
    /// What is there of submission `$2` of project `$1`: `row_name` (as in the column's place), `part` (its name among
    /// several rows; empty when there is only one) and `sealed`.
    find: &'static str,
    /// Empties the column; `$3`, where there is one, is an empty JSON object.
    empty: Emptying,
}

/// What the column holds once it is opened.
enum Form {
    Text,
    Json,
}

enum Emptying {
    /// By NULL, or by deleting rows.
    Nothing(&'static str),
    /// By an empty JSON object, where NULL is not allowed.
    EmptyObject(&'static str),
}

macro_rules! of_submission {
    ($name:literal, $column:literal, $form:ident, $emptying:ident, $empty:literal) => {
        PersonalColumn {
            name: $name,
            table: "submission",
            column: $column,
            form: Form::$form,
            find: concat!(
                "SELECT id, id AS row_name, '' AS part, ",
                $column,
                " AS sealed FROM submission WHERE project_id = $1 AND id = $2 AND ",
                $column,
                " IS NOT NULL"
            ),
            empty: Emptying::$emptying(concat!(
                "UPDATE submission SET ",
                $column,
                " = ",
                $empty,
                " WHERE project_id = $1 AND id = $2"
            )),
        }
    };
}

macro_rules! of_events {
    ($name:literal, $column:literal, $form:ident) => {
        PersonalColumn {
            name: $name,
            table: "event_log",
            column: $column,
            form: Form::$form,
            find: concat!(
                "SELECT id, id AS row_name, id AS part, ",
                $column,
                " AS sealed FROM event_log WHERE project_id = $1 AND submission_id = $2 AND ",
                $column,
                " IS NOT NULL ORDER BY sequence"
            ),
            empty: Emptying::Nothing(concat!(
                "UPDATE event_log SET ",
                $column,
                " = NULL WHERE project_id = $1 AND submission_id = $2"
            )),
        }
    };
}

const PERSONAL_COLUMNS: &[PersonalColumn] = &[
    of_submission!("applicant", "applicant", Json, EmptyObject, "$3"),
    of_submission!("chosen", "chosen", Json, EmptyObject, "$3"),
    of_submission!("read", "read_data", Json, Nothing, "NULL"),
    of_submission!("confirmed", "confirmed_data", Json, Nothing, "NULL"),
    of_submission!("corrected", "corrected_data", Json, Nothing, "NULL"),
    of_submission!("capture_reason", "capture_reason", Text, Nothing, "NULL"),
    of_submission!("reject_comment", "reject_comment", Text, Nothing, "NULL"),
    PersonalColumn {
        name: "readings",
        table: "reading",
        column: "content",
        form: Form::Json,
        find: "SELECT submission_id, submission_id || '/' || kind AS row_name, kind AS part, content AS sealed \
             FROM reading WHERE project_id = $1 AND submission_id = $2 ORDER BY kind",
        empty: Emptying::Nothing("DELETE FROM reading WHERE project_id = $1 AND submission_id = $2"),
    },
    PersonalColumn {
        name: "notes",
        table: "submission_note",
        column: "text",
        form: Form::Text,
        find: "SELECT id, id AS row_name, id AS part, text AS sealed FROM submission_note \
             WHERE project_id = $1 AND submission_id = $2 ORDER BY written_at, id",
        empty: Emptying::Nothing("DELETE FROM submission_note WHERE project_id = $1 AND submission_id = $2"),
    },
    of_events!("event_addresses", "address", Text),
    of_events!("event_changes", "change", Json),
];

/// Name of the checks in the record.
const CHECKS: &str = "checks";

impl Tx {
    /// Takes the personal text of a submission out of the tables; the caller keeps it elsewhere in the same transaction.
    /// What is empty is left out.
    pub(crate) async fn take_personal_text(
        &mut self,
        project: &ProjectId,
        submission: &SubmissionId,
    ) -> Result<Map<String, Value>, StoreError> {
        let mut taken = Map::new();
        for source in PERSONAL_COLUMNS {
            let value = self.take_column(source, project, submission).await?;
            taken.extend(without_empty(value).map(|value| (source.name.to_owned(), value)));
        }
        let checks = self.take_findings(project, submission).await?;
        taken.extend(without_empty(checks).map(|checks| (CHECKS.to_owned(), checks)));
        Ok(taken)
    }

    async fn take_column(
        &mut self,
        source: &'static PersonalColumn,
        project: &ProjectId,
        submission: &SubmissionId,
    ) -> Result<Value, StoreError> {
        let rows = self
            .engine
            .all(source.table, source.find, values![project, submission])
            .await?;
        let mut parts = Map::new();
        let mut only = Value::Null;
        for row in &rows {
            let name = row.text("row_name")?;
            let place = Place {
                table: source.table,
                row: &name,
                scope: project.as_str(),
            };
            let sealed = row.bytes("sealed")?;
            let value = match source.form {
                Form::Json => self.open_json(place, source.column, &sealed).await?,
                Form::Text => json!(self.open_text(place, source.column, &sealed).await?.as_str()),
            };
            match row.text("part")? {
                part if part.is_empty() => only = value,
                part => drop(parts.insert(part, value)),
            }
        }
        if rows.is_empty() {
            return Ok(Value::Null);
        }
        match source.empty {
            Emptying::Nothing(sql) => self.engine.execute(sql, values![project, submission]).await?,
            Emptying::EmptyObject(sql) => {
                let place = Place {
                    table: source.table,
                    row: submission.as_str(),
                    scope: project.as_str(),
                };
                let empty = self.seal_json(place, source.column, &json!({})).await?;
                self.engine.execute(sql, values![project, submission, empty]).await?
            }
        };
        Ok(if parts.is_empty() { only } else { Value::Object(parts) })
    }

    /// The checks with everything they say, of which only an outline stays behind.
    async fn take_findings(&mut self, project: &ProjectId, submission: &SubmissionId) -> Result<Value, StoreError> {
        let checks = self.checks(project, submission).await?;
        if checks.iter().all(|check| *check == check.in_outline()) {
            return Ok(Value::Null);
        }
        for step in [Step::Document, Step::Selfie] {
            let of_step = checks.iter().filter(|check| check.name.step() == step);
            let outlines: Vec<_> = of_step.map(argos_domain::check::CheckResult::in_outline).collect();
            self.replace_checks(project, submission, step, &outlines).await?;
        }
        Ok(checks
            .iter()
            .map(|check| (check.name.name().to_owned(), json!(check)))
            .collect())
    }
}

/// The value without members that hold nothing; `None` when nothing is left.
fn without_empty(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(members) => {
            let members: Map<String, Value> = members
                .into_iter()
                .filter_map(|(name, value)| Some((name, without_empty(value)?)))
                .collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        Value::Array(items) if items.iter().all(Value::is_null) => None,
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealed_columns::sealed_columns;

    /// Sealed columns that hold no personal text of submissions, or hold it for a while only.
    const OTHERS: &[(&str, &str, &str)] = &[
        ("administrator", "email", "of staff"),
        ("check_result", "result", "taken by take_findings"),
        ("credential", "password_hash", "of staff"),
        ("credential", "totp_secret", "of staff"),
        ("dashboard_session", "address", "of staff"),
        ("dashboard_session", "browser", "of staff"),
        ("delivery", "error", "of the customer's server"),
        ("face_template", "embedding", "needed for the search of faces"),
        ("packed_faces", "content", "needed for the search of faces"),
        ("job", "payload", "erased when the job is done or given up"),
        ("job", "last_error", "erased when the job is done or given up"),
        ("liveness_challenge", "state", "deleted with the decision"),
        ("liveness_challenge", "reference", "deleted with the decision"),
        ("private_token", "token", "of the customer's server"),
        ("project_logo", "image", "of the project"),
        ("project", "settings", "of the project"),
        ("project", "api_key", "of the project"),
        ("project", "webhook_secret", "of the project"),
        ("project", "previous_webhook_secret", "of the project"),
        ("sealing_key", "public_key", "of the project"),
    ];

    #[test]
    fn every_sealed_column_is_personal_text_or_named_among_the_others() {
        for (table, column) in sealed_columns().iter().map(|column| (column.table, column.name)) {
            let is_taken = PERSONAL_COLUMNS
                .iter()
                .any(|known| known.table == table && known.column == column);
            let is_other = OTHERS.iter().any(|other| (other.0, other.1) == (table, column));
            assert!(
                is_taken != is_other,
                "{table}.{column}: add it to PERSONAL_COLUMNS, so that it is sealed to the customer's SecretKey, or to OTHERS"
            );
        }
    }

    #[test]
    fn what_holds_nothing_is_left_out() {
        let applicant = json!({ "email": null, "custom_fields": [null, null, null], "user_id": null });
        assert_eq!(without_empty(applicant), None);
        let kept = json!({ "email": "a", "custom_fields": [null, "b", null], "deeper": { "empty": {} } });
        assert_eq!(
            without_empty(kept),
            Some(json!({ "email": "a", "custom_fields": [null, "b", null] }))
        );
    }
}
