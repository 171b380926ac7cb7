//! Countries by ISO 3166-1 alpha-3, as every interface of Argos writes them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `ALPHA3 ALPHA2 English name`, one country a line, sorted by alpha-3 code.
const COUNTRIES: &str = include_str!("countries.txt");

/// Codes of ICAO 9303 part 3 section 5 that are no ISO 3166 countries but stand in documents.
const DOCUMENT_ONLY: [(&str, &str); 22] = [
    ("GBD", "British Overseas Territories Citizen"),
    ("GBN", "British National (Overseas)"),
    ("GBO", "British Overseas Citizen"),
    ("GBP", "British Protected Person"),
    ("GBS", "British Subject"),
    ("RKS", "Kosovo"),
    ("XKX", "Kosovo"),
    ("EUE", "European Union"),
    ("UNO", "United Nations Organization"),
    ("UNA", "United Nations specialised agency"),
    ("UNK", "United Nations Mission in Kosovo"),
    ("XOM", "Sovereign Military Order of Malta"),
    ("XXA", "Stateless person"),
    ("XXB", "Refugee"),
    ("XXC", "Refugee (other)"),
    ("XXX", "Person of unspecified nationality"),
    ("XPO", "Interpol"),
    ("XCC", "Caribbean Community"),
    ("XBA", "African Development Bank"),
    ("XIM", "African Export-Import Bank"),
    ("XCO", "Common Market for Eastern and Southern Africa"),
    ("UTO", "Utopia (specimen documents)"),
];

/// A country or, in documents, an issuing organisation or kind of nationality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 3]);

/// A code that no country has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a country code: ISO 3166-1 alpha-3, such as KOR or DEU, is expected")]
pub struct UnknownCountry;

impl Country {
    /// The country with this alpha-3 code (any case).
    ///
    /// # Errors
    /// [`UnknownCountry`] when no country or document issuer has the code.
    pub fn from_alpha3(code: &str) -> Result<Self, UnknownCountry> {
        let code = code.trim().to_ascii_uppercase();
        let letters: [u8; 3] = code.as_bytes().try_into().map_err(|_| UnknownCountry)?;
        let candidate = Self(letters);
        if candidate.listed().is_some() || DOCUMENT_ONLY.iter().any(|(known, _)| *known == code) {
            Ok(candidate)
        } else {
            Err(UnknownCountry)
        }
    }

    /// The country for a code as it stands in a machine readable zone, where Germany is `D`.
    ///
    /// # Errors
    /// [`UnknownCountry`] when the code is none of ICAO 9303.
    pub fn from_mrz(code: &str) -> Result<Self, UnknownCountry> {
        match code.trim_matches('<') {
            "D" => Self::from_alpha3("DEU"),
            other => Self::from_alpha3(other),
        }
    }

    /// All ISO countries, sorted by alpha-3 code.
    pub fn all() -> impl Iterator<Item = Self> {
        COUNTRIES
            .lines()
            .filter_map(|line| Some(Self(line.get(..3)?.as_bytes().try_into().ok()?)))
    }

    /// The alpha-3 code.
    #[must_use]
    pub fn alpha3(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// The alpha-2 code; `None` for issuers that are no ISO country.
    #[must_use]
    pub fn alpha2(&self) -> Option<&'static str> {
        self.listed()?.get(4..6)
    }

    /// The English short name.
    #[must_use]
    pub fn english_name(&self) -> &'static str {
        let special = || {
            DOCUMENT_ONLY
                .iter()
                .find(|(code, _)| *code == self.alpha3())
                .map(|(_, name)| *name)
        };
        self.listed()
            .and_then(|line| line.get(7..))
            .or_else(special)
            .unwrap_or("Unknown")
    }

    fn listed(&self) -> Option<&'static str> {
        COUNTRIES
            .lines()
            .find(|line| line.as_bytes().get(..3) == Some(&self.0[..]))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.alpha3())
    }
}

impl TryFrom<String> for Country {
    type Error = UnknownCountry;
    fn try_from(code: String) -> Result<Self, UnknownCountry> {
        Self::from_alpha3(&code)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.alpha3().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_names_and_back() {
        let korea = Country::from_alpha3("kor").unwrap();
        assert_eq!(
            (korea.alpha3(), korea.alpha2(), korea.english_name()),
            ("KOR", Some("KR"), "South Korea")
        );
        assert_eq!(Country::from_mrz("D<<").unwrap().alpha3(), "DEU");
        assert_eq!(Country::from_alpha3("UTO").unwrap().alpha2(), None);
        assert!(Country::from_alpha3("QQQ").is_err());
        assert_eq!(Country::all().count(), 249);
    }
}
