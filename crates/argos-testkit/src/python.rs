//! The Python in which packages of others are installed that the product is tested against, and servers written in it.

use anyhow::{Context, bail};
use serde::Deserialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// Starting Python takes a moment, more when all cores are busy.
const LONGEST_START: Duration = Duration::from_secs(60);

/// A server whose first line of output names its port as `{"port": …}`. It is killed when it is dropped.
pub(crate) struct PythonServer {
    /// The port of 127.0.0.1 on which it listens.
    pub(crate) port: u16,
    /// What else it says, line by line.
    pub(crate) lines: Lines<BufReader<ChildStdout>>,
    /// The process.
    pub(crate) process: Child,
}

#[derive(Deserialize)]
struct Listening {
    port: u16,
}

impl PythonServer {
    /// Starts the text of a Python program; `name` is what messages call it.
    pub(crate) async fn start(name: &str, program: &str, arguments: &[OsString]) -> anyhow::Result<Self> {
        // Standard input stays open as long as this process lives: its end is the server's sign to stop.
        let mut process = Command::new(python()?)
            .args(["-c", program])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("the {name} for tests could not be started"))?;
        let output = process.stdout.take().context("a child process without output")?;
        let mut lines = BufReader::new(output).lines();
        let first = tokio::time::timeout(LONGEST_START, lines.next_line())
            .await
            .with_context(|| format!("the {name} for tests did not start in time"))??;
        let Some(first) = first else {
            bail!("the {name} for tests ended at once; are its packages installed? Run scripts/test.sh once");
        };
        let Listening { port } =
            serde_json::from_str(&first).with_context(|| format!("the {name} for tests spoke gibberish"))?;
        Ok(Self { port, lines, process })
    }
}

/// The Python that has the packages: `ARGOS_TEST_PYTHON`, or the virtual environment that the test script makes.
pub(crate) fn python() -> anyhow::Result<PathBuf> {
    let python = std::env::var_os("ARGOS_TEST_PYTHON").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.testing/venv/bin/python"),
        PathBuf::from,
    );
    if !python.exists() {
        bail!(
            "{} is missing: run scripts/test.sh once, it installs what the product is tested against (aiosmtpd, \
             moto, standardwebhooks), or set ARGOS_TEST_PYTHON to a Python that has it",
            python.display()
        );
    }
    Ok(python)
}
