//! The cells of a draw.io page, with their places.

use std::collections::HashMap;

use roxmltree::Node as Xml;

use crate::diagram::html::{Line, lines, plain};
use vsm::model::error::ValidationError;

/// The most cells that are read.
const MAX_CELLS: usize = 20_000;
/// The longest label with its placeholders replaced, in bytes.
const MAX_FILLED: usize = 20_000;
/// How many groups around a cell count.
const MAX_DEPTH: usize = 30;

/// A shape or an arrow.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) label: Vec<Line>,
    pub(super) style: String,
    pub(super) is_arrow: bool,
    pub(super) is_shape: bool,
    /// Whether it is in a layer or group that isn’t shown, or isn’t shown itself.
    pub(super) is_hidden: bool,
    /// The group, lane or arrow that it belongs to.
    pub(super) parent: Option<usize>,
    /// The ids at the ends of an arrow.
    pub(super) ends: [Option<usize>; 2],
    /// The points at the ends of an arrow, if it isn’t connected.
    pub(super) points: [Option<(f64, f64)>; 2],
    pub(super) place: Place,
    pub(super) note: String,
}

/// A rectangle, in px.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Place {
    pub(super) fn middle(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// How far a point is from the rectangle; 0 inside.
    pub(super) fn distance(&self, (x, y): (f64, f64)) -> f64 {
        let outside = |at: f64, begin: f64, length: f64| (begin - at).max(at - begin - length).max(0.0);
        outside(x, self.x, self.width).hypot(outside(y, self.y, self.height))
    }

    /// How far below this rectangle the other begins, if it is below or overlaps.
    pub(super) fn above(&self, other: &Place) -> Option<f64> {
        let is_beside = other.x + other.width <= self.x || self.x + self.width <= other.x;
        let is_higher = other.y + other.height / 2.0 < self.y + self.height / 2.0;
        (!is_beside && !is_higher).then_some((other.y - self.y - self.height).max(0.0))
    }
}

impl Cell {
    /// A value of the style: `shape` in `shape=ellipse;html=1`.
    pub(super) fn styled(&self, key: &str) -> Option<&str> {
        self.style.split(';').find_map(|part| part.trim().strip_prefix(key)?.strip_prefix('='))
    }

    /// Whether the style begins with this name, or has it as its shape.
    pub(super) fn is(&self, name: &str) -> bool {
        self.style.split(';').next().is_some_and(|first| first.trim() == name) || self.styled("shape") == Some(name)
    }
}

/// All cells in their order in the file.
pub(super) fn cells(root: Xml) -> Result<Vec<Cell>, ValidationError> {
    let mut found = Vec::new();
    let mut at = HashMap::new();
    for it in root.descendants().filter(|it| it.has_tag_name("mxCell")) {
        if found.len() >= MAX_CELLS {
            let sentence = "This diagram has more than 20,000 shapes and arrows, too many for a map.";
            return Err(ValidationError::new("too_many", sentence));
        }
        // A cell with custom data has its id and label one level above.
        let holder = it.parent().filter(|outer| matches!(outer.tag_name().name(), "object" | "UserObject"));
        let id = it.attribute("id").or_else(|| holder?.attribute("id")).unwrap_or_default();
        at.entry(id).or_insert(found.len());
        found.push((it, holder));
    }
    let mut cells: Vec<Cell> = found.iter().map(|(it, holder)| cell(*it, *holder, &at)).collect();
    let own: Vec<(Option<usize>, Place, bool, bool)> =
        cells.iter().map(|cell| (cell.parent, cell.place, cell.is_arrow, cell.is_hidden)).collect();
    for cell in &mut cells {
        let mut next = cell.parent;
        for _ in 0..MAX_DEPTH {
            let Some((parent, place, is_arrow, is_hidden)) = next.and_then(|at| own.get(at)) else { break };
            cell.is_hidden |= is_hidden;
            if *is_arrow {
                break;
            }
            cell.place.x += place.x;
            cell.place.y += place.y;
            for (x, y) in cell.points.iter_mut().flatten() {
                *x += place.x;
                *y += place.y;
            }
            next = *parent;
        }
    }
    Ok(cells)
}

/// The most properties of a shape that are read.
const MAX_PROPERTIES: usize = 30;
/// Properties that say nothing about a step, or are read elsewhere.
const OWN_PROPERTIES: &[&str] = &["id", "label", "link", "placeholders", "tags", "tooltip"];

/// The properties that people gave a shape (Edit > Edit Data), as lines of its label.
fn properties(holder: Xml) -> Vec<Line> {
    let is_shown = |name: &str| holder.attribute("label").unwrap_or_default().contains(&format!("%{name}%"));
    let given = holder
        .attributes()
        .filter(|it| !OWN_PROPERTIES.contains(&it.name()) && !it.value().trim().is_empty() && !is_shown(it.name()));
    given.take(MAX_PROPERTIES).flat_map(|it| plain(&format!("{}: {}", it.name(), it.value()))).collect()
}

/// A label with its placeholders replaced: `%name%` is the property `name`.
fn filled_in(label: &str, holder: Xml) -> String {
    if holder.attribute("placeholders") != Some("1") {
        return label.to_owned();
    }
    let mut text = label.to_owned();
    for it in holder.attributes().filter(|it| it.name() != "label").take(MAX_PROPERTIES) {
        text = text.replace(&format!("%{}%", it.name()), it.value());
        if text.len() > MAX_FILLED {
            return label.to_owned();
        }
    }
    text
}

fn cell(it: Xml, holder: Option<Xml>, at: &HashMap<&str, usize>) -> Cell {
    let refers = |key: &str| it.attribute(key).and_then(|id| at.get(id)).copied();
    let style = it.attribute("style").unwrap_or_default().to_owned();
    let label = it.attribute("value").or_else(|| holder?.attribute("label")).unwrap_or_default();
    let label = holder.map_or_else(|| label.to_owned(), |holder| filled_in(label, holder));
    let is_html = style.split(';').any(|part| part.trim() == "html=1");
    let geometry = it.children().find(|inside| inside.has_tag_name("mxGeometry"));
    let number = |it: Xml, key: &str| {
        it.attribute(key)
            .and_then(|text| text.parse().ok())
            .filter(|number: &f64| number.is_finite())
            .unwrap_or_default()
    };
    let point = |name: &str| {
        let it = geometry?.children().find(|point| point.attribute("as") == Some(name))?;
        Some((number(it, "x"), number(it, "y")))
    };
    let place = geometry.map_or(Place::default(), |it| Place {
        x: number(it, "x"),
        y: number(it, "y"),
        width: number(it, "width"),
        height: number(it, "height"),
    });
    let mut label = if is_html { lines(&label, &['&']) } else { plain(&label) };
    if !label.is_empty() && it.attribute("vertex") == Some("1") {
        label.extend(holder.into_iter().flat_map(properties));
    }
    Cell {
        label,
        style,
        is_arrow: it.attribute("edge") == Some("1"),
        is_shape: it.attribute("vertex") == Some("1"),
        is_hidden: it.attribute("visible") == Some("0"),
        parent: refers("parent"),
        ends: [refers("source"), refers("target")],
        points: [point("sourcePoint"), point("targetPoint")],
        place,
        note: holder.and_then(|holder| holder.attribute("tooltip")).unwrap_or_default().trim().to_owned(),
    }
}
