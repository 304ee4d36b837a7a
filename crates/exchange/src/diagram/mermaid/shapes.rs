//! The boxes of a flowchart: an id, and a label in brackets whose form is the shape.

use crate::diagram::html::{Line, lines};
use crate::diagram::mermaid::cursor::Cursor;

/// The longest label, in bytes.
const MAX_LABEL: usize = 8_000;

/// The brackets of shapes, longer ones first; whether the shape is a circle or a stadium, as starts and ends
/// have.
const SHAPES: &[(&str, &[&str], bool)] = &[
    ("(((", &[")))"], true),
    ("((", &["))"], true),
    ("([", &["])"], true),
    ("(-", &["-)"], false),
    ("(", &[")"], true),
    ("[[", &["]]"], false),
    ("[(", &[")]"], false),
    ("[/", &["/]", "\\]"], false),
    ("[\\", &["\\]", "/]"], false),
    ("[|", &["|]"], false),
    ("[", &["]"], false),
    ("{{", &["}}"], false),
    ("{", &["}"], false),
    (">", &["]"], false),
];

/// Names of shapes in `A@{ shape: … }` that starts and ends have.
#[rustfmt::skip]
const ROUND: &[&str] = &[
    "circle", "circ", "sm-circ", "small-circle", "start", "dbl-circ", "double-circle", "fr-circ", "framed-circle", "stop", "stadium", "terminal",
    "pill", "f-circ", "filled-circle", "junction", "rounded", "event",
];
const STARTS: &[&str] = &["sm-circ", "small-circle", "start"];
const STOPS: &[&str] = &["fr-circ", "framed-circle", "stop"];
const PASSES: &[&str] = &["fork", "join", "f-circ", "filled-circle", "junction"];
/// The triangle of an inventory, and what the standards call a delay: items wait in them.
#[rustfmt::skip]
const WAITS: &[&str] = &["tri", "extract", "triangle", "flip-tri", "flipped-triangle", "manual-file", "delay", "half-rounded-rectangle", "hourglass", "collate"];
/// Remarks: they are no steps.
const TEXTS: &[&str] = &["brace", "comment", "brace-l", "brace-r", "braces", "text"];

/// The kind of a shape, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Plain,
    Round,
    Start,
    Stop,
    Pass,
    Wait,
    Text,
}

/// A box as it is written.
#[derive(Debug)]
pub(super) struct Written<'t> {
    pub(super) id: &'t str,
    /// The label, if it has one here.
    pub(super) label: Option<Vec<Line>>,
    pub(super) shape: Option<Shape>,
}

/// The box that comes next; `None` if it can’t be read.
pub(super) fn read<'t>(cursor: &mut Cursor<'t>) -> Option<Written<'t>> {
    let id = id(cursor);
    if id.is_empty() {
        return None;
    }
    let mut written = Written { id, label: None, shape: None };
    loop {
        if cursor.take(":::") {
            cursor.while_is(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ','));
        } else if cursor.take("@{") {
            let (shape, label) = properties(cursor)?;
            written.shape = shape.or(written.shape);
            written.label = label.or(written.label);
        } else if let Some((open, closes, is_round)) = SHAPES.iter().find(|(open, ..)| cursor.rest.starts_with(open)) {
            if written.label.is_some() {
                return Some(written);
            }
            cursor.skip(open.len());
            written.label = Some(bracketed(cursor, closes)?);
            written.shape = Some(if *is_round { Shape::Round } else { Shape::Plain });
        } else {
            return Some(written);
        }
    }
}

/// An id: words, also with dashes and dots between them, but not with the begin of an arrow.
fn id<'t>(cursor: &mut Cursor<'t>) -> &'t str {
    let mut end = 0;
    let mut chars = cursor.rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let belongs = match c {
            '-' => end > 0 && next.is_some_and(|c| c.is_alphanumeric() || c == '_'),
            '.' | '/' | ':' | '+' | '*' | '!' | '\'' | '$' | '?' | '#' | '\\' | '%' => {
                next.is_some_and(|c| c.is_alphanumeric() || c == '_') && !(c == '%' && end == 0)
            }
            '_' => true,
            c => c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace() && !c.is_control(),
        };
        if !belongs {
            break;
        }
        end = at + c.len_utf8();
    }
    let (id, rest) = cursor.rest.split_at_checked(end).unwrap_or_default();
    cursor.rest = rest;
    id
}

/// A label up to its closing bracket, which may be in quotation marks.
fn bracketed(cursor: &mut Cursor<'_>, closes: &[&str]) -> Option<Vec<Line>> {
    let mut inside = *cursor;
    inside.while_is(char::is_whitespace);
    if inside.take("\"") {
        let label = inside.until("\"", MAX_LABEL)?;
        inside.while_is(char::is_whitespace);
        closes.iter().find(|close| inside.take(close))?;
        *cursor = inside;
        return Some(label_lines(label));
    }
    let mut line = Cursor::new(cursor.rest.split('\n').next().unwrap_or_default());
    let before = line.rest.len();
    let found = closes.iter().filter_map(|close| {
        let mut rest = line;
        Some((rest.until(close, MAX_LABEL)?, rest.rest.len()))
    });
    let (label, left) = found.min_by_key(|(label, _)| label.len())?;
    line.skip(before - left);
    cursor.skip(before - left);
    Some(label_lines(label))
}

