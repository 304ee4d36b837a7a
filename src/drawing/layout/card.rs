//! What is written in a step's box, and before it on the arrow.

use std::borrow::Cow;

use crate::drawing::font::measure;
use crate::drawing::icon::Icon;
use crate::drawing::paint::Paint;
use crate::drawing::scene::{Anchor, Part, Point, Rect, Shape, Sign, Step as Group, Text};
use crate::drawing::text::Lines;
use crate::vsm::duration::{Clock, Range, Seconds, print_elapsed};
use crate::vsm::sentence::{number, percent};
use crate::vsm::{Metrics, Step};

/// Width of a step's box in px.
pub(super) const WIDTH: f64 = 176.0;
const PAD: f64 = 12.0;
const INNER: f64 = WIDTH - 2.0 * PAD;
const NAME_LINE: f64 = 17.0;
const ROW: f64 = 17.0;
/// Room for the words at a waiting triangle, in px.
pub(super) const SLOT_ROOM: f64 = 92.0;
/// Height of the mark of the bottleneck, in px.
pub(super) const BADGE: f64 = 23.0;

/// How a step stands in the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// On the critical path.
    Critical,
    /// On a branch that waits for it.
    Side,
    /// What holds the release back.
    Bottleneck,
    /// Not in the flow yet.
    Loose,
}

/// What is written in one step's box.
#[derive(Debug)]
pub(super) struct Card {
    name: Lines,
    quiet: Option<(String, bool)>,
    icon: Option<Icon>,
    automated: bool,
    rows: Vec<Row>,
    standing: Standing,
}

#[derive(Debug)]
struct Row {
    label: &'static str,
    value: Cow<'static, str>,
    full: Option<String>,
    paint: Paint,
}

impl Card {
    /// What is known of a step.
    pub(super) fn of(step: &Step, clock: &Clock, standing: Standing, alone: bool) -> Card {
        let automated = step.automated == Some(true);
        let icon = step.kind.map(Icon::from);
        let left = if icon.is_some() { Icon::SIZE + 5.0 } else { 0.0 };
        let right = if automated { 46.0 } else { 0.0 };
        let words = if step.team.is_empty() { step.kind.map_or("", |kind| kind.word()) } else { step.team.as_str() };
        let quiet = (!words.is_empty()).then(|| Paint::Quiet.within(INNER - left - right).one_line(words));
        Card {
            name: Paint::Name.within(INNER).wrap(&step.name, 3),
            quiet,
            icon,
            automated,
            rows: rows(step, clock, alone),
            standing,
        }
    }

    /// Height of the process box in px: the name and the team.
    pub(super) fn header(&self) -> f64 {
        let quiet = if self.quiet.is_some() || self.automated { 19.0 } else { 0.0 };
        let lines = f64::from(u8::try_from(self.name.lines.len()).unwrap_or(u8::MAX));
        10.0 + lines * NAME_LINE + quiet + 6.0
    }

    /// Height of the data box in px.
    fn data(&self) -> f64 {
        let rows = f64::from(u8::try_from(self.rows.len()).unwrap_or(u8::MAX));
        6.0 + rows * ROW + 5.0
    }

    /// Height of the whole box in px, when the process box is `header` px high. The mark of the bottleneck hangs below it,
    /// in the space that is there anyhow, so that nothing moves when another step becomes the bottleneck.
    pub(super) fn height(&self, header: f64) -> f64 {
        header + self.data()
    }

