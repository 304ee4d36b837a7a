//! A table of steps as a map: every cell is imported or reported with its row and column; nothing is
//! dropped silently.

use std::collections::BTreeSet;

use serde_json::{Map as Json, Value, json};

use crate::outcome::{Read, finding};
use crate::table::bytes::TableRow;
use crate::table::cells::{Numbers, clip, one_line, shortened};
use crate::table::columns::Column;
use crate::table::doubts;
use crate::table::formula_escape::unescape;
use crate::table::links::{Names, leads};
use crate::table::read_cells::Cell;
use crate::table::sheet::{Sheet, SheetColumn, is_gone};
use crate::table::totals::skip_totals;
use vsm::fields::kinds;
use vsm::fields::map::set_map;
use vsm::fields::values;
use vsm::fields::values::Style;
use vsm::model::duration::{NO_UNIT, WorkingCalendar, Written, print_elapsed};
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;
use vsm::model::map::SentBack;
use vsm::model::step::{Spellings, StepTime};
use vsm::validate::map;
use vsm::{Map, Step, file};

/// The maximum number of problems in one error.
const MAX_PROBLEMS: usize = 10;

/// The handling of cells that can't be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The file is rejected, with all of them in one error.
    Strict,
    /// They go into the note of their step, with a warning: for imports after a preview.
    Lenient,
}

/// Imports a map from the bytes of a CSV file. `name` is its name if the file has none.
///
/// # Errors
/// One error that lists up to 10 problems by row.
pub fn read(bytes: &[u8], name: &str) -> Result<Read, ValidationError> {
    read_sheet(Sheet::open(bytes)?, name, Mode::Strict)
}

/// Imports a sheet with recognized headings.
pub(crate) fn read_sheet(sheet: Sheet, name: &str, mode: Mode) -> Result<Read, ValidationError> {
    let mut findings = Vec::new();
    let map = read_with_report(sheet, name, mode, &mut findings)?;
    Ok((map, findings))
}

/// Like [`read_sheet`], with the warnings also if it fails.
pub(crate) fn read_with_report(
    mut sheet: Sheet,
    name: &str,
    mode: Mode,
    findings: &mut Vec<Finding>,
) -> Result<Map, ValidationError> {
    findings.append(&mut sheet.findings);
    skip_totals(&mut sheet, findings);
    if mode == Mode::Lenient {
        skip_nameless(&mut sheet, findings);
    }
    findings.extend(doubts::clock_times(&sheet));
    let numbers = Numbers::from_sheet(&sheet);
    let mut reader = Reader { sheet: &sheet, mode, numbers, findings, steps: Vec::new(), problems: Vec::new() };
    let bare = reader.map_columns(name);
    reader.steps(&bare);
    let (flows, rework) = reader.links(&bare.clock);
    reader.report_problems()?;
    let mut document = json!({
        "format": file::FORMAT,
        "version": file::VERSION,
        "name": bare.name,
        "clock": { "hours_per_day": bare.clock.hours_per_day, "days_per_week": bare.clock.days_per_week },
        "steps": reader.steps,
        "rework": rework,
    });
    if let Some(document) = document.as_object_mut() {
        document.extend(sheet.about.clone());
        if let Some(flows) = flows {
            document.insert("flows".to_owned(), flows);
        }
    }
    let (map, notes) = file::read_converted(&document).map_err(|error| reader.place(error))?;
    findings.extend(notes);
    Ok(map)
}

/// Writes the times of a step, read as seconds, as someone had written them.
fn spell(fields: &mut Json<String, Value>, spellings: &Spellings, clock: &WorkingCalendar) {
    for &time in StepTime::ALL {
        let Some(spelling) = spellings.get(time) else { continue };
        let value = match time {
            StepTime::WaitLow => fields.get_mut("wait_range").and_then(|range| range.get_mut(0)),
            StepTime::WaitHigh => fields.get_mut("wait_range").and_then(|range| range.get_mut(1)),
            StepTime::WorkLow => fields.get_mut("work_range").and_then(|range| range.get_mut(0)),
            StepTime::WorkHigh => fields.get_mut("work_range").and_then(|range| range.get_mut(1)),
            other => fields.get_mut(other.as_str()),
        };
        let Some(value) = value else { continue };
        let Some(seconds) = value.as_u64() else { continue };
        let written = Written { seconds, spelling: Some(spelling) };
        *value = if time == StepTime::Downtime { print_elapsed(written) } else { clock.print(written) }.into();
    }
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

struct Reader<'s> {
    sheet: &'s Sheet,
    mode: Mode,
    numbers: Numbers,
    findings: &'s mut Vec<Finding>,
    steps: Vec<Value>,
    /// (row, column heading or nothing, sentence)
    problems: Vec<(usize, String, String)>,
}

