//! Accounts: setup, sign-in and sign-out, invites, roles, passwords, sessions, tokens, the audit log.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use weir::web::Settings;

use crate::site::{Server, Site, field, header, json_of, wait_until};
use crate::team::{PASSWORD, Team, Who};

/// In milliseconds.
const SECOND: u64 = 1000;
const DAY: u64 = 24 * 60 * 60 * SECOND;

#[test]
fn nothing_but_set_up_is_served_before_the_first_account() {
    let (team, set_up) = Team::without_accounts(&[("WEIR_TEAM", "1")]);
    let anonymous = Who::default();
    for path in ["/", "/help", "/maps/x", "/sign-in", "/api/v1/maps", "/s/x", "/me", "/setup"] {
        assert_eq!(team.get(&anonymous, path).status(), 503, "{path}");
    }
    assert_eq!(team.get(&anonymous, "/healthz").status(), 200);
    assert_eq!(team.get(&anonymous, &format!("/setup?token={}", "0".repeat(64))).status(), 503);
    let page = team.get(&anonymous, &set_up);
    assert_eq!(header(&page, "referrer-policy"), "same-origin");
    assert!(page.text().unwrap().contains("Workspace name"));
    // A form with errors comes back filled in, with the error at the field and without the password.
    let token = set_up.split("token=").nth(1).unwrap();
    let form =
        [("token", token), ("workspace", "W"), ("name", "Ana"), ("email", "ana@x.org"), ("password", "1234567890")];
    let back = team.post(&anonymous, "/setup", &form);
    assert_eq!(back.status(), 422);
    let html = back.text().unwrap();
    assert!(
        html.contains("id=\"wrong-password\"") && html.contains("ana@x.org") && !html.contains("1234567890"),
        "{html}"
    );
    let owner = team.set_up(&set_up, "Olga");
    assert_eq!(team.get(&owner, "/").status(), 200);
    // The setup link works once.
    assert_eq!(team.get(&anonymous, &set_up).status(), 404);
    assert_eq!(team.post(&anonymous, "/setup", &form).status(), 404);
}

#[test]
fn solo_maps_move_into_the_first_workspace() {
    let site = Site::start();
    let id = site.small_map();
    let folder = site.data();
    let mut other = Server::start_with(&folder, &[("WEIR_TEAM", "1")]);
    let (set_up, address) = (other.set_up_path(), &other.address);
    let token = set_up.split("token=").nth(1).unwrap();
    let form = [("token", token), ("workspace", "W"), ("name", "Ana"), ("email", "ana@x.org"), ("password", PASSWORD)];
    let answer = crate::site::client().post(format!("{address}/setup")).form(&form).send().unwrap();
    assert_eq!(answer.status(), 303);
    let cookie = header(&answer, "set-cookie").split(';').next().unwrap().to_owned();
    let seen = crate::site::client().get(format!("{address}/maps/{id}")).header("cookie", cookie).send().unwrap();
    assert_eq!(seen.status(), 200);
    // The process that ran in solo mode learns of the accounts and requires sign-in from now on.
    wait_until("sign-in is required", || site.get(&format!("/api/v1/maps/{id}")).status() == 401);
}

