//! `argos keys`: what the holder of a SecretKey does with it. No server, no database, no network is touched.

use crate::command_line::{OpenArguments, SecretArguments};
use crate::output;
use anyhow::{Context, bail};
use argos_app::open_sealed;
use argos_crypto::{SecretKey, SystemRandom, Zeroizing};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{Read, stdin};
use std::process::ExitCode;

/// Largest JSON that is opened: far more than the longest list of submissions.
const LONGEST_DOCUMENT: u64 = 1 << 30;
/// Longest file of a SecretKey: 57 characters and some white space.
const LONGEST_KEY_FILE: u64 = 1024;

/// Makes a SecretKey and prints it, once.
pub fn secret(arguments: &SecretArguments) -> anyhow::Result<ExitCode> {
    let key = SecretKey::generate(&SystemRandom)?;
    let (secret, public) = (key.to_text(), key.public_key());
    if arguments.json {
        let object = json!({ "secretKey": secret.as_str(), "publicKey": public.to_text(), "keyId": public.key_id().to_string() });
        output::print(&format!("{object:#}"))?;
    } else {
        output::print(&format!(
            "  SecretKey   {}\n  Public key  {}\n  Key id      {}\n\n\
             Keep the SecretKey where only those find it who may read the data: it is not stored and\n\
             cannot be made again. Without it, what is sealed stays closed for ever.\n\
             Enter the public key in the dashboard under Settings > SecretKey.",
            secret.as_str(),
            public.to_text(),
            public.key_id()
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens an answer of the API, a webhook's body or a single sealed form and prints the JSON.
pub fn open(arguments: &OpenArguments) -> anyhow::Result<ExitCode> {
    let key = secret_key(arguments)?;
    let text = match &arguments.file {
        Some(path) if path.as_os_str() != "-" => {
            let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
            read(file, LONGEST_DOCUMENT).with_context(|| format!("cannot read {}", path.display()))?
        }
        _ => read(stdin(), LONGEST_DOCUMENT).context("cannot read standard input")?,
    };
    // The parser's message could quote the content.
    let document: Value = serde_json::from_str(&text).map_err(|error| {
        anyhow::anyhow!(
            "this is not JSON (line {}, column {}): an answer of GET /v3/submission or a webhook's body is expected",
            error.line(),
            error.column()
        )
    })?;
    let opened = open_sealed(&key, document)?;
    output::print(&format!("{opened:#}"))?;
    Ok(ExitCode::SUCCESS)
}

fn secret_key(arguments: &OpenArguments) -> anyhow::Result<SecretKey> {
    let text = match &arguments.secret_key_file {
        Some(path) => {
            let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
            read(file, LONGEST_KEY_FILE).with_context(|| format!("cannot read {}", path.display()))?
        }
        None => std::env::var("ARGOS_SECRET_KEY").map(Zeroizing::new).map_err(|_| {
            anyhow::anyhow!("the SecretKey is missing: name its file by --secret-key-file, or set ARGOS_SECRET_KEY")
        })?,
    };
    Ok(SecretKey::from_text(&text)?)
}

fn read(source: impl Read, longest: u64) -> anyhow::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    let length = source.take(longest + 1).read_to_string(&mut text)?;
    if u64::try_from(length)? > longest {
        bail!("it is longer than {longest} bytes");
    }
    Ok(text)
}
