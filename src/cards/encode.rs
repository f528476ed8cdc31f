//! Pixels to a PNG.

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};

use super::canvas::{HEIGHT, WIDTH};
use super::palette::Colour;

/// The next ones save a fiftieth of the bytes and take half as long again.
const LEVEL: u8 = 4;

/// A PNG of a card, by the numbers of its colours.
pub fn png(pixels: &[u8], colours: &[Colour]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(colours.concat());
    encoder.set_deflate_compression(DeflateCompression::Level(LEVEL));
    encoder.set_filter(Filter::NoFilter);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(pixels)?;
        writer.finish()
    });
    written.expect("a vector takes all that is written, and the pixels are those of the size");
    bytes
}
