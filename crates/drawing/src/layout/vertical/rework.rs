//! Rework arrows in the right margin.

use crate::layout::map_layout::MapLayout;
use crate::layout::rework::object;
use crate::layout::rows::margin_tracks;
use crate::layout::vertical::levels::Level;
use crate::layout::vertical::{BOX_RIGHT, MIN_CHANNEL, Vertical, WIDTH, boxes};
use crate::scene::{Part, Point, Shape, real};
use crate::style::Paint;

/// From the boxes to the first arrow in the margin, and the distance of two, in px.
const TRACK: (f64, f64) = (11.0, 7.0);
/// The most space for the arrows in the margin, in px.
const MAX_MARGIN: f64 = 70.0;
/// Height for an arrow that leaves or reaches a box from above, and for a label of its own line, in px.
const ABOVE_BOX: f64 = 8.0;
const LABEL: f64 = 15.0;
/// From the baseline of the label beside a wait, and of the first line above it, to the boxes, in px.
const LABEL_BESIDE: f64 = 18.0;
const LABEL_ABOVE: f64 = 38.5;
/// From the baseline of a label to its upper end, in px.
const LABEL_ASCENT: f64 = 9.0;
/// Length and half the width of an arrowhead, in px.
const HEAD: (f64, f64) = (8.0, 4.0);

/// One end of an arrow.
#[derive(Debug, Clone, Copy, Default)]
struct End {
    column: usize,
    /// For a box with others at its right: the number of the line above the boxes that leads to the margin.
    above: Option<usize>,
    /// Its place among the arrows at its box, and how many there are.
    place: (usize, usize),
}

/// What the arrows need, level by level.
#[derive(Debug, Default)]
pub(super) struct ReworkPlan {
    /// For each arrow: where it leaves and where it arrives.
    ends: Vec<[End; 2]>,
    tracks: Vec<Option<usize>>,
    /// For each arrow: the number of its label among those of its level.
    labels: Vec<usize>,
    /// For each level: the lines above its boxes, and the lines of labels that don't fit beside a wait.
    lines: Vec<usize>,
    label_lines: Vec<usize>,
    /// For each level: the width of the label beside a wait.
    beside: Vec<f64>,
    /// For each level: additional space, so that its labels keep clear of a bottleneck tag above them.
    below_tag: Vec<f64>,
}

impl ReworkPlan {
    pub(super) fn new(layout: &MapLayout, levels: &[Level]) -> ReworkPlan {
        let grid = &layout.grid;
        let mut plan = ReworkPlan {
            lines: vec![0; levels.len()],
            label_lines: vec![0; levels.len()],
            beside: vec![0.0; levels.len()],
            below_tag: vec![0.0; levels.len()],
            ..ReworkPlan::default()
        };
        // Steps without a flow have no rework.
        let mut at_box = vec![0_usize; grid.steps];
        for arrow in &layout.rework {
            at_box[arrow.from] += 1;
            at_box[arrow.to] += 1;
        }
        let mut used = vec![0_usize; grid.steps];
        let mut labels = vec![0_usize; levels.len()];
        for arrow in &layout.rework {
            let mut end = |node: usize| {
                let column = grid.column[node];
                let above = (!levels[column].is_rightmost(node)).then(|| {
                    plan.lines[column] += 1;
                    plan.lines[column] - 1
                });
                used[node] += 1;
                End { column, above, place: (used[node], at_box[node]) }
            };
            // What leaves is below what arrives where both meet.
            let into = end(arrow.to);
            let out = end(arrow.from);
            plan.ends.push([out, into]);
            plan.labels.push(labels[out.column]);
            labels[out.column] += 1;
        }
        // An arrow back to its own step needs a track as well.
        let spans: Vec<_> = plan.ends.iter().map(|[out, into]| (into.column * 2, out.column * 2 + 1)).collect();
        plan.tracks = margin_tracks(&spans);
        for (column, level) in levels.iter().enumerate() {
            let is_alone = level.slots.len() == 1;
            plan.label_lines[column] = labels[column].saturating_sub(usize::from(is_alone));
            if is_alone && labels[column] > 0 {
                let first = plan.ends.iter().position(|[out, _]| out.column == column);
                let label = first.and_then(|at| layout.rework.get(at)).map_or("", |arrow| &arrow.label);
                plan.beside[column] = Paint::ReworkLabel.width_of(label) + 12.0;
            }
        }
        let bottleneck = layout.bottleneck().and_then(|id| layout.map.steps.iter().position(|step| &step.id == id));
        for (column, pair) in levels.windows(2).enumerate().map(|(above, pair)| (above + 1, pair)) {
            let has_tag = pair[0].boxes().any(|(node, _)| Some(node) == bottleneck);
            if has_tag && labels[column] > 0 {
                let highest = if plan.label_lines[column] > 0 { LABEL_ABOVE - LABEL } else { LABEL_BESIDE };
                plan.below_tag[column] = (boxes::TAG_SPACE + LABEL_ASCENT + highest - MIN_CHANNEL).max(0.0);
            }
        }
        plan
    }

