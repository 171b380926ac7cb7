//! `POST /liveform/choose`: the person shows another document than the one chosen before.

use super::error::LiveformError;
use super::session::LiveformSession;
use super::wording::Wording;
use crate::WebState;
use argos_app::choose_document::choose_document;
use argos_domain::country::Country;
use argos_domain::document::IdType;
use argos_domain::submission::ChosenDocument;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use serde::Deserialize;
use serde_json::{Value, json};

/// Country and kind as the page sends them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Choice {
    issuing_country: Option<String>,
    id_type: Option<String>,
}

pub(super) async fn choose(
    State(state): State<WebState>,
    LiveformSession {
        submission, wording, ..
    }: LiveformSession,
    choice: Result<Json<Choice>, JsonRejection>,
) -> Result<Json<Value>, LiveformError> {
    let Json(choice) = choice.map_err(|rejection| LiveformError::of_json(wording, &rejection))?;
    let chosen = chosen_document(wording, &choice)?;
    let outcome = choose_document(&state.app, &submission.project_id, &submission.id, chosen).await;
    outcome.map_err(|error| LiveformError::of(wording, error))?;
    Ok(Json(json!({ "result": "ok" })))
}

/// Reads country and kind; an empty text is no choice.
pub(super) fn chosen_document(wording: Wording, choice: &Choice) -> Result<ChosenDocument, LiveformError> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let kind = given(&choice.id_type)
        .map(|name| IdType::from_name(&name).ok_or_else(|| LiveformError::invalid(wording, "idType", "invalid-kind")));
    let country = given(&choice.issuing_country).map(|code| {
        Country::from_alpha3(&code).map_err(|_| LiveformError::invalid(wording, "issuingCountry", "invalid-country"))
    });
    Ok(ChosenDocument {
        id_type: kind.transpose()?,
        issuing_country: country.transpose()?,
    })
}
