//! Lines in a script that the shipped recogniser does not know, read again by recognisers of the operator.

use image::RgbImage;

use crate::engine::EngineError;
use crate::text::{TextLine, TextModels, recognise_in_other_scripts};
use crate::timings::Timings;

/// What was read more surely than this is first taken for what it says.
const SURE: f32 = 0.9;

/// Replaces lines that a recogniser of the operator reads as surely, in letters that only that one knows.
///
/// First those that were read unsurely; when one of them proves to be in another script, all the others too, as letters
/// that look alike in two scripts are read surely in the wrong one.
///
/// # Errors
/// [`EngineError`] when a network fails.
pub(super) fn read_other_scripts(
    models: &mut TextModels,
    image: &RgbImage,
    lines: &mut [TextLine],
    is_of_zone: impl Fn(usize) -> bool,
    timings: &mut Timings,
) -> Result<(), EngineError> {
    let printed = lines.iter().enumerate().filter(|(index, _)| !is_of_zone(*index));
    let (sure, unsure): (Vec<_>, Vec<_>) = printed.partition(|(_, line)| line.confidence > SURE);
    let indices = |part: Vec<(usize, &TextLine)>| part.into_iter().map(|(index, _)| index).collect::<Vec<usize>>();
    let (sure, unsure) = (indices(sure), indices(unsure));
    let mut another_script = false;
    for index in unsure {
        if let Some(read) = recognise_in_other_scripts(models, image, &lines[index], timings)? {
            lines[index] = read;
            another_script = true;
        }
    }
    for index in sure.into_iter().filter(|_| another_script) {
        if let Some(read) = recognise_in_other_scripts(models, image, &lines[index], timings)? {
            lines[index] = read;
        }
    }
    Ok(())
}
