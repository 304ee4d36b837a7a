//! `/maps/{id}/paste`: pasted rows or lines, a preview of what was recognized, then one edit. A script sends the text as
//! JSON, gets the same preview, and sends the edit itself.

use std::collections::BTreeMap;

use askama::Template;
use axum::Json;
use axum::extract::{FromRequest, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::live::Snapshot;
use exchange::table::mapping::{Choice, Mapping, Meaning, Preview};
use exchange::text_lines::{self, Pasted, RowReport};
use vsm::edit::{Edit, apply};
use vsm::fields::catalog::StepField;
use vsm::text::{count, quote};
use vsm::{Map, StepId, ValidationError, WorkingCalendar};

use crate::web::App;
use crate::web::access::CanEdit;
use crate::web::error::AppError;
use crate::web::import::mapping_form::MappingForm;
use crate::web::import::mapping_view::MappingView;
use crate::web::import::result_figures::ResultFigures;
use crate::web::json;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{edit_id, flash, urls};
use crate::web::steps::choices::step_choices;

#[derive(Template)]
#[template(path = "steps/paste.html")]
struct PastePage<'a> {
    snapshot: &'a Snapshot,
    form: Form,
    steps: Vec<(&'a str, String)>,
    is_chain: bool,
    preview: Option<&'a PastePreview>,
}

impl PastePage<'_> {
    /// Nothing can be added until text is entered or changed.
    fn needs_text(&self) -> bool {
        self.preview.is_none_or(|preview| preview.steps == 0 && preview.mapping.is_none())
    }
}

#[derive(Deserialize)]
struct PasteRequest {
    text: String,
    #[serde(default)]
    after: Option<StepId>,
    /// The fields of the preview, once it was shown.
    #[serde(default)]
    form: BTreeMap<String, String>,
    /// What older scripts send instead: whether the first row has headings, and the columns.
    #[serde(default)]
    headings: Option<bool>,
    #[serde(default)]
    columns: Vec<ChosenColumn>,
}

#[derive(Deserialize)]
struct ChosenColumn {
    column: String,
    #[serde(default)]
    unit: String,
}

/// The edit to send, if there is anything to add, and the preview: counts and warnings apart from the rows.
#[derive(Serialize)]
struct PasteResponse {
    edit: Option<Edit>,
    steps: usize,
    summary: String,
    html: String,
}

/// The text, and how it was read if it is a table.
struct Recognized {
    pasted: Result<Pasted, ValidationError>,
    mapping: Option<MappingView>,
}

/// `GET /maps/{id}/paste`
pub(crate) async fn new(map: CanEdit, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let after = query.get("after").filter(|step| snapshot.map.step(step).is_some()).cloned();
    let after = after.or_else(|| last_end(snapshot)).map(|step| ("after".to_owned(), step));
    Ok(page(paste_page(snapshot, Form::blank(after.into_iter().collect()), None).render()?))
}

/// `POST /maps/{id}/paste`: shows the preview or adds the steps; with JSON, for scripts.
pub(crate) async fn create(map: CanEdit, request: Request) -> Result<Response, AppError> {
    let media_type = request.headers().get(CONTENT_TYPE);
    if media_type.is_some_and(|media_type| media_type.as_bytes().starts_with(b"application/json")) {
        let body = Bytes::from_request(request, map.app()).await;
        let body = body.map_err(|cause| AppError::from_status(cause.status(), &cause.body_text()))?;
        return for_script(&map, &body).await;
    }
    let posted = Posted::from_request(request, map.app()).await?;
    let (snapshot, id) = (map.open()?, map.id());
    let after = posted.non_empty("after").map(StepId::from);
    if posted.get("then") == "change" {
        return Ok(page(paste_page(snapshot, form_from(&posted), None).render()?));
    }
    let form = MappingForm::read(posted.fields());
    let is_current = form.is_current() || posted.find("shape_was").is_none();
    let Recognized { pasted, mapping } = recognized(map.app(), snapshot, posted.get("text"), form).await?;
    let (read, mapping) = match (pasted, mapping) {
        (Ok(read), mapping) => (read, mapping),
        // The columns can be chosen differently.
        (Err(error), Some(mapping)) => {
            let preview = PastePreview { mapping: Some(mapping), ..PastePreview::with_error(&error) };
            return Ok(form_with_errors(paste_page(snapshot, form_from(&posted), Some(&preview)).render()?));
        }
        (Err(error), None) => {
            let form = Form::with_error(&posted, error);
            return Ok(form_with_errors(paste_page(snapshot, form, None).render()?));
        }
    };
    // Other columns than those that were shown need another preview.
    let confirmed = !posted.get("confirm").is_empty() && is_current;
    let error = if confirmed {
        match read.edit(after.as_ref(), &mut edit_id::step_ids(&posted.edit_id(map.actor()))) {
            None => None,
            Some(edit) => match map.send(&posted, Ok(edit)).await? {
                Ok(_) => {
                    let query = [("pasted", read.steps.len().to_string())];
                    return Ok(redirect_to(&flash::url(&urls::map(id), &query, "")));
                }
                // Our own error says how many steps still fit.
                Err(error) => Some(read.fits(&snapshot.map).err().unwrap_or(error)),
            },
        }
    } else {
        problem(&read, snapshot, after.as_ref())
    };
    let good = error.is_none() && !read.steps.is_empty();
    let preview = PastePreview::new(&read, mapping, snapshot, after.as_ref(), error.as_ref());
    let html = paste_page(snapshot, form_from(&posted), Some(&preview)).render()?;
    Ok(if good { page(html) } else { form_with_errors(html) })
}

