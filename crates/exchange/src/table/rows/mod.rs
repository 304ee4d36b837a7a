//! A table of steps as a map: every cell is imported or reported with its row and column; nothing is
//! dropped silently.

mod calendar;
pub(crate) mod cell;
mod doubts;
mod flows;
pub(crate) mod links;
mod order;
mod reports;
pub(crate) mod row;
mod times;
mod totals;
mod wording;

use std::collections::BTreeSet;

use serde_json::{Map as Json, Value, json};

use crate::outcome::finding;
use crate::table::assigned::{Sheet, SheetColumn};
use crate::table::cells::{clip, one_line};
use crate::table::formula_escape::unescape;
use crate::table::heading::Column;
use crate::table::rows::flows::problems_to_notes;
use crate::table::rows::order::Groups;
use crate::table::rows::row::{Problem, Row, RowReader, Told, add_to_note, remark};
use vsm::fields::map::set_map;
use vsm::model::duration::{NO_UNIT, WorkingCalendar};
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;
use vsm::model::number::read_number;
use vsm::text::capitalized;
use vsm::validate::map;
use vsm::{Map, Step, file};

/// The maximum number of problems in one error.
const MAX_PROBLEMS: usize = 10;

/// The handling of cells that can't be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The file is rejected, with all of them in one error.
    Strict,
    /// They go into the note of their step, with a warning: for imports after a preview.
    Lenient,
}

/// The rows of a table that are steps, read.
pub(crate) struct StepRows {
    pub(crate) rows: Vec<Row>,
    groups: Option<Groups>,
}

/// Reads the rows of a table that are steps. What concerns single cells is told in the rows; the rest in `findings`.
pub(crate) fn read_rows(
    sheet: &mut Sheet,
    clock: &WorkingCalendar,
    mode: Mode,
    findings: &mut Vec<Finding>,
) -> StepRows {
    findings.append(&mut sheet.findings);
    let sums = totals::take(sheet, findings);
    if mode == Mode::Lenient {
        skip_nameless(sheet, findings);
    }
    let groups = if sheet.is_own() { None } else { order::sort(sheet, findings) };
    let sheet: &Sheet = sheet;
    let reader = RowReader::new(sheet, clock, findings);
    let mut rows: Vec<Row> =
        sheet.rows.iter().enumerate().map(|(at, cells)| Row { at, ..reader.read(cells) }).collect();
    if !sheet.is_own() {
        findings.extend(totals::compare(sheet, &sums, groups.as_ref(), clock));
        findings.extend(calendar::hint(sheet, clock));
        findings.extend(calendar::other_days(sheet, clock));
        findings.extend(wording::tell(sheet));
        times::complete(sheet, &mut rows, groups.as_ref(), clock, findings);
    }
    findings.extend(rows.iter_mut().filter_map(Row::cut_name));
    StepRows { rows, groups }
}

/// The numbers of the rows that are steps.
pub(crate) fn step_numbers(mut sheet: Sheet) -> BTreeSet<usize> {
    totals::take(&mut sheet, &mut Vec::new());
    skip_nameless(&mut sheet, &mut Vec::new());
    sheet.rows.iter().map(|row| row.number).collect()
}

/// Imports a sheet whose columns have a meaning; also says how many of its values went to the notes. Warnings are added
/// even if it fails.
pub(crate) fn read_sheet(
    mut sheet: Sheet,
    name: &str,
    mode: Mode,
    findings: &mut Vec<Finding>,
) -> Result<(Map, usize), ValidationError> {
    let mut problems = Vec::new();
    let bare = bare_map(&sheet, name, &mut problems, findings);
    let StepRows { mut rows, groups } = read_rows(&mut sheet, &bare.clock, mode, findings);
    make_ids(&mut rows);
    let (arrows, misplaced) = flows::read(&sheet, &mut rows, groups.as_ref(), &bare.clock, mode, findings)?;
    for row in &mut rows {
        check(row, &sheet, &bare, mode);
    }
    if mode == Mode::Lenient {
        problems_to_notes(&mut rows);
    }
    reports::add(&rows, findings);
    problems.extend(misplaced.into_iter().map(|(place, sentence)| (0, place, sentence)));
    let of_rows = rows.iter().flat_map(|row| row.problems.iter().map(|problem| (row.number, problem)));
    problems.extend(of_rows.map(|(number, problem)| (number, problem.title.clone(), problem.sentence.clone())));
    report_problems(problems, mode, findings)?;
    let numbers: Vec<usize> = rows.iter().map(|row| row.number).collect();
    let in_notes = rows.iter().map(|row| row.remarks.len()).sum();
    let steps: Vec<Value> = rows
        .into_iter()
        .map(|mut row| {
            add_to_note(&mut row.fields, row.remarks);
            Value::Object(row.fields)
        })
        .collect();
    let mut document = json!({
        "format": file::FORMAT,
        "version": file::VERSION,
        "name": bare.name,
        "state": bare.state.as_str(),
        "clock": { "hours_per_day": bare.clock.hours_per_day, "days_per_week": bare.clock.days_per_week },
        "steps": steps,
        "rework": arrows.rework,
    });
    if let Some(document) = document.as_object_mut() {
        document.extend(sheet.about.clone());
        if let Some(flows) = arrows.flows {
            document.insert("flows".to_owned(), flows);
        }
    }
    let (map, notes) = file::read_converted(&document).map_err(|error| place(error, &sheet, &numbers))?;
    findings.extend(notes);
    Ok((map, in_notes))
}

