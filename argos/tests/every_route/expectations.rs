//! What is expected of routes beyond what their handlers' types say. A new route that changes something gets a line here.

/// Routes that anybody may call.
pub const OPEN: &[(&str, &str)] = &[
    // The people who verify themselves, and what machines ask.
    ("GET", "/"),
    ("GET", "/assets/{*path}"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/v3/openapi.json"),
    ("POST", "/liveform/address"),
    ("POST", "/liveform/start"),
    // Before somebody is signed in.
    ("GET", "/dashboard/"),
    ("GET", "/dashboard/invitation/{token}"),
    ("GET", "/dashboard/request-access"),
    ("GET", "/dashboard/sign-in"),
    ("GET", "/dashboard/sign-in/code"),
    ("GET", "/dashboard/sign-in/link"),
    ("GET", "/dashboard/sign-in/{token}"),
    ("POST", "/dashboard/invitation/{token}"),
    ("POST", "/dashboard/request-access"),
    ("POST", "/dashboard/sign-in"),
    ("POST", "/dashboard/sign-in/code"),
    ("POST", "/dashboard/sign-in/link"),
    ("POST", "/dashboard/sign-in/{token}"),
];

/// How a form of the dashboard is sent so that it succeeds, and the action that it leaves in the event log.
pub struct FormProof {
    /// The path as in the table.
    pub path: &'static str,
    /// The form's fields, without its token.
    pub fields: &'static [(&'static str, &'static str)],
    /// What the new entry says was done.
    pub action: &'static str,
}

const fn form(path: &'static str, fields: &'static [(&'static str, &'static str)], action: &'static str) -> FormProof {
    FormProof { path, fields, action }
}

/// The proofs, in an order in which each is possible.
pub const FORMS: &[FormProof] = &[
    form(
        "/dashboard/projects/{pid}/settings/access/webhook",
        &[("webhook_url", "https://hooks.bank.example/")],
        "settings_changed",
    ),
    form("/dashboard/projects/{pid}/settings/keys", &[], "keys_shown"),
    form(
        "/dashboard/projects/{pid}/settings/access",
        &[("email", "new@bank.example"), ("role", "guest")],
        "access_invited",
    ),
    form(
        "/dashboard/projects/{pid}/settings/liveform",
        &[("return_url", "https://bank.example/")],
        "settings_changed",
    ),
    form(
        "/dashboard/projects/{pid}/settings/notifications",
        &[("mail_approved", "on")],
        "settings_changed",
    ),
    form(
        "/dashboard/projects/{pid}/settings/notifications/preview/send",
        &[("mail", "rejected"), ("lang", "en")],
        "test_mail_sent",
    ),
    form("/dashboard/projects/{pid}/settings/policy", &POLICY, "policy_changed"),
    form(
        "/dashboard/projects/{pid}/settings/policy/rules",
        &[
            ("name", "Visas"),
            ("condition_1", "document_one_of"),
            ("condition_1_value", "visa"),
            ("effect", "pending"),
        ],
        "policy_changed",
    ),
    form(
        "/dashboard/projects/{pid}/settings/policy/undo",
        &[("version", "1")],
        "policy_changed",
    ),
    form(
        "/dashboard/projects/{pid}/settings/retention",
        &[("retention_days", "3650")],
        "settings_changed",
    ),
    form(
        "/dashboard/projects/{pid}/settings/private-mode",
        &[("tell_expired", "on")],
        "settings_changed",
    ),
    form(
        "/dashboard/projects/{pid}/settings/security",
        &[("encryption", "aes-256-ecb")],
        "settings_changed",
    ),
    form(
        "/dashboard/projects/{pid}/settings/secret-key",
        &[(
            "public_key",
            "argos_pk_qKQ63yxsrKM8XDv0qUBQwG5idW83iz_lzGhpcty7BwWeJb15",
        )],
        "secret_key_set",
    ),
    form(
        "/dashboard/projects/{pid}/settings/secret-key/end",
        &[],
        "secret_key_ended",
    ),
    form(
        "/dashboard/projects/{pid}/submissions/{id}/webhook",
        &[],
        "webhook_resent",
    ),
    form(
        "/dashboard/projects/{pid}/settings/webhooks/messages/{message}/resend",
        &[],
        "webhook_resent",
    ),
    form(
        "/dashboard/projects/{pid}/settings/webhooks/test",
        &[],
        "webhook_test_sent",
    ),
    form(
        "/dashboard/projects/{pid}/settings/webhooks/waiting",
        &[],
        "webhooks_hurried",
    ),
    form(
        "/dashboard/projects/{pid}/settings/webhooks/encryption",
        &[("encryption", "aes-256-gcm")],
        "settings_changed",
    ),
    form(
        "/dashboard/projects/{pid}/settings/webhooks/secret",
        &[],
        "webhook_secret_changed",
    ),
    form(
        "/dashboard/projects/{pid}/settings/review",
        &[("reviewers", "client")],
        "settings_changed",
    ),
    form("/dashboard/projects/{pid}/submissions/{id}/claim", &[], "claimed"),
    form(
        "/dashboard/projects/{pid}/submissions/{id}/notes",
        &[("note", "The seal is the new one")],
        "note_added",
    ),
    form(
        "/dashboard/projects/{pid}/submissions/{id}/release",
        &[],
        "claim_released",
    ),
    form("/dashboard/projects/{pid}/review/next", &[], "claimed"),
    form(
        "/dashboard/projects/{pid}/submissions/{id}/decision",
        &[("decision", "approve")],
        "approved",
    ),
    form(
        "/dashboard/projects/{pid}/submissions/{id}/edit",
        &[("firstName", "Oskar Emilio")],
        "updated",
    ),
    form(
        "/dashboard/projects/{pid}/submissions/{id}/status",
        &[
            ("decision", "reject"),
            ("code", "other"),
            ("comment", "On second thoughts"),
        ],
        "updated",
    ),
    form(
        "/dashboard/projects/{pid}/submissions/{id}/block-face",
        &[("block_reason", "forged_document")],
        "face_blocked",
    ),
    form(
        "/dashboard/projects/{pid}/settings/block-list/{id}/remove",
        &[],
        "face_unblocked",
    ),
    form(
        "/dashboard/projects/{pid}/submissions/{id}/delete",
        &[("what", "all"), ("sure", "on")],
        "delete",
    ),
    // A new password ends all other sessions.
    form("/dashboard/account/sessions/{id}/end", &[], "session_ended"),
    form("/dashboard/account/app", &[], "authenticator_app_begun"),
    form(
        "/dashboard/account/password",
        &[
            ("new_password", "seven quiet herons"),
            ("new_password_again", "seven quiet herons"),
        ],
        "password_set",
    ),
    form("/dashboard/account/sessions/end-others", &[], "other_sessions_ended"),
    form("/dashboard/sign-out", &[], "signed_out"),
];

const POLICY: [(&str, &str); 16] = [
    ("face_age_tolerance", "12"),
    ("duplicate_user_by", "person"),
    ("submission_limit_submissions", "5"),
    ("submission_limit_hours", "24"),
    ("score_threshold", "71"),
    ("automatic_only", "no"),
    ("expired_document", "reject"),
    ("accepted_id_types", "passport"),
    ("face_similarity_threshold", "80"),
    ("face_similarity_review", "60"),
    ("liveness_threshold", "50"),
    ("recognition_threshold", "50"),
    ("duplicated_face_threshold", "90"),
    ("approved_period_days", "30"),
    ("reject_period_days", "1"),
    ("upload_allowed", "on"),
];

/// Routes whose event-log entry is proved elsewhere, or that leave none, and why.
pub const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "POST",
        "/dashboard/account/app/confirm",
        "needs a code of the app: mission/m01_sign_in.rs",
    ),
    (
        "POST",
        "/dashboard/account/app/remove",
        "needs a code of the app: mission/m01_sign_in.rs",
    ),
    (
        "POST",
        "/dashboard/account/recovery-codes",
        "needs a code of the app: mission/m01_sign_in.rs",
    ),
    (
        "POST",
        "/dashboard/invitation/{token}",
        "needs an invitation: mission/m01_administrators.rs",
    ),
    (
        "POST",
        "/dashboard/projects/{pid}/settings/access/people/{id}/role",
        "needs a second person: mission/m02_permissions.rs",
    ),
    (
        "POST",
        "/dashboard/projects/{pid}/settings/access/people/{id}/remove",
        "needs a second person: mission/m02_permissions.rs",
    ),
    (
        "POST",
        "/dashboard/projects/{pid}/settings/access/invitations/{id}/again",
        "needs an invitation: mission/m01_administrators.rs",
    ),
    (
        "POST",
        "/dashboard/projects/{pid}/settings/access/invitations/{id}/cancel",
        "needs an invitation: mission/m01_administrators.rs",
    ),
    (
        "POST",
        "/dashboard/projects/{pid}/settings/notifications/logo",
        "needs a file: mission/m04_mails.rs",
    ),
    (
        "POST",
        "/dashboard/projects/{pid}/settings/notifications/logo/remove",
        "needs a logo: mission/m04_mails.rs",
    ),
    (
        "POST",
        "/dashboard/projects/{pid}/settings/security/query",
        "encrypts or decrypts what was typed and keeps nothing",
    ),
    (
        "PUT",
        "/v3/projects/policy",
        "asks whether the entry is there: mission/policy_versions.rs",
    ),
    (
        "POST",
        "/v3/projects/policy/undo",
        "asks whether the entry is there: mission/policy_versions.rs",
    ),
    (
        "POST",
        "/dashboard/request-access",
        "needs a helpdesk: mission/m01_sign_in.rs",
    ),
    ("POST", "/dashboard/sign-in", "needs a password: mission/m01_sign_in.rs"),
    (
        "POST",
        "/dashboard/sign-in/code",
        "needs a code of the app: mission/m01_sign_in.rs",
    ),
    (
        "POST",
        "/dashboard/sign-in/link",
        "changes nothing before the link is used",
    ),
    (
        "DELETE",
        "/v3/submission",
        "asks whether the entry is there: mission/erasure.rs",
    ),
    (
        "DELETE",
        "/v3/submission/partial",
        "asks whether the entry is there: mission/erasure.rs",
    ),
    (
        "DELETE",
        "/v3/submission/tokens",
        "asks whether the entry is there: mission/m12_private_mode.rs",
    ),
    (
        "POST",
        "/v3/submission/tokens",
        "asks whether the entry is there: mission/m12_private_mode.rs",
    ),
    (
        "POST",
        "/liveform/address",
        "asks whether the entry is there: mission/m12_injection.rs",
    ),
    (
        "POST",
        "/dashboard/projects/{pid}/submissions/{id}/capture",
        "sends the submission back to the user: mission/m11_agents.rs",
    ),
    (
        "POST",
        "/dashboard/queue/next",
        "needs an agent of the platform: mission/m11_agents.rs",
    ),
    (
        "POST",
        "/v3/submission/review",
        "needs a project that leaves its reviews to the client: mission/m11_agents.rs",
    ),
    (
        "PATCH",
        "/v3/submission",
        "needs an administrator and a decided submission: mission/m10_score.rs",
    ),
    (
        "POST",
        "/liveform/choose",
        "only states what will be shown; the document's entry says what it was",
    ),
    ("POST", "/liveform/glance", "looks at a frame and keeps nothing"),
    (
        "POST",
        "/liveform/challenge",
        "asks whether the entry is there: mission/active_liveness.rs",
    ),
    (
        "POST",
        "/liveform/challenge/{challenge}/frames",
        "the entry is of the end of a challenge: mission/active_liveness.rs",
    ),
];
