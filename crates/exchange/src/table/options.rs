//! Options for tables whose columns nobody looks at: the command line and the API take them by the same names.

use crate::outcome::Read;
use crate::table::assigned::no_headings;
use crate::table::cells::clip;
use crate::table::heading::{Column, Heading};
use crate::table::mapping::{Choice, Mapping, Table, UNITS, meaning};
use crate::table::rows::Mode;
use crate::table::shape::ShapeChoice;
use crate::table::sheet::RawSheet;
use vsm::model::duration::{Unit, WorkingCalendar};
use vsm::model::error::ValidationError;
use vsm::text::{count, grouped};

/// Options for tables whose columns nobody looks at: on the command line and in the API.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TableOptions {
    /// The unit of plain numbers in columns of times without one: a key of [`UNITS`].
    pub unit: Option<String>,
    /// `.` or `,`.
    pub decimal: Option<char>,
    /// Hours per day.
    pub hours_per_day: Option<f64>,
    /// Days per week.
    pub days_per_week: Option<f64>,
    /// The number of the row with the headings; 0: there are none.
    pub heading_row: Option<usize>,
    /// The meanings of the columns, as headings: `step`, `wait time (h)`, `%C/A`. A column with an empty one, or none, is
    /// skipped.
    pub columns: Option<Vec<String>>,
    /// The name of the sheet, or its number from 1.
    pub sheet: Option<String>,
    /// Whether values that can't be read go to the notes.
    pub lenient: bool,
}

impl TableOptions {
    /// The names of the options.
    pub const NAMES: [&str; 8] =
        ["unit", "decimal", "hours_per_day", "days_per_week", "headings", "columns", "sheet", "lenient"];

    /// Whether nothing was asked for.
    pub fn is_default(&self) -> bool {
        *self == TableOptions::default()
    }

