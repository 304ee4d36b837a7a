//! The frame of a map: what everybody sees at a revision, painted once, as named parts of the map page.
//!
//! No forms, no names of viewers, no rights in it: forms live at their own addresses.

use askama::Template;

use crate::live::viewers::frame;
use crate::live::{Frame, Snapshot};
use drawing::layout::map_scene;
use drawing::{RenderOptions, strip, svg};
use vsm::model::graph::index;
use vsm::model::map::{Rework, State};
use vsm::{Map, Metrics};

use crate::web::maps::metrics;
use crate::web::maps::metrics::{Culprit, Figure, Verdict};
use crate::web::maps::print;
use crate::web::maps::table;
use crate::web::maps::table::Row;
use crate::web::page::parts;
use crate::web::page::urls;
use crate::web::page::urls::NewStepPosition;
use crate::web::steps::form::teams;
use vsm::metrics::explain::{Explanation, Line, per_cent};

#[derive(Template)]
#[template(path = "maps/frame/head.html")]
struct Head<'m> {
    map: &'m Map,
    is_future: bool,
    scope: Vec<(&'static str, &'m str)>,
    clock: String,
}

/// What stands on a map without steps.
#[derive(Template)]
#[template(path = "maps/frame/welcome.html")]
struct Welcome;

/// Where a step goes that is added below the table.
#[derive(Template)]
#[template(path = "maps/frame/place.html")]
struct QuickPlace<'m> {
    /// Ids and names of the ends of the flow, the first is offered first.
    ends: Vec<(&'m str, &'m str)>,
    /// The whole form, which offers the same place.
    form: String,
    is_empty: bool,
    /// Does the flow offer one end only, at which a new step joins by itself?
    is_chain: bool,
}

impl<'m> QuickPlace<'m> {
    fn of(id: &str, of: Explanation<'m>) -> QuickPlace<'m> {
        const MAX_ENDS: usize = 30;
        let (map, graph) = (of.map, of.graph);
        let is_end = |at: &usize| graph.out.get(*at).is_some_and(Vec::is_empty) && !graph.stands_alone(*at);
        let ends = graph.order.iter().rev().filter(|at| is_end(at)).filter_map(|&at| map.steps.get(at));
        let ends: Vec<_> = ends.take(MAX_ENDS).map(|s| (&*s.id, s.name.as_str())).collect();
        let place = ends.first().map_or(NewStepPosition::Anywhere, |(end, _)| NewStepPosition::After(end));
        QuickPlace {
            form: urls::new_step(id, place),
            ends,
            is_empty: map.steps.is_empty(),
            is_chain: map.steps.is_empty() || graph.end_of_chain().is_some(),
        }
    }
}

/// The teams of the map, to choose from.
#[derive(Template)]
#[template(path = "maps/frame/teams.html")]
struct Teams<'m> {
    teams: Vec<&'m str>,
}

#[derive(Template)]
#[template(path = "maps/frame/summary.html")]
struct Summary {
    main: Vec<Figure>,
    more: Vec<Figure>,
    verdict: Option<Verdict>,
    culprits: Vec<Culprit>,
}

/// The windows through which the drawing is printed.
#[derive(Template)]
#[template(path = "maps/frame/paper.html")]
struct Paper {
    windows: Vec<print::Row>,
}

/// The same time to scale.
#[derive(Template)]
#[template(path = "maps/frame/scale.html")]
struct Scale {
    strip: String,
    has_time: bool,
}

#[derive(Template)]
#[template(path = "maps/frame/table.html")]
struct Table {
    rows: Vec<Row>,
    knows_downtime: bool,
}

/// The arrows, and what is worth telling.
#[derive(Template)]
#[template(path = "maps/frame/arrows.html")]
struct Arrows {
    flows: Vec<Arrow>,
    rework: Vec<Arrow>,
    edit: String,
    findings: Vec<Findings>,
}

struct Arrow {
    from: String,
    to: String,
    share: String,
}

struct Findings {
    /// What they say together, when they are many.
    together: Option<String>,
    told: Vec<Told>,
}

struct Told {
    sentence: String,
    href: Option<String>,
}

/// The words that the frame explains in place; the page holds a note for each.
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

