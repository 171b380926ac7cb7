//! A browser at the dashboard without its pictures: it keeps cookies and fills in forms, and goes nowhere by itself.

use crate::http_client;
use crate::running_server::RunningServer;
use anyhow::Context;
use reqwest::{Client, RequestBuilder, StatusCode};
use std::collections::BTreeMap;
use url::form_urlencoded::Serializer;

/// A visit. Each has cookies of its own.
#[derive(Debug)]
pub struct DashboardVisit {
    client: Client,
    address: String,
    user_agent: &'static str,
    cookies: BTreeMap<String, String>,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct DashboardAnswer {
    /// The status.
    pub status: StatusCode,
    /// Where the browser is sent; empty when it is not.
    pub location: String,
    /// The page.
    pub html: String,
}

impl DashboardAnswer {
    /// The text between two others on the page.
    ///
    /// # Errors
    /// When it is not there; the message holds the page.
    pub fn between(&self, before: &str, after: &str) -> anyhow::Result<String> {
        let found = self
            .html
            .split_once(before)
            .and_then(|(_, rest)| rest.split_once(after));
        let (found, _) = found.with_context(|| format!("there is no {before:?} on the page: {}", self.html))?;
        Ok(found.to_owned())
    }
}

impl DashboardVisit {
    /// A fresh browser that calls itself `user_agent`.
    #[must_use]
    pub fn new(server: &impl RunningServer, user_agent: &'static str) -> Self {
        Self {
            client: http_client(),
            address: server.url(""),
            user_agent,
            cookies: BTreeMap::new(),
        }
    }

    /// Whether a cookie of this name is kept.
    #[must_use]
    pub fn has_cookie(&self, name: &str) -> bool {
        self.cookies.contains_key(name)
    }

    /// Opens a page.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn open(&mut self, path: &str) -> anyhow::Result<DashboardAnswer> {
        let request = self.client.get(format!("{}{path}", self.address));
        self.send(request).await
    }

    /// Sends a form of a page that needs no session.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<DashboardAnswer> {
        let mut form = Serializer::new(String::new());
        form.extend_pairs(fields);
        let request = self
            .client
            .post(format!("{}{path}", self.address))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.finish());
        self.send(request).await
    }

    /// Opens the page `from` and sends a form of it to `to`.
    ///
    /// # Errors
    /// When the server does not answer or the page has no form.
    pub async fn fill_in(&mut self, from: &str, to: &str, fields: &[(&str, &str)]) -> anyhow::Result<DashboardAnswer> {
        let page = self.open(from).await?;
        let token = page.between("name=\"form_token\" value=\"", "\"")?;
        let mut all = vec![("form_token", token.as_str())];
        all.extend(fields);
        self.post(to, &all).await
    }

    async fn send(&mut self, request: RequestBuilder) -> anyhow::Result<DashboardAnswer> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let answer = request
            .header("cookie", cookies.join("; "))
            .header("user-agent", self.user_agent)
            .send()
            .await?;
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').context("a cookie without a value")?;
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
        Ok(DashboardAnswer {
            status: answer.status(),
            location: location.unwrap_or_default().to_owned(),
            html: answer.text().await?,
        })
    }
}
