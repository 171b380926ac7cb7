//! Finds the machine readable zone among the text lines of an upright page.

use jiff::civil::Date;

use super::codes::first_letters;
use super::field::{FieldStatus, Mrz};
use super::format::MrzFormat;
use super::line::{ReadCharacter, ReadLine, fit};
use super::parse::read;

/// A recognised piece of text with its place on the page, in any unit.
#[derive(Debug, Clone)]
pub struct PlacedText {
    /// Its characters as they would stand in a zone, positions along the x axis of the page.
    pub line: ReadLine,
    /// Middle of its left edge.
    pub left: (f32, f32),
    /// Middle of its right edge.
    pub right: (f32, f32),
    /// Height of the text.
    pub height: f32,
}

/// A zone with the pieces of text that it was read from.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// What it says.
    pub mrz: Mrz,
    /// Indices of the pieces per line, left to right.
    pub pieces: Vec<Vec<usize>>,
    /// How much speaks for it, 0 to about 1.5; 1 when every check digit passes.
    pub plausibility: f32,
}

/// Pieces with fewer characters than this start no line.
const SHORTEST_LINE: usize = 18;
/// Below this a candidate is taken for other text.
const LEAST_PLAUSIBILITY: f32 = 0.35;
/// Ways to read one line that are considered: bounds the work for all lines together to its third power.
const MOST_WAYS: usize = 12;
/// Rows considered, longest first: bounds the work on a page full of small print.
const MOST_ROWS: usize = 12;

struct Row {
    line: ReadLine,
    pieces: Vec<usize>,
    middle: f32,
}

/// The most plausible zone of the page, or `None`.
#[must_use]
pub fn locate(pieces: &[PlacedText], today: Date) -> Option<Candidate> {
    let rows = join_rows(pieces);
    let mut best: Option<Candidate> = None;
    for count in [2, 3] {
        for block in rows.windows(count) {
            let readings: Vec<Vec<ReadLine>> = block.iter().map(|row| vec![row.line.clone()]).collect();
            let Some((mrz, plausibility)) = best_reading(&readings, today) else {
                continue;
            };
            if plausibility > best.as_ref().map_or(LEAST_PLAUSIBILITY, |known| known.plausibility) {
                let pieces = block.iter().map(|row| row.pieces.clone()).collect();
                best = Some(Candidate {
                    mrz,
                    pieces,
                    plausibility,
                });
            }
        }
    }
    best
}

/// The most plausible zone of any format, given one or more readings of each of its lines, with how much speaks for it
/// (see [`Candidate::plausibility`]). `None` when no reading can be brought to the length of a format.
#[must_use]
pub fn best_reading(readings: &[Vec<ReadLine>], today: Date) -> Option<(Mrz, f32)> {
    let formats = MrzFormat::ALL
        .into_iter()
        .filter(|format| format.layout().lines == readings.len());
    formats
        .filter_map(|format| best_of_format(readings, format, today))
        .reduce(|best, other| if other.1 > best.1 { other } else { best })
}

/// What all readings that have the length of the format say together; `None` when a line has none.
#[must_use]
pub fn agreed_reading(readings: &[Vec<ReadLine>], format: MrzFormat, today: Date) -> Option<Mrz> {
    let length = format.layout().length;
    let lines = readings.iter().map(|line| {
        let same_length: Vec<&ReadLine> = line.iter().filter(|reading| reading.0.len() == length).collect();
        ReadLine::consensus(&same_length)
    });
    read(&lines.collect::<Option<Vec<ReadLine>>>()?, format, today)
}

fn best_of_format(readings: &[Vec<ReadLine>], format: MrzFormat, today: Date) -> Option<(Mrz, f32)> {
    let length = format.layout().length;
    let choices: Vec<Vec<Fitted>> = readings
        .iter()
        .map(|line| {
            let fitted = |reading: &ReadLine| {
                let cost = length_cost(reading.0.len(), length);
                fit(reading, length).into_iter().map(move |line| Fitted { line, cost })
            };
            let mut ways: Vec<Fitted> = agreed(line, length).into_iter().collect();
            for way in line.iter().flat_map(fitted) {
                // Equal readings only cost time; readings of one text with other confidences do matter.
                if ways.len() < MOST_WAYS && ways.iter().all(|known| known.line != way.line) {
                    ways.push(way);
                }
            }
            ways
        })
        .collect();
    let mut best: Option<(Mrz, f32)> = None;
    for combination in combinations(&choices) {
        let cost: f32 = combination.iter().map(|fitted| fitted.cost).sum();
        let lines: Vec<ReadLine> = combination.into_iter().map(|fitted| fitted.line).collect();
        if !opens_with_code(format, &lines) {
            continue;
        }
        let Some(mrz) = read(&lines, format, today) else {
            continue;
        };
        // What opens as a French card is one, unless every check digit of the other format says otherwise.
        let french = format == MrzFormat::Td2 && lines.first().is_some_and(|line| line.text().starts_with("IDFRA"));
        if french && !mrz.checks.all_pass() {
            continue;
        }
        let plausibility = plausibility(&mrz, begins_with_code(format, &lines)) - cost;
        if best.as_ref().is_none_or(|(_, known)| plausibility > *known) {
            best = Some((mrz, plausibility));
        }
    }
    best
}

