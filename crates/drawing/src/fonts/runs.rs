//! A text as runs of one font each, from left to right, for characters that the embedded font lacks.

use std::ops::Range;
use std::sync::Arc;

use fontdb::{Database, ID};
use rustybuzz::{Direction, Face, GlyphBuffer, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};
use unicode_normalization::char::is_combining_mark;

use crate::fonts::{Fallback, Weight, covers, database, is_invisible, measure};

/// A part of a text in one font.
pub(crate) struct FontRun<'t> {
    pub(crate) text: &'t str,
    /// A font of the system, or `None` for the embedded one.
    pub(crate) face: Option<ID>,
    /// Whether it is written from right to left.
    pub(crate) right_to_left: bool,
    /// Its width in px.
    pub(crate) width: f64,
}

/// Splits texts with the fonts of the system.
pub(crate) struct FontRuns {
    fonts: Arc<Database>,
    fallback: Fallback,
}

impl FontRuns {
    pub(crate) fn new() -> FontRuns {
        FontRuns { fonts: database(true), fallback: Fallback::default() }
    }

    pub(crate) fn fonts(&self) -> &Database {
        &self.fonts
    }

    /// The runs in the order in which they are seen, at a font size in px.
    pub(crate) fn split<'t>(&mut self, text: &'t str, weight: Weight, size: f64) -> Vec<FontRun<'t>> {
        let bidi = BidiInfo::new(text, Some(Level::ltr()));
        let mut runs = Vec::new();
        for paragraph in &bidi.paragraphs {
            let (levels, ranges) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for range in ranges {
                let right_to_left = levels.get(range.start).is_some_and(Level::is_rtl);
                let start = runs.len();
                for (part, face) in self.by_face(text, range, weight) {
                    let width = face.and_then(|id| self.width(id, part, size, right_to_left));
                    let width = width.unwrap_or_else(|| measure(part, weight, size));
                    runs.push(FontRun { text: part, face, right_to_left, width });
                }
                if right_to_left && let Some(seen) = runs.get_mut(start..) {
                    seen.reverse();
                }
            }
        }
        runs
    }

    /// The parts of a range of the text in one font, in the order in which they are read.
    fn by_face<'t>(&mut self, text: &'t str, range: Range<usize>, weight: Weight) -> Vec<(&'t str, Option<ID>)> {
        let part = text.get(range).unwrap_or_default();
        let mut starts: Vec<(usize, Option<ID>)> = Vec::new();
        // The letter that a mark belongs to.
        let mut base = None;
        for (at, c) in part.char_indices() {
            let before = starts.last().map(|start| start.1);
            if is_invisible(c) && before.is_some() {
                continue;
            }
            let face = self.face_after(before.flatten(), c, weight);
            if is_combining_mark(c) {
                // A mark finds its place only in the font of its letter.
                if let Some(((letter_at, letter), id)) = base.zip(face)
                    && before != Some(face)
                    && self.fallback.draws(&self.fonts, id, letter)
                {
                    starts.pop_if(|start| start.0 == letter_at);
                    starts.push((letter_at, face));
                    continue;
                }
            } else {
                base = Some((at, c));
            }
            if before != Some(face) {
                starts.push((at, face));
            }
        }
        let ends: Vec<usize> = starts.iter().skip(1).map(|start| start.0).chain([part.len()]).collect();
        starts.into_iter().zip(ends).filter_map(|((from, face), to)| Some((part.get(from..to)?, face))).collect()
    }

    /// The font for a character after a run: the same if possible, for words that several fonts have.
    fn face_after(&mut self, before: Option<ID>, c: char, weight: Weight) -> Option<ID> {
        let own = covers(c.encode_utf8(&mut [0; 4]));
        let same = before.filter(|&id| (!own || c == ' ') && self.fallback.draws(&self.fonts, id, c));
        same.or_else(|| if own { None } else { self.fallback.face(&self.fonts, c, weight) })
    }

    fn width(&self, id: ID, text: &str, size: f64, right_to_left: bool) -> Option<f64> {
        let sum = |data: &[u8], index| {
            let face = Face::from_slice(data, index)?;
            let glyphs = shape(&face, text, right_to_left);
            let units: f64 = glyphs.glyph_positions().iter().map(|glyph| f64::from(glyph.x_advance)).sum();
            Some(units * size / f64::from(face.units_per_em()))
        };
        self.fonts.with_face_data(id, sum).flatten()
    }
}

/// The glyphs of a text from left to right.
pub(crate) fn shape(face: &Face, text: &str, right_to_left: bool) -> GlyphBuffer {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    buffer.set_direction(if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight });
    rustybuzz::shape(face, &[], buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_in_the_order_in_which_they_are_seen() {
        let mut runs = FontRuns { fonts: database(false), fallback: Fallback::default() };
        for (text, expected) in [
            (
                "\u{2068}مراجعة الكود\u{2069} 1d",
                vec![("\u{2068}", false), ("مراجعة الكود", true), ("\u{2069} 1d", false)],
            ),
            ("Code: בדיקה (v2)", vec![("Code: ", false), ("בדיקה", true), (" (v2)", false)]),
            ("発布 v2", vec![("発布 v2", false)]),
            ("", vec![]),
        ] {
            let split = runs.split(text, Weight::Regular, 10.0);
            let seen: Vec<_> = split.iter().map(|run| (run.text, run.right_to_left)).collect();
            assert_eq!(seen, expected);
        }
    }
}
