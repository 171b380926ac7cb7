//! Made-up submissions with everything about them.

use super::{START, email, project};
use argos_app::blocked_faces::{BlockReason, BlockedFace};
use argos_app::find_submissions::{Actor, EventRecord, ImageKind, Note, SubmissionView};
use argos_app::review_queue::Claim;
use argos_app::webhooks::{DeliveryRecord, LoggedDelivery, Outlook};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::code::{RejectCode, RetryCode};
use argos_domain::country::Country;
use argos_domain::document::{DocumentData, Gender, IdType};
use argos_domain::id::AdministratorId;
use argos_domain::personal::{BirthDate, PersonalText};
use argos_domain::policy::Policy;
use argos_domain::score::ScoreVersion;
use argos_domain::submission::{
    Applicant, Approved, ChosenDocument, NewSubmission, Pending, Rejected, Reviewer, Submission, SubmissionState,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

fn read() -> DocumentData {
    DocumentData {
        id_type: Some(IdType::Passport),
        issuing_country: Country::from_alpha3("UTO").ok(),
        first_name: Some(PersonalText::new("Anna Maria")),
        last_name: Some(PersonalText::new("Eriksen")),
        gender: Some(Gender::Female),
        birth_date: Some(BirthDate(jiff::civil::date(1974, 8, 12))),
        nationality: Country::from_alpha3("UTO").ok(),
        expire_date: Some(jiff::civil::date(2032, 4, 15)),
        document_number: Some(PersonalText::new("L898902C3")),
        identity_number: Some(PersonalText::new("ZE184226B")),
        ..DocumentData::default()
    }
}

fn started(number: u8, applicant: Applicant, chosen: ChosenDocument) -> Submission {
    let new = NewSubmission {
        id: argos_domain::id::SubmissionId::from_random([number; 20]),
        project_id: project().id,
        policy_version: 3,
        applicant,
        chosen,
    };
    Submission::start(new, START.plus(Duration::from_secs(60 * u64::from(number))))
}

fn pending_submission() -> Submission {
    let applicant = Applicant {
        email: Some(email("anna@example.com")),
        user_id: Some(PersonalText::new("customer-100482")),
        custom_fields: [Some(PersonalText::new("branch 12")), None, None],
        ip_address: Some(PersonalText::new("203.0.113.9")),
        language: None,
        token_id: None,
        address: None,
        injection_action: None,
    };
    let chosen = ChosenDocument {
        id_type: Some(IdType::Passport),
        issuing_country: Country::from_alpha3("UTO").ok(),
    };
    let confirmed = DocumentData {
        last_name: Some(PersonalText::new("Eriksson")),
        issue_date: Some(jiff::civil::date(2022, 4, 16)),
        ..read()
    };
    Submission {
        read: Some(read()),
        recognition_score: Some(88.2),
        confirmed: Some(confirmed),
        state: SubmissionState::Pending(Pending {
            since: START.plus(Duration::from_secs(300)),
            argos_score: 61.4,
            failed_attempts: 1,
        }),
        ..started(5, applicant, chosen)
    }
}

/// One submission of each status.
pub(in crate::dashboard) fn submissions() -> Vec<Submission> {
    let person = |address: &str| Applicant {
        email: Some(email(address)),
        ..Applicant::default()
    };
    let named = |first: &str, last: &str, country: &str| DocumentData {
        first_name: Some(PersonalText::new(first)),
        last_name: Some(PersonalText::new(last)),
        issuing_country: Country::from_alpha3(country).ok(),
        id_type: Some(IdType::GovernmentId),
        ..DocumentData::default()
    };
    let approved = Approved {
        at: START,
        by: Reviewer::System,
        argos_score: 93.7,
        pending_at: None,
        failed_attempts: 0,
    };
    vec![
        pending_submission(),
        Submission {
            read: Some(named("Min-jun", "Kim", "KOR")),
            state: SubmissionState::Approved(approved),
            ..started(4, person("minjun.kim@example.com"), ChosenDocument::default())
        },
        Submission {
            read: Some(named("Maximiliane Charlotte", "von und zu Hohenfels-Wartenberg", "DEU")),
            state: SubmissionState::Rejected(rejected()),
            ..started(
                3,
                person("maximiliane.charlotte.hohenfels@subsidiary.example.com"),
                ChosenDocument::default(),
            )
        },
        started(2, person("newcomer@example.com"), ChosenDocument::default()),
    ]
}

fn rejected() -> Rejected {
    Rejected {
        at: START,
        by: Reviewer::Administrator("adminabcdefghijk".parse().unwrap()),
        code: RejectCode::Other,
        comment: Some(PersonalText::new("The portrait was replaced.")),
        argos_score: Some(42.0),
        pending_at: Some(START),
        failed_attempts: 0,
    }
}

/// An entry of the block-list.
pub(in crate::dashboard) fn blocked_face() -> BlockedFace {
    BlockedFace {
        submission: argos_domain::id::SubmissionId::from_random([3; 20]),
        reason: BlockReason::ForgedDocument,
        by: "adminabcdefghijk".parse().unwrap(),
        at: START,
        counts: true,
    }
}

/// The decided counterpart of [`view`].
pub(in crate::dashboard) fn rejected_view() -> SubmissionView {
    let mut view = view();
    view.submission.state = SubmissionState::Rejected(rejected());
    view
}

fn checks() -> Vec<CheckResult> {
    use CheckName as Name;
    use CheckOutcome::{Pass, Pending, Warn};
    let measured = |name, outcome, value, threshold, standing, message: &str, model: &str| {
        let check = CheckResult::measured(name, outcome, value, threshold, Standing::new(standing), message);
        if model.is_empty() { check } else { check.by_model(model) }
    };
    vec![
        measured(
            Name::DocumentImage,
            Pass,
            0.82,
            0.4,
            0.9,
            "Sharp, evenly lit, 1840 pixels wide.",
            "",
        ),
        CheckResult::plain(
            Name::DocumentPresence,
            Pass,
            "Text, a machine readable zone and a portrait were found.",
        ),
        measured(
            Name::MachineReadableZone,
            Pass,
            5.0,
            4.0,
            1.0,
            "5 of 5 check digits agree (TD3).",
            "ocr_rec 6.0",
        ),
        measured(
            Name::TextRecognition,
            Pass,
            88.2,
            70.0,
            0.8,
            "Mean confidence of the recognised text, 0 to 100.",
            "ocr_rec 6.0",
        ),
        measured(
            Name::TextAgreement,
            Warn,
            78.0,
            85.0,
            0.45,
            "Names in the zone and in print differ by one letter.",
            "",
        ),
        CheckResult::plain(Name::DocumentExpiry, Pass, "Valid for another six years."),
        measured(
            Name::UserCorrections,
            Warn,
            92.0,
            90.0,
            0.55,
            "The surname was corrected by two letters.",
            "",
        ),
        CheckResult::plain(Name::SelfieFace, Pass, "One face was found."),
        measured(
            Name::FaceMatch,
            Pending,
            74.6,
            85.0,
            0.438,
            "Similarity of the two faces, 0 to 100; between 70 and 85 a human looks.",
            "face_rec sface",
        ),
        measured(
            Name::PassiveLiveness,
            Pass,
            91.0,
            50.0,
            0.91,
            "Passive liveness signal, 0 to 100.",
            "pad_dtn",
        ),
    ]
}

/// The same, taken by the administrator who looks at it, with a colleague's note.
pub(in crate::dashboard) fn claimed_view() -> SubmissionView {
    let colleague: AdministratorId = "colleagueabcdefg".parse().unwrap();
    let mut view = view();
    view.claim = Some(Claim {
        administrator: "adminabcdefghijk".parse().unwrap(),
        email: Some(email("reviewer@example.com")),
        expires_at: view.now.plus(Duration::from_secs(900)),
    });
    view.notes = vec![Note {
        id: argos_domain::id::NoteId::from_random([1; 24]),
        administrator_id: colleague.clone(),
        written_at: view.now,
        text: PersonalText::new("Asked the branch: the seal is the new one."),
    }];
    view.people = [(colleague, email("colleague@example.com"))].into();
    view
}

/// A pending submission with everything about it.
pub(in crate::dashboard) fn view() -> SubmissionView {
    let checks = checks();
    let score = ScoreVersion::IN_FORCE.score(&checks);
    let mut submission = pending_submission();
    if let SubmissionState::Pending(facts) = &mut submission.state {
        facts.argos_score = score.value;
    }
    let event = |number: u8, action: &str, actor: Actor, detail: serde_json::Value| EventRecord {
        id: argos_domain::id::EventId::from_random([number; 24]),
        project_id: Some(submission.project_id.clone()),
        submission_id: Some(submission.id.clone()),
        at: submission.created_at.plus(Duration::from_secs(u64::from(number) * 11)),
        actor,
        address: None,
        action: action.to_owned(),
        detail,
        change: None,
    };
    let delivery = |message: u8, attempt: u32, trigger: &str, error: Option<&str>, outlook: Outlook| LoggedDelivery {
        record: DeliveryRecord {
            job_id: argos_domain::id::JobId::from_random([message; 24]),
            project_id: submission.project_id.clone(),
            submission_id: Some(submission.id.clone()),
            trigger: trigger.to_owned(),
            attempt,
            at: submission.created_at.plus(Duration::from_secs(u64::from(attempt) * 20)),
            status_code: error.is_none().then_some(204),
            duration_ms: 143,
            error: error.map(str::to_owned),
        },
        outlook,
    };
    let next = submission.created_at.plus(Duration::from_secs(600));
    SubmissionView {
        evidence: None,
        blocked_face: None,
        score: Some(score.clone()),
        checks,
        images: vec![ImageKind::IdImage, ImageKind::SelfieImage],
        events: vec![
            event(0, "created", Actor::Applicant, json!({})),
            event(
                3,
                "document_submitted",
                Actor::Applicant,
                json!({ "step": "document", "outcome": "retry" }),
            ),
            event(
                4,
                "retry",
                Actor::System,
                json!({ "retry_code": RetryCode::DocumentImageQuality, "attempts": 1 }),
            ),
            event(
                9,
                "data_confirmed",
                Actor::Applicant,
                json!({ "outcome": "warn", "agreement": 92.0 }),
            ),
            event(
                12,
                "selfie_submitted",
                Actor::Applicant,
                json!({ "step": "selfie", "argos_score": score.value }),
            ),
            event(13, "submit", Actor::System, json!({ "argos_score": score.value })),
        ],
        deliveries: vec![
            delivery(1, 1, "created", None, Outlook::Delivered),
            delivery(2, 1, "submit", Some("the receiver answered 400"), Outlook::Followed),
            delivery(
                2,
                2,
                "submit",
                Some("the connection was refused"),
                Outlook::Waiting(next),
            ),
        ],
        policy: Policy::default(),
        claim: None,
        notes: Vec::new(),
        people: BTreeMap::new(),
        now: START.plus(Duration::from_secs(3 * 60 * 60)),
        submission,
    }
}