/// The shape and the label in `@{ shape: …, label: "…" }`.
fn properties(cursor: &mut Cursor<'_>) -> Option<(Option<Shape>, Option<Vec<Line>>)> {
    let (mut shape, mut label) = (None, None);
    loop {
        cursor.while_is(|c| c.is_whitespace() || c == ',');
        if cursor.take("}") {
            return Some((shape, label));
        }
        let key = cursor.while_is(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        cursor.while_is(char::is_whitespace);
        if key.is_empty() || !cursor.take(":") {
            return None;
        }
        cursor.spaces();
        let value = if cursor.take("\"") {
            cursor.until("\"", MAX_LABEL)?
        } else if cursor.take("'") {
            cursor.until("'", MAX_LABEL)?
        } else {
            cursor.while_is(|c| !matches!(c, ',' | '}' | '\n')).trim()
        };
        match key {
            "shape" => shape = Some(named(value)),
            "label" => label = Some(label_lines(value)),
            _ => {}
        }
    }
}

fn named(shape: &str) -> Shape {
    match shape {
        it if STARTS.contains(&it) => Shape::Start,
        it if STOPS.contains(&it) => Shape::Stop,
        it if PASSES.contains(&it) => Shape::Pass,
        it if WAITS.contains(&it) => Shape::Wait,
        it if TEXTS.contains(&it) => Shape::Text,
        it if ROUND.contains(&it) => Shape::Round,
        _ => Shape::Plain,
    }
}

/// The lines of a label: HTML, codes such as `#quot;`, `\n`, and Markdown between backquotes.
pub(super) fn label_lines(label: &str) -> Vec<Line> {
    let mut text = label.trim();
    if let Some(inside) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        text = inside.trim();
    }
    let markdown = text.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
    let text = markdown.unwrap_or(text).replace("\\n", "\n");
    let mut found = lines(&text, &['&', '#']);
    for line in &mut found {
        if markdown.is_some() {
            let (text, is_bold) = without_emphasis(&line.text);
            *line = Line { text, is_bold };
        }
        // Icons: `fa:fa-car`.
        if line.text.contains(":fa-") {
            let is_icon =
                |word: &&str| word.starts_with("fa") && word.split_once(":fa-").is_some_and(|(set, _)| set.len() <= 3);
            let words: Vec<&str> = line.text.split(' ').filter(|word| !is_icon(word)).collect();
            line.text = words.join(" ");
        }
    }
    found.retain(|line| !line.text.is_empty());
    found
}

/// A text without stars and underscores of emphasis, and whether all of it was bold.
fn without_emphasis(text: &str) -> (String, bool) {
    let is_bold = text.len() > 4 && text.starts_with("**") && text.ends_with("**");
    let words = text.split(' ').map(|word| {
        let word = word.trim_matches('*');
        let inside = word.strip_prefix('_').and_then(|word| word.strip_suffix('_'));
        inside.unwrap_or(word)
    });
    (words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "), is_bold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_have_ids_shapes_and_labels() {
        for (text, id, label, shape, rest) in [
            ("A[Design]-->B", "A", "Design", Some(Shape::Plain), "-->B"),
            ("A-->B", "A", "", None, "-->B"),
            ("my-id.2 --> B", "my-id.2", "", None, " --> B"),
            ("größe((\"x (y)\"))", "größe", "x (y)", Some(Shape::Round), ""),
            ("A([Start])", "A", "Start", Some(Shape::Round), ""),
            ("A[(Data)]", "A", "Data", Some(Shape::Plain), ""),
            ("A[[Sub]]", "A", "Sub", Some(Shape::Plain), ""),
            ("A[/In\\]x", "A", "In", Some(Shape::Plain), "x"),
            ("A{Good?}:::red --> B", "A", "Good?", Some(Shape::Plain), " --> B"),
            ("A{{Hex}}", "A", "Hex", Some(Shape::Plain), ""),
            ("A>Flag]", "A", "Flag", Some(Shape::Plain), ""),
            ("A@{ shape: sm-circ, label: \"Go\" }", "A", "Go", Some(Shape::Start), ""),
            ("A[\"`**Build** _it_`\"]", "A", "Build it", Some(Shape::Plain), ""),
            ("A[\"#quot;x#quot;<br/>2h\"]", "A", "\"x\"|2h", Some(Shape::Plain), ""),
            ("A[a\\nb]", "A", "a|b", Some(Shape::Plain), ""),
            ("A[fa:fa-car Drive]", "A", "Drive", Some(Shape::Plain), ""),
        ] {
            let mut cursor = Cursor::new(text);
            let found = read(&mut cursor).unwrap();
            let lines: Vec<String> = found.label.into_iter().flatten().map(|line| line.text).collect();
            assert_eq!(
                (found.id, lines.join("|").as_str(), found.shape, cursor.rest),
                (id, label, shape, rest),
                "{text}"
            );
        }
        for text in ["A[no end", "A[\"no end]", "-->", "", "A@{ shape"] {
            assert!(read(&mut Cursor::new(text)).is_none(), "{text}");
        }
    }
}
