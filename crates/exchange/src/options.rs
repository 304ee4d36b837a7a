//! What someone can choose for a file that is exported.

use drawing::RenderOptions;
use drawing::pdf::Paper;

/// How a file is made. Formats without a drawing ignore all of it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice by itself")]
pub struct Options {
    /// Theme and rows.
    pub look: RenderOptions,
    /// Pixels of a PNG for each px of the drawing, above 0 and at most 8.
    pub scale: f32,
    /// Width of an image in pixels, instead of the scale; within [`crate::WIDTHS`].
    pub width: Option<f64>,
    /// Adds the table of steps below the drawing.
    pub table: bool,
    /// The paper of a PDF.
    pub paper: Paper,
    /// Makes a report portrait instead of landscape.
    pub upright: bool,
    /// Fits a report on one page, however small its text becomes.
    pub one_sheet: bool,
    /// Embeds the map in an SVG or PNG, with notes and ideas, so that the file can be imported.
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
