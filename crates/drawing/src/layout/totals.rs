//! The totals of a map in one line, or in several where the drawing is narrow.

use crate::scene::{Anchor, Part, Point, Text};
use crate::style::Paint;
use vsm::metrics::catalog::Metric;
use vsm::{Map, Metrics};

const LINE_HEIGHT: f64 = 19.0;
/// Space between a label and its value, and between two totals, in px.
const LABEL_GAP: f64 = 6.0;
const GAP: f64 = 22.0;

/// Draws the totals in a width, the first baseline at a point; returns their lower end.
pub(crate) fn draw(map: &Map, metrics: &Metrics, (left, y): Point, width: f64, parts: &mut Vec<Part>) -> f64 {
    let mut totals = vec![
        (Metric::Lead, Paint::Value),
        (Metric::Wait, Paint::WaitValue),
        (Metric::Work, Paint::WorkValue),
        (Metric::FlowEfficiency, Paint::Value),
    ];
    if metrics.downtime_seconds.is_some_and(|downtime| downtime > 0) {
        totals.push((Metric::Downtime, Paint::ProblemValue));
    }
    let (mut x, mut baseline) = (left, y);
    for (metric, paint) in totals {
        let value = metric.value(metrics);
        let is_known = value.amount(&map.clock).is_some();
        let (text, paint) =
            if is_known { (value.text(&map.clock), paint) } else { ("Unknown".to_owned(), Paint::Unknown) };
        let label = metric.label();
        let label_width = Paint::Label.width_of(label) + 0.5;
        let needed = label_width + LABEL_GAP + paint.width_of(&text);
        if x > left && x + needed > left + width {
            (x, baseline) = (left, baseline + LINE_HEIGHT);
        }
        parts.push(Text::new((x, baseline), Anchor::Start, label_width, Paint::Label, label).into());
        x += label_width + LABEL_GAP;
        let text = Text::fitted((x, baseline), Anchor::Start, left + width - x, paint, &text);
        x = text.extent().1 + GAP;
        parts.push(text.into());
    }
    baseline + 6.0
}
