//! XLSX: a workbook that people go on working with. Totals are formulas over the cells, so that a changed cell changes
//! them; times are hours, with text beside them. What is written is read again, and so are the workbooks of others.

mod cells;
mod columns;
mod flows;
mod format;
mod formula;
mod ideas;
mod map;
mod read;
mod steps;
mod summary;
mod write;

pub(crate) use crate::xlsx::read::{raw_sheet, read};
pub(crate) use crate::xlsx::write::write;
