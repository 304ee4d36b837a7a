//! A running Weir server, and what tests do with it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A server with its own database; both are removed on drop.
pub(crate) struct Site {
    server: Server,
    client: Client,
    folder: TempDir,
}

/// The process.
pub(crate) struct Server {
    child: Child,
    /// Kept open, so that the server can continue to print.
    stdout: BufReader<ChildStdout>,
    pub(crate) address: String,
}

impl Server {
    /// Starts the real binary on a free port and waits until it listens.
    pub(crate) fn start(data: &Path) -> Server {
        Server::start_with(data, &[])
    }

    /// The same with settings in its environment.
    pub(crate) fn start_with(data: &Path, settings: &[(&str, &str)]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_weir"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("RUST_LOG", "error")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut server = Server { child, stdout, address: String::new() };
        let line = server.read_line();
        let address = line.strip_prefix("Listening on ").unwrap_or_else(|| panic!("unexpected output: {line:?}"));
        address.clone_into(&mut server.address);
        server
    }

    fn read_line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    /// The path of the setup page, which it prints at its start if there are no accounts.
    pub(crate) fn set_up_path(&mut self) -> String {
        let lines = [(); 3].map(|()| self.read_line());
        let at = lines[2].find("/setup").unwrap_or_else(|| panic!("unexpected output: {lines:?}"));
        lines[2][at..].to_owned()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its exit, and returns the exit code.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn client() -> Client {
    // The client would need it for TLS; it is installed once.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

impl Site {
    pub(crate) fn start() -> Site {
        let folder = tempfile::tempdir().unwrap();
        Site { server: Server::start(folder.path()), client: client(), folder }
    }

    pub(crate) fn server(&mut self) -> &mut Server {
        &mut self.server
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Restarts the server on the same database.
    pub(crate) fn restart(&mut self) {
        self.server = Server::start(self.folder.path());
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.address)
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: impl Into<String>) -> Response {
        self.request(Method::POST, path).body(body.into()).send().unwrap()
    }

    pub(crate) fn delete(&self, path: &str) -> Response {
        self.request(Method::DELETE, path).send().unwrap()
    }

    /// Imports a map file; returns its id.
    pub(crate) fn import_map(&self, file: &Value) -> String {
        let answer = self.post("/api/v1/maps", file.to_string());
        assert_eq!(answer.status(), StatusCode::CREATED);
        field(&json_of(answer), "id")
    }

    /// Creates a map with the steps `a`, `b` and `c`; returns its id.
    pub(crate) fn small_map(&self) -> String {
        self.import_map(&small_map())
    }

    pub(crate) fn edit(&self, map: &str, id: &str, edit: &Value) -> Response {
        self.post(&format!("/api/v1/maps/{map}/edits"), json!({ "id": id, "edit": edit }).to_string())
    }

    /// The map file from the API.
    pub(crate) fn map(&self, id: &str) -> Value {
        let answer = self.get(&format!("/api/v1/maps/{id}"));
        assert_eq!(answer.status(), StatusCode::OK);
        json_of(answer)
    }
}

/// A map file with a chain of three steps, a rework arrow and a demand.
pub(crate) fn small_map() -> Value {
    json!({
        "format": "weir-map", "version": 1, "name": "Monthly release",
        "demand": { "items": 4, "per": "month" },
        "steps": [
            { "id": "a", "name": "Build", "work": "1h", "wait": "1d", "team": "Development" },
            { "id": "b", "name": "Test", "work": "2h", "wait": "2d", "complete_accurate": 80 },
            { "id": "c", "name": "Deploy", "work": "30m", "wait": "1w", "team": "Operations" },
        ],
        "rework": [{ "from": "b", "to": "a", "share": 20 }],
    })
}

/// Waits until something holds, which is asked again and again.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(20), "not within 20 seconds: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

pub(crate) fn json_of(answer: Response) -> Value {
    let text = answer.text().unwrap();
    serde_json::from_str(&text).unwrap_or_else(|cause| panic!("{cause}: {text}"))
}

/// A field that must be text.
pub(crate) fn field(object: &Value, name: &str) -> String {
    object[name].as_str().unwrap_or_else(|| panic!("no {name} in {object}")).to_owned()
}

pub(crate) fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// Asserts an error of the API: its status, its code and that it has a message. Returns the error.
pub(crate) fn refused(answer: Response, status: u16, code: &str) -> Value {
    assert_eq!(header(&answer, "content-type"), "application/json");
    let actual = answer.status().as_u16();
    let error = json_of(answer)["error"].clone();
    assert_eq!((actual, error["code"].as_str()), (status, Some(code)), "{error}");
    let sentence = field(&error, "message");
    assert!(sentence.ends_with(['.', '?']) && sentence.len() > 10, "no sentence: {sentence}");
    error
}
