//! Exports a map's ideas as a table, and as Markdown for an issue tracker. For export only: the map file
//! has them in full.

use std::fmt::Write as _;

use crate::table;
use vsm::Map;
use vsm::edit::describe::proposal;
use vsm::fields::catalog::IdeaField;
use vsm::improve::idea_savings::{IdeaSavings, idea_savings};
use vsm::model::duration::print_elapsed_signed;
use vsm::model::idea::IdeaEffort;

/// The label of a saving that doesn’t count twice what ideas in progress save already.
const ON_TOP: &str = "Saving on top of ideas in progress";

const HEADINGS: [&str; 15] = [
    "Idea",
    IdeaField::Step.label(),
    IdeaField::Status.label(),
    IdeaField::Effort.label(),
    IdeaField::Owner.label(),
    IdeaField::Votes.label(),
    "Saving alone",
    ON_TOP,
    "Downtime saving",
    IdeaField::PromisedLead.label(),
    IdeaField::MeasuredLead.label(),
    IdeaField::PromisedDowntime.label(),
    IdeaField::MeasuredDowntime.label(),
    IdeaField::Change.label(),
    IdeaField::Note.label(),
];

/// One row per idea, the largest saving per effort first. Savings are end to end, in the map's own days and
/// weeks.
pub fn csv(map: &Map) -> String {
    let rows = idea_savings(map).into_iter().map(|one| {
        let idea = &one.idea;
        let (promised, measured) = (one.promised(), idea.measured);
        [
            idea.title.clone(),
            step(&one, map),
            idea.status.label().to_owned(),
            idea.effort.map_or("", IdeaEffort::as_str).to_owned(),
            idea.owner.clone(),
            idea.vote_count().to_string(),
            time(one.alone.and_then(|saving| saving.end_to_end()), map),
            time(one.on_top.and_then(|saving| saving.end_to_end()), map),
            elapsed(one.on_top.and_then(|saving| saving.downtime)),
            time(promised.lead, map),
            time(measured.lead, map),
            elapsed(promised.downtime),
            elapsed(measured.downtime),
            changes(&one, map).join("; "),
            idea.note.clone(),
        ]
    });
    table::table(HEADINGS.map(str::to_owned), rows)
}

/// One heading per idea, followed by its saving and change.
pub fn markdown(map: &Map) -> String {
    let mut out = format!("# Ideas: {}\n", plain(&map.name));
    let all = idea_savings(map);
    if all.is_empty() {
        out.push_str("\nNo ideas yet.\n");
    }
    for one in all {
        let idea = &one.idea;
        // Writing to a string can't fail.
        let _ = write!(out, "\n## {}\n\n", plain(&idea.title));
        let mut field = |what: &str, value: String| {
            if !value.is_empty() {
                let _ = writeln!(out, "- **{what}:** {}", plain(&value));
            }
        };
        field(IdeaField::Step.label(), step(&one, map));
        field(IdeaField::Status.label(), idea.status.label().to_owned());
        field(IdeaField::Effort.label(), idea.effort.map_or("", IdeaEffort::as_str).to_owned());
        field(IdeaField::Owner.label(), idea.owner.clone());
        let votes = if idea.votes.is_empty() { String::new() } else { idea.vote_count().to_string() };
        field(IdeaField::Votes.label(), votes);
        field(ON_TOP, time(one.on_top.and_then(|saving| saving.end_to_end()), map));
        field("Can’t be combined with ideas in progress", one.unfit_on_top.clone().unwrap_or_default());
        let downtime = one.on_top.and_then(|saving| saving.downtime);
        field("Downtime saving", elapsed(downtime.filter(|seconds| *seconds != 0)));
        field(IdeaField::PromisedLead.label(), time(idea.promised.lead, map));
        field(IdeaField::MeasuredLead.label(), time(idea.measured.lead, map));
        field(IdeaField::MeasuredDowntime.label(), elapsed(idea.measured.downtime));
        let changes = changes(&one, map);
        if !changes.is_empty() {
            let _ = writeln!(out, "- **{}:**", IdeaField::Change.label());
            for change in changes {
                let _ = writeln!(out, "  - {}", plain(&change));
            }
        }
        if !idea.note.is_empty() {
            let _ = writeln!(out, "\n{}", idea.note.lines().map(plain).collect::<Vec<_>>().join("  \n"));
        }
    }
    out
}

fn step(one: &IdeaSavings, map: &Map) -> String {
    one.idea.step.as_deref().and_then(|step| map.step(step)).map_or_else(String::new, |step| step.name.clone())
}

fn changes(one: &IdeaSavings, map: &Map) -> Vec<String> {
    one.idea.change.as_deref().map_or_else(Vec::new, |change| proposal(map, change))
}

/// A saved time in the map's own days and weeks; unknown is empty.
fn time(seconds: Option<i64>, map: &Map) -> String {
    seconds.map_or_else(String::new, |seconds| map.clock.print_signed(seconds))
}

/// A saved time in hours and minutes; unknown is empty.
fn elapsed(seconds: Option<i64>) -> String {
    seconds.map_or_else(String::new, print_elapsed_signed)
}

/// Escapes Markdown.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '!') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}
