//! web import.

pub(crate) mod page;
pub(crate) mod upload;
