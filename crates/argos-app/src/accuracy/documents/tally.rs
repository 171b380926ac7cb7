//! Many judgements added up.

use super::judge::{Judgement, judge};
use super::labels::{DocumentLabel, Label};
use argos_vision::document::PageSide;
use argos_vision::mrz::Mrz;
use serde::Serialize;

/// What came of one picture.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// It was read.
    Read {
        /// The zone, if one was found.
        zone: Option<&'a Mrz>,
        /// Whether the page was turned upright.
        upright: bool,
        /// The side of the document that it seems to show.
        side: PageSide,
        /// How far the document's outline covers the true one, 0 to 1; `None` where none was found or none is known.
        outline_overlap: Option<f32>,
        /// Wall time of decoding and reading.
        milliseconds: f64,
    },
    /// It could not be read.
    Unreadable(&'a str),
}

/// A row that was not read exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The picture, as the table writes it.
    pub path: String,
    /// The true lines; none for a picture without a zone.
    pub expected: Vec<String>,
    /// The lines that were read; none when no zone was found.
    pub got: Vec<String>,
    /// Fields that claim to be proven and are wrong.
    pub fields_wrong_accepted: Vec<&'static str>,
    /// Why the picture could not be read at all.
    pub error: Option<String>,
}

/// The measured accuracy. Serialised, it is the answer of `argos eval documents --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accuracy {
    /// Pictures with a known zone.
    pub rows: usize,
    /// Of them, those with every line exact.
    pub rows_exact: usize,
    /// Of them, exact ones in which every field that has content is proven.
    pub rows_exact_proven: usize,
    /// Rows whose truth passes all its check digits.
    pub rows_checked: usize,
    /// Of them, those with every line exact.
    pub rows_checked_exact: usize,
    /// Rows in which no zone was found.
    pub rows_missed: usize,
    /// True lines.
    pub lines: usize,
    /// Of them, those read exactly.
    pub lines_exact: usize,
    /// Edits per true character, line by line; `None` without rows.
    pub character_error_rate: Option<f64>,
    /// Fields that claim to be proven.
    pub fields_accepted: usize,
    /// Of them, those that differ from the truth.
    pub fields_wrong_accepted: usize,
    /// Rows with at least one such field.
    pub rows_wrong_accepted: usize,
    /// Pictures known to show no zone.
    pub without_zone: usize,
    /// Of them, those in which one was found.
    pub zones_invented: usize,
    /// All pictures, also those of which nothing is known.
    pub pictures: usize,
    /// Pictures that could not be read at all.
    pub unreadable: usize,
    /// Pictures turned upright, taking it that they stand upright in their files.
    pub upright: usize,
    /// Pictures of which the side of the document is known.
    pub sides: usize,
    /// Of them, those taken for that side.
    pub sides_right: usize,
    /// Of them, those taken for the other side; of the rest nothing told.
    pub sides_wrong: usize,
    /// Pictures in which the document's true corners are known.
    pub outlines: usize,
    /// Of them, those in which an outline was found.
    pub outlines_found: usize,
    /// Of them, those whose outline covers the true one to nine tenths: the shared area by the area of both together.
    pub outlines_close: usize,
    /// Median of that share, of the outlines that were found.
    pub outline_overlap_p50: Option<f64>,
    /// Median of the wall time of decoding and reading a picture, in milliseconds.
    pub ms_p50: Option<f64>,
    /// Time that 95 % of the pictures stay within.
    pub ms_p95: Option<f64>,
    /// Rows that were not read exactly, and pictures without a zone in which one was found.
    pub failures: Vec<Failure>,
}

/// Adds up outcomes.
#[derive(Debug, Default)]
pub struct Tally {
    judgements: Vec<(bool, Judgement)>,
    exact_proven: usize,
    missed: usize,
    without_zone: usize,
    invented: usize,
    pictures: usize,
    unreadable: usize,
    upright: usize,
    sides: usize,
    sides_right: usize,
    sides_wrong: usize,
    outlines: usize,
    overlaps: Vec<f64>,
    milliseconds: Vec<f64>,
    failures: Vec<Failure>,
}

