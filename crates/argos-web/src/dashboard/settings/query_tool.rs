//! Encrypting and decrypting the Liveform's parameters by hand.

use super::{Part, Setting, WasSaved, frame};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::ProtectedForm;
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{InProject, ViewSettings};
use crate::dashboard::page::page;
use argos_app::AppError;
use argos_app::projects::liveform_url;
use argos_app::try_liveform_query::{decrypt_by_hand, encrypt_by_hand};
use argos_domain::personal::PersonalText;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use url::form_urlencoded::byte_serialize;

const EXAMPLE: &str = r#"{"userid":"YOUR_ID","allowedCountries":"USA,KOR"}"#;

#[derive(Template)]
#[template(path = "dashboard/settings/query_tool.html")]
struct ToolPage {
    frame: Frame,
    setting: Setting,
    /// The encryption that is chosen.
    encryption: &'static str,
    typed: String,
    result: Option<ToolResult>,
    errors: FieldErrors,
}

enum ToolResult {
    /// The encrypted text and the whole address.
    Encrypted { text: String, address: String },
    /// The text that was encrypted.
    Decrypted(String),
}

/// Shows the page with an example.
pub(in crate::dashboard) async fn show(place: InProject<ViewSettings>) -> Response {
    page(
        StatusCode::OK,
        &tool_page(&place, EXAMPLE.to_owned(), None, FieldErrors::default()),
    )
}

/// Encrypts or decrypts what was typed. Nothing of it is kept.
pub(in crate::dashboard) async fn run(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let typed = fields.text("text").to_owned();
    let outcome = if fields.text("way") == "decrypt" {
        let opened = decrypt_by_hand(&state.app, &place.project, &typed).await;
        opened.map(|text| ToolResult::Decrypted(text.expose().to_owned()))
    } else {
        let encrypted = encrypt_by_hand(&state.app, &place.project, &PersonalText::new(typed.as_str())).await;
        encrypted.map(|text| {
            let encoded: String = byte_serialize(text.as_bytes()).collect();
            let address = format!("{}&encrypted={encoded}", liveform_url(&state.app, &place.project.id));
            ToolResult::Encrypted { text, address }
        })
    };
    match outcome {
        Ok(result) => {
            let shown = tool_page(&place, typed, Some(result), FieldErrors::default());
            Ok(page(StatusCode::OK, &shown))
        }
        Err(AppError::Invalid { field, message }) => {
            let mut errors = FieldErrors::default();
            errors.add(field, message);
            let shown = tool_page(&place, typed, None, errors);
            Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
        }
        Err(error) => Err(error.into()),
    }
}

fn tool_page(
    place: &InProject<ViewSettings>,
    typed: String,
    result: Option<ToolResult>,
    errors: FieldErrors,
) -> ToolPage {
    ToolPage {
        frame: frame(place, Part::Security),
        setting: Setting::new(place, Part::Security, WasSaved(false)),
        encryption: place.project.settings.liveform_query.encryption.name(),
        typed,
        result,
        errors,
    }
}
