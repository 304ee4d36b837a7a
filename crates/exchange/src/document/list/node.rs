//! The values of JSON and YAML, in the order in which they are written.

use crate::table::cells::number_text;

/// The maximum number of values and keys in a file.
pub(super) const MAX_NODES: usize = 1_000_000;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Null,
    Flag(bool),
    /// A number as it is written, or as people would write it.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Entries),
}

/// The keys and values of an object.
pub(super) type Entries = Vec<(String, Node)>;

impl Node {
    pub(super) fn decimal(number: f64) -> Node {
        Node::Number(number_text(number))
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self, Node::Object(_))
    }

    pub(super) fn is_scalar(&self) -> bool {
        !matches!(self, Node::List(_) | Node::Object(_))
    }

    /// The text of a value that isn’t a list or an object, as people type it.
    pub(super) fn scalar(&self) -> Option<&str> {
        match self {
            Node::Null => Some(""),
            Node::Flag(true) => Some("yes"),
            Node::Flag(false) => Some("no"),
            Node::Number(text) | Node::Text(text) => Some(text.trim()),
            Node::List(_) | Node::Object(_) => None,
        }
    }

    /// The number of values and keys in it.
    pub(super) fn size(&self) -> usize {
        match self {
            Node::List(items) => 1 + items.iter().map(Node::size).sum::<usize>(),
            Node::Object(entries) => 1 + entries.iter().map(|(_, value)| 1 + value.size()).sum::<usize>(),
            _ => 1,
        }
    }

    /// The number of lists and objects that are one in the other.
    pub(super) fn depth(&self) -> usize {
        match self {
            Node::List(items) => 1 + items.iter().map(Node::depth).max().unwrap_or(0),
            Node::Object(entries) => 1 + entries.iter().map(|(_, value)| value.depth()).max().unwrap_or(0),
            _ => 0,
        }
    }

    /// Whether a text has a number with a decimal or thousands sign in it.
    pub(super) fn has_written_number(&self) -> bool {
        match self {
            Node::Text(text) => text.as_bytes().windows(3).any(|window| {
                matches!(window, [first, b'.' | b',', last] if first.is_ascii_digit() && last.is_ascii_digit())
            }),
            Node::List(items) => items.iter().any(Node::has_written_number),
            Node::Object(entries) => entries.iter().any(|(_, value)| value.has_written_number()),
            _ => false,
        }
    }
}

/// The value for a key of an object.
pub(super) fn get<'n>(entries: &'n [(String, Node)], key: &str) -> Option<&'n Node> {
    entries.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}
