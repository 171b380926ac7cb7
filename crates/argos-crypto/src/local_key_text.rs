//! The text inside a local key file.
//!
//! Lines that begin with `#` and empty lines are for people. The others are, in this order:
//!
//! ```text
//! argos-key-file 1
//! key <id> <32 bytes in base64>
//! checksum <SHA-256 of the lines above in hexadecimal>
//! ```
//!
//! with one `key` line per key, the current one first. The checksum covers the lines above except comments and empty
//! lines, each without surrounding white space and followed by a line feed, so that neither an edited comment nor
//! changed line ends make a key file unreadable. It finds accidents; it is no protection against a person.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::{DataKey, sha256};

const VERSION_LINE: &str = "argos-key-file 1";
const COMMENT: &str = "\
# The master keys of an Argos installation. If this file is lost, all stored personal data is lost with it: names,
# documents and images cannot be decrypted by anyone. Keep a copy in a safe place, apart from the backups of the data.
# The first key is in use; the others are older and still needed for what was stored while they were.
";
/// Room for many more rotations than will ever happen.
pub(crate) const MAXIMUM_TEXT: usize = 64 * 1024;
const MAXIMUM_KEY_ID: usize = 64;

/// A master key with its name.
#[derive(Debug)]
pub(crate) struct LocalKey {
    pub(crate) id: String,
    pub(crate) key: DataKey,
}

/// Writes the file's text. `keys` begins with the current one.
pub(crate) fn write<'a>(keys: impl Iterator<Item = &'a LocalKey>) -> Zeroizing<String> {
    // Enough room from the start, so that no copy is left behind by growing.
    let mut lines = Zeroizing::new(String::with_capacity(MAXIMUM_TEXT));
    lines.push_str(VERSION_LINE);
    lines.push('\n');
    for LocalKey { id, key } in keys {
        lines.push_str("key ");
        lines.push_str(id);
        lines.push(' ');
        STANDARD.encode_string(key.expose(), &mut lines);
        lines.push('\n');
    }
    let checksum = hex::encode(sha256(lines.as_bytes()));
    let mut text = Zeroizing::new(String::with_capacity(MAXIMUM_TEXT));
    for part in [COMMENT, &lines, "checksum ", &checksum, "\n"] {
        text.push_str(part);
    }
    text
}

/// Reads the file's text, or says what is wrong with it without quoting it. The result holds at least one key.
pub(crate) fn read(text: &str) -> Result<Vec<LocalKey>, &'static str> {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let version = lines.next().ok_or("it is empty")?;
    if version != VERSION_LINE {
        return Err("it does not begin with the line argos-key-file 1");
    }
    let mut covered = Zeroizing::new(String::with_capacity(text.len() + 1));
    covered.push_str(version);
    covered.push('\n');
    let mut keys: Vec<LocalKey> = Vec::new();
    let checksum = loop {
        let line = lines.next().ok_or("its checksum line is missing")?;
        if let Some(checksum) = line.strip_prefix("checksum ") {
            break checksum;
        }
        covered.push_str(line);
        covered.push('\n');
        keys.push(read_key(line)?);
    };
    if lines.next().is_some() {
        return Err("there are lines after the checksum");
    }
    if checksum != hex::encode(sha256(covered.as_bytes())) {
        return Err("its checksum does not match");
    }
    if keys.is_empty() {
        return Err("it holds no key");
    }
    if keys
        .iter()
        .enumerate()
        .any(|(position, key)| keys[..position].iter().any(|other| other.id == key.id))
    {
        return Err("two keys have the same id");
    }
    Ok(keys)
}

fn read_key(line: &str) -> Result<LocalKey, &'static str> {
    let mut words = line.split_ascii_whitespace();
    let (Some("key"), Some(id), Some(encoded), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return Err("a line is neither a key nor the checksum");
    };
    if id.len() > MAXIMUM_KEY_ID || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err("a key's id is not made of letters, digits and hyphens");
    }
    let bytes = STANDARD
        .decode(encoded)
        .map(Zeroizing::new)
        .map_err(|_| "a key is not base64")?;
    let key = DataKey::from_bytes(&bytes).map_err(|_| "a key is not 32 bytes long")?;
    Ok(LocalKey { id: id.to_owned(), key })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Vec<LocalKey> {
        let key = |id: &str, byte| LocalKey {
            id: id.to_owned(),
            key: DataKey::from_bytes(&[byte; 32]).unwrap(),
        };
        vec![key("local-2", 2), key("local-1", 1)]
    }

    fn contents(keys: &[LocalKey]) -> Vec<(&str, [u8; 32])> {
        keys.iter().map(|key| (key.id.as_str(), *key.key.expose())).collect()
    }

    #[test]
    fn the_text_reads_back_in_order() {
        let text = write(keys().iter());
        assert!(text.starts_with("# The master keys of an Argos installation."));
        assert_eq!(contents(&read(&text).unwrap()), contents(&keys()));
    }

    #[test]
    fn comments_and_line_ends_may_change() {
        let text = write(keys().iter())
            .lines()
            .skip(1)
            .collect::<Vec<_>>()
            .join("\r\n\r\n# stored in the safe\r\n");
        assert_eq!(contents(&read(&text).unwrap()), contents(&keys()));
    }

    #[test]
    fn every_changed_character_of_the_key_lines_is_noticed() {
        let text = write(keys().iter());
        let start = text.find(VERSION_LINE).unwrap();
        for position in start..text.trim_end().len() {
            let mut changed = text.as_bytes().to_vec();
            changed[position] = if changed[position] == b'x' { b'y' } else { b'x' };
            assert!(read(str::from_utf8(&changed).unwrap()).is_err(), "position {position}");
        }
    }

    #[test]
    fn every_cut_is_noticed() {
        let text = write(keys().iter());
        for length in 0..text.trim_end().len() {
            assert!(read(&text[..length]).is_err(), "length {length}");
        }
    }

    #[test]
    fn structure_is_checked_beyond_the_checksum() {
        let with_checksum = |lines: &str| format!("{lines}checksum {}\n", hex::encode(sha256(lines.as_bytes())));
        let key = format!("key a {}\n", STANDARD.encode([1; 32]));
        assert!(read(&with_checksum(&format!("{VERSION_LINE}\n{key}"))).is_ok());
        assert_eq!(
            read(&with_checksum(&format!("{VERSION_LINE}\n"))).unwrap_err(),
            "it holds no key"
        );
        assert_eq!(
            read(&with_checksum(&format!("{VERSION_LINE}\n{key}{key}"))).unwrap_err(),
            "two keys have the same id"
        );
        let short = format!("{VERSION_LINE}\nkey a {}\n", STANDARD.encode([1; 16]));
        assert_eq!(read(&with_checksum(&short)).unwrap_err(), "a key is not 32 bytes long");
        assert!(read(&format!("{}x\n", with_checksum(&format!("{VERSION_LINE}\n{key}")))).is_err());
    }
}
