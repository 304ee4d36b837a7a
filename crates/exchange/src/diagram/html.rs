//! Labels with HTML, as lines of text.

/// A line of a label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// Whether all of it is bold.
    pub(crate) is_bold: bool,
}

/// The longest tag or entity that is recognized, in bytes.
const MAX_TAG: usize = 2_000;
const MAX_ENTITY: usize = 12;

/// Tags that end a line.
const BLOCKS: &[&str] =
    &["br", "p", "div", "tr", "li", "ul", "ol", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"];

#[rustfmt::skip]
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' '), ("ndash", '–'), ("mdash", '—'), ("rarr", '→'),
    ("larr", '←'), ("hellip", '…'), ("middot", '·'), ("bull", '•'), ("times", '×'), ("deg", '°'), ("frac12", '½'), ("le", '≤'), ("ge", '≥'),
    ("lsquo", '‘'), ("rsquo", '’'), ("ldquo", '“'), ("rdquo", '”'), ("auml", 'ä'), ("ouml", 'ö'), ("uuml", 'ü'), ("Auml", 'Ä'), ("Ouml", 'Ö'),
    ("Uuml", 'Ü'), ("szlig", 'ß'), ("eacute", 'é'), ("egrave", 'è'), ("agrave", 'à'), ("ccedil", 'ç'), ("ntilde", 'ñ'), ("oacute", 'ó'),
    ("aacute", 'á'), ("iacute", 'í'), ("uacute", 'ú'), ("copy", '©'), ("reg", '®'), ("euro", '€'), ("num", '#'), ("colon", ':'), ("semi", ';'),
];

/// Lines of plain text.
pub(crate) fn plain(text: &str) -> Vec<Line> {
    let lines = text.lines().map(|line| Line { text: spaced(line), is_bold: false });
    lines.filter(|line| !line.text.is_empty()).collect()
}

/// The lines of a label in HTML: tags are removed, entities replaced. `sign` begins an entity: `&`, and in
/// Mermaid also `#`.
pub(crate) fn lines(html: &str, signs: &[char]) -> Vec<Line> {
    let mut reader = Reader::default();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        if c == '<'
            && let Some((tag, behind)) = tag(after)
        {
            reader.tag(tag);
            rest = behind;
        } else if signs.contains(&c)
            && let Some((sign, behind)) = entity(after)
        {
            reader.sign(sign);
            rest = behind;
        } else {
            if c == '\n' {
                reader.end_line();
            } else {
                reader.sign(c);
            }
            rest = after;
        }
    }
    reader.end_line();
    reader.lines
}

#[derive(Default)]
struct Reader {
    lines: Vec<Line>,
    line: String,
    /// How many tags make the text bold.
    bold: usize,
    /// Whether a word of this line is bold, and whether one isn’t.
    has: (bool, bool),
}

impl Reader {
    fn tag(&mut self, tag: &str) {
        let closes = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "b" | "strong" if closes => self.bold = self.bold.saturating_sub(1),
            "b" | "strong" => self.bold += 1,
            "td" | "th" => self.sign(' '),
            name if BLOCKS.contains(&name) => self.end_line(),
            _ => {}
        }
    }

    fn sign(&mut self, c: char) {
        if !c.is_whitespace() {
            if self.bold > 0 { self.has.0 = true } else { self.has.1 = true }
        }
        if c.is_whitespace() {
            self.line.push(' ');
        } else if !c.is_control() && !matches!(c, '\u{200b}' | '\u{feff}') {
            self.line.push(c);
        }
    }

    fn end_line(&mut self) {
        let text = spaced(&std::mem::take(&mut self.line));
        let (bold, light) = std::mem::take(&mut self.has);
        if !text.is_empty() {
            self.lines.push(Line { text, is_bold: bold && !light });
        }
    }
}

/// The inside of a tag that begins a text, and what follows it. `a < b` is no tag.
fn tag(text: &str) -> Option<(&str, &str)> {
    let begins = text.strip_prefix('/').unwrap_or(text).starts_with(|c: char| c.is_ascii_alphabetic());
    let end = text.bytes().take(MAX_TAG).position(|b| b == b'>').filter(|_| begins)?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// The character of an entity, and what follows it.
fn entity(text: &str) -> Option<(char, &str)> {
    let end = text.bytes().take(MAX_ENTITY).position(|b| b == b';')?;
    let (name, rest) = (text.get(..end)?, text.get(end + 1..)?);
    let number = name.strip_prefix('#').unwrap_or(name);
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    };
    let named = || ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    let c = code.and_then(char::from_u32).or_else(named)?;
    Some((c, rest))
}

/// A text with single spaces.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_lines() {
        for (html, expected) in [
            ("<b>Design</b><br/>2h", vec![("Design", true), ("2h", false)]),
            ("<div>Design</div><div><i>PT</i>&nbsp;2h</div>", vec![("Design", false), ("PT 2h", false)]),
            (
                "<table><tr><td>C/T</td><td>2h</td></tr><tr><td>a</td></tr></table>",
                vec![("C/T 2h", false), ("a", false)],
            ),
            ("Q&amp;A &lt;b&gt; &#8364; &#x41; &nope; &", vec![("Q&A <b> € A &nope; &", false)]),
            ("a < b > c <", vec![("a < b > c <", false)]),
            ("", vec![]),
        ] {
            let lines = lines(html, &['&']);
            let found: Vec<(&str, bool)> = lines.iter().map(|line| (line.text.as_str(), line.is_bold)).collect();
            assert_eq!(found, expected, "{html}");
        }
        assert_eq!(lines("#quot;a#quot; #35;1 #", &['&', '#'])[0].text, "\"a\" #1 #");
    }
}
