//! Where in a picture dense parallel stripes are, and how they run.
//!
//! The structure tensor (Förstner and Gülch, 1987) of small cells tells how strong the edges in them are and whether
//! they have one direction. Neighbouring cells of one direction make a region. Lines of text are such regions too, which
//! costs time but does no harm.

use std::f32::consts::{FRAC_PI_2, PI};

use super::pixels::Grey;
use crate::image::{Point, Rectangle};

/// Side of a cell in pixels.
const CELL: usize = 8;
/// Mean squared gradient, in grey levels per pixel, from which a cell has strong edges.
const STRONG: f32 = 120.0;
/// Share of the edges' energy that has one direction, 0 to 1, from which a cell is striped.
const DIRECTED: f32 = 0.3;
/// How far the directions of neighbouring cells may differ, in radians.
const SAME_DIRECTION: f32 = 0.45;
/// Cells of the smallest region.
const FEWEST_CELLS: usize = 10;
/// Share of its rectangle that a region fills.
const LEAST_FILLED: f32 = 0.35;
/// Regions that are kept.
const MOST_REGIONS: usize = 4;

/// A rectangle at an angle, with its stripes running from its top to its bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StripedRegion {
    /// Top left, top right, bottom right, bottom left, in pixels of the picture that was searched. Which end is up is
    /// not known: the region may stand on its head.
    pub corners: [Point; 4],
    /// Sum of the edges' energy.
    pub weight: f32,
}

impl StripedRegion {
    /// Length across the stripes, in pixels.
    pub(super) fn width(&self) -> f32 {
        self.corners[0].distance(self.corners[1])
    }

    /// Length along the stripes, in pixels.
    pub(super) fn height(&self) -> f32 {
        self.corners[0].distance(self.corners[3])
    }

    /// The upright rectangle around it.
    pub(super) fn bounds(&self) -> Rectangle {
        let [first, ..] = self.corners;
        let start = (first.x, first.y, first.x, first.y);
        let (left, top, right, bottom) = self.corners.iter().fold(start, |(left, top, right, bottom), corner| {
            (
                left.min(corner.x),
                top.min(corner.y),
                right.max(corner.x),
                bottom.max(corner.y),
            )
        });
        Rectangle {
            x: left,
            y: top,
            width: right - left,
            height: bottom - top,
        }
    }

    /// The point at these shares of width and height.
    pub(super) fn at(&self, (u, v): (f32, f32)) -> Point {
        let [a, b, _, d] = self.corners;
        Point::new(
            a.x + u * (b.x - a.x) + v * (d.x - a.x),
            a.y + u * (b.y - a.y) + v * (d.y - a.y),
        )
    }
}

#[derive(Clone, Copy, Default)]
struct Tensor {
    xx: f32,
    yy: f32,
    xy: f32,
}

impl Tensor {
    fn add(&mut self, other: Self) {
        self.xx += other.xx;
        self.yy += other.yy;
        self.xy += other.xy;
    }

    fn energy(self) -> f32 {
        self.xx + self.yy
    }

    fn directedness(self) -> f32 {
        (self.xx - self.yy).hypot(2.0 * self.xy) / self.energy().max(1e-6)
    }

    /// Angle of the gradient, across the stripes, from -π/2 to π/2.
    fn angle(self) -> f32 {
        0.5 * (2.0 * self.xy).atan2(self.xx - self.yy)
    }
}

/// The strongest regions, strongest first.
pub(super) fn striped_regions(grey: &Grey) -> Vec<StripedRegion> {
    let (columns, rows) = (grey.width as usize / CELL, grey.height as usize / CELL);
    if columns < 3 || rows < 2 {
        return Vec::new();
    }
    // Twice, so that the codewords of a symbol, each with edges of its own, grow together.
    let cells = smoothed(&tensors(grey, columns, rows), columns, rows);
    let cells = smoothed(&cells, columns, rows);
    let striped: Vec<bool> = cells
        .iter()
        .map(|cell| cell.energy() >= STRONG && cell.directedness() >= DIRECTED)
        .collect();
    let mut taken = vec![false; cells.len()];
    let mut regions = Vec::new();
    for start in 0..cells.len() {
        if !striped[start] || taken[start] {
            continue;
        }
        let members = connected(start, &cells, &striped, &mut taken, columns, rows);
        regions.extend(region(&members, &cells, columns));
    }
    regions.sort_by(|a: &StripedRegion, b| b.weight.total_cmp(&a.weight));
    regions.truncate(MOST_REGIONS);
    regions
}

