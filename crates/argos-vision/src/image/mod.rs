//! Pixels: safe decoding of hostile bytes, resizing, warping, turning, and measurements of picture quality.
//!
//! All pictures are [`RgbImage`]s with eight bits per channel. Nothing here knows about faces or documents.

pub mod contrast;
pub mod decode;
pub mod geometry;
pub mod quality;
pub mod resize;
pub mod rotate;
pub mod tensor;
pub mod warp;

pub use contrast::stretch_contrast;
pub use decode::{DecodeError, DecodeLimits, DecodedImage, ImageFormat, ImageMetadata, decode};
pub use geometry::{Point, Rectangle};
pub use image::RgbImage;
pub use quality::{Quality, measure_quality};
pub use resize::{crop, fit_within, resize, resize_to_long_side};
pub use rotate::{QuarterTurns, rotate};
pub use tensor::{ChannelOrder, to_nchw, to_nchw_padded, to_nhwc};
pub use warp::{AffineTransform, warp_affine, warp_affine_averaged, warp_quadrilateral};
