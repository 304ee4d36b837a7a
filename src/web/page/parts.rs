//! Parts within the frame, for templates: an element that holds a part says its name, and its content is marked.

use std::fmt;

use askama::filters::{Escaper, Html, HtmlSafe};

use crate::live::viewers::frame;

/// The end of a start tag whose element holds a part: `<tr{{ open("row", id) }}…{{ close() }}</tr>`.
#[derive(Debug, Clone)]
pub(crate) struct Open(String);

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tag = String::with_capacity(64);
        begin(&mut tag, &self.0);
        f.write_str(&tag)
    }
}

/// Writes the end of a start tag whose element holds the part of this name.
pub(crate) fn begin(out: &mut String, name: &str) {
    out.push_str(" data-part=\"");
    // Writing to a string cannot fail.
    let _ = Html.write_escaped_str(&mut *out, name);
    out.push_str("\">");
    frame::begin(out, name);
}

// The name is escaped where it is an attribute, and taken out where it is a mark.
impl HtmlSafe for Open {}

/// The end of a part's content.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Close;

impl fmt::Display for Close {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut mark = String::new();
        frame::end(&mut mark);
        f.write_str(&mark)
    }
}

impl HtmlSafe for Close {}

/// Begins a part: of a kind, and of which there may be one for each `of`.
#[must_use]
pub(crate) fn open(kind: &str, of: impl fmt::Display) -> Open {
    let of = of.to_string();
    Open(if of.is_empty() { kind.to_owned() } else { format!("{kind}:{of}") })
}

/// Begins a part of which there are several for one `of`.
#[must_use]
pub(crate) fn numbered(kind: &str, of: &str, number: usize) -> Open {
    Open(format!("{kind}:{of}:{number}"))
}

/// Ends the part that began last.
#[must_use]
pub(crate) fn close() -> Close {
    Close
}
