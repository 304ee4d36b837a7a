//! The critical paths of two maps to scale, one above the other on the same scale: the gain is seen at once.

use crate::layout::map_layout::Plan;
use crate::layout::scale;
use crate::layout::scale::{BAR, share};
use crate::scene::{Anchor, Line, Part, Point, Shape, Text};
use crate::style::Paint;
use vsm::compare::{Delta, figures};

/// Space between the two, in px.
const GAP: f64 = 20.0;

/// Draws both, their upper left corner at a point; gives the lower end. Nothing while neither has a time.
pub(crate) fn draw(plans: [&Plan; 2], (x, y): Point, width: f64, parts: &mut Vec<Part>) -> f64 {
    let leads = plans.map(|plan| plan.metrics.lead_seconds.unwrap_or(0));
    let total = leads[0].max(leads[1]);
    if total == 0 {
        return y;
    }
    let [before, after] = plans.map(|plan| &plan.map.clock);
    let one_clock = (before.hours_per_day, before.days_per_week) == (after.hours_per_day, after.days_per_week);
    let caption =
        if one_clock { "TIMELINE TO SCALE, BOTH MAPS" } else { "TIMELINE TO SCALE, IN HOURS OF EACH MAP’S CALENDAR" };
    say((x, y + 9.0), Anchor::Start, Paint::Caption, caption, width, parts);
    let mut y = y + 20.0;
    let gain = gain(plans);
    for (which, plan) in plans.into_iter().enumerate() {
        y = heading(plan, which, (x, y), width, parts);
        if leads[which] == 0 {
            y += GAP;
            continue;
        }
        // What lies between the two is written where the shorter one ends.
        if let Some(words) = gain.as_deref().filter(|_| leads[which] < leads[1 - which]) {
            let ends = (x + share(leads[which], total) * width, x + width);
            draw_gain(words, which == 0, ends, y, parts);
        }
        y = scale::bars(plan, (x, y), width, total, parts);
        if !one_clock || which == 1 {
            y = scale::axis(&plan.map.clock, (x, y), width, total, parts);
        }
        y += GAP;
    }
    y - GAP
}

/// The line above a bar: which map it is, and how long it takes; gives the upper end of the bar.
fn heading(plan: &Plan, which: usize, (x, y): Point, width: f64, parts: &mut Vec<Part>) -> f64 {
    let metrics = plan.metrics;
    let lead = match metrics.lead_seconds {
        Some(lead) if metrics.at_least => format!("at least {}", plan.map.clock.print(lead)),
        Some(lead) => plan.map.clock.print(lead),
        None => "No times".to_owned(),
    };
    let side = if which == 0 { "Before" } else { "After" };
    say((x, y + 12.0), Anchor::Start, Paint::Label, side, width, parts);
    let left = x + Paint::Label.width_of(side) + 8.0;
    say((left, y + 12.0), Anchor::Start, Paint::SmallTotal, &lead, width / 2.0, parts);
    y + 20.0
}

/// What became of the lead time, and by what share.
fn gain([before, after]: [&Plan; 2]) -> Option<String> {
    let figures = figures((before.map, before.metrics), (after.map, after.metrics));
    let lead = figures.into_iter().find(|figure| figure.key == "lead_seconds")?;
    let mut words = lead.delta.as_ref().map(Delta::words)?;
    if let Some(percent) = lead.percent() {
        words.extend([" (", &percent, ")"]);
    }
    if lead.before.at_least || lead.after.at_least {
        words.push_str(", based on known times");
    }
    Some(words)
}

/// An arrow from where the bar before ends to where the one after does, with what lies between.
fn draw_gain(words: &str, grows: bool, (from, to): (f64, f64), top: f64, parts: &mut Vec<Part>) {
    let middle = top + BAR / 2.0;
    let room = Paint::GainWord.width_of(words) + 0.5;
    let inside = to - from > room + 64.0;
    if to - from > 20.0 {
        let (tip, back) = if grows { (to - 4.0, to - 12.0) } else { (from + 4.0, from + 12.0) };
        let head = vec![(tip, middle), (back, middle - 4.5), (back, middle + 4.5)];
        parts.push(Part::Shape(Shape { points: head, paint: Paint::GainHead }));
        let mut line = |a: Point, b: Point| {
            parts.push(Part::Line(Line { points: vec![a, b], radius: 0.0, paint: Paint::Gain }));
        };
        let (left, right) = if grows { (from + 4.0, back) } else { (back, to - 1.0) };
        let text = (from + 24.0, from + 24.0 + room);
        if inside {
            line((left, middle), (text.0 - 4.0, middle));
            line((text.1 + 6.0, middle), (right, middle));
        } else {
            line((left, middle), (right, middle));
        }
        // Where the longer one ends.
        line((to - 0.7, top), (to - 0.7, top + BAR));
    }
    if inside {
        say((from + 24.0, middle + 4.5), Anchor::Start, Paint::GainWord, words, room, parts);
    } else {
        say((to, top - 8.0), Anchor::End, Paint::GainWord, words, room, parts);
    }
}

fn say((x, y): Point, anchor: Anchor, paint: Paint, words: &str, room: f64, parts: &mut Vec<Part>) {
    let (text, cut) = paint.within(room).one_line(words);
    let full = cut.then(|| words.to_owned());
    parts.push(Part::Text(Text { x, y, anchor, room, paint, text: text.into(), full }));
}
