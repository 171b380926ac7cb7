//! `argos eval duplicates GALLERY.csv PROBES.csv`: how often the search for somebody who was approved before errs, by the
//! words of ISO/IEC 19795-1 for identification: a probe of somebody in the gallery who is not found is a false negative, a
//! probe of a stranger who is found is a false positive.
//!
//! The search is the server's: the same gallery in memory, the same rule, the policy's default threshold.

use super::error_rates::{Share, median};
use super::face_pictures::{Measured, look_at_all};
use super::faces_report::percent;
use super::people_file::{self, PeopleFiles, Portrayed};
use crate::command_line::EvalDuplicatesArguments;
use crate::image_file::Failure;
use crate::output;
use argos_app::face_search::{candidates, same_face};
use argos_vision::Vision;
use argos_vision::face::FaceGallery;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Instant;

/// What was measured.
#[derive(Debug, PartialEq)]
struct Results {
    /// Different people in the gallery.
    people: usize,
    /// Pictures of the gallery, and those of them without a face: nobody finds those.
    gallery_without_face: Share,
    /// Probes, and those of them without a face, for which nobody can be searched.
    probes_without_face: Share,
    /// Probes of somebody in the gallery who was not found, also because either picture shows no face.
    false_negatives: Share,
    /// Probes of somebody who is not in the gallery for whom somebody was found.
    false_positives: Share,
    /// Probes of somebody in the gallery for whom somebody else was found, perhaps beside the right one.
    others_found: Share,
    /// Median of the time of one search in the gallery.
    median_ms: Option<f64>,
}

/// Searches for every probe and prints the figures.
pub fn measure(arguments: &EvalDuplicatesArguments) -> Result<(), Failure> {
    let files = people_file::read(&arguments.gallery, &arguments.probes)?;
    if files.unknown_ids > 0 {
        eprintln!(
            "argos eval: {} of {} probes have an id that nobody in the gallery has; they count as people who are not in it",
            files.unknown_ids,
            files.probes.len()
        );
    }
    let mut vision =
        Vision::load(arguments.engine.engine.into()).map_err(|error| Failure::Broken(error.to_string()))?;
    let pictures = look_at_all(&mut vision, &files.pictures, |index| files.places[index].clone())?;
    let results = search_all(&files, &pictures, arguments.threshold);
    if arguments.json {
        return output::answer(&format!("{:#}", as_json(&results, &vision, arguments.threshold)));
    }
    output::answer(&as_text(&results, &vision, arguments.threshold))
}

fn search_all(files: &PeopleFiles, pictures: &[Measured], threshold: f64) -> Results {
    let mut gallery = FaceGallery::with_capacity(files.gallery.len());
    for (key, known) in files.gallery.iter().enumerate() {
        if let Some(face) = &pictures[known.picture].face {
            gallery.insert(key as u64, face);
        }
    }
    let (mut missed, mut strangers_found, mut others_found, mut times) = (0, 0, 0, Vec::new());
    for probe in &files.probes {
        let start = Instant::now();
        let found = search(files, pictures, &gallery, probe, threshold);
        if pictures[probe.picture].face.is_some() {
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        match probe.person.as_deref() {
            Some(person) => {
                missed += usize::from(!found.contains(person));
                others_found += usize::from(found.iter().any(|other| *other != person));
            }
            None => strangers_found += usize::from(!found.is_empty()),
        }
    }
    let without_face = |list: &[Portrayed]| Share {
        count: list.iter().filter(|row| pictures[row.picture].face.is_none()).count(),
        of: list.len(),
    };
    let known = files.probes.iter().filter(|probe| probe.person.is_some()).count();
    let people: BTreeSet<_> = files.gallery.iter().map(|known| &known.person).collect();
    Results {
        people: people.len(),
        gallery_without_face: without_face(&files.gallery),
        probes_without_face: without_face(&files.probes),
        false_negatives: Share {
            count: missed,
            of: known,
        },
        false_positives: Share {
            count: strangers_found,
            of: files.probes.len() - known,
        },
        others_found: Share {
            count: others_found,
            of: known,
        },
        median_ms: median(times),
    }
}

/// Who is found for a probe: nobody when it shows no face.
fn search<'a>(
    files: &'a PeopleFiles,
    pictures: &[Measured],
    gallery: &FaceGallery,
    probe: &Portrayed,
    threshold: f64,
) -> BTreeSet<&'a str> {
    let Some(face) = &pictures[probe.picture].face else {
        return BTreeSet::new();
    };
    candidates(gallery, face, threshold)
        .into_iter()
        .filter_map(|key| files.gallery.get(usize::try_from(key).ok()?))
        .filter(|known| {
            let known = pictures[known.picture].face.as_ref();
            known.is_some_and(|known| same_face(face, known, threshold).is_some())
        })
        .filter_map(|known| known.person.as_deref())
        .collect()
}

fn as_json(results: &Results, vision: &Vision, threshold: f64) -> Value {
    json!({
        "probes": results.probes_without_face.of,
        "probes_in_gallery": results.false_negatives.of,
        "probes_not_in_gallery": results.false_positives.of,
        "gallery": results.gallery_without_face.of,
        "people": results.people,
        "threshold": threshold,
        "false_negative_rate": results.false_negatives.rate(),
        "false_negative_rate_interval": results.false_negatives.interval(),
        "false_positive_rate": results.false_positives.rate(),
        "false_positive_rate_interval": results.false_positives.interval(),
        "others_found_rate": results.others_found.rate(),
        "others_found_rate_interval": results.others_found.interval(),
        "failure_to_acquire": results.probes_without_face.rate(),
        "failure_to_acquire_interval": results.probes_without_face.interval(),
        "failure_to_enrol": results.gallery_without_face.rate(),
        "failure_to_enrol_interval": results.gallery_without_face.interval(),
        "ms_p50": results.median_ms.map(|ms| (ms * 1e3).round() / 1e3),
        "model": vision.face_models().both,
        "engine": vision.engine(),
    })
}

fn as_text(results: &Results, vision: &Vision, threshold: f64) -> String {
    let mut text = format!(
        "Gallery: {} pictures of {} people; {} probes of people in it, {} of others; threshold: similarity {threshold}\n",
        results.gallery_without_face.of, results.people, results.false_negatives.of, results.false_positives.of
    );
    for (what, share) in [
        (
            "not found, of those in the gallery (false negatives)",
            results.false_negatives,
        ),
        ("found, of those not in it (false positives)", results.false_positives),
        ("somebody else found, of those in the gallery", results.others_found),
        ("probes without a face", results.probes_without_face),
        ("pictures of the gallery without a face", results.gallery_without_face),
    ] {
        let _ = writeln!(text, "  {what:<54}{}", percent(share));
    }
    if let Some(ms) = results.median_ms {
        let _ = writeln!(text, "  {:<54}{ms:.3} ms", "median time for one search");
    }
    let _ = write!(
        text,
        "\nIn brackets: intervals of 95 %. A probe in which no face was found finds nobody.\n{}, {} {}",
        vision.face_models().both,
        vision.engine().name,
        vision.engine().version
    );
    text
}
