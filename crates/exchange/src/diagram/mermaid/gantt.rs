//! Gantt charts: tasks are steps with a work time, in their order or after the tasks that they name.

use crate::diagram::html::plain;
use crate::diagram::{Diagram, MAX_ARROWS, MAX_BOXES, examples, too_many_arrows, too_many_boxes};
use crate::table::cells::clip;
use vsm::model::error::ValidationError;
use vsm::text::count;

/// Words that begin a line about the chart as a whole.
const IGNORED: &[&str] = &[
    "dateFormat",
    "axisFormat",
    "tickInterval",
    "excludes",
    "includes",
    "todayMarker",
    "weekday",
    "weekend",
    "inclusiveEndDates",
    "topAxis",
    "displayMode",
    "click",
    "accTitle",
    "accDescr",
    "%%",
];
/// Marks of a task that say nothing about its place.
const TAGS: &[&str] = &["done", "active", "crit", "milestone", "vert"];

/// Reads the text behind the first line of a Gantt chart.
pub(super) fn read(text: &str) -> Result<Diagram, ValidationError> {
    let mut diagram = Diagram::default();
    let (mut section, mut sections, mut before) = (String::new(), Vec::new(), None);
    let (mut arrows, mut unread, mut dates) = (Vec::new(), Vec::new(), Vec::new());
    for (number, line) in text.lines().map(str::trim).enumerate() {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if line.is_empty() || IGNORED.iter().any(|ignored| line.starts_with(ignored)) {
            continue;
        }
        if word == "title" {
            rest.trim().clone_into(&mut diagram.title);
            continue;
        }
        if word == "section" {
            rest.trim().clone_into(&mut section);
            sections.push(format!("“{}”", clip(rest.trim())));
            continue;
        }
        let Some((name, facts)) = line.split_once(':') else {
            unread.push(format!("“{}”", clip(line)));
            continue;
        };
        let facts: Vec<&str> =
            facts.split(',').map(str::trim).filter(|fact| !TAGS.contains(fact) && !fact.is_empty()).collect();
        let (id, facts) = match facts.as_slice() {
            [id, rest @ ..] if facts.len() == 3 => ((*id).to_owned(), rest),
            all => (format!("\u{0}{number}"), all),
        };
        let after = facts.iter().find_map(|fact| fact.strip_prefix("after "));
        let at = diagram.at(&id);
        let duration = facts.last().copied().and_then(duration);
        diagram.change(at, |it| {
            it.id = String::new();
            it.is_labeled = true;
            it.label = plain(name);
            it.team.clone_from(&section);
            if let Some(duration) = &duration {
                it.fields.insert("work".to_owned(), duration.as_str().into());
            }
        });
        if duration.is_none() {
            dates.push(format!("“{}”", clip(name.trim())));
        }
        match after {
            Some(after) => arrows.extend(after.split_whitespace().map(|from| (from.to_owned(), at))),
            None => arrows.extend(before.map(|from: String| (from, at))),
        }
        before = Some(id);
        if diagram.boxes.len() > MAX_BOXES || unread.len() > MAX_BOXES {
            return Err(too_many_boxes());
        }
        if arrows.len() > MAX_ARROWS {
            return Err(too_many_arrows());
        }
    }
    let mut lost = 0;
    for (from, to) in arrows {
        match diagram.find(&from) {
            Some(from) => diagram.arrow(from, to, Vec::new()),
            None => lost += 1,
        }
    }
    tell(&mut diagram, &sections, &unread, &dates, lost);
    Ok(diagram)
}

fn tell(diagram: &mut Diagram, sections: &[String], unread: &[String], dates: &[String], lost: usize) {
    let sentence = "This is a Gantt chart: durations were read as work times, and tasks without “after” follow the task before them.";
    diagram.note("guessed", sentence.to_owned());
    if !sections.is_empty() {
        diagram.note("guessed", format!("Sections were read as teams: {}.", examples(sections)));
    }
    if !dates.is_empty() {
        diagram.note("not_kept", format!("Dates were not imported, so these have no work time: {}.", examples(dates)));
    }
    if !unread.is_empty() {
        let lines = count(unread.len(), "line was", "lines were");
        diagram.note("not_understood", format!("{lines} skipped: {}.", examples(unread)));
    }
    if lost > 0 {
        let sentence =
            format!("{} left out because its first task is missing.", count(lost, "arrow was", "arrows were"));
        diagram.note("arrow_left_out", sentence);
    }
}

/// `3d`, `24h`, `2w` as a time; Mermaid’s `M` is a month, `m` a minute.
fn duration(text: &str) -> Option<String> {
    let number = text.trim_end_matches(char::is_alphabetic);
    let unit = match text.get(number.len()..)? {
        "m" => "m",
        "h" => "h",
        "d" => "d",
        "w" => "w",
        "M" => "mo",
        "s" => "s",
        _ => return None,
    };
    number
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite() && *number >= 0.0)
        .map(|number| format!("{number}{unit}"))
}
