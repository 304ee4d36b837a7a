//! Mermaid: diagrams as text.

mod cursor;
mod flowchart;
mod gantt;
mod links;
mod shapes;
mod states;

use crate::diagram::Diagram;
use crate::diagram::mermaid::cursor::Cursor;
use crate::outcome::Read;
use crate::sniff::{holds, text_start};
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;

/// Kinds of diagrams that aren’t processes, each with its name in a sentence.
#[rustfmt::skip]
const OTHERS: &[(&str, &str)] = &[
    ("sequenceDiagram", "sequence diagram"), ("classDiagram", "class diagram"), ("erDiagram", "entity relationship diagram"), ("journey", "user journey"),
    ("pie", "pie chart"), ("quadrantChart", "quadrant chart"), ("requirementDiagram", "requirement diagram"), ("gitGraph", "Git graph"),
    ("mindmap", "mind map"), ("timeline", "timeline"), ("zenuml", "sequence diagram"), ("sankey", "Sankey diagram"), ("sankey-beta", "Sankey diagram"),
    ("xychart", "chart"), ("xychart-beta", "chart"), ("block", "block diagram"), ("block-beta", "block diagram"), ("packet", "packet diagram"),
    ("packet-beta", "packet diagram"), ("kanban", "Kanban board"), ("architecture-beta", "architecture diagram"), ("C4Context", "C4 diagram"),
    ("C4Container", "C4 diagram"), ("C4Component", "C4 diagram"), ("C4Dynamic", "C4 diagram"), ("C4Deployment", "C4 diagram"),
    ("radar-beta", "radar chart"), ("treemap-beta", "treemap"),
];

/// Kinds besides flowcharts that can be read.
const IN_LINES: &[&str] = &["stateDiagram", "stateDiagram-v2", "gantt"];

/// The longest front matter or settings, in bytes.
const MAX_FRONT: usize = 50_000;

/// A Mermaid text without what comes before its kind.
#[derive(Debug)]
struct Opened<'t> {
    title: String,
    kind: &'t str,
    rest: &'t str,
}

/// Whether the text is Mermaid of any kind.
pub(crate) fn is_mermaid(bytes: &[u8]) -> bool {
    const BEGINNING: usize = 60_000;
    let start = bytes.get(..BEGINNING).unwrap_or(bytes);
    let text = String::from_utf8_lossy(start);
    let opened = open(&text);
    let line = opened.rest.split('\n').next().unwrap_or_default().trim();
    let direction = line.split(';').next().unwrap_or_default().trim();
    let is_fenced = FENCES.iter().any(|fence| {
        text_start(bytes)
            .strip_prefix(fence.as_bytes())
            .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"mermaid"))
    });
    if is_fenced {
        return true;
    }
    match opened.kind {
        "flowchart" | "flowchart-elk" => true,
        "graph" => ["", "TB", "TD", "BT", "RL", "LR"].contains(&direction),
        // One of these words alone in a line: `timeline` and `block` can begin a table or a list as well.
        kind => {
            let is_known = IN_LINES.contains(&kind) || OTHERS.iter().any(|(word, _)| *word == kind);
            is_known && line.is_empty() && !opened.rest.trim().is_empty()
        }
    }
}

/// Whether a Markdown document has a diagram.
pub(crate) fn is_in_markdown(bytes: &[u8]) -> bool {
    let has_fence = FENCES.iter().any(|fence| holds(bytes, format!("{fence}mermaid").as_bytes()));
    has_fence && !blocks(&String::from_utf8_lossy(bytes)).is_empty()
}

/// What begins and ends a block in Markdown.
const FENCES: &[&str] = &["```", "~~~", ":::"];

/// The Mermaid diagrams in a Markdown document.
pub(crate) fn blocks(markdown: &str) -> Vec<&str> {
    let (mut blocks, mut open) = (Vec::new(), None::<(usize, &str)>);
    let mut at = 0;
    for line in markdown.split_inclusive('\n') {
        let trimmed = line.trim();
        match open {
            Some((begin, fence)) if trimmed.starts_with(fence) => {
                blocks.extend(markdown.get(begin..at));
                open = None;
            }
            Some(_) => {}
            None => {
                let fence = FENCES.iter().copied().find(|fence| trimmed.starts_with(fence));
                let info = trimmed.trim_start_matches(['`', '~', ':', '{']).trim_start_matches(['{', '.', ' ']);
                let word = info.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                if let Some(fence) = fence.filter(|_| word.eq_ignore_ascii_case("mermaid")) {
                    open = Some((at + line.len(), fence));
                }
            }
        }
        at += line.len();
    }
    if let Some((begin, _)) = open {
        blocks.extend(markdown.get(begin..));
    }
    blocks
}

