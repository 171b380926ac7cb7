//! Why a webhook was not delivered. Nothing here quotes the receiver's address, headers or answer.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use crate::WebhookAddressError;

/// Why a delivery failed; the text is meant for the customer's staff.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryError {
    /// The saved address is not one that webhooks are sent to.
    #[error("not sent: {0}")]
    Address(#[from] WebhookAddressError),
    /// The host's name leads to private addresses only.
    #[error("not sent: the host's name leads to an address in a private network")]
    PrivateAddress,
    /// No name server knows the host's name.
    #[error("the host's name could not be resolved")]
    NameNotResolved,
    /// No connection came about.
    #[error("no connection to the receiver came about")]
    NotReached,
    /// The receiver could not prove that it is who it should be.
    #[error("the receiver's certificate was not accepted: {0}")]
    Certificate(&'static str),
    /// No answer in time.
    #[error("the receiver did not answer in time")]
    Timeout,
    /// An answer other than 2xx.
    #[error("the receiver answered {0}")]
    Refused(u16),
    /// An answer that points elsewhere; it is not followed.
    #[error("the receiver answered {0}; redirects are not followed, please save the final address")]
    Redirected(u16),
    /// Connected, but what came back is not HTTP, or the connection broke.
    #[error("the connection to the receiver broke or its answer was not HTTP")]
    Broken,
}

/// Why no [`WebhookSender`](crate::WebhookSender) can be made.
#[derive(Debug, thiserror::Error)]
#[error("webhooks cannot be sent: {0}")]
pub struct WebhookSetupError(pub(crate) Box<dyn Error + Send + Sync>);

/// The name leads to private addresses only.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to private addresses only")]
pub(crate) struct OnlyPrivateAddresses;

/// No name server knows the name.
#[derive(Debug, thiserror::Error)]
#[error("the name could not be resolved")]
pub(crate) struct NameNotResolved;

impl DeliveryError {
    pub(crate) fn from_request(error: &reqwest::Error) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(current) = cause {
            if current.is::<OnlyPrivateAddresses>() {
                return Self::PrivateAddress;
            }
            if current.is::<NameNotResolved>() {
                return Self::NameNotResolved;
            }
            if let Some(tls) = tls_error(current) {
                return Self::from_tls(tls);
            }
            cause = current.source();
        }
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::NotReached
        } else {
            Self::Broken
        }
    }

    fn from_tls(error: &rustls::Error) -> Self {
        // The errors' own texts quote names from the certificate, which the receiver chooses.
        Self::Certificate(match error {
            rustls::Error::InvalidCertificate(reason) => match reason {
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired",
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "it is not valid yet",
                CertificateError::UnknownIssuer => "its issuer is not known",
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    "it is for another name"
                }
                CertificateError::Revoked => "it was revoked",
                _ => "it is not valid",
            },
            _ => "no encrypted connection came about",
        })
    }
}

/// An I/O error hides the error that it wraps from [`Error::source`], and may wrap another I/O error.
fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    error.downcast_ref().or_else(|| {
        let inner = error.downcast_ref::<io::Error>()?.get_ref()?;
        tls_error(inner)
    })
}
