//! What a use case can answer besides success.

use argos_crypto::CryptoError;
use argos_domain::clock::Timestamp;
use argos_domain::submission::IllegalTransition;
use argos_domain::waiting_period::Period;
use argos_store::StoreError;
use argos_vision::VisionError;

/// Errors of use cases. `Display` is fit for the person who asked; causes inside are for the log only.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// What was asked for does not exist, or belongs to another project.
    #[error("{0} was not found")]
    NotFound(&'static str),
    /// A field of the request is wrong.
    #[error("{field}: {message}")]
    Invalid {
        /// The field's name as the caller wrote it.
        field: &'static str,
        /// What is expected.
        message: String,
    },
    /// Nobody is signed in, or the key is wrong.
    #[error("sign in first")]
    Unauthorized,
    /// Signed in, but not allowed.
    #[error("your role does not allow this")]
    Forbidden,
    /// The present state does not allow it, or another request was faster.
    #[error("{0}")]
    Conflict(String),
    /// All workers are busy.
    #[error("the server is busy, try again in {retry_after_seconds} seconds")]
    Busy {
        /// When it makes sense to try again.
        retry_after_seconds: u32,
    },
    /// The person was decided a short while ago and cannot verify again yet.
    #[error("this person was {} before; a new verification is possible from {until}", .period.status())]
    Waiting {
        /// Which decision it was.
        period: Period,
        /// When the person can verify again.
        until: Timestamp,
    },
    /// The person has started too many submissions.
    #[error("too many submissions were started; a new one is possible from {until}")]
    TooManySubmissions {
        /// When the person can start another.
        until: Timestamp,
    },
    /// An image cannot be read.
    #[error("{message}")]
    UnreadableImage {
        /// Stable code.
        code: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// Our own fault.
    #[error("something went wrong on our side; it was recorded")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl AppError {
    /// Wraps our own fault.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(_) => {
                Self::Conflict("another request changed it at the same moment, try again".to_owned())
            }
            StoreError::Erased => Self::Conflict("the submission was deleted".to_owned()),
            StoreError::SealedSubmission => Self::Conflict(
                "the submission is sealed: only the holder of the SecretKey can read it, so it cannot be changed any more"
                    .to_owned(),
            ),
            StoreError::Busy => Self::Busy { retry_after_seconds: 2 },
            other => Self::internal(other),
        }
    }
}

impl From<CryptoError> for AppError {
    fn from(error: CryptoError) -> Self {
        Self::internal(error)
    }
}

impl From<tokio::task::JoinError> for AppError {
    /// The message of a panic is left out: it may quote what was being read.
    fn from(error: tokio::task::JoinError) -> Self {
        Self::internal(if error.is_panic() {
            "work on a thread of its own panicked"
        } else {
            "work on a thread of its own was cancelled"
        })
    }
}

impl From<IllegalTransition> for AppError {
    fn from(error: IllegalTransition) -> Self {
        Self::Conflict(error.to_string())
    }
}

impl From<VisionError> for AppError {
    fn from(error: VisionError) -> Self {
        match error {
            VisionError::Image(cause) => Self::UnreadableImage {
                code: "invalid_image",
                message: cause.to_string(),
            },
            other => Self::internal(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_a_panic_quotes_is_not_in_the_error() {
        let text = "DCSLINDQVIST\u{fc}".to_owned();
        let work = tokio::task::spawn_blocking(move || text[..13].len());
        let error = AppError::from(work.await.unwrap_err());
        let told = format!("{error} {error:?}");
        assert!(told.contains("panicked") && !told.contains("LINDQVIST"), "{told}");
    }
}
