//! The search: a quick look at the whole picture, then a close one at its striped regions.

use image::RgbImage;
use rxing::common::BitMatrix;

use super::pdf417::{self, Budget, FoundPdf417};
use super::pixels::Grey;
use super::qr;
use super::segments::join_segments;
use super::stripes::{StripedRegion, striped_regions};
use super::symbol::{Barcode, Symbology};
use super::texture::Texture;
use crate::image::{Point, resize_to_long_side};

/// Long side of the copy on which regions and QR codes are looked for, in pixels.
const OVERVIEW_SIDE: u32 = 1280;
/// Longest side of a cut in its usual size, in pixels: the symbol of the widest card has some 350 modules.
const LONGEST_CUT: f32 = 2000.0;
/// A cut is enlarged when the result is not longer than this.
const LONGEST_ENLARGED: f32 = 2400.0;
/// Smaller regions hold nothing that can be read.
const SHORTEST_REGION: f32 = 16.0;
/// Long side of the copy on which symbols of large modules are looked for, whose stripes are as wide as a cell of the
/// larger copy, in pixels.
const COARSE_SIDE: u32 = 420;
/// Pictures up to this long side are searched as a whole, larger ones only where a region looks like a barcode, shrunk to
/// [`WHOLE_SIDES`]: a symbol that fills the picture has no surroundings to be told from.
const SMALL_PICTURE: u32 = 800;
const WHOLE_SIDES: [u32; 2] = [640, 1280];
/// White added around a picture that is searched as a whole, in pixels: some pictures end where the symbol ends.
const QUIET_ZONE: u32 = 12;
/// What candidates may cost (see [`Budget`]): in the regions, in the whole picture, and, where a symbol says that there
/// are others, in the whole picture at its full size.
const REGIONS_BUDGET: u64 = 24_000_000;
const WHOLE_BUDGET: u64 = 10_000_000;
const PARTS_BUDGET: u64 = 40_000_000;
/// Regions of both copies that are looked at.
const MOST_REGIONS: usize = 5;
/// Regions that share more than this are one.
const SAME_REGION: f32 = 0.6;

/// All barcodes of a picture: PDF417 and QR, at any angle. Texts spread over several symbols are joined.
///
/// Corners are in pixels of `image`. Never fails: what cannot be read is not there.
#[must_use]
pub fn find_barcodes(image: &RgbImage) -> Vec<Barcode> {
    if image.width().min(image.height()) < 8 {
        return Vec::new();
    }
    let overview = Overview::of(image);
    let mut budget = Budget::new(REGIONS_BUDGET);
    let (mut found, promising) = overview.pdf417_by_stripes(image, &mut budget);
    let small = image.width().max(image.height()) <= SMALL_PICTURE;
    if promising || small {
        for side in WHOLE_SIDES {
            if found.is_empty() {
                found = pdf417_of_the_whole(image, side, WHOLE_BUDGET);
            }
        }
    }
    let parts_are_missing = join_segments(found.clone())
        .iter()
        .any(|barcode| barcode.segment.is_some());
    if parts_are_missing {
        add_new(&mut found, pdf417_of_the_whole(image, u32::MAX, PARTS_BUDGET));
    }
    if let Some(bits) = overview.grey.bits_by_neighbourhood() {
        add_new(&mut found, overview.qr(&bits));
    }
    join_segments(found)
}

/// Whether there are stripes that may be a barcode; costs a fraction of [`find_barcodes`].
#[must_use]
pub fn stripes_in(image: &RgbImage) -> bool {
    !Overview::of(image).regions().is_empty()
}

/// A smaller grey copy of the picture.
struct Overview {
    grey: Grey,
    /// Pixels of the picture in one pixel of the copy.
    scale: f32,
}

/// Sizes and thresholds, from the cheap and likely to the dear and unlikely.
const ATTEMPTS: [(Size, Threshold); 5] = [
    (Size::Fitting, Threshold::Neighbourhood),
    (Size::Fitting, Threshold::Mean),
    (Size::Enlarged, Threshold::Neighbourhood),
    (Size::Enlarged, Threshold::Mean),
    (Size::Reduced, Threshold::Neighbourhood),
];

