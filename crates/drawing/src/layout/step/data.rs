//! The data box: what is known of a step, one figure a row.

use std::borrow::Cow;

use crate::layout::step::card::INNER;
use crate::layout::step::labels::Told;
use crate::style::Paint;
use vsm::Step;
use vsm::model::duration::{Range, WorkingCalendar};
use vsm::text::number;

/// Space between a figure's name and its value, in px.
pub(crate) const SPACE: f64 = 6.0;

/// A figure with its name.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) label: &'static str,
    pub(crate) value: Cow<'static, str>,
    /// All of it, where that has more to say.
    pub(crate) full: Option<String>,
    pub(crate) paint: Paint,
    /// Room for the value, in px.
    pub(crate) room: f64,
}

impl Row {
    /// A row whose value is cut where it is too wide.
    fn new(label: &'static str, value: impl Into<Cow<'static, str>>, paint: Paint) -> Row {
        let value = value.into();
        let room = INNER - Paint::Label.width_of(label) - SPACE;
        let setting = paint.within(room);
        if setting.fits(&value) {
            return Row { label, value, full: None, paint, room };
        }
        let (short, _) = setting.one_line(&value);
        Row { label, value: short.into(), full: Some(value.into_owned()), paint, room }
    }
}

/// The rows of a data box: work always, everything else where it is known.
pub(crate) fn rows(step: &Step, told: &Told, clock: &WorkingCalendar, with_wait: bool) -> Vec<Row> {
    let mut rows = Vec::with_capacity(6);
    if with_wait {
        rows.push(time("Wait time", told.wait.as_deref(), step.wait_range, clock, Paint::WaitValue));
    }
    if let Some(lead) = &told.lead {
        rows.push(Row::new("Lead time", lead.clone(), Paint::Value));
    }
    rows.push(time("Work time", told.work.as_deref(), step.work_range, clock, Paint::WorkValue));
    let mut fact = |label, value: String, paint| rows.push(Row::new(label, value, paint));
    if let Some(ca) = &told.complete_accurate {
        fact("%C/A", ca.clone(), Paint::Value);
    }
    match (step.people, step.people_per_item) {
        (Some(people), Some(each)) if each > 1.0 => {
            fact("People", format!("{} ({} per item)", number(people), number(each)), Paint::Value);
        }
        (Some(people), _) => fact("People", number(people), Paint::Value),
        (None, Some(each)) if each > 1.0 => fact("People", format!("{} per item", number(each)), Paint::Value),
        (None, _) => {}
    }
    if let Some(batch) = step.batch.filter(|&batch| batch > 1.0) {
        fact("Batch size", format!("{} items", number(batch)), Paint::Value);
    }
    if let Some(every) = step.every {
        fact("Cadence", clock.print(every), Paint::Value);
    }
    match (&told.downtime, step.downtime) {
        (Some(downtime), _) => fact("Downtime", downtime.clone(), Paint::HurtValue),
        (None, Some(_)) => fact("Downtime", "None".to_owned(), Paint::Value),
        (None, None) => {}
    }
    rows
}

/// A row for a time: with its range where both fit, else the range on asking.
fn time(label: &'static str, time: Option<&str>, range: Option<Range>, clock: &WorkingCalendar, paint: Paint) -> Row {
    let Some(value) = time else {
        let mut row = Row::new(label, "?", Paint::Unknown);
        row.full = Some(range.map_or("Unknown".to_owned(), |range| clock.print_range(range)));
        return row;
    };
    let Some(range) = range else { return Row::new(label, value.to_owned(), paint) };
    let whole = format!("{value} ({})", clock.print_range(range));
    let mut row = Row::new(label, value.to_owned(), paint);
    if paint.within(row.room).fits(&whole) {
        row.value = whole.into();
    } else {
        row.full = Some(whole);
    }
    row
}