/// Mean products of the gradients in every cell.
fn tensors(grey: &Grey, columns: usize, rows: usize) -> Vec<Tensor> {
    let width = grey.width as usize;
    let mut cells = vec![Tensor::default(); columns * rows];
    for y in 1..(rows * CELL).min(grey.height as usize - 1) {
        let (above, line, below) = (
            &grey.bytes[(y - 1) * width..y * width],
            &grey.bytes[y * width..(y + 1) * width],
            &grey.bytes[(y + 1) * width..(y + 2) * width],
        );
        let row = &mut cells[y / CELL * columns..(y / CELL + 1) * columns];
        for (column, cell) in row.iter_mut().enumerate() {
            let (mut xx, mut yy, mut xy) = (0i32, 0i32, 0i32);
            for x in (column * CELL).max(1)..((column + 1) * CELL).min(width - 1) {
                // Scharr's weights (2000): plain differences turn the direction of stripes that are only a few pixels
                // wide by several degrees.
                let column = |at: usize| 3 * i32::from(above[at]) + 10 * i32::from(line[at]) + 3 * i32::from(below[at]);
                let row = |of: &[u8]| 3 * i32::from(of[x - 1]) + 10 * i32::from(of[x]) + 3 * i32::from(of[x + 1]);
                let across = (column(x + 1) - column(x - 1)) / 16;
                let down = (row(below) - row(above)) / 16;
                xx += across * across;
                yy += down * down;
                xy += across * down;
            }
            let scale = 0.25 / (CELL * CELL) as f32;
            cell.add(Tensor {
                xx: xx as f32 * scale,
                yy: yy as f32 * scale,
                xy: xy as f32 * scale,
            });
        }
    }
    cells
}

/// Every cell with its eight neighbours.
fn smoothed(cells: &[Tensor], columns: usize, rows: usize) -> Vec<Tensor> {
    let mut smooth = vec![Tensor::default(); cells.len()];
    for row in 0..rows {
        for column in 0..columns {
            let target = &mut smooth[row * columns + column];
            let (mut count, mut sum) = (0.0, Tensor::default());
            for y in row.saturating_sub(1)..(row + 2).min(rows) {
                for x in column.saturating_sub(1)..(column + 2).min(columns) {
                    sum.add(cells[y * columns + x]);
                    count += 1.0;
                }
            }
            *target = Tensor {
                xx: sum.xx / count,
                yy: sum.yy / count,
                xy: sum.xy / count,
            };
        }
    }
    smooth
}

fn connected(
    start: usize,
    cells: &[Tensor],
    striped: &[bool],
    taken: &mut [bool],
    columns: usize,
    rows: usize,
) -> Vec<usize> {
    let mut members = vec![start];
    taken[start] = true;
    let mut next = 0;
    while let Some(&cell) = members.get(next) {
        next += 1;
        let (row, column) = (cell / columns, cell % columns);
        for y in row.saturating_sub(1)..(row + 2).min(rows) {
            for x in column.saturating_sub(1)..(column + 2).min(columns) {
                let neighbour = y * columns + x;
                if striped[neighbour]
                    && !taken[neighbour]
                    && apart(cells[neighbour].angle(), cells[cell].angle()) <= SAME_DIRECTION
                {
                    taken[neighbour] = true;
                    members.push(neighbour);
                }
            }
        }
    }
    members
}

/// Angle between two directions without ends, 0 to π/2.
fn apart(a: f32, b: f32) -> f32 {
    let difference = (a - b).rem_euclid(PI);
    difference.min(PI - difference)
}