impl Tally {
    /// Adds one picture and says in a few words how it went.
    pub fn add(&mut self, row: &DocumentLabel, outcome: Outcome<'_>) -> &'static str {
        self.pictures += 1;
        self.sides += usize::from(row.side.is_some());
        self.outlines += usize::from(row.corners.is_some());
        let (zone, error) = match outcome {
            Outcome::Read {
                zone,
                upright,
                side,
                outline_overlap,
                milliseconds,
            } => {
                self.upright += usize::from(upright);
                if let Some(known) = row.side {
                    self.sides_right += usize::from(side == known);
                    self.sides_wrong += usize::from(is_other_side(side, known));
                }
                self.overlaps.extend(outline_overlap.map(f64::from));
                self.milliseconds.push(milliseconds);
                (zone, None)
            }
            Outcome::Unreadable(reason) => {
                self.unreadable += 1;
                (None, Some(reason.to_owned()))
            }
        };
        let unreadable = error.is_some();
        let failed = |expected: &[String], fields_wrong_accepted| {
            self.failures.push(Failure {
                path: row.path.display().to_string(),
                expected: expected.to_vec(),
                got: zone.map(|zone| zone.lines.clone()).unwrap_or_default(),
                fields_wrong_accepted,
                error,
            });
        };
        match &row.label {
            Label::Zone(truth) => {
                let judgement = judge(truth, zone);
                let proven = zone.is_some_and(Mrz::is_proven);
                let word = word(&judgement, zone.is_some(), proven);
                if !judgement.exact {
                    failed(truth.lines(), judgement.fields_wrong_accepted.clone());
                }
                self.exact_proven += usize::from(judgement.exact && proven);
                self.missed += usize::from(zone.is_none());
                self.judgements.push((truth.check_digits_agree(), judgement));
                if unreadable { "unreadable" } else { word }
            }
            Label::NoZone => {
                self.without_zone += 1;
                if zone.is_some() {
                    self.invented += 1;
                    failed(&[], Vec::new());
                    return "zone invented";
                }
                if unreadable { "unreadable" } else { "no zone" }
            }
            Label::Unknown if unreadable => "unreadable",
            Label::Unknown => "nothing known",
        }
    }

    /// The sums.
    #[must_use]
    pub fn finish(mut self) -> Accuracy {
        self.milliseconds.sort_by(f64::total_cmp);
        self.overlaps.sort_by(f64::total_cmp);
        let sum = |count: fn(&Judgement) -> usize| self.judgements.iter().map(|(_, row)| count(row)).sum::<usize>();
        let checked = |exact: bool| {
            let rows = self.judgements.iter().filter(|(agrees, _)| *agrees);
            rows.filter(|(_, row)| row.exact || !exact).count()
        };
        let characters = sum(|row| row.characters);
        Accuracy {
            rows: self.judgements.len(),
            rows_exact: sum(|row| usize::from(row.exact)),
            rows_exact_proven: self.exact_proven,
            rows_checked: checked(false),
            rows_checked_exact: checked(true),
            rows_missed: self.missed,
            lines: sum(|row| row.lines),
            lines_exact: sum(|row| row.lines_exact),
            character_error_rate: (characters > 0).then(|| sum(|row| row.edits) as f64 / characters as f64),
            fields_accepted: sum(|row| row.fields_accepted),
            fields_wrong_accepted: sum(|row| row.fields_wrong_accepted.len()),
            rows_wrong_accepted: sum(|row| usize::from(!row.fields_wrong_accepted.is_empty())),
            without_zone: self.without_zone,
            zones_invented: self.invented,
            pictures: self.pictures,
            unreadable: self.unreadable,
            upright: self.upright,
            sides: self.sides,
            sides_right: self.sides_right,
            sides_wrong: self.sides_wrong,
            outlines: self.outlines,
            outlines_found: self.overlaps.len(),
            outlines_close: self.overlaps.iter().filter(|overlap| **overlap >= CLOSE).count(),
            outline_overlap_p50: percentile(&self.overlaps, 0.5),
            ms_p50: percentile(&self.milliseconds, 0.5),
            ms_p95: percentile(&self.milliseconds, 0.95),
            failures: self.failures,
        }
    }
}

/// Share of the area from which an outline is close to the true one.
const CLOSE: f64 = 0.9;

/// Whether a side is the opposite of another; what shows both or tells nothing is not.
fn is_other_side(side: PageSide, known: PageSide) -> bool {
    matches!(
        (side, known),
        (PageSide::Front, PageSide::Back) | (PageSide::Back, PageSide::Front)
    )
}

fn word(judgement: &Judgement, found: bool, proven: bool) -> &'static str {
    match (judgement.exact, proven) {
        _ if !found => "missed",
        (true, true) => "exact, proven",
        (true, false) => "exact",
        (false, true) => "WRONG, BUT PROVEN",
        (false, false) if !judgement.fields_wrong_accepted.is_empty() => "WRONG, A FIELD PROVEN",
        (false, false) => "wrong",
    }
}

