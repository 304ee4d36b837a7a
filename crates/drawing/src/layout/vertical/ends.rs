//! The pills where the scope starts and ends.

use crate::layout::map_layout::MapLayout;
use crate::layout::scope_ends::ScopeEnd;
use crate::layout::vertical::BOX_RIGHT;
use crate::scene::{Anchor, Object, Part, Point, Rect, Text};
use crate::style::Paint;
use crate::target::Target;

/// Height of a pill, and space left and right of its text together, in px.
const HEIGHT: f64 = 24.0;
const TEXT_MARGIN: f64 = 24.0;
const MIN_WIDTH: f64 = 64.0;
/// From a pill to the baseline of the demand below it, in px.
const DEMAND: f64 = 16.0;

/// An end of the scope in one line.
pub(super) struct Pill<'m> {
    end: &'m ScopeEnd,
}

impl<'m> Pill<'m> {
    /// The pill of a node; `None` for a step.
    pub(super) fn of(layout: &'m MapLayout, node: usize) -> Option<Pill<'m>> {
        let at = node.checked_sub(layout.grid.steps)?;
        Some(Pill { end: layout.ends.get(at)? })
    }

    #[expect(clippy::unused_self, reason = "every pill is equally high")]
    pub(super) fn height(&self) -> f64 {
        HEIGHT
    }

    /// The space below the last pill, in px.
    pub(super) fn below(layout: &MapLayout) -> f64 {
        if layout.ends[1].below.is_some() { DEMAND + 6.0 } else { 0.0 }
    }

    /// Draws it, its upper left corner at a point.
    pub(super) fn draw(&self, (x, y): Point, parts: &mut Vec<Part>) {
        let end = self.end;
        let caption = end.caption.map_or(0.0, |caption| Paint::Caption.width_of(caption) + 8.0);
        let most = BOX_RIGHT - x - caption;
        let text = Text::fitted((0.0, y + 16.0), Anchor::Middle, most - TEXT_MARGIN, Paint::EndName, &end.text);
        let width = (text.paint.width_of(&text.text) + TEXT_MARGIN).clamp(MIN_WIDTH, most);
        let mut inside = vec![
            Rect::new((x, y), (width, HEIGHT), Paint::End).rounded(HEIGHT / 2.0).into(),
            Text { x: x + width / 2.0, ..text }.into(),
        ];
        if let Some(caption) = end.caption {
            let at = (x + width + 8.0, y + 16.0);
            inside.push(Text::new(at, Anchor::Start, most, Paint::Caption, caption).into());
        }
        if let Some(below) = &end.below {
            let at = (x + 12.0, y + HEIGHT + DEMAND);
            inside.push(Text::fitted(at, Anchor::Start, BOX_RIGHT - x - 12.0, Paint::Reason, below).into());
        }
        parts.push(Object::new(Target::Settings, end.title.clone(), inside).into());
    }
}
