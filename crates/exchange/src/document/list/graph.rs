//! Boxes and arrows in two lists, as editors of diagrams save them: each box gets the boxes that follow it, the wait on
//! the way to it, and the boxes that it sends items back to.

use std::collections::HashMap;

use crate::document::list::flat::shown;
use crate::document::list::node::{Entries, Node, get};
use crate::document::list::words::heading;
use crate::table::heading::{Column, Heading};

/// The keys of a list of arrows.
const ARROWS: &[&str] = &["edges", "links", "connections", "connectors", "flows", "transitions", "arrows"];
/// The keys of the ends of an arrow.
const FROM: &[&str] = &["source", "from", "sourceid", "source_id", "fromid", "from_id"];
const TO: &[&str] = &["target", "to", "targetid", "target_id", "toid", "to_id"];
/// The keys of what an arrow says.
const LABEL: &[&str] = &["label", "name", "text", "condition", "share"];
/// The keys that say what kind of arrow it is, and the kinds and keys of those that lead back.
const KIND: &[&str] = &["type", "kind", "relation"];
const BACK: &[&str] = &["rework", "back", "loop", "return", "feedback"];
const IS_BACK: &[&str] = &["isrework", "is_rework", "rework", "isback", "back"];
/// The keys of the share of items that take it.
const SHARE: &[&str] = &["share", "percent", "percentage", "rate", "reworkrate", "rework_rate", "probability"];
/// The objects of an arrow that hold more about it.
const MORE: &[&str] = &["data", "metrics", "properties"];
/// The keys by which a box says itself what follows.
const NEXT: &[&str] = &["next", "then", "successors", "after", "previous", "predecessors"];

/// Joins the arrows of each object with the boxes beside them.
pub(super) fn join(node: &mut Node, depth: usize) {
    let Node::Object(entries) = node else { return };
    if depth == 0 {
        return;
    }
    if let Some(arrows) = ARROWS.iter().find_map(|key| arrows(get(entries, key)?)) {
        for (key, value) in entries.iter_mut() {
            if let Node::List(boxes) = value
                && !ARROWS.contains(&key.to_lowercase().as_str())
            {
                connect(boxes, &arrows);
            }
        }
    }
    for (_, value) in entries {
        join(value, depth - 1);
    }
}

/// The arrows at a box.
#[derive(Default)]
struct Ends {
    /// The ids of the boxes that follow.
    next: Vec<Node>,
    /// What the arrows say.
    said: Vec<Node>,
    /// The ids of boxes that items are sent back to, with their shares.
    back: Vec<Node>,
    /// The waits on each of the arrows that lead to it: none, or a key and a value.
    waits: Vec<Option<(String, Node)>>,
}

/// The arrows by the ids of their boxes.
type Arrows = HashMap<String, Ends>;

/// The arrows in a list that has nothing else.
fn arrows(list: &Node) -> Option<Arrows> {
    let Node::List(items) = list else { return None };
    let mut arrows = Arrows::new();
    for item in items {
        let Node::Object(entries) = item else { return None };
        let (from, to) = first(entries, FROM).zip(first(entries, TO))?;
        let label = first(entries, LABEL).map(|label| Node::Text(format!("to {to}: {label}")));
        let ends = arrows.entry(from.to_owned()).or_default();
        if let Some(share) = share_back(entries) {
            ends.back.push(Node::Text(format!("{to}: {share}")));
            continue;
        }
        ends.next.push(Node::Text(to.to_owned()));
        ends.said.extend(label);
        ends.said.extend(times(entries).map(|(key, value)| Node::Text(format!("to {to}: {key} {value}"))));
        arrows.entry(to.to_owned()).or_default().waits.push(wait(entries));
    }
    Some(arrows).filter(|arrows| !arrows.is_empty())
}

/// The entries of an arrow, and those of its objects.
fn all(entries: &Entries) -> impl Iterator<Item = &(String, Node)> {
    let inner = entries.iter().filter_map(|(key, value)| match value {
        Node::Object(inner) if MORE.contains(&key.to_lowercase().as_str()) => Some(inner),
        _ => None,
    });
    entries.iter().chain(inner.flatten())
}

/// The share of an arrow that says that it leads back.
fn share_back(entries: &Entries) -> Option<String> {
    let is = |keys: &[&str], key: &str| keys.contains(&key.to_lowercase().as_str());
    let is_back = all(entries).any(|(key, value)| {
        is(KIND, key) && value.scalar().is_some_and(|kind| is(BACK, kind))
            || is(IS_BACK, key) && *value == Node::Flag(true)
    });
    let share = all(entries).find(|(key, value)| is(SHARE, key) && value.scalar().is_some_and(|text| !text.is_empty()));
    let share = share.filter(|_| is_back)?.1.scalar()?;
    Some(if share.ends_with('%') { share.to_owned() } else { format!("{share}%") })
}

/// The times of an arrow that aren’t its wait: the step that they belong to is unclear.
fn times(entries: &Entries) -> impl Iterator<Item = (String, String)> {
    all(entries).filter_map(|(key, value)| {
        let key = heading(&[key.to_owned()]);
        let column = Heading::parse(&key)?.column;
        let text = shown(value);
        (column.is_time() && column != Column::Wait && !text.is_empty()).then_some((key, text))
    })
}

/// The key and the value of the wait on an arrow.
fn wait(entries: &Entries) -> Option<(String, Node)> {
    let is_wait = |key: &str| Heading::parse(&heading(&[key.to_owned()])).is_some_and(|it| it.column == Column::Wait);
    let is_given = |value: &Node| value.scalar().is_some_and(|text| !text.is_empty()) || value.is_object();
    all(entries).find(|(key, value)| is_given(value) && is_wait(key)).cloned()
}

/// The first of the values that isn’t empty.
fn first<'n>(entries: &'n Entries, keys: &[&str]) -> Option<&'n str> {
    keys.iter().find_map(|key| get(entries, key)?.scalar().filter(|text| !text.is_empty()))
}

fn connect(boxes: &mut [Node], arrows: &Arrows) {
    let id = |node: &Node| match node {
        Node::Object(entries) => get(entries, "id").or_else(|| get(entries, "name"))?.scalar().map(str::to_owned),
        _ => None,
    };
    let says_next =
        |node: &Node| matches!(node, Node::Object(entries) if NEXT.iter().any(|key| get(entries, key).is_some()));
    if boxes.iter().any(says_next) {
        return;
    }
    for node in boxes {
        let Some(ends) = id(node).and_then(|id| arrows.get(&id)) else { continue };
        let Node::Object(entries) = node else { continue };
        entries.push(("next".to_owned(), Node::List(ends.next.clone())));
        if !ends.back.is_empty() {
            entries.push(("rework to".to_owned(), Node::List(ends.back.clone())));
        }
        let mut said = ends.said.clone();
        if let Some(Some((key, value))) = ends.waits.first() {
            // One wait on every way into the box is the wait of the box; of others it is unknown which one counts.
            let is_same = ends.waits.iter().all(|wait| wait.as_ref().is_some_and(|(_, other)| other == value));
            if is_same && get(entries, key).is_none() {
                entries.push((key.clone(), value.clone()));
            }
        }
        let is_own = |(key, value): &(String, Node)| get(entries, key) == Some(value);
        let others = ends.waits.iter().flatten().filter(|wait| !is_own(wait));
        said.extend(
            others
                .map(|(_, value)| Node::Text(format!("wait on an arrow to it: {}", shown(value))))
                .collect::<Vec<_>>(),
        );
        if !said.is_empty() {
            entries.push(("arrows".to_owned(), Node::List(said)));
        }
    }
}
