//! The whole reading of one page.

use image::RgbImage;
use jiff::civil::Date;

use super::agreement::Agreement;
use super::barcodes::PageBarcode;
use super::closer_look::{look_closer, renewed};
use super::country_names::named_country;
use super::kind::{DocumentKind, PageWords, kind_of};
use super::layout::{PageFrame, Place};
use super::missed_lines::missed_lines;
use super::mrz_reading::{FoundZone, MrzReading, find_zone};
use super::other_scripts::read_other_scripts;
use super::outline::Outline;
use super::printed::{PrintedFields, printed_fields};
use super::score::recognition_score;
use super::thorn::restore_thorns;
use crate::engine::EngineError;
use crate::image::{Point, QuarterTurns, Rectangle};
use crate::mrz::alpha3;
use crate::text::{
    DetectedLine, TextLine, TextModels, choose_turn, detect_faint_lines, detect_lines, detect_upright_lines, recognise,
    stands_on_its_head, turn_corners, with_common_direction,
};
use crate::timings::Timings;

/// What a page of a document says. Debug output shows no text.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PageReading {
    /// The clockwise turn that brings the picture upright.
    pub turns: QuarterTurns,
    /// All lines of text, about top to bottom on the upright page; corners in pixels of the picture as it was given.
    pub lines: Vec<TextLine>,
    /// The machine readable zone, if one was found.
    pub mrz: Option<MrzReading>,
    /// Fields of the printed part.
    pub fields: PrintedFields,
    /// Barcodes, where they were looked for.
    pub barcodes: Vec<PageBarcode>,
    /// Kind of document.
    pub kind: DocumentKind,
    /// Code of the issuing country, ISO 3166-1 alpha-3 where it is a country.
    pub issuing_country: Option<String>,
    /// How well the page was read, 0 to 100: seven tenths the mean certainty of surname, given names, birth date,
    /// document number and expiry date, three tenths the mean confidence of all characters. 0 without text.
    pub recognition_score: f32,
    /// The upright rectangle around all text, in pixels of the picture as it was given; `None` without text.
    pub text_bounds: Option<Rectangle>,
    /// Where the document lies in the picture; `None` when it was not looked for, or nothing shows one.
    pub outline: Option<Outline>,
}

impl PageReading {
    pub(super) fn without_text() -> Self {
        Self {
            turns: QuarterTurns::None,
            lines: Vec::new(),
            mrz: None,
            fields: PrintedFields::default(),
            barcodes: Vec::new(),
            kind: DocumentKind::Unknown,
            issuing_country: None,
            recognition_score: 0.0,
            text_bounds: None,
            outline: None,
        }
    }
}

/// Reads a page in any of four orientations.
///
/// `today` decides the century of two-digit years. A picture without text is an empty reading, not an error. Adds the
/// stages `text_detection`, `text_turn`, `text_recognition`, `mrz`, `fields`, with recognisers of the operator `other_scripts`, and, unless a passport's or visa's zone was
/// found, `barcodes` to the timings.
///
/// # Errors
/// [`EngineError`] when a network fails.
pub fn read_page(
    models: &mut TextModels,
    image: &RgbImage,
    today: Date,
    timings: &mut Timings,
) -> Result<PageReading, EngineError> {
    let page = read_text(models, image, today, timings)?;
    Ok(page.with_barcodes(image, timings))
}

