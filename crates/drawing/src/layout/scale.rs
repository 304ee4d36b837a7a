//! The critical path to scale: each wait and each work as wide as it is long.

use crate::layout::map_layout::Plan;
use crate::scene::{Anchor, Line, Part, Point, Rect, Text};
use crate::style::Paint;
use vsm::model::duration::{Seconds, WorkingCalendar};

/// Height of the bars, in px.
pub(crate) const BAR: f64 = 26.0;

/// A piece of time on the critical path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// An item lies idle.
    Wait,
    /// Somebody or something is busy with it.
    Work,
    /// One or the other: only the sum is known.
    Open,
}

/// The waits and works along the critical path that take any time: position of the step, which, seconds.
pub(crate) fn pieces<'a>(
    steps: impl Iterator<Item = (usize, &'a vsm::Step)>,
) -> impl Iterator<Item = (usize, Time, Seconds)> {
    let of = |(at, step): (usize, &vsm::Step)| {
        let split = [(at, Time::Wait, step.counted_wait().unwrap_or(0)), (at, Time::Work, step.work.unwrap_or(0))];
        match step.lead {
            Some(lead) => [(at, Time::Open, lead), (at, Time::Work, 0)],
            None => split,
        }
    };
    steps.flat_map(of).filter(|piece| piece.2 > 0)
}

/// Draws it, its upper left corner at a point; gives its lower end.
pub(crate) fn draw(plan: &Plan, (x, y): Point, width: f64, parts: &mut Vec<Part>) -> f64 {
    let total: Seconds = plan.metrics.lead_seconds.unwrap_or(0);
    if total == 0 {
        return y;
    }
    let caption = if plan.metrics.at_least { "TIMELINE TO SCALE, KNOWN TIMES ONLY" } else { "TIMELINE TO SCALE" };
    let room = Paint::Caption.width_of(caption) + 1.0;
    text(x, y + 9.0, Anchor::Start, room, Paint::Caption, caption.to_owned(), parts);
    let below = bars(plan, (x, y + 18.0), width, total, parts);
    axis(&plan.map.clock, (x, below), width, total, parts)
}

/// The bars and the mark of the bottleneck below them, where `total` takes the whole width; gives the lower end.
pub(crate) fn bars(plan: &Plan, (x, top): Point, width: f64, total: Seconds, parts: &mut Vec<Part>) -> f64 {
    let clock = &plan.map.clock;
    let steps = plan.path.iter().map(|&at| (at, &*plan.map.steps[at]));
    let px = |seconds: Seconds| share(seconds, total) * width;
    let mut from: Seconds = 0;
    let mut bracket: Option<(f64, f64, usize)> = None;
    let mut last_step = usize::MAX;
    let mut notch_at = f64::MIN;
    let bottleneck = plan.metrics.bottleneck.as_ref().map(|b| &b.step);
    let mut words = Vec::new();
    for (at, time, seconds) in pieces(steps) {
        let step = &plan.map.steps[at];
        let (left, right) = (x + px(from), x + px(from + seconds));
        let (paint, on, verb) = match time {
            Time::Wait => (Paint::WaitBar, Paint::OnWait, "wait time"),
            Time::Work => (Paint::WorkBar, Paint::OnWork, "work time"),
            Time::Open => (Paint::OpenBar, Paint::OnOpen, "lead time"),
        };
        let long = clock.print(seconds);
        let title = Some(format!("{}: {verb} {long}", step.name));
        parts.push(Part::Rect(Rect { x: left, y: top, width: right - left, height: BAR, radius: 0.0, paint, title }));
        if at != last_step && from > 0 && left - notch_at > 3.0 {
            notch_at = left;
            words.push(Part::Rect(Rect {
                x: left - 0.5,
                y: top,
                width: 1.0,
                height: BAR,
                radius: 0.0,
                paint: Paint::Notch,
                title: None,
            }));
        }
        last_step = at;
        let setting = on.within(right - left - 8.0);
        let whole = format!("{} {long}", step.name);
        let label = if setting.fits(&whole) { Some(whole) } else { setting.fits(&long).then_some(long) };
        if let Some(label) = label {
            let middle = f64::midpoint(left, right);
            text(middle, top + 17.0, Anchor::Middle, right - left, on, label, &mut words);
        }
        if bottleneck == Some(&step.id) {
            bracket = Some((bracket.map_or(left, |b| b.0), right, at));
        }
        from += seconds;
    }
    parts.append(&mut words);
    let below = top + BAR;
    match bracket {
        Some((left, right, at)) => draw_bracket((left, right), (x, x + width), below, &plan.map.steps[at].name, parts),
        None => below,
    }
}

