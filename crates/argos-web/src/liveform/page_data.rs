//! What the page hands to its scripts, as a JSON block.

use super::query::Query;
use super::wording::Wording;
use argos_app::liveform_page::LiveformOpening;
use argos_domain::country::Country;
use argos_domain::identity::IdentityKind;
use argos_domain::policy::Policy;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Issuers of documents that are no ISO country, with the region code by which browsers name them.
const FURTHER_ISSUERS: [(&str, Option<&str>); 4] = [
    ("RKS", Some("XK")),
    ("EUE", Some("EU")),
    ("UNO", Some("UN")),
    ("XOM", None),
];
/// Nationalities that are no country.
const FURTHER_NATIONALITIES: [&str; 9] = ["XXA", "XXB", "XXC", "XXX", "GBD", "GBN", "GBO", "GBP", "GBS"];

/// The data; nothing personal but what stands in the clear in the address itself.
pub(super) fn page_data(wording: Wording, opening: &LiveformOpening, query: &Query, handover: bool) -> Value {
    let (policy, opened) = (&opening.policy, &opening.query);
    let kinds: Vec<Value> = policy
        .accepted_id_types
        .iter()
        .map(|kind| json!({ "name": kind.name(), "has_back": kind.has_back() }))
        .collect();
    let selected_country = opened
        .selected_country
        .or_else(|| only(opened.allowed_countries.as_ref()));
    let selected_kind = opened.selected_kind.or_else(|| only(opened.allowed_id_types.as_ref()));
    let named: Vec<Country> = opened
        .allowed_countries
        .iter()
        .flatten()
        .copied()
        .chain(selected_country)
        .collect();
    json!({
        "pid": opening.project.id.as_str(),
        "language": wording.0.code(),
        "texts": wording.script_texts(),
        "countries": countries(policy, &named),
        "kinds": kinds,
        "universal_id": policy.universal_id,
        "upload_allowed": policy.upload_allowed,
        "active_liveness": policy.active_liveness,
        "device_key": uses_device_key(policy),
        "handover": handover,
        "selected_country": selected_country.filter(|country| policy.accepts_country(*country)),
        "selected_kind": selected_kind.filter(|kind| policy.accepted_id_types.contains(kind)),
        "email_is_sealed": email_is_sealed(opening, query),
        "query": passed_on(opening, query),
    })
}

/// Whether a rule asks for the key of the browser: without one the browser need not keep any.
fn uses_device_key(policy: &Policy) -> bool {
    [&policy.approved_period, &policy.reject_period]
        .into_iter()
        .any(|period| period.recognises(IdentityKind::DeviceKey))
        || policy.submission_limit.recognises(IdentityKind::DeviceKey)
}

/// Whether the e-mail address is in the encrypted text, which the page does not open.
pub(super) fn email_is_sealed(opening: &LiveformOpening, query: &Query) -> bool {
    let only_encrypted = opening.project.settings.liveform_query.encrypted_only;
    let in_clear = query.clear().email.filter(|_| !only_encrypted);
    query.get("encrypted").is_some() && opening.query.email.is_some() && opening.query.email != in_clear
}

/// What the scripts hand back at the start: what stands in the clear, unless it does not count, and the encrypted text.
fn passed_on(opening: &LiveformOpening, query: &Query) -> Map<String, Value> {
    let only_encrypted = opening.project.settings.liveform_query.encrypted_only;
    let clear = query
        .clear_texts()
        .filter(|(name, _)| !only_encrypted && *name != "email");
    let encrypted = query.get("encrypted").map(|text| ("encrypted", text));
    clear
        .chain(encrypted)
        .map(|(name, text)| (name.to_owned(), json!(text)))
        .collect()
}

/// The one entry of a list that leaves no choice.
fn only<T: Copy + Ord>(allowed: Option<&BTreeSet<T>>) -> Option<T> {
    allowed.filter(|allowed| allowed.len() == 1)?.first().copied()
}