    /// Sets the option with this name, one of [`TableOptions::NAMES`]. Other names change nothing.
    ///
    /// # Errors
    /// What the value can be, to follow “use” or “must be”.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
        let text = text.trim();
        match name {
            "unit" => {
                let of_units = "s, min, h, d, w, mo, y, mm:ss, hh:mm, d:hh or d:hh:mm";
                self.unit = Some(unit(text).ok_or(of_units)?.to_owned());
            }
            "decimal" => self.decimal = Some(decimal(text).ok_or("point or comma")?),
            "hours_per_day" => {
                let calendar = |hours_per_day| WorkingCalendar { hours_per_day, ..WorkingCalendar::WORKING };
                self.hours_per_day = Some(number(text, calendar).ok_or("a number from 1 to 24")?);
            }
            "days_per_week" => {
                let calendar = |days_per_week| WorkingCalendar { days_per_week, ..WorkingCalendar::WORKING };
                self.days_per_week = Some(number(text, calendar).ok_or("a number from 1 to 7")?);
            }
            "headings" => {
                let row =
                    text.parse().map_err(|_| "the number of the row with the headings, or 0 if there are none")?;
                self.heading_row = Some(row);
            }
            "columns" => self.columns = Some(columns(text)?),
            "sheet" => self.sheet = Some(text.to_owned()),
            "lenient" => {
                self.lenient = match text {
                    "true" | "yes" | "" => true,
                    "false" | "no" => false,
                    _ => return Err("true or false".to_owned()),
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads the tables of a file.
    pub(crate) fn read(&self, name: &str, sheets: Vec<RawSheet>) -> Result<Vec<Read>, ValidationError> {
        let table = self.table_index(&sheets)?;
        let headings = self.heading_row.map(|row| if row == 0 { (1, 0) } else { (row, 1) });
        let choice = Choice { table, shape: ShapeChoice { headings, turned: None }, mapping: None };
        let table = Table::among(sheets, &choice)?;
        let first = table.shaped.headings.0;
        if let Some(row) = self.heading_row.filter(|row| *row > first) {
            let sentence = format!("Row {} isn’t in the table, so it can’t have the headings.", grouped(row));
            return Err(not_understood(sentence).at("headings"));
        }
        if !self.lenient && self.columns.is_none() && !table.is_recognized() {
            return Err(no_headings(&table.shaped));
        }
        let mode = if self.lenient { Mode::Lenient } else { Mode::Strict };
        let mut maps = table.read(name, &self.mapping(&table)?, mode).maps?;
        if !table.is_own() && maps.iter().all(|(map, _)| map.steps.is_empty()) {
            return Err(table.no_steps());
        }
        // What was guessed is told, whatever else was chosen.
        if self.columns.is_none()
            && let Some((_, findings)) = maps.first_mut()
            && let Some(guessed) = table.sheets(&table.guess())?.into_iter().next()
        {
            let mut all = guessed.findings;
            findings.retain(|finding| !all.contains(finding));
            all.append(findings);
            *findings = all;
        }
        Ok(maps)
    }

    /// The index of the sheet with the name or number that was asked for.
    fn table_index(&self, sheets: &[RawSheet]) -> Result<Option<usize>, ValidationError> {
        let Some(wanted) = &self.sheet else { return Ok(None) };
        let by_name = sheets.iter().position(|sheet| sheet.name.eq_ignore_ascii_case(wanted));
        let number = wanted.parse::<usize>().ok();
        let by_number = || number.and_then(|number| number.checked_sub(1)).filter(|at| *at < sheets.len());
        if let Some(at) = by_name.or_else(by_number) {
            return Ok(Some(at));
        }
        let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).filter(|name| !name.is_empty()).collect();
        let has = match names.as_slice() {
            [] => count(sheets.len(), "table without a name", "tables without names"),
            names => names.join(", "),
        };
        Err(not_understood(format!("No sheet is named “{}”. This file has: {has}.", clip(wanted))))
    }

    /// The meaning of the columns: as asked for, else guessed.
    fn mapping(&self, table: &Table) -> Result<Mapping, ValidationError> {
        let mut mapping = table.guess();
        if let Some(columns) = &self.columns {
            if columns.len() > mapping.columns.len() {
                let has = count(mapping.columns.len(), "column", "columns");
                let sentence = format!("{} columns were named, but the table has {has}.", columns.len());
                return Err(not_understood(sentence));
            }
            mapping.is_named = true;
            // Columns without a name are skipped, which is reported.
            let named = columns.iter().map(Some).chain(std::iter::repeat(None));
            for (place, column) in mapping.columns.iter_mut().zip(named) {
                *place = meaning(column.and_then(|column| Heading::parse(column)).as_ref());
            }
        }
        if let Some(unit) = &self.unit {
            for column in &mut mapping.columns {
                if column.unit.is_empty() && Column::parse(&column.column).is_some_and(Column::is_time) {
                    column.unit.clone_from(unit);
                }
            }
        }
        mapping.decimal = self.decimal;
        if self.hours_per_day.is_some() || self.days_per_week.is_some() {
            let working = WorkingCalendar::WORKING;
            mapping.calendar = Some((
                self.hours_per_day.unwrap_or(working.hours_per_day),
                self.days_per_week.unwrap_or(working.days_per_week),
            ));
        }
        Ok(mapping)
    }
}

fn not_understood(sentence: String) -> ValidationError {
    ValidationError::new("not_understood", sentence)
}

/// The key of a unit in [`UNITS`].
fn unit(text: &str) -> Option<&'static str> {
    let keys = || UNITS.iter().map(|(key, _)| *key);
    let wanted = Unit::parse(text);
    let named = UNITS.iter().find(|(key, label)| key.eq_ignore_ascii_case(text) || label.eq_ignore_ascii_case(text));
    named.map(|(key, _)| *key).or_else(|| keys().find(|key| wanted.is_some() && Unit::parse(key) == wanted))
}

fn decimal(text: &str) -> Option<char> {
    match text {
        "point" | "." => Some('.'),
        "comma" | "," => Some(','),
        _ => None,
    }
}

/// A number that gives a valid working calendar.
fn number(text: &str, calendar: impl Fn(f64) -> WorkingCalendar) -> Option<f64> {
    text.parse().ok().filter(|number| calendar(*number).check().is_ok())
}

/// A heading for each column, separated by commas.
fn columns(text: &str) -> Result<Vec<String>, String> {
    let all: Vec<String> = text.split(',').map(|heading| heading.trim().to_owned()).collect();
    match all.iter().find(|heading| !heading.is_empty() && Heading::parse(heading).is_none()) {
        None => Ok(all),
        Some(unknown) => Err(format!(
            "headings that Weir knows, such as step, wait time (h) or %C/A, separated by commas; “{}” isn’t one",
            clip(unknown)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(name: &str, text: &str) -> Result<TableOptions, String> {
        let mut options = TableOptions::default();
        options.set(name, text).map(|()| options)
    }

    #[test]
    fn options_are_read_from_texts() {
        for (text, key) in
            [("min", "min"), ("Minutes", "min"), ("hrs", "h"), ("Tage", "d"), ("mo", "mo"), ("MM:SS", "mm:ss")]
        {
            assert_eq!(set("unit", text).unwrap().unit.as_deref(), Some(key), "{text}");
        }
        for (text, sign) in [("point", '.'), (".", '.'), ("comma", ','), (",", ',')] {
            assert_eq!(set("decimal", text).unwrap().decimal, Some(sign));
        }
        let options = set("columns", "step, lead time,,%C/A").unwrap();
        assert_eq!(options.columns.unwrap(), ["step", "lead time", "", "%C/A"]);
        assert_eq!(
            (set("headings", "0").unwrap().heading_row, set("hours_per_day", "7.5").unwrap().hours_per_day),
            (Some(0), Some(7.5))
        );
        assert!(set("lenient", "true").unwrap().lenient && !set("lenient", "false").unwrap().lenient);
        assert!(set("name", "anything").unwrap().is_default());
    }

    #[test]
    fn wrong_values_say_what_is_possible() {
        for (name, text, part) in [
            ("unit", "parsec", "mm:ss"),
            ("unit", "", "min"),
            ("decimal", "semicolon", "point or comma"),
            ("hours_per_day", "25", "from 1 to 24"),
            ("hours_per_day", "0", "from 1 to 24"),
            ("hours_per_day", "NaN", "from 1 to 24"),
            ("days_per_week", "8", "from 1 to 7"),
            ("headings", "-1", "number of the row"),
            ("columns", "step,mood of the day", "“mood of the day” isn’t one"),
            ("lenient", "maybe", "true or false"),
        ] {
            let message = set(name, text).unwrap_err();
            assert!(message.contains(part), "{name}={text}: {message}");
        }
    }
}
