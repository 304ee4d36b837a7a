//! The file formats that Weir imports and exports: a table of formats, and a module for each.

#![warn(missing_docs)]

pub mod archive;
mod comparison;
mod diagram;
mod document;
mod drawio;
mod foreign;
pub mod ideas;
mod image;
mod import;
mod json;
mod limits;
mod markdown;
mod mermaid;
mod missing_fonts;
mod omissions;
mod options;
mod outcome;
pub mod registry;
mod sniff;
pub mod table;
pub mod text_lines;
mod workbook;
mod xlsx;
mod zip_guard;

pub use crate::comparison::{can_write_comparison, write_comparison};
pub use crate::import::{first, is_table, no_effect, read, read_all, read_all_with};
pub use crate::limits::{MAX_BYTES, MAX_PIXEL_BYTES, WIDTHS};
pub use crate::missing_fonts::{missing_fonts, missing_fonts_in_comparison};
pub use crate::omissions::omissions;
pub use crate::options::Options;
pub use crate::outcome::Read;
pub use crate::registry::{Format, option_warnings, write};
pub use crate::table::write::steps_in_full;
pub use drawing::fonts::Missing as MissingFonts;
pub use drawing::layout::Pair;
pub use drawing::paper::Paper;
pub use drawing::report::{Orientation, PageFit};
