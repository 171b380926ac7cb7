//! The lists that `argos eval duplicates` reads: whose face is on which picture.

use super::labelled_table::{self, LabelledTable};
use crate::image_file::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A picture of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portrayed {
    /// The person's id; `None` for somebody who is not in the gallery.
    pub person: Option<String>,
    /// Position of the picture in [`PeopleFiles::pictures`].
    pub picture: usize,
}

/// The gallery, the probes, and the pictures of both.
#[derive(Debug, Default)]
pub struct PeopleFiles {
    /// Every picture once, in the order in which they first appear.
    pub pictures: Vec<PathBuf>,
    /// Where each picture first stands: list and line.
    pub places: Vec<String>,
    /// Who is known.
    pub gallery: Vec<Portrayed>,
    /// Who is searched for.
    pub probes: Vec<Portrayed>,
    /// Probes with an id that no picture of the gallery has.
    pub unknown_ids: usize,
}

/// Reads a gallery with the columns `id`, `path` and probes with `path`, `id`; paths are relative to their list.
///
/// Several pictures of the gallery may show one person. A probe whose id is empty, or that no picture of the gallery has,
/// shows somebody who is not in the gallery.
///
/// # Errors
/// [`Failure::Unreadable`] names the first line that is wrong, and what is wrong with it.
pub fn read(gallery: &Path, probes: &Path) -> Result<PeopleFiles, Failure> {
    let mut files = PeopleFiles::default();
    let mut positions = BTreeMap::new();
    for listed in rows(gallery, true)? {
        let picture = files.position(&mut positions, &listed);
        let person = Some(listed.id);
        files.gallery.push(Portrayed { person, picture });
    }
    let known: BTreeSet<String> = files.gallery.iter().filter_map(|known| known.person.clone()).collect();
    for listed in rows(probes, false)? {
        let person = known.get(&listed.id).cloned();
        files.unknown_ids += usize::from(person.is_none() && !listed.id.is_empty());
        let picture = files.position(&mut positions, &listed);
        files.probes.push(Portrayed { person, picture });
    }
    Ok(files)
}

/// A row as it stands in a list.
struct Listed {
    id: String,
    path: PathBuf,
    /// List and line.
    place: String,
}

/// The rows of a list, at least one.
fn rows(list: &Path, needs_ids: bool) -> Result<Vec<Listed>, Failure> {
    let bytes = labelled_table::read(list)?;
    parse(&bytes, list, needs_ids).map_err(|what| Failure::Unreadable(format!("{}: {what}", list.display())))
}

fn parse(bytes: &[u8], list: &Path, needs_ids: bool) -> Result<Vec<Listed>, String> {
    let table = LabelledTable::parse(bytes)?;
    let needed = |name| table.needed(name, "id and path");
    let (id, path) = (needed("id")?, needed("path")?);
    if table.rows.is_empty() {
        return Err("there is no picture in it".to_owned());
    }
    let directory = list.parent().unwrap_or(Path::new("."));
    let listed = table.rows.iter().map(|row| {
        let id = if needs_ids { row.field(id, "id")? } else { row.text(id) };
        Ok(Listed {
            id: id.to_owned(),
            path: directory.join(row.field(path, "path")?),
            place: format!("{}: line {}", list.display(), row.line),
        })
    });
    listed.collect()
}

impl PeopleFiles {
    fn position(&mut self, positions: &mut BTreeMap<PathBuf, usize>, listed: &Listed) -> usize {
        *positions.entry(listed.path.clone()).or_insert_with_key(|picture| {
            self.pictures.push(picture.clone());
            self.places.push(listed.place.clone());
            self.pictures.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Lists(tempfile::TempDir);

    impl Lists {
        fn read(&self, gallery: &str, probes: &str) -> Result<PeopleFiles, String> {
            let write = |name: &str, text: &str| {
                let path = self.0.path().join(name);
                std::fs::write(&path, text).unwrap();
                path
            };
            match read(&write("gallery.csv", gallery), &write("probes.csv", probes)) {
                Ok(files) => Ok(files),
                Err(Failure::Unreadable(message)) => Err(message),
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_picture_of_both_lists_is_looked_at_once_and_who_is_not_in_the_gallery_is_a_stranger() {
        let lists = Lists(tempfile::TempDir::new().unwrap());
        let files = lists
            .read("path,id\nx.jpg,1\ny.jpg,1\n", "id,path\n1,x.jpg\n,z.jpg\n3,z.jpg\n")
            .unwrap();
        let pictures: Vec<_> = files.pictures.iter().filter_map(|path| path.file_name()).collect();
        assert_eq!(pictures, ["x.jpg", "y.jpg", "z.jpg"]);
        assert!(files.places[2].ends_with("probes.csv: line 3"), "{:?}", files.places);
        let one = Some("1".to_owned());
        let of = |person: &Option<String>, picture| Portrayed {
            person: person.clone(),
            picture,
        };
        assert_eq!(files.gallery, [of(&one, 0), of(&one, 1)]);
        assert_eq!(files.probes, [of(&one, 0), of(&None, 2), of(&None, 2)]);
        assert_eq!(files.unknown_ids, 1);
    }

    #[test]
    fn a_wrong_row_is_named_by_its_list_and_line() {
        let lists = Lists(tempfile::TempDir::new().unwrap());
        for (gallery, probes, expected) in [
            ("id\n1", "path,id\n", "gallery.csv: line 1: there is no column \"path\""),
            (
                "id,path\n1,\n",
                "path,id\n",
                "gallery.csv: line 2: column path is empty",
            ),
            ("id,path\n,x\n", "path,id\n", "gallery.csv: line 2: column id is empty"),
            ("id,path\n", "path,id\n", "gallery.csv: there is no picture in it"),
            ("id,path\n1,x\n", "path,id\n", "probes.csv: there is no picture in it"),
            (
                "id,path\n1,x\n",
                "path,id\n,1\n",
                "probes.csv: line 2: column path is empty",
            ),
        ] {
            let error = lists.read(gallery, probes).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
