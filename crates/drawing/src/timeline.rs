//! The timeline to scale as an SVG that is as wide as its container in the page.

use std::fmt::Write as _;

use crate::style::Paint;
use crate::target::Target;
use crate::text::isolated;
use crate::time_scale::{TimeKind, fraction, segments, ticks};
use crate::xml::escape;
use vsm::fields::catalog::StepField;
use vsm::metrics::catalog::Metric;
use vsm::model::graph::index;
use vsm::{Map, Metrics, Seconds, Step};

/// The width in px for which labels are chosen; the style sheet hides them in narrower pages.
const TYPICAL_WIDTH: f64 = 900.0;
/// The number of units that the width is divided into.
const UNITS: f64 = 10_000.0;
/// The least width in px of a bar that is a link: a narrower one is too narrow to click.
const MIN_LINK: f64 = 8.0;
/// Width of the notch between two steps, as a fraction of the whole.
const NOTCH: f64 = 0.0008;
/// Height of the bars in a page and in a list of maps, and of the line that marks the bottleneck, in px.
const BAR: u32 = 18;
const MINI_BAR: u32 = 12;
const MARK: u32 = 3;
/// Height of a timeline with ticks, in px, and the baseline of their labels.
const HEIGHT: u32 = 40;
const TICK_BASELINE: u32 = 34;

/// The timeline with labels where they fit and ticks below, 40 px high; each bar links to the URL that `link` returns for
/// the time that it shows.
///
/// Screen readers and the Tab key pass the bars: the drawing has the same times with their names.
pub fn timeline(map: &Map, metrics: &Metrics, link: impl Fn(&Target) -> Option<String>) -> String {
    timeline_on_scale(map, metrics, metrics.usual_lead_seconds.unwrap_or(0), link)
}

/// A timeline in which `total` is the full width, so that two timelines can be compared.
pub fn timeline_on_scale(
    map: &Map,
    metrics: &Metrics,
    total: Seconds,
    link: impl Fn(&Target) -> Option<String>,
) -> String {
    let mut out = begin(map, metrics, HEIGHT, "group");
    out.push_str("<g aria-hidden=\"true\">");
    let bars = Bars::new(map, metrics, total, link);
    bars.draw(&mut out, BAR);
    for (kind, labels) in [(TimeKind::Wait, &bars.wait), (TimeKind::Work, &bars.work), (TimeKind::Lead, &bars.lead)] {
        if labels.labels.is_empty() {
            continue;
        }
        let _ = write!(out, "<g class=\"{}\" transform=\"translate(0 13)\">", kind.paints().1.class());
        out.push_str(&labels.labels);
        out.push_str("</g>");
    }
    draw_ticks(&mut out, map, total);
    out.push_str("</g></svg>");
    out
}

/// A small timeline without labels and links.
pub fn mini_timeline(map: &Map, metrics: &Metrics) -> String {
    let mut out = begin(map, metrics, MINI_BAR + MARK + 2, "img");
    Bars::new(map, metrics, metrics.usual_lead_seconds.unwrap_or(0), |_| None).draw(&mut out, MINI_BAR);
    out.push_str("</svg>");
    out
}

fn begin(map: &Map, metrics: &Metrics, height: u32, role: &str) -> String {
    let mut out = format!("<svg class=\"d-strip\" width=\"100%\" height=\"{height}\" role=\"{role}\" aria-label=\"");
    escape(&mut out, &description(map, metrics));
    out.push_str("\">");
    out
}

/// The bars and labels of one kind.
#[derive(Default)]
struct Kind {
    /// Linked bars.
    bars: String,
    /// All others, as one line.
    others: String,
    labels: String,
}

/// All bars, by kind, so that each is written briefly: it is sent after each change of a time.
#[derive(Default)]
struct Bars {
    wait: Kind,
    work: Kind,
    lead: Kind,
    /// The time of the bottleneck, as fractions of the width.
    marked: Option<(f64, f64)>,
}

impl Bars {
    fn new(map: &Map, metrics: &Metrics, total: Seconds, link: impl Fn(&Target) -> Option<String>) -> Bars {
        let index = index(map);
        let path =
            metrics.critical_path.iter().filter_map(|id| index.get(id.as_str()).map(|&at| (at, &*map.steps[at])));
        let bottleneck = metrics.bottleneck.as_ref().map(|b| &b.step);
        let mut bars = Bars::default();
        let mut from = 0;
        let mut segments = segments(path).peekable();
        while let Some((at, kind, seconds)) = segments.next() {
            let step: &Step = &map.steps[at];
            let (left, width) = (fraction(from, total), fraction(seconds, total));
            let ends_step = segments.peek().is_some_and(|(next, ..)| *next != at);
            if bottleneck == Some(&step.id) {
                let (begin, _) = bars.marked.unwrap_or((left, left));
                bars.marked = Some((begin, left + width));
            }
            from += seconds;
            let (target, of_kind) = match kind {
                TimeKind::Wait => (Target::Wait(step.id.clone()), &mut bars.wait),
                TimeKind::Work => (Target::Field(step.id.clone(), StepField::Work), &mut bars.work),
                TimeKind::Lead => (Target::Field(step.id.clone(), StepField::Lead), &mut bars.lead),
            };
            // The last bar of a step leaves a notch before the next.
            let notch = if ends_step { NOTCH.min(width / 2.0) } else { 0.0 };
            let ends = (left, width - notch);
            match link(&target).filter(|_| width * TYPICAL_WIDTH >= MIN_LINK) {
                Some(target) => linked_bar(&mut of_kind.bars, ends, &target),
                None => line(&mut of_kind.others, ends),
            }
            let time = step.text(kind.time(), seconds, &map.clock);
            let setting = kind.paints().1.within(width * TYPICAL_WIDTH - 10.0);
            let name_and_time = format!("{} {time}", isolated(&step.name));
            if let Some(label) = [&name_and_time, &time].into_iter().find(|label| setting.fits(label)) {
                let _ = write!(of_kind.labels, "<text x=\"{:.1}%\">", 100.0 * (left + width / 2.0));
                escape(&mut of_kind.labels, label);
                of_kind.labels.push_str("</text>");
            }
        }
        bars
    }

