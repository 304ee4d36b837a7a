//! Glyphs as small masks, each rendered once: the texts of a map use the same few hundred.

use std::collections::HashMap;

use tiny_skia::{FillRule, Mask, PathBuilder, PixmapMut, Transform};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use crate::fonts::{REGULAR, SEMIBOLD, Weight, advance_of};
use crate::outline::float;
use crate::scene::{Anchor, Text};

/// Fractions of a pixel by which glyphs are shifted.
const PARTS: f64 = 4.0;

/// The coverage of each pixel of a glyph, and its position.
struct GlyphMask {
    left: i32,
    top: i32,
    width: usize,
    dark: Vec<u8>,
}

#[derive(PartialEq, Eq, Hash)]
struct GlyphKey {
    glyph: char,
    weight: Weight,
    /// Font size in hundredths of a pixel.
    size: u32,
    /// Shift to the right, in fractions of a pixel.
    shift: u8,
}

/// Glyphs at one scale, rendered on first use.
pub(crate) struct Glyphs {
    /// By weight.
    faces: [Option<Face<'static>>; 2],
    masks: HashMap<GlyphKey, Option<GlyphMask>>,
}

impl Glyphs {
    pub(crate) fn new() -> Glyphs {
        Glyphs { faces: [REGULAR, SEMIBOLD].map(|data| Face::parse(data, 0).ok()), masks: HashMap::new() }
    }

    /// Paints a text in a color on an opaque image, moved up by `top` pixels.
    pub(crate) fn paint(&mut self, text: &Text, color: [u8; 3], scale: f64, top: u32, onto: &mut PixmapMut) {
        let style = text.paint.style();
        let mut x = match text.anchor {
            Anchor::Start => text.x,
            _ => text.extent().0,
        };
        let line = whole(text.y * scale) - i32::try_from(top).unwrap_or(i32::MAX);
        for c in text.text.chars() {
            let at = x * scale;
            let shift = ((at - at.floor()) * PARTS).floor();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
            let key = GlyphKey {
                glyph: c,
                weight: style.weight,
                size: (style.size * scale * 100.0) as u32,
                shift: shift as u8,
            };
            let face = &self.faces[style.weight as usize];
            let paint = || mask(face.as_ref()?, c, style.size * scale, shift / PARTS);
            if let Some(mask) = self.masks.entry(key).or_insert_with(paint) {
                blend(mask, color, (whole(at.floor()), line), onto);
            }
            x += advance_of(c, style.weight) * style.size + style.spacing;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "limited by the number of pixels")]
fn whole(value: f64) -> i32 {
    value.round() as i32
}

/// Renders one glyph at a font size in pixels.
fn mask(face: &Face, c: char, size: f64, shift: f64) -> Option<GlyphMask> {
    let mut outline = Outline(PathBuilder::new());
    face.outline_glyph(face.glyph_index(c).unwrap_or(GlyphId(0)), &mut outline)?;
    let scale = float(size / f64::from(face.units_per_em()));
    let place = Transform::from_row(scale, 0.0, 0.0, -scale, float(shift), 0.0);
    let path = outline.0.finish()?.transform(place)?;
    let bounds = path.bounds();
    let (left, top) = (whole(f64::from(bounds.left()).floor()), whole(f64::from(bounds.top()).floor()));
    let (right, bottom) = (whole(f64::from(bounds.right()).ceil()), whole(f64::from(bounds.bottom()).ceil()));
    let (width, height) = (u32::try_from(right - left).ok()?, u32::try_from(bottom - top).ok()?);
    let mut mask = Mask::new(width.max(1), height.max(1))?;
    #[expect(clippy::cast_precision_loss, reason = "a glyph is small")]
    let back = Transform::from_translate(-left as f32, -top as f32);
    mask.fill_path(&path, FillRule::Winding, true, back);
    Some(GlyphMask { left, top, width: mask.width() as usize, dark: mask.take() })
}

/// Blends a glyph in a color on an opaque image, its origin at a pixel.
fn blend(mask: &GlyphMask, color: [u8; 3], (x, y): (i32, i32), onto: &mut PixmapMut) {
    let (width, height) = (onto.width() as usize, onto.height() as usize);
    let data = onto.data_mut();
    for (row, dark) in mask.dark.chunks_exact(mask.width).enumerate() {
        let line = i32::try_from(row).ok().and_then(|row| usize::try_from(y + mask.top + row).ok());
        let Some(line) = line.filter(|&line| line < height) else { continue };
        let Ok(left) = usize::try_from(x + mask.left) else { continue };
        let shown = mask.width.min(width.saturating_sub(left));
        let from = 4 * (line * width + left);
        let Some(pixels) = data.get_mut(from..from + 4 * shown) else { continue };
        for (pixel, &dark) in pixels.chunks_exact_mut(4).zip(dark) {
            for (below, color) in pixel.iter_mut().zip(color) {
                let (dark, light) = (u32::from(dark), 255 - u32::from(dark));
                #[expect(clippy::cast_possible_truncation, reason = "a mean of two bytes")]
                let mixed = ((u32::from(*below) * light + u32::from(color) * dark + 127) / 255) as u8;
                *below = mixed;
            }
        }
    }
}

/// The outline of a glyph as a path.
pub(crate) struct Outline(pub(crate) PathBuilder);

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
