//! Barcodes on drawn licences: read turned, small and blurred; and nothing is read where there are none.

#![allow(clippy::unwrap_used)]

use argos_testkit::specimen::licence::{SpecimenLicence, pdf417};
use argos_testkit::specimen::photograph::Photograph;
use argos_vision::aamva;
use argos_vision::barcode::{Symbology, find_barcodes};
use argos_vision::image::{Point, QuarterTurns, resize_to_long_side, rotate};
use image::{Rgb, RgbImage};

fn reads(picture: &RgbImage, text: &str) -> bool {
    find_barcodes(picture).iter().any(|barcode| barcode.text == text)
}

#[test]
fn a_photographed_licence_is_read_turned_a_little_and_a_lot() {
    let licence = SpecimenLicence::default();
    let (back, text) = (licence.back().unwrap(), licence.barcode_text());
    for turn in [0.0, 7.0, 33.0, 90.0] {
        let photograph = Photograph {
            turn,
            filling: 0.6,
            ..Photograph::by_hand()
        };
        assert!(reads(&photograph.picture(&back), &text), "turned by {turn} degrees");
    }
}

#[test]
fn a_small_picture_and_a_blurred_one_are_read() {
    let licence = SpecimenLicence::default();
    let (back, text) = (licence.back().unwrap(), licence.barcode_text());
    assert!(reads(&resize_to_long_side(&back, 900), &text), "small");
    assert!(reads(&image::imageops::blur(&back, 2.2), &text), "blurred");
}

#[test]
fn corners_lie_on_the_symbol_in_every_direction() {
    let licence = SpecimenLicence::default();
    let back = licence.back().unwrap();
    for turns in [
        QuarterTurns::None,
        QuarterTurns::Quarter,
        QuarterTurns::Half,
        QuarterTurns::ThreeQuarters,
    ] {
        let picture = rotate(&back, turns);
        let found = find_barcodes(&picture);
        assert_eq!(found.len(), 1, "{turns:?}");
        let [a, b, c, d] = found[0].corners;
        // The symbol is 75 x 20 mm with its quiet zone, its middle at 42.8, 14 mm, of 85.6 x 54 mm.
        let middle = Point::new((a.x + c.x) / 2.0, (a.y + c.y) / 2.0);
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let expected = match turns {
            QuarterTurns::None => Point::new(width / 2.0, height * 14.0 / 54.0),
            QuarterTurns::Quarter => Point::new(width * 40.0 / 54.0, height / 2.0),
            QuarterTurns::Half => Point::new(width / 2.0, height * 40.0 / 54.0),
            QuarterTurns::ThreeQuarters => Point::new(width * 14.0 / 54.0, height / 2.0),
        };
        assert!(
            middle.distance(expected) < 60.0,
            "{turns:?}: {middle:?} for {expected:?}"
        );
        let (across, down) = (a.distance(b), a.distance(d));
        assert!(
            (1200.0..1560.0).contains(&across) && (250.0..430.0).contains(&down),
            "{turns:?}: {across} x {down}"
        );
    }
}

#[test]
fn a_qr_code_is_kept_as_it_is() {
    let text = "https://example.com/never-followed?a=1";
    let code = qrcode::QrCode::new(text).unwrap();
    let (modules, side) = (code.to_colors(), code.width() as u32);
    let mut picture = RgbImage::from_pixel(900, 700, Rgb([225, 228, 222]));
    for (x, y) in (0..side * 6).flat_map(|y| (0..side * 6).map(move |x| (x, y))) {
        let dark = modules[(y / 6 * side + x / 6) as usize] == qrcode::Color::Dark;
        picture.put_pixel(x + 300, y + 200, if dark { Rgb([20; 3]) } else { Rgb([245; 3]) });
    }
    for turns in [QuarterTurns::None, QuarterTurns::Quarter] {
        let found = find_barcodes(&rotate(&picture, turns));
        assert_eq!(found.len(), 1, "{turns:?}");
        assert_eq!((found[0].symbology, found[0].text.as_str()), (Symbology::Qr, text));
        assert!(aamva::parse(&found[0].text).is_err());
    }
}

#[test]
fn damaged_symbols_and_pictures_without_any_give_nothing() {
    let mut damaged = pdf417(&SpecimenLicence::default().barcode_text()).unwrap();
    let (width, height) = damaged.dimensions();
    for y in height / 8..height * 7 / 8 {
        for x in width / 4..width * 3 / 4 {
            damaged.put_pixel(x, y, Rgb([((x * 31 + y * 17) % 251) as u8; 3]));
        }
    }
    assert_eq!(find_barcodes(&damaged), []);
    let noise = RgbImage::from_fn(1200, 900, |x, y| {
        let mixed = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519);
        Rgb([(mixed >> 24) as u8; 3])
    });
    assert_eq!(find_barcodes(&noise), []);
    for (width, height) in [(1, 1), (9, 9), (3000, 8), (8, 3000)] {
        assert_eq!(find_barcodes(&RgbImage::new(width, height)), []);
    }
}
