//! The access matrix: every route for every kind of visitor. It reads the table of routes, so a new route without a
//! rule here fails.

use std::fs;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use weir::clock::Clock;
use weir::web::Settings;
use weir::web::settings::Network;

use crate::site::{field, json_of, small_map};
use crate::team::{Team, Who};

/// The kinds of visitors, in column order.
const PEOPLE: [&str; 10] = [
    "anonymous",
    "stranger",
    "guest to view",
    "guest to edit",
    "viewer",
    "editor",
    "owner",
    "token",
    "expired",
    "withdrawn",
];

/// A rule has one letter per kind of visitor. `y`: allowed (or understood and rejected for its content); `f`: 403; `n`:
/// 404; `s`: sign in first (401, or for a page a redirect to sign-in).
///
/// The token is an editor's; expired and withdrawn are guests whose link was valid before.
const VIEW: &str = "snyyyyyynn";
const EDIT: &str = "snfyfyyynn";
const MANAGE: &str = "snfffyyynn";
/// In the visitor's own workspace; a guest has none.
const LIST: &str = "syssyyyyss";
const MAKE: &str = "syssfyyyss";
const OWN: &str = "syssffyfss";
/// The visitor's own account; a program has none.
const ACCOUNT: &str = "syssyyysss";
/// The same for everyone.
const OPEN: &str = "yyyyyyyyyy";
/// Doesn't exist, for anyone.
const NOTHING: &str = "nnnnnnnnnn";

