//! To which documents the customer's server limits one submission.

use crate::country::Country;
use crate::document::IdType;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Limits of one submission, on top of the policy; `None` does not limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Narrowing {
    /// Issuing countries that may be shown.
    pub allowed_countries: Option<BTreeSet<Country>>,
    /// Kinds of document that may be shown.
    pub allowed_id_types: Option<BTreeSet<IdType>>,
}

impl Narrowing {
    /// Whether nothing is limited.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.allowed_countries.is_none() && self.allowed_id_types.is_none()
    }
}
