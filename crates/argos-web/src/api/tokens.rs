//! `/v3/submission/tokens`: one-time tokens of a project in private mode.

use super::authentication::ApiProject;
use super::error::{ApiError, ErrorForm};
use crate::WebState;
use argos_app::AppError;
use argos_app::private_tokens::{
    PrivateToken, count_tokens, delete_tokens, delete_tokens_before, find_token, list_tokens, register_tokens,
};
use argos_domain::clock::Timestamp;
use argos_domain::personal::PersonalText;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Longest request: 500 tokens of 64 bytes with what JSON puts around them.
pub(super) const LONGEST_REQUEST: usize = 64 * 1024;

/// Also as text/plain: the type of the content is not asked.
#[derive(Deserialize)]
struct TokenRequest {
    #[serde(rename = "tokenId", default)]
    token_ids: Vec<PersonalText>,
    /// In a deletion: instead of names, everything registered before this moment.
    before: Option<jiff::Timestamp>,
}

#[derive(Deserialize)]
pub(super) struct TokenQuery {
    #[serde(rename = "tokenId")]
    token_id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "nextPageKeyId")]
    next_id: Option<String>,
    #[serde(rename = "nextPageKeyTime")]
    next_time: Option<String>,
}

/// Registers tokens.
pub(super) async fn register(
    State(state): State<WebState>,
    ApiProject { project, caller }: ApiProject,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, TokenError> {
    let request = read(body)?;
    let done = register_tokens(&state.app, &caller, &project.id, &request.token_ids).await?;
    let mut answer = json!({
        "success": true,
        "message": "The tokens were registered.",
        "summary": {
            "totalSubmitted": request.token_ids.len(),
            "currentCount": done.current,
            "processed": done.processed,
            "failed": done.failed,
        },
    });
    if done.failed > 0 {
        answer["details"] = json!(
            "A token has 8 to 64 letters, digits, dots, underscores and hyphens, with a letter or digit at both ends."
        );
    }
    Ok(Json(answer))
}

/// One token, all of them, or how many there are.
pub(super) async fn find(
    State(state): State<WebState>,
    ApiProject { project, .. }: ApiProject,
    query: Result<Query<TokenQuery>, QueryRejection>,
) -> Result<Json<Value>, TokenError> {
    let query = query.map_err(|_| TokenError::bad("each parameter may stand once"))?.0;
    if let Some(id) = &query.token_id {
        let token = find_token(&state.app, &project.id, id).await?;
        return Ok(Json(json!({ "success": true, "tokenId": id, "data": item(&token) })));
    }
    match query.kind.as_deref() {
        None => {}
        Some("count") => {
            let count = count_tokens(&state.app, &project.id).await?;
            return Ok(Json(json!({ "success": true, "count": count })));
        }
        Some(_) => return Err(TokenError::bad("type must be count")),
    }
    let after = match (query.next_id.as_deref(), query.next_time.as_deref()) {
        (None, None) => None,
        (Some(id), Some(time)) => {
            let time = time
                .parse()
                .map_err(|_| TokenError::bad("nextPageKeyTime is malformed"))?;
            Some((id, Timestamp::from_microseconds(time)))
        }
        _ => return Err(TokenError::bad("nextPageKeyId and nextPageKeyTime belong together")),
    };
    let page = list_tokens(&state.app, &project.id, after).await?;
    let mut answer = Map::new();
    answer.insert("success".to_owned(), json!(true));
    let items: Vec<Value> = page.tokens.iter().map(item).collect();
    answer.insert("data".to_owned(), json!(items));
    if let Some(last) = page.tokens.last().filter(|_| page.has_more) {
        answer.insert("nextPageKeyId".to_owned(), json!(last.token));
        let time = last.updated_at.microseconds().to_string();
        answer.insert("nextPageKeyTime".to_owned(), json!(time));
    }
    Ok(Json(Value::Object(answer)))
}

/// Deletes tokens by name or by age.
pub(super) async fn delete(
    State(state): State<WebState>,
    ApiProject { project, caller }: ApiProject,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, TokenError> {
    let request = read(body)?;
    let (submitted, deleted) = match request.before {
        Some(moment) if request.token_ids.is_empty() => {
            let moment = Timestamp::from_microseconds(moment.as_microsecond());
            let deleted = delete_tokens_before(&state.app, &caller, &project.id, moment).await?;
            (deleted, deleted)
        }
        Some(_) => return Err(TokenError::bad("tokenId and before cannot stand together")),
        None => {
            let deleted = delete_tokens(&state.app, &caller, &project.id, &request.token_ids).await?;
            (request.token_ids.len(), deleted)
        }
    };
    Ok(Json(json!({
        "success": true,
        "message": "The tokens were deleted.",
        "summary": {
            "totalSubmitted": submitted, "deleted": deleted, "notFound": submitted - deleted, "failed": 0,
        },
    })))
}

fn read(body: Result<Bytes, BytesRejection>) -> Result<TokenRequest, TokenError> {
    let body = body.map_err(|rejection| TokenError(ApiError::of_status(rejection.status())))?;
    serde_json::from_slice(&body)
        .map_err(|_| TokenError::bad("a JSON object with tokenId, a list of texts, is expected"))
}

fn item(token: &PrivateToken) -> Value {
    let mut item = Map::new();
    item.insert("tokenId".to_owned(), json!(token.token));
    item.insert("updateTime".to_owned(), json!(token.updated_at));
    item.insert("expired".to_owned(), json!(token.expired.is_some()));
    if let Some((at, condition)) = token.expired {
        item.insert("expiredTime".to_owned(), json!(at));
        item.insert("expired_condition".to_owned(), json!(condition));
    }
    Value::Object(item)
}

/// An error in the form that this family of endpoints has: `{"errorCode", "errorMessage"}`.
#[derive(Debug)]
pub(super) struct TokenError(ApiError);

impl TokenError {
    fn bad(message: &str) -> Self {
        Self(ApiError::bad_request("invalid_request", message))
    }
}

impl From<AppError> for TokenError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound(_) => Self(ApiError::bad_request("token_not_found", "Token not found.")),
            other => Self(other.into()),
        }
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        self.0.in_form(ErrorForm::ErrorMessage).into_response()
    }
}
