//! The text of a report: name and scope, metrics, bottleneck, suggestions and ideas.

use crate::report::{Headline, IdeaRow, ReportData, Tone};
use crate::scene::{Anchor, Part, Rect, Scene, Text, real};
use crate::style::Paint;

/// Space between two columns, in px.
const GAP: f64 = 18.0;
/// The maximum number of lists side by side.
pub(super) const MAX_COLUMNS: usize = 3;
/// Indent of a list item's lines after its bullet, in px.
const INDENT: f64 = 11.0;
/// The most lines of a list item. Its saving comes first and is never cut.
const MAX_LINES: usize = 4;

/// Enough lines for any explanation: its names are shortened, never its numbers.
const MAX_EXPLANATION_LINES: usize = 12;
/// Width of the bar at the left of a metric, in px.
const BAR: f64 = 3.0;

/// Text that grows downwards.
pub(super) struct TextColumn {
    width: f64,
    pub(super) y: f64,
    pub(super) parts: Vec<Part>,
}

impl TextColumn {
    fn new(width: f64) -> TextColumn {
        TextColumn { width, y: 0.0, parts: Vec::new() }
    }

    /// Lays items out side by side, `count` in a row; `draw` gets the left edge and the width of each column.
    pub(super) fn side_by_side<T>(
        width: f64,
        count: usize,
        items: &[T],
        draw: impl Fn(&T, (f64, f64), &mut TextColumn),
    ) -> TextColumn {
        let column_width = (width - GAP * (real(count) - 1.0)) / real(count);
        let mut whole = TextColumn::new(width);
        for row in items.chunks(count.max(1)) {
            let (mut bottom, mut left) = (whole.y, 0.0);
            for item in row {
                let mut column = TextColumn { width, y: whole.y, parts: Vec::new() };
                draw(item, (left, column_width), &mut column);
                bottom = bottom.max(column.y);
                whole.parts.append(&mut column.parts);
                left += column_width + GAP;
            }
            whole.y = bottom + 8.0;
        }
        whole.y -= 8.0;
        whole
    }

    /// A list item: a bullet, and its lines indented after it.
    fn item(&mut self, (x, width): (f64, f64), text: &str) {
        // The middle of lowercase letters.
        let (y, size) = (self.y + 6.0, 4.0);
        self.parts.push(Rect::new((x, y), (size, size), Paint::SideHead).rounded(size / 2.0).into());
        self.text_at((x + INDENT, width - INDENT), text, Paint::Subtitle, 16.0, MAX_LINES);
        self.y += 1.5;
    }

    /// Writes a text in at most `max_lines` lines, each `line_height` px high.
    fn text(&mut self, text: &str, paint: Paint, line_height: f64, max_lines: usize) {
        self.text_at((0.0, self.width), text, paint, line_height, max_lines);
    }

    /// Like `text`, at a left edge and in a width.
    pub(super) fn text_at(
        &mut self,
        (x, width): (f64, f64),
        text: &str,
        paint: Paint,
        line_height: f64,
        max_lines: usize,
    ) {
        for (line, full) in paint.within(width).wrap(text, max_lines).into_lines(text) {
            self.y += line_height;
            let at = (x, self.y - line_height * 0.25);
            self.parts.push(Text::new(at, Anchor::Start, width, paint, line).with_full(full).into());
        }
    }

    pub(super) fn into_scene(self, title: &str) -> Scene {
        let (title, height) = (title.to_owned(), self.y + 2.0);
        Scene { width: self.width, height, title, parts: self.parts, ..Scene::default() }
    }
}

/// The map's name, scope, date and participants, and its note.
pub(super) fn heading(data: &ReportData<'_>, width: f64) -> Scene {
    let mut column = TextColumn::new(width);
    column.text(&data.map.name, Paint::Title, 25.0, 2);
    column.y += 1.0;
    let mut scope = data.scope();
    if !data.map.mapped_on.is_empty() {
        scope.push(format!("Mapped on {}", data.map.mapped_on));
    }
    column.text(&scope.join(" · "), Paint::Subtitle, 17.0, 2);
    let people = data.map.participants.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    if !people.is_empty() {
        column.text(&format!("With {}", people.join(", ")), Paint::Subtitle, 17.0, 2);
    }
    if !data.map.note.is_empty() {
        column.text(&data.map.note, Paint::Subtitle, 17.0, 3);
    }
    column.into_scene("Heading")
}

/// How much detail is shown of each metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MetricDetail {
    /// Its value.
    Value,
    /// Its value and how it's calculated.
    Explained,
}

/// The metrics side by side, `per_row` in a row.
pub(super) fn metrics(data: &ReportData<'_>, width: f64, per_row: usize, detail: MetricDetail) -> Scene {
    let draw = |headline: &Headline, place, column: &mut TextColumn| draw_metric(headline, place, detail, column);
    TextColumn::side_by_side(width, per_row, &data.headlines(), draw).into_scene("Metrics")
}

