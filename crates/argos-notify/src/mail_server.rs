//! The operator's mail server: what the configuration says about it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use argos_crypto::Zeroizing;
use argos_domain::personal::EmailAddress;

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailEncryption {
    /// Not at all: for a relay on the same host or in a protected network.
    None,
    /// Begins readable and must become encrypted before anything is sent (port 587).
    StartTls,
    /// Encrypted from the first byte (port 465).
    Tls,
}

/// A text that names no [`MailEncryption`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the encryption of mail is one of: none, starttls, tls")]
pub struct UnknownMailEncryption;

impl FromStr for MailEncryption {
    type Err = UnknownMailEncryption;

    fn from_str(text: &str) -> Result<Self, UnknownMailEncryption> {
        match text {
            "none" => Ok(Self::None),
            "starttls" => Ok(Self::StartTls),
            "tls" => Ok(Self::Tls),
            _ => Err(UnknownMailEncryption),
        }
    }
}

impl MailEncryption {
    /// The usual port: 25, 587 or 465.
    #[must_use]
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::None => 25,
            Self::StartTls => 587,
            Self::Tls => 465,
        }
    }
}

/// Name and password for the mail server.
#[derive(Clone)]
pub struct MailLogin {
    /// The name.
    pub name: String,
    /// The password.
    pub password: Zeroizing<String>,
}

impl fmt::Debug for MailLogin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MailLogin(***)")
    }
}

/// The operator's mail server.
#[derive(Debug, Clone)]
pub struct MailServer {
    /// Name or internet address of the host.
    pub host: String,
    /// Port, usually [`MailEncryption::usual_port`].
    pub port: u16,
    /// How the connection is protected.
    pub encryption: MailEncryption,
    /// Name and password, if the server asks for them; needs encryption.
    pub login: Option<MailLogin>,
    /// The address that mails come from.
    pub from: EmailAddress,
    /// The name shown beside that address.
    pub from_name: Option<String>,
    /// Time for one mail, from connecting to the server's last word.
    pub timeout: Duration,
    /// A further certificate authority to trust (PEM), for a server in the operator's own network.
    pub extra_root_certificate: Option<Vec<u8>>,
}

impl MailServer {
    /// A server with the usual port and 30 seconds of patience.
    #[must_use]
    pub fn new(host: impl Into<String>, encryption: MailEncryption, from: EmailAddress) -> Self {
        Self {
            host: host.into(),
            port: encryption.usual_port(),
            encryption,
            login: None,
            from,
            from_name: None,
            timeout: Duration::from_secs(30),
            extra_root_certificate: None,
        }
    }
}
