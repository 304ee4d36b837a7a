//! The parts of a frame, for templates: the element of a part has the part's name as an attribute, and markers around
//! its content.

use std::fmt;

use askama::filters::{Escaper, Html, HtmlSafe};
use drawing::Target;
use drawing::svg::PartMarkup;

use crate::live::viewers::frame;

/// The end of a start tag whose element holds a part: `<tr{{ open("row", id) }}…{{ close() }}</tr>`.
#[derive(Debug, Clone)]
pub(crate) struct PartStart(String);

impl fmt::Display for PartStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tag = String::with_capacity(64);
        begin(&mut tag, &self.0);
        f.write_str(&tag)
    }
}

/// A text as the value of an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = Html.write_escaped_str(&mut out, text);
    out
}

/// Writes the end of a start tag whose element holds the part of this name.
pub(crate) fn begin(out: &mut String, name: &str) {
    out.push_str(" data-part=\"");
    // Writing to a string cannot fail.
    let _ = Html.write_escaped_str(&mut *out, name);
    out.push_str("\">");
    frame::begin(out, name);
}

// The name is escaped in the attribute, and the markers are removed before a page is sent.
impl HtmlSafe for PartStart {}

/// The end of a part's content.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartEnd;

impl fmt::Display for PartEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut mark = String::new();
        frame::end(&mut mark);
        f.write_str(&mark)
    }
}

impl HtmlSafe for PartEnd {}

/// Starts a part, of which there is one for each `of`.
pub(crate) fn open(kind: &str, of: impl fmt::Display) -> PartStart {
    let of = of.to_string();
    PartStart(if of.is_empty() { kind.to_owned() } else { format!("{kind}:{of}") })
}

/// Starts a part, of which there can be several for one `of`.
pub(crate) fn numbered(kind: &str, of: &str, number: usize) -> PartStart {
    PartStart(format!("{kind}:{of}:{number}"))
}

/// Ends the part that started last.
pub(crate) fn close() -> PartEnd {
    PartEnd
}

/// The markup of a drawing whose elements link somewhere. It isn't updated live, so it has no named parts.
pub(crate) struct StaticParts<'a> {
    pub(crate) id: &'static str,
    pub(crate) link: &'a dyn Fn(&str) -> String,
}

impl PartMarkup for StaticParts<'_> {
    fn id(&self) -> &str {
        self.id
    }

    fn link(&self, target: &Target) -> Option<String> {
        if let Target::Step(of) = target { Some((self.link)(of)) } else { None }
    }

    fn begin(&self, out: &mut String, _: &str) {
        out.push('>');
    }

    fn end(&self, _: &mut String) {}
}
