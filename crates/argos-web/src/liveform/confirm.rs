//! `POST /liveform/confirm`: the person has checked the data.

use super::error::LiveformError;
use super::session::LiveformSession;
use super::wording::Wording;
use crate::WebState;
use argos_app::confirm_data::confirm_data;
use argos_app::liveform_query::is_bounded;
use argos_domain::country::Country;
use argos_domain::document::{DocumentData, Gender, IdType};
use argos_domain::personal::{BirthDate, PersonalText};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use serde::Deserialize;
use serde_json::{Value, json};

/// The form's fields, all as text.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ConfirmedFields {
    id_type: Option<String>,
    issuing_country: Option<String>,
    full_name: Option<String>,
    last_name: Option<String>,
    first_name: Option<String>,
    birth_date: Option<String>,
    gender: Option<String>,
    nationality: Option<String>,
    document_number: Option<String>,
    identity_number: Option<String>,
    issue_date: Option<String>,
    expire_date: Option<String>,
}

pub(super) async fn confirm(
    State(state): State<WebState>,
    LiveformSession {
        submission,
        caller,
        wording,
    }: LiveformSession,
    fields: Result<Json<ConfirmedFields>, JsonRejection>,
) -> Result<Json<Value>, LiveformError> {
    let Json(fields) = fields.map_err(|rejection| LiveformError::of_json(wording, &rejection))?;
    let data = read(wording, &fields)?;
    let outcome = confirm_data(&state.app, &submission.project_id, &submission.id, &caller, data).await;
    outcome.map_err(|error| LiveformError::of(wording, error))?;
    Ok(Json(json!({ "result": "ok" })))
}

fn read(wording: Wording, fields: &ConfirmedFields) -> Result<DocumentData, LiveformError> {
    let given = |field: &'static str, text: &Option<String>| match text {
        Some(text) if !is_bounded(text) => Err(LiveformError::invalid(wording, field, "invalid-text")),
        text => Ok(text.as_deref().and_then(PersonalText::typed)),
    };
    let date = |field: &'static str, text: &Option<String>, key: &str| {
        let text = given(field, text)?;
        let date = text.map(|text| text.expose().parse::<jiff::civil::Date>()).transpose();
        date.map_err(|_| LiveformError::invalid(wording, field, key))
    };
    let country = |field: &'static str, text: &Option<String>| {
        let text = given(field, text)?;
        let country = text.map(|text| Country::from_alpha3(text.expose())).transpose();
        country.map_err(|_| LiveformError::invalid(wording, field, "invalid-country_code"))
    };
    let gender = given("gender", &fields.gender)?;
    let gender = gender.map(|text| {
        Gender::from_name(text.expose())
            .ok_or_else(|| LiveformError::invalid(wording, "gender", "invalid-country_code"))
    });
    Ok(DocumentData {
        id_type: fields.id_type.as_deref().and_then(IdType::from_name),
        issuing_country: country("issuing_country", &fields.issuing_country)?,
        full_name: given("full_name", &fields.full_name)?,
        last_name: given("last_name", &fields.last_name)?,
        first_name: given("first_name", &fields.first_name)?,
        birth_date: date("birth_date", &fields.birth_date, "invalid-birth_date")?.map(BirthDate),
        gender: gender.transpose()?,
        nationality: country("nationality", &fields.nationality)?,
        document_number: given("document_number", &fields.document_number)?,
        identity_number: given("identity_number", &fields.identity_number)?,
        issue_date: date("issue_date", &fields.issue_date, "invalid-date")?,
        expire_date: date("expire_date", &fields.expire_date, "invalid-date")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_i18n::Language;

    fn parse(fields: Value) -> Result<DocumentData, LiveformError> {
        read(Wording(Language::English), &serde_json::from_value(fields).unwrap())
    }

    #[test]
    fn texts_become_data() {
        let data = parse(json!({
            "first_name": " Anna  Maria ", "last_name": "Eriksson", "full_name": null, "birth_date": "1974-08-12", "gender": "female",
            "nationality": "UTO", "document_number": "L898902C3", "expire_date": "", "id_type": "passport"
        }))
        .unwrap();
        assert_eq!(data.name().unwrap().expose(), "Anna Maria Eriksson");
        assert_eq!(data.birth_date.unwrap().0.to_string(), "1974-08-12");
        assert_eq!((data.expire_date, data.full_name.is_none()), (None, true));
    }

    #[test]
    fn what_is_no_date_country_or_short_text_is_refused() {
        for wrong in [
            json!({ "birth_date": "12/08/1974" }),
            json!({ "expire_date": "2030-02-30" }),
            json!({ "nationality": "QQQ" }),
            json!({ "gender": "other" }),
            json!({ "last_name": "a".repeat(201) }),
            json!({ "document_number": "A\u{0}B" }),
        ] {
            assert!(parse(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
