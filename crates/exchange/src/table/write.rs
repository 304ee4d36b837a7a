//! Exports a map as CSV: one row per step, in table order.

use crate::options::Options;
use crate::table::columns::{Column, WRITTEN};
use crate::table::formula_escape::{defuse, unescape};
use crate::table::links::{Names, write_rework, write_then};
use vsm::model::duration::{Seconds, WorkingCalendar, print_elapsed};
use vsm::model::error::ValidationError;
use vsm::model::graph::Graph;
use vsm::model::map::Map;
use vsm::model::step::{Kind, Source, Step};

/// Writes a map as CSV text: UTF-8, commas, line breaks as in RFC 4180.
///
/// It starts with a byte order mark. Without one, Excel on Windows assumes the system's code page and
/// garbles every non-English name and every `–`; LibreOffice, Google Sheets, Numbers and pandas skip the
/// mark.
///
/// Times are text with units, so that they mean the same when they are imported again. The last columns
/// contain the length of the map's day and week, since `2d` means nothing without them.
#[must_use]
pub fn write(map: &Map) -> String {
    let mut csv = String::from("\u{feff}");
    line(&mut csv, WRITTEN.iter().map(|column| column.heading().to_owned()));
    for row in rows(map) {
        line(&mut csv, row.into_iter());
    }
    csv
}

/// The export function in the table of formats.
#[expect(clippy::unnecessary_wraps, reason = "other writers can fail")]
pub(crate) fn write_file(map: &Map, _: &Options) -> Result<Vec<u8>, ValidationError> {
    Ok(write(map).into_bytes())
}

/// The cells below the headings, one row per step.
fn rows(map: &Map) -> Vec<Vec<String>> {
    let graph = Graph::of(map);
    let names = Names::of(map.steps.iter().map(|step| (step.id.as_str(), step.name.as_str())));
    let row = |&at: &usize| {
        let (step, next) = (map.steps.get(at)?, graph.out.get(at)?);
        let cells = WRITTEN.iter().map(|column| match column {
            Column::Then => defuse(&write_then(&names, map, next)),
            Column::Rework => defuse(&write_rework(&names, map, &step.id)),
            Column::Map => defuse(&map.name),
            Column::HoursPerDay => map.clock.hours_per_day.to_string(),
            Column::DaysPerWeek => map.clock.days_per_week.to_string(),
            _ => cell(*column, step, &map.clock),
        });
        Some(cells.collect())
    };
    graph.order.iter().filter_map(row).collect()
}

/// The whole table of steps for people: headings, and one row per step, without empty columns and those
/// with the same value in every row.
#[must_use]
pub fn steps_in_full(map: &Map) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let rows = rows(map);
    let of_the_map =
        |column: Column| matches!(column, Column::Map | Column::HoursPerDay | Column::DaysPerWeek | Column::Id);
    let says = |at: usize| rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()));
    let columns: Vec<(usize, Column)> =
        WRITTEN.iter().copied().enumerate().filter(|(at, column)| !of_the_map(*column) && says(*at)).collect();
    let headings = columns.iter().map(|(_, column)| column.heading()).collect();
    let shown = |column: Column, cell: &str| match column {
        // The value in files differs from the label on screens.
        Column::Source if cell == Source::Estimate.as_str() => "estimate".to_owned(),
        _ => unescape(cell),
    };
    let pick = |row: &Vec<String>| {
        columns.iter().map(|(at, column)| row.get(*at).map_or(String::new(), |cell| shown(*column, cell))).collect()
    };
    (headings, rows.iter().map(pick).collect())
}

/// Any other table as CSV text: headings, then rows; texts that a spreadsheet would run as formulas are
/// escaped.
pub fn table<const N: usize>(headings: [String; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut csv = String::from("\u{feff}");
    line(&mut csv, headings.into_iter());
    for row in rows {
        line(&mut csv, row.into_iter().map(|cell| defuse(&cell)));
    }
    csv
}

fn cell(column: Column, step: &Step, clock: &WorkingCalendar) -> String {
    let time = |seconds: Option<Seconds>| seconds.map_or_else(String::new, |s| clock.print(s));
    let number = |number: Option<f64>| number.map_or_else(String::new, |n| n.to_string());
    match column {
        Column::Step => defuse(&step.name),
        Column::Team => defuse(&step.team),
        Column::Kind => step.kind.map_or("", Kind::as_str).to_owned(),
        Column::Wait => time(step.wait),
        Column::WaitLow => time(step.wait_range.map(|range| range.low)),
        Column::WaitHigh => time(step.wait_range.map(|range| range.high)),
        Column::WaitReason => defuse(&step.wait_reason),
        Column::Every => time(step.every),
        Column::Queue => number(step.queue),
        Column::Work => time(step.work),
        Column::WorkLow => time(step.work_range.map(|range| range.low)),
        Column::WorkHigh => time(step.work_range.map(|range| range.high)),
        Column::Lead => time(step.lead.or(step.wait.zip(step.work).map(|(wait, work)| wait + work))),
        Column::CompleteAccurate => number(step.complete_accurate),
        Column::People => number(step.people),
        Column::PeoplePerItem => number(step.people_per_item),
        Column::Batch => number(step.batch),
        Column::Downtime => step.downtime.map_or_else(String::new, print_elapsed),
        Column::Automated => answer(step.automated),
        Column::Observed => answer(step.observed),
        Column::Reversible => answer(step.reversible),
        Column::Source => step.source.map_or("", Source::as_str).to_owned(),
        Column::Note => defuse(&step.note),
        Column::Id => defuse(&step.id),
        // Columns of the map, or import only.
        Column::Then
        | Column::Rework
        | Column::Map
        | Column::HoursPerDay
        | Column::DaysPerWeek
        | Column::After
        | Column::WaitRange
        | Column::WorkRange
        | Column::InWords
        | Column::Remark => String::new(),
    }
}

pub(crate) fn answer(answer: Option<bool>) -> String {
    match answer {
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
        None => String::new(),
    }
}

/// Writes one row.
pub(super) fn line(csv: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            csv.push(',');
        }
        if cell.contains([',', '"', '\n', '\r', ';', '\t']) {
            csv.push('"');
            csv.push_str(&cell.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(&cell);
        }
    }
    csv.push_str("\r\n");
}
