//! Two maps in one picture, one above the other: a step that both have stands in the same column in both.

pub(crate) mod columns;
pub(crate) mod mark;
pub(crate) mod scale;

use crate::RenderOptions;
use crate::layout::map_layout::Plan;
use crate::layout::row_builder::Sketch;
use crate::layout::rows;
use crate::layout::rows::{Column, MARGIN, Row};
use crate::layout::{LOOSE_WIDTH, NARROWEST, ROW_GAP, paper};
use crate::pdf::{BORDER, SMALLEST};
use crate::scene::{Anchor, Line, Part, Scene, Text};
use crate::style::Paint;
use vsm::compare::Comparison;
use vsm::model::graph::Graph;
use vsm::model::map::State;
use vsm::text::count;
use vsm::{Map, Metrics, StepId};

/// Space above the heading of the second map, in px.
const APART: f64 = 40.0;
/// Space between a heading and its map.
const BELOW_HEADING: f64 = 26.0;
/// Up to this height in px two rows are not cut apart: so much of them can be read on a sheet of A4.
const TOGETHER: f64 = (595.28 - 2.0 * BORDER) / SMALLEST;

/// One of the two maps, with what is computed from it.
#[derive(Debug, Clone, Copy)]
pub struct Half<'a> {
    /// The map.
    pub map: &'a Map,
    /// Its flow.
    pub graph: &'a Graph,
    /// Its figures.
    pub metrics: &'a Metrics,
}

/// Two maps that are drawn together.
///
/// In the picture a step's id says whose it is: `before/deploy`, `after/deploy`.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The map above.
    pub before: Half<'a>,
    /// The map below.
    pub after: Half<'a>,
    /// What lies between them.
    pub comparison: &'a Comparison,
}

/// What the two are called, above them and in ids.
const SIDES: [&str; 2] = ["before", "after"];

impl<'a> Pair<'a> {
    fn halves(&self) -> [Half<'a>; 2] {
        [self.before, self.after]
    }

    /// The plans of both, in common columns and with their marks.
    fn plans(&self) -> [Plan<'a>; 2] {
        let flow = |half: Half<'a>| (half.map, half.graph);
        let columns = columns::columns(flow(self.before), flow(self.after), self.comparison);
        let [mut before, mut after] = self.halves();
        let plan = |half: &mut Half<'a>, which: usize| {
            let columns = columns.as_ref().map(|columns| &columns[which]);
            Plan::in_columns(half.map, half.graph, half.metrics, columns)
        };
        let mut plans = [plan(&mut before, 0), plan(&mut after, 1)];
        plans[0].mark(&mark::before(self.comparison));
        plans[1].mark(&mark::after(self.comparison));
        plans
    }

    /// The limits to which it may be wrapped: one for each number of rows.
    pub(crate) fn limits(&self, least: f64) -> Vec<f64> {
        let [widths, other] = common_widths(&self.plans());
        let longer = if widths.len() < other.len() { other } else { widths };
        if longer.is_empty() { Vec::new() } else { rows::limits(&longer, least) }
    }

    /// The picture. Wrapped, the rows of the two maps take turns, so that each step stays above the other.
    #[must_use]
    pub fn scene(&self, look: &RenderOptions) -> Scene {
        let plans = self.plans();
        let limit = look.wrap.map(|limit| limit.max(NARROWEST));
        let rows =
            common_widths(&plans).map(|widths| if widths.is_empty() { Vec::new() } else { rows::wrap(&widths, limit) });
        let flow_right = rows.iter().flatten().map(|row| row.right).fold(0.0, f64::max);
        let loose_width = limit.unwrap_or(LOOSE_WIDTH.max(flow_right));
        let heading_width = (flow_right + MARGIN).max(NARROWEST);
        let mut page = Page::of(heading_width);
        let mut sketches = sketches(plans, rows);
        let most = sketches.iter().map(Sketch::rows).max().unwrap_or(0).max(1);
        for row in 0..most {
            let top = page.y;
            for (which, sketch) in sketches.iter_mut().enumerate() {
                let last = row + 1 >= sketch.rows().max(1);
                if row > 0 && row >= sketch.rows() {
                    continue;
                }
                page.between(row, which);
                page.heading(sketch.plan(), row, which);
                page.y = sketch.row(row, page.y);
                if last {
                    page.finish(sketch, which, loose_width);
                }
            }
            page.end_of_row(top);
        }
        if look.scale {
            let y = page.y + APART;
            let before = page.parts.len();
            let plans = [sketches[0].plan(), sketches[1].plan()];
            let bottom = scale::draw(plans, (MARGIN, y), page.width - 2.0 * MARGIN, &mut page.parts);
            if page.parts.len() > before {
                page.cuts.push(y - APART / 2.0);
                page.y = bottom;
            }
        }
        page.cuts.sort_by(f64::total_cmp);
        self.finished(page, look)
    }

    fn finished(&self, mut page: Page, look: &RenderOptions) -> Scene {
        let (width, height) = (page.width.ceil(), (page.y + MARGIN - 6.0).ceil());
        if let Some(first) = page.parts.first_mut() {
            *first = paper(width, height);
        }
        if let Some(Part::Line(rule)) = page.rule.and_then(|at| page.parts.get_mut(at)) {
            let y = rule.points.first().map_or(0.0, |point| point.1);
            rule.points = vec![(MARGIN, y), (width - MARGIN, y)];
        }
        let [before, after] = self.halves();
        let title = format!("{} compared with {}", before.map.name, after.map.name);
        let told = [before, after].map(|half| crate::layout::heading::description(half.map, half.metrics));
        let description = format!("Before, {}: {} After, {}: {}", before.map.name, told[0], after.map.name, told[1]);
        Scene { width, height, title, description, theme: look.theme, cuts: page.cuts, parts: page.parts }
    }
}

