//! The comparison page: main changes, timelines, both drawings step by step, differences and all metrics.

use askama::Template;

use crate::live::Snapshot;
use drawing::{RenderOptions, svg, timeline_on_scale};
use vsm::compare::{
    BottleneckStep, ChangedField, Comparison, DifferenceKind, DifferenceSentence, MetricComparison, bottlenecks,
    compare_metrics,
};
use vsm::fields::catalog::StepField;
use vsm::metrics::catalog::Metric;
use vsm::model::map::State;

use crate::web::compare::pair::MapPair;
use crate::web::error::AppError;
use crate::web::maps::print;
use crate::web::page::glossary::{self, Term};
use crate::web::page::parts::StaticParts;
use crate::web::page::urls;

#[derive(Template)]
#[template(path = "compare/page.html")]
struct ComparePage<'a> {
    before: MapSide<'a>,
    after: MapSide<'a>,
    metrics: Vec<MetricComparison>,
    /// A sentence where a map has none.
    bottlenecks: [Result<BottleneckStep, String>; 2],
    has_time: bool,
    differences: Vec<DifferenceGroup>,
    clocks_differ: bool,
    is_vague: bool,
    drawing: String,
    /// The least and greatest width in which it is shown, in px.
    widths: [f64; 2],
    windows: Vec<print::PrintRow>,
    notes: Vec<&'static Term>,
}

impl ComparePage<'_> {
    fn sides(&self) -> [(&'static str, &MapSide<'_>); 2] {
        [("Before", &self.before), ("After", &self.after)]
    }

    fn main(&self) -> impl Iterator<Item = &MetricComparison> {
        self.metrics.iter().filter(|metric| MAIN.contains(&metric.metric) && metric.difference.is_some())
    }

    /// Why each is the bottleneck.
    fn why(&self) -> impl Iterator<Item = (&'static str, &BottleneckStep)> {
        ["Before", "After"]
            .into_iter()
            .zip(&self.bottlenecks)
            .filter_map(|(word, found)| Some((word, found.as_ref().ok()?)))
    }

    fn download(&self, extension: &str) -> String {
        urls::compare_download(&self.before.of.id, &self.after.of.id, extension)
    }

    fn has_both_bottlenecks(&self) -> bool {
        self.bottlenecks.iter().all(Result::is_ok)
    }

    fn has_same_bottleneck(&self) -> bool {
        matches!(&self.bottlenecks, [Ok(before), Ok(after)] if before.step == after.step)
    }
}

struct MapSide<'a> {
    of: &'a Snapshot,
    lead: String,
    strip: String,
    /// Change of the lead time; empty if unknown, and for the first map.
    lead_change: String,
}

struct DifferenceGroup {
    title: &'static str,
    sign: &'static str,
    is_folded: bool,
    lines: Vec<DifferenceLine>,
}

struct DifferenceLine {
    text: String,
    /// Labels and values of changed fields.
    fields: Vec<(&'static str, String)>,
    href: Option<String>,
}

impl DifferenceGroup {
    /// Fields need the full width.
    fn is_wide(&self) -> bool {
        self.lines.iter().any(|line| !line.fields.is_empty())
    }
}

/// At this scale, the smallest text (11 px) is 10 px high.
const READABLE: f64 = 10.0 / 11.0;
/// Short maps aren’t enlarged beyond this.
const ENLARGED: f64 = 1.25;

/// Shown large at the top.
const MAIN: [Metric; 4] = [Metric::Lead, Metric::Downtime, Metric::Effort, Metric::Handoffs];

/// Terms that the page explains in place.
const WORDS: &[&str] = &[
    "lead",
    "map-wait",
    "map-work",
    "expected-lead",
    "flow-efficiency",
    "rolled-ca",
    "map-downtime",
    "effort",
    "handoffs",
    "wip",
    "step",
    "automated",
    "observed",
    "reversible",
    "bottleneck",
    "critical-path",
    "comparison",
];

pub(crate) fn html(pair: &MapPair) -> Result<String, AppError> {
    let (before, after) = (&*pair.before, &*pair.after);
    let comparison = pair.comparison();
    let metrics = compare_metrics((&before.map, before.metrics()), (&after.map, after.metrics()));
    let bottlenecks = bottlenecks((&before.map, before.metrics()), (&after.map, after.metrics()));
    let scene = pair.drawings(&comparison).scene(&RenderOptions::IN_PAGE);
    let total = [before, after].map(|of| of.metrics().usual_lead_seconds.unwrap_or(0)).into_iter().max().unwrap_or(0);
    let link = |step: &str| match step.split_once('/') {
        Some(("before", step)) => urls::map_at(&before.id, step),
        Some((_, step)) => urls::map_at(&after.id, step),
        None => String::new(),
    };
    let page = ComparePage {
        bottlenecks,
        has_time: total > 0,
        differences: differences(pair, &comparison),
        clocks_differ: comparison.clocks_differ,
        is_vague: metrics.iter().any(|metric| [&metric.before, &metric.after].iter().any(|side| side.is_vague())),
        // The print sections refer to it.
        drawing: svg::in_parts(&scene, &StaticParts { id: "drawing", link: &link }),
        widths: [READABLE, ENLARGED].map(|scale| (scene.width * scale).round()),
        windows: print::landscape_rows(&scene),
        before: side(before, total),
        after: MapSide { lead_change: lead_change(&metrics), ..side(after, total) },
        metrics,
        notes: glossary::terms(WORDS),
    };
    Ok(page.render()?)
}

fn side(of: &Snapshot, total: u64) -> MapSide<'_> {
    let strip = timeline_on_scale(&of.map, of.metrics(), total, |target| Some(urls::map_at(&of.id, target.step()?)));
    let lead = Metric::Lead.value(of.metrics()).text(&of.map.clock);
    MapSide { of, lead, strip, lead_change: String::new() }
}

