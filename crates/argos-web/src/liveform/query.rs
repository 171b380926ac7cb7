//! The address by which the Liveform is opened: known parameters, bounded.

use argos_domain::country::Country;
use argos_domain::document::IdType;
use argos_domain::id::ProjectId;
use url::form_urlencoded;

/// Longest query string, in bytes.
const LONGEST_QUERY: usize = 8 * 1024;
/// Longest value, in characters.
const LONGEST_VALUE: usize = 200;
/// Parameters that the Liveform knows; others are ignored.
const KNOWN: [&str; 9] = [
    "pid",
    "lang",
    "email",
    "userid",
    "cf1",
    "cf2",
    "cf3",
    "selectedIssuingCountry",
    "selectedIdType",
];

/// The parameters of the address.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Query {
    values: Vec<(&'static str, String)>,
}

/// An address that nobody was given: a value too long, or with control characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InvalidQuery;

impl Query {
    /// Reads a query string; the first of several values of one parameter counts.
    ///
    /// # Errors
    /// [`InvalidQuery`] when it or one of its known values is too long or has control characters.
    pub(super) fn parse(text: &str) -> Result<Self, InvalidQuery> {
        if text.len() > LONGEST_QUERY {
            return Err(InvalidQuery);
        }
        let mut query = Self::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let Some(known) = KNOWN.into_iter().find(|known| *known == name) else {
                continue;
            };
            if !is_bounded(&value) {
                return Err(InvalidQuery);
            }
            let value = value.trim();
            if !value.is_empty() && query.get(known).is_none() {
                query.values.push((known, value.to_owned()));
            }
        }
        Ok(query)
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The project; `None` when there is no `pid`, an error when it cannot be one.
    pub(super) fn project(&self) -> Option<Result<ProjectId, InvalidQuery>> {
        self.get("pid").map(|pid| pid.parse().map_err(|_| InvalidQuery))
    }

    /// Country chosen in advance; a code that no country has is as good as none.
    pub(super) fn selected_country(&self) -> Option<Country> {
        Country::from_alpha3(self.get("selectedIssuingCountry")?).ok()
    }

    /// Kind of document chosen in advance.
    pub(super) fn selected_kind(&self) -> Option<IdType> {
        IdType::from_name(self.get("selectedIdType")?)
    }

    /// The query string again, with another language.
    pub(super) fn with_language(&self, code: &str) -> String {
        let others = self
            .values
            .iter()
            .filter(|(name, _)| *name != "lang")
            .map(|(name, value)| (*name, value.as_str()));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(others)
            .append_pair("lang", code)
            .finish()
    }
}

/// Whether a text from outside is short enough and free of control characters.
pub(super) fn is_bounded(text: &str) -> bool {
    text.chars().count() <= LONGEST_VALUE && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_parameters_are_read_and_written_again() {
        let query = Query::parse(
            "pid=abcd2345&utm=x&email=anna%2Bx@example.com&lang=en&userid=%26%3D&pid=other&selectedIssuingCountry=kor",
        )
        .unwrap_or_default();
        assert_eq!(query.project(), Some(Ok("abcd2345".parse().unwrap())));
        assert_eq!(query.get("email"), Some("anna+x@example.com"));
        assert_eq!(query.selected_country().map(String::from).as_deref(), Some("KOR"));
        assert_eq!(query.get("utm"), None);
        let again = query.with_language("ko");
        assert_eq!(
            again,
            "pid=abcd2345&email=anna%2Bx%40example.com&userid=%26%3D&selectedIssuingCountry=kor&lang=ko"
        );
        assert_eq!(
            Query::parse(&again)
                .ok()
                .and_then(|query| query.get("userid").map(str::to_owned))
                .as_deref(),
            Some("&=")
        );
    }

    #[test]
    fn hostile_addresses_are_refused() {
        for bad in [
            format!("cf1={}", "가".repeat(201)),
            format!("x={}", "a".repeat(9000)),
            "email=a%0d%0ab".to_owned(),
            "userid=%00".to_owned(),
        ] {
            assert!(Query::parse(&bad).is_err(), "{bad}");
        }
        assert!(Query::parse(&format!("cf1={}", "%EA%B0%80".repeat(200))).is_ok());
        assert_eq!(
            Query::parse("pid=../etc").unwrap_or_default().project(),
            Some(Err(InvalidQuery))
        );
        assert!(Query::parse("").unwrap_or_default().project().is_none());
    }
}
