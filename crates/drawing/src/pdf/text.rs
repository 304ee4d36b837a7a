//! Text in a PDF: in the embedded font, and in system fonts for characters that it lacks.

use std::collections::HashMap;
use std::sync::Arc;

use fontdb::{Database, ID};
use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph, TextDirection};
use ttf_parser::Face;

use crate::fonts;
use crate::fonts::{Fallback, Weight, measure};
use crate::outline::float;
use crate::scene::{Anchor, Text, real};

/// The fonts of one document.
pub(crate) struct PdfText {
    /// The faces of the embedded font by weight, for drawing and for finding glyphs.
    embedded: [Option<(Font, Face<'static>)>; 2],
    /// The system's fonts, if needed.
    system: Option<Arc<Database>>,
    fallback: Fallback,
    fonts: HashMap<ID, Option<Font>>,
}

/// A part of a text in one font.
struct FontRun<'t> {
    text: &'t str,
    system_font: Option<ID>,
    width: f64,
}

impl PdfText {
    pub(crate) fn new(with_system: bool) -> PdfText {
        PdfText {
            embedded: [fonts::REGULAR, fonts::SEMIBOLD]
                .map(|data| Font::new(data.into(), 0).zip(Face::parse(data, 0).ok())),
            system: with_system.then(|| fonts::database(true)),
            fallback: Fallback::default(),
            fonts: HashMap::new(),
        }
    }

    /// Draws a text in the current paint.
    pub(crate) fn draw(&mut self, surface: &mut Surface, text: &Text) {
        let style = text.paint.style();
        let runs = self.runs(&text.text, style.weight, style.size);
        let width = runs.iter().map(|run| run.width).sum::<f64>() + count(&text.text) * style.spacing;
        let mut x = match text.anchor {
            Anchor::Start => text.x,
            Anchor::Middle => text.x - width / 2.0,
            Anchor::End => text.x - width,
        };
        for run in runs {
            let start = Point::from_xy(float(x), float(text.y));
            if let Some(font) = run.system_font.and_then(|id| self.system_font(id)) {
                surface.draw_text(start, font, float(style.size), run.text, false, TextDirection::Auto);
            } else if let Some((font, face)) = &self.embedded[style.weight as usize] {
                let glyphs = glyphs(face, run.text, style.weight, style.spacing / style.size);
                surface.draw_glyphs(start, &glyphs, font.clone(), run.text, float(style.size), false);
            }
            x += run.width + count(run.text) * style.spacing;
        }
    }

    /// Splits a text into runs of one font.
    fn runs<'t>(&mut self, text: &'t str, weight: Weight, size: f64) -> Vec<FontRun<'t>> {
        let Some(system) = self.system.as_ref().filter(|_| !fonts::covers(text)) else {
            return vec![FontRun { text, system_font: None, width: measure(text, weight, size) }];
        };
        let mut runs: Vec<(usize, Option<ID>)> = Vec::new();
        for (at, c) in text.char_indices() {
            if fonts::is_invisible(c) && !runs.is_empty() {
                // It stays with what it joins or varies.
                continue;
            }
            let own = fonts::covers(c.encode_utf8(&mut [0; 4]));
            let face = if own { None } else { self.fallback.face(system, c, weight) };
            if runs.last().is_none_or(|&(_, last)| last != face) {
                runs.push((at, face));
            }
        }
        let ends: Vec<usize> = runs.iter().skip(1).map(|run| run.0).chain([text.len()]).collect();
        runs.into_iter()
            .zip(ends)
            .map(|((from, system_font), to)| {
                let text = &text[from..to];
                let own = || measure(text, weight, size);
                FontRun {
                    text,
                    system_font,
                    width: system_font.and_then(|id| self.width(id, text, size)).unwrap_or_else(own),
                }
            })
            .collect()
    }

    fn width(&self, id: ID, text: &str, size: f64) -> Option<f64> {
        let sum = |data: &[u8], index| {
            let face = Face::parse(data, index).ok()?;
            let advance = |c| face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(0);
            let units: f64 = text.chars().map(|c| f64::from(advance(c))).sum();
            Some(units * size / f64::from(face.units_per_em()))
        };
        self.system.as_ref()?.with_face_data(id, sum).flatten()
    }

    fn system_font(&mut self, id: ID) -> Option<Font> {
        let system = self.system.as_ref()?;
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