/// The rule of each route: its method and its path.
pub(crate) const RULES: &[(&str, &str)] = &[
    ("GET /", LIST),
    ("POST /maps", MAKE),
    ("GET /trash", LIST),
    ("GET /bin", OPEN),
    ("GET /help", OPEN),
    ("GET /import", MAKE),
    ("POST /import", MAKE),
    ("GET /maps/{file}", VIEW),
    ("GET /maps/{id}/edit", VIEW),
    ("POST /maps/{id}/edit", EDIT),
    ("POST /maps/{id}/undo", EDIT),
    ("GET /maps/{id}/live", VIEW),
    ("POST /maps/{id}/presence", VIEW),
    ("POST /maps/{id}/layout", VIEW),
    ("POST /maps/{id}/bin", MANAGE),
    ("POST /maps/{id}/restore", MANAGE),
    ("POST /maps/{id}/copy", "snssfyyynn"),
    ("POST /maps/{id}/steps", EDIT),
    ("GET /maps/{id}/steps/new", EDIT),
    ("GET /maps/{id}/steps/by-id/{step}", VIEW),
    ("POST /maps/{id}/steps/by-id/{step}", EDIT),
    ("GET /maps/{id}/steps/by-id/{step}/move", EDIT),
    ("POST /maps/{id}/steps/by-id/{step}/move", EDIT),
    ("GET /maps/{id}/steps/by-id/{step}/remove", EDIT),
    ("POST /maps/{id}/steps/by-id/{step}/remove", EDIT),
    ("GET /maps/{id}/flows", EDIT),
    ("POST /maps/{id}/flows", EDIT),
    ("POST /maps/{id}/flows/disconnect", EDIT),
    ("GET /maps/{id}/rework", VIEW),
    ("POST /maps/{id}/rework", EDIT),
    ("GET /maps/{id}/advice", VIEW),
    ("GET /maps/{id}/ideas", VIEW),
    ("POST /maps/{id}/ideas", EDIT),
    ("GET /maps/{id}/ideas.csv", VIEW),
    ("GET /maps/{id}/ideas.md", VIEW),
    ("GET /maps/{id}/ideas/by-id/{idea}", VIEW),
    ("POST /maps/{id}/ideas/by-id/{idea}", EDIT),
    ("POST /maps/{id}/ideas/by-id/{idea}/vote", EDIT),
    ("POST /maps/{id}/ideas/by-id/{idea}/apply", EDIT),
    ("POST /maps/{id}/ideas/by-id/{idea}/remove", EDIT),
    ("POST /maps/{id}/future", MANAGE),
    ("GET /maps/{id}/history", VIEW),
    ("GET /maps/{id}/history/by/{actor}", MANAGE),
    ("POST /maps/{id}/history/by/{actor}", MANAGE),
    ("GET /maps/{id}/history/{revision}", VIEW),
    ("POST /maps/{id}/history/{revision}/restore", EDIT),
    ("GET /maps/{id}/compare", VIEW),
    ("GET /maps/{id}/compare/{other}", VIEW),
    ("GET /maps/{id}/figures", VIEW),
    ("POST /maps/{id}/cells", EDIT),
    ("GET /maps/{id}/paste", EDIT),
    ("POST /maps/{id}/paste", EDIT),
    ("GET /maps/{id}/export", VIEW),
    ("GET /maps/{id}/take-away", OPEN),
    ("GET /maps/{id}/report", VIEW),
    ("GET /maps.zip", LIST),
    ("GET /api/v1/maps", LIST),
    ("POST /api/v1/maps", MAKE),
    ("GET /api/v1/maps/{id}", VIEW),
    ("DELETE /api/v1/maps/{id}", MANAGE),
    ("GET /api/v1/maps/{id}/metrics", VIEW),
    ("POST /api/v1/maps/{id}/edits", EDIT),
    ("GET /api/v1/maps/{id}/undo", VIEW),
    ("POST /api/v1/maps/{id}/undo", EDIT),
    ("POST /api/v1/maps/{id}/redo", EDIT),
    ("GET /api/v1/maps/{id}/history", VIEW),
    ("GET /api/v1/maps/{id}/history/by/{actor}", MANAGE),
    ("POST /api/v1/maps/{id}/history/by/{actor}", MANAGE),
    ("GET /api/v1/maps/{id}/compare/{other}", VIEW),
    ("GET /api/v1/maps/{id}/figures", VIEW),
    ("GET /api/v1/maps/{id}/levers", VIEW),
    ("GET /api/v1/maps/{id}/ideas", VIEW),
    ("GET /api/v1/maps/{id}/family", VIEW),
    ("POST /api/v1/maps/{id}/future", MANAGE),
    ("POST /api/v1/maps/{id}/restore", MANAGE),
    ("GET /static/{hash}/{*path}", OPEN),
    ("GET /healthz", OPEN),
    ("GET /readyz", OPEN),
    ("GET /me", "syyyyyyyyy"),
    ("POST /me", "syyyyyyyyy"),
    ("GET /setup", NOTHING),
    ("POST /setup", NOTHING),
    ("GET /sign-in", OPEN),
    ("POST /sign-in", OPEN),
    ("GET /sign-in/provider", NOTHING),
    ("GET /sign-in/callback", NOTHING),
    ("POST /sign-out", OPEN),
    ("GET /invite/{secret}", NOTHING),
    ("POST /invite/{secret}", NOTHING),
    ("GET /reset/{secret}", NOTHING),
    ("POST /reset/{secret}", NOTHING),
    ("GET /account", ACCOUNT),
    ("POST /account/name", ACCOUNT),
    ("POST /account/password", ACCOUNT),
    ("POST /account/sessions/end-others", ACCOUNT),
    ("POST /account/sessions/{session}/end", "snssnnnsss"),
    ("POST /account/tokens", ACCOUNT),
    ("POST /account/tokens/{token}/revoke", "snssnnnsss"),
    ("GET /workspaces", ACCOUNT),
    ("POST /workspaces", ACCOUNT),
    ("POST /workspaces/{workspace}/go", "snssnnnsss"),
    ("GET /members", LIST),
    ("POST /members/workspace", OWN),
    ("POST /members/{person}/role", "snssffnfss"),
    ("GET /members/{person}/remove", "snssffnfss"),
    ("POST /members/{person}/remove", "snssffnfss"),
    ("POST /members/{person}/reset", "snssffnfss"),
    ("POST /members/invites", OWN),
    ("POST /members/invites/{invite}/withdraw", "snssffnfss"),
    ("GET /audit", OWN),
    ("GET /maps/{id}/share", MANAGE),
    ("POST /maps/{id}/share", MANAGE),
    ("POST /maps/{id}/share/{share}/withdraw", "snfffnnnnn"),
    ("POST /maps/{id}/share/{share}/code", "snfffnnnnn"),
    ("GET /maps/{id}/join-code", MANAGE),
    ("GET /maps/{id}/guests/{actor}", "snfffnnnnn"),
    ("POST /maps/{id}/guests/{actor}/name", "snfffnnnnn"),
    ("POST /maps/{id}/guests/{actor}/remove", "snfffnnnnn"),
    ("POST /maps/{id}/guests/{actor}/allow", "snfffnnnnn"),
    ("POST /maps/{id}/lock", MANAGE),
    ("POST /maps/{id}/lead", MANAGE),
    ("POST /maps/{id}/follow", VIEW),
    ("GET /join", OPEN),
    ("POST /join", OPEN),
    ("GET /join/{code}", NOTHING),
    ("POST /join/{code}", NOTHING),
    ("POST /maps/{id}/history/{revision}/undo", MANAGE),
    ("GET /s/{secret}", NOTHING),
    ("POST /s/{secret}", NOTHING),
    ("GET /api/v1/members", LIST),
    ("POST /api/v1/invites", OWN),
    ("GET /api/v1/audit", OWN),
    ("GET /api/v1/maps/{id}/shares", MANAGE),
    ("POST /api/v1/maps/{id}/shares", MANAGE),
    ("DELETE /api/v1/maps/{id}/shares/{share}", "snfffnnnnn"),
    ("POST /api/v1/maps/{id}/shares/{share}/code", "snfffnnnnn"),
    ("GET /api/v1/maps/{id}/guests", MANAGE),
    ("POST /api/v1/maps/{id}/guests/{actor}", "snfffnnnnn"),
    ("DELETE /api/v1/maps/{id}/guests/{actor}", "snfffnnnnn"),
];

