//! Readings of machine readable zones against their truth.
//!
//! [`read_labels`] reads the table of labels, [`judge`] holds one reading against its truth, [`Tally`] adds them up.

mod judge;
mod labels;
mod tally;
mod truth;

pub use judge::{Judgement, judge};
pub use labels::{DocumentLabel, InvalidLabels, Label, read_labels};
pub use tally::{Accuracy, Failure, Outcome, Tally};
pub use truth::Truth;
