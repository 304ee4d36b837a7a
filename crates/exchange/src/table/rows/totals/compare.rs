//! Compares the totals that a file states with its rows. A difference shows a wrong unit, calendar or row.

use std::collections::HashMap;

use crate::outcome::finding;
use crate::table::assigned::{Sheet, SheetColumn};
use crate::table::bytes::TableRow;
use crate::table::cells::clip;
use crate::table::heading::{Column, Heading};
use crate::table::rows::order::Groups;
use crate::table::rows::totals::subtotals::{Part, is_subtotal};
use crate::table::rows::totals::{STATISTICS, Totals};
use vsm::model::duration::{Hints, Unit, WorkingCalendar, Written, real, whole};
use vsm::model::finding::Finding;
use vsm::model::number::read_percent;

/// Calendars that people count with.
const CALENDARS: [(f64, f64); 6] = [(24.0, 7.0), (24.0, 5.0), (8.0, 7.0), (7.5, 5.0), (7.0, 5.0), (6.0, 5.0)];

/// A warning for each total that differs from the rows.
pub(in crate::table::rows) fn compare(
    sheet: &Sheet,
    totals: &Totals,
    groups: Option<&Groups>,
    clock: &WorkingCalendar,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut calendar: Option<(f64, f64)> = None;
    for row in totals.whole.iter().filter(|row| !is_subtotal(row) && !is_statistic(row)) {
        for column in &sheet.columns {
            if is_added(column.heading.column) {
                match compare_time(sheet, column, row, groups, clock) {
                    Some(Difference::Sum(sentence)) => findings.push(finding("total_differs", sentence)),
                    Some(Difference::Calendar(hours, days)) => calendar = Some((hours, days)),
                    None => {}
                }
            } else if column.heading.column == Column::CompleteAccurate {
                findings.extend(compare_share(sheet, column, row).map(|sentence| finding("total_differs", sentence)));
            }
        }
    }
    findings.extend(totals.parts.iter().flat_map(|part| compare_part(sheet, part, groups, clock)));
    if let Some((hours, days)) = calendar.filter(|_| sheet.calendar.is_none()) {
        let sentence = format!(
            "The totals fit a calendar with {hours} hours per day and {days} days per week. Choose it if the times count that way: they were read with {} hours per day and {} days per week.",
            clock.hours_per_day, clock.days_per_week
        );
        findings.push(finding("calendar", sentence));
    }
    findings
}

/// Words for averages.
#[rustfmt::skip]
const AVERAGE: &[&str] = &[
    "average", "averages", "avg", "mean", "ø", "mittelwert", "durchschnitt", "moyenne", "media", "promedio", "média", "gemiddelde", "średnia", "平均", "평균",
];

fn words_of(row: &TableRow) -> Vec<String> {
    let name = row.cells.iter().find(|cell| !cell.is_empty()).map_or(String::new(), |cell| cell.to_lowercase());
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_average(row: &TableRow) -> bool {
    words_of(row).iter().any(|word| AVERAGE.contains(&word.as_str()))
}

/// Least, longest and the like are neither sums nor averages.
fn is_statistic(row: &TableRow) -> bool {
    words_of(row).iter().any(|word| STATISTICS.contains(&word.as_str()))
}

fn is_added(column: Column) -> bool {
    matches!(column, Column::Wait | Column::Work | Column::Lead | Column::Necessary | Column::WaitAfter)
}

/// A warning for each total that differs from the rows since the last one, and from all rows above.
fn compare_part(sheet: &Sheet, part: &Part, groups: Option<&Groups>, clock: &WorkingCalendar) -> Vec<Finding> {
    let with =
        |rows: Vec<TableRow>| Sheet { columns: sheet.columns.clone(), rows, sign: sheet.sign, ..Sheet::default() };
    let own = with(part.above.clone());
    let differs = |sheet: &Sheet, column: &SheetColumn| match compare_time(sheet, column, &part.total, groups, clock) {
        Some(Difference::Sum(sentence)) => Some(sentence),
        _ => None,
    };
    let columns = sheet.columns.iter().filter(|column| is_added(column.heading.column));
    let different: Vec<(&SheetColumn, String)> =
        columns.filter_map(|column| Some((column, differs(&own, column)?))).collect();
    if different.is_empty() {
        return Vec::new();
    }
    let all = with(sheet.rows.iter().filter(|row| row.number < part.total.number).cloned().collect());
    let is_told = |(column, _): &(&SheetColumn, String)| differs(&all, column).is_some();
    different.into_iter().filter(is_told).map(|(_, sentence)| finding("total_differs", sentence)).collect()
}

enum Difference {
    Sum(String),
    /// The total fits another calendar.
    Calendar(f64, f64),
}

/// The time in a cell with one plain time; `Err` for a cell that has none.
fn time(sheet: &Sheet, column: &SheetColumn, cell: &str, clock: &WorkingCalendar) -> Result<Option<Written>, ()> {
    let unit = column.heading.unit.as_deref().and_then(Unit::parse);
    let hints = Hints { unit, pattern: column.heading.pattern, sign: sheet.sign };
    let estimate = clock.read_time(cell, &hints).map_err(|_| ())?.estimate;
    if estimate.range.is_some() { Err(()) } else { Ok(estimate.typical) }
}

fn compare_time(
    sheet: &Sheet,
    column: &SheetColumn,
    total: &TableRow,
    groups: Option<&Groups>,
    clock: &WorkingCalendar,
) -> Option<Difference> {
    let cell = total.cell(column.at);
    // Sums of a column of bare numbers have its unit.
    let fits = |clock: &WorkingCalendar| -> Option<(bool, Written, u64)> {
        // `Total (days)` has a unit of its own.
        let own = unit_of(total).map(|unit| {
            let heading = Heading { unit: Some(unit.symbol().to_owned()), ..column.heading.clone() };
            SheetColumn { heading, ..column.clone() }
        });
        let stated = time(sheet, own.as_ref().unwrap_or(column), cell, clock).ok()??;
        let times: Result<Vec<Option<Written>>, ()> =
            sheet.rows.iter().map(|row| time(sheet, column, row.cell(column.at), clock)).collect();
        let times = times.ok()?;
        let known = times.iter().flatten().count();
        if known < 2 {
            return None;
        }
        let sum = times.iter().flatten().map(|time| time.seconds).fold(0, u64::saturating_add);
        let longest = groups.map(|groups| {
            let known = sheet.rows.iter().zip(&times).filter_map(|(row, time)| Some((row.number, (*time)?.seconds)));
            let of_rows: HashMap<usize, u64> = known.collect();
            let of_row = |number: &usize| of_rows.get(number).copied();
            groups.iter().map(|group| group.iter().filter_map(of_row).max().unwrap_or(0)).fold(0, u64::saturating_add)
        });
        let tolerance = tolerance(cell, stated.seconds);
        let near = |sum: u64| sum.abs_diff(stated.seconds) <= tolerance;
        if is_average(total) {
            let is_either = words_of(total).iter().any(|word| word.starts_with("total") || word.starts_with("sum"));
            return Some((near(sum / known as u64) || is_either && near(sum), stated, sum / known as u64));
        }
        Some((near(sum) || longest.is_some_and(near) || near(all_times(sheet, clock)), stated, sum))
    };
    let (is_equal, stated, sum) = fits(clock)?;
    if is_equal {
        return None;
    }
    let other =
        CALENDARS.into_iter().filter(|(hours, days)| (*hours, *days) != (clock.hours_per_day, clock.days_per_week));
    let calendar = |hours_per_day: f64, days_per_week: f64| WorkingCalendar {
        hours_per_day,
        days_per_week,
        working_hours_per_week: None,
    };
    if let Some((hours, days)) =
        other.into_iter().find(|(hours, days)| fits(&calendar(*hours, *days)).is_some_and(|(fits, ..)| fits))
    {
        return Some(Difference::Calendar(hours, days));
    }
    let spelling = stated.spelling;
    Some(Difference::Sum(format!(
        "Row {} (“{}”), {}: the file says {}, but the steps {} {}.",
        total.number,
        clip(total.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str)),
        clip(&column.title),
        clock.print(stated),
        if is_average(total) { "average" } else { "add up to" },
        clock.print(clock.settle(Written { seconds: sum, spelling }))
    )))
}

