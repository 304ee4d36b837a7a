//! Cuts HTML into tags and texts, forward only: whatever is unclosed ends with the text.

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text with its character references.
    Text(&'a str),
    Tag(Tag<'a>),
}

/// A start or end tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name in lower case.
    pub(super) name: String,
    pub(super) begins: bool,
    attributes: &'a str,
}

impl Tag<'_> {
    /// The value of an attribute, if it has one; empty for an attribute without value.
    pub(super) fn attribute(&self, wanted: &str) -> Option<&str> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
            let (name, after) = rest.split_at_checked(length)?;
            let after_name = after.trim_start();
            let (value, after) = match after_name.strip_prefix('=') {
                Some(value) => value_of(value.trim_start()),
                None => ("", after),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
            if after.is_empty() {
                return None;
            }
            // A stray `=`.
            rest = if after.len() == rest.len() { after.get(1..)? } else { after };
        }
    }
}

/// The value at the start of a text, and what follows.
fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at_checked(text.find(char::is_whitespace).unwrap_or(text.len())).unwrap_or((text, ""))
}

/// The pieces of a text.
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(text: &'a str) -> Tokens<'a> {
        Tokens { rest: text }
    }

    /// Skips to what follows the next `end`, or to the end of the text.
    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.split_once(end).map_or("", |(_, after)| after);
    }

    /// Skips what isn’t shown, up to its end tag.
    fn skip_element(&mut self, name: &str) {
        loop {
            self.skip_past("</");
            let is_end = self.rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
            if is_end || self.rest.is_empty() {
                return self.skip_past(">");
            }
        }
    }

    fn text(&mut self, length: usize) -> Option<Token<'a>> {
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Token::Text(text))
    }

    fn tag(&mut self) -> Option<Token<'a>> {
        let inside = self.rest.get(1..)?;
        let (inside, begins) = inside.strip_prefix('/').map_or((inside, true), |inside| (inside, false));
        let length = inside.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(inside.len());
        let (name, after) = inside.split_at_checked(length)?;
        let end = end_of_tag(after);
        self.rest = after.get(end + 1..).unwrap_or_default();
        let attributes = after.get(..end).unwrap_or_default();
        Some(Token::Tag(Tag { name: name.to_ascii_lowercase(), begins, attributes }))
    }
}

/// The place of the `>` that ends a tag; one within quotation marks doesn’t.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    let mut after_equals = false;
    let end = text.bytes().position(|byte| {
        if quote.is_some() {
            quote = quote.filter(|open| *open != byte);
        } else if byte == b'>' {
            return true;
        } else if after_equals && matches!(byte, b'"' | b'\'') {
            quote = Some(byte);
        }
        after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
        false
    });
    end.unwrap_or(text.len())
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if self.rest.starts_with("<!--") {
                self.skip_past("-->");
                continue;
            }
            match self.rest.strip_prefix('<').map(|after| after.strip_prefix('/').unwrap_or(after).chars().next()) {
                Some(Some('!' | '?')) => self.skip_past(">"),
                Some(Some(first)) if first.is_ascii_alphabetic() => {
                    let token = self.tag()?;
                    let Token::Tag(tag) = &token else { return Some(token) };
                    let is_hidden = matches!(tag.name.as_str(), "script" | "style" | "template" | "title" | "noscript");
                    if !(tag.begins && is_hidden) {
                        return Some(token);
                    }
                    let name = tag.name.clone();
                    self.skip_element(&name);
                }
                Some(_) => return self.text(1),
                None => return self.text(self.rest.find('<').unwrap_or(self.rest.len())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> Vec<String> {
        let show = |token: Token<'_>| match token {
            Token::Text(text) => text.to_owned(),
            Token::Tag(Tag { name, begins: true, .. }) => format!("<{name}>"),
            Token::Tag(Tag { name, .. }) => format!("</{name}>"),
        };
        Tokens::of(html).map(show).collect()
    }

    #[test]
    fn html_is_cut_into_tags_and_texts() {
        assert_eq!(shown("<!DOCTYPE html><B x='>'>a</b >&lt;c<br/>"), ["<b>", "a", "</b>", "&lt;c", "<br>"]);
        assert_eq!(shown("<style>td > a { }</style>a<!-- <b> -->b<![if x]>c"), ["a", "b", "c"]);
        assert_eq!(shown("1 < 2 <3"), ["1 ", "<", " 2 ", "<", "3"]);
        assert_eq!(shown("<script>if (a</b) x</script>y"), ["y"]);
        assert_eq!(shown("a<!-- b"), ["a"]);
        assert_eq!(shown("a<b x=\"y"), ["a", "<b>"]);
        assert_eq!(shown("<td title=don't>x"), ["<td>", "x"]);
    }

    #[test]
    fn attributes_are_found_in_every_spelling() {
        let attribute = |html: &str, name: &str| match Tokens::of(html).next() {
            Some(Token::Tag(tag)) => tag.attribute(name).map(str::to_owned),
            _ => None,
        };
        for html in ["<td colspan=2>", "<td x COLSPAN = '2' y>", "<td style=\"a: b; colspan=3\" colspan=\"2\"/>"] {
            assert_eq!(attribute(html, "colspan").as_deref(), Some("2"), "{html}");
        }
        assert_eq!(attribute("<tr hidden>", "hidden").as_deref(), Some(""));
        assert_eq!(attribute("<tr == x=y hidden>", "hidden").as_deref(), Some(""));
        assert_eq!(attribute("<tr hiddens='1' a=hidden>", "hidden"), None);
    }
}
