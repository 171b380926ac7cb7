//! Which submissions the list shows, as the address of the page says it.

use crate::dashboard::days::{DAY, start_of_day};
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::FormFields;
use crate::dashboard::wording;
use argos_app::find_submissions::{Cursor, SubmissionFilter, SubmissionOrder};
use argos_domain::clock::Timestamp;
use argos_domain::id::SubmissionId;
use url::form_urlencoded::Serializer;

/// Rows on one page of the list.
const PAGE_LENGTH: u32 = 25;

/// Longest text that a filter takes, in characters.
const LONGEST_FILTER: usize = 254;

const STATUSES: [&str; 5] = ["pending", "approved", "rejected", "incomplete", "deleted"];

/// The filter as typed.
#[derive(Default)]
pub(super) struct FilterForm {
    pub(super) status: String,
    pub(super) email: String,
    pub(super) user_id: String,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) score_from: String,
    pub(super) score_until: String,
    order: SubmissionOrder,
    after: Option<After>,
}

/// The cursor as the address says it.
struct After {
    at: String,
    id: String,
    score: String,
}

/// The orders to choose from: name in the address, label, order.
const ORDERS: [(&str, &str, SubmissionOrder); 3] = [
    ("", "Newest first", SubmissionOrder::Newest),
    ("lowest-score", "Lowest score first", SubmissionOrder::LowestScore),
    ("highest-score", "Highest score first", SubmissionOrder::HighestScore),
];

/// One of the orders to choose from.
pub(super) struct OrderChoice {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) is_chosen: bool,
}

/// One of the links that choose a status.
pub(super) struct StatusTab {
    pub(super) label: &'static str,
    pub(super) address: String,
    pub(super) is_current: bool,
}

impl FilterForm {
    /// Reads the address.
    pub(super) fn from_fields(fields: &FormFields) -> Self {
        let short = |name: &str| fields.text(name).chars().take(LONGEST_FILTER).collect::<String>();
        let status = fields.text("status");
        Self {
            status: STATUSES
                .iter()
                .find(|known| **known == status)
                .map_or("", |known| known)
                .to_owned(),
            email: short("email"),
            user_id: short("user_id"),
            from: short("from"),
            until: short("until"),
            score_from: short("score_from"),
            score_until: short("score_until"),
            order: ORDERS
                .iter()
                .find(|(name, _, _)| *name == fields.text("order"))
                .map_or_else(SubmissionOrder::default, |(_, _, order)| *order),
            after: fields.filled("after_id").map(|id| After {
                at: short("after_at"),
                id: id.to_owned(),
                score: short("after_score"),
            }),
        }
    }

    /// The filter for the use case, or what is wrong.
    pub(super) fn filter(&self) -> Result<SubmissionFilter, FieldErrors> {
        let mut errors = FieldErrors::default();
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut start_of = |field: &str, text: &str| match start_of_day(text) {
            Ok(moment) => moment,
            Err(message) => {
                errors.add(field, message);
                None
            }
        };
        let created_from = start_of("from", &self.from);
        // The last day counts in full.
        let created_until = start_of("until", &self.until).map(|midnight| midnight.plus(DAY));
        if created_from
            .zip(created_until)
            .is_some_and(|(from, until)| from >= until)
        {
            errors.add("until", "The last day must not lie before the first");
        }
        let mut score = |field: &str, text: &str| {
            let score = Some(text).filter(|text| !text.is_empty()).map(str::parse::<f64>);
            match score.transpose() {
                Ok(score) if score.is_none_or(|score| (0.0..=100.0).contains(&score)) => score,
                _ => {
                    errors.add(field, "Enter a number from 0 to 100");
                    None
                }
            }
        };
        let score_from = score("score_from", &self.score_from);
        let score_until = score("score_until", &self.score_until);
        if score_from.zip(score_until).is_some_and(|(from, until)| from > until) {
            errors.add("score_until", "The highest score must not lie below the lowest");
        }
        if errors.is_empty() {
            Ok(SubmissionFilter {
                status: filled(&self.status),
                email: filled(&self.email),
                user_id: filled(&self.user_id),
                created_from,
                created_until,
                score_from,
                score_until,
                order: self.order,
                count: PAGE_LENGTH,
                after: self.cursor(),
            })
        } else {
            Err(errors)
        }
    }

    /// A cursor that does not make sense starts at the first page.
    fn cursor(&self) -> Option<Cursor> {
        let after = self.after.as_ref()?;
        let argos_score = after.score.parse().ok().filter(|score: &f64| score.is_finite());
        if self.is_by_score() && argos_score.is_none() {
            return None;
        }
        Some(Cursor {
            created_at: Timestamp::from_microseconds(after.at.parse().ok()?),
            id: after.id.parse::<SubmissionId>().ok()?,
            argos_score,
        })
    }

    /// Whether the list is narrowed by more than the status.
    pub(super) fn is_narrowed(&self) -> bool {
        let texts = [
            &self.email,
            &self.user_id,
            &self.from,
            &self.until,
            &self.score_from,
            &self.score_until,
        ];
        self.is_by_score() || texts.iter().any(|text| !text.is_empty())
    }

    /// Whether the list is in the order of scores.
    pub(super) fn is_by_score(&self) -> bool {
        self.order != SubmissionOrder::Newest
    }

