//! What is wrong with the fields of a form, to be shown where each field stands.

/// Messages by field name; the first one of a field counts.
#[derive(Debug, Default, Clone)]
pub(super) struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// Adds a message; it is shown as a sentence. A dotted name such as `mail.blind_copy` counts for `blind_copy`.
    pub(super) fn add(&mut self, field: &str, message: impl AsRef<str>) {
        let field = field.rsplit('.').next().unwrap_or(field);
        self.0.push((field.to_owned(), sentence(message.as_ref())));
    }

    /// The message at this field.
    pub(super) fn at(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, message)| message.as_str())
    }

    /// Messages at fields that are none of `fields`, so that no message goes unseen.
    pub(super) fn elsewhere(&self, fields: &'static [&'static str]) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(|(name, _)| !fields.contains(&name.as_str()))
            .map(|(_, message)| message.as_str())
    }

    /// All fields with their messages.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, message)| (name.as_str(), message.as_str()))
    }

    /// Whether nothing is wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The text with a capital letter at its start.
pub(super) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_found_at_its_field_or_among_the_others() {
        let mut errors = FieldErrors::default();
        errors.add("mail.blind_copy", "first");
        errors.add("blind_copy", "second");
        errors.add("unknown", "third");
        assert_eq!(errors.at("blind_copy"), Some("First"));
        assert_eq!(errors.elsewhere(&["blind_copy"]).collect::<Vec<_>>(), ["Third"]);
        assert!(!errors.is_empty());
    }
}
