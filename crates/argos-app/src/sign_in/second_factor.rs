//! Codes of authenticator apps, and recovery codes for whoever lost theirs.

use crate::app::random_bytes;
use crate::error::AppError;
use argos_crypto::{SecureRandom, TotpSecret, Zeroizing};
use argos_domain::alphabet;
use argos_domain::clock::Timestamp;
use argos_domain::id::AdministratorId;
use argos_store::Tx;

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;
/// Symbols of a recovery code: 60 bits, too many to guess within the limits.
const RECOVERY_CODE_LENGTH: usize = 12;
const TOTP_LENGTH: usize = 6;

/// What proved that it is the right person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecondFactor {
    App,
    RecoveryCode,
}

impl SecondFactor {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::App => "authenticator_app",
            Self::RecoveryCode => "recovery_code",
        }
    }
}

/// Checks a code of a confirmed authenticator app or a recovery code, and uses it up.
pub(crate) async fn use_code(
    tx: &mut Tx,
    administrator: &AdministratorId,
    typed: &str,
    now: Timestamp,
) -> Result<Option<SecondFactor>, AppError> {
    let code = plain(typed);
    if code.len() == RECOVERY_CODE_LENGTH {
        let known = tx.use_recovery_code(administrator, &code).await?;
        return Ok(known.then_some(SecondFactor::RecoveryCode));
    }
    let credential = tx.credential(administrator).await?;
    let Some(app) = credential.confirmed_totp() else {
        return Ok(None);
    };
    let Some(step) = step_of(&app.secret, &code, now)? else {
        return Ok(None);
    };
    let first_time = tx.use_totp_step(administrator, step).await?;
    Ok(first_time.then_some(SecondFactor::App))
}

/// The time step of a code, if the app with this secret shows it about now.
pub(crate) fn step_of(secret: &[u8], typed: &str, now: Timestamp) -> Result<Option<i64>, AppError> {
    let code = plain(typed);
    if code.len() != TOTP_LENGTH {
        return Ok(None);
    }
    let seconds = u64::try_from(now.seconds()).unwrap_or(0);
    let step = TotpSecret::from_bytes(secret)?.step_of(&code, seconds)?;
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// New recovery codes, in lower case and without hyphens.
pub(crate) fn new_recovery_codes(random: &dyn SecureRandom) -> Result<Vec<Zeroizing<String>>, AppError> {
    (0..RECOVERY_CODES)
        .map(|_| {
            let bytes: [u8; RECOVERY_CODE_LENGTH] = random_bytes(random)?;
            Ok(Zeroizing::new(alphabet::text_from_bytes(&bytes)))
        })
        .collect()
}

/// A recovery code as people read it: `abcd-efgh-ijkm`.
pub(crate) fn readable(code: &str) -> String {
    let symbols: Vec<char> = code.chars().collect();
    let groups: Vec<String> = symbols.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// A code without the spaces and hyphens that apps and people put between its parts. Cut soon after the longest code.
fn plain(typed: &str) -> Zeroizing<String> {
    let symbols = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    Zeroizing::new(
        symbols
            .take(RECOVERY_CODE_LENGTH + 1)
            .map(|c| c.to_ascii_lowercase())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_crypto::SeededRandom;

    #[test]
    fn codes_may_be_typed_with_spaces_and_hyphens() {
        let secret = b"12345678901234567890";
        let now = Timestamp::from_microseconds(59_000_000);
        for typed in ["287082", "287 082", " 287-082 "] {
            assert_eq!(step_of(secret, typed, now).unwrap(), Some(1), "{typed}");
        }
        for typed in ["", "287083", "2870820", "287082287082"] {
            assert_eq!(step_of(secret, typed, now).unwrap(), None, "{typed}");
        }
    }

    #[test]
    fn recovery_codes_are_different_and_read_back() {
        let codes = new_recovery_codes(&SeededRandom::new(1)).unwrap();
        let mut different = codes.clone();
        different.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        different.dedup();
        assert_eq!(different.len(), RECOVERY_CODES);
        let shown = readable(&codes[0]);
        assert_eq!(shown.len(), 14);
        assert_eq!(plain(&shown.to_uppercase()), codes[0]);
    }
}
