//! A labelled set of photographs of specimens.

use super::alteration::Alteration;
use super::chance::Chance;
use super::document::SpecimenDocument;
use super::grade::Grade;
use super::lettering::Typefaces;
use super::portrait::Portraits;
use super::shot::{Shot, photograph};
use super::side::{Side, draw};
use anyhow::Context;
use std::fs;
use std::path::Path;

/// The first line of the labels. The first six columns are those of other lists of labelled documents; then the texts
/// of the printed part (in Latin letters, dates as `YYYY-MM-DD`, empty where this side does not print them), what the
/// document is, and the corners of the document in pixels, as it is read: top left, top right, bottom right, bottom left.
pub const HEADER: &str = "path,kind,format,line1,line2,line3,surname,given_names,birth_date,sex,nationality,\
document_number,issue_date,expiry_date,personal_number,place_of_birth,id_type,country,side,grade,quarter_turns,cropped,\
letter_height,width,height,x1,y1,x2,y2,x3,y3,x4,y4";

/// A picture of a set.
#[derive(Debug, Clone)]
pub struct Specimen {
    /// Name of its file.
    pub name: String,
    /// The document.
    pub document: SpecimenDocument,
    /// The side, without its drawing.
    pub side: Side,
    /// The photograph.
    pub shot: Shot,
}

/// What a set is made from.
#[derive(Debug)]
pub struct SpecimenSet {
    /// Difficulty of the photographs.
    pub grade: Grade,
    /// Decides everything else, together with the number of the document.
    pub seed: u64,
    /// Turn of the document in the picture, degrees clockwise, in place of one that the grade allows by chance.
    pub roll: Option<f32>,
    /// Whether somebody altered a digit of each zone afterwards.
    pub altered: bool,
    /// Faces.
    pub portraits: Portraits,
    /// Fonts.
    pub typefaces: Typefaces,
}

impl SpecimenSet {
    /// The pictures of one document: one with its zone, and of cards a second one of the front.
    ///
    /// # Errors
    /// When the encoder refuses the size of a picture.
    pub fn pictures(&self, item: u64) -> anyhow::Result<Vec<Specimen>> {
        let mut chance = Chance::new(self.seed, item);
        let mut document = SpecimenDocument::invented(item, &mut chance.branch());
        if self.altered {
            // By dice of its own, so that everything else is as in the set that nobody altered.
            document.zone.alteration = Alteration::invented(&document.zone, &mut Chance::new(!self.seed, item));
        }
        let portrait = self.portraits.one(&mut chance.branch());
        let sides = draw(&document, &portrait, &self.typefaces, &mut chance.branch());
        let shots = sides.into_iter().map(|side| {
            let shot = photograph(&side, self.grade, self.roll, &mut chance.branch())?;
            let format = document.kind.format().name().to_lowercase();
            Ok(Specimen {
                name: format!("{item:05}_{format}_{}.jpg", side.name.name()),
                document: document.clone(),
                side,
                shot,
            })
        });
        shots.collect()
    }

    /// Writes the pictures of `count` documents and `labels.csv` into a folder, which is created.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, count: u64, folder: &Path) -> anyhow::Result<usize> {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
        let share = |thread: u64| -> anyhow::Result<Vec<(u64, String)>> {
            let mut rows = Vec::new();
            for item in (thread..count).step_by(usize::try_from(threads)?) {
                for specimen in self.pictures(item)? {
                    let path = folder.join(&specimen.name);
                    fs::write(&path, &specimen.shot.jpeg)
                        .with_context(|| format!("cannot write {}", path.display()))?;
                    rows.push((item, row(&specimen, self.grade)));
                }
            }
            Ok(rows)
        };
        let mut rows = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|thread| scope.spawn(move || share(thread))).collect();
            let mut rows = Vec::new();
            for worker in workers {
                let done = worker.join().map_err(|_| anyhow::anyhow!("a thread failed"))?;
                rows.extend(done?);
            }
            Ok::<_, anyhow::Error>(rows)
        })?;
        rows.sort_by_key(|(item, _)| *item);
        let mut labels = format!("{HEADER}\n");
        for (_, row) in &rows {
            labels.push_str(row);
            labels.push('\n');
        }
        let path = folder.join("labels.csv");
        fs::write(&path, labels).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(rows.len())
    }
}

