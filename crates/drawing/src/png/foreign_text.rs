//! Texts with characters that the embedded font lacks, as outlines in the system’s fonts.

use rustybuzz::Face;
use tiny_skia::{Path, PathBuilder, Transform};
use ttf_parser::GlyphId;

use crate::fonts::{FontRun, FontRuns, shape};
use crate::outline::float;
use crate::png::glyphs::Outline;
use crate::scene::{Anchor, Text};
use crate::style::Paint;

/// The outline of a text in px of the drawing.
pub(crate) struct ForeignText {
    pub(crate) paint: Paint,
    pub(crate) path: Path,
}

impl ForeignText {
    /// `None` if it shows nothing.
    pub(crate) fn new(text: &Text, fonts: &mut FontRuns) -> Option<ForeignText> {
        let style = text.paint.style();
        let runs = fonts.split(&text.text, style.weight, style.size);
        let width: f64 = runs.iter().map(|run| run.width).sum();
        let mut x = match text.anchor {
            Anchor::Start => text.x,
            Anchor::Middle => text.x - width / 2.0,
            Anchor::End => text.x - width,
        };
        let mut path = PathBuilder::new();
        for run in &runs {
            let place = Place { x, y: text.y, size: style.size };
            let mut draw = |data: &[u8], index| place.run(run, &Face::from_slice(data, index)?, &mut path);
            let _drawn = match run.face {
                Some(id) => fonts.fonts().with_face_data(id, draw).flatten(),
                None => draw(style.weight.data(), 0),
            };
            x += run.width;
        }
        Some(ForeignText { paint: text.paint, path: path.finish()? })
    }
}

struct Place {
    x: f64,
    y: f64,
    size: f64,
}

impl Place {
    /// Adds the glyphs of a run.
    fn run(&self, run: &FontRun<'_>, face: &Face, path: &mut PathBuilder) -> Option<()> {
        let scale = self.size / f64::from(face.units_per_em());
        let glyphs = shape(face, run.text, run.right_to_left);
        let mut x = self.x;
        for (glyph, position) in glyphs.glyph_infos().iter().zip(glyphs.glyph_positions()) {
            let mut outline = Outline(PathBuilder::new());
            // A font has at most 65,535 glyphs.
            face.outline_glyph(GlyphId(u16::try_from(glyph.glyph_id).ok()?), &mut outline);
            let (right, up) = (f64::from(position.x_offset) * scale, f64::from(position.y_offset) * scale);
            let (at, line) = (float(x + right), float(self.y - up));
            let place = Transform::from_row(float(scale), 0.0, 0.0, -float(scale), at, line);
            if let Some(outline) = outline.0.finish().and_then(|outline| outline.transform(place)) {
                path.push_path(&outline);
            }
            x += f64::from(position.x_advance) * scale;
        }
        Some(())
    }
}
