//! What every handler shares.

use argos_app::App;
use ipnet::IpNet;
use std::sync::Arc;

/// Settings of the HTTP edge.
#[derive(Debug, Clone)]
pub struct WebConfig {
    /// Address under which users reach this server, without a slash at the end, such as `https://kyc.example.com`.
    pub public_url: String,
    /// Networks of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Project that `/` opens when no `pid` is given: the only one of a fresh installation.
    pub first_project: Option<argos_domain::id::ProjectId>,
}

impl WebConfig {
    /// Whether cookies carry `Secure`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Shared by all handlers; cheap to clone.
#[derive(Debug, Clone)]
pub struct WebState {
    /// The use cases.
    pub app: App,
    /// Settings of the HTTP edge.
    pub config: Arc<WebConfig>,
}
