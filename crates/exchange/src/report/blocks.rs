//! The words of a report besides its figures: name and scope, bottleneck, who holds a release back, levers and ideas.

use crate::report_data::{IdeaRow, Told};
use drawing::Theme;
use drawing::scene::{Anchor, Part, Rect, Scene, Text};
use drawing::style::Paint;

/// Space between two figures, in px.
pub(super) const GAP: f64 = 18.0;
/// So many blocks of lines stand side by side where the sheet is wide.
pub(super) const SIDE_BY_SIDE: usize = 3;
/// How far lines of a list are indented behind its bullet, in px.
const INDENT: f64 = 11.0;
/// Most lines of an item in a list. What it saves stands first and is never cut.
const MAX_LINES: usize = 4;

/// A column of text that grows downwards.
pub(super) struct Column {
    pub(super) width: f64,
    pub(super) y: f64,
    pub(super) parts: Vec<Part>,
}

impl Column {
    pub(super) fn new(width: f64) -> Column {
        Column { width, y: 0.0, parts: Vec::new() }
    }

    /// An item of a list: a bullet, and its lines indented behind it.
    fn item(&mut self, (x, room): (f64, f64), text: &str) {
        // The middle of small letters.
        let (y, size) = (self.y + 6.0, 4.0);
        self.parts.push(Part::Rect(Rect {
            x,
            y,
            width: size,
            height: size,
            radius: size / 2.0,
            paint: Paint::SideHead,
            title: None,
        }));
        self.say_at((x + INDENT, room - INDENT), text, Paint::Subtitle, 16.0, MAX_LINES);
        self.y += 1.5;
    }

    /// Writes a text in at most so many lines; each takes `line` px.
    fn say(&mut self, text: &str, paint: Paint, line: f64, most: usize) {
        self.say_at((0.0, self.width), text, paint, line, most);
    }

    pub(super) fn say_at(&mut self, (x, room): (f64, f64), text: &str, paint: Paint, line: f64, most: usize) {
        let wrapped = paint.within(room).wrap(text, most);
        let last = wrapped.lines.len().saturating_sub(1);
        for (at, words) in wrapped.lines.into_iter().enumerate() {
            let full = (wrapped.cut && at == last).then(|| text.to_owned());
            self.y += line;
            let y = self.y - line * 0.25;
            self.parts.push(Part::Text(Text { x, y, anchor: Anchor::Start, room, paint, text: words.into(), full }));
        }
    }

    pub(super) fn scene(self, title: &str, theme: Theme) -> Scene {
        Scene {
            width: self.width,
            height: self.y + 2.0,
            title: title.to_owned(),
            description: String::new(),
            theme,
            cuts: Vec::new(),
            parts: self.parts,
        }
    }
}

/// The map's name, what it is about, when it was mapped and by whom.
pub(super) fn heading(told: &Told<'_>, width: f64) -> Scene {
    let mut column = Column::new(width);
    column.say(&told.map.name, Paint::Title, 25.0, 2);
    column.y += 1.0;
    let mut said = told.scope();
    if !told.map.mapped_on.is_empty() {
        said.push(format!("Mapped on {}", told.map.mapped_on));
    }
    column.say(&said.join(" · "), Paint::Subtitle, 17.0, 2);
    let people = told.map.participants.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    if !people.is_empty() {
        column.say(&format!("With {}", people.join(", ")), Paint::Subtitle, 17.0, 2);
    }
    if !told.map.note.is_empty() {
        column.say(&told.map.note, Paint::Subtitle, 17.0, 3);
    }
    column.scene("Heading", Theme::Light)
}

/// The bottleneck with the reason why.
pub(super) fn bottleneck(told: &Told<'_>, width: f64) -> Scene {
    let mut column = Column::new(width);
    let (badge, height) = badge(&mut column);
    column.say_at((badge + 12.0, width - badge - 12.0), &told.bottleneck(), Paint::Name, 19.0, 4);
    column.y = column.y.max(height);
    column.scene("Bottleneck", Theme::Light)
}

/// The same in a narrow column: the reason below the word.
pub(super) fn bottleneck_below(told: &Told<'_>, width: f64) -> Scene {
    let mut column = Column::new(width);
    column.y = badge(&mut column).1 + 3.0;
    column.say_at((0.0, width), &told.bottleneck(), Paint::Name, 18.0, 8);
    column.scene("Bottleneck", Theme::Light)
}

