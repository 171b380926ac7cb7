//! Lists of submissions, filtered and in pages.

use crate::submissions::submission_columns;
use crate::value::{Value, values};
use crate::{StoreError, Tx};
use argos_domain::clock::Timestamp;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::submission::Submission;
use std::fmt;

/// The most submissions that one page holds.
pub const LONGEST_PAGE: u32 = 2000;

/// Which submissions are wanted; what is `None` does not restrict.
#[derive(Clone, Default, PartialEq)]
pub struct SubmissionFilter {
    /// The status word, for submissions that were not erased; `deleted` for those that were.
    pub status: Option<String>,
    /// E-mail address, in any spelling of upper and lower case.
    pub email: Option<String>,
    /// The customer's id of the user, exactly.
    pub user_id: Option<String>,
    /// Created at this moment or later.
    pub created_from: Option<Timestamp>,
    /// Created before this moment.
    pub created_until: Option<Timestamp>,
    /// The lowest ARGOS Score. With a limit on the score, submissions without one are left out.
    pub score_from: Option<f64>,
    /// The highest ARGOS Score.
    pub score_until: Option<f64>,
    /// What comes first.
    pub order: SubmissionOrder,
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
            .field("score_from", &self.score_from)
            .field("score_until", &self.score_until)
            .field("order", &self.order)
            .field("count", &self.count)
            .field("after", &self.after)
            .finish_non_exhaustive()
    }
}

/// What comes first in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SubmissionOrder {
    /// The newest submission.
    #[default]
    Newest,
    /// The lowest ARGOS Score; only submissions that have one.
    LowestScore,
    /// The highest ARGOS Score; only submissions that have one.
    HighestScore,
}

/// The last submission of a page: the next page begins after it, whatever was added meanwhile.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    /// When it was created.
    pub created_at: Timestamp,
    /// Its id.
    pub id: SubmissionId,
    /// Its ARGOS Score; a list by score goes on behind it.
    pub argos_score: Option<f64>,
}

/// A page of submissions in the order asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SubmissionPage {
    /// The submissions.
    pub submissions: Vec<Submission>,
    /// Where the next page begins; `None` on the last page.
    pub next: Option<Cursor>,
}

/// `$1` project, `$2` status, `$3` from, `$4` until, `$5` and `$6` limits of the score, `$7` and `$8` cursor, `$9` count,
/// then blind indexes.
macro_rules! list {
    ($score:literal, $after:literal, $order:literal, $indexes:literal) => {
        concat!(
            "SELECT ",
            submission_columns!(),
            " FROM submission WHERE project_id = $1 \
             AND COALESCE($2, status) = CASE WHEN $2 IS NULL OR deleted_at IS NULL THEN status ELSE 'deleted' END \
             AND created_at >= $3 AND created_at < $4 AND ",
            $score,
            " AND ",
            $after,
            $indexes,
            " ORDER BY ",
            $order,
            " LIMIT $9"
        )
    };
}

// One statement for each combination, so that each can use its index.
macro_rules! lists {
    ($score:literal, $after:literal, $order:literal) => {
        [
            list!($score, $after, $order, ""),
            list!($score, $after, $order, " AND email_index = $10"),
            list!($score, $after, $order, " AND user_id_index = $10"),
            list!($score, $after, $order, " AND email_index = $10 AND user_id_index = $11"),
        ]
    };
}

/// The score that a submission without one counts as, so that it passes [`ANY_SCORE`] and no other limits.
const NO_SCORE: f64 = -1.0;
const ANY_SCORE: (f64, f64) = (NO_SCORE, f64::MAX);

const NEWEST: [&str; 4] = lists!(
    "COALESCE(argos_score, -1.0) >= $5 AND COALESCE(argos_score, -1.0) <= $6",
    "(created_at, id) < ($7, $8)",
    "created_at DESC, id DESC"
);
const LOWEST_SCORE: [&str; 4] = lists!(
    "argos_score >= $5 AND argos_score <= $6",
    "(argos_score, id) > ($7, $8)",
    "argos_score, id"
);
const HIGHEST_SCORE: [&str; 4] = lists!(
    "argos_score >= $5 AND argos_score <= $6",
    "(argos_score, id) < ($7, $8)",
    "argos_score DESC, id DESC"
);

/// The limits of the score that a filter means.
fn score_limits(filter: &SubmissionFilter) -> (f64, f64) {
    if filter.score_from.is_none() && filter.score_until.is_none() {
        return ANY_SCORE;
    }
    (filter.score_from.unwrap_or(0.0), filter.score_until.unwrap_or(f64::MAX))
}

/// `$7` and `$8`: where the page begins.
fn page_start(filter: &SubmissionFilter) -> [Value; 2] {
    let after = filter.after.as_ref();
    let score = after.and_then(|cursor| cursor.argos_score);
    let id = || after.map_or("", |cursor| cursor.id.as_str());
    match filter.order {
        SubmissionOrder::Newest => [
            after.map_or(i64::MAX, |cursor| cursor.created_at.microseconds()).into(),
            id().into(),
        ],
        SubmissionOrder::LowestScore => [score.unwrap_or(NO_SCORE).into(), id().into()],
        SubmissionOrder::HighestScore => [score.unwrap_or(f64::MAX).into(), id().into()],
    }
}

impl Tx {
    /// The submissions of a project that pass the filter, in its order. A project that does not exist has none.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn list_submissions(
        &mut self,
        project: &ProjectId,
        filter: &SubmissionFilter,
    ) -> Result<SubmissionPage, StoreError> {
        let count = filter.count.clamp(1, LONGEST_PAGE);
        let (lowest, highest) = score_limits(filter);
        let mut values = values![
            project,
            filter.status.as_deref(),
            filter.created_from.map_or(i64::MIN, Timestamp::microseconds),
            filter.created_until.map_or(i64::MAX, Timestamp::microseconds),
            lowest,
            highest,
        ];
        values.extend(page_start(filter));
        // One more than wanted tells whether there is a next page.
        values.push(Value::from(count + 1));
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
        let [all, by_email, by_user_id, by_both] = match filter.order {
            SubmissionOrder::Newest => NEWEST,
            SubmissionOrder::LowestScore => LOWEST_SCORE,
            SubmissionOrder::HighestScore => HIGHEST_SCORE,
        };
        let sql = match indexes {
            (None, None) => all,
            (Some(_), None) => by_email,
            (None, Some(_)) => by_user_id,
            (Some(_), Some(_)) => by_both,
        };
        values.extend([indexes.0, indexes.1].into_iter().flatten().map(Value::from));
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
            argos_score: last.state.argos_score(),
        });
        Ok(SubmissionPage { submissions, next })
    }
}
