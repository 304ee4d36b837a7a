//! The critical path to scale as a strip as wide as its place in the page: the whole release at once.

use std::fmt::Write as _;

use crate::layout::scale::{Time, pieces, share};
use crate::style::Paint;
use crate::xml::escape;
use vsm::model::graph::index;
use vsm::text::percent;
use vsm::{Map, Metrics, Seconds, Step, StepId};

/// The width in px from which on a label is taken to fit; the style sheet hides labels in narrower pages.
const TYPICAL_WIDTH: f64 = 900.0;
/// How finely the width is divided.
const UNITS: f64 = 10_000.0;
/// Width of the notch between two steps, as a share of the whole.
const NOTCH: f64 = 0.0008;
/// Height of the line that marks the bottleneck, in px.
const MARK: u32 = 3;

/// The strip with labels where they fit; each piece leads to where `link` says for its step.
#[must_use]
pub fn strip(map: &Map, metrics: &Metrics, link: impl Fn(&StepId) -> Option<String>) -> String {
    strip_on_scale(map, metrics, metrics.lead_seconds.unwrap_or(0), link)
}

/// The strip where so much time takes the whole width, so that two of them can be compared.
#[must_use]
pub fn strip_on_scale(
    map: &Map,
    metrics: &Metrics,
    total: Seconds,
    link: impl Fn(&StepId) -> Option<String>,
) -> String {
    draw(map, metrics, total, 35, true, link)
}

/// The strip as a small picture, without labels and links.
#[must_use]
pub fn small_strip(map: &Map, metrics: &Metrics) -> String {
    draw(map, metrics, metrics.lead_seconds.unwrap_or(0), 17, false, |_| None)
}

fn draw(
    map: &Map,
    metrics: &Metrics,
    total: Seconds,
    height: u32,
    labels: bool,
    link: impl Fn(&StepId) -> Option<String>,
) -> String {
    let index = index(map);
    let path = metrics.critical_path.iter().filter_map(|id| index.get(id.as_str()).map(|&at| (at, &*map.steps[at])));
    // Links inside are for everybody; without them it is one picture.
    let role = if labels { "group" } else { "img" };
    let mut out = format!("<svg class=\"d-strip\" width=\"100%\" height=\"{height}\" role=\"{role}\" aria-label=\"");
    escape(&mut out, &in_words(map, metrics));
    out.push_str("\">");
    let bottom = height - MARK - 2;
    let mut bars = Bars::default();
    let mut on_bars = String::new();
    let (mut from, mut marked) = (0, None);
    let bottleneck = metrics.bottleneck.as_ref().map(|b| &b.step);
    let mut pieces = pieces(path).peekable();
    while let Some((at, time, seconds)) = pieces.next() {
        let step: &Step = &map.steps[at];
        let (paint, on, verb) = match time {
            Time::Wait => (Paint::WaitBar, Paint::OnWait, "wait time"),
            Time::Work => (Paint::WorkBar, Paint::OnWork, "work time"),
            Time::Open => (Paint::OpenBar, Paint::OnOpen, "lead time"),
        };
        let (left, wide) = (share(from, total), share(seconds, total));
        let ends_step = pieces.peek().is_some_and(|(next, ..)| *next != at);
        bars.add(paint, left, left + wide, ends_step);
        if bottleneck == Some(&step.id) {
            let (begin, _) = marked.unwrap_or((left, left));
            marked = Some((begin, left + wide));
        }
        from += seconds;
        if !labels {
            continue;
        }
        let long = map.clock.print(seconds);
        let setting = on.within(wide * TYPICAL_WIDTH - 10.0);
        let whole = format!("{} {long}", step.name);
        // A piece that is too short for its time is too short to be hit as well; drawing and table lead to its step.
        let Some(label) = [&whole, &long].into_iter().find(|label| setting.fits(label)) else { continue };
        let piece = Piece { left, wide, bottom, label, told: format!("{whole}: {verb}"), class: on.class() };
        piece.draw(&mut on_bars, link(&step.id).as_deref());
    }
    bars.draw(&mut out, height, bottom, marked);
    out.push_str(&on_bars);
    out.push_str("</svg>");
    out
}

/// The bars as one line for each paint, as thick as they are high: short, for it is sent anew whenever a time changes.
#[derive(Default)]
struct Bars(Vec<(Paint, String)>);

impl Bars {
    /// Adds a bar between two places in shares of the width; the last one of a step leaves a notch before the next.
    fn add(&mut self, paint: Paint, from: f64, to: f64, ends_step: bool) {
        let notch = if ends_step { NOTCH.min((to - from) / 2.0) } else { 0.0 };
        let at = self.0.iter().position(|(other, _)| *other == paint).unwrap_or_else(|| {
            self.0.push((paint, String::new()));
            self.0.len() - 1
        });
        if let Some((_, line)) = self.0.get_mut(at) {
            stretch(line, from, to - notch);
        }
    }

    /// The marked one is told apart by a line below it, as in the drawing.
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
            stretch(&mut line, from, to);
            let lower = below - middle;
            let _ = write!(
                out,
                "<path class=\"{class}\" stroke-width=\"{MARK}\" transform=\"translate(0 {lower})\" d=\"{line}\"/>"
            );
        }
        out.push_str("</svg>");
    }
}

/// A straight line from one share of the width to another.
fn stretch(line: &mut String, from: f64, to: f64) {
    let _ = write!(line, "M{} 0H{}", (from * UNITS).round(), (to * UNITS).round());
}

/// A piece that is long enough to be written on.
struct Piece<'a> {
    left: f64,
    wide: f64,
    bottom: u32,
    label: &'a str,
    told: String,
    class: &'static str,
}

impl Piece<'_> {
    fn draw(&self, out: &mut String, target: Option<&str>) {
        let Piece { left, wide, bottom, label, told, class } = self;
        // The style sheet says how high the rectangle is: this text is sent anew with every change of a time.
        if let Some(target) = target {
            out.push_str("<a href=\"");
            escape(out, target);
            out.push_str("\">");
        }
        // What is written on the bar comes first in its name: who speaks to the screen says what they see.
        out.push_str("<title>");
        escape(out, told);
        let (left, wide) = (100.0 * left, 100.0 * wide);
        let (middle, line) = (left + wide / 2.0, bottom / 2 + 4);
        let _ = write!(
            out,
            "</title><rect x=\"{left:.1}%\" width=\"{wide:.1}%\"/><text class=\"{class}\" x=\"{middle:.1}%\" y=\"{line}\">"
        );
        escape(out, label);
        out.push_str("</text>");
        if target.is_some() {
            out.push_str("</a>");
        }
    }
}

fn in_words(map: &Map, metrics: &Metrics) -> String {
    let Some(lead) = metrics.lead_seconds else { return "No times yet".to_owned() };
    let at_least = if metrics.at_least { "at least " } else { "" };
    let mut words = format!("Timeline: lead time {at_least}{}", map.clock.print(lead));
    if let Some(wait) = metrics.wait_seconds {
        let _ = write!(words, ", wait time {}", map.clock.print(wait));
    }
    if let Some(work) = metrics.work_seconds {
        let _ = write!(words, ", work time {}", map.clock.print(work));
    }
    if let Some(efficiency) = metrics.flow_efficiency {
        let _ = write!(words, ", flow efficiency {}", percent(efficiency));
    }
    words
}
