//! What the photographed thing seems to be made of: a screen, a copy without colour, or a document.
//!
//! Numbers only; what follows from them is a matter of policy. Both signs are weak: a screen seen from far off or out of
//! focus shows no pattern, a copy in colour is as colourful as the document, and some documents are grey.

mod colour;
mod screen_pattern;

use image::RgbImage;

use crate::image::{Rectangle, crop, fit_within, resize};

/// Long side of the copy on which colours are measured, in pixels; noise and compression are averaged out on it.
const COLOUR_SIDE: u32 = 320;

/// Signs of what was photographed.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct SurfaceSigns {
    /// How far the strongest regular pattern of fine detail stands out of its surroundings in the spectrum, in decades of
    /// power; the median over the parts of the picture. Documents: about 1. Screens whose pixels are seen, or which beat
    /// with the camera's: 2 and more. `None` when the picture is too small.
    pub screen_pattern: Option<f32>,
    /// How far apart the colours are, in percentage points of the share that red or blue has in a pixel, between the
    /// outermost twentieths. A picture without colour: below 3, also in tinted light. `None` when too little is neither
    /// black nor white.
    pub colour_spread: Option<f32>,
}

/// Looks for the signs. `part` is where the document lies, in pixels of `image`; `None` takes the whole picture.
#[must_use]
pub fn surface_signs(image: &RgbImage, part: Option<&Rectangle>) -> SurfaceSigns {
    let whole = (0, 0, image.width(), image.height());
    let (x, y, width, height) = part
        .and_then(|part| part.clipped(image.width(), image.height()))
        .unwrap_or(whole);
    let (small_width, small_height) = fit_within(width, height, COLOUR_SIDE.min(width.max(height)));
    let small = resize(
        &crop(image, x, y, width, height),
        small_width.max(1),
        small_height.max(1),
    );
    SurfaceSigns {
        screen_pattern: screen_pattern::strongest_pattern(image, (x, y, width, height)),
        colour_spread: colour::colour_spread(&small),
    }
}
