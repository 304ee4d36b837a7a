//! Two maps in one drawing, one above the other: a common step has the same column in both.

mod columns;
mod timeline;

use crate::layout::dimensions::{MARGIN, MIN_WIDTH, ROW_GAP};
use crate::layout::heading;
use crate::layout::map_layout::MapLayout;
use crate::layout::map_scene::{paper, unconnected_width};
use crate::layout::row_builder::RowBuilder;
use crate::layout::rows::{RowChoice, RowPlan};
use crate::layout::step::mark;
use crate::paper::{BORDER, MIN_SCALE};
use crate::scene::{Anchor, Line, Part, Scene, Text};
use crate::style::Paint;
use crate::{Arrangement, RenderOptions};
use vsm::compare::Comparison;
use vsm::model::graph::Graph;
use vsm::text::count;
use vsm::{Map, Metrics, StepId};

/// Space above the heading of the second map, in px.
const MAP_GAP: f64 = 40.0;
/// Space between a heading and its map, in px.
const HEADING_GAP: f64 = 26.0;
/// Up to this height in px, two rows are not separated: they can be read together on A4.
const MAX_TOGETHER: f64 = (595.28 - 2.0 * BORDER) / MIN_SCALE;

/// One of the two maps, with its graph and metrics.
#[derive(Debug, Clone, Copy)]
pub struct PairSide<'a> {
    /// The map.
    pub map: &'a Map,
    /// Its graph.
    pub graph: &'a Graph,
    /// Its metrics.
    pub metrics: &'a Metrics,
}

/// Two maps that are drawn together.
///
/// In the drawing, the id of a step begins with its side: `before/deploy`, `after/deploy`.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The map above.
    pub before: PairSide<'a>,
    /// The map below.
    pub after: PairSide<'a>,
    /// Their differences.
    pub comparison: &'a Comparison,
}

/// The names of the two sides, in headings and ids.
const SIDES: [&str; 2] = ["before", "after"];

impl<'a> Pair<'a> {
    /// The layouts of both, in common columns and with their marks.
    fn layouts(&self) -> [MapLayout<'a>; 2] {
        let flow = |side: PairSide<'a>| (side.map, side.graph);
        let columns = columns::columns(flow(self.before), flow(self.after), self.comparison);
        let layout = |side: PairSide<'a>, which: usize| {
            let columns = columns.as_ref().map(|columns| &columns[which]);
            MapLayout::with_columns(side.map, side.graph, side.metrics, columns)
        };
        let mut layouts = [layout(self.before, 0), layout(self.after, 1)];
        layouts[0].mark(&mark::before(self.comparison));
        layouts[1].mark(&mark::after(self.comparison));
        layouts
    }

    /// The ways in which it can be wrapped into rows of at least a width.
    pub(crate) fn choices(&self, least: f64) -> Vec<RowChoice> {
        let layouts = self.layouts();
        RowPlan::choices(columns_of(&layouts), least, |per_row| width_of(&plans(&layouts, per_row)))
    }

    /// Lays out both maps. If wrapped, their rows alternate, so that each step stays above its counterpart.
    pub fn scene(&self, options: &RenderOptions) -> Scene {
        let mut layouts = self.layouts();
        let plans = match options.arrangement {
            Arrangement::OneRow => plans(&layouts, usize::MAX),
            Arrangement::Within(width) => {
                let width = width.max(MIN_WIDTH);
                RowPlan::fitting(columns_of(&layouts), width, |per_row| plans(&layouts, per_row), width_of)
            }
            Arrangement::Columns(count) => plans(&layouts, count.into()),
            Arrangement::Vertical => plans(&layouts, 1),
        };
        let [rows, rows_after] = [0, 1].map(|which| plans[which].arrange(&mut layouts[which]));
        let flow_right = rows.iter().chain(&rows_after).map(|row| row.right).fold(0.0, f64::max);
        // Rework of one map passes the unconnected steps of the other one.
        let has_rework = layouts.iter().flat_map(|layout| &layout.rework).any(|arrow| arrow.margin_x.is_some());
        let first_row = rows.iter().chain(&rows_after).next().filter(|_| has_rework);
        let unconnected =
            (first_row.map_or(MARGIN, |row| row.left), unconnected_width(options.arrangement, flow_right));
        let heading_width = (flow_right + MARGIN).max(MIN_WIDTH);
        let mut canvas = Canvas::new(heading_width);
        let [before, after] = layouts;
        let mut builders = [RowBuilder::new(before, rows), RowBuilder::new(after, rows_after)];
        let row_count = builders.iter().map(|builder| builder.rows.len()).max().unwrap_or(0).max(1);
        for row in 0..row_count {
            let top = canvas.y;
            for (which, builder) in builders.iter_mut().enumerate() {
                let is_last = row + 1 >= builder.rows.len().max(1);
                if row > 0 && row >= builder.rows.len() {
                    continue;
                }
                canvas.start_row(row, which);
                canvas.heading(&builder.layout, row, which);
                canvas.y = builder.row(row, canvas.y);
                if is_last {
                    canvas.finish(builder, which, unconnected);
                }
            }
            canvas.end_row(top);
        }
        if options.scale {
            let y = canvas.y + MAP_GAP;
            let before = canvas.parts.len();
            let layouts = [&builders[0].layout, &builders[1].layout];
            let bottom = timeline::draw(layouts, (MARGIN, y), canvas.width - 2.0 * MARGIN, &mut canvas.parts);
            if canvas.parts.len() > before {
                canvas.cuts.push(y - MAP_GAP / 2.0);
                canvas.y = bottom;
            }
        }
        canvas.cuts.sort_by(f64::total_cmp);
        self.finished(canvas, options)
    }

    fn finished(&self, mut canvas: Canvas, options: &RenderOptions) -> Scene {
        let (width, height) = (canvas.width.ceil(), (canvas.y + MARGIN - 6.0).ceil());
        if let Some(first) = canvas.parts.first_mut() {
            *first = paper(width, height);
        }
        if let Some(Part::Line(rule)) = canvas.rule.and_then(|at| canvas.parts.get_mut(at)) {
            let y = rule.points.first().map_or(0.0, |point| point.1);
            rule.points = vec![(MARGIN, y), (width - MARGIN, y)];
        }
        let (before, after) = (self.before, self.after);
        let title = format!("{} compared with {}", before.map.name, after.map.name);
        let [first, second] = [before, after].map(|side| heading::description(side.map, side.metrics));
        let description = format!("Before, {}: {first} After, {}: {second}", before.map.name, after.map.name);
        Scene { width, height, title, description, theme: options.theme, cuts: canvas.cuts, parts: canvas.parts }
    }
}

