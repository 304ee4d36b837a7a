//! Lists of objects in JSON and YAML, as tables: a column for each key, a row for each object.

mod flat;
mod graph;
mod json;
mod node;
mod settings;
mod words;
mod yaml;

use std::collections::HashSet;

use crate::document::draft::{Draft, Drafts};
use crate::document::list::flat::{Columns, shown};
use crate::document::list::node::{Entries, Node, get};
pub(crate) use crate::document::list::words::heading;
pub(crate) use crate::document::list::yaml::looks_like_yaml;
use crate::table::cells::shortened;
use crate::table::heading::Heading;
use crate::table::sheet::RawSheet;
use vsm::model::error::ValidationError;

/// How deep within other lists and objects a list of steps may be.
const MAX_DEPTH: usize = 8;
/// The longest part of a name, in characters.
const MAX_NAME: usize = 80;
/// The keys of the headings beside a list of rows.
const HEADINGS: &[&str] = &["columns", "headers", "header", "headings", "fields"];

/// The lists in JSON, or in JSON with an object on each line. The row of headings has the number 1, the
/// first object 2.
///
/// # Errors
/// If it isn’t JSON, has no list of objects, or exceeds the limits of tables.
pub(crate) fn json_tables(text: &str) -> Result<Vec<RawSheet>, ValidationError> {
    let found = tables(json::parse(text)?)?;
    if found.is_empty() { Err(of_another_program("JSON")) } else { Ok(found) }
}

/// The lists in YAML; `None` if the text isn’t YAML or is nothing but lines of text.
///
/// # Errors
/// If it is YAML without a list of objects, or exceeds the limits of tables.
pub(crate) fn yaml_tables(text: &str) -> Option<Result<Vec<RawSheet>, ValidationError>> {
    let node = match yaml::parse(text)? {
        Ok(node) => node,
        Err(error) => return Some(Err(error)),
    };
    let is_structured = match &node {
        Node::Object(entries) => entries.iter().any(|(_, value)| !value.is_scalar()),
        _ => false,
    };
    match tables(node) {
        Ok(found) if found.is_empty() => is_structured.then(|| Err(of_another_program("YAML"))),
        other => Some(other),
    }
}

/// The error for JSON or YAML that no map can be made of.
pub(crate) fn of_another_program(kind: &str) -> ValidationError {
    let example = match kind {
        "YAML" => "“- name: Build” with “wait: 2d” and “work: 3h” below",
        _ => "[{\"name\": \"Build\", \"wait\": \"2d\", \"work\": \"3h\"}]",
    };
    let sentence = format!(
        "This {kind} belongs to another program and contains no list of steps. Import a list of objects with names \
         and times, such as {example}, or a table."
    );
    ValidationError::new("not_a_map", sentence)
}

fn tables(mut node: Node) -> Result<Vec<RawSheet>, ValidationError> {
    graph::join(&mut node, MAX_DEPTH);
    settings::share(&mut node, MAX_DEPTH);
    let mut search = Search { drafts: Drafts::new('\t'), typed: !node.has_written_number() };
    search.value(&node, "", 0, false);
    search.drafts.finish()
}

struct Search {
    drafts: Drafts,
    typed: bool,
}

