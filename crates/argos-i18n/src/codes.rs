//! What users are told for each code of the catalogue.

use argos_domain::code::{RejectCode, RetryCode};

use crate::{Language, text};

/// Why the submission was rejected and what the user can do, in the user's language.
#[must_use]
pub fn reject_text(language: Language, code: RejectCode) -> String {
    text(language, &format!("reject-{}", code.code()), &[])
}

/// Why the attempt failed and how the next one succeeds, in the user's language.
#[must_use]
pub fn retry_text(language: Language, code: RetryCode) -> String {
    text(language, &format!("retry-{}", code.code()), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_says_what_the_catalogue_says() {
        for code in RejectCode::ALL {
            assert_eq!(reject_text(Language::English, *code), code.user_text());
        }
        for code in RetryCode::ALL {
            assert_eq!(retry_text(Language::English, *code), code.user_text());
        }
    }

    #[test]
    fn every_language_has_its_own_text_for_every_code() {
        for language in Language::ALL
            .iter()
            .copied()
            .filter(|language| *language != Language::English)
        {
            for code in RejectCode::ALL {
                let translated = reject_text(language, *code);
                assert!(
                    translated != code.user_text() && !translated.starts_with("reject-"),
                    "{}",
                    code.code()
                );
            }
            for code in RetryCode::ALL {
                let translated = retry_text(language, *code);
                assert!(
                    translated != code.user_text() && !translated.starts_with("retry-"),
                    "{}",
                    code.code()
                );
            }
        }
    }
}
