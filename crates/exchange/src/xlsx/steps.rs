//! The sheet of steps: one row per step; times in hours; lead times and the path through the map as
//! formulas.

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use crate::table::columns::Column;
use crate::table::write::answer;
use crate::xlsx::columns::{COLUMNS, Col};
use crate::xlsx::format::{CellFormats, STEPS, hours, row};
use crate::xlsx::formula::{Before, cell, elapsed_words, words, words_of};
use drawing::report::ReportData;
use vsm::model::step::{Kind, Source};
use vsm::{Seconds, Step};

/// The cached results of formulas by row, for programs that have not recalculated, or never do.
struct PathTimes {
    starts: Vec<Seconds>,
    done: Vec<Seconds>,
    work: Vec<Seconds>,
    wait: Vec<Seconds>,
    downtime: Vec<Seconds>,
}

/// The predecessors of each row.
pub(super) fn before(data: &ReportData<'_>) -> Vec<Vec<usize>> {
    let mut rows = vec![0; data.graph.len()];
    for (row, &at) in data.graph.order.iter().enumerate() {
        if let Some(place) = rows.get_mut(at) {
            *place = row;
        }
    }
    let into = |at: &usize| data.graph.into.get(*at).map_or(&[][..], Vec::as_slice);
    let row_of = |at: &usize| rows.get(*at).copied().unwrap_or(0);
    data.graph.order.iter().map(|at| into(at).iter().map(row_of).collect()).collect()
}

impl PathTimes {
    fn new(steps: &[&Step], before: &[Vec<usize>]) -> PathTimes {
        let zeros = vec![0; steps.len()];
        let mut times = PathTimes {
            starts: zeros.clone(),
            done: zeros.clone(),
            work: zeros.clone(),
            wait: zeros.clone(),
            downtime: zeros,
        };
        for (at, step) in steps.iter().enumerate() {
            let rows = before.get(at).map_or(&[][..], Vec::as_slice);
            let largest = |of: &[Seconds], rows: &mut dyn Iterator<Item = usize>| {
                rows.filter_map(|row| of.get(row).copied()).max().unwrap_or(0)
            };
            let starts = largest(&times.done, &mut rows.iter().copied());
            let slowest = || rows.iter().copied().filter(|&row| times.done.get(row) == Some(&starts));
            let work = largest(&times.work, &mut slowest());
            let wait = largest(&times.wait, &mut slowest().filter(|&row| times.work.get(row) == Some(&work)));
            let downtime = largest(&times.downtime, &mut rows.iter().copied());
            for (of, value) in [
                (&mut times.starts, starts),
                (&mut times.done, starts + step.counted_lead()),
                (&mut times.work, work + step.work.unwrap_or(0)),
                (&mut times.wait, wait + step.counted_wait().unwrap_or(0)),
                (&mut times.downtime, downtime + step.downtime.unwrap_or(0)),
            ] {
                if let Some(place) = of.get_mut(at) {
                    *place = value;
                }
            }
        }
        times
    }

    fn get(&self, column: Col, at: usize) -> Seconds {
        let of = match column {
            Col::Starts => &self.starts,
            Col::Done => &self.done,
            Col::WorkSoFar => &self.work,
            Col::WaitSoFar => &self.wait,
            _ => &self.downtime,
        };
        of.get(at).copied().unwrap_or(0)
    }
}

pub(super) fn write(data: &ReportData<'_>, formats: &CellFormats, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(STEPS)?;
    for &column in COLUMNS {
        sheet.set_column_width(column.at(), column.width())?;
        sheet.write_string_with_format(0, column.at(), column.heading(), &formats.heading)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let steps: Vec<&Step> = data.steps().collect();
    let before = before(data);
    let times = PathTimes::new(&steps, &before);
    for (at, step) in steps.iter().enumerate() {
        let line = StepRow {
            data,
            formats,
            at,
            step,
            times: &times,
            before: Before::of(before.get(at).cloned().unwrap_or_default()),
        };
        for &column in COLUMNS {
            line.write(column, sheet)?;
        }
    }
    if !steps.is_empty() {
        sheet.autofilter(0, 0, row(steps.len()), Col::DowntimeSoFar.at())?;
    }
    Ok(())
}

/// One row.
struct StepRow<'a> {
    data: &'a ReportData<'a>,
    formats: &'a CellFormats,
    at: usize,
    step: &'a Step,
    times: &'a PathTimes,
    /// `None` if too many steps come before it for a formula.
    before: Option<Before>,
}

