//! How a table is read, as a form shows it: for files and for pasted rows.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use exchange::table::mapping::{ColumnPreview, Preview, UNITS};
use vsm::WorkingCalendar;
use vsm::text::{capitalized, grouped, number};

use crate::web::import::mapping_form::{CALENDARS, CalendarFields, MappingForm, Shape, TURNED, is_same_unit, ranges};

/// The most rows that are shown at once; the list of more is collapsed.
const MAX_OPEN_ROWS: usize = 60;

/// An option of a select: value, label, and whether it is selected.
type Choices = Vec<(String, String, bool)>;

/// The fields of the form, with their values.
#[derive(Debug, Template)]
#[template(path = "import/mapping.html")]
pub(crate) struct MappingView {
    shape_was: String,
    rows_were: String,
    rows_chosen: bool,
    was_shown: bool,
    /// The tables of the file, if it has several.
    tables: Choices,
    first_heading: usize,
    heading_rows: Choices,
    directions: Choices,
    decimals: Choices,
    /// `None` where the calendar is that of the map.
    calendar: Option<CalendarView>,
    columns: Vec<ColumnPreview>,
    meanings: Vec<(&'static str, &'static str)>,
    has_states: bool,
    rows: Vec<RowView>,
    step_rows: usize,
}

/// The working calendar.
#[derive(Debug)]
pub(crate) struct CalendarView {
    kinds: Choices,
    is_other: bool,
    hours: String,
    days: String,
    /// Why it may be another one.
    notice: Option<String>,
}

/// A row below the headings.
#[derive(Debug)]
struct RowView {
    number: usize,
    text: String,
    is_step: bool,
    /// Why it is skipped, if that is known.
    reason: Option<String>,
}

impl MappingView {
    /// `sentences` are the warnings, which may say why a row was skipped.
    pub(crate) fn new<'s>(
        form: &MappingForm,
        preview: Preview,
        meanings: Vec<(&'static str, &'static str)>,
        calendar: Option<CalendarView>,
        sentences: impl Iterator<Item = &'s str>,
    ) -> MappingView {
        let table = form.choice().table;
        let reasons: BTreeMap<usize, &str> = sentences.filter_map(reason).collect();
        let steps: BTreeSet<usize> = preview.rows.iter().filter(|row| row.is_step).map(|row| row.number).collect();
        let shape_was = Shape::shown(table, &preview);
        let (first_heading, heading_rows) = preview.headings;
        let rows = preview.rows.into_iter().map(|row| RowView {
            number: row.number,
            text: row.text,
            is_step: row.is_step,
            reason: reasons.get(&row.number).filter(|_| !row.is_step).map(|reason| (*reason).to_owned()),
        });
        let counts = ["None", "One row", "Two rows", "Three rows"];
        MappingView {
            shape_was,
            rows_were: ranges(&steps),
            rows_chosen: form.is_current() && form.rows_are_chosen(),
            was_shown: form.was_shown,
            tables: tables(&preview.tables, preview.table, table),
            first_heading,
            heading_rows: choices(
                counts.iter().enumerate().map(|(rows, label)| (rows.to_string(), *label, rows == heading_rows)),
            ),
            directions: choices([
                (String::new(), "Rows", !preview.turned),
                (TURNED.to_owned(), "Columns", preview.turned),
            ]),
            decimals: choices(
                [("", "As written", None), (".", "1.5 (point)", Some('.')), (",", "1,5 (comma)", Some(','))]
                    .map(|(key, label, sign)| (key.to_owned(), label, sign == preview.decimal)),
            ),
            calendar,
            columns: preview.columns,
            meanings,
            has_states: preview.has_states,
            step_rows: steps.len(),
            rows: rows.collect(),
        }
    }

    /// Whether a person should look at the columns, or already does.
    pub(crate) fn is_looked_at(&self) -> bool {
        self.was_shown || self.columns.iter().any(|column| column.is_guess)
    }

    /// Why a column has its meaning, behind the mark of a guess.
    fn why(column: &ColumnPreview) -> String {
        match column.why.strip_prefix("A guess: ") {
            Some(why) => capitalized(why),
            None => column.why.clone(),
        }
    }

    /// Whether the rows are in view. Pasted ones are shown as steps anyway.
    fn has_open_rows(&self) -> bool {
        self.calendar.is_some() && self.rows.len() <= MAX_OPEN_ROWS
    }

    /// The units of a column; one that isn't in the list stands at its end.
    fn units(column: &ColumnPreview) -> Choices {
        let own = column.meaning.unit.as_str();
        let mut units: Choices = vec![(String::new(), "As written".to_owned(), own.is_empty())];
        let is_own = |key: &str| !own.is_empty() && is_same_unit(own, key);
        units.extend(UNITS.iter().map(|(key, label)| ((*key).to_owned(), (*label).to_owned(), is_own(key))));
        if !units.iter().any(|(.., is_selected)| *is_selected) {
            units.push((own.to_owned(), own.to_owned(), true));
        }
        units
    }

    /// The states of a column.
    fn states(column: &ColumnPreview) -> Choices {
        let own = column.meaning.state.as_str();
        choices(
            [("", "Both states"), ("current", "Current state"), ("future", "Future state")]
                .map(|(key, label)| (key.to_owned(), label, key == own)),
        )
    }

    /// `8 of 10 rows are steps`.
    fn rows_in_words(&self) -> String {
        let are = if self.step_rows == 1 { "is a step" } else { "are steps" };
        let rows = if self.rows.len() == 1 { "row" } else { "rows" };
        format!("{} of {} {rows} {are}", grouped(self.step_rows), grouped(self.rows.len()))
    }
}

