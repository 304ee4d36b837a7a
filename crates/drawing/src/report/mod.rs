//! The report: one page with name, metrics, bottleneck, drawing, ideas and step table; more pages only if its text would
//! become too small. The web page, its print and the PDF show the same pages.

mod blocks;
mod context;
mod data;
mod one_page;
mod page_flow;
mod several_pages;
mod stack;
mod step_table;

pub use crate::report::data::{Headline, IdeaRow, ReportData, StepColumn, Tone};
pub use crate::report::step_table::StepTable;

use crate::paper::{Page, Paper, PlacedScene};
use crate::report::context::{BORDER, PageDraft, ReportContext};
use crate::{DrawingError, pdf};
use vsm::Map;

/// Points per px of the footer.
const FOOTER_SCALE: f64 = 0.7;

/// The orientation of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Orientation {
    /// Higher than wide.
    Portrait,
    /// Wider than high.
    #[default]
    Landscape,
}

/// How many pages a report has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageFit {
    /// As many as it needs to stay readable.
    #[default]
    AsNeeded,
    /// One, however small the text.
    OnePage,
}

/// How a report is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportOptions {
    /// The paper; [`Paper::Fit`] is taken as A4.
    pub paper: Paper,
    /// Portrait or landscape.
    pub orientation: Orientation,
    /// As many pages as needed, or one.
    pub page_fit: PageFit,
}

/// The report as PDF.
///
/// # Errors
/// [`DrawingError::Painting`] if the PDF can't be written.
pub fn render_pdf(map: &Map, options: ReportOptions) -> Result<Vec<u8>, DrawingError> {
    pdf::render_pages(&pages(map, options), &map.name, &ReportData::new(map).bottleneck())
}

/// The pages of a report.
pub fn pages(map: &Map, options: ReportOptions) -> Vec<Page> {
    let data = ReportData::new(map);
    let context = ReportContext::new(&data, options);
    let pages = arranged(&context, options.page_fit);
    let count = pages.len();
    pages.into_iter().enumerate().map(|(at, placed)| with_footer(&context, placed, at + 1, count)).collect()
}

/// The scenes on each page: one page if its drawing is readable there, or would hardly be larger on
/// another.
fn arranged(context: &ReportContext<'_>, fit: PageFit) -> Vec<Vec<PlacedScene>> {
    if context.data.map.steps.is_empty() {
        return vec![one_page::empty(context)];
    }
    let one = one_page::best(context);
    if fit == PageFit::OnePage {
        return vec![one.map_or_else(|| one_page::squeezed(context), |draft| draft.placed)];
    }
    let shared = several_pages::first_page(context);
    // Larger paper is for a larger drawing, not for more text beside it.
    let scale_on_a4 = context.on_a4().map_or(0.0, |a4| several_pages::drawing_scale(&a4));
    let is_enough = |one: &PageDraft| one.is_readable(context) || one.is_hardly_smaller(&shared.draft);
    match one {
        Some(one) if one.drawing_scale >= scale_on_a4 && is_enough(&one) => vec![one.placed],
        _ => several_pages::pages(context, shared),
    }
}

fn with_footer(context: &ReportContext<'_>, mut placed: Vec<PlacedScene>, page: usize, count: usize) -> Page {
    let (width, height) = context.size;
    let scene = blocks::footer(context.data, context.px(FOOTER_SCALE), page, count);
    let y = height - BORDER - scene.height * FOOTER_SCALE + 8.0;
    placed.push(PlacedScene { scene, x: BORDER, y, scale: FOOTER_SCALE, part: None });
    Page { width, height, title: format!("{}, page {page} of {count}", context.data.map.name), placed }
}
