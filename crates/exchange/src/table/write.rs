//! Exports a map as CSV: one row per step, in table order.

use serde_json::Value;

use crate::table::formula_escape::defuse;
use crate::table::heading::{Column, WRITTEN};
use crate::table::rows::links::{Names, write_rework, write_then};
use vsm::fields::catalog::StepField;
use vsm::fields::values::Style;
use vsm::model::duration::Written;
use vsm::model::graph::Graph;
use vsm::model::map::Map;
use vsm::model::step::{Source, Step, StepTime};
use vsm::text::capitalized;

/// Writes a map as CSV text: UTF-8, commas, line breaks as in RFC 4180.
///
/// It starts with a byte order mark. Without one, Excel on Windows assumes the system's code page and
/// garbles every non-English name and every `–`; LibreOffice, Google Sheets, Numbers and pandas skip the
/// mark.
///
/// Times are text with units, so that they mean the same when they are imported again. The last columns
/// contain the length of the map's day and week, since `2d` means nothing without them.
pub fn write(map: &Map) -> String {
    table(WRITTEN.iter().map(|column| column.heading().to_owned()), rows(map))
}

/// The cells below the headings, one row per step.
fn rows(map: &Map) -> Vec<Vec<String>> {
    let graph = Graph::new(map);
    let names = Names::of_map(map);
    let row = |&at: &usize| {
        let (step, next) = (map.steps.get(at)?, graph.out.get(at)?);
        let cells = WRITTEN.iter().map(|column| match column {
            Column::Then => write_then(&names, map, next),
            Column::Rework => write_rework(&names, map, &step.id),
            Column::Map => map.name.clone(),
            Column::HoursPerDay => map.clock.hours_per_day.to_string(),
            Column::DaysPerWeek => map.clock.days_per_week.to_string(),
            Column::Lead => {
                let sum = step.wait.zip(step.work).map(|(wait, work)| Written::from(wait + work));
                let lead = step.written(StepTime::Lead).or(sum);
                lead.map_or_else(String::new, |lead| map.clock.print(lead))
            }
            _ => text(value(*column, step, Style::Text(&map.clock))),
        });
        Some(cells.collect())
    };
    graph.order.iter().filter_map(row).collect()
}

/// The whole table of steps for people: headings, and one row per step, without empty columns and those
/// with the same value in every row.
pub fn steps_in_full(map: &Map) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let rows = rows(map);
    let of_the_map =
        |column: Column| matches!(column, Column::Map | Column::HoursPerDay | Column::DaysPerWeek | Column::Id);
    let has_values = |at: usize| rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()));
    let columns: Vec<(usize, Column)> =
        WRITTEN.iter().copied().enumerate().filter(|(at, column)| !of_the_map(*column) && has_values(*at)).collect();
    let headings = columns.iter().map(|(_, column)| column.heading()).collect();
    let pick = |row: &Vec<String>| {
        let shown = |(at, column): &(usize, Column)| match row.get(*at) {
            // The value in files differs from the label on screens.
            Some(cell) if *column == Column::Source && cell == Source::Estimate.as_str() => "Estimate".to_owned(),
            Some(cell) if matches!(column, Column::Kind | Column::Source) => capitalized(cell),
            Some(cell) if *column == Column::CompleteAccurate && !cell.is_empty() => format!("{cell}%"),
            cell => cell.cloned().unwrap_or_default(),
        };
        columns.iter().map(shown).collect()
    };
    (headings, rows.iter().map(pick).collect())
}

/// A table as CSV text: headings, then rows; texts that a spreadsheet would run as formulas are escaped.
pub(crate) fn table<R: IntoIterator<Item = String>>(
    headings: impl IntoIterator<Item = String>,
    rows: impl IntoIterator<Item = R>,
) -> String {
    let mut csv = String::from("\u{feff}");
    line(&mut csv, headings.into_iter());
    for row in rows {
        line(&mut csv, row.into_iter().map(|cell| defuse(&cell)));
    }
    csv
}

/// The value of a step in a column, as in the file format.
pub(crate) fn value(column: Column, step: &Step, style: Style<'_>) -> Value {
    let end = |range: StepField, at: usize| range.get(step, style).get(at).cloned().unwrap_or_default();
    match column {
        Column::Id => step.id.as_str().into(),
        Column::Spellings => step.spellings.code().into(),
        Column::WaitLow => end(StepField::WaitRange, 0),
        Column::WaitHigh => end(StepField::WaitRange, 1),
        Column::WorkLow => end(StepField::WorkRange, 0),
        Column::WorkHigh => end(StepField::WorkRange, 1),
        _ => column.step_field().map_or(Value::Null, |field| field.get(step, style)),
    }
}

/// A value as the text of a cell; unknown is empty.
pub(crate) fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.as_f64().map_or_else(String::new, |number| number.to_string()),
    }
}

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
