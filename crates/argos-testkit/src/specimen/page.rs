//! Draws the data page. Places and sizes in millimetres, as ICAO 9303 part 4 gives them.

use super::lettering::{Fonts, MissingFont, mix, write, write_in_cells};
use super::{SpecimenPassport, mrz};
use image::imageops::{FilterType, crop_imm, overlay, resize};
use image::{Rgb, RgbImage};

/// Size of the page, in millimetres.
const WIDTH: f32 = 125.0;
const HEIGHT: f32 = 88.0;
/// Pixels per millimetre.
const SCALE: f32 = 14.4;
const PAPER: Rgb<u8> = Rgb([236, 238, 228]);
const PATTERN: Rgb<u8> = Rgb([176, 198, 204]);
const INK: Rgb<u8> = Rgb([28, 30, 38]);
const LABEL_INK: Rgb<u8> = Rgb([70, 84, 110]);
const TITLE_INK: Rgb<u8> = Rgb([30, 54, 104]);
/// Where the zone to be read by machines begins, seen from the top.
const ZONE_TOP: f32 = HEIGHT - 23.2;

const fn pixels(millimetres: f32) -> f32 {
    millimetres * SCALE
}

pub(super) fn draw(passport: &SpecimenPassport, portrait: &RgbImage) -> Result<RgbImage, MissingFont> {
    let fonts = Fonts::load()?;
    let mut page = RgbImage::from_fn(pixels(WIDTH) as u32, pixels(HEIGHT) as u32, background);
    let title = |page: &mut RgbImage, text: &str, x: f32, height: f32| {
        write(
            page,
            &fonts.bold,
            text,
            (pixels(x), pixels(9.6)),
            pixels(height),
            TITLE_INK,
        );
    };
    title(&mut page, "UTOPIA", 5.0, 3.4);
    title(&mut page, "PASSPORT", 44.0, 2.6);
    for (label, value, x, y) in fields(passport) {
        write(
            &mut page,
            &fonts.plain,
            label,
            (pixels(x), pixels(y)),
            pixels(1.25),
            LABEL_INK,
        );
        write(
            &mut page,
            &fonts.bold,
            &value,
            (pixels(x), pixels(y + 3.6)),
            pixels(2.05),
            INK,
        );
    }
    paste_portrait(&mut page, portrait);
    for (line, text) in mrz::lines(passport).iter().enumerate() {
        // Part 3, section 4.1 and part 4, appendix: 10 letters an inch, lines 6.35 mm apart.
        let base = ZONE_TOP + 8.6 + 6.35 * line as f32;
        write_in_cells(
            &mut page,
            &fonts.machine,
            text,
            (pixels(6.3), pixels(base)),
            (pixels(2.54), pixels(2.5)),
            INK,
        );
    }
    Ok(page)
}

/// Label, value, left edge and base line of the label.
fn fields(passport: &SpecimenPassport) -> Vec<(&'static str, String, f32, f32)> {
    const LEFT: f32 = 44.0;
    const MIDDLE: f32 = 74.0;
    const RIGHT: f32 = 96.0;
    let capitals = |text: &str| text.to_uppercase();
    let sex = if passport.sex == '<' {
        "X".to_owned()
    } else {
        passport.sex.to_string()
    };
    vec![
        ("Type", "P".to_owned(), LEFT, 14.0),
        ("Country code", passport.issuing_country.clone(), MIDDLE, 14.0),
        ("Passport No.", capitals(&passport.document_number), RIGHT, 14.0),
        ("Surname", capitals(&passport.surname), LEFT, 21.4),
        ("Given names", capitals(&passport.given_names), LEFT, 28.8),
        ("Nationality", "UTOPIAN".to_owned(), LEFT, 36.2),
        ("Sex", sex, RIGHT, 36.2),
        ("Date of birth", written_date(&passport.birth_date), LEFT, 43.6),
        ("Place of birth", capitals(&passport.birth_place), MIDDLE, 43.6),
        ("Date of issue", written_date(&passport.issue_date), LEFT, 51.0),
        ("Authority", "PASSPORT OFFICE".to_owned(), MIDDLE, 51.0),
        ("Date of expiry", written_date(&passport.expiry_date), LEFT, 58.4),
    ]
}

/// `1974-08-12` as `12 AUG 1974`.
fn written_date(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ];
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let month = month
        .and_then(|month| month.parse::<usize>().ok())
        .and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    format!(
        "{} {} {}",
        day.unwrap_or_default(),
        month.unwrap_or(&"???"),
        year.unwrap_or_default()
    )
}

/// 35 x 45 mm, from the middle of the picture.
fn paste_portrait(page: &mut RgbImage, portrait: &RgbImage) {
    let (width, height) = (pixels(35.0) as u32, pixels(45.0) as u32);
    let across = portrait.width().min(portrait.height() * 35 / 45);
    let down = (across * 45 / 35).min(portrait.height());
    let (x, y) = ((portrait.width() - across) / 2, (portrait.height() - down) / 2);
    let part = crop_imm(portrait, x, y, across, down).to_image();
    let printed = resize(&part, width, height, FilterType::Lanczos3);
    overlay(page, &printed, pixels(5.0) as i64, pixels(14.0) as i64);
}

/// Paper with fine waves that cross each other; none behind the zone that machines read.
fn background(x: u32, y: u32) -> Rgb<u8> {
    let (across, down) = (x as f32 / SCALE, y as f32 / SCALE);
    if down > ZONE_TOP {
        return PAPER;
    }
    let wave = |direction: f32| {
        let height = down + direction * 3.0 * (across * 0.16).sin() + direction * across * 0.12;
        let distance = (height.rem_euclid(1.8) - 0.9).abs();
        (1.0 - distance / 0.12).clamp(0.0, 1.0)
    };
    mix(PAPER, PATTERN, 0.55 * wave(1.0).max(wave(-1.0)))
}
