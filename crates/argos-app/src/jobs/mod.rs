//! Background jobs: one file each. A job may run twice; its effect must not.

mod delete_images;
mod delete_orphaned_images;
mod deliver_webhook;
mod erase_expired;
mod expire_token;
mod forget_challenges;
mod forget_sign_ins;
mod forget_webhook_secrets;
mod pack_faces;
mod renew_encryption;
mod send_access_request;
mod send_administrator_mail;
mod send_mail;
mod send_sign_in_mail;
mod time_out_submissions;

pub use delete_orphaned_images::delete_orphaned_images;
pub use erase_expired::erase_expired;
pub use forget_challenges::forget_challenges;
pub use forget_sign_ins::forget_sign_ins;
pub use forget_webhook_secrets::forget_webhook_secrets;
pub use pack_faces::pack_faces;
pub(crate) use send_administrator_mail::{AdministratorMail, enqueue_administrator_mail};
pub use time_out_submissions::time_out_submissions;

use crate::app::App;
use argos_store::ClaimedJob;
use std::time::Duration;

/// Delivers one webhook.
pub(crate) const WEBHOOK_JOB: &str = "deliver_webhook";
/// Sends one mail to an applicant.
pub(crate) const MAIL_JOB: &str = "send_mail";
/// Sends a sign-in link to an administrator.
pub(crate) const SIGN_IN_MAIL_JOB: &str = "send_sign_in_mail";
/// Sends a request for access to the operator's helpdesk.
pub(crate) const ACCESS_REQUEST_JOB: &str = "send_access_request";
/// Seals everything of a scope again under its newest key.
pub(crate) const RENEWAL_JOB: &str = "renew_encryption";
/// Deletes image files that no row names any more.
pub(crate) const DELETE_IMAGES_JOB: &str = "delete_images";
/// Sends a mail to an administrator, such as an invitation.
pub(crate) const ADMINISTRATOR_MAIL_JOB: &str = "send_administrator_mail";
/// Lets a token of a project in private mode expire.
pub(crate) const EXPIRE_TOKEN_JOB: &str = "expire_token";
/// All kinds that a worker takes beside webhooks, which have places of their own.
pub(crate) const OTHER_JOB_KINDS: &[&str] = &[
    MAIL_JOB,
    SIGN_IN_MAIL_JOB,
    ACCESS_REQUEST_JOB,
    DELETE_IMAGES_JOB,
    ADMINISTRATOR_MAIL_JOB,
    EXPIRE_TOKEN_JOB,
    RENEWAL_JOB,
];

/// How a job ended. Texts hold no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobOutcome {
    /// Done; nothing is left to do.
    Done,
    /// Failed; try again later.
    Retry {
        /// What failed.
        error: String,
        /// When to try again.
        after: Duration,
    },
    /// Failed for good.
    GivenUp {
        /// What failed.
        error: String,
    },
}

const UNREADABLE: &str = "the payload of the job cannot be read";

impl JobOutcome {
    fn unreadable() -> Self {
        Self::GivenUp {
            error: UNREADABLE.to_owned(),
        }
    }

    /// The failure of the job's `attempt`th attempt (from 1), by the common schedule over three days.
    fn failed(attempt: u32, error: String) -> Self {
        match argos_notify::next_attempt_after(attempt.saturating_sub(1)) {
            Some(after) => Self::Retry { error, after },
            None => Self::GivenUp { error },
        }
    }
}

/// Runs one job.
pub(crate) async fn run(app: &App, job: &ClaimedJob) -> JobOutcome {
    match job.kind.as_str() {
        WEBHOOK_JOB => deliver_webhook::run(app, job).await,
        MAIL_JOB => send_mail::run(app, job).await,
        SIGN_IN_MAIL_JOB => send_sign_in_mail::run(app, job).await,
        ACCESS_REQUEST_JOB => send_access_request::run(app, job).await,
        EXPIRE_TOKEN_JOB => expire_token::run(app, job).await,
        DELETE_IMAGES_JOB => delete_images::run(app, job).await,
        ADMINISTRATOR_MAIL_JOB => send_administrator_mail::run(app, job).await,
        RENEWAL_JOB => renew_encryption::run(app, job).await,
        other => JobOutcome::GivenUp {
            error: format!("no job is of the kind {other}"),
        },
    }
}
