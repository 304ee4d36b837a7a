//! The first sheet: the metrics as formulas over the steps, and below them those that only Weir computes.

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use crate::table::columns::Column;
use crate::xlsx::columns::Col;
use crate::xlsx::format::{CellFormats, MAP, SUMMARY, hours};
use crate::xlsx::formula::{all, elapsed_words, largest_of_all, words, words_of};
use crate::xlsx::steps::elapsed;
use crate::xlsx::{flows, map};
use drawing::report::ReportData;
use vsm::text::{number, percent};

/// One figure.
struct Figure {
    name: &'static str,
    formula: String,
    shown: Option<f64>,
    /// The unit determines the format, and whether text is beside the value.
    unit: Unit,
    how: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Hours,
    Elapsed,
    PerCent,
    Count,
}

pub(super) fn write(data: &ReportData<'_>, formats: &CellFormats, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(SUMMARY)?;
    sheet.set_column_width(0, 26)?.set_column_width(1, 14)?.set_column_width(2, 16)?.set_column_width(3, 80)?;
    sheet.write_string_with_format(0, 0, &data.map.name, &formats.title)?;
    sheet.write_string_with_format(1, 0, data.scope().join(" · "), &formats.quiet)?;
    for (at, heading) in (0_u16..).zip(["Metric", "Value", "As text", "How it’s calculated"]) {
        sheet.write_string_with_format(3, at, heading, &formats.heading)?;
    }
    sheet.set_freeze_panes(4, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    let mut line = 4;
    for figure in figures(data) {
        let look: &Format = if figure.unit == Unit::PerCent { &formats.total_per_cent } else { &formats.total };
        sheet.write_string_with_format(line, 0, figure.name, &formats.text)?;
        let shown = figure.shown.map_or(String::new(), |shown| shown.to_string());
        sheet.write_formula_with_format(line, 1, Formula::new(&figure.formula).set_result(shown), look)?;
        let value = format!("B{}", line + 1);
        let clock = &data.map.clock;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "hours of a map, not negative")]
        let seconds = figure.shown.map(|hours| (hours * 3600.0).round() as u64);
        let beside = match figure.unit {
            Unit::Hours => Some((words(&value), seconds.map_or(String::new(), |seconds| words_of(seconds, clock)))),
            Unit::Elapsed => Some((elapsed_words(&value), seconds.map_or(String::new(), elapsed))),
            Unit::PerCent | Unit::Count => None,
        };
        if let Some((formula, shown)) = beside {
            sheet.write_formula_with_format(line, 2, Formula::new(formula).set_result(shown), &formats.quiet)?;
        }
        sheet.write_string_with_format(line, 3, figure.how, &formats.quiet)?;
        line += 1;
    }
    line += 1;
    sheet.write_string_with_format(line, 0, "Calculated by Weir at export time", &formats.heading)?;
    for (name, text) in computed(data) {
        line += 1;
        sheet.write_string_with_format(line, 0, name, &formats.text)?;
        sheet.write_string_with_format(line, 1, text, &formats.number)?;
    }
    Ok(())
}

