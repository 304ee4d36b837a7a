//! The flows and rework arrows of a table: from the columns that name other steps, from the numbers of the steps, else
//! from one row to the next.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::outcome::finding;
use crate::table::assigned::{Sheet, SheetColumn};
use crate::table::cells::clip;
use crate::table::formula_escape::unescape;
use crate::table::heading::Column;
use crate::table::rows::Mode;
use crate::table::rows::links::{Names, leads};
use crate::table::rows::order::Groups;
use crate::table::rows::row::{Problem, Row, Told, remark};
use crate::table::sheet::is_gone;
use vsm::fields::values;
use vsm::fields::values::Style;
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;
use vsm::model::map::SentBack;
use vsm::text::grouped;
use vsm::validate::map::{MAX_FLOWS, MAX_REWORK};

/// The arrows of a table, as in the map file.
pub(super) struct Arrows {
    /// `None`: each step leads to the next.
    pub(super) flows: Option<Value>,
    pub(super) rework: Vec<Value>,
}

/// Reads the arrows. Cells that can't be read become problems of their rows; those of a workbook's own sheet have none,
/// and are returned as problems by place.
///
/// # Errors
/// `too_many` for more arrows than a map can have.
pub(super) fn read(
    sheet: &Sheet,
    rows: &mut [Row],
    groups: Option<&Groups>,
    clock: &WorkingCalendar,
    mode: Mode,
    findings: &mut Vec<Finding>,
) -> Result<(Arrows, Vec<(String, String)>), ValidationError> {
    let names = names(sheet, rows);
    let mut found = Found::default();
    found.take_columns(sheet, rows, &names, clock);
    found.take_arrow_rows(sheet, &names, clock, findings);
    let names_steps = sheet.has(Column::Then) || sheet.has(Column::After);
    // If no cell names a step, the steps follow one another.
    let is_lost = mode == Mode::Lenient
        && names_steps
        && found.flows.is_empty()
        && !found.is_understood
        && !names_no_steps(sheet, rows);
    let mut has_links = sheet.arrows.is_some() || names_steps && !is_lost;
    if !has_links && let Some(groups) = groups {
        found.flows = between(groups, rows);
        has_links = true;
    }
    check_count(found.flows.len(), MAX_FLOWS, "flows")?;
    check_count(found.rework.len(), MAX_REWORK, "rework arrows")?;
    if mode == Mode::Lenient || found.has_deleted_ends {
        found.drop_rework_without_a_way(rows, has_links, clock, findings);
    }
    let id = |at: usize| rows.get(at).map(|row| text(row, "id"));
    let rework = found.rework.into_iter().map(|(from, to, SentBack { share, wait })| {
        let wait = Style::Exact(clock).time(wait);
        json!({ "from": id(from), "to": id(to), "share": values::number(Some(share)), "wait": wait })
    });
    let rework = rework.collect();
    let flows: Vec<Value> =
        found.flows.into_iter().map(|(from, to)| json!({ "from": id(from), "to": id(to) })).collect();
    Ok((Arrows { flows: has_links.then_some(Value::Array(flows)), rework }, found.misplaced))
}

fn check_count(count: usize, most: usize, what: &str) -> Result<(), ValidationError> {
    if count <= most {
        return Ok(());
    }
    let sentence = format!("A map can have up to {} {what}. This table has more.", grouped(most));
    Err(ValidationError::new("too_many", sentence))
}

fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.fields.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// The names, ids and numbers of the steps.
fn names(sheet: &Sheet, rows: &[Row]) -> Names {
    let mut names = Names::new(rows.iter().map(|row| (text(row, "id"), text(row, "name"))));
    let order = sheet.column(Column::Order);
    let cells = |row: &Row| sheet.rows.get(row.at);
    let given = rows.iter().map(|row| order.zip(cells(row)).map_or("", |(column, cells)| cells.cell(column.at)));
    names.add_numbers(given, rows.iter().map(|row| text(row, "name")));
    names
}

/// Whether every cell that could name other steps is empty: then nothing is lost.
fn names_no_steps(sheet: &Sheet, rows: &[Row]) -> bool {
    let columns = sheet.columns.iter().filter(|column| matches!(column.heading.column, Column::Then | Column::After));
    let cells = |column: &SheetColumn| {
        let at = column.at;
        rows.iter().filter_map(|row| sheet.rows.get(row.at)).map(move |cells| cells.cell(at))
    };
    columns.flat_map(cells).all(str::is_empty)
}

/// The arrows found so far, between rows by index.
#[derive(Default)]
struct Found {
    flows: BTreeSet<(usize, usize)>,
    rework: Vec<(usize, usize, SentBack)>,
    /// Problems with the rows of arrows, by place.
    misplaced: Vec<(String, String)>,
    /// Whether an arrow began or ended at a step that was deleted.
    has_deleted_ends: bool,
    /// Whether a cell that names steps could be read.
    is_understood: bool,
}

