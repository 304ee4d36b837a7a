//! Reading and writing maps: rows for maps, steps, ideas and arrows, the edit log, and queries over them.

pub(crate) mod bulk;
pub(crate) mod edit_log;
pub(crate) mod history;
pub(crate) mod idea_row;
pub(crate) mod map_row;
pub(crate) mod positions;
pub(crate) mod read;
pub(crate) mod row_changes;
pub(crate) mod step_row;
