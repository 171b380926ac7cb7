//! The sealed form of a submission in JSON, as the API and webhooks give it, and how the holder of the SecretKey opens it.

use argos_crypto::{CryptoError, SecretKey};
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::submission::Submission;
use argos_store::open_sealed_record;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The member that stands in place of the personal text.
const SEALED: &str = "sealed";
/// What takes its place when it is opened.
const OPENED: &str = "opened";

/// The sealed form; it says all that is needed to open it, apart from the SecretKey. `None` when nothing is sealed.
#[must_use]
pub fn sealed_json(submission: &Submission) -> Option<Value> {
    let sealed = submission.sealed.as_ref()?;
    let records = sealed.records.iter().map(|record| {
        json!({
            "number": record.number,
            "key_id": record.key_id,
            "content": STANDARD.encode(&record.content),
        })
    });
    Some(json!({
        "sealed_at": sealed.at,
        "project_id": submission.project_id,
        "submission_id": submission.id,
        "records": records.collect::<Vec<_>>(),
    }))
}

#[derive(Deserialize)]
struct SealedForm {
    project_id: ProjectId,
    submission_id: SubmissionId,
    records: Vec<RecordForm>,
}

#[derive(Deserialize)]
struct RecordForm {
    number: u32,
    content: String,
}

/// Why a sealed form does not open. No variant quotes content.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no sealed form in the JSON.
    #[error("there is nothing sealed in this JSON: an answer of GET /v3/submission or a webhook's body is expected")]
    NothingSealed,
    /// A sealed form is not complete.
    #[error("the sealed form is damaged: {0}")]
    Damaged(&'static str),
    /// A record does not open.
    #[error("record {number} of submission {submission}: {source}")]
    Closed {
        /// The submission.
        submission: SubmissionId,
        /// The record.
        number: u32,
        /// Why.
        source: CryptoError,
    },
}

/// Opens everything sealed in an answer of the API or a webhook's body: in each object, `opened` with the personal text
/// takes the place of `sealed`.
///
/// # Errors
/// [`OpenError`]; then nothing is opened.
pub fn open_sealed(secret_key: &SecretKey, mut document: Value) -> Result<Value, OpenError> {
    // Somebody may have taken the sealed form out of the answer.
    if SealedForm::deserialize(&document).is_ok() {
        return open_form(secret_key, &document);
    }
    match open_within(secret_key, &mut document)? {
        0 => Err(OpenError::NothingSealed),
        _ => Ok(document),
    }
}

/// Opens in place; answers how many forms were opened. The parser bounds how deep a document is.
fn open_within(secret_key: &SecretKey, value: &mut Value) -> Result<usize, OpenError> {
    let mut opened = 0;
    match value {
        Value::Array(items) => {
            for item in items {
                opened += open_within(secret_key, item)?;
            }
        }
        Value::Object(members) => {
            if let Some(form) = members.remove(SEALED) {
                members.insert(OPENED.to_owned(), open_form(secret_key, &form)?);
                return Ok(1);
            }
            for member in members.values_mut() {
                opened += open_within(secret_key, member)?;
            }
        }
        _ => {}
    }
    Ok(opened)
}

fn open_form(secret_key: &SecretKey, form: &Value) -> Result<Value, OpenError> {
    let form = SealedForm::deserialize(form).map_err(|_| OpenError::Damaged("a member is missing or wrong"))?;
    let mut all = Map::new();
    for record in &form.records {
        let content = STANDARD
            .decode(&record.content)
            .map_err(|_| OpenError::Damaged("the content of a record is not base64"))?;
        let text = open_sealed_record(
            secret_key,
            &form.project_id,
            &form.submission_id,
            record.number,
            &content,
        )
        .map_err(|source| OpenError::Closed {
            submission: form.submission_id.clone(),
            number: record.number,
            source,
        })?;
        let text: Map<String, Value> =
            serde_json::from_slice(&text).map_err(|_| OpenError::Damaged("a record does not hold JSON"))?;
        merge(&mut all, text);
    }
    Ok(Value::Object(all))
}

/// Adds what a later record holds to what earlier ones hold.
fn merge(all: &mut Map<String, Value>, later: Map<String, Value>) {
    for (name, value) in later {
        match (all.get_mut(&name), value) {
            (Some(Value::Object(known)), Value::Object(more)) => merge(known, more),
            (_, value) => drop(all.insert(name, value)),
        }
    }
}
