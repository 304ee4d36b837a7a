//! A scene as PNG, painted strip by strip on every core, so that a long map needs little memory and time.

use std::io::Write;
use std::sync::mpsc;
use std::thread;

use resvg::tiny_skia::Pixmap;

use super::DrawingError;
use super::embedded::KEYWORD;
use super::raster::Canvas;
use super::scene::Scene;

/// Most pixels in a picture: a larger one is painted at a smaller scale.
pub const MOST_PIXELS: f64 = 100e6;
/// Pixels in a strip, about.
const STRIP: u32 = 1_500_000;
/// Most that paint at once.
const MOST_BRUSHES: usize = 4;

/// Paints a scene at a scale (1: one pixel for each px), with its map inside when it is given.
///
/// # Errors
/// When the scale is not above 0 and at most 8, or the painter refuses.
pub fn render(scene: &Scene, scale: f32, map_json: Option<&str>) -> Result<Vec<u8>, DrawingError> {
    if !(scale > 0.0 && scale <= 8.0) {
        return Err(DrawingError::Scale);
    }
    let most = (MOST_PIXELS / (scene.width * scene.height)).sqrt();
    let scale = f64::from(scale).min(most);
    let (width, height) = (pixels(scene.width * scale), pixels(scene.height * scale));
    let canvas = Canvas::new(scene, scale)?;

    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    // Most rows of a drawing are like the row above.
    encoder.set_filter(png::Filter::Up);
    if let Some(json) = map_json {
        encoder.add_itxt_chunk(KEYWORD.to_owned(), json.to_owned()).map_err(failed)?;
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    let mut stream = writer.stream_writer().map_err(failed)?;
    in_strips(&canvas, width, height, |strip| {
        // The paper is opaque, so colours are as they are, without their transparency.
        let mut line = vec![0; strip.data().len() / 4 * 3];
        for (to, from) in line.chunks_exact_mut(3).zip(strip.data().chunks_exact(4)) {
            to.copy_from_slice(&from[..3]);
        }
        stream.write_all(&line).map_err(failed)
    })?;
    stream.finish().map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Paints strips from top to bottom and hands them on in this order, while the next ones are painted.
fn in_strips(
    canvas: &Canvas,
    width: u32,
    height: u32,
    mut take: impl FnMut(&Pixmap) -> Result<(), DrawingError>,
) -> Result<(), DrawingError> {
    let rows = (STRIP / width).clamp(1, height);
    let count = height.div_ceil(rows) as usize;
    let strip = |at: usize| {
        let top = u32::try_from(at).unwrap_or(u32::MAX) * rows;
        (top, (top + rows).min(height))
    };
    let brushes = thread::available_parallelism().map_or(1, usize::from).min(MOST_BRUSHES).min(count);
    thread::scope(|scope| {
        let painted: Vec<mpsc::Receiver<Option<Pixmap>>> = (0..brushes)
            .map(|first| {
                let (send, painted) = mpsc::sync_channel(1);
                scope.spawn(move || {
                    let mut brush = canvas.brush();
                    for (top, bottom) in (first..count).step_by(brushes).map(strip) {
                        // Nobody listens any more: writing has failed.
                        if send.send(brush.strip(width, top, bottom)).is_err() {
                            break;
                        }
                    }
                });
                painted
            })
            .collect();
        for at in 0..count {
            let strip = painted[at % brushes].recv().ok().flatten();
            take(&strip.ok_or(DrawingError::Painting("a strip could not be painted".to_owned()))?)?;
        }
        Ok(())
    })
}

fn failed(problem: impl ToString) -> DrawingError {
    DrawingError::Painting(problem.to_string())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "limited by the number of pixels")]
fn pixels(length: f64) -> u32 {
    length.ceil().max(1.0) as u32
}
