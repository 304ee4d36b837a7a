//! The frame of a map: what everyone sees at a revision, rendered once as named parts of the map page.
//!
//! It has no forms, names of viewers or permissions; those are in the page around it.

use askama::Template;

use crate::live::viewers::frame;
use crate::live::{Frame, Snapshot};
use drawing::layout::map_scene;
use drawing::{RenderOptions, svg, timeline};
use vsm::fields::catalog::StepField;
use vsm::metrics::bottleneck::Bottleneck;
use vsm::metrics::explain::{Explanation, Line, per_cent};
use vsm::model::finding::Finding;
use vsm::model::graph::index;
use vsm::model::map::State;
use vsm::{Map, Metrics, StepId};

use crate::web::maps::metrics::{self, Hotspot, MetricView};
use crate::web::maps::print::{self, PrintRow};
use crate::web::maps::table::{self, StepRow};
use crate::web::page::parts;
use crate::web::page::urls::{self, NewStepPosition};
use crate::web::steps::choices::team_choices;

#[derive(Template)]
#[template(path = "maps/frame/head.html")]
struct HeadPart<'m> {
    map: &'m Map,
    is_future: bool,
    scope: Vec<(&'static str, &'m str)>,
    clock: String,
}

#[derive(Template)]
#[template(path = "maps/frame/welcome.html")]
struct WelcomePart;

/// The form below the table that adds a step.
#[derive(Template)]
#[template(path = "maps/frame/place.html")]
struct Placement<'m> {
    /// Ids and names of the ends of the flow, the default first.
    ends: Vec<(&'m str, &'m str)>,
    /// The address of the full form for the same position.
    form: String,
    is_empty: bool,
    /// Does the flow have a single end, after which new steps go by default?
    is_chain: bool,
}