async fn for_script(map: &CanEdit, body: &[u8]) -> Result<Response, AppError> {
    let PasteRequest { text, after, form, headings, columns } =
        serde_json::from_value(json::read(body)?).map_err(|cause| {
            AppError::not_understood(
                "not_understood",
                format!("Invalid request body. Expected {{\"text\", \"after\"?, \"form\"?}}: {cause}."),
            )
        })?;
    let (app, snapshot) = (map.app(), map.open()?);
    // Without `after`, the default position of the page; an empty one means no connection.
    let after = after.or_else(|| last_end(snapshot).map(StepId::from)).filter(|step| !step.is_empty());
    let form = match headings {
        None => MappingForm::read(&form),
        Some(has_headings) => {
            let meaning = |ChosenColumn { column, unit }| Meaning { column, unit, ..Meaning::default() };
            MappingForm::of_columns(has_headings, columns.into_iter().map(meaning).collect())
        }
    };
    let Recognized { pasted, mapping } = recognized(app, snapshot, &text, form).await?;
    let (edit, steps, preview) = match pasted {
        Err(error) => (None, 0, PastePreview { mapping, ..PastePreview::with_error(&error) }),
        Ok(pasted) => {
            let error = problem(&pasted, snapshot, after.as_ref());
            let preview = PastePreview::new(&pasted, mapping, snapshot, after.as_ref(), error.as_ref());
            let edit = if error.is_none() { pasted.edit(after.as_ref(), &mut clock::new_id) } else { None };
            (edit, pasted.steps.len(), preview)
        }
    };
    let steps = if edit.is_some() { steps } else { 0 };
    let summary = SummaryFragment { preview: &preview }.render()?;
    let html = PreviewFragment { preview: &preview }.render()?;
    Ok(Json(PasteResponse { edit, steps, summary, html }).into_response())
}

fn form_from(posted: &Posted) -> Form {
    Form::blank(["text", "after"].map(|name| (name.to_owned(), posted.get(name).to_owned())).into())
}

/// Parses the text off the request threads.
async fn recognized(app: &App, snapshot: &Snapshot, text: &str, form: MappingForm) -> Result<Recognized, AppError> {
    let (text, clock) = (text.to_owned(), snapshot.map.clock);
    app.pools().run(Pool::Import, move || read(&text, &clock, &form)).await
}

fn read(text: &str, clock: &WorkingCalendar, form: &MappingForm) -> Recognized {
    let failed = |error| Recognized { pasted: Err(error), mapping: None };
    if text.trim().is_empty() {
        return failed(ValidationError::new("empty", "Paste rows or enter one line per step.").at("text"));
    }
    let mut choice = form.choice();
    let guess = match text_lines::preview(text, clock, Some(&choice)) {
        Err(error) => return failed(error),
        Ok(None) => return Recognized { pasted: text_lines::read(text, clock), mapping: None },
        Ok(Some(guess)) => guess,
    };
    let mapping = form.mapping(&guess);
    let is_guess = mapping == Mapping { columns: meanings(&guess), ..Mapping::default() };
    choice.mapping = Some(mapping).filter(|_| !is_guess);
    let pasted = text_lines::read_as(text, clock, Some(&choice));
    let preview = if is_guess { guess } else { shown(text, clock, &choice).unwrap_or(guess) };
    let findings = pasted.as_ref().map(|pasted| pasted.findings.as_slice()).unwrap_or_default();
    let sentences = findings.iter().map(String::as_str);
    let mapping = MappingView::new(form, preview, text_lines::meanings().collect(), None, sentences);
    Recognized { pasted, mapping: Some(mapping) }
}

