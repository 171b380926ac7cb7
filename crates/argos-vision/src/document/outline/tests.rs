use super::*;
use image::Rgb;

fn corners(points: [(f32, f32); 4]) -> [Point; 4] {
    points.map(|(x, y)| Point::new(x, y))
}

/// A light card with these corners on a darker table with a grain, and a dark stripe on it that is no text.
fn photograph(card: &[Point; 4], (width, height): (u32, u32)) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let grain = ((x * 7 + y * 13) % 5) as u8;
        if holds(card, Point::new(x as f32 + 0.5, y as f32 + 0.5)) {
            Rgb([208 + grain, 214, 220])
        } else {
            Rgb([112 + grain, 104, 96])
        }
    })
}

/// Lines of text at these places of a document: left, right and middle as shares of its width and height.
fn text_on(card: &[Point; 4], lines: &[(f32, f32, f32)]) -> TextEvidence {
    let at = |u: f32, v: f32| {
        let top = (
            card[0].x + (card[1].x - card[0].x) * u,
            card[0].y + (card[1].y - card[0].y) * u,
        );
        let bottom = (
            card[3].x + (card[2].x - card[3].x) * u,
            card[3].y + (card[2].y - card[3].y) * u,
        );
        Point::new(top.0 + (bottom.0 - top.0) * v, top.1 + (bottom.1 - top.1) * v)
    };
    let quads = lines.iter().map(|&(left, right, middle)| {
        [
            at(left, middle - 0.03),
            at(right, middle - 0.03),
            at(right, middle + 0.03),
            at(left, middle + 0.03),
        ]
    });
    TextEvidence {
        lines: quads.collect(),
        zone: None,
    }
}

const LINES: [(f32, f32, f32); 4] = [(0.4, 0.8, 0.2), (0.4, 0.7, 0.4), (0.4, 0.9, 0.6), (0.1, 0.9, 0.85)];

#[test]
fn a_card_is_found_at_any_angle_from_the_corner_where_its_text_begins() {
    for degrees in (0..360).step_by(15) {
        let (sine, cosine) = (degrees as f32).to_radians().sin_cos();
        let card = corners([(-150.0, -94.5), (150.0, -94.5), (150.0, 94.5), (-150.0, 94.5)]).map(|point| {
            Point::new(
                400.0 + point.x * cosine - point.y * sine,
                300.0 + point.x * sine + point.y * cosine,
            )
        });
        let found = find_outline(&photograph(&card, (800, 600)), (800, 600), &text_on(&card, &LINES)).unwrap();
        assert_eq!(found.framing, Framing::Whole, "{degrees}");
        let farthest = found
            .corners
            .iter()
            .zip(&card)
            .map(|(a, b)| a.distance(*b))
            .fold(0.0, f32::max);
        assert!(
            farthest < 2.5,
            "{degrees} degrees: {farthest} pixels, {:?}",
            found.corners
        );
        assert!((found.area_share - 300.0 * 189.0 / 480_000.0).abs() < 0.01);
    }
}

#[test]
fn corners_are_given_in_pixels_of_the_whole_picture() {
    let card = corners([(200.0, 120.0), (560.0, 150.0), (590.0, 420.0), (150.0, 390.0)]);
    let text = text_on(&card.map(|corner| corner.scaled(4.0)), &LINES);
    let found = find_outline(&photograph(&card, (800, 600)), (3200, 2400), &text).unwrap();
    for (found, card) in found.corners.iter().zip(&card) {
        assert!(found.distance(card.scaled(4.0)) < 12.0, "{found:?} {card:?}");
    }
}

#[test]
fn a_card_beyond_the_border_is_cut_off_there() {
    let card = corners([(-90.0, 150.0), (330.0, 150.0), (330.0, 415.0), (-90.0, 415.0)]);
    let text = text_on(&card, &[(0.45, 0.8, 0.2), (0.45, 0.7, 0.4), (0.25, 0.9, 0.85)]);
    let found = find_outline(&photograph(&card, (800, 600)), (800, 600), &text).unwrap();
    assert_eq!(found.framing, Framing::CutOff(vec![PictureSide::Left]));
    assert!(visible_overlap(&found.corners, &card, (800.0, 600.0)) > 0.97);
}

#[test]
fn text_without_edges_around_it_fills_the_picture_and_an_empty_picture_has_no_document() {
    let paper = RgbImage::from_pixel(800, 504, Rgb([230, 228, 222]));
    let whole = corners([(0.0, 0.0), (800.0, 0.0), (800.0, 504.0), (0.0, 504.0)]);
    let found = find_outline(&paper, (800, 504), &text_on(&whole, &LINES)).unwrap();
    assert_eq!((found.framing, found.corners), (Framing::FillsPicture, whole));
    assert_eq!(find_outline(&paper, (800, 504), &TextEvidence::default()), None);
    assert_eq!(
        find_outline(&RgbImage::new(8, 8), (8, 8), &TextEvidence::default()),
        None
    );
}

#[test]
fn a_picture_with_the_text_upside_down_begins_at_the_lower_right_corner() {
    let paper = RgbImage::from_pixel(800, 504, Rgb([230, 228, 222]));
    let turned = corners([(800.0, 504.0), (0.0, 504.0), (0.0, 0.0), (800.0, 0.0)]);
    let found = find_outline(&paper, (800, 504), &text_on(&turned, &LINES)).unwrap();
    assert_eq!(found.corners, turned);
}

#[test]
fn overlap_counts_what_both_have_in_common_inside_the_picture() {
    let first = corners([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]);
    let second = corners([(5.0, 0.0), (15.0, 0.0), (15.0, 10.0), (5.0, 10.0)]);
    assert!((overlap(&first, &second) - 1.0 / 3.0).abs() < 1e-5);
    assert!((visible_overlap(&first, &second, (10.0, 10.0)) - 0.5).abs() < 1e-5);
    assert_eq!(
        overlap(&first, &first.map(|point| Point::new(point.x + 50.0, point.y))),
        0.0
    );
}

#[test]
fn a_point_is_on_the_document_within_the_margin() {
    let outline = Outline {
        corners: corners([(100.0, 100.0), (300.0, 100.0), (300.0, 200.0), (100.0, 200.0)]),
        framing: Framing::Whole,
        support: 1.0,
        area_share: 0.1,
    };
    assert!(outline.contains(Point::new(305.0, 150.0), 0.05));
    assert!(!outline.contains(Point::new(330.0, 150.0), 0.05));
    assert_eq!(outline.size(), (200.0, 100.0));
}
