//! The arrows of a flowchart.

use crate::diagram::html::Line;
use crate::diagram::mermaid::cursor::Cursor;
use crate::diagram::mermaid::shapes::label_lines;

/// An arrow as it is written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Link<'t> {
    /// Its id, if it has one: `e1@-->`.
    pub(super) id: &'t str,
    pub(super) label: Vec<Line>,
    /// Whether it has a head at its end, and one at its start.
    pub(super) heads: (bool, bool),
    /// Whether it isn’t drawn.
    pub(super) is_invisible: bool,
}

/// The longest label, in bytes.
const MAX_LABEL: usize = 2_000;

/// The arrow that comes next, if any.
pub(super) fn read<'t>(cursor: &mut Cursor<'t>) -> Option<Link<'t>> {
    let mut at = *cursor;
    let before = at;
    // The id of an arrow: `e1@-->`.
    let id = at.while_is(|c| c.is_alphanumeric() || c == '_');
    if id.is_empty() || !at.take("@") || at.peek() == Some('{') {
        at = before;
    }
    let mut link = Link { id, ..Link::default() };
    let begins = |rest: &str| ["--", "==", "-."].iter().any(|line| rest.starts_with(line));
    if at.rest.starts_with(['<', 'x', 'o']) && begins(at.rest.get(1..)?) {
        link.heads.1 = at.take("<");
        if !link.heads.1 {
            at.skip(1);
        }
    }
    if at.rest.starts_with("~~~") {
        at.while_is(|c| c == '~');
        link.is_invisible = true;
    } else if at.rest.starts_with("-.") {
        dotted(&mut at, &mut link)?;
    } else if at.rest.starts_with("--") {
        solid(&mut at, &mut link, '-')?;
    } else if at.rest.starts_with("==") {
        solid(&mut at, &mut link, '=')?;
    } else {
        return None;
    }
    let mut after = at;
    after.spaces();
    if after.take("|") {
        let most = after.rest.split('\n').next().unwrap_or_default().len().min(MAX_LABEL);
        let quoted = after.rest.trim_start().starts_with('"');
        let label = if quoted { quoted_label(&mut after)? } else { after.until("|", most)? };
        link.label = label_lines(label);
        at = after;
    }
    *cursor = at;
    Some(link)
}

/// `"…"|`: the label may contain the closing sign.
fn quoted_label<'t>(cursor: &mut Cursor<'t>) -> Option<&'t str> {
    cursor.while_is(char::is_whitespace);
    cursor.take("\"");
    let label = cursor.until("\"", MAX_LABEL)?;
    cursor.while_is(char::is_whitespace);
    cursor.take("|").then_some(label)
}

/// `-->`, `---`, `--x`, `-- text -->`; the same with `=`.
fn solid(at: &mut Cursor<'_>, link: &mut Link<'_>, sign: char) -> Option<()> {
    let length = at.while_is(|c| c == sign).len();
    let has_head = head(at);
    if length > 2 || has_head {
        link.heads.0 = has_head;
        return Some(());
    }
    let closing: String = [sign, sign].iter().collect();
    let label = text_before(at, &closing)?;
    link.label = label_lines(label);
    at.while_is(|c| c == sign);
    link.heads.0 = head(at);
    Some(())
}

/// `-.->`, `-.-`, `-. text .->`.
fn dotted(at: &mut Cursor<'_>, link: &mut Link<'_>) -> Option<()> {
    at.skip(1);
    at.while_is(|c| c == '.');
    if !at.take("-") {
        let label = text_before(at, ".-")?;
        link.label = label_lines(label);
        at.while_is(|c| c == '.');
        at.take("-");
    }
    link.heads.0 = head(at);
    Some(())
}

/// The text on an arrow, up to where its line goes on.
fn text_before<'t>(at: &mut Cursor<'t>, closing: &str) -> Option<&'t str> {
    let mut inside = *at;
    inside.spaces();
    if inside.take("\"") {
        let label = inside.until("\"", MAX_LABEL)?;
        inside.spaces();
        inside.while_is(|c| matches!(c, 'x' | 'o' | '<'));
        if !inside.rest.starts_with(closing) {
            return None;
        }
        *at = inside;
        return Some(label);
    }
    let line = at.rest.split('\n').next().unwrap_or_default();
    let label = Cursor::new(line).until(closing, MAX_LABEL)?;
    if label.trim().is_empty() {
        return None;
    }
    at.skip(label.len());
    Some(label)
}

/// Whether the line ends with a head; `x` and `o` begin a word unless a space follows or nothing does.
fn head(at: &mut Cursor<'_>) -> bool {
    at.take(">") || at.take("x") || at.take("o")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_have_heads_and_labels() {
        for (text, label, heads) in [
            ("--> B", "", (true, false)),
            ("-----> B", "", (true, false)),
            ("--- B", "", (false, false)),
            ("-.-> B", "", (true, false)),
            ("-..-> B", "", (true, false)),
            ("-.- B", "", (false, false)),
            ("==> B", "", (true, false)),
            ("=== B", "", (false, false)),
            ("--x B", "", (true, false)),
            ("--o B", "", (true, false)),
            ("<--> B", "", (true, true)),
            ("o--o B", "", (true, false)),
            ("-->|wait 3d| B", "wait 3d", (true, false)),
            ("-->|\"a | b\"| B", "a | b", (true, false)),
            ("--> |x| B", "x", (true, false)),
            ("-- yes --> B", "yes", (true, false)),
            ("--yes--> B", "yes", (true, false)),
            ("-- \"no, 20%\" --> B", "no, 20%", (true, false)),
            ("-. maybe .-> B", "maybe", (true, false)),
            ("== big ==> B", "big", (true, false)),
            ("e1@--> B", "", (true, false)),
        ] {
            let mut cursor = Cursor::new(text);
            let link = read(&mut cursor).unwrap();
            let lines: Vec<String> = link.label.into_iter().map(|line| line.text).collect();
            assert_eq!((lines.join("|").as_str(), link.heads, cursor.rest), (label, heads, " B"), "{text}");
        }
        for text in ["B", "- B", "-- no end", "-->|no end", "-. no end", ""] {
            assert_eq!(read(&mut Cursor::new(text)), None, "{text}");
        }
    }
}
