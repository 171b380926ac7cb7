//! The table of labelled pictures: comma separated values with a header line.
//!
//! Columns: `path` (relative to the table), `kind`, `format` (for people; the lines decide), `line1`, `line2`, `line3`;
//! further ones are left alone, but `side` (`front` or `back`) and the document's true corners `x1`, `y1` to `x4`, `y4`, in pixels
//! of the file's upright picture, clockwise. The kind says what is known: `mrz` has the lines of its zone, `no_mrz…` shows none,
//! of any other nothing is known.

use super::truth::Truth;
use argos_vision::document::PageSide;
use argos_vision::image::Point;
use csv::{ReaderBuilder, StringRecord, Trim};
use std::path::PathBuf;

/// One labelled picture.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentLabel {
    /// The picture, as the table writes it.
    pub path: PathBuf,
    /// What is known of it.
    pub label: Label,
    /// The side of the document that it shows, where that is known.
    pub side: Option<PageSide>,
    /// The document's true corners in pixels of the upright picture, clockwise, where they are known.
    pub corners: Option<[Point; 4]>,
}

/// What is known of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// It shows this machine readable zone.
    Zone(Truth),
    /// It shows no machine readable zone.
    NoZone,
    /// Nothing.
    Unknown,
}

/// Why a table cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct InvalidLabels {
    /// Line of the file, counted from one.
    pub line: u64,
    /// What is wrong there.
    pub reason: String,
}

const COLUMNS: [&str; 6] = ["path", "kind", "format", "line1", "line2", "line3"];
const LINES: [&str; 3] = ["line1", "line2", "line3"];
const CORNERS: [(&str, &str); 4] = [("x1", "y1"), ("x2", "y2"), ("x3", "y3"), ("x4", "y4")];

/// Reads a table.
///
/// # Errors
/// [`InvalidLabels`] with the line that is wrong; also when there is no row.
pub fn read_labels(table: &[u8]) -> Result<Vec<DocumentLabel>, InvalidLabels> {
    let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(table);
    let header = reader.headers().map_err(|error| unreadable(&error, 1))?.clone();
    if let Some(missing) = COLUMNS.iter().find(|name| !header.iter().any(|known| known == **name)) {
        return Err(InvalidLabels {
            line: 1,
            reason: format!("the column {missing} is missing; expected: {}", COLUMNS.join(",")),
        });
    }
    let mut labels = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error, labels.len() as u64 + 2))?;
        let line = record.position().map_or(0, csv::Position::line);
        labels.push(label(&header, &record).map_err(|reason| InvalidLabels { line, reason })?);
    }
    if labels.is_empty() {
        let reason = "no row follows the header".to_owned();
        return Err(InvalidLabels { line: 1, reason });
    }
    Ok(labels)
}

fn unreadable(error: &csv::Error, otherwise: u64) -> InvalidLabels {
    let reason = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    InvalidLabels {
        line: error.position().map_or(otherwise, csv::Position::line),
        reason,
    }
}

fn label(header: &StringRecord, record: &StringRecord) -> Result<DocumentLabel, String> {
    // A quotation mark that nobody closes swallows the rest of the table.
    if record.iter().any(|value| value.contains(['\n', '\r'])) {
        return Err("a value goes on in the next line: is a quotation mark not closed?".to_owned());
    }
    let value = |name: &str| {
        let column = header.iter().position(|known| known == name);
        column.and_then(|column| record.get(column)).unwrap_or_default()
    };
    let path = value("path");
    if path.is_empty() {
        return Err("the path is missing".to_owned());
    }
    let lines = LINES.map(value);
    let label = match value("kind") {
        "" => return Err("the kind is missing".to_owned()),
        "mrz" => Label::Zone(Truth::new(&lines)?),
        kind if kind.starts_with("no_mrz") => Label::NoZone,
        _ => Label::Unknown,
    };
    let side = match value("side") {
        "front" => Some(PageSide::Front),
        "back" => Some(PageSide::Back),
        _ => None,
    };
    Ok(DocumentLabel {
        path: PathBuf::from(path),
        label,
        side,
        corners: corners(value)?,
    })
}