fn shown(text: &str, clock: &WorkingCalendar, choice: &Choice) -> Option<Preview> {
    text_lines::preview(text, clock, Some(choice)).ok().flatten()
}

fn meanings(preview: &Preview) -> Vec<Meaning> {
    preview.columns.iter().map(|column| column.meaning.clone()).collect()
}

fn problem(pasted: &Pasted, snapshot: &Snapshot, after: Option<&StepId>) -> Option<ValidationError> {
    if after.is_some_and(|after| snapshot.map.step(after).is_none()) {
        let sentence = "The step you chose no longer exists. Choose another position.";
        return Some(ValidationError::new("no_such_step", sentence).at("after"));
    }
    pasted.fits(&snapshot.map).err()
}

/// The default position in a map that isn't a chain: after its last step.
fn last_end(snapshot: &Snapshot) -> Option<String> {
    let graph = snapshot.graph();
    if graph.end_of_chain().is_some() {
        return None;
    }
    let mut from_last = graph.order.iter().rev();
    let end = from_last.find(|&&at| !graph.stands_alone(at))?;
    snapshot.map.steps.get(*end).map(|step| step.id.to_string())
}

fn paste_page<'a>(snapshot: &'a Snapshot, form: Form, preview: Option<&'a PastePreview>) -> PastePage<'a> {
    PastePage {
        snapshot,
        form,
        steps: step_choices(snapshot),
        is_chain: snapshot.map.steps.is_empty() || snapshot.graph().end_of_chain().is_some(),
        preview,
    }
}

/// Fields with a column of their own, if any row has them; the others share one.
const COLUMNS: [StepField; 7] = [
    StepField::Team,
    StepField::Wait,
    StepField::Work,
    StepField::Lead,
    StepField::CompleteAccurate,
    StepField::People,
    StepField::Downtime,
];

#[derive(Debug, Default)]
struct PastePreview {
    problem: Option<String>,
    steps: usize,
    heading: String,
    /// Where the steps go, and whether everything was recognized.
    lines: Vec<String>,
    /// About all rows.
    findings: Vec<String>,
    /// How the pasted table is read, which can be changed.
    mapping: Option<MappingView>,
    /// The metrics of the new steps alone; empty if there is nothing to add.
    figures: String,
    /// The fields with a column in the preview.
    fields: Vec<StepField>,
    has_more: bool,
    has_remarks: bool,
    rows: Vec<PasteRow>,
}

#[derive(Debug)]
struct PasteRow {
    line: usize,
    /// `None` if the row is skipped.
    name: Option<String>,
    /// The original text, unless everything in it was recognized.
    pasted: Option<String>,
    cells: Vec<PasteCell>,
    /// Fields without a column.
    more: Vec<String>,
    guesses: Vec<String>,
    unrecognized: Vec<String>,
}

#[derive(Debug)]
struct PasteCell {
    field: StepField,
    value: Option<String>,
    /// Whether the step has no value. Any two of wait, work and lead time give the third; a skipped row is no step.
    is_unknown: bool,
}

#[derive(Template)]
#[template(path = "steps/paste_summary.html")]
struct SummaryFragment<'a> {
    preview: &'a PastePreview,
}

#[derive(Template)]
#[template(path = "steps/paste_preview.html")]
struct PreviewFragment<'a> {
    preview: &'a PastePreview,
}

impl PastePreview {
    /// Whether the meaning of the columns is a guess, or nothing can be added as they are.
    fn doubts_columns(&self) -> bool {
        self.mapping.as_ref().is_some_and(MappingView::is_looked_at) || self.steps == 0
    }

