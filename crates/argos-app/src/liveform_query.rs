//! What the address of the Liveform says of the person and of this submission: in the clear, or encrypted by the
//! customer's server.

use crate::app::App;
use crate::error::AppError;
use argos_crypto::{SharedKeyAlgorithm, SharedKeyCipher};
use argos_domain::clock::Timestamp;
use argos_domain::country::Country;
use argos_domain::document::IdType;
use argos_domain::id::SubmissionId;
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_domain::project::{Project, QueryEncryption};
use argos_domain::submission::RuleOverrides;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Longest value of a parameter, in characters.
pub const LONGEST_VALUE: usize = 200;
/// Longest encrypted text, in bytes of base64.
pub const LONGEST_ENCRYPTED: usize = 4096;
/// The field that an [`AppError::Invalid`] names when an encrypted text does not open or makes no sense.
pub const ENCRYPTED: &str = "encrypted";
/// The only value of `action`: an address is added to a submission.
pub const ADD_ADDRESS: &str = "addveri";
/// The field that an [`AppError::Invalid`] names when the address was valid until an earlier moment.
pub const START_VALID_UNTIL: &str = "startValidUntil";

/// Parameters that are known, in the clear as well as encrypted, except those of [`ENCRYPTED_ONLY`].
pub const PARAMETERS: [&str; 18] = [
    "email",
    "userid",
    "cf1",
    "cf2",
    "cf3",
    "selectedIssuingCountry",
    "selectedIdType",
    "blacklistCountries",
    "approvePeriod",
    "rejectPeriod",
    "ageLimit",
    "rejectDuplicateUser",
    "token",
    "allowedCountries",
    "allowedIdTypes",
    START_VALID_UNTIL,
    "action",
    "sid",
];
/// Parameters that count only when they are encrypted: in the clear, the person could change them.
pub const ENCRYPTED_ONLY: [&str; 3] = ["allowedCountries", "allowedIdTypes", START_VALID_UNTIL];

/// The parameters of an address, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveformQuery {
    /// Where mails go.
    pub email: Option<EmailAddress>,
    /// The customer's own id of the user.
    pub user_id: Option<PersonalText>,
    /// `cf1`, `cf2`, `cf3`.
    pub custom_fields: [Option<PersonalText>; 3],
    /// Country chosen in advance.
    pub selected_country: Option<Country>,
    /// Kind of document chosen in advance.
    pub selected_kind: Option<IdType>,
    /// One-time token of a project in private mode.
    pub token: Option<PersonalText>,
    /// Rules of the policy that are switched for this submission.
    pub overrides: RuleOverrides,
    /// Issuing countries to which this submission is limited.
    pub allowed_countries: Option<BTreeSet<Country>>,
    /// Kinds of document to which this submission is limited.
    pub allowed_id_types: Option<BTreeSet<IdType>>,
    /// From this moment on the address is of no use.
    pub start_valid_until: Option<Timestamp>,
    /// The address is there to add an address to a submission, not to start one.
    pub adds_address: bool,
    /// The submission that is meant.
    pub submission: Option<SubmissionId>,
}

/// A parameter whose value makes no sense. It names the parameter, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{parameter}: {expected} is expected")]
pub struct InvalidParameter {
    /// The parameter, or `encrypted` for the text as a whole.
    pub parameter: &'static str,
    /// What is expected.
    pub expected: &'static str,
}

/// Where parameters come from: a wrong one in the clear is as good as absent, since anybody can type it; a wrong one
/// that the customer's server encrypted is that server's mistake, and must not be passed over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Clear,
    Encrypted,
}

