//! Where the encrypted images lie: a folder, or a bucket of a server that speaks S3.

use crate::StoreError;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path as BlobPath;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, RetryConfig};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long one request to a bucket may take; the largest image takes a fraction of it.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A person waits for the answer: few repetitions, soon.
const MAXIMUM_RETRIES: usize = 3;
const RETRIES_UNTIL: Duration = Duration::from_secs(25);

/// Where the encrypted images are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobLocation {
    /// A folder; it is made if it is missing.
    Folder(PathBuf),
    /// A bucket.
    Bucket(Bucket),
}

/// A bucket of Amazon S3, or of a server that speaks the same protocol. The credentials come from the environment, as
/// every AWS program takes them (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, the variables of a
/// web identity or a container), or from the machine's own role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bucket {
    /// The bucket's name.
    pub name: String,
    /// What the names of all objects begin with; may be empty.
    pub prefix: String,
    /// Address of the server; Amazon's when absent.
    pub endpoint: Option<String>,
    /// Region; that of the environment, or `us-east-1`, when absent.
    pub region: Option<String>,
    /// Whether the server may be spoken to without TLS.
    pub allow_http: bool,
}

impl Bucket {
    /// The bucket with the address `s3://name` or `s3://name/prefix`.
    ///
    /// # Errors
    /// [`StoreError::Configuration`] when the text is no such address.
    pub fn from_address(address: &str) -> Result<Self, StoreError> {
        let wrong = || StoreError::Configuration(format!("{address:?} is not of the form s3://bucket/prefix"));
        let rest = address.strip_prefix("s3://").ok_or_else(wrong)?;
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_end_matches('/');
        let named = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        };
        if name.is_empty() || !named(name) || BlobPath::parse(prefix).is_err() {
            return Err(wrong());
        }
        Ok(Self {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            ..Self::default()
        })
    }

    fn open(&self) -> Result<Arc<dyn ObjectStore>, StoreError> {
        if let Some(endpoint) = &self.endpoint {
            let plain_but_allowed = self.allow_http && endpoint.starts_with("http://");
            if !plain_but_allowed && !endpoint.starts_with("https://") {
                return Err(StoreError::Configuration(format!(
                    "the endpoint {endpoint} of the bucket must start with https:// (http:// only where plain HTTP is allowed)"
                )));
            }
        }
        let options = ClientOptions::new()
            .with_timeout(REQUEST_TIMEOUT)
            .with_connect_timeout(CONNECT_TIMEOUT)
            .with_allow_http(self.allow_http);
        let retry = RetryConfig {
            max_retries: MAXIMUM_RETRIES,
            retry_timeout: RETRIES_UNTIL,
            ..RetryConfig::default()
        };
        let mut builder = AmazonS3Builder::from_env()
            .with_client_options(options)
            .with_retry(retry)
            .with_bucket_name(&self.name);
        if let Some(endpoint) = &self.endpoint {
            // Not `with_endpoint`, which a variable of the environment would override.
            builder = builder.with_config(AmazonS3ConfigKey::S3Endpoint, endpoint);
        }
        if let Some(region) = &self.region {
            builder = builder.with_region(region);
        }
        let bucket = builder
            .build()
            .map_err(|error| StoreError::Configuration(format!("the bucket {}: {error}", self.name)))?;
        Ok(if self.prefix.is_empty() {
            Arc::new(bucket)
        } else {
            Arc::new(PrefixStore::new(bucket, self.prefix.as_str()))
        })
    }
}

impl BlobLocation {
    /// Opens the place. A folder is made if it is missing, readable by its owner only; a bucket is not asked yet.
    pub(crate) fn open(&self) -> Result<Arc<dyn ObjectStore>, StoreError> {
        match self {
            Self::Folder(folder) => open_folder(folder),
            Self::Bucket(bucket) => bucket.open(),
        }
    }
}

impl fmt::Display for BlobLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(formatter, "{}", folder.display()),
            Self::Bucket(bucket) => {
                write!(formatter, "s3://{}/{}", bucket.name, bucket.prefix)?;
                match &bucket.endpoint {
                    Some(endpoint) => write!(formatter, " at {endpoint}"),
                    None => Ok(()),
                }
            }
        }
    }
}

fn open_folder(folder: &Path) -> Result<Arc<dyn ObjectStore>, StoreError> {
    let failed = |error: String| StoreError::Configuration(format!("{}: {error}", folder.display()));
    create_folder(folder).map_err(|error| failed(error.to_string()))?;
    // Synced: an image that was answered for must be there after a power failure too.
    let files = LocalFileSystem::new_with_prefix(folder).map_err(|error| failed(error.to_string()))?;
    Ok(Arc::new(files.with_fsync(true)))
}

fn create_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_bucket_and_prefix() {
        for (address, name, prefix) in [
            ("s3://kyc", "kyc", ""),
            ("s3://kyc/", "kyc", ""),
            ("s3://kyc.images/argos/eu/", "kyc.images", "argos/eu"),
        ] {
            let bucket = Bucket::from_address(address).unwrap();
            assert_eq!(
                (bucket.name.as_str(), bucket.prefix.as_str()),
                (name, prefix),
                "{address}"
            );
        }
        for address in [
            "kyc",
            "s3:kyc",
            "s3://",
            "s3:///x",
            "https://kyc",
            "s3://ky c",
            "s3://kyc/a//b",
            "s3://kyc/../a",
        ] {
            assert!(Bucket::from_address(address).is_err(), "{address}");
        }
    }

    #[test]
    fn plain_http_must_be_allowed() {
        let open = |endpoint: &str, allow_http| {
            let bucket = Bucket {
                endpoint: Some(endpoint.to_owned()),
                allow_http,
                ..Bucket::from_address("s3://kyc").unwrap()
            };
            bucket.open().map(drop)
        };
        assert!(open("https://s3.example", false).is_ok());
        assert!(open("http://localhost:9000", true).is_ok());
        assert!(matches!(
            open("http://localhost:9000", false),
            Err(StoreError::Configuration(_))
        ));
        assert!(matches!(
            open("localhost:9000", true),
            Err(StoreError::Configuration(_))
        ));
    }
}