/// A row without a name isn't a step.
fn skip_nameless(sheet: &mut Sheet, findings: &mut Vec<Finding>) {
    let Some(at) = sheet.column(Column::Step).map(|column| column.at) else { return };
    sheet.rows.retain(|row| {
        let named = !row.cell(at).is_empty();
        if !named {
            let text: Vec<&str> = row.cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
            let text = clip(&text.join(", "));
            let sentence = format!("Row {} (“{text}”) has no step name and was skipped.", row.number);
            findings.push(finding("row_left_out", sentence));
        }
        named
    });
}

/// The map without its steps: the columns with its fields have the same value in every row.
fn bare_map(
    sheet: &Sheet,
    name: &str,
    problems: &mut Vec<(usize, String, String)>,
    findings: &mut Vec<Finding>,
) -> Map {
    let own = same(sheet, Column::Map, problems, |cell| Ok(Some(one_line(cell))));
    let number = |cell: &str| read_number(cell, sheet.sign).map(|reading| reading.value);
    let hours = same(sheet, Column::HoursPerDay, problems, number);
    let days = same(sheet, Column::DaysPerWeek, problems, number);
    let title = sheet.title.as_ref().filter(|_| own.is_none());
    if let Some((row, title)) = title {
        let sentence = format!("Row {row} (“{}”) is above the headings and became the name of the map.", clip(title));
        findings.push(finding("read_as", sentence));
    }
    let mut map = Map::new(own.or_else(|| title.map(|(_, title)| title.clone())).unwrap_or_else(|| name.to_owned()));
    map.clock.hours_per_day = hours.unwrap_or(map.clock.hours_per_day);
    map.clock.days_per_week = days.unwrap_or(map.clock.days_per_week);
    if let Some(calendar) = sheet.calendar {
        map.clock = calendar;
    }
    map.state = sheet.state.unwrap_or(map.state);
    let mut about = sheet.about.clone();
    // Ideas are read with the whole map.
    about.remove("ideas");
    if let Err(error) = set_map(&mut map, &about) {
        problems.push((1, "Map".to_owned(), error.message));
    }
    if let Err(error) = map::check_map_fields(&map) {
        let row = sheet.rows.first().map_or(1, |row| row.number);
        let heading = heading_of(sheet, error.field.as_deref().unwrap_or_default());
        problems.push((row, heading, error.message));
        map.clock = WorkingCalendar::WORKING;
    }
    map
}

/// The value that every row has in a column.
fn same<T: PartialEq>(
    sheet: &Sheet,
    column: Column,
    problems: &mut Vec<(usize, String, String)>,
    read: impl Fn(&str) -> Result<Option<T>, String>,
) -> Option<T> {
    let SheetColumn { at, title, .. } = sheet.column(column)?;
    let mut known = None;
    for row in sheet.rows.iter().filter(|row| !row.cell(*at).is_empty()) {
        let sentence = match read(&unescape(row.cell(*at))) {
            Ok(found) if found.is_none() || found == known => continue,
            Ok(found) if known.is_none() => {
                known = found;
                continue;
            }
            Ok(_) => "This differs from the rows above. A file can contain only one map.".to_owned(),
            Err(sentence) => sentence,
        };
        problems.push((row.number, title.clone(), sentence));
    }
    known
}

