//! Finding personal text where none may be: in a dump, a file, a log; plain, in UTF-16, base64 or hexadecimal.

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Shorter forms would be found by chance.
const SHORTEST_FORM: usize = 5;

/// Texts that nobody but those who may see them should find.
#[derive(Debug)]
pub struct Secrets {
    forms: Vec<Form>,
}

/// One secret as it could lie about.
#[derive(Debug)]
struct Form {
    secret: String,
    encoding: &'static str,
    bytes: Vec<u8>,
}

impl Secrets {
    /// These texts, in any case of letters.
    pub fn new<Text: Into<String>>(secrets: impl IntoIterator<Item = Text>) -> Self {
        let mut forms: Vec<Form> = secrets
            .into_iter()
            .flat_map(|secret| forms_of(&secret.into()))
            .collect();
        forms.sort_by(|one, other| one.bytes.cmp(&other.bytes));
        forms.dedup_by(|one, other| one.bytes == other.bytes);
        Self { forms }
    }

    /// The first secret that is found: which, and in which encoding.
    #[must_use]
    pub fn found_in(&self, bytes: &[u8]) -> Option<(&str, &'static str)> {
        let found = self.forms.iter().find(|form| contains(bytes, &form.bytes))?;
        Some((&found.secret, found.encoding))
    }

    /// Fails when `place` holds one of the secrets.
    ///
    /// # Errors
    /// Naming the secret and how it is encoded.
    pub fn expect_absent(&self, place: &str, bytes: &[u8]) -> anyhow::Result<()> {
        match self.found_in(bytes) {
            None => Ok(()),
            Some((secret, encoding)) => anyhow::bail!("{place} holds {secret:?} ({encoding})"),
        }
    }
}

fn forms_of(secret: &str) -> Vec<Form> {
    let mut letters = secret.chars();
    let title: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    let mut forms = Vec::new();
    for text in [secret.to_owned(), secret.to_lowercase(), secret.to_uppercase(), title] {
        let bytes = text.as_bytes();
        let mut add = |encoding, bytes: Vec<u8>| {
            if bytes.len() >= SHORTEST_FORM {
                forms.push(Form {
                    secret: secret.to_owned(),
                    encoding,
                    bytes,
                });
            }
        };
        add("plain", bytes.to_vec());
        add("UTF-16", text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        add("hexadecimal", hex::encode(bytes).into_bytes());
        add("hexadecimal", hex::encode_upper(bytes).into_bytes());
        // In base64 a text looks different by the place where it begins; what depends on its neighbours is cut off.
        for before in 0..3 {
            let shifted: Vec<u8> = vec![0; before].into_iter().chain(bytes.iter().copied()).collect();
            let (from, until) = ((before * 8).div_ceil(6), shifted.len() * 8 / 6);
            for encoded in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
                add("base64", encoded.as_bytes()[from..until].to_vec());
            }
        }
    }
    forms
}

/// Whether some bytes hold others.
#[must_use]
pub fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(bytes, wanted).is_some()
}

/// Every file below a folder with its content.
///
/// # Errors
/// When one cannot be read.
pub fn files_below(folder: &Path) -> anyhow::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                files.insert(path, content);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_finds_what_it_looks_for() {
        let secrets = Secrets::new(["oskar"]);
        let text = "…first name Oskar, born 1968-09-23";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encoded = |text: &str| [STANDARD_NO_PAD.encode(text), hex::encode(text)].join(" ").into_bytes();
        for place in [
            text.as_bytes().to_vec(),
            utf16,
            encoded("Oskar"),
            encoded(" Oskar "),
            encoded("xyOskar!"),
        ] {
            assert!(secrets.found_in(&place).is_some(), "{place:?}");
        }
        assert_eq!(secrets.found_in(b"nothing of that kind"), None);
    }
}
