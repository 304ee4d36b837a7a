//! What is kept is kept: storage and the life of an edit, on real files.

mod edits;
mod support;