/// A route of the table, with its name in [`RULES`].
struct Route {
    method: Method,
    path: String,
    name: String,
}

/// Reads the table of routes and their paths.
fn routes() -> Vec<Route> {
    let table = fs::read_to_string("src/web/router.rs").unwrap();
    let urls = fs::read_to_string("src/web/page/urls.rs").unwrap();
    let path_of = |name: &str| {
        let constant = match name.split_once("pattern::") {
            Some((_, pattern)) => format!("    {pattern} = \""),
            None => format!("pub const {}: &str = \"", name.rsplit("::").next().unwrap()),
        };
        let at = urls.find(&constant).unwrap_or_else(|| panic!("no path {name}"));
        urls[at + constant.len()..].split('"').next().unwrap().to_owned()
    };
    let mut routes = Vec::new();
    for line in table.lines().filter_map(|line| line.trim().strip_prefix(".route(")) {
        let (constant, rest) = line.split_once(", ").unwrap();
        let path = path_of(constant);
        for call in rest.split(')').filter_map(|call| call.rsplit(['.', ' ']).next()) {
            let Some((verb, _handler)) = call.split_once('(') else { continue };
            let verb = verb.to_uppercase();
            routes.push(Route { method: verb.parse().unwrap(), path: path.clone(), name: format!("{verb} {path}") });
        }
    }
    assert!(routes.len() > 80, "{} routes were read", routes.len());
    routes
}

/// One server with all kinds of visitors.
struct World {
    team: Team,
    clock: Clock,
    people: Vec<Who>,
    owner: Who,
}