/// The word in its red box, and how wide and high that is.
fn badge(column: &mut Column) -> (f64, f64) {
    let (width, height) = (Paint::BadgeWord.width_of("BOTTLENECK") + 18.0, 20.0);
    column.parts.push(Part::Rect(Rect {
        x: 0.0,
        y: 0.0,
        width,
        height,
        radius: 3.0,
        paint: Paint::Badge,
        title: None,
    }));
    column.parts.push(Part::Text(Text {
        x: width / 2.0,
        y: 14.0,
        anchor: Anchor::Middle,
        room: width,
        paint: Paint::BadgeWord,
        text: "BOTTLENECK".into(),
        full: None,
    }));
    (width, height)
}

/// Who holds a release back, what would help most, and the ideas, so many blocks side by side; none where there is
/// nothing of it.
pub(super) fn ideas(told: &Told<'_>, width: f64, in_a_row: usize) -> Option<Scene> {
    let blocks = lists(told);
    let columns = blocks.len().min(in_a_row).max(1);
    let each = {
        let columns = f64::from(u8::try_from(columns).unwrap_or(1));
        (width - GAP * (columns - 1.0)) / columns
    };
    let mut whole = Column::new(width);
    for row in blocks.chunks(columns) {
        let (top, mut lowest, mut left) = (whole.y, whole.y, 0.0);
        for (title, lines) in row {
            let mut column = Column { width, y: top, parts: Vec::new() };
            column.say_at((left, each), title, Paint::Value, 17.0, 1);
            column.y += 1.0;
            for line in lines {
                column.item((left, each), line);
            }
            lowest = lowest.max(column.y);
            whole.parts.append(&mut column.parts);
            left += each + GAP;
        }
        whole.y = lowest + 8.0;
    }
    whole.y -= 8.0;
    (!blocks.is_empty()).then(|| whole.scene("Ideas", Theme::Light))
}

/// The lists that say something, each with its title. Figures stand first in every line: they must not be cut.
fn lists(told: &Told<'_>) -> Vec<(String, Vec<String>)> {
    const MAX_LEVERS: usize = 3;
    const MAX_IDEAS: usize = 6;
    let culprits = told.culprits().into_iter().map(|(what, who)| format!("{what}: {who}")).collect();
    let levers = told.levers(MAX_LEVERS).into_iter();
    let levers = levers.map(|(what, saves)| format!("Saving: {saves} · {what}")).collect();
    let all = told.ideas();
    let ideas = all.iter().take(MAX_IDEAS).map(idea).collect();
    let called =
        if all.len() > MAX_IDEAS { format!("Ideas ({MAX_IDEAS} of {})", all.len()) } else { "Ideas".to_owned() };
    let blocks: [(String, Vec<String>); 3] =
        [("Bottlenecks".to_owned(), culprits), ("What would help most".to_owned(), levers), (called, ideas)];
    blocks.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

/// An idea in a line: what it saves, what is known of it, and what it is.
fn idea(row: &IdeaRow) -> String {
    let place = if row.step.is_empty() { String::new() } else { format!(" ({})", row.step) };
    let effort = row.idea.effort.map_or(String::new(), |effort| format!("implementation effort {}", effort.as_str()));
    let more = [row.idea.status.label().to_owned(), effort, row.idea.owner.clone()];
    let more = more.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let what = format!("{}{place}", row.idea.title);
    if row.saves.is_empty() { format!("{what}; {more}") } else { format!("Saving: {} · {what}; {more}", row.saves) }
}

/// What stands at the foot of a sheet.
pub(super) fn foot(told: &Told<'_>, width: f64, sheet: usize, of: usize) -> Scene {
    let mut column = Column::new(width);
    let page = if of > 1 { format!("Page {sheet} of {of}") } else { "Created with Weir".to_owned() };
    let room = width - Paint::Reason.width_of(&page) - GAP;
    column.say_at((0.0, room), &told.map.name, Paint::Reason, 14.0, 1);
    let y = column.y - 3.5;
    column.parts.push(Part::Text(Text {
        x: width,
        y,
        anchor: Anchor::End,
        room: width,
        paint: Paint::Reason,
        text: page.into(),
        full: None,
    }));
    column.scene("Foot", Theme::Light)
}
