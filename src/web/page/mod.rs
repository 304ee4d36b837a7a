//! What pages have in common: layout, forms, flash messages, addresses, cookies, embedded files, the help page.

pub(crate) mod actions;
pub mod assets;
pub(crate) mod attachment;
pub(crate) mod cookies;
pub(crate) mod dates;
pub(crate) mod edit_id;
pub(crate) mod etag;
pub(crate) mod flash;
pub(crate) mod form;
pub mod glossary;
pub(crate) mod health;
pub(crate) mod help;
pub(crate) mod layout;
pub(crate) mod moved;
pub(crate) mod parts;
pub mod urls;
