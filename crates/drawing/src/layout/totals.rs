//! The totals at the end of the ladder.

use crate::layout::dimensions::TOTALS_WIDTH;
use crate::scene::{Anchor, Part, Point, Text};
use crate::style::Paint;
use vsm::metrics::catalog::Metric;
use vsm::{Map, Metrics};

const LINE_HEIGHT: f64 = 17.0;

/// Draws the totals, their upper left corner at a point; returns their lower end.
pub(crate) fn draw(map: &Map, metrics: &Metrics, (x, y): Point, parts: &mut Vec<Part>) -> f64 {
    let calendar = &map.clock;
    let mut draw_text = |at: Point, anchor, max_width, paint: Paint, text: &str| {
        let (text, _) = paint.within(max_width).one_line(text);
        parts.push(Text::new(at, anchor, max_width, paint, text).into());
    };
    let caption = if metrics.at_least && metrics.lead_seconds.is_some() { "LEAD TIME AT LEAST" } else { "LEAD TIME" };
    draw_text((x, y + 10.0), Anchor::Start, TOTALS_WIDTH, Paint::Caption, caption);
    let lead = metrics.lead_seconds.map_or("Unknown".to_owned(), |s| calendar.about(s));
    draw_text((x, y + 32.0), Anchor::Start, TOTALS_WIDTH, Paint::Total, &lead);
    let mut rows = vec![
        (Metric::Wait, Paint::WaitValue),
        (Metric::Work, Paint::WorkValue),
        (Metric::FlowEfficiency, Paint::Value),
    ];
    if metrics.downtime_seconds.is_some_and(|downtime| downtime > 0) {
        rows.push((Metric::Downtime, Paint::ProblemValue));
    }
    let mut baseline = y + 52.0;
    for (metric, paint) in rows {
        let (label, value) = (metric.label(), metric.value(metrics));
        // Of times, the caption says that they are at least.
        let amount = if value.at_most { Some(value.text(calendar)) } else { value.amount(calendar) };
        let (value, paint) = amount.map_or(("Unknown".to_owned(), Paint::Unknown), |amount| (amount, paint));
        let label_width = Paint::Label.width_of(label) + 0.5;
        draw_text((x, baseline), Anchor::Start, label_width, Paint::Label, label);
        let value_width = TOTALS_WIDTH - label_width - 8.0;
        draw_text((x + TOTALS_WIDTH, baseline), Anchor::End, value_width, paint, &value);
        baseline += LINE_HEIGHT;
    }
    baseline - LINE_HEIGHT + 5.0
}
