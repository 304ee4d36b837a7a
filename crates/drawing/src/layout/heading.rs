//! What stands above the picture, and the picture of a map without steps.

use crate::layout::rows::MARGIN;
use crate::scene::{Anchor, Part, Rect, Shape, Text};
use crate::style::Paint;
use vsm::model::map::State;
use vsm::text::count;
use vsm::{Map, Metrics};

/// Draws the map's name and scope in a width; gives their lower end.
pub(crate) fn draw(map: &Map, width: f64, parts: &mut Vec<Part>) -> f64 {
    let room = width - 2.0 * MARGIN;
    let title = Paint::Title.within(room).wrap(&map.name, 2);
    let mut y = MARGIN + 16.0;
    let last = title.lines.len().saturating_sub(1);
    for (at, line) in title.lines.into_iter().enumerate() {
        say(y, room, Paint::Title, line, (title.cut && at == last).then(|| map.name.clone()), parts);
        y += 25.0;
    }
    let subtitle = Paint::Subtitle.within(room).wrap(&scope(map), 2);
    let last = subtitle.lines.len().saturating_sub(1);
    y -= 4.0;
    for (at, line) in subtitle.lines.into_iter().enumerate() {
        say(y, room, Paint::Subtitle, line, (subtitle.cut && at == last).then(|| scope(map)), parts);
        y += 17.0;
    }
    y - 3.0
}

fn scope(map: &Map) -> String {
    let state = if map.state == State::Future { "Future state" } else { "Current state" };
    let mut words = state.to_owned();
    for (before, text) in [("", &map.item), ("Mapped on ", &map.mapped_on), ("With ", &map.participants)] {
        if !text.trim().is_empty() {
            words.push_str(" · ");
            words.push_str(before);
            words.push_str(text.trim());
        }
    }
    words
}

fn say(y: f64, room: f64, paint: Paint, text: String, full: Option<String>, parts: &mut Vec<Part>) {
    parts.push(Part::Text(Text { x: MARGIN, y, anchor: Anchor::Start, room, paint, text: text.into(), full }));
}

/// Width and height of the picture of a map without steps, in px.
pub(crate) const EMPTY: (f64, f64) = (640.0, 190.0);

/// Draws an invitation, its upper end at y.
pub(crate) fn draw_empty(y: f64, parts: &mut Vec<Part>) {
    let (width, height) = EMPTY;
    let card = Rect {
        x: MARGIN,
        y: y + 12.0,
        width: width - 2.0 * MARGIN,
        height: height - 36.0,
        radius: 8.0,
        paint: Paint::LooseCard,
        title: None,
    };
    parts.push(Part::Rect(card));
    let (x, middle) = (width / 2.0, y + 62.0);
    parts.push(Part::Shape(Shape {
        points: vec![(x, middle - 17.0), (x + 17.0, middle + 12.0), (x - 17.0, middle + 12.0)],
        paint: Paint::Triangle,
    }));
    let room = width - 4.0 * MARGIN;
    for (down, paint, words) in [
        (40.0, Paint::Name, "No steps yet"),
        (62.0, Paint::Quiet, "What happens first after the code is done? Add it as the first step,"),
        (79.0, Paint::Quiet, "then add the next, with wait and work times."),
    ] {
        parts.push(Part::Text(Text {
            x,
            y: middle + down,
            anchor: Anchor::Middle,
            room,
            paint,
            text: words.into(),
            full: None,
        }));
    }
}

/// The picture in words.
pub(crate) fn description(map: &Map, metrics: &Metrics) -> String {
    let mut words = count(map.steps.len(), "step", "steps");
    if let Some(lead) = metrics.lead_seconds {
        words.push_str(if metrics.at_least { ". Lead time at least " } else { ". Lead time " });
        words.push_str(&map.clock.print(lead));
        if let Some(work) = metrics.work_seconds {
            words.push_str(", work time ");
            words.push_str(&map.clock.print(work));
        }
        if let Some(efficiency) = metrics.flow_efficiency {
            words.push_str(", flow efficiency ");
            words.push_str(&vsm::text::percent(efficiency));
        }
    }
    words.push('.');
    if let Some(bottleneck) = &metrics.bottleneck {
        words.push_str(" Bottleneck: ");
        words.push_str(&bottleneck.sentence);
    }
    words
}