/// A reading brought to the length of a format, and what that speaks against it.
#[derive(Clone)]
struct Fitted {
    line: ReadLine,
    cost: f32,
}

/// Readers lose fillers easily and invent characters rarely; without this a short zone passes for a long one, whose
/// additional positions have no check digits.
fn length_cost(read: usize, wanted: usize) -> f32 {
    0.01 * wanted.saturating_sub(read) as f32 + 0.05 * read.saturating_sub(wanted) as f32
}

/// Readings from which on they vote.
const VOTERS: usize = 3;

/// What the readings of a line that have its length say together; others, which lost or gained characters, would vote in
/// the wrong places.
fn agreed(readings: &[ReadLine], length: usize) -> Option<Fitted> {
    let lines: Vec<&ReadLine> = readings.iter().filter(|reading| reading.0.len() == length).collect();
    if lines.len() < VOTERS {
        return None;
    }
    Some(Fitted {
        line: ReadLine::consensus(&lines)?,
        cost: 0.0,
    })
}

/// Whether the format can be told from the others of its shape by its first characters.
fn opens_with_code(format: MrzFormat, lines: &[ReadLine]) -> bool {
    let Some(text) = lines.first().map(ReadLine::text) else {
        return false;
    };
    let french = text.starts_with("IDFRA");
    match format {
        MrzFormat::MrvA | MrzFormat::MrvB => text.starts_with('V'),
        MrzFormat::FrenchIdentityCard => french,
        MrzFormat::Td1 | MrzFormat::Td2 | MrzFormat::Td3 => !text.starts_with('V'),
    }
}

/// One choice per line, in all combinations.
fn combinations(choices: &[Vec<Fitted>]) -> Vec<Vec<Fitted>> {
    choices.iter().fold(vec![Vec::new()], |known, line| {
        known
            .iter()
            .flat_map(|lines| {
                line.iter()
                    .map(|choice| [lines.as_slice(), std::slice::from_ref(choice)].concat())
            })
            .collect()
    })
}

/// Whether the first line begins with a letter of the format's document codes.
fn begins_with_code(format: MrzFormat, lines: &[ReadLine]) -> bool {
    let first = lines.first().and_then(|line| line.0.first());
    first.is_some_and(|first| {
        first_letters(format)
            .iter()
            .any(|(letter, _)| *letter == first.character)
    })
}

/// Share of check digits that pass, plus what the fields without one say.
fn plausibility(mrz: &Mrz, code_known: bool) -> f32 {
    let (passed, all) = mrz.checks.passed_of();
    let checks = if all == 0 { 0.0 } else { passed as f32 / all as f32 };
    let bonus = |holds: bool, weight: f32| if holds { weight } else { 0.0 };
    checks
        + bonus(code_known, 0.1)
        + bonus(mrz.issuing_country.status.is_proven(), 0.1)
        + bonus(mrz.nationality.status.is_proven(), 0.1)
        + bonus(mrz.sex.status != FieldStatus::Failed, 0.05)
        + bonus(mrz.surname.status.is_proven(), 0.04)
        + bonus(mrz.given_names.status != FieldStatus::Absent, 0.04)
        + bonus(mrz.given_names.status.is_proven(), 0.04)
        + bonus(mrz.document_number.status.is_proven(), 0.04)
        - bonus(!code_known, if passed < all { 0.2 } else { 0.1 })
}

/// Pieces on one baseline joined left to right; rows top to bottom.
fn join_rows(pieces: &[PlacedText]) -> Vec<Row> {
    let mut order: Vec<usize> = (0..pieces.len())
        .filter(|&index| !pieces[index].line.0.is_empty())
        .collect();
    order.sort_by(|&a, &b| pieces[a].left.0.total_cmp(&pieces[b].left.0));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for index in order {
        let piece = &pieces[index];
        let continued = |row: &&mut Vec<usize>| {
            row.last().is_some_and(|&last| {
                !is_complete(&pieces[last]) && !is_complete(piece) && continues(&pieces[last], piece)
            })
        };
        match rows.iter_mut().find(continued) {
            Some(row) => row.push(index),
            None => rows.push(vec![index]),
        }
    }
    let mut joined: Vec<Row> = rows.into_iter().map(|row| join(pieces, row)).collect();
    joined.retain(|row| row.line.0.len() >= SHORTEST_LINE);
    joined.sort_by_key(|row| std::cmp::Reverse(row.line.0.len()));
    joined.truncate(MOST_ROWS);
    joined.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    joined
}

/// Whether a piece alone has the length of a line: what stands beside it is other text.
fn is_complete(piece: &PlacedText) -> bool {
    MrzFormat::ALL
        .iter()
        .any(|format| format.layout().length == piece.line.0.len())
}

