//! What a line says, by the PP-OCRv6 recogniser.

use image::RgbImage;

use super::ctc::{Charset, decode, decode_machine};
use super::line::TextLine;
use super::models::{FurtherRecogniser, TextModels, run};
use crate::engine::{EngineError, Model, Tensor};
use crate::image::{ChannelOrder, Point, resize, stretch_contrast, to_nchw_padded, warp_quadrilateral};
use crate::mrz::ReadLine;
use crate::timings::Timings;

/// Height of a line as the networks see it.
pub(super) const HEIGHT: u32 = 48;
/// Narrower lines are padded to this.
const LEAST_WIDTH: u32 = 64;
/// Widths are padded to multiples of this: the time grows with the width, and few different ones let the library use its
/// memory again.
const WIDTH_STEP: u32 = 16;
/// A reading in another script below this is no better than none.
const LEAST_CONFIDENCE: f32 = 0.6;
/// Wider lines are squeezed: 44 characters of a passport need about 1,400.
const MOST_WIDTH: u32 = 2_400;

/// Reads the line inside a quadrilateral (corners clockwise from the text's top left, in pixels of `image`).
///
/// # Errors
/// [`EngineError`] when the network fails or its classes are not those of the character list.
pub fn recognise(
    models: &mut TextModels,
    image: &RgbImage,
    quad: &[Point; 4],
    timings: &mut Timings,
) -> Result<TextLine, EngineError> {
    let strip = cut(image, quad, 1.0, MOST_WIDTH);
    let (probabilities, filled) = read_strip(models.recogniser.as_mut(), &models.charset, &strip, timings)?;
    let characters = decode(&models.charset, &probabilities.data, filled);
    let text: String = characters.iter().map(|read| read.character).collect();
    let machine = match may_be_machine_readable(&text) {
        true => decode_machine(&models.charset, &probabilities.data, filled),
        false => ReadLine::default(),
    };
    Ok(TextLine::new(*quad, characters, machine))
}

/// Reads a line of a machine readable zone once more, its width stretched by `stretch`, its contrast too if `distinct`.
///
/// # Errors
/// As [`recognise`].
pub fn recognise_machine_line(
    models: &mut TextModels,
    image: &RgbImage,
    quad: &[Point; 4],
    (stretch, distinct): (f32, bool),
    timings: &mut Timings,
) -> Result<ReadLine, EngineError> {
    let mut strip = cut(image, quad, stretch, MOST_WIDTH);
    if distinct {
        stretch_contrast(&mut strip);
    }
    let (probabilities, filled) = read_strip(models.recogniser.as_mut(), &models.charset, &strip, timings)?;
    Ok(decode_machine(&models.charset, &probabilities.data, filled))
}

/// The line as a recogniser of the operator reads it, the surest when there are several; `None` when none reads it as
/// surely as it was read, with mostly letters that only that recogniser knows.
///
/// # Errors
/// As [`recognise`].
pub fn recognise_in_other_scripts(
    models: &mut TextModels,
    image: &RgbImage,
    line: &TextLine,
    timings: &mut Timings,
) -> Result<Option<TextLine>, EngineError> {
    let strip = cut(image, &line.quad, 1.0, MOST_WIDTH);
    let mut best: Option<TextLine> = None;
    for further in &mut models.further {
        let (probabilities, filled) = read_strip(further.network.as_mut(), &further.charset, &strip, timings)?;
        let characters = decode(&further.charset, &probabilities.data, filled);
        let letters = characters.iter().filter(|read| read.character.is_alphabetic());
        let (known, new): (Vec<char>, Vec<char>) = letters
            .map(|read| read.character)
            .partition(|letter| models.charset.knows(*letter));
        let foreign = new.len() > known.len();
        let read = TextLine::new(line.quad, characters, ReadLine::default());
        let surer = match &best {
            Some(best) => read.confidence > best.confidence,
            None => read.confidence >= line.confidence.max(LEAST_CONFIDENCE),
        };
        if foreign && surer {
            best = Some(read);
        }
    }
    Ok(best)
}

