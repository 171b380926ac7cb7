//! The languages that Argos speaks, and how a reader's wish is understood.

use std::fmt;

use fluent_templates::{LanguageIdentifier, langid};
use serde::{Deserialize, Serialize};

/// Longer language tags are not looked at (RFC 5646, section 4.4.1, recommends room for 35 characters).
const LONGEST_TAG: usize = 35;
/// Longer `Accept-Language` headers are cut here; browsers send less than a tenth of it.
const LONGEST_HEADER: usize = 1000;
/// Further entries of an `Accept-Language` header are not looked at.
const MOST_ENTRIES: usize = 32;

/// A language in which every text exists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English, also what readers of an unknown language get.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Korean.
    #[serde(rename = "ko")]
    Korean,
}

impl Language {
    /// Every language.
    pub const ALL: &'static [Self] = &[Self::English, Self::Korean];

    /// The language's code, for the `lang` attribute of HTML, for addresses and for storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
        }
    }

    /// The language's name in the language itself, for a menu.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Korean => "한국어",
        }
    }

    /// Reads a language tag such as `ko`, `ko-KR` or `en_US`, as in the `lang` query parameter. Only the language
    /// itself counts, not the region. `None` when Argos does not speak it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        if tag.len() > LONGEST_TAG {
            return None;
        }
        let language = tag.split(['-', '_']).next()?;
        Self::ALL
            .iter()
            .copied()
            .find(|known| known.code().eq_ignore_ascii_case(language))
    }

    /// The best language of an `Accept-Language` header (RFC 9110, section 12.5.4). `None` when Argos speaks none of
    /// those asked for.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let end = header.floor_char_boundary(LONGEST_HEADER);
        header[..end]
            .split(',')
            .take(MOST_ENTRIES)
            .filter_map(|entry| {
                let mut parts = entry.split(';');
                let language = Self::from_tag(parts.next()?)?;
                let weight = parts
                    .find_map(|part| part.trim().strip_prefix("q="))
                    .map_or(Some(1000), thousandths)?;
                (weight > 0).then_some((language, weight))
            })
            // The first of several entries with the same weight wins, as in the reader's own order.
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(language, _)| language)
    }

    /// The language for a reader: the parameter's when it names one that Argos speaks, else the header's, else English.
    #[must_use]
    pub fn choose(parameter: Option<&str>, accept_language: Option<&str>) -> Self {
        parameter
            .and_then(Self::from_tag)
            .or_else(|| accept_language.and_then(Self::from_accept_language))
            .unwrap_or_default()
    }

    pub(crate) const fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::Korean => langid!("ko"),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// A weight between 0 and 1 with at most three decimals, in thousandths; `None` when it is anything else.
fn thousandths(text: &str) -> Option<u16> {
    let text = text.trim();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction = format!("{decimals:0<3}").parse::<u16>().ok()?;
    match whole {
        "0" => Some(fraction),
        "1" => (fraction == 0).then_some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_by_their_language_alone() {
        for (tag, expected) in [
            ("ko", Some(Language::Korean)),
            (" KO-kr ", Some(Language::Korean)),
            ("en_US", Some(Language::English)),
            ("en-Latn-GB", Some(Language::English)),
            ("kor", None),
            ("", None),
            ("de", None),
            ("ko-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
            ("../ko", None),
        ] {
            assert_eq!(Language::from_tag(tag), expected, "{tag}");
        }
    }

    #[test]
    fn the_header_is_read_by_weight_then_order() {
        for (header, expected) in [
            ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", Some(Language::Korean)),
            ("de, en;q=0.5, ko;q=0.7", Some(Language::Korean)),
            ("en, ko", Some(Language::English)),
            ("ko;q=0, en;q=0.001", Some(Language::English)),
            ("ko;q=2, en;q=0.1", Some(Language::English)),
            ("ko;q=0.12345, en;q=0.1", Some(Language::English)),
            ("ko;q=-1", None),
            ("de;q=1, *;q=0.5", None),
            (";;;,,,", None),
            ("", None),
        ] {
            assert_eq!(Language::from_accept_language(header), expected, "{header}");
        }
    }

    #[test]
    fn an_endless_header_is_cut_not_read() {
        assert_eq!(Language::from_accept_language(&format!("{}ko", "de,".repeat(40))), None);
        assert_eq!(
            Language::from_accept_language(&format!("{}, ko", "가".repeat(100_000))),
            None
        );
        assert_eq!(
            Language::from_accept_language(&format!("ko,{}", "가".repeat(100_000))),
            Some(Language::Korean)
        );
    }

    #[test]
    fn the_parameter_comes_before_the_header() {
        assert_eq!(Language::choose(Some("en"), Some("ko")), Language::English);
        assert_eq!(Language::choose(Some("xx"), Some("ko")), Language::Korean);
        assert_eq!(Language::choose(None, None), Language::English);
    }

    #[test]
    fn a_language_is_stored_as_its_code() {
        for language in Language::ALL {
            assert_eq!(serde_json::to_value(language).unwrap(), language.code());
        }
    }
}
