//! `weir backup` and `weir restore`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::{monthly, text, weir};

/// A Weir server that runs until it is dropped.
struct Serving {
    process: Child,
    url: String,
}

impl Serving {
    fn start(folder: &Path) -> Serving {
        let mut process = Command::new(env!("CARGO_BIN_EXE_weir"))
            .args(["--listen", "127.0.0.1:0", "--data", "data"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Serving { process, url: line.trim().strip_prefix("Listening on ").unwrap().to_owned() }
    }

    fn maps(&self) -> usize {
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let list: Value = reqwest::blocking::get(format!("{}/api/v1/maps", self.url)).unwrap().json().unwrap();
        list["maps"].as_array().unwrap().len()
    }

    fn create(&self) {
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let map: Value = serde_json::from_str(monthly()).unwrap();
        let response =
            reqwest::blocking::Client::new().post(format!("{}/api/v1/maps", self.url)).json(&map).send().unwrap();
        assert_eq!(response.status(), 201);
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn backup_made_while_serving_can_be_restored() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let serving = Serving::start(dir);
    serving.create();
    let done = weir(dir, &["backup", "one.db", "--data", "data"], b"");
    assert_eq!(text(&done.stderr), "Backed up 1 map with 1 history entry to one.db.\n");
    serving.create();
    let done = weir(dir, &["backup", "copy.db", "--data", "data"], b"");
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(text(&done.stderr).contains("2 maps"), "{}", text(&done.stderr));
    serving.create();
    assert_eq!(serving.maps(), 3);

    let done = weir(dir, &["restore", "copy.db", "--data", "data"], b"");
    assert_eq!(done.status.code(), Some(1), "restore must fail while a server is running");
    drop(serving);
    let done = weir(dir, &["restore", "copy.db", "--data", "data"], b"");
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(text(&done.stderr).contains("was saved as"), "{}", text(&done.stderr));
    assert_eq!(Serving::start(dir).maps(), 2);
}

#[test]
fn invalid_backup_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::write(dir.join("notes.txt"), "no database").unwrap();
    for args in [
        &["restore", "notes.txt", "--data", "data"][..],
        &["restore", "none.db", "--data", "data"],
        &["backup", "x.db", "--data", "none"],
    ] {
        let done = weir(dir, args, b"");
        assert_eq!(done.status.code(), Some(1), "{args:?}");
        assert!(text(&done.stderr).trim_end().ends_with('.'), "{}", text(&done.stderr));
    }
}
