//! The figures in a step's box.

use std::borrow::Cow;

use crate::layout::step::labels::{StepLabels, beside};
use crate::scene::Point;
use crate::style::Paint;
use vsm::Step;
use vsm::fields::catalog::StepField;
use vsm::model::duration::{Range, WorkingCalendar};
use vsm::text::number;

/// Space between a label and its value, in px.
const LABEL_GAP: f64 = 5.0;
/// The least space between two figures in one row, in px.
const FIGURE_GAP: f64 = 10.0;

/// A value with its label.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) field: StepField,
    pub(crate) label: &'static str,
    pub(crate) value: Cow<'static, str>,
    /// The tooltip, where the value is shortened or has a range.
    pub(crate) full: Option<String>,
    pub(crate) paint: Paint,
    pub(crate) label_width: f64,
    pub(crate) value_width: f64,
}

impl Figure {
    fn new(field: StepField, value: impl Into<Cow<'static, str>>, paint: Paint) -> Figure {
        let (value, label) = (value.into(), short_label(field));
        // Of a unit that is shown as well, half a pixel more than measured is enough for every renderer.
        let (label_width, value_width) = (Paint::Label.width_of(label) + 0.5, paint.width_of(&value) + 0.5);
        Figure { field, label, value, full: None, paint, label_width, value_width }
    }

    /// Shortens the value where it doesn't fit into a row.
    fn fitted(mut self, width: f64) -> Figure {
        let most = width - self.label_width - LABEL_GAP;
        if self.value_width > most {
            let (short, _) = self.paint.within(most).one_line(&self.value);
            let whole = std::mem::replace(&mut self.value, short.into());
            self.full = self.full.or_else(|| Some(whole.into_owned()));
            self.value_width = most;
        }
        self
    }

    fn width(&self) -> f64 {
        self.label_width + LABEL_GAP + self.value_width
    }
}

/// A row of a box: one figure, its value at the right, or two.
#[derive(Debug)]
pub(crate) struct DataRow {
    pub(crate) left: Figure,
    pub(crate) right: Option<Figure>,
}

/// A figure with the positions of its label and value in a row that starts at 0.
pub(crate) struct PlacedFigure {
    pub(crate) figure: Figure,
    pub(crate) label: f64,
    /// The right end of the value.
    pub(crate) value: f64,
}

impl DataRow {
    /// The figures of a row with a width.
    pub(crate) fn placed(self, width: f64) -> impl Iterator<Item = PlacedFigure> {
        let left_end = if self.right.is_some() { self.left.width() } else { width };
        let left = PlacedFigure { figure: self.left, label: 0.0, value: left_end };
        let right = self.right.map(|figure| PlacedFigure { label: width - figure.width(), figure, value: width });
        std::iter::once(left).chain(right)
    }
}

/// Where a figure between two positions reacts to the pointer: its upper left corner and its size, for a row whose text
/// starts at x.
pub(crate) fn area((label, value): (f64, f64), (x, baseline): Point) -> (Point, (f64, f64)) {
    ((x + label - 3.0, baseline - 11.5), (value - label + 6.0, 15.0))
}

/// The rows of a box: always the work time, and %C/A where there is space for it, so that they can be selected;
/// everything else if it is known.
pub(crate) fn rows(
    step: &Step,
    labels: &StepLabels,
    calendar: &WorkingCalendar,
    with_wait: bool,
    width: f64,
) -> Vec<DataRow> {
    let mut rows = Vec::with_capacity(4);
    let mut alone = |figure: Figure| rows.push(DataRow { left: figure.fitted(width), right: None });
    if with_wait {
        alone(time(StepField::Wait, labels.wait.as_deref(), beside(step.wait, step.wait_range), calendar, width));
    }
    if let Some(lead) = &labels.lead {
        alone(Figure::new(StepField::Lead, lead.clone(), Paint::Value));
    }
    alone(time(StepField::Work, labels.work.as_deref(), beside(step.work, step.work_range), calendar, width));
    let mut open: Option<Figure> = None;
    for figure in others(step, labels, calendar) {
        match open.take() {
            Some(left) if left.width() + FIGURE_GAP + figure.width() <= width => {
                rows.push(DataRow { left, right: Some(figure) });
            }
            Some(left) => {
                rows.push(DataRow { left: left.fitted(width), right: None });
                open = Some(figure);
            }
            None => open = Some(figure),
        }
    }
    rows.extend(open.map(|left| DataRow { left: left.fitted(width), right: None }));
    rows
}

/// The figures below the times.
fn others(step: &Step, labels: &StepLabels, calendar: &WorkingCalendar) -> Vec<Figure> {
    let people = match (step.people, step.people_per_item.filter(|&each| each > 1.0).map(number)) {
        (Some(people), Some(each)) => Some(format!("{people} ({each} per item)")),
        (None, Some(each)) => Some(format!("{each} per item")),
        (people, None) => people.map(|people| people.to_string()),
    };
    let batch = step.batch.filter(|&batch| batch > 1.0).map(number);
    let downtime = labels.downtime.clone().or(step.downtime.map(|_| "None".to_owned()));
    let downtime_paint = if labels.downtime.is_some() { Paint::ProblemValue } else { Paint::Value };
    let values = [
        (StepField::CompleteAccurate, labels.complete_accurate.clone(), Paint::Value),
        (StepField::People, people, Paint::Value),
        (StepField::Batch, batch, Paint::Value),
        (StepField::Every, step.every.map(|every| calendar.print(every)), Paint::Value),
        (StepField::Downtime, downtime, downtime_paint),
    ];
    let known = values.into_iter().filter_map(|(field, value, paint)| Some(Figure::new(field, value?, paint)));
    let mut figures: Vec<Figure> = known.collect();
    // Of a pair of figures there is always one.
    if !figures.len().is_multiple_of(2) && labels.complete_accurate.is_none() || figures.is_empty() {
        figures.insert(0, Figure::new(StepField::CompleteAccurate, "–", Paint::Unknown));
    }
    figures
}

/// The label of a field within a box.
fn short_label(field: StepField) -> &'static str {
    match field {
        StepField::Wait => "Wait",
        StepField::Work => "Work",
        StepField::Batch => "Batch",
        other => other.label(),
    }
}

/// A time: with its range where both fit, else with the range in its tooltip.
fn time(field: StepField, time: Option<&str>, range: Option<Range>, calendar: &WorkingCalendar, width: f64) -> Figure {
    let Some(value) = time else { return Figure::new(field, "Unknown", Paint::Unknown) };
    let paint = if field == StepField::Wait { Paint::WaitValue } else { Paint::WorkValue };
    let figure = Figure::new(field, value.to_owned(), paint);
    let Some(range) = range else { return figure };
    let with_range = format!("{value} ({})", calendar.print_range(range));
    let both = Figure::new(field, with_range.clone(), paint);
    if both.width() <= width { both } else { Figure { full: Some(with_range), ..figure } }
}
