//! Personal text: it can be read on purpose, never printed by accident.

use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

/// Text about a person. No `Display`; `Debug` is masked; wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonalText(#[serde(with = "zeroizing_text")] Zeroizing<String>);

impl PersonalText {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Wraps a text that people typed: trimmed, inner white space made single, control characters dropped.
    /// `None` when nothing is left.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        (!clean.is_empty()).then(|| Self::new(clean))
    }

    /// The text itself. Never pass it to a log.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonalText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PersonalText(***)")
    }
}

/// A birth date: a date with a masked `Debug`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BirthDate(pub jiff::civil::Date);

impl BirthDate {
    /// Full years lived on `today`; negative when born later.
    #[must_use]
    pub fn age_on(self, today: jiff::civil::Date) -> i16 {
        let years = today.year() - self.0.year();
        if (today.month(), today.day()) < (self.0.month(), self.0.day()) {
            years - 1
        } else {
            years
        }
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BirthDate(***)")
    }
}

/// The age of a face as it was estimated, in years: with a masked `Debug`, as the age of a person is.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub struct EstimatedAge(f64);

impl EstimatedAge {
    /// An age of 0 to 150 years; `None` for any other number.
    #[must_use]
    pub fn of_years(years: f64) -> Option<Self> {
        (0.0..=150.0).contains(&years).then_some(Self(years))
    }

    /// The years. Never pass them to a log.
    #[must_use]
    pub const fn years(self) -> f64 {
        self.0
    }

    /// The years rounded to whole ones, as they are compared and told.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "the years lie between 0 and 150")]
    pub fn whole_years(self) -> i16 {
        self.0.round() as i16
    }
}

impl fmt::Debug for EstimatedAge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EstimatedAge(***)")
    }
}

/// An e-mail address that a message can be sent to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(PersonalText);

/// A text that is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address: something like name@example.com is expected")]
pub struct InvalidEmailAddress;

impl EmailAddress {
    /// Checks the shape: one `@`, no spaces or control characters, a dot in the domain or `localhost`, at most 254 bytes.
    ///
    /// # Errors
    /// [`InvalidEmailAddress`] when the shape is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidEmailAddress> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmailAddress)?;
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c);
        let domain_is_fine = (domain.contains('.') || domain == "localhost")
            && domain.split('.').all(|label| !label.is_empty() && label.len() <= 63)
            && domain.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.');
        if local.is_empty()
            || local.len() > 64
            || text.len() > 254
            || text.chars().any(forbidden)
            || local.contains('@')
            || !domain_is_fine
        {
            return Err(InvalidEmailAddress);
        }
        Ok(Self(PersonalText::new(text)))
    }

    /// The address itself. Never pass it to a log.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Lower-case form by which two spellings of one address are compared.
    #[must_use]
    pub fn normalised(&self) -> PersonalText {
        PersonalText::new(self.0.expose().to_lowercase())
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmailAddress;
    fn try_from(text: String) -> Result<Self, InvalidEmailAddress> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.expose().to_owned()
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EmailAddress(***)")
    }
}

mod zeroizing_text {
    use serde::{Deserialize, Deserializer, Serializer};
    use zeroize::Zeroizing;

    pub fn serialize<S: Serializer>(text: &Zeroizing<String>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
        String::deserialize(deserializer).map(Zeroizing::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_is_masked_when_printed() {
        let printed = format!(
            "{:?} {:?} {:?} {:?}",
            PersonalText::new("Anna"),
            BirthDate(jiff::civil::date(1974, 8, 12)),
            EstimatedAge::of_years(47.0).unwrap(),
            EmailAddress::parse("anna@example.com").unwrap()
        );
        assert!(
            !["Anna", "1974", "47", "anna"].iter().any(|told| printed.contains(told)),
            "{printed}"
        );
    }

    #[test]
    fn typed_text_is_tidied_and_empty_text_is_nothing() {
        assert_eq!(
            PersonalText::typed("  Anna \u{7} Maria\n").unwrap().expose(),
            "Anna Maria"
        );
        assert!(PersonalText::typed(" \t\n").is_none());
    }

    #[test]
    fn addresses_are_checked_for_shape() {
        for good in ["a@b.co", "first.last+tag@sub.example.com", "me@localhost"] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@b.co",
            "a b@c.de",
            "a@b",
            "a@b..de",
            "a@b.de\r\nBcc: x@y.zz",
            "a@b@c.de",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_estimated_age_is_a_number_of_years_that_people_reach() {
        for wrong in [-0.1, 150.1, f64::NAN, f64::INFINITY] {
            assert_eq!(EstimatedAge::of_years(wrong), None);
        }
        let age = EstimatedAge::of_years(41.5).unwrap();
        assert!((age.years() - 41.5).abs() < 1e-9);
        assert_eq!(age.whole_years(), 42);
    }

    #[test]
    fn age_counts_full_years() {
        let born = BirthDate(jiff::civil::date(2000, 2, 29));
        assert_eq!(born.age_on(jiff::civil::date(2018, 2, 28)), 17);
        assert_eq!(born.age_on(jiff::civil::date(2018, 3, 1)), 18);
    }
}
