//! Changes made in draw.io. They are only reported: the imported map is the one that Weir embedded.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::drawio::write;
use crate::options::Options;
use drawing::DrawingError;
use drawing::embed::{DrawioCell, drawio_cells};
use vsm::Map;

/// The number of shapes and arrows that differ from Weir's drawing of this map. Position and style don't
/// count.
pub(super) fn count(map: &Map, xml: &str) -> Result<usize, DrawingError> {
    let found = drawio_cells(xml)?;
    let drawn = drawio_cells(&write(map, &Options::default()))?;
    Ok(labels(&drawn, &found) + texts(&drawn, &found) + arrows(&drawn, &found))
}

/// Shapes of steps and ends that are missing or have different texts.
fn labels(drawn: &[DrawioCell], found: &[DrawioCell]) -> usize {
    let found: HashMap<&str, &DrawioCell> = found.iter().map(|cell| (cell.id.as_str(), cell)).collect();
    let own = drawn.iter().filter(|cell| cell.is_shape && !is_counted(&cell.id));
    own.filter(|cell| found.get(cell.id.as_str()).is_none_or(|found| words(&found.label) != words(&cell.label))).count()
}

/// All other texts in the drawing, wherever they are: those added, or removed without a replacement.
fn texts(drawn: &[DrawioCell], found: &[DrawioCell]) -> usize {
    let known: BTreeSet<&str> = drawn.iter().map(|cell| cell.id.as_str()).filter(|id| !is_counted(id)).collect();
    let is_other = |cell: &&DrawioCell| cell.is_shape && !known.contains(cell.id.as_str());
    // A shape without text counts only if Weir doesn't draw it.
    let is_strange = |cell: &&DrawioCell| !is_counted(&cell.id) && words(&cell.label).is_empty();
    let strange = found.iter().filter(is_other).filter(is_strange).count();
    let mut left: BTreeMap<String, isize> = BTreeMap::new();
    for (cells, change) in [(drawn, -1), (found, 1)] {
        let texts = cells.iter().filter(is_other).map(|cell| words(&cell.label));
        for text in texts.filter(|text| !text.is_empty()) {
            *left.entry(text).or_default() += change;
        }
    }
    let more: isize = left.values().filter(|count| **count > 0).sum();
    let fewer: isize = left.values().filter(|count| **count < 0).map(|count| -count).sum();
    strange + more.max(fewer).unsigned_abs()
}

/// Arrows between shapes that were added or removed.
fn arrows(drawn: &[DrawioCell], found: &[DrawioCell]) -> usize {
    let ends = |cells: &[DrawioCell]| -> BTreeSet<(String, String)> {
        cells.iter().filter_map(|cell| cell.ends.clone()).collect()
    };
    ends(drawn).symmetric_difference(&ends(found)).count()
}

/// Whether an id is only a running number: `c12`.
fn is_counted(id: &str) -> bool {
    id.strip_prefix('c').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// The text of a label, without its HTML.
fn words(label: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in label.chars() {
        match c {
            '<' => {
                inside = true;
                text.push(' ');
            }
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    let text = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
