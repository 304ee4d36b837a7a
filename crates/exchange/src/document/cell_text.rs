//! The text of a cell with markup: what is struck out or raised must not change a number.

/// A text that is put together from pieces with markup.
#[derive(Debug, Default)]
pub(super) struct CellText {
    kept: String,
    struck: String,
    strikes: usize,
    /// What ends the raised text.
    raised: Option<&'static str>,
}

impl CellText {
    pub(super) fn push(&mut self, c: char) {
        self.out().push(if matches!(c, '\u{A0}' | '\u{202F}' | '\u{2007}') { ' ' } else { c });
    }

    pub(super) fn push_str(&mut self, text: &str) {
        text.chars().for_each(|c| self.push(c));
    }

    /// The size of the text so far, in bytes.
    pub(super) fn size(&self) -> usize {
        self.kept.len() + self.struck.len()
    }

    fn out(&mut self) -> &mut String {
        if self.strikes > 0 { &mut self.struck } else { &mut self.kept }
    }

    pub(super) fn strike(&mut self, begins: bool) {
        self.strikes = if begins { self.strikes + 1 } else { self.strikes.saturating_sub(1) };
        // What was struck out doesn't grow together with what is left.
        self.kept.push(' ');
        self.struck.push(' ');
    }

    /// What an HTML element means for the text; most mean nothing.
    pub(super) fn element(&mut self, name: &str, begins: bool) {
        match name {
            "br" | "p" | "div" | "li" | "tr" | "hr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote"
            | "pre" | "dt" | "dd" => self.out().push('\n'),
            "s" | "del" | "strike" => self.strike(begins),
            "sup" if begins && self.raised.is_none() => {
                // `10³` isn’t 103, and a footnote isn’t part of the word.
                let after_number = self.out().trim_end().ends_with(|c: char| c.is_ascii_digit());
                self.raised = Some(if after_number { "" } else { ")" });
                self.out().push_str(if after_number { "^" } else { " (" });
            }
            "sup" if !begins => {
                let end = self.raised.take().unwrap_or_default();
                self.out().push_str(end);
            }
            _ => {}
        }
    }

    /// The text on one or more lines, without superfluous spaces. What is struck out stands behind the rest.
    pub(super) fn finish(mut self) -> String {
        let end = self.raised.take().unwrap_or_default();
        self.out().push_str(end);
        let (kept, struck) = (tidied(&self.kept), tidied(&self.struck));
        match (kept.is_empty(), struck.is_empty()) {
            (_, true) => kept,
            (true, false) => struck,
            (false, false) => format!("{kept} (was {struck})"),
        }
    }
}

fn tidied(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let Some(first) = words.next() else { continue };
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(first);
        for word in words {
            out.push(' ');
            out.push_str(word);
        }
    }
    out
}

/// A heading on one line.
pub(super) fn on_one_line(text: &mut String) {
    if text.contains('\n') {
        *text = text.replace('\n', " ");
    }
}
