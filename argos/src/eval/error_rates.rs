//! Error rates of a comparison, by the words of ISO/IEC 19795-1: false match, false non-match, equal error rate.
//!
//! All rates are of a set of scores, higher meaning more alike, and a comparison accepts from its threshold on.

/// Quantile of the normal distribution for intervals of 95 %.
const NORMAL_QUANTILE: f64 = 1.959_963_984_540_054;
/// Folds of the cross-validated accuracy, as in the protocol of the LFW pairs (G. B. Huang et al., 2007).
const FOLDS: usize = 10;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// How many did.
    pub count: usize,
    /// How many there were.
    pub of: usize,
}

impl Share {
    /// The share, 0 to 1; `None` of nothing.
    pub fn rate(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }

    /// The interval of 95 % of E. B. Wilson ("Probable inference, the law of succession, and statistical inference",
    /// 1927), which stays within 0 to 1 and says something also when nothing was counted. It takes the comparisons for
    /// independent of each other; those that share a picture are not, so the truth is somewhat wider.
    pub fn interval(self) -> Option<(f64, f64)> {
        let rate = self.rate()?;
        let of = self.of as f64;
        let square = NORMAL_QUANTILE * NORMAL_QUANTILE;
        let centre = rate + square / (2.0 * of);
        let half = NORMAL_QUANTILE * (rate * (1.0 - rate) / of + square / (4.0 * of * of)).sqrt();
        let scale = 1.0 + square / of;
        // Exactly nothing and everything at the ends, which rounding would miss.
        let low = if self.count == 0 { 0.0 } else { (centre - half) / scale };
        let high = if self.count == self.of {
            1.0
        } else {
            (centre + half) / scale
        };
        Some((low.max(0.0), high.min(1.0)))
    }
}

/// An operating point: both errors at one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OperatingPoint {
    /// Scores from here on are accepted.
    pub threshold: f64,
    /// Share of the pairs of two people that are accepted.
    pub false_matches: Share,
    /// Share of the pairs of one person that are refused.
    pub false_non_matches: Share,
}

/// Scores of labelled comparisons.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    same: Vec<f64>,
    different: Vec<f64>,
}

impl Scores {
    /// Sorts scores; none may be NaN, and one that is counts as the lowest.
    pub fn new(mut same: Vec<f64>, mut different: Vec<f64>) -> Self {
        for scores in [&mut same, &mut different] {
            for score in scores.iter_mut().filter(|score| score.is_nan()) {
                *score = f64::NEG_INFINITY;
            }
            scores.sort_by(f64::total_cmp);
        }
        Self { same, different }
    }

    /// Pairs of one person.
    pub fn same(&self) -> usize {
        self.same.len()
    }

    /// Pairs of two people.
    pub fn different(&self) -> usize {
        self.different.len()
    }

    /// Both errors at a threshold.
    pub fn at(&self, threshold: f64) -> OperatingPoint {
        let refused = |scores: &[f64]| scores.partition_point(|score| *score < threshold);
        OperatingPoint {
            threshold,
            false_matches: Share {
                count: self.different.len() - refused(&self.different),
                of: self.different.len(),
            },
            false_non_matches: Share {
                count: refused(&self.same),
                of: self.same.len(),
            },
        }
    }

    /// The lowest threshold at which no more than this share of the pairs of two people is accepted; `None` without
    /// such pairs.
    pub fn at_false_match_rate(&self, rate: f64) -> Option<OperatingPoint> {
        let accepted = (rate * self.different.len() as f64).floor() as usize;
        // The highest score that must be refused; accepted is what lies above it.
        let refused = self.different.iter().rev().nth(accepted)?;
        Some(self.at(refused.next_up()))
    }

    /// Where both errors are equal, or as near to it as these scores come: their mean there. `None` when either kind
    /// of pair is missing.
    pub fn equal_error_rate(&self) -> Option<f64> {
        self.operating_points()
            .filter_map(|point| Some((point.false_matches.rate()?, point.false_non_matches.rate()?)))
            .min_by(|a, b| (a.0 - a.1).abs().total_cmp(&(b.0 - b.1).abs()))
            .map(|(matches, non_matches)| (matches + non_matches) / 2.0)
    }

    /// All operating points at which either error changes, by rising threshold.
    pub fn operating_points(&self) -> impl Iterator<Item = OperatingPoint> + '_ {
        let mut thresholds: Vec<f64> = self.same.iter().chain(&self.different).copied().collect();
        thresholds.extend(self.different.last().map(|score| score.next_up()));
        thresholds.sort_by(f64::total_cmp);
        thresholds.dedup();
        thresholds.into_iter().map(|threshold| self.at(threshold))
    }
}

/// Labelled scores in the order in which they came, for accuracy.
#[derive(Debug, Clone, Default)]
pub struct LabelledScores(pub Vec<(f64, bool)>);

