//! The table of steps as a picture: as wide as it is to be, its texts wrapped, in pieces as high as there is room.

use crate::report_data::{SHARE_OF_LEAD, Told};
use drawing::Theme;
use drawing::scene::{Anchor, Line, Part, Rect, Scene, Shape, Text};
use drawing::style::Paint;
use vsm::Step;

/// Space between two columns, and above and below a row's texts, in px.
const GAP: f64 = 14.0;
const PAD: f64 = 4.0;
const LINE: f64 = 15.0;
/// Most lines of a text in a cell.
const MAX_LINES: usize = 3;
/// Width of the bar that shows a step's part of the lead time, in px.
const BAR: f64 = 90.0;
/// Width of the mark of the bottleneck, in px.
const MARK: f64 = 9.0;
/// The narrowest that a column of text becomes, in px.
const NARROWEST: f64 = 56.0;

/// The table, laid out in a width.
pub(crate) struct Table<'t> {
    told: &'t Told<'t>,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    theme: Theme,
    width: f64,
}

struct Column {
    heading: &'static str,
    paint: Paint,
    /// Do its texts stand at its right end?
    right: bool,
    width: f64,
    x: f64,
}

impl<'t> Table<'t> {
    /// Lays out the table of steps in a width of px.
    pub(crate) fn of(told: &'t Told<'t>, width: f64, theme: Theme) -> Table<'t> {
        let (headings, rows) = told.table();
        let mut columns: Vec<Column> = headings
            .into_iter()
            .enumerate()
            .map(|(at, heading)| {
                let (paint, right) = match heading {
                    "#" => (Paint::Label, true),
                    "Step" => (Paint::Value, false),
                    "Wait time" => (Paint::WaitValue, true),
                    "Work time" => (Paint::WorkValue, true),
                    "%C/A" | "People" => (Paint::EndName, true),
                    "Downtime" => (Paint::HurtValue, true),
                    _ => (Paint::Label, false),
                };
                let cells = rows.iter().filter_map(|row| row.get(at));
                let widest = cells.map(|cell| paint.width_of(cell)).fold(0.0, f64::max);
                // Beside the words: the bar of the share, the mark of the bottleneck.
                let bar = match heading {
                    SHARE_OF_LEAD => BAR + 8.0,
                    "#" => MARK + 5.0,
                    _ => 0.0,
                };
                let width = (widest + bar).max(Paint::Label.width_of(heading)).ceil() + 1.0;
                Column { heading, paint, right, width, x: 0.0 }
            })
            .collect();
        fit(&mut columns, width);
        Table { told, columns, rows, theme, width }
    }

    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows from one on, with the headings, as many as fit a height of px (one at least); and the row after them.
    pub(crate) fn piece(&self, from: usize, height: f64) -> (Scene, usize) {
        self.drawn(from..self.len(), height)
    }

    fn drawn(&self, rows: std::ops::Range<usize>, height: f64) -> (Scene, usize) {
        let mut parts = Vec::new();
        let mut y = self.headings(&mut parts);
        let mut at = rows.start;
        for (step, row) in self.told.steps().zip(&self.rows).skip(rows.start).take(rows.len()) {
            let (mut line, bottom) = self.row(step, at, row, y);
            if bottom > height && at > rows.start {
                break;
            }
            parts.append(&mut line);
            (y, at) = (bottom, at + 1);
        }
        let scene = Scene {
            width: self.width,
            height: y + 1.0,
            title: "Steps".to_owned(),
            description: String::new(),
            theme: self.theme,
            cuts: Vec::new(),
            parts,
        };
        (scene, at)
    }

    /// These rows, with the headings, however high.
    pub(crate) fn rows(&self, rows: std::ops::Range<usize>) -> Scene {
        self.drawn(rows, f64::INFINITY).0
    }

    fn headings(&self, parts: &mut Vec<Part>) -> f64 {
        for column in &self.columns {
            parts.push(Self::text(column, 13.0, column.heading.to_owned(), Paint::Label, None));
        }
        parts.push(self.line(19.0, Paint::Axis));
        20.0
    }

    /// A row below y; and where it ends.
    fn row(&self, step: &Step, at: usize, cells: &[String], y: f64) -> (Vec<Part>, f64) {
        let mut parts = Vec::new();
        let mut lines = 1;
        let hurts = self.told.metrics.bottleneck.as_ref().is_some_and(|found| found.step == step.id);
        for (column, cell) in self.columns.iter().zip(cells) {
            if column.heading == SHARE_OF_LEAD {
                self.share(column, at, cell, y, &mut parts);
                continue;
            }
            let wrapped = column.paint.within(column.width).wrap(cell, MAX_LINES);
            lines = lines.max(wrapped.lines.len());
            let last = wrapped.lines.len().saturating_sub(1);
            let mut base = y + PAD + 12.0;
            for (n, text) in wrapped.lines.into_iter().enumerate() {
                let full = (wrapped.cut && n == last).then(|| cell.clone());
                parts.push(Self::text(column, base, text, column.paint, full));
                base += LINE;
            }
            if hurts && column.heading == "#" {
                // The mark of the bottleneck, as in the drawing: a funnel.
                let (left, top) = (column.x, y + PAD + 4.0);
                let points = vec![(left, top), (left + MARK, top), (left + MARK / 2.0, top + 7.0)];
                parts.push(Part::Shape(Shape { points, paint: Paint::Badge }));
            }
        }
        let lines = f64::from(u8::try_from(lines).unwrap_or(u8::MAX));
        let bottom = y + 2.0 * PAD + lines * LINE;
        parts.push(self.line(bottom, Paint::Rule));
        (parts, bottom)
    }

    /// The bar of a step's part of the lead time, and the part in figures.
    fn share(&self, column: &Column, at: usize, cell: &str, y: f64, parts: &mut Vec<Part>) {
        let Some(figures) = self.told.metrics.steps.get(at).filter(|figures| figures.critical) else {
            parts.push(Self::text(column, y + PAD + 12.0, cell.to_owned(), Paint::Label, None));
            return;
        };
        let Some(step) = self.told.map.step(&figures.id) else { return };
        #[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
        let wide = |seconds: u64| seconds as f64 / self.told.metrics.lead_seconds.unwrap_or(0).max(1) as f64 * BAR;
        let mut x = column.x;
        let bars = match step.lead {
            Some(lead) => [(wide(lead), Paint::OpenBar), (0.0, Paint::WorkBar)],
            None => [
                (wide(step.counted_wait().unwrap_or(0)), Paint::WaitBar),
                (wide(step.work.unwrap_or(0)), Paint::WorkBar),
            ],
        };
        for (width, paint) in bars.into_iter().filter(|(width, _)| *width > 0.0) {
            let width = width.max(0.6);
            parts.push(Part::Rect(Rect { x, y: y + PAD + 3.0, width, height: 9.0, radius: 0.0, paint, title: None }));
            x += width;
        }
        let text = Text {
            x: x + 6.0,
            y: y + PAD + 12.0,
            anchor: Anchor::Start,
            room: 80.0,
            paint: Paint::Label,
            text: cell.to_owned().into(),
            full: None,
        };
        parts.push(Part::Text(text));
    }

    fn text(column: &Column, y: f64, text: String, paint: Paint, full: Option<String>) -> Part {
        let (x, anchor) = if column.right { (column.x + column.width, Anchor::End) } else { (column.x, Anchor::Start) };
        Part::Text(Text { x, y, anchor, room: column.width, paint, text: text.into(), full })
    }

    fn line(&self, y: f64, paint: Paint) -> Part {
        Part::Line(Line { points: vec![(0.0, y), (self.width, y)], radius: 0.0, paint })
    }
}

/// Fits columns into a width: columns of words give room where it is short; what is left over widens the gaps a little.
fn fit(columns: &mut [Column], width: f64) {
    #[expect(clippy::cast_precision_loss, reason = "a table has few columns")]
    let gaps = columns.len().saturating_sub(1) as f64;
    let mut missing = columns.iter().map(|column| column.width).sum::<f64>() + gaps * GAP - width;
    // The widest column of words gives first, down to the next one.
    while missing > 0.0 {
        let gives = |column: &&mut Column| {
            let words = matches!(column.heading, "Step" | "Team" | "Wait reason" | "Wait time" | "Work time");
            words && column.width > NARROWEST
        };
        let Some(widest) = columns.iter_mut().filter(gives).max_by(|a, b| a.width.total_cmp(&b.width)) else { break };
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
