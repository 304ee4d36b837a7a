//! A running Weir server with accounts, and what tests do with it.

use std::any::Any;

use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::Connection as _;
use tempfile::TempDir;
use tokio::net::TcpListener;
use weir::clock::Clock;
use weir::live::Hub;
use weir::storage::Storage;
use weir::web::{self, App, Settings};

use crate::site::{Server, client, field, json_of, small_map, wait_until};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// A server in team mode with its own database.
pub(crate) struct Team {
    /// The process, or the runtime in this process: ends when it is dropped.
    _server: Box<dyn Any>,
    address: String,
    pub(crate) folder: TempDir,
}

/// A visitor: the cookies or the token that they send with every request.
#[derive(Clone, Default, Debug)]
pub(crate) struct Who {
    pub(crate) cookies: Vec<(String, String)>,
    pub(crate) token: Option<String>,
}

impl Team {
    /// Starts it without accounts. Also returns the path of the setup page.
    pub(crate) fn without_accounts(settings: &[(&str, &str)]) -> (Team, String) {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Server::start_with(folder.path(), settings);
        let path = server.set_up_path();
        (Team { address: server.address.clone(), _server: Box::new(server), folder }, path)
    }

    /// With an owner.
    pub(crate) fn with_owner() -> (Team, Who) {
        Team::with_settings(&[])
    }

    /// The same with more settings.
    pub(crate) fn with_settings(settings: &[(&str, &str)]) -> (Team, Who) {
        let settings: Vec<_> = settings.iter().copied().chain([("WEIR_TEAM", "1")]).collect();
        let (team, set_up) = Team::without_accounts(&settings);
        let owner = team.set_up(&set_up, "Olga");
        (team, owner)
    }

    /// In this process, with an owner and a clock that stands still until the test advances it.
    pub(crate) fn with_clock(settings: Settings) -> (Team, Who, Clock) {
        let (folder, clock) = (tempfile::tempdir().unwrap(), Clock::manual(1_700_000_000_000));
        let mut settings = Settings { team: true, ..settings };
        let set_up = settings.enable_set_up();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let address = runtime.block_on(async {
            let storage = Storage::open(folder.path()).await.unwrap();
            let hub = Hub::start_with(storage, web::painter(), clock.clone(), 10);
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = format!("http://{}", listener.local_addr().unwrap());
            tokio::spawn(web::serve(listener, App::with_settings(hub, settings), std::future::pending()));
            address
        });
        let team = Team { _server: Box::new(runtime), address, folder };
        let owner = team.set_up(&set_up, "Olga");
        (team, owner, clock)
    }

