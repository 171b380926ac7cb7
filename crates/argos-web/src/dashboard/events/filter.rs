//! Which entries the event log shows, as the address of the page says it.

use crate::dashboard::days::{DAY, start_of_day};
use crate::dashboard::event_words;
use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::FormFields;
use argos_app::project_events::{ActorFilter, EventFilter};
use argos_domain::id::{AdministratorId, EventId};
use argos_domain::personal::EmailAddress;
use std::collections::BTreeMap;
use url::form_urlencoded::Serializer;

/// Longest text that a filter takes, in characters.
const LONGEST_FILTER: usize = 100;

/// Who acts beside administrators: as filtered, and in words.
const OTHER_ACTORS: [(&str, &str); 3] = [
    ("applicant", "The people verified"),
    ("api_key", "Your server, by API"),
    ("system", "Argos"),
];

/// The filter as typed.
#[derive(Default)]
pub(super) struct EventFilterForm {
    action: String,
    actor: String,
    pub(super) from: String,
    pub(super) until: String,
    after: Option<String>,
}

/// An entry of a selection.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

impl EventFilterForm {
    /// Reads the address.
    pub(super) fn from_fields(fields: &FormFields) -> Self {
        let short = |name: &str| fields.text(name).chars().take(LONGEST_FILTER).collect::<String>();
        Self {
            action: short("action"),
            actor: short("actor"),
            from: short("from"),
            until: short("until"),
            after: fields.filled("after").map(str::to_owned),
        }
    }

    /// The filter for the use case, and what is wrong with it. A cursor that makes no sense starts at the first page.
    pub(super) fn filter(&self, count: u32) -> (EventFilter, FieldErrors) {
        let mut errors = FieldErrors::default();
        let mut day = |field: &str, text: &str| {
            start_of_day(text).unwrap_or_else(|message| {
                errors.add(field, message);
                None
            })
        };
        let from = day("from", &self.from);
        // The last day counts in full.
        let until = day("until", &self.until).map(|midnight| midnight.plus(DAY));
        if from.zip(until).is_some_and(|(from, until)| from >= until) {
            errors.add("until", "The last day must not lie before the first");
        }
        let actor = (!self.actor.is_empty()).then(|| {
            if OTHER_ACTORS.iter().any(|(kind, _)| *kind == self.actor) {
                return ActorFilter::Kind(self.actor.clone());
            }
            // What is no id at all fits nothing, like the id of nobody.
            let administrator = self.actor.parse().map(ActorFilter::Administrator);
            administrator.unwrap_or_else(|_| ActorFilter::Kind(String::new()))
        });
        let filter = EventFilter {
            action: Some(self.action.clone()).filter(|action| !action.is_empty()),
            actor,
            from,
            until,
            count,
            after: self.after.as_ref().and_then(|id| id.parse().ok()),
        };
        (filter, errors)
    }

    /// What can be chosen of what was done.
    pub(super) fn actions(&self, known: &[String]) -> Vec<Choice> {
        let choice = |action: &String| Choice {
            label: event_words::title(action).0,
            is_chosen: *action == self.action,
            value: action.clone(),
        };
        let mut choices: Vec<Choice> = known.iter().map(choice).collect();
        choices.sort_by(|one, other| one.label.cmp(&other.label));
        choices
    }

    /// Who can be chosen.
    pub(super) fn actors(&self, people: &BTreeMap<AdministratorId, EmailAddress>) -> Vec<Choice> {
        let choice = |value: &str, label: &str| Choice {
            is_chosen: value == self.actor,
            value: value.to_owned(),
            label: label.to_owned(),
        };
        let others = OTHER_ACTORS.iter().map(|(kind, words)| choice(kind, words));
        let mut administrators: Vec<Choice> = people
            .iter()
            .map(|(id, email)| choice(id.as_str(), email.expose()))
            .collect();
        administrators.sort_by(|one, other| one.label.cmp(&other.label));
        administrators.into_iter().chain(others).collect()
    }

    /// Whether the log is narrowed at all.
    pub(super) fn is_narrowed(&self) -> bool {
        [&self.action, &self.actor, &self.from, &self.until]
            .iter()
            .any(|text| !text.is_empty())
    }

    /// Whether this is a later page.
    pub(super) const fn is_later_page(&self) -> bool {
        self.after.is_some()
    }

    /// Address of the first page with this filter.
    pub(super) fn first_page(&self, log: &str) -> String {
        self.address(log, None)
    }

    /// Address of the page behind an entry with this filter.
    pub(super) fn address(&self, log: &str, after: Option<&EventId>) -> String {
        let mut query = Serializer::new(String::new());
        let pairs = [
            ("action", self.action.as_str()),
            ("actor", &self.actor),
            ("from", &self.from),
            ("until", &self.until),
            ("after", after.map_or("", EventId::as_str)),
        ];
        query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
        let query = query.finish();
        if query.is_empty() {
            log.to_owned()
        } else {
            format!("{log}?{query}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> EventFilterForm {
        let fields = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        EventFilterForm::from_fields(&FormFields(fields.collect()))
    }

    #[test]
    fn the_address_of_the_next_page_is_read_back() {
        let first = form(&[
            ("action", "approved"),
            ("actor", "api_key"),
            ("from", "2026-03-01"),
            ("until", "2026-03-01"),
        ]);
        let last: EventId = "event234567abcdefghi".parse().unwrap();
        let address = first.address("/log", Some(&last));
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(address.trim_start_matches("/log?").as_bytes())
            .into_owned()
            .collect();
        let (filter, errors) = EventFilterForm::from_fields(&FormFields(pairs)).filter(50);
        assert!(errors.is_empty());
        assert_eq!(filter.action.as_deref(), Some("approved"));
        assert_eq!(filter.actor, Some(ActorFilter::Kind("api_key".to_owned())));
        assert_eq!(filter.until.unwrap().to_string(), "2026-03-02T00:00:00.000Z");
        assert_eq!((filter.after, filter.count), (Some(last), 50));
    }

    #[test]
    fn what_makes_no_sense_is_named_or_fits_nothing() {
        let (_, errors) = form(&[("from", "2026-03-02"), ("until", "2026-03-01")]).filter(50);
        assert!(errors.at("until").is_some());
        assert!(form(&[("from", "yesterday")]).filter(50).1.at("from").is_some());
        let (filter, errors) = form(&[("actor", "<script>"), ("after", "../..")]).filter(50);
        assert_eq!(filter.actor, Some(ActorFilter::Kind(String::new())));
        assert!(filter.after.is_none() && errors.is_empty());
    }
}