#[test]
fn sessions_start_and_end_with_sign_in_and_sign_out() {
    let (team, owner) = Team::with_owner();
    let anonymous = Who::default();
    let there = team.get(&anonymous, "/maps/x?a=b");
    assert_eq!((there.status().as_u16(), header(&there, "location")), (303, "/sign-in?next=%2Fmaps%2Fx%3Fa%3Db"));
    let wrong = team.sign_in("Olga", "wrong horse battery");
    assert_eq!(wrong.status(), 422);
    let html = wrong.text().unwrap();
    assert!(
        html.contains("Incorrect email") && html.contains("olga@example.org") && !html.contains("wrong horse"),
        "{html}"
    );
    let unknown = team.sign_in("Nobody", PASSWORD).text().unwrap();
    assert_eq!(html.replace("olga", "nobody"), unknown);
    assert_eq!(team.audit(&owner, "sign_in_failed")["who"], "nobody@example.org");

    // Signing in doesn't adopt a cookie that an attacker planted.
    let planted = Who { cookies: vec![("weir_session".to_owned(), "0".repeat(64))], token: None };
    let form = [("email", "OLGA@example.org"), ("password", PASSWORD), ("next", "/help")];
    let answer = team.post(&planted, "/sign-in", &form);
    assert_eq!((answer.status().as_u16(), header(&answer, "location")), (303, "/help"));
    let cookie = header(&answer, "set-cookie").to_owned();
    assert!(cookie.contains("; HttpOnly; SameSite=Lax") && !cookie.contains(&"0".repeat(64)), "{cookie}");
    let second = Who::from_response(&answer);
    assert_eq!(team.get(&planted, "/account").status(), 303);
    assert_eq!(team.get(&second, "/account").status(), 200);

    let page = team.get(&second, "/account").text().unwrap();
    assert_eq!(
        page.matches("/account/sessions/").count() - 1,
        1,
        "two sessions, one to end, and the form for all others"
    );
    let out = team.post(&second, "/sign-out", &[]);
    assert_eq!(out.status(), 303);
    assert!(header(&out, "set-cookie").starts_with("weir_session=; Path=/; Max-Age=0"));
    assert_eq!(team.get(&second, "/account").status(), 303, "the session ended on the server too");
    assert_eq!(team.get(&owner, "/account").status(), 200);

    let third = Who::from_response(&team.sign_in("Olga", PASSWORD));
    assert_eq!(team.post(&owner, "/account/sessions/end-others", &[]).status(), 303);
    assert_eq!(team.get(&third, "/account").status(), 303);
    assert_eq!(team.post(&owner, "/account/sessions/end-others", &[("all", "yes")]).status(), 303);
    assert_eq!(team.get(&owner, "/account").status(), 303);
}

#[test]
fn sign_in_redirects_only_within_the_server() {
    let (team, _) = Team::with_owner();
    for next in [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "/%09/evil.example",
        "/..//evil.example",
        "https://evil.example/",
    ] {
        let answer = team.post(
            &Who::default(),
            "/sign-in",
            &[("email", "olga@example.org"), ("password", PASSWORD), ("next", next)],
        );
        if answer.status() == 429 {
            break;
        }
        assert_eq!(header(&answer, "location"), "/", "{next}");
    }
    let answer = team.get(&Who::default(), "/sign-in?next=%2F%2Fevil.example");
    assert!(!answer.text().unwrap().contains("evil"));
}

#[test]
fn sign_in_attempts_are_limited_for_every_email() {
    let (team, _, clock) = Team::with_clock(Settings::default());
    for name in ["Olga", "Nobody"] {
        let statuses: Vec<u16> = (0..8).map(|_| team.sign_in(name, "wrong horse battery").status().as_u16()).collect();
        assert_eq!(statuses, [422, 422, 422, 422, 422, 422, 429, 429], "{name}");
    }
    clock.advance(Duration::from_millis(1));
    let slow = team.sign_in("Olga", PASSWORD);
    assert_eq!((slow.status().as_u16(), header(&slow, "retry-after")), (429, "30"));
    // A forged address in a header doesn't count, because the peer is not a trusted proxy.
    let form = [("email", "olga@example.org"), ("password", PASSWORD)];
    let again = team.send(&Who::default(), Method::POST, "/sign-in").header("x-forwarded-for", "203.0.113.9");
    assert_eq!(again.form(&form).send().unwrap().status(), 429);
    // One more attempt every half minute.
    clock.advance(Duration::from_millis(30 * SECOND - 2));
    assert_eq!(team.sign_in("Olga", PASSWORD).status(), 429);
    clock.advance(Duration::from_millis(1));
    assert_eq!(team.sign_in("Olga", PASSWORD).status(), 303);
    assert_eq!(team.sign_in("Olga", PASSWORD).status(), 429);
}

#[test]
fn sign_in_takes_as_long_for_unknown_accounts() {
    let (team, _) = Team::with_owner();
    let time = |name: &str| {
        let began = Instant::now();
        assert_eq!(team.sign_in(name, "wrong horse battery").status(), 422);
        began.elapsed()
    };
    time("Nobody0");
    // Each attempt has its own address, so that none is limited; the fastest of each kind is compared.
    let unknown = (1..6).map(|n| time(&format!("Nobody{n}"))).min().unwrap();
    let known = (0..5).map(|_| time("Olga")).min().unwrap();
    let (short, long) = (known.min(unknown), known.max(unknown));
    // A hash takes about fifty times as long as everything else, so a busy machine doesn't fail the test.
    assert!(long < short * 10, "{known:?} and {unknown:?}: one of them skips the password hash");
}

