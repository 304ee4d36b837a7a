//! The critical path to scale as a strip as wide as its place in the page: the whole release at once.

use std::fmt::Write as _;

use super::layout::scale::{Time, pieces, share};
use super::paint::Paint;
use super::xml::escape;
use crate::vsm::graph::index;
use crate::vsm::sentence::percent;
use crate::vsm::{Map, Metrics, Step, StepId};

/// The width in px from which on a label is taken to fit; the style sheet hides labels in narrower pages.
const TYPICAL_WIDTH: f64 = 900.0;
/// Height of the line that marks the bottleneck, in px.
const MARK: u32 = 3;

/// The strip with labels where they fit; each piece leads to where `link` says for its step.
#[must_use]
pub fn strip(map: &Map, metrics: &Metrics, link: impl Fn(&StepId) -> Option<String>) -> String {
    draw(map, metrics, 35, true, link)
}

/// The strip as a small picture, without labels and links.
#[must_use]
pub fn small_strip(map: &Map, metrics: &Metrics) -> String {
    draw(map, metrics, 17, false, |_| None)
}

fn draw(map: &Map, metrics: &Metrics, height: u32, labels: bool, link: impl Fn(&StepId) -> Option<String>) -> String {
    let total = metrics.lead_seconds.unwrap_or(0);
    let index = index(map);
    let path = metrics.critical_path.iter().filter_map(|id| index.get(id.as_str()).map(|&at| (at, &*map.steps[at])));
    // Links inside are for everybody; without them it is one picture.
    let role = if labels { "group" } else { "img" };
    let mut out = format!("<svg class=\"d-strip\" width=\"100%\" height=\"{height}\" role=\"{role}\" aria-label=\"");
    escape(&mut out, &in_words(map, metrics));
    out.push_str("\">");
    let bar = height - MARK - 2;
    let mut from = 0;
    let mut before = usize::MAX;
    let bottleneck = metrics.bottleneck.as_ref().map(|b| &b.step);
    for (at, time, seconds) in pieces(path) {
        let step: &Step = &map.steps[at];
        let (paint, on, verb) = match time {
            Time::Wait => (Paint::WaitBar, Paint::OnWait, "waiting"),
            Time::Work => (Paint::WorkBar, Paint::OnWork, "work"),
            Time::Open => (Paint::OpenBar, Paint::OnOpen, "wait and work"),
        };
        let long = map.clock.print(seconds);
        // What is written on the bar comes first: who speaks to the screen says what they see.
        let told = format!("{} {long}: {verb}", step.name);
        let (left, wide) = (100.0 * share(from, total), 100.0 * share(seconds, total));
        let target = link(&step.id);
        if let Some(target) = &target {
            out.push_str("<a href=\"");
            escape(&mut out, target);
            out.push_str("\" aria-label=\"");
            escape(&mut out, &told);
            out.push_str("\">");
        }
        let _ = write!(
            out,
            "<rect class=\"{}\" x=\"{left:.3}%\" width=\"{wide:.3}%\" height=\"{bar}\"><title>",
            paint.class()
        );
        escape(&mut out, &told);
        out.push_str("</title></rect>");
        if at != before && from > 0 {
            let _ =
                write!(out, "<rect class=\"{}\" x=\"{left:.3}%\" width=\"1\" height=\"{bar}\"/>", Paint::Notch.class());
        }
        before = at;
        if bottleneck == Some(&step.id) {
            // Marked by a line below it, as in the drawing.
            let class = Paint::Badge.class();
            let y = bar + 2;
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{left:.3}%\" width=\"{wide:.3}%\" y=\"{y}\" height=\"{MARK}\"/>"
            );
        }
        if labels {
            let setting = on.within(wide / 100.0 * TYPICAL_WIDTH - 10.0);
            let whole = format!("{} {long}", step.name);
            if let Some(label) = [whole, long].into_iter().find(|label| setting.fits(label)) {
                let middle = left + wide / 2.0;
                let _ = write!(
                    out,
                    "<text class=\"{}\" x=\"{middle:.3}%\" y=\"{}\" text-anchor=\"middle\" aria-hidden=\"true\">",
                    on.class(),
                    bar / 2 + 4
                );
                escape(&mut out, &label);
                out.push_str("</text>");
            }
        }
        if target.is_some() {
            out.push_str("</a>");
        }
        from += seconds;
    }
    out.push_str("</svg>");
    out
}

fn in_words(map: &Map, metrics: &Metrics) -> String {
    let Some(lead) = metrics.lead_seconds else { return "No times known yet".to_owned() };
    let at_least = if metrics.at_least { "at least " } else { "" };
    let mut words = format!("Where the time goes: lead time {at_least}{}", map.clock.print(lead));
    if let Some(wait) = metrics.wait_seconds {
        let _ = write!(words, ", waiting {}", map.clock.print(wait));
    }
    if let Some(work) = metrics.work_seconds {
        let _ = write!(words, ", work {}", map.clock.print(work));
    }
    if let Some(efficiency) = metrics.flow_efficiency {
        let _ = write!(words, ", flow efficiency {}", percent(efficiency));
    }
    words
}
