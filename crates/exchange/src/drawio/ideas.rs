//! Ideas as bursts above the drawing, each above its step and connected to it; there is no space for text
//! within the drawing.

use std::collections::HashMap;

use crate::drawio::Frame;
use vsm::Map;

/// Width and height of a burst, and the space around it, in px.
const SIZE: (f64, f64) = (156.0, 74.0);
const GAP: f64 = 8.0;
/// Left edge of the ideas about the map as a whole.
const LEFT: f64 = 24.0;
/// The maximum length of a title in a burst, in characters; the embedded map has the full title.
const MAX_TITLE: usize = 64;

/// An idea with its position.
pub(super) struct Burst {
    pub(super) title: String,
    pub(super) frame: Frame,
    /// The step that it is about.
    pub(super) step: Option<usize>,
}

/// The open and started ideas, from left to right; bursts that would overlap are placed higher.
pub(super) fn bursts(map: &Map, cards: &HashMap<usize, Frame>) -> Vec<Burst> {
    let (width, height) = SIZE;
    let open = map.ideas.values().filter(|idea| idea.is_open() && !idea.taken);
    let mut wanted: Vec<(f64, Option<usize>, &str)> = open
        .map(|idea| {
            let step = idea.step.as_ref().and_then(|id| map.index_of(id)).filter(|at| cards.contains_key(at));
            let card = step.and_then(|at| cards.get(&at));
            // Above the right end of its step, where the drawing has its small burst.
            let x = card.map_or(LEFT, |card| card.x + card.width - width / 2.0);
            (x, step, idea.title.as_str())
        })
        .collect();
    wanted.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
    // The occupied width of each level, the lowest first.
    let mut levels: Vec<f64> = Vec::new();
    let mut bursts = Vec::with_capacity(wanted.len());
    for (x, step, title) in wanted {
        let level = levels.iter().position(|&end| end + GAP <= x).unwrap_or(levels.len());
        match levels.get_mut(level) {
            Some(end) => *end = x + width,
            None => levels.push(x + width),
        }
        #[expect(clippy::cast_precision_loss, reason = "a map has few ideas")]
        let y = -(height + GAP) * (level + 1) as f64;
        bursts.push(Burst { title: shortened(title), frame: Frame { x, y, width, height }, step });
    }
    bursts
}

fn shortened(title: &str) -> String {
    if title.chars().count() <= MAX_TITLE {
        return title.to_owned();
    }
    title.chars().take(MAX_TITLE - 1).collect::<String>().trim_end().to_owned() + "…"
}
