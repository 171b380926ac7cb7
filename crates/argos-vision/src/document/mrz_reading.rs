//! The machine readable zone of a page, read again when the first reading does not prove itself.

use image::RgbImage;
use jiff::civil::Date;

use super::agreement::{Agreement, printed_exactly, printed_nearly, printed_number};
use super::layout::{Place, placed};
use crate::engine::EngineError;
use crate::image::Point;
use crate::mrz::{Candidate, Mrz, ReadLine, Span, agreed_reading, best_reading, locate};
use crate::text::{TextLine, TextModels, recognise_machine_line};
use crate::timings::Timings;

/// A machine readable zone with its place and what the printed text says about it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MrzReading {
    /// The fields.
    pub mrz: Mrz,
    /// Corners of each line in pixels of the picture as it was given, clockwise from the text's top left.
    pub quads: Vec<[Point; 4]>,
    /// Whether its lines had to be read again.
    pub read_again: bool,
    /// Comparison with the printed text.
    pub agreement: Agreement,
}

impl MrzReading {
    /// Where some positions of the zone stand, about: all characters of a line are equally wide. Corners as in
    /// [`Self::quads`]; `None` for positions that the format does not have.
    #[must_use]
    pub fn place(&self, positions: Span) -> Option<[Point; 4]> {
        let quad = self.quads.get(positions.line)?;
        let length = self.mrz.format.layout().length;
        if positions.start >= positions.end || positions.end > length {
            return None;
        }
        let share = |position: usize| position as f32 / length as f32;
        let (start, end) = (share(positions.start), share(positions.end));
        Some([
            moved(quad[0], quad[1], start),
            moved(quad[0], quad[1], end),
            moved(quad[3], quad[2], end),
            moved(quad[3], quad[2], start),
        ])
    }
}

/// A zone among the lines of a page: what it says, and the indices of its lines.
#[derive(Debug)]
pub(super) struct FoundZone {
    pub mrz: Mrz,
    pub lines: Vec<Vec<usize>>,
    pub quads: Vec<[Point; 4]>,
    pub read_again: bool,
    /// Whether the very names are printed elsewhere on the page.
    names_printed: bool,
}

impl FoundZone {
    /// Whether a line of the page belongs to the zone.
    pub(super) fn contains(&self, line: usize) -> bool {
        self.lines.iter().flatten().any(|index| *index == line)
    }

    /// Takes unproven names and numbers as read where the very same is printed elsewhere on the page.
    fn confirm(&mut self, lines: &[&TextLine]) {
        // What has no check digit is no better proven than the lines that it stands in.
        if !self.mrz.has_proven_lines() {
            self.mrz.doubt_what_has_no_check_digit();
        }
        let printed: Vec<&TextLine> = lines
            .iter()
            .enumerate()
            .filter(|(index, _)| !self.contains(*index))
            .map(|(_, line)| *line)
            .collect();
        let exactly = |value: Option<&String>| value.is_some_and(|value| printed_exactly(value, &printed));
        // Both or none: a lost separator makes one name of two.
        self.names_printed = exactly(self.mrz.surname.value.as_ref()) && exactly(self.mrz.given_names.value.as_ref());
        if self.names_printed {
            self.mrz.surname.confirm();
            self.mrz.given_names.confirm();
        }
        // Nearly the same is printed: one of the two was misread, or the zone cuts the name off.
        let nearly = |value: Option<&String>| {
            value.is_some_and(|value| printed_nearly(value, &printed) && !printed_exactly(value, &printed))
        };
        if nearly(self.mrz.surname.value.as_ref()) {
            self.mrz.surname.doubt();
        }
        if nearly(self.mrz.given_names.value.as_ref()) {
            self.mrz.given_names.doubt();
        }
        if let Some(number) = printed_number(&self.mrz, &printed) {
            self.mrz.adopt_document_number(&number);
        }
    }

    /// Which lines another reading may improve: those where something is not proven, and that with the names until two
    /// readings agree on them, unless they are printed.
    fn unproven_lines(&self, readings: &[Vec<ReadLine>]) -> Vec<bool> {
        let mut lines = self.mrz.unproven_lines();
        let layout = self.mrz.format.layout();
        for names in [Some(layout.name), layout.given_names].into_iter().flatten() {
            let read_once = readings.get(names.line).is_some_and(|readings| readings.len() < 2);
            if let Some(line) = lines.get_mut(names.line) {
                *line |= read_once && !self.names_printed;
            }
        }
        lines
    }
}

