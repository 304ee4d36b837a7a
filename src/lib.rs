//! Weir, a web app for mapping a release process together and finding its bottleneck.

pub mod cli;
pub mod clock;
pub mod config;
pub mod live;
pub mod storage;
pub mod web;