    /// The box at its upper left corner.
    pub(super) fn draw(&self, step: &Step, title: String, (x, y): Point, header: f64) -> Part {
        let mut parts = Vec::with_capacity(8 + 2 * self.rows.len());
        let body = header + self.data();
        let paint = match self.standing {
            Standing::Critical => Paint::Card,
            Standing::Side => Paint::SideCard,
            Standing::Bottleneck => Paint::HurtCard,
            Standing::Loose => Paint::LooseCard,
        };
        if self.standing == Standing::Bottleneck {
            parts.extend(badge(x, y + body));
        }
        parts.push(Part::Rect(Rect { x, y, width: WIDTH, height: body, radius: 5.0, paint, title: None }));
        let rule = vec![(x + PAD, y + header), (x + WIDTH - PAD, y + header)];
        parts.push(Part::Line(crate::drawing::scene::Line { points: rule, radius: 0.0, paint: Paint::Rule }));
        self.draw_header(step, x, y, &mut parts);
        let mut base = y + header + 6.0 + 12.5;
        for row in &self.rows {
            let label_room = measure(row.label, crate::drawing::font::Weight::Regular, 11.5) + 0.5;
            parts.push(Part::Text(Text {
                x: x + PAD,
                y: base,
                anchor: Anchor::Start,
                room: label_room,
                paint: Paint::Label,
                text: Cow::Borrowed(row.label),
                full: None,
            }));
            parts.push(Part::Text(Text {
                x: x + WIDTH - PAD,
                y: base,
                anchor: Anchor::End,
                room: INNER - label_room - 6.0,
                paint: row.paint,
                text: row.value.clone(),
                full: row.full.clone(),
            }));
            base += ROW;
        }
        Part::Step(Group { id: step.id.to_string(), title, parts })
    }

    fn draw_header(&self, step: &Step, x: f64, y: f64, parts: &mut Vec<Part>) {
        let mut base = y + 10.0 + 13.0;
        let last = self.name.lines.len().saturating_sub(1);
        for (at, line) in self.name.lines.iter().enumerate() {
            let full = (self.name.cut && at == last).then(|| step.name.clone());
            parts.push(Part::Text(Text {
                x: x + PAD,
                y: base,
                anchor: Anchor::Start,
                room: INNER,
                paint: Paint::Name,
                text: Cow::Owned(line.clone()),
                full,
            }));
            base += NAME_LINE;
        }
        base += 1.0;
        let mut left = x + PAD;
        if let Some(icon) = self.icon {
            parts.push(Part::Sign(Sign { x: left, y: base - 11.0, icon, paint: Paint::Icon }));
            left += Icon::SIZE + 5.0;
        }
        let right = if self.automated { 46.0 } else { 0.0 };
        if let Some((words, cut)) = &self.quiet {
            parts.push(Part::Text(Text {
                x: left,
                y: base,
                anchor: Anchor::Start,
                room: x + WIDTH - PAD - right - left,
                paint: Paint::Quiet,
                text: Cow::Owned(words.clone()),
                full: cut.then(|| step.team.clone()),
            }));
        }
        if self.automated {
            let end = x + WIDTH - PAD;
            parts.push(Part::Sign(Sign {
                x: end - 39.0,
                y: base - 11.0,
                icon: Icon::Automated,
                paint: Paint::AutoIcon,
            }));
            parts.push(Part::Text(Text {
                x: end,
                y: base,
                anchor: Anchor::End,
                room: 26.0,
                paint: Paint::Auto,
                text: Cow::Borrowed("auto"),
                full: Some("automated: it runs without hands".to_owned()),
            }));
        }
    }
}

/// The mark below a box: a funnel with the word.
fn badge(x: f64, y: f64) -> [Part; 2] {
    let (inset, bottom) = (16.0, y + BADGE);
    let points = vec![
        (x, y - 6.0),
        (x + WIDTH, y - 6.0),
        (x + WIDTH, y),
        (x + WIDTH - inset, bottom),
        (x + inset, bottom),
        (x, y),
    ];
    let word = Text {
        x: x + WIDTH / 2.0,
        y: y + 15.5,
        anchor: Anchor::Middle,
        room: WIDTH - 2.0 * inset,
        paint: Paint::BadgeWord,
        text: Cow::Borrowed("BOTTLENECK"),
        full: None,
    };
    [Part::Shape(Shape { points, paint: Paint::Badge }), Part::Text(word)]
}

