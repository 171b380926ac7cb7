//! Sends mails through the operator's mail server, one connection for each.

use std::fmt;

use argos_domain::clock::Timestamp;
use argos_domain::id::JobId;
use argos_domain::personal::EmailAddress;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio::time::timeout;

use crate::mail_message::{Sender, address, envelope, format};
use crate::{MailEncryption, MailError, MailServer, MailServerError};

/// One mail to one person. `Debug` shows the message id only.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Who it is for.
    pub to: EmailAddress,
    /// Who gets the same mail without being named in it.
    pub bcc: Option<EmailAddress>,
    /// The subject; line breaks in it become spaces.
    pub subject: String,
    /// The plain text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// Where answers go; the sender's address when `None`.
    pub reply_to: Option<EmailAddress>,
    /// The same at each attempt, so that mailboxes can drop what they already have.
    pub message_id: JobId,
    /// The date written in the mail.
    pub sent_at: Timestamp,
}

impl fmt::Debug for Mail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Mail")
            .field("message_id", &self.message_id)
            .finish_non_exhaustive()
    }
}

/// The mail server took the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The server took the mail for the person, but refused the one with the blind copy for good.
    pub blind_copy_refused: bool,
}

/// Sends mails, or says that nobody has set up a mail server. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Option<Connection>);

#[derive(Clone)]
struct Connection {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
    timeout: std::time::Duration,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Mailer")
            .field("configured", &self.is_configured())
            .finish()
    }
}

impl Mailer {
    /// A mailer for this server. Connects to nothing yet.
    ///
    /// # Errors
    /// [`MailServerError`] when the configuration cannot work.
    pub fn new(server: &MailServer) -> Result<Self, MailServerError> {
        if server.login.is_some() && server.encryption == MailEncryption::None {
            return Err(MailServerError::LoginWithoutEncryption);
        }
        // Brackets are how URLs write IPv6 addresses; a connection is made to the number itself.
        let host = url::Host::parse(&server.host).or_else(|_| url::Host::parse(&format!("[{}]", server.host)));
        let host = match host.map_err(|_| MailServerError::Host)? {
            url::Host::Ipv6(number) => number.to_string(),
            other => other.to_string(),
        };
        let tls = match server.encryption {
            MailEncryption::None => Tls::None,
            MailEncryption::StartTls => Tls::Required(tls_parameters(&host, server)?),
            MailEncryption::Tls => Tls::Wrapper(tls_parameters(&host, server)?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(server.timeout));
        if let Some(login) = &server.login {
            builder = builder.credentials(Credentials::new(login.name.clone(), login.password.to_string()));
        }
        let sender = Sender {
            address: address(&server.from).map_err(|_| MailServerError::From)?,
            name: server.from_name.clone(),
        };
        Ok(Self(Some(Connection {
            transport: builder.build(),
            sender,
            timeout: server.timeout,
        })))
    }

    /// A mailer without a server: [`send`](Self::send) fails with [`MailError::NotConfigured`], for the caller to
    /// record.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Whether there is a server.
    #[must_use]
    pub const fn is_configured(&self) -> bool {
        self.0.is_some()
    }

    /// Makes one attempt to send a mail. After an error the person has not got it, as far as can be known: when the
    /// connection breaks at the very end, they may have.
    ///
    /// # Errors
    /// [`MailError`]; [`MailError::is_permanent`] tells whether another attempt makes sense.
    pub async fn send(&self, mail: &Mail) -> Result<Sent, MailError> {
        self.send_with_logo(mail, None).await
    }

    /// As [`send`](Self::send), with a picture (PNG) that the HTML part shows where its source is
    /// [`LOGO_SOURCE`](crate::LOGO_SOURCE).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_with_logo(&self, mail: &Mail, logo: Option<Vec<u8>>) -> Result<Sent, MailError> {
        let connection = self.0.as_ref().ok_or(MailError::NotConfigured)?;
        let message = format(mail, logo, &connection.sender)?;
        let person = address(&mail.to)?;
        let copy = mail.bcc.as_ref().map(address).transpose();
        let Ok(Some(copy)) = copy else {
            connection.transmit(vec![person], &message).await?;
            return Ok(Sent {
                blind_copy_refused: copy.is_err(),
            });
        };
        // A server refuses the whole mail when it refuses one recipient. Whoever typed the wrong address for copies,
        // the person must still get the mail.
        match connection.transmit(vec![person.clone(), copy], &message).await {
            Ok(()) => Ok(Sent {
                blind_copy_refused: false,
            }),
            Err(error @ (MailError::Refused(_) | MailError::Address)) => {
                tracing::debug!(%error, "a mail with blind copy was refused; sending it without");
                connection.transmit(vec![person], &message).await?;
                Ok(Sent {
                    blind_copy_refused: true,
                })
            }
            Err(error) => Err(error),
        }
    }
}

impl Connection {
    async fn transmit(&self, recipients: Vec<Address>, message: &[u8]) -> Result<(), MailError> {
        let needs_unicode = recipients.iter().any(|recipient| !recipient.user().is_ascii());
        let envelope = envelope(&self.sender, recipients)?;
        let answer = timeout(self.timeout, self.transport.send_raw(&envelope, message));
        match answer.await.map_err(|_| MailError::Timeout)? {
            Ok(_) => Ok(()),
            Err(error) if error.is_client() && needs_unicode => Err(MailError::Address),
            Err(error) => Err(MailError::from_server(&error)),
        }
    }
}

fn tls_parameters(host: &str, server: &MailServer) -> Result<TlsParameters, MailServerError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = &server.extra_root_certificate {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(|_| MailServerError::Certificate)?);
    }
    builder.build_rustls().map_err(|_| MailServerError::Certificate)
}
