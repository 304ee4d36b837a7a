//! Readers of other programs' files.

pub(crate) mod builder;
pub(crate) mod norn;
pub(crate) mod stream_map;
