//! A map as Markdown: summary and table, for a wiki, an issue or a merge request.

use std::fmt::Write as _;

use drawing::report::{ReportData, StepColumn};
use vsm::Map;
use vsm::fields::catalog::{IdeaField, StepField};

pub(crate) fn write(map: &Map) -> String {
    let data = ReportData::new(map);
    let sections = [heading(&data), metrics(&data), levers(&data), ideas(&data), steps(&data), rework(&data)];
    sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
}

fn heading(data: &ReportData<'_>) -> String {
    let mut out = format!("# {}\n\n{}.", plain(&data.map.name), plain(&data.scope().join(" · ")));
    if !data.map.mapped_on.is_empty() {
        let _ = write!(out, " Mapped on {}.", data.map.mapped_on);
    }
    if !data.map.participants.is_empty() {
        let _ = write!(out, " With {}.", plain(&data.map.participants));
    }
    out.push('\n');
    if !data.map.note.is_empty() {
        let _ = write!(out, "\n{}\n", plain(&data.map.note));
    }
    out
}

fn metrics(data: &ReportData<'_>) -> String {
    let mut out = "| Metric | | How it’s calculated |\n| :--- | ---: | :--- |\n".to_owned();
    for headline in data.headlines() {
        let aside = if headline.note.is_empty() { String::new() } else { format!(" ({})", plain(&headline.note)) };
        let how = headline.explanation.iter().map(|line| plain(line)).collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "| {} | **{}**{aside} | {how} |", plain(headline.name), plain(&headline.value));
    }
    let _ = writeln!(out, "\n**Bottleneck:** {}", plain(&data.bottleneck()));
    for (what, who) in data.bottlenecks() {
        let _ = write!(out, "\n- **{what}:** {}", plain(&who));
    }
    out.push('\n');
    out
}

fn levers(data: &ReportData<'_>) -> String {
    const MAX_SUGGESTIONS: usize = 5;
    let mut out = String::new();
    for (what, saves) in data.suggestions(MAX_SUGGESTIONS) {
        if out.is_empty() {
            out.push_str("## What would help most\n\n");
        }
        let _ = writeln!(out, "- {}: {}", plain(&what), plain(&saves));
    }
    out
}

fn ideas(data: &ReportData<'_>) -> String {
    let rows = data.ideas();
    if rows.is_empty() {
        return String::new();
    }
    let labels = [IdeaField::Step, IdeaField::Status, IdeaField::Effort, IdeaField::Owner, IdeaField::Votes];
    let labels = labels.map(IdeaField::label).join(" | ");
    let mut out =
        format!("## Ideas\n\n| Idea | {labels} | Saving |\n| :--- | :--- | :--- | :--- | :--- | ---: | :--- |\n");
    for row in rows {
        let idea = &row.idea;
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            plain(&idea.title),
            plain(&row.step),
            idea.status.label(),
            idea.effort.map_or("", vsm::model::idea::IdeaEffort::as_str),
            plain(&idea.owner),
            idea.vote_count(),
            plain(&row.saving)
        );
    }
    out
}

fn steps(data: &ReportData<'_>) -> String {
    let (columns, rows) = data.step_table();
    if rows.is_empty() {
        return String::new();
    }
    let mut out = "## Steps\n\n".to_owned();
    let line = |out: &mut String, cells: &mut dyn Iterator<Item = String>| {
        let _ = writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "));
    };
    line(&mut out, &mut columns.iter().map(|column| plain(column.heading())));
    let rule = |column: &StepColumn| match column {
        StepColumn::Field(StepField::Name | StepField::Team | StepField::WaitReason) => ":---".to_owned(),
        _ => "---:".to_owned(),
    };
    line(&mut out, &mut columns.iter().map(rule));
    for row in rows {
        line(&mut out, &mut row.iter().map(|cell| plain(cell)));
    }
    out
}

fn rework(data: &ReportData<'_>) -> String {
    let mut out = String::new();
    for arrow in data.map.rework_arrows() {
        let name = |id: &str| data.map.step(id).map_or(String::new(), |step| plain(&step.name));
        if out.is_empty() {
            out.push_str("## Rework\n\n");
        }
        let after = arrow.wait.map_or_else(String::new, |wait| format!(", after {}", data.map.clock.print(wait)));
        let _ = writeln!(
            out,
            "- {}% of items at {} go back to {}{after}.",
            arrow.share,
            name(&arrow.from),
            name(&arrow.to)
        );
    }
    out
}

/// Escapes headings, links, cells and HTML.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut lines = text.trim().lines().peekable();
    while let Some(line) = lines.next() {
        for c in line.trim().chars() {
            match c {
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '!' | '$' => {
                    out.push('\\');
                    out.push(c);
                }
                c if c.is_control() => out.push(' '),
                c => out.push(c),
            }
        }
        if lines.peek().is_some() {
            out.push_str("<br>");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_escaped() {
        assert_eq!(plain("a|b <script>*x*\n[l](u)"), "a\\|b \\<script\\>\\*x\\*<br>\\[l\\](u)");
    }
}
