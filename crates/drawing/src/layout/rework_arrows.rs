//! The rework arrows: where they leave and reach their boxes.

use std::collections::HashMap;

use crate::layout::dimensions::CARD_WIDTH;
use crate::layout::grid::Grid;
use crate::scene::real;
use vsm::Map;
use vsm::model::duration::WorkingCalendar;
use vsm::model::map::SentBack;
use vsm::text::percent;

/// An arrow from a step back to an earlier one.
#[derive(Debug, Clone)]
pub(crate) struct ReworkArrow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// `20% rework`, `20% rework after 1h`.
    pub(crate) label: String,
    /// Where it leaves and where it arrives, from the left edge of the box.
    pub(crate) out_port: f64,
    pub(crate) in_port: f64,
    /// Where it changes lanes within a row: the channel before this column, on this track.
    pub(crate) lane_change: Option<(usize, usize)>,
    /// Where it runs in the left margin, if it leads to another row.
    pub(crate) margin_x: Option<f64>,
}

/// ` after 1h`, if items wait before they are done again.
pub(crate) fn after(sent_back: SentBack, calendar: &WorkingCalendar) -> String {
    let wait = sent_back.wait.filter(|wait| wait.seconds > 0);
    wait.map_or_else(String::new, |wait| format!(" after {}", calendar.print(wait)))
}

/// The rework arrows of a map.
pub(crate) fn arrows(map: &Map, index: &HashMap<&str, usize>, grid: &Grid) -> Vec<ReworkArrow> {
    let mut arrows = Vec::with_capacity(map.rework.len());
    for ((from, to), sent_back) in &map.rework {
        let (Some(&from), Some(&to)) = (index.get(from.as_str()), index.get(to.as_str())) else { continue };
        // A step without any flow stands below the rows, where no arrow leads.
        if grid.unconnected.contains(&from) || grid.unconnected.contains(&to) {
            continue;
        }
        let (out_port, in_port, lane_change, margin_x) = (0.0, 0.0, None, None);
        let label = format!("{} rework{}", percent(sent_back.share / 100.0), after(*sent_back, &map.clock));
        arrows.push(ReworkArrow { from, to, label, out_port, in_port, lane_change, margin_x });
    }
    place_ports(&mut arrows, grid);
    arrows
}

/// Arrows leave from the left half of a box's upper edge and arrive on the right half. Those that lead far
/// leave to the right of those that lead near, and arrive to the left of them: then nested arrows don't
/// cross.
fn place_ports(arrows: &mut [ReworkArrow], grid: &Grid) {
    let mut leaving: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut arriving: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, arrow) in arrows.iter().enumerate() {
        leaving.entry(arrow.from).or_default().push(at);
        arriving.entry(arrow.to).or_default().push(at);
    }
    let length = |arrow: &ReworkArrow| grid.column[arrow.from].saturating_sub(grid.column[arrow.to]);
    for ports in leaving.values_mut() {
        ports.sort_by_key(|&at| (length(&arrows[at]), at));
        for (place, &at) in ports.iter().enumerate() {
            arrows[at].out_port = 14.0 + spread(place, ports.len());
        }
    }
    for ports in arriving.values_mut() {
        ports.sort_by_key(|&at| (std::cmp::Reverse(length(&arrows[at])), at));
        for (place, &at) in ports.iter().enumerate() {
            arrows[at].in_port = CARD_WIDTH / 2.0 + 4.0 + spread(place, ports.len());
        }
    }
    // An arrow to its own step is a narrow loop on the half that nothing else uses.
    for arrow in arrows.iter_mut().filter(|arrow| arrow.from == arrow.to) {
        match (leaving[&arrow.from].len(), arriving[&arrow.to].len()) {
            (1, _) => (arrow.out_port, arrow.in_port) = (8.0, CARD_WIDTH / 2.0 - 4.0),
            (_, 1) => (arrow.out_port, arrow.in_port) = (CARD_WIDTH / 2.0 + 4.0, CARD_WIDTH - 8.0),
            _ => {}
        }
    }
}

fn spread(place: usize, count: usize) -> f64 {
    (CARD_WIDTH / 2.0 - 18.0) * real(place + 1) / real(count + 1)
}
