//! What administrators sign in with: password, secret of an authenticator app, recovery codes.

use crate::keyring::INSTALLATION;
use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::{BlindIndex, Zeroizing};
use argos_domain::clock::Timestamp;
use argos_domain::id::AdministratorId;
use std::fmt;

const TABLE: &str = "credential";

/// What an administrator signs in with, beside links by mail.
#[derive(Clone, Default)]
pub struct Credential {
    /// Hash of the password, if one is set; stored sealed.
    pub password_hash: Option<Zeroizing<String>>,
    /// When the password was set.
    pub password_set_at: Option<Timestamp>,
    /// The authenticator app, if one is set up or being set up.
    pub totp: Option<StoredTotp>,
}

/// The secret shared with an authenticator app.
#[derive(Clone)]
pub struct StoredTotp {
    /// The secret; stored sealed.
    pub secret: Zeroizing<Vec<u8>>,
    /// When a code proved that the app has the secret; codes are asked for from then on only.
    pub confirmed_at: Option<Timestamp>,
    /// Time step of the last code that was accepted.
    pub last_step: Option<i64>,
}

impl Credential {
    /// The authenticator app, if codes are asked for.
    #[must_use]
    pub fn confirmed_totp(&self) -> Option<&StoredTotp> {
        self.totp.as_ref().filter(|totp| totp.confirmed_at.is_some())
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credential")
            .field("password_set_at", &self.password_set_at)
            .field("totp", &self.totp)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for StoredTotp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StoredTotp")
            .field("confirmed_at", &self.confirmed_at)
            .finish_non_exhaustive()
    }
}

const FIND: &str = "SELECT password_hash, password_set_at, totp_secret, totp_confirmed_at, totp_last_step \
     FROM credential WHERE administrator_id = $1";
const SET_PASSWORD: &str = "INSERT INTO credential (administrator_id, password_hash, password_set_at) VALUES ($1, $2, $3) \
     ON CONFLICT (administrator_id) \
     DO UPDATE SET password_hash = excluded.password_hash, password_set_at = excluded.password_set_at";
const SET_TOTP: &str = "INSERT INTO credential (administrator_id, totp_secret) VALUES ($1, $2) \
     ON CONFLICT (administrator_id) DO UPDATE SET totp_secret = excluded.totp_secret, totp_last_step = NULL \
     WHERE credential.totp_confirmed_at IS NULL";
const CONFIRM_TOTP: &str = "UPDATE credential SET totp_confirmed_at = $2, totp_last_step = $3 \
     WHERE administrator_id = $1 AND totp_secret IS NOT NULL AND totp_confirmed_at IS NULL";
const USE_STEP: &str = "UPDATE credential SET totp_last_step = $2 WHERE administrator_id = $1 \
     AND totp_confirmed_at IS NOT NULL AND (totp_last_step IS NULL OR totp_last_step < $2)";
const REMOVE_TOTP: &str = "UPDATE credential SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = NULL \
     WHERE administrator_id = $1 AND totp_secret IS NOT NULL";
const INSERT_CODE: &str = "INSERT INTO recovery_code (administrator_id, code_index) VALUES ($1, $2)";
const USE_CODE: &str = "DELETE FROM recovery_code WHERE administrator_id = $1 AND code_index = $2";
const DELETE_CODES: &str = "DELETE FROM recovery_code WHERE administrator_id = $1";
const COUNT_CODES: &str = "SELECT COUNT(*) AS count FROM recovery_code WHERE administrator_id = $1";

impl Tx {
    /// What an administrator signs in with; nothing of it for somebody who only ever used links.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when the row cannot be understood.
    pub async fn credential(&mut self, administrator: &AdministratorId) -> Result<Credential, StoreError> {
        let Some(row) = self.engine.optional(TABLE, FIND, values![administrator]).await? else {
            return Ok(Credential::default());
        };
        let place = place_of(administrator);
        let password_hash = match row.optional_bytes("password_hash")? {
            Some(sealed) => Some(self.open_text(place, "password_hash", &sealed).await?),
            None => None,
        };
        let totp = match row.optional_bytes("totp_secret")? {
            Some(sealed) => Some(StoredTotp {
                secret: self.open(place, "totp_secret", &sealed).await?,
                confirmed_at: row.optional_time("totp_confirmed_at")?,
                last_step: row.optional_integer("totp_last_step")?,
            }),
            None => None,
        };
        Ok(Credential {
            password_hash,
            password_set_at: row.optional_time("password_set_at")?,
            totp,
        })
    }

