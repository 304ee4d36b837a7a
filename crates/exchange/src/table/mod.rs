//! Tables of steps: CSV and similar formats, and the code shared with workbooks. Exported tables can be
//! imported again; other tables are recognized as far as possible.

pub(crate) mod bytes;
pub(crate) mod cells;

mod comparison;
pub(crate) mod doubts;
pub(crate) mod formula_escape;
pub(crate) mod heading;
pub(crate) mod links;
pub mod mapping;
pub(crate) mod numbers;
pub(crate) mod read_cells;
pub(crate) mod rows;
pub(crate) mod sheet;
pub(crate) mod totals;
pub(crate) mod write;

pub use crate::table::comparison::write_comparison;
pub use crate::table::rows::read;
pub(crate) use crate::table::write::table;
pub use crate::table::write::write;
