//! Signing in by the link of an invitation: whoever has it reads the mailbox that was invited.

use super::{SignInStep, Visitor, first_step_done};
use crate::access::find_open_invitation;
use crate::app::App;
use crate::error::AppError;
use argos_domain::sign_in::SignInMethod;

/// Signs in by an invitation, which is accepted with it.
///
/// # Errors
/// [`AppError::Unauthorized`] when it was accepted or cancelled, has expired, or a later mail has another link.
pub async fn redeem_invitation(app: &App, token: &str, visitor: &Visitor) -> Result<SignInStep, AppError> {
    let now = app.now();
    let mut tx = app.store().write().await?;
    let invitation = find_open_invitation(&mut tx, token, now).await?;
    let person = &invitation.administrator.id;
    let step = first_step_done(app, &mut tx, person, SignInMethod::Link, visitor, now).await?;
    tx.commit().await?;
    Ok(step)
}