    fn step(&self) -> f64 {
        let tracks = self.tracks.iter().flatten().max().map_or(0, |&track| track + 1);
        TRACK.1.min(MAX_MARGIN / real(tracks.max(1)))
    }

    /// The right end of the drawing's content, in px.
    pub(super) fn right(&self) -> f64 {
        let tracks = self.tracks.iter().flatten().max().map_or(0, |&track| track);
        WIDTH - crate::layout::dimensions::MARGIN + self.step() * real(tracks)
    }

    /// Additional height above a level, in px.
    pub(super) fn space_above(&self, column: usize) -> f64 {
        self.space_at_boxes(column) + LABEL * real(self.label_lines[column]) + self.below_tag[column]
    }

    /// Height of the lines right above the boxes of a level, in px.
    pub(super) fn space_at_boxes(&self, column: usize) -> f64 {
        ABOVE_BOX * real(self.lines[column])
    }

    /// The width that a label takes beside the wait of a level, in px.
    pub(super) fn label_width(&self, column: usize) -> f64 {
        self.beside[column]
    }

    /// Draws the arrows with their labels.
    pub(super) fn draw(&self, drawn: &Vertical, parts: &mut Vec<Part>) {
        let layout = drawn.layout;
        for (at, (arrow, [out, into])) in layout.rework.iter().zip(&self.ends).enumerate() {
            let x = BOX_RIGHT + TRACK.0 + self.step() * real(self.tracks[at].unwrap_or(0));
            let mut points = way(drawn, arrow.from, *out, x);
            let mut back = way(drawn, arrow.to, *into, x);
            // The line ends where the arrowhead begins.
            let tip = back.first().copied().unwrap_or_default();
            let from_above = into.above.is_some();
            if let Some(first) = back.first_mut() {
                *first = if from_above { (tip.0, tip.1 - HEAD.0 + 1.0) } else { (tip.0 + HEAD.0, tip.1) };
            }
            points.extend(back.into_iter().rev());
            let half = Paint::ReworkLabel.width_of(&arrow.label) / 2.0;
            let heights = drawn.heights[out.column];
            let line = self.labels[at] + usize::from(self.beside[out.column] == 0.0);
            let foot = heights.top - self.space_at_boxes(out.column);
            // The first label stands beside the wait, others above it.
            let y = if line == 0 { foot - LABEL_BESIDE } else { foot - LABEL_ABOVE - LABEL * real(line - 1) };
            parts.push(object(layout, arrow, points, head(tip, from_above), (BOX_RIGHT - half - 3.0, y)));
        }
    }
}

/// From a box to the margin.
fn way(drawn: &Vertical, node: usize, end: End, x: f64) -> Vec<Point> {
    let (heights, level) = (drawn.heights[end.column], &drawn.levels[end.column]);
    let Some(slot) = level.boxes().find(|(other, _)| *other == node).map(|(_, slot)| slot) else {
        return Vec::new();
    };
    let (place, of) = (real(end.place.0), real(end.place.1 + 1));
    if let Some(line) = end.above {
        // In the right half, away from the arrows of the flow.
        let from = slot.x + slot.width * (0.5 + 0.4 * place / of);
        let y = heights.top - 4.0 - ABOVE_BOX * real(line);
        return vec![(from, heights.top), (from, y), (x, y)];
    }
    let y = heights.top + (heights.bottom - heights.top) * place / of;
    vec![(slot.x + slot.width, y), (x, y)]
}

/// An arrowhead with its tip at a point, which points down or left.
fn head((x, y): Point, down: bool) -> Part {
    let (length, half) = HEAD;
    let points = if down {
        vec![(x, y), (x - half, y - length), (x + half, y - length)]
    } else {
        vec![(x + 1.0, y), (x + length, y - half), (x + length, y + half)]
    };
    Shape::new(points, Paint::ReworkHead).into()
}
