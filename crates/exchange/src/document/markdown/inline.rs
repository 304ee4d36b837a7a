//! The text of a Markdown cell without its markup: emphasis, code, links, tags, escapes. Every character is
//! looked at once, or a fixed number of times.

use crate::document::cell_text::CellText;
use crate::document::entities::reference;

/// Elements that documents use within cells. Others, such as `<unknown>`, are text.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "nobr",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// A part of a cell.
enum Piece<'a> {
    Text(&'a str),
    Char(char),
    /// A run of `*`, `_` or `~`.
    Run(Run),
    /// An open bracket that may begin a link, as it is written.
    Bracket(&'static str),
    Element(String, bool),
}

struct Run {
    sign: char,
    /// The signs that don't belong to any emphasis.
    left: usize,
    opens: bool,
    closes: bool,
    /// For `~~`: whether it begins or ends what is struck out.
    strikes: Option<bool>,
}

/// The text of a cell, and the number of links whose address was left out.
pub(super) fn plain(cell: &str) -> (String, usize) {
    let mut parser = Parser { cell, at: 0, pieces: Vec::new(), brackets: Vec::new(), links: 0, ends: Ends::of(cell) };
    while let Some(c) = parser.rest().chars().next() {
        parser.take(c);
    }
    pair_runs(&mut parser.pieces);
    let mut text = CellText::default();
    for piece in &parser.pieces {
        match piece {
            Piece::Text(part) | Piece::Bracket(part) => text.push_str(part),
            Piece::Char(c) => text.push(*c),
            Piece::Run(run) => {
                (0..run.left).for_each(|_| text.push(run.sign));
                if let Some(begins) = run.strikes {
                    text.strike(begins);
                }
            }
            Piece::Element(name, begins) => text.element(name, *begins),
        }
    }
    (text.finish(), parser.links)
}

/// Where signs that end something stand last, so that nothing searches for them in vain.
struct Ends {
    comment: usize,
    /// The last run of backticks of each length.
    code: std::collections::HashMap<usize, usize>,
}

impl Ends {
    fn of(cell: &str) -> Ends {
        let mut code = std::collections::HashMap::new();
        let (mut length, mut at) = (0, 0);
        for byte in cell.bytes().chain([b' ']) {
            if byte == b'`' {
                length += 1;
            } else if length > 0 {
                code.insert(length, at - length);
                length = 0;
            }
            at += 1;
        }
        Ends { comment: cell.rfind("-->").unwrap_or(0), code }
    }
}

struct Parser<'a> {
    cell: &'a str,
    at: usize,
    pieces: Vec<Piece<'a>>,
    /// The pieces that are open brackets.
    brackets: Vec<usize>,
    links: usize,
    ends: Ends,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.cell.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, c: char) {
        let rest = self.rest();
        match c {
            '\\' => {
                let escaped = rest.chars().nth(1).filter(char::is_ascii_punctuation);
                self.pieces.push(Piece::Char(escaped.unwrap_or('\\')));
                self.at += if escaped.is_some() { 2 } else { 1 };
            }
            '`' => self.code(),
            '*' | '_' | '~' => self.run(c),
            '&' => match reference(rest) {
                Some((character, length)) => {
                    self.pieces.extend(character.map(Piece::Char));
                    self.at += length;
                }
                None => self.text(1),
            },
            '!' if rest.starts_with("![") => self.open("![", 2),
            '[' => match footnote(rest) {
                Some(length) => self.at += length,
                None => self.open("[", 1),
            },
            ']' => self.close(),
            '<' => self.angle(),
            _ => {
                let is_sign = |c: char| matches!(c, '\\' | '`' | '*' | '_' | '~' | '&' | '!' | '[' | ']' | '<');
                let length = rest.find(is_sign).unwrap_or(rest.len());
                self.text(length.max(c.len_utf8()));
            }
        }
    }

    fn text(&mut self, length: usize) {
        if let Some(part) = self.rest().get(..length) {
            self.pieces.push(Piece::Text(part));
        }
        self.at += length;
    }

    fn code(&mut self) {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches('`').len();
        let ends_later = self.ends.code.get(&length).is_some_and(|last| *last > self.at);
        let inside = rest.get(length..).unwrap_or_default();
        let end = if ends_later { end_of_code(inside, length) } else { None };
        let Some(code) = end.and_then(|end| inside.get(..end)) else { return self.text(length) };
        // A pipe in a cell is escaped even in code.
        for (place, part) in code.split("\\|").enumerate() {
            if place > 0 {
                self.pieces.push(Piece::Char('|'));
            }
            self.pieces.push(Piece::Text(part));
        }
        self.at += code.len() + 2 * length;
    }

    fn run(&mut self, sign: char) {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(sign).len();
        let before = self.cell.get(..self.at).and_then(|text| text.chars().next_back());
        let after = rest.get(length..).and_then(|text| text.chars().next());
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_sign = |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace());
        let left = !is_space(after) && (!is_sign(after) || is_space(before) || is_sign(before));
        let right = !is_space(before) && (!is_sign(before) || is_space(after) || is_sign(after));
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let (opens, closes) = match sign {
            // snake_case isn’t emphasis, nor is 2*3.
            '_' => (left && (!right || is_sign(before)), right && (!left || is_sign(after))),
            '*' if is_digit(before) && is_digit(after) => (false, false),
            '~' if length != 2 => (false, false),
            _ => (left, right),
        };
        self.pieces.push(Piece::Run(Run { sign, left: length, opens, closes, strikes: None }));
        self.at += length;
    }

    fn open(&mut self, sign: &'static str, length: usize) {
        self.brackets.push(self.pieces.len());
        self.pieces.push(Piece::Bracket(sign));
        self.at += length;
    }

    fn close(&mut self) {
        let after = self.rest().get(1..).unwrap_or_default();
        let end = if after.starts_with('(') { address(after) } else { label(after) };
        let Some(bracket) = self.brackets.pop() else { return self.text(1) };
        let Some(length) = end else { return self.text(1) };
        let is_image = matches!(self.pieces.get(bracket), Some(Piece::Bracket("![")));
        if let Some(piece) = self.pieces.get_mut(bracket) {
            *piece = Piece::Text("");
        }
        // A link without a text is its address.
        let address = after.get(1..length - 1).filter(|_| self.pieces.len() == bracket + 1 && !is_image);
        self.pieces.extend(address.map(Piece::Text));
        self.links += usize::from(address.is_none() && !is_image);
        self.at += 1 + length;
    }

    fn angle(&mut self) {
        let rest = self.rest();
        if rest.starts_with("<!--") && self.ends.comment > self.at {
            self.at += rest.find("-->").map_or(1, |end| end + 3);
            return;
        }
        let inside = rest.get(1..).unwrap_or_default();
        let Some(end) = inside.find(['<', '>']).filter(|end| inside.as_bytes().get(*end) == Some(&b'>')) else {
            return self.text(1);
        };
        let inside = inside.get(..end).unwrap_or_default();
        let (name, begins) = inside.strip_prefix('/').map_or((inside, true), |name| (name, false));
        let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name.get(..length).unwrap_or_default().to_ascii_lowercase();
        let is_address = inside.contains("://") || inside.starts_with("mailto:");
        if is_address && !inside.contains(char::is_whitespace) {
            self.pieces.push(Piece::Text(inside));
        } else if ELEMENTS.contains(&name.as_str()) {
            self.links += usize::from(name == "a" && begins);
            self.pieces.push(Piece::Element(name, begins));
        } else {
            return self.text(1);
        }
        self.at += end + 2;
    }
}

