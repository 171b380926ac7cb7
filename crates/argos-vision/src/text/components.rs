//! Connected regions of a probability map, found run by run.

use crate::image::Point;

/// A connected region of likely pixels.
#[derive(Debug, Clone)]
pub(super) struct Component {
    /// First and last pixel of each of its runs: their hull is the hull of the region.
    pub outline: Vec<Point>,
    /// Mean probability of its pixels.
    pub mean: f32,
}

#[derive(Clone, Copy)]
struct Run {
    row: usize,
    start: usize,
    end: usize,
    label: usize,
}

/// Regions of pixels above the threshold, each pixel spread by one to the right and down first, so that hairline gaps
/// close. Pixels are connected over corners too.
pub(super) fn components(map: &[f32], width: usize, threshold: f32) -> Vec<Component> {
    if width == 0 {
        return Vec::new();
    }
    let rows = map.len() / width;
    let mut labels = Labels(Vec::new());
    let mut runs: Vec<Run> = Vec::new();
    let mut previous = 0..0;
    let mut mask = vec![false; width];
    for row in 0..rows {
        let above = row.checked_sub(1).map(|above| &map[above * width..row * width]);
        spread(&mut mask, &map[row * width..(row + 1) * width], above, threshold);
        let first = runs.len();
        let mut candidate = previous.start;
        for (start, end) in spans(&mask) {
            // Runs of the row above that touch this one, corners included, share its label.
            while candidate < previous.end && runs[candidate].end < start {
                candidate += 1;
            }
            let mut label = None;
            let mut touching = candidate;
            while touching < previous.end && runs[touching].start <= end {
                label = Some(match label {
                    None => labels.root(runs[touching].label),
                    Some(known) => labels.join(known, runs[touching].label),
                });
                touching += 1;
            }
            let label = label.unwrap_or_else(|| labels.create());
            runs.push(Run { row, start, end, label });
        }
        previous = first..runs.len();
    }
    collect(map, width, &runs, &mut labels)
}

fn spread(mask: &mut [bool], row: &[f32], above: Option<&[f32]>, threshold: f32) {
    for (pixel, value) in mask.iter_mut().zip(row) {
        *pixel = *value > threshold;
    }
    if let Some(above) = above {
        for (pixel, value) in mask.iter_mut().zip(above) {
            *pixel |= *value > threshold;
        }
    }
    for index in (1..mask.len()).rev() {
        mask[index] |= mask[index - 1];
    }
}

/// The runs of set pixels as `start..end`.
fn spans(mask: &[bool]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(start) = mask[index..].iter().position(|&set| set).map(|offset| index + offset) {
        let end = mask[start..]
            .iter()
            .position(|&set| !set)
            .map_or(mask.len(), |offset| start + offset);
        found.push((start, end));
        index = end;
    }
    found
}

fn collect(map: &[f32], width: usize, runs: &[Run], labels: &mut Labels) -> Vec<Component> {
    let mut order = vec![usize::MAX; labels.0.len()];
    let mut found: Vec<(Component, f32, usize)> = Vec::new();
    for run in runs {
        let root = labels.root(run.label);
        if order[root] == usize::MAX {
            order[root] = found.len();
            found.push((
                Component {
                    outline: Vec::new(),
                    mean: 0.0,
                },
                0.0,
                0,
            ));
        }
        let (component, sum, count) = &mut found[order[root]];
        *sum += map[run.row * width + run.start..run.row * width + run.end]
            .iter()
            .sum::<f32>();
        *count += run.end - run.start;
        let y = run.row as f32;
        component.outline.push(Point::new(run.start as f32, y));
        component.outline.push(Point::new((run.end - 1) as f32, y));
    }
    found
        .into_iter()
        .map(|(component, sum, count)| Component {
            mean: sum / count as f32,
            ..component
        })
        .collect()
}

/// Disjoint sets with path halving.
struct Labels(Vec<usize>);

impl Labels {
    fn create(&mut self) -> usize {
        self.0.push(self.0.len());
        self.0.len() - 1
    }

    fn root(&mut self, mut label: usize) -> usize {
        while self.0[label] != label {
            self.0[label] = self.0[self.0[label]];
            label = self.0[label];
        }
        label
    }

    fn join(&mut self, first: usize, second: usize) -> usize {
        let (first, second) = (self.root(first), self.root(second));
        let (low, high) = (first.min(second), first.max(second));
        self.0[high] = low;
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(picture: &[&str]) -> (Vec<f32>, usize) {
        let values = picture
            .iter()
            .flat_map(|row| row.chars().map(|c| if c == '#' { 0.8 } else { 0.0 }))
            .collect();
        (values, picture[0].len())
    }

    #[test]
    fn separate_regions_stay_separate_and_branches_join() {
        let (values, width) = map(&[
            "#.......#...",
            "#.......#...",
            "#....#..#..#",
            "#....#..#..#",
            "........####",
        ]);
        let found = components(&values, width, 0.3);
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|component| component.mean > 0.2));
    }

    #[test]
    fn a_gap_of_one_pixel_closes_and_of_two_does_not() {
        let (values, width) = map(&["##.##"]);
        assert_eq!(components(&values, width, 0.3).len(), 1);
        let (values, width) = map(&["##..##..."]);
        assert_eq!(components(&values, width, 0.3).len(), 2);
    }

    #[test]
    fn an_empty_map_has_none() {
        assert!(components(&[0.0; 20], 5, 0.3).is_empty());
        assert!(components(&[], 0, 0.3).is_empty());
    }
}