fn figures(data: &ReportData<'_>) -> Vec<Figure> {
    let (metrics, steps) = (&data.metrics, data.map.steps.len());
    let of = |column| all(Col::Is(column), steps);
    let figure =
        |name, formula: String, shown, unit, how| Figure { name, formula: format!("={formula}"), shown, unit, how };
    let (people, downtime, share) = (of(Column::PeoplePerItem), of(Column::Downtime), of(Column::CompleteAccurate));
    let batch = format!("MAX(1,SUMPRODUCT(MAX(({downtime}>0)*{})))", of(Column::Batch));
    let (demand, _) = map::demand_cells();
    let time = |seconds: Option<u64>| seconds.map(hours);
    #[expect(clippy::cast_precision_loss, reason = "a map has few of them")]
    let count = |number: usize| Some(number as f64);
    let known = |column: Col, formula: String| format!("IF(COUNT({})=0,\"\",{formula})", all(column, steps));
    vec![
        figure(
            "Lead time (h)",
            known(Col::Lead, format!("MAX({})", all(Col::Done, steps))),
            time(metrics.lead_seconds),
            Unit::Hours,
            "Longest path by wait and work time; unknown values don’t count",
        ),
        figure(
            "Work time (h)",
            known(Col::Is(Column::Work), largest_of_all(Col::WorkSoFar, &[(Col::Done, "N(B5)")], steps)),
            time(metrics.work_seconds.or(metrics.unknown.work.lt(&steps).then_some(0))),
            Unit::Hours,
            "Work time on that path",
        ),
        figure(
            "Wait time (h)",
            format!(
                "IF(COUNT({},{})=0,\"\",{})",
                of(Column::Wait),
                of(Column::Every),
                largest_of_all(Col::WaitSoFar, &[(Col::Done, "N(B5)"), (Col::WorkSoFar, "N(B6)")], steps)
            ),
            time(metrics.wait_seconds.or(metrics.unknown.wait.lt(&steps).then_some(0))),
            Unit::Hours,
            "Wait time on that path; half the cadence where the wait time is unknown",
        ),
        figure(
            "Flow efficiency",
            "IF(OR(N(B5)=0,B6=\"\"),\"\",B6/B5)".to_owned(),
            metrics.flow_efficiency,
            Unit::PerCent,
            "Work time ÷ lead time",
        ),
        figure(
            "Rolled %C/A",
            format!("IF(COUNT({share})=0,\"\",PRODUCT({share}))"),
            metrics.rolled_complete_accurate,
            Unit::PerCent,
            "Product of all steps’ %C/A",
        ),
        figure(
            "Effort (h)",
            known(Col::Is(Column::Work), format!("SUMPRODUCT({}*({people}+({people}=\"\")))", of(Column::Work))),
            time(metrics.effort_seconds),
            Unit::Hours,
            "Work time × people per item, over all steps",
        ),
        figure(
            "Downtime per release (h)",
            format!("IF(COUNT({downtime})=0,\"\",MAX({}))", all(Col::DowntimeSoFar, steps)),
            time(metrics.downtime_seconds),
            Unit::Elapsed,
            "Longest path by downtime, in elapsed time",
        ),
        figure(
            "Downtime per month (h)",
            format!("IF(OR(B11=\"\",{MAP}!{demand}=\"\"),\"\",B11*{MAP}!{demand}*{}/{batch})", map::periods_a_month()),
            time(metrics.downtime_seconds_per_month),
            Unit::Elapsed,
            "Downtime per release × demand ÷ largest batch size of a step with downtime",
        ),
        figure(
            "Handoffs",
            format!("SUM({})", flows::handoffs(data.map.flows.len() + data.map.rework.len())),
            count(metrics.handoffs),
            Unit::Count,
            "Flows between different teams",
        ),
        figure(
            "Steps",
            format!("COUNTA({})", of(Column::Step)),
            count(steps),
            Unit::Count,
            "On the Steps sheet; formulas use the connections at export time",
        ),
    ]
}

/// Metrics that a spreadsheet can't calculate.
fn computed(data: &ReportData<'_>) -> Vec<(&'static str, String)> {
    let (metrics, clock) = (&data.metrics, &data.map.clock);
    let mut all = vec![("Bottleneck", data.bottleneck())];
    let expected = metrics.expected_lead_seconds.map_or("Unknown".to_owned(), |seconds| clock.about(seconds));
    all.push(("Expected lead time", expected));
    if let Some(items) = metrics.work_in_progress {
        all.push(("Work in progress", format!("{} items", number(items))));
    }
    all.extend(data.bottlenecks());
    if let Some(efficiency) = metrics.flow_efficiency.filter(|_| metrics.at_least) {
        all.push(("Flow efficiency", format!("{} (based on known times)", percent(efficiency))));
    }
    all
}