/// How large a region is cut out.
#[derive(Clone, Copy)]
enum Size {
    Fitting,
    Enlarged,
    Reduced,
}

/// How a cut is turned into black and white.
#[derive(Clone, Copy)]
enum Threshold {
    Neighbourhood,
    Mean,
}

impl Overview {
    fn of(image: &RgbImage) -> Self {
        let long_side = image.width().max(image.height());
        let (grey, scale) = if long_side > OVERVIEW_SIDE {
            let small = resize_to_long_side(image, OVERVIEW_SIDE);
            (Grey::of(&small), long_side as f32 / OVERVIEW_SIDE as f32)
        } else {
            (Grey::of(image), 1.0)
        };
        Self { grey, scale }
    }

    /// Striped regions, in pixels of the picture, the most prominent first.
    fn regions(&self) -> Vec<StripedRegion> {
        let mut all = self.regions_of(&self.grey);
        let long_side = self.grey.width.max(self.grey.height);
        if long_side > COARSE_SIDE {
            all.extend(self.regions_of(&self.grey.shrunk(long_side.div_ceil(COARSE_SIDE))));
        }
        all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let mut regions: Vec<StripedRegion> = Vec::new();
        for region in all {
            let bounds = region.bounds();
            if regions
                .iter()
                .all(|other| other.bounds().overlap(&bounds) < SAME_REGION)
            {
                regions.push(region);
            }
        }
        regions.truncate(MOST_REGIONS);
        regions
    }

    fn regions_of(&self, copy: &Grey) -> Vec<StripedRegion> {
        // Pixels of the picture in one of the copy.
        let scale = self.scale * self.grey.width as f32 / copy.width as f32;
        striped_regions(copy)
            .into_iter()
            .map(|region| StripedRegion {
                corners: region.corners.map(|corner| corner.scaled(scale)),
                weight: region.weight * scale * scale,
            })
            .filter(|region| region.width().min(region.height()) >= SHORTEST_REGION)
            .collect()
    }

    /// One attempt after the other on the regions, until one succeeds. Regions that do not look like a barcode get one
    /// attempt only. Also tells whether one looks like it.
    fn pdf417_by_stripes(&self, image: &RgbImage, budget: &mut Budget) -> (Vec<Barcode>, bool) {
        let mut regions = self.regions();
        let mut found = Vec::new();
        let mut promising = false;
        for (size, threshold) in ATTEMPTS {
            regions.retain(|region| {
                let Some(cut) = RegionCut::of(image, region, size, threshold) else {
                    return true;
                };
                add_new(&mut found, cut.read(budget));
                cut.may_be_a_barcode
            });
            promising |= !regions.is_empty();
            if !found.is_empty() || regions.is_empty() {
                break;
            }
        }
        (found, promising)
    }

    fn qr(&self, bits: &BitMatrix) -> Vec<Barcode> {
        qr::find(bits)
            .into_iter()
            .map(|code| Barcode {
                symbology: Symbology::Qr,
                corners: code.corners.map(|corner| corner.scaled(self.scale)),
                text: code.text,
                segment: None,
            })
            .collect()
    }
}

