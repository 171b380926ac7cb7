//! A real browser: Chromium, driven over WebDriver.

use crate::http_client;
use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::{Child, Command};

const LONGEST_START: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);

/// What the browser runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// Held upright, touched, 390 points wide.
    Phone,
    /// With a mouse, 1280 points wide.
    Computer,
}

/// Which camera pages find.
#[derive(Debug, Clone, Copy)]
pub enum Camera<'a> {
    /// One that shows a film (see [`crate::camera`]).
    Film(&'a Path),
    /// One that the person does not allow.
    Refused,
    /// None at all.
    Absent,
}

/// A browser window. It is closed when it is dropped.
#[derive(Debug)]
pub struct Browser {
    device: Device,
    client: Client,
    driver: SocketAddr,
    session: String,
    _process: Child,
    _profile: TempDir,
}

impl Browser {
    /// Opens a browser.
    ///
    /// # Errors
    /// When Chromium or its driver are missing or do not start.
    pub async fn open(device: Device, camera: Camera<'_>) -> anyhow::Result<Self> {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let driver = free_address()?;
        let process = Command::new("chromedriver")
            .arg(format!("--port={}", driver.port()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver is missing: run scripts/test.sh once, it installs Chromium")?;
        let profile = TempDir::new()?;
        let mut builder = ClientBuilder::rustls()?;
        builder.capabilities(capabilities(device, camera, profile.path())?);
        wait_for_driver(driver).await?;
        let client = builder.connect(&format!("http://{driver}")).await;
        let client = client.context("Chromium did not start: run scripts/test.sh once, it installs Chromium")?;
        let session = client.session_id().await?.context("the browser has no session")?;
        let browser = Self {
            device,
            client,
            driver,
            session,
            _process: process,
            _profile: profile,
        };
        if matches!(camera, Camera::Refused) {
            // What a person does by a click on "Block".
            let denied = json!({ "permission": { "name": "camera" }, "setting": "denied" });
            browser.devtools("Browser.setPermission", denied).await?;
        }
        Ok(browser)
    }

    /// Opens an address and waits until the page is loaded.
    ///
    /// # Errors
    /// When the page cannot be loaded.
    pub async fn go_to(&self, address: &str) -> anyhow::Result<()> {
        self.client
            .goto(address)
            .await
            .with_context(|| format!("{address} could not be opened"))
    }

    /// The address that is open.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn address(&self) -> anyhow::Result<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    /// Waits until an element that fits is visible.
    ///
    /// # Errors
    /// When none is after `timeout`; the message holds the visible text of the page.
    pub async fn wait_for(&self, selector: &str, timeout: Duration) -> anyhow::Result<Element> {
        let begun = Instant::now();
        loop {
            for element in self.client.find_all(Locator::Css(selector)).await.unwrap_or_default() {
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(element);
                }
            }
            if begun.elapsed() > timeout {
                bail!(
                    "{selector} did not appear within {timeout:?}; the page shows:\n{}",
                    self.text().await?
                );
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits for an element and clicks it.
    ///
    /// # Errors
    /// When it does not appear or cannot be clicked.
    pub async fn click(&self, selector: &str) -> anyhow::Result<()> {
        let element = self.wait_for(selector, Duration::from_secs(10)).await?;
        element
            .click()
            .await
            .with_context(|| format!("{selector} cannot be clicked"))
    }

    /// Waits for a field and types into it after what is there.
    ///
    /// # Errors
    /// When it does not appear or cannot be typed into.
    pub async fn type_into(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        let element = self.wait_for(selector, Duration::from_secs(10)).await?;
        element
            .send_keys(text)
            .await
            .with_context(|| format!("nothing can be typed into {selector}"))
    }

    /// Chooses a file in a file field, which may be hidden.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn choose_file(&self, selector: &str, file: &Path) -> anyhow::Result<()> {
        let field = self
            .client
            .find(Locator::Css(selector))
            .await
            .with_context(|| format!("there is no {selector}"))?;
        let file = fs::canonicalize(file).with_context(|| format!("{} is not there", file.display()))?;
        field
            .send_keys(&file.to_string_lossy())
            .await
            .context("the file cannot be chosen")
    }

    /// A property of an element, such as `value`.
    ///
    /// # Errors
    /// When there is no such element.
    pub async fn property(&self, selector: &str, name: &str) -> anyhow::Result<String> {
        let element = self
            .client
            .find(Locator::Css(selector))
            .await
            .with_context(|| format!("there is no {selector}"))?;
        Ok(element.prop(name).await?.unwrap_or_default())
    }

    /// The visible text of the page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn text(&self) -> anyhow::Result<String> {
        Ok(self.client.find(Locator::Css("body")).await?.text().await?)
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When the page cannot be loaded.
    pub async fn reload(&self) -> anyhow::Result<()> {
        self.client
            .refresh()
            .await
            .context("the page could not be loaded again")
    }

    /// Saves pictures of the page as both devices show it, and has its accessibility checked on both.
    ///
    /// # Errors
    /// When a picture cannot be taken or saved, and when axe-core finds a violation.
    pub async fn screenshots(&self, name: &str) -> anyhow::Result<()> {
        for device in [Device::Phone, Device::Computer] {
            self.resize_to(device).await?;
            self.screenshot(name).await?;
            self.expect_accessible(name).await?;
        }
        self.resize_to(self.device).await
    }

    /// Saves a picture of the whole page as `.testing/screenshots/NAME-WIDTH.png`, for people to look at.
    ///
    /// # Errors
    /// When the picture cannot be taken or saved.
    pub async fn screenshot(&self, name: &str) -> anyhow::Result<PathBuf> {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let size = |key: &str| metrics["cssContentSize"][key].as_f64().context("the page has no size");
        let (width, height) = (size("width")?, size("height")?);
        let shown = metrics["cssLayoutViewport"]["clientWidth"]
            .as_f64()
            .context("the window has no width")?;
        anyhow::ensure!(
            width <= shown,
            "{name}: the page is {width} wide and must be scrolled sideways in {shown}"
        );
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let answer = self
            .devtools(
                "Page.captureScreenshot",
                json!({ "captureBeyondViewport": true, "clip": clip }),
            )
            .await?;
        let png = STANDARD
            .decode(answer["data"].as_str().context("there is no picture")?)
            .context("the picture is broken")?;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.testing/screenshots");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}-{shown:.0}.png"));
        fs::write(&path, png).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }

    /// Runs a script in every page that is opened from now on, before the page's own.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn run_in_every_page(&self, script: &str) -> anyhow::Result<()> {
        let source = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source).await?;
        Ok(())
    }

    /// Lets pages look as people want them who prefer dark or light.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn prefer_dark(&self, dark: bool) -> anyhow::Result<()> {
        let value = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    async fn resize_to(&self, device: Device) -> anyhow::Result<()> {
        let (width, height) = size(device);
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": if device == Device::Phone { 2 } else { 1 }, "mobile": device == Device::Phone });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> anyhow::Result<Value> {
        let address = format!("http://{}/session/{}/goog/cdp/execute", self.driver, self.session);
        let request = http_client()
            .post(address)
            .json(&json!({ "cmd": command, "params": parameters }));
        let answer: Value = request.send().await?.json().await?;
        let value = answer["value"].clone();
        anyhow::ensure!(value.get("error").is_none(), "{command} failed: {}", value["message"]);
        Ok(value)
    }
}

