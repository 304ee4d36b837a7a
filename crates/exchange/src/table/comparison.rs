//! A comparison of two maps as CSV: every metric before and after, then all differences.

use crate::table::formula_escape::defuse;
use crate::table::write::line;
use drawing::layout::Pair;
use vsm::compare::{ChangedField, Delta, DifferenceKind, Verdict, bottlenecks, compare_metrics};

const HEADINGS: [&str; 8] = ["Type", "Step", "Field", "Before", "After", "Difference", "Change (%)", "Rating"];

/// A comparison of two maps as CSV text, with the byte order mark and line breaks of a map's CSV.
///
/// Differences are words ("3w 2d less"): a cell that begins with a sign would be taken for a formula.
pub fn write_comparison(pair: &Pair<'_>) -> String {
    let mut csv = String::from("\u{feff}");
    line(&mut csv, HEADINGS.iter().map(|heading| (*heading).to_owned()));
    let (before, after) = ((pair.before.map, pair.before.metrics), (pair.after.map, pair.after.metrics));
    row(&mut csv, ["map", "", "name", &before.0.name, &after.0.name, "", "", ""]);
    for metric in compare_metrics(before, after) {
        let difference = metric.delta.as_ref().map_or_else(String::new, Delta::words);
        let change = metric.change.map_or_else(String::new, |change| ((change * 1000.0).round() / 10.0).to_string());
        let rating = metric.verdict.map_or("", Verdict::as_str);
        let (label, before, after) = (metric.metric.label(), &metric.before.text, &metric.after.text);
        let cells = ["metric", "", label, before, after, &difference, &change, rating].map(defuse);
        // A negative number isn't a formula.
        let cells = cells.into_iter().enumerate().map(|(at, cell)| if at == 6 { change.clone() } else { cell });
        line(&mut csv, cells);
    }
    let named = bottlenecks(before, after).map(|found| found.map_or_else(|why_not| why_not, |found| found.name));
    row(&mut csv, ["metric", "", "Bottleneck", &named[0], &named[1], "", "", ""]);
    changes(&mut csv, pair);
    csv
}

fn changes(csv: &mut String, pair: &Pair<'_>) {
    let (before, after) = (pair.before.map, pair.after.map);
    let comparison = pair.comparison;
    let field = |csv: &mut String, what: &str, step: &str, field: &ChangedField| {
        let (from, to) = field.texts.as_ref().map_or(("", ""), |(from, to)| (from.as_str(), to.as_str()));
        row(csv, [what, step, field.label, from, to, "", "", ""]);
    };
    for sentence in comparison.sentences(before, after) {
        let step = sentence.step.as_ref().and_then(|id| before.step(id).or_else(|| after.step(id)));
        let name = step.map_or("", |step| step.name.as_str());
        let what = sentence.subject.as_str();
        match sentence.subject {
            DifferenceKind::Added => row(csv, [what, name, "", "", &sentence.text, "", "", ""]),
            DifferenceKind::Removed => row(csv, [what, name, "", &sentence.text, "", "", "", ""]),
            DifferenceKind::Changed => {
                let changed = sentence.step.as_ref().and_then(|id| comparison.changed(id));
                changed.into_iter().flat_map(|step| &step.fields).for_each(|f| field(csv, what, name, f));
            }
            DifferenceKind::Moved | DifferenceKind::Rework | DifferenceKind::Flow => {
                row(csv, [what, name, &sentence.text, "", "", "", "", ""]);
            }
            DifferenceKind::Map => {}
        }
    }
    comparison.fields.iter().filter(|f| f.field != "name").for_each(|f| field(csv, "map", "", f));
}

fn row(csv: &mut String, cells: [&str; 8]) {
    line(csv, cells.into_iter().map(defuse));
}
