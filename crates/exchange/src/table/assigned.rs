//! A table whose columns have a meaning.

use std::collections::BTreeSet;

use serde_json::{Map as Json, Value};

use crate::outcome::finding;
use crate::table::bytes::TableRow;
use crate::table::cells::clip;
use crate::table::guess::Guess;
use crate::table::heading::{Column, Heading, WRITTEN, is_cycle_time, state_of};
use crate::table::shape::Shaped;
use crate::table::sheet::{ArrowRow, RawSheet, column_letter};
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;
use vsm::model::map::State as MapState;
use vsm::model::number::DecimalSign;

/// A column of a table.
#[derive(Debug, Clone)]
pub(crate) struct SheetColumn {
    pub(crate) at: usize,
    pub(crate) heading: Heading,
    /// Its original heading.
    pub(crate) title: String,
}

/// A table with the meaning of its columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) columns: Vec<SheetColumn>,
    /// The rows below the headings.
    pub(crate) rows: Vec<TableRow>,
    /// Warnings about skipped and assumed values.
    pub(crate) findings: Vec<Finding>,
    /// The map's own fields in a workbook, as in the map file.
    pub(crate) about: Json<String, Value>,
    /// The arrows listed on a separate sheet of a workbook.
    pub(crate) arrows: Option<Vec<ArrowRow>>,
    /// The state that it describes, if its headings say so.
    pub(crate) state: Option<MapState>,
    /// A title above the headings, and the number of its row.
    pub(crate) title: Option<(usize, String)>,
    /// How its numbers are written.
    pub(crate) sign: DecimalSign,
    /// The working calendar that was chosen for it.
    pub(crate) calendar: Option<WorkingCalendar>,
    /// The numbers of the rows that a person chose as steps.
    pub(crate) steps: Option<BTreeSet<usize>>,
    /// Whether the steps follow one another, whatever numbers them: pasted ones do.
    pub(crate) is_chain: bool,
}

impl Sheet {
    /// The table with the guessed or chosen meaning of its columns; two, if it has the current and the future state
    /// side by side.
    ///
    /// # Errors
    /// `no_headings` if no column has the step names.
    pub(crate) fn of(table: &Shaped, meanings: &[Guess], is_chosen: bool) -> Result<Vec<Sheet>, ValidationError> {
        let has =
            |wanted: Column| meanings.iter().flat_map(|guess| &guess.heading).any(|heading| heading.column == wanted);
        if !has(Column::Step) {
            return Err(no_step_column(table, is_chosen));
        }
        if is_chosen {
            check_duplicates(table, meanings)?;
        }
        let states = states(meanings);
        if states.is_empty()
            && let Some(at) = column_of_states(table, meanings)
        {
            return Ok(Sheet::of_states(table, meanings, at).into());
        }
        let mut sheets = Vec::with_capacity(states.len().max(1));
        for state in if states.len() == 2 { states.into_iter().map(Some).collect() } else { vec![None] } {
            let mut sheet = Sheet::for_state(table, meanings, state);
            if state.is_none() {
                sheet.state = meanings.iter().flat_map(|guess| &guess.heading).find_map(|heading| heading.state);
            }
            sheets.push(sheet);
        }
        if let [one, _] = sheets.as_mut_slice() {
            let sentence = "The table has a current and a future state side by side: two related maps.";
            one.findings.insert(0, finding("two_states", sentence.to_owned()));
        }
        Ok(sheets)
    }

    /// Two tables one below the other: the rows of the current and of the future state, as a column says.
    fn of_states(table: &Shaped, meanings: &[Guess], at: usize) -> [Sheet; 2] {
        let mut meanings = meanings.to_vec();
        if let Some(guess) = meanings.get_mut(at) {
            guess.heading = Some(Heading::new(Column::InWords, None));
        }
        let mut table = table.clone();
        fill_down(&mut table.rows, at);
        let title = table.titles.get(at).map(|title| title.text.as_str()).filter(|title| !title.is_empty());
        let called = column_called(&title.map_or_else(|| no_title(at), str::to_owned));
        let sentence = format!("{called} tells the current and the future state apart: two related maps.");
        let mut sheets = [MapState::Current, MapState::Future].map(|state| {
            let mut sheet = Sheet::for_state(&table, &meanings, Some(state));
            sheet.rows.retain(|row| state_of(row.cell(at)) == Some(state));
            sheet
        });
        let [current, _] = &mut sheets;
        current.findings.insert(0, finding("read_as", sentence));
        sheets
    }

