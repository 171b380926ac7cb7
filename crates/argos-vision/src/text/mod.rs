//! Printed text in pictures: where lines are, which way up the page is, what the lines say.
//!
//! The networks are PP-OCRv6 (detection, recognition) and the PP-OCR classifier of upside-down lines. Start at
//! [`TextModels`]; [`crate::document`] puts the parts together.

mod components;
mod ctc;
mod detect_lines;
mod direction;
mod line;
mod models;
mod recognise;
mod rectangle;
mod turn;

pub use detect_lines::{DetectedLine, detect_faint_lines, detect_lines, detect_upright_lines};
pub use direction::with_common_direction;
pub use line::{RecognisedCharacter, TextLine};
pub use models::TextModels;
pub use recognise::{recognise, recognise_in_other_scripts, recognise_machine_line};
pub use turn::{choose_turn, stands_on_its_head, turn_corners, turn_point};
