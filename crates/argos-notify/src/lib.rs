//! Everything that leaves the building: mail to people, webhooks to customers' servers.
//!
//! A webhook's address is chosen by a customer, so the crate treats it as hostile: it connects to public addresses
//! only, follows nothing, and reads and waits no more than it was told to.
//!
//! The crate must not decide that something is sent, or when it is tried again: callers hold the jobs and record each
//! outcome. It must not log what it sends, nor to whom; of an address only the host may appear in a log.
//!
//! Start at [`Mailer`] and [`WebhookSender`]; the wording of mails is made in `mail_texts.rs`.

mod access_mail;
mod access_request_mail;
mod account_mail;
mod address_filter;
mod mail;
mod mail_error;
mod mail_message;
mod mail_server;
mod mail_texts;
mod retry;
mod root_certificates;
mod webhook;
mod webhook_address;
mod webhook_error;
mod webhook_resolver;

pub use access_mail::{AccessMail, AccessOccasion};
pub use access_request_mail::AccessRequestMail;
pub use account_mail::AccountMail;
pub use address_filter::is_public;
pub use mail::{Mail, Mailer, Sent};
pub use mail_error::{MailError, MailServerError};
pub use mail_message::LOGO_SOURCE;
pub use mail_server::{MailEncryption, MailLogin, MailServer, UnknownMailEncryption};
pub use mail_texts::{MailText, MailTextError, SignInMail, SubmissionMail};
pub use retry::{RETRY_DELAYS, next_attempt_after};
pub use webhook::{DeliveryOutcome, WebhookLimits, WebhookRequest, WebhookSender};
pub use webhook_address::{LONGEST_WEBHOOK_ADDRESS, WebhookAddress, WebhookAddressError};
pub use webhook_error::{DeliveryError, WebhookSetupError};
