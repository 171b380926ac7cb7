//! Made-up administrators and projects for the tests of the pages.

mod submission;

pub(super) use submission::{blocked_face, claimed_view, rejected_view, submissions, view};

use super::signed_in::SignedInAdministrator;
use crate::WebConfig;
use argos_app::sign_in::SignedIn;
use argos_domain::clock::Timestamp;
use argos_domain::personal::EmailAddress;
use argos_domain::project::{MailSettings, Project, ProjectSettings};
use argos_domain::role::Role;
use argos_domain::sign_in::SignInMethod;

/// Half past nine on the first of March 2026.
const START: Timestamp = Timestamp::from_microseconds(1_772_357_400_000_000);

/// Keeps a page in the folder that the variable `ARGOS_PAGES` names, to be looked at in a browser.
pub(super) fn keep(name: &str, html: &str) {
    if let Ok(folder) = std::env::var("ARGOS_PAGES") {
        std::fs::write(format!("{folder}/{name}.html"), html).unwrap();
    }
}

pub(super) fn config(public_url: &str) -> WebConfig {
    WebConfig {
        public_url: public_url.to_owned(),
        trusted_proxies: Vec::new(),
        first_project: None,
    }
}

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(super) fn project() -> Project {
    let settings = ProjectSettings {
        webhook_url: Some("https://hooks.example.com/argos".to_owned()),
        mail: MailSettings {
            blind_copy: Some(email("kyc-archive@example.com")),
            pending: false,
            ..MailSettings::default()
        },
        customer_service_email: Some(email("help@example.com")),
        privacy_policy_url: Some("https://example.com/privacy".to_owned()),
        ..ProjectSettings::default()
    };
    Project {
        id: "k7m2pq9rtx4w".parse().unwrap(),
        name: "Example Bank".to_owned(),
        created_at: START,
        settings,
    }
}

/// An administrator with one project.
pub(super) fn administrator(role: Role) -> SignedInAdministrator {
    administrator_of(vec![(project(), role)])
}

pub(super) fn administrator_of(memberships: Vec<(Project, Role)>) -> SignedInAdministrator {
    SignedInAdministrator::from(SignedIn {
        administrator: "adminabcdefghijk".parse().unwrap(),
        email: email("reviewer@example.com"),
        memberships,
        is_platform_agent: false,
        form_token: "sample form token".to_owned(),
        session: "samplesession".parse().unwrap(),
        method: SignInMethod::Password,
        signed_in_at: START,
    })
}
