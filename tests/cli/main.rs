//! The command line, tested by running the program.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod copies;
mod files;
mod fonts;
mod limits;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs weir in a folder with the given standard input and waits until it exits.
fn weir(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut process = Command::new(env!("CARGO_BIN_EXE_weir"))
        .args(args)
        .current_dir(folder)
        .env_remove("WEIR_DATA")
        .env_remove("WEIR_LISTEN")
        .env("HOME", folder)
        .env_remove("XDG_DATA_HOME")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Writing fails if the process exits without reading its input.
    let _ = process.stdin.take().unwrap().write_all(input);
    process.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn monthly() -> &'static str {
    vsm::samples::Sample::find("monthly").unwrap().text
}