/// Paints the frame of a map: the painter that the hub is started with.
#[must_use]
pub fn paint(snapshot: &Snapshot) -> Frame {
    let map = &*snapshot.map;
    let of = Explanation { map, graph: snapshot.graph(), metrics: snapshot.metrics() };
    let scene = map_scene(of.map, of.graph, of.metrics, &RenderOptions::IN_PAGE);
    let some = |part: &dyn Fn() -> String| if map.steps.is_empty() { String::new() } else { part() };
    Frame::of([
        ("head", rendered(&head(map))),
        ("welcome", if map.steps.is_empty() { rendered(&Welcome) } else { String::new() }),
        ("summary", some(&|| rendered(&summary(of)))),
        ("drawing", some(&|| svg::in_parts(&scene, &Parts))),
        ("paper", some(&|| rendered(&Paper { windows: print::rows(&scene) }))),
        ("scale", some(&|| rendered(&scale(of)))),
        ("table", some(&|| rendered(&table(&snapshot.id, of)))),
        ("place", rendered(&QuickPlace::of(&snapshot.id, of))),
        ("teams", rendered(&Teams { teams: teams(map) })),
        ("arrows", some(&|| rendered(&arrows(&snapshot.id, of)))),
        ("flows", arrows_as_data(map)),
    ])
}

/// The flow and the rework arrows as data, for scripts that move things along them: JSON that can stand in HTML.
fn arrows_as_data(map: &Map) -> String {
    let flows: Vec<_> = map.flows.iter().map(|flow| [&*flow.from, &*flow.to]).collect();
    let rework: Vec<_> = map.rework_arrows().map(|arrow| (arrow.from, arrow.to, arrow.share)).collect();
    serde_json::json!({ "flows": flows, "rework": rework }).to_string().replace('<', "\\u003c")
}

/// A part as HTML. A template that cannot be rendered is a fault of the program: it is logged, and said in its place.
fn rendered(part: &impl Template) -> String {
    part.render().unwrap_or_else(|cause| {
        tracing::error!(%cause, "a part of the map page could not be painted");
        "<p class=\"field-error\">This section couldn’t be displayed. Reload the page.</p>".to_owned()
    })
}

fn head(map: &Map) -> Head<'_> {
    let clock = if map.clock.is_calendar() {
        "calendar time (24 hours, 7 days)".to_owned()
    } else {
        let (hours, days) = (map.clock.hours_per_day, map.clock.days_per_week);
        format!("working time ({hours}-hour days, {days}-day weeks)")
    };
    let by = if map.mapped_on.is_empty() { "Mapped by" } else { "by" };
    let scope = [("Mapped on", &map.mapped_on), (by, &map.participants)];
    Head {
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

fn summary(of: Explanation<'_>) -> Summary {
    Summary {
        main: metrics::main_figures(of),
        more: metrics::more_figures(of),
        verdict: metrics::verdict(of),
        culprits: metrics::culprits(of),
    }
}

fn scale(of: Explanation<'_>) -> Scale {
    Scale { strip: to_scale(of.map, of.metrics), has_time: of.metrics.lead_seconds.is_some_and(|s| s > 0) }
}

/// How the drawing stands in the page.
struct Parts;

impl svg::InParts for Parts {
    // Named, so that the windows for paper can show it again.
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

/// The strip to scale, each piece leading to its step's row.
fn to_scale(map: &Map, metrics: &Metrics) -> String {
    strip(map, metrics, |step| Some(urls::at_step(step)))
}

fn table(id: &str, of: Explanation<'_>) -> Table {
    Table { rows: table::rows(id, of), knows_downtime: of.metrics.downtime_seconds.is_some() }
}

fn arrows(id: &str, of: Explanation<'_>) -> Arrows {
    let (map, graph) = (of.map, of.graph);
    let name = |step: usize| map.steps.get(step).map_or_else(String::new, |step| step.name.clone());
    let out = |from: usize| graph.out.get(from).into_iter().flatten().map(move |&to| (from, to));
    let flows = graph.order.iter().flat_map(|&from| out(from));
    let index = index(map);
    let called = |id: &str| index.get(id).map_or_else(|| id.to_owned(), |&step| name(step));
    let back = |r: Rework| Arrow { from: called(&r.from), to: called(&r.to), share: per_cent(r.share) };
    Arrows {
        flows: flows.map(|(from, to)| Arrow { from: name(from), to: name(to), share: String::new() }).collect(),
        rework: map.rework_arrows().map(back).collect(),
        edit: urls::flows(id),
        findings: findings(of.metrics),
    }
}

/// The findings, those of one sort together: nine steps without a time are one thing to tell.
fn findings(metrics: &Metrics) -> Vec<Findings> {
    const MANY: usize = 4;
    let mut sorts: Vec<(&str, Vec<Told>)> = Vec::new();
    for finding in &metrics.findings {
        let told =
            Told { sentence: finding.sentence.clone(), href: finding.step.as_ref().map(|step| urls::at_step(step)) };
        match sorts.iter_mut().find(|(code, _)| *code == finding.code) {
            Some((_, same)) => same.push(told),
            None => sorts.push((finding.code, vec![told])),
        }
    }
    let group = |(code, told): (&str, Vec<Told>)| Findings {
        together: together(code).filter(|_| told.len() >= MANY).map(|what| format!("{} steps {what}", told.len())),
        told,
    };
    sorts.into_iter().map(group).collect()
}

/// What many steps have in common that share a finding.
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
