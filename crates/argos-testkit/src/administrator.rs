//! An administrator at the dashboard, by the same pages and forms that a browser uses.

use crate::http_client;
use crate::running_server::RunningServer;
use anyhow::Context;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, StatusCode};
use url::form_urlencoded::Serializer;

/// A signed-in administrator in their first project.
#[derive(Debug, Clone)]
pub struct Administrator {
    client: Client,
    cookie: String,
    address: String,
    project: String,
    forwarded_for: Option<String>,
}

/// A project's keys as the dashboard shows them.
#[derive(Debug, Clone)]
pub struct ProjectKeys {
    /// Key of the REST API.
    pub api_key: String,
    /// Secret of webhooks.
    pub webhook_secret: String,
}

impl Administrator {
    /// Signs in by the link that the server printed at its first start.
    ///
    /// # Errors
    /// When the link does not work.
    pub async fn sign_in(server: &impl RunningServer) -> anyhow::Result<Self> {
        Self::sign_in_by(server, &server.sign_in_link()?).await
    }

    /// Signs in by a one-time link.
    ///
    /// # Errors
    /// When the link does not work.
    pub async fn sign_in_by(server: &impl RunningServer, link: &str) -> anyhow::Result<Self> {
        let client = http_client();
        let answer = client
            .post(link)
            .header("content-type", "application/x-www-form-urlencoded")
            .body("")
            .send()
            .await?;
        let cookie = answer
            .headers()
            .get("set-cookie")
            .and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie
            .and_then(|cookie| cookie.split(';').next())
            .context("the sign-in link gave no session")?
            .to_owned();
        let mut administrator = Self {
            client,
            cookie,
            address: server.url(""),
            project: String::new(),
            forwarded_for: None,
        };
        let (_, page) = administrator.open("/dashboard").await?;
        // An agent of the platform may have no project.
        administrator.project = between(&page, "/dashboard/projects/", "/")
            .unwrap_or_default()
            .to_owned();
        Ok(administrator)
    }

    /// The same session, used from where a proxy before the server reports this address (`X-Forwarded-For`).
    #[must_use]
    pub fn coming_from(&self, forwarded_for: &str) -> Self {
        Self {
            forwarded_for: Some(forwarded_for.to_owned()),
            ..self.clone()
        }
    }

    /// The project's id.
    #[must_use]
    pub fn project(&self) -> &str {
        &self.project
    }

    /// The name and value of the session's cookie.
    #[must_use]
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Saves a webhook address.
    ///
    /// # Errors
    /// When the form is refused.
    pub async fn save_webhook(&self, address: &str) -> anyhow::Result<()> {
        let fields = [("webhook_url", address)];
        let (status, page) = self.send("settings/access", "settings/access/webhook", &fields).await?;
        anyhow::ensure!(
            status == StatusCode::SEE_OTHER,
            "the settings were not saved ({status}): {page}"
        );
        Ok(())
    }

    /// Saves another ARGOS SCORE THRESHOLD; the other rules of the policy stay as they are.
    ///
    /// # Errors
    /// When the form is refused.
    pub async fn save_score_threshold(&self, threshold: &str) -> anyhow::Result<()> {
        self.change_policy(&[("score_threshold", threshold)]).await
    }

    /// Changes fields of the policy's form and saves it; the others stay as the page shows them. A box is ticked by
    /// `on` and unticked by an empty value.
    ///
    /// # Errors
    /// When the form is refused.
    pub async fn change_policy(&self, changes: &[(&str, &str)]) -> anyhow::Result<()> {
        let (_, page) = self.page("settings/policy").await?;
        let mut fields = form_fields(&page);
        fields.retain(|(known, _)| changes.iter().all(|(name, _)| known != name));
        fields.extend(changes.iter().copied().filter(|(_, value)| !value.is_empty()));
        let (status, page) = self.send("settings/policy", "settings/policy", &fields).await?;
        anyhow::ensure!(
            status == StatusCode::SEE_OTHER,
            "the policy was not saved ({status}): {page}"
        );
        Ok(())
    }

    /// Looks the keys up.
    ///
    /// # Errors
    /// When the page does not show them.
    pub async fn keys(&self) -> anyhow::Result<ProjectKeys> {
        let (_, page) = self.send("settings", "settings/keys", &[]).await?;
        let shown = |id: &str| between(&page, &format!("id=\"{id}\">"), "<").map(str::to_owned);
        Ok(ProjectKeys {
            api_key: shown("api-key").context("the page shows no API key")?,
            webhook_secret: shown("webhook-secret").context("the page shows no webhook secret")?,
        })
    }

    /// Takes a pending submission from the queue.
    ///
    /// # Errors
    /// When somebody else has it, or it is not pending.
    pub async fn take(&self, submission: &str) -> anyhow::Result<()> {
        let page = format!("submissions/{submission}");
        let (status, answer) = self.send(&page, &format!("{page}/claim"), &[]).await?;
        anyhow::ensure!(
            status == StatusCode::SEE_OTHER,
            "it could not be taken ({status}): {answer}"
        );
        Ok(())
    }

