//! Ideas as bursts above the drawing, each over its step and tied to it; there is no space for text within the drawing.

use std::collections::HashMap;

use crate::drawio::frame::Frame;
use vsm::Map;

/// Width and height of a burst, in px; and the space around it.
const SIZE: (f64, f64) = (156.0, 74.0);
const GAP: f64 = 8.0;
/// Where ideas about the map as a whole begin.
const LEFT: f64 = 24.0;
/// Longest title in a burst, in letters; the map inside the file has all of it.
const LONGEST: usize = 64;

/// An idea with its place.
pub(super) struct Burst {
    pub(super) title: String,
    pub(super) frame: Frame,
    /// The step that it is about.
    pub(super) step: Option<usize>,
}

/// The ideas that are still worth talking about, from left to right; what would overlap goes higher.
pub(super) fn bursts(map: &Map, cards: &HashMap<usize, Frame>) -> Vec<Burst> {
    let (width, height) = SIZE;
    let alive = map.ideas.values().filter(|idea| idea.is_open() && !idea.taken);
    let mut wanted: Vec<(f64, Option<usize>, &str)> = alive
        .map(|idea| {
            let step = idea.step.as_ref().and_then(|id| map.index_of(id)).filter(|at| cards.contains_key(at));
            let card = step.and_then(|at| cards.get(&at));
            // Over the right end of its step, where the drawing has its small burst.
            let x = card.map_or(LEFT, |card| card.x + card.width - width / 2.0);
            (x, step, idea.title.as_str())
        })
        .collect();
    wanted.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
    // How far each level is taken, the lowest first.
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
    if title.chars().count() <= LONGEST {
        return title.to_owned();
    }
    title.chars().take(LONGEST - 1).collect::<String>().trim_end().to_owned() + "…"
}
