//! Is everything there that the product needs?

use crate::app::App;
use argos_vision::EngineInfo;

/// What a load balancer and an operator want to know.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// Whether the database answers.
    pub database: bool,
    /// The inference engine in use and why.
    pub engine: EngineInfo,
    /// Names of the loaded models.
    pub models: Vec<String>,
    /// Whether mails can be sent.
    pub mail_configured: bool,
}

/// Looks at every part.
pub async fn readiness(app: &App) -> Readiness {
    Readiness {
        database: app.store().ping().await.is_ok(),
        engine: app.vision().engine().clone(),
        models: app.vision().models().iter().map(|model| model.version()).collect(),
        mail_configured: app.mailer().is_configured(),
    }
}
