//! The sheet of ideas. The last column contains each idea in full, including its change.

use std::collections::{HashMap, HashSet};

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};
use serde_json::{Map as Json, Value};

use crate::outcome::finding;
use crate::table::bytes::TableRow;
use crate::table::cells::clip;
use crate::table::formula_escape::unescape;
use crate::table::sheet::is_gone;
use crate::xlsx::format::{CellFormats, IDEAS, hours, row, write_headings};
use crate::xlsx::formula::name_of;
use drawing::report::ReportData;
use vsm::fields::catalog::IdeaField;
use vsm::fields::idea::write_idea;
use vsm::fields::values::Style;
use vsm::model::finding::Finding;
use vsm::model::idea::{IdeaEffort, Status};

/// Each column: its heading, those of older versions of Weir, and the field of an idea that it fills. Imported ignoring
/// case.
pub(crate) const COLUMNS: [(&[&str], Option<IdeaField>); 9] = [
    (&["Idea"], Some(IdeaField::Title)),
    (&[IdeaField::Step.label()], Some(IdeaField::Step)),
    (&[IdeaField::Status.label()], Some(IdeaField::Status)),
    (&[IdeaField::Effort.label(), "effort"], Some(IdeaField::Effort)),
    (&[IdeaField::Owner.label()], Some(IdeaField::Owner)),
    (&[IdeaField::Votes.label()], Some(IdeaField::Votes)),
    (&["Saving (h)", "saves (h)"], None),
    (&[IdeaField::Note.label(), "Note"], Some(IdeaField::Note)),
    (&["Weir data", "as Weir keeps it"], None),
];
/// The maximum size of a cell, in bytes: longer ideas are only in the map file.
const MAX_CELL: usize = 15_000;

pub(super) fn write(data: &ReportData<'_>, formats: &CellFormats, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(IDEAS)?;
    let widths = [44.0, 30.0, 12.0, 16.0, 20.0, 8.0, 12.0, 50.0, 20.0];
    write_headings(sheet, formats, COLUMNS.map(|(headings, _)| headings[0]).into_iter().zip(widths))?;
    sheet.set_freeze_panes(1, 1)?;
    for (at, entry) in data.ideas().iter().enumerate() {
        let (line, idea) = (row(at + 1), &entry.idea);
        let stored = serde_json::to_string(&write_idea(idea, Style::Text(&data.map.clock))).unwrap_or_default();
        let texts = [
            (0, idea.title.as_str()),
            (2, idea.status.label()),
            (3, idea.effort.map_or("", IdeaEffort::as_str)),
            (4, idea.owner.as_str()),
            (7, idea.note.as_str()),
            (8, if stored.len() <= MAX_CELL { stored.as_str() } else { "" }),
        ];
        for (column, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            let look = if column == 8 { &formats.quiet } else { &formats.text };
            sheet.write_string_with_format(line, column, text, look)?;
        }
        if let Some(id) = idea.step.as_ref().filter(|_| !entry.step.is_empty()) {
            let formula = Formula::new(name_of(id, data.map.steps.len())).set_result(entry.step.as_str());
            sheet.write_formula_with_format(line, 1, formula, &formats.text)?;
        }
        #[expect(clippy::cast_precision_loss, reason = "an idea has few votes")]
        sheet.write_number_with_format(line, 5, idea.vote_count() as f64, &formats.number)?;
        if let Some(saved) = entry.saved_seconds {
            let sign = if saved < 0 { -1.0 } else { 1.0 };
            sheet.write_number_with_format(line, 6, sign * hours(saved.unsigned_abs()), &formats.time)?;
        }
    }
    Ok(())
}

/// The ids of the steps of a workbook.
#[derive(Debug, Default)]
pub(crate) struct StepIds {
    /// All ids.
    pub(crate) all: HashSet<String>,
    /// By the names of the steps in lower case, if only one step has the name.
    pub(crate) by_name: HashMap<String, String>,
}

/// The ideas in these rows, as in the map file. Changed cells override the data in the last column. An idea
/// about a step that no longer exists is pinned to the whole map, with a warning.
pub(crate) fn read(rows: &[TableRow], ids: &StepIds, findings: &mut Vec<Finding>) -> Vec<Value> {
    let cell = |row: &TableRow, at: usize| unescape(row.cell(at));
    let mut idea = |row: &TableRow| {
        let mut idea = serde_json::from_str::<Json<String, Value>>(&cell(row, 8)).unwrap_or_default();
        for (at, (_, field)) in COLUMNS.iter().enumerate() {
            let Some(field) = field else { continue };
            let text = cell(row, at);
            let value = match field {
                IdeaField::Step => {
                    let stored = idea.get("step").and_then(Value::as_str).filter(|id| ids.all.contains(*id));
                    // Of several steps with the same name, the one in the data.
                    let looked_up = ids.all.get(&text).or_else(|| ids.by_name.get(&text.to_lowercase()));
                    match looked_up.map(String::as_str).or(stored).filter(|_| !is_gone(&text)) {
                        _ if text.is_empty() => Value::Null,
                        Some(id) => id.into(),
                        None => {
                            findings.push(step_missing(&cell(row, 0)));
                            Value::Null
                        }
                    }
                }
                // The data has who voted; a changed number is ignored.
                IdeaField::Votes if idea.contains_key("votes") || text.is_empty() => continue,
                IdeaField::Votes => text.parse::<u32>().map_or(Value::Null, Into::into),
                // The label, or the word that older versions of Weir wrote.
                IdeaField::Status => {
                    let labeled = |status: &&Status| status.label().eq_ignore_ascii_case(text.trim());
                    Status::ALL.iter().find(labeled).map_or_else(|| text.into(), |status| status.as_str().into())
                }
                _ => text.into(),
            };
            idea.insert(field.key().to_owned(), value);
        }
        Value::Object(idea)
    };
    rows.iter().filter(|row| !row.cell(0).is_empty()).map(&mut idea).collect()
}

fn step_missing(title: &str) -> Finding {
    let title = clip(title);
    let sentence =
        format!("{IDEAS}: The step of idea “{title}” doesn’t exist. The idea was attached to the whole map.");
    finding("pin_left_out", sentence)
}
