//! Import of files and pasted text. Tables are previewed before a map is created from them.

pub(crate) mod mapping_form;
pub(crate) mod mapping_view;
pub(crate) mod result_figures;
mod table_preview;
pub(crate) mod upload;
