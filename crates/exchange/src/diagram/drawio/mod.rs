//! draw.io diagrams of other authors: boxes, arrows, and the shapes of lean mapping.

mod assemble;
mod cells;
mod shapes;
pub(crate) mod unpack;

use roxmltree::Node as Xml;

use crate::diagram::Diagram;
use crate::diagram::drawio::assemble::assemble;
use crate::diagram::drawio::cells::cells;
use crate::diagram::drawio::unpack::unpack;
use crate::outcome::{Read, drawing_error};
use crate::table::cells::clip;
use drawing::embed::parse_foreign;
use vsm::model::error::ValidationError;

/// The most pages that are looked at.
const MAX_PAGES: usize = 100;
/// The most that all pages together may unpack to, in bytes.
const MAX_UNPACKED: usize = 40_000_000;

const WITHOUT_STEPS: &str =
    "This draw.io file has no boxes with text. Add a box for each step and arrows between them.";

/// The map of the first page that has steps.
pub(crate) fn read(called: &str, xml: &str) -> Result<Read, ValidationError> {
    let document = parse_foreign(xml, "draw.io").map_err(|error| drawing_error(&error))?;
    let root = document.root_element();
    let pages: Vec<Xml> = root.descendants().filter(|it| it.has_tag_name("diagram")).collect();
    if pages.is_empty() {
        return page(root)?.into_map(called);
    }
    let mut unpacked = 0;
    for (at, it) in pages.iter().enumerate().take(MAX_PAGES) {
        let packed = it.text().map(str::trim).filter(|text| !text.is_empty());
        let mut diagram = match packed {
            Some(packed) if !it.children().any(|it| it.is_element()) => {
                let xml = unpack(packed)?;
                unpacked += xml.len();
                if unpacked > MAX_UNPACKED {
                    let sentence = "The drawings in this file are too large and weren’t opened.";
                    return Err(ValidationError::new("too_large", sentence));
                }
                let document = parse_foreign(&xml, "draw.io").map_err(|error| drawing_error(&error))?;
                page(document.root_element())?
            }
            _ => page(*it)?,
        };
        if !diagram.has_steps() {
            continue;
        }
        let name = it.attribute("name").unwrap_or_default().trim();
        if pages.len() > 1 {
            let name = if name.is_empty() { format!("page {}", at + 1) } else { format!("“{}”", clip(name)) };
            let sentence =
                format!("The file has {} pages. Only {name} was imported, the first with steps.", pages.len());
            diagram.note("not_kept", sentence);
        }
        if !is_usual(name) {
            name.clone_into(&mut diagram.title);
        }
        return diagram.into_map(called);
    }
    Err(ValidationError::new("no_steps", WITHOUT_STEPS))
}

/// The diagram inside an element.
fn page(root: Xml) -> Result<Diagram, ValidationError> {
    let mut diagram = assemble(cells(root)?)?;
    diagram.without_steps = WITHOUT_STEPS;
    Ok(diagram)
}

/// The names that draw.io gives to pages: `Page-1`, `Seite-1`.
fn is_usual(name: &str) -> bool {
    name.split_once('-').is_some_and(|(_, number)| number.trim().parse::<u32>().is_ok())
}
