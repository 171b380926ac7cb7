//! From the cosine of two embeddings to a similarity of 0 to 100.
//!
//! The reference product's default threshold is 85. Straight lines join these points, chosen by hand from the few
//! document-like portraits measured in docs/models.md, not yet from a target false-match rate.

/// `(cosine, similarity)`, rising.
const POINTS: [(f64, f64); 5] = [(-1.0, 0.0), (0.0, 0.0), (0.36, 70.0), (0.45, 85.0), (1.0, 100.0)];

/// The similarity for a cosine; rises with it.
#[must_use]
pub fn similarity_percentage(cosine: f64) -> f64 {
    interpolate(cosine, POINTS)
}

/// The lowest cosine that gives a similarity above zero or more: the inverse of [`similarity_percentage`].
#[must_use]
pub fn similarity_to_likeness(similarity: f64) -> f64 {
    let rising = [POINTS[1], POINTS[2], POINTS[3], POINTS[4]].map(|(cosine, similarity)| (similarity, cosine));
    interpolate(similarity, rising)
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
        for (cosine, similarity) in POINTS {
            assert!((similarity_percentage(cosine) - similarity).abs() < 1e-9);
        }
        assert!((similarity_to_likeness(85.0) - 0.45).abs() < 1e-9);
        assert!(similarity_percentage(f64::NAN).abs() < 1e-9);
        assert!((similarity_percentage(2.0) - 100.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_higher_cosine_never_gives_a_lower_similarity(a in -1.0..=1.0f64, b in -1.0..=1.0f64) {
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            prop_assert!(similarity_percentage(low) <= similarity_percentage(high));
        }
    }
}