/// Further readings of a line: how much its width is stretched, and how far its top and bottom edges move down, in
/// heights of the line, and whether its contrast is stretched.
const VARIATIONS: [(f32, f32, f32, bool); 4] = [
    (1.0, 0.06, -0.06, true),
    (1.2, 0.0, 0.0, false),
    (1.0, -0.05, 0.05, false),
    (0.9, 0.04, 0.04, true),
];

/// Finds the zone; while it is not proven, reads its lines again, cut out in other ways, until two readings of a line in
/// a row say the same.
///
/// # Errors
/// [`EngineError`] when the recogniser fails.
pub(super) fn find_zone(
    models: &mut TextModels,
    image: &RgbImage,
    page: &[(TextLine, Place)],
    today: Date,
    timings: &mut Timings,
) -> Result<Option<FoundZone>, EngineError> {
    let lines: Vec<&TextLine> = page.iter().map(|(line, _)| line).collect();
    let lines = lines.as_slice();
    let pieces: Vec<_> = page.iter().map(|(line, place)| placed(line, place)).collect();
    let Some(Candidate {
        mrz,
        pieces: rows,
        mut plausibility,
    }) = locate(&pieces, today)
    else {
        return Ok(None);
    };
    let joined = |row: &Vec<usize>| {
        ReadLine(
            row.iter()
                .flat_map(|&index| pieces[index].line.0.iter().copied())
                .collect(),
        )
    };
    let mut readings: Vec<Vec<ReadLine>> = rows.iter().map(|row| vec![joined(row)]).collect();
    let quads = aligned(rows.iter().map(|row| around(row, lines)).collect());
    let mut zone = FoundZone {
        mrz,
        lines: rows,
        quads,
        read_again: false,
        names_printed: false,
    };
    zone.confirm(lines);
    for (stretch, top, bottom, distinct) in VARIATIONS {
        let mut unproven = zone.unproven_lines(&readings);
        for (line, known) in unproven.iter_mut().zip(&readings) {
            *line &= !is_settled(known);
        }
        if !unproven.contains(&true) {
            break;
        }
        zone.read_again = true;
        for ((quad, known), _) in zone
            .quads
            .iter()
            .zip(&mut readings)
            .zip(unproven)
            .filter(|(_, unproven)| *unproven)
        {
            let line =
                recognise_machine_line(models, image, &shifted(quad, top, bottom), (stretch, distinct), timings)?;
            known.push(line);
        }
        if let Some((better, score)) = best_reading(&readings, today)
            && score > plausibility
        {
            plausibility = score;
            zone.mrz = better;
            zone.confirm(lines);
        }
    }
    if zone.read_again {
        // The best of several readings is better by luck, too: what counts is what they say together.
        if let Some(agreed) = agreed_reading(&readings, zone.mrz.format, today) {
            zone.mrz.hold_against(&agreed);
        }
        if !names_unanimous(&zone.mrz, &readings) {
            zone.mrz.doubt_names();
        }
        zone.confirm(lines);
    }
    Ok(Some(zone))
}

/// Whether the latest two readings of a line say the same: another one hardly tells more.
fn is_settled(readings: &[ReadLine]) -> bool {
    matches!(readings, [.., before, last] if before.text() == last.text())
}

/// Whether at least two readings of the lines with the names have their length, and all of these say the same.
fn names_unanimous(mrz: &Mrz, readings: &[Vec<ReadLine>]) -> bool {
    let layout = mrz.format.layout();
    let agree = |span: Span| {
        let (Some(chosen), Some(all)) = (mrz.lines.get(span.line), readings.get(span.line)) else {
            return false;
        };
        let chosen = chosen.get(span.start..span.end).unwrap_or_default();
        let same_length = || all.iter().filter(|reading| reading.0.len() == layout.length);
        same_length().count() >= 2
            && same_length().all(|reading| reading.text().get(span.start..span.end) == Some(chosen))
    };
    [Some(layout.name), layout.given_names].into_iter().flatten().all(agree)
}

