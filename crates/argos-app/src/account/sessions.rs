//! Ending sessions from afar.

use super::record;
use crate::app::App;
use crate::caller::Staff;
use crate::error::AppError;
use crate::sign_in::SignedIn;
use argos_domain::id::SessionId;
use serde_json::json;

/// Ends one of the person's sessions; whoever uses it is out with the next request.
///
/// # Errors
/// [`AppError::NotFound`] when the person has no such session.
pub async fn end_session(app: &App, staff: &Staff, session: &SessionId) -> Result<(), AppError> {
    let mut tx = app.store().write().await?;
    if !tx.delete_session_of(&staff.id, session).await? {
        return Err(AppError::NotFound("the session"));
    }
    record(app, &mut tx, staff, "session_ended", json!({ "session": session })).await?;
    Ok(tx.commit().await?)
}

/// Ends all of the person's sessions but the one that asks; answers how many.
///
/// # Errors
/// Only our own faults.
pub async fn end_other_sessions(app: &App, staff: &Staff, signed_in: &SignedIn) -> Result<u64, AppError> {
    let mut tx = app.store().write().await?;
    let ended = tx.delete_other_sessions(&staff.id, &signed_in.session).await?;
    // Nor does anybody come in who has done the first step only.
    tx.delete_sign_in_steps(&staff.id).await?;
    record(
        app,
        &mut tx,
        staff,
        "other_sessions_ended",
        json!({ "sessions": ended }),
    )
    .await?;
    tx.commit().await?;
    Ok(ended)
}