#[test]
fn invite_is_single_use_and_expires() {
    let (team, owner, clock) = Team::with_clock(Settings::default());
    let invite = team.invite(&owner, "editor");
    let page = team.get(&Who::default(), &invite).text().unwrap();
    assert!(page.contains("Join Release team") && page.contains("as an editor"), "{page}");
    let ben = team.join(&invite, "Ben");
    team.make_map(&ben);
    assert_eq!(team.get(&Who::default(), &invite).status(), 404);
    assert_eq!(
        team.post(&Who::default(), &invite, &[("name", "Eve"), ("email", "e@x.org"), ("password", PASSWORD)]).status(),
        404
    );
    // An email that is taken is an error at its field; the invite stays valid.
    let other = team.invite(&owner, "viewer");
    let taken =
        team.post(&Who::default(), &other, &[("name", "Eve"), ("email", "BEN@example.org"), ("password", PASSWORD)]);
    assert_eq!(taken.status(), 422);
    assert!(taken.text().unwrap().contains("id=\"wrong-email\""));
    clock.advance(Duration::from_millis(7 * DAY - 1));
    assert_eq!(team.get(&Who::default(), &other).status(), 200);
    clock.advance(Duration::from_millis(1));
    assert_eq!(team.get(&Who::default(), &other).status(), 404);
}

#[test]
fn last_owner_cannot_be_removed() {
    let (team, owner) = Team::with_owner();
    let olga = team.person(&owner, "Olga");
    let refused = team.post(&owner, &format!("/members/{olga}/role"), &[("role", "viewer")]);
    assert_eq!(refused.status(), 422);
    assert!(refused.text().unwrap().contains("at least one owner"));
    assert_eq!(team.post(&owner, &format!("/members/{olga}/remove"), &[]).status(), 422);
    team.member(&owner, "owner", "Ben");
    assert_eq!(team.post(&owner, &format!("/members/{olga}/remove"), &[]).status(), 303);
    assert_eq!(team.get(&owner, "/").status(), 403, "a member of no workspace");
}

#[test]
fn role_change_renews_the_session_secret() {
    let (team, owner, clock) = Team::with_clock(Settings::default());
    let mut ben = team.member(&owner, "viewer", "Ben");
    let person = team.person(&owner, "Ben");
    let before = ben.cookies.clone();
    assert_eq!(team.post(&owner, &format!("/members/{person}/role"), &[("role", "editor")]).status(), 303);
    let answer = team.send(&ben, Method::GET, "/").header("accept", "text/html").send().unwrap();
    ben.store_cookies(&answer);
    assert_ne!(ben.cookies, before);
    team.make_map(&ben);
    // The former secret is valid for requests under way, for one minute.
    let old = Who { cookies: before, token: None };
    assert_eq!(team.get(&old, "/").status(), 200);
    clock.advance(Duration::from_millis(60 * SECOND - 1));
    assert_eq!(team.get(&old, "/").status(), 200);
    clock.advance(Duration::from_millis(1));
    assert_eq!(team.get(&old, "/").status(), 303);
    assert_eq!(team.get(&ben, "/").status(), 200);
}

#[test]
fn password_can_be_changed_and_reset() {
    let (team, owner, clock) = Team::with_clock(Settings::default());
    let mut ben = team.member(&owner, "viewer", "Ben");
    let elsewhere = Who::from_response(&team.sign_in("Ben", PASSWORD));
    let wrong =
        team.post(&ben, "/account/password", &[("old_password", "wrong"), ("password", "another horse battery")]);
    assert_eq!(wrong.status(), 422);
    let done =
        team.post(&ben, "/account/password", &[("old_password", PASSWORD), ("password", "another horse battery")]);
    assert_eq!(done.status(), 303, "{}", done.text().unwrap());
    ben.store_cookies(&done);
    assert_eq!(
        (team.get(&ben, "/account").status().as_u16(), team.get(&elsewhere, "/account").status().as_u16()),
        (200, 303)
    );

    let person = team.person(&owner, "Ben");
    let new_link = || {
        let page = team.post(&owner, &format!("/members/{person}/reset"), &[]).text().unwrap();
        let at = page.find("/reset/").expect("a link");
        page[at..at + 71].to_owned()
    };
    let link = new_link();
    clock.advance(Duration::from_millis(2 * DAY - 1));
    assert_eq!(team.get(&Who::default(), &link).status(), 200);
    clock.advance(Duration::from_millis(1));
    assert_eq!(team.get(&Who::default(), &link).status(), 404);
    let link = new_link();
    assert!(team.get(&Who::default(), &link).text().unwrap().contains("ben@example.org"));
    let set = team.post(&Who::default(), &link, &[("password", "a third horse battery")]);
    assert_eq!(set.status(), 303);
    assert_eq!(team.get(&ben, "/account").status(), 303, "all sessions end");
    assert_eq!(team.post(&Who::default(), &link, &[("password", "a fourth horse battery")]).status(), 404);
    assert_eq!(team.sign_in("Ben", "a third horse battery").status(), 303);
}

