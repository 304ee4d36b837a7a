//! JSON, also with a value on each line. Keys keep their order, unlike in a map of `serde_json`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use vsm::json_limits;
use vsm::model::error::ValidationError;

use crate::document::list::node::Node;

/// The value in a text; of several values, the list of them.
pub(super) fn parse(text: &str) -> Result<Node, ValidationError> {
    json_limits::check(text.as_bytes())?;
    let mut values = serde_json::Deserializer::from_str(text);
    let mut all = Vec::new();
    let mut read = || -> Result<(), serde_json::Error> {
        while all.is_empty() || values.end().is_err() {
            all.push(Node::deserialize(&mut values)?);
        }
        Ok(())
    };
    read().map_err(|cause| ValidationError::new("not_json", format!("Invalid JSON: {cause}.")))?;
    if all.len() > 1 { Ok(Node::List(all)) } else { Ok(all.pop().unwrap_or(Node::Null)) }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Flag(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::decimal(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = object.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Object(entries))
    }
}
