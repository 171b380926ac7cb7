//! From the likeness of two faces to a similarity of 0 to 100.
//!
//! The reference product shows such a number and accepts from 85 on by default. What ours mean is set by false match
//! rates, measured with `argos eval faces --cross-pairs` on 1.1 million pairs of photographs of two people each:
//!
//! | similarity | likeness | pairs of two people that reach it | what it is for by default |
//! |---|---|---|---|
//! | 70 | 0.35 | about 1 in 1,000 | below it the attempt fails, above it a human looks |
//! | 85 | 0.43 | fewer than 1 in 10,000 | selfie and portrait are one person's |
//! | 90 | 0.50 | about 1 in 1,000,000, too few to be measured | a face among all those approved is the same one |
//!
//! Straight lines join the points. docs/adr/0040-two-face-recognisers.md has the reasons, docs/models.md the figures.

/// `(likeness, similarity)`, rising.
const POINTS: [(f64, f64); 6] = [
    (-1.0, 0.0),
    (0.0, 0.0),
    (0.35, 70.0),
    (0.43, 85.0),
    (0.50, 90.0),
    (1.0, 100.0),
];

/// The similarity for a likeness; rises with it.
#[must_use]
pub fn similarity_percentage(likeness: f64) -> f64 {
    interpolate(likeness, POINTS)
}

/// The lowest likeness that gives a similarity above zero or more: the inverse of [`similarity_percentage`].
#[must_use]
pub fn similarity_to_likeness(similarity: f64) -> f64 {
    let [_, rising @ ..] = POINTS;
    interpolate(similarity, rising.map(|(likeness, similarity)| (similarity, likeness)))
}

fn interpolate<const COUNT: usize>(value: f64, points: [(f64, f64); COUNT]) -> f64 {
    if value.is_nan() {
        return points[0].1;
    }
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        if value <= x1 {
            return y0 + (y1 - y0) * ((value - x0) / (x1 - x0)).clamp(0.0, 1.0);
        }
    }
    points[COUNT - 1].1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_named_points_are_met() {
        for (likeness, similarity) in POINTS {
            assert!((similarity_percentage(likeness) - similarity).abs() < 1e-9);
        }
        assert!((similarity_to_likeness(85.0) - 0.43).abs() < 1e-9);
        assert!(similarity_percentage(f64::NAN).abs() < 1e-9);
        assert!((similarity_percentage(2.0) - 100.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_similarity_leads_back_to_its_likeness(likeness in 0.0..=1.0f64) {
            let back = similarity_to_likeness(similarity_percentage(likeness));
            prop_assert!((back - likeness).abs() < 1e-9, "{likeness} {back}");
        }

        #[test]
        fn a_higher_likeness_never_gives_a_lower_similarity(a in -1.0..=1.0f64, b in -1.0..=1.0f64) {
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            prop_assert!(similarity_percentage(low) <= similarity_percentage(high));
        }
    }
}