/// One quadrilateral around the pieces of a line.
fn around(row: &[usize], lines: &[&TextLine]) -> [Point; 4] {
    match (row.first(), row.last()) {
        (Some(&first), Some(&last)) => {
            let (first, last) = (lines[first].quad, lines[last].quad);
            [first[0], last[1], last[2], first[3]]
        }
        _ => [Point::default(); 4],
    }
}

/// The lines of a zone are equally long: each is extended to where the longest begins and ends.
fn aligned(quads: Vec<[Point; 4]>) -> Vec<[Point; 4]> {
    let Some(longest) = quads
        .iter()
        .max_by(|a, b| a[0].distance(a[1]).total_cmp(&b[0].distance(b[1])))
    else {
        return quads;
    };
    let (origin, length) = (longest[0], longest[0].distance(longest[1]).max(1.0));
    let axis = Point::new((longest[1].x - origin.x) / length, (longest[1].y - origin.y) / length);
    let along = |point: Point| (point.x - origin.x) * axis.x + (point.y - origin.y) * axis.y;
    let start = quads.iter().map(|quad| along(quad[0])).fold(f32::MAX, f32::min);
    let end = quads.iter().map(|quad| along(quad[1])).fold(f32::MIN, f32::max);
    // Perspective may make lines differ; a difference this small cuts nothing off.
    let extended = |left: Point, right: Point| {
        let run = (along(right) - along(left)).max(1.0);
        let at = |position: f32| moved(left, right, (position - along(left)) / run);
        let tolerance = 0.02 * length;
        let left_end = if along(left) - start > tolerance {
            at(start)
        } else {
            left
        };
        let right_end = if end - along(right) > tolerance { at(end) } else { right };
        (left_end, right_end)
    };
    quads
        .iter()
        .map(|quad| {
            let (top_left, top_right) = extended(quad[0], quad[1]);
            let (bottom_left, bottom_right) = extended(quad[3], quad[2]);
            [top_left, top_right, bottom_right, bottom_left]
        })
        .collect()
}

fn moved(from: Point, to: Point, share: f32) -> Point {
    Point::new(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share)
}

/// The quadrilateral with its top and bottom edges moved, in heights.
fn shifted(quad: &[Point; 4], top: f32, bottom: f32) -> [Point; 4] {
    [
        moved(quad[0], quad[3], top),
        moved(quad[1], quad[2], top),
        moved(quad[1], quad[2], 1.0 + bottom),
        moved(quad[0], quad[3], 1.0 + bottom),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upright(x: f32, y: f32, width: f32, height: f32) -> [Point; 4] {
        [
            Point::new(x, y),
            Point::new(x + width, y),
            Point::new(x + width, y + height),
            Point::new(x, y + height),
        ]
    }

    #[test]
    fn edges_move_along_the_sides_of_the_line() {
        let quad = upright(0.0, 0.0, 100.0, 10.0);
        let moved = shifted(&quad, 0.1, -0.1);
        assert_eq!((moved[0], moved[2]), (Point::new(0.0, 1.0), Point::new(100.0, 9.0)));
        assert_eq!(shifted(&quad, 0.0, 0.0), quad);
    }

    #[test]
    fn a_line_is_settled_when_two_readings_in_a_row_say_the_same() {
        let readings = |texts: &[&str]| texts.iter().map(|text| ReadLine::from(*text)).collect::<Vec<_>>();
        assert!(!is_settled(&readings(&["SPECIMEN<<ANNA"])));
        assert!(!is_settled(&readings(&["SPECIMEN<<ANNA", "SPECIMENK<ANNA"])));
        assert!(!is_settled(&readings(&[
            "SPECIMEN<<ANNA",
            "SPECIMEN<<ANNA",
            "SPECIMENK<ANNA"
        ])));
        assert!(is_settled(&readings(&[
            "SPECIMENK<ANNA",
            "SPECIMEN<<ANNA",
            "SPECIMEN<<ANNA"
        ])));
    }

    #[test]
    fn a_line_that_was_cut_off_is_extended_to_the_others() {
        let found = aligned(vec![upright(10.0, 0.0, 400.0, 10.0), upright(11.0, 20.0, 200.0, 10.0)]);
        assert_eq!(found[0], upright(10.0, 0.0, 400.0, 10.0));
        assert!((found[1][1].x - 410.0).abs() < 0.01 && (found[1][0].x - 11.0).abs() < 0.01);
        assert!((found[1][2].y - 30.0).abs() < 0.01);
    }
}
