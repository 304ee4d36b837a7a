//! The drawing: its guarantees, and what it looked like last time.

mod embedded;
mod gallery;
mod geometry;
mod golden;
mod looks;
mod maps;
mod random;
mod speed;