impl World {
    fn new() -> World {
        // Requests come from many addresses, so that none is limited.
        let proxies = vec![Network::parse("127.0.0.1").unwrap()];
        let (team, owner, clock) = Team::with_clock(Settings { proxies, ..Settings::default() });
        let (viewer, editor) = (team.member(&owner, "viewer", "Vera"), team.member(&owner, "editor", "Edith"));
        let token = team.token(&editor, "editor");
        // A member of another workspace, who owns it.
        let mut stranger = team.member(&owner, "viewer", "Stan");
        assert_eq!(team.post(&stranger, "/workspaces", &[("workspace", "Elsewhere")]).status(), 303);
        let stan = team.person(&owner, "Stan");
        assert_eq!(team.post(&owner, &format!("/members/{stan}/remove"), &[]).status(), 303);
        // Their permissions have changed: the next page returns a new secret, and the former one expires in a minute.
        let page = team.send(&stranger, Method::GET, "/").header("accept", "text/html").send().unwrap();
        stranger.store_cookies(&page);
        let signed_out = Who::default();
        let people = vec![
            signed_out.clone(),
            stranger,
            signed_out.clone(),
            signed_out.clone(),
            viewer,
            editor,
            owner.clone(),
            token,
            signed_out.clone(),
            signed_out,
        ];
        World { team, clock, people, owner }
    }

    /// A new map with its own guests.
    fn map(&mut self) -> String {
        let id = self.team.make_map(&self.owner);
        let guest = |team: &Team, kind: &str| {
            let (share, link) = team.share(&self.owner, &id, kind);
            (share, team.guest(&link, "Gus"))
        };
        let (_, to_view) = guest(&self.team, "view");
        let (_, to_edit) = guest(&self.team, "edit");
        let link = json!({ "kind": "edit", "days": 1 });
        let link = json_of(self.team.post_json(&self.owner, &format!("/api/v1/maps/{id}/shares"), &link));
        let expired = self.team.guest(&self.team.path_of(&field(&link, "url")), "Gus");
        self.clock.advance(Duration::from_hours(24));
        let (withdrawn, guest_of_withdrawn) = guest(&self.team, "edit");
        let path = format!("/api/v1/maps/{id}/shares/{withdrawn}");
        assert_eq!(self.team.send(&self.owner, Method::DELETE, &path).send().unwrap().status(), 204);
        self.people[2] = to_view;
        self.people[3] = to_edit;
        self.people[8] = expired;
        self.people[9] = guest_of_withdrawn;
        id
    }
}

/// The result of a response as a letter of the matrix.
fn letter(status: u16, location: &str) -> char {
    match status {
        401 => 's',
        303 if location.starts_with("/sign-in?next=") || location == "/sign-in" => 's',
        403 => 'f',
        404 => 'n',
        200..=399 | 400 | 409 | 412 | 415 | 422 => 'y',
        other => panic!("answered {other}"),
    }
}

/// Routes that move a map to the trash. Each allowed visitor gets a new map, and these routes come last.
const TRASHES: [&str; 2] = ["POST /maps/{id}/bin", "DELETE /api/v1/maps/{id}"];
/// Routes that end sessions, which also come last.
const ENDS_SESSIONS: [&str; 3] = ["POST /sign-out", "POST /account/sessions/end-others", "POST /account/password"];
/// Routes that return 404 for something that doesn't exist (a viewer, a guest's edit), even if allowed.
const MAY_BE_MISSING: [&str; 5] = [
    "POST /maps/{id}/restore",
    "POST /api/v1/maps/{id}/restore",
    "POST /maps/{id}/lead",
    "POST /maps/{id}/presence",
    "POST /maps/{id}/layout",
];

