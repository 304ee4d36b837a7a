//! The sheet of flows and rework arrows; each flow between two teams counts as a handoff.

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use crate::table::heading::Column;
use crate::table::rows::links::Names;
use crate::xlsx::columns::Col;
use crate::xlsx::format::{CellFormats, FLOWS, STEPS, row, write_headings};
use crate::xlsx::formula::{cell, name_of};
use crate::xlsx::steps::step_rows;
use drawing::report::ReportData;
use vsm::model::map::Rework;

/// The headings, with the widths of their columns.
#[rustfmt::skip]
const HEADINGS: [(&str, f64); 8] = [
    ("From", 34.0), ("To", 34.0), ("Type", 10.0), ("Share", 10.0), ("From team", 22.0), ("To team", 22.0), ("Handoff", 10.0),
    (WAIT, 10.0),
];
/// The headings that are imported, ignoring case, each with those of older versions of Weir.
pub(crate) const READ: [&[&str]; 4] = [&["From"], &["To"], &["Type", "Kind"], &["Share"]];
/// The heading of the waits of rework arrows; older versions of Weir have none.
pub(crate) const WAIT: &str = "Wait";
pub(crate) const REWORK: &str = "Rework";
const FLOW: &str = "Flow";

/// The range of cells that count handoffs, for another sheet.
pub(super) fn handoffs(flows: usize) -> String {
    format!("{FLOWS}!$G$2:$G${}", flows.max(1) + 1)
}

pub(super) fn write(data: &ReportData<'_>, formats: &CellFormats, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(FLOWS)?;
    write_headings(sheet, formats, HEADINGS)?;
    sheet.set_freeze_panes(1, 0)?;
    let map = data.map;
    let names = Names::of_map(map);
    let rows = step_rows(data);
    let team = |at: usize| map.steps.get(at).map_or("", |step| step.team.as_str());
    let next = |from: usize| data.graph.out.get(from).into_iter().flatten();
    let forward = data.graph.order.iter().flat_map(|&from| next(from).map(move |&to| (from, to, None)));
    let back = map
        .rework_arrows()
        .filter_map(|arrow| Some((map.index_of(&arrow.from)?, map.index_of(&arrow.to)?, Some(arrow))));
    for (at, (from, to, rework)) in forward.chain(back).enumerate() {
        let line = row(at + 1);
        for (column, end) in [(0, from), (1, to)] {
            let Some(step) = map.steps.get(end) else { continue };
            let called = names.call(end, &step.id, &step.name);
            // An id doesn't change; a name does, and the arrow should follow it.
            if called == step.id.as_str() {
                sheet.write_string_with_format(line, column, called, &formats.text)?;
            } else {
                let formula = Formula::new(name_of(&step.id, map.steps.len())).set_result(called);
                sheet.write_formula_with_format(line, column, formula, &formats.text)?;
            }
        }
        sheet.write_string_with_format(line, 2, if rework.is_some() { REWORK } else { FLOW }, &formats.text)?;
        let counts_as_flow = rework.is_none();
        if let Some(Rework { share, wait, .. }) = rework {
            sheet.write_number_with_format(line, 3, share / 100.0, &formats.per_cent)?;
            if let Some(wait) = wait {
                sheet.write_string_with_format(line, 7, map.clock.print(wait), &formats.text)?;
            }
        }
        for (column, step) in [(4, from), (5, to)] {
            let reference = cell(Col::Is(Column::Team), rows.get(step).copied().unwrap_or(0));
            let formula = Formula::new(format!("={STEPS}!{reference}&\"\"")).set_result(team(step));
            sheet.write_formula_with_format(line, column, formula, &formats.quiet)?;
        }
        let (a, b) = (team(from).to_lowercase(), team(to).to_lowercase());
        let counts = counts_as_flow && !a.is_empty() && !b.is_empty() && a != b;
        let n = at + 2;
        let formula = format!("=IF(AND(C{n}=\"{FLOW}\",E{n}<>\"\",F{n}<>\"\",LOWER(E{n})<>LOWER(F{n})),1,0)");
        let formula = Formula::new(formula).set_result(if counts { "1" } else { "0" });
        sheet.write_formula_with_format(line, 6, formula, &formats.quiet)?;
    }
    Ok(())
}
