//! Random text for identifiers.

/// Lower-case letters and digits without the ones that are easily confused (0, 1, l, o): 32 symbols, five bits each.
const SYMBOLS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Turns random bytes into as many symbols, each worth five bits.
#[must_use]
pub fn text_from_bytes(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| char::from(SYMBOLS[usize::from(byte & 31)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::text_from_bytes;

    #[test]
    fn every_byte_becomes_one_lower_case_symbol() {
        let all: Vec<u8> = (0..=255).collect();
        let text = text_from_bytes(&all);
        assert_eq!(text.len(), 256);
        assert!(text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    }
}
