//! Rework arrows: back above the boxes, each on a height of its own, the longer ones above the shorter.

use std::collections::HashMap;

use crate::layout::grid::Grid;
use crate::layout::lanes::Lanes;
use crate::layout::map_layout::Plan;
use crate::layout::rows::{MARGIN, Row};
use crate::layout::step::card::WIDTH;
use crate::scene::{Anchor, Line, Part, Point, Rect, Shape, Text};
use crate::style::Paint;
use vsm::Map;
use vsm::text::percent;

/// Distance of two heights, in px.
const HEIGHT: f64 = 19.0;
/// From the boxes to the first.
const FIRST: f64 = 15.0;
const BEND: f64 = 7.0;
const HEAD: (f64, f64) = (8.0, 4.5);
/// The longest words at an arrow that leads to another row, in px.
const LONGEST: f64 = 210.0;

/// An arrow back.
#[derive(Debug, Clone)]
pub(crate) struct Arrow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Per cent.
    share: f64,
    /// Where it leaves and where it arrives, from the left edge of the box.
    out_port: f64,
    in_port: f64,
    /// Where it changes lanes: the channel before which column, on which track.
    upright: Option<(usize, usize)>,
}

/// The rework arrows of a map; counts those that go up or down in each channel.
pub(crate) fn arrows(map: &Map, index: &HashMap<&str, usize>, grid: &Grid, tracks: &mut [usize]) -> Vec<Arrow> {
    let mut arrows = Vec::with_capacity(map.rework.len());
    for ((from, to), share) in &map.rework {
        let (Some(&from), Some(&to)) = (index.get(from.as_str()), index.get(to.as_str())) else { continue };
        let mut upright = None;
        if grid.lane[from] != grid.lane[to] {
            // The deeper end changes lanes: right before the sender, or right after the receiver.
            let column = if grid.lane[from] > grid.lane[to] { grid.column[from] } else { grid.column[to] + 1 };
            if let Some(track) = tracks.get_mut(column) {
                upright = Some((column, *track));
                *track += 1;
            }
        }
        arrows.push(Arrow { from, to, share: *share, out_port: 0.0, in_port: 0.0, upright });
    }
    place_ports(&mut arrows, grid);
    arrows
}

