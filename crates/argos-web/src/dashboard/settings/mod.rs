//! A project's settings: one page for each part, each with its own form.
//!
//! A part is a file here (form, handlers) and a template in `templates/dashboard/settings/`. A new part adds a line to
//! [`Part`] and its routes to `dashboard/mod.rs`.

pub(super) mod access;
pub(super) mod agreement;
pub(super) mod block_list;
mod finding_form;
pub(super) mod general;
pub(super) mod keys;
pub(super) mod liveform;
pub(super) mod logo;
pub(super) mod mail_preview;
pub(super) mod notifications;
pub(super) mod policy;
pub(super) mod policy_history;
pub(super) mod policy_rules;
pub(super) mod private_mode;
pub(super) mod query_tool;
pub(super) mod retention;
pub(super) mod review;
pub(super) mod secret_key;
pub(super) mod security;
mod threshold_hint;
pub(super) mod try_policy;
pub(super) mod webhooks;

mod limit_form;
mod period_form;
mod policy_form;
mod rule_form;

use super::frame::{Frame, Section};
use super::in_project::{ChangeSettings, InProject, Needed, ViewSettings};
use super::page::go_to;
use crate::WebState;
use argos_app::AppError;
use argos_app::projects::save_settings;
use argos_domain::project::ProjectSettings;
use argos_domain::role::{Permission, Role};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::Response;
use std::convert::Infallible;

/// The parts of the settings, in the order of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    General,
    Access,
    Policy,
    Review,
    BlockList,
    Notifications,
    Liveform,
    PrivateMode,
    Retention,
    Webhooks,
    Security,
    SecretKey,
}

impl Part {
    const ALL: &'static [Self] = &[
        Self::General,
        Self::Access,
        Self::Policy,
        Self::Review,
        Self::BlockList,
        Self::Notifications,
        Self::Liveform,
        Self::PrivateMode,
        Self::Retention,
        Self::Webhooks,
        Self::Security,
        Self::SecretKey,
    ];

    const fn title(self) -> &'static str {
        match self {
            Self::General => "General",
            Self::Access => "Access management",
            Self::Policy => "User policy",
            Self::Review => "Review",
            Self::BlockList => "Block-list",
            Self::Notifications => "Notifications",
            Self::Liveform => "Liveform",
            Self::PrivateMode => "Private mode",
            Self::Retention => "Retention",
            Self::Webhooks => "Webhooks",
            Self::Security => "Security",
            Self::SecretKey => "SecretKey",
        }
    }

    /// What follows `/settings` in the address.
    const fn path(self) -> &'static str {
        match self {
            Self::General => "",
            Self::Access => "/access",
            Self::Policy => "/policy",
            Self::Review => "/review",
            Self::BlockList => "/block-list",
            Self::Notifications => "/notifications",
            Self::Liveform => "/liveform",
            Self::PrivateMode => "/private-mode",
            Self::Retention => "/retention",
            Self::Webhooks => "/webhooks",
            Self::Security => "/security",
            Self::SecretKey => "/secret-key",
        }
    }

    /// What a role must include to be shown the part.
    const fn needed(self) -> Permission {
        match self {
            Self::Access => Permission::ManageAccess,
            _ => Permission::ViewSettings,
        }
    }
}

/// What every page of the settings has beside its form.
pub(super) struct Setting {
    /// Address of the settings, without a slash at the end.
    pub(super) address: String,
    pub(super) may_change: bool,
    /// Whether this page's form was saved a moment ago.
    pub(super) was_saved: bool,
    part: Part,
    role: Role,
}

/// A link of the navigation.
pub(super) struct PartLink {
    pub(super) title: &'static str,
    pub(super) address: String,
    pub(super) is_open: bool,
}

impl Setting {
    pub(super) fn new<P: Needed>(place: &InProject<P>, part: Part, WasSaved(was_saved): WasSaved) -> Self {
        Self {
            address: settings_address(place),
            may_change: place.may(Permission::ChangeSettings),
            was_saved,
            part,
            role: place.role,
        }
    }

    /// Where this page's form is sent.
    pub(super) fn action(&self) -> String {
        format!("{}{}", self.address, self.part.path())
    }

    pub(super) fn parts(&self) -> Vec<PartLink> {
        let link = |part: Part| PartLink {
            title: part.title(),
            address: format!("{}{}", self.address, part.path()),
            is_open: part == self.part,
        };
        let parts = Part::ALL.iter().copied();
        parts.filter(|part| self.role.allows(part.needed())).map(link).collect()
    }
}

/// What surrounds a part's page.
pub(super) fn frame<P: Needed>(place: &InProject<P>, part: Part) -> Frame {
    Frame::inside(&format!("Settings: {}", part.title()), place, Section::Settings)
}

fn settings_address<P: Needed>(place: &InProject<P>) -> String {
    format!("{}/settings", place.address())
}

/// Whether the address says that the form was saved a moment ago.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WasSaved(pub(super) bool);

impl crate::routes::Demand for WasSaved {}

impl FromRequestParts<WebState> for WasSaved {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Infallible> {
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        Ok(Self(query.is_ok_and(|Query(query)| {
            query.iter().any(|(name, value)| name == "saved" && value == "1")
        })))
    }
}

/// Leads to a part's page after its form was saved.
pub(super) fn saved<P: Needed>(place: &InProject<P>, part: Part) -> Response {
    go_to(&format!("{}{}?saved=1", settings_address(place), part.path()))
}

/// An address that only takes forms, opened by hand, leads back to the page.
pub(super) async fn back_to_page(place: InProject<ViewSettings>) -> Response {
    go_to(&settings_address(&place))
}

/// Saves settings apart from the policy; `Err` holds the field and message of what the use case refused.
pub(super) async fn keep(
    state: &WebState,
    place: &InProject<ChangeSettings>,
    settings: ProjectSettings,
) -> Result<Result<(), (&'static str, String)>, super::error_page::DashboardError> {
    match save_settings(&state.app, &place.staff, &place.project, settings).await {
        Ok(()) => Ok(Ok(())),
        Err(AppError::Invalid { field, message }) => Ok(Err((field, message))),
        Err(error) => Err(error.into()),
    }
}
