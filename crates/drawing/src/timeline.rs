//! The timeline to scale as an SVG that is as wide as its container in the page.

use std::fmt::Write as _;

use crate::style::Paint;
use crate::target::Target;
use crate::time_scale::{TimeKind, fraction, segments};
use crate::xml::escape;
use vsm::fields::catalog::StepField;
use vsm::metrics::catalog::Metric;
use vsm::model::graph::index;
use vsm::{Map, Metrics, Seconds, Step, StepId};

/// The width in px for which labels are chosen; the style sheet hides them in narrower pages.
const TYPICAL_WIDTH: f64 = 900.0;
/// The number of units that the width is divided into.
const UNITS: f64 = 10_000.0;
/// Width of the notch between two steps, as a fraction of the whole.
const NOTCH: f64 = 0.0008;
/// Height of the line that marks the bottleneck, in px.
const MARK: u32 = 3;

/// The timeline with labels where they fit; each segment links to the URL that `link` returns for the time that it shows.
pub fn timeline(map: &Map, metrics: &Metrics, link: impl Fn(&Target) -> Option<String>) -> String {
    timeline_on_scale(map, metrics, metrics.lead_seconds.unwrap_or(0), link)
}

/// A timeline in which `total` is the full width, so that two timelines can be compared.
pub fn timeline_on_scale(
    map: &Map,
    metrics: &Metrics,
    total: Seconds,
    link: impl Fn(&Target) -> Option<String>,
) -> String {
    draw(map, metrics, total, 35, true, link)
}

/// A small timeline without labels and links.
pub fn mini_timeline(map: &Map, metrics: &Metrics) -> String {
    draw(map, metrics, metrics.lead_seconds.unwrap_or(0), 17, false, |_| None)
}

fn draw(
    map: &Map,
    metrics: &Metrics,
    total: Seconds,
    height: u32,
    with_labels: bool,
    link: impl Fn(&Target) -> Option<String>,
) -> String {
    let index = index(map);
    let path = metrics.critical_path.iter().filter_map(|id| index.get(id.as_str()).map(|&at| (at, &*map.steps[at])));
    // Screen readers reach the links inside; without them it is one image.
    let role = if with_labels { "group" } else { "img" };
    let mut out = format!("<svg class=\"d-strip\" width=\"100%\" height=\"{height}\" role=\"{role}\" aria-label=\"");
    escape(&mut out, &description(map, metrics));
    out.push_str("\">");
    let bottom = height - MARK - 2;
    let mut bars = Bars::default();
    let mut labels = String::new();
    let (mut from, mut marked) = (0, None);
    let bottleneck = metrics.bottleneck.as_ref().map(|b| &b.step);
    let mut segments = segments(path).peekable();
    while let Some((at, kind, seconds)) = segments.next() {
        let step: &Step = &map.steps[at];
        let (paint, label_paint) = kind.paints();
        let (left, width) = (fraction(from, total), fraction(seconds, total));
        let ends_step = segments.peek().is_some_and(|(next, ..)| *next != at);
        bars.add(paint, left, left + width, ends_step);
        if bottleneck == Some(&step.id) {
            let (begin, _) = marked.unwrap_or((left, left));
            marked = Some((begin, left + width));
        }
        from += seconds;
        if !with_labels {
            continue;
        }
        let time = step.text(kind.time(), seconds, &map.clock);
        let setting = label_paint.within(width * TYPICAL_WIDTH - 10.0);
        let name_and_time = format!("{} {time}", step.name);
        // A segment too short for its time is too short to click as well; drawing and table link to its
        // step.
        let Some(label) = [&name_and_time, &time].into_iter().find(|label| setting.fits(label)) else { continue };
        let title = format!("{name_and_time}: {}", kind.name());
        let target = match kind {
            TimeKind::Wait => Target::Wait(step.id.clone()),
            TimeKind::Work => Target::Field(step.id.clone(), StepField::Work),
            TimeKind::Lead => Target::Field(step.id.clone(), StepField::Lead),
        };
        draw_label(&mut labels, link(&target).as_deref(), (left, width), bottom / 2 + 4, (label_paint, label), &title);
    }
    bars.draw(&mut out, height, bottom, marked);
    out.push_str(&labels);
    out.push_str("</svg>");
    out
}

