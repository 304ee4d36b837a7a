//! A place in a text.

/// What is left of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t> {
    pub(super) rest: &'t str,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Cursor<'t> {
        Cursor { rest: text }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Goes on by a number of bytes, to the end if there are fewer.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Goes on behind a text, if it comes next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let behind = self.rest.strip_prefix(text);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    /// The characters as long as they are such.
    pub(super) fn while_is(&mut self, is: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !is(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Goes on behind spaces in this line.
    pub(super) fn spaces(&mut self) {
        self.while_is(|c| c.is_whitespace() && c != '\n');
    }

    /// The rest of the line; goes on to the next.
    pub(super) fn line(&mut self) -> &'t str {
        let line = self.while_is(|c| c != '\n');
        self.take("\n");
        line
    }

    /// The text up to `end`, which must be in the first `most` bytes; goes on behind it.
    pub(super) fn until(&mut self, end: &str, most: usize) -> Option<&'t str> {
        let mut last = most.min(self.rest.len());
        while !self.rest.is_char_boundary(last) {
            last -= 1;
        }
        let at = self.rest.get(..last)?.find(end)?;
        let text = self.rest.get(..at)?;
        self.skip(at + end.len());
        Some(text)
    }
}
