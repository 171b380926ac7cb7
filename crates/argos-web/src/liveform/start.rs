//! `POST /liveform/start`: consent is given, the submission begins.

use super::choice::{Choice, chosen_document};
use super::error::LiveformError;
use super::session::LONGEST_TOKEN;
use super::wording::Wording;
use crate::WebState;
use crate::client_address::ClientAddress;
use argos_app::Caller;
use argos_app::liveform_query::{LiveformQuery, is_bounded};
use argos_app::start_liveform::{StartLiveform, start_liveform};
use argos_domain::id::ProjectId;
use argos_domain::personal::{EmailAddress, PersonalText};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use serde::{Deserialize, Serialize};

/// What the start screen sends.
#[derive(Deserialize)]
pub(super) struct StartRequest {
    pid: String,
    /// Empty when the encrypted text holds it.
    #[serde(default)]
    email: String,
    consent: bool,
    encrypted: Option<String>,
    /// The random key that the browser keeps, if the project uses one.
    #[serde(rename = "deviceKey")]
    device_key: Option<String>,
    /// The token of the submission that this browser worked on last.
    running: Option<String>,
    #[serde(flatten)]
    choice: Choice,
    #[serde(flatten)]
    clear: ClearParameters,
}

/// What stood in the clear in the page's address.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ClearParameters {
    userid: Option<String>,
    cf1: Option<String>,
    cf2: Option<String>,
    cf3: Option<String>,
    blacklist_countries: Option<String>,
    approve_period: Option<String>,
    reject_period: Option<String>,
    age_limit: Option<String>,
    reject_duplicate_user: Option<String>,
    token: Option<String>,
}

impl ClearParameters {
    fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("userid", &self.userid),
            ("cf1", &self.cf1),
            ("cf2", &self.cf2),
            ("cf3", &self.cf3),
            ("blacklistCountries", &self.blacklist_countries),
            ("approvePeriod", &self.approve_period),
            ("rejectPeriod", &self.reject_period),
            ("ageLimit", &self.age_limit),
            ("rejectDuplicateUser", &self.reject_duplicate_user),
            ("token", &self.token),
        ];
        all.into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}

#[derive(Serialize)]
pub(super) struct Started {
    #[serde(rename = "submissionId")]
    submission_id: String,
    token: String,
    /// It was running already: the page asks where it stands.
    resumed: bool,
}

pub(super) async fn start(
    State(state): State<WebState>,
    wording: Wording,
    address: ClientAddress,
    request: Result<Json<StartRequest>, JsonRejection>,
) -> Result<Json<Started>, LiveformError> {
    let Json(request) = request.map_err(|rejection| LiveformError::of_json(wording, &rejection))?;
    let request = read(wording, request)?;
    let started = start_liveform(&state.app, &Caller::applicant(address.0), request)
        .await
        .map_err(|error| LiveformError::of(wording, error))?;
    Ok(Json(Started {
        submission_id: started.submission.id.to_string(),
        token: started.token.to_string(),
        resumed: started.resumed,
    }))
}

fn read(wording: Wording, request: StartRequest) -> Result<StartLiveform, LiveformError> {
    if !request.consent {
        return Err(LiveformError::invalid(wording, "consent", "consent"));
    }
    if let Some((name, _)) = request.clear.texts().find(|(_, text)| !is_bounded(text)) {
        return Err(LiveformError::invalid(wording, name, "invalid-text"));
    }
    if request.device_key.as_deref().is_some_and(|key| !is_bounded(key)) {
        return Err(LiveformError::malformed(wording));
    }
    let email = Some(request.email.trim()).filter(|email| !email.is_empty());
    let email = email.map(EmailAddress::parse).transpose();
    Ok(StartLiveform {
        project_id: ProjectId::try_from(request.pid).map_err(|_| LiveformError::malformed(wording))?,
        email: email.map_err(|_| LiveformError::invalid(wording, "email", "invalid-email"))?,
        clear: LiveformQuery::from_clear(request.clear.texts()),
        encrypted: request.encrypted,
        chosen: chosen_document(wording, &request.choice)?,
        running: request.running.filter(|token| token.len() <= LONGEST_TOKEN),
        device_key: request.device_key.as_deref().and_then(PersonalText::typed),
        language: wording.0.code().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_i18n::Language;
    use serde_json::{Value, json};

    fn parse(changes: &[(&str, Value)]) -> Result<StartLiveform, LiveformError> {
        let mut body = json!({
            "pid": "abcd2345", "email": "anna@example.com", "consent": true, "issuingCountry": "UTO", "idType": "passport", "cf2": " two ", "lang": "en",
            "userid": null, "approvePeriod": "false", "allowedCountries": "KOR"
        });
        for (name, value) in changes {
            body[*name] = value.clone();
        }
        read(Wording(Language::English), serde_json::from_value(body).unwrap())
    }

    #[test]
    fn the_person_is_taken_over_as_given() {
        let start = parse(&[("encrypted", json!("AAAA"))]).unwrap();
        assert_eq!(start.clear.custom_fields[1].as_ref().unwrap().expose(), "two");
        assert_eq!(start.email.unwrap().expose(), "anna@example.com");
        assert_eq!(start.chosen.issuing_country.unwrap().alpha3(), "UTO");
        assert_eq!(start.encrypted.as_deref(), Some("AAAA"));
        assert!(
            start.clear.allowed_countries.is_none(),
            "it counts only when it is encrypted"
        );
        assert!(parse(&[("email", json!(""))]).unwrap().email.is_none());
    }

    #[test]
    fn wrong_fields_are_refused() {
        for wrong in [
            ("consent", json!(false)),
            ("email", json!("anna")),
            ("userid", json!("a".repeat(201))),
            ("cf1", json!("a\u{0}b")),
            ("issuingCountry", json!("QQQ")),
            ("idType", json!("library_card")),
            ("pid", json!("../")),
        ] {
            assert!(parse(std::slice::from_ref(&wrong)).is_err(), "{wrong:?}");
        }
    }
}
