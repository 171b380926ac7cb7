//! One-time tokens of projects in private mode.

use crate::row::Row;
use crate::sealing::Place;
use crate::value::{Value, values};
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::personal::PersonalText;
use argos_domain::private_mode::ExpiredCondition;

const TABLE: &str = "private_token";

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateToken {
    /// The token itself.
    pub token: PersonalText,
    /// Whether the customer's server registered it.
    pub registered: bool,
    /// When it was registered, or used first without that.
    pub updated_at: Timestamp,
    /// When a submission was first started with it.
    pub first_used_at: Option<Timestamp>,
    /// The submission first made with it, later the one that used it up.
    pub submission_id: Option<SubmissionId>,
    /// Since when it is of no use any more, and why.
    pub expired: Option<(Timestamp, ExpiredCondition)>,
}

/// A page of tokens, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPage {
    /// The tokens.
    pub tokens: Vec<PrivateToken>,
    /// Whether there are more.
    pub has_more: bool,
}

/// `$1` project, `$2` index, `$3` sealed token, `$4` now.
const REGISTER: &str = "INSERT INTO private_token (project_id, token_index, token, registered, updated_at) \
     VALUES ($1, $2, $3, 1, $4) ON CONFLICT (project_id, token_index) DO UPDATE SET token = excluded.token, \
     registered = 1, updated_at = excluded.updated_at, first_used_at = NULL, submission_id = NULL, \
     expired_at = NULL, expired_condition = NULL";
/// `$5` submission.
const USE: &str = "INSERT INTO private_token \
     (project_id, token_index, token, registered, updated_at, first_used_at, submission_id) \
     VALUES ($1, $2, $3, 0, $4, $4, $5) ON CONFLICT (project_id, token_index) DO UPDATE SET \
     first_used_at = COALESCE(private_token.first_used_at, excluded.first_used_at), \
     submission_id = COALESCE(private_token.submission_id, excluded.submission_id)";
const EXPIRE: &str = "UPDATE private_token SET expired_at = $3, expired_condition = $4, submission_id = $5 \
     WHERE project_id = $1 AND token_index = $2 AND expired_at IS NULL";
const FIND: &str = "SELECT project_id, token_index, token, registered, updated_at, first_used_at, submission_id, expired_at, \
     expired_condition FROM private_token WHERE project_id = $1 AND token_index = $2";
const LIST: &str = "SELECT project_id, token_index, token, registered, updated_at, first_used_at, submission_id, expired_at, \
     expired_condition FROM private_token WHERE project_id = $1 AND (updated_at, token_index) > ($2, $3) \
     ORDER BY updated_at, token_index LIMIT $4";
const COUNT: &str = "SELECT COUNT(*) AS count FROM private_token WHERE project_id = $1";
const DELETE: &str = "DELETE FROM private_token WHERE project_id = $1 AND token_index = $2";
const DELETE_OLDER: &str = "DELETE FROM private_token WHERE project_id = $1 AND token_index IN (SELECT token_index \
     FROM private_token WHERE project_id = $1 AND updated_at < $2 ORDER BY updated_at, token_index LIMIT $3)";

impl Tx {
    /// Registers a token; one that exists already is as new.
    ///
    /// # Errors
    /// [`StoreError::MissingKey`] when the project does not exist.
    pub async fn register_token(&mut self, project: &ProjectId, token: &str, now: Timestamp) -> Result<(), StoreError> {
        let values = self.token_values(project, token, now).await?;
        self.engine.execute(REGISTER, values).await?;
        Ok(())
    }

    /// A submission is started with a token; the first one's moment is kept.
    ///
    /// # Errors
    /// [`StoreError::MissingKey`] when the project does not exist.
    pub async fn use_token(
        &mut self,
        project: &ProjectId,
        token: &str,
        submission: &SubmissionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut values = self.token_values(project, token, now).await?;
        values.extend(values![submission]);
        self.engine.execute(USE, values).await?;
        Ok(())
    }

