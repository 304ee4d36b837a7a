//! Two maps compared step by step, and the page that selects the other map.

pub(crate) mod export;
pub(crate) mod page;
pub(crate) mod pair;
pub(crate) mod select;
