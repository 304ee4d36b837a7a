//! The frame of a map: what everyone sees at a revision, rendered once as named parts of the map page.
//!
//! It has no forms, names of viewers or permissions; those are in the page around it.

use askama::Template;

use crate::live::viewers::frame;
use crate::live::{DrawingLayout, Frame, RenderFrames, Snapshot};
use drawing::layout::map_scene;
use drawing::{Arrangement, RenderOptions, Target, svg, timeline};
use vsm::metrics::bottleneck::Bottleneck;
use vsm::metrics::explain::{Explanation, Line, per_cent};
use vsm::model::finding::Finding;
use vsm::model::graph::index;
use vsm::model::map::{Rework, SentBack, State};
use vsm::{Map, Metrics, StepId};

use crate::web::maps::layouts;
use crate::web::maps::metrics::{self, Hotspot, MetricView};
use crate::web::maps::table::{self, StepRow};
use crate::web::page::parts;
use crate::web::page::urls;
use crate::web::steps::choices::team_choices;

#[derive(Template)]
#[template(path = "maps/frame/head.html")]
struct HeadPart<'m> {
    map: &'m Map,
    is_future: bool,
    settings: String,
}

#[derive(Template)]
#[template(path = "maps/frame/welcome.html")]
struct WelcomePart {
    paste: String,
}

/// What the panel shows while nothing is selected, without the top suggestion.
#[derive(Template)]
#[template(path = "maps/frame/nothing.html")]
struct NothingPart<'m> {
    map: &'m Map,
}

/// Where the row for a new step adds it.
#[derive(Template)]
#[template(path = "maps/frame/place.html")]
struct Placement<'m> {
    /// Ids and names of the ends of the flow, the default first.
    ends: Vec<(&'m str, &'m str)>,
    /// Does the flow have a single end, after which new steps go by default?
    is_chain: bool,
}

impl<'m> Placement<'m> {
    fn new(of: Explanation<'m>) -> Placement<'m> {
        const MAX_ENDS: usize = 30;
        let (map, graph) = (of.map, of.graph);
        let is_end = |at: &usize| graph.out.get(*at).is_some_and(Vec::is_empty) && !graph.stands_alone(*at);
        let ends = graph.order.iter().rev().filter(|at| is_end(at)).filter_map(|&at| map.steps.get(at));
        let ends: Vec<_> = ends.take(MAX_ENDS).map(|s| (&*s.id, s.name.as_str())).collect();
        Placement { ends, is_chain: map.steps.is_empty() || graph.end_of_chain().is_some() }
    }
}

#[derive(Template)]
#[template(path = "maps/frame/teams.html")]
struct TeamsPart<'m> {
    teams: Vec<&'m str>,
}

#[derive(Template)]
#[template(path = "maps/frame/summary.html")]
struct SummaryPart<'m> {
    metrics: Vec<MetricView>,
    bottleneck: Option<&'m Bottleneck>,
    /// The name of the bottleneck.
    name: &'m str,
    /// What follows its name, or why no step is named.
    why: &'m str,
}

/// Every metric with its calculation.
#[derive(Template)]
#[template(path = "maps/frame/metrics.html")]
struct MetricsPart {
    metrics: Vec<MetricView>,
    bottleneck: String,
    hotspots: Vec<Hotspot>,
}

#[derive(Template)]
#[template(path = "maps/frame/scale.html")]
struct ScalePart {
    strip: String,
    has_time: bool,
}

#[derive(Template)]
#[template(path = "maps/frame/table.html")]
struct TablePart<'m> {
    rows: Vec<StepRow<'m>>,
}

#[derive(Template)]
#[template(path = "maps/frame/arrows.html")]
struct ArrowsPart<'m> {
    flows: Vec<(&'m str, &'m str)>,
    rework: Vec<ReworkView<'m>>,
    edit: String,
    findings: Vec<WarningGroup<'m>>,
}

struct ReworkView<'m> {
    from: &'m str,
    to: &'m str,
    share: String,
    wait: Option<String>,
}

struct WarningGroup<'m> {
    /// One sentence for all of them if there are many.
    together: Option<String>,
    warnings: Vec<&'m Finding>,
}

