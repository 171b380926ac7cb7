//! The list of faces with ages that `argos eval ages` reads.

use super::labelled_table::{self, LabelledTable, shortened};
use crate::image_file::Failure;
use std::path::{Path, PathBuf};

/// The highest age that a list may state, in years.
const HIGHEST_AGE: f64 = 120.0;

/// One picture and how old the person is on it.
#[derive(Debug, Clone, PartialEq)]
pub struct AgedPicture {
    /// Where it lies.
    pub path: PathBuf,
    /// Years, 0 to 120.
    pub age: f64,
    /// Where it comes from; `None` where the list does not say.
    pub source: Option<String>,
    /// Line of the list.
    pub line: u64,
}

/// Reads a list with the columns `path` (relative to the list), `age` in years and perhaps `source`; further columns are
/// left alone.
///
/// # Errors
/// [`Failure::Unreadable`] names the first line that is wrong, and what is wrong with it.
pub fn read(path: &Path) -> Result<Vec<AgedPicture>, Failure> {
    let list = labelled_table::read(path)?;
    let directory = path.parent().unwrap_or(Path::new("."));
    parse(&list, directory).map_err(|what| Failure::Unreadable(format!("{}: {what}", path.display())))
}

fn parse(list: &[u8], directory: &Path) -> Result<Vec<AgedPicture>, String> {
    let table = LabelledTable::parse(list)?;
    let needed = |name| table.needed(name, "path, age and perhaps source");
    let (path, age, source) = (needed("path")?, needed("age")?, table.column("source"));
    let mut pictures = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let typed = row.field(age, "age")?;
        let years = typed.parse().ok().filter(|years| (0.0..=HIGHEST_AGE).contains(years));
        let source = source.map(|column| row.text(column)).filter(|text| !text.is_empty());
        pictures.push(AgedPicture {
            path: directory.join(row.field(path, "path")?),
            age: years.ok_or_else(|| {
                format!(
                    "line {}: age is \"{}\" instead of years from 0 to {HIGHEST_AGE}",
                    row.line,
                    shortened(typed)
                )
            })?,
            source: source.map(str::to_owned),
            line: row.line,
        });
    }
    if pictures.is_empty() {
        return Err("there is no picture in it".to_owned());
    }
    Ok(pictures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_and_sources_are_read_whatever_else_the_list_holds() {
        let list = "name,age,source,path\nx,41,,a.jpg\ny,7.5,two,\"b, c.jpg\"\n";
        let pictures = parse(list.as_bytes(), Path::new("list")).unwrap();
        assert_eq!(pictures[0].path, Path::new("list/a.jpg"));
        assert_eq!(
            (pictures[0].source.as_deref(), pictures[1].source.as_deref()),
            (None, Some("two"))
        );
        assert!((pictures[0].age - 41.0).abs() < 1e-9 && (pictures[1].age - 7.5).abs() < 1e-9);
    }

    #[test]
    fn a_wrong_row_is_named_by_its_line() {
        for (list, expected) in [
            ("path,years\na,41", "line 1: there is no column \"age\""),
            ("path,age\na,41\nb,old", "line 3: age is \"old\""),
            ("path,age\na,-1", "line 2: age is \"-1\""),
            ("path,age\na,NaN", "line 2: age is \"NaN\""),
            ("path,age\n,41", "line 2: column path is empty"),
            ("path,age\n", "no picture"),
        ] {
            let error = parse(list.as_bytes(), Path::new("")).unwrap_err();
            assert!(error.contains(expected), "{list:?}: {error}");
        }
    }
}