    /// Draws the bars with a height, and a line along the lower edge of the marked ones.
    fn draw(&self, out: &mut String, height: u32) {
        let (all, lower) = (height + MARK - 1, height - 1);
        let _ = write!(
            out,
            "<svg viewBox=\"0 0 {UNITS} {all}\" width=\"100%\" height=\"{all}\" preserveAspectRatio=\"none\">"
        );
        for (kind, bars) in [(TimeKind::Wait, &self.wait), (TimeKind::Work, &self.work), (TimeKind::Lead, &self.lead)] {
            if !(bars.bars.is_empty() && bars.others.is_empty()) {
                // Bars are lines as thick as the timeline is high: shorter than rectangles.
                let _ = write!(
                    out,
                    "<g class=\"{}\" stroke-width=\"{height}\" transform=\"translate(0 {})\">",
                    kind.line_class(),
                    height / 2
                );
                out.push_str(&bars.bars);
                if !bars.others.is_empty() {
                    let _ = write!(out, "<path d=\"{}\"/>", bars.others);
                }
                out.push_str("</g>");
            }
        }
        if let Some((from, to)) = self.marked {
            let _ = write!(out, "<rect class=\"{}\" y=\"{lower}\" height=\"{MARK}\"", Paint::Badge.class());
            let _ = write!(out, " x=\"{}\" width=\"{}\"/>", (from * UNITS).round(), ((to - from) * UNITS).round());
        }
        out.push_str("</svg>");
    }
}

/// A straight line from a fraction of the width on.
fn line(out: &mut String, (left, width): (f64, f64)) {
    let _ = write!(out, "M{} 0h{}", (left * UNITS).round(), (width * UNITS).round());
}

/// A bar that links to a target.
fn linked_bar(out: &mut String, ends: (f64, f64), target: &str) {
    out.push_str("<a href=\"");
    escape(out, target);
    out.push_str("\" tabindex=\"-1\"><path d=\"");
    line(out, ends);
    out.push_str("\"/></a>");
}

/// Ticks at round times, each with its label at the right, or at the left where that would not fit.
fn draw_ticks(out: &mut String, map: &Map, total: Seconds) {
    if total == 0 {
        return;
    }
    let (mut lines, mut labels) = (String::new(), String::new());
    for at in ticks(&map.clock, total, TYPICAL_WIDTH) {
        let left = fraction(at, total);
        let label = if at == 0 { "0".to_owned() } else { map.clock.print(at) };
        let _ = write!(lines, "M{} 0v7", (left * UNITS).round());
        let fits = left * TYPICAL_WIDTH + Paint::Reason.width_of(&label) + 6.0 <= TYPICAL_WIDTH;
        let place = if fits { " dx=\"4\"" } else { " dx=\"-4\" class=\"d-te\"" };
        let _ = write!(labels, "<text x=\"{:.1}%\"{place}>{label}</text>", left * 100.0);
    }
    let top = BAR + MARK + 1;
    let _ = write!(
        out,
        "<svg y=\"{top}\" viewBox=\"0 0 {UNITS} 8\" width=\"100%\" height=\"8\" preserveAspectRatio=\"none\"><path class=\"{}\" d=\"{lines}\"/></svg>",
        Paint::Tick.class()
    );
    let class = Paint::Reason.class();
    let _ = write!(out, "<g class=\"{class}\" transform=\"translate(0 {TICK_BASELINE})\">{labels}</g>");
}

fn description(map: &Map, metrics: &Metrics) -> String {
    let Some(lead) = metrics.lead_seconds else { return "No times yet".to_owned() };
    let about = |metric: Metric, seconds| match metric.value(metrics).qualifier() {
        "" => map.clock.about(seconds),
        qualifier => format!("{qualifier} {}", map.clock.about(seconds)),
    };
    let mut words = format!("Timeline: lead time {}", about(Metric::Lead, lead));
    if let Some(wait) = metrics.wait_seconds {
        let _ = write!(words, ", wait time {}", about(Metric::Wait, wait));
    }
    if let Some(work) = metrics.work_seconds {
        let _ = write!(words, ", work time {}", about(Metric::Work, work));
    }
    if metrics.flow_efficiency.is_some() {
        let _ = write!(words, ", flow efficiency {}", Metric::FlowEfficiency.value(metrics).text(&map.clock));
    }
    words
}
