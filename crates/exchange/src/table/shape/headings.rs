//! Finds the row with the headings, or up to three of them: groups above, and what is meant below them.

use std::collections::HashSet;

use crate::table::bytes::TableRow;
use crate::table::content::{self, CellKind};
use crate::table::heading::{Column, Heading, state_of};
use crate::table::sheet::{MergedCells, RawSheet};
use crate::table::values::{is_value_like, is_words, unit_in_brackets, unit_text};
use vsm::model::duration::Unit;
use vsm::model::map::State as MapState;

/// The number of rows in which the headings are searched; people write titles above them.
const ROWS_ABOVE: usize = 40;

/// The most rows with headings.
pub(crate) const MAX_HEADING_ROWS: usize = 3;

/// The rows with the headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct HeadingRows {
    /// The index of the first of them.
    pub(crate) first: usize,
    /// How many there are, up to [`MAX_HEADING_ROWS`].
    pub(crate) count: usize,
}

/// The heading of a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Title {
    /// As people wrote it; of two rows, both.
    pub(crate) text: String,
    /// What it means.
    pub(crate) heading: Option<Heading>,
}

impl HeadingRows {
    /// The index of the first row below them.
    pub(crate) fn end(self) -> usize {
        self.first + self.count
    }
}

impl RawSheet {
    /// How much it looks like a table of steps; 0 if no headings are recognized.
    pub(crate) fn score(&self) -> usize {
        search(self).map_or(0, |(score, _)| score)
    }
}

/// The rows with the headings; none if no heading is recognized, and the first row doesn't look like unknown ones.
pub(crate) fn find(raw: &RawSheet) -> HeadingRows {
    search(raw)
        .map_or_else(|| HeadingRows { first: 0, count: usize::from(has_unknown_headings(raw)) }, |(_, rows)| rows)
}

/// Whether words are above columns of values: unknown headings, often in another language.
fn has_unknown_headings(raw: &RawSheet) -> bool {
    let Some((first, below)) = raw.rows.split_first().filter(|(_, below)| !below.is_empty()) else { return false };
    let kinds = content::kinds(below);
    let is_value = |kind: &CellKind| matches!(kind, CellKind::Time | CellKind::PerCent | CellKind::Number);
    let above = first.cells.iter().zip(&kinds).filter(|(cell, kind)| is_value(kind) && !cell.is_empty());
    let mut above = above.map(|(cell, _)| cell).peekable();
    above.peek().is_some() && above.all(|cell| is_words(cell) && !cell.contains(|c: char| c.is_ascii_digit()))
}

fn search(raw: &RawSheet) -> Option<(usize, HeadingRows)> {
    let mut best: Option<(usize, HeadingRows)> = None;
    let last_words: Vec<Option<usize>> =
        (0..raw.width()).map(|at| raw.rows.iter().rposition(|row| is_words(row.cell(at)))).collect();
    let mut consider = |first: usize, count: usize| {
        let rows = HeadingRows { first, count };
        let titles = titles(raw, rows);
        let score = score_of(&titles, |at| last_words.get(at).is_some_and(|last| *last >= Some(rows.end())));
        if score > 0 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, rows));
        }
    };
    let mut is_heading = raw.rows.iter().take(ROWS_ABOVE + 1).map(is_of_words);
    let mut this = is_heading.next().unwrap_or(false);
    for first in 0..raw.rows.len().min(ROWS_ABOVE) {
        let next = is_heading.next().unwrap_or(false);
        if this {
            consider(first, 1);
            if next && is_group_above(raw, first) {
                consider(first, 2);
                let is_third = raw.rows.get(first + 2).is_some_and(is_of_words);
                if is_third && is_group_above(raw, first + 1) {
                    consider(first, 3);
                }
            }
        }
        this = next;
    }
    best
}

/// Whether the row may have headings: values are below them.
fn is_of_words(row: &TableRow) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.is_empty());
    // `85th percentile cycle time`
    let is_phrase =
        |cell: &str| cell.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).count() > 2;
    let is_value = |cell: &str| is_value_like(cell) && !is_phrase(cell) && Heading::parse(cell).is_none();
    let values = filled.clone().filter(|cell| is_value(cell)).count();
    values == 0 || values == 1 && filled.count() >= 5
}

/// Whether the row and the next one may have headings together: one has gaps where the other has words.
fn is_group_above(raw: &RawSheet, first: usize) -> bool {
    let (Some(upper), Some(lower)) = (raw.rows.get(first), raw.rows.get(first + 1)) else { return false };
    let has_gap = |row: &TableRow, other: &TableRow| {
        other.cells.iter().enumerate().any(|(at, cell)| !cell.is_empty() && row.cell(at).is_empty())
    };
    upper.number + 1 == lower.number
        && has_gap(upper, lower)
        && !is_unit_row(lower)
        && upper.cells.iter().filter(|cell| !cell.is_empty()).count() > 1
}

/// Whether the row has nothing but units, which belong to the headings above them. Beside units of time, people write
/// what is counted, or a dash.
pub(crate) fn is_unit_row(row: &TableRow) -> bool {
    const COUNTS: &[&str] = &["fte", "ftes", "people", "persons", "pers.", "items", "pcs", "-", "–", "—"];
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty()).peekable();
    // `Unit` may be the name of the row.
    let names = |cell: &str| Heading::parse(cell).is_some_and(|heading| heading.column == Column::Unit);
    if filled.peek().is_some_and(|cell| names(cell)) {
        filled.next();
    }
    filled.clone().any(|cell| unit_text(cell).is_some())
        && filled.all(|cell| unit_text(cell).is_some() || COUNTS.contains(&cell.to_lowercase().as_str()))
}

