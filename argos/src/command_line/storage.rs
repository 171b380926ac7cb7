//! Where images lie, and which service holds the master keys.

use anyhow::Context;
use argos_crypto::AwsKmsSettings;
use argos_store::{BlobLocation, Bucket};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Where the encrypted images are kept.
#[derive(Debug, Clone, Args)]
pub struct StorageArguments {
    /// Encrypted images: a folder, or s3://bucket/prefix with the usual AWS variables for credentials
    /// [default: images in the data folder].
    #[arg(long, env = "ARGOS_BLOB_STORE", value_name = "PLACE")]
    pub blob_store: Option<String>,
    /// Address of the S3 server, when it is not Amazon's.
    #[arg(long, env = "ARGOS_S3_ENDPOINT", value_name = "URL")]
    pub s3_endpoint: Option<String>,
    /// Region of the bucket [default: AWS_REGION, else us-east-1].
    #[arg(long, env = "ARGOS_S3_REGION", value_name = "REGION")]
    pub s3_region: Option<String>,
    /// Speak to the S3 server without TLS. Images are encrypted all the same; only for a server on this host or network.
    #[arg(long, env = "ARGOS_S3_ALLOW_HTTP")]
    pub s3_allow_http: bool,
}

impl StorageArguments {
    /// The place of the images; `usual` when none is given.
    pub fn blobs(&self, usual: PathBuf) -> anyhow::Result<BlobLocation> {
        let Some(place) = &self.blob_store else {
            return Ok(BlobLocation::Folder(usual));
        };
        // `s3:/bucket` is a slip, not a folder.
        if !place.starts_with("s3:") && !place.contains("://") {
            return Ok(BlobLocation::Folder(place.into()));
        }
        let bucket = Bucket::from_address(place).context("--blob-store")?;
        Ok(BlobLocation::Bucket(Bucket {
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            allow_http: self.s3_allow_http,
            ..bucket
        }))
    }
}

/// Which service holds the master keys.
#[derive(Debug, Clone, Args)]
pub struct KeyArguments {
    /// Service that wraps the data keys. After a change both must be reachable until `argos keys rewrap` has run.
    #[arg(long, value_enum, default_value_t = KeyServiceKind::Local, env = "ARGOS_KEY_SERVICE")]
    pub key_service: KeyServiceKind,
    /// Id, ARN or alias of a symmetric key of AWS KMS; credentials are taken from the usual AWS variables.
    #[arg(
        long,
        env = "ARGOS_KMS_KEY_ID",
        value_name = "KEY",
        required_if_eq("key_service", "aws-kms")
    )]
    pub kms_key_id: Option<String>,
    /// Address of the KMS server, when it is not Amazon's.
    #[arg(long, env = "ARGOS_KMS_ENDPOINT", value_name = "URL")]
    pub kms_endpoint: Option<String>,
    /// Region of the key [default: AWS_REGION].
    #[arg(long, env = "ARGOS_KMS_REGION", value_name = "REGION")]
    pub kms_region: Option<String>,
}

/// Key services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyServiceKind {
    /// The file local.key in the data folder.
    Local,
    /// AWS Key Management Service.
    AwsKms,
}

impl KeyArguments {
    /// The key of AWS KMS, if one is named.
    pub fn kms(&self) -> Option<AwsKmsSettings> {
        self.kms_key_id.as_ref().map(|key_id| AwsKmsSettings {
            key_id: key_id.clone(),
            endpoint: self.kms_endpoint.clone(),
            region: self.kms_region.clone(),
        })
    }
}
