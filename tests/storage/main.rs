//! Storage and the live layer, tested on real files.
#![expect(clippy::unwrap_used, clippy::panic, clippy::similar_names, reason = "a test fails by panicking")]

mod copies;
mod edits;
mod expiry;
mod history;
mod processes;
mod random;
mod round_trip;
mod schema;
mod support;
mod undo_by;