/// The bars as one thick line per paint, to keep the SVG short: it is sent after each change of a time.
#[derive(Default)]
struct Bars(Vec<(Paint, String)>);

impl Bars {
    /// Adds a bar between two fractions of the width; the last one of a step leaves a notch before the next.
    fn add(&mut self, paint: Paint, from: f64, to: f64, ends_step: bool) {
        let notch = if ends_step { NOTCH.min((to - from) / 2.0) } else { 0.0 };
        let at = self.0.iter().position(|(other, _)| *other == paint).unwrap_or_else(|| {
            self.0.push((paint, String::new()));
            self.0.len() - 1
        });
        if let Some((_, line)) = self.0.get_mut(at) {
            horizontal(line, from, to - notch);
        }
    }

    /// Draws the bars, and a line below the marked ones, as in the drawing.
    fn draw(&self, out: &mut String, height: u32, bottom: u32, marked: Option<(f64, f64)>) {
        let (middle, below) = (f64::from(bottom) / 2.0, f64::from(height) - f64::from(MARK) / 2.0);
        let _ = write!(
            out,
            "<svg viewBox=\"0 -{middle} {UNITS} {height}\" preserveAspectRatio=\"none\" stroke-width=\"{bottom}\">"
        );
        for (paint, line) in &self.0 {
            let _ = write!(out, "<path class=\"{}\" d=\"{line}\"/>", paint.class());
        }
        if let Some((from, to)) = marked {
            let (class, mut line) = (Paint::Badge.class(), String::new());
            horizontal(&mut line, from, to);
            let lower = below - middle;
            let _ = write!(
                out,
                "<path class=\"{class}\" stroke-width=\"{MARK}\" transform=\"translate(0 {lower})\" d=\"{line}\"/>"
            );
        }
        out.push_str("</svg>");
    }
}

/// A straight line from one fraction of the width to another.
fn horizontal(line: &mut String, from: f64, to: f64) {
    let _ = write!(line, "M{} 0H{}", (from * UNITS).round(), (to * UNITS).round());
}

/// The label of a segment, with its baseline in px; linked to a target if there is one.
fn draw_label(
    out: &mut String,
    target: Option<&str>,
    (left, width): (f64, f64),
    baseline: u32,
    (paint, label): (Paint, &str),
    title: &str,
) {
    if let Some(target) = target {
        out.push_str("<a href=\"");
        escape(out, target);
        out.push_str("\">");
    }
    // The accessible name begins with the visible label, for speech input.
    out.push_str("<title>");
    escape(out, title);
    let (left, width, class) = (100.0 * left, 100.0 * width, paint.class());
    let middle = left + width / 2.0;
    // The height of the rectangle is in the style sheet, to keep this short: it is sent after each change of a time.
    let _ = write!(
        out,
        "</title><rect x=\"{left:.1}%\" width=\"{width:.1}%\"/><text class=\"{class}\" x=\"{middle:.1}%\" y=\"{baseline}\">"
    );
    escape(out, label);
    out.push_str("</text>");
    if target.is_some() {
        out.push_str("</a>");
    }
}

fn description(map: &Map, metrics: &Metrics) -> String {
    let Some(lead) = metrics.lead_seconds else { return "No times yet".to_owned() };
    let at_least = if metrics.at_least { "at least " } else { "" };
    let mut words = format!("Timeline: lead time {at_least}{}", map.clock.about(lead));
    if let Some(wait) = metrics.wait_seconds {
        let _ = write!(words, ", wait time {}", map.clock.about(wait));
    }
    if let Some(work) = metrics.work_seconds {
        let _ = write!(words, ", work time {}", map.clock.about(work));
    }
    if metrics.flow_efficiency.is_some() {
        let _ = write!(words, ", flow efficiency {}", Metric::FlowEfficiency.value(metrics).text(&map.clock));
    }
    words
}
