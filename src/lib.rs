//! Weir: map a release process together, see what holds it back.

pub mod cli;
pub mod clock;
pub mod config;
pub mod live;
pub mod storage;
pub mod web;
