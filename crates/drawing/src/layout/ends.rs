//! Where the scope starts and where it ends.

use crate::layout::rows::END_WIDTH;
use crate::scene::{Anchor, Part, Point, Rect, Text};
use crate::style::Paint;
use crate::text::Lines;

const LINE: f64 = 15.0;
/// Room above the box for the word, in px.
pub(crate) const CAPTION: f64 = 17.0;

/// One end of the scope.
#[derive(Debug)]
pub(crate) struct End {
    caption: &'static str,
    words: String,
    lines: Lines,
}

impl End {
    /// An end with what people wrote about it, if they did.
    pub(crate) fn of(caption: &'static str, words: &str) -> End {
        let words = if words.trim().is_empty() { if caption == "START" { "Start" } else { "Done" } } else { words };
        End { caption, words: words.to_owned(), lines: Paint::EndName.within(END_WIDTH - 20.0).wrap(words, 4) }
    }

    pub(crate) fn height(&self) -> f64 {
        18.0 + f64::from(u8::try_from(self.lines.lines.len()).unwrap_or(u8::MAX)) * LINE
    }

    /// The box, its left edge at x, its middle at y.
    pub(crate) fn draw(&self, (x, y): Point, parts: &mut Vec<Part>) {
        let height = self.height();
        let top = y - height / 2.0;
        let radius = (height / 2.0).min(18.0);
        parts.push(Part::Rect(Rect { x, y: top, width: END_WIDTH, height, radius, paint: Paint::End, title: None }));
        let middle = x + END_WIDTH / 2.0;
        let caption = Text {
            x: middle,
            y: top - 6.0,
            anchor: Anchor::Middle,
            room: END_WIDTH,
            paint: Paint::Caption,
            text: self.caption.into(),
            full: None,
        };
        parts.push(Part::Text(caption));
        let last = self.lines.lines.len().saturating_sub(1);
        for (at, line) in self.lines.lines.iter().enumerate() {
            let down = f64::from(u8::try_from(at).unwrap_or(u8::MAX)) * LINE;
            parts.push(Part::Text(Text {
                x: middle,
                y: top + 9.0 + 12.0 + down,
                anchor: Anchor::Middle,
                room: END_WIDTH - 20.0,
                paint: Paint::EndName,
                text: line.clone().into(),
                full: (self.lines.cut && at == last).then(|| self.words.clone()),
            }));
        }
    }
}
