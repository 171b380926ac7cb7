//! Answers on standard output.

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
