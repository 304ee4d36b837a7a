//! Settings beside a list of steps that change the meaning of its numbers: each step gets them.

use crate::document::list::node::{Entries, Node, get};
use crate::document::list::words::{heading, words};
use crate::table::heading::{Column, Heading};
use vsm::model::duration::Unit;

/// Objects beside the steps that hold settings.
const HOLDERS: &[&str] =
    &["meta", "metadata", "settings", "config", "options", "defaults", "calendar", "clock", "unit", "units"];
/// The most settings of a list.
const MAX_SETTINGS: usize = 20;

/// Gives the steps the units and the calendar that stand beside their list.
pub(super) fn share(node: &mut Node, depth: usize) {
    give(node, &[], depth);
}

fn give(node: &mut Node, outer: &[(String, Node)], depth: usize) {
    let Node::Object(entries) = node else { return };
    if depth == 0 {
        return;
    }
    let mut settings = own(entries);
    settings.extend(outer.iter().filter(|(key, _)| get(entries, key).is_none()).cloned());
    settings.truncate(MAX_SETTINGS);
    for (key, value) in entries {
        if HOLDERS.contains(&key.to_lowercase().as_str()) {
            continue;
        }
        match value {
            Node::List(items) if items.iter().any(Node::is_object) => {
                for item in items {
                    add(item, &settings);
                }
            }
            Node::Object(items) if items.len() > 1 && items.iter().all(|(_, item)| is_row(item)) => {
                for (_, item) in items {
                    add(item, &settings);
                }
            }
            inner => give(inner, &settings, depth - 1),
        }
    }
}

/// An object with values, not only with other objects.
fn is_row(node: &Node) -> bool {
    matches!(node, Node::Object(entries) if entries.iter().any(|(_, value)| value.is_scalar()))
}

/// The settings in an object, and in those of its objects that hold nothing else.
fn own(entries: &Entries) -> Vec<(String, Node)> {
    let mut found = Vec::new();
    for (key, value) in entries {
        match value {
            Node::Object(inner) if HOLDERS.contains(&key.to_lowercase().as_str()) => {
                let is_of_units = key.to_lowercase().starts_with("unit");
                let named = inner
                    .iter()
                    .map(|(key, value)| (if is_of_units { format!("{key}_unit") } else { key.clone() }, value.clone()));
                found.extend(named.filter(|(key, value)| is_setting(key, value)));
            }
            value if is_setting(key, value) => found.push((key.clone(), value.clone())),
            _ => {}
        }
    }
    found
}

fn is_setting(key: &str, value: &Node) -> bool {
    let Some(text) = value.scalar() else { return false };
    let names_unit = words(key).last().is_some_and(|word| matches!(word.to_lowercase().as_str(), "unit" | "units"));
    let calendar = || Heading::parse(&heading(&[key.to_owned()])).map(|heading| heading.column);
    names_unit && Unit::parse(&text.to_lowercase()).is_some()
        || matches!(value, Node::Number(_)) && matches!(calendar(), Some(Column::HoursPerDay | Column::DaysPerWeek))
}

/// The own values of a step come first.
fn add(item: &mut Node, settings: &[(String, Node)]) {
    let Node::Object(entries) = item else { return };
    for (key, value) in settings {
        if get(entries, key).is_some() {
            continue;
        }
        // The unit of one value stands behind it, as in a table.
        let of = key.to_lowercase();
        let of = of.trim_end_matches('s').trim_end_matches("unit").trim_end_matches(['_', '-', ' ']);
        let at = entries.iter().position(|(name, _)| name.eq_ignore_ascii_case(of)).map_or(entries.len(), |at| at + 1);
        entries.insert(at, (key.clone(), value.clone()));
    }
}