impl LabelledScores {
    /// The share that is judged rightly when the threshold of every tenth is the best one of the other nine tenths, so
    /// that no pair helps to choose the threshold by which it is judged. Pairs of either kind are dealt to the tenths in
    /// turn. `None` with fewer than twenty pairs.
    pub fn cross_validated_accuracy(&self) -> Option<Share> {
        if self.0.len() < 2 * FOLDS {
            return None;
        }
        let mut dealt = [0usize; 2];
        let folds: Vec<usize> = self
            .0
            .iter()
            .map(|(_, same)| {
                let turn = &mut dealt[usize::from(*same)];
                *turn += 1;
                (*turn - 1) % FOLDS
            })
            .collect();
        let mut right = 0;
        for fold in 0..FOLDS {
            let part = |inside: bool| {
                let pairs = self.0.iter().zip(&folds);
                pairs
                    .filter(move |(_, of)| (**of == fold) == inside)
                    .map(|(pair, _)| *pair)
            };
            let threshold = best_threshold(part(false).collect());
            right += part(true)
                .filter(|(score, same)| (*score >= threshold) == *same)
                .count();
        }
        Some(Share {
            count: right,
            of: self.0.len(),
        })
    }
}

/// The threshold with the fewest errors, halfway between two scores.
fn best_threshold(mut pairs: Vec<(f64, bool)>) -> f64 {
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Accepting everything errs on every pair of two people.
    let mut errors = pairs.iter().filter(|(_, same)| !same).count();
    let (mut best, mut fewest) = (f64::NEG_INFINITY, errors);
    for (index, (score, same)) in pairs.iter().enumerate() {
        // The threshold moves above this score.
        errors = if *same { errors + 1 } else { errors - 1 };
        let next = pairs.get(index + 1).map_or(f64::INFINITY, |(next, _)| *next);
        if errors < fewest && next > *score {
            fewest = errors;
            best = if next.is_finite() && score.is_finite() {
                f64::midpoint(*score, next)
            } else {
                score.next_up()
            };
        }
    }
    best
}

/// The middle value; `None` of nothing.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores() -> Scores {
        Scores::new(vec![0.9, 0.4, 0.8, 0.7], vec![0.1, 0.5, 0.2, 0.3, 0.0])
    }

    #[test]
    fn both_errors_are_counted_at_a_threshold() {
        let point = scores().at(0.5);
        assert_eq!(
            (point.false_matches.count, point.false_matches.of),
            (1, 5),
            "0.5 is accepted"
        );
        assert_eq!((point.false_non_matches.count, point.false_non_matches.of), (1, 4));
        let strict = scores().at(0.500_001);
        assert_eq!(strict.false_matches.count, 0);
    }

    #[test]
    fn a_target_rate_is_never_exceeded_and_the_threshold_is_the_lowest_of_that_kind() {
        let none = scores().at_false_match_rate(1e-3).unwrap();
        assert_eq!((none.false_matches.count, none.false_non_matches.count), (0, 1));
        let one = scores().at_false_match_rate(0.2).unwrap();
        assert_eq!((one.false_matches.count, one.false_non_matches.count), (1, 0));
        let alike = Scores::new(vec![0.5], vec![0.4; 10]);
        assert_eq!(
            alike.at_false_match_rate(0.5).unwrap().false_matches.count,
            0,
            "ten equal scores go together"
        );
        assert!(Scores::new(vec![1.0], Vec::new()).at_false_match_rate(0.1).is_none());
    }

    #[test]
    fn the_equal_error_rate_lies_where_the_errors_cross() {
        let rate = scores().equal_error_rate().unwrap();
        assert!((rate - (0.2 + 0.25) / 2.0).abs() < 1e-12, "{rate}");
        let apart = Scores::new(vec![0.8, 0.9], vec![0.1, 0.2]);
        assert!(apart.equal_error_rate().unwrap().abs() < 1e-12);
        let confused = Scores::new(vec![0.1, 0.2], vec![0.8, 0.9]);
        assert!((confused.equal_error_rate().unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn intervals_hold_the_rate_and_narrow_with_more_pairs() {
        let (low, high) = Share { count: 0, of: 10_000 }.interval().unwrap();
        assert!(low.abs() < 1e-12 && (3e-4..5e-4).contains(&high), "{low} {high}");
        let (low, high) = Share { count: 50, of: 100 }.interval().unwrap();
        // The interval that textbooks print for 50 of 100.
        assert!(
            (low - 0.4038).abs() < 1e-3 && (high - 0.5962).abs() < 1e-3,
            "{low} {high}"
        );
        let (low, high) = Share { count: 100, of: 100 }.interval().unwrap();
        assert!(
            (0.95..0.98).contains(&low) && (high - 1.0).abs() < f64::EPSILON,
            "{low} {high}"
        );
        assert_eq!(Share { count: 0, of: 0 }.interval(), None);
    }

    #[test]
    fn accuracy_is_judged_by_thresholds_of_the_other_pairs() {
        let clean: Vec<(f64, bool)> = (0..40)
            .map(|index| (f64::from(index % 2) + f64::from(index) * 1e-3, index % 2 == 1))
            .collect();
        let all = LabelledScores(clean.clone()).cross_validated_accuracy().unwrap();
        assert_eq!((all.count, all.of), (40, 40));
        let mut wrong = clean;
        wrong[4].1 = true;
        let one = LabelledScores(wrong).cross_validated_accuracy().unwrap();
        assert_eq!(
            one.count, 39,
            "a pair with a wrong label is misjudged and misleads nobody else"
        );
        assert!(
            LabelledScores(vec![(0.1, true); 19])
                .cross_validated_accuracy()
                .is_none()
        );
    }

    #[test]
    fn a_score_that_is_no_number_is_never_accepted() {
        let scores = Scores::new(vec![f64::NAN, 0.5], vec![0.1]);
        assert_eq!(scores.at(0.2).false_non_matches.count, 1);
    }
}