/// Marks the bottleneck's time from below.
fn draw_bracket(
    (left, right): (f64, f64),
    (first, last): (f64, f64),
    y: f64,
    name: &str,
    parts: &mut Vec<Part>,
) -> f64 {
    let points = vec![(left + 1.0, y + 3.0), (left + 1.0, y + 8.0), (right - 1.0, y + 8.0), (right - 1.0, y + 3.0)];
    parts.push(Part::Line(Line { points, radius: 0.0, paint: Paint::Bracket }));
    let room = (last - first).min(360.0);
    let whole = format!("Bottleneck: {name}");
    let (label, cut) = Paint::BracketWord.within(room).one_line(&whole);
    let half = Paint::BracketWord.width_of(&label) / 2.0;
    let middle = f64::midpoint(left, right).min(last - half).max(first + half);
    let full = cut.then_some(whole);
    parts.push(Part::Text(Text {
        x: middle,
        y: y + 23.0,
        anchor: Anchor::Middle,
        room,
        paint: Paint::BracketWord,
        text: label.into(),
        full,
    }));
    y + 28.0
}

/// Ticks at round times; gives the lower end.
pub(crate) fn axis(clock: &WorkingCalendar, (x, y): Point, width: f64, total: Seconds, parts: &mut Vec<Part>) -> f64 {
    let y = y + 6.0;
    parts.push(Part::Line(Line { points: vec![(x, y), (x + width, y)], radius: 0.0, paint: Paint::Axis }));
    let step = tick(clock, total, width);
    let mut at = 0;
    while at <= total {
        let here = x + share(at, total) * width;
        parts.push(Part::Line(Line { points: vec![(here, y), (here, y + 5.0)], radius: 0.0, paint: Paint::Axis }));
        let label = if at == 0 { "0".to_owned() } else { clock.print(at) };
        let wide = Paint::Reason.width_of(&label);
        let anchor = match () {
            () if at == 0 => Anchor::Start,
            () if here + wide / 2.0 > x + width => Anchor::End,
            () => Anchor::Middle,
        };
        text(here, y + 17.0, anchor, wide + 1.0, Paint::Reason, label, parts);
        at += step;
    }
    y + 21.0
}

/// The distance of two ticks: a round time, with room for what is written at each.
fn tick(clock: &WorkingCalendar, total: Seconds, width: f64) -> Seconds {
    // No closer than words need, and not more than two dozen.
    let least = (width / 24.0).max(80.0);
    rounds(clock).find(|&step| share(step, total) * width >= least).unwrap_or(total)
}

/// Round times of a clock, from a minute to a century.
pub(crate) fn rounds(clock: &WorkingCalendar) -> impl Iterator<Item = Seconds> {
    let (hour, day, week) = (3600, clock.day(), clock.week());
    let short = [60, 300, 900, 1800, hour, 2 * hour, 4 * hour, day, 2 * day];
    let weeks = [1, 2, 4, 13, 26, 52].map(|times| times * week);
    let years = [5, 10, 20, 50, 100].map(|times| 52 * week * times);
    short.into_iter().chain(weeks).chain(years)
}

/// Part of a whole, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
pub(crate) fn share(part: Seconds, whole: Seconds) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn text(x: f64, y: f64, anchor: Anchor, room: f64, paint: Paint, text: String, parts: &mut Vec<Part>) {
    parts.push(Part::Text(Text { x, y, anchor, room, paint, text: text.into(), full: None }));
}
