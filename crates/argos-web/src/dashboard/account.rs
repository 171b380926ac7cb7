//! An administrator's own account: password, authenticator app, sessions, history.

pub(super) mod authenticator_app;
pub(super) mod password;
pub(super) mod sessions;

use super::error_page::DashboardError;
use super::field_errors::{FieldErrors, sentence};
use super::frame::Frame;
use super::page::{go_to, page};
use super::signed_in::SignedInAdministrator;
use super::wording::{self, Moment};
use crate::WebState;
use crate::client_address::ClientAddress;
use crate::routes::{Demand, Demanded, Demands};
use argos_app::account::{Account, AccountEvent, AccountSession, account};
use argos_app::sign_in::{IDLE_LIFETIME, SESSION_LIFETIME};
use argos_app::{AppError, Staff};
use argos_domain::sign_in::{LONGEST_PASSWORD, SHORTEST_PASSWORD, SignInMethod};
use askama::Template;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;

/// Address of the page.
const ADDRESS: &str = "/dashboard/account";

/// Whoever is signed in, at their own account.
pub(super) struct OwnAccount {
    administrator: SignedInAdministrator,
    staff: Staff,
}

impl Demand for OwnAccount {
    const DEMANDS: Demands = Demands::of(Demanded::Administrator);
}

impl FromRequestParts<WebState> for OwnAccount {
    type Rejection = DashboardError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, DashboardError> {
        let administrator = SignedInAdministrator::from_request_parts(parts, state).await?;
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        let staff = Staff {
            id: administrator.administrator.clone(),
            address,
        };
        Ok(Self { administrator, staff })
    }
}

/// What was done a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    PasswordSet,
    AppRemoved,
    SessionEnded,
    OthersEnded,
}

impl Done {
    const ALL: [Self; 4] = [
        Self::PasswordSet,
        Self::AppRemoved,
        Self::SessionEnded,
        Self::OthersEnded,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::PasswordSet => "password",
            Self::AppRemoved => "app-removed",
            Self::SessionEnded => "session",
            Self::OthersEnded => "others",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::PasswordSet => {
                "Your password was set. Everybody signed in elsewhere with your account was signed out."
            }
            Self::AppRemoved => "The authenticator app was removed. Codes are no longer asked for.",
            Self::SessionEnded => "The session was ended.",
            Self::OthersEnded => "You are signed out everywhere else.",
        }
    }

    fn page(self) -> Response {
        go_to(&format!("{ADDRESS}?done={}", self.name()))
    }
}

struct SessionRow {
    id: String,
    browser: String,
    address: String,
    method: &'static str,
    created: Moment,
    seen: Moment,
    is_this: bool,
}

struct HistoryRow {
    at: Moment,
    what: String,
    is_warning: bool,
    browser: Option<String>,
    address: String,
}

#[derive(Template)]
#[template(path = "dashboard/account.html")]
struct AccountPage {
    frame: Frame,
    done: Option<&'static str>,
    errors: FieldErrors,
    password_set: Option<Moment>,
    asks_for_present_password: bool,
    shortest_password: usize,
    longest_password: usize,
    app_since: Option<Moment>,
    recovery_codes: u32,
    sessions: Vec<SessionRow>,
    idle_hours: u64,
    longest_hours: u64,
    history: Vec<HistoryRow>,
}

impl AccountPage {
    fn new(administrator: &SignedInAdministrator, account: Account, done: Option<Done>, errors: FieldErrors) -> Self {
        Self {
            frame: Frame::outside("Account", administrator),
            done: done.map(Done::text),
            errors,
            password_set: account.password_set_at.map(wording::moment),
            asks_for_present_password: account.asks_for_present_password,
            shortest_password: SHORTEST_PASSWORD,
            longest_password: LONGEST_PASSWORD,
            app_since: account.app_since.map(wording::moment),
            recovery_codes: account.recovery_codes,
            sessions: account.sessions.into_iter().map(session_row).collect(),
            idle_hours: IDLE_LIFETIME.as_secs() / 3600,
            longest_hours: SESSION_LIFETIME.as_secs() / 3600,
            history: account.history.into_iter().map(history_row).collect(),
        }
    }

