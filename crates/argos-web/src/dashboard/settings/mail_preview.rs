//! What each mail to users looks like in each language, and a sample of it to oneself.

use super::{Part, frame, settings_address};
use crate::WebState;
use crate::dashboard::error_page::DashboardError;
use crate::dashboard::form::{FormFields, ProtectedForm};
use crate::dashboard::frame::Frame;
use crate::dashboard::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use crate::dashboard::page::{go_to, page};
use argos_app::mail_preview::{preview_mail, send_test_mail};
use argos_app::project_logo::logo;
use argos_domain::event::MailKind;
use argos_domain::role::Permission;
use argos_i18n::Language;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A mail has its style inside and shows nothing but the logo; it runs nothing and leads nowhere.
const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'self'; sandbox allow-same-origin";

#[derive(Template)]
#[template(path = "dashboard/settings/mail_preview.html")]
struct PreviewPage {
    frame: Frame,
    /// Address of the notifications, without a slash at the end.
    address: String,
    kinds: Vec<Choice>,
    languages: Vec<Choice>,
    chosen: Chosen,
    subject: String,
    text: String,
    email: String,
    may_send: bool,
    mail_server: bool,
    was_sent: bool,
}

/// A link to another mail.
struct Choice {
    label: &'static str,
    address: String,
    is_current: bool,
}

/// The mail that is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Chosen {
    kind: MailKind,
    language: Language,
}

impl Chosen {
    /// From a query or form; the first kind in English when nothing else is said.
    fn from_fields(fields: &FormFields) -> Self {
        let named = |kind: &MailKind| kind.name() == fields.text("mail");
        Self {
            kind: KINDS.into_iter().find(named).unwrap_or(MailKind::Approved),
            language: Language::from_tag(fields.text("lang")).unwrap_or_default(),
        }
    }

    fn query(self) -> String {
        format!("mail={}&lang={}", self.kind.name(), self.language.code())
    }
}

const KINDS: [MailKind; 4] = [
    MailKind::Approved,
    MailKind::Rejected,
    MailKind::Pending,
    MailKind::Capture,
];

const fn label(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Approved => "Approved",
        MailKind::Rejected => "Rejected",
        MailKind::Pending => "Pending",
        MailKind::Capture => "New capture asked for",
    }
}

/// Shows the page.
pub(in crate::dashboard) async fn show(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let query = FormFields(query);
    let chosen = Chosen::from_fields(&query);
    let mail = preview_mail(&state.app, &place.project, chosen.kind, chosen.language, None)?;
    let choice = |label, other: Chosen| Choice {
        label,
        address: format!("{}?{}", preview_address(&place), other.query()),
        is_current: other == chosen,
    };
    let shown = PreviewPage {
        frame: frame(&place, Part::Notifications),
        address: notifications_address(&place),
        kinds: KINDS.map(|kind| choice(label(kind), Chosen { kind, ..chosen })).into(),
        languages: Language::ALL
            .iter()
            .map(|language| {
                choice(
                    language.own_name(),
                    Chosen {
                        language: *language,
                        ..chosen
                    },
                )
            })
            .collect(),
        chosen,
        subject: mail.subject,
        text: mail.text,
        email: place.administrator.email.expose().to_owned(),
        may_send: place.may(Permission::ChangeSettings),
        mail_server: state.app.mailer().is_configured(),
        was_sent: query.is_ticked("sent"),
    };
    Ok(page(StatusCode::OK, &shown))
}

/// The mail itself, for the frame in the page.
pub(in crate::dashboard) async fn mail(
    State(state): State<WebState>,
    place: InProject<ViewSettings>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, DashboardError> {
    let chosen = Chosen::from_fields(&FormFields(query));
    let has_logo = logo(&state.app, &place.project.id).await?.is_some();
    let source = format!("{}/logo", notifications_address(&place));
    let source = has_logo.then_some(source.as_str());
    let mail = preview_mail(&state.app, &place.project, chosen.kind, chosen.language, source)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ];
    Ok((headers, mail.html).into_response())
}

/// Sends a sample to whoever asks.
pub(in crate::dashboard) async fn send(
    State(state): State<WebState>,
    place: InProject<ChangeSettings>,
    ProtectedForm(fields): ProtectedForm,
) -> Result<Response, DashboardError> {
    let chosen = Chosen::from_fields(&fields);
    send_test_mail(
        &state.app,
        &place.staff,
        &place.project.id,
        chosen.kind,
        chosen.language,
    )
    .await?;
    Ok(go_to(&format!("{}?{}&sent=1", preview_address(&place), chosen.query())))
}

fn notifications_address<P: Needed>(place: &InProject<P>) -> String {
    format!("{}{}", settings_address(place), Part::Notifications.path())
}

fn preview_address<P: Needed>(place: &InProject<P>) -> String {
    format!("{}/preview", notifications_address(place))
}
