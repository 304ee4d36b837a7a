//! Options for exports.

use drawing::RenderOptions;
use drawing::paper::Paper;
use drawing::report::{Orientation, PageFit, ReportOptions};

/// Options for an exported file. Formats without a drawing ignore them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Theme and rows.
    pub render: RenderOptions,
    /// Pixels of a PNG per px of the drawing, above 0 and at most 8.
    pub scale: f32,
    /// Width of an image in pixels, instead of the scale; within [`crate::WIDTHS`].
    pub width: Option<f64>,
    /// Adds the table of steps below the drawing.
    pub table: bool,
    /// The paper of a PDF.
    pub paper: Paper,
    /// The orientation of a report.
    pub orientation: Orientation,
    /// How many pages a report has.
    pub page_fit: PageFit,
    /// Embeds the map in an SVG or PNG, with notes and ideas, so that the file can be imported.
    pub map_inside: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            render: RenderOptions::default(),
            scale: 2.0,
            width: None,
            table: false,
            paper: Paper::Fit,
            orientation: Orientation::default(),
            page_fit: PageFit::default(),
            map_inside: true,
        }
    }
}

impl Options {
    /// The options of a report.
    pub fn report(&self) -> ReportOptions {
        ReportOptions { paper: self.paper, orientation: self.orientation, page_fit: self.page_fit }
    }
}
