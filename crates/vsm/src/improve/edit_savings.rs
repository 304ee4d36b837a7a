//! The saving of a single edit: the map before and after it.
//!
//! ```
//! use vsm::{edit::Edit, file, improve::edit_savings::Totals};
//! let (map, _) = file::read_text(r#"{ "format": "weir-map", "version": 1, "name": "Release",
//!     "steps": [ { "id": "board", "name": "Board", "wait": "4d", "work": "1h" } ] }"#).unwrap();
//! let twice = Edit::set_step("board", [("wait", "2d".into())]);
//! let saving = Totals::new(&map).saved_by(&map, &twice).unwrap();
//! assert_eq!(saving.lead, Some(2 * 8 * 3600));
//! ```

use crate::edit::preview;
use crate::model::edit::Edit;
use crate::model::error::ValidationError;
use crate::model::map::Map;

pub use crate::metrics::savings::{Saving, Totals};

impl Totals {
    /// What a change would save on the map with these totals.
    ///
    /// # Errors
    /// Why the change can't be made.
    pub fn saved_by(&self, map: &Map, change: &Edit) -> Result<Saving, ValidationError> {
        self.saved_with(map, change, preview)
    }
}
