//! Why a mail was not sent. Servers quote addresses in their answers, so only their codes are kept.

use lettre::transport::smtp;

/// Why a mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MailError {
    /// The operator has set up no mail server.
    #[error("no mail server is configured")]
    NotConfigured,
    /// The recipient's address cannot be written in a mail, or not for this server.
    #[error("the recipient's address cannot be used with this mail server")]
    Address,
    /// The server refused for good (5xx).
    #[error("the mail server refused the message for good (code {0})")]
    Refused(u16),
    /// The server asked to come back later (4xx).
    #[error("the mail server cannot take the message now (code {0})")]
    Later(u16),
    /// The server did not accept name and password.
    #[error("the mail server did not accept the login (code {0})")]
    Login(u16),
    /// No connection came about, or it broke.
    #[error("the mail server could not be reached")]
    NotReached,
    /// No encrypted connection came about, for example because the certificate was not accepted.
    #[error("no encrypted connection to the mail server came about")]
    Encryption,
    /// The server did not answer in time.
    #[error("the mail server did not answer in time")]
    Timeout,
    /// The server lacks something that the configuration asks for, or does not speak SMTP.
    #[error("the mail server does not offer what the configuration asks for (encryption or a way to log in)")]
    Protocol,
    /// The message could not be put together.
    #[error("the message could not be built")]
    Message,
}

impl MailError {
    /// Whether trying again without a change by somebody is pointless. A wrong login is not permanent: the operator
    /// corrects it, and the mails that wait must still go out.
    #[must_use]
    pub const fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::NotConfigured | Self::Address | Self::Refused(_) | Self::Message
        )
    }

    pub(crate) fn from_server(error: &smtp::Error) -> Self {
        if let Some(code) = error.status() {
            let code = u16::from(code);
            return match code {
                // RFC 4954, section 6: all of them concern the login, even the permanent ones.
                432 | 454 | 530 | 534 | 535 | 538 => Self::Login(code),
                // RFC 5321, section 4.2.1: the service closes down.
                421 => Self::Later(code),
                _ if error.is_permanent() => Self::Refused(code),
                _ => Self::Later(code),
            };
        }
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_tls() {
            Self::Encryption
        } else if error.is_client() || error.is_response() {
            Self::Protocol
        } else {
            Self::NotReached
        }
    }
}

/// What is wrong with the configuration of a mail server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MailServerError {
    /// The host is neither a name nor a number.
    #[error("the mail server's host is neither a name nor an internet address")]
    Host,
    /// The sender's address cannot be used.
    #[error("the sender's address of mails cannot be used")]
    From,
    /// Name and password would be sent readable for everybody on the way.
    #[error("a login without encryption would send the password readable: set the encryption to starttls or tls")]
    LoginWithoutEncryption,
    /// The extra certificate is not PEM, or the encryption library refused it.
    #[error("the mail server's certificate authority could not be read")]
    Certificate,
}