#[test]
fn sessions_end_by_idle_time_and_age() {
    let (team, used, clock) = Team::with_clock(Settings::default());
    let idle = Who::from_response(&team.sign_in("Olga", PASSWORD));
    let is_open = |who: &Who| team.get(who, "/account").status() == 200;
    let use_it = || {
        let is_recorded = || team.get(&used, "/account").text().unwrap().contains("last active just now");
        wait_until("the use is recorded", is_recorded);
    };
    clock.advance(Duration::from_millis(7 * DAY - 1));
    use_it();
    clock.advance(Duration::from_millis(1));
    assert!(is_open(&used) && !is_open(&idle));
    // In use all the time, it ends after 30 days.
    for _ in 0..3 {
        clock.advance(Duration::from_millis(6 * DAY));
        use_it();
    }
    clock.advance(Duration::from_millis(5 * DAY - 1));
    assert!(is_open(&used));
    clock.advance(Duration::from_millis(1));
    assert!(!is_open(&used));
}

#[test]
fn tokens_and_links_end_at_their_expiry() {
    let (team, owner, clock) = Team::with_clock(Settings::default());
    let map = team.make_map(&owner);
    let token = team.token(&owner, "viewer");
    let link = team.post_json(&owner, &format!("/api/v1/maps/{map}/shares"), &json!({ "kind": "view", "days": 30 }));
    let link = team.path_of(&field(&json_of(link), "url"));
    let guest = team.guest(&link, "Gus");
    let paths = [(&token, format!("/api/v1/maps/{map}")), (&guest, format!("/maps/{map}")), (&Who::default(), link)];
    let statuses = || [0, 1, 2].map(|at| team.get(paths[at].0, &paths[at].1).status().as_u16());
    clock.advance(Duration::from_millis(30 * DAY - 1));
    assert_eq!(statuses(), [200, 200, 200]);
    clock.advance(Duration::from_millis(1));
    assert_eq!(statuses(), [401, 404, 404]);
}

#[test]
fn token_is_limited_to_one_workspace_and_the_role_of_its_person() {
    let (team, owner) = Team::with_owner();
    let ben = team.member(&owner, "editor", "Ben");
    let token = team.token(&ben, "editor");
    let id = team.make_map(&token);
    let history = json_of(team.get(&owner, &format!("/api/v1/maps/{id}/history")));
    assert_eq!(history["lines"][0]["actor"]["kind"], "token");
    assert_eq!(history["lines"][0]["actor"]["name"], "Robot (Ben)");
    let members = json_of(team.get(&ben, "/api/v1/members"));
    let workspace = field(&members["workspace"], "id");
    let more = team.post(&ben, "/account/tokens", &[("token_name", "x"), ("workspace", &workspace), ("role", "owner")]);
    assert_eq!(more.status(), 422);
    let person = team.person(&owner, "Ben");
    team.post(&owner, &format!("/members/{person}/role"), &[("role", "viewer")]);
    assert_eq!(team.get(&token, &format!("/api/v1/maps/{id}")).status(), 200);
    let edit = json!({ "id": "e", "edit": { "type": "change_step", "step": "a", "set": { "name": "x" } } });
    assert_eq!(team.post_json(&token, &format!("/api/v1/maps/{id}/edits"), &edit).status(), 403);
    team.post(&owner, &format!("/members/{person}/remove"), &[]);
    assert_eq!(team.get(&token, &format!("/api/v1/maps/{id}")).status(), 401);
    let wrong = Who { token: Some(format!("weir_{}", "0".repeat(64))), ..Who::default() };
    assert_eq!(team.get(&wrong, "/api/v1/maps").status(), 401);
}

