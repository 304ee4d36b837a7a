//! Letters as small pictures, each painted once: the same few hundred make up all texts of a map.

use std::collections::HashMap;

use resvg::tiny_skia::{FillRule, Mask, PathBuilder, PixmapMut, Transform};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use crate::fonts::{REGULAR, SEMIBOLD, Weight, advance_of};
use crate::pdf::painter::float;
use crate::scene::{Anchor, Text};

/// Parts of a pixel that letters are moved by.
const PARTS: f64 = 4.0;

/// How dark each pixel of a letter is, and where it lies.
struct Shade {
    left: i32,
    top: i32,
    width: usize,
    dark: Vec<u8>,
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    glyph: char,
    weight: Weight,
    /// Font size in hundredths of a pixel.
    size: u32,
    /// To the right, in parts of a pixel.
    shift: u8,
}

/// Letters of one scale, painted as they are needed.
pub(crate) struct Glyphs {
    regular: Option<Face<'static>>,
    semibold: Option<Face<'static>>,
    shades: HashMap<Key, Option<Shade>>,
}

impl Glyphs {
    pub(crate) fn new() -> Glyphs {
        Glyphs {
            regular: Face::parse(REGULAR, 0).ok(),
            semibold: Face::parse(SEMIBOLD, 0).ok(),
            shades: HashMap::new(),
        }
    }

    /// Paints a text in a colour on an opaque picture, moved up by `top` pixels.
    pub(crate) fn paint(&mut self, text: &Text, colour: [u8; 3], scale: f64, top: u32, onto: &mut PixmapMut) {
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
            let key =
                Key { glyph: c, weight: style.weight, size: (style.size * scale * 100.0) as u32, shift: shift as u8 };
            let face = if style.weight == Weight::Regular { &self.regular } else { &self.semibold };
            let paint = || shade(face.as_ref()?, c, style.size * scale, shift / PARTS);
            if let Some(shade) = self.shades.entry(key).or_insert_with(paint) {
                blend(shade, colour, (whole(at.floor()), line), onto);
            }
            x += advance_of(c, style.weight) * style.size + style.spacing;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "limited by the number of pixels")]
fn whole(value: f64) -> i32 {
    value.round() as i32
}

/// Paints one letter, as large as the font size in pixels says.
fn shade(face: &Face, c: char, size: f64, shift: f64) -> Option<Shade> {
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
    #[expect(clippy::cast_precision_loss, reason = "a letter is small")]
    let back = Transform::from_translate(-left as f32, -top as f32);
    mask.fill_path(&path, FillRule::Winding, true, back);
    Some(Shade { left, top, width: mask.width() as usize, dark: mask.take() })
}

/// Lays a letter in a colour on an opaque picture, its origin at a pixel.
fn blend(shade: &Shade, colour: [u8; 3], (x, y): (i32, i32), onto: &mut PixmapMut) {
    let (width, height) = (onto.width() as usize, onto.height() as usize);
    let data = onto.data_mut();
    for (row, dark) in shade.dark.chunks_exact(shade.width).enumerate() {
        let line = i32::try_from(row).ok().and_then(|row| usize::try_from(y + shade.top + row).ok());
        let Some(line) = line.filter(|&line| line < height) else { continue };
        let Ok(left) = usize::try_from(x + shade.left) else { continue };
        let shown = shade.width.min(width.saturating_sub(left));
        let from = 4 * (line * width + left);
        let Some(pixels) = data.get_mut(from..from + 4 * shown) else { continue };
        for (pixel, &dark) in pixels.chunks_exact_mut(4).zip(dark) {
            for (below, ink) in pixel.iter_mut().zip(colour) {
                let (dark, light) = (u32::from(dark), 255 - u32::from(dark));
                #[expect(clippy::cast_possible_truncation, reason = "a mean of two bytes")]
                let mixed = ((u32::from(*below) * light + u32::from(ink) * dark + 127) / 255) as u8;
                *below = mixed;
            }
        }
    }
}

struct Outline(PathBuilder);

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
