//! A scene as PNG, painted strip by strip, so that a long map needs little memory.

use std::sync::{Mutex, PoisonError};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{FallbackSelectionFn, FontResolver, ImageHrefResolver, Options, Tree};

use super::embedded::KEYWORD;
use super::font::{Fallback, Weight};
use super::scene::Scene;
use super::{DrawingError, font, svg};

/// Most pixels in a picture: a larger one is painted at a smaller scale.
pub const MOST_PIXELS: f64 = 100e6;
/// Pixels in a strip, about.
const STRIP: u32 = 4_000_000;

/// Paints a scene at a scale (1: one pixel for each px), with its map inside when it is given.
///
/// # Errors
/// When the scale is not above 0 and at most 8, or the painter refuses.
pub fn render(scene: &Scene, scale: f32, map_json: Option<&str>) -> Result<Vec<u8>, DrawingError> {
    if !(scale > 0.0 && scale <= 8.0) {
        return Err(DrawingError::Scale);
    }
    let tree = tree(scene)?;
    let most = (MOST_PIXELS / (scene.width * scene.height)).sqrt();
    let scale = f64::from(scale).min(most);
    let (width, height) = (pixels(scene.width * scale), pixels(scene.height * scale));
    let failed = |problem: png::EncodingError| DrawingError::Painting(problem.to_string());

    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    if let Some(json) = map_json {
        encoder.add_itxt_chunk(KEYWORD.to_owned(), json.to_owned()).map_err(failed)?;
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    let mut stream = writer.stream_writer().map_err(failed)?;
    let rows = (STRIP / width).clamp(1, height);
    let mut line = Vec::new();
    let mut top = 0;
    while top < height {
        let rows = rows.min(height - top);
        let mut strip = Pixmap::new(width, rows).ok_or(DrawingError::Painting("no room for a strip".to_owned()))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "painters count in f32")]
        let transform = Transform::from_scale(scale as f32, scale as f32).post_translate(0.0, -(top as f32));
        resvg::render(&tree, transform, &mut strip.as_mut());
        // The paper is opaque, so colours are as they are, without their transparency.
        line.clear();
        line.extend(strip.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]));
        std::io::Write::write_all(&mut stream, &line).map_err(|problem| DrawingError::Painting(problem.to_string()))?;
        top += rows;
    }
    stream.finish().map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "limited by the number of pixels")]
fn pixels(length: f64) -> u32 {
    length.ceil().max(1.0) as u32
}

/// The scene as the painter's own tree. Nothing is read from files; fonts of the system only where they are needed.
fn tree(scene: &Scene) -> Result<Tree, DrawingError> {
    let options = Options {
        font_family: font::FAMILY.to_owned(),
        fontdb: font::database(scene.needs_other_fonts()),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        font_resolver: FontResolver { select_font: FontResolver::default_font_selector(), select_fallback: fallback() },
        ..Options::default()
    };
    Tree::from_str(&svg::plain(scene), &options).map_err(|problem| DrawingError::Painting(problem.to_string()))
}

/// Which font shows a character that the embedded one lacks.
fn fallback() -> FallbackSelectionFn<'static> {
    let known = Mutex::new(Fallback::default());
    Box::new(move |c, used, fonts| {
        let base = used.first().and_then(|&id| fonts.face(id));
        let weight = if base.is_some_and(|face| face.weight.0 >= 600) { Weight::Semibold } else { Weight::Regular };
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known.face(fonts, c, weight).filter(|id| !used.contains(id))
    })
}
