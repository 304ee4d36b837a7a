//! What a shape of draw.io is, by its style.

use crate::diagram::drawio::cells::Cell;

/// What a shape is in a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A step, if it has a text.
    Box,
    /// A circle or a terminator.
    Round,
    /// Connects arrows, unless it has a text.
    Gateway,
    /// Items wait in it.
    Inventory,
    /// Values of the box above it.
    Data,
    /// A text without a frame.
    Text,
    /// A customer or supplier.
    Outside,
    /// Holds other shapes; with a text, it is a lane.
    Group,
    /// Says nothing about steps: a remark, a picture, an arrow as a shape.
    Remark,
}

const LEAN: &str = "mxgraph.lean_mapping.";
const ROUND: &[&str] = &[
    "ellipse",
    "doubleEllipse",
    "mxgraph.flowchart.terminator",
    "mxgraph.flowchart.start_1",
    "mxgraph.flowchart.start_2",
];
/// Shapes in which items wait, in flowcharts and by the triangle of an inventory.
const WAITS: &[&str] = &["triangle", "delay", "mxgraph.flowchart.delay", "mxgraph.flowchart.collate", "collate"];
const REMARKS: &[&str] = &[
    "note",
    "note2",
    "image",
    "line",
    "actor",
    "umlActor",
    "cloud",
    "callout",
    "flexArrow",
    "singleArrow",
    "curlyBracket",
    "icon",
];

/// What a shape is; `has_inside` says whether other shapes belong to it.
pub(super) fn kind(cell: &Cell, has_inside: bool) -> Kind {
    let shape = cell.styled("shape").unwrap_or_else(|| cell.style.split(';').next().unwrap_or_default().trim());
    if let Some(lean) = shape.strip_prefix(LEAN) {
        return match lean {
            lean if lean.starts_with("manufacturing_process") => Kind::Box,
            "data_box" => Kind::Data,
            lean if ["inventory", "supermarket", "fifo", "buffer", "warehouse"]
                .iter()
                .any(|it| lean.starts_with(it)) =>
            {
                Kind::Inventory
            }
            "outside_sources" => Kind::Outside,
            _ => Kind::Remark,
        };
    }
    if WAITS.contains(&shape) || cell.styled("symbol") == Some("timer") {
        return Kind::Inventory;
    }
    match shape {
        "group" => Kind::Group,
        _ if has_inside && (cell.is("swimlane") || cell.styled("container") == Some("1") || cell.label.is_empty()) => {
            Kind::Group
        }
        "text" | "edgeLabel" | "label" if !cell.style.contains("strokeColor=#") => Kind::Text,
        "rhombus" | "mxgraph.flowchart.decision" if cell.label.is_empty() => Kind::Gateway,
        shape if shape.starts_with("mxgraph.bpmn.gateway") => Kind::Gateway,
        "mxgraph.bpmn.shape" if cell.style.contains("isLoopStandard") || cell.style.contains("perimeter=rhombus") => {
            Kind::Gateway
        }
        shape if shape.starts_with("mxgraph.bpmn.event") => Kind::Round,
        "mxgraph.bpmn.shape" if cell.style.contains("perimeter=ellipse") => Kind::Round,
        shape if ROUND.contains(&shape) => Kind::Round,
        shape if REMARKS.contains(&shape) => Kind::Remark,
        _ => Kind::Box,
    }
}