impl Drop for Browser {
    /// Closes the window even when a test fails: Chromium would outlive its driver.
    fn drop(&mut self) {
        let Ok(mut connection) = TcpStream::connect_timeout(&self.driver, Duration::from_secs(2)) else {
            return;
        };
        let _ = connection.set_read_timeout(Some(Duration::from_secs(10)));
        let request = format!(
            "DELETE /session/{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.session, self.driver
        );
        if connection.write_all(request.as_bytes()).is_ok() {
            let _ = connection.read(&mut [0; 256]);
        }
    }
}

const fn size(device: Device) -> (u32, u32) {
    match device {
        Device::Phone => (390, 844),
        Device::Computer => (1280, 900),
    }
}

fn capabilities(device: Device, camera: Camera<'_>, profile: &Path) -> anyhow::Result<Capabilities> {
    let (width, height) = size(device);
    let mut arguments = vec![
        "--headless=new".to_owned(),
        // The sandbox needs rights that containers do not give; the pages here are our own.
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--hide-scrollbars".to_owned(),
        "--lang=en-US".to_owned(),
        format!("--window-size={width},{height}"),
        format!("--user-data-dir={}", profile.display()),
    ];
    if device == Device::Computer {
        // A mouse, which a machine without a screen does not have: hover and a fine pointer.
        arguments.push(
            "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"
                .to_owned(),
        );
    }
    match camera {
        Camera::Film(film) => {
            arguments.push("--use-fake-device-for-media-stream".to_owned());
            arguments.push("--use-fake-ui-for-media-stream".to_owned());
            arguments.push(format!("--use-file-for-fake-video-capture={}", film.display()));
        }
        Camera::Refused => arguments.push("--use-fake-device-for-media-stream".to_owned()),
        Camera::Absent => arguments.push("--use-fake-device-for-media-stream=device-count=0".to_owned()),
    }
    let mut options = json!({ "args": arguments, "prefs": { "intl.accept_languages": "en-US" } });
    if device == Device::Phone {
        let metrics = json!({ "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true });
        options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
    }
    match json!({ "browserName": "chrome", "goog:chromeOptions": options }) {
        Value::Object(capabilities) => Ok(capabilities),
        _ => bail!("capabilities are an object"),
    }
}

async fn wait_for_driver(driver: SocketAddr) -> anyhow::Result<()> {
    let begun = Instant::now();
    while TcpStream::connect_timeout(&driver, PAUSE).is_err() {
        anyhow::ensure!(begun.elapsed() < LONGEST_START, "chromedriver did not start");
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port for the browser's driver")?;
    Ok(listener.local_addr()?)
}