/// The value that the share `share` of sorted values stays within (nearest rank).
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::super::truth::Truth;
    use super::*;
    use argos_vision::mrz::{MrzFormat, ReadLine, read};

    const FIRST: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    const SECOND: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
    const SECOND_OF_A_FEIGNED_SPECIMEN: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<19";

    fn row(label: Label) -> DocumentLabel {
        let path = "specimen.png".into();
        DocumentLabel {
            path,
            label,
            side: None,
            corners: None,
        }
    }

    fn zone(second: &str) -> Mrz {
        let lines = [FIRST, second].map(ReadLine::from);
        read(&lines, MrzFormat::Td3, jiff::civil::date(2026, 3, 15)).unwrap()
    }

    fn outcome(zone: Option<&Mrz>, milliseconds: f64) -> Outcome<'_> {
        Outcome::Read {
            zone,
            upright: true,
            side: PageSide::Front,
            outline_overlap: None,
            milliseconds,
        }
    }

    #[test]
    fn sides_and_outlines_are_counted_where_they_are_known() {
        let mut tally = Tally::default();
        let known = DocumentLabel {
            side: Some(PageSide::Back),
            corners: Some([argos_vision::image::Point::default(); 4]),
            ..row(Label::Unknown)
        };
        for (side, outline_overlap) in [
            (PageSide::Back, Some(0.95)),
            (PageSide::Front, Some(0.5)),
            (PageSide::Unknown, None),
            (PageSide::Both, None),
        ] {
            let read = Outcome::Read {
                zone: None,
                upright: true,
                side,
                outline_overlap,
                milliseconds: 1.0,
            };
            tally.add(&known, read);
        }
        tally.add(&row(Label::Unknown), outcome(None, 1.0));
        let accuracy = tally.finish();
        assert_eq!((accuracy.sides, accuracy.sides_right, accuracy.sides_wrong), (4, 1, 1));
        assert_eq!(
            (accuracy.outlines, accuracy.outlines_found, accuracy.outlines_close),
            (4, 2, 1)
        );
        assert_eq!(accuracy.outline_overlap_p50, Some(0.5));
    }

    #[test]
    fn rows_are_counted_by_what_became_of_them() {
        let right = zone(SECOND);
        let truth = |second: &str| row(Label::Zone(Truth::new(&[FIRST, second]).unwrap()));
        let mut tally = Tally::default();
        assert_eq!(tally.add(&truth(SECOND), outcome(Some(&right), 10.0)), "exact, proven");
        tally.add(&truth(SECOND_OF_A_FEIGNED_SPECIMEN), outcome(Some(&right), 20.0));
        assert_eq!(tally.add(&truth(SECOND), outcome(None, 30.0)), "missed");
        assert_eq!(tally.add(&truth(SECOND), Outcome::Unreadable("no image")), "unreadable");
        assert_eq!(
            tally.add(&row(Label::NoZone), outcome(Some(&right), 40.0)),
            "zone invented"
        );
        tally.add(&row(Label::Unknown), outcome(None, 50.0));
        let accuracy = tally.finish();
        assert_eq!(
            (accuracy.rows, accuracy.rows_exact, accuracy.rows_exact_proven),
            (4, 1, 1)
        );
        assert_eq!((accuracy.rows_checked, accuracy.rows_checked_exact), (3, 1));
        assert_eq!((accuracy.lines, accuracy.lines_exact, accuracy.rows_missed), (8, 3, 2));
        assert_eq!(
            accuracy.character_error_rate,
            Some(f64::from(1 + 88 + 88) / f64::from(4 * 88))
        );
        assert_eq!(
            (accuracy.pictures, accuracy.unreadable, accuracy.zones_invented),
            (6, 1, 1)
        );
        assert_eq!((accuracy.ms_p50, accuracy.ms_p95), (Some(30.0), Some(50.0)));
        let errors: Vec<bool> = accuracy
            .failures
            .iter()
            .map(|failure| failure.error.is_some())
            .collect();
        assert_eq!(errors, [false, false, true, false]);
        assert!(accuracy.failures[3].expected.is_empty() && accuracy.failures[3].got.len() == 2);
    }

    #[test]
    fn without_rows_there_is_no_rate_and_no_time() {
        let accuracy = Tally::default().finish();
        assert_eq!((accuracy.character_error_rate, accuracy.ms_p50), (None, None));
    }
}
