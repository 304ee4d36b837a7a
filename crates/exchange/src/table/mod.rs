//! Tables of steps: CSV and similar formats, and the code shared with workbooks. Exported tables can be
//! imported again; other tables are recognized as far as possible.

pub(crate) mod assigned;
pub(crate) mod bytes;
pub(crate) mod cells;

mod comparison;
pub(crate) mod content;
pub(crate) mod formula_escape;
pub(crate) mod guess;
pub(crate) mod heading;
pub mod mapping;
mod option_texts;
pub(crate) mod rows;
pub mod shape;
pub(crate) mod sheet;
pub(crate) mod write;

pub use crate::table::comparison::write_comparison;
pub use crate::table::rows::Mode;
pub(crate) use crate::table::write::table;
pub use crate::table::write::write;

use crate::outcome::Read;
use crate::table::mapping::{Choice, Table};
use vsm::model::error::ValidationError;

/// Imports the maps of a file with tables, as its headings say. `name` is the name of a map if the file has none.
///
/// # Errors
/// One error that lists up to 10 problems by row.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Read>, ValidationError> {
    let table = Table::open(bytes, &Choice::default())?;
    table.read(name, &table.guess(), Mode::Strict).maps
}
