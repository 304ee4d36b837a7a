//! Scripts that no font has, on a computer without fonts.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::site::{Server, client, field, json_of};

/// A configuration in which no fonts are installed.
fn no_fonts(folder: &Path) -> String {
    let config = folder.join("fonts.conf");
    fs::write(&config, "<fontconfig><dir>/no/fonts</dir></fontconfig>").unwrap();
    config.to_str().unwrap().to_owned()
}

#[test]
fn export_page_names_scripts_without_a_font() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(folder.path(), &[("FONTCONFIG_FILE", &no_fonts(folder.path()))]);
    let page = |name: &str| {
        let map =
            json!({ "format": "weir-map", "version": 1, "name": name, "steps": [{ "id": "a", "name": "Build" }] });
        let created = client().post(format!("{}/api/v1/maps", server.address)).body(map.to_string()).send().unwrap();
        let id = field(&json_of(created), "id");
        client().get(format!("{}/maps/{id}/export", server.address)).send().unwrap().text().unwrap()
    };
    let told = page("समीक्षा 🚀");
    assert!(told.contains("Weir has no font for Devanagari (समीक्षा) and emoji (🚀)."), "{told}");
    assert!(told.contains("(on Debian and Ubuntu: fonts-noto-core and fonts-symbola) and restart Weir."), "{told}");
    assert!(!page("Größe").contains("no font"));
}

#[test]
fn start_logs_common_scripts_without_a_font() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_weir"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .env("FONTCONFIG_FILE", no_fonts(folder.path()))
        .env_remove("WEIR_LOG")
        .env_remove("RUST_LOG")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let logged = BufReader::new(child.stderr.take().unwrap()).lines();
    let warning = logged.map_while(Result::ok).find(|line| line.contains("no font"));
    child.kill().unwrap();
    child.wait().unwrap();
    let warning = warning.unwrap();
    assert!(warning.contains("Chinese characters (Han), Japanese kana, Korean letters (Hangul), Arabic"), "{warning}");
    assert!(warning.contains("fonts-noto-cjk, fonts-noto-core and fonts-symbola"), "{warning}");
}