impl Reader<'_> {
    /// The map without its steps: the columns with its fields have the same value in every row.
    fn map_columns(&mut self, name: &str) -> Map {
        let own = self.same(Column::Map, |cell| Ok(Some(one_line(cell))));
        let numbers = self.numbers;
        let hours = self.same(Column::HoursPerDay, |cell| numbers.number(cell));
        let days = self.same(Column::DaysPerWeek, |cell| numbers.number(cell));
        let mut map = Map::new(own.unwrap_or_else(|| name.to_owned()));
        map.clock.hours_per_day = hours.unwrap_or(map.clock.hours_per_day);
        map.clock.days_per_week = days.unwrap_or(map.clock.days_per_week);
        let mut about = self.sheet.about.clone();
        // Ideas are read with the whole map.
        about.remove("ideas");
        if let Err(error) = set_map(&mut map, &about) {
            self.problems.push((1, "Map".to_owned(), error.message));
        }
        if let Err(error) = map::check_map_fields(&map) {
            let row = self.sheet.rows.first().map_or(1, |row| row.number);
            let heading = self.heading_of(error.field.as_deref().unwrap_or_default());
            self.problems.push((row, heading, error.message));
            map.clock = WorkingCalendar::WORKING;
        }
        map
    }

    fn same<T: PartialEq>(&mut self, column: Column, read: impl Fn(&str) -> Result<Option<T>, String>) -> Option<T> {
        let SheetColumn { at, title, .. } = self.sheet.column(column)?;
        let mut known = None;
        for row in self.sheet.rows.iter().filter(|row| !row.cell(*at).is_empty()) {
            let sentence = match read(&unescape(row.cell(*at))) {
                Ok(found) if found.is_none() || found == known => continue,
                Ok(found) if known.is_none() => {
                    known = found;
                    continue;
                }
                Ok(_) => "This differs from the rows above. A file can contain only one map.".to_owned(),
                Err(sentence) => sentence,
            };
            self.problems.push((row.number, title.clone(), sentence));
        }
        known
    }

    fn steps(&mut self, bare: &Map) {
        let of_one = doubts::shares_of_one(self.sheet, self.findings);
        let is_stored = self.sheet.arrows.is_some();
        for row in &self.sheet.rows {
            let mut fields = Json::new();
            // Texts for the note of the step, since there is no other field for them.
            let mut remarks = Vec::new();
            for SheetColumn { at, heading, title } in &self.sheet.columns {
                let text = unescape(row.cell(*at));
                if heading.column == Column::Remark && !text.is_empty() {
                    remarks.push(remark(title, &text));
                }
                let (clock, numbers) = (&bare.clock, self.numbers);
                let cell = Cell { text: &text, heading, of_one, clock, numbers, is_stored };
                match cell.put_into(&mut fields) {
                    Ok(None) => {}
                    Ok(Some(doubt)) => {
                        self.findings.push(finding("not_understood", format!("Row {}, {title}: {doubt}", row.number)));
                        if heading.column == Column::People {
                            remarks.push(remark(title, &text));
                        }
                    }
                    Err(sentence) if self.mode == Mode::Lenient => {
                        self.findings.push(into_note(row.number, title, &sentence));
                        remarks.push(remark(title, &text));
                    }
                    Err(sentence) => self.problems.push((row.number, title.clone(), sentence)),
                }
            }
            if let Some(SheetColumn { at, .. }) = self.sheet.column(Column::Spellings).filter(|_| is_stored) {
                spell(&mut fields, &Spellings::from_code(row.cell(*at)), &bare.clock);
            }
            if !self.sheet.has(Column::Kind)
                && let Some(kind) = fields.get("name").and_then(Value::as_str).and_then(kinds::guess)
            {
                fields.insert("kind".to_owned(), kind.as_str().into());
            }
            fields.entry("id").or_insert(Value::Null);
            if let Some(whole) = cut_name(&mut fields) {
                let sentence = format!("Row {}: The name was shortened to {} characters.", row.number, map::MAX_NAME);
                self.findings.push(finding("too_long", sentence));
                remarks.push(whole);
            }
            self.check(&mut fields, row, bare, &mut remarks);
            add_to_note(&mut fields, remarks);
            self.steps.push(Value::Object(fields));
        }
        self.make_ids();
    }

    /// Checks rules that involve several cells of a row.
    fn check(&mut self, fields: &mut Json<String, Value>, row: &TableRow, bare: &Map, remarks: &mut Vec<String>) {
        // Each iteration removes one field, or is the last.
        while let Err(error) = checked(fields, bare) {
            let field = error.field.as_deref().unwrap_or_default();
            let heading = self.heading_of(field);
            if self.mode == Mode::Strict || matches!(field, "name" | "id") || fields.remove(field).is_none() {
                self.problems.push((row.number, heading, error.message));
                return;
            }
            let columns = self.sheet.columns.iter().filter(|column| column.heading.column.field() == field);
            remarks.extend(columns.map(|column| remark(&column.title, &unescape(row.cell(column.at)))));
            self.findings.push(into_note(row.number, &heading, &error.message));
        }
    }

    /// Creates unique ids for the rows without one.
    fn make_ids(&mut self) {
        let id = |step: &Value| step.get("id").and_then(Value::as_str).map(str::to_owned);
        let mut taken: std::collections::HashSet<String> = self.steps.iter().filter_map(id).collect();
        for (number, step) in self.steps.iter_mut().enumerate() {
            if let Some(empty) = step.get_mut("id").filter(|id| id.is_null()) {
                let mut new_id = format!("step-{}", number + 1);
                while !taken.insert(new_id.clone()) {
                    new_id.push('x');
                }
                *empty = new_id.into();
            }
        }
    }

    /// The flows, `None` without a column for them (then each row leads to the next), and the rework
    /// arrows.
    fn links(&mut self, clock: &WorkingCalendar) -> (Option<Value>, Vec<Value>) {
        let text = |step: &'_ Value, key: &str| step.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let ids: Vec<String> = self.steps.iter().map(|step| text(step, "id")).collect();
        let called: Vec<String> = self.steps.iter().map(|step| text(step, "name")).collect();
        let names = Names::new(ids.iter().map(String::as_str).zip(called.iter().map(String::as_str)));
        let id = |at: usize| ids.get(at).map(String::as_str);
        let mut flows = BTreeSet::new();
        let mut rework: Vec<(usize, usize, SentBack)> = Vec::new();
        let mut has_deleted_ends = false;
        for SheetColumn { at, heading, title } in &self.sheet.columns {
            for (own, row) in self.sheet.rows.iter().enumerate() {
                let cell = unescape(row.cell(*at));
                let read = match heading.column {
                    Column::Then => names.steps(&cell).map(|next| flows.extend(next.into_iter().map(|to| (own, to)))),
                    Column::After => {
                        names.steps(&cell).map(|before| flows.extend(before.into_iter().map(|from| (from, own))))
                    }
                    Column::Rework => names
                        .rework(&cell, self.numbers, clock)
                        .map(|arrows| rework.extend(arrows.into_iter().map(|(to, sent_back)| (own, to, sent_back)))),
                    _ => Ok(()),
                };
                match read {
                    Ok(()) => {}
                    Err(sentence) if self.mode == Mode::Lenient => {
                        self.findings.push(into_note(row.number, title, &sentence));
                        self.annotate(own, remark(title, &cell));
                    }
                    Err(sentence) => self.problems.push((row.number, title.clone(), sentence)),
                }
            }
        }
        for arrow in self.sheet.arrows.iter().flatten() {
            if is_gone(&arrow.from) || is_gone(&arrow.to) {
                let sentence =
                    format!("{}: The arrow was skipped because one of its steps no longer exists.", arrow.place);
                self.findings.push(finding("arrow_left_out", sentence));
                has_deleted_ends = true;
                continue;
            }
            let ends = names.one(&arrow.from).and_then(|from| Ok((from, names.one(&arrow.to)?)));
            let share = arrow.share.as_deref().map(|share| self.numbers.percent(share, false)).transpose();
            match ends.and_then(|ends| Ok((ends, share?.flatten()))) {
                Ok(((from, to), None)) => _ = flows.insert((from, to)),
                Ok(((from, to), Some(share))) => {
                    // What else stands beside the arrows isn't a time.
                    let wait = clock.parse_written(&arrow.wait).ok();
                    rework.push((from, to, SentBack { share, wait }));
                }
                Err(sentence) => self.problems.push((0, arrow.place.clone(), sentence)),
            }
        }
        let has_links = self.sheet.has(Column::Then) || self.sheet.has(Column::After) || self.sheet.arrows.is_some();
        if self.mode == Mode::Lenient || has_deleted_ends {
            let ways = if has_links { flows.clone() } else { (1..ids.len()).map(|to| (to - 1, to)).collect() };
            for (from, to, sent_back) in rework.extract_if(.., |(from, to, _)| !leads(&ways, *to, *from)) {
                let called = |at: usize| called.get(at).map_or(String::new(), |name| clip(name));
                let (sender, receiver) = (called(from), called(to));
                let sentence = format!(
                    "The rework arrow from “{sender}” to “{receiver}” was skipped because no flow leads from “{receiver}” to “{sender}”."
                );
                self.findings.push(finding("arrow_left_out", sentence));
                self.annotate(from, format!("Rework: {receiver}: {}", sent_back.text(clock)));
            }
        }
        let rework = rework
            .into_iter()
            .map(|(from, to, SentBack { share, wait })| {
                let wait = Style::Exact(clock).time(wait);
                json!({ "from": id(from), "to": id(to), "share": values::number(Some(share)), "wait": wait })
            })
            .collect();
        let flows: Vec<Value> = flows.into_iter().map(|(from, to)| json!({ "from": id(from), "to": id(to) })).collect();
        (has_links.then_some(Value::Array(flows)), rework)
    }

    /// Adds a line to the note of a step.
    fn annotate(&mut self, step: usize, line: String) {
        if let Some(fields) = self.steps.get_mut(step).and_then(Value::as_object_mut) {
            add_to_note(fields, vec![line]);
        }
    }

    fn heading_of(&self, field: &str) -> String {
        let field = field.split(['[', '.']).next().unwrap_or_default();
        let mut columns = self.sheet.columns.iter();
        columns.find(|column| column.heading.column.field() == field).map_or(field, |column| &column.title).to_owned()
    }

    /// Adds the row and column, if any, to an error of the whole map.
    fn place(&self, error: ValidationError) -> ValidationError {
        let field = error.field.clone().unwrap_or_default();
        let step = field.strip_prefix("steps[").and_then(|rest| rest.split_once(']'));
        let placed = step.and_then(|(at, field)| {
            let row = self.sheet.rows.get(at.parse::<usize>().ok()?)?;
            Some(format!("row {}, {}", row.number, self.heading_of(field.trim_start_matches('.'))))
        });
        match placed {
            Some(place) => {
                let message = format!("{}: {}", capital(&place), error.message);
                ValidationError::new(error.code, message).at(place)
            }
            None => error,
        }
    }

    fn report_problems(&mut self) -> Result<(), ValidationError> {
        self.problems.sort_by_key(|(row, ..)| *row);
        let line = |(row, heading, sentence): &(usize, String, String)| match row {
            0 => format!("{heading}: {sentence}"),
            row => format!("Row {row}, {heading}: {sentence}"),
        };
        if self.mode == Mode::Lenient {
            self.findings.extend(self.problems.iter().map(|problems| finding("not_understood", line(problems))));
            return Ok(());
        }
        let Some((row, heading, _)) = self.problems.first() else { return Ok(()) };
        let place = if *row == 0 { heading.clone() } else { format!("row {row}, {heading}") };
        let mut lines: Vec<String> = self.problems.iter().take(MAX_PROBLEMS).map(line).collect();
        if self.problems.len() > MAX_PROBLEMS {
            lines.push(format!("{} more.", self.problems.len() - MAX_PROBLEMS));
        }
        if self.problems.iter().any(|(.., sentence)| sentence.contains(NO_UNIT)) {
            lines.push(
                "Tip: a heading such as “Work time (h)” sets the unit for plain numbers in its column.".to_owned(),
            );
        }
        Err(ValidationError::new("bad_rows", lines.join("\n")).at(place))
    }
}