#[test]
fn cookies_over_tls_have_the_host_prefix() {
    let public = [("WEIR_PUBLIC_URL", "https://weir.example.org")];
    let (team, set_up) = Team::without_accounts(&public);
    let host = |request: reqwest::blocking::RequestBuilder| request.header("host", "weir.example.org");
    assert_eq!(team.get(&Who::default(), &set_up).status(), 421, "another host name");
    assert_eq!(team.get(&Who::default(), "/healthz").status(), 200);
    let token = set_up.split("token=").nth(1).unwrap();
    let form = [("token", token), ("workspace", "W"), ("name", "Ana"), ("email", "ana@x.org"), ("password", PASSWORD)];
    let foreign = host(team.send(&Who::default(), Method::POST, "/setup")).header("origin", "https://evil.example");
    assert_eq!(foreign.form(&form).send().unwrap().status(), 403);
    let own = host(team.send(&Who::default(), Method::POST, "/setup")).header("origin", "https://weir.example.org");
    let answer = own.form(&form).send().unwrap();
    assert_eq!(answer.status(), 303);
    let cookie = header(&answer, "set-cookie");
    assert!(
        cookie.starts_with("__Host-weir_session=")
            && cookie.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure")
            || cookie.contains("; Secure"),
        "{cookie}"
    );
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(header(&answer, "strict-transport-security"), "max-age=31536000");
}

#[test]
fn audit_log_is_for_owners_only() {
    let (team, owner) = Team::with_owner();
    let ben = team.member(&owner, "editor", "Ben");
    let id = team.make_map(&ben);
    assert_eq!(team.get(&ben, &format!("/maps/{id}.csv")).status(), 200);
    let export = team.audit(&owner, "export");
    assert_eq!(export["who"], "Ben <ben@example.org>");
    assert!(field(&export, "about").contains("csv"));
    assert_eq!(team.send(&ben, Method::DELETE, &format!("/api/v1/maps/{id}")).send().unwrap().status(), 204);
    team.audit(&owner, "bin");
    for kind in ["set_up", "invite", "join"] {
        team.audit(&owner, kind);
    }
    assert_eq!(team.get(&ben, "/audit").status(), 403);
    assert!(team.get(&owner, "/audit").text().unwrap().contains("exported a map"));
}

#[test]
fn secrets_are_stored_as_hashes_only() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    let guest = team.guest(&link, "Gus");
    let invite = team.invite(&owner, "viewer");
    let token = team.token(&owner, "viewer");
    let mut secrets: Vec<String> =
        [owner, guest].iter().flat_map(|who| who.cookies.iter().map(|c| c.1.clone())).collect();
    secrets.extend([link, invite].iter().map(|path| path.rsplit('/').next().unwrap().to_owned()));
    secrets.push(token.token.unwrap()[5..].to_owned());
    secrets.push(PASSWORD.to_owned());
    assert!(secrets.len() >= 6);
    for file in std::fs::read_dir(team.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret} is in the database");
        }
    }
}

#[test]
fn text_is_escaped_on_every_account_page() {
    let evil = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";
    let (team, owner) = Team::with_owner();
    assert_eq!(team.post(&owner, "/account/name", &[("name", evil)]).status(), 303);
    assert_eq!(team.post(&owner, "/members/workspace", &[("workspace", evil)]).status(), 303);
    let map = json!({ "format": "weir-map", "version": 1, "name": evil, "steps": [{ "name": evil, "id": "a" }] });
    let created = json_of(team.post_json(&owner, "/api/v1/maps", &map));
    let id = field(&created, "id");
    let (_, link) = team.share(&owner, &id, "edit");
    let guest = team.guest(&link, evil);
    let edit = json!({ "id": "e", "edit": { "type": "change_step", "step": "a", "set": { "team": evil } } });
    assert_eq!(team.post_json(&guest, &format!("/api/v1/maps/{id}/edits"), &edit).status(), 200);
    team.post_json(&owner, "/api/v1/invites", &json!({ "role": "viewer", "note": evil }));
    let invite = team.invite(&owner, "viewer");
    team.token(&owner, "viewer");
    team.audit(&owner, "guest");
    let mut paths = vec![invite, link.clone(), format!("{link}x")];
    let own = ["/", "/account", "/members", "/workspaces", "/audit", "/trash", "/help"];
    paths.extend(own.map(str::to_owned));
    for rest in ["", "/share", "/history", "/edit", "/steps/by-id/a", "/flows", "/ideas", ".svg", "/live"] {
        paths.push(format!("/maps/{id}{rest}"));
    }
    for path in paths {
        if path.ends_with("/live") {
            continue;
        }
        for who in [&owner, &guest] {
            let html = team.get(who, &path).text().unwrap();
            assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "{path}");
        }
    }
}
