//! Files that people bring and take: one table of formats, and what reads and writes each.

#![warn(missing_docs)]

pub mod archive;
mod comparison;
mod drawio;
pub mod foreign;
pub mod ideas;
mod image;
mod json;
mod markdown;
mod mermaid;
mod omissions;
mod option_warnings;
pub mod registry;
pub mod report;
mod report_data;
pub mod table;
pub mod text_lines;
mod xlsx;
mod zip_guard;

pub use crate::omissions::lost;
pub use crate::option_warnings::not_as_asked;
pub use crate::registry::Format;
use drawing::RenderOptions;
pub use drawing::layout::Pair;
pub use drawing::pdf::Paper;
use vsm::Map;
use vsm::model::error::ValidationError;
use vsm::validate::map::Finding;

pub use crate::comparison::{can_write_comparison, write_comparison};

/// Most bytes that a file may have.
pub const MAX_BYTES: usize = 10_000_000;

/// The same for a picture of pixels, of which only the map inside is read: where there is room for it, on the command line.
pub const MAX_PIXEL_BYTES: usize = 60_000_000;

/// How wide a picture can be asked to be, in pixels.
pub const WIDTHS: std::ops::RangeInclusive<f64> = 200.0..=10_000.0;

/// How a file is to be made. Formats without pictures need no choices.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice by itself")]
pub struct Options {
    /// Theme and rows.
    pub look: RenderOptions,
    /// Pixels of a PNG for each px of the drawing, above 0 and at most 8.
    pub scale: f32,
    /// How wide a picture is to be, in pixels; instead of the scale.
    pub width: Option<f64>,
    /// Does the table of steps stand below the drawing?
    pub table: bool,
    /// The paper of a PDF.
    pub paper: Paper,
    /// Does the paper of a report stand upright?
    pub upright: bool,
    /// Is all of a report to stand on one sheet, however small?
    pub one_sheet: bool,
    /// Does an SVG or PNG carry its map inside, with notes and ideas, so that it can be opened again?
    pub map_inside: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            look: RenderOptions::default(),
            scale: 2.0,
            width: None,
            table: false,
            paper: Paper::Fit,
            upright: false,
            one_sheet: false,
            map_inside: true,
        }
    }
}

/// What was read: a map, and what is worth telling about how it was read.
pub type Read = (Map, Vec<Finding>);

/// Writes a map.
///
/// # Errors
/// A sentence, when it cannot be made as asked, or not at all.
pub fn write(format: Format, map: &Map, options: &Options) -> Result<Vec<u8>, ValidationError> {
    let writer = format.writer().ok_or_else(|| {
        let sentence = format!("Weir can import {} but not export it. Use JSON.", format.name());
        ValidationError::new("not_writable", sentence)
    })?;
    writer(map, options)
}

/// Reads the one map of a file of any kind that holds one. `name` is what it is called where the file does not say it:
/// the file's own name without its ending.
///
/// # Errors
/// A sentence that names the place; also when the file holds several maps of equal standing.
pub fn read(name: &str, bytes: &[u8]) -> Result<Read, ValidationError> {
    let mut all = read_all(name, bytes)?;
    if all.len() > 1 && Format::of_content(bytes) == Format::Zip {
        let sentence =
            format!("This file contains {} maps. Import it into a workspace, or extract the one you need.", all.len());
        return Err(ValidationError::new("several_maps", sentence));
    }
    if all.len() > 1 {
        let (other, _) = all.swap_remove(1);
        let sentence =
            format!("The file also contains “{}”, which was skipped. Import the file to get both maps.", other.name);
        if let Some((_, findings)) = all.first_mut() {
            findings.push(finding("map_left_out", sentence));
        }
    }
    all.into_iter().next().ok_or_else(|| ValidationError::new("no_map", "The file contains no map."))
}

/// Reads all maps of a file.
///
/// # Errors
/// A sentence that names the place.
pub fn read_all(name: &str, bytes: &[u8]) -> Result<Vec<Read>, ValidationError> {
    let most = if bytes.starts_with(b"\x89PNG") { MAX_PIXEL_BYTES } else { MAX_BYTES };
    if bytes.len() > most {
        let sentence = format!("The file is larger than {} MB.", most / 1_000_000);
        return Err(ValidationError::new("too_large", sentence));
    }
    crate::xlsx::refuse_old(bytes)?;
    let format = Format::of_content(bytes);
    let reader = format.reader().ok_or_else(|| {
        let can: Vec<&str> = Format::all().filter(|f| f.can_read() && f.can_write()).map(Format::name).collect();
        let sentence = format!("{} files can’t be imported. Use one of these: {}.", format.name(), can.join(", "));
        ValidationError::new("not_readable", sentence)
    })?;
    reader(name, bytes)
}

/// All that is known of a map's steps as text: headings, and a row a step; columns that say nothing are left out.
#[must_use]
pub fn steps_in_full(map: &Map) -> (Vec<&'static str>, Vec<Vec<String>>) {
    crate::table::steps_in_full(map)
}

/// A finding about a file, not about a step.
pub(crate) fn finding(code: &'static str, sentence: String) -> Finding {
    Finding { code, step: None, sentence }
}
