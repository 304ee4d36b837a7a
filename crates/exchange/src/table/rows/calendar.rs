//! Hints in a table that its days aren't working days.

use crate::outcome::finding;
use crate::table::assigned::{Sheet, column_called};
use crate::table::cells::clip;
use crate::table::heading::Column;
use vsm::model::duration::{Hints, Unit, WorkingCalendar};
use vsm::model::finding::Finding;

const DAY: u64 = 24 * 3600;

/// Warnings about headings with days that the calendar of the map doesn’t have: `Wait (calendar days)`.
pub(super) fn other_days(sheet: &Sheet, clock: &WorkingCalendar) -> Vec<Finding> {
    // There, working days are another matter.
    if clock.days_per_week > 5.0 {
        return Vec::new();
    }
    let times = sheet.columns.iter().filter(|column| column.heading.column.is_time() && column.heading.unit.is_some());
    let sentences = times.filter_map(|column| {
        let title = column.title.trim_end_matches([')', ']', '）']);
        let starts = title.char_indices().filter(|(at, c)| {
            // “Elapsed hours” are a lead time, whatever the hours.
            *at > 0 && c.is_alphabetic() && !title.get(..*at).unwrap_or_default().ends_with(char::is_alphabetic)
        });
        let mut doubts = starts.filter_map(|(at, _)| {
            let reading = clock.read_time(&format!("2 {}", title.get(at..)?), &Hints::default()).ok()?;
            reading.doubts.into_iter().next().filter(|_| reading.rest.is_empty())
        });
        let sentence = doubts.next()?;
        Some(format!("{}: {sentence}", column_called(&column.title)))
    });
    sentences.map(|sentence| finding("calendar", sentence)).collect()
}

/// A warning if a cell has whole days in hours, as around the clock: `24 hours`, `72h`.
pub(super) fn hint(sheet: &Sheet, clock: &WorkingCalendar) -> Option<Finding> {
    if sheet.calendar.is_some() || clock.is_calendar() || sheet.has(Column::HoursPerDay) {
        return None;
    }
    let columns = sheet
        .columns
        .iter()
        .filter(|column| matches!(column.heading.column, Column::Wait | Column::Lead | Column::WaitAfter));
    let cells = columns.flat_map(|column| {
        let hints = Hints {
            unit: column.heading.unit.as_deref().and_then(Unit::parse),
            pattern: column.heading.pattern,
            sign: sheet.sign,
        };
        sheet.rows.iter().filter_map(move |row| {
            let time = clock.read_time(row.cell(column.at), &hints).ok()?.estimate.typical?;
            let in_hours = time.spelling.is_some_and(|spelling| spelling.unit == Unit::Hour);
            (in_hours && time.seconds > 0).then_some((row, column, time.seconds))
        })
    });
    let cells: Vec<_> = cells.collect();
    let is_whole_day = |seconds: u64| seconds.is_multiple_of(DAY);
    // Beside 8, 16 or 40 hours, 24 hours are days of 8.
    let is_working = cells.iter().any(|(.., seconds)| seconds.is_multiple_of(8 * 3600) && !is_whole_day(*seconds));
    let (row, column, _) = cells.iter().find(|(.., seconds)| is_whole_day(*seconds)).filter(|_| !is_working)?;
    let cell = row.cell(column.at);
    let sentence = format!(
        "Row {}, {}: “{}” may be days around the clock. Here a day has {} hours and a week {} days; if the times count nights and weekends, choose 24 hours per day and 7 days per week.",
        row.number,
        clip(&column.title),
        clip(cell),
        clock.hours_per_day,
        clock.days_per_week
    );
    Some(finding("calendar", sentence))
}
