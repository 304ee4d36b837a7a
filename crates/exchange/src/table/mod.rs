//! Tables of steps: CSV and its relatives, and what a sheet of a workbook has in common with them. What is written can be
//! read again; what people write themselves is understood as far as possible.

pub(crate) mod bytes;
pub(crate) mod cells;
mod comparison;
pub(crate) mod doubts;
pub(crate) mod fields;
pub(crate) mod formula_escape;
pub(crate) mod headings;
pub(crate) mod links;
pub mod mapping;
pub(crate) mod numbers;
pub(crate) mod rows;
pub(crate) mod sheet;
pub(crate) mod totals;
pub(crate) mod write;

pub use crate::table::comparison::write_comparison;
pub use crate::table::rows::read;
pub(crate) use crate::table::rows::read_file;
pub(crate) use crate::table::write::write_file;
pub use crate::table::write::{table, write};
