//! `/api/v1/maps/{id}/compare/{other}`: two maps compared. Durations in seconds, shares from 0 to 1, null where unknown.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use crate::live::Snapshot;
use crate::web::access::CanView;
use crate::web::compare::export::Two;
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::etag;
use vsm::compare::{ChangedField, ChangedRework, Culprit, Figure, Verdict, bottlenecks, figures};
use vsm::fields::values;
use vsm::model::map::Flow;
use vsm::{Map, StepId};

#[derive(Serialize)]
struct Answer<'a> {
    before: Which<'a>,
    after: Which<'a>,
    /// Do the maps count days differently? Then differences of times mean little.
    clocks_differ: bool,
    steps: Steps<'a>,
    flows: Flows<'a>,
    rework: Vec<Rework<'a>>,
    map: Vec<Differs>,
    figures: Vec<Row>,
    bottleneck: Bottleneck<'a>,
    /// Everything that differs, in words.
    sentences: Vec<Said>,
}

#[derive(Serialize)]
struct Which<'a> {
    id: &'a str,
    revision: u64,
    name: &'a str,
    state: &'static str,
}

#[derive(Serialize)]
struct Steps<'a> {
    added: Vec<Named<'a>>,
    removed: Vec<Named<'a>>,
    changed: Vec<Changed<'a>>,
    moved: Vec<Moved<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a StepId,
    name: &'a str,
}

#[derive(Serialize)]
struct Changed<'a> {
    #[serde(flatten)]
    step: Named<'a>,
    fields: Vec<Differs>,
}

#[derive(Serialize)]
struct Moved<'a> {
    #[serde(flatten)]
    step: Named<'a>,
    sentence: &'a str,
}

#[derive(Serialize)]
struct Differs {
    field: &'static str,
    from: Value,
    to: Value,
}

#[derive(Serialize)]
struct Flows<'a> {
    added: Vec<Ends<'a>>,
    removed: Vec<Ends<'a>>,
}

#[derive(Serialize)]
struct Ends<'a> {
    from: &'a StepId,
    to: &'a StepId,
}

#[derive(Serialize)]
struct Rework<'a> {
    #[serde(flatten)]
    ends: Ends<'a>,
    before: Option<f64>,
    after: Option<f64>,
}

#[derive(Serialize)]
struct Row {
    figure: &'static str,
    before: Value,
    after: Value,
    difference: Value,
    change: Option<f64>,
    verdict: Option<&'static str>,
    /// Times are missing: it is at least so much.
    before_at_least: bool,
    after_at_least: bool,
}

#[derive(Serialize)]
struct Bottleneck<'a> {
    before: Option<Named<'a>>,
    after: Option<Named<'a>>,
}

#[derive(Serialize)]
struct Said {
    about: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<StepId>,
    sentence: String,
}

pub(crate) async fn read(
    may: CanView,
    Path((_, other)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let two = Two::find(&may, &other).await?;
    let tag = two.tag();
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let body = may.app().pools().run(Pool::Render, move || answer(&two)).await?;
    let body = body.map_err(|cause| AppError::internal("writing JSON", &cause))?;
    Ok(etag::tagged(&tag, "application/json", Bytes::from(body)))
}

fn answer(two: &Two) -> Result<Vec<u8>, serde_json::Error> {
    let (before, after) = (&*two.before.map, &*two.after.map);
    let (was, is) = ((before, two.before.metrics()), (after, two.after.metrics()));
    let comparison = two.comparison();
    let sentences = comparison.sentences(before, after).into_iter();
    let [culprit_before, culprit_after] = bottlenecks(was, is);
    serde_json::to_vec(&Answer {
        before: which(&two.before),
        after: which(&two.after),
        clocks_differ: comparison.clocks_differ,
        steps: Steps {
            added: comparison.added.iter().map(|id| named(id, after)).collect(),
            removed: comparison.removed.iter().map(|id| named(id, before)).collect(),
            changed: comparison
                .changed
                .iter()
                .map(|step| Changed { step: named(&step.id, after), fields: step.fields.iter().map(field).collect() })
                .collect(),
            moved: comparison
                .moved
                .iter()
                .map(|step| Moved { step: named(&step.id, after), sentence: &step.sentence })
                .collect(),
        },
        flows: Flows {
            added: comparison.flows_added.iter().map(ends).collect(),
            removed: comparison.flows_removed.iter().map(ends).collect(),
        },
        rework: comparison.rework.iter().map(rework).collect(),
        map: comparison.fields.iter().map(field).collect(),
        figures: figures(was, is).iter().map(row).collect(),
        bottleneck: Bottleneck { before: culprit(culprit_before.as_ref()), after: culprit(culprit_after.as_ref()) },
        sentences: sentences.map(|s| Said { about: s.subject.as_str(), step: s.step, sentence: s.text }).collect(),
    })
}

fn which(of: &Snapshot) -> Which<'_> {
    Which { id: &of.id, revision: of.revision, name: &of.map.name, state: of.map.state.as_str() }
}

fn named<'a>(id: &'a StepId, map: &'a Map) -> Named<'a> {
    Named { id, name: map.step(id).map_or("", |step| &step.name) }
}

fn culprit(found: Option<&Culprit>) -> Option<Named<'_>> {
    found.map(|found| Named { id: &found.step, name: &found.name })
}

fn ends(flow: &Flow) -> Ends<'_> {
    Ends { from: &flow.from, to: &flow.to }
}

fn rework(arrow: &ChangedRework) -> Rework<'_> {
    let share = |per_cent: f64| per_cent / 100.0;
    let ends = Ends { from: &arrow.from, to: &arrow.to };
    Rework { ends, before: arrow.before.map(share), after: arrow.after.map(share) }
}

/// A field's values as the map file writes them, times in seconds; %C/A as a share, as everything in this answer.
fn field(field: &ChangedField) -> Differs {
    let value = |of: &Value| match of.as_f64().filter(|_| field.field == "complete_accurate") {
        Some(per_cent) => Value::from(per_cent / 100.0),
        None => of.clone(),
    };
    Differs { field: field.field, from: value(&field.from), to: value(&field.to) }
}

fn row(figure: &Figure) -> Row {
    Row {
        figure: figure.key,
        before: values::number(figure.before.value),
        after: values::number(figure.after.value),
        difference: values::number(figure.difference),
        change: figure.change,
        verdict: figure.verdict.map(Verdict::as_str),
        before_at_least: figure.before.at_least,
        after_at_least: figure.after.at_least,
    }
}
