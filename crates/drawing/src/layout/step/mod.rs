//! A step: its box, its data box and the wait in front of it.

pub(crate) mod badges;
pub(crate) mod card;
pub(crate) mod data;
pub(crate) mod labels;
pub(crate) mod mark;
pub(crate) mod wait_marker;