    pub(crate) fn set_up(&self, path: &str, name: &str) -> Who {
        let token = path.split("token=").nth(1).unwrap();
        let email = format!("{}@example.org", name.to_lowercase());
        let form = [
            ("token", token),
            ("workspace", "Release team"),
            ("name", name),
            ("email", &email),
            ("password", PASSWORD),
        ];
        let answer = self.send(&Who::default(), Method::POST, "/setup").form(&form).send().unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", answer.text().unwrap());
        Who::from_response(&answer)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub(crate) fn send(&self, who: &Who, method: Method, path: &str) -> RequestBuilder {
        let mut request = http().request(method, self.url(path));
        if !who.cookies.is_empty() {
            let cookies: Vec<String> = who.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", cookies.join("; "));
        }
        match &who.token {
            Some(token) => request.header("authorization", format!("Bearer {token}")),
            None => request,
        }
    }

    pub(crate) fn get(&self, who: &Who, path: &str) -> Response {
        self.send(who, Method::GET, path).send().unwrap()
    }

    pub(crate) fn post(&self, who: &Who, path: &str, form: &[(&str, &str)]) -> Response {
        self.send(who, Method::POST, path).form(form).send().unwrap()
    }

    pub(crate) fn post_json(&self, who: &Who, path: &str, body: &Value) -> Response {
        self.send(who, Method::POST, path).body(body.to_string()).send().unwrap()
    }

    pub(crate) fn make_map(&self, who: &Who) -> String {
        let answer = self.post_json(who, "/api/v1/maps", &small_map());
        assert_eq!(answer.status(), StatusCode::CREATED);
        field(&json_of(answer), "id")
    }

    /// Has an owner create an invite; returns its path.
    pub(crate) fn invite(&self, owner: &Who, role: &str) -> String {
        let answer = self.post_json(owner, "/api/v1/invites", &json!({ "role": role }));
        assert_eq!(answer.status(), StatusCode::CREATED);
        self.path_of(&field(&json_of(answer), "url"))
    }

    /// Accepts an invite with a new account.
    pub(crate) fn join(&self, invite: &str, name: &str) -> Who {
        let email = format!("{}@example.org", name.to_lowercase());
        let form = [("name", name), ("email", email.as_str()), ("password", PASSWORD)];
        let answer = self.post(&Who::default(), invite, &form);
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", answer.text().unwrap());
        Who::from_response(&answer)
    }

    pub(crate) fn member(&self, owner: &Who, role: &str, name: &str) -> Who {
        self.join(&self.invite(owner, role), name)
    }

    pub(crate) fn sign_in(&self, name: &str, password: &str) -> Response {
        let email = format!("{}@example.org", name.to_lowercase());
        self.post(&Who::default(), "/sign-in", &[("email", &email), ("password", password)])
    }

    /// Creates a link to a map; returns its id and path.
    pub(crate) fn share(&self, who: &Who, map: &str, kind: &str) -> (String, String) {
        let answer = self.post_json(who, &format!("/api/v1/maps/{map}/shares"), &json!({ "kind": kind }));
        assert_eq!(answer.status(), StatusCode::CREATED);
        let created = json_of(answer);
        (field(&created, "id"), self.path_of(&field(&created, "url")))
    }

    /// Joins with a share link.
    pub(crate) fn guest(&self, link: &str, name: &str) -> Who {
        let answer = self.post(&Who::default(), link, &[("name", name)]);
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", answer.text().unwrap());
        Who::from_response(&answer)
    }

    /// Creates a token in the current workspace.
    pub(crate) fn token(&self, who: &Who, role: &str) -> Who {
        let members = json_of(self.get(who, "/api/v1/members"));
        let workspace = field(&members["workspace"], "id");
        let form = [("token_name", "Robot"), ("workspace", workspace.as_str()), ("role", role), ("days", "30")];
        let page = self.post(who, "/account/tokens", &form).text().unwrap();
        let at = page.find("value=\"weir_").unwrap_or_else(|| panic!("no token in {page}")) + 7;
        Who { token: Some(page[at..at + 69].to_owned()), ..Who::default() }
    }

    /// The id of a member.
    pub(crate) fn person(&self, owner: &Who, name: &str) -> String {
        let members = json_of(self.get(owner, "/api/v1/members"));
        let found = members["members"].as_array().unwrap().iter().find(|member| member["name"] == name);
        field(found.unwrap_or_else(|| panic!("no {name} in {members}")), "id")
    }

    /// The path of an absolute URL on this server.
    pub(crate) fn path_of(&self, url: &str) -> String {
        url.strip_prefix(&self.address).unwrap_or_else(|| panic!("{url} is elsewhere")).to_owned()
    }

    /// Changes the database behind the server’s back, which notices a moment later that its caches are old.
    pub(crate) fn sql(&self, statement: &'static str) {
        let database = self.folder.path().join("weir.db");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            sqlx::any::install_default_drivers();
            let address = format!("sqlite://{}", database.display());
            let mut connection = sqlx::AnyConnection::connect(&address).await.unwrap();
            sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
    }

    /// Waits for an audit log entry of this kind.
    pub(crate) fn audit(&self, owner: &Who, kind: &str) -> Value {
        let mut found = None;
        wait_until(&format!("{kind} in the audit log"), || {
            let log = json_of(self.get(owner, "/api/v1/audit"));
            found = log["lines"].as_array().unwrap().iter().find(|line| line["kind"] == kind).cloned();
            found.is_some()
        });
        found.unwrap()
    }
}

impl Who {
    /// The cookies that a response sets.
    pub(crate) fn from_response(answer: &Response) -> Who {
        let mut who = Who::default();
        who.store_cookies(answer);
        who
    }

    /// Adds the cookies that a response sets.
    pub(crate) fn store_cookies(&mut self, answer: &Response) {
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(existing, _)| existing != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

fn http() -> Client {
    client()
}
