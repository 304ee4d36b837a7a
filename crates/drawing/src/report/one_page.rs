//! A whole report on one page: blocks below one another, or the text beside the drawing, whichever is
//! larger.

use crate::Theme;
use crate::paper::PlacedScene;
use crate::report::blocks::{MetricDetail, metrics};
use crate::report::context::{BORDER, GAP, MIN_TEXT_SCALE, PageDraft, ReportContext};
use crate::report::stack::Stack;
use crate::report::{StepTable, blocks};
use crate::scene::{Part, Scene};

/// The least height of a drawing that shares a page, in points.
const MIN_DRAWING_HEIGHT: f64 = 120.0;
/// Fractions of the width that the text beside the drawing may take.
const TEXT_FRACTIONS: [f64; 4] = [0.2, 0.24, 0.28, 0.32];
/// From this width on, in px, two metrics fit side by side.
const TWO_METRICS_WIDTH: f64 = 400.0;

/// A map without steps: its name and the drawing of an empty map.
pub(super) fn empty(context: &ReportContext<'_>) -> Vec<PlacedScene> {
    let mut stack = with_heading(context, context.text_scale);
    let area = (context.width(), context.bottom() - stack.y);
    stack.put_drawing(context.drawing_in(area), context.width());
    stack.placed
}

fn with_heading(context: &ReportContext<'_>, text_scale: f64) -> Stack {
    let mut stack = Stack::new((BORDER, BORDER), text_scale);
    stack.put(blocks::heading(context.data, context.px(text_scale)));
    stack
}

/// Heading, metrics and bottleneck below one another.
fn with_metrics(context: &ReportContext<'_>, text_scale: f64) -> Stack {
    let px = context.px(text_scale);
    let mut stack = with_heading(context, text_scale);
    stack.put(metrics(context.data, px, context.metrics_per_row(), MetricDetail::Explained));
    stack.put(blocks::bottleneck(context.data, px));
    stack
}

/// The arrangement whose smallest text is largest; `None` if none fits.
pub(super) fn best(context: &ReportContext<'_>) -> Option<PageDraft> {
    let below = context.text_scales().filter_map(|scale| stacked(context, scale));
    let beside = TEXT_FRACTIONS.iter().flat_map(|part| context.text_scales().map(move |scale| (part, scale)));
    let beside = beside.flat_map(|(part, scale)| {
        [false, true].into_iter().filter_map(move |is_across| text_beside_table(context, scale, *part, is_across))
    });
    let better = |a: &PageDraft, b: &PageDraft| {
        a.min_scale().total_cmp(&b.min_scale()).then(a.drawing_scale.total_cmp(&b.drawing_scale))
    };
    below.chain(beside).max_by(better)
}

/// Everything below one another, with the drawing in the remaining height.
fn stacked(context: &ReportContext<'_>, text_scale: f64) -> Option<PageDraft> {
    let (width, px) = (context.width(), context.px(text_scale));
    let mut stack = with_metrics(context, text_scale);
    let mut after = Vec::from_iter(blocks::lists(context.data, px, blocks::MAX_COLUMNS));
    after.push(whole_table(context, px));
    let taken: f64 = after.iter().map(|scene| scene.height * text_scale + GAP).sum();
    let height = context.bottom() - stack.y - taken;
    if height < MIN_DRAWING_HEIGHT {
        return None;
    }
    let drawing_scale = stack.put_drawing(context.drawing_in((width, height)), width);
    stack.put_all(after);
    Some(PageDraft { placed: stack.placed, drawing_scale, text_scale })
}

/// Metrics, bottleneck and lists to the left of the table. The drawing is above the table, which fills a wide page, or
/// above both and as wide as the page, for long tables.
fn text_beside_table(context: &ReportContext<'_>, text_scale: f64, part: f64, is_across: bool) -> Option<PageDraft> {
    let columns = SideBySide::new(context, text_scale, part);
    let mut stack = with_heading(context, text_scale);
    let table_height = columns.table.height * text_scale;
    let below_drawing = if is_across { columns.height.max(table_height) } else { table_height };
    let height = context.bottom() - stack.y - below_drawing - GAP;
    let text_fits = is_across || stack.y + columns.height <= context.bottom();
    if height < MIN_DRAWING_HEIGHT || !text_fits || !columns.table_fits {
        return None;
    }
    let [mut text, mut beside] = [BORDER, columns.right].map(|x| Stack::new((x, stack.y), text_scale));
    let drawing_scale = if is_across {
        let scale = stack.put_drawing(context.drawing_in((context.width(), height)), context.width());
        (text.y, beside.y) = (stack.y, stack.y);
        scale
    } else {
        beside.put_drawing(context.drawing_in((columns.right_width, height)), columns.right_width)
    };
    text.put_all(columns.text);
    beside.put(columns.table);
    for mut other in [text, beside] {
        stack.placed.append(&mut other.placed);
    }
    Some(PageDraft { placed: stack.placed, drawing_scale, text_scale })
}

/// Text in a column at the left, and the table in the remaining width.
struct SideBySide {
    text: Vec<Scene>,
    /// Height of the text, in points.
    height: f64,
    table: Scene,
    /// Left edge and width of the right column, in points.
    right: f64,
    right_width: f64,
    /// Whether the table is narrow enough for the right column.
    table_fits: bool,
}

impl SideBySide {
    fn new(context: &ReportContext<'_>, text_scale: f64, part: f64) -> SideBySide {
        let left = context.width() * part - GAP;
        let px = left / text_scale;
        let per_row = if px < TWO_METRICS_WIDTH { 1 } else { 2 };
        let mut text = vec![
            metrics(context.data, px, per_row, MetricDetail::Explained),
            blocks::bottleneck_below(context.data, px),
        ];
        text.extend(blocks::lists(context.data, px, 1));
        let height = text.iter().map(|scene| scene.height * text_scale + GAP).sum::<f64>() - GAP;
        let right_width = context.width() - left - 2.0 * GAP;
        let table = whole_table(context, right_width / text_scale);
        let table_fits = table_width(&table) * text_scale <= right_width + 1.0;
        SideBySide { text, height, table, right: BORDER + left + 2.0 * GAP, right_width, table_fits }
    }
}

/// The width of the texts of a table, in px: columns can't become narrower than their words.
fn table_width(table: &Scene) -> f64 {
    let right = |part: &Part| if let Part::Text(text) = part { text.extent().1 } else { 0.0 };
    table.parts.iter().map(right).fold(0.0, f64::max)
}

/// Fits a map that is too long for one page on one page anyway, with a table as small as necessary.
pub(super) fn squeezed(context: &ReportContext<'_>) -> Vec<PlacedScene> {
    let text_scale = MIN_TEXT_SCALE;
    let (width, px) = (context.width(), context.px(text_scale));
    let mut stack = with_metrics(context, text_scale);
    stack.put_all(blocks::lists(context.data, px, blocks::MAX_COLUMNS));
    // The drawing matters most: it gets more than half of the height.
    let height = context.bottom() - stack.y;
    stack.put_drawing(context.drawing_in((width, height * 0.6)), width);
    let height = context.bottom() - stack.y;
    let table = whole_table(context, px);
    stack.scale = (height / table.height).min(text_scale);
    // As wide as the page anyway; wider columns may make it lower, never higher.
    stack.put(whole_table(context, width / stack.scale));
    stack.placed
}

fn whole_table(context: &ReportContext<'_>, width: f64) -> Scene {
    StepTable::new(context.data, width, Theme::Light).whole()
}
