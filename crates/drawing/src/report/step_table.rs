//! The table of steps as a scene of a given width, its texts wrapped; in pieces of a given height.

use std::ops::Range;

use crate::Theme;
use crate::report::ReportData;
use crate::report::StepColumn::{self, Field, Number, ShareOfLead};
use crate::scene::{Anchor, Line, Part, Rect, Scene, Shape, Text, real};
use crate::style::Paint;
use crate::time_scale::fraction;
use vsm::Step;
use vsm::fields::catalog::StepField;

/// Space between two columns, in px.
const GAP: f64 = 14.0;
/// Space above and below a row's texts, in px.
const PADDING: f64 = 4.0;
const LINE_HEIGHT: f64 = 15.0;
/// The most lines of a cell.
const MAX_LINES: usize = 3;
/// Width of the bar that shows a step's share of the lead time, in px.
const BAR: f64 = 90.0;
/// Width of the mark of the bottleneck, in px.
const MARK: f64 = 9.0;
/// The least width of a column of text, in px.
const MIN_COLUMN: f64 = 56.0;

/// The table, laid out in a width.
#[derive(Debug)]
pub struct StepTable<'t> {
    data: &'t ReportData<'t>,
    columns: Vec<TableColumn>,
    rows: Vec<Vec<String>>,
    theme: Theme,
    width: f64,
}

#[derive(Debug)]
struct TableColumn {
    content: StepColumn,
    paint: Paint,
    is_right_aligned: bool,
    width: f64,
    x: f64,
}