/// Terms that the frame explains in place; the page has the note of each.
pub(crate) const WORDS: &[&str] = &[
    "state",
    "clock",
    "lead",
    "map-work",
    "map-wait",
    "flow-efficiency",
    "rolled-ca",
    "map-downtime",
    "expected-lead",
    "effort",
    "handoffs",
    "wip",
    "automated",
    "observed",
    "reversible",
    "bottleneck",
    "slowest",
    "constraint",
    "most-rework",
    "critical-path",
    "step",
    "team",
    "wait",
    "work",
    "ca",
    "people",
    "downtime",
    "flow",
    "rework",
    "finding",
];

/// Renders frames for the hub.
#[derive(Debug, Clone, Copy)]
pub struct Renderer;

impl RenderFrames for Renderer {
    fn frame(&self, snapshot: &Snapshot) -> Frame {
        frame_of(snapshot)
    }

    fn layout(&self, map: &Map, wanted: DrawingLayout) -> DrawingLayout {
        layouts::nearest(map, wanted)
    }

    fn drawing(&self, snapshot: &Snapshot, layout: DrawingLayout) -> Frame {
        Frame::from_parts([("drawing", drawing(snapshot, layout))])
    }
}

fn drawing(snapshot: &Snapshot, layout: DrawingLayout) -> String {
    if snapshot.map.steps.is_empty() {
        return String::new();
    }
    let arrangement = match layout {
        layouts::VERTICAL => Arrangement::Vertical,
        layouts::ONE_ROW => Arrangement::OneRow,
        columns => Arrangement::Columns(columns),
    };
    let options = RenderOptions { arrangement, ..RenderOptions::IN_PAGE };
    let scene = map_scene(&snapshot.map, snapshot.graph(), snapshot.metrics(), &options);
    svg::in_parts(&scene, &Parts { id: if layout == layouts::VERTICAL { "drawing-narrow" } else { "drawing" } })
}

fn frame_of(snapshot: &Snapshot) -> Frame {
    let map = &*snapshot.map;
    let of = Explanation { map, graph: snapshot.graph(), metrics: snapshot.metrics() };
    let welcome = WelcomePart { paste: urls::paste(&snapshot.id) };
    let some = |part: &dyn Fn() -> String| if map.steps.is_empty() { String::new() } else { part() };
    Frame::from_parts([
        ("head", rendered(&head(&snapshot.id, map))),
        ("welcome", if map.steps.is_empty() { rendered(&welcome) } else { String::new() }),
        ("nothing", rendered(&NothingPart { map })),
        ("summary", rendered(&summary(of))),
        ("metrics", rendered(&all_metrics(of))),
        ("scale", rendered(&scale(of))),
        ("table", some(&|| rendered(&TablePart { rows: table::rows(of) }))),
        ("place", rendered(&Placement::new(of))),
        ("teams", rendered(&TeamsPart { teams: team_choices(map) })),
        ("arrows", some(&|| rendered(&arrows(&snapshot.id, of)))),
        ("flows", arrows_as_data(map)),
    ])
}

/// Flows and rework arrows for the scripts, and the layouts in columns to choose from, as JSON that is safe inside HTML.
fn arrows_as_data(map: &Map) -> String {
    let flows: Vec<_> = map.flows.iter().map(|flow| [&*flow.from, &*flow.to]).collect();
    let rework = |Rework { from, to, share, wait }| (from, to, share, wait.map(|wait| map.clock.print(wait)));
    let rework: Vec<_> = map.rework_arrows().map(rework).collect();
    serde_json::json!({ "flows": flows, "rework": rework, "columns": layouts::columns(map) })
        .to_string()
        .replace('<', "\\u003c")
}

/// Renders a part as HTML. A template that can't be rendered is a bug: it is logged, and the part shows a message.
fn rendered(part: &impl Template) -> String {
    part.render().unwrap_or_else(|cause| {
        tracing::error!(%cause, "could not render a part of the map page");
        "<p class=\"field-error\">This section couldn’t be displayed. Reload the page.</p>".to_owned()
    })
}

