//! Signed-in browsers. Only a hash of a session's cookie is stored.

use crate::keyring::INSTALLATION;
use crate::row::Row;
use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::TokenHash;
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, SessionId};
use argos_domain::personal::PersonalText;
use argos_domain::sign_in::SignInMethod;
use std::fmt;

const TABLE: &str = "dashboard_session";

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, by which it can be ended; not a secret.
    pub id: SessionId,
    /// Who is signed in.
    pub administrator_id: AdministratorId,
    /// What every form of this session must bring along, against forged requests.
    pub form_token: String,
    /// How the person signed in.
    pub method: SignInMethod,
    /// From where; stored sealed.
    pub address: Option<PersonalText>,
    /// With which browser, such as `Firefox on Linux`; stored sealed.
    pub browser: PersonalText,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When the last request came, give or take a minute.
    pub seen_at: Timestamp,
    /// When it ends if no request comes.
    pub idle_until: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("id", &self.id)
            .field("administrator_id", &self.administrator_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

const INSERT: &str = "INSERT INTO dashboard_session \
     (id, token_hash, administrator_id, form_token, method, address, browser, created_at, seen_at, idle_until, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const FIND: &str = "SELECT id, administrator_id, form_token, method, address, browser, created_at, seen_at, idle_until, \
     expires_at FROM dashboard_session WHERE token_hash = $1 AND idle_until > $2 AND expires_at > $2";
const OF_ADMINISTRATOR: &str = "SELECT id, administrator_id, form_token, method, address, browser, created_at, seen_at, \
     idle_until, expires_at FROM dashboard_session \
     WHERE administrator_id = $1 AND idle_until > $2 AND expires_at > $2 ORDER BY created_at DESC, id";
const TOUCH: &str = "UPDATE dashboard_session SET seen_at = $2, idle_until = $3 WHERE id = $1 AND seen_at < $2";
const DELETE: &str = "DELETE FROM dashboard_session WHERE token_hash = $1 RETURNING administrator_id";
const DELETE_ONE: &str = "DELETE FROM dashboard_session WHERE administrator_id = $1 AND id = $2";
const DELETE_OTHERS: &str = "DELETE FROM dashboard_session WHERE administrator_id = $1 AND id <> $2";
const FORGET: &str = "DELETE FROM dashboard_session WHERE idle_until < $1 OR expires_at < $1";

impl Tx {
    /// Adds a session, whose cookie has this hash.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when there is no such administrator.
    pub async fn insert_session(&mut self, token: &TokenHash, session: &Session) -> Result<(), StoreError> {
        let place = place_of(&session.id);
        let address = match &session.address {
            Some(address) => Some(self.seal(place, "address", address.expose().as_bytes()).await?),
            None => None,
        };
        let browser = self.seal(place, "browser", session.browser.expose().as_bytes()).await?;
        let values = values![
            &session.id,
            token,
            &session.administrator_id,
            session.form_token.as_str(),
            session.method.name(),
            address,
            browser,
            session.created_at,
            session.seen_at,
            session.idle_until,
            session.expires_at,
        ];
        self.engine.execute(INSERT, values).await?;
        Ok(())
    }

    /// The session whose cookie has this hash, unless it has ended.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when the row cannot be understood.
    pub async fn session(&mut self, token: &TokenHash, now: Timestamp) -> Result<Option<Session>, StoreError> {
        match self.engine.optional(TABLE, FIND, values![token, now]).await? {
            Some(row) => self.read_session(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The sessions of an administrator that have not ended, newest first.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn sessions_of(
        &mut self,
        administrator: &AdministratorId,
        now: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let mut sessions = Vec::new();
        for row in self
            .engine
            .all(TABLE, OF_ADMINISTRATOR, values![administrator, now])
            .await?
        {
            sessions.push(self.read_session(&row).await?);
        }
        Ok(sessions)
    }

    /// Notes that a request came, so that the session goes on until `idle_until`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn touch_session(
        &mut self,
        id: &SessionId,
        now: Timestamp,
        idle_until: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine.execute(TOUCH, values![id, now, idle_until]).await?;
        Ok(())
    }

    /// Ends the session whose cookie has this hash; answers whose it was, `None` if there was none.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delete_session(&mut self, token: &TokenHash) -> Result<Option<AdministratorId>, StoreError> {
        let row = self.engine.optional(TABLE, DELETE, values![token]).await?;
        row.map(|row| row.id("administrator_id")).transpose()
    }

    /// Ends one session of an administrator; answers whether there was such a one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delete_session_of(
        &mut self,
        administrator: &AdministratorId,
        id: &SessionId,
    ) -> Result<bool, StoreError> {
        let deleted = self.engine.execute(DELETE_ONE, values![administrator, id]).await?;
        Ok(deleted > 0)
    }

    /// Ends all sessions of an administrator but one; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delete_other_sessions(
        &mut self,
        administrator: &AdministratorId,
        keep: &SessionId,
    ) -> Result<u64, StoreError> {
        self.engine.execute(DELETE_OTHERS, values![administrator, keep]).await
    }

    /// Deletes sessions that ended before `until`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_sessions(&mut self, until: Timestamp) -> Result<(), StoreError> {
        self.engine.execute(FORGET, values![until]).await?;
        Ok(())
    }

    async fn read_session(&mut self, row: &Row) -> Result<Session, StoreError> {
        let id: SessionId = row.id("id")?;
        let place = place_of(&id);
        let address = match row.optional_bytes("address")? {
            Some(sealed) => Some(PersonalText::new(
                self.open_text(place, "address", &sealed).await?.as_str(),
            )),
            None => None,
        };
        let browser = self.open_text(place, "browser", &row.bytes("browser")?).await?;
        let browser = PersonalText::new(browser.as_str());
        Ok(Session {
            administrator_id: row.id("administrator_id")?,
            form_token: row.text("form_token")?,
            method: row.word("method", SignInMethod::from_name)?,
            address,
            browser,
            created_at: row.time("created_at")?,
            seen_at: row.time("seen_at")?,
            idle_until: row.time("idle_until")?,
            expires_at: row.time("expires_at")?,
            id,
        })
    }
}

fn place_of(id: &SessionId) -> Place<'_> {
    Place {
        table: TABLE,
        row: id.as_str(),
        scope: INSTALLATION,
    }
}
