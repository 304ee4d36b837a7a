//! Files that people bring and take.

pub mod csv;