/// Asks a recogniser about an empty line.
///
/// # Errors
/// As [`recognise`].
pub(super) fn try_out(further: &mut FurtherRecogniser) -> Result<(), EngineError> {
    let empty = RgbImage::new(2 * HEIGHT, HEIGHT);
    read_strip(
        further.network.as_mut(),
        &further.charset,
        &empty,
        &mut Timings::default(),
    )
    .map(|_| ())
}

/// Whether so much of a text occurs in machine readable zones that it may be a part of one.
fn may_be_machine_readable(text: &str) -> bool {
    let count = text.chars().count();
    let fillers = text
        .chars()
        .filter(|c| matches!(c, '<' | '«' | '‹' | '＜' | '《' | '〈'))
        .count();
    let allowed = text
        .chars()
        .filter(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        .count()
        + fillers;
    // Short pieces may continue a line that the detector has split.
    fillers >= 2 || count >= 8 && allowed * 10 >= count * 7 || count > 0 && allowed == count
}

/// The straightened line, [`HEIGHT`] pixels high.
pub(super) fn cut(image: &RgbImage, quad: &[Point; 4], stretch: f32, most_width: u32) -> RgbImage {
    let width = quad[0].distance(quad[1]).max(quad[3].distance(quad[2]));
    let height = quad[0].distance(quad[3]).max(quad[1].distance(quad[2])).max(1.0);
    let target = (width / height * HEIGHT as f32 * stretch)
        .ceil()
        .clamp(8.0, most_width as f32) as u32;
    // The warp picks single pixels: large type is cut out larger and then averaged down.
    let oversampling = (height / (1.5 * HEIGHT as f32)).ceil().clamp(1.0, 6.0) as u32;
    let straight = warp_quadrilateral(image, quad, target * oversampling, HEIGHT * oversampling);
    if oversampling > 1 {
        resize(&straight, target, HEIGHT)
    } else {
        straight
    }
}

/// Probabilities `[steps, classes]` and the share of the steps that the line fills.
fn read_strip(
    network: &mut dyn Model,
    charset: &Charset,
    strip: &RgbImage,
    timings: &mut Timings,
) -> Result<(Tensor, f32), EngineError> {
    let padded = strip.width().next_multiple_of(WIDTH_STEP).max(LEAST_WIDTH);
    let input = to_nchw_padded(strip, padded, HEIGHT, ChannelOrder::Bgr, 127.5, 1.0 / 127.5);
    let output = run(network, input, timings)?;
    if output.shape.last() != Some(&charset.classes()) {
        return Err(EngineError(format!(
            "the recogniser's shape {:?} does not end with the {} classes of the character list",
            output.shape,
            charset.classes()
        )));
    }
    Ok((output, strip.width() as f32 / padded as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_zones_are_told_from_prose() {
        for line in ["P<UTOERIKSSON<<ANNA", "7408122F1204159UTO", "l898902c36<<", "<<<<"] {
            assert!(may_be_machine_readable(line), "{line}");
        }
        for line in ["Surname / Nom", "Anna", "Date of birth (4)", ""] {
            assert!(!may_be_machine_readable(line), "{line}");
        }
    }

    #[test]
    fn a_cut_has_the_height_of_the_network_and_a_bounded_width() {
        let image = RgbImage::new(400, 300);
        let quad = |width: f32, height: f32| {
            [
                Point::new(0.0, 0.0),
                Point::new(width, 0.0),
                Point::new(width, height),
                Point::new(0.0, height),
            ]
        };
        assert_eq!(cut(&image, &quad(200.0, 20.0), 1.0, 2_400).dimensions(), (480, 48));
        assert_eq!(cut(&image, &quad(400.0, 200.0), 1.0, 2_400).dimensions(), (96, 48));
        assert_eq!(cut(&image, &quad(1e9, 1.0), 1.0, 2_400).dimensions(), (2_400, 48));
        assert_eq!(cut(&image, &quad(0.0, 0.0), 1.0, 2_400).dimensions(), (8, 48));
        assert_eq!(cut(&image, &quad(f32::NAN, 1.0), 1.0, 2_400).height(), 48);
    }
}