fn head<'m>(id: &str, map: &'m Map) -> HeadPart<'m> {
    HeadPart { map, is_future: map.state == State::Future, settings: urls::map_edit(id) }
}

fn summary(of: Explanation<'_>) -> SummaryPart<'_> {
    let bottleneck = of.metrics.bottleneck.as_ref();
    let name = bottleneck.map_or("", |found| vsm::metrics::explain::name(of.map, &found.step));
    let why = bottleneck.map_or_else(|| of.metrics.bottleneck_sentence(), |found| &found.reason);
    SummaryPart { metrics: metrics::in_summary(of), bottleneck, name, why }
}

fn all_metrics(of: Explanation<'_>) -> MetricsPart {
    MetricsPart {
        metrics: metrics::all(of),
        bottleneck: of.metrics.bottleneck_sentence().to_owned(),
        hotspots: metrics::hotspots(of),
    }
}

fn scale(of: Explanation<'_>) -> ScalePart {
    let strip = timeline(of.map, of.metrics, |target| Some(urls::at(target)));
    ScalePart { strip, has_time: of.metrics.lead_seconds.is_some_and(|s| s > 0) }
}

struct Parts {
    id: &'static str,
}

impl svg::PartMarkup for Parts {
    fn id(&self) -> &str {
        self.id
    }

    fn link(&self, target: &Target) -> Option<String> {
        Some(urls::at(target))
    }

    fn begin(&self, out: &mut String, name: &str) {
        parts::begin(out, name);
    }

    fn end(&self, out: &mut String) {
        frame::end(out);
    }
}

fn arrows<'m>(id: &str, of: Explanation<'m>) -> ArrowsPart<'m> {
    let index = index(of.map);
    let called = |id: &'m StepId| index.get(&**id).map_or(&**id, |&step| name_at(of.map, step));
    let rework = of.map.rework.iter();
    ArrowsPart {
        flows: flow_names(of).collect(),
        rework: rework
            .map(|((from, to), SentBack { share, wait })| {
                let wait = wait.map(|wait| of.map.clock.print(wait));
                ReworkView { from: called(from), to: called(to), share: per_cent(*share), wait }
            })
            .collect(),
        edit: urls::flows(id),
        findings: findings(of.metrics),
    }
}

/// The names of the steps at each flow, in flow order.
pub(crate) fn flow_names(of: Explanation<'_>) -> impl Iterator<Item = (&str, &str)> {
    let out = move |from: usize| of.graph.out.get(from).into_iter().flatten().map(move |&to| (from, to));
    let flows = of.graph.order.iter().flat_map(move |&from| out(from));
    flows.map(move |(from, to)| (name_at(of.map, from), name_at(of.map, to)))
}

fn name_at(map: &Map, step: usize) -> &str {
    map.steps.get(step).map_or("", |step| &step.name)
}

/// Warnings grouped by code: nine steps without a time become one line.
fn findings(metrics: &Metrics) -> Vec<WarningGroup<'_>> {
    const MANY: usize = 4;
    let mut sorts: Vec<(&str, Vec<&Finding>)> = Vec::new();
    for finding in &metrics.findings {
        match sorts.iter_mut().find(|(code, _)| *code == finding.code) {
            Some((_, same)) => same.push(finding),
            None => sorts.push((finding.code, vec![finding])),
        }
    }
    let group = |(code, warnings): (&str, Vec<_>)| {
        let many = together(code).filter(|_| warnings.len() >= MANY);
        WarningGroup { together: many.map(|what| format!("{} steps {what}", warnings.len())), warnings }
    };
    sorts.into_iter().map(group).collect()
}

fn together(code: &str) -> Option<&'static str> {
    Some(match code {
        "time_missing" => "have no times.",
        "wait_missing" => "have a work time but no wait time.",
        "work_missing" => "have a wait time but no work time.",
        "wait_from_every" => "have a cadence but no wait time. Half the cadence counts as the wait time.",
        "stands_alone" => "aren’t connected to the flow.",
        "no_rework_arrow" => "have a %C/A below 100% but no rework arrow.",
        "outside_range" => "have a time outside their range.",
        "does_not_finish" => "never finish because too much work comes back.",
        _ => return None,
    })
}