impl StepRow<'_> {
    fn write(&self, column: Col, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (formats, step) = (self.formats, self.step);
        let here = |column: Col| cell(column, self.at);
        let (wait, work, every, alone) = (
            here(Col::Is(Column::Wait)),
            here(Col::Is(Column::Work)),
            here(Col::Is(Column::Every)),
            here(Col::Is(Column::Lead)),
        );
        let lead = here(Col::Lead);
        let wait_counted = format!("IF({wait}<>\"\",{wait},IF(AND({every}<>\"\",{alone}=\"\"),{every}/2,0))");
        match column {
            Col::Is(field) => self.field(field, column, sheet),
            Col::WaitWords => self.write_words(sheet, column, &words(&wait), step.wait),
            Col::WorkWords => self.write_words(sheet, column, &words(&work), step.work),
            Col::LeadWords => {
                self.write_words(sheet, column, &words(&lead), (!step.has_no_time()).then(|| step.counted_lead()))
            }
            Col::DowntimeWords => {
                let downtime = here(Col::Is(Column::Downtime));
                self.formula(
                    sheet,
                    column,
                    &elapsed_words(&downtime),
                    step.downtime.map_or(String::new(), elapsed),
                    &formats.quiet,
                )
            }
            Col::Lead => {
                let formula = format!(
                    "=IF({alone}<>\"\",{alone},IF(AND({wait}=\"\",{work}=\"\",{every}=\"\"),\"\",{wait_counted}+N({work})))"
                );
                let shown = if step.has_no_time() { String::new() } else { hours(step.counted_lead()).to_string() };
                self.formula(sheet, column, &formula, shown, &formats.time)
            }
            Col::Starts => self.way(sheet, column, |before| before.largest(Col::Done)),
            Col::Done => self.way(sheet, column, |_| format!("{}+N({lead})", here(Col::Starts))),
            Col::WorkSoFar => self.way(sheet, column, |before| {
                format!("N({work})+{}", before.largest_where(Col::WorkSoFar, &[(Col::Done, &here(Col::Starts))]))
            }),
            Col::WaitSoFar => self.way(sheet, column, |before| {
                let least = format!("{}-N({work})", here(Col::WorkSoFar));
                let are = [(Col::Done, here(Col::Starts)), (Col::WorkSoFar, least)];
                let are = [(are[0].0, are[0].1.as_str()), (are[1].0, are[1].1.as_str())];
                format!("{wait_counted}+{}", before.largest_where(Col::WaitSoFar, &are))
            }),
            Col::DowntimeSoFar => self.way(sheet, column, |before| {
                format!("N({})+{}", here(Col::Is(Column::Downtime)), before.largest(Col::DowntimeSoFar))
            }),
        }
    }

    /// A formula over the steps before, or its number if the formula would be too long.
    fn way(
        &self,
        sheet: &mut Worksheet,
        column: Col,
        formula: impl FnOnce(&Before) -> String,
    ) -> Result<(), XlsxError> {
        let value = hours(self.times.get(column, self.at));
        match self.before.as_ref().map(formula) {
            Some(formula) => {
                self.formula(sheet, column, &format!("={formula}"), value.to_string(), &self.formats.quiet_time)
            }
            None => sheet
                .write_number_with_format(row(self.at + 1), column.at(), value, &self.formats.quiet_time)
                .map(|_| ()),
        }
    }

    fn write_words(
        &self,
        sheet: &mut Worksheet,
        column: Col,
        formula: &str,
        seconds: Option<Seconds>,
    ) -> Result<(), XlsxError> {
        let shown = seconds.map_or(String::new(), |seconds| words_of(seconds, &self.data.map.clock));
        self.formula(sheet, column, formula, shown, &self.formats.quiet)
    }

    fn formula(
        &self,
        sheet: &mut Worksheet,
        column: Col,
        formula: &str,
        shown: String,
        look: &Format,
    ) -> Result<(), XlsxError> {
        let formula = Formula::new(formula).set_result(shown);
        sheet.write_formula_with_format(row(self.at + 1), column.at(), formula, look).map(|_| ())
    }

    fn field(&self, field: Column, column: Col, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (step, formats, at) = (self.step, self.formats, row(self.at + 1));
        let time = |seconds: Option<Seconds>| seconds.map(|seconds| (hours(seconds), &formats.time));
        let number = |number: Option<f64>| number.map(|number| (number, &formats.number));
        let value = match field {
            Column::Wait => time(step.wait),
            Column::Work => time(step.work),
            Column::Lead => time(step.lead),
            Column::Every => time(step.every),
            Column::Downtime => time(step.downtime),
            Column::WaitLow => time(step.wait_range.map(|range| range.low)),
            Column::WaitHigh => time(step.wait_range.map(|range| range.high)),
            Column::WorkLow => time(step.work_range.map(|range| range.low)),
            Column::WorkHigh => time(step.work_range.map(|range| range.high)),
            Column::CompleteAccurate => step.complete_accurate.map(|share| (share / 100.0, &formats.per_cent)),
            Column::People => number(step.people),
            Column::PeoplePerItem => number(step.people_per_item),
            Column::Batch => number(step.batch),
            Column::Queue => number(step.queue),
            _ => None,
        };
        if let Some((value, look)) = value {
            return sheet.write_number_with_format(at, column.at(), value, look).map(|_| ());
        }
        let text = match field {
            Column::Step => step.name.clone(),
            Column::Team => step.team.clone(),
            Column::WaitReason => step.wait_reason.clone(),
            Column::Note => step.note.clone(),
            Column::Id => step.id.to_string(),
            Column::Kind => step.kind.map_or("", Kind::as_str).to_owned(),
            Column::Source => step.source.map_or("", Source::as_str).to_owned(),
            Column::Automated => answer(step.automated),
            Column::Observed => answer(step.observed),
            Column::Reversible => answer(step.reversible),
            _ => String::new(),
        };
        if text.is_empty() {
            return Ok(());
        }
        sheet.write_string_with_format(at, column.at(), text, &formats.text).map(|_| ())
    }
}

/// The result of [`elapsed_words`].
pub(super) fn elapsed(seconds: Seconds) -> String {
    let minutes = (seconds + 30) / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h {minutes}m"),
    }
}
