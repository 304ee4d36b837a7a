//! draw.io files: the drawing as shapes that people can go on drawing with, and the map inside.

mod cells;
mod changes;
mod frame;
mod ideas;
mod read;
mod rework;
mod write;

pub(crate) use crate::drawio::read::read;
pub(crate) use crate::drawio::write::write;