    /// The orders to choose from.
    pub(super) fn orders(&self) -> Vec<OrderChoice> {
        let choice = |(name, label, order): (&'static str, &'static str, SubmissionOrder)| OrderChoice {
            name,
            label,
            is_chosen: order == self.order,
        };
        ORDERS.into_iter().map(choice).collect()
    }

    /// What the list is called for those who do not see it.
    pub(super) fn caption(&self) -> String {
        let order = ORDERS.iter().find(|(_, _, order)| *order == self.order);
        format!(
            "Submissions, {}",
            order.map_or("", |(_, label, _)| label).to_lowercase()
        )
    }

    /// Whether this is a later page.
    pub(super) const fn is_later_page(&self) -> bool {
        self.after.is_some()
    }

    /// Address of the first page with this filter.
    pub(super) fn first_page(&self, list: &str) -> String {
        self.address(list, &self.status, None)
    }

    /// Address of the page behind `cursor`.
    pub(super) fn next_page(&self, list: &str, cursor: &Cursor) -> String {
        self.address(list, &self.status, Some(cursor))
    }

    /// The links that choose a status and keep the rest.
    pub(super) fn tabs(&self, list: &str) -> Vec<StatusTab> {
        std::iter::once("")
            .chain(STATUSES)
            .map(|status| StatusTab {
                label: if status.is_empty() {
                    "All"
                } else {
                    wording::status(status).label
                },
                address: self.address(list, status, None),
                is_current: self.status == status,
            })
            .collect()
    }

    fn order_name(&self) -> &'static str {
        let order = ORDERS.iter().find(|(_, _, order)| *order == self.order);
        order.map_or("", |(name, _, _)| name)
    }

    fn address(&self, list: &str, status: &str, after: Option<&Cursor>) -> String {
        let mut query = Serializer::new(String::new());
        let pairs = [
            ("status", status),
            ("email", &self.email),
            ("user_id", &self.user_id),
            ("from", &self.from),
            ("until", &self.until),
            ("score_from", &self.score_from),
            ("score_until", &self.score_until),
            ("order", self.order_name()),
        ];
        query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
        if let Some(cursor) = after {
            query.append_pair("after_at", &cursor.created_at.microseconds().to_string());
            query.append_pair("after_id", cursor.id.as_str());
            if let Some(score) = cursor.argos_score.filter(|_| self.is_by_score()) {
                query.append_pair("after_score", &score.to_string());
            }
        }
        let query = query.finish();
        if query.is_empty() {
            list.to_owned()
        } else {
            format!("{list}?{query}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> FilterForm {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        FilterForm::from_fields(&FormFields(pairs))
    }

    #[test]
    fn days_count_in_full_and_in_utc() {
        let filter = form(&[("from", "2026-03-01"), ("until", "2026-03-01")])
            .filter()
            .unwrap();
        assert_eq!(filter.created_from.unwrap().to_string(), "2026-03-01T00:00:00.000Z");
        assert_eq!(filter.created_until.unwrap().to_string(), "2026-03-02T00:00:00.000Z");
        assert!(
            form(&[("from", "2026-03-02"), ("until", "2026-03-01")])
                .filter()
                .unwrap_err()
                .at("until")
                .is_some()
        );
        assert!(
            form(&[("from", "yesterday")])
                .filter()
                .unwrap_err()
                .at("from")
                .is_some()
        );
    }

    #[test]
    fn the_address_of_the_next_page_is_read_back() {
        let first = form(&[
            ("status", "pending"),
            ("email", "a+b@example.com"),
            ("status", "nonsense"),
        ]);
        let cursor = Cursor {
            created_at: Timestamp::from_microseconds(1_700_000_000_123_456),
            id: "abcdefgh".parse().unwrap(),
            argos_score: Some(61.400_000_000_000_006),
        };
        let address = first.next_page("/list", &cursor);
        let query = address.strip_prefix("/list?").unwrap();
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let filter = FilterForm::from_fields(&FormFields(pairs)).filter().unwrap();
        assert_eq!(filter.status.as_deref(), Some("pending"));
        assert_eq!(filter.email.as_deref(), Some("a+b@example.com"));
        let after = filter.after.unwrap();
        assert_eq!((after.created_at, after.id), (cursor.created_at, cursor.id.clone()));
        let by_score = form(&[("order", "lowest-score"), ("score_until", "80")]);
        let address = by_score.next_page("/list", &cursor);
        let query = address.strip_prefix("/list?").unwrap();
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let filter = FilterForm::from_fields(&FormFields(pairs)).filter().unwrap();
        assert_eq!(
            (filter.order, filter.score_until),
            (SubmissionOrder::LowestScore, Some(80.0))
        );
        assert_eq!(filter.after, Some(cursor));
    }

    #[test]
    fn scores_outside_their_range_are_named_at_their_field() {
        for (field, text) in [("score_from", "-1"), ("score_until", "101"), ("score_from", "NaN")] {
            assert!(
                form(&[(field, text)]).filter().unwrap_err().at(field).is_some(),
                "{text}"
            );
        }
        let turned = form(&[("score_from", "80"), ("score_until", "70")]).filter();
        assert!(turned.unwrap_err().at("score_until").is_some());
    }

    #[test]
    fn unknown_statuses_and_cursors_are_ignored() {
        let filter = form(&[("status", "<script>"), ("after_id", "../.."), ("after_at", "1")])
            .filter()
            .unwrap();
        assert!(filter.status.is_none() && filter.after.is_none());
        assert_eq!(form(&[]).first_page("/list"), "/list");
    }
}
