//! The texts that people outside the company read, in every language that Argos speaks.
//!
//! The texts live in `locales/<language>/*.ftl` (Fluent) and are built into the binary. To add a text, add its key to
//! the file of every language; to add a language, add its folder and its entry in [`Language`]. The tests refuse a
//! language that lacks a key.
//!
//! The crate must not decide who is told what, and must not know where a text is shown: it returns plain text, which
//! the caller escapes.
//!
//! Start at [`Language`] and [`text`].

mod codes;
mod language;
mod texts;

pub use codes::{reject_text, retry_text};
pub use language::Language;
pub use texts::{TextValue, text};
