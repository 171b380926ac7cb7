//! Use cases: one file for each thing that people or machines do with Argos, and one for each background job.
//!
//! A use case owns its transaction: in that one transaction it changes state, writes the event log and enqueues the
//! webhooks and mails that follow. No HTTP types and no SQL here; rules live in `argos-domain`, measurements in
//! `argos-vision`. Start at [`App`], then [`submit_document`] and [`submit_selfie`].

pub mod access;
pub mod account;
pub mod accuracy;
pub mod active_liveness;
pub mod ask_for_capture;
pub mod automatic_decision;
pub mod blocked_faces;
pub mod capture;
pub mod change_policy;
pub mod choose_document;
pub mod confirm_data;
pub mod correct_submission;
pub mod data_keys;
pub mod erase_submission;
pub mod evaluation;
pub mod explain_submission;
pub mod face_search;
pub mod field_evidence;
pub mod find_submissions;
pub mod glance;
pub mod health;
pub mod inject_address;
pub mod ip_control;
pub mod jobs;
pub mod liveform_page;
pub mod liveform_query;
pub mod liveform_session;
pub mod mail_preview;
pub mod platform_agents;
pub mod policy_history;
pub mod private_tokens;
pub mod project_events;
pub mod project_logo;
pub mod project_settings;
pub mod projects;
pub mod read;
pub mod request_access;
pub mod review_access;
pub mod review_agreement;
pub mod review_by_client;
pub mod review_notes;
pub mod review_queue;
pub mod review_submission;
pub mod sealing_keys;
pub mod sign_in;
pub mod simulate_policy;
pub mod start_liveform;
pub mod start_submission;
pub mod submit_document;
pub mod submit_selfie;
pub mod try_liveform_query;
pub mod verify;
pub mod vision_pool;
pub mod webhooks;
pub mod worker;

mod app;
mod caller;
mod deliveries_under_way;
mod duplicate_face;
mod error;
mod event_log;
mod face_galleries;
mod one_person;
mod password_pool;
mod private_mode;
mod publication;
mod running_session;
mod sealed_form;
mod selfie_outcome;
mod submission_limit;
mod submission_policy;
mod told;
mod waiting_period;
mod webhook_payload;

pub use app::{App, AppParts, SystemClock};
pub use argos_crypto::SecretToken;
pub use argos_vision::ModelDescription;
pub use caller::{Caller, Staff};
pub use error::AppError;
pub use sealed_form::{OpenError, open_sealed, sealed_json};
pub use webhook_payload::submission_json;
