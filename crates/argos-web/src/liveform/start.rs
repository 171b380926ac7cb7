//! `POST /liveform/start`: consent is given, the submission begins.

use super::choice::{Choice, chosen_document};
use super::error::LiveformError;
use super::query::is_bounded;
use super::wording::Wording;
use crate::WebState;
use crate::client_address::ClientAddress;
use argos_app::Caller;
use argos_app::start_submission::{StartSubmission, start_submission};
use argos_domain::id::ProjectId;
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_domain::submission::Applicant;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use serde::{Deserialize, Serialize};

/// What the start screen sends.
#[derive(Deserialize)]
pub(super) struct StartRequest {
    pid: String,
    email: String,
    userid: Option<String>,
    cf1: Option<String>,
    cf2: Option<String>,
    cf3: Option<String>,
    consent: bool,
    #[serde(flatten)]
    choice: Choice,
}

#[derive(Serialize)]
pub(super) struct Started {
    #[serde(rename = "submissionId")]
    submission_id: String,
    token: String,
}

pub(super) async fn start(
    State(state): State<WebState>,
    wording: Wording,
    address: ClientAddress,
    request: Result<Json<StartRequest>, JsonRejection>,
) -> Result<Json<Started>, LiveformError> {
    let Json(request) = request.map_err(|rejection| LiveformError::of_json(wording, &rejection))?;
    let request = read(wording, request, address)?;
    let started = start_submission(&state.app, &Caller::applicant(address.0), request)
        .await
        .map_err(|error| LiveformError::of(wording, error))?;
    Ok(Json(Started {
        submission_id: started.submission.id.to_string(),
        token: started.liveform_token.expose().to_owned(),
    }))
}

fn read(wording: Wording, request: StartRequest, address: ClientAddress) -> Result<StartSubmission, LiveformError> {
    if !request.consent {
        return Err(LiveformError::invalid(wording, "consent", "consent"));
    }
    let free_text = |field: &'static str, text: Option<String>| match text {
        Some(text) if !is_bounded(&text) => Err(LiveformError::invalid(wording, field, "invalid-text")),
        text => Ok(text.as_deref().and_then(PersonalText::typed)),
    };
    Ok(StartSubmission {
        project_id: ProjectId::try_from(request.pid).map_err(|_| LiveformError::malformed(wording))?,
        applicant: Applicant {
            email: Some(
                EmailAddress::parse(&request.email)
                    .map_err(|_| LiveformError::invalid(wording, "email", "invalid-email"))?,
            ),
            user_id: free_text("userid", request.userid)?,
            custom_fields: [
                free_text("cf1", request.cf1)?,
                free_text("cf2", request.cf2)?,
                free_text("cf3", request.cf3)?,
            ],
            ip_address: address.0.map(|address| PersonalText::new(address.to_string())),
            language: Some(wording.0.code().to_owned()),
        },
        chosen: chosen_document(wording, &request.choice)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_i18n::Language;
    use serde_json::{Value, json};

    fn parse(changes: &[(&str, Value)]) -> Result<StartSubmission, LiveformError> {
        let mut body = json!({
            "pid": "abcd2345", "email": "anna@example.com", "consent": true, "issuingCountry": "UTO", "idType": "passport", "cf2": " two ", "lang": "en"
        });
        for (name, value) in changes {
            body[*name] = value.clone();
        }
        let address = ClientAddress(Some("203.0.113.9".parse().unwrap()));
        read(
            Wording(Language::English),
            serde_json::from_value(body).unwrap(),
            address,
        )
    }

    #[test]
    fn the_person_is_taken_over_as_given() {
        let start = parse(&[]).unwrap();
        assert_eq!(start.applicant.custom_fields[1].as_ref().unwrap().expose(), "two");
        assert_eq!(start.applicant.ip_address.unwrap().expose(), "203.0.113.9");
        assert_eq!(start.chosen.issuing_country.unwrap().alpha3(), "UTO");
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
