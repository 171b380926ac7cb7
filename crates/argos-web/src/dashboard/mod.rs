//! The dashboard: where a company's staff see submissions, decide pending ones and change settings.
//!
//! Server-rendered pages that work without JavaScript; small modules add comfort. Start at [`routes`].
//! Access is decided by types: a handler that takes [`in_project::InProject`] is only reached by an administrator with
//! that permission, and one that takes [`form::ProtectedForm`] only by a form that this session was given.

mod account;
mod browser_name;
mod days;
mod delivery_row;
mod error_page;
mod event_words;
mod events;
mod field_errors;
mod form;
mod frame;
mod in_project;
mod invitation;
mod page;
mod platform_agent;
mod projects;
mod request_access;
mod review;
mod session_cookie;
mod settings;
mod sign_in;
mod signed_in;
mod submission;
mod submissions;
mod upload;
mod visitor;
mod wording;

#[cfg(test)]
mod sample;

use crate::routes::{Routes, get, post};
use axum::extract::DefaultBodyLimit;

/// Forms of the dashboard are small; anything longer is not one of them.
const LONGEST_FORM: usize = 64 * 1024;

/// All pages under `/dashboard`.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .route("/", get(projects::choose))
        .route("/sign-in", get(sign_in::ask).post(sign_in::with_password))
        .route("/sign-in/link", get(sign_in::ask).post(sign_in::link::send))
        .route("/sign-in/code", get(sign_in::code::ask).post(sign_in::code::take))
        .route(
            "/sign-in/{token}",
            get(sign_in::link::confirm).post(sign_in::link::redeem),
        )
        .route("/sign-out", post(sign_in::sign_out))
        .route("/invitation/{token}", get(invitation::show).post(invitation::accept))
        .route("/request-access", get(request_access::ask).post(request_access::send))
        .nest("/account", account_routes())
        .route("/queue", get(review::show_platform))
        .route(
            "/queue/next",
            get(review::back_to_platform_queue).post(review::take_next_of_platform),
        )
        .route("/projects/{pid}", get(projects::open))
        .route("/projects/{pid}/submissions", get(submissions::list))
        .route("/projects/{pid}/submissions/{id}", get(submission::show))
        .route(
            "/projects/{pid}/submissions/{id}/decision",
            get(submission::back_to_page).post(submission::decision::decide),
        )
        .route("/projects/{pid}/review", get(review::show))
        .route(
            "/projects/{pid}/review/next",
            get(review::back_to_queue).post(review::take_next),
        )
        .route(
            "/projects/{pid}/submissions/{id}/claim",
            get(submission::back_to_page).post(submission::claim::take),
        )
        .route(
            "/projects/{pid}/submissions/{id}/capture",
            get(submission::back_to_page).post(submission::capture::ask),
        )
        .route(
            "/projects/{pid}/submissions/{id}/release",
            get(submission::back_to_page).post(submission::claim::release),
        )
        .route(
            "/projects/{pid}/submissions/{id}/notes",
            get(submission::back_to_page).post(submission::claim::write_note),
        )
        .route(
            "/projects/{pid}/submissions/{id}/webhook",
            get(submission::back_to_page).post(submission::webhook::resend),
        )
        .route(
            "/projects/{pid}/submissions/{id}/edit",
            get(submission::edit::show).post(submission::edit::save),
        )
        .route(
            "/projects/{pid}/submissions/{id}/status",
            get(submission::back_to_page).post(submission::decision::change),
        )
        .route(
            "/projects/{pid}/submissions/{id}/block-face",
            get(submission::back_to_page).post(submission::block_face::block),
        )
        .route(
            "/projects/{pid}/submissions/{id}/delete",
            get(submission::erasure::ask).post(submission::erasure::erase),
        )
        .route(
            "/projects/{pid}/submissions/{id}/images/{kind}",
            get(submission::image::download),
        )
        .route("/projects/{pid}/events", get(events::list))
        .route("/projects/{pid}/settings", get(settings::general::show))
        .nest("/projects/{pid}/settings/access", access_routes())
        .nest("/projects/{pid}/settings/policy", policy_routes())
        .route(
            "/projects/{pid}/settings/review",
            get(settings::review::show).post(settings::review::save),
        )
        .route("/projects/{pid}/settings/block-list", get(settings::block_list::show))
        .route(
            "/projects/{pid}/settings/block-list/{id}/remove",
            get(settings::block_list::back_to_page).post(settings::block_list::remove),
        )
        .nest("/projects/{pid}/settings/notifications", notification_routes())
        .route(
            "/projects/{pid}/settings/liveform",
            get(settings::liveform::show).post(settings::liveform::save),
        )
        .route(
            "/projects/{pid}/settings/security",
            get(settings::security::show).post(settings::security::save),
        )
        .route(
            "/projects/{pid}/settings/security/query",
            get(settings::query_tool::show).post(settings::query_tool::run),
        )
        .route(
            "/projects/{pid}/settings/retention",
            get(settings::retention::show).post(settings::retention::save),
        )
        .route(
            "/projects/{pid}/settings/private-mode",
            get(settings::private_mode::show).post(settings::private_mode::save),
        )
        .route(
            "/projects/{pid}/settings/secret-key",
            get(settings::secret_key::show).post(settings::secret_key::begin),
        )
        .route(
            "/projects/{pid}/settings/secret-key/end",
            get(settings::back_to_page).post(settings::secret_key::end),
        )
        .route(
            "/projects/{pid}/settings/keys",
            get(settings::back_to_page).post(settings::keys::reveal),
        )
        .nest("/projects/{pid}/settings/webhooks", webhook_routes())
        .fallback(error_page::not_found)
        .method_not_allowed_fallback(error_page::not_found)
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
}

