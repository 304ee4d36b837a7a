//! The pills where the scope starts and ends.

use crate::layout::dimensions::{END_WIDTH, LEAD};
use crate::scene::{Anchor, Object, Part, Point, Rect, Text, real};
use crate::style::Paint;
use crate::target::Target;
use crate::text::WrappedText;
use vsm::Map;
use vsm::text::number;

const LINE_HEIGHT: f64 = 14.0;
/// Space left and right of the text in a pill together, in px.
const TEXT_MARGIN: f64 = 8.0;
/// Height of a pill with one line, in px.
const HEIGHT: f64 = 26.0;
/// From the upper edge of a pill to the baseline of its caption above it, and the height of both together.
const CAPTION: (f64, f64) = (4.0, 13.0);
/// From the lower edge of the pill where the scope ends to the baseline of the demand, in px.
const DEMAND: f64 = 15.0;

/// One end of the scope.
#[derive(Debug)]
pub(crate) struct ScopeEnd {
    /// START or END, unless the pill says just that.
    pub(crate) caption: Option<&'static str>,
    pub(crate) title: String,
    pub(crate) text: String,
    width: f64,
    wrapped: WrappedText,
    /// What is written below it.
    pub(crate) below: Option<String>,
}

impl ScopeEnd {
    /// Where the scope starts.
    pub(crate) fn start(map: &Map) -> ScopeEnd {
        ScopeEnd::new("Start", "START", &map.starts_with, "Start", LEAD, None)
    }

    /// Where the scope ends, with the demand.
    pub(crate) fn end(map: &Map) -> ScopeEnd {
        let demand =
            map.demand.as_ref().map(|demand| format!("Demand: {} per {}", number(demand.items), demand.per.as_str()));
        ScopeEnd::new("End", "END", &map.ends_with, "Done", END_WIDTH, demand)
    }

    fn new(
        name: &str,
        caption: &'static str,
        text: &str,
        default: &str,
        width: f64,
        below: Option<String>,
    ) -> ScopeEnd {
        let is_given = !text.trim().is_empty() && !text.trim().eq_ignore_ascii_case(name);
        let text = if text.trim().is_empty() { default } else { text };
        let mut title = format!("{name} of the scope: {text}");
        if let Some(below) = &below {
            title.extend([". ", below]);
        }
        ScopeEnd {
            caption: is_given.then_some(caption),
            title,
            text: text.to_owned(),
            width,
            wrapped: Paint::EndName.within(width - TEXT_MARGIN).wrap(text, 4),
            below,
        }
    }

    fn height(&self) -> f64 {
        HEIGHT + LINE_HEIGHT * real(self.wrapped.lines.len().saturating_sub(1))
    }

    /// How far it reaches above and below its middle, in px.
    pub(crate) fn extent(&self) -> (f64, f64) {
        let half = self.height() / 2.0;
        let above = if self.caption.is_some() { CAPTION.1 } else { 0.0 };
        let below = if self.below.is_some() { DEMAND + 4.0 } else { 0.0 };
        (half + above, half + below)
    }

    /// The pill, its left edge at x, its middle at y. The text below it starts at its left edge.
    pub(crate) fn draw(&self, (x, y): Point, parts: &mut Vec<Part>) {
        let height = self.height();
        let (top, width) = (y - height / 2.0, self.width);
        let mut inside = Vec::with_capacity(4);
        inside.push(Rect::new((x, top), (width, height), Paint::End).rounded(HEIGHT / 2.0).into());
        let middle = x + width / 2.0;
        if let Some(caption) = self.caption {
            inside.push(Text::new((middle, top - CAPTION.0), Anchor::Middle, width, Paint::Caption, caption).into());
        }
        let mut baseline = top + 17.0;
        for (line, full) in self.wrapped.clone().into_lines(&self.text) {
            let text = Text::new((middle, baseline), Anchor::Middle, width - TEXT_MARGIN, Paint::EndName, line);
            inside.push(text.with_full(full).into());
            baseline += LINE_HEIGHT;
        }
        if let Some(below) = &self.below {
            let at = (middle, top + height + DEMAND);
            inside.push(Text::fitted(at, Anchor::Middle, width + 28.0, Paint::Reason, below).into());
        }
        parts.push(Object::new(Target::Settings, self.title.clone(), inside).into());
    }
}
