//! From light to pixels: lens, movement, exposure, colour, noise.

use super::chance::Chance;
use super::grade::Limits;
use super::shot::Exposure;
use image::{Rgb, RgbImage};

/// Defocus: a Gaussian with this standard deviation in pixels.
pub(super) fn blur(exposure: &mut Exposure, deviation: f32) {
    if deviation < 0.15 {
        return;
    }
    let radius = (deviation * 3.0).ceil() as isize;
    let weight = |offset: isize| (-0.5 * (offset as f32 / deviation).powi(2)).exp();
    let sum: f32 = (-radius..=radius).map(weight).sum();
    let kernel: Vec<f32> = (-radius..=radius).map(|offset| weight(offset) / sum).collect();
    let (width, height) = (exposure.width, exposure.height);
    for (count, line, step, next) in [(height, width, 1, width), (width, height, width, 1)] {
        let mut copy = vec![[0.0f32; 3]; line];
        for index in 0..count {
            let start = index * next;
            for (place, pixel) in copy.iter_mut().enumerate() {
                *pixel = exposure.pixels[start + place * step];
            }
            for place in 0..line {
                let mut total = [0.0f32; 3];
                for (offset, weight) in (-radius..=radius).zip(&kernel) {
                    let from = (place as isize + offset).clamp(0, line as isize - 1) as usize;
                    for (total, channel) in total.iter_mut().zip(copy[from]) {
                        *total += weight * channel;
                    }
                }
                exposure.pixels[start + place * step] = total;
            }
        }
    }
}

/// Movement of the camera along a straight line of this length in pixels.
pub(super) fn move_along(exposure: &mut Exposure, length: f32, angle: f32) {
    if length < 0.4 {
        return;
    }
    let (sine, cosine) = angle.sin_cos();
    let steps = (length * 2.0).ceil() as i32;
    let original = exposure.pixels.clone();
    let (width, height) = (exposure.width, exposure.height);
    let at = |x: f32, y: f32| -> [f32; 3] {
        let (x, y) = (x.clamp(0.0, width as f32 - 1.001), y.clamp(0.0, height as f32 - 1.001));
        let (left, top) = (x as usize, y as usize);
        let (across, down) = (x - left as f32, y - top as f32);
        let first = top * width + left;
        let (next, below) = (usize::from(left + 1 < width), if top + 1 < height { width } else { 0 });
        std::array::from_fn(|channel| {
            let upper = original[first][channel] * (1.0 - across) + original[first + next][channel] * across;
            let lower =
                original[first + below][channel] * (1.0 - across) + original[first + below + next][channel] * across;
            upper * (1.0 - down) + lower * down
        })
    };
    for y in 0..height {
        for x in 0..width {
            let mut total = [0.0f32; 3];
            for step in 0..=steps {
                let along = length * (step as f32 / steps as f32 - 0.5);
                let seen = at(x as f32 + cosine * along, y as f32 + sine * along);
                for (total, channel) in total.iter_mut().zip(seen) {
                    *total += channel;
                }
            }
            exposure.pixels[y * width + x] = total.map(|total| total / (steps + 1) as f32);
        }
    }
}

/// Brightness, colour cast and noise; the picture.
pub(super) fn expose(exposure: &Exposure, limits: &Limits, chance: &mut Chance) -> RgbImage {
    // Darker more often than brighter: phones protect the highlights.
    let brightness = 1.0 + chance.between((-limits.exposure, limits.exposure * 0.5));
    let cast: [f32; 3] = std::array::from_fn(|_| brightness * (1.0 + chance.around(limits.cast)));
    let deviation = chance.between(limits.noise);
    let mut noise = Noise(chance.number() | 1);
    let mut picture = RgbImage::new(exposure.width as u32, exposure.height as u32);
    for (target, light) in picture.pixels_mut().zip(&exposure.pixels) {
        let common = noise.next() * deviation;
        *target = Rgb(std::array::from_fn(|channel| {
            let level = light[channel] * cast[channel] + common + 0.4 * deviation * noise.next();
            level.round().clamp(0.0, 255.0) as u8
        }));
    }
    picture
}

/// Fast numbers with mean 0 and deviation 1, nearly normal (sum of four uniform ones).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let sum: u64 = (0..4).map(|part| (self.0 >> (16 * part)) & 0xFFFF).sum();
        // Four uniform numbers of width 1 have the variance 4/12.
        (sum as f32 / 65536.0 - 2.0) * 1.732
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot() -> Exposure {
        let mut pixels = vec![[0.0; 3]; 21 * 21];
        pixels[10 * 21 + 10] = [1000.0; 3];
        Exposure {
            width: 21,
            height: 21,
            pixels,
        }
    }

    #[test]
    fn blur_spreads_light_and_loses_none() {
        let mut exposure = dot();
        blur(&mut exposure, 2.0);
        let sum: f32 = exposure.pixels.iter().map(|pixel| pixel[0]).sum();
        assert!((sum - 1000.0).abs() < 1.0, "{sum}");
        assert!((exposure.pixels[10 * 21 + 10][0] - 1000.0 / (std::f32::consts::TAU * 4.0)).abs() < 1.5);
        let (right, below) = (exposure.pixels[10 * 21 + 12][0], exposure.pixels[12 * 21 + 10][0]);
        assert!((right - below).abs() < 1e-3, "{right} {below}");
    }

    #[test]
    fn movement_spreads_along_its_line_only() {
        let mut exposure = dot();
        move_along(&mut exposure, 6.0, 0.0);
        assert!(exposure.pixels[10 * 21 + 12][0] > 50.0);
        assert!(exposure.pixels[12 * 21 + 10][0] < 1.0);
    }

    #[test]
    fn noise_has_the_deviation_asked_for() {
        let mut noise = Noise(12345);
        let values: Vec<f32> = (0..20000).map(|_| noise.next()).collect();
        let mean = values.iter().sum::<f32>() / 20000.0;
        let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / 20000.0).sqrt();
        assert!(
            mean.abs() < 0.03 && (deviation - 1.0).abs() < 0.03,
            "{mean} {deviation}"
        );
    }
}