/// The row of a picture, in the order of [`HEADER`]. No value contains a comma or a quotation mark.
fn row(specimen: &Specimen, grade: Grade) -> String {
    let (document, shot, printed) = (&specimen.document, &specimen.shot, &specimen.side.printed);
    let mut lines = document.zone.lines();
    if !specimen.side.has_zone {
        lines.clear();
    }
    lines.resize(3, String::new());
    let kind = if specimen.side.has_zone { "mrz" } else { "no_mrz" };
    let mut columns = vec![
        specimen.name.clone(),
        kind.to_owned(),
        document.kind.format().name().to_owned(),
    ];
    columns.extend(lines);
    let texts = [
        &printed.surname,
        &printed.given_names,
        &printed.birth_date,
        &printed.sex,
        &printed.nationality,
        &printed.document_number,
        &printed.issue_date,
        &printed.expiry_date,
        &printed.personal_number,
        &printed.place_of_birth,
    ];
    columns.extend(texts.map(Clone::clone));
    columns.extend([
        document.kind.id_type().to_owned(),
        document.issuer.alpha3().to_owned(),
        specimen.side.name.name().to_owned(),
        grade.name().to_owned(),
        shot.quarter_turns.to_string(),
        u8::from(shot.cropped).to_string(),
        format!("{:.1}", shot.letter_height),
        shot.size.0.to_string(),
        shot.size.1.to_string(),
    ]);
    columns.extend(
        shot.corners
            .iter()
            .flat_map(|(x, y)| [format!("{x:.1}"), format!("{y:.1}")]),
    );
    columns.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(grade: Grade, seed: u64) -> SpecimenSet {
        SpecimenSet {
            grade,
            seed,
            roll: None,
            altered: false,
            portraits: Portraits::default(),
            typefaces: Typefaces::load().unwrap(),
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_files_and_another_one_others() {
        let folders = [1, 1, 2].map(|seed| {
            let folder = tempfile::tempdir().unwrap();
            set(Grade::Medium, seed).write(2, folder.path()).unwrap();
            folder
        });
        let files = folders.each_ref().map(|folder| {
            let mut names: Vec<_> = fs::read_dir(folder.path())
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            names.sort();
            names.iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>()
        });
        // A passport, and a card with front and back, and the labels.
        assert_eq!(files[0].len(), 4);
        assert!(files[0] == files[1], "the same seed");
        assert!(files[0] != files[2], "another seed");
    }

    #[test]
    fn a_given_roll_turns_the_document_and_changes_nothing_else() {
        let corners = |roll: Option<f32>| {
            let set = SpecimenSet {
                roll,
                ..set(Grade::Mild, 5)
            };
            let specimen = set.pictures(0).unwrap().remove(0);
            (
                specimen.document.zone.lines(),
                specimen.shot.corners,
                specimen.shot.letter_height,
            )
        };
        let (upright, turned) = (corners(Some(0.0)), corners(Some(30.0)));
        assert_eq!((&upright.0, upright.2), (&turned.0, turned.2));
        let angle = |corners: [(f32, f32); 4]| {
            let (left, right) = (corners[0], corners[1]);
            (right.1 - left.1).atan2(right.0 - left.0).to_degrees()
        };
        assert!((angle(turned.1) - angle(upright.1) - 30.0).abs() < 0.1);
    }

    #[test]
    fn rows_have_a_column_for_every_heading() {
        let columns = HEADER.split(',').count();
        for item in 0..2 {
            for specimen in set(Grade::Hard, 4).pictures(item).unwrap() {
                let row = row(&specimen, Grade::Hard);
                assert_eq!(row.split(',').count(), columns, "{row}");
                assert!(!row.contains('"'));
            }
        }
    }
}