impl CalendarView {
    /// `effective` is the calendar of the map as it is read.
    pub(crate) fn new(
        fields: &CalendarFields,
        effective: Option<WorkingCalendar>,
        notice: Option<String>,
    ) -> CalendarView {
        let of_file = effective.map_or_else(String::new, |calendar| {
            format!(" ({} × {})", hours(calendar.hours_per_day), days(calendar.days_per_week))
        });
        let is_known = CALENDARS.iter().any(|(key, _)| *key == fields.kind);
        let known = CALENDARS.iter().map(|(key, calendar)| {
            let label = match calendar {
                None if fields.kind.is_empty() => format!("As in the file{of_file}"),
                None => "As in the file".to_owned(),
                Some(calendar) => format!("{} × {}", hours(calendar.hours_per_day), days(calendar.days_per_week)),
            };
            ((*key).to_owned(), label, *key == fields.kind)
        });
        let mut kinds: Choices = known.collect();
        kinds.push(("other".to_owned(), "Other".to_owned(), !is_known));
        CalendarView { kinds, is_other: !is_known, hours: fields.hours.clone(), days: fields.days.clone(), notice }
    }
}

fn hours(hours: f64) -> String {
    let number = number(hours);
    let noun = if number == "1" { "hour" } else { "hours" };
    format!("{number} {noun}")
}

fn days(days: f64) -> String {
    let number = number(days);
    let noun = if number == "1" { "day" } else { "days" };
    format!("{number} {noun}")
}

fn choices<'l>(all: impl IntoIterator<Item = (String, &'l str, bool)>) -> Choices {
    all.into_iter().map(|(key, label, is_selected)| (key, label.to_owned(), is_selected)).collect()
}

fn tables(names: &[String], shown: usize, chosen: Option<usize>) -> Choices {
    if names.len() < 2 {
        return Vec::new();
    }
    let called =
        |(at, name): (usize, &String)| if name.is_empty() { format!("Table {}", at + 1) } else { name.clone() };
    let names: Vec<String> = names.iter().enumerate().map(called).collect();
    let detected = names.get(shown).filter(|_| chosen.is_none());
    let automatic = detected.map_or_else(|| "Automatic".to_owned(), |name| format!("Automatic ({name})"));
    let mut all = vec![(String::new(), automatic, chosen.is_none())];
    all.extend(names.into_iter().enumerate().map(|(at, name)| (at.to_string(), name, chosen == Some(at))));
    all
}

/// Why a row was skipped, from the warning about it: `Row 5 (“Total”) looks like a total and was skipped.`
fn reason(sentence: &str) -> Option<(usize, &str)> {
    let (number, rest) = sentence.strip_prefix("Row ")?.split_once(' ')?;
    let reason = match rest.rsplit_once("”) ") {
        Some((_, reason)) => reason,
        None => rest,
    };
    reason.ends_with("skipped.").then_some((number.parse().ok()?, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_of_a_skipped_row_is_taken_from_its_warning() {
        let sentence = "Row 5 (“Total (all)”) looks like a total and was skipped.";
        assert_eq!(reason(sentence), Some((5, "looks like a total and was skipped.")));
        assert_eq!(
            reason("Row 9 repeats the headings and was skipped."),
            Some((9, "repeats the headings and was skipped."))
        );
        for other in [
            "Row 3, Wait: “a while” was added to the step’s note.",
            "Rows 4 and 5 look like another table and were skipped.",
            "",
        ] {
            assert_eq!(reason(other), None, "{other}");
        }
    }
}
