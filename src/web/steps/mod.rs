//! The steps of a map: their forms, moving, deleting and pasting; checking values for cells.

pub(crate) mod cells;
pub(crate) mod choices;
pub(crate) mod delete;
pub(crate) mod form;
pub(crate) mod move_step;
pub(crate) mod paste;
