//! The height at which each rework arrow runs above the lanes of a row.

use crate::layout::map_layout::MapLayout;
use crate::layout::rework_arrows::ReworkArrow;
use crate::layout::rows::MapRow;
use crate::scene::real;

/// Distance of two levels, in px.
const LEVEL_HEIGHT: f64 = 17.0;
/// From the boxes to the first level, in px.
const FIRST_LEVEL: f64 = 12.0;

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
            Some(&taken) if taken > 0 => height_of(taken - 1) + 7.0,
            _ => 0.0,
        }
    }

    /// How high above its lane an arrow runs there.
    pub(crate) fn height_above(&self, arrow: usize, lane: usize) -> f64 {
        self.find(arrow, lane).map_or(FIRST_LEVEL, |segment| height_of(segment.level))
    }

    /// Left and right ends of an arrow above a lane.
    pub(crate) fn extent(&self, arrow: usize, lane: usize) -> Option<(f64, f64)> {
        self.find(arrow, lane).map(|segment| (segment.left, segment.right))
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
    let margin = arrow.margin_x.unwrap_or(row.left);
    match (is_in(layout, row, arrow.from), is_in(layout, row, arrow.to)) {
        (true, true) => match arrow.lane_change {
            None => vec![span(from, out, into)],
            Some((column, track)) => {
                let x = row.rework_track(column, track);
                vec![span(from, out, x), span(to, x, into)]
            }
        },
        (true, false) => vec![span(from, margin, out)],
        (false, true) => vec![span(to, margin, into)],
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
