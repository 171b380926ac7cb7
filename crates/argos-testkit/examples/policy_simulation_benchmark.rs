//! How long the simulation of another policy takes.
//!
//! ```text
//! cargo run --release -p argos-testkit --example policy_simulation_benchmark [-- SUBMISSIONS [RUNS]]
//! ```
//!
//! The submissions are made up (see `decided_submissions`), stored in SQLite on this machine's disk. Three policies take
//! turns: another threshold, another similarity of faces, and an age limit, which opens what was read of every document.
//! The memory is the most that the process ever had.
#![allow(clippy::print_stdout, reason = "a command-line program")]

use argos_app::simulate_policy::{policy_with, simulate};
use argos_crypto::{LocalKeyFile, SecretToken, SystemRandom, WebhookSecret};
use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;
use argos_domain::policy::Policy;
use argos_domain::project::{Project, ProjectSettings};
use argos_store::{BlobLocation, Store, StoreConfig};
use argos_testkit::decided_submissions::DecidedSubmissions;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const NOW: Timestamp = Timestamp::from_microseconds(1_700_000_000_000_000);
/// Cases that are listed, as on the page.
const LISTED: usize = 50;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u32| arguments.next().map_or(Ok(default), |text| text.parse());
    let (count, runs) = (number(100_000)?, number(5)?);
    let folder = tempfile::tempdir()?;
    let store = open(folder.path()).await?;
    let project = add_project(&store).await?;
    let many = DecidedSubmissions {
        count,
        seed: 1,
        since: NOW,
    };
    let begun = Instant::now();
    many.store(&store, &project).await?;
    println!("{count} submissions stored in {:.0} s", begun.elapsed().as_secs_f64());
    println!("memory before: {} MB", most_memory()?);
    for (name, value) in [
        ("score_threshold", json!(80)),
        ("face_similarity_threshold", json!(90)),
        ("age_limit", json!(21)),
    ] {
        let (_, policy) = policy_with(&store, &project, vec![(name.to_owned(), value)]).await?;
        let mut seconds = Vec::new();
        let mut changed = 0;
        for _ in 0..runs {
            let begun = Instant::now();
            let simulated = simulate(&store, &project, &policy, count, LISTED).await?;
            let table = simulated.simulation.by_threshold();
            seconds.push(begun.elapsed().as_secs_f64());
            changed = simulated.simulation.changed;
            anyhow::ensure!(table.len() == 101 && simulated.simulation.before.all() == u64::from(count));
        }
        seconds.sort_by(f64::total_cmp);
        let median = seconds.get(seconds.len() / 2).copied().unwrap_or_default();
        println!("{name}: {median:.3} s (median of {runs}), {changed} cases change");
    }
    println!("memory after: {} MB", most_memory()?);
    Ok(())
}

async fn open(folder: &Path) -> anyhow::Result<Store> {
    let key = folder.join("key");
    LocalKeyFile::create(&key, &SystemRandom)?;
    let config = StoreConfig {
        database_url: folder.join("argos.db").display().to_string(),
        blobs: BlobLocation::Folder(folder.join("images")),
    };
    Ok(Store::open(config, Arc::new(LocalKeyFile::open(&key)?), Arc::new(SystemRandom), NOW).await?)
}

async fn add_project(store: &Store) -> anyhow::Result<ProjectId> {
    let project = Project {
        id: ProjectId::from_random([1; 12]),
        name: "Benchmark".to_owned(),
        created_at: NOW,
        settings: ProjectSettings::default(),
    };
    let mut tx = store.write().await?;
    let (key, secret) = (
        SecretToken::generate(&SystemRandom, "argos_key_")?,
        WebhookSecret::generate(&SystemRandom)?,
    );
    tx.insert_project(&project, &key, &secret, &Policy::default()).await?;
    tx.commit().await?;
    Ok(project.id)
}

/// The most memory that this process had so far, in megabytes, as Linux tells it.
fn most_memory() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: u64 = line.unwrap_or_default().trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024)
}