/// All corners or none.
fn corners<'a>(value: impl Fn(&str) -> &'a str) -> Result<Option<[Point; 4]>, String> {
    if CORNERS.iter().all(|(x, y)| value(x).is_empty() && value(y).is_empty()) {
        return Ok(None);
    }
    let mut corners = [Point::default(); 4];
    for ((x, y), corner) in CORNERS.iter().zip(&mut corners) {
        let number = |name: &str| {
            let found = value(name).parse::<f32>().ok().filter(|number| number.is_finite());
            found.ok_or_else(|| format!("{name} is no number of pixels"))
        };
        *corner = Point::new(number(x)?, number(y)?);
    }
    Ok(Some(corners))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "path,kind,format,line1,line2,line3,origin\n";
    const FIRST: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    const SECOND: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn read(rows: &str) -> Result<Vec<DocumentLabel>, InvalidLabels> {
        read_labels(format!("{HEADER}{rows}").as_bytes())
    }

    #[test]
    fn rows_with_a_zone_without_one_and_of_unknown_content_are_told_apart() {
        let labels = read(&format!(
            "a.png,mrz,TD3,{FIRST},{SECOND},,\"drawn, not photographed\"\nb.png,no_mrz(bank card),,,,\nc.png,no_gt,,,,,\n"
        ))
        .unwrap();
        let found: Vec<&Label> = labels.iter().map(|row| &row.label).collect();
        let [Label::Zone(truth), Label::NoZone, Label::Unknown] = found.as_slice() else {
            panic!("{labels:?}");
        };
        assert_eq!(truth.lines(), [FIRST, SECOND]);
    }

    #[test]
    fn side_and_corners_are_read_where_they_are_given() {
        let header = "path,kind,format,line1,line2,line3,side,x1,y1,x2,y2,x3,y3,x4,y4\n";
        let read = |rows: &str| read_labels(format!("{header}{rows}").as_bytes());
        let labels = read("a.png,no_gt,,,,,back,1,2,3,2,3,4.5,1,4\nb.png,no_gt,,,,,,,,,,,,,\n").unwrap();
        assert_eq!(labels[0].side, Some(PageSide::Back));
        assert_eq!(labels[0].corners.unwrap()[2], Point::new(3.0, 4.5));
        assert_eq!((labels[1].side, labels[1].corners), (None, None));
        for corner in ["1,2,3,2,3,4,1,", "1,2,3,2,3,4,1,inf", "1,2,3,2,3,4,1,left"] {
            let error = read(&format!("a.png,no_gt,,,,,front,{corner}\n")).unwrap_err();
            assert!(error.reason.contains("y4"), "{error}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let line_of = |rows: &str| {
            let error = read(rows).unwrap_err();
            (error.line, error.reason)
        };
        let right = format!("a.png,mrz,TD3,{FIRST},{SECOND},\n");
        let cases = [
            (format!("{right},mrz,TD3,{FIRST},{SECOND},\n"), 3, "path"),
            (format!("{right}{right}b.png\n"), 4, "kind"),
            ("b.png,mrz,TD3,,,\n".to_owned(), 2, "line1"),
            (format!("b.png,mrz,TD3,{FIRST},,\n"), 2, "two or three lines"),
            (format!("b.png,mrz,TD3,{FIRST},{SECOND}*,\n"), 2, "*"),
            (
                format!("{right}b.png,mrz,TD3,\"{FIRST},{SECOND},\n{right}"),
                3,
                "quotation mark",
            ),
            (String::new(), 1, "no row"),
        ];
        for (rows, line, part) in cases {
            let (found, reason) = line_of(&rows);
            assert!(found == line && reason.contains(part), "{rows}: line {found}: {reason}");
        }
        let error = read_labels(b"path,kind,line1\n").unwrap_err();
        assert!(error.line == 1 && error.reason.contains("format"), "{error}");
        let error = read_labels(b"path,kind,format,line1,line2,line3\n\xff,no_gt,,,,\n").unwrap_err();
        assert!(error.line == 2 && error.reason.contains("UTF-8"), "{error}");
    }
}
