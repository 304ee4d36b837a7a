//! The boxes where the scope starts and ends.

use crate::layout::dimensions::END_WIDTH;
use crate::scene::{Anchor, Part, Point, Rect, Text, real};
use crate::style::Paint;
use crate::text::WrappedText;

const LINE_HEIGHT: f64 = 15.0;
const TEXT_WIDTH: f64 = END_WIDTH - 20.0;
/// Height of the caption above the box, in px.
pub(crate) const CAPTION: f64 = 17.0;

/// One end of the scope.
#[derive(Debug)]
pub(crate) struct ScopeEnd {
    caption: &'static str,
    text: String,
    wrapped: WrappedText,
}

impl ScopeEnd {
    /// Where the scope starts, as the map describes it.
    pub(crate) fn start(text: &str) -> ScopeEnd {
        ScopeEnd::new("START", text, "Start")
    }

    /// Where the scope ends, as the map describes it.
    pub(crate) fn end(text: &str) -> ScopeEnd {
        ScopeEnd::new("END", text, "Done")
    }

    fn new(caption: &'static str, text: &str, default: &str) -> ScopeEnd {
        let text = if text.trim().is_empty() { default } else { text };
        ScopeEnd { caption, text: text.to_owned(), wrapped: Paint::EndName.within(TEXT_WIDTH).wrap(text, 4) }
    }

    pub(crate) fn height(&self) -> f64 {
        18.0 + real(self.wrapped.lines.len()) * LINE_HEIGHT
    }

    /// The box, its left edge at x, its middle at y.
    pub(crate) fn draw(&self, (x, y): Point, parts: &mut Vec<Part>) {
        let height = self.height();
        let top = y - height / 2.0;
        parts.push(Rect::new((x, top), (END_WIDTH, height), Paint::End).rounded((height / 2.0).min(18.0)).into());
        let middle = x + END_WIDTH / 2.0;
        parts.push(Text::new((middle, top - 6.0), Anchor::Middle, END_WIDTH, Paint::Caption, self.caption).into());
        let mut baseline = top + 9.0 + 12.0;
        for (line, full) in self.wrapped.clone().into_lines(&self.text) {
            let text = Text::new((middle, baseline), Anchor::Middle, TEXT_WIDTH, Paint::EndName, line);
            parts.push(text.with_full(full).into());
            baseline += LINE_HEIGHT;
        }
    }
}