fn draw_metric(headline: &Headline, (x, width): (f64, f64), detail: MetricDetail, column: &mut TextColumn) {
    let top = column.y;
    let place = (x + BAR + 8.0, width - BAR - 8.0);
    column.text_at(place, headline.name, Paint::Label, 14.0, 1);
    // A long value, such as one with "at least", is smaller and may continue on a second line.
    if Paint::Total.within(place.1).fits(&headline.value) {
        column.text_at(place, &headline.value, Paint::Total, 25.0, 1);
    } else {
        column.y += 3.0;
        column.text_at(place, &headline.value, Paint::SmallTotal, 18.0, 3);
        column.y += 3.0;
    }
    if detail == MetricDetail::Explained {
        if !headline.note.is_empty() {
            column.text_at(place, &headline.note, Paint::Reason, 14.0, 3);
        }
        column.y += 2.0;
        column.text_at(place, &headline.short_explanation, Paint::Reason, 13.5, MAX_EXPLANATION_LINES);
    }
    let paint = match headline.tone {
        Tone::Wait => Paint::WaitBar,
        Tone::Work => Paint::WorkBar,
        Tone::Problem => Paint::Badge,
        Tone::Neutral => Paint::SideHead,
    };
    column.parts.push(Rect::new((x, top + 2.0), (BAR, column.y - top - 2.0), paint).into());
}

/// The bottleneck with its reason, or why there is none.
pub(super) fn bottleneck(data: &ReportData<'_>, width: f64) -> Scene {
    let mut column = TextColumn::new(width);
    let (left, height) = if data.has_bottleneck() {
        let (badge, height) = badge(&mut column);
        (badge + 12.0, height)
    } else {
        (0.0, 0.0)
    };
    column.text_at((left, width - left), &data.bottleneck(), Paint::Name, 19.0, 4);
    column.y = column.y.max(height);
    column.into_scene("Bottleneck")
}

/// The same in a narrow column: the reason below the badge.
pub(super) fn bottleneck_below(data: &ReportData<'_>, width: f64) -> Scene {
    let mut column = TextColumn::new(width);
    if data.has_bottleneck() {
        column.y = badge(&mut column).1 + 3.0;
    }
    column.text_at((0.0, width), &data.bottleneck(), Paint::Name, 18.0, 8);
    column.into_scene("Bottleneck")
}

/// Draws the badge; returns its width and height.
fn badge(column: &mut TextColumn) -> (f64, f64) {
    let (width, height) = (Paint::BadgeWord.width_of("BOTTLENECK") + 18.0, 20.0);
    column.parts.push(Rect::new((0.0, 0.0), (width, height), Paint::Badge).rounded(3.0).into());
    let middle = (width / 2.0, 14.0);
    column.parts.push(Text::new(middle, Anchor::Middle, width, Paint::BadgeWord, "BOTTLENECK").into());
    (width, height)
}

/// The lists (bottlenecks, suggestions, ideas) side by side, `per_row` in a row; `None` if all are empty.
pub(super) fn lists(data: &ReportData<'_>, width: f64, per_row: usize) -> Option<Scene> {
    let lists = filled_lists(data);
    if lists.is_empty() {
        return None;
    }
    let columns = lists.len().min(per_row).max(1);
    let whole = TextColumn::side_by_side(width, columns, &lists, |(title, items), place, column| {
        column.text_at(place, title, Paint::Value, 17.0, 1);
        column.y += 1.0;
        for item in items {
            column.item(place, item);
        }
    });
    Some(whole.into_scene("Ideas"))
}

/// The lists that have items, each with its title. Savings come first in every item: they must not be cut.
fn filled_lists(data: &ReportData<'_>) -> Vec<(String, Vec<String>)> {
    const MAX_SUGGESTIONS: usize = 3;
    const MAX_IDEAS: usize = 6;
    let bottlenecks = data.bottlenecks().into_iter().map(|(kind, sentence)| format!("{kind}: {sentence}")).collect();
    let suggestions = data.suggestions(MAX_SUGGESTIONS).into_iter();
    let suggestions = suggestions.map(|(title, saving)| format!("Saving: {saving} · {title}")).collect();
    let all = data.ideas();
    let ideas = all.iter().take(MAX_IDEAS).map(idea_item).collect();
    let ideas_title =
        if all.len() > MAX_IDEAS { format!("Ideas ({MAX_IDEAS} of {})", all.len()) } else { "Ideas".to_owned() };
    let lists: [(String, Vec<String>); 3] = [
        ("Bottlenecks".to_owned(), bottlenecks),
        ("What would help most".to_owned(), suggestions),
        (ideas_title, ideas),
    ];
    lists.into_iter().filter(|(_, items)| !items.is_empty()).collect()
}

/// An idea as a list item: its saving, title, step, status, effort and owner.
fn idea_item(row: &IdeaRow) -> String {
    let step = if row.step.is_empty() { String::new() } else { format!(" ({})", row.step) };
    let effort = row.idea.effort.map_or(String::new(), |effort| format!("implementation effort {}", effort.as_str()));
    let details = [row.idea.status.label().to_owned(), effort, row.idea.owner.clone()];
    let details = details.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let text = format!("{}{step}; {details}", row.idea.title);
    if row.saving.is_empty() { text } else { format!("Saving: {} · {text}", row.saving) }
}

/// The footer of a page.
pub(super) fn footer(data: &ReportData<'_>, width: f64, page: usize, count: usize) -> Scene {
    let mut column = TextColumn::new(width);
    let right = if count > 1 { format!("Page {page} of {count}") } else { "Created with Weir".to_owned() };
    let name_width = width - Paint::Reason.width_of(&right) - GAP;
    column.text_at((0.0, name_width), &data.map.name, Paint::Reason, 14.0, 1);
    let end = (width, column.y - 3.5);
    column.parts.push(Text::new(end, Anchor::End, width, Paint::Reason, right).into());
    column.into_scene("Foot")
}
