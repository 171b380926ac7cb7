//! The words and rules of Argos: states, transitions, checks, policy, score, codes, roles.
//!
//! Pure: no I/O, no async, no clock and no randomness of its own (both are arguments), no database or HTTP types.
//! Everything else in the workspace may use this crate; it uses none of them.
//!
//! Start at [`submission`] (the life of one verification), then [`decision`] (how checks become a verdict)
//! and [`score`] (how they become a number).

pub mod access;
pub mod alphabet;
pub mod blocked_face;
pub mod capture;
pub mod challenge;
pub mod check;
pub mod check_page;
pub mod clock;
pub mod code;
pub mod comparison;
pub mod country;
pub mod decision;
pub mod document;
pub mod document_dates;
pub mod document_facts;
pub mod document_field;
pub mod event;
pub mod explanation;
pub mod human_agreement;
pub mod id;
pub mod identity;
pub mod ip_control;
pub mod judgement;
pub mod national_number;
pub mod outline;
pub mod personal;
pub mod policy;
pub mod private_mode;
pub mod project;
pub mod recompute;
pub mod review;
pub mod role;
pub mod score;
pub mod sign_in;
pub mod simulation;
pub mod submission;
pub mod submission_limit;
pub mod waiting_period;
