//! Image files given on the command line, and how a command that reads them ends.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// Exit code for input that cannot be read.
const UNREADABLE_INPUT: u8 = 3;
/// Files beyond this many bytes are not read at all; the decoder's own limit is lower.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// An input is not what it should be: the caller's fault.
    Unreadable(String),
    /// Something of our own does not work.
    Broken(String),
}

impl Failure {
    /// Says what happened, and with which code the command ends.
    pub fn report(self, command: &str) -> ExitCode {
        let (message, code) = match self {
            Self::Unreadable(message) => (message, ExitCode::from(UNREADABLE_INPUT)),
            Self::Broken(message) => (message, ExitCode::FAILURE),
        };
        eprintln!("argos {command}: {message}");
        code
    }
}

/// The bytes of a file.
///
/// # Errors
/// [`Failure::Unreadable`] when it cannot be read or is larger than any picture that is accepted.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| Failure::Unreadable(format!("cannot read {}: {error}", path.display()));
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Failure::Unreadable(format!(
            "{} is larger than {} MB",
            path.display(),
            LARGEST_FILE >> 20
        )));
    }
    Ok(bytes)
}
