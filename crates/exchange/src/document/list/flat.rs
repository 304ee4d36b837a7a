//! An object as a row: a column for each key, also for those of the objects within.

use std::collections::HashMap;

use crate::document::list::node::{Node, get};
use crate::document::list::words::{are_milliseconds, heading};
use crate::table::bytes::{MAX_CELL, MAX_COLUMNS};
use crate::table::cells::shortened;
use crate::table::heading::{Column, Heading};

/// How deep objects within an object have columns of their own.
const MAX_DEPTH: usize = 6;
/// The longest heading, in characters.
const MAX_KEY: usize = 200;
/// The size at which a cell is too long, in bytes.
const MAX_TEXT: usize = 4 * MAX_CELL + 4;

/// The columns of a list, in the order in which their keys first occur.
#[derive(Default)]
pub(super) struct Columns {
    paths: Vec<Vec<String>>,
    places: HashMap<Vec<String>, usize>,
}

impl Columns {
    /// The cells of an object.
    pub(super) fn row(&mut self, entries: &[(String, Node)]) -> Vec<String> {
        let mut row = Vec::new();
        self.entries(entries, &mut Vec::new(), &mut row);
        row
    }

    /// The headings of all columns so far.
    pub(super) fn headings(&self) -> Vec<String> {
        self.paths.iter().map(|path| heading(path)).collect()
    }

    fn entries(&mut self, entries: &[(String, Node)], path: &mut Vec<String>, row: &mut Vec<String>) {
        for (key, value) in entries {
            path.push(shortened(key, MAX_KEY));
            match value {
                // They are things of their own, not the name of what holds them.
                Node::List(items) if items.iter().any(Node::is_object) || names_steps(path) => {
                    path.push("within".to_owned());
                    self.put(path, &shown(value), row);
                    path.pop();
                }
                Node::Object(inner) if path.len() < MAX_DEPTH => match quantity(inner) {
                    Some(text) => self.put(path, &text, row),
                    None => self.entries(inner, path, row),
                },
                Node::Number(number) if are_milliseconds(path) => self.put(path, &format!("{number} ms"), row),
                _ => self.put(path, &shown(value), row),
            }
            path.pop();
        }
    }

    fn put(&mut self, path: &[String], text: &str, row: &mut Vec<String>) {
        let at = self.places.get(path).copied().unwrap_or(self.paths.len()).min(MAX_COLUMNS);
        // One column more than the limit is enough to exceed it.
        if at == self.paths.len() {
            self.places.insert(path.to_vec(), at);
            self.paths.push(path.to_vec());
        }
        if text.is_empty() {
            return;
        }
        if row.len() <= at {
            row.resize(at + 1, String::new());
        }
        if let Some(cell) = row.get_mut(at) {
            // A key that occurs twice in an object.
            if !cell.is_empty() {
                cell.push_str("; ");
            }
            cell.push_str(text);
        }
    }
}

/// Whether a list below these keys would be taken for the name of a step.
fn names_steps(path: &[String]) -> bool {
    Heading::parse(&heading(path)).is_some_and(|heading| heading.column == Column::Step)
}

/// A value in one cell: lists joined by semicolons, objects with their keys.
pub(super) fn shown(node: &Node) -> String {
    let mut out = String::new();
    show(node, &mut out);
    out
}

fn show(node: &Node, out: &mut String) {
    if out.len() > MAX_TEXT {
        return;
    }
    match node {
        Node::List(items) => {
            for item in items.iter().filter(|item| item.scalar() != Some("")) {
                if !out.is_empty() {
                    out.push_str("; ");
                }
                show(item, out);
            }
        }
        Node::Object(entries) => {
            if let Some(text) = quantity(entries) {
                out.push_str(&text);
                return;
            }
            for (at, (key, value)) in entries.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                out.push_str(&heading(std::slice::from_ref(key)));
                out.push_str(": ");
                show(value, out);
            }
        }
        _ => out.push_str(node.scalar().unwrap_or_default()),
    }
}

/// Objects that are one value: `{"value": 2, "unit": "days"}`, `{"min": 1, "max": 2, "unit": "h"}`,
/// `{"days": 1, "hours": 4}`.
fn quantity(entries: &[(String, Node)]) -> Option<String> {
    const UNITS: &[&str] =
        &["seconds", "second", "minutes", "minute", "hours", "hour", "days", "day", "weeks", "week", "months", "month"];
    let filled =
        |keys: &[&str]| keys.iter().find_map(|key| get(entries, key)?.scalar().filter(|text| !text.is_empty()));
    if let Some(unit) = filled(&["unit", "units", "uom", "timeunit", "time_unit"]) {
        if entries.len() == 2 {
            let value = filled(&["value", "amount", "quantity", "number", "duration", "time", "val"])?;
            return Some(format!("{value} {unit}"));
        }
        let low = filled(&["min", "low", "from", "minimum"])?;
        let high = filled(&["max", "high", "to", "maximum"])?;
        return (entries.len() == 3).then(|| format!("{low}–{high} {unit}"));
    }
    let mut parts = Vec::new();
    for (key, value) in entries {
        let unit = key.to_lowercase();
        let (Node::Number(number), true) = (value, UNITS.contains(&unit.as_str())) else { return None };
        parts.push((number, unit));
    }
    // Zero is worth telling only if it is everything.
    let some = parts.iter().any(|(number, _)| *number != "0");
    let kept = parts.iter().filter(|(number, _)| !some || *number != "0");
    let text = kept.map(|(number, unit)| format!("{number} {unit}")).collect::<Vec<_>>().join(" ");
    Some(text).filter(|text| !text.is_empty())
}
