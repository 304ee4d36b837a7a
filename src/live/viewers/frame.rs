//! Frames: what everyone sees of a map at a revision, as named parts that can contain other parts.
//!
//! Viewers are only sent parts that differ. Parts nest, so that a small change is a small message: if only one row of
//! the table differs, the row is sent instead of the table. The renderer marks the start and end of a part with control
//! characters, which can't occur in a map's texts (`vsm` removes them). [`Frame::from_parts`] removes the marks.

use std::ops::Range;

/// Precedes the name of a part.
const BEGIN: char = '\u{1}';
/// Separates the name from the content.
const NAMED: char = '\u{2}';
const END: char = '\u{3}';

/// Marks the start of a nested part.
pub fn begin(out: &mut String, name: &str) {
    out.push(BEGIN);
    out.push_str(name);
    out.push(NAMED);
}

/// Marks the end of a nested part.
pub fn end(out: &mut String) {
    out.push(END);
}

/// How a viewer's screen arranges the drawing: a number that only the renderer interprets.
pub type DrawingLayout = u16;

/// What everyone sees of a map at a revision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    parts: Vec<Root>,
}

/// A top-level part.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Root {
    html: String,
    whole: Span,
}

/// A part, as a range in the text of its root.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    name: String,
    range: Range<usize>,
    inside: Vec<Span>,
}

impl Frame {
    /// A frame from the names and marked-up contents of its top-level parts.
    pub fn from_parts<'n>(parts: impl IntoIterator<Item = (&'n str, String)>) -> Frame {
        Frame { parts: parts.into_iter().map(|(name, marked)| Root::read(name, &marked)).collect() }
    }

    /// The content of a top-level part; empty if there is none.
    pub fn part(&self, name: &str) -> &str {
        self.parts.iter().find(|part| part.whole.name == name).map_or("", |part| &part.html)
    }

    /// The size of its content.
    pub(crate) fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.html.len()).sum()
    }

    /// The names and contents of the parts that a viewer needs after having been shown another frame, or none. A part
    /// is included as a whole, unless all differences lie within its nested parts.
    pub fn diff_from<'f>(&'f self, shown: Option<&Frame>) -> Vec<(&'f str, &'f str)> {
        let mut needed = Vec::new();
        for Root { html, whole } in &self.parts {
            match shown.and_then(|shown| shown.parts.iter().find(|other| other.whole.name == whole.name)) {
                Some(other) => whole.diff_from(html, (&other.whole, &other.html), &mut needed),
                None => needed.push((&whole.name, html)),
            }
        }
        needed
    }
}

impl Root {
    fn read(name: &str, marked: &str) -> Root {
        let mut html = String::with_capacity(marked.len());
        let mut inside: Vec<Span> = Vec::new();
        // Parts that have begun but not ended.
        let mut open: Vec<Span> = Vec::new();
        let mut rest = marked;
        let is_mark = |byte: &u8| *byte == BEGIN as u8 || *byte == END as u8;
        while let Some(at) = rest.as_bytes().iter().position(is_mark) {
            html.push_str(&rest[..at]);
            let begins = rest[at..].starts_with(BEGIN);
            rest = &rest[at + 1..];
            if begins {
                let (name, after) = rest.split_once(NAMED).unwrap_or((rest, ""));
                open.push(Span { name: name.to_owned(), range: html.len()..html.len(), inside: Vec::new() });
                rest = after;
            } else if let Some(mut ended) = open.pop() {
                ended.range.end = html.len();
                open.last_mut().map_or(&mut inside, |outer| &mut outer.inside).push(ended);
            }
        }
        html.push_str(rest);
        let whole = Span { name: name.to_owned(), range: 0..html.len(), inside };
        Root { html, whole }
    }
}

impl Span {
    /// The text around and between the nested parts. `html` is the text of the root.
    fn around<'f>(&'f self, html: &'f str) -> impl Iterator<Item = &'f str> {
        let begins = std::iter::once(self.range.start).chain(self.inside.iter().map(|span| span.range.end));
        let ends = self.inside.iter().map(|span| span.range.start).chain(std::iter::once(self.range.end));
        begins.zip(ends).map(move |(begin, end)| &html[begin..end])
    }

    /// Adds what is needed after another version of this part was shown, whose root has the text `was`.
    fn diff_from<'f>(&'f self, html: &'f str, (shown, was): (&Span, &str), needed: &mut Vec<(&'f str, &'f str)>) {
        let content = &html[self.range.clone()];
        if *content == was[shown.range.clone()] {
            return;
        }
        let same_names = self.inside.iter().map(|part| &part.name).eq(shown.inside.iter().map(|part| &part.name));
        if !self.inside.is_empty() && same_names && self.around(html).eq(shown.around(was)) {
            self.inside.iter().zip(&shown.inside).for_each(|(part, other)| part.diff_from(html, (other, was), needed));
        } else {
            needed.push((&self.name, content));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(rows: &[(&str, &str)]) -> String {
        let mut out = "<table>".to_owned();
        for (name, text) in rows {
            out.push_str("<tr>");
            begin(&mut out, name);
            out.push_str("<td>");
            begin(&mut out, &format!("in {name}"));
            out.push_str(text);
            end(&mut out);
            out.push_str("</td>");
            end(&mut out);
            out.push_str("</tr>");
        }
        out + "</table>"
    }

    fn frame(rows: &[(&str, &str)]) -> Frame {
        Frame::from_parts([("head", "A".to_owned()), ("table", marked(rows))])
    }

    #[test]
    fn marks_are_removed() {
        let frame = frame(&[("a", "1")]);
        assert_eq!(frame.part("table"), "<table><tr><td>1</td></tr></table>");
        assert_eq!(frame.part("none"), "");
    }

    #[test]
    fn only_different_parts_are_needed() {
        let before = frame(&[("a", "1"), ("b", "2")]);
        assert_eq!(before.diff_from(Some(&before)), []);
        assert_eq!(before.diff_from(None).len(), 2);
        assert_eq!(frame(&[("a", "1"), ("b", "3")]).diff_from(Some(&before)), [("in b", "3")]);
        // With an additional row, the nested parts differ, so the whole table is needed.
        let longer = frame(&[("a", "1"), ("b", "2"), ("c", "")]);
        assert_eq!(longer.diff_from(Some(&before)), [("table", longer.part("table"))]);
        assert_eq!(before.diff_from(Some(&longer)), [("table", before.part("table"))]);
    }

    #[test]
    fn unpaired_marks_are_ignored() {
        let unpaired = Frame::from_parts([("x", "a\u{1}b\u{2}c\u{1}d".to_owned()), ("y", "\u{3}e".to_owned())]);
        assert_eq!((unpaired.part("x"), unpaired.part("y")), ("ac", "e"));
    }
}
