//! What is kept is kept: storage and the life of an edit, on real files.

mod copies;
mod edits;
mod processes;
mod random;
mod round_trip;
mod schema;
mod speed;
mod support;
