//! The key service of Amazon Web Services, or of a server that speaks its protocol.

use std::fmt;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_kms::Client;
use aws_sdk_kms::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_kms::operation::decrypt::DecryptError;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::{KeySpec, KeyState, KeyUsageType};
use zeroize::Zeroizing;

use crate::key_service::{BoxFuture, KeyContext, KeyService};
use crate::{CryptoError, DataKey, WrappedKey};

const NAME: &str = "aws-kms";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(4);
/// Longest time for an answer, repetitions included: somebody waits for it.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPTS: u32 = 3;

/// Which key of which server. Credentials come from the environment, as every AWS program takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsKmsSettings {
    /// Id, ARN or alias (`alias/argos`) of a symmetric key.
    pub key_id: String,
    /// Address of the server; Amazon's when absent.
    pub endpoint: Option<String>,
    /// Region; that of the environment when absent.
    pub region: Option<String>,
}

/// Master keys that never leave AWS KMS: it wraps and unwraps (`Encrypt`, `Decrypt`), with scope, purpose and version of
/// the data key as the encryption context, which also shows in the service's own log.
///
/// Needed permissions: `kms:DescribeKey`, `kms:Encrypt`, `kms:Decrypt`. The data key crosses the network, inside of TLS;
/// copies that the SDK makes on the way are not overwritten.
pub struct AwsKms {
    client: Client,
    key_arn: String,
}

impl AwsKms {
    /// Connects, and makes sure that the key is there and can encrypt.
    ///
    /// # Errors
    /// [`CryptoError::KeyService`] says what is wrong.
    pub async fn connect(settings: &AwsKmsSettings) -> Result<Self, CryptoError> {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .operation_timeout(OPERATION_TIMEOUT)
            .build();
        let mut config = aws_config::defaults(BehaviorVersion::latest())
            .timeout_config(timeouts)
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS));
        if let Some(region) = &settings.region {
            config = config.region(Region::new(region.clone()));
        }
        if let Some(endpoint) = &settings.endpoint {
            config = config.endpoint_url(endpoint);
        }
        Self::with_client(Client::new(&config.load().await), &settings.key_id).await
    }

    /// As [`connect`](Self::connect), by a client that somebody else set up.
    ///
    /// # Errors
    /// [`CryptoError::KeyService`] says what is wrong.
    pub async fn with_client(client: Client, key_id: &str) -> Result<Self, CryptoError> {
        let described = client
            .describe_key()
            .key_id(key_id)
            .send()
            .await
            .map_err(|error| failed(&error))?;
        let key = described
            .key_metadata
            .ok_or_else(|| refused("it says nothing about the key"))?;
        if key.key_state != Some(KeyState::Enabled) {
            return Err(refused("the key is not enabled"));
        }
        if key.key_usage != Some(KeyUsageType::EncryptDecrypt) || key.key_spec != Some(KeySpec::SymmetricDefault) {
            return Err(refused("the key is not a symmetric key for encryption"));
        }
        let key_arn = key.arn.ok_or_else(|| refused("the key has no ARN"))?;
        Ok(Self { client, key_arn })
    }

    async fn wrap_there(&self, key: &DataKey, context: &KeyContext<'_>) -> Result<WrappedKey, CryptoError> {
        let [scope, purpose, version] = encryption_context(context);
        let answer = self
            .client
            .encrypt()
            .key_id(&self.key_arn)
            .plaintext(Blob::new(key.expose().as_slice()))
            .encryption_context(scope.0, scope.1)
            .encryption_context(purpose.0, purpose.1)
            .encryption_context(version.0, version.1)
            .send()
            .await
            .map_err(|error| failed(&error))?;
        let ciphertext = answer
            .ciphertext_blob
            .ok_or_else(|| refused("it answered without a ciphertext"))?;
        WrappedKey::new(&self.key_arn, ciphertext.into_inner())
    }

    async fn unwrap_there(&self, wrapped: &WrappedKey, context: &KeyContext<'_>) -> Result<DataKey, CryptoError> {
        let unknown = || CryptoError::UnknownKey {
            service: NAME,
            key_id: wrapped.key_id().to_owned(),
        };
        // The id comes from the database: no request for what another key service wrapped.
        if !wrapped.key_id().starts_with("arn:") {
            return Err(unknown());
        }
        let [scope, purpose, version] = encryption_context(context);
        let answer = self
            .client
            .decrypt()
            .key_id(wrapped.key_id())
            .ciphertext_blob(Blob::new(wrapped.ciphertext()))
            .encryption_context(scope.0, scope.1)
            .encryption_context(purpose.0, purpose.1)
            .encryption_context(version.0, version.1)
            .send()
            .await
            .map_err(|error| match error.as_service_error() {
                Some(DecryptError::InvalidCiphertextException(_)) => CryptoError::NotAuthentic("a wrapped key"),
                Some(DecryptError::NotFoundException(_) | DecryptError::IncorrectKeyException(_)) => unknown(),
                _ => failed(&error),
            })?;
        let plaintext = answer.plaintext.ok_or_else(|| refused("it answered without a key"))?;
        DataKey::from_bytes(&Zeroizing::new(plaintext.into_inner()))
    }
}

impl KeyService for AwsKms {
    fn wrap<'a>(
        &'a self,
        key: &'a DataKey,
        context: &'a KeyContext<'a>,
    ) -> BoxFuture<'a, Result<WrappedKey, CryptoError>> {
        Box::pin(self.wrap_there(key, context))
    }

    fn unwrap<'a>(
        &'a self,
        wrapped: &'a WrappedKey,
        context: &'a KeyContext<'a>,
    ) -> BoxFuture<'a, Result<DataKey, CryptoError>> {
        Box::pin(self.unwrap_there(wrapped, context))
    }

    fn current_key_id(&self) -> &str {
        &self.key_arn
    }

    fn name(&self) -> &'static str {
        NAME
    }
}

impl fmt::Debug for AwsKms {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AwsKms")
            .field("key_arn", &self.key_arn)
            .finish_non_exhaustive()
    }
}

fn encryption_context(context: &KeyContext<'_>) -> [(&'static str, String); 3] {
    [
        ("argos:scope", context.scope.to_owned()),
        ("argos:purpose", context.purpose.to_owned()),
        ("argos:version", context.version.to_string()),
    ]
}

fn refused(reason: &str) -> CryptoError {
    CryptoError::KeyService {
        service: NAME,
        reason: reason.to_owned(),
    }
}

/// What the service said, or why it could not be asked.
fn failed<E, R>(error: &SdkError<E, R>) -> CryptoError
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
    R: fmt::Debug,
{
    let reason = match error {
        SdkError::TimeoutError(_) => "it did not answer in time".to_owned(),
        SdkError::ServiceError(refusal) => {
            let (code, message) = (refusal.err().code(), refusal.err().message());
            format!(
                "{}: {}",
                code.unwrap_or("refused"),
                message.unwrap_or("without a reason")
            )
        }
        other => DisplayErrorContext(other).to_string(),
    };
    refused(&reason)
}
