//! Encrypting and decrypting the Liveform's parameters by hand, for engineers who connect their server.

use crate::app::App;
use crate::error::AppError;
use crate::liveform_query::{LONGEST_ENCRYPTED, LiveformQuery, cipher};
use argos_domain::personal::PersonalText;
use argos_domain::project::Project;

/// The field that an [`AppError::Invalid`] of this file names.
const TEXT: &str = "text";

/// Encrypts parameters as the customer's server would, if they make sense.
///
/// # Errors
/// [`AppError::Invalid`] that names the parameter and what is expected, or the greatest length.
pub async fn encrypt_by_hand(app: &App, project: &Project, text: &PersonalText) -> Result<String, AppError> {
    LiveformQuery::from_json(text.expose()).map_err(|error| invalid(error.to_string()))?;
    let secrets = app.store().read().await?.project_secrets(&project.id).await?;
    let encrypted = cipher(project, &secrets.api_key).encrypt(text.expose(), app.random())?;
    if encrypted.len() > LONGEST_ENCRYPTED {
        return Err(invalid(format!(
            "at most {LONGEST_ENCRYPTED} characters are expected when encrypted, these are {}",
            encrypted.len()
        )));
    }
    Ok(encrypted)
}

/// Decrypts what a server has encrypted, so that its engineers see whether Argos would understand it.
///
/// # Errors
/// [`AppError::Invalid`] when it does not open.
pub async fn decrypt_by_hand(app: &App, project: &Project, text: &str) -> Result<PersonalText, AppError> {
    let secrets = app.store().read().await?.project_secrets(&project.id).await?;
    let opened = cipher(project, &secrets.api_key).decrypt(text);
    opened.map(|text| PersonalText::new(text.as_str())).map_err(|_| {
        invalid(
            "this does not open with the API key and the encryption chosen under Security: base64 is expected, not \
             percent-encoded"
                .to_owned(),
        )
    })
}

fn invalid(message: String) -> AppError {
    AppError::Invalid { field: TEXT, message }
}
