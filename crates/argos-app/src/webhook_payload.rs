//! Submissions as the outside sees them: webhook bodies and API items, with the reference's names.

use crate::sealed_form::sealed_json;
use crate::told::Told;
use argos_domain::clock::Timestamp;
use argos_domain::document::DocumentData;
use argos_domain::event::SubmissionEvent;
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_domain::submission::{Address, Part, Reviewer, Submission, SubmissionState};
use serde_json::{Map, Value, json};

/// The body of a webhook. Absent optional data leave their key out.
pub(crate) fn webhook_body(submission: &Told<'_>, event: SubmissionEvent) -> Value {
    Value::Object(event_members(submission, event))
}

fn event_members(submission: &Submission, event: SubmissionEvent) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("webhook_trigger".to_owned(), json!(event.trigger()));
    insert_identity(&mut body, submission);
    body.insert("kyc_result".to_owned(), kyc_result(submission));
    if let SubmissionEvent::Retry { code, attempts } = event {
        body.insert("retryCode".to_owned(), json!(code));
        body.insert("attempts".to_owned(), json!(attempts));
    }
    let decided = !matches!(submission.state, SubmissionState::Incomplete(_));
    if decided {
        insert_person_id(&mut body, submission);
    }
    let finished = matches!(
        event,
        SubmissionEvent::Submitted | SubmissionEvent::Approved | SubmissionEvent::Updated
    );
    if let Some(data) = submission.final_data().filter(|_| finished) {
        insert_person(&mut body, data);
    }
    if event == SubmissionEvent::Injected {
        let mut address = Map::new();
        insert_address(&mut address, submission);
        body.insert("data".to_owned(), Value::Object(address));
        insert_some(
            &mut body,
            "injection_action",
            submission.applicant.injection_action.as_ref(),
        );
    }
    insert_some(&mut body, "sealed", sealed_json(submission));
    body
}

/// What an edit changed, for the webhook `updated`.
#[derive(Debug)]
pub(crate) struct Update<'a> {
    /// Names of the changed fields as in `PATCH /v3/submission`.
    pub(crate) fields: &'a [&'static str],
    /// The administrator in whose name it was edited.
    pub(crate) admin: &'a EmailAddress,
    /// Whether the status is another one now.
    pub(crate) status_changed: bool,
}

/// The body of the webhook `updated`.
pub(crate) fn update_body(submission: &Told<'_>, update: &Update<'_>) -> Value {
    let mut body = event_members(submission, SubmissionEvent::Updated);
    let mut data = Map::new();
    data.insert("update".to_owned(), json!(update.fields));
    data.insert("kyc_result".to_owned(), kyc_result(submission));
    insert_some(&mut data, "pending_at", pending_at(&submission.state));
    insert_some(&mut data, "reviewer", reviewer(&submission.state));
    body.insert("data".to_owned(), Value::Object(data));
    body.insert("admin".to_owned(), json!(update.admin));
    body.insert("update_time".to_owned(), json!(submission.updated_at));
    Value::Object(body)
}

/// One item of `GET /v3/submission`. `complete` adds the groups that only a single look-up returns.
#[must_use]
pub fn submission_json(submission: &Submission, complete: bool) -> Value {
    let mut item = Map::new();
    insert_identity(&mut item, submission);
    insert_person_id(&mut item, submission);
    item.insert("created_at".to_owned(), json!(submission.created_at));
    item.insert("updated_at".to_owned(), json!(submission.updated_at));
    item.insert("kyc".to_owned(), kyc_result(submission));
    insert_some(&mut item, "argos_score", submission.state.argos_score());
    insert_some(&mut item, "recognition_score", submission.recognition_score);
    insert_some(&mut item, "kyc_result_at", decided_at(&submission.state));
    insert_some(&mut item, "pending_at", pending_at(&submission.state));
    insert_some(&mut item, "reviewer", reviewer(&submission.state));
    item.insert("attempts".to_owned(), json!(submission.state.failed_attempts()));
    insert_some(
        &mut item,
        "injection_action",
        submission.applicant.injection_action.as_ref(),
    );
    let mut group = Map::new();
    insert_address(&mut group, submission);
    if let Some(data) = submission.final_data() {
        insert_person(&mut group, data);
        insert_document(&mut group, data);
        insert_some(
            &mut group,
            "ip_address",
            submission.applicant.ip_address.as_ref().map(PersonalText::expose),
        );
    }
    if submission.final_data().is_some() || !group.is_empty() {
        item.insert("data".to_owned(), Value::Object(group));
    }
    insert_some(&mut item, "sealed", sealed_json(submission));
    insert_some(&mut item, "deleted_at", submission.erased.deleted_at);
    if submission.erased.deleted_at.is_some() {
        item.insert("message".to_owned(), json!("Deleted Submission"));
        insert_some(
            &mut item,
            "data",
            submission.chosen.id_type.map(|id_type| json!({ "idType": id_type })),
        );
    }
    if complete {
        if let Some(read) = &submission.read {
            item.insert("ocr".to_owned(), reading(read));
        }
        let reviewed = submission.corrected.as_ref().or(submission.confirmed.as_ref());
        if let Some(reviewed) = reviewed.filter(|_| !submission.erased.parts.contains(&Part::Review)) {
            item.insert("review".to_owned(), reading(reviewed));
        }
    }
    Value::Object(item)
}

