//! What tests need: real outside systems to talk to. For development only; no product code may depend on it.
//!
//! Start at [`webhook_receiver`] and [`mail_server`].

pub mod mail_server;
pub mod webhook_receiver;