#[test]
fn every_route_follows_its_rule_for_every_visitor() {
    let mut world = World::new();
    let map = world.map();
    let mut wrong = Vec::new();
    let mut routes = routes();
    routes.sort_by_key(|route| TRASHES.contains(&&*route.name) || ENDS_SESSIONS.contains(&&*route.name));
    for (row, Route { method, path: pattern, name }) in routes.into_iter().enumerate() {
        let Some((_, rule)) = RULES.iter().find(|(of, _)| *of == name) else {
            panic!("{name} has no line in the matrix");
        };
        for (at, expected) in rule.chars().enumerate() {
            let mut who = world.people[at].clone();
            let id = if TRASHES.contains(&&*name) && expected == 'y' {
                world.team.make_map(&world.owner)
            } else {
                map.clone()
            };
            if ENDS_SESSIONS.contains(&&*name) {
                // The other rules of this test need the session.
                who.cookies.retain(|(name, _)| name != "weir_session" || expected != 'y');
                if pattern.starts_with("/account") && expected == 'y' {
                    continue;
                }
            }
            let path = pattern
                .replace("{file}", &id)
                .replace("{id}", &id)
                .replace("{other}", &id)
                .replace("{step}", "a")
                .replace("{revision}", "1")
                .replace("{hash}", "x")
                .replace("{*path}", "icon.svg")
                .replace("{secret}", &"0".repeat(64));
            let path = path.replace("{idea}", "none").replace("{share}", "none").replace("{session}", "none");
            let path = path.replace("{token}", "none").replace("{workspace}", "none").replace("{person}", "none");
            let path = path.replace("{invite}", "none").replace("{actor}", "none").replace("{code}", "BCDFGH");
            let mut request = world.team.send(&who, method.clone(), &path).header("accept", "text/html");
            request = request.header("x-forwarded-for", format!("10.0.{at}.{row}"));
            if method == Method::POST {
                request = body(&pattern, request);
            }
            let answer = request.send().unwrap();
            let location = answer.headers().get("location").map_or("", |l| l.to_str().unwrap()).to_owned();
            let actual = letter(answer.status().as_u16(), &location);
            let may_be_missing = pattern.contains("{idea}") || MAY_BE_MISSING.contains(&&*name);
            let is_missing = expected == 'y' && actual == 'n' && may_be_missing;
            if actual != expected && !is_missing {
                wrong.push(format!("{name} as {}: {actual} ({}) instead of {expected}", PEOPLE[at], answer.status()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A body that the route understands, or rejects for its content and not for its sender.
fn body(path: &str, request: reqwest::blocking::RequestBuilder) -> reqwest::blocking::RequestBuilder {
    match path {
        "/api/v1/maps" => request.body(small_map().to_string()),
        "/maps/{id}/presence" | "/maps/{id}/layout" | "/maps/{id}/lead" | "/maps/{id}/follow" | "/me" => {
            request.body("{}")
        }
        path if path.starts_with("/api/") => request.body("{}"),
        "/import" => request.multipart(reqwest::blocking::multipart::Form::new().text("text", "")),
        // Each attempt uses its own account.
        "/sign-in" => request.form(&[("email", format!("{:?}@example.org", std::time::Instant::now()))]),
        _ => request.form(&[("nothing", "")]),
    }
}

#[test]
fn downloads_follow_the_rule_of_their_map() {
    let mut world = World::new();
    let map = world.map();
    for extension in ["svg", "png", "pdf", "csv", "json"] {
        let actual: String = world
            .people
            .iter()
            .map(|who| {
                let answer = world.team.send(who, Method::GET, &format!("/maps/{map}.{extension}")).send().unwrap();
                let location = answer.headers().get("location").map_or("", |l| l.to_str().unwrap()).to_owned();
                letter(answer.status().as_u16(), &location)
            })
            .collect();
        assert_eq!(actual, VIEW, "{extension}");
    }
}

#[test]
fn hidden_map_returns_the_same_404_as_a_missing_map() {
    let mut world = World::new();
    let map = world.map();
    let text = |who: &Who, id: &str, path: &str| {
        let answer = world.team.get(who, &path.replace("{id}", id));
        let headers: Vec<String> = answer.headers().keys().map(ToString::to_string).collect();
        (answer.status(), headers, answer.text().unwrap())
    };
    for path in [
        "/maps/{id}",
        "/maps/{id}.svg",
        "/api/v1/maps/{id}",
        "/maps/{id}/history",
        "/maps/{id}/live",
        "/maps/{id}/share",
    ] {
        for at in [0, 1, 8, 9] {
            let (there, not_there) =
                (text(&world.people[at], &map, path), text(&world.people[at], "0198-nothing", path));
            assert_eq!(there, not_there, "{path} as {}", PEOPLE[at]);
        }
    }
    let listed = json_of(world.team.get(&world.people[1], "/api/v1/maps"));
    assert_eq!(listed["maps"].as_array().unwrap().len(), 0, "a stranger's list is empty: {listed}");
}
