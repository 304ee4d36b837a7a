//! Sharing one map: share links, guests who join with them, and the image for pages on other sites.

pub(crate) mod guests;
pub(crate) mod join;
pub(crate) mod links;
mod qr_code;
