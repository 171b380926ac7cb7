//! Where random bytes come from.

use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::{hmac, rand};

use crate::CryptoError;

/// A source of random bytes fit for keys, nonces and tokens.
pub trait SecureRandom: Send + Sync + Debug {
    /// Overwrites `bytes` with random bytes.
    ///
    /// # Errors
    /// [`CryptoError::RandomUnavailable`] when the source fails; the content of `bytes` is then unspecified and must
    /// not be used.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), CryptoError>;
}

/// The generator of AWS-LC, seeded by the operating system. The one to use outside tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl SecureRandom for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), CryptoError> {
        rand::fill(bytes).map_err(|_| CryptoError::RandomUnavailable)
    }
}

/// A reproducible generator **for tests only**: whoever knows the seed knows every byte.
///
/// The stream is HMAC-SHA256(seed, counter) for counter 0, 1, 2 and so on. Each call of [`fill`](SecureRandom::fill)
/// starts at a fresh block, so that calls never share bytes, whatever their lengths.
#[derive(Debug)]
pub struct SeededRandom {
    key: hmac::Key,
    counter: AtomicU64,
}

impl SeededRandom {
    /// A generator whose whole output follows from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &seed.to_be_bytes()),
            counter: AtomicU64::new(0),
        }
    }
}

impl SecureRandom for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), CryptoError> {
        for chunk in bytes.chunks_mut(32) {
            let counter = self.counter.fetch_add(1, Ordering::Relaxed);
            let block = hmac::sign(&self.key, &counter.to_be_bytes());
            for (byte, random) in chunk.iter_mut().zip(block.as_ref()) {
                *byte = *random;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(random: &dyn SecureRandom, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        random.fill(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        assert_eq!(draw(&SeededRandom::new(7), 100), draw(&SeededRandom::new(7), 100));
        assert_ne!(draw(&SeededRandom::new(7), 100), draw(&SeededRandom::new(8), 100));
    }

    #[test]
    fn successive_draws_differ() {
        for random in [&SeededRandom::new(7) as &dyn SecureRandom, &SystemRandom] {
            assert_ne!(draw(random, 32), draw(random, 32));
        }
    }

    #[test]
    fn every_byte_is_filled() {
        // The chance that a given byte is zero in all 64 draws is 2^-512.
        for random in [&SeededRandom::new(7) as &dyn SecureRandom, &SystemRandom] {
            let mut seen = [0_u8; 77];
            for _ in 0..64 {
                for (seen, drawn) in seen.iter_mut().zip(draw(random, 77)) {
                    *seen |= drawn;
                }
            }
            assert!(seen.iter().all(|byte| *byte != 0));
        }
    }
}