fn insert_some<T: serde::Serialize>(map: &mut Map<String, Value>, key: &str, value: Option<T>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), json!(value));
    }
}

fn insert_identity(map: &mut Map<String, Value>, submission: &Submission) {
    let applicant = &submission.applicant;
    map.insert("submission_id".to_owned(), json!(submission.id));
    insert_some(map, "email", applicant.email.as_ref());
    insert_some(map, "userid", applicant.user_id.as_ref());
    insert_some(map, "tokenId", applicant.token_id.as_ref());
    insert_some(map, "ipAddress", applicant.ip_address.as_ref());
    let mut fields = Map::new();
    for (key, value) in ["cf1", "cf2", "cf3"].into_iter().zip(&applicant.custom_fields) {
        insert_some(&mut fields, key, value.as_ref());
    }
    if !fields.is_empty() {
        map.insert("cf".to_owned(), Value::Object(fields));
    }
}

fn insert_address(map: &mut Map<String, Value>, submission: &Submission) {
    for (part, text) in submission.applicant.address.iter().flat_map(Address::parts) {
        let name = part.strip_suffix("_address").unwrap_or(part);
        map.insert(format!("address_{name}"), json!(text));
    }
}

/// Who it is, for a customer who wants to know that two submissions belong to one person.
fn insert_person_id(map: &mut Map<String, Value>, submission: &Submission) {
    insert_some(map, "applicant_id", submission.applicant_id.as_ref());
    insert_some(
        map,
        "duplicated_information",
        submission.duplicated_information.as_ref(),
    );
}

fn insert_person(map: &mut Map<String, Value>, data: &DocumentData) {
    insert_some(map, "full_name", data.name());
    insert_some(map, "first_name", data.first_name.as_ref());
    insert_some(map, "last_name", data.last_name.as_ref());
    insert_some(map, "gender", data.gender);
    insert_some(map, "date_of_birth", data.birth_date);
    insert_some(map, "nationality", data.nationality);
}

fn insert_document(map: &mut Map<String, Value>, data: &DocumentData) {
    insert_some(map, "idType", data.id_type);
    insert_some(map, "idcard_issuingCountry", data.issuing_country);
    insert_some(map, "idcard_issueDate", data.issue_date);
    insert_some(map, "idcard_expireDate", data.expire_date);
    insert_some(map, "documentNumber", data.document_number.as_ref());
    insert_some(map, "identityNumber", data.identity_number.as_ref());
}

/// The normalised names of the reference's `ocr` and `review` groups.
fn reading(data: &DocumentData) -> Value {
    let mut map = Map::new();
    insert_some(&mut map, "fullName", data.name());
    insert_some(&mut map, "firstName", data.first_name.as_ref());
    insert_some(&mut map, "lastName", data.last_name.as_ref());
    insert_some(&mut map, "gender", data.gender);
    insert_some(&mut map, "birthDate", data.birth_date);
    insert_some(&mut map, "nationality", data.nationality);
    insert_some(&mut map, "issueDate", data.issue_date);
    insert_some(&mut map, "expireDate", data.expire_date);
    insert_some(&mut map, "documentNumber", data.document_number.as_ref());
    insert_some(&mut map, "identityNumber", data.identity_number.as_ref());
    insert_some(&mut map, "idType", data.id_type);
    insert_some(&mut map, "issuingCountry", data.issuing_country);
    Value::Object(map)
}

fn kyc_result(submission: &Submission) -> Value {
    let mut result = Map::new();
    result.insert("status".to_owned(), json!(submission.state.status()));
    result.insert("created_at".to_owned(), json!(submission.created_at));
    result.insert("updated_at".to_owned(), json!(submission.updated_at));
    insert_some(&mut result, "kyc_result_at", decided_at(&submission.state));
    insert_some(&mut result, "pending_at", pending_at(&submission.state));
    insert_some(&mut result, "reviewer", reviewer(&submission.state));
    if let SubmissionState::Rejected(rejected) = &submission.state {
        result.insert("commentCode".to_owned(), json!(rejected.code));
        let comment = rejected
            .comment
            .as_ref()
            .map_or(rejected.code.staff_text(), PersonalText::expose);
        result.insert("comment".to_owned(), json!(comment));
    }
    Value::Object(result)
}

const fn decided_at(state: &SubmissionState) -> Option<Timestamp> {
    match state {
        SubmissionState::Approved(facts) => Some(facts.at),
        SubmissionState::Rejected(facts) => Some(facts.at),
        SubmissionState::Incomplete(_) | SubmissionState::Pending(_) => None,
    }
}

const fn pending_at(state: &SubmissionState) -> Option<Timestamp> {
    match state {
        SubmissionState::Incomplete(_) => None,
        SubmissionState::Pending(facts) => Some(facts.since),
        SubmissionState::Approved(facts) => facts.pending_at,
        SubmissionState::Rejected(facts) => facts.pending_at,
    }
}

fn reviewer(state: &SubmissionState) -> Option<&str> {
    let by = match state {
        SubmissionState::Approved(facts) => &facts.by,
        SubmissionState::Rejected(facts) => &facts.by,
        SubmissionState::Incomplete(_) | SubmissionState::Pending(_) => return None,
    };
    Some(match by {
        Reviewer::System => "system",
        Reviewer::Administrator(id) => id.as_str(),
        Reviewer::Client => "client",
    })
}
