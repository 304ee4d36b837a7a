//! web maps.

pub(crate) mod archive;
pub(crate) mod downloads;
pub(crate) mod events;
pub(crate) mod export;
pub mod frame;
pub(crate) mod history;
pub(crate) mod metrics;
pub(crate) mod page;
pub(crate) mod print;
pub(crate) mod revision;
pub(crate) mod settings;
pub(crate) mod table;
pub(crate) mod trash;
pub(crate) mod trends;
pub(crate) mod variant;