    /// A token is of no use any more, by this submission; answers whether it was of use until now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn expire_token(
        &mut self,
        project: &ProjectId,
        token: &str,
        condition: ExpiredCondition,
        submission: &SubmissionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let index = self.token_index(project, token).await?;
        let values = values![project, index, now, condition.name(), submission];
        Ok(self.engine.execute(EXPIRE, values).await? > 0)
    }

    /// A token, if it is known.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when the row cannot be understood.
    pub async fn find_token(&mut self, project: &ProjectId, token: &str) -> Result<Option<PrivateToken>, StoreError> {
        let index = self.token_index(project, token).await?;
        match self.engine.optional(TABLE, FIND, values![project, index]).await? {
            Some(row) => self.read_token(project, &row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Tokens in the order of their registration, after the one given with its moment.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn list_tokens(
        &mut self,
        project: &ProjectId,
        after: Option<(&str, Timestamp)>,
        count: u32,
    ) -> Result<TokenPage, StoreError> {
        let mut values = match after {
            Some((token, moment)) => values![project, moment, self.token_index(project, token).await?],
            None => values![project, i64::MIN, ""],
        };
        // One more than wanted tells whether there is a next page.
        values.extend(values![count.saturating_add(1)]);
        let rows = self.engine.all(TABLE, LIST, values).await?;
        let wanted = usize::try_from(count).unwrap_or(usize::MAX);
        let mut tokens = Vec::with_capacity(rows.len().min(wanted));
        for row in rows.iter().take(wanted) {
            tokens.push(self.read_token(project, row).await?);
        }
        Ok(TokenPage {
            tokens,
            has_more: rows.len() > wanted,
        })
    }

    /// How many tokens a project has.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn count_tokens(&mut self, project: &ProjectId) -> Result<u32, StoreError> {
        match self.engine.optional(TABLE, COUNT, values![project]).await? {
            Some(row) => row.number("count"),
            None => Ok(0),
        }
    }

    /// Deletes a token; answers whether it was known.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delete_token(&mut self, project: &ProjectId, token: &str) -> Result<bool, StoreError> {
        let index = self.token_index(project, token).await?;
        Ok(self.engine.execute(DELETE, values![project, index]).await? > 0)
    }

    /// Deletes tokens that are older than a moment, the oldest first; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delete_tokens_before(
        &mut self,
        project: &ProjectId,
        moment: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        self.engine.execute(DELETE_OLDER, values![project, moment, limit]).await
    }

    async fn token_index(&mut self, project: &ProjectId, token: &str) -> Result<String, StoreError> {
        let keys = self.keys(project.as_str()).await?;
        Ok(keys.index().index("private_token", token).to_hex())
    }

    /// `$1` to `$4` of [`REGISTER`] and [`USE`].
    async fn token_values(
        &mut self,
        project: &ProjectId,
        token: &str,
        now: Timestamp,
    ) -> Result<Vec<Value>, StoreError> {
        let index = self.token_index(project, token).await?;
        let place = Place {
            table: TABLE,
            row: &index,
            scope: project.as_str(),
        };
        let sealed = self.seal(place, "token", token.as_bytes()).await?;
        Ok(values![project, index.as_str(), sealed, now])
    }

    async fn read_token(&mut self, project: &ProjectId, row: &Row) -> Result<PrivateToken, StoreError> {
        let index = row.text("token_index")?;
        let place = Place {
            table: TABLE,
            row: &index,
            scope: project.as_str(),
        };
        let token = self.open_text(place, "token", &row.bytes("token")?).await?;
        let expired = match row.optional_time("expired_at")? {
            Some(at) => Some((at, row.word("expired_condition", ExpiredCondition::from_name)?)),
            None => None,
        };
        Ok(PrivateToken {
            token: PersonalText::new(token.as_str()),
            registered: row.integer("registered")? == 1,
            updated_at: row.time("updated_at")?,
            first_used_at: row.optional_time("first_used_at")?,
            submission_id: row.optional_id("submission_id")?,
            expired,
        })
    }
}