fn read_text(
    models: &mut TextModels,
    image: &RgbImage,
    today: Date,
    timings: &mut Timings,
) -> Result<PageReading, EngineError> {
    let detected = timings.measure("text_detection", |timings| {
        let distinct = detect_lines(models, image, timings)?;
        if distinct.len() >= FEW_LINES {
            return Ok::<_, EngineError>(distinct);
        }
        let faint = detect_faint_lines(models, image, timings)?;
        Ok(if faint.len() > distinct.len() { faint } else { distinct })
    })?;
    if detected.is_empty() {
        return Ok(PageReading::without_text());
    }
    let detected = with_common_direction(detected);
    let turns = timings.measure("text_turn", |timings| choose_turn(models, image, &detected, timings))?;
    let detected = match turns {
        QuarterTurns::None | QuarterTurns::Half => detected,
        QuarterTurns::Quarter | QuarterTurns::ThreeQuarters => timings.measure("text_detection", |timings| {
            let upright = with_common_direction(detect_upright_lines(models, image, turns, timings)?);
            // On a page at half a right angle the corners may be named the other way this time.
            let along = |lines: &[DetectedLine]| lines.iter().filter(|line| !stands_across(line, turns)).count();
            let as_many = 2 * along(&upright) > along(&detected);
            Ok::<_, EngineError>(if as_many { upright } else { detected })
        })?,
    };
    let mut page = read_direction(models, image, &detected, turns, today, timings)?;
    // An open passport may show a page of text at a right angle to the page with the zone.
    let across: Vec<DetectedLine> = detected
        .iter()
        .copied()
        .filter(|line| stands_across(line, turns))
        .collect();
    if page.zone.is_none() && across.len() * 5 > detected.len() && across.len() >= 4 {
        let turns = timings.measure("text_turn", |timings| choose_turn(models, image, &across, timings))?;
        let other = read_direction(models, image, &across, turns, today, timings)?;
        if other.zone.is_some() {
            page = other;
        }
    }
    if page.zone.is_none() && page.is_hardly_legible() {
        let flip = timings.measure("text_turn", |timings| {
            stands_on_its_head(models, image, &page.lines, timings)
        })?;
        if flip {
            page = read_direction(
                models,
                image,
                &detected,
                page.turns.then(QuarterTurns::Half),
                today,
                timings,
            )?;
        }
    }
    if models.know_other_scripts() {
        timings.measure("other_scripts", |timings| {
            let zone = page.zone.as_ref();
            let of_zone = |index: usize| zone.is_some_and(|zone| zone.contains(index));
            read_other_scripts(models, image, &mut page.lines, of_zone, timings)
        })?;
    }
    Ok(timings.measure("fields", |_| interpret(page, today)))
}

/// A document has more lines than this: with fewer the picture may be too dark or too faint.
const FEW_LINES: usize = 3;
/// Text read with less confidence than this may stand on its head.
const LEGIBLE: f32 = 0.8;

/// The text of a page as read in one direction.
struct DirectedPage {
    turns: QuarterTurns,
    lines: Vec<TextLine>,
    places: Vec<Place>,
    zone: Option<FoundZone>,
}

impl DirectedPage {
    fn is_hardly_legible(&self) -> bool {
        let characters: usize = self.lines.iter().map(|line| line.characters.len()).sum();
        let sum: f32 = self
            .lines
            .iter()
            .flat_map(|line| &line.characters)
            .map(|read| read.confidence)
            .sum();
        sum < LEGIBLE * characters as f32
    }
}

fn read_direction(
    models: &mut TextModels,
    image: &RgbImage,
    detected: &[DetectedLine],
    turns: QuarterTurns,
    today: Date,
    timings: &mut Timings,
) -> Result<DirectedPage, EngineError> {
    let size = (image.width() as f32, image.height() as f32);
    let quads: Vec<[Point; 4]> = detected
        .iter()
        .filter(|line| !stands_across(line, turns))
        .map(|line| turn_corners(&line.quad, turns))
        .collect();
    let frame = PageFrame::of(size, turns, &quads);
    let mut placed = timings.measure("text_recognition", |timings| {
        let mut placed: Vec<(TextLine, Place)> = Vec::with_capacity(quads.len());
        for quad in &quads {
            let read = recognise(models, image, quad, timings)?;
            if !read.text.is_empty() {
                placed.push((read, Place::of(quad, &frame)));
            }
        }
        Ok::<_, EngineError>(placed)
    })?;
    placed.sort_by(|a, b| a.1.centre().y.total_cmp(&b.1.centre().y));
    let (placed, zone) = timings.measure("mrz", |timings| {
        let mut zone = find_zone(models, image, &placed, today, timings)?;
        if zone.is_none() {
            let missed = missed_lines(models, image, &placed, &frame, timings)?;
            if !missed.is_empty() {
                let known = placed.len();
                placed.extend(missed);
                zone = find_zone(models, image, &placed, today, timings)?;
                if zone.is_none() {
                    placed.truncate(known);
                }
            }
        }
        if zone.as_ref().is_none_or(|zone| !zone.mrz.checks.all_pass()) {
            let closer = look_closer(models, image, &placed, &frame, timings)?;
            let better = match closer.is_empty() {
                true => None,
                false => {
                    let lines = renewed(placed.clone(), closer);
                    find_zone(models, image, &lines, today, timings)?.map(|zone| (lines, zone))
                }
            };
            if let Some((lines, better)) = better
                && zone.as_ref().is_none_or(|zone| better.mrz.is_better_than(&zone.mrz))
            {
                return Ok((lines, Some(better)));
            }
        }
        Ok::<_, EngineError>((placed, zone))
    })?;
    let (lines, places): (Vec<TextLine>, Vec<Place>) = placed.into_iter().unzip();
    Ok(DirectedPage {
        turns,
        lines,
        places,
        zone,
    })
}

