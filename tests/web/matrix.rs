//! The matrix: every route, as everybody. It is made from the table of routes, so that a new route without a line here
//! fails.

use std::fs;

use reqwest::Method;

use crate::site::{json_of, small_map};
use crate::team::{Team, Who};

/// Everybody, in the order of the columns.
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

/// A line of the matrix says what each of them is told, a letter each. `y`: it is done or shown (or what was sent was understood and refused for what
/// it says); `f`: 403; `n`: 404; `s`: sign in first (401, or for a page the way to it).
///
/// The token is an editor's; expired and withdrawn are guests whose link was good once.
const VIEW: &str = "snyyyyyynn";
const EDIT: &str = "snfyfyyynn";
const MANAGE: &str = "snfffyyynn";
/// In one's own workspace: a guest is nobody there.
const LIST: &str = "syssyyyyss";
const MAKE: &str = "syssfyyyss";
const OWN: &str = "syssffyfss";
/// One's own account; a program has none.
const ACCOUNT: &str = "syssyyysss";
/// The same for everybody.
const OPEN: &str = "yyyyyyyyyy";
/// Nothing there, for whoever asks.
const NOTHING: &str = "nnnnnnnnnn";

/// Which rule is a route's. The name is that of the handler in the table of routes.
const RULES: &[(&str, &str)] = &[
    ("home::show", LIST),
    ("home::create", MAKE),
    ("bin::show", LIST),
    ("help::show", OPEN),
    ("me::show", "syyyyyyyyy"),
    ("me::rename", "syyyyyyyyy"),
    ("import_page::show", MAKE),
    ("import::bring", MAKE),
    ("downloads::page_or_download", VIEW),
    ("map_form::show", VIEW),
    ("map_form::save", EDIT),
    ("map_page::undo", EDIT),
    ("follow::follow", VIEW),
    ("follow::select", VIEW),
    ("map_page::put_into_bin", MANAGE),
    ("map_page::bring_back", MANAGE),
    ("map_page::copy", "snssfyyynn"),
    ("step_form::add", EDIT),
    ("step_form::new", EDIT),
    ("step_form::show", VIEW),
    ("step_form::change", EDIT),
    ("step_place::move_form", EDIT),
    ("step_place::move_to", EDIT),
    ("step_place::remove_form", EDIT),
    ("step_place::remove", EDIT),
    ("flows::show", EDIT),
    ("flows::connect", EDIT),
    ("flows::disconnect", EDIT),
    ("flows::set_rework", EDIT),
    ("history::show", VIEW),
    ("past::show", VIEW),
    ("past::restore", EDIT),
    ("paste::show", EDIT),
    ("paste::take", EDIT),
    ("ideas::advice::show", VIEW),
    ("take_away::show", VIEW),
    ("take_away::report", VIEW),
    ("all_maps::show", LIST),
    ("compare_with::show", VIEW),
    ("compare_files::page_or_download", VIEW),
    ("figures_page::show", VIEW),
    ("api::compare::read", VIEW),
    ("api::figures::read", VIEW),
    ("ideas::page::show", VIEW),
    ("ideas::page::add", EDIT),
    ("ideas::take::csv", VIEW),
    ("ideas::take::markdown", VIEW),
    ("ideas::form::show", VIEW),
    ("ideas::form::change", EDIT),
    ("ideas::form::vote", EDIT),
    ("ideas::form::apply", EDIT),
    ("ideas::form::remove", EDIT),
    ("ideas::family::draw", MANAGE),
    ("maps::list", LIST),
    ("maps::create", MAKE),
    ("maps::read", VIEW),
    ("maps::bin", MANAGE),
    ("maps::bring_back", MANAGE),
    ("maps::metrics", VIEW),
    ("edits::make", EDIT),
    ("api::undo::show", VIEW),
    ("api::undo::undo", EDIT),
    ("api::undo::redo", EDIT),
    ("api::history::list", VIEW),
    ("api::ideas::show_levers", VIEW),
    ("api::ideas::show_ideas", VIEW),
    ("api::ideas::show_family", VIEW),
    ("api::ideas::draw", MANAGE),
    ("assets::serve", OPEN),
    ("health::up", OPEN),
    ("health::ready", OPEN),
    ("auth::set_up::show", NOTHING),
    ("auth::set_up::begin", NOTHING),
    ("auth::sign_in::show", OPEN),
    ("auth::sign_in::sign_in", OPEN),
    ("auth::provider::go", NOTHING),
    ("auth::provider::come_back", NOTHING),
    ("auth::sign_in::sign_out", OPEN),
    ("auth::invite::show", NOTHING),
    ("auth::invite::take", NOTHING),
    ("auth::reset::show", NOTHING),
    ("auth::reset::set", NOTHING),
    ("auth::account::show", ACCOUNT),
    ("auth::account::rename", ACCOUNT),
    ("auth::account::set_password", ACCOUNT),
    ("auth::account::end_others", ACCOUNT),
    ("auth::account::end_session", "snssnnnsss"),
    ("auth::tokens::make", ACCOUNT),
    ("auth::tokens::revoke", "snssnnnsss"),
    ("workspaces::show", ACCOUNT),
    ("workspaces::make", ACCOUNT),
    ("workspaces::go", "snssnnnsss"),
    ("members::show", LIST),
    ("members::rename", OWN),
    ("members::set_role", "snssffnfss"),
    ("members::ask_remove", "snssffnfss"),
    ("members::remove", "snssffnfss"),
    ("members::reset", "snssffnfss"),
    ("invites::make", OWN),
    ("invites::withdraw", "snssffnfss"),
    ("audit_page::show", OWN),
    ("links::show", MANAGE),
    ("links::make", MANAGE),
    ("links::withdraw", "snfffnnnnn"),
    ("links::lock", MANAGE),
    ("guests::lead", MANAGE),
    ("guests::take_back", MANAGE),
    ("by_link::show", NOTHING),
    ("by_link::join", NOTHING),
    ("api::members::list", LIST),
    ("api::members::invite", OWN),
    ("audit_page::list", OWN),
    ("links::list", MANAGE),
    ("links::create", MANAGE),
    ("links::remove", "snfffnnnnn"),
];

