//! Looking up a text by its key.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::Loader;
/// A value put into a text: made by `From` out of strings and numbers.
pub use fluent_templates::fluent_bundle::FluentValue as TextValue;

use crate::Language;

// Isolation marks (U+2068, U+2069) around values are switched off: they would show up in mail subjects and in copied
// addresses. A right-to-left language would need them.
fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The text with this key in this language, values filled in. It is plain text: escape it for HTML.
///
/// A key missing in the language is answered in English; a key that does not exist is answered with the key itself and
/// a warning in the log, so that a page still appears. `key` is never taken from outside.
#[must_use]
pub fn text(language: Language, key: &str, values: &[(&'static str, TextValue<'_>)]) -> String {
    let identifier = language.identifier();
    let found = if values.is_empty() {
        LOCALES.try_lookup(&identifier, key)
    } else {
        let values: HashMap<Cow<'static, str>, TextValue<'_>> = values
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
            .collect();
        LOCALES.try_lookup_with_args(&identifier, key, &values)
    };
    found.unwrap_or_else(|| {
        tracing::warn!(key, language = language.code(), "a text is missing");
        key.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_plurals_are_filled_in() {
        let left = |language, attempts: i64| text(language, "liveform-attempts-left", &[("attempts", attempts.into())]);
        assert_eq!(left(Language::English, 1), "You have one attempt left.");
        assert_eq!(left(Language::English, 2), "You have 2 attempts left.");
        assert_eq!(left(Language::Korean, 2), "남은 시도 횟수: 2회");
    }

    #[test]
    fn a_value_is_never_read_as_a_text_of_its_own() {
        let filled = text(
            Language::English,
            "mail-sign-in-project",
            &[("project", "{ $minutes } <b>".into())],
        );
        assert_eq!(filled, "You have been given access to the project { $minutes } <b>.");
    }

    #[test]
    fn a_missing_key_is_answered_with_itself() {
        assert_eq!(text(Language::Korean, "no-such-text", &[]), "no-such-text");
    }

    #[test]
    fn every_folder_of_texts_is_a_language_and_every_language_has_a_folder() {
        let mut folders: Vec<String> = LOCALES.locales().map(ToString::to_string).collect();
        folders.sort();
        let mut languages: Vec<_> = Language::ALL
            .iter()
            .map(|language| language.code().to_owned())
            .collect();
        languages.sort();
        assert_eq!(folders, languages);
    }
}