impl LiveformQuery {
    /// Understands parameters that stand in the clear.
    #[must_use]
    pub fn from_clear<'n, 't>(parameters: impl IntoIterator<Item = (&'n str, &'t str)>) -> Self {
        let values = parameters
            .into_iter()
            .filter(|(name, _)| !ENCRYPTED_ONLY.iter().any(|only| only == name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Parameters {
            values,
            source: Source::Clear,
        }
        .understand()
        .unwrap_or_default()
    }

    /// Understands the JSON object of an encrypted text. Unknown members are ignored.
    ///
    /// # Errors
    /// [`InvalidParameter`] for a text that is no JSON object, and for the first member that makes no sense.
    pub fn from_json(text: &str) -> Result<Self, InvalidParameter> {
        let object: Map<String, Value> = serde_json::from_str(text).map_err(|_| InvalidParameter {
            parameter: ENCRYPTED,
            expected: "a JSON object",
        })?;
        let mut values = BTreeMap::new();
        for (name, value) in object {
            let Some(parameter) = PARAMETERS.into_iter().find(|known| *known == name) else {
                continue;
            };
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text,
                Value::Bool(value) => value.to_string(),
                Value::Number(number) => number.to_string(),
                Value::Array(_) | Value::Object(_) => {
                    return Err(InvalidParameter {
                        parameter,
                        expected: "a text, a number, true or false",
                    });
                }
            };
            values.insert(name, text);
        }
        Parameters {
            values,
            source: Source::Encrypted,
        }
        .understand()
    }

    /// This query's values, and those of `other` where it has none.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let [one, two, three] = self.custom_fields;
        let [other_one, other_two, other_three] = other.custom_fields;
        Self {
            email: self.email.or(other.email),
            user_id: self.user_id.or(other.user_id),
            custom_fields: [one.or(other_one), two.or(other_two), three.or(other_three)],
            selected_country: self.selected_country.or(other.selected_country),
            selected_kind: self.selected_kind.or(other.selected_kind),
            token: self.token.or(other.token),
            overrides: self.overrides.or(other.overrides),
            allowed_countries: self.allowed_countries.or(other.allowed_countries),
            allowed_id_types: self.allowed_id_types.or(other.allowed_id_types),
            start_valid_until: self.start_valid_until.or(other.start_valid_until),
            adds_address: self.adds_address || other.adds_address,
            submission: self.submission.or(other.submission),
        }
    }
}

struct Parameters {
    values: BTreeMap<String, String>,
    source: Source,
}

impl Parameters {
    fn understand(&self) -> Result<LiveformQuery, InvalidParameter> {
        Ok(LiveformQuery {
            email: self.value("email", "an e-mail address", |text| EmailAddress::parse(text).ok())?,
            user_id: self.text("userid")?,
            custom_fields: [self.text("cf1")?, self.text("cf2")?, self.text("cf3")?],
            selected_country: self.value("selectedIssuingCountry", COUNTRY, country)?,
            selected_kind: self.value("selectedIdType", KIND, IdType::from_name)?,
            token: self.text("token")?,
            overrides: RuleOverrides {
                reject_duplicate_user: self.value("rejectDuplicateUser", SWITCH, switch)?,
                without_approved_period: self.value("approvePeriod", OFF, off)?.is_some(),
                without_reject_period: self.value("rejectPeriod", OFF, off)?.is_some(),
                without_age_limit: self.value("ageLimit", OFF, off)?.is_some(),
                without_blocked_countries: self.value("blacklistCountries", OFF, off)?.is_some(),
            },
            allowed_countries: self.value("allowedCountries", COUNTRIES, |text| list(text, country))?,
            allowed_id_types: self.value("allowedIdTypes", KINDS, |text| list(text, IdType::from_name))?,
            start_valid_until: self.value(START_VALID_UNTIL, MOMENT, moment)?,
            adds_address: self
                .value("action", ADD_ADDRESS, |text| (text == ADD_ADDRESS).then_some(()))?
                .is_some(),
            submission: self.value("sid", "the id of a submission", |text| text.parse().ok())?,
        })
    }

    fn text(&self, parameter: &'static str) -> Result<Option<PersonalText>, InvalidParameter> {
        self.value(
            parameter,
            "a text of at most 200 characters without control characters",
            PersonalText::typed,
        )
    }

