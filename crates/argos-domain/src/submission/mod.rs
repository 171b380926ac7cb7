//! One verification of one person, from the first page to the decision.

mod address;
mod correction;
mod erasure;
mod narrowing;
mod overrides;
mod sealed;
mod state;

pub use address::Address;
pub use erasure::{DataField, Erased, Part, PartialErasure};
pub use narrowing::Narrowing;
pub use overrides::RuleOverrides;
pub use sealed::{Sealed, SealedRecord};
pub use state::{
    Approved, CaptureRequest, Decision, IllegalTransition, Incomplete, LastFailure, MAXIMUM_ATTEMPTS, Pending,
    RETRY_TIMEOUT, Rejected, Reviewer, SubmissionState, Transition,
};

use crate::clock::Timestamp;
use crate::country::Country;
use crate::document::{DocumentData, IdType};
use crate::id::{ApplicantId, ProjectId, SubmissionId};
use crate::personal::{EmailAddress, PersonalText};
use serde::{Deserialize, Serialize};

/// What is known of the person before any document was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Applicant {
    /// Where mails go.
    pub email: Option<EmailAddress>,
    /// The customer's own id of the user.
    pub user_id: Option<PersonalText>,
    /// `cf1`, `cf2`, `cf3`: free fields of the customer, echoed back.
    pub custom_fields: [Option<PersonalText>; 3],
    /// Address from which the submission came.
    pub ip_address: Option<PersonalText>,
    /// Code of the language in which the person reads, such as `ko`.
    pub language: Option<String>,
    /// One-time token by which the person came.
    pub token_id: Option<PersonalText>,
    /// Where the person lives, added by link.
    pub address: Option<Address>,
    /// How something was added after the start: `addveri` for an address.
    pub injection_action: Option<String>,
}

/// What the user chose, or the customer gave, before the document was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChosenDocument {
    /// Kind of document.
    pub id_type: Option<IdType>,
    /// Issuing country.
    pub issuing_country: Option<Country>,
}

/// A submission with its state and the data gathered so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// The project that it belongs to.
    pub project_id: ProjectId,
    /// Version of the policy that decides it, pinned at the start.
    pub policy_version: u32,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The person.
    pub applicant: Applicant,
    /// The document that was chosen.
    pub chosen: ChosenDocument,
    /// What was read from the document.
    pub read: Option<DocumentData>,
    /// Confidence of the reading, 0..100.
    pub recognition_score: Option<f64>,
    /// What the user confirmed or corrected.
    pub confirmed: Option<DocumentData>,
    /// What staff or the customer's server corrected afterwards; it goes before what the user confirmed.
    pub corrected: Option<DocumentData>,
    /// Where it stands.
    pub state: SubmissionState,
    /// What was erased of it.
    pub erased: Erased,
    /// What it has in place of its personal text, once that is sealed.
    pub sealed: Option<Sealed>,
    /// The person that it belongs to, once it is decided. Written with the decision, not by saving the submission.
    pub applicant_id: Option<ApplicantId>,
    /// Keyed hash of name, birth date and nationality, written together with the applicant.
    pub duplicated_information: Option<String>,
}

/// Everything needed to start a submission.
#[derive(Debug, Clone)]
pub struct NewSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// The project that it belongs to.
    pub project_id: ProjectId,
    /// Version of the policy in force.
    pub policy_version: u32,
    /// The person.
    pub applicant: Applicant,
    /// The document that was chosen.
    pub chosen: ChosenDocument,
}

impl Submission {
    /// Starts a submission; publish [`SubmissionEvent::Created`](crate::event::SubmissionEvent::Created) with it.
    #[must_use]
    pub fn start(new: NewSubmission, now: Timestamp) -> Self {
        Self {
            id: new.id,
            project_id: new.project_id,
            policy_version: new.policy_version,
            created_at: now,
            updated_at: now,
            applicant: new.applicant,
            chosen: new.chosen,
            read: None,
            recognition_score: None,
            confirmed: None,
            corrected: None,
            state: SubmissionState::start(),
            erased: Erased::default(),
            sealed: None,
            applicant_id: None,
            duplicated_information: None,
        }
    }

    /// The data that count: what was corrected, else what the user confirmed, else what was read.
    #[must_use]
    pub fn final_data(&self) -> Option<&DocumentData> {
        self.corrected
            .as_ref()
            .or(self.confirmed.as_ref())
            .or(self.read.as_ref())
    }
}
