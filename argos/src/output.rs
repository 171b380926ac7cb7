//! Answers on standard output.

use crate::image_file::Failure;
use std::io::{ErrorKind, Write};

/// Prints an answer. A reader that has gone away (`argos … | head`) is no error.
pub fn print(text: &str) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    let written = writeln!(output, "{text}").and_then(|()| output.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// As [`print`], for commands on files.
pub fn answer(text: &str) -> Result<(), Failure> {
    print(text).map_err(|error| Failure::Broken(format!("cannot print the result: {error}")))
}
