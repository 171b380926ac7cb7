//! What rules about documents and their holders need to know, and no more.

use crate::country::Country;
use crate::document::{DocumentData, IdType};
use jiff::civil::Date;

/// What the rules about documents need to know, as it was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DocumentFacts {
    /// The kind of the document.
    pub id_type: Option<IdType>,
    /// The country that issued it.
    pub issuing_country: Option<Country>,
    /// The holder's age in whole years on the day of the submission.
    pub age: Option<i16>,
}

impl DocumentFacts {
    /// The facts of what was read, for a submission of this day.
    #[must_use]
    pub fn of(read: &DocumentData, day: Date) -> Self {
        Self {
            id_type: read.id_type,
            issuing_country: read.issuing_country,
            age: read.birth_date.map(|birth| birth.age_on(day)),
        }
    }
}