/// The unit in the brackets of a row's name.
fn unit_of(row: &TableRow) -> Option<Unit> {
    let name = row.cells.iter().find(|cell| !cell.is_empty())?;
    let (_, inside) = name.rsplit_once(['(', '['])?;
    Unit::parse(inside.trim_end_matches([')', ']', ' ']).trim_start_matches("in ").trim())
}

/// Wait and work time of all rows: some people write their sum below one of the columns.
fn all_times(sheet: &Sheet, clock: &WorkingCalendar) -> u64 {
    let columns =
        sheet.columns.iter().filter(|column| is_added(column.heading.column) && column.heading.column != Column::Lead);
    let times = columns.flat_map(|column| {
        sheet.rows.iter().filter_map(|row| time(sheet, column, row.cell(column.at), clock).ok().flatten())
    });
    times.map(|time| time.seconds).fold(0, u64::saturating_add)
}

/// How far a total may be from the sum without contradicting it: half of its last digit; a tenth if it is “about”.
fn tolerance(cell: &str, stated: u64) -> u64 {
    if cell.trim_start().starts_with(['~', '≈', '∼'])
        || cell.to_lowercase().starts_with("about")
        || cell.to_lowercase().starts_with("ca")
    {
        return stated / 10;
    }
    let number: String = cell
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .collect();
    let decimals = number.rsplit_once(['.', ',']).map_or(0, |(_, decimals)| decimals.len());
    let Some(value) = number.replace(',', ".").parse::<f64>().ok().filter(|value| *value > 0.0) else { return 0 };
    let unit = real(stated) / value;
    whole(unit * 0.5 * 0.1_f64.powi(i32::try_from(decimals).unwrap_or(0))) + 1
}

/// The total of %C/A is the product of the steps', or their average.
fn compare_share(sheet: &Sheet, column: &SheetColumn, total: &TableRow) -> Option<String> {
    let share = |cell: &str| read_percent(cell, sheet.sign, false).ok()?.value;
    let stated = share(total.cell(column.at))?;
    let shares: Vec<f64> = sheet.rows.iter().filter_map(|row| share(row.cell(column.at))).collect();
    // Fractions of one are told elsewhere.
    if shares.len() < 2 || shares.iter().all(|share| *share <= 1.0) {
        return None;
    }
    let product = shares.iter().fold(100.0, |product, share| product * share / 100.0);
    #[expect(clippy::cast_precision_loss, reason = "a table has few rows")]
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    if (product - stated).abs() <= 1.0 || (mean - stated).abs() <= 1.0 {
        return None;
    }
    Some(format!(
        "Row {} (“{}”), {}: the file says {stated}%, but the steps make {}% (average {}%).",
        total.number,
        clip(total.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str)),
        clip(&column.title),
        (product * 10.0).round() / 10.0,
        (mean * 10.0).round() / 10.0
    ))
}
