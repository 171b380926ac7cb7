//! One-time tokens of projects in private mode: the customer's server registers, looks up and deletes them.

use crate::app::App;
use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::Entry;
use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;
use argos_domain::personal::PersonalText;
use argos_domain::private_mode::{MOST_TOKENS, is_token_id};
pub use argos_store::{PrivateToken, TokenPage};
use serde_json::json;

/// The most tokens that one request registers or deletes by name.
pub const MOST_IN_REQUEST: usize = 500;
/// The most tokens that one request deletes by their age.
pub const MOST_BY_AGE: u32 = 5_000;
/// The most tokens on one page of the list.
pub const LONGEST_LIST: u32 = 10_000;

/// What became of the tokens of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration {
    /// How many the project has now.
    pub current: u32,
    /// How many were taken.
    pub processed: usize,
    /// How many do not have the form of a token.
    pub failed: usize,
}

/// Registers tokens; those of another form are counted and left out. A token that exists already is as new.
///
/// # Errors
/// [`AppError::Invalid`] for too many at once, or more than the project may keep.
pub async fn register_tokens(
    app: &App,
    caller: &Caller,
    project: &ProjectId,
    tokens: &[PersonalText],
) -> Result<Registration, AppError> {
    bounded(tokens)?;
    let now = app.now();
    let mut tx = app.store().write().await?;
    let mut processed = 0;
    for token in tokens.iter().filter(|token| is_token_id(token.expose())) {
        tx.register_token(project, token.expose(), now).await?;
        processed += 1;
    }
    let current = tx.count_tokens(project).await?;
    if current > MOST_TOKENS {
        return Err(AppError::Invalid {
            field: "tokenId",
            message: format!("a project keeps at most {MOST_TOKENS} tokens: delete old ones first"),
        });
    }
    log(app, &mut tx, caller, project, "tokens_registered", processed, now).await?;
    tx.commit().await?;
    Ok(Registration {
        current,
        processed,
        failed: tokens.len() - processed,
    })
}

/// One token.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn find_token(app: &App, project: &ProjectId, token: &str) -> Result<PrivateToken, AppError> {
    let found = app.store().read().await?.find_token(project, token).await?;
    found.ok_or(AppError::NotFound("the token"))
}

/// The project's tokens, after the one given with its moment.
///
/// # Errors
/// Only our own faults.
pub async fn list_tokens(
    app: &App,
    project: &ProjectId,
    after: Option<(&str, Timestamp)>,
) -> Result<TokenPage, AppError> {
    Ok(app
        .store()
        .read()
        .await?
        .list_tokens(project, after, LONGEST_LIST)
        .await?)
}

/// How many tokens the project has.
///
/// # Errors
/// Only our own faults.
pub async fn count_tokens(app: &App, project: &ProjectId) -> Result<u32, AppError> {
    Ok(app.store().read().await?.count_tokens(project).await?)
}

/// Deletes tokens by name; answers how many there were.
///
/// # Errors
/// [`AppError::Invalid`] for too many at once.
pub async fn delete_tokens(
    app: &App,
    caller: &Caller,
    project: &ProjectId,
    tokens: &[PersonalText],
) -> Result<usize, AppError> {
    bounded(tokens)?;
    let mut tx = app.store().write().await?;
    let mut deleted = 0;
    for token in tokens {
        deleted += usize::from(tx.delete_token(project, token.expose()).await?);
    }
    log(app, &mut tx, caller, project, "tokens_deleted", deleted, app.now()).await?;
    tx.commit().await?;
    Ok(deleted)
}

/// Deletes tokens registered before a moment, the oldest first and at most [`MOST_BY_AGE`]; answers how many.
///
/// # Errors
/// Only our own faults.
pub async fn delete_tokens_before(
    app: &App,
    caller: &Caller,
    project: &ProjectId,
    moment: Timestamp,
) -> Result<usize, AppError> {
    let mut tx = app.store().write().await?;
    let deleted = tx.delete_tokens_before(project, moment, MOST_BY_AGE).await?;
    let deleted = usize::try_from(deleted).map_err(AppError::internal)?;
    log(app, &mut tx, caller, project, "tokens_deleted", deleted, app.now()).await?;
    tx.commit().await?;
    Ok(deleted)
}

fn bounded(tokens: &[PersonalText]) -> Result<(), AppError> {
    if (1..=MOST_IN_REQUEST).contains(&tokens.len()) {
        return Ok(());
    }
    Err(AppError::Invalid {
        field: "tokenId",
        message: format!("1 to {MOST_IN_REQUEST} tokens are expected"),
    })
}

async fn log(
    app: &App,
    tx: &mut argos_store::Tx,
    caller: &Caller,
    project: &ProjectId,
    action: &str,
    count: usize,
    now: Timestamp,
) -> Result<(), AppError> {
    let entry = Entry::of_project(project, caller, action, json!({ "count": count }));
    entry.write(tx, app.random(), now).await
}
