//! Export and import in every format.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test cannot read fails it")]

mod csv_round_trip;
mod diagrams;
mod drawio;
mod formats;
mod found;
mod fuzz;
mod ideas;
mod languages;
mod libreoffice;
mod lists;
mod messy_tables;
#[path = "../../../vsm/tests/domain/random.rs"]
#[expect(dead_code, reason = "shared with the tests of the domain, which use more of it")]
mod random;
mod round_trip;
mod spelling;
mod table;
mod table_properties;
mod tables_of_people;
mod text_lines;
mod workbooks;
mod xlsx;
