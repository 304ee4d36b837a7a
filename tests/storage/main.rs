//! What is kept is kept: storage and the life of an edit, on real files.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::similar_names,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a test fails by panicking, and reads best when it is short"
)]

mod copies;
mod edits;
mod history;
mod processes;
mod random;
mod round_trip;
mod schema;
mod speed;
mod support;
