//! The context of every arrangement of a report: the paper, the smallest scales, and the drawing in an
//! area.

use crate::RenderOptions;
use crate::layout::for_area;
use crate::paper::{Paper, PlacedScene};
use crate::report::{Orientation, ReportData, ReportOptions};
use crate::scene::Scene;

/// White border of a page, in points.
pub(super) const BORDER: f64 = 20.0;
/// Space between two blocks, in points.
pub(super) const GAP: f64 = 12.0;
/// Below this scale, the drawing is cut between its rows and continues on the next page. A dozen steps on
/// A4 are not cut: seeing them at once is worth more than slightly larger text.
const MIN_DRAWING_SCALE: f64 = 0.42;
/// Another page is worth it if the drawing becomes larger by this factor.
const CLEARLY_LARGER: f64 = 1.12;
/// The smallest scale of the text that keeps everything on one page, in points per px.
pub(super) const MIN_TEXT_SCALE: f64 = 0.6;

/// The paper with its scales, and the data of the report.
pub(super) struct ReportContext<'t> {
    pub(super) data: &'t ReportData<'t>,
    /// Width and height of the paper, in points.
    pub(super) size: (f64, f64),
    /// Points per px of text, if there is enough space.
    pub(super) text_scale: f64,
    /// The smallest scale of a drawing that is easy to read, with labels of 11.5 px; A3 is read from a greater distance.
    readable_scale: f64,
    /// The minimum points per px of a drawing that is cut into several pages.
    pub(super) cut_scale: f64,
    /// The largest scale of a drawing.
    max_scale: f64,
}

/// An attempt at a page.
pub(super) struct PageDraft {
    pub(super) placed: Vec<PlacedScene>,
    /// Points per px of its drawing.
    pub(super) drawing_scale: f64,
    /// Points per px of its text.
    pub(super) text_scale: f64,
}

impl PageDraft {
    pub(super) fn is_readable(&self, context: &ReportContext<'_>) -> bool {
        self.drawing_scale >= context.readable_scale
    }

    /// Whether its drawing is large enough not to be cut.
    pub(super) fn is_acceptable(&self) -> bool {
        self.drawing_scale >= MIN_DRAWING_SCALE
    }

    /// Whether the other page would show the drawing only a little larger.
    pub(super) fn is_hardly_smaller(&self, other: &PageDraft) -> bool {
        self.is_acceptable() && self.drawing_scale * CLEARLY_LARGER >= other.drawing_scale
    }

    /// The scale of its smallest text, by which pages are compared.
    pub(super) fn min_scale(&self) -> f64 {
        self.drawing_scale.min(self.text_scale)
    }
}

impl<'t> ReportContext<'t> {
    pub(super) fn new(data: &'t ReportData<'t>, options: ReportOptions) -> ReportContext<'t> {
        let paper = if options.paper == Paper::Fit { Paper::A4 } else { options.paper };
        ReportContext::on(data, paper, options.orientation)
    }

    /// The same on A4; `None` if it is A4 already.
    pub(super) fn on_a4(&self) -> Option<ReportContext<'t>> {
        let orientation = if self.is_landscape() { Orientation::Landscape } else { Orientation::Portrait };
        let a4 = ReportContext::on(self.data, Paper::A4, orientation);
        (a4.size.0 < self.size.0).then_some(a4)
    }

    fn on(data: &'t ReportData<'t>, paper: Paper, orientation: Orientation) -> ReportContext<'t> {
        let (long, short) = paper.size().unwrap_or((841.89, 595.28));
        let size = if orientation == Orientation::Portrait { (short, long) } else { (long, short) };
        let (text_scale, readable_scale, cut_scale, max_scale) = match paper {
            Paper::A3 => (0.92, 0.52, 0.6, 1.25),
            Paper::A4 | Paper::Fit => (0.7, 0.48, 0.52, 0.95),
        };
        ReportContext { data, size, text_scale, readable_scale, cut_scale, max_scale }
    }

    fn is_landscape(&self) -> bool {
        self.size.0 > self.size.1
    }

    /// The width between the borders, in points.
    pub(super) fn width(&self) -> f64 {
        self.size.0 - 2.0 * BORDER
    }

    /// The width between the borders, in px of text at a scale.
    pub(super) fn px(&self, text_scale: f64) -> f64 {
        self.width() / text_scale
    }

    /// Where the footer begins, in points.
    pub(super) fn bottom(&self) -> f64 {
        self.size.1 - BORDER - 12.0
    }

    /// The number of metrics side by side.
    pub(super) fn metrics_per_row(&self) -> usize {
        if self.is_landscape() { 6 } else { 3 }
    }

    /// Text scales from the usual one down to the smallest.
    pub(super) fn text_scales(&self) -> impl Iterator<Item = f64> {
        let usual = self.text_scale;
        (0..=4_u8).map(move |step| usual - (usual - MIN_TEXT_SCALE) * f64::from(step) / 4.0)
    }

    /// The drawing as large as possible in an area, with its scale.
    pub(super) fn drawing_in(&self, area: (f64, f64)) -> (Scene, f64) {
        let data = self.data;
        let (scene, scale) = for_area(data.map, &data.graph, &data.metrics, &Self::render_options(), area);
        (scene, self.limited(scale))
    }

    /// A scale of a drawing, limited to the largest.
    pub(super) fn limited(&self, scale: f64) -> f64 {
        scale.min(self.max_scale)
    }

    /// The report has name and totals above the drawing.
    pub(super) fn render_options() -> RenderOptions {
        RenderOptions { heading: false, totals: false, ..RenderOptions::default() }
    }
}