/// The rows of both, in common columns.
fn plans([before, after]: &[MapLayout<'_>; 2], per_row: usize) -> [RowPlan; 2] {
    let (plan, other) = (RowPlan::new(before, per_row), RowPlan::new(after, per_row));
    [plan.clone().widened_to(&other), other.widened_to(&plan)]
}

fn width_of(plans: &[RowPlan; 2]) -> f64 {
    plans.iter().map(RowPlan::width).fold(0.0, f64::max)
}

/// The number of columns of the longer one.
fn columns_of([before, after]: &[MapLayout<'_>; 2]) -> usize {
    before.grid.columns.max(after.grid.columns)
}

/// What has been drawn so far.
struct Canvas {
    parts: Vec<Part>,
    /// Where it may be cut.
    cuts: Vec<f64>,
    /// Where it may be cut only if the two rows are too high for one page.
    cut_between: Option<f64>,
    y: f64,
    width: f64,
    /// The line between the two maps, which will be as wide as the drawing.
    rule: Option<usize>,
}

impl Canvas {
    fn new(width: f64) -> Canvas {
        Canvas { parts: vec![paper(0.0, 0.0)], cuts: Vec::new(), cut_between: None, y: MARGIN - 4.0, width, rule: None }
    }

    /// Ends a pair of rows that started at `top`.
    fn end_row(&mut self, top: f64) {
        let cut = self.cut_between.take();
        self.cuts.extend(cut.filter(|_| self.y - top > MAX_TOGETHER));
    }

    /// Adds the space above a row of one of the maps, where a page may break.
    fn start_row(&mut self, row: usize, which: usize) {
        if (row, which) == (0, 0) {
            return;
        }
        self.y += if which == 0 || row == 0 { MAP_GAP } else { ROW_GAP };
        let y = self.y - MAP_GAP / 2.0;
        match which {
            0 => self.cuts.push(y),
            _ => self.cut_between = Some(y - 3.0),
        }
        if row == 0 {
            self.rule = Some(self.parts.len());
            self.parts.push(Line::new(vec![(MARGIN, y)], Paint::Rule).into());
        }
    }

    /// The heading of a row: above the first one the map's name, state and lead time.
    fn heading(&mut self, layout: &MapLayout, row: usize, which: usize) {
        let map = layout.map;
        let side = SIDES[which].to_uppercase();
        self.y += 10.0;
        if row > 0 {
            self.text(Paint::Caption, &format!("{side}, CONTINUED"));
            self.y += 16.0;
            return;
        }
        self.text(Paint::Caption, &side);
        self.y += 24.0;
        self.text(Paint::Title, &map.name);
        self.y += 20.0;
        self.text(Paint::Subtitle, &summary(layout));
        self.y += HEADING_GAP;
        if map.steps.is_empty() {
            self.text(Paint::Quiet, "This map has no steps.");
        }
    }

    fn text(&mut self, paint: Paint, text: &str) {
        let max_width = self.width - 2.0 * MARGIN;
        self.parts.push(Text::fitted((MARGIN, self.y), Anchor::Start, max_width, paint, text).into());
    }

    /// Draws a map whose rows are laid out, and puts its side in front of the ids of its steps.
    /// `unconnected`: where its unconnected steps begin, and the width that they fill.
    fn finish(&mut self, builder: &mut RowBuilder, which: usize, unconnected: (f64, f64)) {
        if builder.layout.map.steps.is_empty() {
            return;
        }
        let from = self.parts.len();
        let (right, bottom) =
            builder.finish((unconnected.0, self.y), (unconnected.1, false), &mut self.parts, &mut self.cuts);
        self.width = self.width.max(right);
        self.y = bottom;
        let rename = |id: &StepId| StepId::from(format!("{}/{id}", SIDES[which]));
        for part in self.parts.iter_mut().skip(from) {
            match part {
                Part::Step(step) => {
                    step.id = rename(&step.id);
                    for part in &mut step.parts {
                        if let Part::Object(object) = part {
                            object.target = object.target.renamed(rename);
                        }
                    }
                }
                Part::Object(object) => object.target = object.target.renamed(rename),
                _ => {}
            }
        }
    }
}

/// State, lead time and number of steps of a map.
fn summary(layout: &MapLayout) -> String {
    let (map, metrics) = (layout.map, layout.metrics);
    let lead = match metrics.lead_seconds {
        Some(lead) if metrics.at_least => format!("lead time at least {}", map.clock.about(lead)),
        Some(lead) => format!("lead time {}", map.clock.about(lead)),
        None => "lead time unknown".to_owned(),
    };
    format!("{} · {lead} · {}", map.state.label(), count(map.steps.len(), "step", "steps"))
}