    fn value<T>(
        &self,
        parameter: &'static str,
        expected: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, InvalidParameter> {
        let text = self.values.get(parameter).map(|text| text.trim());
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        // Lists of countries are longer than other values; the whole text is bounded.
        let is_bounded = ENCRYPTED_ONLY.contains(&parameter) || is_bounded(text);
        match read(text).filter(|_| is_bounded) {
            None if self.source == Source::Encrypted => Err(InvalidParameter { parameter, expected }),
            value => Ok(value),
        }
    }
}

const COUNTRY: &str = "a country by its ISO 3166-1 alpha-3 code, such as KOR";
const COUNTRIES: &str = "a list of countries by their ISO 3166-1 alpha-3 codes, such as USA,KOR";
const KIND: &str = "passport, drivers_license, government_id, residence_permit or visa";
const KINDS: &str = "a list of passport, drivers_license, government_id, residence_permit, visa";
const SWITCH: &str = "true or false";
const OFF: &str = "false, or nothing";
const MOMENT: &str = "a moment in UTC, such as 2026-03-01T12:00:00Z";

/// Whether a text from outside is short enough and free of control characters.
#[must_use]
pub fn is_bounded(text: &str) -> bool {
    text.chars().count() <= LONGEST_VALUE && !text.chars().any(char::is_control)
}

fn switch(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Of a rule that can only be switched off.
fn off(text: &str) -> Option<()> {
    (switch(text) == Some(false)).then_some(())
}

fn country(code: &str) -> Option<Country> {
    Country::from_alpha3(code).ok()
}

/// A list with commas; `None` when it is empty or one of its entries is unknown.
fn list<T: Ord>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<BTreeSet<T>> {
    let entries: Option<BTreeSet<T>> = text.split(',').map(|entry| read(entry.trim())).collect();
    entries.filter(|entries| !entries.is_empty())
}

/// A moment with offset, or without one in UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let moment = text.parse::<jiff::Timestamp>().ok().or_else(|| {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        jiff::tz::Offset::UTC.to_timestamp(civil).ok()
    })?;
    Some(Timestamp::from_microseconds(moment.as_microsecond()))
}

/// The cipher that a project shares with the customer's server.
pub(crate) fn cipher(project: &Project, api_key: &str) -> SharedKeyCipher {
    shared_cipher(project.settings.liveform_query.encryption, api_key)
}

/// A cipher with the key that comes from the API key.
pub(crate) fn shared_cipher(encryption: QueryEncryption, api_key: &str) -> SharedKeyCipher {
    let algorithm = match encryption {
        QueryEncryption::Gcm => SharedKeyAlgorithm::Gcm,
        QueryEncryption::Ecb => SharedKeyAlgorithm::Ecb,
    };
    SharedKeyCipher::from_api_key(algorithm, api_key)
}

