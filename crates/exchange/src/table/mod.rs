//! Tables of steps: CSV and similar formats, and the code shared with workbooks. Exported tables can be
//! imported again; other tables are recognized as far as possible.

pub(crate) mod assigned;
pub(crate) mod bytes;
pub(crate) mod cells;
mod comparison;
pub(crate) mod content;
pub(crate) mod event_log;
pub(crate) mod formula_escape;
pub(crate) mod guess;
pub(crate) mod heading;
pub mod mapping;
pub mod options;
pub(crate) mod rows;
pub mod shape;
pub(crate) mod sheet;
pub(crate) mod values;
pub(crate) mod write;

pub use crate::table::comparison::write_comparison;
pub use crate::table::rows::Mode;
pub(crate) use crate::table::write::table;
pub use crate::table::write::write;

use crate::outcome::Read;
use crate::table::mapping::{Choice, Table};
use crate::table::sheet::RawSheet;
use vsm::model::error::ValidationError;

/// The maps in the tables of a file, as their headings say. `name` is the name of a map if the file has none. Reports up
/// to 10 problems by row.
pub(crate) fn read(name: &str, sheets: Vec<RawSheet>) -> Result<Vec<Read>, ValidationError> {
    let table = Table::among(sheets, &Choice::default())?;
    table.read(name, &table.guess(), Mode::Strict).maps
}
