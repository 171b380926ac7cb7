//! Log lines on standard error. They never hold personal data.

use crate::command_line::LogFormat;
use std::io::IsTerminal;
use std::panic::PanicHookInfo;
use tracing_subscriber::EnvFilter;

/// Starts logging; `RUST_LOG` sets what is logged. Panics are logged by their place alone.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,ort=warn"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match format {
        LogFormat::Text => subscriber.with_target(false).try_init(),
        LogFormat::Json => subscriber.json().try_init(),
    };
    if let Err(error) = started {
        eprintln!("argos: cannot start logging: {error}");
    }
    std::panic::set_hook(Box::new(|panic| tracing::error!("{}", place_of(panic))));
}

/// Where a panic came from, without its message: that may quote what was being read, such as the text of a barcode in
/// which a decoder failed.
fn place_of(panic: &PanicHookInfo<'_>) -> String {
    panic.location().map_or_else(
        || "a part of the program failed unexpectedly".to_owned(),
        |place| {
            format!(
                "a part of the program failed unexpectedly: {}, line {}",
                place.file(),
                place.line()
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{catch_unwind, set_hook};
    use std::sync::{Arc, Mutex};

    #[test]
    fn a_panic_tells_its_place_and_nothing_of_what_was_read() {
        let told = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&told);
        set_hook(Box::new(move |panic| *kept.lock().unwrap() = place_of(panic)));
        let text = "DCSLINDQVIST\u{fc}".to_owned();
        assert!(
            catch_unwind(|| text[..13].len()).is_err(),
            "the thirteenth byte is within a letter"
        );
        let told = told.lock().unwrap();
        assert!(told.contains("telemetry.rs") && !told.contains("LINDQVIST"), "{told}");
    }
}