/// What counts of an address: the encrypted values, then the clear ones, unless the project takes encrypted ones only.
///
/// # Errors
/// [`AppError::Invalid`] naming [`ENCRYPTED`] for a text that does not open or makes no sense, without saying which, or
/// [`START_VALID_UNTIL`] when it is too late to start.
pub async fn open_query(
    app: &App,
    project: &Project,
    clear: LiveformQuery,
    encrypted: Option<&str>,
) -> Result<LiveformQuery, AppError> {
    let only_encrypted = project.settings.liveform_query.encrypted_only;
    let mut clear = if only_encrypted {
        LiveformQuery::default()
    } else {
        clear
    };
    if !clear.overrides.is_empty() {
        let (_, policy) = app.store().read().await?.current_policy(&project.id).await?;
        if !policy.clear_overrides_allowed {
            clear.overrides = clear.overrides.stricter_only();
        }
    }
    // An action in the clear makes the encrypted part count for nothing, so that the two cannot be mixed.
    let names_action = clear.adds_address || clear.submission.is_some();
    let Some(encrypted) = encrypted.filter(|text| !text.is_empty() && !names_action) else {
        return Ok(clear);
    };
    let unusable = || AppError::Invalid {
        field: ENCRYPTED,
        message: "it does not open with the project's key, or holds what makes no sense".to_owned(),
    };
    if encrypted.len() > LONGEST_ENCRYPTED {
        return Err(unusable());
    }
    let secrets = app.store().read().await?.project_secrets(&project.id).await?;
    let text = cipher(project, &secrets.api_key)
        .decrypt(encrypted)
        .map_err(|_| unusable())?;
    let query = LiveformQuery::from_json(&text).map_err(|_| unusable())?;
    if query.start_valid_until.is_some_and(|until| app.now() >= until) {
        return Err(AppError::Invalid {
            field: START_VALID_UNTIL,
            message: "the address was valid until an earlier moment".to_owned(),
        });
    }
    Ok(query.or(clear))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encrypted_object_is_understood() {
        let query = LiveformQuery::from_json(
            r#"{"email":"anna@example.com","userid":4711,"cf2":" two ","allowedCountries":"USA, KOR","allowedIdTypes":"passport",
               "selectedIssuingCountry":"KOR","startValidUntil":"2026-03-01T09:30:00","mainColor":"red","cf3":null}"#,
        )
        .unwrap();
        assert_eq!(query.email.unwrap().expose(), "anna@example.com");
        assert_eq!(query.user_id.unwrap().expose(), "4711");
        assert_eq!(
            query
                .custom_fields
                .map(|text| text.map(|text| text.expose().to_owned())),
            [None, Some("two".to_owned()), None]
        );
        let countries: Vec<String> = query.allowed_countries.unwrap().into_iter().map(String::from).collect();
        assert_eq!(countries, ["KOR", "USA"]);
        assert_eq!(query.allowed_id_types, Some([IdType::Passport].into()));
        assert_eq!(query.start_valid_until.unwrap().to_string(), "2026-03-01T09:30:00.000Z");
    }

    #[test]
    fn what_makes_no_sense_is_named_when_encrypted_and_ignored_in_the_clear() {
        let long = format!(r#"{{"cf1":"{}"}}"#, "x".repeat(201));
        for (text, parameter) in [
            ("[]", ENCRYPTED),
            ("{", ENCRYPTED),
            (r#"{"email":"anna"}"#, "email"),
            (r#"{"userid":"a\u0000b"}"#, "userid"),
            (long.as_str(), "cf1"),
            (r#"{"allowedCountries":"USA,QQQ"}"#, "allowedCountries"),
            (r#"{"allowedIdTypes":["passport"]}"#, "allowedIdTypes"),
            (r#"{"startValidUntil":"tomorrow"}"#, START_VALID_UNTIL),
        ] {
            let error = LiveformQuery::from_json(text).unwrap_err();
            assert_eq!(error.parameter, parameter, "{text}");
            assert!(!error.to_string().contains("anna"));
        }
        let clear = LiveformQuery::from_clear([("email", "anna"), ("userid", "u1"), ("allowedCountries", "USA")]);
        assert_eq!((clear.email, clear.allowed_countries), (None, None));
        assert_eq!(clear.user_id.unwrap().expose(), "u1");
    }

    #[test]
    fn rules_are_switched_by_the_words_of_the_reference() {
        let query = LiveformQuery::from_json(
            r#"{"rejectDuplicateUser":true,"approvePeriod":false,"rejectPeriod":false,"ageLimit":false,"blacklistCountries":"false"}"#,
        )
        .unwrap();
        let expected = RuleOverrides {
            reject_duplicate_user: Some(true),
            without_approved_period: true,
            without_reject_period: true,
            without_age_limit: true,
            without_blocked_countries: true,
        };
        assert_eq!(query.overrides, expected);
        let wrong = LiveformQuery::from_json(r#"{"ageLimit":true}"#).unwrap_err();
        assert_eq!(wrong.parameter, "ageLimit");
        assert!(LiveformQuery::from_clear([("ageLimit", "21")]).overrides.is_empty());
    }

    #[test]
    fn encrypted_values_go_before_clear_ones() {
        let encrypted = LiveformQuery::from_json(r#"{"userid":"sealed","cf1":"sealed"}"#).unwrap();
        let clear = LiveformQuery::from_clear([("userid", "clear"), ("cf1", "clear"), ("cf2", "clear")]);
        let both = encrypted.or(clear);
        assert_eq!(both.user_id.unwrap().expose(), "sealed");
        let custom = both
            .custom_fields
            .map(|text| text.map_or(String::new(), |text| text.expose().to_owned()));
        assert_eq!(custom, ["sealed", "clear", ""]);
    }
}
