//! The chart: shares of approved, pending and rejected at every threshold, and as two bars.

use crate::dashboard::wording;
use argos_domain::simulation::Tally;

/// A bar of four parts; places and lengths are percentages as text.
pub(super) struct Bar {
    pub(super) title: &'static str,
    /// `before` or `after`.
    pub(super) name: &'static str,
    pub(super) parts: Vec<BarPart>,
}

pub(super) struct BarPart {
    pub(super) class: &'static str,
    pub(super) start: String,
    pub(super) length: String,
}

/// Areas over the thresholds, in a square of 100 by 100 with the origin at its top left corner.
pub(super) struct Chart {
    pub(super) areas: Vec<Area>,
    pub(super) bars: Vec<Bar>,
}

pub(super) struct Area {
    pub(super) class: &'static str,
    pub(super) points: String,
}

/// From the bottom up, and from the left to the right.
const CLASSES: [&str; 4] = ["chart-approved", "chart-pending", "chart-rejected", "chart-other"];

impl Chart {
    pub(super) fn new(table: &[Tally], before: &Tally, after: &Tally) -> Self {
        Self {
            areas: areas(table),
            bars: vec![bar("It was", "before", before), bar("It would be", "after", after)],
        }
    }
}

/// The bounds between the parts, 0 to 100, rising, with 0 first.
#[allow(clippy::cast_precision_loss, reason = "shares need no exact counts")]
fn bounds(tally: &Tally) -> [f64; 5] {
    let all = tally.all().max(1) as f64;
    let mut bounds = [0.0; 5];
    let counts = [
        tally.approved,
        tally.pending,
        tally.rejected,
        tally.retry + tally.unknown,
    ];
    let mut sum = 0;
    for (bound, count) in bounds.iter_mut().skip(1).zip(counts) {
        sum += count;
        *bound = 100.0 * sum as f64 / all;
    }
    bounds
}

fn bar(title: &'static str, name: &'static str, tally: &Tally) -> Bar {
    let bounds = bounds(tally);
    let parts = bounds.windows(2).zip(CLASSES);
    Bar {
        title,
        name,
        parts: parts
            .map(|(pair, class)| BarPart {
                class,
                start: wording::number(pair[0], 2),
                length: wording::number(pair[1] - pair[0], 2),
            })
            .collect(),
    }
}

fn areas(table: &[Tally]) -> Vec<Area> {
    let all: Vec<[f64; 5]> = table.iter().map(bounds).collect();
    let area = |place: usize, class| {
        let upper = all.iter().enumerate().map(|(x, bounds)| (x, bounds[place + 1]));
        let lower = all.iter().enumerate().rev().map(|(x, bounds)| (x, bounds[place]));
        let points: Vec<String> = upper
            .chain(lower)
            .map(|(x, height)| format!("{x},{}", wording::number(100.0 - height, 2)))
            .collect();
        Area {
            class,
            points: points.join(" "),
        }
    };
    CLASSES
        .into_iter()
        .enumerate()
        .map(|(place, class)| area(place, class))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_bar_follow_each_other_and_fill_it() {
        let tally = Tally {
            approved: 50,
            pending: 30,
            rejected: 15,
            unknown: 5,
            ..Tally::default()
        };
        let bar = bar("", "before", &tally);
        let parts: Vec<(&str, &str)> = bar
            .parts
            .iter()
            .map(|part| (part.start.as_str(), part.length.as_str()))
            .collect();
        assert_eq!(parts, [("0", "50"), ("50", "30"), ("80", "15"), ("95", "5")]);
        let areas = areas(&[tally, Tally::default()]);
        assert_eq!(areas[0].points, "0,50 1,100 1,100 0,100");
    }
}
