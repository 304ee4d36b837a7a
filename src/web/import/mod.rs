//! Import of files and pasted text. Tables are previewed before a map is created from them.

pub(crate) mod table_preview;
pub(crate) mod upload;
