//! A person at the Liveform, by the requests that its scripts make; for tests in which no browser is needed.

use crate::api::ApiAnswer;
use crate::http_client;
use crate::running_server::RunningServer;
use anyhow::Context;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use std::time::Duration;

const LONGEST_ANSWER: Duration = Duration::from_secs(120);

/// A person who has given consent and chosen a document.
#[derive(Debug, Clone)]
pub struct Applicant {
    address: String,
    token: String,
    client: Client,
    /// The submission.
    pub submission: String,
}

/// What a person gives at the start.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// E-mail address.
    pub email: &'a str,
    /// The customer's own name for the person.
    pub userid: &'a str,
    /// The customer's first free field.
    pub cf1: &'a str,
    /// The address that a proxy before the server reports.
    pub forwarded_for: &'a str,
}

/// A small frame of the camera.
#[derive(Debug, Clone)]
pub struct MovementFrame {
    /// Its number, from 0.
    pub number: u32,
    /// When it was taken, in milliseconds since the movements were asked for.
    pub captured_ms: u32,
    /// A JPEG file.
    pub picture: Vec<u8>,
}

impl Applicant {
    /// Gives consent and chooses a passport of Utopia.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn begin(server: &impl RunningServer, project: &str, beginning: Beginning<'_>) -> anyhow::Result<Self> {
        let Beginning {
            email,
            userid,
            cf1,
            forwarded_for,
        } = beginning;
        let client = http_client();
        let body = json!({
            "pid": project, "email": email, "userid": userid, "cf1": cf1, "consent": true,
            "issuingCountry": "UTO", "idType": "passport", "lang": "en",
        });
        let request = client
            .post(server.url("/liveform/start"))
            .header("x-forwarded-for", forwarded_for)
            .json(&body);
        let answer = answer(request).await?;
        anyhow::ensure!(
            answer.status.is_success(),
            "the start was refused: {} {}",
            answer.status,
            answer.body
        );
        let (token, submission) = (
            answer.text("/token").to_owned(),
            answer.text("/submissionId").to_owned(),
        );
        Ok(Self {
            address: server.url(""),
            token,
            client,
            submission,
        })
    }

    /// Opens the link by which a submission goes on.
    ///
    /// # Errors
    /// When the link carries no session.
    pub fn go_on(&self, link: &str) -> anyhow::Result<Self> {
        let (_, token) = link.split_once("#continue=").context("the link carries no session")?;
        Ok(Self {
            token: token.to_owned(),
            ..self.clone()
        })
    }

    /// Where the submission stands.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn state(&self) -> anyhow::Result<ApiAnswer> {
        self.sent(self.client.get(self.url("state"))).await
    }

    /// Sends a picture of the document.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn show_document(&self, picture: &[u8]) -> anyhow::Result<ApiAnswer> {
        self.sent(self.client.post(self.url("document")).multipart(form("front", picture)))
            .await
    }

    /// Confirms the data.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn confirm(&self, fields: &Value) -> anyhow::Result<ApiAnswer> {
        self.sent(self.client.post(self.url("confirm")).json(fields)).await
    }

    /// Sends a selfie.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn show_face(&self, picture: &[u8]) -> anyhow::Result<ApiAnswer> {
        self.sent(self.client.post(self.url("selfie")).multipart(form("selfie", picture)))
            .await
    }

    /// Sends a picture of the document with what the page says about it.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn show_document_as(&self, picture: &[u8], capture: &Value) -> anyhow::Result<ApiAnswer> {
        let form = form("front", picture).text("capture", capture.to_string());
        self.sent(self.client.post(self.url("document")).multipart(form)).await
    }

    /// Sends a selfie with what the page says about it and the token of the movements before it.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn show_face_as(
        &self,
        picture: &[u8],
        capture: &Value,
        token: Option<&str>,
    ) -> anyhow::Result<ApiAnswer> {
        let mut form = form("selfie", picture).text("capture", capture.to_string());
        if let Some(token) = token {
            form = form.text("challenge", token.to_owned());
        }
        self.sent(self.client.post(self.url("selfie")).multipart(form)).await
    }

    /// Asks for movements; `cannot` is what the person cannot do.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn ask_for_movements(&self, cannot: Option<&str>, camera: &str) -> anyhow::Result<ApiAnswer> {
        let body = json!({ "cannot": cannot, "camera": camera });
        self.sent(self.client.post(self.url("challenge")).json(&body)).await
    }

    /// Sends frames for the challenge of which the server told last, as its page does.
    ///
    /// # Errors
    /// When the server does not answer with JSON.
    pub async fn send_frames(&self, told: &Value, frames: &[MovementFrame]) -> anyhow::Result<ApiAnswer> {
        let heads: Vec<Value> = frames
            .iter()
            .map(|frame| json!({ "number": frame.number, "captured_ms": frame.captured_ms }))
            .collect();
        let head = json!({ "number": told["batch"], "nonce": told["nonce"], "frames": heads });
        let mut form = Form::new().text("batch", head.to_string());
        for frame in frames {
            form = form.part("frame", Part::bytes(frame.picture.clone()).file_name("frame.jpg"));
        }
        let challenge = told["challenge"].as_str().unwrap_or_default();
        let request = self.client.post(self.url(&format!("challenge/{challenge}/frames")));
        self.sent(request.multipart(form)).await
    }

    async fn sent(&self, request: RequestBuilder) -> anyhow::Result<ApiAnswer> {
        answer(request.bearer_auth(&self.token)).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}/liveform/{path}", self.address)
    }
}

fn form(name: &'static str, picture: &[u8]) -> Form {
    Form::new().part(name, Part::bytes(picture.to_vec()).file_name("picture.jpg"))
}

async fn answer(request: RequestBuilder) -> anyhow::Result<ApiAnswer> {
    let answer = request
        .timeout(LONGEST_ANSWER)
        .send()
        .await
        .context("the Liveform did not answer")?;
    let status = answer.status();
    let text = answer.text().await?;
    let body =
        serde_json::from_str(&text).with_context(|| format!("the Liveform answered {status} with no JSON: {text}"))?;
    Ok(ApiAnswer { status, body })
}
