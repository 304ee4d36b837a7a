//! Boxes and arrows in two lists, as editors of diagrams save them: each box gets the boxes that follow it.

use std::collections::HashMap;

use crate::document::list::node::{Entries, Node, get};

/// The keys of a list of arrows.
const ARROWS: &[&str] = &["edges", "links", "connections", "connectors", "flows", "transitions", "arrows"];
/// The keys of the ends of an arrow.
const FROM: &[&str] = &["source", "from", "sourceid", "source_id", "fromid", "from_id"];
const TO: &[&str] = &["target", "to", "targetid", "target_id", "toid", "to_id"];
/// The keys of what an arrow says.
const LABEL: &[&str] = &["label", "name", "text", "condition", "wait", "share"];
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

/// What follows the box with an id: the ids of other boxes, and what the arrows say.
type Arrows = HashMap<String, (Vec<Node>, Vec<Node>)>;

/// The arrows in a list that has nothing else.
fn arrows(list: &Node) -> Option<Arrows> {
    let Node::List(items) = list else { return None };
    let mut arrows = Arrows::new();
    for item in items {
        let Node::Object(entries) = item else { return None };
        let (from, to) = first(entries, FROM).zip(first(entries, TO))?;
        let (next, said) = arrows.entry(from.to_owned()).or_default();
        next.push(Node::Text(to.to_owned()));
        if let Some(label) = first(entries, LABEL) {
            said.push(Node::Text(format!("to {to}: {label}")));
        }
    }
    Some(arrows).filter(|arrows| !arrows.is_empty())
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
        let Some((next, said)) = id(node).and_then(|id| arrows.get(&id)) else { continue };
        if let Node::Object(entries) = node {
            entries.push(("next".to_owned(), Node::List(next.clone())));
            if !said.is_empty() {
                entries.push(("arrows".to_owned(), Node::List(said.clone())));
            }
        }
    }
}
