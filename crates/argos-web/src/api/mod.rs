//! The REST API, wire-compatible with the reference product: base path `/v3`, key in `x-api-key`.

mod applicant;
mod authentication;
mod edit;
mod erasure;
mod error;
mod image;
mod openapi;
mod policy;
mod review;
mod settings;
mod step;
mod step_form;
mod submission;
mod tokens;

use crate::routes::{Routes, delete, get, post, put};
use axum::extract::DefaultBodyLimit;

/// Largest request of a step: two images of 20 MiB and some text.
const LARGEST_STEP: usize = 42 * 1024 * 1024;

/// Routes below `/v3`.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .route(
            "/submission",
            get(submission::find)
                .patch(edit::patch)
                .delete(erasure::whole)
                .layer(DefaultBodyLimit::max(edit::LONGEST_EDIT)),
        )
        .route("/submission/partial", delete(erasure::partial))
        .route(
            "/submission/tokens",
            get(tokens::find)
                .post(tokens::register)
                .delete(tokens::delete)
                .layer(DefaultBodyLimit::max(tokens::LONGEST_REQUEST)),
        )
        .route("/submission/applicant", get(applicant::find))
        .route(
            "/submission/review",
            post(review::decide).layer(DefaultBodyLimit::max(edit::LONGEST_EDIT)),
        )
        .route("/image", get(image::download))
        .route("/projects/settings", get(settings::show))
        .route(
            "/projects/policy",
            put(policy::replace).layer(DefaultBodyLimit::max(policy::LONGEST_REQUEST)),
        )
        .route("/projects/policy/versions", get(policy::versions))
        .route("/projects/policy/comparison", get(policy::compare))
        .route(
            "/projects/policy/undo",
            post(policy::undo).layer(DefaultBodyLimit::max(policy::LONGEST_REQUEST)),
        )
        .route("/openapi.json", get(openapi::document))
        .route(
            "/submission/step1",
            post(step::document).layer(DefaultBodyLimit::max(LARGEST_STEP)),
        )
        .route(
            "/submission/step2",
            post(step::selfie).layer(DefaultBodyLimit::max(LARGEST_STEP)),
        )
        .fallback(error::unknown_path)
}
