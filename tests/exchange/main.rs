//! Files that people bring and take.

mod csv_read;
mod csv_round_trip;
