//! The totals at the end of the ladder.

use crate::scene::{Anchor, Part, Point, Text};
use crate::style::Paint;
use vsm::model::duration::{Seconds, print_elapsed};
use vsm::text::percent;
use vsm::{Map, Metrics};

/// Width of the block of totals, in px.
pub(crate) const WIDTH: f64 = 176.0;
const LINE: f64 = 17.0;

/// Draws the totals, their upper left corner at a point; gives their lower end.
pub(crate) fn draw(map: &Map, metrics: &Metrics, (x, y): Point, parts: &mut Vec<Part>) -> f64 {
    let clock = &map.clock;
    let mut say = |x: f64, y: f64, anchor, room, paint: Paint, text: String| {
        let (text, _) = paint.within(room).one_line(&text);
        parts.push(Part::Text(Text { x, y, anchor, room, paint, text: text.into(), full: None }));
    };
    let at_least = if metrics.at_least && metrics.lead_seconds.is_some() { "LEAD TIME AT LEAST" } else { "LEAD TIME" };
    say(x, y + 10.0, Anchor::Start, WIDTH, Paint::Caption, at_least.to_owned());
    let lead = metrics.lead_seconds.map_or("Unknown".to_owned(), |s| clock.print(s));
    let big = Paint::Total.within(WIDTH);
    let lead = if big.fits(&lead) { lead } else { metrics.lead_seconds.map_or(lead, |s| clock.about(s)) };
    say(x, y + 32.0, Anchor::Start, WIDTH, Paint::Total, lead);
    let time = |seconds: Option<Seconds>| seconds.map(|seconds| clock.print(seconds));
    let mut rows = vec![
        ("Wait time", time(metrics.wait_seconds), Paint::WaitValue),
        ("Work time", time(metrics.work_seconds), Paint::WorkValue),
        ("Flow efficiency", metrics.flow_efficiency.map(percent), Paint::Value),
    ];
    if let Some(downtime) = metrics.downtime_seconds.filter(|&downtime| downtime > 0) {
        rows.push(("Downtime", Some(print_elapsed(downtime)), Paint::HurtValue));
    }
    let mut base = y + 52.0;
    for (label, value, paint) in rows {
        let (value, paint) = value.map_or(("Unknown".to_owned(), Paint::Unknown), |value| (value, paint));
        let room = Paint::Label.width_of(label) + 0.5;
        say(x, base, Anchor::Start, room, Paint::Label, label.to_owned());
        say(x + WIDTH, base, Anchor::End, WIDTH - room - 8.0, paint, value);
        base += LINE;
    }
    base - LINE + 5.0
}