/// The map of a Mermaid diagram, or of the first process in a Markdown document.
pub(crate) fn read(called: &str, bytes: &[u8]) -> Result<Read, ValidationError> {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let blocks = blocks(&text);
    let of_process = blocks.iter().find(|block| OTHERS.iter().all(|(kind, _)| *kind != open(block).kind));
    let opened = open(of_process.or(blocks.first()).copied().unwrap_or(&text));
    let mut diagram = match opened.kind {
        "flowchart" | "flowchart-elk" | "graph" => {
            // The direction; steps may follow in the same line.
            let mut cursor = Cursor::new(opened.rest);
            cursor.spaces();
            if let Some(direction) = ["TB", "TD", "BT", "RL", "LR"].iter().find(|it| cursor.rest.starts_with(**it)) {
                cursor.skip(direction.len());
            }
            flowchart::read(cursor.rest)?
        }
        "stateDiagram" | "stateDiagram-v2" => states::read(opened.rest)?,
        "gantt" => gantt::read(opened.rest)?,
        kind => return Err(not_a_process(kind)),
    };
    if !opened.title.is_empty() {
        diagram.title = opened.title;
    }
    if blocks.len() > 1 {
        let number = blocks.len();
        let sentence = format!("The document has {number} Mermaid diagrams. Only the first of a process was imported.");
        diagram.note("not_kept", sentence);
    }
    diagram.without_steps = "This Mermaid diagram has no boxes. Add some, such as: flowchart LR; Build --> Test.";
    diagram.is_weir = is_weir(&diagram);
    diagram.into_map(called)
}

fn not_a_process(kind: &str) -> ValidationError {
    let name = OTHERS.iter().find(|(word, _)| *word == kind).map_or("diagram of an unknown kind", |(_, name)| name);
    let sentence = format!(
        "This is a Mermaid {name}, which can’t be imported. Weir imports flowcharts (“flowchart” or “graph”), state diagrams and Gantt charts."
    );
    ValidationError::new("not_readable", sentence)
}

/// Skips front matter, comments and settings.
fn open(text: &str) -> Opened<'_> {
    let mut cursor = Cursor::new(text.trim_start_matches('\u{feff}'));
    let mut opened = Opened { title: String::new(), kind: "", rest: "" };
    cursor.while_is(char::is_whitespace);
    if cursor.rest.starts_with("---") {
        let mut front = cursor;
        front.line();
        if let Some(inside) = front.until("\n---", MAX_FRONT) {
            front.line();
            opened.title = title(inside);
            cursor = front;
        }
    }
    loop {
        cursor.while_is(|c| c.is_whitespace() || c == ';');
        if !cursor.rest.starts_with("%%") {
            break;
        }
        let is_settings = cursor.rest.starts_with("%%{");
        if !is_settings || cursor.until("}%%", MAX_FRONT).is_none() {
            cursor.line();
        }
    }
    opened.kind = cursor.while_is(|c| c.is_ascii_alphanumeric() || c == '-');
    opened.rest = cursor.rest;
    opened
}

/// The title in front matter.
fn title(front: &str) -> String {
    let line = front.lines().find_map(|line| line.strip_prefix("title:")).unwrap_or_default().trim();
    let quoted = serde_json::from_str(line).ok();
    let single = line.strip_prefix('\'').and_then(|line| line.strip_suffix('\''));
    quoted.unwrap_or_else(|| single.map_or_else(|| line.to_owned(), |inside| inside.replace("''", "'")))
}

/// How a comment says the working calendar.
const CALENDAR: &str = "%% Working calendar: ";

/// A comment with the working calendar: times in labels are on it.
pub(crate) fn calendar_comment(calendar: &WorkingCalendar) -> String {
    format!("{CALENDAR}{} hours per day, {} days per week", calendar.hours_per_day, calendar.days_per_week)
}

fn calendar(comment: &str) -> Option<WorkingCalendar> {
    let (hours, days) = comment.trim().strip_prefix(CALENDAR)?.split_once(" hours per day, ")?;
    let days = days.strip_suffix(" days per week")?;
    let number = |text: &str, most: f64| text.parse().ok().filter(|number: &f64| *number > 0.0 && *number <= most);
    let calendar = WorkingCalendar {
        hours_per_day: number(hours, 24.0)?,
        days_per_week: number(days, 7.0)?,
        ..WorkingCalendar::WORKING
    };
    Some(calendar)
}

/// Whether Weir wrote it: every box is called `s0`, `s1` … and begins with a bold name.
fn is_weir(diagram: &Diagram) -> bool {
    let is_own = |(at, it): (usize, &super::Node)| {
        it.id == format!("s{at}") && it.label.first().is_some_and(|line| line.is_bold)
    };
    diagram.boxes.iter().enumerate().all(is_own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_in_markdown() {
        for (text, expected) in [
            (
                "# A\n\n```mermaid\ngraph LR\nA-->B\n```\n\ntext\n~~~ mermaid\npie\n~~~\n",
                vec!["graph LR\nA-->B\n", "pie\n"],
            ),
            ("::: mermaid\ngraph LR\n:::", vec!["graph LR\n"]),
            ("```{.mermaid}\nx\n```", vec!["x\n"]),
            ("```rust\nmermaid\n```\n", vec![]),
            ("```mermaid\nno end", vec!["no end"]),
        ] {
            assert_eq!(blocks(text), expected, "{text}");
        }
    }
}
