//! A server that speaks S3 and KMS as a child process (Python, moto), so that both are tested over the wire against code
//! that others wrote. It keeps everything in memory and takes any credentials.

use crate::http_client;
use crate::python::PythonServer;
use anyhow::Context;
use reqwest::Method;
use serde_json::{Value, json};

/// Credentials that the server takes; it takes all of them, but some must be there.
const CREDENTIALS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "test-key"),
    ("AWS_SECRET_ACCESS_KEY", "test-secret"),
    ("AWS_REGION", "eu-central-1"),
];

/// The server. It is killed when it is dropped.
pub struct Cloud {
    server: PythonServer,
}

impl std::fmt::Debug for Cloud {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Cloud")
            .field("port", &self.server.port)
            .finish_non_exhaustive()
    }
}

impl Cloud {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// When Python or moto is missing, or the server does not start.
    pub async fn start() -> anyhow::Result<Self> {
        let server = PythonServer::start("S3 and KMS server", include_str!("cloud.py"), &[]).await?;
        Ok(Self { server })
    }

    /// The address of all its services.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port)
    }

    /// The variables by which AWS programs get their credentials.
    #[must_use]
    pub fn environment() -> Vec<(String, String)> {
        CREDENTIALS
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    }

    /// Makes a bucket.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn create_bucket(&self, name: &str) -> anyhow::Result<()> {
        let region = "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
        let made = self.storage(Method::PUT, name, region.into()).await;
        made.context("the bucket could not be made")?;
        Ok(())
    }

    /// The keys of all objects of a bucket.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn objects(&self, bucket: &str) -> anyhow::Result<Vec<String>> {
        let list = self
            .storage(Method::GET, &format!("{bucket}?list-type=2"), Vec::new())
            .await?;
        let list = String::from_utf8_lossy(&list);
        let keys = list.split("<Key>").skip(1);
        Ok(keys
            .filter_map(|rest| rest.split("</Key>").next())
            .map(str::to_owned)
            .collect())
    }

    /// The bytes of an object.
    ///
    /// # Errors
    /// When there is none.
    pub async fn object(&self, bucket: &str, key: &str) -> anyhow::Result<Vec<u8>> {
        self.storage(Method::GET, &format!("{bucket}/{key}"), Vec::new()).await
    }

    /// Puts an object into a bucket, past the product.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn put_object(&self, bucket: &str, key: &str, content: Vec<u8>) -> anyhow::Result<()> {
        self.storage(Method::PUT, &format!("{bucket}/{key}"), content)
            .await
            .map(drop)
    }

    async fn storage(&self, method: Method, path: &str, content: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        let request = http_client()
            .request(method, format!("{}/{path}", self.endpoint()))
            .header("authorization", authorization("s3"))
            .body(content);
        let answer = request.send().await?.error_for_status()?;
        Ok(answer.bytes().await?.to_vec())
    }

    /// Makes a key of the key management service; its ARN.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn create_key(&self) -> anyhow::Result<String> {
        let made = self
            .key_management("CreateKey", &json!({ "KeyUsage": "ENCRYPT_DECRYPT" }))
            .await?;
        let arn = made["KeyMetadata"]["Arn"].as_str().context("a key without an ARN")?;
        Ok(arn.to_owned())
    }

    /// Takes a key out of use, or puts it back.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn set_key_enabled(&self, arn: &str, enabled: bool) -> anyhow::Result<()> {
        let id = arn.rsplit('/').next().unwrap_or(arn);
        let action = if enabled { "EnableKey" } else { "DisableKey" };
        self.key_management(action, &json!({ "KeyId": id })).await.map(drop)
    }

    async fn key_management(&self, action: &str, request: &Value) -> anyhow::Result<Value> {
        let request = http_client()
            .post(self.endpoint())
            .header("x-amz-target", format!("TrentService.{action}"))
            .header("content-type", "application/x-amz-json-1.1")
            .header("authorization", authorization("kms"))
            .body(request.to_string());
        let answer = request.send().await?.error_for_status()?.text().await?;
        // Some actions answer with nothing.
        Ok(serde_json::from_str(&answer).unwrap_or(Value::Null))
    }
}

/// By its scope the server tells which service is meant; it checks no signature.
fn authorization(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=test-key/20260101/eu-central-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}
