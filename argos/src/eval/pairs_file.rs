//! The list of labelled pairs that `argos eval faces` reads.

use super::labelled_table::{self, LabelledTable, shortened};
use crate::image_file::Failure;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
    let list = labelled_table::read(path)?;
    let directory = path.parent().unwrap_or(Path::new("."));
    parse(&list, directory).map_err(|what| Failure::Unreadable(format!("{}: {what}", path.display())))
}

fn parse(list: &[u8], directory: &Path) -> Result<PairsFile, String> {
    let table = LabelledTable::parse(list)?;
    let needed = |name| table.needed(name, "a, b, same and perhaps set");
    let (a, b, same, set) = (needed("a")?, needed("b")?, needed("same")?, table.column("set"));
    let mut result = PairsFile::default();
    let (mut pictures, mut sets) = (BTreeMap::new(), BTreeMap::new());
    for row in &table.rows {
        let same = match row.field(same, "same")? {
            "1" => true,
            "0" => false,
            other => {
                return Err(format!(
                    "line {}: same is \"{}\" instead of 1 or 0",
                    row.line,
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
        let (first, second) = (picture(row.field(a, "a")?), picture(row.field(b, "b")?));
        let set = set.map_or(ONLY_SET, |column| row.text(column));
        let set = *sets.entry(set.to_owned()).or_insert_with(|| {
            result.sets.push(set.to_owned());
            result.sets.len() - 1
        });
        result.pairs.push(Pair {
            first,
            second,
            same,
            set,
            line: row.line,
        });
    }
    if result.pairs.is_empty() {
        return Err("there is no pair in it".to_owned());
    }
    Ok(result)
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
