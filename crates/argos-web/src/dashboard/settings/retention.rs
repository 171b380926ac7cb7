//! Retention: how long personal data are kept.

use super::{Part, Setting, WasSaved, frame, keep, saved};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::page;
use argos_domain::project::{LONGEST_RETENTION, ProjectSettings};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "dashboard/settings/retention.html")]
struct RetentionPage {
    frame: Frame,
    setting: Setting,
    form: RetentionForm,
}

/// The setting as typed, with what is wrong about it.
struct RetentionForm {
    days: String,
    errors: FieldErrors,
}

impl RetentionForm {
    fn from_settings(settings: &ProjectSettings) -> Self {
        Self {
            days: settings.retention_days.map(|days| days.to_string()).unwrap_or_default(),
            errors: FieldErrors::default(),
        }
    }

    fn from_fields(fields: &FormFields) -> Self {
        Self {
            days: fields.text("retention_days").chars().take(8).collect(),
            errors: FieldErrors::default(),
        }
    }

    /// The settings that were typed; `present` gives what the form does not show.
    fn parse(&mut self, present: &ProjectSettings) -> Option<ProjectSettings> {
        let days = match self.days.as_str() {
            "" => None,
            text => match text.parse().ok().filter(|days| (1..=LONGEST_RETENTION).contains(days)) {
                Some(days) => Some(days),
                None => {
                    let range = format!("A whole number of days from 1 to {LONGEST_RETENTION} is expected, or nothing");
                    self.errors.add("retention_days", range);
                    return None;
                }
            },
        };
        Some(ProjectSettings {
            retention_days: days,
            ..present.clone()
        })
    }

    fn other_errors(&self) -> Vec<&str> {
        self.errors.elsewhere(&["retention_days"]).collect()
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(place: InProject<ViewSettings>, was_saved: WasSaved) -> Response {
    let form = RetentionForm::from_settings(&place.project.settings);
    page(StatusCode::OK, &retention_page(&place, form, was_saved))
}

/// Saves the form, or shows the page again with what is wrong.
pub(in crate::dashboard) async fn save(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let mut form = RetentionForm::from_fields(&fields);
    if let Some(settings) = form.parse(&place.project.settings) {
        match keep(&state, &place, settings).await? {
            Ok(()) => return Ok(saved(&place, Part::Retention)),
            Err((field, message)) => form.errors.add(field, message),
        }
    }
    let shown = retention_page(&place, form, WasSaved(false));
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

fn retention_page<P: Needed>(place: &InProject<P>, form: RetentionForm, was_saved: WasSaved) -> RetentionPage {
    RetentionPage {
        frame: frame(place, Part::Retention),
        setting: Setting::new(place, Part::Retention, was_saved),
        form,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_or_their_range_named() {
        let parse = |days: &str| {
            let mut form = RetentionForm {
                days: days.to_owned(),
                errors: FieldErrors::default(),
            };
            let settings = form.parse(&ProjectSettings::default());
            (settings.map(|settings| settings.retention_days), form.errors.is_empty())
        };
        assert_eq!(parse("365"), (Some(Some(365)), true));
        assert_eq!(parse(""), (Some(None), true));
        for wrong in ["0", "-1", "36501", "one", "1.5"] {
            assert_eq!(parse(wrong), (None, false), "{wrong}");
        }
    }
}
