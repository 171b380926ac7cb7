//! Runs a process to its end and measures its time and memory.

use anyhow::Context;
use std::fs;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How often the memory is looked at.
const INTERVAL: Duration = Duration::from_millis(1);

/// A process that has ended.
#[derive(Debug)]
pub struct MeasuredProcess {
    /// What it wrote and how it ended.
    pub output: Output,
    /// How long it ran.
    pub duration: Duration,
    /// The largest resident memory, in bytes, as the kernel counted it (`VmHWM`), which misses nothing but the last
    /// millisecond. `None` when the process was over before anybody could look, or the system is not Linux.
    pub peak_memory: Option<u64>,
}

impl MeasuredProcess {
    /// Runs a command to its end.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(command: &mut Command) -> anyhow::Result<Self> {
        let begun = Instant::now();
        let process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("the process could not be started")?;
        let id = process.id();
        let ended = AtomicBool::new(false);
        thread::scope(|scope| {
            let watcher = scope.spawn(|| {
                let mut peak = None;
                while !ended.load(Ordering::Relaxed) {
                    peak = peak.max(peak_memory_so_far(id));
                    thread::sleep(INTERVAL);
                }
                peak
            });
            let output = process.wait_with_output();
            let duration = begun.elapsed();
            ended.store(true, Ordering::Relaxed);
            let peak_memory = watcher.join().unwrap_or(None);
            Ok(Self {
                output: output.context("the process could not be waited for")?,
                duration,
                peak_memory,
            })
        })
    }

    /// What it wrote to standard output.
    #[must_use]
    pub fn standard_output(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// What it wrote to standard error.
    #[must_use]
    pub fn standard_error(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }
}

fn peak_memory_so_far(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
