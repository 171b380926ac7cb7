//! What an authenticator app does with the key that a person types into it.

use anyhow::Context;
use argos_crypto::TotpSecret;

const SYMBOLS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The secret behind a key in base32, as shown in groups.
///
/// # Errors
/// When the key is none.
pub fn secret(key: &str) -> anyhow::Result<TotpSecret> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for symbol in key.chars().filter(|symbol| !symbol.is_whitespace()) {
        let value = SYMBOLS.find(symbol).context("the key is not in base32")?;
        bits = (bits << 5 | u32::try_from(value)?) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff)?);
        }
    }
    Ok(TotpSecret::from_bytes(&bytes)?)
}
