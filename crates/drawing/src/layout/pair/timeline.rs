//! The timelines of two maps, one above the other on the same scale, so that the difference is seen at once.

use crate::layout::dimensions::MARGIN;
use crate::layout::map_layout::MapLayout;
use crate::layout::timeline;
use crate::layout::timeline::BAR_HEIGHT;
use crate::scene::{Anchor, Line, Part, Point, Shape, Text};
use crate::style::Paint;
use crate::time_scale::fraction;
use vsm::compare::{Delta, compare_metrics};
use vsm::metrics::catalog::Metric;

/// Space between the two, in px.
const GAP: f64 = 20.0;

/// Draws both, their upper left corner at a point; returns the lower end. Draws nothing if neither map has times.
pub(crate) fn draw(layouts: [&MapLayout; 2], (x, y): Point, width: f64, parts: &mut Vec<Part>) -> f64 {
    let leads = layouts.map(|layout| layout.metrics.usual_lead_seconds.unwrap_or(0));
    let total = leads[0].max(leads[1]);
    if total == 0 {
        return y;
    }
    let [before, after] = layouts.map(|layout| &layout.map.clock);
    let same_calendar = before.counts_like(after);
    let caption = if same_calendar {
        "TIMELINE TO SCALE, BOTH MAPS"
    } else {
        "TIMELINE TO SCALE, IN HOURS OF EACH MAP’S CALENDAR"
    };
    parts.push(Text::fitted((x, y + 9.0), Anchor::Start, width, Paint::Caption, caption).into());
    let mut y = y + 20.0;
    let saving = saving(layouts);
    for (which, layout) in layouts.into_iter().enumerate() {
        y = heading(layout, which, (x, y), width, parts);
        if leads[which] == 0 {
            y += GAP;
            continue;
        }
        // The difference is written where the shorter one ends.
        if let Some(text) = saving.as_deref().filter(|_| leads[which] < leads[1 - which]) {
            let ends = (x + fraction(leads[which], total) * width, x + width);
            draw_saving(text, which == 0, ends, y, parts);
        }
        y = timeline::bars(layout, (x, y), width, total, parts);
        if !same_calendar || which == 1 {
            y = timeline::axis(&layout.map.clock, (x, y), width, total, parts);
        }
        y += GAP;
    }
    y - GAP
}

/// The line above a bar: which map it is, and its lead time; returns the upper end of the bar.
fn heading(layout: &MapLayout, which: usize, (x, y): Point, width: f64, parts: &mut Vec<Part>) -> f64 {
    let metrics = layout.metrics;
    let lead = match metrics.lead_seconds {
        Some(lead) if metrics.at_least => format!("at least {}", layout.map.clock.about(lead)),
        Some(lead) => layout.map.clock.about(lead),
        None => "No times".to_owned(),
    };
    let side = if which == 0 { "Before" } else { "After" };
    parts.push(Text::fitted((x, y + 12.0), Anchor::Start, width, Paint::Label, side).into());
    let left = x + Paint::Label.width_of(side) + 8.0;
    parts.push(Text::fitted((left, y + 12.0), Anchor::Start, width / 2.0, Paint::SmallTotal, &lead).into());
    y + 20.0
}

/// How the lead time changed, also in percent.
fn saving([before, after]: [&MapLayout; 2]) -> Option<String> {
    let compare_metrics = compare_metrics((before.map, before.metrics), (after.map, after.metrics));
    let lead = compare_metrics.into_iter().find(|metric| metric.metric == Metric::Lead)?;
    let mut words = lead.delta.as_ref().map(Delta::words)?;
    if let Some(percent) = lead.percent() {
        words.extend([" (", &percent, ")"]);
    }
    if lead.before.at_least || lead.after.at_least {
        words.push_str(", based on known times");
    }
    Some(words)
}

/// An arrow from where the bar before ends to where the one after does, with the difference.
fn draw_saving(text: &str, grows: bool, (from, to): (f64, f64), top: f64, parts: &mut Vec<Part>) {
    let middle = top + BAR_HEIGHT / 2.0;
    let text_width = Paint::SavingText.width_of(text) + 0.5;
    let inside = to - from > text_width + 64.0;
    if to - from > 20.0 {
        let (tip, back) = if grows { (to - 4.0, to - 12.0) } else { (from + 4.0, from + 12.0) };
        let head = vec![(tip, middle), (back, middle - 4.5), (back, middle + 4.5)];
        parts.push(Shape::new(head, Paint::SavingHead).into());
        let mut line = |a: Point, b: Point| parts.push(Line::new(vec![a, b], Paint::SavingLine).into());
        let (left, right) = if grows { (from + 4.0, back) } else { (back, to - 1.0) };
        let (text_left, text_right) = (from + 24.0, from + 24.0 + text_width);
        if inside {
            line((left, middle), (text_left - 4.0, middle));
            line((text_right + 6.0, middle), (right, middle));
        } else {
            line((left, middle), (right, middle));
        }
        // Where the longer one ends.
        line((to - 0.7, top), (to - 0.7, top + BAR_HEIGHT));
    }
    let (at, anchor) =
        if inside { ((from + 24.0, middle + 4.5), Anchor::Start) } else { ((to, top - 8.0), Anchor::End) };
    let max_width = text_width.min(if inside { text_width } else { to - MARGIN });
    parts.push(Text::fitted(at, anchor, max_width, Paint::SavingText, text).into());
}
