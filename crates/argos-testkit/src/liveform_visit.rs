//! A visit of the Liveform in a browser, screen by screen. Each screen is photographed on the way.

use crate::browser::Browser;
use std::path::Path;
use std::time::Duration;

/// How long a screen may take to come.
const PATIENCE: Duration = Duration::from_secs(30);
/// The shutter waits for a good picture, and a film may have to come round again.
const SHUTTER: Duration = Duration::from_secs(60);
/// A challenge of active liveness ends by itself before.
const CHALLENGE: Duration = Duration::from_secs(90);

/// A person in front of a browser that shows the Liveform.
#[derive(Debug, Clone, Copy)]
pub struct LiveformVisit<'a>(pub &'a Browser);

impl LiveformVisit<'_> {
    /// Waits until this screen is shown.
    ///
    /// # Errors
    /// When it is not.
    pub async fn screen(&self, name: &str) -> anyhow::Result<()> {
        self.0
            .wait_for(&format!("main[data-current-screen='{name}']"), PATIENCE)
            .await?;
        Ok(())
    }

    /// Gives e-mail address and consent, and chooses a passport; the country comes with the address.
    ///
    /// # Errors
    /// When a screen does not come.
    pub async fn begin(&self, email: &str) -> anyhow::Result<()> {
        self.screen("start").await?;
        self.0.screenshots("liveform-1-start").await?;
        self.0.type_into("#email", email).await?;
        self.0.click("label[for='consent']").await?;
        self.0.click("#start-button").await?;
        self.screen("document-choice").await?;
        self.0.click("label[for='kind-passport']").await?;
        self.0.screenshots("liveform-2-choice").await?;
        self.0.click("#choice-continue").await
    }

    /// Holds still until the shutter has worked by itself, and uses the picture. `subject` is document or selfie.
    ///
    /// # Errors
    /// When the shutter does not work.
    pub async fn be_photographed(&self, subject: &str) -> anyhow::Result<()> {
        self.screen(&format!("{subject}-capture")).await?;
        self.0.wait_for(&format!("#{subject}-view"), PATIENCE).await?;
        self.0.screenshots(&format!("liveform-3-{subject}-capture")).await?;
        self.0
            .wait_for(&format!("main[data-current-screen='{subject}-preview']"), SHUTTER)
            .await?;
        self.use_picture(subject).await
    }

    /// Gives a file in place of a picture.
    ///
    /// # Errors
    /// When the page does not take it.
    pub async fn give_file(&self, subject: &str, file: &Path) -> anyhow::Result<()> {
        self.0.choose_file("#picture-file", file).await?;
        self.use_picture(subject).await
    }

    async fn use_picture(&self, subject: &str) -> anyhow::Result<()> {
        self.screen(&format!("{subject}-preview")).await?;
        self.0.screenshots(&format!("liveform-4-{subject}-preview")).await?;
        self.0.click(&format!("#{subject}-use")).await
    }

    /// Checks what was read against `expected` (fields and values), types `correction` after the first name and goes on
    /// to the selfie.
    ///
    /// # Errors
    /// When something else was read, or a screen does not come.
    pub async fn confirm(&self, expected: &[(&str, &str)], correction: &str) -> anyhow::Result<()> {
        self.screen("confirm").await?;
        for (field, value) in expected {
            let read = self.0.property(&format!("#{field}"), "value").await?;
            anyhow::ensure!(read == *value, "{field} was read as {read:?}");
        }
        self.0.type_into("#first_name", correction).await?;
        self.0.screenshots("liveform-5-confirm").await?;
        self.0.click("#confirm-button").await?;
        self.screen("selfie-start").await?;
        self.0.screenshots("liveform-6-selfie-start").await?;
        self.0.click("#selfie-start-button").await
    }

    /// Waits for the answer to movements that are not made as asked; answers its code.
    ///
    /// # Errors
    /// When the challenge does not end.
    pub async fn failed_movements(&self) -> anyhow::Result<String> {
        self.0.wait_for("main[data-current-screen='retry']", CHALLENGE).await?;
        let message = self.0.wait_for("#retry-message", PATIENCE).await?;
        Ok(message.attr("data-code").await?.unwrap_or_default())
    }

    /// Says "I cannot do this" until the page goes on without movements, and opens the camera for the selfie.
    ///
    /// # Errors
    /// When it goes on asking.
    pub async fn cannot_move(&self) -> anyhow::Result<()> {
        let waived = "main[data-current-screen='liveness-waived']";
        for _ in 0..3 {
            // The button counts once the server has said what it asks for.
            self.0
                .wait_for("#liveness-time[data-running], #liveness-waived-continue", PATIENCE)
                .await?;
            if self.0.wait_for(waived, Duration::ZERO).await.is_ok() {
                break;
            }
            self.0.click("#liveness-cannot").await?;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        self.0.wait_for(waived, PATIENCE).await?;
        self.0.screenshots("liveform-8-liveness-waived").await?;
        self.0.click("#liveness-waived-continue").await
    }

    /// Waits for the result: approved, pending or rejected.
    ///
    /// # Errors
    /// When none is shown.
    pub async fn result(&self) -> anyhow::Result<String> {
        self.screen("result").await?;
        let shown = self
            .0
            .wait_for("#result", PATIENCE)
            .await?
            .attr("data-result")
            .await?
            .unwrap_or_default();
        self.0.screenshots(&format!("liveform-9-{shown}")).await?;
        Ok(shown)
    }
}