/// Whether `next` goes on where `piece` ends: same height, same baseline, not far away.
fn continues(piece: &PlacedText, next: &PlacedText) -> bool {
    let height = piece.height.max(next.height);
    let similar = piece.height.min(next.height) > 0.55 * height;
    let gap = next.left.0 - piece.right.0;
    let run = (piece.right.0 - piece.left.0).max(1.0);
    let slope = (piece.right.1 - piece.left.1) / run;
    let expected = piece.right.1 + slope * gap;
    similar && gap > -0.7 * height && gap < 8.0 * height && (next.left.1 - expected).abs() < 0.5 * height
}

fn join(pieces: &[PlacedText], row: Vec<usize>) -> Row {
    let characters: Vec<ReadCharacter> = row
        .iter()
        .flat_map(|&index| pieces[index].line.0.iter().copied())
        .collect();
    let middles = row
        .iter()
        .map(|&index| f32::midpoint(pieces[index].left.1, pieces[index].right.1));
    let middle = middles.sum::<f32>() / row.len().max(1) as f32;
    Row {
        line: ReadLine(characters),
        pieces: row,
        middle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 15);

    fn placed(text: &str, x: f32, y: f32) -> PlacedText {
        let mut line = ReadLine::from(text);
        for read in &mut line.0 {
            read.position = x + read.position * 10.0;
        }
        let right = x + line.0.len() as f32 * 10.0;
        PlacedText {
            line,
            left: (x, y),
            right: (right, y),
            height: 15.0,
        }
    }

    #[test]
    fn a_passport_is_found_below_printed_text() {
        let pieces = [
            placed("L898902C36UTO7408122F1204159ZE184226B<<<<<10", 20.0, 430.0),
            placed("PASSPORT UTOPIA ERIKSSON ANNA MARIA", 20.0, 50.0),
            placed("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", 20.0, 400.0),
            placed("12 AUG 1974", 100.0, 200.0),
        ];
        let found = locate(&pieces, TODAY).unwrap();
        assert_eq!(found.mrz.format, MrzFormat::Td3);
        assert_eq!(found.pieces, [[2], [0]]);
        assert!(found.mrz.checks.all_pass());
        assert_eq!(found.mrz.surname.value.as_deref(), Some("ERIKSSON"));
    }

    #[test]
    fn pieces_of_one_line_are_joined_and_their_gap_filled() {
        let pieces = [
            placed("I<UTOD231458907", 0.0, 100.0),
            placed("<<<<<<<<<<", 200.0, 101.0),
            placed("7408122F1204159UTO<<<<<<<<<<<6", 0.0, 130.0),
            placed("ERIKSSON", 0.0, 160.0),
            placed("ANNA<MARIA<<<<<<<<<<", 100.0, 160.0),
        ];
        let found = locate(&pieces, TODAY).unwrap();
        assert_eq!(found.mrz.format, MrzFormat::Td1);
        assert!(found.mrz.checks.all_pass());
        assert_eq!(found.mrz.lines[2], "ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
        assert_eq!(
            found.mrz.surname.status,
            FieldStatus::Unproven,
            "the separator was guessed"
        );
    }

    #[test]
    fn other_text_is_no_zone() {
        let pieces = [
            placed("THE HOLDER OF THIS CARD IS ENTITLED TO USE", 0.0, 10.0),
            placed("ALL FACILITIES OF THE PUBLIC LIBRARY UNTIL", 0.0, 30.0),
            placed("THE DATE THAT IS PRINTED ON ITS FRONT SIDE", 0.0, 50.0),
        ];
        assert!(locate(&pieces, TODAY).is_none());
        assert!(locate(&[], TODAY).is_none());
    }

    #[test]
    fn a_card_of_another_format_that_opens_as_a_french_one_is_no_passport() {
        let pieces = [
            placed("IDFRAERIKSSON<<ANNA<MARIA<<<<<<<<<<<", 0.0, 10.0),
            placed("D231458907UTO7408122F1204159<<<<<<<6", 0.0, 40.0),
        ];
        let found = locate(&pieces, TODAY).unwrap();
        assert_eq!(found.mrz.format, MrzFormat::Td2);
        assert_eq!(found.mrz.document_code.value.as_deref(), Some("ID"));
        let french = [
            placed("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", 0.0, 10.0),
            placed("8806923102858CORINNE<<<<<<<6512068F6", 0.0, 40.0),
        ];
        assert_eq!(
            locate(&french, TODAY).unwrap().mrz.format,
            MrzFormat::FrenchIdentityCard
        );
    }

    #[test]
    fn a_visa_is_told_from_a_passport() {
        let pieces = [
            placed("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", 0.0, 10.0),
            placed("L8988901C4XXX4009078F96121096ZE184226B<<<<<<", 0.0, 40.0),
        ];
        assert_eq!(locate(&pieces, TODAY).unwrap().mrz.format, MrzFormat::MrvA);
    }
}
