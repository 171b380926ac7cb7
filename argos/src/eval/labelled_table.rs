//! A comma separated table of labels as the commands below `argos eval` read it: bounded in size, with a header, and
//! with the line named on which something is wrong.

use crate::image_file::Failure;
use csv::StringRecord;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A longer table is refused, so that a wrong file does not fill the memory.
const LARGEST_TABLE: u64 = 256 * 1024 * 1024;

/// The header and all rows of a table.
#[derive(Debug)]
pub struct LabelledTable {
    header: StringRecord,
    /// Rows in the order of the file.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Line of the file on which it starts.
    pub line: u64,
    fields: StringRecord,
}

/// The bytes of a table.
///
/// # Errors
/// [`Failure::Unreadable`] when the file cannot be read or is too large.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let wrong = |what: String| Failure::Unreadable(format!("{}: {what}", path.display()));
    let file = File::open(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    if size > LARGEST_TABLE {
        return Err(wrong(format!("is larger than {} MB", LARGEST_TABLE >> 20)));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_TABLE)
        .read_to_end(&mut bytes)
        .map_err(|error| wrong(format!("cannot be read: {error}")))?;
    Ok(bytes)
}

impl LabelledTable {
    /// Takes a table apart.
    ///
    /// # Errors
    /// The first line that is wrong, and what is wrong with it.
    pub fn parse(table: &[u8]) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(table);
        let header = reader.headers().map_err(|error| format!("line 1: {error}"))?.clone();
        let mut rows = Vec::new();
        for fields in reader.into_records() {
            let fields = fields.map_err(|error| {
                let line = error.position().map_or(0, |position| line_of(position, table));
                match error.kind() {
                    csv::ErrorKind::Utf8 { .. } => format!("line {line}: the text is not UTF-8"),
                    _ => format!("line {line}: {error}"),
                }
            })?;
            let line = fields.position().map_or(0, |position| line_of(position, table));
            if fields.len() != header.len() {
                return Err(format!(
                    "line {line}: {} fields instead of {}",
                    fields.len(),
                    header.len()
                ));
            }
            rows.push(Row { line, fields });
        }
        Ok(Self { header, rows })
    }

    /// Position of a column that may be missing.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|field| field == name)
    }

    /// Position of a column that must be there; `needed` tells which are.
    ///
    /// # Errors
    /// Which columns there are instead.
    pub fn needed(&self, name: &str, needed: &str) -> Result<usize, String> {
        self.column(name).ok_or_else(|| {
            let found: Vec<&str> = self.header.iter().collect();
            format!(
                "line 1: there is no column \"{name}\"; the columns are {}, needed are {needed}",
                shortened(&found.join(","))
            )
        })
    }
}

impl Row {
    /// What a column holds.
    ///
    /// # Errors
    /// That it is empty.
    pub fn field(&self, column: usize, name: &str) -> Result<&str, String> {
        match self.fields.get(column) {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(format!("line {}: column {name} is empty", self.line)),
        }
    }

    /// What a column holds, perhaps nothing.
    pub fn text(&self, column: usize) -> &str {
        self.fields.get(column).unwrap_or_default()
    }
}

/// The line on which a row starts; the reader counts empty lines before it to the row.
fn line_of(position: &csv::Position, table: &[u8]) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let before = table.get(start..).unwrap_or_default().iter();
    let empty = before
        .take_while(|byte| matches!(byte, b'\n' | b'\r'))
        .filter(|byte| **byte == b'\n');
    position.line() + empty.count() as u64
}

/// As much of a text as fits into a message.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