impl<'t> StepTable<'t> {
    /// Lays out the table of steps in a width in px.
    pub fn new(data: &'t ReportData<'t>, width: f64, theme: Theme) -> StepTable<'t> {
        let (columns, rows) = data.step_table();
        let mut columns: Vec<TableColumn> = columns
            .into_iter()
            .enumerate()
            .map(|(at, content)| {
                let (paint, is_right_aligned) = match content {
                    Number => (Paint::Label, true),
                    Field(StepField::Name) => (Paint::Value, false),
                    Field(StepField::Wait) => (Paint::WaitValue, true),
                    Field(StepField::Work) => (Paint::WorkValue, true),
                    Field(StepField::CompleteAccurate | StepField::People) => (Paint::EndName, true),
                    Field(StepField::Downtime) => (Paint::ProblemValue, true),
                    _ => (Paint::Label, false),
                };
                let cells = rows.iter().filter_map(|row| row.get(at));
                let widest = cells.map(|cell| paint.width_of(cell)).fold(0.0, f64::max);
                // Beside the text: the bar of the share, the mark of the bottleneck.
                let bar = match content {
                    ShareOfLead => BAR + 8.0,
                    Number => MARK + 5.0,
                    Field(_) => 0.0,
                };
                let width = (widest + bar).max(Paint::Label.width_of(content.heading())).ceil() + 1.0;
                TableColumn { content, paint, is_right_aligned, width, x: 0.0 }
            })
            .collect();
        fit(&mut columns, width);
        StepTable { data, columns, rows, theme, width }
    }

    pub(super) fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The whole table.
    pub fn whole(&self) -> Scene {
        self.rows(0..self.row_count())
    }

    /// These rows, with the headings.
    pub(super) fn rows(&self, rows: Range<usize>) -> Scene {
        self.drawn(rows, f64::INFINITY).0
    }

    /// The end of the rows, starting at `from`, that fit a height in px with the headings; at least one.
    pub(super) fn rows_that_fit(&self, from: usize, height: f64) -> usize {
        self.drawn(from..self.row_count(), height).1
    }

    fn drawn(&self, rows: Range<usize>, height: f64) -> (Scene, usize) {
        let mut parts = Vec::new();
        let mut y = self.headings(&mut parts);
        let mut at = rows.start;
        for (step, row) in self.data.steps().zip(&self.rows).skip(rows.start).take(rows.len()) {
            let (mut line, bottom) = self.row(step, at, row, y);
            if bottom > height && at > rows.start {
                break;
            }
            parts.append(&mut line);
            (y, at) = (bottom, at + 1);
        }
        let (title, height) = ("Steps".to_owned(), y + 1.0);
        (Scene { width: self.width, height, title, theme: self.theme, parts, ..Scene::default() }, at)
    }

    fn headings(&self, parts: &mut Vec<Part>) -> f64 {
        for column in &self.columns {
            parts.push(Self::text(column, 13.0, column.content.heading().to_owned(), Paint::Label, None));
        }
        parts.push(self.line(19.0, Paint::Axis));
        20.0
    }

    /// A row below y, with its lower end.
    fn row(&self, step: &Step, at: usize, cells: &[String], y: f64) -> (Vec<Part>, f64) {
        let mut parts = Vec::new();
        let mut lines = 1;
        let is_bottleneck = self.data.metrics.bottleneck.as_ref().is_some_and(|found| found.step == step.id);
        for (column, cell) in self.columns.iter().zip(cells) {
            if column.content == ShareOfLead {
                self.share(column, at, cell, y, &mut parts);
                continue;
            }
            let wrapped = column.paint.within(column.width).wrap(cell, MAX_LINES);
            lines = lines.max(wrapped.lines.len());
            let mut baseline = y + PADDING + 12.0;
            for (text, full) in wrapped.into_lines(cell) {
                parts.push(Self::text(column, baseline, text, column.paint, full));
                baseline += LINE_HEIGHT;
            }
            if is_bottleneck && column.content == Number {
                // The mark of the bottleneck, as in the drawing: a funnel.
                let (left, top) = (column.x, y + PADDING + 4.0);
                let points = vec![(left, top), (left + MARK, top), (left + MARK / 2.0, top + 7.0)];
                parts.push(Shape::new(points, Paint::Badge).into());
            }
        }
        let bottom = y + 2.0 * PADDING + real(lines) * LINE_HEIGHT;
        parts.push(self.line(bottom, Paint::Rule));
        (parts, bottom)
    }

    /// The bar of a step's share of the lead time, and the share in percent.
    fn share(&self, column: &TableColumn, at: usize, cell: &str, y: f64, parts: &mut Vec<Part>) {
        let Some(figures) = self.data.metrics.steps.get(at).filter(|figures| figures.critical) else {
            parts.push(Self::text(column, y + PADDING + 12.0, cell.to_owned(), Paint::Label, None));
            return;
        };
        let Some(step) = self.data.map.step(&figures.id) else { return };
        let bar_width = |seconds: u64| fraction(seconds, self.data.metrics.usual_lead_seconds.unwrap_or(0)) * BAR;
        let mut x = column.x;
        let bars = match step.lead {
            Some(lead) => [(bar_width(lead), Paint::OpenBar), (0.0, Paint::WorkBar)],
            None => [
                (bar_width(step.counted_wait().unwrap_or(0)), Paint::WaitBar),
                (bar_width(step.counted_work().unwrap_or(0)), Paint::WorkBar),
            ],
        };
        for (width, paint) in bars.into_iter().filter(|(width, _)| *width > 0.0) {
            let width = width.max(0.6);
            parts.push(Rect::new((x, y + PADDING + 3.0), (width, 9.0), paint).into());
            x += width;
        }
        let at = (x + 6.0, y + PADDING + 12.0);
        parts.push(Text::new(at, Anchor::Start, 80.0, Paint::Label, cell.to_owned()).into());
    }

    fn text(column: &TableColumn, y: f64, text: String, paint: Paint, full: Option<String>) -> Part {
        let (x, anchor) =
            if column.is_right_aligned { (column.x + column.width, Anchor::End) } else { (column.x, Anchor::Start) };
        Text::new((x, y), anchor, column.width, paint, text).with_full(full).into()
    }

    fn line(&self, y: f64, paint: Paint) -> Part {
        Line::new(vec![(0.0, y), (self.width, y)], paint).into()
    }
}

/// Fits columns into a width: columns of text become narrower if necessary; spare width enlarges the gaps a
/// little.
fn fit(columns: &mut [TableColumn], width: f64) {
    let gaps = real(columns.len().saturating_sub(1));
    let mut missing = columns.iter().map(|column| column.width).sum::<f64>() + gaps * GAP - width;
    // The widest column of text first, in small steps.
    while missing > 0.0 {
        let can_shrink = |column: &&mut TableColumn| {
            use StepField::{Name, Team, Wait, WaitReason, Work};
            let is_text = matches!(column.content, Field(Name | Team | WaitReason | Wait | Work));
            is_text && column.width > MIN_COLUMN
        };
        let Some(widest) = columns.iter_mut().filter(can_shrink).max_by(|a, b| a.width.total_cmp(&b.width)) else {
            break;
        };
        let less = missing.min((widest.width * 0.1).max(1.0));
        widest.width -= less;
        missing -= less;
    }
    let wider = if gaps > 0.0 { (-missing).max(0.0).min(gaps * 30.0) / gaps } else { 0.0 };
    let mut x = 0.0;
    for column in columns {
        column.x = x;
        x += column.width + GAP + wider;
    }
}
