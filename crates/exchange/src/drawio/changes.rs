//! Changes made in draw.io. They are only reported: the imported map is the one that Weir embedded.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::drawio::write::write;
use crate::options::Options;
use drawing::DrawingError;
use drawing::embed::{DrawioCell, drawio_cells};
use vsm::Map;

/// The number of shapes and arrows that differ from Weir's drawing of this map. Position and style don't
/// count.
///
/// # Errors
/// If the drawing can't be read.
pub(super) fn count(map: &Map, xml: &str) -> Result<usize, DrawingError> {
    let drawn = write(map, &Options::default()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let (Ok(drawn), found) = (drawn, drawio_cells(xml)?) else { return Ok(0) };
    let drawn = drawio_cells(&drawn)?;
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
    let mut left: BTreeMap<String, isize> = BTreeMap::new();
    let words_in = |cells: &[DrawioCell]| -> Vec<String> {
        let others = cells.iter().filter(|cell| cell.is_shape && !known.contains(cell.id.as_str()));
        others.map(|cell| words(&cell.label)).collect()
    };
    for text in words_in(drawn).into_iter().filter(|text| !text.is_empty()) {
        *left.entry(text).or_default() -= 1;
    }
    // A shape without text counts only if Weir doesn't draw it.
    let strange = found.iter().filter(|cell| {
        cell.is_shape && !known.contains(cell.id.as_str()) && !is_counted(&cell.id) && words(&cell.label).is_empty()
    });
    let strange = strange.count();
    for text in words_in(found).into_iter().filter(|text| !text.is_empty()) {
        *left.entry(text).or_default() += 1;
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