impl Search {
    /// The tables in a value and in what it contains.
    fn value(&mut self, node: &Node, name: &str, depth: usize, is_taken: bool) {
        if depth > MAX_DEPTH {
            return;
        }
        match node {
            Node::List(items) => {
                if !is_taken {
                    self.list(items, name, None);
                }
                let groups: Vec<(&str, &Entries)> =
                    items.iter().filter_map(entries_of).map(|own| (called(own).unwrap_or_default(), own)).collect();
                let taken = if is_taken { None } else { self.lists_of_groups(&groups, name) };
                for (own, entries) in &groups {
                    self.inner(entries, if own.is_empty() { name } else { own }, depth, taken);
                }
            }
            Node::Object(entries) => {
                if !self.objects_by_name(entries, name) {
                    self.lists_by_column(entries, name);
                }
                let groups: Vec<(&str, &Entries)> =
                    entries.iter().filter_map(|(key, value)| Some((key.as_str(), entries_of(value)?))).collect();
                let are_groups = groups.len() == entries.len();
                let taken = if are_groups { self.lists_of_groups(&groups, name) } else { None };
                match taken {
                    // The name of the whole file isn’t worth repeating for each list.
                    None => self.inner(entries, if depth == 0 { "" } else { name }, depth, None),
                    taken => {
                        for (key, inner) in groups {
                            self.inner(inner, key, depth + 1, taken);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// The lists of several groups together, such as the steps of phases: `[{"name": "Plan", "steps": [{…}]}, …]`. Returns
    /// the key of the lists.
    fn lists_of_groups<'n>(&mut self, groups: &[(&'n str, &'n Entries)], name: &str) -> Option<&'n str> {
        let (_, first) = groups.first().filter(|_| groups.len() > 1)?;
        let is_list = |node: &Node| matches!(node, Node::List(items) if items.iter().all(Node::is_object));
        let is_in_all = |key: &str| groups.iter().all(|(_, entries)| get(entries, key).is_some_and(is_list));
        let key = first.iter().map(|(key, _)| key.as_str()).find(|key| is_in_all(key))?;
        // A heading with another meaning would be taken for that of the steps.
        let of =
            name.rsplit(": ").next().filter(|of| !of.is_empty() && Heading::parse(of).is_none()).unwrap_or("part of");
        let mut rows = Vec::new();
        for (number, (called, entries)) in groups.iter().enumerate() {
            let Some(Node::List(items)) = get(entries, key) else { continue };
            let called = if called.is_empty() { (number + 1).to_string() } else { (*called).to_owned() };
            for item in items {
                let Some(entries) = entries_of(item) else { continue };
                let mut all = vec![(of.to_owned(), Node::Text(called.clone()))];
                all.extend(entries.iter().cloned());
                rows.push(Node::Object(all));
            }
        }
        if rows.is_empty() {
            return None;
        }
        let rows: Vec<(Option<&str>, &Node)> = rows.iter().map(|row| (None, row)).collect();
        self.objects(&rows, &if name.is_empty() { key.to_owned() } else { format!("{name}: {key}") });
        Some(key)
    }

    fn inner(&mut self, entries: &Entries, owner: &str, depth: usize, taken: Option<&str>) {
        let owner = shortened(owner, MAX_NAME);
        for (key, value) in entries.iter().filter(|(_, value)| !value.is_scalar()) {
            let is_taken = taken == Some(key.as_str());
            let key = shortened(key, MAX_NAME);
            let name = if owner.is_empty() { key } else { format!("{owner}: {key}") };
            if let Node::List(rows) = value
                && rows.iter().any(|row| matches!(row, Node::List(_)))
            {
                let headings = HEADINGS.iter().find_map(|heading| get(entries, heading));
                self.list(rows, &name, headings);
            } else {
                self.value(value, &name, depth + 1, is_taken);
            }
        }
    }

    fn list(&mut self, items: &[Node], name: &str, headings: Option<&Node>) {
        let objects = items.iter().filter(|item| item.is_object()).count();
        if objects > 0 && 2 * objects >= items.len() {
            let items: Vec<(Option<&str>, &Node)> = match named_by_key(items) {
                Some(Labels::Objects(named)) => named,
                Some(Labels::Texts) => return,
                None => items.iter().map(|item| (None, item)).collect(),
            };
            self.objects(&items, name);
        } else if !items.is_empty() && items.iter().all(is_row) {
            let rows = headings.filter(|headings| is_row(headings)).into_iter().chain(items);
            let mut draft = Draft::called(name);
            draft.typed = self.typed;
            for (at, row) in rows.enumerate() {
                let Node::List(cells) = row else { continue };
                self.drafts.push(&mut draft, at + 1, cells.iter().map(shown).collect());
            }
            self.drafts.add(draft);
        }
    }

    /// `{"Build": {"wait": "2d"}, "Ship": {"wait": "1h"}}`
    fn objects_by_name(&mut self, entries: &Entries, name: &str) -> bool {
        let mut keys = entries.iter().map(|(_, value)| match value {
            Node::Object(inner) => inner.iter().filter(|(_, value)| value.is_scalar()).map(|(key, _)| key).collect(),
            _ => HashSet::new(),
        });
        let Some(first) = keys.next().filter(|_| entries.len() > 1) else { return false };
        let is_table = keys.all(|keys: HashSet<&String>| !first.is_disjoint(&keys));
        if is_table {
            let items: Vec<_> = entries.iter().map(|(key, value)| (Some(key.as_str()), value)).collect();
            self.objects(&items, name);
        }
        is_table
    }

    /// `{"step": ["Build", "Ship"], "wait": ["2d", "1h"]}`
    fn lists_by_column(&mut self, entries: &Entries, name: &str) {
        let columns: Vec<(&String, &Vec<Node>)> = entries
            .iter()
            .filter_map(|(key, value)| match value {
                Node::List(items) if items.iter().all(Node::is_scalar) => Some((key, items)),
                _ => None,
            })
            .collect();
        let length = columns.first().map_or(0, |(_, items)| items.len());
        if length < 2 || columns.len() < 2 || columns.iter().any(|(_, items)| items.len() != length) {
            return;
        }
        let mut draft = Draft::called(name);
        draft.typed = self.typed;
        self.drafts.push(&mut draft, 1, columns.iter().map(|(key, _)| words::heading(&[(*key).clone()])).collect());
        for at in 0..length {
            let cell = |(_, items): &(&String, &Vec<Node>)| items.get(at).map(shown).unwrap_or_default();
            self.drafts.push(&mut draft, at + 2, columns.iter().map(cell).collect());
        }
        self.drafts.add(draft);
    }

    /// A table of objects, each with the name that stands outside of it.
    fn objects(&mut self, items: &[(Option<&str>, &Node)], name: &str) {
        let mut draft = Draft::called(name);
        draft.typed = self.typed;
        let mut columns = Columns::default();
        for (at, (called, item)) in items.iter().enumerate() {
            let named = |text: &str| ("name".to_owned(), Node::Text(text.to_owned()));
            let row = match (item, called) {
                (Node::Object(entries), None) => columns.row(entries),
                (Node::Object(entries), Some(called)) => {
                    let key = if get(entries, "name").is_some() { "key" } else { "name" };
                    let mut all = vec![(key.to_owned(), Node::Text((*called).to_owned()))];
                    all.extend(entries.iter().cloned());
                    columns.row(&all)
                }
                (other, _) => columns.row(&[named(&shown(other))]),
            };
            if draft.has_failed() {
                break;
            }
            self.drafts.push(&mut draft, at + 2, row);
        }
        let headings = columns.headings();
        self.drafts.push_headings(&mut draft, headings);
        self.drafts.add(draft);
    }
}

fn entries_of(node: &Node) -> Option<&Entries> {
    if let Node::Object(entries) = node { Some(entries) } else { None }
}

/// What an object is called.
fn called(entries: &Entries) -> Option<&str> {
    let known = ["name", "title", "label", "id"].iter().find_map(|key| get(entries, key)?.scalar());
    let is_text = |(_, value): &&(String, Node)| matches!(value, Node::Text(text) if !text.is_empty());
    known.or_else(|| entries.iter().find(is_text)?.1.scalar())
}

fn is_row(node: &Node) -> bool {
    matches!(node, Node::List(cells) if !cells.is_empty() && cells.iter().all(Node::is_scalar))
}

/// The items of a list in which each object has only one key, another one each time.
enum Labels<'n> {
    /// `- Build: {wait: 2d}`
    Objects(Vec<(Option<&'n str>, &'n Node)>),
    /// `- Build: 2d`, which is a line of text.
    Texts,
}

fn named_by_key(items: &[Node]) -> Option<Labels<'_>> {
    let mut named = Vec::new();
    for item in items {
        let Node::Object(entries) = item else { return None };
        let [(key, value)] = entries.as_slice() else { return None };
        named.push((Some(key.as_str()), value));
    }
    let keys: HashSet<_> = named.iter().map(|(key, _)| key).collect();
    if named.len() < 2 || keys.len() < named.len() {
        return None;
    }
    let are_objects = named.iter().all(|(_, value)| value.is_object());
    Some(if are_objects { Labels::Objects(named) } else { Labels::Texts })
}

#[cfg(test)]
mod tests;