    fn for_state(table: &Shaped, meanings: &[Guess], state: Option<MapState>) -> Sheet {
        let Shaped { rows, source, findings, .. } = table;
        let RawSheet { findings: before, about, arrows, typed, .. } = source;
        let mut sheet = Sheet {
            rows: rows.clone(),
            about: about.clone(),
            arrows: arrows.clone(),
            state,
            title: table.name.clone(),
            ..Sheet::default()
        };
        // What concerns both states is reported once.
        if state != Some(MapState::Future) {
            sheet.findings.extend(before.iter().chain(findings).cloned());
        }
        for (at, Guess { heading, why, is_doubtful, is_group }) in meanings.iter().enumerate() {
            let title = table.titles.get(at).map_or("", |title| title.text.as_str());
            let title = if title.is_empty() { no_title(at) } else { title.to_owned() };
            let Some(heading) = heading else {
                sheet.findings.extend(left_out(&title, at, rows));
                continue;
            };
            if heading.column == Column::InWords || state.is_some() && heading.state.is_some_and(|of| Some(of) != state)
            {
                continue;
            }
            if state.is_none() || heading.state == state || state == Some(MapState::Current) {
                sheet.findings.extend(about_column(heading, &title, why, *is_doubtful, at, rows));
            }
            if *is_group {
                fill_down(&mut sheet.rows, at);
            }
            sheet.columns.push(SheetColumn { at, heading: heading.clone(), title });
        }
        sheet.sign = sheet.shown_sign(*typed);
        sheet
    }

    /// The column with this meaning, if the table has it.
    pub(crate) fn column(&self, meaning: Column) -> Option<&SheetColumn> {
        self.columns.iter().find(|column| column.heading.column == meaning)
    }

    /// Whether the table has this column.
    pub(crate) fn has(&self, column: Column) -> bool {
        self.column(column).is_some()
    }

    /// Whether Weir wrote it.
    pub(crate) fn is_own(&self) -> bool {
        self.arrows.is_some() || WRITTEN.iter().all(|column| self.has(*column))
    }

    /// The decimal sign that its numbers show.
    fn shown_sign(&self, typed: bool) -> DecimalSign {
        if self.is_own() {
            return DecimalSign::Point;
        }
        let columns = self.columns.iter().filter(|column| column.heading.column.is_value());
        let cells = columns.flat_map(|column| self.rows.iter().map(|row| row.cell(column.at)));
        match DecimalSign::shown(cells) {
            // Numbers of a workbook get their decimal point from Weir.
            DecimalSign::Point if typed => DecimalSign::Unknown,
            shown => shown,
        }
    }
}

/// A person can’t choose one meaning for two columns.
fn check_duplicates(table: &Shaped, meanings: &[Guess]) -> Result<(), ValidationError> {
    let mut seen: Vec<(Column, Option<MapState>, usize)> = Vec::new();
    for (at, heading) in meanings.iter().enumerate().filter_map(|(at, guess)| Some((at, guess.heading.as_ref()?))) {
        if matches!(heading.column, Column::Remark | Column::InWords | Column::Unit) {
            continue;
        }
        let title = |at: usize| match table.titles.get(at).map_or("", |title| title.text.as_str()) {
            "" => column_letter(at),
            title => clip(title),
        };
        let same = seen.iter().find(|(column, state, _)| *column == heading.column && *state == heading.state);
        if let Some((_, _, first)) = same {
            let meaning = heading.column.in_sentence();
            let sentence = format!(
                "Columns “{}” and “{}” both contain the {meaning}. Choose another meaning for one of them.",
                title(*first),
                title(at)
            );
            return Err(ValidationError::new("column_twice", sentence));
        }
        seen.push((heading.column, heading.state, at));
    }
    Ok(())
}

/// Gives empty cells the value above them.
fn fill_down(rows: &mut [TableRow], at: usize) {
    let mut above = String::new();
    for row in rows {
        match row.cell_mut(at) {
            Some(cell) if cell.is_empty() => cell.clone_from(&above),
            Some(cell) => above.clone_from(cell),
            None => {}
        }
    }
}

/// The states that the columns describe.
fn states(meanings: &[Guess]) -> Vec<MapState> {
    let has = |state: MapState| {
        meanings
            .iter()
            .flat_map(|guess| &guess.heading)
            .any(|heading| heading.state == Some(state) && heading.column.is_value())
    };
    // A column without a state stands for the current one if another has the same meaning in the future.
    let is_plain = |column: Column| {
        meanings
            .iter()
            .flat_map(|guess| &guess.heading)
            .any(|heading| heading.state.is_none() && heading.column == column)
    };
    let is_repeated = meanings.iter().flat_map(|guess| &guess.heading).any(|heading| {
        heading.state == Some(MapState::Future) && heading.column.is_value() && is_plain(heading.column)
    });
    let future = has(MapState::Future);
    let current = has(MapState::Current) || is_repeated;
    [(current, MapState::Current), (future, MapState::Future)]
        .into_iter()
        .filter(|(has, _)| *has)
        .map(|(_, state)| state)
        .collect()
}

