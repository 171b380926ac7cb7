//! The parts of which submissions are composed, each measured once by the code that judges submissions.

use super::portrait::as_portrait;
use super::sides::{Side, deal};
use crate::command_line::EvalScoreArguments;
use crate::eval::labelled_table;
use crate::eval::liveness_labels::{self, LabelledPicture, LivenessLabels};
use crate::eval::pairs_file::{self, PairsFile};
use crate::eval::people::people;
use crate::eval::progress_bar;
use crate::image_file::{self, Failure};
use argos_app::SystemClock;
use argos_app::accuracy::documents::{Label, read_labels};
use argos_app::evaluation::{document_data, selfie_checks};
use argos_app::read::{decode_picture, read_picture};
use argos_domain::check::{CheckName, CheckResult};
use argos_domain::clock::Clock;
use argos_domain::document::DocumentData;
use argos_domain::policy::Policy;
use argos_domain::submission::ChosenDocument;
use argos_vision::face::Embedding;
use argos_vision::image::{DecodeLimits, decode};
use argos_vision::mrz::{FieldStatus, MrzFormat, ReadLine, read};
use argos_vision::{DocumentReading, EstimateAge, Vision, VisionError};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A document as it was read.
pub struct DocumentPart {
    /// The document: its pictures are on one side.
    pub group: usize,
    pub side: Side,
    pub reading: DocumentReading,
    pub data: DocumentData,
}

/// Two pictures of one person, the second as the portrait of a document.
pub struct PersonPart {
    /// The person.
    pub group: usize,
    pub side: Side,
    /// The set of the list: faces are compared within one, as cut-outs of different kinds are told apart too easily.
    pub set: usize,
    pub face: Embedding,
    /// `None` when no face was found on the portrait.
    pub portrait: Option<Embedding>,
}

/// A selfie with its checks, but for the comparison of faces.
pub struct SelfiePart {
    /// The person or recording.
    pub group: usize,
    pub side: Side,
    /// The camera or collection.
    pub source: usize,
    pub live: bool,
    pub checks: Vec<CheckResult>,
}

/// All of them.
#[derive(Default)]
pub struct Parts {
    pub documents: Vec<DocumentPart>,
    pub people: Vec<PersonPart>,
    pub selfies: Vec<SelfiePart>,
    /// Pictures that could not be used, by what was wrong with them.
    pub unusable: BTreeMap<&'static str, usize>,
}

/// Measures everything. Files that are no pictures are counted.
pub fn measure(arguments: &EvalScoreArguments) -> Result<Parts, Failure> {
    // What is wrong with a list is told before the work begins.
    let needed = |name: &str| Failure::Unreadable(format!("--{name} is needed"));
    let pairs = pairs_file::read(arguments.faces.as_deref().ok_or_else(|| needed("faces"))?)?;
    let labels = liveness_labels::read(arguments.liveness.as_deref().ok_or_else(|| needed("liveness"))?)?;
    if let Some(unknown) = arguments.exchange.iter().find(|name| !labels.sources.contains(name)) {
        let message = format!("--exchange: there is no source \"{unknown}\"");
        return Err(Failure::Unreadable(message));
    }
    let mut vision = arguments
        .vision
        .load()
        .map_err(|error| Failure::Broken(error.to_string()))?;
    let mut parts = Parts::default();
    documents(&mut vision, arguments, &mut parts)?;
    faces(&mut vision, &pairs, arguments, &mut parts)?;
    selfies(&mut vision, &labels, arguments, &mut parts)?;
    Ok(parts)
}