/// How many meanings are recognized; vague headings count half. A table that doesn’t say which column names the steps
/// needs one with words.
fn score_of(titles: &[Title], has_words: impl Fn(usize) -> bool) -> usize {
    let mut known: HashSet<(Column, Option<MapState>)> = HashSet::new();
    let mut score = 0;
    let mut values = 0;
    for heading in titles.iter().filter_map(|title| title.heading.as_ref()) {
        if !matches!(heading.column, Column::Remark | Column::InWords) && known.insert((heading.column, heading.state))
        {
            score += if heading.is_weak { 1 } else { 2 };
            values += usize::from(heading.column.is_value());
        }
    }
    let names_steps = known.iter().any(|(column, _)| *column == Column::Step);
    let may_name_steps = |(at, title): (usize, &Title)| !is_of_values(title) && has_words(at);
    if names_steps || known.len() >= 2 && values >= 1 && titles.iter().enumerate().any(may_name_steps) {
        score + usize::from(names_steps)
    } else {
        0
    }
}

fn is_of_values(title: &Title) -> bool {
    title.heading.as_ref().is_some_and(|heading| heading.column.is_value())
}

/// The headings of all columns.
pub(crate) fn titles(raw: &RawSheet, rows: HeadingRows) -> Vec<Title> {
    let width = raw.width();
    let Some(upper) = raw.rows.get(rows.first).filter(|_| rows.count > 0) else { return vec![Title::default(); width] };
    if rows.count == 1 {
        return (0..width).map(|at| Title::one(upper.cell(at))).collect();
    }
    let below = raw.rows.get(rows.first + 1..rows.end()).unwrap_or_default();
    let Some((last, between)) = below.split_last() else { return vec![Title::default(); width] };
    let mut above = groups(upper, below, &raw.merged, width).iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    for row in between {
        for (text, group) in above.iter_mut().zip(groups(row, std::slice::from_ref(last), &raw.merged, width)) {
            *text = [text, group].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ");
        }
    }
    above.iter().enumerate().map(|(at, group)| Title::two(group, last.cell(at))).collect()
}

/// The group above each column: its own cell, that of the merged cells, or the one to the left.
fn groups<'r>(upper: &'r TableRow, below: &[TableRow], merged: &[MergedCells], width: usize) -> Vec<&'r str> {
    let merged: Vec<&MergedCells> =
        merged.iter().filter(|cells| cells.rows.0 == upper.number && cells.columns.1 > cells.columns.0).collect();
    let has_heading = |at: usize| below.iter().any(|row| !row.cell(at).is_empty());
    let mut groups = vec![""; width];
    let mut left = "";
    for (at, group) in groups.iter_mut().enumerate() {
        let own = upper.cell(at);
        let is_covered = merged.iter().any(|cells| (cells.columns.0 + 1..=cells.columns.1).contains(&at));
        if !own.is_empty() {
            // A heading of one row ends the group before.
            left = if has_heading(at) { own } else { "" };
            *group = own;
        } else if has_heading(at) && (is_covered || merged.is_empty()) {
            *group = left;
        }
    }
    groups
}

impl Title {
    fn one(text: &str) -> Title {
        Title { text: text.to_owned(), heading: Heading::parse(text) }
    }

    fn two(group: &str, text: &str) -> Title {
        if group.is_empty() || text.is_empty() {
            return Title::one(if text.is_empty() { group } else { text });
        }
        // Below `Wait (h)` it is the lower end of a range.
        if text.eq_ignore_ascii_case("min")
            && let Some(heading) = Heading::parse(group)
                .filter(|heading| heading.unit.is_some())
                .and_then(|_| Heading::parse(&format!("{group} minimum")))
        {
            return Title { text: format!("{group}: {text}"), heading: Some(heading) };
        }
        if let Some(unit) = unit_text(text) {
            return Title::one(&format!("{group} ({unit})"));
        }
        let own = Heading::parse(text);
        let both = || Heading::parse(&format!("{group} {text}"));
        let mut heading = match own {
            Some(own) if !own.is_weak => Some(own),
            weak => both().or(weak),
        };
        if let Some(heading) = &mut heading {
            heading.state = heading.state.or_else(|| state_of(group));
            // Below `Time (h)` all times are in hours.
            if heading.column.is_time() && heading.unit.is_none() && heading.pattern.is_none() {
                let of_group = unit_in_brackets(group).as_deref().and_then(Unit::parse);
                heading.unit = of_group.map(|unit| unit.symbol().to_owned());
            }
        }
        Title { text: format!("{group}: {text}"), heading }
    }

    /// Adds a unit from a row of units.
    pub(crate) fn add_unit(&mut self, unit: &str) {
        // With another unit below it, “Min” is the minimum.
        let text = match self.text.to_lowercase().strip_suffix("(min)").and_then(|start| self.text.get(..start.len())) {
            Some(start) => format!("{start}minimum ({unit})"),
            None => format!("{} ({unit})", self.text),
        };
        if let Some(heading) = Heading::parse(&text) {
            let state = self.heading.as_ref().and_then(|heading| heading.state);
            self.heading = Some(Heading { state: heading.state.or(state), ..heading });
        }
        self.text = text;
    }
}
