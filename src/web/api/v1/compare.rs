//! `/api/v1/maps/{id}/compare/{other}`: two maps compared. Durations in seconds, shares from 0 to 1, null where unknown.

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use crate::live::Snapshot;
use crate::web::access::CanView;
use crate::web::compare::pair::MapPair;
use crate::web::error::AppError;
use crate::web::json;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::etag;
use vsm::compare::{
    BottleneckStep, ChangedField, ChangedRework, MetricComparison, Verdict, bottlenecks, compare_metrics,
};
use vsm::fields::values;
use vsm::model::map::{Flow, SentBack};
use vsm::{Map, Seconds, StepId};

#[derive(Serialize)]
struct CompareResponse<'a> {
    before: MapRef<'a>,
    after: MapRef<'a>,
    /// With different working calendars, differences of times mean little.
    clocks_differ: bool,
    steps: StepDifferences<'a>,
    flows: FlowDifferences<'a>,
    rework: Vec<ReworkChange<'a>>,
    map: Vec<FieldChange>,
    figures: Vec<MetricRow>,
    bottleneck: BottleneckChange<'a>,
    sentences: Vec<SentenceEntry>,
}

#[derive(Serialize)]
struct MapRef<'a> {
    id: &'a str,
    revision: u64,
    name: &'a str,
    state: &'static str,
}

#[derive(Serialize)]
struct StepDifferences<'a> {
    added: Vec<StepRef<'a>>,
    removed: Vec<StepRef<'a>>,
    changed: Vec<ChangedStep<'a>>,
    moved: Vec<MovedStep<'a>>,
}

#[derive(Serialize)]
struct StepRef<'a> {
    id: &'a StepId,
    name: &'a str,
}

#[derive(Serialize)]
struct ChangedStep<'a> {
    #[serde(flatten)]
    step: StepRef<'a>,
    fields: Vec<FieldChange>,
}

#[derive(Serialize)]
struct MovedStep<'a> {
    #[serde(flatten)]
    step: StepRef<'a>,
    sentence: &'a str,
}

#[derive(Serialize)]
struct FieldChange {
    field: &'static str,
    from: Value,
    to: Value,
}

#[derive(Serialize)]
struct FlowDifferences<'a> {
    added: Vec<FlowEnds<'a>>,
    removed: Vec<FlowEnds<'a>>,
}

#[derive(Serialize)]
struct FlowEnds<'a> {
    from: &'a StepId,
    to: &'a StepId,
}

#[derive(Serialize)]
struct ReworkChange<'a> {
    #[serde(flatten)]
    ends: FlowEnds<'a>,
    before: Option<f64>,
    after: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before_wait_seconds: Option<Seconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_wait_seconds: Option<Seconds>,
}

#[derive(Serialize)]
struct MetricRow {
    figure: &'static str,
    before: Value,
    after: Value,
    difference: Value,
    change: Option<f64>,
    verdict: Option<&'static str>,
    /// Times are missing: the value is a lower bound.
    before_at_least: bool,
    after_at_least: bool,
    #[serde(flatten)]
    at_most: AtMost,
}

#[derive(Serialize)]
struct AtMost {
    before_at_most: bool,
    after_at_most: bool,
}

#[derive(Serialize)]
struct BottleneckChange<'a> {
    before: Option<StepRef<'a>>,
    after: Option<StepRef<'a>>,
    /// Why there is none.
    before_note: Option<&'a str>,
    after_note: Option<&'a str>,
}

#[derive(Serialize)]
struct SentenceEntry {
    about: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<StepId>,
    sentence: String,
}

