//! Photographs of a page that lies on a table.

use anyhow::Context;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

/// How the photograph is taken.
#[derive(Debug, Clone, Copy)]
pub struct Photograph {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Share of the height or width, whichever is reached first, that the page fills.
    pub filling: f32,
    /// Turn of the page in degrees, clockwise.
    pub turn: f32,
    /// How much the camera leans: the share by which the far edge looks shorter than the near one.
    pub lean: f32,
    /// Where the page's middle lies, as shares of the size from the middle.
    pub shift: (f32, f32),
    /// Largest random change of a pixel's brightness, 0 to 255.
    pub noise: u8,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
}

impl Default for Photograph {
    /// Straight from above, sharp, 2200 x 1600 pixels.
    fn default() -> Self {
        Self {
            size: (2200, 1600),
            filling: 0.88,
            turn: 0.0,
            lean: 0.0,
            shift: (0.0, 0.0),
            noise: 3,
            quality: 90,
        }
    }
}

impl Photograph {
    /// By hand: turned and leaning a little, with the noise of a phone.
    #[must_use]
    pub fn by_hand() -> Self {
        Self {
            filling: 0.8,
            turn: 2.5,
            lean: 0.04,
            shift: (0.01, -0.015),
            noise: 9,
            quality: 80,
            ..Self::default()
        }
    }

    /// The picture as JPEG.
    ///
    /// # Errors
    /// When the encoder refuses the size.
    pub fn jpeg(&self, page: &RgbImage) -> anyhow::Result<Vec<u8>> {
        jpeg(&self.picture(page), self.quality)
    }

    /// The picture itself.
    #[must_use]
    pub fn picture(&self, page: &RgbImage) -> RgbImage {
        let view = View::new(self, page);
        let mut random: u32 = 0x9E37_79B9;
        RgbImage::from_fn(self.size.0, self.size.1, |x, y| {
            let seen = view
                .on_page(x as f32 + 0.5, y as f32 + 0.5)
                .and_then(|(u, v)| sample(page, u, v));
            let colour = seen.unwrap_or_else(|| table(x, y));
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            let span = i32::from(self.noise) * 2 + 1;
            let change = (random % span.unsigned_abs()) as i32 - i32::from(self.noise);
            Rgb(colour
                .0
                .map(|channel| (i32::from(channel) + change).clamp(0, 255) as u8))
        })
    }
}

/// A picture as JPEG.
///
/// # Errors
/// When the encoder refuses the size.
pub fn jpeg(picture: &RgbImage, quality: u8) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .write_image(
            picture.as_raw(),
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgb8,
        )
        .context("the picture cannot be written as JPEG")?;
    Ok(bytes)
}

/// From the photograph back to the page.
struct View {
    middle: (f32, f32),
    sine: f32,
    cosine: f32,
    /// Pixels of the page per pixel of the photograph.
    scale: f32,
    lean: f32,
    page: (f32, f32),
}

impl View {
    fn new(photograph: &Photograph, page: &RgbImage) -> Self {
        let (width, height) = (photograph.size.0 as f32, photograph.size.1 as f32);
        let page = (page.width() as f32, page.height() as f32);
        let (sine, cosine) = photograph.turn.to_radians().sin_cos();
        Self {
            middle: (width * (0.5 + photograph.shift.0), height * (0.5 + photograph.shift.1)),
            sine,
            cosine,
            scale: (page.0 / width).max(page.1 / height) / photograph.filling,
            lean: photograph.lean,
            page,
        }
    }

    /// The place on the page, in its pixels; `None` beside the page.
    fn on_page(&self, x: f32, y: f32) -> Option<(f32, f32)> {
        let (x, y) = ((x - self.middle.0) * self.scale, (y - self.middle.1) * self.scale);
        let (x, y) = (x * self.cosine + y * self.sine, y * self.cosine - x * self.sine);
        // The camera leans around the horizontal axis: what is farther up is farther away and looks smaller.
        let distance = 1.0 - self.lean * y / self.page.1 * 2.0;
        let (u, v) = (x * distance + self.page.0 / 2.0, y * distance + self.page.1 / 2.0);
        ((0.0..self.page.0).contains(&u) && (0.0..self.page.1).contains(&v)).then_some((u, v))
    }
}

/// The colour between the four nearest pixels.
fn sample(page: &RgbImage, u: f32, v: f32) -> Option<Rgb<u8>> {
    let (u, v) = ((u - 0.5).max(0.0), (v - 0.5).max(0.0));
    let (left, top) = (u as u32, v as u32);
    let (right, below) = ((left + 1).min(page.width() - 1), (top + 1).min(page.height() - 1));
    let (across, down) = (u.fract(), v.fract());
    let corner = |x, y| page.get_pixel_checked(x, y);
    let corners = [
        corner(left, top)?,
        corner(right, top)?,
        corner(left, below)?,
        corner(right, below)?,
    ];
    let weights = [
        (1.0 - across) * (1.0 - down),
        across * (1.0 - down),
        (1.0 - across) * down,
        across * down,
    ];
    let channel = |index: usize| {
        corners
            .iter()
            .zip(weights)
            .map(|(corner, weight)| f32::from(corner[index]) * weight)
            .sum::<f32>()
    };
    Some(Rgb([
        channel(0).round() as u8,
        channel(1).round() as u8,
        channel(2).round() as u8,
    ]))
}

/// A dark table with a faint grain.
fn table(x: u32, y: u32) -> Rgb<u8> {
    let grain = ((x as f32 * 0.011).sin() * 5.0 + (y as f32 * 0.13 + (x as f32 * 0.02).sin() * 2.0).sin() * 4.0) as i16;
    Rgb([74, 58, 46].map(|channel: i16| (channel + grain).clamp(0, 255) as u8))
}
