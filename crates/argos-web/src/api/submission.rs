//! `GET /v3/submission`: one submission, or a list.

use super::authentication::ApiProject;
use super::error::ApiError;
use crate::WebState;
use argos_app::find_submissions::{Cursor, SubmissionFilter};
use argos_app::find_submissions::{SubmissionView, list_submissions, view_submission};
use argos_app::submission_json;
use argos_domain::clock::Timestamp;
use argos_domain::id::SubmissionId;
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Page size when none is asked for.
const DEFAULT_COUNT: u32 = 50;
/// Largest page size.
const LARGEST_COUNT: u32 = 2000;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Deserialize)]
pub(super) struct SubmissionQuery {
    #[serde(alias = "submissionId")]
    submission_id: Option<String>,
    userid: Option<String>,
    email: Option<String>,
    count: Option<String>,
    nextpage_id: Option<String>,
    nextpage_date: Option<String>,
    start_date: Option<String>,
    end_date: Option<String>,
    request_type: Option<String>,
}

pub(super) async fn find(
    State(state): State<WebState>,
    ApiProject { project, .. }: ApiProject,
    query: Result<Query<SubmissionQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(query) = query.map_err(|_| ApiError::bad_query("each parameter may stand once"))?;
    let group = RequestType::parse(query.request_type.as_deref())?;
    if let Some(id) = &query.submission_id {
        let id: SubmissionId = id
            .parse()
            .map_err(|_| ApiError::bad_query("submission_id is malformed"))?;
        let view = view_submission(&state.app, &project.id, &id).await?;
        let mut item = submission_json(&view.submission, true);
        if let Value::Object(map) = &mut item {
            let images: Map<String, Value> = view
                .images
                .iter()
                .map(|kind| {
                    let path = format!("/v3/image?submission_id={id}&type={}", kind.name());
                    (
                        kind.name().to_owned(),
                        json!(format!("{}{path}", state.config.public_url)),
                    )
                })
                .collect();
            map.insert("image".to_owned(), Value::Object(images));
            insert_ocr_raw(map, &view);
            map.insert(
                "verification".to_owned(),
                json!({ "checks": view.checks, "score": view.score }),
            );
        }
        return Ok(Json(json!({ "Items": [group.reduce(item)] })));
    }
    let page = list_submissions(&state.app, &project.id, &filter(&query)?).await?;
    let items: Vec<Value> = page
        .submissions
        .iter()
        .map(|submission| group.reduce(submission_json(submission, false)))
        .collect();
    let mut answer = json!({ "Items": items });
    if let (Some(next), Value::Object(map)) = (page.next, &mut answer) {
        map.insert(
            "nextpageKey".to_owned(),
            json!({ "id": next.id, "created_at": next.created_at.microseconds().to_string() }),
        );
    }
    Ok(Json(answer))
}

/// How each field was read, where that is still known.
pub(super) fn insert_ocr_raw(map: &mut Map<String, Value>, view: &SubmissionView) {
    if let (Some(evidence), Some(read)) = (&view.evidence, &view.submission.read) {
        map.insert("OCR_raw".to_owned(), evidence.ocr_raw(read));
    }
}

fn filter(query: &SubmissionQuery) -> Result<SubmissionFilter, ApiError> {
    let count = match &query.count {
        None => DEFAULT_COUNT,
        Some(text) => text
            .parse()
            .ok()
            .filter(|count| (1..=LARGEST_COUNT).contains(count))
            .ok_or_else(|| ApiError::bad_query("count must be a number from 1 to 2000"))?,
    };
    let after = match (&query.nextpage_id, &query.nextpage_date) {
        (None, None) => None,
        (Some(id), Some(date)) => {
            let id = id
                .parse()
                .map_err(|_| ApiError::bad_query("nextpage_id is malformed"))?;
            let microseconds = date
                .parse()
                .map_err(|_| ApiError::bad_query("nextpage_date is malformed"))?;
            Some(Cursor {
                created_at: Timestamp::from_microseconds(microseconds),
                id,
                argos_score: None,
            })
        }
        _ => return Err(ApiError::bad_query("nextpage_id and nextpage_date belong together")),
    };
    let start = query
        .start_date
        .as_deref()
        .map(|text| day(text, "start_date"))
        .transpose()?;
    let end = query
        .end_date
        .as_deref()
        .map(|text| day(text, "end_date"))
        .transpose()?;
    Ok(SubmissionFilter {
        email: query.email.clone(),
        user_id: query.userid.clone(),
        created_from: start,
        created_until: end.map(|start_of_day| start_of_day.plus(DAY)),
        count,
        after,
        ..SubmissionFilter::default()
    })
}

/// The start of a day written YYYY-MM-DD or, as older clients do, YYYYMMDD.
fn day(text: &str, field: &str) -> Result<Timestamp, ApiError> {
    let wrong = || ApiError::bad_query(&format!("{field} must be YYYY-MM-DD"));
    let date: jiff::civil::Date = text
        .parse()
        .or_else(|_| jiff::civil::Date::strptime("%Y%m%d", text))
        .map_err(|_| wrong())?;
    let moment = jiff::tz::Offset::UTC
        .to_timestamp(date.at(0, 0, 0, 0))
        .map_err(|_| wrong())?;
    Ok(Timestamp::from_microseconds(moment.as_microsecond()))
}

/// Which group of fields is wanted.
#[derive(Clone, Copy)]
enum RequestType {
    Everything,
    Kyc,
    Data,
    Others,
}

impl RequestType {
    fn parse(text: Option<&str>) -> Result<Self, ApiError> {
        match text {
            None => Ok(Self::Everything),
            Some("kyc") => Ok(Self::Kyc),
            Some("data") => Ok(Self::Data),
            Some("others") => Ok(Self::Others),
            Some(_) => Err(ApiError::bad_query("request_type must be kyc, data or others")),
        }
    }

    fn reduce(self, item: Value) -> Value {
        let Value::Object(map) = item else { return item };
        let wanted = |key: &str| match self {
            Self::Everything => true,
            Self::Kyc => key == "kyc",
            Self::Data => key == "data" || key == "sealed",
            Self::Others => key != "kyc" && key != "data",
        };
        Value::Object(
            map.into_iter()
                .filter(|(key, _)| key == "submission_id" || wanted(key))
                .collect(),
        )
    }
}
