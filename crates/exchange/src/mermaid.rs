//! A map as a Mermaid flowchart, which GitHub, GitLab and many wikis render.

use std::fmt::Write as _;

use crate::diagram::mermaid::calendar_comment;
use drawing::report::ReportData;
use vsm::metrics::explain::per_cent;
use vsm::model::duration::WorkingCalendar;
use vsm::model::step::StepTime;
use vsm::{Map, Step};

/// The maximum number of arrows that GitHub renders.
const GITHUB_ARROWS: usize = 500;

/// The map as a flowchart: waits on the arrows, rework dotted, the critical path and the bottleneck
/// highlighted.
pub(crate) fn write(map: &Map) -> String {
    let data = ReportData::new(map);
    let mut out = String::new();
    let title = map.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let _ = writeln!(out, "---\ntitle: {}\n---", serde_json::to_string(&title).unwrap_or_default());
    out.push_str("flowchart LR\n");
    if !map.clock.counts_like(&WorkingCalendar::WORKING) {
        let _ = writeln!(out, "  {}", calendar_comment(&map.clock));
    }
    if map.flows.len() + map.rework.len() > GITHUB_ARROWS {
        let _ = writeln!(out, "  %% More than {GITHUB_ARROWS} arrows: GitHub can’t render this chart.");
    }
    for (at, step) in map.steps.iter().enumerate() {
        let starts = data.graph.into.get(at).is_none_or(Vec::is_empty);
        let _ = writeln!(out, "  s{at}[\"{}\"]", label(&data, step, starts));
    }
    for &from in &data.graph.order {
        for &to in data.graph.out.get(from).into_iter().flatten() {
            let wait = map.steps.get(to).and_then(|step| wait(&data, step));
            let _ = match wait {
                Some(wait) => writeln!(out, "  s{from} -->|\"{}\"| s{to}", escape(&wait)),
                None => writeln!(out, "  s{from} --> s{to}"),
            };
        }
    }
    for arrow in map.rework_arrows() {
        if let Some((from, to)) = map.index_of(&arrow.from).zip(map.index_of(&arrow.to)) {
            let after = arrow.wait.map_or_else(String::new, |wait| format!(" after {}", map.clock.print(wait)));
            let _ = writeln!(out, "  s{from} -.->|\"{} rework{after}\"| s{to}", escape(&per_cent(arrow.share)));
        }
    }
    style(&data, &mut out);
    out
}

fn label(data: &ReportData<'_>, step: &Step, starts: bool) -> String {
    let clock = &data.map.clock;
    let mut lines = vec![format!("<b>{}</b>", escape(&step.name))];
    if !step.team.is_empty() {
        lines.push(escape(&step.team));
    }
    if let Some(wait) = wait(data, step).filter(|_| starts) {
        lines.push(escape(&wait));
    }
    let time = match (step.written(StepTime::Lead), step.written(StepTime::Work)) {
        (Some(lead), _) => Some(format!("lead time {}", clock.print(lead))),
        (None, work) => work.map(|work| format!("work time {}", clock.print(work))),
    };
    let share = step.complete_accurate.map(|share| format!("{} C/A", per_cent(share)));
    lines.extend([time, share].into_iter().flatten().map(|line| escape(&line)));
    lines.join("<br/>")
}

fn wait(data: &ReportData<'_>, step: &Step) -> Option<String> {
    let wait = step.counted_wait().filter(|wait| *wait > 0);
    wait.map(|wait| format!("wait time {}", step.text(StepTime::Wait, wait, &data.map.clock)))
}

fn style(data: &ReportData<'_>, out: &mut String) {
    let at = |id: &str| data.map.index_of(id).map(|at| format!("s{at}"));
    let bottleneck = data.metrics.bottleneck.as_ref().and_then(|found| at(&found.step));
    let path: Vec<String> = data
        .metrics
        .critical_path
        .iter()
        .filter_map(|id| at(id))
        .filter(|id| Some(id) != bottleneck.as_ref())
        .collect();
    if !path.is_empty() {
        let _ = writeln!(out, "  classDef path stroke-width:2px\n  class {} path", path.join(","));
    }
    if let Some(bottleneck) = bottleneck {
        let _ = writeln!(out, "  classDef bottleneck stroke:#b42318,stroke-width:4px\n  class {bottleneck} bottleneck");
    }
}

/// A text in quotation marks, with special characters as Mermaid's numeric codes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '{' | '}' | '[' | ']' | '(' | ')' | '|' | ';' | '%' | '*'
            | '_' | '$' | '~' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
