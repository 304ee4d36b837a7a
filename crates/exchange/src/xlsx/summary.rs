//! The first sheet: the metrics as formulas over the steps, and below them those that only Weir computes.

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use crate::table::heading::Column;
use crate::xlsx::columns::Col;
use crate::xlsx::flows::handoffs;
use crate::xlsx::format::{CellFormats, MAP, SUMMARY};
use crate::xlsx::formula::{all, elapsed_words, largest_of_all, words, words_of};
use crate::xlsx::map::{DEMAND_CELL, periods_a_month};
use crate::xlsx::steps::elapsed;
use drawing::report::ReportData;
use vsm::metrics::catalog::{Metric, Unit};
use vsm::model::duration::{real, whole};

struct SummaryRow {
    metric: Metric,
    formula: String,
    /// The result of the formula; times in seconds.
    shown: Option<f64>,
    how: &'static str,
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
    for row in summary_rows(data) {
        let unit = row.metric.unit();
        let look: &Format = if unit == Unit::Share { &formats.total_per_cent } else { &formats.total };
        let is_time = matches!(unit, Unit::Time | Unit::Elapsed);
        let per = if row.metric == Metric::Downtime { " per release" } else { "" };
        let name = row.metric.label().to_owned() + per + if is_time { " (h)" } else { "" };
        sheet.write_string_with_format(line, 0, name, &formats.text)?;
        let shown = row.shown.map(|value| if is_time { value / 3600.0 } else { value });
        let shown = shown.map_or(String::new(), |shown| shown.to_string());
        sheet.write_formula_with_format(line, 1, Formula::new(&row.formula).set_result(shown), look)?;
        let value = format!("B{}", line + 1);
        let clock = &data.map.clock;
        let seconds = row.shown.map(whole);
        let beside = match unit {
            Unit::Time => Some((words(&value), seconds.map_or(String::new(), |seconds| words_of(seconds, clock)))),
            Unit::Elapsed => Some((elapsed_words(&value), seconds.map_or(String::new(), elapsed))),
            _ => None,
        };
        if let Some((formula, shown)) = beside {
            sheet.write_formula_with_format(line, 2, Formula::new(formula).set_result(shown), &formats.quiet)?;
        }
        sheet.write_string_with_format(line, 3, row.how, &formats.quiet)?;
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

fn summary_rows(data: &ReportData<'_>) -> Vec<SummaryRow> {
    let (metrics, steps) = (&data.metrics, data.map.steps.len());
    let of = |column| all(Col::Is(column), steps);
    let row = |metric: Metric, formula: String, how| {
        // The formula is 0 if only steps beside the path have the time.
        let is_beside = match metric {
            Metric::Work => metrics.unknown.work < steps,
            Metric::Wait => metrics.unknown.wait < steps,
            _ => false,
        };
        let shown = metric.value(metrics).value.or(is_beside.then_some(0.0));
        SummaryRow { metric, formula: format!("={formula}"), shown, how }
    };
    let (people, downtime, share) = (of(Column::PeoplePerItem), of(Column::Downtime), of(Column::CompleteAccurate));
    let batch = format!("MAX(1,SUMPRODUCT(MAX(({downtime}>0)*{})))", of(Column::Batch));
    // Where an unknown wait or split makes it unknown, or the middle of a range counts, sums can't tell: it stays empty, or
    // as it is.
    let sums = metrics.work_seconds.zip(metrics.lead_seconds).map(|(work, lead)| real(work) / real(lead.max(1)));
    let efficiency = match (metrics.flow_efficiency, sums) {
        (Some(share), Some(sums)) if (share - sums).abs() < 1e-9 => "IF(OR(N(B5)=0,B6=\"\"),\"\",B6/B5)".to_owned(),
        (Some(share), _) => share.to_string(),
        (None, _) => "\"\"".to_owned(),
    };
    let efficiency_is = if metrics.at_least {
        "Work time ÷ lead time, with the middle of each range"
    } else {
        "Work time ÷ lead time"
    };
    let known_lead = |formula: String| format!("IF(COUNT({})=0,\"\",{formula})", all(Col::Lead, steps));
    let known = |columns: &[Column], formula: String| {
        let columns: Vec<String> = columns.iter().map(|column| of(*column)).collect();
        format!("IF(COUNT({})=0,\"\",{formula})", columns.join(","))
    };
    // The typical time, else the low end of the range.
    let (work, low, lead) = (of(Column::Work), of(Column::WorkLow), of(Column::Lead));
    let work = format!("({work}+({work}=\"\")*({lead}=\"\")*{low})");
    vec![
        row(
            Metric::Lead,
            known_lead(format!("MAX({})", all(Col::Done, steps))),
            "Longest path by wait and work time; unknown values don’t count, ranges with their low end",
        ),
        row(
            Metric::Work,
            known(&[Column::Work, Column::WorkLow], largest_of_all(Col::WorkSoFar, &[(Col::Done, "N(B5)")], steps)),
            "Work time on that path",
        ),
        row(
            Metric::Wait,
            format!(
                "IF(COUNT({},{},{})=0,\"\",{})",
                of(Column::Wait),
                of(Column::WaitLow),
                of(Column::Every),
                largest_of_all(Col::WaitSoFar, &[(Col::Done, "N(B5)"), (Col::WorkSoFar, "N(B6)")], steps)
            ),
            "Wait time on that path; half the cadence where the wait time is unknown",
        ),
        row(Metric::FlowEfficiency, efficiency, efficiency_is),
        row(
            Metric::RolledCompleteAccurate,
            format!("IF(COUNT({share})=0,\"\",PRODUCT({share}))"),
            "Product of all steps’ %C/A",
        ),
        row(
            Metric::Effort,
            known(&[Column::Work, Column::WorkLow], format!("SUMPRODUCT({work}*({people}+({people}=\"\")))")),
            "Work time × people per item, over all steps",
        ),
        row(
            Metric::Downtime,
            format!("IF(COUNT({downtime})=0,\"\",MAX({}))", all(Col::DowntimeSoFar, steps)),
            "Longest path by downtime, in elapsed time",
        ),
        row(
            Metric::DowntimePerMonth,
            format!(
                "IF(OR(B11=\"\",{MAP}!{DEMAND_CELL}=\"\"),\"\",B11*{MAP}!{DEMAND_CELL}*{}/{batch})",
                periods_a_month()
            ),
            "Downtime per release × demand ÷ largest batch size of a step with downtime",
        ),
        row(
            Metric::Handoffs,
            format!("SUM({})", handoffs(data.map.flows.len() + data.map.rework.len())),
            "Flows between different teams",
        ),
        row(
            Metric::Steps,
            format!("COUNTA({})", of(Column::Step)),
            "On the Steps sheet; formulas use the connections at export time",
        ),
    ]
}

/// Metrics that a spreadsheet can't calculate.
fn computed(data: &ReportData<'_>) -> Vec<(&'static str, String)> {
    let metrics = &data.metrics;
    let mut all = vec![("Bottleneck", data.bottleneck())];
    // As exact as the lead time above, so that both read the same without rework.
    let expected = Metric::ExpectedLead.value(metrics);
    let exact = metrics.expected_lead_seconds.map(|seconds| words_of(seconds, &data.map.clock));
    let expected = exact.map_or_else(
        || expected.text(&data.map.clock),
        |exact| format!("{} {exact}", expected.qualifier()).trim_start().to_owned(),
    );
    all.push((Metric::ExpectedLead.label(), expected));
    let items = Metric::WorkInProgress.value(metrics);
    if items.value.is_some() {
        all.push((Metric::WorkInProgress.label(), items.text(&data.map.clock)));
    }
    all.extend(data.bottlenecks());
    for metric in [Metric::FlowEfficiency, Metric::RolledCompleteAccurate] {
        let value = metric.value(metrics);
        if !value.qualifier().is_empty() {
            all.push((metric.label(), value.text(&data.map.clock)));
        }
    }
    all
}