    fn has_others(&self) -> bool {
        self.sessions.iter().any(|session| !session.is_this)
    }
}

fn session_row(session: AccountSession) -> SessionRow {
    SessionRow {
        id: session.id.to_string(),
        browser: session.browser.expose().to_owned(),
        address: shown(session.address.as_ref().map(|address| address.expose())),
        method: match session.method {
            SignInMethod::Link => "by link",
            SignInMethod::Password => "by password",
        },
        created: wording::moment(session.created_at),
        seen: wording::moment(session.seen_at),
        is_this: session.is_this,
    }
}

fn history_row(event: AccountEvent) -> HistoryRow {
    HistoryRow {
        at: wording::moment(event.at),
        is_warning: event.action == "sign_in_failed" || event.action.ends_with("_refused"),
        what: what_happened(&event),
        browser: event.browser.map(|browser| browser.expose().to_owned()),
        address: shown(event.address.as_ref().map(|address| address.expose())),
    }
}

fn shown(address: Option<&str>) -> String {
    address.unwrap_or("unknown").to_owned()
}

/// An entry of the event log in the words of the account's owner.
fn what_happened(event: &AccountEvent) -> String {
    let detail = |name: &str| event.detail[name].as_str().unwrap_or_default();
    let text = match event.action.as_str() {
        "signed_in" => {
            let method = if detail("method") == "link" {
                "a link"
            } else {
                "your password"
            };
            return match detail("second_factor") {
                "recovery_code" => format!("Signed in with {method} and a recovery code"),
                "authenticator_app" => format!("Signed in with {method} and a code of your app"),
                _ => format!("Signed in with {method}"),
            };
        }
        "sign_in_failed" if detail("reason") == "wrong_code" => "Failed sign-in: wrong code",
        "sign_in_failed" => "Failed sign-in: wrong password",
        "signed_out" => "Signed out",
        "password_set" if event.detail["first"] == true => "Password set",
        "password_set" => "Password changed",
        "password_refused" => "Wrong present password at a change",
        "authenticator_app_begun" => "Setting up an authenticator app begun",
        "authenticator_app_set_up" => "Authenticator app set up",
        "authenticator_app_removed" => "Authenticator app removed",
        "recovery_codes_replaced" => "New recovery codes made",
        "code_refused" => "Wrong code on this page",
        "session_ended" => "A session ended from this page",
        "other_sessions_ended" => "Signed out everywhere else",
        other => return sentence(&other.replace('_', " ")),
    };
    text.to_owned()
}

/// Shows the account.
pub(super) async fn show(
    State(state): State<WebState>,
    own: OwnAccount,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let name = query
        .iter()
        .find(|(name, _)| name == "done")
        .map(|(_, value)| value.as_str());
    let done = Done::ALL.into_iter().find(|done| Some(done.name()) == name);
    let account = account(&state.app, &own.administrator).await?;
    let answer = AccountPage::new(&own.administrator, account, done, FieldErrors::default());
    Ok(page(StatusCode::OK, &answer))
}

/// An address that only takes forms, opened by hand, leads back to the page.
pub(super) async fn back_to_page(_own: OwnAccount) -> Response {
    go_to(ADDRESS)
}

/// What a use case refused, at the field where it stands; other errors have pages of their own.
async fn refused(state: &WebState, own: &OwnAccount, error: AppError) -> Result<Response, DashboardError> {
    let AppError::Invalid { field, message } = error else {
        return Err(error.into());
    };
    let mut errors = FieldErrors::default();
    errors.add(field, message);
    let account = account(&state.app, &own.administrator).await?;
    let answer = AccountPage::new(&own.administrator, account, None, errors);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &answer))
}

#[cfg(test)]
mod tests;