/// Change of the lead time, such as `4w 2d less (−96.5%)`.
fn lead_change(metrics: &[MetricComparison]) -> String {
    let lead = metrics.iter().find(|metric| metric.metric == Metric::Lead);
    let change = lead.and_then(|lead| Some((lead.delta.as_ref()?.words(), lead.percent())));
    match change {
        Some((words, Some(percent))) => format!("{words} ({percent})"),
        Some((words, None)) => words,
        None => String::new(),
    }
}

fn differences(pair: &MapPair, comparison: &Comparison) -> Vec<DifferenceGroup> {
    let mut differences: Vec<DifferenceGroup> = DifferenceKind::ALL.iter().copied().map(empty).collect();
    for DifferenceSentence { subject, step, mut text } in comparison.sentences(&pair.before.map, &pair.after.map) {
        let of = if subject == DifferenceKind::Removed { &pair.before } else { &pair.after };
        let mut fields = Vec::new();
        let changed_step = step.as_ref().filter(|_| subject == DifferenceKind::Changed);
        if let Some(changed) = changed_step.and_then(|id| comparison.changed(id)) {
            text = changed.called(&pair.before.map);
            fields = changed.others().map(|field| (field.label, values(field))).collect();
        }
        let href = step.map(|step| urls::map_at(&of.id, &step));
        let at = DifferenceKind::ALL.iter().position(|other| *other == subject);
        if let Some(difference) = at.and_then(|at| differences.get_mut(at)) {
            difference.lines.push(DifferenceLine { text, fields, href });
        }
    }
    differences.retain(|difference| !difference.lines.is_empty());
    differences
}

fn empty(subject: DifferenceKind) -> DifferenceGroup {
    let (title, sign) = match subject {
        DifferenceKind::Added => ("Added", "plus"),
        DifferenceKind::Removed => ("Removed", "minus"),
        DifferenceKind::Changed => ("Changed", "diamond"),
        DifferenceKind::Moved => ("Moved", "arrows"),
        DifferenceKind::Rework => ("Rework", "diamond"),
        DifferenceKind::Flow => ("Connections", "diamond"),
        DifferenceKind::Map => ("Map settings", "diamond"),
    };
    DifferenceGroup { title, sign, is_folded: subject == DifferenceKind::Flow, lines: Vec::new() }
}

fn values(field: &ChangedField) -> String {
    field.texts.as_ref().map_or_else(|| "changed".to_owned(), |(from, to)| format!("{from} → {to}"))
}

/// The path of an icon, the same as in the drawing.
fn sign(name: &str) -> &'static str {
    match name {
        "plus" => "M-1.2-5H1.2V-1.2H5V1.2H1.2V5H-1.2V1.2H-5V-1.2H-1.2Z",
        "minus" => "M-5-1.2H5V1.2H-5Z",
        "arrows" => "M-6 0L-1-4V4ZM6 0L1-4V4Z",
        _ => "M0-4.5L4.5 0L0 4.5L-4.5 0Z",
    }
}