/// A route of the table: its method, its pattern, its handler.
struct Route {
    method: Method,
    pattern: String,
    handler: String,
}

/// Reads the table of routes, and the patterns that it names.
fn routes() -> Vec<Route> {
    let table = fs::read_to_string("src/web/router.rs").unwrap();
    let patterns = [
        fs::read_to_string("src/web/page/urls.rs").unwrap(),
        fs::read_to_string("src/web/page/urls/people.rs").unwrap(),
    ];
    let pattern_of = |name: &str| {
        let constant = format!("pub const {}: &str = \"", name.rsplit("::").next().unwrap());
        let found = |text: &String| {
            // Patterns of the same name as a function stand in their own module, which comes last.
            let at = if name.contains("pattern::") { text.rfind(&constant) } else { text.find(&constant) }?;
            Some(text[at + constant.len()..].split('"').next().unwrap().to_owned())
        };
        patterns.iter().find_map(found).unwrap_or_else(|| panic!("no pattern {name}"))
    };
    let mut routes = Vec::new();
    for line in table.lines().filter_map(|line| line.trim().strip_prefix(".route(")) {
        let (name, rest) = line.split_once(", ").unwrap();
        let pattern = pattern_of(name);
        for call in rest.split(')').filter_map(|call| call.rsplit(['.', ' ']).next()) {
            let Some((verb, handler)) = call.split_once('(') else { continue };
            let method = verb.to_uppercase().parse().unwrap();
            routes.push(Route { method, pattern: pattern.clone(), handler: handler.to_owned() });
        }
    }
    assert!(routes.len() > 80, "{} routes were read", routes.len());
    routes
}

/// Everybody in one world.
struct World {
    team: Team,
    people: Vec<Who>,
    owner: Who,
}

impl World {
    fn new() -> World {
        // Requests come from many addresses, so that nobody is slowed down.
        let (team, owner) = Team::begun_with(&[("WEIR_TRUSTED_PROXIES", "127.0.0.1")]);
        let (viewer, editor) = (team.member(&owner, "viewer", "Vera"), team.member(&owner, "editor", "Edith"));
        let token = team.token(&editor, "editor");
        // A member of another workspace, of which they are the owner.
        let mut stranger = team.member(&owner, "viewer", "Stan");
        assert_eq!(team.post(&stranger, "/workspaces", &[("workspace", "Elsewhere")]).status(), 303);
        let stan = team.person(&owner, "Stan");
        assert_eq!(team.post(&owner, &format!("/members/{stan}/remove"), &[]).status(), 303);
        // Their rights have changed: the next page brings a new secret, and the former one ends in a minute.
        let page = team.send(&stranger, Method::GET, "/").header("accept", "text/html").send().unwrap();
        stranger.keep(&page);
        let nobody = Who::default();
        let people = vec![
            nobody.clone(),
            stranger,
            nobody.clone(),
            nobody.clone(),
            viewer,
            editor,
            owner.clone(),
            token,
            nobody.clone(),
            nobody,
        ];
        World { team, people, owner }
    }

