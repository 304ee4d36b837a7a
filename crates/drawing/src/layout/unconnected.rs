//! Steps that are not in the flow yet: laid out in rows below it.

use crate::layout::ladder;
use crate::layout::ladder::Rung;
use crate::layout::map_layout::Plan;
use crate::layout::rows::MARGIN;
use crate::layout::step::card;
use crate::layout::step::card::WIDTH;
use crate::scene::{Anchor, Part, Text};
use crate::style::Paint;

const GAP: f64 = card::BADGE + 7.0;
/// The least space between two boxes side by side, in px.
const SIDE: f64 = 20.0;
/// Room for a wait on the ladder of a step that stands alone.
const WAIT: f64 = 100.0;

/// Draws them in a width, their upper end at y; gives their right and lower ends.
pub(crate) fn draw(plan: &mut Plan, y: f64, width: f64, parts: &mut Vec<Part>, cuts: &mut Vec<f64>) -> (f64, f64) {
    if plan.grid.loose.is_empty() {
        return (0.0, y);
    }
    let (title, sentence) = ("Not connected", "Connect these steps or move them into the flow.");
    let mut y = y + 14.0;
    for (paint, text) in [(Paint::Name, title), (Paint::Quiet, sentence)] {
        let room = paint.width_of(text) + 1.0;
        parts.push(Part::Text(Text {
            x: MARGIN,
            y,
            anchor: Anchor::Start,
            room,
            paint,
            text: text.into(),
            full: None,
        }));
        y += 18.0;
    }
    y -= 2.0;
    // Where the longest step of all stands alone it is the critical path, and its ladder lies below it.
    let longest = plan.path.first().copied().filter(|step| plan.path.len() == 1 && plan.grid.loose.contains(step));
    let left = MARGIN + if longest.is_some() { WAIT } else { 0.0 };
    let mut right: f64 = 0.0;
    let mut row = Vec::new();
    let mut x = left;
    let loose = std::mem::take(&mut plan.grid.loose);
    for (at, &step) in loose.iter().enumerate() {
        row.push((step, x));
        right = right.max(x + WIDTH);
        x += WIDTH + SIDE;
        let last = at + 1 == loose.len();
        if !last && x + WIDTH + MARGIN <= width {
            continue;
        }
        if at + 1 > row.len() {
            cuts.push(y - GAP / 2.0);
        }
        let header = row.iter().map(|&(step, _)| plan.cards[step].header()).fold(0.0, f64::max);
        let height = row.iter().map(|&(step, _)| plan.cards[step].height(header)).fold(0.0, f64::max);
        for &(step, x) in &row {
            let what = &plan.map.steps[step];
            let title = plan.in_words(step);
            parts.push(std::mem::take(&mut plan.cards[step]).draw(what, title, (x, y), header));
        }
        y += height.round() + GAP;
        if let Some(&(step, x)) = row.iter().find(|&&(step, _)| Some(step) == longest) {
            let rung = [Rung { step: &plan.map.steps[step], told: &plan.told[step], x, wait: x - WAIT / 2.0 }];
            ladder::draw(&rung, &plan.map.clock, x - WAIT, y, parts);
            y += ladder::HEIGHT + GAP;
        }
        row.clear();
        x = left;
    }
    (right, y - GAP)
}
