//! draw.io files: the drawing as editable shapes, and the embedded map.

mod cells;
mod changes;
mod frame;
mod ideas;
mod read;
mod rework;
mod write;

pub(crate) use crate::drawio::read::read;
pub(crate) use crate::drawio::write::write;
