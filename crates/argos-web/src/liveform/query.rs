//! The address by which the Liveform is opened: known parameters, bounded.

use argos_app::liveform_query::{ENCRYPTED_ONLY, LONGEST_ENCRYPTED, LiveformQuery, PARAMETERS, is_bounded};
use argos_domain::id::ProjectId;
use url::form_urlencoded;

/// Longest query string, in bytes.
const LONGEST_QUERY: usize = 8 * 1024;
/// Parameters of the page itself; the others are those of the submission. Unknown ones are ignored.
const OF_THE_PAGE: [&str; 4] = ["pid", "lang", "encrypted", "continue"];

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
        let pairs: Vec<_> = form_urlencoded::parse(text.as_bytes()).collect();
        Self::of_pairs(&pairs)
    }

    /// Reads names and values, as [`parse`](Self::parse).
    ///
    /// # Errors
    /// [`InvalidQuery`] when one of the known values is too long or has control characters.
    pub(super) fn of_pairs<T: AsRef<str>>(pairs: &[(T, T)]) -> Result<Self, InvalidQuery> {
        let mut query = Self::default();
        for (name, value) in pairs {
            let value = value.as_ref();
            let Some(known) = known(name.as_ref()) else {
                continue;
            };
            let fits = match known {
                "encrypted" => value.len() <= LONGEST_ENCRYPTED && !value.chars().any(char::is_control),
                _ => is_bounded(value),
            };
            if !fits {
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

    /// What stands in the clear about the submission, understood.
    pub(super) fn clear(&self) -> LiveformQuery {
        LiveformQuery::from_clear(self.values.iter().map(|(name, value)| (*name, value.as_str())))
    }

    /// The parameters about the submission as they stand in the clear.
    pub(super) fn clear_texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let of_submission = self.values.iter().filter(|(name, _)| !OF_THE_PAGE.contains(name));
        of_submission.map(|(name, value)| (*name, value.as_str()))
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

fn known(name: &str) -> Option<&'static str> {
    let of_submission = PARAMETERS.into_iter().filter(|known| !ENCRYPTED_ONLY.contains(known));
    OF_THE_PAGE
        .into_iter()
        .chain(of_submission)
        .find(|known| *known == name)
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
        assert_eq!(query.clear().selected_country.map(String::from).as_deref(), Some("KOR"));
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
            format!("encrypted={}", "A".repeat(4097)),
        ] {
            assert!(Query::parse(&bad).is_err(), "{bad}");
        }
        assert!(Query::parse(&format!("cf1={}", "%EA%B0%80".repeat(200))).is_ok());
        assert!(Query::parse(&format!("encrypted={}", "A".repeat(4096))).is_ok());
        let only_encrypted = Query::parse("allowedCountries=USA&startValidUntil=2020-01-01").unwrap_or_default();
        assert_eq!(only_encrypted.clear_texts().count(), 0);
        assert_eq!(
            Query::parse("pid=../etc").unwrap_or_default().project(),
            Some(Err(InvalidQuery))
        );
        assert!(Query::parse("").unwrap_or_default().project().is_none());
    }
}
