//! What tests need: the product as a process of its own, real outside systems for it to talk to, people and documents
//! to show it. For development only; no product code may depend on it.
//!
//! Start at [`customer`], which sets up a server with everything around it: webhook receiver, mailboxes, a signed-in
//! administrator, a client of the API. [`webhook_receiver`], [`mail_server`] and [`cloud`] are the outside, [`specimen`] and
//! [`faces`] make what is held into the [`camera`] of a [`browser`].
//!
//! There are two ways to run the product, on either [`database`]:
//!
//! - [`in_process_server`] (`Customer::in_process`): the real router on a real port with the real use cases, models and
//!   database in the test's process, a clock that moves only by `server.advance(…)`, and jobs that run only by
//!   `server.run_due_jobs()`, `server.run_periodic_work()` or, with time passing, `server.pass(…)`. Days take
//!   milliseconds. The way for most tests.
//! - [`server`] (`Customer::start_on`): the binary as a process of its own, for the command line, power cuts and logs.
//!
//! ```ignore
//! on_both_databases!(an_overdue_submission_is_rejected);
//!
//! async fn an_overdue_submission_is_rejected(database: Database) {
//!     let customer = Customer::in_process(database).await.unwrap();
//!     // … a failed attempt by customer.api.step1(…) …
//!     customer.server.pass(Duration::from_secs(72 * 60 * 60)).await.unwrap();
//!     let webhook = customer.told("rejected").await.unwrap(); // runs the due jobs first
//! }
//! ```

pub mod accessibility;
pub mod administrator;
pub mod api;
pub mod applicant;
pub mod authenticator;
pub mod browser;
pub mod camera;
pub mod challenge;
pub mod cloud;
pub mod customer;
pub mod dashboard_visit;
pub mod database;
pub mod decided_submissions;
pub mod disclosure;
pub mod faces;
pub mod flawed_selfie;
pub mod fuzz;
pub mod hand_set_clock;
pub mod hostile_images;
pub mod in_process_server;
pub mod liveform_visit;
pub mod mail_server;
pub mod measured_process;
pub mod moving_camera;
mod python;
pub mod readable;
pub mod recapture;
pub mod running_server;
pub mod server;
pub mod specimen;
pub mod typed_pairs;
pub mod webhook_receiver;
pub mod webhook_signature;
pub mod wire_tap;

/// An HTTP client that does what it is told: no redirects, no proxy.
#[must_use]
#[expect(clippy::expect_used, reason = "a test cannot go on without a client")]
pub fn http_client() -> reqwest::Client {
    // Needed even for plain HTTP; a second installation of the same provider is no harm.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let client = reqwest::Client::builder()
        // A kept connection may be closed by the other side at the very moment of its next use: each request gets its own.
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy();
    client.build().expect("an HTTP client can always be made")
}
