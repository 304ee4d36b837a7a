//! The embedded font, its advances, and the fonts that painters may use.

mod fallback;
mod missing;
mod runs;

use std::sync::{Arc, OnceLock};

use fontdb::Database;

pub(crate) use crate::fonts::fallback::Fallback;
pub use crate::fonts::missing::{Missing, MissingScript, missing, missing_common_scripts, missing_in};
pub(crate) use crate::fonts::runs::{FontRun, FontRuns, shape};

/// The name of the embedded family. It is Inter, reduced and without kerning (see `fonts/OFL.txt`).
pub const FAMILY: &str = "Weir Sans";

/// The regular face, OpenType.
pub const REGULAR: &[u8] = include_bytes!("../../fonts/weir-sans-regular.otf");
/// The semi-bold face, OpenType.
pub const SEMIBOLD: &[u8] = include_bytes!("../../fonts/weir-sans-semibold.otf");

/// The weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// 400.
    Regular,
    /// 600.
    Semibold,
}

impl Weight {
    /// The number in CSS.
    pub fn number(self) -> u16 {
        match self {
            Weight::Regular => 400,
            Weight::Semibold => 600,
        }
    }

    pub(crate) fn data(self) -> &'static [u8] {
        match self {
            Weight::Regular => REGULAR,
            Weight::Semibold => SEMIBOLD,
        }
    }
}

/// Characters below this are looked up in a table; the embedded font has none beyond.
const TABLE: usize = 0x2800;
/// The entry of a character that the font lacks.
const MISSING: f32 = -1.0;

/// Advances of one face, in parts of the font size.
struct Advances(Vec<f32>);

impl Advances {
    fn new(weight: Weight) -> Advances {
        let mut table = Advances(vec![MISSING; TABLE]);
        let Ok(face) = ttf_parser::Face::parse(weight.data(), 0) else { return table };
        let em = f32::from(face.units_per_em());
        let subtables = face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables);
        for subtable in subtables.filter(ttf_parser::cmap::Subtable::is_unicode) {
            subtable.codepoints(|code| {
                let glyph = subtable.glyph_index(code);
                if let Some((glyph, slot)) = glyph.zip(table.0.get_mut(code as usize)) {
                    *slot = f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) / em;
                }
            });
        }
        table
    }

    /// The advance of a character that the font has.
    fn known(&self, c: char) -> Option<f32> {
        self.0.get(c as usize).copied().filter(|&advance| advance >= 0.0)
    }

    fn get(weight: Weight) -> &'static Advances {
        static ADVANCES: [OnceLock<Advances>; 2] = [OnceLock::new(), OnceLock::new()];
        ADVANCES[weight as usize].get_or_init(|| Advances::new(weight))
    }
}

/// The width of a text in px at a font size in px: exact where the embedded font has its characters, an upper
/// estimate elsewhere.
pub fn measure(text: &str, weight: Weight, size: f64) -> f64 {
    let advances = Advances::get(weight);
    let sum: f64 = text.chars().map(|c| f64::from(advance(advances, c))).sum();
    sum * size
}

/// The advance of one character, in parts of the font size.
pub(crate) fn advance_of(c: char, weight: Weight) -> f64 {
    f64::from(advance(Advances::get(weight), c))
}

fn advance(advances: &Advances, c: char) -> f32 {
    advances.known(c).unwrap_or_else(|| estimate(c))
}

/// The advance of a character in some system font. Wide enough for the fonts that systems carry: Han, Kana
/// and Hangul are one em wide, emoji somewhat more, letters of other scripts less.
fn estimate(c: char) -> f32 {
    match c {
        '\u{300}'..='\u{36f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' => 0.0,
        '\u{1f000}'..='\u{1ffff}' | '\u{2600}'..='\u{27ff}' | '\u{fdfa}'..='\u{fdff}' => 1.4,
        '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' => 1.0,
        // Joined letters of Arabic are narrower than single ones.
        '\u{590}'..='\u{8ff}' => 0.75,
        _ => 1.05,
    }
}

/// Whether the embedded font has every character of the text.
pub fn covers(text: &str) -> bool {
    let advances = Advances::get(Weight::Regular);
    text.chars().all(|c| advances.known(c).is_some() || c.is_control())
}

/// Whether it is a character that shows nothing itself: it joins, separates or varies its neighbors. No font needs a
/// glyph for it.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The fonts for painting: the embedded ones, and the system's when the texts need them.
///
/// Reading the system's fonts takes long, so it is done once, and only if `with_system`.
pub fn database(with_system: bool) -> Arc<Database> {
    static EMBEDDED: OnceLock<Arc<Database>> = OnceLock::new();
    static SYSTEM: OnceLock<Arc<Database>> = OnceLock::new();
    let cell = if with_system { &SYSTEM } else { &EMBEDDED };
    Arc::clone(cell.get_or_init(|| {
        let mut fonts = Database::new();
        fonts.load_font_data(REGULAR.to_vec());
        fonts.load_font_data(SEMIBOLD.to_vec());
        fonts.set_sans_serif_family(FAMILY);
        if with_system {
            fonts.load_system_fonts();
        }
        Arc::new(fonts)
    }))
}