    /// A new map, with guests of its own.
    fn map(&mut self) -> String {
        let id = self.team.make_map(&self.owner);
        let guest = |team: &Team, kind: &str| {
            let (share, link) = team.share(&self.owner, &id, kind);
            (share, team.guest(&link, "Gus"))
        };
        let (_, to_view) = guest(&self.team, "view");
        let (_, to_edit) = guest(&self.team, "edit");
        let (_, expired) = guest(&self.team, "edit");
        self.team.sql(&format!(
            "update share set expires_at = 1 where id = (select id from share where map = '{id}' order by created_at desc, id desc limit 1)"
        ));
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

/// What the answer comes to, as a letter of the matrix.
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

#[test]
fn every_route_as_everybody() {
    let mut world = World::new();
    let map = world.map();
    let mut wrong = Vec::new();
    // What takes things away comes last.
    let mut routes = routes();
    routes.sort_by_key(|route| {
        ["bin", "put_into_bin", "sign_out", "end_others", "set_password"].iter().any(|end| route.handler.ends_with(end))
    });
    for (row, Route { method, pattern, handler }) in routes.into_iter().enumerate() {
        let Some((_, rule)) = RULES.iter().find(|(name, _)| *name == handler) else {
            panic!("{method} {pattern} ({handler}) has no line in the matrix");
        };
        for (at, expected) in rule.chars().enumerate() {
            let mut who = world.people[at].clone();
            let id = if handler.ends_with("bin") && expected == 'y' {
                world.team.make_map(&world.owner)
            } else {
                map.clone()
            };
            if handler.ends_with("sign_out") || handler.ends_with("end_others") || handler.ends_with("set_password") {
                // The others of this test go on being signed in.
                who.cookies.retain(|(name, _)| name != "weir_session" || expected != 'y');
                if handler.contains("account") && expected == 'y' {
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
            let path = path.replace("{invite}", "none");
            let mut request = world.team.send(&who, method.clone(), &path).header("accept", "text/html");
            request = request.header("x-forwarded-for", format!("10.0.{at}.{row}"));
            if method == Method::POST {
                request = body(&handler, &pattern, request);
            }
            let answer = request.send().unwrap();
            let location = answer.headers().get("location").map_or("", |l| l.to_str().unwrap()).to_owned();
            let told = letter(answer.status().as_u16(), &location);
            // Of what is not there (an idea, a guest's edit) a route may say so to those who may ask.
            let not_there = expected == 'y'
                && told == 'n'
                && (pattern.contains("{idea}")
                    || handler.ends_with("bring_back")
                    || handler == "guests::lead"
                    || handler == "follow::select");
            if told != expected && !not_there {
                wrong.push(format!(
                    "{method} {pattern} as {}: {told} ({}) and not {expected}",
                    PEOPLE[at],
                    answer.status()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Something that the route understands, or refuses for what it says and not for who says it.
fn body(handler: &str, pattern: &str, request: reqwest::blocking::RequestBuilder) -> reqwest::blocking::RequestBuilder {
    if handler == "maps::create" {
        return request.body(small_map().to_string());
    }
    if pattern.starts_with("/api/") || ["follow::select", "guests::lead", "me::rename"].contains(&handler) {
        return request.body("{}");
    }
    if handler == "import::bring" {
        return request.multipart(reqwest::blocking::multipart::Form::new().text("text", ""));
    }
    if handler == "auth::sign_in::sign_in" {
        // Each tries an account of their own.
        let email = format!("{:?}@example.org", std::time::Instant::now());
        return request.form(&[("email", email)]);
    }
    request.form(&[("nothing", "")])
}

#[test]
fn downloads_and_pictures_ask_the_same_question() {
    let mut world = World::new();
    let map = world.map();
    for extension in ["svg", "png", "pdf", "csv", "json"] {
        let told: String = world
            .people
            .iter()
            .map(|who| {
                let answer = world.team.send(who, Method::GET, &format!("/maps/{map}.{extension}")).send().unwrap();
                let location = answer.headers().get("location").map_or("", |l| l.to_str().unwrap()).to_owned();
                letter(answer.status().as_u16(), &location)
            })
            .collect();
        assert_eq!(told, VIEW, "{extension}");
    }
}

#[test]
fn who_may_not_see_a_map_is_told_what_is_told_of_none() {
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
