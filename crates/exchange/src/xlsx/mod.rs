//! XLSX: a workbook to continue working with. Totals are formulas, so that they follow changed cells; times
//! are hours, with text beside them. Exported workbooks can be imported again, and so can those of others.

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
