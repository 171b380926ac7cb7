//! The REST API as a customer's own server uses it.

use crate::http_client;
use anyhow::Context;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

/// Reading a document takes seconds when all cores are busy.
const LONGEST_ANSWER: Duration = Duration::from_secs(120);

/// A client with a project's key.
#[derive(Debug, Clone)]
pub struct ApiClient {
    address: String,
    key: String,
    client: Client,
    forwarded_for: Option<String>,
}

/// An answer in JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiAnswer {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Value,
}

impl ApiClient {
    /// A client of the server at `address` (without a slash at the end).
    #[must_use]
    pub fn new(address: &str, key: &str) -> Self {
        Self {
            address: address.to_owned(),
            key: key.to_owned(),
            client: http_client(),
            forwarded_for: None,
        }
    }

    /// The same key, used from where a proxy before the server reports this address (`X-Forwarded-For`).
    #[must_use]
    pub fn coming_from(&self, forwarded_for: &str) -> Self {
        Self {
            forwarded_for: Some(forwarded_for.to_owned()),
            ..self.clone()
        }
    }

    /// `POST /v3/submission/step1` with an image of the document and further text fields.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn step1(&self, document: &[u8], fields: &[(&str, &str)]) -> anyhow::Result<ApiAnswer> {
        self.step("step1", &[("idImage", document)], fields).await
    }

    /// `POST /v3/submission/step2` with a selfie and further text fields.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn step2(&self, submission: &str, selfie: &[u8], fields: &[(&str, &str)]) -> anyhow::Result<ApiAnswer> {
        let mut fields = fields.to_vec();
        fields.push(("submissionId", submission));
        self.step("step2", &[("faceImage", selfie)], &fields).await
    }

    async fn step(&self, step: &str, images: &[(&str, &[u8])], fields: &[(&str, &str)]) -> anyhow::Result<ApiAnswer> {
        let mut form = Form::new();
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (name, bytes) in images {
            form = form.part((*name).to_owned(), Part::bytes(bytes.to_vec()).file_name("picture.jpg"));
        }
        self.answer(
            self.client
                .post(self.url(&format!("/v3/submission/{step}")))
                .multipart(form),
        )
        .await
    }

    /// `GET /v3/submission` for one submission.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn submission(&self, id: &str) -> anyhow::Result<ApiAnswer> {
        self.submissions(&[("submission_id", id)]).await
    }

    /// `GET /v3/submission` with any query.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn submissions(&self, query: &[(&str, &str)]) -> anyhow::Result<ApiAnswer> {
        self.answer(self.client.get(self.url("/v3/submission")).query(query))
            .await
    }

    /// `PATCH /v3/submission` in the name of the administrator with the address `admin`.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn edit(&self, id: &str, admin: &str, data: &Value) -> anyhow::Result<ApiAnswer> {
        let body = json!({ "submissionId": id, "admin": admin, "data": data });
        self.answer(self.client.patch(self.url("/v3/submission")).json(&body))
            .await
    }

    /// `GET /v3/submission/applicant`: the approved submissions of one person.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn of_applicant(&self, applicant: &str) -> anyhow::Result<ApiAnswer> {
        let request = self.client.get(self.url("/v3/submission/applicant"));
        self.answer(request.query(&[("applicant_id", applicant)])).await
    }

    /// `POST /v3/submission/review` with any body.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn review(&self, body: &Value) -> anyhow::Result<ApiAnswer> {
        self.answer(self.client.post(self.url("/v3/submission/review")).json(body))
            .await
    }

    /// `GET /v3/image`: status and bytes.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn image(&self, id: &str, kind: &str) -> anyhow::Result<(StatusCode, Vec<u8>)> {
        let request = self
            .client
            .get(self.url("/v3/image"))
            .query(&[("submission_id", id), ("type", kind)]);
        let answer = self.sent(request).await?;
        Ok((answer.status(), answer.bytes().await?.to_vec()))
    }

    /// `DELETE` of a path with any query.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn delete(&self, path: &str, query: &[(&str, &str)]) -> anyhow::Result<ApiAnswer> {
        self.answer(self.client.delete(self.url(path)).query(query)).await
    }

    /// `GET` of a path with any query.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> anyhow::Result<ApiAnswer> {
        self.answer(self.client.get(self.url(path)).query(query)).await
    }

    /// A request with a text as its body, sent as `text/plain`.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn send_text(&self, method: Method, path: &str, body: &str) -> anyhow::Result<ApiAnswer> {
        let request = self.client.request(method, self.url(path));
        self.answer(request.header("content-type", "text/plain").body(body.to_owned()))
            .await
    }

    async fn answer(&self, request: RequestBuilder) -> anyhow::Result<ApiAnswer> {
        let answer = self.sent(request).await?;
        let status = answer.status();
        let text = answer.text().await?;
        let body =
            serde_json::from_str(&text).with_context(|| format!("the API answered {status} with no JSON: {text}"))?;
        Ok(ApiAnswer { status, body })
    }

    async fn sent(&self, request: RequestBuilder) -> anyhow::Result<reqwest::Response> {
        let mut request = request.header("x-api-key", &self.key).timeout(LONGEST_ANSWER);
        if let Some(address) = &self.forwarded_for {
            request = request.header("x-forwarded-for", address);
        }
        request.send().await.context("the API did not answer")
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

impl ApiAnswer {
    /// The text at this JSON pointer, or nothing.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The only item of a look-up.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn only_item(&self) -> anyhow::Result<&Value> {
        match self.body["Items"].as_array().map(Vec::as_slice) {
            Some([item]) => Ok(item),
            _ => anyhow::bail!("one item was expected: {} {}", self.status, self.body),
        }
    }
}
