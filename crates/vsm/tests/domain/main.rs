//! Tests of the domain: published examples with their sources, and properties of random maps.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    clippy::items_after_statements,
    clippy::cast_precision_loss,
    clippy::needless_range_loop,
    reason = "a test fails by panicking, and reads best when it is short"
)]

mod bottleneck;
mod compare;
mod describe;
mod edits;
mod examples;
mod files;
mod ideas;
mod levers;
mod properties;
mod random;
mod ranges;
mod rework_waits;
mod times;
mod written;
