//! The flows and rework arrows of a table: from the columns that name other steps, from the numbers of the steps, else
//! from one row to the next.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::outcome::finding;
use crate::table::assigned::{Sheet, SheetColumn};
use crate::table::bytes::TableRow;
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
use vsm::model::finding::Finding;
use vsm::model::map::SentBack;

/// The arrows of a table, as in the map file.
pub(super) struct Arrows {
    /// `None`: each step leads to the next.
    pub(super) flows: Option<Value>,
    pub(super) rework: Vec<Value>,
}

/// Reads the arrows. Cells that can't be read become problems of their rows; those of a workbook's own sheet have none,
/// and are returned as problems by place.
pub(super) fn read(
    sheet: &Sheet,
    rows: &mut [Row],
    groups: Option<&Groups>,
    clock: &WorkingCalendar,
    mode: Mode,
    findings: &mut Vec<Finding>,
) -> (Arrows, Vec<(String, String)>) {
    let text = |row: &Row, key: &str| row.fields.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let ids: Vec<String> = rows.iter().map(|row| text(row, "id")).collect();
    let called: Vec<String> = rows.iter().map(|row| text(row, "name")).collect();
    let all: Vec<Option<&TableRow>> = rows.iter().map(|row| sheet.rows.get(row.at)).collect();
    let mut names = Names::new(ids.iter().map(String::as_str).zip(called.iter().map(String::as_str)));
    let order = sheet.column(Column::Order);
    let positions = all.iter().map(|cells| order.zip(*cells).map_or("", |(column, cells)| cells.cell(column.at)));
    names.add_numbers(positions);
    let mut flows = BTreeSet::new();
    let mut rework: Vec<(usize, usize, SentBack)> = Vec::new();
    let (mut has_deleted_ends, mut is_understood) = (false, false);
    for SheetColumn { at, heading, title } in &sheet.columns {
        if !matches!(heading.column, Column::Then | Column::After | Column::Rework) {
            continue;
        }
        for (own, row) in rows.iter_mut().enumerate() {
            let cell = unescape(all.get(own).copied().flatten().map_or("", |cells| cells.cell(*at)));
            let read = match heading.column {
                Column::Then => names.steps(&cell).map(|next| flows.extend(next.into_iter().map(|to| (own, to)))),
                Column::After => {
                    names.steps(&cell).map(|before| flows.extend(before.into_iter().map(|from| (from, own))))
                }
                _ => names
                    .rework(&cell, sheet.sign, clock)
                    .map(|arrows| rework.extend(arrows.into_iter().map(|(to, sent_back)| (own, to, sent_back)))),
            };
            match read {
                Ok(()) => is_understood |= heading.column != Column::Rework,
                Err(sentence) => row.problems.push(Problem { title: title.clone(), sentence, text: cell }),
            }
        }
    }
    let mut misplaced = Vec::new();
    for arrow in sheet.arrows.iter().flatten() {
        if is_gone(&arrow.from) || is_gone(&arrow.to) {
            let sentence = format!("{}: The arrow was skipped because one of its steps no longer exists.", arrow.place);
            findings.push(finding("arrow_left_out", sentence));
            has_deleted_ends = true;
            continue;
        }
        let ends = names.one(&arrow.from).and_then(|from| Ok((from, names.one(&arrow.to)?)));
        let share = arrow.share.as_deref().map(|share| Names::share(share, sheet.sign)).transpose();
        match ends.and_then(|ends| Ok((ends, share?.flatten()))) {
            Ok(((from, to), None)) => _ = flows.insert((from, to)),
            Ok(((from, to), Some(share))) => {
                // What else stands beside the arrows isn't a time.
                let wait = clock.parse_written(&arrow.wait).ok();
                rework.push((from, to, SentBack { share, wait }));
            }
            Err(sentence) => misplaced.push((arrow.place.clone(), sentence)),
        }
    }
    let names_steps = sheet.has(Column::Then) || sheet.has(Column::After);
    // If no cell names a step, the steps follow one another.
    let is_lost = mode == Mode::Lenient
        && names_steps
        && flows.is_empty()
        && !is_understood_at_all(&all, sheet)
        && !is_understood;
    let mut has_links = sheet.arrows.is_some() || names_steps && !is_lost;
    if !has_links && let Some(groups) = groups {
        flows = between(groups, rows);
        has_links = true;
    }
    if mode == Mode::Lenient || has_deleted_ends {
        let ways = if has_links { flows.clone() } else { (1..ids.len()).map(|to| (to - 1, to)).collect() };
        for (from, to, sent_back) in rework.extract_if(.., |(from, to, _)| !leads(&ways, *to, *from)) {
            let called = |at: usize| called.get(at).map_or(String::new(), |name| clip(name));
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
    let id = |at: usize| ids.get(at).map(String::as_str);
    let rework = rework
        .into_iter()
        .map(|(from, to, SentBack { share, wait })| {
            let wait = Style::Exact(clock).time(wait);
            json!({ "from": id(from), "to": id(to), "share": values::number(Some(share)), "wait": wait })
        })
        .collect();
    let flows: Vec<Value> = flows.into_iter().map(|(from, to)| json!({ "from": id(from), "to": id(to) })).collect();
    (Arrows { flows: has_links.then_some(Value::Array(flows)), rework }, misplaced)
}

/// Whether every cell that names other steps is empty: then nothing is lost.
fn is_understood_at_all(all: &[Option<&TableRow>], sheet: &Sheet) -> bool {
    let columns = sheet.columns.iter().filter(|column| matches!(column.heading.column, Column::Then | Column::After));
    columns.flat_map(|column| all.iter().flatten().map(|cells| cells.cell(column.at))).all(str::is_empty)
}

/// The flows between groups of steps that follow one another.
fn between(groups: &Groups, rows: &[Row]) -> BTreeSet<(usize, usize)> {
    let places: HashMap<usize, usize> = rows.iter().enumerate().map(|(at, row)| (row.number, at)).collect();
    let at = |number: &usize| places.get(number).copied();
    let groups: Vec<Vec<usize>> = groups.iter().map(|group| group.iter().filter_map(at).collect()).collect();
    let groups: Vec<&Vec<usize>> = groups.iter().filter(|group| !group.is_empty()).collect();
    let pairs = groups.windows(2).flat_map(|pair| match pair {
        [one, next] => one.iter().flat_map(|from| next.iter().map(|to| (*from, *to))).collect::<Vec<_>>(),
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
                sentence: format!("{sentence} The value goes to the step’s note."),
                goes_to_note: true,
            });
        }
    }
}
