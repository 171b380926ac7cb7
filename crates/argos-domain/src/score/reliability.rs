//! Whether scores mean what they say: of cases that score 90, about 90 in 100 should be genuine.

use serde::Serialize;

/// Bands into which scores are sorted.
const BANDS: usize = 10;

/// Cases with scores of one band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// The lowest score of the band; it ends where the next one begins.
    pub from: f64,
    /// Cases in it.
    pub cases: usize,
    /// Their share of all cases, by weight.
    pub share: f64,
    /// Their mean score, 0 to 100.
    pub mean_score: f64,
    /// The share of them that is genuine, by weight, 0 to 1.
    pub genuine: f64,
}

/// Scores held against what the cases are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reliability {
    /// Bands of ten points that hold cases, rising.
    pub bands: Vec<Band>,
    /// Expected calibration error, 0 to 1: the mean distance between score and share of genuine cases, by share of cases
    /// (M. P. Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning", 2015).
    pub expected_calibration_error: f64,
}

/// Holds `(score, genuine, weight)` of cases against each other; weights are not negative.
#[must_use]
pub fn reliability(cases: impl IntoIterator<Item = (f64, bool, f64)>) -> Reliability {
    #[derive(Clone, Copy, Default)]
    struct Sum {
        cases: usize,
        weight: f64,
        score: f64,
        genuine: f64,
    }
    let mut sums = [Sum::default(); BANDS];
    for (score, genuine, weight) in cases {
        let Some(sum) = sums.get_mut(band_of(score)) else {
            continue;
        };
        sum.cases += 1;
        sum.weight += weight;
        sum.score += weight * score;
        sum.genuine += if genuine { weight } else { 0.0 };
    }
    let all: f64 = sums.iter().map(|sum| sum.weight).sum();
    let bands: Vec<Band> = sums
        .iter()
        .enumerate()
        .filter(|(_, sum)| sum.weight > 0.0)
        .map(|(index, sum)| Band {
            from: (100 / BANDS * index) as f64,
            cases: sum.cases,
            share: sum.weight / all,
            mean_score: sum.score / sum.weight,
            genuine: sum.genuine / sum.weight,
        })
        .collect();
    let distance = |band: &Band| band.share * (band.mean_score / 100.0 - band.genuine).abs();
    Reliability {
        expected_calibration_error: bands.iter().map(distance).sum(),
        bands,
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a score lies between 0 and 100"
)]
fn band_of(score: f64) -> usize {
    ((score.clamp(0.0, 100.0) / 100.0 * BANDS as f64) as usize).min(BANDS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_that_mean_what_they_say_have_no_error() {
        let cases = (0..10).map(|index| (80.0, index < 8, 1.0));
        let found = reliability(cases);
        assert_eq!(found.bands.len(), 1);
        assert!(found.expected_calibration_error < 1e-12);
    }

    #[test]
    fn the_error_is_weighted_by_cases_and_100_belongs_to_the_last_band() {
        let sure = reliability([(100.0, true, 3.0), (90.0, false, 1.0), (0.0, true, 4.0)]);
        assert_eq!((sure.bands.len(), sure.bands[1].cases), (2, 2));
        let expected = 0.5 * (0.975 - 0.75) + 0.5 * 1.0;
        assert!((sure.expected_calibration_error - expected).abs() < 1e-12, "{sure:?}");
        assert!(reliability([]).bands.is_empty());
    }
}
