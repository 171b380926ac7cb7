//! Hashing of passwords, slow on purpose.

use crate::{CryptoError, SecureRandom};
use argon2::password_hash::phc::PasswordHash as PhcHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use zeroize::Zeroizing;

const WHAT: &str = "a password hash";
const SALT: usize = 16;
/// Memory of one computation: 64 MiB, as RFC 9106 recommends where memory is scarce.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// Argon2id of a password with a fresh salt, in the text form that names the algorithm and its costs
/// (`$argon2id$v=19$m=65536,t=3,p=1$…`).
///
/// It takes 64 MiB of memory and a noticeable part of a second of one core: bound how many run at once, and keep them
/// off threads that serve others.
///
/// # Errors
/// [`CryptoError::RandomUnavailable`], [`CryptoError::Primitive`] when there is not enough memory.
pub fn hash_password(random: &dyn SecureRandom, password: &str) -> Result<Zeroizing<String>, CryptoError> {
    let mut salt = [0; SALT];
    random.fill(&mut salt)?;
    let hash = argon2()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| CryptoError::Primitive(WHAT))?;
    Ok(Zeroizing::new(hash.to_string()))
}

/// Whether `password` is the one that `hash` was made of. It costs as much as [`hash_password`].
///
/// Without a hash, as for an account that does not exist or has no password, the answer is `false` after the same work.
///
/// # Errors
/// [`CryptoError::Malformed`] when the hash cannot be read, [`CryptoError::Primitive`] when there is not enough memory.
pub fn verify_password(hash: Option<&str>, password: &str) -> Result<bool, CryptoError> {
    let argon2 = argon2()?;
    let Some(hash) = hash else {
        let mut wasted = Zeroizing::new([0; 32]);
        argon2
            .hash_password_into(password.as_bytes(), &[0; SALT], wasted.as_mut_slice())
            .map_err(|_| CryptoError::Primitive(WHAT))?;
        return Ok(false);
    };
    let hash = PhcHash::new(hash)
        .ok()
        .filter(|hash| hash.salt.is_some() && hash.hash.is_some())
        .ok_or(CryptoError::Malformed {
            what: WHAT,
            reason: "it is not in PHC string format",
        })?;
    match argon2.verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(_) => Err(CryptoError::Primitive(WHAT)),
    }
}

fn argon2() -> Result<Argon2<'static>, CryptoError> {
    let costs = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| CryptoError::Primitive(WHAT))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, costs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededRandom;

    #[test]
    fn a_hash_verifies_its_password_and_no_other() {
        let random = SeededRandom::new(1);
        let hash = hash_password(&random, "correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{}", *hash);
        assert!(verify_password(Some(&hash), "correct horse battery").unwrap());
        assert!(!verify_password(Some(&hash), "correct horse batterY").unwrap());
        assert!(!verify_password(None, "correct horse battery").unwrap());
        // The same password again has another salt, thus another hash.
        assert_ne!(hash, hash_password(&random, "correct horse battery").unwrap());
    }

    #[test]
    fn what_is_no_hash_is_an_error() {
        for broken in ["", "plain text", "$argon2id$v=19$m=65536"] {
            assert!(verify_password(Some(broken), "password").is_err(), "{broken}");
        }
    }
}
