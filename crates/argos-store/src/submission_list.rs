//! Lists of submissions, filtered and in pages.

use crate::submissions::submission_columns;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::submission::Submission;
use std::fmt;

/// The most submissions that one page holds.
pub const LONGEST_PAGE: u32 = 2000;

/// Which submissions are wanted; what is `None` does not restrict.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SubmissionFilter {
    /// The status word.
    pub status: Option<String>,
    /// E-mail address, in any spelling of upper and lower case.
    pub email: Option<String>,
    /// The customer's id of the user, exactly.
    pub user_id: Option<String>,
    /// Created at this moment or later.
    pub created_from: Option<Timestamp>,
    /// Created before this moment.
    pub created_until: Option<Timestamp>,
    /// How many at most, 1 to [`LONGEST_PAGE`]; values beyond are clamped.
    pub count: u32,
    /// The [`SubmissionPage::next`] of the page before.
    pub after: Option<Cursor>,
}

/// E-mail address and user id are masked.
impl fmt::Debug for SubmissionFilter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SubmissionFilter")
            .field("status", &self.status)
            .field("created_from", &self.created_from)
            .field("created_until", &self.created_until)
            .field("count", &self.count)
            .field("after", &self.after)
            .finish_non_exhaustive()
    }
}

/// The last submission of a page: the next page begins after it, whatever was added meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// When it was created.
    pub created_at: Timestamp,
    /// Its id.
    pub id: SubmissionId,
}

/// A page of submissions, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct SubmissionPage {
    /// The submissions.
    pub submissions: Vec<Submission>,
    /// Where the next page begins; `None` on the last page.
    pub next: Option<Cursor>,
}

/// `$1` project, `$2` status, `$3` from, `$4` until, `$5` and `$6` cursor, `$7` count, then blind indexes.
macro_rules! list {
    ($indexes:literal) => {
        concat!(
            "SELECT ",
            submission_columns!(),
            " FROM submission WHERE project_id = $1 AND status = COALESCE($2, status) \
             AND created_at >= $3 AND created_at < $4 AND (created_at, id) < ($5, $6) ",
            $indexes,
            " ORDER BY created_at DESC, id DESC LIMIT $7"
        )
    };
}

// One statement for each combination, so that each can use its index.
const LIST: &str = list!("");
const LIST_BY_EMAIL: &str = list!("AND email_index = $8");
const LIST_BY_USER_ID: &str = list!("AND user_id_index = $8");
const LIST_BY_BOTH: &str = list!("AND email_index = $8 AND user_id_index = $9");

impl Tx {
    /// The submissions of a project that pass the filter, newest first. A project that does not exist has none.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn list_submissions(
        &mut self,
        project: &ProjectId,
        filter: &SubmissionFilter,
    ) -> Result<SubmissionPage, StoreError> {
        let count = filter.count.clamp(1, LONGEST_PAGE);
        let (before, before_id) = match &filter.after {
            Some(cursor) => (cursor.created_at.microseconds(), cursor.id.as_str()),
            None => (i64::MAX, ""),
        };
        // One more than wanted tells whether there is a next page.
        let mut values = values![
            project,
            filter.status.as_deref(),
            filter.created_from.map_or(i64::MIN, Timestamp::microseconds),
            filter.created_until.map_or(i64::MAX, Timestamp::microseconds),
            before,
            before_id,
            count + 1,
        ];
        let indexes = if filter.email.is_some() || filter.user_id.is_some() {
            match self
                .applicant_indexes(project, filter.email.as_deref(), filter.user_id.as_deref())
                .await
            {
                Err(StoreError::MissingKey { .. }) => {
                    return Ok(SubmissionPage {
                        submissions: Vec::new(),
                        next: None,
                    });
                }
                other => other?,
            }
        } else {
            (None, None)
        };
        let sql = match indexes {
            (None, None) => LIST,
            (Some(_), None) => LIST_BY_EMAIL,
            (None, Some(_)) => LIST_BY_USER_ID,
            (Some(_), Some(_)) => LIST_BY_BOTH,
        };
        values.extend(
            [indexes.0, indexes.1]
                .into_iter()
                .flatten()
                .map(crate::value::Value::from),
        );
        let rows = self.engine.all("submission", sql, values).await?;
        let wanted = usize::try_from(count).unwrap_or(usize::MAX);
        let mut submissions = Vec::with_capacity(rows.len().min(wanted));
        for row in rows.iter().take(wanted) {
            submissions.push(self.read_submission(row).await?.submission);
        }
        let more = rows.len() > wanted;
        let next = submissions.last().filter(|_| more).map(|last| Cursor {
            created_at: last.created_at,
            id: last.id.clone(),
        });
        Ok(SubmissionPage { submissions, next })
    }
}