    fn new(
        pasted: &Pasted,
        mapping: Option<MappingView>,
        snapshot: &Snapshot,
        after: Option<&StepId>,
        problem: Option<&ValidationError>,
    ) -> PastePreview {
        let is_recognized =
            |label: &str| pasted.rows.iter().any(|row| row.recognized.iter().any(|(word, _)| *word == label));
        let fields: Vec<StepField> = COLUMNS.into_iter().filter(|field| is_recognized(field.label())).collect();
        let rows: Vec<PasteRow> = pasted.rows.iter().map(|row| PasteRow::new(row, &fields)).collect();
        let steps = pasted.steps.len();
        let mut lines = Vec::new();
        if steps > 0 && problem.is_none() {
            lines.push(place(snapshot, after, steps));
        }
        let unclear = rows.iter().filter(|row| row.name.is_some() && !row.unrecognized.is_empty()).count();
        let lost = rows.len() - steps;
        if unclear > 0 {
            let rows = count(unclear, "row contains", "rows contain");
            let fate = if mapping.is_some() { "added to the step notes" } else { "skipped; the rest is added" };
            lines.push(format!("{rows} values that weren’t recognized. Those values are marked below and {fate}."));
        }
        if lost > 0 {
            let (rows, reasons) = if lost == 1 { ("row is", "reason is") } else { ("rows are", "reasons are") };
            lines.push(format!("{lost} {rows} skipped. The {reasons} below."));
        }
        if unclear == 0 && pasted.findings.is_empty() && lost == 0 && steps > 0 {
            lines.push("Everything was recognized.".to_owned());
        }
        PastePreview {
            problem: problem.map(|error| error.message.clone()),
            steps: if problem.is_none() { steps } else { 0 },
            heading: match steps {
                0 => "Nothing to add".to_owned(),
                steps => format!("{} to add", count(steps, "step", "steps")),
            },
            lines,
            findings: pasted.findings.clone(),
            has_more: rows.iter().any(|row| !row.more.is_empty()),
            has_remarks: rows.iter().any(|row| !row.guesses.is_empty() || !row.unrecognized.is_empty()),
            figures: if steps > 0 { figures(pasted, snapshot) } else { String::new() },
            mapping,
            fields,
            rows,
        }
    }

    fn with_error(error: &ValidationError) -> PastePreview {
        let heading = "Nothing to add".to_owned();
        PastePreview { problem: Some(error.message.clone()), heading, ..PastePreview::default() }
    }
}

/// The metrics of the pasted steps alone, as HTML.
fn figures(pasted: &Pasted, snapshot: &Snapshot) -> String {
    let mut map = Map::new("Pasted");
    map.clock = snapshot.map.clock;
    let mut number = 0;
    let mut next_id = || {
        number += 1;
        format!("step-{number}")
    };
    let applied = pasted.edit(None, &mut next_id).and_then(|edit| apply(&map, &edit).ok());
    let noted = pasted.rows.iter().map(|row| row.noted).sum();
    let figures = applied.map(|applied| ResultFigures::new(std::iter::once((&applied.map, noted))));
    figures.and_then(|figures| figures.render().ok()).unwrap_or_default()
}

impl PasteRow {
    fn new(report: &RowReport, columns: &[StepField]) -> PasteRow {
        let value = |wanted: &str| {
            let found = report.recognized.iter().find(|(word, _)| *word == wanted);
            found.map(|(_, value)| value.clone())
        };
        let has_column = |word| word == StepField::Name.label() || columns.iter().any(|column| column.label() == word);
        let rest = report.recognized.iter().filter(|(word, _)| !has_column(*word));
        let name = value(StepField::Name.label());
        let parts = [StepField::Wait, StepField::Work, StepField::Lead].map(|field| value(field.label()));
        let knows_lead = parts.iter().flatten().count() > 1;
        let cell = |&field: &StepField| {
            let value = value(field.label());
            let follows = knows_lead && field.is_part_of_lead();
            PasteCell { field, is_unknown: value.is_none() && name.is_some() && !follows, value }
        };
        let cells = columns.iter().map(cell).collect();
        let in_full = name.is_some() && report.unrecognized.is_empty();
        PasteRow {
            line: report.line,
            name,
            pasted: (!in_full).then(|| report.text.chars().take(200).collect()),
            cells,
            more: rest.map(|(word, value)| format!("{word}: {value}")).collect(),
            // A skipped row was not interpreted at all.
            guesses: if report.is_step { report.guesses.clone() } else { Vec::new() },
            unrecognized: report.unrecognized.clone(),
        }
    }
}

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
