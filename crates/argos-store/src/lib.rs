//! Everything that Argos keeps: projects, submissions, images, jobs, the event log, administrators.
//!
//! Tables lie in SQLite (or PostgreSQL), images as encrypted blobs in a folder or in a bucket of an S3 server. Personal
//! data and job payloads are sealed with the project's data key before they leave the process. The crate decides
//! nothing: it must not hold business rules, read the clock or write personal data to a log, and no SQL leaves it.
//!
//! Start at [`Store`], which opens everything, and [`Tx`], the transaction on which every query is a method. Each file
//! holds the queries of one kind of thing, with their SQL in constants beside them; `engine.rs` and `dialect.rs` are the
//! only places that know which database is behind them, `sealing.rs` and `keyring.rs` the only ones that touch keys.
//! `sealed_submissions.rs` is about what only the customer's SecretKey opens.
//!
//! What belongs to a project is asked for with the project's id; with another project's id nothing is found.

mod administrators;
mod approved_faces;
mod attempt_windows;
mod automatic_decisions;
mod blob_location;
mod blobs;
mod blocked_faces;
mod checks;
mod credentials;
mod data_keys;
mod deliveries;
mod dialect;
mod engine;
mod erasure;
mod error;
mod event_list;
mod event_log;
mod faces;
mod identities;
mod image_renewal;
mod images;
mod invitations;
mod job_outcomes;
mod jobs;
mod keyring;
mod liveness_challenges;
mod narrowings;
mod notes;
mod orphaned_images;
mod packed_faces;
mod personal_text;
mod platform_agents;
mod policies;
mod private_tokens;
mod project_logos;
mod projects;
mod readings;
mod renewal;
mod review_claims;
mod row;
mod sealed_columns;
mod sealed_submissions;
mod sealing;
mod sealing_keys;
mod sessions;
mod sign_in_links;
mod store;
mod submission_list;
mod submission_state;
mod submissions;
mod transaction;
mod value;
mod waiting_jobs;
mod webhook_secrets;

pub use administrators::{Administrator, Member};
pub use approved_faces::{ApprovedFace, MOST_NUMBERED_FACES, RemovedFace};
pub use attempt_windows::{AttemptAnswer, AttemptLimit};
pub use automatic_decisions::{AutomaticDecision, DecisionCursor, StoredDecision};
pub use blob_location::{BlobLocation, Bucket};
pub use blocked_faces::{BlockedFace, BlockedTemplate};
pub use credentials::{Credential, StoredTotp};
pub use data_keys::{NewKeyVersion, StoredKey};
pub use deliveries::{
    DeliveryCursor, DeliveryFilter, DeliveryPage, DeliveryRecord, LONGEST_DELIVERY_PAGE, LoggedDelivery, Outlook,
};
pub use error::StoreError;
pub use event_list::{ActorFilter, EventFilter, EventPage, LONGEST_EVENT_PAGE};
pub use event_log::{Actor, EventRecord};
pub use faces::{FaceKind, FaceTemplate};
pub use identities::{IdentityRecord, SameIdentity};
pub use images::{ImageKind, StoredImage};
pub use invitations::Invitation;
pub use job_outcomes::JobState;
pub use jobs::{ClaimedJob, MAXIMUM_EXCEPTIONS, MAXIMUM_KINDS, NewJob};
pub use liveness_challenges::{ChallengeStanding, LivenessChallenge};
pub use notes::Note;
pub use packed_faces::{PACKED_APPROVALS, PackedFaces};
pub use policies::PolicyRecord;
pub use private_tokens::{PrivateToken, TokenPage};
pub use projects::ProjectSecrets;
pub use renewal::{Renewal, UnreadableValue};
pub use review_claims::{ClaimAnswer, QueueCursor, ReviewClaim};
pub use sealed_columns::{ValueCount, registered_columns};
pub use sealed_submissions::open_sealed_record;
pub use sealing_keys::SealingKey;
pub use sessions::Session;
pub use store::{Store, StoreConfig};
pub use submission_list::{Cursor, LONGEST_PAGE, SubmissionFilter, SubmissionOrder, SubmissionPage};
pub use submissions::StoredSubmission;
pub use transaction::Tx;
pub use waiting_jobs::WaitingJobs;
