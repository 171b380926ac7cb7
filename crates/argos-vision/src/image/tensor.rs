//! Pictures as network inputs.

use image::RgbImage;

use crate::engine::Tensor;

/// Order of the colour channels that a network expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelOrder {
    /// Red, green, blue.
    Rgb,
    /// Blue, green, red.
    Bgr,
}

impl ChannelOrder {
    fn source_channel(self, channel: usize) -> usize {
        match self {
            Self::Rgb => channel,
            Self::Bgr => 2 - channel,
        }
    }
}

/// The picture as `[1, 3, height, width]`: each value is `(pixel - mean) * scale`, channels in the given order.
#[must_use]
pub fn to_nchw(image: &RgbImage, order: ChannelOrder, mean: f32, scale: f32) -> Tensor {
    to_nchw_padded(image, image.width(), image.height(), order, mean, scale)
}

/// Like [`to_nchw`], pasted into the top left corner of a larger canvas of tensor zeros.
///
/// A canvas smaller than the picture cuts it off.
#[must_use]
pub fn to_nchw_padded(
    image: &RgbImage,
    canvas_width: u32,
    canvas_height: u32,
    order: ChannelOrder,
    mean: f32,
    scale: f32,
) -> Tensor {
    let (width, height) = (canvas_width as usize, canvas_height as usize);
    let table: [f32; 256] = std::array::from_fn(|value| (value as f32 - mean) * scale);
    let plane = width * height;
    let mut data = vec![0.0; 3 * plane];
    let columns = (image.width() as usize).min(width);
    let rows = (image.height() as usize).min(height);
    let stride = image.width() as usize * 3;
    if plane > 0 && stride > 0 {
        for (channel, values) in data.chunks_exact_mut(plane).enumerate() {
            let offset = order.source_channel(channel);
            let lines = values.chunks_exact_mut(width).zip(image.as_raw().chunks_exact(stride));
            for (line, source) in lines.take(rows) {
                for (value, pixel) in line[..columns].iter_mut().zip(source.as_chunks::<3>().0) {
                    *value = table[usize::from(pixel[offset])];
                }
            }
        }
    }
    Tensor {
        shape: vec![1, 3, height, width],
        data,
    }
}

/// The picture as `[1, height, width, 3]`: each value is `(pixel - mean) * scale`.
#[must_use]
pub fn to_nhwc(image: &RgbImage, order: ChannelOrder, mean: f32, scale: f32) -> Tensor {
    let mut data = Vec::with_capacity(image.as_raw().len());
    for pixel in image.as_raw().as_chunks::<3>().0 {
        data.extend((0..3).map(|channel| (f32::from(pixel[order.source_channel(channel)]) - mean) * scale));
    }
    Tensor {
        shape: vec![1, image.height() as usize, image.width() as usize, 3],
        data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn channels_become_planes_in_the_order_asked_for() {
        let image = RgbImage::from_fn(2, 1, |x, _| Rgb([10 + x as u8, 20, 30]));
        let rgb = to_nchw(&image, ChannelOrder::Rgb, 10.0, 0.5);
        assert_eq!(rgb.shape, [1, 3, 1, 2]);
        assert_eq!(rgb.data, [0.0, 0.5, 5.0, 5.0, 10.0, 10.0]);
        assert_eq!(
            to_nchw(&image, ChannelOrder::Bgr, 0.0, 1.0).data,
            [30.0, 30.0, 20.0, 20.0, 10.0, 11.0]
        );
        assert_eq!(
            to_nhwc(&image, ChannelOrder::Bgr, 0.0, 1.0).data,
            [30.0, 20.0, 10.0, 30.0, 20.0, 11.0]
        );
    }

    #[test]
    fn padding_is_zero_and_a_small_canvas_cuts() {
        let image = RgbImage::from_pixel(2, 2, Rgb([1, 2, 3]));
        let padded = to_nchw_padded(&image, 3, 2, ChannelOrder::Rgb, 0.0, 1.0);
        assert_eq!(padded.data[..6], [1.0, 1.0, 0.0, 1.0, 1.0, 0.0]);
        assert_eq!(
            to_nchw_padded(&image, 1, 1, ChannelOrder::Rgb, 0.0, 1.0).data,
            [1.0, 2.0, 3.0]
        );
    }
}
