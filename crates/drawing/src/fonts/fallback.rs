//! Faces for characters that the embedded font lacks.

use std::collections::HashMap;

use fontdb::{Database, FaceInfo, ID, Style};
use ttf_parser::{Face, OutlineBuilder};

use crate::fonts::{Weight, is_invisible};

/// Finds faces for characters that the embedded font lacks, and remembers them.
#[derive(Debug, Default)]
pub(crate) struct Fallback {
    found: HashMap<(char, bool), Option<ID>>,
    /// Faces used before: tried first, so that a text uses few of them.
    recent: Vec<(bool, ID)>,
    drawn: HashMap<(ID, char), bool>,
}

impl Fallback {
    /// A face that can draw the character: sans-serif if there is one, in the weight of the text.
    pub(crate) fn face(&mut self, fonts: &Database, c: char, weight: Weight) -> Option<ID> {
        let bold = weight == Weight::Semibold;
        if let Some(&known) = self.found.get(&(c, bold)) {
            return known;
        }
        let has = |id: ID| fonts.with_face_data(id, |data, index| draws(data, index, c)).unwrap_or(false);
        let recent = self.recent.iter().filter(|face| face.0 == bold).map(|face| face.1).find(|&id| has(id));
        let face = recent.or_else(|| {
            let mut faces: Vec<_> = fonts.faces().map(|face| (rank(face, weight), face.id)).collect();
            faces.sort_by_key(|face| face.0);
            faces.into_iter().map(|face| face.1).find(|&id| has(id))
        });
        if let (Some(id), None) = (face, recent) {
            self.recent.push((bold, id));
        }
        self.found.insert((c, bold), face);
        face
    }

    /// Whether a face can draw the character.
    pub(crate) fn draws(&mut self, fonts: &Database, id: ID, c: char) -> bool {
        let has = || fonts.with_face_data(id, |data, index| draws(data, index, c)).unwrap_or(false);
        *self.drawn.entry((id, c)).or_insert_with(has)
    }
}

/// Whether the face has an outline for the character. Faces of color emoji have pictures instead, which the painters
/// don’t draw.
fn draws(data: &[u8], index: u32, c: char) -> bool {
    let Ok(face) = Face::parse(data, index) else { return false };
    let glyph = face.glyph_index(c).filter(|glyph| glyph.0 != 0);
    glyph.is_some_and(|glyph| c.is_whitespace() || is_invisible(c) || face.outline_glyph(glyph, &mut Unseen).is_some())
}

/// Draws nothing.
struct Unseen;

impl OutlineBuilder for Unseen {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {}
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
    fn close(&mut self) {}
}

/// How well a face suits the drawing: lower is better.
fn rank(face: &FaceInfo, weight: Weight) -> (bool, bool, bool, u16, bool) {
    let family = face.families.first().map_or("", |family| family.0.as_str());
    (
        face.style != Style::Normal,
        !family.contains("Sans"),
        family.contains("Mono") || family.contains("Condensed"),
        face.weight.0.abs_diff(weight.number()),
        // Of the faces for Han characters, which differ by country.
        !family.ends_with("JP"),
    )
}
