//! The list of labelled pairs that `argos eval faces` reads.

use crate::image_file::Failure;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A longer list is refused, so that a wrong file does not fill the memory.
const LARGEST_LIST: u64 = 256 * 1024 * 1024;

/// The pictures and pairs of a list.
#[derive(Debug, Default)]
pub struct PairsFile {
    /// Every picture once, in the order in which they first appear.
    pub pictures: Vec<PathBuf>,
    /// The pairs, as positions in `pictures`.
    pub pairs: Vec<Pair>,
    /// Names of the sets, in the order in which they first appear.
    pub sets: Vec<String>,
}

/// Two pictures and whether they show one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Position of the first picture.
    pub first: usize,
    /// Position of the second picture.
    pub second: usize,
    /// One person.
    pub same: bool,
    /// Position of the set.
    pub set: usize,
    /// Line of the list.
    pub line: u64,
}

/// Name of the set of a list that has no column for it.
const ONLY_SET: &str = "all";

/// Reads a list with the columns `a`, `b` (paths, relative to the list), `same` (1 or 0) and perhaps `set`.
///
/// # Errors
/// [`Failure::Unreadable`] names the first line that is wrong, and what is wrong with it.
pub fn read(path: &Path) -> Result<PairsFile, Failure> {
    let wrong = |what: String| Failure::Unreadable(format!("{}: {what}", path.display()));
    let file = File::open(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    if size > LARGEST_LIST {
        return Err(wrong(format!("is larger than {} MB", LARGEST_LIST >> 20)));
    }
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut list = Vec::new();
    file.take(LARGEST_LIST)
        .read_to_end(&mut list)
        .map_err(|error| wrong(format!("cannot be read: {error}")))?;
    parse(&list, directory).map_err(wrong)
}

fn parse(list: &[u8], directory: &Path) -> Result<PairsFile, String> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(list);
    let header = reader.headers().map_err(|error| format!("line 1: {error}"))?.clone();
    let column = |name: &str| header.iter().position(|field| field == name);
    let needed = |name: &str| {
        column(name).ok_or_else(|| {
            let found: Vec<&str> = header.iter().collect();
            format!(
                "line 1: there is no column \"{name}\"; the columns are {}, needed are a, b, same and perhaps set",
                shortened(&found.join(","))
            )
        })
    };
    let (a, b, same, set) = (needed("a")?, needed("b")?, needed("same")?, column("set"));
    let mut result = PairsFile::default();
    let (mut pictures, mut sets) = (BTreeMap::new(), BTreeMap::new());
    for row in reader.into_records() {
        let row = row.map_err(|error| {
            let line = error.position().map_or(0, |position| line_of(position, list));
            match error.kind() {
                csv::ErrorKind::Utf8 { .. } => format!("line {line}: the text is not UTF-8"),
                _ => format!("line {line}: {error}"),
            }
        })?;
        let line = row.position().map_or(0, |position| line_of(position, list));
        if row.len() != header.len() {
            return Err(format!("line {line}: {} fields instead of {}", row.len(), header.len()));
        }
        let field = |index: usize, name: &str| match row.get(index) {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(format!("line {line}: column {name} is empty")),
        };
        let same = match field(same, "same")? {
            "1" => true,
            "0" => false,
            other => {
                return Err(format!(
                    "line {line}: same is \"{}\" instead of 1 or 0",
                    shortened(other)
                ));
            }
        };
        let mut picture = |path: &str| {
            *pictures.entry(path.to_owned()).or_insert_with(|| {
                result.pictures.push(directory.join(path));
                result.pictures.len() - 1
            })
        };
        let (first, second) = (picture(field(a, "a")?), picture(field(b, "b")?));
        let set = set.map_or(ONLY_SET, |index| row.get(index).unwrap_or_default());
        let set = *sets.entry(set.to_owned()).or_insert_with(|| {
            result.sets.push(set.to_owned());
            result.sets.len() - 1
        });
        result.pairs.push(Pair {
            first,
            second,
            same,
            set,
            line,
        });
    }
    if result.pairs.is_empty() {
        return Err("there is no pair in it".to_owned());
    }
    Ok(result)
}

/// The line on which a row starts; the reader counts empty lines before it to the row.
fn line_of(position: &csv::Position, list: &[u8]) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let before = list.get(start..).unwrap_or_default().iter();
    let empty = before
        .take_while(|byte| matches!(byte, b'\n' | b'\r'))
        .filter(|byte| **byte == b'\n');
    position.line() + empty.count() as u64
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<PairsFile, String> {
        parse(text.as_bytes(), Path::new("list"))
    }

    #[test]
    fn pictures_are_kept_once_and_paths_are_relative_to_the_list() {
        let file = parsed("same,a,b,set\n1,x.jpg,\"y, z.jpg\",one\n0,x.jpg,/w.jpg,two\n").unwrap();
        let expected = ["list/x.jpg", "list/y, z.jpg", "/w.jpg"].map(PathBuf::from);
        assert_eq!(file.pictures, expected);
        assert_eq!(file.sets, ["one", "two"]);
        let second = Pair {
            first: 0,
            second: 2,
            same: false,
            set: 1,
            line: 3,
        };
        assert_eq!(file.pairs[1], second);
        assert_eq!(parsed("a,b,same\nx,y,1").unwrap().sets, [ONLY_SET]);
    }

    #[test]
    fn a_wrong_row_is_named_by_its_line() {
        for (list, expected) in [
            ("a,b\nx,y", "line 1: there is no column \"same\""),
            ("a,b,same\nx,y,1\n\nx,y,yes", "line 4: same is \"yes\""),
            ("a,b,same\nx,y,1\nx,,0", "line 3: column b is empty"),
            ("a,b,same\nx,y,1\nx,y", "line 3: 2 fields instead of 3"),
            ("a,b,same\nx,y,1,9", "line 2: 4 fields instead of 3"),
            ("a,b,same\n", "no pair"),
            ("", "line 1: there is no column \"a\""),
        ] {
            let error = parsed(list).unwrap_err();
            assert!(error.contains(expected), "{list:?}: {error}");
        }
        let bytes: &[u8] = b"a,b,same\nx,\xff,1\n";
        assert!(parse(bytes, Path::new("")).unwrap_err().starts_with("line 2: "));
    }
}
