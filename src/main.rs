//! Weir: map a release process together, see what holds it back.

use std::process::ExitCode;

fn main() -> ExitCode {
    weir::cli::run()
}
