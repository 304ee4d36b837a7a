//! What is written in a step's box, and before it on the arrow.

use std::borrow::Cow;

use crate::icon::{BURST, Icon};
use crate::layout::pair::mark;
use crate::layout::pair::mark::{Mark, Tag};
use crate::layout::step::data;
use crate::layout::step::data::Row;
use crate::layout::step::labels::Told;
use crate::scene::{Anchor, Line, Part, Point, Rect, Shape, Sign, Step as Group, Text};
use crate::style::Paint;
use crate::text::Lines;
use vsm::Step;
use vsm::model::duration::WorkingCalendar;
use vsm::text::count;

/// Width of a step's box in px.
pub(crate) const WIDTH: f64 = 176.0;
const PAD: f64 = 12.0;
/// Room for words in it, in px.
pub(crate) const INNER: f64 = WIDTH - 2.0 * PAD;
const NAME_LINE: f64 = 17.0;
const ROW: f64 = 17.0;
/// Room for the words at a waiting triangle, in px.
pub(crate) const SLOT_ROOM: f64 = 92.0;
/// Height of the mark of the bottleneck, in px.
pub(crate) const BADGE: f64 = 23.0;

/// How a step stands in the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Standing {
    /// On the critical path.
    Critical,
    /// On a branch that waits for it.
    #[default]
    Side,
    /// What holds the release back.
    Bottleneck,
    /// Not in the flow yet.
    Loose,
}

/// What is written in one step's box.
#[derive(Debug, Default)]
pub(crate) struct Card {
    name: Lines,
    quiet: Option<(String, bool)>,
    icon: Option<Icon>,
    automated: bool,
    rows: Vec<Row>,
    standing: Standing,
    /// How it stands to another map.
    tag: Option<Tag>,
    /// Labels of the rows that differ there.
    changed: Vec<&'static str>,
    /// How many ideas are pinned to it that are worth talking about.
    ideas: usize,
}

impl Card {
    /// What is known of a step.
    pub(crate) fn of(step: &Step, told: &Told, clock: &WorkingCalendar, standing: Standing, alone: bool) -> Card {
        let automated = step.automated == Some(true);
        let icon = step.kind.map(Icon::from);
        let left = if icon.is_some() { Icon::SIZE + 5.0 } else { 0.0 };
        let right = if automated { 46.0 } else { 0.0 };
        let words = if step.team.is_empty() { step.kind.map_or("", |kind| kind.as_str()) } else { step.team.as_str() };
        let quiet = (!words.is_empty()).then(|| Paint::Quiet.within(INNER - left - right).one_line(words));
        Card {
            name: Paint::Name.within(INNER).wrap(&step.name, 3),
            quiet,
            icon,
            automated,
            rows: data::rows(step, told, clock, alone),
            standing,
            tag: None,
            changed: Vec::new(),
            ideas: 0,
        }
    }

    /// Says how the step stands to another map.
    pub(crate) fn mark(&mut self, mark: &Mark) {
        self.tag = Some(mark.tag());
        self.changed = mark.changed_rows();
    }

    /// The same with ideas pinned to it.
    pub(crate) fn with_ideas(self, ideas: usize) -> Card {
        Card { ideas, ..self }
    }

    /// Height of the process box in px: the name and the team.
    pub(crate) fn header(&self) -> f64 {
        let quiet = if self.quiet.is_some() || self.automated { 19.0 } else { 0.0 };
        let lines = f64::from(u8::try_from(self.name.lines.len()).unwrap_or(u8::MAX));
        let tag = if self.tag.is_some() { mark::TAG } else { 0.0 };
        10.0 + tag + lines * NAME_LINE + quiet + 6.0
    }

    /// Height of the data box in px.
    fn data(&self) -> f64 {
        let rows = f64::from(u8::try_from(self.rows.len()).unwrap_or(u8::MAX));
        6.0 + rows * ROW + 5.0
    }

    /// Height of the whole box in px, when the process box is `header` px high. The mark of the bottleneck hangs below it,
    /// in the space that is there anyhow, so that nothing moves when another step becomes the bottleneck.
    pub(crate) fn height(&self, header: f64) -> f64 {
        header + self.data()
    }

    /// The box at its upper left corner.
    pub(crate) fn draw(mut self, step: &Step, title: String, (x, y): Point, header: f64) -> Part {
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
        parts.push(Part::Line(Line { points: rule, radius: 0.0, paint: Paint::Rule }));
        self.draw_header(step, (x, y), &mut parts);
        let mut base = y + header + 6.0 + 12.0;
        for row in self.rows {
            if self.changed.contains(&row.label) {
                parts.push(mark::diamond((x + PAD / 2.0 - 0.5, base - 4.0)));
            }
            parts.push(Part::Text(Text {
                x: x + PAD,
                y: base,
                anchor: Anchor::Start,
                room: INNER - row.room - data::SPACE,
                paint: Paint::Label,
                text: Cow::Borrowed(row.label),
                full: None,
            }));
            parts.push(Part::Text(Text {
                x: x + WIDTH - PAD,
                y: base,
                anchor: Anchor::End,
                room: row.room,
                paint: row.paint,
                text: row.value,
                full: row.full,
            }));
            base += ROW;
        }
        if self.ideas > 0 {
            parts.extend(burst(self.ideas, (x + WIDTH - 10.0, y)));
        }
        Part::Step(Group { id: step.id.clone(), title, parts })
    }

    fn draw_header(&mut self, step: &Step, (x, y): Point, parts: &mut Vec<Part>) {
        let mut base = y + 10.0 + 13.0;
        if let Some(tag) = self.tag.take() {
            tag.draw((x + PAD, y + 9.0), parts);
            base += mark::TAG;
        }
        let last = self.name.lines.len().saturating_sub(1);
        for (at, line) in std::mem::take(&mut self.name.lines).into_iter().enumerate() {
            let full = (self.name.cut && at == last).then(|| step.name.clone());
            parts.push(Part::Text(Text {
                x: x + PAD,
                y: base,
                anchor: Anchor::Start,
                room: INNER,
                paint: Paint::Name,
                text: Cow::Owned(line),
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
        if let Some((words, cut)) = self.quiet.take() {
            parts.push(Part::Text(Text {
                x: left,
                y: base,
                anchor: Anchor::Start,
                room: x + WIDTH - PAD - right - left,
                paint: Paint::Quiet,
                text: Cow::Owned(words),
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
                full: Some("Automated".to_owned()),
            }));
        }
    }
}

/// A burst on the corner of a box, with the number of ideas in it.
fn burst(ideas: usize, (x, y): Point) -> [Part; 2] {
    let points = BURST.iter().map(|&(dx, dy)| (x + dx, y + dy)).collect();
    let (text, full) = match ideas {
        1..=99 => (ideas.to_string(), count(ideas, "idea", "ideas")),
        _ => ("…".to_owned(), format!("{ideas} ideas")),
    };
    let number = Text {
        x,
        y: y + 3.6,
        anchor: Anchor::Middle,
        room: 16.0,
        paint: Paint::BurstNumber,
        text: Cow::Owned(text),
        full: Some(full),
    };
    [Part::Shape(Shape { points, paint: Paint::Burst }), Part::Text(number)]
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
        y: y + 16.0,
        anchor: Anchor::Middle,
        room: WIDTH - 2.0 * inset,
        paint: Paint::BadgeWord,
        text: Cow::Borrowed("BOTTLENECK"),
        full: None,
    };
    [Part::Shape(Shape { points, paint: Paint::Badge }), Part::Text(word)]
}
