//! `argos eval faces PAIRS.csv`: how often face comparison errs on labelled pairs of pictures.

use super::error_rates::{LabelledScores, OperatingPoint, Scores, Share, median};
use super::face_pictures::{Measured, look_at_all};
use super::faces_report;
use super::pairs_file::{self, Pair, PairsFile};
use super::people::people;
use crate::command_line::EvalFacesArguments;
use crate::image_file::Failure;
use crate::output;
use argos_app::evaluation::similarity_to_likeness;
use argos_vision::Vision;
use argos_vision::face::likeness;

/// The score of a pair in which no face was found: it is refused at every threshold, so nothing gets better by not
/// finding faces.
const NOT_FOUND: f64 = -1.0;
/// The false match rate at which the share of true accepts is told.
const TARGET_RATE: f64 = 1e-3;

/// Every picture with every other are this number squared by two; more would fill the memory.
const MOST_CROSSED: usize = 10_000;

/// The results of one set of pairs, or of all.
#[derive(Debug)]
pub struct Results {
    /// Name of the set; `None` for all sets together.
    pub set: Option<String>,
    /// Pairs of one person.
    pub same: usize,
    /// Pairs of two people.
    pub different: usize,
    /// Share of the pairs judged rightly, each by a threshold that the others chose.
    pub accuracy: Option<Share>,
    /// Share of the pairs judged rightly at the threshold in use.
    pub accuracy_at_threshold: Share,
    /// Where one pair of two people in a thousand is accepted.
    pub at_target: Option<OperatingPoint>,
    /// Where both errors are equal.
    pub equal_error_rate: Option<f64>,
    /// The threshold in use.
    pub in_use: OperatingPoint,
    /// Pictures in which no face was found.
    pub failures_to_acquire: Share,
    /// Median of the time for one picture, from bytes to embedding.
    pub median_ms: Option<f64>,
    /// All pictures against all others of the set that show somebody else.
    pub cross_pairs: Option<CrossPairs>,
    /// The scores behind it.
    pub scores: Scores,
}

/// Comparisons of every picture with every other of its set.
#[derive(Debug)]
pub struct CrossPairs {
    /// Different people among the pictures.
    pub people: usize,
    /// The threshold in use.
    pub in_use: OperatingPoint,
    /// All scores.
    pub scores: Scores,
}

/// Compares all pairs and prints the figures.
pub fn measure(arguments: &EvalFacesArguments) -> Result<(), Failure> {
    let list = pairs_file::read(&arguments.pairs)?;
    let people = if arguments.cross_pairs {
        if list.pictures.len() > MOST_CROSSED {
            return Err(Failure::Unreadable(format!(
                "{}: --cross-pairs takes at most {MOST_CROSSED} pictures, these are {}",
                arguments.pairs.display(),
                list.pictures.len()
            )));
        }
        Some(people(&list)?)
    } else {
        None
    };
    let mut vision =
        Vision::load(arguments.engine.engine.into()).map_err(|error| Failure::Broken(error.to_string()))?;
    let pictures = look_at_all(&mut vision, &list.pictures, |index| {
        let pair = list
            .pairs
            .iter()
            .find(|pair| pair.first == index || pair.second == index);
        format!("line {}", pair.map_or(0, |pair| pair.line))
    })?;
    let threshold = similarity_to_likeness(arguments.threshold);
    let mut results = vec![judge(&list, &pictures, people.as_deref(), None, threshold)];
    if list.sets.len() > 1 {
        results
            .extend((0..list.sets.len()).map(|set| judge(&list, &pictures, people.as_deref(), Some(set), threshold)));
    }
    if let Some(path) = &arguments.plot {
        std::fs::write(path, faces_report::plot(&results))
            .map_err(|error| Failure::Unreadable(format!("cannot write {}: {error}", path.display())))?;
    }
    if arguments.json {
        return output::answer(&format!(
            "{:#}",
            faces_report::json(&results, &vision, arguments.threshold)
        ));
    }
    output::answer(&faces_report::text(&results, &vision, arguments.threshold))
}

fn score(one: &Measured, other: &Measured) -> f64 {
    match (&one.face, &other.face) {
        (Some(one), Some(other)) => f64::from(likeness(one, other)),
        _ => NOT_FOUND,
    }
}

/// The results of one set, or of all.
fn judge(
    list: &PairsFile,
    pictures: &[Measured],
    people: Option<&[usize]>,
    set: Option<usize>,
    threshold: f64,
) -> Results {
    let pairs: Vec<&Pair> = list
        .pairs
        .iter()
        .filter(|pair| set.is_none_or(|set| pair.set == set))
        .collect();
    let labelled: Vec<(f64, bool)> = pairs
        .iter()
        .map(|pair| (score(&pictures[pair.first], &pictures[pair.second]), pair.same))
        .collect();
    let of = |same: bool| {
        labelled
            .iter()
            .filter(|pair| pair.1 == same)
            .map(|pair| pair.0)
            .collect()
    };
    let scores = Scores::new(of(true), of(false));
    let mut used: Vec<usize> = pairs.iter().flat_map(|pair| [pair.first, pair.second]).collect();
    used.sort_unstable();
    used.dedup();
    let without_face = used.iter().filter(|index| pictures[**index].face.is_none()).count();
    let times = used
        .iter()
        .map(|index| &pictures[*index])
        .filter(|picture| picture.face.is_some());
    let in_use = scores.at(threshold);
    // All sets together are no set of their own: their pictures may be of other kinds.
    let cross_pairs = people.filter(|_| set.is_some() || list.sets.len() == 1);
    Results {
        set: set.map(|set| list.sets[set].clone()),
        same: scores.same(),
        different: scores.different(),
        accuracy_at_threshold: Share {
            count: labelled.len() - in_use.false_matches.count - in_use.false_non_matches.count,
            of: labelled.len(),
        },
        accuracy: LabelledScores(labelled).cross_validated_accuracy(),
        at_target: scores.at_false_match_rate(TARGET_RATE),
        equal_error_rate: scores.equal_error_rate(),
        in_use,
        failures_to_acquire: Share {
            count: without_face,
            of: used.len(),
        },
        median_ms: median(times.map(|picture| picture.milliseconds).collect()),
        cross_pairs: cross_pairs.map(|people| compare_all(pictures, people, &used, threshold)),
        scores,
    }
}

fn compare_all(pictures: &[Measured], people: &[usize], used: &[usize], threshold: f64) -> CrossPairs {
    let (mut same, mut different) = (Vec::new(), Vec::new());
    for (position, one) in used.iter().enumerate() {
        for other in &used[position + 1..] {
            let scores = if people[*one] == people[*other] {
                &mut same
            } else {
                &mut different
            };
            scores.push(score(&pictures[*one], &pictures[*other]));
        }
    }
    let mut known: Vec<usize> = used.iter().map(|index| people[*index]).collect();
    known.sort_unstable();
    known.dedup();
    let scores = Scores::new(same, different);
    CrossPairs {
        people: known.len(),
        in_use: scores.at(threshold),
        scores,
    }
}
