//! The timeline to scale: the width of each wait and work time of the critical path is proportional to its
//! duration.

use crate::layout::map_layout::MapLayout;
use crate::scene::{Anchor, Line, Part, Point, Rect, Text};
use crate::style::Paint;
use crate::text::isolated;
use crate::time_scale::{fraction, segments, ticks};
use vsm::model::duration::{Seconds, WorkingCalendar};

/// Height of the bars, in px.
pub(crate) const BAR_HEIGHT: f64 = 26.0;

/// Draws it, its upper left corner at a point; returns its lower end.
pub(crate) fn draw(layout: &MapLayout, (x, y): Point, width: f64, parts: &mut Vec<Part>) -> f64 {
    let total: Seconds = layout.metrics.usual_lead_seconds.unwrap_or(0);
    if total == 0 {
        return y;
    }
    let caption = if layout.metrics.at_least { "TIMELINE TO SCALE, KNOWN TIMES ONLY" } else { "TIMELINE TO SCALE" };
    let caption_width = Paint::Caption.width_of(caption) + 1.0;
    parts.push(Text::new((x, y + 9.0), Anchor::Start, caption_width, Paint::Caption, caption).into());
    let below = bars(layout, (x, y + 18.0), width, total, parts);
    axis(&layout.map.clock, (x, below), width, total, parts)
}

/// The bars with the bottleneck's bracket below them, where `total` takes the whole width; returns the lower end.
pub(crate) fn bars(layout: &MapLayout, (x, top): Point, width: f64, total: Seconds, parts: &mut Vec<Part>) -> f64 {
    let calendar = &layout.map.clock;
    let steps = layout.path.iter().map(|&at| (at, &*layout.map.steps[at]));
    let px = |seconds: Seconds| fraction(seconds, total) * width;
    let mut from: Seconds = 0;
    let mut bracket: Option<(f64, f64, usize)> = None;
    let mut last_step = usize::MAX;
    let mut last_notch = f64::MIN;
    let mut above = Vec::new();
    for (at, kind, seconds) in segments(steps) {
        let step = &layout.map.steps[at];
        let (left, right) = (x + px(from), x + px(from + seconds));
        let (paint, label_paint) = kind.paints();
        let time = step.text(kind.time(), seconds, calendar);
        let bar = Rect::new((left, top), (right - left, BAR_HEIGHT), paint);
        parts.push(bar.with_title(format!("{}: {} {time}", isolated(&step.name), kind.name())).into());
        if at != last_step && from > 0 && left - last_notch > 3.0 {
            last_notch = left;
            above.push(Rect::new((left - 0.5, top), (1.0, BAR_HEIGHT), Paint::Notch).into());
        }
        last_step = at;
        let setting = label_paint.within(right - left - 8.0);
        // Hardly any time of a long map is wide enough for its label.
        if setting.fits(&time) {
            let name_and_time = format!("{} {time}", isolated(&step.name));
            let label = if setting.fits(&name_and_time) { name_and_time } else { time };
            let middle = (f64::midpoint(left, right), top + 17.0);
            above.push(Text::new(middle, Anchor::Middle, right - left, label_paint, label).into());
        }
        if layout.bottleneck() == Some(&step.id) {
            bracket = Some((bracket.map_or(left, |b| b.0), right, at));
        }
        from += seconds;
    }
    parts.append(&mut above);
    let below = top + BAR_HEIGHT;
    match bracket {
        Some((left, right, at)) => {
            draw_bracket((left, right), (x, x + width), below, &layout.map.steps[at].name, parts)
        }
        None => below,
    }
}

/// Marks the bottleneck's time from below; returns the lower end.
fn draw_bracket(
    (left, right): (f64, f64),
    (first, last): (f64, f64),
    y: f64,
    name: &str,
    parts: &mut Vec<Part>,
) -> f64 {
    let points = vec![(left + 1.0, y + 3.0), (left + 1.0, y + 8.0), (right - 1.0, y + 8.0), (right - 1.0, y + 3.0)];
    parts.push(Line::new(points, Paint::Bracket).into());
    let max_width = (last - first).min(360.0);
    let mut label =
        Text::fitted((0.0, y + 23.0), Anchor::Middle, max_width, Paint::BracketWord, &format!("Bottleneck: {name}"));
    let half = label.paint.width_of(&label.text) / 2.0;
    label.x = f64::midpoint(left, right).min(last - half).max(first + half);
    parts.push(label.into());
    y + 28.0
}

/// Ticks at round times; returns the lower end.
pub(crate) fn axis(
    calendar: &WorkingCalendar,
    (x, y): Point,
    width: f64,
    total: Seconds,
    parts: &mut Vec<Part>,
) -> f64 {
    let y = y + 6.0;
    parts.push(Line::new(vec![(x, y), (x + width, y)], Paint::Axis).into());
    for at in ticks(calendar, total, width) {
        let tick = x + fraction(at, total) * width;
        parts.push(Line::new(vec![(tick, y), (tick, y + 5.0)], Paint::Axis).into());
        let label = if at == 0 { "0".to_owned() } else { calendar.print(at) };
        let label_width = Paint::Reason.width_of(&label);
        let anchor = match () {
            () if at == 0 => Anchor::Start,
            () if tick + label_width / 2.0 > x + width => Anchor::End,
            () => Anchor::Middle,
        };
        parts.push(Text::new((tick, y + 17.0), anchor, label_width + 1.0, Paint::Reason, label).into());
    }
    y + 21.0
}