/// Symbols anywhere in the picture, in any of four directions. A picture with a longer side than `largest` is shrunk.
fn pdf417_of_the_whole(image: &RgbImage, largest: u32, budget: u64) -> Vec<Barcode> {
    let long_side = image.width().max(image.height());
    let scale = (long_side as f32 / largest as f32).max(1.0);
    // The margin is cut out with the picture, where it is white.
    let margin = QUIET_ZONE as f32 * scale;
    let (right, below) = (image.width() as f32 + margin, image.height() as f32 + margin);
    let corners = [
        Point::new(-margin, -margin),
        Point::new(right, -margin),
        Point::new(-margin, below),
    ];
    let pixels = |length: f32| ((length + margin) / scale).round() as u32;
    let grey = Grey::cut(image, corners, pixels(right), pixels(below));
    let (width, height) = (grey.width as f32, grey.height as f32);
    let Some(bits) = grey.bits_by_neighbourhood() else {
        return Vec::new();
    };
    let mut budget = Budget::new(budget);
    for turns in 0..4u32 {
        let mut turned = bits.clone();
        if turned.rotate(90 * turns).is_err() {
            break;
        }
        // The library turns counter-clockwise.
        let back = |point: Point| {
            let point = match turns {
                0 => point,
                1 => Point::new(width - 1.0 - point.y, point.x),
                2 => Point::new(width - 1.0 - point.x, height - 1.0 - point.y),
                _ => Point::new(point.y, height - 1.0 - point.x),
            };
            Point::new(point.x * scale - margin, point.y * scale - margin)
        };
        let found = pdf417::find(turned, &mut budget);
        if !found.is_empty() {
            return placed(found, back);
        }
    }
    Vec::new()
}

/// A region cut out and straightened, in black and white.
struct RegionCut<'a> {
    region: &'a StripedRegion,
    bits: BitMatrix,
    may_be_a_barcode: bool,
}

impl<'a> RegionCut<'a> {
    /// `None` where this size adds nothing to others.
    fn of(image: &RgbImage, region: &'a StripedRegion, size: Size, threshold: Threshold) -> Option<Self> {
        let longest = region.width().max(region.height());
        let fitting = (LONGEST_CUT / longest).min(1.0);
        let scale = match size {
            Size::Fitting => fitting,
            Size::Enlarged => (2.0 * fitting).min(LONGEST_ENLARGED / longest),
            Size::Reduced => 0.6 * fitting,
        };
        if scale <= 0.0 || (matches!(size, Size::Enlarged) && scale < 1.2 * fitting) {
            return None;
        }
        let (width, height) = (
            ((region.width() * scale) as u32).max(1),
            ((region.height() * scale) as u32).max(1),
        );
        let [a, b, _, d] = region.corners;
        let cut = Grey::cut(image, [a, b, d], width, height);
        let bits = match threshold {
            Threshold::Neighbourhood => cut.bits_by_neighbourhood(),
            Threshold::Mean => cut.bits_by_mean((cut.width as usize / 100).clamp(6, 24)),
        }?;
        let texture = Texture::of(&bits);
        Some(Self {
            region,
            may_be_a_barcode: texture.may_be_a_barcode(),
            bits,
        })
    }

    /// The symbols in it, upright or on their heads.
    fn read(&self, budget: &mut Budget) -> Vec<Barcode> {
        let (width, height) = (self.bits.width() as f32, self.bits.height() as f32);
        let upright = pdf417::find(self.bits.clone(), budget);
        if !upright.is_empty() {
            return placed(upright, |corner| self.region.at((corner.x / width, corner.y / height)));
        }
        let mut upside_down = self.bits.clone();
        upside_down.rotate180();
        placed(pdf417::find(upside_down, budget), |corner| {
            self.region.at((1.0 - corner.x / width, 1.0 - corner.y / height))
        })
    }
}

fn placed(found: Vec<FoundPdf417>, in_picture: impl Fn(Point) -> Point) -> Vec<Barcode> {
    found
        .into_iter()
        .map(|symbol| Barcode {
            symbology: Symbology::Pdf417,
            corners: symbol.corners.map(&in_picture),
            text: symbol.text,
            segment: symbol.segment,
        })
        .collect()
}

/// Regions overlap: the same symbol counts once.
fn add_new(found: &mut Vec<Barcode>, barcodes: Vec<Barcode>) {
    for barcode in barcodes {
        let same = |other: &Barcode| {
            other.symbology == barcode.symbology && other.text == barcode.text && other.segment == barcode.segment
        };
        if !found.iter().any(same) {
            found.push(barcode);
        }
    }
}
