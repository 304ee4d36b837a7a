//! Files that people bring and take.

#![expect(clippy::unwrap_used, reason = "what a test cannot read fails it")]

mod csv_read;
mod csv_round_trip;
mod formats;
mod paste;
