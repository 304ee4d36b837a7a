//! The height at which each rework arrow runs above the lanes of a row.

use crate::layout::dimensions::MARGIN;
use crate::layout::map_layout::MapLayout;
use crate::layout::rework_arrows::ReworkArrow;
use crate::layout::rows::MapRow;
use crate::scene::real;
use crate::style::Paint;
use vsm::text::percent;

/// Distance of two levels, in px.
const LEVEL_HEIGHT: f64 = 19.0;
/// From the boxes to the first level, in px.
const FIRST_LEVEL: f64 = 15.0;
/// The longest label of an arrow whose other end is in another row, in px.
pub(crate) const MAX_LABEL_WIDTH: f64 = 210.0;

/// A horizontal part of an arrow above a lane.
#[derive(Debug)]
struct Segment {
    arrow: usize,
    lane: usize,
    left: f64,
    right: f64,
    level: usize,
}

/// The horizontal segments of a row with their levels above their lanes.
#[derive(Debug)]
pub(crate) struct ReworkLevels {
    segments: Vec<Segment>,
    /// For each lane: how many levels are taken.
    taken: Vec<usize>,
}

fn height_of(level: usize) -> f64 {
    FIRST_LEVEL + LEVEL_HEIGHT * real(level)
}

impl ReworkLevels {
    /// Gives every segment the lowest level that is free along it, the shortest first.
    pub(crate) fn new(layout: &MapLayout, row: &MapRow) -> ReworkLevels {
        let mut segments = Vec::new();
        for (at, arrow) in layout.rework.iter().enumerate() {
            for (lane, left, right) in horizontal_parts(layout, row, arrow) {
                segments.push(Segment { arrow: at, lane, left, right, level: 0 });
            }
        }
        let mut order: Vec<usize> = (0..segments.len()).collect();
        let length = |segment: &Segment| segment.right - segment.left;
        order.sort_by(|&a, &b| length(&segments[a]).total_cmp(&length(&segments[b])));
        let mut taken: Vec<Vec<Vec<(f64, f64)>>> = vec![Vec::new(); layout.grid.lanes];
        for at in order {
            let segment = &mut segments[at];
            let levels = &mut taken[segment.lane];
            let is_free =
                |level: &Vec<(f64, f64)>| level.iter().all(|&(l, r)| r + 8.0 < segment.left || segment.right + 8.0 < l);
            segment.level = levels.iter().position(is_free).unwrap_or(levels.len());
            if levels.len() <= segment.level {
                levels.push(Vec::new());
            }
            levels[segment.level].push((segment.left, segment.right));
        }
        ReworkLevels { segments, taken: taken.iter().map(Vec::len).collect() }
    }

    /// The height that the arrows need above a lane, in px.
    pub(crate) fn height(&self, lane: usize) -> f64 {
        match self.taken.get(lane) {
            Some(&taken) if taken > 0 => height_of(taken - 1) + 10.0,
            _ => 0.0,
        }
    }

    /// How high above its lane an arrow runs there.
    pub(crate) fn height_above(&self, arrow: usize, lane: usize) -> f64 {
        self.find(arrow, lane).map_or(FIRST_LEVEL, |segment| height_of(segment.level))
    }

    /// Left and right ends of an arrow above a lane.
    pub(crate) fn extent(&self, arrow: usize, lane: usize) -> (f64, f64) {
        self.find(arrow, lane).map_or((MARGIN, MARGIN), |segment| (segment.left, segment.right))
    }

    fn find(&self, arrow: usize, lane: usize) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.arrow == arrow && segment.lane == lane)
    }
}

/// The horizontal parts of an arrow in a row: above which lane, from where to where.
fn horizontal_parts(layout: &MapLayout, row: &MapRow, arrow: &ReworkArrow) -> Vec<(usize, f64, f64)> {
    let (out, into) = ports(layout, row, arrow);
    let (from, to) = (layout.grid.lane[arrow.from], layout.grid.lane[arrow.to]);
    let span = |lane: usize, a: f64, b: f64| (lane, a.min(b), a.max(b));
    let label_length = |leaves: bool| Paint::ReworkLabel.width_of(&far_label(layout, arrow, leaves).0) + 26.0;
    match (is_in(layout, row, arrow.from), is_in(layout, row, arrow.to)) {
        (true, true) => match arrow.lane_change {
            None => vec![span(from, out, into)],
            Some((column, track)) => {
                let x = row.rework_track(column, track, layout.rework_tracks[column]);
                vec![span(from, out, x), span(to, x, into)]
            }
        },
        // The label of the other row goes to the left of the sender or to the right of the receiver, where
        // it fits.
        (true, false) => {
            let length = label_length(true);
            if out - length > MARGIN { vec![(from, out - length, out)] } else { vec![(from, out, out + length)] }
        }
        (false, true) => {
            let length = label_length(false);
            if into + length < row.right { vec![(to, into, into + length)] } else { vec![(to, into - length, into)] }
        }
        (false, false) => vec![],
    }
}

pub(crate) fn is_in(layout: &MapLayout, row: &MapRow, node: usize) -> bool {
    row.columns.contains(&layout.grid.column[node])
}

/// Where an arrow leaves and where it arrives in a row.
pub(crate) fn ports(layout: &MapLayout, row: &MapRow, arrow: &ReworkArrow) -> (f64, f64) {
    let column = &layout.grid.column;
    (row.x(column[arrow.from]) + arrow.out_port, row.x(column[arrow.to]) + arrow.in_port)
}

/// The label of an arrow whose other end is in another row; and the full text if it was shortened.
pub(crate) fn far_label(layout: &MapLayout, arrow: &ReworkArrow, leaves: bool) -> (String, Option<String>) {
    let share = percent(arrow.share / 100.0);
    let label = if leaves {
        format!("{share} back to {}", layout.map.steps[arrow.to].name)
    } else {
        format!("{share} from {}", layout.map.steps[arrow.from].name)
    };
    let (short, cut) = Paint::ReworkLabel.within(MAX_LABEL_WIDTH).one_line(&label);
    (short, cut.then_some(label))
}
