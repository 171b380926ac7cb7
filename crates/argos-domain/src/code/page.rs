//! The catalogue as a page for people.

use super::{RejectCode, RetryCode};
use std::fmt::Write as _;

/// The catalogue in Markdown, as it stands in `docs/codes.md`.
#[must_use]
pub fn catalogue_page() -> String {
    let mut page = String::from(
        "# Codes\n\n\
         This page is written from the catalogue in `crates/argos-domain/src/code/` by `argos codes`; a test holds the two \
         together.\n\n\
         ## Why a submission was rejected\n\n\
         `kyc_result.commentCode` in webhooks, `kyc.commentCode` in `GET /v3/submission`. The submission has ended; the user \
         starts a new one.\n\n",
    );
    for code in RejectCode::ALL {
        entry(
            &mut page,
            code.code(),
            code.raised_by().text(),
            code.staff_text(),
            code.user_text(),
            code.remedy(),
        );
    }
    page.push_str(
        "## Why an attempt failed\n\n\
         `retryCode` in webhooks and API answers. The submission stays incomplete; after the third failed attempt it is \
         rejected with `too_many_retry`. What a reviewer raises is no failed attempt.\n\n",
    );
    for code in RetryCode::ALL {
        entry(
            &mut page,
            code.code(),
            code.raised_by().text(),
            code.staff_text(),
            code.user_text(),
            code.remedy(),
        );
    }
    // One empty line too many after the last entry.
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

fn entry(page: &mut String, code: &str, raised_by: &str, meaning: &str, user: &str, remedy: &str) {
    // Writing to a string cannot fail.
    let _ = write!(
        page,
        "### `{code}`\n\n{meaning}\n\n- Raised by: {raised_by}\n- The user reads: {user}\n- What to do: {remedy}\n\n"
    );
}
