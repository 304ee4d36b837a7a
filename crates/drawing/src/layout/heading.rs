//! The heading above the drawing, its description, and the drawing of a map without steps.

use crate::layout::dimensions::MARGIN;
use crate::scene::{Anchor, Part, Rect, Shape, Text};
use crate::style::Paint;
use vsm::metrics::catalog::Metric;
use vsm::text::count;
use vsm::{Map, Metrics};

/// Draws the map's name and scope in a width; returns their lower end.
pub(crate) fn draw(map: &Map, width: f64, parts: &mut Vec<Part>) -> f64 {
    let max_width = width - 2.0 * MARGIN;
    let mut y = MARGIN + 16.0;
    let scope = scope(map);
    for (paint, text, line_height) in [(Paint::Title, &map.name, 25.0), (Paint::Subtitle, &scope, 17.0)] {
        for (line, full) in paint.within(max_width).wrap(text, 2).into_lines(text) {
            parts.push(Text::new((MARGIN, y), Anchor::Start, max_width, paint, line).with_full(full).into());
            y += line_height;
        }
        y -= if paint == Paint::Title { 4.0 } else { 3.0 };
    }
    y
}

fn scope(map: &Map) -> String {
    let mut words = map.state.label().to_owned();
    for (before, text) in [("", &map.item), ("Mapped on ", &map.mapped_on), ("With ", &map.participants)] {
        if !text.trim().is_empty() {
            words.extend([" · ", before, text.trim()]);
        }
    }
    words
}

/// Width and height of the drawing of a map without steps, in px.
pub(crate) const EMPTY: (f64, f64) = (640.0, 190.0);

/// Draws an invitation to add steps, its upper end at y.
pub(crate) fn draw_empty(y: f64, parts: &mut Vec<Part>) {
    let (width, height) = EMPTY;
    let card = Rect::new((MARGIN, y + 12.0), (width - 2.0 * MARGIN, height - 36.0), Paint::DashedCard);
    parts.push(card.rounded(8.0).into());
    let (x, middle) = (width / 2.0, y + 62.0);
    let triangle = vec![(x, middle - 17.0), (x + 17.0, middle + 12.0), (x - 17.0, middle + 12.0)];
    parts.push(Shape::new(triangle, Paint::Triangle).into());
    for (down, paint, text) in [
        (40.0, Paint::Name, "No steps yet"),
        (62.0, Paint::Quiet, "What happens first after the code is done? Add it as the first step,"),
        (79.0, Paint::Quiet, "then add the next, with wait and work times."),
    ] {
        parts.push(Text::new((x, middle + down), Anchor::Middle, width - 4.0 * MARGIN, paint, text).into());
    }
}

/// The drawing as text, for screen readers.
pub(crate) fn description(map: &Map, metrics: &Metrics) -> String {
    let mut words = count(map.steps.len(), "step", "steps");
    if let Some(lead) = metrics.lead_seconds {
        let before = if metrics.at_least { ". Lead time at least " } else { ". Lead time " };
        words.extend([before, &map.clock.about(lead)]);
        if metrics.work_seconds.is_some() {
            words.extend([", work time ", &Metric::Work.value(metrics).text(&map.clock)]);
        }
        if metrics.flow_efficiency.is_some() {
            words.extend([", flow efficiency ", &Metric::FlowEfficiency.value(metrics).text(&map.clock)]);
        }
    }
    words.push('.');
    if let Some(bottleneck) = &metrics.bottleneck {
        words.extend([" Bottleneck: ", &bottleneck.sentence]);
    }
    words
}
