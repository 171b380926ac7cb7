//! `argos eval ages LABELS.csv`: how far the estimated age of a face lies from the true one.
//!
//! A picture is judged by what judges a selfie in a submission: years are whole, and a face is noted when it looks younger or
//! older by more than the tolerance. One in which no face is found is counted apart, as a failure to acquire.

use super::age_labels::{self, AgedPicture};
use super::error_rates::{Share, median};
use super::progress_bar;
use crate::command_line::EvalAgesArguments;
use crate::image_file::{self, Failure};
use crate::output;
use argos_domain::personal::EstimatedAge;
use argos_vision::{Vision, VisionError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Years by which birth dates are moved to see whether it would be noticed.
const MOVED_BY: [i8; 6] = [-40, -30, -20, 20, 30, 40];
/// Ages that a document may say of somebody who verifies alone.
const CLAIMED_AGES: std::ops::RangeInclusive<f64> = 13.0..=100.0;

/// Measured on one picture.
struct Measured {
    /// `None` when no face was found.
    estimated: Option<EstimatedAge>,
    bordered: bool,
    milliseconds: f64,
}

/// The errors of some of the pictures, all in years.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Errors {
    /// Pictures in which a face was found.
    pictures: usize,
    /// The mean of the errors without their sign.
    mean_absolute_error: Option<f64>,
    /// The median of the same.
    median_absolute_error: Option<f64>,
    /// Nineteen in twenty errors without their sign are at most this.
    p95_absolute_error: Option<f64>,
    /// The mean of the errors: above 0 when faces look older than they are.
    bias: Option<f64>,
    /// Share of the pictures that lie further away than the tolerance.
    noted: Option<f64>,
    /// Interval of 95 %, see [`Share::interval`].
    noted_interval: Option<(f64, f64)>,
}

/// How often a birth date would be noticed that is not the person's.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct OtherBirthDate {
    /// By so many years the person would be older than is true; below 0 younger.
    older_by: i8,
    /// Pictures whose people would still be of an age that a document may say.
    pictures: usize,
    /// Share of them that would be noted.
    noted: Option<f64>,
    /// Interval of 95 %, see [`Share::interval`].
    noted_interval: Option<(f64, f64)>,
}

/// All figures.
#[derive(Debug, Serialize)]
struct Report {
    tolerance: u8,
    all: Errors,
    /// Simulated: the same estimates against birth dates that are moved.
    other_birth_dates: Vec<OtherBirthDate>,
    failure_to_acquire: Option<f64>,
    failure_to_acquire_interval: Option<(f64, f64)>,
    found_with_a_border: usize,
    ms_p50: Option<f64>,
    by_source: BTreeMap<String, Errors>,
    /// By the first year of the decade of the true age.
    by_decade: BTreeMap<u8, Errors>,
    model: String,
    engine: argos_vision::EngineInfo,
}

/// Estimates the age of every face and prints the figures.
pub fn measure(arguments: &EvalAgesArguments) -> Result<(), Failure> {
    let pictures = age_labels::read(&arguments.labels)?;
    let mut vision =
        Vision::load(arguments.engine.engine.into()).map_err(|error| Failure::Broken(error.to_string()))?;
    let measured = look_at_all(&mut vision, &pictures)?;
    let report = report(&pictures, &measured, arguments.tolerance, &vision);
    output::answer(&if arguments.json {
        serde_json::to_string_pretty(&report).map_err(|error| Failure::Broken(error.to_string()))?
    } else {
        text(&report)
    })
}

