//! What was understood of pasted rows, before anything is added: the same for the page and for scripts.

use askama::Template;

use crate::live::Snapshot;
use exchange::text_lines::{Pasted, RowReport};
use vsm::text::{count, quote};
use vsm::{StepId, ValidationError};

use crate::web::error::AppError;

/// The fields that have a column of their own, if any row says them; the others share one.
const COLUMNS: [Column; 7] = [
    Column { title: "Team", class: "text" },
    Column { title: "Wait time", class: "value-cell" },
    Column { title: "Work time", class: "value-cell" },
    Column { title: "Lead time", class: "value-cell" },
    Column { title: "%C/A", class: "value-cell" },
    Column { title: "People", class: "value-cell" },
    Column { title: "Downtime", class: "value-cell" },
];

/// A column of the preview.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// The label of its field, as the reader gives it.
    pub(crate) title: &'static str,
    pub(crate) class: &'static str,
}

#[derive(Debug, Default)]
pub(crate) struct Preview {
    /// Why nothing can be added.
    pub(crate) trouble: Option<String>,
    /// How many steps there are to add.
    pub(crate) steps: usize,
    pub(crate) heading: String,
    /// Where they go, and whether all was understood.
    pub(crate) lines: Vec<String>,
    /// What was assumed for all rows.
    pub(crate) findings: Vec<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) has_more: bool,
    pub(crate) has_remarks: bool,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) line: usize,
    /// None when no step is made of it.
    pub(crate) name: Option<String>,
    /// What was pasted, where it is not all there is to see.
    pub(crate) pasted: Option<String>,
    pub(crate) cells: Vec<Option<String>>,
    /// The fields without a column.
    pub(crate) more: Vec<String>,
    pub(crate) taken_as: Vec<String>,
    pub(crate) not_understood: Vec<String>,
}

#[derive(Template)]
#[template(path = "steps/paste_preview.html")]
struct Fragment<'a> {
    preview: &'a Preview,
}

pub(crate) fn html(preview: &Preview) -> Result<String, AppError> {
    Ok(Fragment { preview }.render()?)
}

impl Preview {
    /// What to show of what was pasted, with what stands against adding it.
    pub(crate) fn of(
        pasted: &Pasted,
        snapshot: &Snapshot,
        after: Option<&StepId>,
        trouble: Option<&ValidationError>,
    ) -> Preview {
        let said = |word: &str| pasted.rows.iter().any(|row| row.understood.iter().any(|(said, _)| *said == word));
        let columns: Vec<Column> = COLUMNS.into_iter().filter(|column| said(column.title)).collect();
        let rows: Vec<Row> = pasted.rows.iter().map(|row| Row::of(row, &columns)).collect();
        let steps = pasted.steps.len();
        let mut lines = Vec::new();
        if steps > 0 && trouble.is_none() {
            lines.push(place(snapshot, after, steps));
        }
        let unclear = rows.iter().filter(|row| row.name.is_some() && !row.not_understood.is_empty()).count();
        let lost = rows.len() - steps;
        if unclear > 0 {
            let rows = count(unclear, "row contains", "rows contain");
            lines.push(format!(
                "{rows} values that weren’t recognized. Those values are marked below and skipped; the rest is added."
            ));
        }
        if lost > 0 {
            let (rows, reasons) = if lost == 1 { ("row is", "reason is") } else { ("rows are", "reasons are") };
            lines.push(format!("{lost} {rows} skipped. The {reasons} below."));
        }
        if unclear == 0 && lost == 0 && steps > 0 {
            lines.push("Everything was recognized.".to_owned());
        }
        Preview {
            trouble: trouble.map(|refusal| refusal.message.clone()),
            steps: if trouble.is_none() { steps } else { 0 },
            heading: match steps {
                0 => "Nothing to add".to_owned(),
                steps => format!("{} to add", count(steps, "step", "steps")),
            },
            lines,
            findings: pasted.findings.clone(),
            has_more: rows.iter().any(|row| !row.more.is_empty()),
            has_remarks: rows.iter().any(|row| !row.taken_as.is_empty() || !row.not_understood.is_empty()),
            columns,
            rows,
        }
    }

    /// What to show when nothing was read at all.
    pub(crate) fn refused(refusal: &ValidationError) -> Preview {
        let heading = "Nothing to add".to_owned();
        Preview { trouble: Some(refusal.message.clone()), heading, ..Preview::default() }
    }
}

impl Row {
    fn of(report: &RowReport, columns: &[Column]) -> Row {
        let value = |wanted: &str| {
            let said = report.understood.iter().find(|(word, _)| *word == wanted);
            said.map(|(_, value)| value.clone())
        };
        let rest = report
            .understood
            .iter()
            .filter(|(word, _)| *word != "Name" && !columns.iter().any(|column| column.title == *word));
        let name = value("Name");
        let in_full = name.is_some() && report.not_understood.is_empty();
        Row {
            line: report.line,
            name,
            pasted: (!in_full).then(|| report.text.chars().take(200).collect()),
            cells: columns.iter().map(|column| value(column.title)).collect(),
            more: rest.map(|(word, value)| format!("{word}: {value}")).collect(),
            // What is not made a step was not taken as anything.
            taken_as: if report.is_step { report.taken_as.clone() } else { Vec::new() },
            not_understood: report.not_understood.clone(),
        }
    }
}

/// Where the steps go, in words.
fn place(snapshot: &Snapshot, after: Option<&StepId>, steps: usize) -> String {
    let (map, graph) = (&*snapshot.map, snapshot.graph());
    let (they, in_order) = if steps == 1 { ("It goes", "") } else { ("They go", ", in this order") };
    let name = |at: usize| map.steps.get(at).map_or_else(String::new, |step| quote(&step.name));
    match after.and_then(|after| map.index_of(after)) {
        Some(at) if graph.out.get(at).is_none_or(Vec::is_empty) => format!("{they} after {}{in_order}.", name(at)),
        Some(at) => format!("{they} after {}{in_order}, before the next step.", name(at)),
        None if map.steps.is_empty() => format!("{they} at the start of the map{in_order}."),
        None => match graph.end_of_chain() {
            Some(end) => format!("{they} at the end, after {}{in_order}.", name(end)),
            None if steps == 1 => "It is added without connections to other steps.".to_owned(),
            None => "They are added in this order without connections to other steps.".to_owned(),
        },
    }
}