/// Arrows leave on the left half of a box's upper edge and arrive on the right half. Those that lead far leave to the
/// right of those that lead near, and arrive to the left of them: then nested arrows do not cross.
fn place_ports(arrows: &mut [Arrow], grid: &Grid) {
    let mut leaving: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut arriving: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, arrow) in arrows.iter().enumerate() {
        leaving.entry(arrow.from).or_default().push(at);
        arriving.entry(arrow.to).or_default().push(at);
    }
    let length = |arrow: &Arrow| grid.column[arrow.from].saturating_sub(grid.column[arrow.to]);
    for ports in leaving.values_mut() {
        ports.sort_by_key(|&at| (length(&arrows[at]), at));
        for (place, &at) in ports.iter().enumerate() {
            arrows[at].out_port = 14.0 + spread(place, ports.len());
        }
    }
    let leaves: HashMap<usize, usize> = leaving.iter().map(|(&step, ports)| (step, ports.len())).collect();
    for ports in arriving.values_mut() {
        ports.sort_by_key(|&at| (std::cmp::Reverse(length(&arrows[at])), at));
        for (place, &at) in ports.iter().enumerate() {
            arrows[at].in_port = WIDTH / 2.0 + 4.0 + spread(place, ports.len());
        }
    }
    // An arrow to its own step is a narrow loop on the half that nothing else uses.
    for arrow in arrows.iter_mut().filter(|arrow| arrow.from == arrow.to) {
        let leaves = leaves.get(&arrow.from).copied().unwrap_or(0);
        let arrives = arriving.get(&arrow.to).map_or(0, Vec::len);
        match (leaves, arrives) {
            (1, _) => (arrow.out_port, arrow.in_port) = (8.0, WIDTH / 2.0 - 4.0),
            (_, 1) => (arrow.out_port, arrow.in_port) = (WIDTH / 2.0 + 4.0, WIDTH - 8.0),
            _ => {}
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn spread(place: usize, of: usize) -> f64 {
    (WIDTH / 2.0 - 18.0) * (place + 1) as f64 / (of + 1) as f64
}

/// A stretch of an arrow that runs level above a lane.
#[derive(Debug)]
struct Run {
    arrow: usize,
    lane: usize,
    left: f64,
    right: f64,
    height: usize,
}

/// The level stretches of a row, by height above their lanes.
#[derive(Debug)]
pub(crate) struct Regions {
    runs: Vec<Run>,
    /// For each lane: how many heights are taken.
    heights: Vec<usize>,
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn up(height: usize) -> f64 {
    FIRST + HEIGHT * height as f64
}

impl Regions {
    /// Room that the arrows need above a lane, in px.
    pub(crate) fn height(&self, lane: usize) -> f64 {
        match self.heights.get(lane) {
            Some(&taken) if taken > 0 => up(taken - 1) + 10.0,
            _ => 0.0,
        }
    }

    /// What runs above the lanes of a row.
    pub(crate) fn of(plan: &Plan, row: &Row) -> Regions {
        let mut regions = Regions { runs: Vec::new(), heights: vec![0; plan.grid.lanes] };
        for (at, arrow) in plan.rework.iter().enumerate() {
            for (lane, left, right) in stretches(plan, row, arrow) {
                regions.runs.push(Run { arrow: at, lane, left, right, height: 0 });
            }
        }
        let mut order: Vec<usize> = (0..regions.runs.len()).collect();
        let length = |run: &Run| run.right - run.left;
        order.sort_by(|&a, &b| length(&regions.runs[a]).total_cmp(&length(&regions.runs[b])));
        let mut taken: Vec<Vec<Vec<(f64, f64)>>> = vec![Vec::new(); plan.grid.lanes];
        for at in order {
            let run = &mut regions.runs[at];
            let heights = &mut taken[run.lane];
            let free =
                |height: &Vec<(f64, f64)>| height.iter().all(|&(l, r)| r + 8.0 < run.left || run.right + 8.0 < l);
            run.height = heights.iter().position(free).unwrap_or(heights.len());
            if heights.len() <= run.height {
                heights.push(Vec::new());
            }
            heights[run.height].push((run.left, run.right));
            regions.heights[run.lane] = heights.len();
        }
        regions
    }

    /// How high above its lane an arrow runs there.
    fn at(&self, arrow: usize, lane: usize) -> f64 {
        let run = self.runs.iter().find(|run| run.arrow == arrow && run.lane == lane);
        run.map_or(FIRST, |run| up(run.height))
    }

    /// Draws the arrows of a row, or their halves where the other end is in another row.
    pub(crate) fn draw(&self, plan: &Plan, row: &Row, lanes: &Lanes, parts: &mut Vec<Part>) {
        let mut labels = Vec::new();
        for (at, arrow) in plan.rework.iter().enumerate() {
            let (here, there) = (is_in(plan, row, arrow.from), is_in(plan, row, arrow.to));
            let level = |node: usize| {
                let lane = plan.grid.lane[node];
                let top = lanes.get(lane).top();
                (top, top - self.at(at, lane))
            };
            let (out, into) = (ports(plan, row, arrow).0, ports(plan, row, arrow).1);
            match (here, there) {
                (true, true) => {
                    let ((out_top, out_level), (in_top, in_level)) = (level(arrow.from), level(arrow.to));
                    let mut points = vec![(out, out_top), (out, out_level)];
                    if let Some((column, track)) = arrow.upright {
                        let x = row.rework_track(column, track, plan.rework_tracks[column]);
                        points.extend([(x, out_level), (x, in_level)]);
                    }
                    points.extend([(into, in_level), (into, in_top - HEAD.0)]);
                    line(points, parts);
                    parts.push(head((into, in_top - 1.0)));
                    let upper = out_level.min(in_level);
                    let (left, right) = self.run_of(at, upper_lane(plan, arrow));
                    let middle = f64::midpoint(left, right);
                    label(format!("{} back", percent(arrow.share / 100.0)), middle, upper, &mut labels);
                }
                (true, false) => {
                    let (top, level) = level(arrow.from);
                    let towards = self.towards(at, plan.grid.lane[arrow.from], out);
                    line(vec![(out, top), (out, level), (out + towards * STUB, level)], parts);
                    far_label(
                        far_words(plan, arrow, true),
                        (out + towards * (STUB + 4.0), level),
                        towards,
                        &mut labels,
                    );
                }
                (false, true) => {
                    let (top, level) = level(arrow.to);
                    let towards = self.towards(at, plan.grid.lane[arrow.to], into);
                    line(vec![(into + towards * STUB, level), (into, level), (into, top - HEAD.0)], parts);
                    parts.push(head((into, top - 1.0)));
                    far_label(
                        far_words(plan, arrow, false),
                        (into + towards * (STUB + 4.0), level),
                        towards,
                        &mut labels,
                    );
                }
                (false, false) => {}
            }
        }
        parts.append(&mut labels);
    }

    /// To which side of a port the words of an arrow lie there: -1 or 1.
    fn towards(&self, arrow: usize, lane: usize, port: f64) -> f64 {
        let (left, right) = self.run_of(arrow, lane);
        if port - left > right - port { -1.0 } else { 1.0 }
    }

    fn run_of(&self, arrow: usize, lane: usize) -> (f64, f64) {
        let run = self.runs.iter().find(|run| run.arrow == arrow && run.lane == lane);
        run.map_or((MARGIN, MARGIN), |run| (run.left, run.right))
    }
}

/// An arrow that leads to another row is drawn this far, in px; then come its words.
const STUB: f64 = 12.0;

fn is_in(plan: &Plan, row: &Row, node: usize) -> bool {
    row.columns.contains(&plan.grid.column[node])
}

fn upper_lane(plan: &Plan, arrow: &Arrow) -> usize {
    plan.grid.lane[arrow.from].min(plan.grid.lane[arrow.to])
}

/// Where an arrow leaves and where it arrives in a row.
fn ports(plan: &Plan, row: &Row, arrow: &Arrow) -> (f64, f64) {
    (row.x(plan.grid.column[arrow.from]) + arrow.out_port, row.x(plan.grid.column[arrow.to]) + arrow.in_port)
}

/// The level stretches of an arrow in a row: above which lane, from where to where.
fn stretches(plan: &Plan, row: &Row, arrow: &Arrow) -> Vec<(usize, f64, f64)> {
    let (out, into) = ports(plan, row, arrow);
    let (from, to) = (plan.grid.lane[arrow.from], plan.grid.lane[arrow.to]);
    let span = |a: f64, b: f64| (a.min(b), a.max(b));
    match (is_in(plan, row, arrow.from), is_in(plan, row, arrow.to)) {
        (true, true) => match arrow.upright {
            None => {
                let (left, right) = span(out, into);
                vec![(from, left, right)]
            }
            Some((column, track)) => {
                let x = row.rework_track(column, track, plan.rework_tracks[column]);
                let (first, second) = (span(out, x), span(x, into));
                vec![(from, first.0, first.1), (to, second.0, second.1)]
            }
        },
        // Words that lead elsewhere: to the left of the sender, to the right of the receiver, where there is room.
        (true, false) => {
            let length = Paint::ReworkLabel.width_of(&far_words(plan, arrow, true).0) + 26.0;
            if out - length > MARGIN { vec![(from, out - length, out)] } else { vec![(from, out, out + length)] }
        }
        (false, true) => {
            let length = Paint::ReworkLabel.width_of(&far_words(plan, arrow, false).0) + 26.0;
            if into + length < row.right { vec![(to, into, into + length)] } else { vec![(to, into - length, into)] }
        }
        (false, false) => vec![],
    }
}

/// What an arrow says whose other end is in another row; and all of it, when it was cut.
fn far_words(plan: &Plan, arrow: &Arrow, leaves: bool) -> (String, Option<String>) {
    let share = percent(arrow.share / 100.0);
    let words = if leaves {
        format!("{share} back to {}", plan.map.steps[arrow.to].name)
    } else {
        format!("{share} from {}", plan.map.steps[arrow.from].name)
    };
    let (short, cut) = Paint::ReworkLabel.within(LONGEST).one_line(&words);
    (short, cut.then_some(words))
}

fn line(points: Vec<Point>, parts: &mut Vec<Part>) {
    parts.push(Part::Line(Line { points, radius: BEND, paint: Paint::Rework }));
}

/// An arrow's head, its tip at a point, pointing down.
fn head((x, y): Point) -> Part {
    let (length, half) = HEAD;
    Part::Shape(Shape {
        points: vec![(x, y), (x - half, y - length), (x + half, y - length)],
        paint: Paint::ReworkHead,
    })
}

/// The share, in the middle of the arrow, on a plate of paper.
fn label(text: String, x: f64, level: f64, parts: &mut Vec<Part>) {
    let width = Paint::ReworkLabel.width_of(&text) + 8.0;
    plate((x - width / 2.0, level), width, parts);
    words(text, None, (x, level), Anchor::Middle, parts);
}

/// What an arrow says whose other end is in another row, at the end of its stub.
fn far_label((text, full): (String, Option<String>), (x, level): Point, towards: f64, parts: &mut Vec<Part>) {
    let width = Paint::ReworkLabel.width_of(&text);
    let (left, anchor) = if towards < 0.0 { (x - width, Anchor::End) } else { (x, Anchor::Start) };
    plate((left - 2.0, level), width + 4.0, parts);
    words(text, full, (x, level), anchor, parts);
}

fn plate((x, level): Point, width: f64, parts: &mut Vec<Part>) {
    let y = level - 8.0;
    parts.push(Part::Rect(Rect { x, y, width, height: 16.0, radius: 3.0, paint: Paint::Plate, title: None }));
}

fn words(text: String, full: Option<String>, (x, level): Point, anchor: Anchor, parts: &mut Vec<Part>) {
    let paint = Paint::ReworkLabel;
    parts.push(Part::Text(Text { x, y: level + 4.0, anchor, room: LONGEST, paint, text: text.into(), full }));
}