/// JSON that can stand inside a `script` element: nothing in it ends the element or begins another.
pub(super) fn in_script(data: &Value) -> String {
    data.to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// Countries with their names; `accepted` tells whether documents of the country are.
fn countries(policy: &Policy, named: &[Country]) -> Vec<Value> {
    let entry = |country: Country, region: Option<&str>, issues: bool| json!({ "code": country, "alpha2": region, "name": country.english_name(), "accepted": issues && policy.accepts_country(country) });
    let listed = Country::all().map(|country| entry(country, country.alpha2(), true));
    let issuers = FURTHER_ISSUERS
        .into_iter()
        .filter_map(|(code, region)| Some(entry(Country::from_alpha3(code).ok()?, region, true)));
    let nationalities = FURTHER_NATIONALITIES
        .into_iter()
        .filter_map(|code| Some(entry(Country::from_alpha3(code).ok()?, None, false)));
    let mut all: Vec<Value> = listed.chain(issuers).chain(nationalities).collect();
    // A link may name issuers that are not offered otherwise, such as the one of specimens.
    for country in named {
        if all.iter().all(|known| known["code"] != country.alpha3()) {
            all.push(entry(*country, None, true));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_app::liveform_query::LiveformQuery;
    use argos_domain::clock::Timestamp;
    use argos_domain::project::{Project, ProjectSettings};
    use argos_i18n::Language;

    fn opening(policy: &Policy, query: LiveformQuery, settings: ProjectSettings) -> LiveformOpening {
        let project = Project {
            id: "abcd2345".parse().unwrap(),
            name: "Bank".to_owned(),
            created_at: Timestamp::from_microseconds(0),
            settings,
        };
        LiveformOpening {
            project,
            policy: policy.clone(),
            query,
        }
    }

    fn data(query: &str, policy: &Policy) -> Value {
        let query = Query::parse(query).unwrap_or_default();
        let opening = opening(policy, query.clear(), ProjectSettings::default());
        page_data(Wording(Language::English), &opening, &query, false)
    }

    #[test]
    fn an_encrypted_text_is_passed_on_unopened() {
        let query =
            Query::parse("encrypted=AAAA&userid=u1&email=a@example.com&approvePeriod=false").unwrap_or_default();
        let encrypted = LiveformQuery::from_json(
            r#"{"email":"sealed@example.com","userid":"sealed-id","allowedCountries":"UTO","allowedIdTypes":"passport"}"#,
        )
        .unwrap();
        let policy = Policy::default().narrowed(
            encrypted.allowed_countries.as_ref(),
            encrypted.allowed_id_types.as_ref(),
        );
        let open = opening(&policy, encrypted.clone().or(query.clear()), ProjectSettings::default());
        let data = page_data(Wording(Language::English), &open, &query, false);
        assert!(
            !["sealed@example.com", "sealed-id"]
                .iter()
                .any(|text| data.to_string().contains(text)),
            "nothing encrypted may stand in the page: {data}"
        );
        assert_eq!(
            data["query"],
            json!({ "encrypted": "AAAA", "userid": "u1", "approvePeriod": "false" })
        );
        assert_eq!(
            (
                &data["email_is_sealed"],
                &data["selected_country"],
                &data["selected_kind"]
            ),
            (&json!(true), &json!("UTO"), &json!("passport"))
        );
        let mut settings = ProjectSettings::default();
        settings.liveform_query.encrypted_only = true;
        let data = page_data(
            Wording(Language::English),
            &opening(&policy, encrypted, settings),
            &query,
            false,
        );
        assert_eq!(data["query"], json!({ "encrypted": "AAAA" }));
    }

    #[test]
    fn countries_follow_the_policy_and_the_link() {
        let korea = Country::from_alpha3("KOR").unwrap();
        let policy = Policy {
            blocked_countries: [korea].into(),
            ..Policy::default()
        };
        let data = data("selectedIssuingCountry=UTO&selectedIdType=passport", &policy);
        let accepted = |code: &str| {
            data["countries"]
                .as_array()
                .unwrap()
                .iter()
                .find(|entry| entry["code"] == code)
                .map(|entry| entry["accepted"] == true)
        };
        assert_eq!(
            (accepted("KOR"), accepted("DEU"), accepted("UTO"), accepted("XXA")),
            (Some(false), Some(true), Some(true), Some(false))
        );
        assert_eq!(
            (&data["selected_country"], &data["selected_kind"]),
            (&json!("UTO"), &json!("passport"))
        );
    }

    #[test]
    fn what_the_link_says_cannot_leave_the_script_element() {
        let text = in_script(&data(
            "userid=%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E%3C!--",
            &Policy::default(),
        ));
        assert!(!text.contains('<') && !text.contains('>'));
        let again: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(again["query"]["userid"], "</script><script>alert(1)</script><!--");
    }
}