    /// Sets a password's hash, instead of an earlier one.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when there is no such administrator.
    pub async fn set_password_hash(
        &mut self,
        administrator: &AdministratorId,
        hash: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self
            .seal(place_of(administrator), "password_hash", hash.as_bytes())
            .await?;
        self.engine
            .execute(SET_PASSWORD, values![administrator, sealed, now])
            .await?;
        Ok(())
    }

    /// Keeps the secret of an authenticator app that is being set up, instead of an earlier unconfirmed one; answers
    /// whether it was kept: a confirmed one must be removed first.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when there is no such administrator.
    pub async fn set_totp_secret(
        &mut self,
        administrator: &AdministratorId,
        secret: &[u8],
    ) -> Result<bool, StoreError> {
        let sealed = self.seal(place_of(administrator), "totp_secret", secret).await?;
        let changed = self.engine.execute(SET_TOTP, values![administrator, sealed]).await?;
        Ok(changed > 0)
    }

    /// From now on codes are asked for; answers whether there was an unconfirmed secret. `step` is that of the code
    /// that proved it, which thereby is used up.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn confirm_totp(
        &mut self,
        administrator: &AdministratorId,
        step: i64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let changed = self
            .engine
            .execute(CONFIRM_TOTP, values![administrator, now, step])
            .await?;
        Ok(changed > 0)
    }

    /// Uses up the code of a time step and all earlier ones; `false` when that happened before. Of two requests with
    /// one code at the same moment, one is answered `true`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_totp_step(&mut self, administrator: &AdministratorId, step: i64) -> Result<bool, StoreError> {
        let changed = self.engine.execute(USE_STEP, values![administrator, step]).await?;
        Ok(changed > 0)
    }

    /// Removes the authenticator app and the recovery codes; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn remove_totp(&mut self, administrator: &AdministratorId) -> Result<bool, StoreError> {
        self.engine.execute(DELETE_CODES, values![administrator]).await?;
        let changed = self.engine.execute(REMOVE_TOTP, values![administrator]).await?;
        Ok(changed > 0)
    }

    /// Keeps keyed hashes of recovery codes, instead of all earlier ones.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when two codes are equal.
    pub async fn replace_recovery_codes(
        &mut self,
        administrator: &AdministratorId,
        codes: &[Zeroizing<String>],
    ) -> Result<(), StoreError> {
        self.engine.execute(DELETE_CODES, values![administrator]).await?;
        for code in codes {
            let index = self.recovery_code_index(administrator, code).await?;
            self.engine.execute(INSERT_CODE, values![administrator, index]).await?;
        }
        Ok(())
    }

    /// Uses a recovery code up; `false` when there is no such code (any more).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn use_recovery_code(&mut self, administrator: &AdministratorId, code: &str) -> Result<bool, StoreError> {
        let index = self.recovery_code_index(administrator, code).await?;
        let deleted = self.engine.execute(USE_CODE, values![administrator, index]).await?;
        Ok(deleted > 0)
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_recovery_codes(&mut self, administrator: &AdministratorId) -> Result<u32, StoreError> {
        match self
            .engine
            .optional("recovery_code", COUNT_CODES, values![administrator])
            .await?
        {
            Some(row) => row.number("count"),
            None => Ok(0),
        }
    }

    /// Keyed, because a code is short enough to be guessed from a plain hash.
    async fn recovery_code_index(
        &mut self,
        administrator: &AdministratorId,
        code: &str,
    ) -> Result<BlindIndex, StoreError> {
        let keys = self.keys(INSTALLATION).await?;
        let subject = Zeroizing::new(format!("{administrator}/{code}"));
        Ok(keys.index().index("recovery_code", &subject))
    }
}

fn place_of(administrator: &AdministratorId) -> Place<'_> {
    Place {
        table: TABLE,
        row: administrator.as_str(),
        scope: INSTALLATION,
    }
}
