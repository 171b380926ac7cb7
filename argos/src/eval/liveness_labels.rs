//! The list of labelled pictures that `argos eval liveness` reads.

use super::labelled_table::{self, LabelledTable, shortened};
use crate::image_file::Failure;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The pictures of a list.
#[derive(Debug, Default)]
pub struct LivenessLabels {
    /// The pictures, in the order of the list.
    pub pictures: Vec<LabelledPicture>,
    /// Names of the sources, in the order in which they first appear.
    pub sources: Vec<String>,
    /// Names of the groups, in the order in which they first appear.
    pub groups: Vec<String>,
}

/// One picture and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledPicture {
    /// Where it lies.
    pub path: PathBuf,
    /// A living person before the camera, not a picture of one.
    pub live: bool,
    /// Position of the source.
    pub source: usize,
    /// Position of the group: pictures of one person or one recording. Without a column for it, that of the source.
    pub group: usize,
    /// Line of the list.
    pub line: u64,
}

/// Reads a list with the columns `path` (relative to the list), `label` (`live` or `spoof`), `source` and perhaps `group`;
/// further columns are left alone.
///
/// # Errors
/// [`Failure::Unreadable`] names the first line that is wrong, and what is wrong with it.
pub fn read(path: &Path) -> Result<LivenessLabels, Failure> {
    let list = labelled_table::read(path)?;
    let directory = path.parent().unwrap_or(Path::new("."));
    parse(&list, directory).map_err(|what| Failure::Unreadable(format!("{}: {what}", path.display())))
}

fn parse(list: &[u8], directory: &Path) -> Result<LivenessLabels, String> {
    let table = LabelledTable::parse(list)?;
    let needed = |name| table.needed(name, "path, label and source");
    let (path, label, source) = (needed("path")?, needed("label")?, needed("source")?);
    let mut result = LivenessLabels::default();
    let group = table.column("group");
    let (mut sources, mut groups) = (BTreeMap::new(), BTreeMap::new());
    for row in &table.rows {
        let live = match row.field(label, "label")? {
            "live" => true,
            "spoof" => false,
            other => {
                return Err(format!(
                    "line {}: label is \"{}\" instead of live or spoof",
                    row.line,
                    shortened(other)
                ));
            }
        };
        let name = row.field(source, "source")?;
        let of_group = group.map(|column| row.text(column)).filter(|text| !text.is_empty());
        let of_group = of_group.map_or_else(|| name.to_owned(), |text| format!("{name}/{text}"));
        let source = *sources.entry(name.to_owned()).or_insert_with(|| {
            result.sources.push(name.to_owned());
            result.sources.len() - 1
        });
        let group = *groups.entry(of_group.clone()).or_insert_with(|| {
            result.groups.push(of_group);
            result.groups.len() - 1
        });
        result.pictures.push(LabelledPicture {
            path: directory.join(row.field(path, "path")?),
            live,
            source,
            group,
            line: row.line,
        });
    }
    if result.pictures.is_empty() {
        return Err("there is no picture in it".to_owned());
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_sources_and_paths_are_read_whatever_else_the_list_holds() {
        let list = "group,source,path,label\ng,one,a.jpg,live\ng,two,\"b, c.jpg\",spoof\nh,one,/d.jpg,spoof\n";
        let labels = parse(list.as_bytes(), Path::new("list")).unwrap();
        assert_eq!(labels.sources, ["one", "two"]);
        assert_eq!(labels.groups, ["one/g", "two/g", "one/h"]);
        let read: Vec<_> = labels
            .pictures
            .iter()
            .map(|picture| (picture.path.to_str().unwrap(), picture.live, picture.source))
            .collect();
        assert_eq!(
            read,
            [
                ("list/a.jpg", true, 0),
                ("list/b, c.jpg", false, 1),
                ("/d.jpg", false, 0)
            ]
        );
    }

    #[test]
    fn a_wrong_row_is_named_by_its_line() {
        for (list, expected) in [
            ("path,label\na,live", "line 1: there is no column \"source\""),
            ("path,label,source\na,live,s\nb,dead,s", "line 3: label is \"dead\""),
            ("path,label,source\na,live,", "line 2: column source is empty"),
            ("path,label,source\n,live,s", "line 2: column path is empty"),
            ("path,label,source\na,live", "line 2: 2 fields instead of 3"),
            ("path,label,source\n", "no picture"),
        ] {
            let error = parse(list.as_bytes(), Path::new("")).unwrap_err();
            assert!(error.contains(expected), "{list:?}: {error}");
        }
    }
}