pub(crate) async fn show(
    map: CanView,
    Path((_, other)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let pair = MapPair::find(&map, &other).await?;
    let tag = pair.tag();
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let body = map.app().pools().run(Pool::Render, move || write(&pair)).await??;
    Ok(etag::tagged(&tag, "application/json", body))
}

fn write(pair: &MapPair) -> Result<Bytes, AppError> {
    let (before, after) = (&*pair.before.map, &*pair.after.map);
    let (was, is) = ((before, pair.before.metrics()), (after, pair.after.metrics()));
    let comparison = pair.comparison();
    let sentences = comparison.sentences(before, after).into_iter();
    let [bottleneck_before, bottleneck_after] = bottlenecks(was, is);
    json::write(&CompareResponse {
        before: map_ref(&pair.before),
        after: map_ref(&pair.after),
        clocks_differ: comparison.clocks_differ,
        steps: StepDifferences {
            added: comparison.added.iter().map(|id| step_ref(id, after)).collect(),
            removed: comparison.removed.iter().map(|id| step_ref(id, before)).collect(),
            changed: comparison
                .changed
                .iter()
                .map(|step| ChangedStep {
                    step: step_ref(&step.id, after),
                    fields: step.fields.iter().map(field).collect(),
                })
                .collect(),
            moved: comparison
                .moved
                .iter()
                .map(|step| MovedStep { step: step_ref(&step.id, after), sentence: &step.sentence })
                .collect(),
        },
        flows: FlowDifferences {
            added: comparison.flows_added.iter().map(ends).collect(),
            removed: comparison.flows_removed.iter().map(ends).collect(),
        },
        rework: comparison.rework.iter().map(rework).collect(),
        map: comparison.fields.iter().map(field).collect(),
        figures: compare_metrics(was, is).iter().map(row).collect(),
        bottleneck: BottleneckChange {
            before: step_of(&bottleneck_before),
            after: step_of(&bottleneck_after),
            before_note: bottleneck_before.as_ref().err().map(String::as_str),
            after_note: bottleneck_after.as_ref().err().map(String::as_str),
        },
        sentences: sentences
            .map(|s| SentenceEntry { about: s.subject.as_str(), step: s.step, sentence: s.text })
            .collect(),
    })
}

fn map_ref(of: &Snapshot) -> MapRef<'_> {
    MapRef { id: &of.id, revision: of.revision, name: &of.map.name, state: of.map.state.as_str() }
}

fn step_ref<'a>(id: &'a StepId, map: &'a Map) -> StepRef<'a> {
    StepRef { id, name: map.step(id).map_or("", |step| &step.name) }
}

fn step_of(found: &Result<BottleneckStep, String>) -> Option<StepRef<'_>> {
    found.as_ref().ok().map(|found| StepRef { id: &found.step, name: &found.name })
}

fn ends(flow: &Flow) -> FlowEnds<'_> {
    FlowEnds { from: &flow.from, to: &flow.to }
}

fn rework(arrow: &ChangedRework) -> ReworkChange<'_> {
    let share = |sent_back: SentBack| sent_back.share / 100.0;
    let wait = |sent_back: SentBack| sent_back.wait.map(|wait| wait.seconds);
    ReworkChange {
        ends: FlowEnds { from: &arrow.from, to: &arrow.to },
        before: arrow.before.map(share),
        after: arrow.after.map(share),
        before_wait_seconds: arrow.before.and_then(wait),
        after_wait_seconds: arrow.after.and_then(wait),
    }
}

/// Values as in the map file, times in seconds; %C/A as a share from 0 to 1, like everything in this response.
fn field(field: &ChangedField) -> FieldChange {
    let value = |of: &Value| match of.as_f64().filter(|_| field.field == "complete_accurate") {
        Some(per_cent) => Value::from(per_cent / 100.0),
        None => of.clone(),
    };
    FieldChange { field: field.field, from: value(&field.from), to: value(&field.to) }
}

fn row(comparison: &MetricComparison) -> MetricRow {
    MetricRow {
        figure: comparison.metric.key(),
        before: values::number(comparison.before.value),
        after: values::number(comparison.after.value),
        difference: values::number(comparison.difference),
        change: comparison.change,
        verdict: comparison.verdict.map(Verdict::as_str),
        before_at_least: comparison.before.at_least,
        after_at_least: comparison.after.at_least,
        at_most: AtMost { before_at_most: comparison.before.at_most, after_at_most: comparison.after.at_most },
    }
}