fn look_at_all(vision: &mut Vision, pictures: &[AgedPicture]) -> Result<Vec<Measured>, Failure> {
    let mut measured = Vec::with_capacity(pictures.len());
    let progress = progress_bar(pictures.len());
    for picture in pictures {
        let bytes = image_file::read(&picture.path).map_err(|failure| match failure {
            Failure::Unreadable(message) => Failure::Unreadable(format!("line {}: {message}", picture.line)),
            other => other,
        })?;
        measured.push(match vision.read_age(&bytes) {
            Ok(reading) => Measured {
                estimated: reading.age.map(|age| age.estimated),
                bordered: reading.bordered,
                milliseconds: reading.timings.total_ms.unwrap_or_default(),
            },
            Err(VisionError::Image(cause)) => {
                let message = format!(
                    "argos eval: {}: {cause}; counted as a picture without a face",
                    picture.path.display()
                );
                progress.suspend(|| eprintln!("{message}"));
                Measured {
                    estimated: None,
                    bordered: false,
                    milliseconds: 0.0,
                }
            }
            Err(other) => return Err(Failure::Broken(other.to_string())),
        });
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(measured)
}

fn report(pictures: &[AgedPicture], measured: &[Measured], tolerance: u8, vision: &Vision) -> Report {
    let mut all = Vec::new();
    let mut ages = Vec::new();
    let mut by_source: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut by_decade: BTreeMap<u8, Vec<f64>> = BTreeMap::new();
    let mut times = Vec::new();
    for (picture, measured) in pictures.iter().zip(measured) {
        let Some(estimated) = measured.estimated else { continue };
        let error = f64::from(estimated.whole_years()) - picture.age.floor();
        all.push(error);
        ages.push(picture.age.floor());
        by_source
            .entry(picture.source.clone().unwrap_or_default())
            .or_default()
            .push(error);
        by_decade.entry(decade(picture.age)).or_default().push(error);
        times.push(measured.milliseconds);
    }
    let missed = Share {
        count: pictures.len() - all.len(),
        of: pictures.len(),
    };
    Report {
        tolerance,
        failure_to_acquire: missed.rate(),
        failure_to_acquire_interval: missed.interval(),
        found_with_a_border: measured.iter().filter(|measured| measured.bordered).count(),
        ms_p50: median(times).map(|ms| (ms * 10.0).round() / 10.0),
        other_birth_dates: MOVED_BY
            .map(|years| other_birth_date(&ages, &all, years, tolerance))
            .into(),
        all: errors(&all, tolerance),
        by_source: each(by_source, tolerance),
        by_decade: each(by_decade, tolerance),
        model: vision.age_model().to_owned(),
        engine: vision.engine().clone(),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an age of the list lies between 0 and 120"
)]
fn decade(age: f64) -> u8 {
    (age / 10.0) as u8 * 10
}

fn each<Key: Ord>(errors_of: BTreeMap<Key, Vec<f64>>, tolerance: u8) -> BTreeMap<Key, Errors> {
    errors_of
        .into_iter()
        .map(|(key, found)| (key, errors(&found, tolerance)))
        .collect()
}

fn other_birth_date(ages: &[f64], signed: &[f64], older_by: i8, tolerance: u8) -> OtherBirthDate {
    let moved = f64::from(older_by);
    let claimed = ages
        .iter()
        .zip(signed)
        .filter(|(age, _)| CLAIMED_AGES.contains(&(**age + moved)));
    let noted = Share {
        count: claimed
            .clone()
            .filter(|(_, error)| (**error - moved).abs() > f64::from(tolerance))
            .count(),
        of: claimed.count(),
    };
    OtherBirthDate {
        older_by,
        pictures: noted.of,
        noted: noted.rate(),
        noted_interval: noted.interval(),
    }
}

fn errors(signed: &[f64], tolerance: u8) -> Errors {
    let mut absolute: Vec<f64> = signed.iter().map(|error| error.abs()).collect();
    absolute.sort_by(f64::total_cmp);
    let mean = |values: &[f64]| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    let noted = Share {
        count: absolute.iter().filter(|error| **error > f64::from(tolerance)).count(),
        of: absolute.len(),
    };
    // The smallest that nineteen in twenty do not exceed.
    let within = (absolute.len() * 19).div_ceil(20).saturating_sub(1);
    Errors {
        pictures: absolute.len(),
        mean_absolute_error: mean(&absolute),
        p95_absolute_error: absolute.get(within).copied(),
        median_absolute_error: median(absolute),
        bias: mean(signed),
        noted: noted.rate(),
        noted_interval: noted.interval(),
    }
}

fn text(report: &Report) -> String {
    let mut text = format!(
        "{:<24}{:>9}{:>8}{:>8}{:>8}{:>8}  further than {} years\n",
        "", "pictures", "mean", "median", "95 %", "bias", report.tolerance
    );
    let mut line = |name: &str, errors: &Errors| {
        let years = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
        let (low, high) = errors.noted_interval.unwrap_or((0.0, 1.0));
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(
            text,
            "{name:<24}{:>9}{:>8}{:>8}{:>8}{:>8}  {:.1} % ({:.1} to {:.1})",
            errors.pictures,
            years(errors.mean_absolute_error),
            years(errors.median_absolute_error),
            years(errors.p95_absolute_error),
            errors.bias.map_or_else(|| "-".to_owned(), |bias| format!("{bias:+.1}")),
            100.0 * errors.noted.unwrap_or_default(),
            100.0 * low,
            100.0 * high,
        );
    };
    line("all", &report.all);
    // One source is all there is.
    for (source, errors) in report.by_source.iter().filter(|_| report.by_source.len() > 1) {
        line(&format!("source {source}"), errors);
    }
    for (decade, errors) in &report.by_decade {
        line(&format!("{decade} to {} years old", decade + 9), errors);
    }
    text.push_str("\nof birth dates that are not the person's, moved by so many years, noted\n");
    for other in &report.other_birth_dates {
        let (low, high) = other.noted_interval.unwrap_or((0.0, 1.0));
        let _ = writeln!(
            text,
            "{:<24}{:>9}  {:.1} % ({:.1} to {:.1})",
            format!("person {:+} years", other.older_by),
            other.pictures,
            100.0 * other.noted.unwrap_or_default(),
            100.0 * low,
            100.0 * high,
        );
    }
    let (low, high) = report.failure_to_acquire_interval.unwrap_or((0.0, 1.0));
    let _ = writeln!(
        text,
        "\npictures without a face {:.1} % ({:.1} to {:.1}), faces found only with a border {}, median time {} ms",
        100.0 * report.failure_to_acquire.unwrap_or_default(),
        100.0 * low,
        100.0 * high,
        report.found_with_a_border,
        report.ms_p50.map_or_else(|| "-".to_owned(), |ms| ms.to_string()),
    );
    let _ = write!(
        text,
        "Errors in years without their sign; the bias keeps it and is above 0 when faces look older than they are.\n\
         In brackets: intervals of 95 %.\n{}, {} {}",
        report.model, report.engine.name, report.engine.version
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_beyond_the_tolerance_are_noted_in_both_directions() {
        let found = errors(&[-13.0, -12.0, 0.0, 3.0, 12.0, 14.0], 12);
        assert_eq!((found.pictures, found.noted), (6, Some(2.0 / 6.0)));
        assert!((found.mean_absolute_error.unwrap() - 9.0).abs() < 1e-9);
        assert!((found.bias.unwrap() - 4.0 / 6.0).abs() < 1e-9);
        assert_eq!(found.p95_absolute_error, Some(14.0));
        let twenty: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!(errors(&twenty, 12).p95_absolute_error, Some(19.0));
        assert_eq!(errors(&[], 12).mean_absolute_error, None);
    }

    #[test]
    fn a_moved_birth_date_is_noted_by_what_is_left_of_the_difference() {
        // One looks as old as it is, one older by 15 years; who would be a child of 10 does not count.
        let (ages, signed) = ([40.0, 40.0, 30.0], [0.0, 15.0, 0.0]);
        let older = other_birth_date(&ages[..2], &signed[..2], 20, 17);
        assert_eq!((older.pictures, older.noted), (2, Some(0.5)));
        let younger = other_birth_date(&ages, &signed, -20, 17);
        assert_eq!((younger.pictures, younger.noted), (2, Some(1.0)));
    }

    #[test]
    fn decades_begin_with_their_first_year() {
        assert_eq!([0.0, 9.9, 10.0, 41.0, 120.0].map(decade), [0, 0, 10, 40, 120]);
    }
}
