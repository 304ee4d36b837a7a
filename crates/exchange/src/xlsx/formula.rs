//! Formulas: references, the longest path to a step, times as text.

use rust_xlsxwriter::utility::{column_number_to_name, row_col_to_cell};

use crate::table::heading::Column;
use crate::xlsx::columns::Col;
use crate::xlsx::format::{MAP, STEPS, row};
use crate::xlsx::map::{DAY_CELL, WEEK_CELL};
use vsm::model::duration::WorkingCalendar;

/// The maximum number of cell ranges in one formula; with more, the value is written as a number.
const MAX_RANGES: usize = 40;
/// Times that differ by less are equal: hours are fractions.
const SAME: &str = "0.000001";

/// A cell of the sheet of steps; rows are counted from the first step.
pub(super) fn cell(column: Col, step: usize) -> String {
    row_col_to_cell(row(step + 1), column.at())
}

/// The name of the step with this id, looked up on the sheet of steps: it follows when the step is renamed
/// or its row moves.
pub(super) fn name_of(id: &str, steps: usize) -> String {
    let (names, ids) = (all(Col::Is(Column::Step), steps), all(Col::Is(Column::Id), steps));
    format!("=INDEX({names},MATCH(\"{}\",{ids},0))", id.replace('"', "\"\""))
}

/// The id in such a formula, even if it was never calculated.
pub(crate) fn id_in(formula: &str) -> Option<String> {
    let (_, rest) = formula.trim_start_matches('=').strip_prefix("INDEX(")?.split_once("MATCH(\"")?;
    let (mut id, mut chars) = (String::new(), rest.chars().peekable());
    while let Some(c) = chars.next() {
        if c == '"' && chars.next_if_eq(&'"').is_none() {
            return Some(id);
        }
        id.push(c);
    }
    None
}

/// All cells of a column of the sheet of steps, for another sheet.
pub(super) fn all(column: Col, steps: usize) -> String {
    let name = column_number_to_name(column.at());
    format!("{}!${name}$2:${name}${}", STEPS, steps.max(1) + 1)
}

/// Consecutive rows as ranges from first to last.
fn row_ranges(rows: &[usize]) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize)> = Vec::new();
    for &at in rows {
        match all.last_mut() {
            Some((_, last)) if *last + 1 == at => *last = at,
            _ => all.push((at, at)),
        }
    }
    all
}

fn range(column: Col, (first, last): (usize, usize)) -> String {
    if first == last { cell(column, first) } else { format!("{}:{}", cell(column, first), cell(column, last)) }
}

/// The predecessors of a step, as ranges of rows for formulas.
pub(super) struct Before {
    row_ranges: Vec<(usize, usize)>,
}

impl Before {
    pub(super) fn new(mut rows: Vec<usize>) -> Before {
        rows.sort_unstable();
        Before { row_ranges: row_ranges(&rows) }
    }

    /// Whether they are few enough for a formula.
    pub(super) fn fits(&self) -> bool {
        self.row_ranges.len() <= MAX_RANGES
    }

    /// The maximum of a column; 0 without predecessors.
    pub(super) fn largest(&self, column: Col) -> String {
        self.maximum(|of| range(column, of))
    }

    /// The maximum of a column among the steps with these values in these columns.
    pub(super) fn largest_where(&self, column: Col, are: &[(Col, &str)]) -> String {
        self.maximum(|of| {
            let tests = are.iter().map(|(other, value)| format!("(ABS({}-({value}))<{SAME})*", range(*other, of)));
            format!("SUMPRODUCT(MAX({}{}))", tests.collect::<String>(), range(column, of))
        })
    }

    fn maximum(&self, of: impl Fn((usize, usize)) -> String) -> String {
        let all: Vec<String> = self.row_ranges.iter().map(|rows| of(*rows)).collect();
        if all.is_empty() { "0".to_owned() } else { format!("MAX(0,{})", all.join(",")) }
    }
}

/// The maximum of a column among all steps with these values in these columns; for another sheet.
pub(super) fn largest_of_all(column: Col, are: &[(Col, &str)], steps: usize) -> String {
    let tests = are.iter().map(|(other, value)| format!("(ABS({}-{value})<{SAME})*", all(*other, steps)));
    format!("SUMPRODUCT(MAX({}{}))", tests.collect::<String>(), all(column, steps))
}

/// Hours as text, on the calendar in the workbook, to the minute.
pub(super) fn words(hours: &str) -> String {
    let day = format!("({MAP}!{DAY_CELL}*60)");
    let week = format!("({day}*{MAP}!{WEEK_CELL})");
    let minutes = format!("ROUND({hours}*60,0)");
    let part = |amount: &str, unit: &str| format!("IF({amount}>0,{amount}&\"{unit} \",\"\")");
    let all = [
        part(&format!("INT({minutes}/{week})"), "w"),
        part(&format!("INT(MOD({minutes},{week})/{day})"), "d"),
        part(&format!("INT(MOD(MOD({minutes},{week}),{day})/60)"), "h"),
        part(&format!("MOD(MOD(MOD({minutes},{week}),{day}),60)"), "m"),
    ];
    format!("=IF({hours}=\"\",\"\",IF({minutes}=0,\"0m\",TRIM({})))", all.join("&"))
}

/// Elapsed hours as text.
pub(super) fn elapsed_words(hours: &str) -> String {
    let minutes = format!("ROUND({hours}*60,0)");
    format!(
        "=IF({hours}=\"\",\"\",IF({minutes}=0,\"0m\",TRIM(IF(INT({minutes}/60)>0,INT({minutes}/60)&\"h \",\"\")&IF(MOD({minutes},60)>0,MOD({minutes},60)&\"m\",\"\"))))"
    )
}

/// The result of [`words`], which a workbook shows before it is recalculated.
pub(super) fn words_of(seconds: u64, clock: &WorkingCalendar) -> String {
    let rounded = (seconds + 30) / 60 * 60;
    let (day, week) = (clock.day().max(60), clock.week().max(60));
    let rest = rounded % week % day;
    let parts = [(rounded / week, "w"), (rounded % week / day, "d"), (rest / 3600, "h"), (rest % 3600 / 60, "m")];
    let units: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if units.is_empty() { "0m".to_owned() } else { units.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookup_formula_returns_its_id() {
        for id in ["step-1", "a\"b\"", ""] {
            assert_eq!(id_in(&name_of(id, 3)).as_deref(), Some(id));
        }
        assert_eq!((id_in("SUM(A1:A2)"), id_in("=INDEX(A:A,MATCH(\"x")), (None, None));
    }

    #[test]
    fn consecutive_rows_are_one_range() {
        assert_eq!(row_ranges(&[1, 2, 3, 7, 9, 10]), [(1, 3), (7, 7), (9, 10)]);
        assert!(!Before::new((0..200).step_by(2).collect()).fits());
        assert_eq!(Before::new(vec![]).largest(Col::Done), "0");
    }
}