/// Whether a line runs up or down the page once it is turned; single characters are higher than wide, too, but not by
/// as much.
fn stands_across(line: &DetectedLine, turns: QuarterTurns) -> bool {
    let (width, height) = match turns {
        QuarterTurns::None | QuarterTurns::Half => (line.width(), line.height()),
        QuarterTurns::Quarter | QuarterTurns::ThreeQuarters => (line.height(), line.width()),
    };
    height > 2.5 * width
}

/// Everything that needs no network.
fn interpret(page: DirectedPage, today: Date) -> PageReading {
    let DirectedPage {
        turns,
        lines,
        places,
        zone,
    } = page;
    let of_zone = |index: usize| zone.as_ref().is_some_and(|zone| zone.contains(index));
    let printed: Vec<(&TextLine, Place)> = lines
        .iter()
        .zip(&places)
        .enumerate()
        .filter(|(index, _)| !of_zone(*index))
        .map(|(_, (line, place))| (line, *place))
        .collect();
    let printed_lines: Vec<&TextLine> = printed.iter().map(|(line, _)| *line).collect();
    let words = PageWords::of(&printed_lines);
    let mut fields = printed_fields(&printed, words.style, today);
    if let Some(zone) = &zone {
        restore_thorns(&mut fields, &zone.mrz);
    }
    let mrz = zone.map(|zone| MrzReading {
        agreement: Agreement::of(&zone.mrz, &printed_lines, &fields),
        mrz: zone.mrz,
        quads: zone.quads,
        read_again: zone.read_again,
    });
    let proven_country = mrz
        .as_ref()
        .and_then(|reading| reading.mrz.issuing_country.proven())
        .map(|code| alpha3(code));
    let issuing_country = proven_country.or_else(|| named_country(&words.folded, words.style).map(ToOwned::to_owned));
    let zone = mrz.as_ref().map(|reading| {
        let code = reading.mrz.document_code.value.as_deref();
        (reading.mrz.format, code.unwrap_or_default())
    });
    PageReading {
        turns,
        kind: kind_of(zone, &words),
        issuing_country,
        recognition_score: recognition_score(&lines, mrz.as_ref().map(|reading| &reading.mrz), &fields, None),
        text_bounds: bounds(&lines),
        outline: None,
        mrz,
        fields,
        barcodes: Vec::new(),
        lines,
    }
}

fn bounds(lines: &[TextLine]) -> Option<Rectangle> {
    let mut corners = lines.iter().flat_map(|line| line.quad);
    let first = corners.next()?;
    let start = (first.x, first.y, first.x, first.y);
    let (left, top, right, bottom) = corners.fold(start, |(left, top, right, bottom), corner| {
        (
            left.min(corner.x),
            top.min(corner.y),
            right.max(corner.x),
            bottom.max(corner.y),
        )
    });
    Some(Rectangle {
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
    })
}