/// Creates unique ids for the rows without one.
fn make_ids(rows: &mut [Row]) {
    let id = |row: &Row| row.fields.get("id").and_then(Value::as_str).map(str::to_owned);
    let mut taken: std::collections::HashSet<String> = rows.iter().filter_map(id).collect();
    for (number, row) in rows.iter_mut().enumerate() {
        if row.fields.get("id").is_none_or(Value::is_null) {
            let mut new_id = format!("step-{}", number + 1);
            while !taken.insert(new_id.clone()) {
                new_id.push('x');
            }
            row.fields.insert("id".to_owned(), new_id.into());
        }
    }
}

/// Checks rules that involve several cells of a row.
fn check(row: &mut Row, sheet: &Sheet, bare: &Map, mode: Mode) {
    // Each iteration removes one field, or is the last.
    while let Err(error) = checked(&row.fields, bare) {
        let field = error.field.as_deref().unwrap_or_default();
        let title = heading_of(sheet, field);
        let cells = sheet.rows.get(row.at);
        let columns: Vec<&SheetColumn> =
            sheet.columns.iter().filter(|column| column.heading.column.field() == field).collect();
        if mode == Mode::Strict || matches!(field, "name" | "id") || row.fields.remove(field).is_none() {
            row.problems.push(Problem { title, sentence: error.message, text: String::new() });
            return;
        }
        if let Some(cells) = cells {
            row.remarks.extend(columns.iter().map(|column| remark(&column.title, &unescape(cells.cell(column.at)))));
        }
        let sentence = format!("{} The value was added to the step’s note.", error.message);
        row.told.push(Told { title, sentence, goes_to_note: true });
    }
}

/// The step with the fields read so far, if it is valid.
pub(crate) fn checked(fields: &Json<String, Value>, bare: &Map) -> Result<Step, ValidationError> {
    let mut with_id = fields.clone();
    if !with_id.get("id").is_some_and(Value::is_string) {
        with_id.insert("id".to_owned(), "new".into());
    }
    let step = file::read_step(&with_id, bare)?;
    map::check_step(&step, &bare.clock)?;
    Ok(step)
}

fn heading_of(sheet: &Sheet, field: &str) -> String {
    let field = field.split(['[', '.']).next().unwrap_or_default();
    let mut columns = sheet.columns.iter();
    columns.find(|column| column.heading.column.field() == field).map_or(field, |column| &column.title).to_owned()
}

/// Adds the row and column, if any, to an error of the whole map.
fn place(error: ValidationError, sheet: &Sheet, numbers: &[usize]) -> ValidationError {
    let field = error.field.clone().unwrap_or_default();
    let step = field.strip_prefix("steps[").and_then(|rest| rest.split_once(']'));
    let placed = step.and_then(|(at, field)| {
        let number = numbers.get(at.parse::<usize>().ok()?)?;
        Some(format!("row {number}, {}", heading_of(sheet, field.trim_start_matches('.'))))
    });
    match placed {
        Some(place) => {
            let message = format!("{}: {}", capitalized(&place), error.message);
            ValidationError::new(error.code, message).at(place)
        }
        None => error,
    }
}

/// All problems as one error; for a lenient import as warnings.
fn report_problems(
    mut problems: Vec<(usize, String, String)>,
    mode: Mode,
    findings: &mut Vec<Finding>,
) -> Result<(), ValidationError> {
    problems.sort_by_key(|(row, ..)| *row);
    let line = |(row, heading, sentence): &(usize, String, String)| match row {
        0 => format!("{heading}: {sentence}"),
        row => format!("Row {row}, {heading}: {sentence}"),
    };
    if mode == Mode::Lenient {
        findings.extend(problems.iter().map(|problem| finding("not_understood", line(problem))));
        return Ok(());
    }
    let Some((row, heading, _)) = problems.first() else { return Ok(()) };
    let place = if *row == 0 { heading.clone() } else { format!("row {row}, {heading}") };
    let mut lines: Vec<String> = problems.iter().take(MAX_PROBLEMS).map(line).collect();
    if problems.len() > MAX_PROBLEMS {
        lines.push(format!("{} more.", problems.len() - MAX_PROBLEMS));
    }
    if problems.iter().any(|(.., sentence)| sentence.contains(NO_UNIT)) {
        lines.push("Tip: a heading such as “Work time (h)” sets the unit for plain numbers in its column.".to_owned());
    }
    Err(ValidationError::new("bad_rows", lines.join("\n")).at(place))
}
