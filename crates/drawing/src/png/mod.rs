//! A scene as PNG, rendered strip by strip, so that a long map needs little memory.

mod foreign_text;
mod glyphs;
mod raster;

use std::io::Write as _;

use crate::DrawingError;
use crate::embed::PNG_KEYWORD;
use crate::png::raster::StripPainter;
use crate::scene::Scene;

/// The most pixels in an image: a larger one is rendered at a smaller scale.
pub const MAX_PIXELS: f64 = 100e6;
/// Approximate number of pixels in a strip.
const STRIP: u32 = 1_500_000;

/// Renders a scene at a scale (1: one pixel per px), with the map inside if it is given.
///
/// # Errors
/// [`DrawingError::Scale`] if the scale is not above 0 and at most 8; [`DrawingError::Painting`].
pub fn render(scene: &Scene, scale: f32, map_json: Option<&str>) -> Result<Vec<u8>, DrawingError> {
    if !(scale > 0.0 && scale <= 8.0) {
        return Err(DrawingError::Scale);
    }
    let most = (MAX_PIXELS / (scene.width * scene.height)).sqrt();
    let scale = f64::from(scale).min(most);
    let (width, height) = (pixels(scene.width * scale), pixels(scene.height * scale));
    let mut painter = StripPainter::new(scene, scale);

    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Adaptive);
    if let Some(json) = map_json {
        encoder.add_itxt_chunk(PNG_KEYWORD.to_owned(), json.to_owned()).map_err(failed)?;
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    let mut stream = writer.stream_writer().map_err(failed)?;
    let rows = (STRIP / width).clamp(1, height);
    let mut line = Vec::new();
    let mut top = 0;
    while top < height {
        let bottom = (top + rows).min(height);
        let strip = painter.strip(width, top, bottom);
        let strip = strip.ok_or(DrawingError::Painting("a strip could not be painted".to_owned()))?;
        // The paper is opaque, so the alpha channel can be dropped.
        line.resize(strip.data().len() / 4 * 3, 0);
        for (to, &[red, green, blue, _]) in line.as_chunks_mut().0.iter_mut().zip(strip.data().as_chunks().0) {
            *to = [red, green, blue];
        }
        stream.write_all(&line).map_err(|problem| failed(problem.into()))?;
        top = bottom;
    }
    stream.finish().map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(problem: png::EncodingError) -> DrawingError {
    DrawingError::Painting(problem.to_string())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "limited by the number of pixels")]
fn pixels(length: f64) -> u32 {
    // A requested width is a whole number, despite the rounding of the scale.
    (length - 0.01).ceil().max(1.0) as u32
}
