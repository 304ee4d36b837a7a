//! Steps that no flow connects: laid out in rows below the flow.

use crate::layout::dimensions::{BOX_GAP, CARD_WIDTH, MARGIN};
use crate::layout::ladder;
use crate::layout::ladder::Rung;
use crate::layout::map_layout::MapLayout;
use crate::scene::{Anchor, Part, Point, Text};
use crate::style::Paint;

/// The least space between two boxes side by side, in px.
const SIDE_GAP: f64 = 20.0;
/// Width of a wait on the ladder of an unconnected step, in px.
const WAIT_WIDTH: f64 = 100.0;

/// Draws them from a left end and in a width, their upper end at y; returns their right and lower ends.
pub(crate) fn draw(
    layout: &mut MapLayout,
    (start, y): Point,
    width: f64,
    parts: &mut Vec<Part>,
    cuts: &mut Vec<f64>,
) -> (f64, f64) {
    let steps = std::mem::take(&mut layout.grid.unconnected);
    if steps.is_empty() {
        return (0.0, y);
    }
    let mut y = y + 14.0;
    for (paint, text) in
        [(Paint::Name, "Not connected"), (Paint::Quiet, "Connect these steps or move them into the flow.")]
    {
        parts.push(Text::new((start, y), Anchor::Start, paint.width_of(text) + 1.0, paint, text).into());
        y += 18.0;
    }
    y -= 2.0;
    // If the longest step of all is unconnected, it is the critical path, and its ladder lies below it.
    let longest = layout.path.first().copied().filter(|step| layout.path.len() == 1 && steps.contains(step));
    let left = start + if longest.is_some() { WAIT_WIDTH } else { 0.0 };
    let mut right: f64 = 0.0;
    let mut row = Vec::new();
    let mut x = left;
    for (at, &step) in steps.iter().enumerate() {
        row.push((step, x));
        right = right.max(x + CARD_WIDTH);
        x += CARD_WIDTH + SIDE_GAP;
        let is_last = at + 1 == steps.len();
        if !is_last && x + CARD_WIDTH + MARGIN <= width {
            continue;
        }
        if at + 1 > row.len() {
            cuts.push(y - BOX_GAP / 2.0);
        }
        let height = row.iter().map(|&(step, _)| layout.cards[step].height()).fold(0.0, f64::max);
        for &(step, x) in &row {
            let title = layout.description(step);
            let card = std::mem::take(&mut layout.cards[step]);
            parts.push(card.draw(&layout.map.steps[step], title, (x, y), height));
        }
        y += height.round() + BOX_GAP;
        if let Some(&(step, x)) = row.iter().find(|&&(step, _)| Some(step) == longest) {
            let rung = [Rung { step: &layout.map.steps[step], labels: &layout.labels[step], x, gap: WAIT_WIDTH }];
            ladder::draw(&rung, &layout.map.clock, x - WAIT_WIDTH, y, parts);
            y += ladder::HEIGHT + BOX_GAP;
        }
        row.clear();
        x = left;
    }
    (right, y - BOX_GAP)
}
