//! Weir: map a release process together, see what holds it back.

pub mod vsm;
