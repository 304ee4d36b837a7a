//! What stands above the drawing of a report: name and scope, the figures with their derivation, the bottleneck.

use crate::drawing::Theme;
use crate::drawing::paint::Paint;
use crate::drawing::scene::{Anchor, Part, Rect, Scene, Text};
use crate::exchange::summary::{Headline, IdeaRow, Told};

/// Space between two figures, in px.
const GAP: f64 = 18.0;
/// Most lines of a derivation.
const MOST_LINES: usize = 5;

/// A column of text that grows downwards.
struct Column {
    width: f64,
    y: f64,
    parts: Vec<Part>,
}

impl Column {
    fn new(width: f64) -> Column {
        Column { width, y: 0.0, parts: Vec::new() }
    }

    /// Writes a text in at most so many lines; each takes `line` px.
    fn say(&mut self, text: &str, paint: Paint, line: f64, most: usize) {
        self.say_at((0.0, self.width), text, paint, line, most);
    }

    fn say_at(&mut self, (x, room): (f64, f64), text: &str, paint: Paint, line: f64, most: usize) {
        let wrapped = paint.within(room).wrap(text, most);
        let last = wrapped.lines.len().saturating_sub(1);
        for (at, words) in wrapped.lines.into_iter().enumerate() {
            let full = (wrapped.cut && at == last).then(|| text.to_owned());
            self.y += line;
            let y = self.y - line * 0.25;
            self.parts.push(Part::Text(Text { x, y, anchor: Anchor::Start, room, paint, text: words.into(), full }));
        }
    }

    fn scene(self, title: &str, theme: Theme) -> Scene {
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
        said.push(format!("mapped on {}", told.map.mapped_on));
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

/// The figures side by side, so many in a row.
pub(super) fn figures(told: &Told<'_>, width: f64, in_a_row: usize) -> Scene {
    let all = told.headlines();
    #[expect(clippy::cast_precision_loss, reason = "a few figures")]
    let each = (width - GAP * (in_a_row as f64 - 1.0)) / in_a_row as f64;
    let mut whole = Column::new(width);
    for row in all.chunks(in_a_row) {
        let top = whole.y;
        let mut left = 0.0;
        let mut lowest = top;
        for figure in row {
            let mut column = Column { width: each, y: top, parts: Vec::new() };
            one(figure, left, each, &mut column);
            lowest = lowest.max(column.y);
            whole.parts.append(&mut column.parts);
            left += each + GAP;
        }
        whole.y = lowest + 8.0;
    }
    whole.y -= 8.0;
    whole.scene("Figures", Theme::Light)
}

fn one(figure: &Headline, x: f64, width: f64, column: &mut Column) {
    const BAR: f64 = 3.0;
    let top = column.y;
    let place = (x + BAR + 8.0, width - BAR - 8.0);
    column.say_at(place, figure.name, Paint::Label, 14.0, 1);
    // A long value, such as one that is not sure, is written smaller.
    let large = Paint::Total.within(place.1).fits(&figure.value);
    column.say_at(place, &figure.value, if large { Paint::Total } else { Paint::SmallTotal }, 25.0, 1);
    if !figure.aside.is_empty() {
        column.say_at(place, &figure.aside, Paint::Reason, 14.0, 2);
    }
    column.y += 2.0;
    column.say_at(place, &figure.brief, Paint::Reason, 13.5, MOST_LINES);
    let paint = match figure.tone {
        "wait" => Paint::WaitBar,
        "work" => Paint::WorkBar,
        "hurt" => Paint::Badge,
        _ => Paint::SideHead,
    };
    let bar = Rect { x, y: top + 2.0, width: BAR, height: column.y - top - 2.0, radius: 0.0, paint, title: None };
    column.parts.push(Part::Rect(bar));
}

/// The bottleneck with the reason why.
pub(super) fn bottleneck(told: &Told<'_>, width: f64) -> Scene {
    let mut column = Column::new(width);
    let (badge, height) = (Paint::BadgeWord.width_of("BOTTLENECK") + 18.0, 20.0);
    column.parts.push(Part::Rect(Rect {
        x: 0.0,
        y: 0.0,
        width: badge,
        height,
        radius: 3.0,
        paint: Paint::Badge,
        title: None,
    }));
    let word = Text {
        x: badge / 2.0,
        y: 14.0,
        anchor: Anchor::Middle,
        room: badge,
        paint: Paint::BadgeWord,
        text: "BOTTLENECK".into(),
        full: None,
    };
    column.parts.push(Part::Text(word));
    column.say_at((badge + 12.0, width - badge - 12.0), &told.bottleneck(), Paint::Name, 19.0, 3);
    column.y = column.y.max(height);
    column.scene("Bottleneck", Theme::Light)
}

/// Who holds a release back, what would help most, and the ideas, side by side; none where there is nothing of it.
pub(super) fn ideas(told: &Told<'_>, width: f64) -> Option<Scene> {
    const MOST_LEVERS: usize = 3;
    const MOST_IDEAS: usize = 6;
    let culprits = told.culprits().into_iter().map(|(what, who)| format!("{what}: {who}")).collect();
    let levers = told.levers(MOST_LEVERS).into_iter().map(|(what, saves)| format!("{what}: saves {saves}")).collect();
    let all = told.ideas();
    let ideas = all.iter().take(MOST_IDEAS).map(idea).collect();
    let called = if all.len() > MOST_IDEAS {
        format!("Ideas, the first {MOST_IDEAS} of {}", all.len())
    } else {
        "Ideas".to_owned()
    };
    let blocks: [(String, Vec<String>); 3] = [
        ("What holds a release back".to_owned(), culprits),
        ("What would help most".to_owned(), levers),
        (called, ideas),
    ];
    let blocks: Vec<_> = blocks.into_iter().filter(|(_, lines)| !lines.is_empty()).collect();
    let columns = f64::from(u8::try_from(blocks.len()).unwrap_or(1).max(1));
    let each = (width - GAP * (columns - 1.0)) / columns;
    let (mut whole, mut left) = (Column::new(width), 0.0);
    for (title, lines) in &blocks {
        let mut column = Column::new(width);
        column.say_at((left, each), title, Paint::Value, 17.0, 1);
        for line in lines {
            column.say_at((left, each), line, Paint::Subtitle, 16.0, 2);
        }
        whole.y = whole.y.max(column.y);
        whole.parts.append(&mut column.parts);
        left += each + GAP;
    }
    (!blocks.is_empty()).then(|| whole.scene("Ideas", Theme::Light))
}

/// An idea on a line: what, where, and what is known of it.
fn idea(row: &IdeaRow) -> String {
    let place = if row.step.is_empty() { String::new() } else { format!(" ({})", row.step) };
    let effort = row.idea.effort.map_or(String::new(), |effort| format!("effort {}", effort.word()));
    let saves = if row.saves.is_empty() { String::new() } else { format!("saves {}", row.saves) };
    let more = [saves, row.idea.status.word().to_owned(), effort, row.idea.owner.clone()];
    let more = more.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    format!("{}{place}: {more}", row.idea.title)
}

/// What stands at the foot of a sheet.
pub(super) fn foot(told: &Told<'_>, width: f64, sheet: usize, of: usize) -> Scene {
    let mut column = Column::new(width);
    let page = if of > 1 { format!("Sheet {sheet} of {of}") } else { "Drawn by Weir".to_owned() };
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