/// The rows of the data box: work always, everything else where it is known.
fn rows(step: &Step, clock: &Clock, with_wait: bool) -> Vec<Row> {
    let mut rows = Vec::with_capacity(6);
    if with_wait {
        match step.counted_wait() {
            Some(wait) => rows.push(time("Wait", wait, step.wait_range, clock, Paint::WaitValue)),
            None => rows.push(Row { label: "Wait", value: "?".into(), full: None, paint: Paint::Unknown }),
        }
    }
    if let Some(lead) = step.lead {
        rows.push(time("Lead time", lead, None, clock, Paint::Value));
    }
    match step.work {
        Some(work) => rows.push(time("Work", work, step.work_range, clock, Paint::WorkValue)),
        None => rows.push(Row {
            label: "Work",
            value: "?".into(),
            full: Some("nobody knows yet".to_owned()),
            paint: Paint::Unknown,
        }),
    }
    let mut fact = |label, value: String, paint| rows.push(Row { label, value: value.into(), full: None, paint });
    if let Some(ca) = step.complete_accurate {
        fact("%C/A", percent(ca / 100.0), Paint::Value);
    }
    match (step.people, step.people_per_item) {
        (Some(people), Some(each)) if each > 1.0 => {
            fact("People", format!("{}, {} an item", number(people), number(each)), Paint::Value);
        }
        (Some(people), _) => fact("People", number(people), Paint::Value),
        (None, Some(each)) if each > 1.0 => fact("People", format!("{} an item", number(each)), Paint::Value),
        (None, _) => {}
    }
    if let Some(batch) = step.batch.filter(|&batch| batch > 1.0) {
        fact("Batch", format!("{} items", number(batch)), Paint::Value);
    }
    if let Some(every) = step.every {
        fact("Happens", format!("every {}", clock.print(every)), Paint::Value);
    }
    if let Some(downtime) = step.downtime {
        let paint = if downtime > 0 { Paint::HurtValue } else { Paint::Value };
        let value = if downtime > 0 { print_elapsed(downtime) } else { "none".to_owned() };
        fact("Downtime", value, paint);
    }
    for row in &mut rows {
        let room = INNER - Paint::Label.width_of(row.label) - 0.5 - 6.0;
        let setting = row.paint.within(room);
        if !setting.fits(&row.value) {
            row.full = Some(row.value.to_string());
            row.value = setting.one_line(&row.value).0.into();
        }
    }
    rows
}

/// A row for a time: with its range where both fit, else the range on asking.
fn time(label: &'static str, seconds: Seconds, range: Option<Range>, clock: &Clock, paint: Paint) -> Row {
    let value = clock.print(seconds);
    let Some(range) = range else { return Row { label, value: value.into(), full: None, paint } };
    let whole = format!("{value} ({})", clock.print_range(range));
    let room = INNER - Paint::Label.width_of(label) - 0.5 - 6.0;
    if paint.within(room).fits(&whole) {
        Row { label, value: whole.into(), full: None, paint }
    } else {
        Row { label, value: value.into(), full: Some(whole), paint }
    }
}

/// A step in words: for screen readers and for a pointer that rests on it.
pub(super) fn in_words(step: &Step, clock: &Clock, metrics: &Metrics) -> String {
    let mut words = step.name.clone();
    let mut say = |part: &str| {
        words.push_str(part);
    };
    if !step.team.is_empty() {
        say(", ");
        say(&step.team);
    }
    match (step.lead, step.counted_wait(), step.work) {
        (Some(lead), ..) => say(&format!(": lead time {}", clock.print(lead))),
        (None, wait, work) => {
            let known = |time: Option<Seconds>| time.map_or("not known".to_owned(), |t| clock.print(t));
            say(&format!(": waits {}, work {}", known(wait), known(work)));
        }
    }
    if let Some(ca) = step.complete_accurate {
        say(&format!(", %C/A {}", percent(ca / 100.0)));
    }
    if let Some(downtime) = step.downtime.filter(|&d| d > 0) {
        say(&format!(", downtime {}", print_elapsed(downtime)));
    }
    if metrics.bottleneck.as_ref().is_some_and(|b| b.step == step.id) {
        say(". The bottleneck");
    }
    words
}