fn sketches(plans: [Plan<'_>; 2], rows: [Vec<Row>; 2]) -> [Sketch<'_>; 2] {
    let ([before, after], [rows, rows_after]) = (plans, rows);
    [Sketch::of(before, rows), Sketch::of(after, rows_after)]
}

/// The widths of the columns of both, each wide enough for either.
fn common_widths(plans: &[Plan<'_>; 2]) -> [Vec<Column>; 2] {
    let [before, after] = plans;
    let (widths, others) = (before.widths(), after.widths());
    if widths.len() != others.len() {
        return [widths, others];
    }
    let common = |a: &[Column], b: &[Column]| a.iter().zip(b).map(|(a, b)| a.with_room_for(*b)).collect();
    [common(&widths, &others), common(&others, &widths)]
}

/// What has been drawn so far.
struct Page {
    parts: Vec<Part>,
    /// Where it may be cut, and where only if the two rows are too high for one sheet.
    cuts: Vec<f64>,
    between: Option<f64>,
    y: f64,
    width: f64,
    /// The line between the two maps, which is as wide as the picture will be.
    rule: Option<usize>,
}

impl Page {
    fn of(width: f64) -> Page {
        Page { parts: vec![paper(0.0, 0.0)], cuts: Vec::new(), between: None, y: MARGIN - 4.0, width, rule: None }
    }

    /// Both rows are drawn that began at `top`.
    fn end_of_row(&mut self, top: f64) {
        let cut = self.between.take();
        self.cuts.extend(cut.filter(|_| self.y - top > TOGETHER));
    }

    /// The space above a row of one of the maps, where the picture may be cut.
    fn between(&mut self, row: usize, which: usize) {
        if (row, which) == (0, 0) {
            return;
        }
        self.y += if which == 0 || row == 0 { APART } else { ROW_GAP };
        let y = self.y - APART / 2.0;
        match which {
            0 => self.cuts.push(y),
            _ => self.between = Some(y - 3.0),
        }
        if row == 0 {
            self.rule = Some(self.parts.len());
            self.parts.push(Part::Line(Line { points: vec![(MARGIN, y)], radius: 0.0, paint: Paint::Rule }));
        }
    }

    /// What stands above a row: the map's name, state and lead time above its first.
    fn heading(&mut self, plan: &Plan, row: usize, which: usize) {
        let map = plan.map;
        let room = self.width - 2.0 * MARGIN;
        let side = SIDES[which].to_uppercase();
        self.y += 10.0;
        if row > 0 {
            self.say(Paint::Caption, &format!("{side}, CONTINUED"), room);
            self.y += 16.0;
            return;
        }
        self.say(Paint::Caption, &side, room);
        self.y += 24.0;
        self.say(Paint::Title, &map.name, room);
        self.y += 20.0;
        self.say(Paint::Subtitle, &about(plan), room);
        self.y += BELOW_HEADING;
        if map.steps.is_empty() {
            self.say(Paint::Quiet, "This map has no steps.", room);
        }
    }

    fn say(&mut self, paint: Paint, words: &str, room: f64) {
        let (text, cut) = paint.within(room).one_line(words);
        let full = cut.then(|| words.to_owned());
        let (x, y) = (MARGIN, self.y);
        self.parts.push(Part::Text(Text { x, y, anchor: Anchor::Start, room, paint, text: text.into(), full }));
    }

    /// Draws a map whose rows are laid out, and says whose its steps are.
    fn finish(&mut self, sketch: &mut Sketch, which: usize, loose_width: f64) {
        if sketch.plan().map.steps.is_empty() {
            return;
        }
        let from = self.parts.len();
        let (right, bottom) = sketch.finish(self.y, loose_width, &mut self.parts, &mut self.cuts);
        self.width = self.width.max(right);
        self.y = bottom;
        for part in self.parts.iter_mut().skip(from) {
            if let Part::Step(step) = part {
                step.id = StepId::from(format!("{}/{}", SIDES[which], step.id));
            }
        }
    }
}

/// State, lead time and number of steps of a map.
fn about(plan: &Plan) -> String {
    let (map, metrics) = (plan.map, plan.metrics);
    let state = if map.state == State::Future { "Future state" } else { "Current state" };
    let lead = match metrics.lead_seconds {
        Some(lead) if metrics.at_least => format!("lead time at least {}", map.clock.print(lead)),
        Some(lead) => format!("lead time {}", map.clock.print(lead)),
        None => "lead time unknown".to_owned(),
    };
    format!("{state} · {lead} · {}", count(map.steps.len(), "step", "steps"))
}
