//! A script as tokens: just enough to tell its words from its texts and comments.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Spaces and line ends.
    Space,
    Comment,
    /// A name, keyword or number.
    Word,
    /// A string, a regular expression, or a piece of a template between its substitutions.
    Text,
    /// One character of punctuation.
    Mark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'s> {
    pub(super) kind: Kind,
    pub(super) text: &'s str,
    /// The line that it starts in, from 1.
    pub(super) line: usize,
}

impl Token<'_> {
    /// Does it mean something?
    pub(super) fn counts(&self) -> bool {
        !matches!(self.kind, Kind::Space | Kind::Comment)
    }

    pub(super) fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }
}

/// Words that an expression follows, so that a slash after them begins a regular expression.
const BEFORE_EXPRESSIONS: &[&str] = &[
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "delete",
    "void",
    "throw",
    "new",
    "else",
    "do",
    "instanceof",
    "await",
    "yield",
];

/// Splits a script into tokens, whose texts together are the script. The error says where a literal or comment doesn't
/// end.
pub(super) fn tokens(script: &str) -> Result<Vec<Token<'_>>, String> {
    let mut found: Vec<Token> = Vec::new();
    // For each open substitution of a template: how many braces are open inside of it.
    let mut substitutions: Vec<usize> = Vec::new();
    let (mut rest, mut line) = (script, 1);
    while let Some(first) = rest.chars().next() {
        let (kind, length) = if first.is_whitespace() {
            (Kind::Space, Some(rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len())))
        } else if rest.starts_with("//") {
            (Kind::Comment, Some(rest.find('\n').unwrap_or(rest.len())))
        } else if rest.starts_with("/*") {
            (Kind::Comment, rest.find("*/").map(|at| at + 2))
        } else if is_name(first) {
            (Kind::Word, Some(rest.find(|c| !is_name(c)).unwrap_or(rest.len())))
        } else if first == '\'' || first == '"' {
            (Kind::Text, string(rest, first))
        } else if first == '`' || (first == '}' && substitutions.last() == Some(&0)) {
            if first == '}' {
                substitutions.pop();
            }
            let length = template_piece(rest);
            if length.is_some_and(|length| rest[..length].ends_with("${")) {
                substitutions.push(0);
            }
            (Kind::Text, length)
        } else if first == '/' && begins_expression(&found) {
            (Kind::Text, regular_expression(rest))
        } else {
            match (first, substitutions.last_mut()) {
                ('{', Some(braces)) => *braces += 1,
                ('}', Some(braces)) => *braces -= 1,
                _ => {}
            }
            (Kind::Mark, Some(first.len_utf8()))
        };
        let length = length.ok_or_else(|| format!("line {line}: {first} has no end"))?;
        let (text, after) = rest.split_at(length);
        found.push(Token { kind, text, line });
        line += text.matches('\n').count();
        rest = after;
    }
    if substitutions.is_empty() { Ok(found) } else { Err("a template has no end".to_owned()) }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Can an expression begin after these tokens? Otherwise a slash divides.
fn begins_expression(before: &[Token]) -> bool {
    match before.iter().rfind(|token| token.counts()) {
        None => true,
        Some(Token { kind: Kind::Word, text, .. }) => BEFORE_EXPRESSIONS.contains(text),
        Some(Token { kind: Kind::Text, text, .. }) => text.ends_with("${"),
        Some(Token { text, .. }) => ![")", "]", "}"].contains(text),
    }
}

/// The length of a string with its quotes; `None` if its line ends first.
fn string(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => return None,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of a piece of a template, from a backtick or the end of a substitution to the next of these.
fn template_piece(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '`' => return Some(at + 1),
            '$' if text[at..].starts_with("${") => return Some(at + 2),
            _ => {}
        }
    }
    None
}

/// The length of a regular expression without its flags; `None` if its line ends first.
fn regular_expression(text: &str) -> Option<usize> {
    let (mut is_escaped, mut in_class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return None,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens that count, each with the first letter of its kind.
    fn split(script: &str) -> Vec<String> {
        let all = tokens(script).unwrap();
        assert_eq!(all.iter().map(|token| token.text).collect::<String>(), script);
        let counting = all.iter().filter(|token| token.counts());
        counting.map(|token| format!("{}:{}", &format!("{:?}", token.kind)[..1], token.text)).collect()
    }

    #[test]
    fn words_texts_and_marks_are_told_apart() {
        assert_eq!(split("let é = 1_500; // a 'b'"), ["W:let", "W:é", "M:=", "W:1_500", "M:;"]);
        assert_eq!(split(r#"f('it\'s', "/*")"#), ["W:f", "M:(", r"T:'it\'s'", "M:,", "T:\"/*\"", "M:)"]);
        assert_eq!(split("/** @type {import('./a.js').B} */ a"), ["W:a"]);
    }

    #[test]
    fn template_continues_after_its_substitutions() {
        assert_eq!(
            split("`a${ {b: `c${d}`} }e` + f"),
            ["T:`a${", "M:{", "W:b", "M::", "T:`c${", "W:d", "T:}`", "M:}", "T:}e`", "M:+", "W:f",]
        );
        assert_eq!(split(r"`\`\${` }"), [r"T:`\`\${`", "M:}"]);
    }

    #[test]
    fn slash_divides_or_begins_a_regular_expression() {
        assert_eq!(split("a / b / (c) / 2"), ["W:a", "M:/", "W:b", "M:/", "M:(", "W:c", "M:)", "M:/", "W:2"]);
        assert_eq!(split(r"x.split(/[/'\]]+/u)"), ["W:x", "M:.", "W:split", "M:(", r"T:/[/'\]]+/", "W:u", "M:)"]);
        assert_eq!(split("return /\\//.test(`${/`/}`)")[..2], ["W:return", "T:/\\//"]);
    }

    #[test]
    fn tokens_know_their_lines() {
        let all = tokens("a\n/* b\n */ c\n").unwrap();
        let lines: Vec<_> = all.iter().filter(|token| token.kind == Kind::Word).map(|token| token.line).collect();
        assert_eq!(lines, [1, 3]);
    }

    #[test]
    fn literal_without_end_is_an_error() {
        for script in ["'a\n'", "\"a", "`a${b}", "`a${b", "/* a", "= /a\n/"] {
            assert!(tokens(script).is_err(), "{script}");
        }
    }
}