/// What a project sends its users.
fn notification_routes() -> Routes {
    use settings::{logo, mail_preview, notifications};
    let largest_form = argos_app::project_logo::LARGEST_LOGO + LONGEST_FORM;
    Routes::new()
        .route("/", get(notifications::show).post(notifications::save))
        .route(
            "/logo",
            get(logo::show)
                .post(logo::save)
                .layer(DefaultBodyLimit::max(largest_form)),
        )
        .route("/logo/remove", get(logo::back_to_page).post(logo::remove))
        .route("/preview", get(mail_preview::show))
        .route("/preview/mail", get(mail_preview::mail))
        .route("/preview/send", get(logo::back_to_page).post(mail_preview::send))
}

/// The policy of a project and its versions.
fn policy_routes() -> Routes {
    use settings::{policy, policy_history, policy_rules};
    Routes::new()
        .route("/", get(policy::show).post(policy::save))
        .route("/try", get(settings::try_policy::show))
        .route("/agreement", get(settings::agreement::show))
        .route("/history", get(policy_history::list))
        .route("/comparison", get(policy_history::compare))
        .route("/rules", get(policy_rules::show).post(policy_rules::save))
        .route("/undo", get(policy_history::back_to_list).post(policy_history::undo))
}

/// A project's webhooks.
fn webhook_routes() -> Routes {
    use settings::webhooks::{back_to_page, hurry, replace_secret, resend, save_encryption, send_test, show};
    Routes::new()
        .route("/", get(show))
        .route("/test", get(back_to_page).post(send_test))
        .route("/encryption", get(back_to_page).post(save_encryption))
        .route("/secret", get(back_to_page).post(replace_secret))
        .route("/waiting", get(back_to_page).post(hurry))
        .route("/messages/{message}/resend", get(back_to_page).post(resend))
}

/// Who has access to a project.
fn access_routes() -> Routes {
    use settings::access::{self, back_to_page, invitations, people, webhook};
    Routes::new()
        .route("/", get(access::show).post(people::add))
        .route("/webhook", get(back_to_page).post(webhook::save))
        .route("/people/{id}/role", get(back_to_page).post(people::change_role))
        .route("/people/{id}/remove", get(back_to_page).post(people::remove))
        .route("/invitations/{id}/again", get(back_to_page).post(invitations::again))
        .route("/invitations/{id}/cancel", get(back_to_page).post(invitations::cancel))
}

/// An administrator's own account.
fn account_routes() -> Routes {
    use account::{authenticator_app, back_to_page, password, sessions};
    Routes::new()
        .route("/", get(account::show))
        .route("/password", get(back_to_page).post(password::save))
        .route("/app", get(authenticator_app::show).post(authenticator_app::begin))
        .route("/app/confirm", get(back_to_page).post(authenticator_app::confirm))
        .route("/app/remove", get(back_to_page).post(authenticator_app::remove))
        .route("/recovery-codes", get(back_to_page).post(authenticator_app::new_codes))
        .route("/sessions/{id}/end", get(back_to_page).post(sessions::end))
        .route("/sessions/end-others", get(back_to_page).post(sessions::end_others))
}
