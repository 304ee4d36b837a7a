//! The drawing: its guarantees, and what it looked like last time.

mod gallery;
mod maps;
