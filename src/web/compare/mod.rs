//! web compare.

pub(crate) mod export;
pub(crate) mod page;
pub(crate) mod select;
