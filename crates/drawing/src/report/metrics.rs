//! The metrics of a report side by side, with or without how they're calculated.

use crate::report::blocks::TextColumn;
use crate::report::{Headline, ReportData, Tone};
use crate::scene::{Rect, Scene};
use crate::style::Paint;

/// Enough lines for any explanation: its names are shortened, never its numbers.
const MAX_LINES: usize = 12;
/// Width of the bar at the left of a metric, in px.
const BAR: f64 = 3.0;

/// How much detail is shown of each metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MetricDetail {
    /// Its value.
    Value,
    /// Its value and how it's calculated.
    Explained,
}

/// The metrics side by side, `per_row` in a row.
pub(super) fn metrics(data: &ReportData<'_>, width: f64, per_row: usize, detail: MetricDetail) -> Scene {
    let draw = |headline: &Headline, place, column: &mut TextColumn| draw(headline, place, detail, column);
    TextColumn::side_by_side(width, per_row, &data.headlines(), draw).into_scene("Figures")
}

fn draw(headline: &Headline, (x, width): (f64, f64), detail: MetricDetail, column: &mut TextColumn) {
    let top = column.y;
    let place = (x + BAR + 8.0, width - BAR - 8.0);
    column.text_at(place, headline.name, Paint::Label, 14.0, 1);
    // A long value, such as one with "at least", is smaller and may continue on a second line.
    if Paint::Total.within(place.1).fits(&headline.value) {
        column.text_at(place, &headline.value, Paint::Total, 25.0, 1);
    } else {
        column.y += 3.0;
        column.text_at(place, &headline.value, Paint::SmallTotal, 18.0, 3);
        column.y += 3.0;
    }
    if detail == MetricDetail::Explained {
        if !headline.note.is_empty() {
            column.text_at(place, &headline.note, Paint::Reason, 14.0, 3);
        }
        column.y += 2.0;
        column.text_at(place, &headline.short_explanation, Paint::Reason, 13.5, MAX_LINES);
    }
    let paint = match headline.tone {
        Tone::Wait => Paint::WaitBar,
        Tone::Work => Paint::WorkBar,
        Tone::Problem => Paint::Badge,
        Tone::Neutral => Paint::SideHead,
    };
    column.parts.push(Rect::new((x, top + 2.0), (BAR, column.y - top - 2.0), paint).into());
}
