//! `argos doctor`: is everything there, and does it work.

use crate::command_line::{DoctorArguments, VisionArguments};
use crate::data_folder::DataFolder;
use crate::installation::{check_images, open_store};
use crate::{output, self_test};
use anyhow::{Context, ensure};
use argos_crypto::{DataKey, KeyContext, SystemRandom};
use serde_json::json;
use std::fmt::Write as _;
use std::process::ExitCode;

/// One finding.
struct Finding {
    name: String,
    outcome: Result<String, String>,
}

impl Finding {
    fn new(name: impl Into<String>, outcome: anyhow::Result<String>) -> Self {
        Self {
            name: name.into(),
            outcome: outcome.map_err(|error| format!("{error:#}")),
        }
    }
}

pub async fn run(arguments: DoctorArguments) -> anyhow::Result<ExitCode> {
    let models = arguments.vision.clone();
    let mut findings = tokio::task::spawn_blocking(move || models_and_self_test(&models)).await?;
    findings.extend(installation(&arguments).await);
    let healthy = findings.iter().all(|finding| finding.outcome.is_ok());
    output::print(&if arguments.json {
        json(&findings, healthy)
    } else {
        text(&findings, healthy)
    })?;
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn json(findings: &[Finding], healthy: bool) -> String {
    let list: Vec<_> = findings
        .iter()
        .map(|finding| {
            let (Ok(message) | Err(message)) = &finding.outcome;
            json!({ "name": finding.name, "ok": finding.outcome.is_ok(), "message": message })
        })
        .collect();
    format!("{:#}", json!({ "healthy": healthy, "findings": list }))
}

fn text(findings: &[Finding], healthy: bool) -> String {
    let mut text = String::new();
    for finding in findings {
        let (Ok(message) | Err(message)) = &finding.outcome;
        let word = if finding.outcome.is_ok() { "ok" } else { "FAILED" };
        let _ = writeln!(text, "{word:<8}{:<36}{message}", finding.name);
    }
    text + if healthy {
        "\nEverything works."
    } else {
        "\nSomething is wrong: see FAILED above."
    }
}

fn models_and_self_test(models: &VisionArguments) -> Vec<Finding> {
    let mut vision = match models.load() {
        Ok(vision) => vision,
        Err(error) => return vec![Finding::new("models", Err(error.into()))],
    };
    let engine = vision.engine();
    let mut findings = vec![Finding::new(
        "inference engine",
        Ok(format!("{} {}: {}", engine.name, engine.version, engine.reason)),
    )];
    findings.extend(vision.models().iter().map(|model| {
        Finding::new(
            format!("model {}", model.file),
            Ok(format!("checksum is right; {}, {}", model.title, model.licence)),
        )
    }));
    findings.extend(
        self_test::run(&mut vision)
            .into_iter()
            .map(|(name, outcome)| Finding::new(name, outcome)),
    );
    findings
}

async fn installation(arguments: &DoctorArguments) -> Vec<Finding> {
    let path = &arguments.data.data_folder;
    if !path.exists() {
        let message = format!("{} does not exist yet; `argos serve` makes it", path.display());
        return vec![Finding::new("data folder", Ok(message))];
    }
    let folder = match DataFolder::open(&arguments.data) {
        Ok(folder) => folder,
        Err(error) => return vec![Finding::new("data folder", Err(error))],
    };
    let mut findings = vec![
        Finding::new("data folder", Ok(folder.path().display().to_string())),
        Finding::new("key service", key_service(&folder).await),
    ];
    let store = match open_store(&folder).await {
        Ok(store) => store,
        Err(error) => {
            findings.push(Finding::new("database and data keys", Err(error)));
            return findings;
        }
    };
    let projects = argos_app::projects::list_all(&store).await.map(|projects| {
        let count = projects.len();
        format!("{} opens and is up to date; {count} projects", folder.database())
    });
    findings.push(Finding::new("database and data keys", projects.map_err(Into::into)));
    findings.push(Finding::new("images", check_images(&folder, &store).await));
    store.close().await;
    findings
}

/// A fresh key is wrapped and unwrapped, as data keys are.
async fn key_service(folder: &DataFolder) -> anyhow::Result<String> {
    let service = folder.keys().await?;
    let key = DataKey::generate(&SystemRandom)?;
    let context = KeyContext {
        scope: "@doctor",
        purpose: "test",
        version: 1,
    };
    let wrapped = service.wrap(&key, &context).await.context("a key cannot be wrapped")?;
    let unwrapped = service
        .unwrap(&wrapped, &context)
        .await
        .context("a key cannot be unwrapped")?;
    ensure!(
        unwrapped.expose() == key.expose(),
        "another key was unwrapped than was wrapped"
    );
    Ok(format!(
        "{}: {} wraps and unwraps",
        service.name(),
        service.current_key_id()
    ))
}
