//! Sharing one map: share links with their join codes, guests who join with them, the spotlight, and the image for pages
//! on other sites.

mod codes;
pub(crate) mod guests;
pub(crate) mod join;
pub(crate) mod join_panel;
pub(crate) mod links;
mod qr_code;
pub(crate) mod spotlight;