/// The step with the fields read so far, if it is valid. A row without an id gets one for this.
pub(crate) fn checked(fields: &Json<String, Value>, bare: &Map) -> Result<Step, ValidationError> {
    let mut with_id = fields.clone();
    if !with_id.get("id").is_some_and(Value::is_string) {
        with_id.insert("id".to_owned(), "new".into());
    }
    let step = file::read_step(&with_id, bare)?;
    map::check_step(&step, &bare.clock)?;
    Ok(step)
}

/// Cuts a name that is too long and returns the full name.
fn cut_name(fields: &mut Json<String, Value>) -> Option<String> {
    let name = fields.get("name").and_then(Value::as_str)?;
    if name.chars().count() <= map::MAX_NAME {
        return None;
    }
    let cut = shortened(name, map::MAX_NAME);
    fields.insert("name".to_owned(), cut.into())?.as_str().map(str::to_owned)
}

/// A line for the note of a step, with a value that has no other field.
pub(crate) fn remark(title: &str, text: &str) -> String {
    format!("{}: {text}", clip(title))
}

fn into_note(row: usize, title: &str, sentence: &str) -> Finding {
    finding("into_note", format!("Row {row}, {}: {sentence} The value goes to the step’s note.", clip(title)))
}

/// Adds lines to the note of a step, up to its maximum length.
pub(crate) fn add_to_note(fields: &mut Json<String, Value>, remarks: Vec<String>) {
    if remarks.is_empty() {
        return;
    }
    let before = fields.get("note").and_then(Value::as_str).unwrap_or_default().to_owned();
    let lines: Vec<String> = std::iter::once(before).filter(|note| !note.is_empty()).chain(remarks).collect();
    let note: String = lines.join("\n").chars().take(map::MAX_NOTE).collect();
    fields.insert("note".to_owned(), note.into());
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
