//! The event log in words.

use super::wording;
use argos_domain::blocked_face::BlockReason;
use argos_domain::code::{RejectCode, RetryCode};
use serde_json::Value;

/// What an entry says was done, and the class of its mark. Actions that are not known here stand by their names.
pub(super) fn title(action: &str) -> (String, &'static str) {
    let (title, class) = match action {
        "created" => ("Started", ""),
        "document_submitted" => ("Document sent", ""),
        "data_confirmed" => ("Data confirmed", ""),
        "liveness_challenge_begun" => ("Movements asked for", ""),
        "liveness_challenge_passed" => ("Movements made", "is-good"),
        "liveness_challenge_failed" => ("Movements not made", "is-caution"),
        "selfie_submitted" => ("Selfie sent", ""),
        "retry" => ("Attempt failed", "is-caution"),
        "submit" => ("Complete, waits for a decision", "is-caution"),
        "approved" => ("Approved", "is-good"),
        "rejected" => ("Rejected", "is-bad"),
        "updated" => ("Edited", ""),
        "injection" => ("Address added", ""),
        "token_expired" => ("The token has expired", ""),
        "tokens_registered" => ("Tokens registered", ""),
        "tokens_deleted" => ("Tokens deleted", ""),
        "delete" => ("Deleted", "is-bad"),
        "partial_delete" => ("Deleted in part", "is-caution"),
        "submission_stopped" => ("Stopped: the person has to wait", "is-caution"),
        "session_reused" => ("Session taken up again", ""),
        "claimed" => ("Taken by a reviewer", ""),
        "claim_released" => ("Given back to the queue", ""),
        "capture_requested" => ("New picture asked for", "is-caution"),
        "note_added" => ("Note written", ""),
        "face_blocked" => ("Face put on the block-list", "is-caution"),
        "face_unblocked" => ("Face taken off the block-list", ""),
        "project_created" => ("Project made", ""),
        "access_granted" => ("Access given", ""),
        "access_changed" => ("Role changed", ""),
        "access_removed" => ("Access removed", "is-caution"),
        "access_invited" => ("Invited", ""),
        "access_invited_again" => ("Invited again", ""),
        "access_invitation_accepted" => ("Invitation accepted", ""),
        "access_invitation_cancelled" => ("Invitation cancelled", ""),
        "webhook_resent" => ("Webhook sent again", ""),
        "webhooks_hurried" => ("Waiting webhooks sent at once", ""),
        "webhook_test_sent" => ("Test webhook sent", ""),
        "webhook_secret_changed" => ("Webhook secret replaced", ""),
        "keys_shown" => ("Keys shown", ""),
        "keys_rotated" => ("New data key", ""),
        "old_keys_removed" => ("Old data key removed", ""),
        "settings_changed" => ("Settings changed", ""),
        "test_mail_sent" => ("Sample mail sent", ""),
        "logo_changed" => ("Logo changed", ""),
        "logo_removed" => ("Logo removed", ""),
        "policy_changed" => ("User policy changed", ""),
        other => return (super::field_errors::sentence(&other.replace(['_', '.'], " ")), ""),
    };
    (title.to_owned(), class)
}

/// The particulars that staff care for; what is not known here is left to the log itself.
pub(super) fn detail(detail: &Value) -> String {
    let text = |key: &str| detail.get(key).and_then(Value::as_str);
    let number = |key: &str| detail.get(key).and_then(Value::as_f64);
    let mut parts = Vec::new();
    if let Some(code) = text("retry_code") {
        let meaning = RetryCode::from_code(code).map_or("", RetryCode::staff_text);
        parts.push(format!("{meaning} ({code})").trim().to_owned());
    }
    if let Some(code) = text("reject_code") {
        let meaning = RejectCode::from_code(code).map_or("", RejectCode::staff_text);
        parts.push(format!("{meaning} ({code})").trim().to_owned());
    }
    if let Some(attempts) = number("attempts") {
        parts.push(format!("Failed attempts: {}", wording::number(attempts, 0)));
    }
    if let Some(score) = number("argos_score") {
        parts.push(format!("ARGOS Score {}", wording::number(score, 1)));
    }
    if let (Some(rule), Some(by)) = (text("rule"), text("recognised_by")) {
        let until = text("until").unwrap_or_default();
        let (rule, by) = (rule.replace('_', " "), by.replace('_', " "));
        parts.push(format!("Rule: {rule}, recognised by {by}, until {until}"));
    }
    if let Some(reason) = text("reason").and_then(BlockReason::from_name) {
        parts.push(format!("Reason: {}", reason.words()));
    }
    if let Some(outcome) = text("outcome") {
        parts.push(format!("Outcome: {}", field_name(outcome)));
    }
    if let Some(agreement) = number("agreement") {
        parts.push(format!("Agreement with the reading: {}", wording::number(agreement, 1)));
    }
    if let Some(version) = number("version") {
        parts.push(format!("Version {}", wording::number(version, 0)));
    }
    if let Some(undone) = number("undone_to") {
        parts.push(format!("As version {} was", wording::number(undone, 0)));
    }
    if let Some(role) = text("role") {
        parts.push(format!("Role: {role}"));
    }
    let lists = ["fields", "data_fields"].map(|key| detail.get(key).and_then(Value::as_array));
    let fields = lists.into_iter().flatten().flatten();
    let fields: Vec<String> = fields.filter_map(Value::as_str).map(field_name).collect();
    if !fields.is_empty() {
        parts.push(fields.join(", "));
    }
    if detail.get("from_host") == Some(&Value::Bool(true)) {
        parts.push("From the host".to_owned());
    }
    parts.join(" · ")
}

/// A field's name as people read it.
pub(super) fn field_name(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn particulars_are_told_in_words() {
        assert_eq!(
            detail(&json!({ "retry_code": "face_not_found", "attempts": 1 })),
            "No face was found in the selfie. (face_not_found) · Failed attempts: 1"
        );
        assert_eq!(
            detail(&json!({ "argos_score": 61.4, "engine": "ort" })),
            "ARGOS Score 61.4"
        );
        assert_eq!(
            detail(&json!({ "fields": ["ip_control", "mail"], "from_host": true })),
            "ip control, mail · From the host"
        );
        assert_eq!(
            detail(&json!({ "version": 4, "undone_to": 2 })),
            "Version 4 · As version 2 was"
        );
        assert_eq!(detail(&json!({})), "");
        assert_eq!(title("something_new").0, "Something new");
    }
}