/// The rectangle around the cells, along their common direction; `None` when it is too small or too empty.
fn region(members: &[usize], cells: &[Tensor], columns: usize) -> Option<StripedRegion> {
    if members.len() < FEWEST_CELLS {
        return None;
    }
    let mut sum = Tensor::default();
    members.iter().for_each(|cell| sum.add(cells[*cell]));
    let angle = sum.angle();
    // Both ways across the stripes are as good; the one closer to the right keeps upright pictures upright.
    let angle = if angle > FRAC_PI_2 - 1e-3 { -FRAC_PI_2 } else { angle };
    let (across, down) = (
        Point::new(angle.cos(), angle.sin()),
        Point::new(-angle.sin(), angle.cos()),
    );
    let projected = |axis: Point| {
        let mut values: Vec<f32> = members
            .iter()
            .map(|cell| {
                let centre = |place: usize| (place * CELL) as f32 + CELL as f32 / 2.0;
                centre(cell % columns) * axis.x + centre(cell / columns) * axis.y
            })
            .collect();
        values.sort_by(f32::total_cmp);
        // A few cells of the surroundings shall not widen the rectangle.
        let trimmed = values.len() / 100;
        (values[trimmed], values[values.len() - 1 - trimmed])
    };
    let ((left, right), (top, bottom)) = (projected(across), projected(down));
    let cell = CELL as f32;
    let (width, height) = (right - left + cell, bottom - top + cell);
    let filled = members.len() as f32 * cell * cell / (width * height);
    if filled < LEAST_FILLED {
        return None;
    }
    // The quiet zone and the weak cells at the border belong to it.
    let margin = (2.0 * cell, 1.5 * cell);
    let (left, right) = (left - cell / 2.0 - margin.0, right + cell / 2.0 + margin.0);
    let (top, bottom) = (top - cell / 2.0 - margin.1, bottom + cell / 2.0 + margin.1);
    let corner = |u: f32, v: f32| Point::new(u * across.x + v * down.x, u * across.y + v * down.y);
    Some(StripedRegion {
        corners: [
            corner(left, top),
            corner(right, top),
            corner(right, bottom),
            corner(left, bottom),
        ],
        weight: members
            .iter()
            .map(|cell| cells[*cell].energy() * cells[*cell].directedness())
            .sum(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(pixel: impl Fn(f32, f32) -> u8) -> Grey {
        let (width, height) = (400u32, 300u32);
        Grey {
            width,
            height,
            bytes: (0..width * height)
                .map(|index| pixel((index % width) as f32, (index / width) as f32))
                .collect(),
        }
    }

    #[test]
    fn a_patch_of_stripes_is_found_with_its_place_and_angle() {
        let angle = 0.3f32;
        let grey = picture(|x, y| {
            let (x, y) = (x - 200.0, y - 150.0);
            let (u, v) = (x * angle.cos() + y * angle.sin(), -x * angle.sin() + y * angle.cos());
            let inside = u.abs() < 100.0 && v.abs() < 40.0;
            // Edges as soft as a lens makes them.
            let stripe = (u * PI / 3.0).sin();
            if inside { (125.0 + 105.0 * stripe) as u8 } else { 230 }
        });
        let regions = striped_regions(&grey);
        assert_eq!(regions.len(), 1);
        let [a, b, c, d] = regions[0].corners;
        let found = ((b.y - a.y) / (b.x - a.x)).atan();
        assert!((found - angle).abs() < 0.03, "{found}");
        let centre = Point::new((a.x + c.x) / 2.0, (b.y + d.y) / 2.0);
        assert!(centre.distance(Point::new(200.0, 150.0)) < 8.0);
        let (width, height) = (a.distance(b), a.distance(d));
        // At most two cells of smoothing, the margin and a cell's diagonal wider on each side.
        let (wider, higher) = (width - 200.0, height - 80.0);
        assert!(
            (0.0..76.0).contains(&wider) && (0.0..68.0).contains(&higher),
            "{width} x {height}"
        );
    }

    #[test]
    fn flat_paper_and_checks_have_no_stripes() {
        assert_eq!(striped_regions(&picture(|_, _| 200)), []);
        let checks = picture(|x, y| {
            if ((x / 4.0) as u32 + (y / 4.0) as u32).is_multiple_of(2) {
                0
            } else {
                255
            }
        });
        assert_eq!(striped_regions(&checks), []);
    }

    #[test]
    fn pictures_of_a_few_pixels_do_not_fail() {
        for (width, height) in [(1, 1), (24, 16), (25, 17), (8, 400)] {
            let grey = Grey {
                width,
                height,
                bytes: vec![7; (width * height) as usize],
            };
            assert_eq!(striped_regions(&grey), []);
        }
    }
}
