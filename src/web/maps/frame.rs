//! The frame of a map: what everyone sees at a revision, rendered once as named parts of the map page.
//!
//! It has no forms, names of viewers or permissions; those are in the page around it.

use askama::Template;

use crate::live::viewers::frame;
use crate::live::{Frame, Snapshot};
use drawing::layout::map_scene;
use drawing::{RenderOptions, svg, timeline};
use vsm::fields::catalog::StepField;
use vsm::model::graph::index;
use vsm::model::map::{Rework, State};
use vsm::{Map, Metrics};

use crate::web::maps::metrics;
use crate::web::maps::metrics::{BottleneckView, Hotspot, MetricView};
use crate::web::maps::print;
use crate::web::maps::table;
use crate::web::maps::table::StepRow;
use crate::web::page::parts;
use crate::web::page::urls;
use crate::web::page::urls::NewStepPosition;
use crate::web::steps::choices::team_choices;
use vsm::metrics::explain::{Explanation, Line, per_cent};

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
struct SummaryPart {
    main: Vec<MetricView>,
    more: Vec<MetricView>,
    bottleneck: Option<BottleneckView>,
    hotspots: Vec<Hotspot>,
}

/// Sections of the drawing, for print.
#[derive(Template)]
#[template(path = "maps/frame/paper.html")]
struct PaperPart {
    windows: Vec<print::PrintRow>,
}

#[derive(Template)]
#[template(path = "maps/frame/scale.html")]
struct ScalePart {
    strip: String,
    has_time: bool,
}

#[derive(Template)]
#[template(path = "maps/frame/table.html")]
struct TablePart {
    rows: Vec<StepRow>,
    knows_downtime: bool,
}

#[derive(Template)]
#[template(path = "maps/frame/arrows.html")]
struct ArrowsPart {
    flows: Vec<ArrowView>,
    rework: Vec<ArrowView>,
    edit: String,
    findings: Vec<WarningGroup>,
}

struct ArrowView {
    from: String,
    to: String,
    share: String,
}

struct WarningGroup {
    /// One sentence for all of them if there are many.
    together: Option<String>,
    warnings: Vec<WarningView>,
}

struct WarningView {
    sentence: String,
    href: Option<String>,
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
    "leakiest",
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
    Frame::of([
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

fn summary(of: Explanation<'_>) -> SummaryPart {
    SummaryPart {
        main: metrics::main_metrics(of),
        more: metrics::more_metrics(of),
        bottleneck: metrics::bottleneck_view(of),
        hotspots: metrics::hotspots(of),
    }
}

fn scale(of: Explanation<'_>) -> ScalePart {
    ScalePart { strip: to_scale(of.map, of.metrics), has_time: of.metrics.lead_seconds.is_some_and(|s| s > 0) }
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

fn to_scale(map: &Map, metrics: &Metrics) -> String {
    timeline(map, metrics, |step| Some(urls::at_step(step)))
}

fn table(id: &str, of: Explanation<'_>) -> TablePart {
    TablePart { rows: table::rows(id, of), knows_downtime: of.metrics.downtime_seconds.is_some() }
}

fn arrows(id: &str, of: Explanation<'_>) -> ArrowsPart {
    let (map, graph) = (of.map, of.graph);
    let name = |step: usize| map.steps.get(step).map_or_else(String::new, |step| step.name.clone());
    let out = |from: usize| graph.out.get(from).into_iter().flatten().map(move |&to| (from, to));
    let flows = graph.order.iter().flat_map(|&from| out(from));
    let index = index(map);
    let called = |id: &str| index.get(id).map_or_else(|| id.to_owned(), |&step| name(step));
    let back = |r: Rework| ArrowView { from: called(&r.from), to: called(&r.to), share: per_cent(r.share) };
    ArrowsPart {
        flows: flows.map(|(from, to)| ArrowView { from: name(from), to: name(to), share: String::new() }).collect(),
        rework: map.rework_arrows().map(back).collect(),
        edit: urls::flows(id),
        findings: findings(of.metrics),
    }
}

/// Warnings grouped by code: nine steps without a time become one line.
fn findings(metrics: &Metrics) -> Vec<WarningGroup> {
    const MANY: usize = 4;
    let mut sorts: Vec<(&str, Vec<WarningView>)> = Vec::new();
    for finding in &metrics.findings {
        let warnings = WarningView {
            sentence: finding.sentence.clone(),
            href: finding.step.as_ref().map(|step| urls::at_step(step)),
        };
        match sorts.iter_mut().find(|(code, _)| *code == finding.code) {
            Some((_, same)) => same.push(warnings),
            None => sorts.push((finding.code, vec![warnings])),
        }
    }
    let group = |(code, warnings): (&str, Vec<WarningView>)| WarningGroup {
        together: together(code)
            .filter(|_| warnings.len() >= MANY)
            .map(|what| format!("{} steps {what}", warnings.len())),
        warnings,
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