impl Found {
    /// From the columns that name other steps.
    fn take_columns(&mut self, sheet: &Sheet, rows: &mut [Row], names: &Names, clock: &WorkingCalendar) {
        for SheetColumn { at, heading, title } in &sheet.columns {
            if !matches!(heading.column, Column::Then | Column::After | Column::Rework) {
                continue;
            }
            for (own, row) in rows.iter_mut().enumerate() {
                let cell = unescape(sheet.rows.get(row.at).map_or("", |cells| cells.cell(*at)));
                let read = match heading.column {
                    Column::Then => {
                        names.steps(&cell).map(|next| self.flows.extend(next.into_iter().map(|to| (own, to))))
                    }
                    Column::After => {
                        names.steps(&cell).map(|before| self.flows.extend(before.into_iter().map(|from| (from, own))))
                    }
                    _ => names.rework(&cell, sheet.sign, clock).map(|arrows| {
                        self.rework.extend(arrows.into_iter().map(|(to, sent_back)| (own, to, sent_back)));
                    }),
                };
                match read {
                    Ok(()) => self.is_understood |= heading.column != Column::Rework,
                    Err(sentence) => row.problems.push(Problem { title: title.clone(), sentence, text: cell }),
                }
            }
        }
    }

    /// From the workbook's own sheet of arrows.
    fn take_arrow_rows(&mut self, sheet: &Sheet, names: &Names, clock: &WorkingCalendar, findings: &mut Vec<Finding>) {
        for arrow in sheet.arrows.iter().flatten() {
            if is_gone(&arrow.from) || is_gone(&arrow.to) {
                let sentence =
                    format!("{}: The arrow was skipped because one of its steps no longer exists.", arrow.place);
                findings.push(finding("arrow_left_out", sentence));
                self.has_deleted_ends = true;
                continue;
            }
            let ends = names.one(&arrow.from).and_then(|from| Ok((from, names.one(&arrow.to)?)));
            let share = arrow.share.as_deref().map(|share| Names::share(share, sheet.sign)).transpose();
            match ends.and_then(|ends| Ok((ends, share?.flatten()))) {
                Ok(((from, to), None)) => _ = self.flows.insert((from, to)),
                Ok(((from, to), Some(share))) => {
                    // What else stands beside the arrows isn't a time.
                    let wait = clock.parse_written(&arrow.wait).ok();
                    self.rework.push((from, to, SentBack { share, wait }));
                }
                Err(sentence) => self.misplaced.push((arrow.place.clone(), sentence)),
            }
        }
    }

    /// Rework goes back to an earlier step; what doesn't goes to the note of its step.
    fn drop_rework_without_a_way(
        &mut self,
        rows: &mut [Row],
        has_links: bool,
        clock: &WorkingCalendar,
        findings: &mut Vec<Finding>,
    ) {
        let ways = if has_links { self.flows.clone() } else { (1..rows.len()).map(|to| (to - 1, to)).collect() };
        for (from, to, sent_back) in self.rework.extract_if(.., |(from, to, _)| !leads(&ways, *to, *from)) {
            let called = |at: usize| rows.get(at).map_or(String::new(), |row| clip(text(row, "name")));
            let (sender, receiver) = (called(from), called(to));
            let sentence = format!(
                "The rework arrow from “{sender}” to “{receiver}” was skipped because no flow leads from “{receiver}” to “{sender}”."
            );
            findings.push(finding("arrow_left_out", sentence));
            if let Some(row) = rows.get_mut(from) {
                row.remarks.push(format!("Rework: {receiver}: {}", sent_back.text(clock)));
            }
        }
    }
}

/// The flows between groups of steps that follow one another.
fn between(groups: &Groups, rows: &[Row]) -> BTreeSet<(usize, usize)> {
    let places: HashMap<usize, usize> = rows.iter().enumerate().map(|(at, row)| (row.number, at)).collect();
    let at = |number: &usize| places.get(number).copied();
    let groups: Vec<Vec<usize>> = groups.iter().map(|group| group.iter().filter_map(at).collect()).collect();
    let groups: Vec<&Vec<usize>> = groups.iter().filter(|group| !group.is_empty()).collect();
    // One more than a map can have is refused.
    let pairs = groups.windows(2).flat_map(|pair| match pair {
        [one, next] => one.iter().flat_map(|from| next.iter().map(|to| (*from, *to))).take(MAX_FLOWS + 1).collect(),
        _ => Vec::new(),
    });
    pairs.collect()
}

/// Cells that can't be read go to the note of their step.
pub(super) fn problems_to_notes(rows: &mut [Row]) {
    for row in rows {
        for Problem { title, sentence, text } in std::mem::take(&mut row.problems) {
            row.remarks.push(remark(&title, &text));
            row.told.push(Told {
                title,
                sentence: format!("{sentence} The value was added to the step’s note."),
                goes_to_note: true,
            });
        }
    }
}
