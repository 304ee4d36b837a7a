//! The sheet of steps: one row per step; times in hours; lead times and the path through the map as
//! formulas.

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use crate::table::heading::Column;
use crate::table::write::{text, value};
use crate::xlsx::columns::{COLUMNS, Col};
use crate::xlsx::format::{CellFormats, STEPS, hours, row, write_headings};
use crate::xlsx::formula::{Before, cell, elapsed_words, words, words_of};
use drawing::report::ReportData;
use vsm::fields::values::Style;
use vsm::model::duration::print_elapsed;
use vsm::{Seconds, Step};

/// The row of each step of the map.
pub(super) fn step_rows(data: &ReportData<'_>) -> Vec<usize> {
    let mut rows = vec![0; data.graph.len()];
    for (row, &at) in data.graph.order.iter().enumerate() {
        if let Some(place) = rows.get_mut(at) {
            *place = row;
        }
    }
    rows
}

/// The predecessors of each row.
fn before(data: &ReportData<'_>) -> Vec<Vec<usize>> {
    let rows = step_rows(data);
    let into = |at: &usize| data.graph.into.get(*at).into_iter().flatten();
    let row_of = |at: &usize| rows.get(*at).copied().unwrap_or(0);
    data.graph.order.iter().map(|at| into(at).map(row_of).collect()).collect()
}

/// The cached results of the formulas in a row, for programs that have not recalculated, or never do.
#[derive(Clone, Copy)]
struct PathTimes {
    starts: Seconds,
    done: Seconds,
    work: Seconds,
    wait: Seconds,
    downtime: Seconds,
}

impl PathTimes {
    /// The results of a step, from those of the rows before it.
    fn new(step: &Step, before: &[PathTimes]) -> PathTimes {
        let starts = before.iter().map(|times| times.done).max().unwrap_or(0);
        let slowest = || before.iter().filter(|times| times.done == starts);
        let work = slowest().map(|times| times.work).max().unwrap_or(0);
        let wait = slowest().filter(|times| times.work == work).map(|times| times.wait).max().unwrap_or(0);
        let downtime = before.iter().map(|times| times.downtime).max().unwrap_or(0);
        PathTimes {
            starts,
            done: starts + step.least_lead(),
            work: work + step.least_work().unwrap_or(0),
            wait: wait + step.least_wait().unwrap_or(0),
            downtime: downtime + step.downtime.unwrap_or(0),
        }
    }

    /// The result in a column, if it is about the path.
    fn get(&self, column: Col) -> Option<Seconds> {
        match column {
            Col::Starts => Some(self.starts),
            Col::Done => Some(self.done),
            Col::WorkSoFar => Some(self.work),
            Col::WaitSoFar => Some(self.wait),
            Col::DowntimeSoFar => Some(self.downtime),
            _ => None,
        }
    }
}

pub(super) fn write(data: &ReportData<'_>, formats: &CellFormats, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(STEPS)?;
    write_headings(sheet, formats, COLUMNS.iter().map(|column| (column.heading(), column.width())))?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let mut times: Vec<PathTimes> = Vec::with_capacity(data.graph.len());
    for (at, (step, before)) in data.steps().zip(before(data)).enumerate() {
        let times_before: Vec<PathTimes> = before.iter().filter_map(|row| times.get(*row)).copied().collect();
        let own_times = PathTimes::new(step, &times_before);
        times.push(own_times);
        let line = StepRow { data, formats, at, step, times: own_times, before: Before::new(before) };
        for &column in COLUMNS {
            line.write(column, sheet)?;
        }
    }
    if !times.is_empty() {
        sheet.autofilter(0, 0, row(times.len()), Col::DowntimeSoFar.at())?;
    }
    Ok(())
}

struct StepRow<'a> {
    data: &'a ReportData<'a>,
    formats: &'a CellFormats,
    at: usize,
    step: &'a Step,
    times: PathTimes,
    before: Before,
}

