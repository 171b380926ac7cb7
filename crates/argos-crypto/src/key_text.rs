//! How SecretKeys and their public keys are written: a prefix, then 32 bytes and a checksum in URL-safe base64.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::sha256;

const KEY: usize = 32;
const CHECKSUM: usize = 4;
/// Characters after the prefix: 36 bytes in base64, which come out even.
const SYMBOLS: usize = (KEY + CHECKSUM) / 3 * 4;

/// `prefix`, then the key and the first four bytes of the SHA-256 of prefix and key.
pub(crate) fn write(prefix: &str, key: &[u8; KEY]) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; KEY + CHECKSUM]);
    bytes[..KEY].copy_from_slice(key);
    bytes[KEY..].copy_from_slice(&checksum(prefix, key));
    // Enough room from the start, so that no copy is left behind by growing.
    let mut text = Zeroizing::new(String::with_capacity(prefix.len() + SYMBOLS + 4));
    text.push_str(prefix);
    URL_SAFE_NO_PAD.encode_string(bytes.as_slice(), &mut text);
    text
}

/// Reads what [`write`] wrote, white space around it aside; else says what is wrong, without quoting it.
pub(crate) fn read(prefix: &str, text: &str) -> Result<Zeroizing<[u8; KEY]>, &'static str> {
    let symbols = text
        .trim()
        .strip_prefix(prefix)
        .ok_or("it does not begin as such a key")?;
    if symbols.len() != SYMBOLS {
        return Err("it is not 48 characters long after its prefix; was a part of it left out?");
    }
    let mut bytes = Zeroizing::new([0; KEY + CHECKSUM]);
    URL_SAFE_NO_PAD
        .decode_slice(symbols, bytes.as_mut_slice())
        .map_err(|_| "it has a character that is none of A-Z, a-z, 0-9, - and _")?;
    let mut key = Zeroizing::new([0; KEY]);
    key.copy_from_slice(&bytes[..KEY]);
    if bytes[KEY..] == checksum(prefix, &key) {
        Ok(key)
    } else {
        Err("its checksum does not fit; at least one character is wrong")
    }
}

fn checksum(prefix: &str, key: &[u8; KEY]) -> [u8; CHECKSUM] {
    let mut covered = Zeroizing::new(Vec::with_capacity(prefix.len() + KEY));
    covered.extend_from_slice(prefix.as_bytes());
    covered.extend_from_slice(key);
    let hash = sha256(&covered);
    [hash[0], hash[1], hash[2], hash[3]]
}