/// The bytes, or nothing where the file is damaged or missing.
fn bytes_of(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match image_file::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Failure::Unreadable(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The reading, or nothing for what is no picture.
fn usable<T>(read: Result<T, VisionError>) -> Result<Option<T>, Failure> {
    match read {
        Ok(reading) => Ok(Some(reading)),
        Err(VisionError::Image(_)) => Ok(None),
        Err(other) => Err(Failure::Broken(other.to_string())),
    }
}

/// Why a picture of a document cannot stand for a genuine one.
const IMPOSSIBLE: &str = "document whose zone, as it is labelled, has a wrong check digit or a day that does not exist";

/// Whether a genuine document may have this zone: pictures of samples have check digits and dates that are wrong as printed.
fn may_be_genuine(lines: &[impl AsRef<str>], today: Date) -> bool {
    let read_lines: Vec<ReadLine> = lines.iter().map(|line| ReadLine::from(line.as_ref())).collect();
    let zone = MrzFormat::detect(lines).and_then(|format| read(&read_lines, format, today));
    zone.is_some_and(|zone| {
        zone.checks.agree()
            && zone.birth_date.status != FieldStatus::Failed
            && zone.expiry_date.status != FieldStatus::Failed
    })
}

/// Documents whose zone is known: of others it is not known what they are.
fn documents(vision: &mut Vision, arguments: &EvalScoreArguments, parts: &mut Parts) -> Result<(), Failure> {
    let today = SystemClock.now().date();
    let mut rows: Vec<(PathBuf, String)> = Vec::new();
    for table in &arguments.documents {
        let bytes = labelled_table::read(table)?;
        let labels =
            read_labels(&bytes).map_err(|error| Failure::Unreadable(format!("{}: {error}", table.display())))?;
        let folder = table.parent().unwrap_or(Path::new(""));
        for row in labels {
            match row.label {
                Label::Zone(truth) if may_be_genuine(truth.lines(), today) => {
                    rows.push((folder.join(row.path), truth.lines().concat()));
                }
                Label::Zone(_) => *parts.unusable.entry(IMPOSSIBLE).or_default() += 1,
                Label::NoZone | Label::Unknown => {}
            }
        }
    }
    // Two pictures with one zone show one document.
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    let group: Vec<usize> = rows
        .iter()
        .map(|(_, zone)| {
            let next = groups.len();
            *groups.entry(zone).or_insert(next)
        })
        .collect();
    let sides = deal(&sizes(&group), arguments.seed);
    let progress = progress_bar(rows.len());
    for ((path, _), group) in rows.iter().zip(group) {
        progress.inc(1);
        let decoded = bytes_of(path)?.and_then(|bytes| decode_picture(&bytes).ok());
        let read = decoded.map(|picture| read_picture(vision, picture, today));
        let Some(reading) = read.map(usable).transpose()?.flatten() else {
            *parts.unusable.entry("document that is no picture").or_default() += 1;
            continue;
        };
        parts.documents.push(DocumentPart {
            group,
            side: sides[group],
            data: document_data(&reading, &ChosenDocument::default()),
            reading,
        });
    }
    progress.finish_and_clear();
    Ok(())
}

/// One of so many pairs of one person: the first picture as it is, the second as a portrait.
fn faces(
    vision: &mut Vision,
    list: &PairsFile,
    arguments: &EvalScoreArguments,
    parts: &mut Parts,
) -> Result<(), Failure> {
    let people = people(list)?;
    let pairs: Vec<_> = list
        .pairs
        .iter()
        .filter(|pair| pair.same)
        .step_by(arguments.every)
        .collect();
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let group: Vec<usize> = pairs
        .iter()
        .map(|pair| {
            let next = numbers.len();
            *numbers.entry(people[pair.first]).or_insert(next)
        })
        .collect();
    let sides = deal(&sizes(&group), arguments.seed.wrapping_add(1));
    let progress = progress_bar(pairs.len());
    for (pair, group) in pairs.iter().zip(group) {
        progress.inc(1);
        let first = bytes_of(&list.pictures[pair.first])?;
        let face = first
            .map(|bytes| usable(vision.read_faces(&bytes)))
            .transpose()?
            .flatten();
        let second = bytes_of(&list.pictures[pair.second])?;
        let portrait = second.and_then(|bytes| {
            decode(
                &bytes,
                &DecodeLimits {
                    min_side: 24,
                    ..DecodeLimits::default()
                },
            )
            .ok()
        });
        let (Some(face), Some(portrait)) = (face.and_then(|reading| reading.face), portrait) else {
            *parts
                .unusable
                .entry("first picture of a pair without a face, or second one that is no picture")
                .or_default() += 1;
            continue;
        };
        let portrait = usable(vision.read_faces(&as_portrait(&portrait.pixels)?))?;
        parts.people.push(PersonPart {
            group,
            side: sides[group],
            set: pair.set,
            face: face.embedding,
            portrait: portrait.and_then(|reading| reading.face).map(|face| face.embedding),
        });
    }
    progress.finish_and_clear();
    Ok(())
}

fn selfies(
    vision: &mut Vision,
    labels: &LivenessLabels,
    arguments: &EvalScoreArguments,
    parts: &mut Parts,
) -> Result<(), Failure> {
    let group: Vec<usize> = labels.pictures.iter().map(|picture| picture.group).collect();
    let sides = deal(&sizes(&group), arguments.seed.wrapping_add(2));
    let model = vision.face_models().both;
    let pictures: Vec<&LabelledPicture> = labels.pictures.iter().step_by(arguments.every).collect();
    let progress = progress_bar(pictures.len());
    for picture in pictures {
        progress.inc(1);
        let bytes = bytes_of(&picture.path)?;
        let Some(reading) = bytes
            .map(|bytes| usable(vision.read_selfie(&bytes, EstimateAge::No)))
            .transpose()?
            .flatten()
        else {
            *parts.unusable.entry("selfie that is no picture").or_default() += 1;
            continue;
        };
        let mut checks = selfie_checks(&reading, None, &Policy::default(), &model);
        checks.retain(|check| check.name != CheckName::FaceMatch);
        let exchanged = arguments.exchange.contains(&labels.sources[picture.source]);
        parts.selfies.push(SelfiePart {
            group: picture.group,
            side: sides[picture.group],
            source: picture.source,
            live: picture.live != exchanged,
            checks,
        });
    }
    progress.finish_and_clear();
    Ok(())
}

/// How many there are of each group.
fn sizes(groups: &[usize]) -> Vec<usize> {
    let mut sizes = vec![0; groups.iter().max().map_or(0, |last| last + 1)];
    for group in groups {
        sizes[*group] += 1;
    }
    sizes
}