impl StepRow<'_> {
    fn write(&self, column: Col, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (formats, step, before) = (self.formats, self.step, &self.before);
        // On the path a formula over the steps before, or its number if the formula would be too long.
        let on_path = self.times.get(column).map(hours);
        if let Some(value) = on_path.filter(|_| !before.fits()) {
            sheet.write_number_with_format(row(self.at + 1), column.at(), value, &formats.quiet_time)?;
            return Ok(());
        }
        let here = |column: Col| cell(column, self.at);
        let (wait, work, every, alone, downtime) = (
            here(Col::Is(Column::Wait)),
            here(Col::Is(Column::Work)),
            here(Col::Is(Column::Every)),
            here(Col::Is(Column::Lead)),
            here(Col::Is(Column::Downtime)),
        );
        let (lead, starts) = (here(Col::Lead), here(Col::Starts));
        let (wait_low, work_low) = (here(Col::Is(Column::WaitLow)), here(Col::Is(Column::WorkLow)));
        let wait_derived = format!("IF({alone}<>\"\",0,IF({wait_low}<>\"\",{wait_low},N({every})/2))");
        let wait_counted = format!("IF({wait}<>\"\",{wait},{wait_derived})");
        let work_counted = format!("IF({work}<>\"\",{work},IF({alone}<>\"\",0,N({work_low})))");
        let counted_lead = (!step.has_no_time()).then(|| step.least_lead());
        let in_words = |hours: &str, seconds: Option<Seconds>| {
            let shown = seconds.map_or(String::new(), |seconds| words_of(seconds, &self.data.map.clock));
            (words(hours), shown, &formats.quiet)
        };
        let path = |formula: String| {
            (format!("={formula}"), on_path.map_or(String::new(), |hours| hours.to_string()), &formats.quiet_time)
        };
        let (formula, shown, look) = match column {
            Col::Is(field) => return self.field(field, column, sheet),
            Col::WaitWords => in_words(&wait, step.wait),
            Col::WorkWords => in_words(&work, step.work),
            Col::LeadWords => in_words(&lead, counted_lead),
            Col::DowntimeWords => {
                (elapsed_words(&downtime), step.downtime.map_or(String::new(), elapsed), &formats.quiet)
            }
            Col::Lead => {
                let formula = format!(
                    "=IF({alone}<>\"\",{alone},IF(COUNT({wait},{work},{every},{wait_low},{work_low})=0,\"\",{wait_counted}+{work_counted}))"
                );
                (formula, counted_lead.map_or(String::new(), |lead| hours(lead).to_string()), &formats.time)
            }
            Col::Starts => path(before.largest(Col::Done)),
            Col::Done => path(format!("{starts}+N({lead})")),
            Col::WorkSoFar => path(format!("{work_counted}+{}", before.largest_where(column, &[(Col::Done, &starts)]))),
            Col::WaitSoFar => {
                let least = format!("{}-{work_counted}", here(Col::WorkSoFar));
                let are = [(Col::Done, starts.as_str()), (Col::WorkSoFar, &least)];
                path(format!("{wait_counted}+{}", before.largest_where(column, &are)))
            }
            Col::DowntimeSoFar => path(format!("N({downtime})+{}", before.largest(column))),
        };
        let formula = Formula::new(formula).set_result(shown);
        sheet.write_formula_with_format(row(self.at + 1), column.at(), formula, look)?;
        Ok(())
    }

    fn field(&self, field: Column, column: Col, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (formats, at) = (self.formats, row(self.at + 1));
        let value = value(field, self.step, Style::Seconds);
        if let Some(number) = value.as_f64() {
            let (number, look) = match field {
                Column::CompleteAccurate => (number / 100.0, &formats.per_cent),
                _ if field.is_time() => (number / 3600.0, &formats.time),
                _ => (number, &formats.number),
            };
            sheet.write_number_with_format(at, column.at(), number, look)?;
            return Ok(());
        }
        let text = text(value);
        if !text.is_empty() {
            sheet.write_string_with_format(at, column.at(), text, &formats.text)?;
        }
        Ok(())
    }
}

/// The result of [`elapsed_words`].
pub(super) fn elapsed(seconds: Seconds) -> String {
    match (seconds + 30) / 60 {
        0 => "0m".to_owned(),
        minutes => print_elapsed(minutes * 60),
    }
}
