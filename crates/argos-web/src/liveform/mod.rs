//! The Liveform: the hosted page on which a person proves who they are, and the requests that its scripts make.
//!
//! Start at [`routes`]. The page is `page`, opened by the address that `query` reads. Its scripts begin with `start`;
//! every later request carries the bearer token that `session` resolves. Which step is due is decided by the use cases.

mod address;
mod capture_form;
mod challenge;
mod choice;
mod confirm;
mod document;
mod error;
mod glance;
mod handover;
mod message;
mod page;
mod page_data;
mod query;
mod selfie;
mod session;
mod standing;
mod start;
mod wording;

use crate::routes::{Routes, get, post};
use axum::extract::DefaultBodyLimit;

/// Longest JSON request: short texts only.
const LONGEST_JSON: usize = 16 * 1024;
/// Largest frame of a glance.
const LARGEST_FRAME: usize = 200 * 1024;

/// The page at `/` and the requests of its scripts.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .route("/", get(page::show))
        .route(
            "/liveform/start",
            post(start::start).layer(DefaultBodyLimit::max(LONGEST_JSON)),
        )
        .route(
            "/liveform/address",
            post(address::save).layer(DefaultBodyLimit::max(address::LONGEST_FORM)),
        )
        .route("/liveform/state", get(standing::tell))
        .route(
            "/liveform/choose",
            post(choice::choose).layer(DefaultBodyLimit::max(LONGEST_JSON)),
        )
        .route(
            "/liveform/glance",
            post(glance::look).layer(DefaultBodyLimit::max(LARGEST_FRAME)),
        )
        .route(
            "/liveform/document",
            post(document::submit).layer(DefaultBodyLimit::max(capture_form::LARGEST_FORM)),
        )
        .route(
            "/liveform/confirm",
            post(confirm::confirm).layer(DefaultBodyLimit::max(LONGEST_JSON)),
        )
        .route(
            "/liveform/challenge",
            post(challenge::start).layer(DefaultBodyLimit::max(LONGEST_JSON)),
        )
        .route(
            "/liveform/challenge/{challenge}/frames",
            post(challenge::frames).layer(DefaultBodyLimit::max(challenge::LARGEST_BATCH)),
        )
        .route(
            "/liveform/selfie",
            post(selfie::submit).layer(DefaultBodyLimit::max(capture_form::LARGEST_FORM)),
        )
        .fallback(message::no_such_page)
}
