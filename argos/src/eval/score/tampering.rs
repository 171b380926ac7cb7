//! Documents that were tampered with, simulated on what was read of a real picture: the pixels stay, the zone says
//! something else.

use super::chance::Chance;
use argos_vision::DocumentReading;
use argos_vision::document::{MrzReading, PrintedField};
use argos_vision::image::Point;
use argos_vision::mrz::{ReadLine, Span, check_digit, read};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// What was done to the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tampering {
    /// A digit of number, birth or expiry date is another one; the check digits stay.
    Altered,
    /// Birth date and number are others, and the check digits are computed anew; the print stays.
    Forged,
}

/// The document with another zone; `None` where no zone was read.
pub fn tampered(
    reading: &DocumentReading,
    how: Tampering,
    today: Date,
    chance: &mut Chance,
) -> Option<DocumentReading> {
    let zone = reading.front.mrz.as_ref()?;
    let layout = zone.mrz.format.layout();
    let mut lines: Vec<Vec<char>> = zone.mrz.lines.iter().map(|line| line.chars().collect()).collect();
    match how {
        Tampering::Altered => {
            let fields: Vec<Span> = [Some(layout.number), Some(layout.birth), layout.expiry]
                .into_iter()
                .flatten()
                .collect();
            let digits: Vec<(usize, usize)> = fields
                .iter()
                .flat_map(|span| (span.start..span.end).map(move |place| (span.line, place)))
                .filter(|(line, place)| lines[*line][*place].is_ascii_digit())
                .collect();
            let (line, place) = *chance.pick(&digits)?;
            lines[line][place] = another_digit(lines[line][place], chance);
        }
        Tampering::Forged => {
            // The last digit of the year and the last digit of the number: the shape of both stays.
            let year = layout.birth.start + 1;
            lines[layout.birth.line][year] = another_digit(lines[layout.birth.line][year], chance);
            let number = layout.number;
            if let Some(place) = (number.start..number.end)
                .rev()
                .find(|place| lines[number.line][*place].is_ascii_digit())
            {
                lines[number.line][place] = another_digit(lines[number.line][place], chance);
            }
            let checks = [
                (layout.number, Some(layout.number_check)),
                (layout.birth, Some(layout.birth_check)),
            ];
            for (span, check) in checks {
                if let Some(check) = check {
                    let digit = check_digit(text(&lines, span).chars())?;
                    lines[check.line][check.start] = digit;
                }
            }
            if let Some(check) = layout.composite_check {
                let covered: String = layout.composite.iter().map(|span| text(&lines, *span)).collect();
                lines[check.line][check.start] = check_digit(covered.chars())?;
            }
        }
    }
    let lines: Vec<ReadLine> = lines
        .iter()
        .map(|line| ReadLine::from(line.iter().collect::<String>().as_str()))
        .collect();
    let mrz = read(&lines, zone.mrz.format, today)?;
    // Where the print was compared, it still says what it said: what was issued.
    let mut agreement = zone.agreement;
    let same_number = mrz.document_number.value == zone.mrz.document_number.value;
    let same_birth = mrz.birth_date.value == zone.mrz.birth_date.value;
    let same_expiry = mrz.expiry_date.value == zone.mrz.expiry_date.value;
    agreement.document_number = agreement.document_number.map(|agreed| agreed && same_number);
    agreement.birth_date = agreement.birth_date.map(|agreed| agreed && same_birth);
    agreement.expiry_date = agreement.expiry_date.map(|agreed| agreed && same_expiry);
    let mut document = reading.clone();
    document.front.mrz = Some(MrzReading {
        mrz,
        agreement,
        ..zone.clone()
    });
    Some(document)
}

/// The document with a date of issue after that of expiry.
pub fn with_impossible_dates(reading: &DocumentReading, expires: Date) -> Option<DocumentReading> {
    let mut document = reading.clone();
    document.front.fields.issue_date = Some(PrintedField {
        value: expires.checked_add(200.days()).ok()?,
        raw: String::new(),
        confidence: 0.95,
        quad: [Point::default(); 4],
    });
    Some(document)
}

fn text(lines: &[Vec<char>], span: Span) -> String {
    lines[span.line][span.start..span.end].iter().collect()
}

fn another_digit(digit: char, chance: &mut Chance) -> char {
    let others: Vec<char> = ('0'..='9').filter(|other| *other != digit).collect();
    chance.pick(&others).copied().unwrap_or(digit)
}
