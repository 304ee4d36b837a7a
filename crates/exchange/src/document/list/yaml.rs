//! YAML. The library only tells events; the values are built here, so that neither nesting nor aliases take
//! more memory than the file.

use std::collections::{HashMap, HashSet};
use std::panic::catch_unwind;

use saphyr_parser::{Event, Parser, ScalarStyle};
use vsm::model::error::ValidationError;
use vsm::text::grouped;

use crate::document::list::node::{Entries, MAX_NODES, Node};

/// The maximum depth of lists and objects.
const MAX_DEPTH: usize = 64;

/// The value in a text; of several documents, the list of them. `None` if it isn’t YAML.
pub(super) fn parse(text: &str) -> Option<Result<Node, ValidationError>> {
    if !looks_like_yaml(text) {
        return None;
    }
    // The library has states that it holds impossible; one that occurs isn’t YAML.
    catch_unwind(|| Builder::default().read(text)).unwrap_or(None)
}

/// Whether the first line with text begins a list or an object.
pub(crate) fn looks_like_yaml(text: &str) -> bool {
    let is_prelude = |line: &&str| line.is_empty() || line.starts_with(['#', '%']) || *line == "---";
    let first = text.lines().map(str::trim_end).find(|line| !is_prelude(line));
    let Some(first) = first else { return false };
    let item = first.trim_start().strip_prefix('-');
    if let Some(item) = item {
        return item.is_empty() || item.starts_with(' ');
    }
    let key = first.split_once(':').filter(|(_, value)| value.is_empty() || value.starts_with(' '));
    // A sentence or a table with a colon in it isn’t a key.
    key.is_some_and(|(key, _)| key.len() < 100 && !key.contains([',', ';', '\t', '|']))
}

/// A list or an object that isn’t complete, and its anchor.
enum Open {
    List(Vec<Node>, usize),
    Object(OpenObject, usize),
}

#[derive(Default)]
struct OpenObject {
    entries: Entries,
    /// The key that waits for its value.
    key: Option<String>,
    /// The entries of other objects that are merged into it.
    merged: Entries,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    documents: Vec<Node>,
}

impl Builder {
    fn read(mut self, text: &str) -> Option<Result<Node, ValidationError>> {
        for event in Parser::new_from_str(text) {
            let Ok((event, _)) = event else { return None };
            self.event(event)?;
            if self.nodes > MAX_NODES {
                let sentence = format!("This YAML is too large: more than {} values.", grouped(MAX_NODES));
                return Some(Err(ValidationError::new("too_large", sentence)));
            }
        }
        let mut documents = self.documents;
        documents.retain(|node| *node != Node::Null);
        if documents.len() > 1 { Some(Ok(Node::List(documents))) } else { documents.pop().map(Ok) }
    }

    /// `None`: it isn’t YAML that anybody writes by hand.
    fn event(&mut self, event: Event<'_>) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str");
                let node = if is_text { Node::Text(text.into_owned()) } else { plain(&text) };
                self.complete(node, anchor);
            }
            Event::SequenceStart(anchor, _) => self.open(Open::List(Vec::new(), anchor))?,
            Event::MappingStart(anchor, _) => self.open(Open::Object(OpenObject::default(), anchor))?,
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop()? {
                Open::List(items, anchor) => self.complete(Node::List(items), anchor),
                Open::Object(object, anchor) => self.complete(Node::Object(object.merged()), anchor),
            },
            Event::Alias(anchor) => {
                // An alias within its own anchor has no value.
                let node = self.anchors.get(&anchor)?;
                self.nodes += node.size();
                if self.open.len() + node.depth() > MAX_DEPTH {
                    return None;
                }
                if self.nodes <= MAX_NODES {
                    let node = node.clone();
                    self.complete(node, 0);
                }
            }
            _ => {}
        }
        Some(())
    }

    fn open(&mut self, open: Open) -> Option<()> {
        self.open.push(open);
        (self.open.len() < MAX_DEPTH).then_some(())
    }

    fn complete(&mut self, node: Node, anchor: usize) {
        self.nodes += 1;
        if anchor > 0 {
            self.nodes += node.size();
            if self.nodes <= MAX_NODES {
                self.anchors.insert(anchor, node.clone());
            }
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(Open::List(items, _)) => items.push(node),
            Some(Open::Object(object, _)) => match object.key.take() {
                // A key that is a list or an object has no name.
                None => object.key = Some(node.scalar().unwrap_or_default().to_owned()),
                Some(name) if name == "<<" => object.merge(node),
                Some(name) => object.entries.push((name, node)),
            },
        }
    }
}

