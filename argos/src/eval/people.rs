//! Who is on a picture, by the labels and by the names of the files, for comparing every picture with every other.

use super::pairs_file::PairsFile;
use crate::image_file::Failure;
use std::collections::BTreeMap;
use std::path::Path;

/// A number for the person on each picture, in the order of the list.
///
/// Two pictures show one person when a pair says so, or when their files lie in one folder and have one name but for the
/// number at its end, as in `Name_0001.jpg`; a name that is only a number stands for its folder.
///
/// # Errors
/// [`Failure::Unreadable`] when a pair of two people would come out as one: then the names do not mean people.
pub fn people(list: &PairsFile) -> Result<Vec<usize>, Failure> {
    let mut groups = Groups((0..list.pictures.len()).collect());
    let mut names = BTreeMap::new();
    for (index, picture) in list.pictures.iter().enumerate() {
        let named = *names.entry(person_by_name(picture)).or_insert(index);
        groups.join(named, index);
    }
    for pair in list.pairs.iter().filter(|pair| pair.same) {
        groups.join(pair.first, pair.second);
    }
    if let Some(pair) = list
        .pairs
        .iter()
        .find(|pair| !pair.same && groups.of(pair.first) == groups.of(pair.second))
    {
        return Err(Failure::Unreadable(format!(
            "line {}: {} and {} are two people by the list and one by the names of the files; without --cross-pairs the \
             names do not matter",
            pair.line,
            list.pictures[pair.first].display(),
            list.pictures[pair.second].display()
        )));
    }
    Ok((0..list.pictures.len()).map(|index| groups.of(index)).collect())
}

fn person_by_name(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new("")).to_string_lossy();
    let name = stem
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end_matches(['_', '-', '.', ' ']);
    format!("{folder}/{name}")
}

/// Sets of pictures that are joined step by step.
struct Groups(Vec<usize>);

impl Groups {
    fn of(&self, index: usize) -> usize {
        let mut index = index;
        while self.0[index] != index {
            index = self.0[index];
        }
        index
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        let (low, high) = (one.min(other), one.max(other));
        self.0[high] = low;
    }
}

#[cfg(test)]
mod tests {
    use super::super::pairs_file::Pair;
    use super::*;
    use std::path::PathBuf;

    fn list(pictures: &[&str], pairs: &[(usize, usize, bool)]) -> PairsFile {
        PairsFile {
            pictures: pictures.iter().map(PathBuf::from).collect(),
            pairs: pairs
                .iter()
                .map(|(first, second, same)| Pair {
                    first: *first,
                    second: *second,
                    same: *same,
                    set: 0,
                    line: 7,
                })
                .collect(),
            ..PairsFile::default()
        }
    }

    #[test]
    fn names_labels_and_folders_tell_people_apart() {
        let pictures = [
            "a/Ann_0001.jpg",
            "a/Ann_0002.jpg",
            "a/Bob1.png",
            "b/1.jpg",
            "b/22.jpg",
            "c/1.jpg",
        ];
        let found = people(&list(&pictures, &[(2, 5, true), (0, 2, false)])).unwrap();
        assert_eq!(found[0], found[1]);
        assert_eq!(found[3], found[4]);
        assert_eq!(found[2], found[5], "a label joins what the names do not");
        assert!(found[0] != found[2] && found[2] != found[3]);
    }

    #[test]
    fn names_that_contradict_the_list_are_told() {
        let Err(Failure::Unreadable(message)) = people(&list(&["x/1.jpg", "x/2.jpg"], &[(0, 1, false)])) else {
            panic!("the contradiction was not seen");
        };
        assert!(
            message.starts_with("line 7: x/1.jpg and x/2.jpg are two people by the list"),
            "{message}"
        );
    }
}
