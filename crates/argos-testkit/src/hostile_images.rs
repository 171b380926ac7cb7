//! Images that nobody would take with a phone.

use anyhow::Context;
use std::io::Write;

/// A valid PNG of one colour, of any size. It is small as a file and 3 bytes a pixel when it is unpacked.
///
/// # Errors
/// When the encoder refuses the size.
pub fn vast_png(width: u32, height: u32) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().context("the PNG cannot be begun")?;
    let mut rows = writer.stream_writer().context("the PNG cannot be begun")?;
    let row = vec![0; width as usize * 3];
    for _ in 0..height {
        rows.write_all(&row).context("the PNG cannot be written")?;
    }
    rows.finish().context("the PNG cannot be ended")?;
    writer.finish().context("the PNG cannot be ended")?;
    Ok(bytes)
}