impl OpenObject {
    fn merge(&mut self, node: Node) {
        match node {
            Node::Object(entries) => self.merged.extend(entries),
            Node::List(items) => items.into_iter().for_each(|item| self.merge(item)),
            _ => {}
        }
    }

    /// Its own entries, and those of merged objects whose keys it hasn’t got; of these, the first counts.
    fn merged(self) -> Entries {
        let mut entries = self.entries;
        if !self.merged.is_empty() {
            let mut known: HashSet<String> = entries.iter().map(|(key, _)| key.clone()).collect();
            entries.extend(self.merged.into_iter().filter(|(key, _)| known.insert(key.clone())));
        }
        entries
    }
}

/// A scalar without quotation marks.
fn plain(text: &str) -> Node {
    let number = || {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, decimals) = digits.split_once('.')?;
        let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        (are_digits(whole) && are_digits(decimals)).then(|| text.parse().ok()).flatten()
    };
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        "true" | "True" | "TRUE" => Node::Flag(true),
        "false" | "False" | "FALSE" => Node::Flag(false),
        _ if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => Node::Number(text.to_owned()),
        _ => number().map_or_else(|| Node::Text(text.to_owned()), Node::decimal),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn read(text: &str) -> Node {
        parse(text).unwrap().unwrap()
    }

    #[test]
    fn scalars_are_what_people_mean() {
        let Node::List(items) =
            read("- 1.250\n- '1.250'\n- 80.0\n- 12:30\n- true\n- ~\n- 007\n- 2d\n- -0.5\n- !!str 5\n- 1.2.3\n")
        else {
            panic!("a list")
        };
        let shown: Vec<&str> = items.iter().filter_map(Node::scalar).collect();
        assert_eq!(shown, ["1.25", "1.250", "80", "12:30", "yes", "", "007", "2d", "-0.5", "5", "1.2.3"]);
        assert!(matches!(items[0], Node::Number(_)) && matches!(items[1], Node::Text(_)));
        assert_eq!(read("- 0.125"), Node::List(vec![Node::Number("0.1250".to_owned())]));
    }

    #[test]
    fn merged_objects_give_what_is_missing() {
        let node = read("a: &a\n  x: 1\n  y: 2\nb:\n  <<: *a\n  y: 3\nc: *a\n");
        let number = |text: &str| Node::Number(text.to_owned());
        let entry = |key: &str, value| (key.to_owned(), value);
        let a = Node::Object(vec![entry("x", number("1")), entry("y", number("2"))]);
        let b = Node::Object(vec![entry("y", number("3")), entry("x", number("1"))]);
        assert_eq!(node, Node::Object(vec![entry("a", a.clone()), entry("b", b), entry("c", a)]));
    }

    #[test]
    fn aliases_and_depth_are_bounded() {
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let alias = format!("*a{}", level - 1);
            let _ = writeln!(laughs, "a{level}: &a{level} [{}]", vec![alias; 10].join(", "));
        }
        assert!(parse(&laughs).unwrap().unwrap_err().message.contains("too large"));
        let mut deep = "a0: &a0 [[[[[[[[x]]]]]]]]\n".to_owned();
        for level in 1..50 {
            let _ = writeln!(deep, "a{level}: &a{level} [[[[[[*a{}]]]]]]", level - 1);
        }
        assert!(parse(&deep).is_none());
        assert!(parse(&format!("a: {}", "[".repeat(100_000))).is_none());
        assert!(parse(&format!("a: {}", "{a: ".repeat(100_000))).is_none());
        assert!(parse(&"- ".repeat(100_000)).is_none());
        assert!(parse("a: &a [*a]").is_none());
    }

    #[test]
    fn other_texts_are_not_yaml() {
        for text in [
            "step,wait\nBuild,2d",
            "---\nstep,wait\n",
            "Step: Build, Wait: 2d",
            "| a |\n",
            "# Title\n\nText",
            "-5,3",
            "",
        ] {
            assert!(parse(text).is_none_or(|node| node.is_ok_and(|node| node.is_scalar())), "{text}");
        }
    }
}
