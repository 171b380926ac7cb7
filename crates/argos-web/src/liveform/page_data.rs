//! What the page hands to its scripts, as a JSON block.

use super::query::Query;
use super::wording::Wording;
use argos_domain::country::Country;
use argos_domain::id::ProjectId;
use argos_domain::policy::Policy;
use serde_json::{Value, json};

/// Issuers of documents that are no ISO country, with the region code by which browsers name them.
const FURTHER_ISSUERS: [(&str, Option<&str>); 4] = [
    ("RKS", Some("XK")),
    ("EUE", Some("EU")),
    ("UNO", Some("UN")),
    ("XOM", None),
];
/// Nationalities that are no country.
const FURTHER_NATIONALITIES: [&str; 9] = ["XXA", "XXB", "XXC", "XXX", "GBD", "GBN", "GBO", "GBP", "GBS"];

/// The data; nothing personal but what the address itself holds.
pub(super) fn page_data(
    wording: Wording,
    project: &ProjectId,
    policy: &Policy,
    query: &Query,
    handover: bool,
) -> Value {
    let kinds: Vec<Value> = policy
        .accepted_id_types
        .iter()
        .map(|kind| json!({ "name": kind.name(), "has_back": kind.has_back() }))
        .collect();
    let free = |name: &str| query.get(name);
    json!({
        "pid": project.as_str(),
        "language": wording.0.code(),
        "texts": wording.script_texts(),
        "countries": countries(policy, query.selected_country()),
        "kinds": kinds,
        "upload_allowed": policy.upload_allowed,
        "handover": handover,
        "selected_country": query.selected_country().filter(|country| policy.accepts_country(*country)),
        "selected_kind": query.selected_kind().filter(|kind| policy.accepted_id_types.contains(kind)),
        "query": { "userid": free("userid"), "cf1": free("cf1"), "cf2": free("cf2"), "cf3": free("cf3") },
    })
}

/// JSON that can stand inside a `script` element: nothing in it ends the element or begins another.
pub(super) fn in_script(data: &Value) -> String {
    data.to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// Countries with their names; `accepted` tells whether documents of the country are.
fn countries(policy: &Policy, selected: Option<Country>) -> Vec<Value> {
    let entry = |country: Country, region: Option<&str>, issues: bool| json!({ "code": country, "alpha2": region, "name": country.english_name(), "accepted": issues && policy.accepts_country(country) });
    let listed = Country::all().map(|country| entry(country, country.alpha2(), true));
    let issuers = FURTHER_ISSUERS
        .into_iter()
        .filter_map(|(code, region)| Some(entry(Country::from_alpha3(code).ok()?, region, true)));
    let nationalities = FURTHER_NATIONALITIES
        .into_iter()
        .filter_map(|code| Some(entry(Country::from_alpha3(code).ok()?, None, false)));
    let mut all: Vec<Value> = listed.chain(issuers).chain(nationalities).collect();
    // A link may name an issuer that is not offered otherwise, such as the one of specimens.
    if let Some(country) = selected.filter(|country| all.iter().all(|known| known["code"] != country.alpha3())) {
        all.push(entry(country, None, true));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_i18n::Language;

    fn data(query: &str, policy: &Policy) -> Value {
        page_data(
            Wording(Language::English),
            &"abcd2345".parse().unwrap(),
            policy,
            &Query::parse(query).unwrap_or_default(),
            false,
        )
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
