//! A project: one company's verification with its settings.

use crate::clock::Timestamp;
use crate::event::MailKind;
use crate::id::ProjectId;
use crate::ip_control::IpControl;
use crate::personal::EmailAddress;
use crate::private_mode::PrivateModeSettings;
use serde::{Deserialize, Serialize};

/// Which mails users get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailSettings {
    /// Mail on approval.
    pub approved: bool,
    /// Mail on rejection.
    pub rejected: bool,
    /// Mail on completion when a human must look.
    pub pending: bool,
    /// Address that gets a blind copy of each mail.
    pub blind_copy: Option<EmailAddress>,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            approved: true,
            rejected: true,
            pending: true,
            blind_copy: None,
        }
    }
}

impl MailSettings {
    /// Whether mails of this kind are sent.
    #[must_use]
    pub const fn sends(&self, kind: MailKind) -> bool {
        match kind {
            MailKind::Approved => self.approved,
            MailKind::Rejected => self.rejected,
            MailKind::Pending => self.pending,
            // Without it the user would not know that something is to be done.
            MailKind::Capture => true,
        }
    }
}

/// How a customer's server encrypts the query string of the Liveform, with a key made from the API key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueryEncryption {
    /// AES-256-GCM: nobody can read or change what was encrypted.
    #[default]
    #[serde(rename = "aes-256-gcm")]
    Gcm,
    /// AES-256-ECB, for systems that were built against it: equal parts stay visible as equal, and changes are not
    /// noticed for certain.
    #[serde(rename = "aes-256-ecb")]
    Ecb,
}

impl QueryEncryption {
    /// All ways.
    pub const ALL: [Self; 2] = [Self::Gcm, Self::Ecb];

    /// The way's name in settings and forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gcm => "aes-256-gcm",
            Self::Ecb => "aes-256-ecb",
        }
    }

    /// The way with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

/// What the Liveform takes from the address by which it is opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LiveformQuerySettings {
    /// How the parameter `encrypted` is encrypted.
    pub encryption: QueryEncryption,
    /// Only `pid`, `lang` and `encrypted` count; whatever else stands in the address is ignored.
    pub encrypted_only: bool,
}

/// Who decides what Argos leaves to people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reviewers {
    /// People of the project, in the dashboard.
    #[default]
    OwnAgents,
    /// Agents of the platform, and people of the project.
    PlatformAgents,
    /// The customer's server, by API.
    Client,
}

impl Reviewers {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::OwnAgents, Self::PlatformAgents, Self::Client];

    /// The name in settings and forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OwnAgents => "own_agents",
            Self::PlatformAgents => "platform_agents",
            Self::Client => "client",
        }
    }

    /// The reviewers with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reviewers| reviewers.name() == name)
    }
}

/// Settings of a project apart from its policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProjectSettings {
    /// Where webhooks go.
    pub webhook_url: Option<String>,
    /// How the content of webhooks is encrypted with a key made from the API key, beside HTTPS; `None` leaves it clear.
    pub webhook_encryption: Option<QueryEncryption>,
    /// Which mails users get.
    pub mail: MailSettings,
    /// Where users turn to with questions: named in mails, and answers to mails go there.
    pub customer_service_email: Option<EmailAddress>,
    /// Who decides what Argos leaves to people.
    pub reviewers: Reviewers,
    /// What the Liveform takes from its address.
    pub liveform_query: LiveformQuerySettings,
    /// From where the project may be reached.
    pub ip_control: IpControl,
    /// Whether people can add their address to a submission by a link.
    pub address_by_link: bool,
    /// Whether the Liveform asks for one-time tokens.
    pub private_mode: PrivateModeSettings,
    /// Days that personal data are kept after the last change; without it, nothing is erased by itself.
    pub retention_days: Option<u16>,
    /// Link to the company's privacy policy, shown with the consent.
    pub privacy_policy_url: Option<String>,
    /// Link to the company's terms of use.
    pub terms_of_use_url: Option<String>,
    /// Where the result page leads back to.
    pub return_url: Option<String>,
}

/// The longest retention, in days: a hundred years.
pub const LONGEST_RETENTION: u16 = 36_500;

/// A project as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// The `pid`.
    pub id: ProjectId,
    /// Name shown to users.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Settings apart from the policy.
    pub settings: ProjectSettings,
}

/// The longest project name, in characters.
pub const LONGEST_PROJECT_NAME: usize = 80;

/// Tidies a project name: trimmed, no control characters, 1 to 80 characters.
#[must_use]
pub fn project_name(text: &str) -> Option<String> {
    let name = crate::personal::PersonalText::typed(text)?;
    (name.expose().chars().count() <= LONGEST_PROJECT_NAME).then(|| name.expose().to_owned())
}
