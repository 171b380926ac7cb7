//! Unambiguous encoding of several values into one byte string, for what a ciphertext or a hash is bound to.

/// Each part is preceded by its length (8 bytes, big-endian), so that no two different lists of parts have the same
/// encoding: ("ab", "c") and ("a", "bc") differ, as do lists of different lengths.
pub(crate) fn length_prefixed(parts: &[&[u8]]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        encoded.extend_from_slice(&(part.len() as u64).to_be_bytes());
        encoded.extend_from_slice(part);
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::length_prefixed;

    fn parts() -> impl Strategy<Value = Vec<Vec<u8>>> {
        // Few distinct bytes and short parts make colliding concatenations likely.
        proptest::collection::vec(proptest::collection::vec(0_u8..2, 0..4), 0..4)
    }

    proptest! {
        #[test]
        fn different_parts_have_different_encodings(first in parts(), second in parts()) {
            let encode = |parts: &[Vec<u8>]| length_prefixed(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>());
            prop_assert_eq!(encode(&first) == encode(&second), first == second);
        }
    }
}