/// The column that says for every row which state it belongs to. The same steps are in both.
fn column_of_states(table: &Shaped, meanings: &[Guess]) -> Option<usize> {
    const MAX_WORDS: usize = 3;
    let step = column_at(meanings, Column::Step)?;
    let is_free = |guess: &Guess| guess.heading.as_ref().is_some_and(|heading| heading.column == Column::Remark);
    meanings.iter().enumerate().filter(|(_, guess)| is_free(guess)).map(|(at, _)| at).find(|at| {
        let mut rows = table.rows.clone();
        fill_down(&mut rows, *at);
        let steps_of = |state| -> BTreeSet<&str> {
            rows.iter().filter(|row| state_of(row.cell(*at)) == Some(state)).map(|row| row.cell(step)).collect()
        };
        let is_state = |cell: &str| state_of(cell).is_some() && cell.split_whitespace().count() <= MAX_WORDS;
        rows.iter().all(|row| is_state(row.cell(*at)))
            && !steps_of(MapState::Current).is_disjoint(&steps_of(MapState::Future))
    })
}

fn column_at(meanings: &[Guess], wanted: Column) -> Option<usize> {
    meanings.iter().position(|guess| guess.heading.as_ref().is_some_and(|heading| heading.column == wanted))
}

/// What a column without a heading is called.
fn no_title(at: usize) -> String {
    format!("Column {}", column_letter(at))
}

/// A column at the start of a sentence: `Column “Cost”`, `Column D`.
pub(crate) fn column_called(title: &str) -> String {
    let is_letter = |rest: &str| (1..=3).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_uppercase());
    if title.strip_prefix("Column ").is_some_and(is_letter) {
        return title.to_owned();
    }
    format!("Column “{}”", clip(title))
}

/// What is worth saying about a column whose meaning was guessed.
fn about_column(
    heading: &Heading,
    title: &str,
    why: &str,
    is_doubtful: bool,
    at: usize,
    rows: &[TableRow],
) -> Option<Finding> {
    let called = column_called(title);
    match heading.column {
        Column::Remark if why.is_empty() => None,
        Column::Remark => {
            let filled: Vec<usize> = rows.iter().filter(|row| !row.cell(at).is_empty()).map(|row| row.number).collect();
            let first = filled.first()?;
            let sentence = match (filled.len(), is_doubtful) {
                (_, true) => format!("{called}: {why}"),
                _ if why.ends_with("has the step names, so this is added to the note.") => format!("{called}: {why}"),
                (1, _) => format!("{called} is unknown. Its value in row {first} was added to the step’s note."),
                (many, _) => {
                    format!("{called} is unknown. Its {many} values, from row {first}, were added to the step notes.")
                }
            };
            Some(finding("into_note", sentence))
        }
        Column::Work if !is_doubtful && is_cycle_time(title) => Some(finding(
            "read_as",
            format!("{called} was read as work time. If it includes waiting, rename it to “lead time”."),
        )),
        column if is_doubtful => {
            let sentence = format!("{called} was read as {}. {why}", column.in_sentence());
            Some(finding("guessed", sentence))
        }
        _ => None,
    }
}

/// A warning about a skipped column, unless it is empty.
fn left_out(title: &str, at: usize, rows: &[TableRow]) -> Option<Finding> {
    let filled: Vec<&TableRow> = rows.iter().filter(|row| !row.cell(at).is_empty()).collect();
    let first = filled.first()?.number;
    let sentence = match filled.len() {
        1 => format!("{} is ignored. Its value in row {first} was skipped.", column_called(title)),
        many => {
            format!("{} is ignored. Its {many} values, from row {first}, were skipped.", column_called(title))
        }
    };
    Some(finding("column_left_out", sentence))
}

fn no_step_column(table: &Shaped, is_chosen: bool) -> ValidationError {
    if is_chosen {
        return ValidationError::new("no_headings", "Choose which column contains the step names.");
    }
    if let Some(error) = &table.source.failed {
        return error.clone();
    }
    no_headings(table)
}

/// Nothing above the rows says what they mean.
pub(crate) fn no_headings(table: &Shaped) -> ValidationError {
    let between = if table.source.separator == '\t' { ", ".to_owned() } else { table.source.separator.to_string() };
    let titles: Vec<&str> = table.titles.iter().map(|title| title.text.as_str()).collect();
    let start = match table.rows.first() {
        _ if titles.iter().any(|title| !title.is_empty()) => titles.join(&between),
        Some(row) => row.cells.join(&between),
        None => return ValidationError::new("no_headings", "The file is empty.").at("row 1"),
    };
    let sentence = format!(
        "No headings found. Add a row with headings above the steps, such as “step”, “wait time” and “work time”. The table starts with “{}”.",
        clip(&start)
    );
    ValidationError::new("no_headings", sentence).at("row 1")
}