    /// Takes and approves a pending submission: status of the answer.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn approve(&self, submission: &str) -> anyhow::Result<StatusCode> {
        self.take(submission).await?;
        let page = format!("submissions/{submission}");
        Ok(self
            .send(&page, &format!("{page}/decision"), &[("decision", "approve")])
            .await?
            .0)
    }

    /// Takes and rejects a pending submission with a code and own words.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn reject(&self, submission: &str, code: &str, comment: &str) -> anyhow::Result<(StatusCode, String)> {
        self.take(submission).await?;
        let page = format!("submissions/{submission}");
        let fields = [("decision", "reject"), ("code", code), ("comment", comment)];
        self.send(&page, &format!("{page}/decision"), &fields).await
    }

    /// Opens a page of the project: status and HTML.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn page(&self, path: &str) -> anyhow::Result<(StatusCode, String)> {
        self.open(&format!("/dashboard/projects/{}/{path}", self.project)).await
    }

    /// Opens the page `from`, then sends its form to `to`: status and HTML.
    ///
    /// # Errors
    /// When the server does not answer or the page has no form.
    pub async fn send(&self, from: &str, to: &str, fields: &[(&str, &str)]) -> anyhow::Result<(StatusCode, String)> {
        let project = format!("/dashboard/projects/{}", self.project);
        self.send_to(&format!("{project}/{from}"), &format!("{project}/{to}"), fields)
            .await
    }

    /// As [`send`](Self::send), by whole paths.
    ///
    /// # Errors
    /// When the server does not answer or the page has no form.
    pub async fn send_to(&self, from: &str, to: &str, fields: &[(&str, &str)]) -> anyhow::Result<(StatusCode, String)> {
        let (_, page) = self.open(from).await?;
        let token = between(&page, "name=\"form_token\" value=\"", "\"").context("the page has no form token")?;
        let mut form = Serializer::new(String::new());
        form.append_pair("form_token", token);
        form.extend_pairs(fields);
        let answer = self
            .as_this_administrator(self.client.post(format!("{}{to}", self.address)))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.finish())
            .send()
            .await?;
        Ok((answer.status(), answer.text().await?))
    }

    fn as_this_administrator(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.header("cookie", &self.cookie);
        match &self.forwarded_for {
            Some(address) => request.header("x-forwarded-for", address),
            None => request,
        }
    }

    /// Opens the page `from`, then sends its form with a file to `to`: status and HTML.
    ///
    /// # Errors
    /// When the server does not answer or the page has no form.
    pub async fn upload(&self, from: &str, to: &str, field: &str, file: &[u8]) -> anyhow::Result<(StatusCode, String)> {
        let (_, page) = self.page(from).await?;
        let token = between(&page, "name=\"form_token\" value=\"", "\"").context("the page has no form token")?;
        self.upload_with(token, to, field, file).await
    }

    /// Sends a form with a file and any form token: status and HTML.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn upload_with(
        &self,
        token: &str,
        to: &str,
        field: &str,
        file: &[u8],
    ) -> anyhow::Result<(StatusCode, String)> {
        let form = Form::new().text("form_token", token.to_owned());
        let form = form.part(field.to_owned(), Part::bytes(file.to_vec()).file_name("file"));
        let address = format!("{}/dashboard/projects/{}/{to}", self.address, self.project);
        let request = self.as_this_administrator(self.client.post(address));
        let answer = request.multipart(form).send().await?;
        Ok((answer.status(), answer.text().await?))
    }

    /// Opens a page of the dashboard by its whole path and follows where it leads.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn open(&self, path: &str) -> anyhow::Result<(StatusCode, String)> {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let request = self.client.get(format!("{}{path}", self.address));
            let answer = self.as_this_administrator(request).send().await?;
            let target = answer
                .headers()
                .get("location")
                .and_then(|target| target.to_str().ok())
                .map(str::to_owned);
            match target {
                Some(target) => path = target,
                None => return Ok((answer.status(), answer.text().await?)),
            }
        }
        anyhow::bail!("the dashboard leads in circles from {path}")
    }
}

/// What a browser would send of the page's inputs, apart from the form token and what is empty.
fn form_fields(page: &str) -> Vec<(&str, &str)> {
    let inputs = page.split("<input ").skip(1).filter_map(|rest| rest.split('>').next());
    let is_sent = |input: &&str| {
        let is_box = input.contains("type=\"checkbox\"") || input.contains("type=\"radio\"");
        !is_box || input.ends_with(" checked")
    };
    let sent = inputs.filter(is_sent).filter_map(|input| {
        let name = between(input, "name=\"", "\"")?;
        let value = between(input, "value=\"", "\"").unwrap_or("on");
        (name != "form_token" && !value.is_empty()).then_some((name, value))
    });
    sent.collect()
}

/// The text between two others.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(between, _)| between)
}
