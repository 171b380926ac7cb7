//! The page to which the link of an invitation leads.

use super::error_page::DashboardError;
use super::form::OwnSiteForm;
use super::page::page;
use super::sign_in::go_on;
use super::visitor::FromVisitor;
use super::wording::{self, Moment};
use crate::WebState;
use argos_app::AppError;
use argos_app::access::open_invitation;
use argos_app::sign_in::redeem_invitation;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/invitation.html")]
struct InvitationPage {
    token: String,
    project_name: String,
    role: &'static str,
    email: String,
    until: Moment,
}

#[derive(Template)]
#[template(path = "dashboard/invitation_over.html")]
struct OverPage;

/// Shows what one is invited to, with a button. Opening the link alone accepts nothing: mail scanners open links too.
pub(super) async fn show(State(state): State<WebState>, Path(token): Path<String>) -> Result<Response, DashboardError> {
    match open_invitation(&state.app, &token).await {
        Ok(invitation) => {
            let shown = InvitationPage {
                token,
                project_name: invitation.project_name,
                role: wording::role(invitation.role),
                email: invitation.email.expose().to_owned(),
                until: wording::moment(invitation.expires_at),
            };
            Ok(page(StatusCode::OK, &shown))
        }
        Err(AppError::Unauthorized) => Ok(page(StatusCode::GONE, &OverPage)),
        Err(error) => Err(error.into()),
    }
}

/// Accepts the invitation and starts the session, or asks for a code first.
pub(super) async fn accept(
    State(state): State<WebState>,
    Path(token): Path<String>,
    FromVisitor(visitor): FromVisitor,
    OwnSiteForm(_): OwnSiteForm,
) -> Result<Response, DashboardError> {
    match redeem_invitation(&state.app, &token, &visitor).await {
        Ok(step) => go_on(&state, &step),
        Err(AppError::Unauthorized) => Ok(page(StatusCode::GONE, &OverPage)),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_domain::clock::Timestamp;

    #[test]
    fn an_invitation_says_to_what_and_names_are_escaped() {
        let html = InvitationPage {
            token: "iv_abc-DEF_123".to_owned(),
            project_name: "Example <Bank>".to_owned(),
            role: "Leader",
            email: "anna@example.com".to_owned(),
            until: wording::moment(Timestamp::from_microseconds(1_772_357_400_000_000)),
        }
        .render()
        .unwrap();
        crate::dashboard::sample::keep("invitation", &html);
        assert!(html.contains("action=\"/dashboard/invitation/iv_abc-DEF_123\""));
        assert!(html.contains("anna@example.com") && html.contains("Leader") && !html.contains("<Bank>"));
    }
}
