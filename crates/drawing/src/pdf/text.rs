//! Text in a PDF: in the embedded font, and in system fonts for characters that it lacks.

use std::collections::HashMap;

use fontdb::ID;
use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph, TextDirection};
use ttf_parser::Face;

use crate::fonts;
use crate::fonts::{FontRun, FontRuns, Weight, measure};
use crate::outline::float;
use crate::scene::{Anchor, Text, real};

/// The fonts of one document.
pub(crate) struct PdfText {
    /// The faces of the embedded font by weight, for drawing and for finding glyphs.
    embedded: [Option<(Font, Face<'static>)>; 2],
    /// The system's fonts, if needed.
    system: Option<FontRuns>,
    fonts: HashMap<ID, Option<Font>>,
}

impl PdfText {
    pub(crate) fn new(with_system: bool) -> PdfText {
        PdfText {
            embedded: [fonts::REGULAR, fonts::SEMIBOLD]
                .map(|data| Font::new(data.into(), 0).zip(Face::parse(data, 0).ok())),
            system: with_system.then(FontRuns::new),
            fonts: HashMap::new(),
        }
    }

    /// Draws a text in the current paint.
    pub(crate) fn draw(&mut self, surface: &mut Surface, text: &Text) {
        let style = text.paint.style();
        let runs = match &mut self.system {
            Some(system) if !fonts::covers(&text.text) => system.split(&text.text, style.weight, style.size),
            _ => {
                let width = measure(&text.text, style.weight, style.size);
                vec![FontRun { text: &text.text, face: None, right_to_left: false, width }]
            }
        };
        let width = runs.iter().map(|run| run.width).sum::<f64>() + count(&text.text) * style.spacing;
        let mut x = match text.anchor {
            Anchor::Start => text.x,
            Anchor::Middle => text.x - width / 2.0,
            Anchor::End => text.x - width,
        };
        for run in runs {
            let start = Point::from_xy(float(x), float(text.y));
            if let Some(font) = run.face.and_then(|id| self.system_font(id)) {
                let direction = if run.right_to_left { TextDirection::RightToLeft } else { TextDirection::LeftToRight };
                surface.draw_text(start, font, float(style.size), run.text, false, direction);
            } else if let Some((font, face)) = &self.embedded[style.weight as usize] {
                let glyphs = glyphs(face, run.text, style.weight, style.spacing / style.size);
                surface.draw_glyphs(start, &glyphs, font.clone(), run.text, float(style.size), false);
            }
            x += run.width + count(run.text) * style.spacing;
        }
    }

    fn system_font(&mut self, id: ID) -> Option<Font> {
        let system = self.system.as_ref()?.fonts();
        let load = || system.with_face_data(id, |data, index| Font::new(data.to_vec().into(), index)).flatten();
        self.fonts.entry(id).or_insert_with(load).clone()
    }
}

fn glyphs(face: &Face, text: &str, weight: Weight, spacing: f64) -> Vec<KrillaGlyph> {
    let glyph = |(at, c): (usize, char)| {
        let id = face.glyph_index(c).map_or(0, |glyph| u32::from(glyph.0));
        let advance = float(fonts::advance_of(c, weight) + spacing);
        KrillaGlyph::new(GlyphId::new(id), advance, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None)
    };
    text.char_indices().filter(|&(_, c)| !fonts::is_invisible(c)).map(glyph).collect()
}

fn count(text: &str) -> f64 {
    real(text.chars().count())
}
