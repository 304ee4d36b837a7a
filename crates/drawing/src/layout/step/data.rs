//! The data box: the values of a step, one per row.

use std::borrow::Cow;

use crate::layout::dimensions::CARD_TEXT_WIDTH;
use crate::layout::step::labels::StepLabels;
use crate::style::Paint;
use vsm::Step;
use vsm::fields::catalog::StepField;
use vsm::model::duration::{Range, WorkingCalendar};
use vsm::text::number;

/// Space between a label and its value, in px.
const GAP: f64 = 6.0;

/// A value with its label.
#[derive(Debug)]
pub(crate) struct DataRow {
    pub(crate) label: &'static str,
    pub(crate) value: Cow<'static, str>,
    /// The tooltip, where the value is shortened or has a range.
    pub(crate) full: Option<String>,
    pub(crate) paint: Paint,
    /// Width for the value, in px.
    pub(crate) value_width: f64,
}

impl DataRow {
    /// A row whose value is shortened where it is too wide.
    fn new(label: &'static str, value: impl Into<Cow<'static, str>>, paint: Paint) -> DataRow {
        let value = value.into();
        let value_width = CARD_TEXT_WIDTH - Paint::Label.width_of(label) - GAP;
        let setting = paint.within(value_width);
        if setting.fits(&value) {
            return DataRow { label, value, full: None, paint, value_width };
        }
        let (short, _) = setting.one_line(&value);
        DataRow { label, value: short.into(), full: Some(value.into_owned()), paint, value_width }
    }

    /// Width for the label, in px.
    pub(crate) fn label_width(&self) -> f64 {
        CARD_TEXT_WIDTH - self.value_width - GAP
    }
}

/// The rows of a data box: always the work time, everything else if it is known.
pub(crate) fn rows(step: &Step, labels: &StepLabels, calendar: &WorkingCalendar, with_wait: bool) -> Vec<DataRow> {
    let mut rows = Vec::with_capacity(6);
    if with_wait {
        rows.push(time(StepField::Wait.label(), labels.wait.as_deref(), step.wait_range, calendar, Paint::WaitValue));
    }
    if let Some(lead) = &labels.lead {
        rows.push(DataRow::new(StepField::Lead.label(), lead.clone(), Paint::Value));
    }
    rows.push(time(StepField::Work.label(), labels.work.as_deref(), step.work_range, calendar, Paint::WorkValue));
    let people = match (step.people.map(number), step.people_per_item.filter(|&each| each > 1.0).map(number)) {
        (Some(people), Some(each)) => Some(format!("{people} ({each} per item)")),
        (None, Some(each)) => Some(format!("{each} per item")),
        (people, None) => people,
    };
    let batch = step.batch.filter(|&batch| batch > 1.0).map(|batch| format!("{} items", number(batch)));
    let downtime = labels.downtime.clone().or(step.downtime.map(|_| "None".to_owned()));
    let downtime_paint = if labels.downtime.is_some() { Paint::ProblemValue } else { Paint::Value };
    let values = [
        (StepField::CompleteAccurate, labels.complete_accurate.clone(), Paint::Value),
        (StepField::People, people, Paint::Value),
        (StepField::Batch, batch, Paint::Value),
        (StepField::Every, step.every.map(|every| calendar.print(every)), Paint::Value),
        (StepField::Downtime, downtime, downtime_paint),
    ];
    rows.extend(
        values.into_iter().filter_map(|(field, value, paint)| Some(DataRow::new(field.label(), value?, paint))),
    );
    rows
}

/// A row for a time: with its range where both fit, else with the range in its tooltip.
fn time(
    label: &'static str,
    time: Option<&str>,
    range: Option<Range>,
    calendar: &WorkingCalendar,
    paint: Paint,
) -> DataRow {
    let Some(value) = time else {
        let mut row = DataRow::new(label, "?", Paint::Unknown);
        row.full = Some(range.map_or("Unknown".to_owned(), |range| calendar.print_range(range)));
        return row;
    };
    let Some(range) = range else { return DataRow::new(label, value.to_owned(), paint) };
    let with_range = format!("{value} ({})", calendar.print_range(range));
    let mut row = DataRow::new(label, value.to_owned(), paint);
    if paint.within(row.value_width).fits(&with_range) {
        row.value = with_range.into();
    } else {
        row.full = Some(with_range);
    }
    row
}