fn end_of_code(inside: &str, length: usize) -> Option<usize> {
    let (mut run, mut at) = (0, 0);
    for byte in inside.bytes().chain([b' ']) {
        if byte == b'`' {
            run += 1;
        } else {
            if run == length {
                return Some(at - length);
            }
            run = 0;
        }
        at += 1;
    }
    None
}

/// The length of `[^1]`.
fn footnote(text: &str) -> Option<usize> {
    const LONGEST: usize = 40;
    let name = text.strip_prefix("[^")?;
    let end = name.bytes().take(LONGEST).position(|byte| matches!(byte, b']' | b'[' | b' '))?;
    (end > 0 && name.as_bytes().get(end) == Some(&b']')).then_some(end + 3)
}

/// The length of `(address "title")`. It may contain brackets in pairs, one inside the other.
fn address(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            b'[' | b']' => return None,
            _ => {}
        }
    }
    None
}

/// The length of `[label]`, or of `[]`, behind the text of a link.
fn label(text: &str) -> Option<usize> {
    let name = text.strip_prefix('[')?;
    let end = name.find(['[', ']'])?;
    (name.as_bytes().get(end) == Some(&b']')).then_some(end + 2)
}

/// Removes the signs of emphasis that begin and end something.
fn pair_runs(pieces: &mut [Piece<'_>]) {
    let mut open: [Vec<usize>; 3] = Default::default();
    let of = |sign: char| match sign {
        '*' => 0,
        '_' => 1,
        _ => 2,
    };
    for at in 0..pieces.len() {
        let Some(Piece::Run(run)) = pieces.get(at) else { continue };
        let (sign, mut left, opens, closes) = (run.sign, run.left, run.opens, run.closes);
        let Some(stack) = open.get_mut(of(sign)) else { continue };
        let mut strikes = None;
        while closes && left > 0 {
            let Some(&first) = stack.last() else { break };
            let Some(Piece::Run(opener)) = pieces.get_mut(first) else { break };
            let both = opener.left.min(left);
            opener.left -= both;
            left -= both;
            if sign == '~' {
                opener.strikes = Some(true);
                strikes = Some(false);
            }
            if opener.left == 0 {
                stack.pop();
            }
        }
        if opens && left > 0 {
            stack.push(at);
        }
        if let Some(Piece::Run(run)) = pieces.get_mut(at) {
            run.left = left;
            run.strikes = run.strikes.or(strikes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_removed_from_cells() {
        for (cell, expected) in [
            ("**99%**", "99%"),
            ("__99%__ and *5* or _6_", "99% and 5 or 6"),
            ("***Ship***", "Ship"),
            ("**Ship _now_**", "Ship now"),
            ("**~1–2 days**", "~1–2 days"),
            ("`5m`", "5m"),
            ("``a ` b``", "a ` b"),
            ("`a \\| b`", "a | b"),
            ("`wait_time` `*x*`", "wait_time *x*"),
            ("[Build](https://ci.example/)", "Build"),
            ("[Build](https://ci.example/a_(b) \"Title (x)\") now", "Build now"),
            ("[![status](a.svg)](b) Build", "status Build"),
            ("![logo](x.png) Build", "logo Build"),
            ("[Build][ci] or [Test][]", "Build or Test"),
            ("[](https://a.example/)", "https://a.example/"),
            ("<https://a.example/b_c_d>", "https://a.example/b_c_d"),
            ("uses a \\| b", "uses a | b"),
            ("\\*not\\* \\_this\\_ \\\\", "*not* _this_ \\"),
            ("5d[^1] and 2d[^note]", "5d and 2d"),
            ("2 d<br>(queue)<BR/>x<br />y", "2 d\n(queue)\nx\ny"),
            ("<span style=\"color: red\">90&nbsp;%</span>", "90 %"),
            ("&lt;1h <!-- why --> now", "<1h now"),
            ("<b>5</b> <kbd>x</kbd>", "5 x"),
            ("Approve ~~5d~~ 3d", "Approve 3d (was 5d)"),
            ("~~5d~~3d", "3d (was 5d)"),
            ("<del>5d</del> 3d", "3d (was 5d)"),
            ("~~Approve~~", "Approve"),
            ("5d<sup>1</sup>", "5d (1)"),
            ("10<sup>3</sup>", "10^3"),
        ] {
            assert_eq!(plain(cell).0, expected, "{cell}");
        }
    }

    #[test]
    fn text_that_looks_like_markup_is_kept() {
        for cell in [
            "wait_time",
            "a_b_c and wait_time_min",
            "2*3",
            "2*3*4",
            "2 * 3 * 4",
            "*",
            "**",
            "5*",
            "~3h",
            "~1 d to ~2 d",
            "Lead time [days]",
            "[ ] open",
            "[x] done",
            "<1h",
            "a < b > c",
            "<unknown>",
            "C:\\temp\\new",
            "a ` b",
            "!important",
            "R&D",
            "f(x) [a] (b)",
            "[a](b",
            "\\",
            "",
        ] {
            assert_eq!(plain(cell).0, cell, "{cell}");
        }
    }

    #[test]
    fn links_are_counted_and_images_are_not() {
        assert_eq!(plain("[a](b) ![c](d) <a href=\"e\">f</a> <g://h> [](i)").1, 2);
    }

    #[test]
    fn hostile_cells_take_linear_time() {
        for part in ["[", "](", "[a](", "`", "` ``", "*a ", "**a", "_a", "~~a", "<b", "<!--", "&", "![", "]([", "a*b_"]
        {
            let cell = part.repeat(200_000 / part.len());
            let (text, _) = plain(&cell);
            assert!(text.len() <= cell.len() + 2);
        }
        let backticks: String = (1..600).map(|length| "`".repeat(length) + " ").collect();
        assert!(plain(&backticks).0.len() < backticks.len());
    }
}
