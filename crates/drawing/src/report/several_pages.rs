//! A report on several pages: name, metrics and drawing first, then how the metrics are calculated, ideas and table.

use crate::layout::{for_page_size, map_scene};
use crate::paper;
use crate::paper::PlacedScene;
use crate::report::blocks;
use crate::report::blocks::{MetricDetail, metrics};
use crate::report::context::{BORDER, MIN_TEXT_SCALE, PageDraft, ReportContext};
use crate::report::page_flow::PageFlow;
use crate::report::stack::Stack;
use crate::scene::Scene;
use crate::{Arrangement, RenderOptions};

/// Explanations go to the next page if the drawing becomes larger by this factor without them.
const WORTH_IT: f64 = 1.08;

/// The first page, and how much it shows of the metrics.
pub(super) struct FirstPage {
    pub(super) draft: PageDraft,
    detail: MetricDetail,
    /// The upper end of the free space, in points.
    below: f64,
}

/// The first page with the whole drawing.
pub(super) fn first_page(context: &ReportContext<'_>) -> FirstPage {
    let explained = with_drawing(context, context.text_scale, MetricDetail::Explained);
    let mut short = with_drawing(context, context.text_scale, MetricDetail::Value);
    // Smaller text above the drawing only if the drawing needs the space.
    for text_scale in context.text_scales().skip(1) {
        if !short.draft.is_readable(context) {
            let next = with_drawing(context, text_scale, MetricDetail::Value);
            short = if next.draft.drawing_scale > short.draft.drawing_scale * 1.01 { next } else { short };
        }
    }
    if short.draft.drawing_scale > explained.draft.drawing_scale * WORTH_IT { short } else { explained }
}

/// The scale of the drawing on several pages.
pub(super) fn drawing_scale(context: &ReportContext<'_>) -> f64 {
    let whole = first_page(context).draft;
    if whole.is_acceptable() { whole.drawing_scale } else { in_rows(context).1 }
}

/// Everything on as many pages as it needs.
pub(super) fn pages(context: &ReportContext<'_>, first: FirstPage) -> Vec<Vec<PlacedScene>> {
    let FirstPage { draft, detail, below } = first;
    let mut flow = PageFlow::new(context);
    let shown = if draft.is_acceptable() {
        flow.begin(draft.placed, below);
        detail
    } else {
        put_cut_drawing(context, &mut flow)
    };
    let px = context.px(context.text_scale);
    if shown == MetricDetail::Value {
        flow.put(metrics(context.data, px, context.metrics_per_row(), MetricDetail::Explained));
    }
    if let Some(lists) = blocks::lists(context.data, px, blocks::MAX_COLUMNS) {
        flow.put(lists);
    }
    flow.put_table();
    flow.pages
}

fn head(context: &ReportContext<'_>, text_scale: f64, detail: MetricDetail) -> Stack {
    let px = context.px(text_scale);
    let mut stack = Stack::new((BORDER, BORDER), text_scale);
    stack.put(blocks::heading(context.data, px));
    let per_row = if detail == MetricDetail::Value { 6 } else { context.metrics_per_row() };
    stack.put(metrics(context.data, px, per_row, detail));
    stack.put(blocks::bottleneck(context.data, px));
    stack
}

fn with_drawing(context: &ReportContext<'_>, text_scale: f64, detail: MetricDetail) -> FirstPage {
    let mut stack = head(context, text_scale, detail);
    let area = (context.width(), (context.bottom() - stack.y).max(1.0));
    let drawing_scale = stack.put_drawing(context.drawing_in(area), context.width());
    let draft = PageDraft { placed: stack.placed, drawing_scale, text_scale };
    FirstPage { draft, detail, below: stack.y }
}

/// Puts the drawing cut between its rows, from the first page on if a row fits there; returns what that page shows of the
/// metrics.
fn put_cut_drawing(context: &ReportContext<'_>, flow: &mut PageFlow<'_, '_>) -> MetricDetail {
    let (scene, scale) = in_rows(context);
    let row = scene.cuts.first().copied().unwrap_or(scene.height) * scale;
    let usual = context.text_scale;
    let heads = [(usual, MetricDetail::Explained), (usual, MetricDetail::Value), (MIN_TEXT_SCALE, MetricDetail::Value)];
    let mut heads = heads.into_iter().map(|(text_scale, detail)| (head(context, text_scale, detail), detail));
    let fitting = heads.find(|(stack, _)| stack.y + row <= context.bottom());
    let (stack, detail) =
        fitting.unwrap_or_else(|| (head(context, usual, MetricDetail::Explained), MetricDetail::Explained));
    flow.begin(stack.placed, stack.y);
    flow.put_rows(&scene, scale);
    detail
}

/// The drawing in rows as wide as the page, at a scale that is easy to read; slightly smaller if that saves
/// a page.
fn in_rows(context: &ReportContext<'_>) -> (Scene, f64) {
    /// The factor for "slightly smaller".
    const SOMEWHAT: f64 = 0.9;
    let data = context.data;
    let options = ReportContext::render_options();
    let wrapped = RenderOptions { arrangement: Arrangement::Within(context.width() / context.cut_scale), ..options };
    let scene = map_scene(data.map, &data.graph, &data.metrics, &wrapped);
    let height = context.bottom() - BORDER;
    let scale = context.limited((context.width() / scene.width).min(height / paper::tallest_row(&scene)));
    let area = (context.width() + 2.0 * paper::BORDER, height + 2.0 * paper::BORDER);
    let packed = for_page_size(data.map, &data.graph, &data.metrics, &options, area);
    let (packed_scale, pages) = paper::fit(&packed, area);
    let saves = pages < paper::page_breaks(&scene, height / scale).len();
    if saves && packed_scale >= context.cut_scale * SOMEWHAT {
        (packed, context.limited(packed_scale))
    } else {
        (scene, scale)
    }
}
