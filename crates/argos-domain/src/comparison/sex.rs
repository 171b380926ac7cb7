//! Two sexes.

use super::Comparison;
use crate::document::Gender;

/// Compares the sex on a document with what is stated: one letter of two, so another one is a slip, if the largest.
#[must_use]
pub fn compare_sexes(document: Gender, stated: Gender) -> Comparison {
    if document == stated {
        Comparison::SAME
    } else {
        Comparison::slip(0.0)
    }
}