impl<'m> Placement<'m> {
    fn new(id: &str, of: Explanation<'m>) -> Placement<'m> {
        const MAX_ENDS: usize = 30;
        let (map, graph) = (of.map, of.graph);
        let is_end = |at: &usize| graph.out.get(*at).is_some_and(Vec::is_empty) && !graph.stands_alone(*at);
        let ends = graph.order.iter().rev().filter(|at| is_end(at)).filter_map(|&at| map.steps.get(at));
        let ends: Vec<_> = ends.take(MAX_ENDS).map(|s| (&*s.id, s.name.as_str())).collect();
        let place = ends.first().map_or(NewStepPosition::Anywhere, |(end, _)| NewStepPosition::After(end));
        Placement {
            form: urls::new_step(id, place),
            ends,
            is_empty: map.steps.is_empty(),
            is_chain: map.steps.is_empty() || graph.end_of_chain().is_some(),
        }
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
    main: Vec<MetricView>,
    more: Vec<MetricView>,
    bottleneck: Option<&'m Bottleneck>,
    /// Why there is none.
    bottleneck_note: &'m str,
    hotspots: Vec<Hotspot>,
}

/// Sections of the drawing, for print.
#[derive(Template)]
#[template(path = "maps/frame/paper.html")]
struct PaperPart {
    windows: Vec<PrintRow>,
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
    knows_downtime: bool,
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

/// Renders the frame of a map. The hub gets this function at start.
pub fn paint(snapshot: &Snapshot) -> Frame {
    let map = &*snapshot.map;
    let of = Explanation { map, graph: snapshot.graph(), metrics: snapshot.metrics() };
    let scene = map_scene(of.map, of.graph, of.metrics, &RenderOptions::IN_PAGE);
    let some = |part: &dyn Fn() -> String| if map.steps.is_empty() { String::new() } else { part() };
    Frame::from_parts([
        ("head", rendered(&head(map))),
        ("welcome", if map.steps.is_empty() { rendered(&WelcomePart) } else { String::new() }),
        ("summary", some(&|| rendered(&summary(of)))),
        ("drawing", some(&|| svg::in_parts(&scene, &Parts))),
        ("paper", some(&|| rendered(&PaperPart { windows: print::rows(&scene) }))),
        ("scale", some(&|| rendered(&scale(of)))),
        ("table", some(&|| rendered(&table(&snapshot.id, of)))),
        ("place", rendered(&Placement::new(&snapshot.id, of))),
        ("teams", rendered(&TeamsPart { teams: team_choices(map) })),
        ("arrows", some(&|| rendered(&arrows(&snapshot.id, of)))),
        ("flows", arrows_as_data(map)),
    ])
}

/// Flows and rework arrows for the scripts, as JSON that is safe inside HTML.
fn arrows_as_data(map: &Map) -> String {
    let flows: Vec<_> = map.flows.iter().map(|flow| [&*flow.from, &*flow.to]).collect();
    let rework: Vec<_> = map.rework_arrows().map(|arrow| (arrow.from, arrow.to, arrow.share)).collect();
    serde_json::json!({ "flows": flows, "rework": rework }).to_string().replace('<', "\\u003c")
}

/// Renders a part as HTML. A template that can't be rendered is a bug: it is logged, and the part shows a message.
fn rendered(part: &impl Template) -> String {
    part.render().unwrap_or_else(|cause| {
        tracing::error!(%cause, "could not render a part of the map page");
        "<p class=\"field-error\">This section couldn’t be displayed. Reload the page.</p>".to_owned()
    })
}

fn head(map: &Map) -> HeadPart<'_> {
    let clock = if map.clock.is_calendar() {
        "calendar time (24 hours, 7 days)".to_owned()
    } else {
        let (hours, days) = (map.clock.hours_per_day, map.clock.days_per_week);
        format!("working time ({hours}-hour days, {days}-day weeks)")
    };
    let by = if map.mapped_on.is_empty() { "Mapped by" } else { "by" };
    let scope = [("Mapped on", &map.mapped_on), (by, &map.participants)];
    HeadPart {
        map,
        is_future: map.state == State::Future,
        scope: scope
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(what, text)| (what, text.as_str()))
            .collect(),
        clock,
    }
}

fn summary(of: Explanation<'_>) -> SummaryPart<'_> {
    SummaryPart {
        main: metrics::main_metrics(of),
        more: metrics::more_metrics(of),
        bottleneck: of.metrics.bottleneck.as_ref(),
        bottleneck_note: of.metrics.bottleneck_note.as_deref().unwrap_or_default(),
        hotspots: metrics::hotspots(of),
    }
}

fn scale(of: Explanation<'_>) -> ScalePart {
    let strip = timeline(of.map, of.metrics, |step| Some(urls::at_step(step)));
    ScalePart { strip, has_time: of.metrics.lead_seconds.is_some_and(|s| s > 0) }
}

struct Parts;

impl svg::PartMarkup for Parts {
    // The print sections refer to it.
    fn id(&self) -> &'static str {
        "drawing"
    }

    fn link(&self, step: &str) -> String {
        urls::at_step(step)
    }

    fn begin(&self, out: &mut String, name: &str) {
        parts::begin(out, name);
    }

    fn end(&self, out: &mut String) {
        frame::end(out);
    }
}

fn table<'m>(id: &str, of: Explanation<'m>) -> TablePart<'m> {
    TablePart { rows: table::rows(id, of), knows_downtime: of.metrics.downtime_seconds.is_some() }
}

fn arrows<'m>(id: &str, of: Explanation<'m>) -> ArrowsPart<'m> {
    let index = index(of.map);
    let called = |id: &'m StepId| index.get(&**id).map_or(&**id, |&step| name_at(of.map, step));
    let rework = of.map.rework.iter();
    ArrowsPart {
        flows: flow_names(of).collect(),
        rework: rework
            .map(|((from, to), share)| ReworkView { from: called(from), to: called(to), share: per_cent(*share) })
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
