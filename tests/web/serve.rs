//! Starting and stopping the process.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::json;

use crate::site::{Site, client, json_of, small_map, wait_until};

/// Runs `weir serve` with arguments that make it exit.
fn weir(arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_weir"))
        .arg("serve")
        .args(arguments)
        .env_remove("WEIR_LISTEN")
        .env_remove("WEIR_DATA")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_until("it exits", || child.try_wait().unwrap().is_some());
    child.wait_with_output().unwrap()
}

fn refused(arguments: &[&str], code: i32, words: &str) {
    let output = weir(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(words), "{arguments:?}: {said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}

#[test]
fn invalid_configuration_is_refused_with_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    refused(
        &["--listen", "127.0.0.1:0", "--data", data, "--public-url", "weir.example.org"],
        1,
        "https://weir.example.org",
    );
    refused(&["--listen", "127.0.0.1:0", "--data", data, "--trusted-proxies", "10.0.0.0/99"], 1, "10.0.0.0/8");
    refused(&["--listen", "nonsense", "--data", data], 2, "127.0.0.1:3000");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    refused(&["--listen", &address, "--data", data], 1, "already in use");

    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let below = file.join("data");
    refused(&["--listen", "127.0.0.1:0", "--data", below.to_str().unwrap()], 1, below.to_str().unwrap());
    let internal = folder.path().join("broken");
    std::fs::create_dir(&internal).unwrap();
    std::fs::write(internal.join("weir.db"), "this is no database, however long it may be ".repeat(100)).unwrap();
    refused(&["--listen", "127.0.0.1:0", "--data", internal.to_str().unwrap()], 1, "weir.db");
}

#[test]
fn maps_survive_a_restart() {
    let mut site = Site::start();
    let id = site.small_map();
    site.edit(&id, "e", &json!({ "type": "change_step", "step": "a", "set": { "name": "Compile" } }));
    let before = site.map(&id);
    site.restart();
    assert_eq!(site.map(&id), before);
    assert!(site.data().join("weir.db").exists());
}

#[cfg(unix)]
#[test]
fn stopping_server_reports_not_ready_and_exits() {
    let mut site = Site::start();
    let id = site.small_map();
    assert_eq!(site.get("/readyz").status(), StatusCode::OK);
    let began = Instant::now();
    ask_to_stop(&mut site);
    // Until it stops listening, it reports that it is not ready, but answers other requests.
    let (client, ready) = (client(), site.url("/readyz"));
    let mut reported = false;
    while let Ok(answer) = client.get(&ready).send() {
        reported |= answer.status() == StatusCode::SERVICE_UNAVAILABLE;
        assert!(began.elapsed() < Duration::from_secs(10), "still serving");
    }
    assert!(reported);
    assert_eq!(site.server().wait(), Some(0));
    site.restart();
    assert_eq!(site.map(&id)["revision"], 1);
}

#[cfg(unix)]
#[test]
fn stopping_server_finishes_requests_under_way() {
    let mut site = Site::start();
    let body = small_map().to_string();
    let (half, rest) = body.split_at(body.len() / 2);
    let mut upload = begin_upload(&site, half, body.len());
    ask_to_stop(&mut site);
    wait_until_it_stops_listening(&site);
    upload.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    upload.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(site.server().wait(), Some(0));
    site.restart();
    assert_eq!(json_of(site.get("/api/v1/maps"))["maps"][0]["name"], "Monthly release");
}

#[cfg(unix)]
#[test]
fn second_stop_signal_ends_the_server_at_once() {
    let mut site = Site::start();
    let _upload = begin_upload(&site, "{", 100);
    let began = Instant::now();
    ask_to_stop(&mut site);
    wait_until_it_stops_listening(&site);
    ask_to_stop(&mut site);
    assert_eq!(site.server().wait(), Some(0));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

/// Sends the beginning of a map file, once the server waits for it.
#[cfg(unix)]
fn begin_upload(site: &Site, half: &str, length: usize) -> TcpStream {
    let mut connection = TcpStream::connect(address(site)).unwrap();
    let head = format!("Host: localhost\r\nContent-Length: {length}\r\nExpect: 100-continue");
    write!(connection, "POST /api/v1/maps HTTP/1.1\r\n{head}\r\n\r\n").unwrap();
    let mut answer = [0; 25];
    connection.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 100 Continue\r\n\r\n");
    connection.write_all(half.as_bytes()).unwrap();
    connection
}

#[cfg(unix)]
fn wait_until_it_stops_listening(site: &Site) {
    wait_until("it stops listening", || TcpStream::connect(address(site)).is_err());
}

/// Host and port.
#[cfg(unix)]
fn address(site: &Site) -> String {
    site.url("").replace("http://", "")
}

#[cfg(unix)]
fn ask_to_stop(site: &mut Site) {
    let process = site.server().id().to_string();
    assert!(Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
}
