//! Rate limits and size limits, which don't lock out legitimate users.

use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::{Value, json};
use weir::web::Settings;
use weir::web::settings::Network;

use crate::site::{header, json_of};
use crate::team::{PASSWORD, Team, Who};

fn sign_in_from(team: &Team, address: &str, email: &str, password: &str) -> Response {
    let request = team.send(&Who::default(), Method::POST, "/sign-in").header("x-forwarded-for", address);
    request.form(&[("email", email), ("password", password)]).send().unwrap()
}

/// The audit log entries of a kind.
fn audit(team: &Team, owner: &Who, kind: &str) -> Vec<Value> {
    let log = json_of(team.get(owner, "/api/v1/audit"));
    log["lines"].as_array().unwrap().iter().filter(|line| line["kind"] == kind).cloned().collect()
}

#[test]
fn guesses_of_a_stranger_lock_no_one_out_and_fill_no_audit_log() {
    // A server that trusts the address header of the test.
    let proxies = vec![Network::parse("127.0.0.1").unwrap()];
    let (team, owner, clock) = Team::with_clock(Settings { proxies, ..Settings::default() });
    for _ in 0..30 {
        sign_in_from(&team, "198.51.100.7", "olga@example.org", "wrong horse battery");
    }
    assert_eq!(sign_in_from(&team, "198.51.100.7", "olga@example.org", PASSWORD).status(), 429);
    for n in 0..3 {
        assert_eq!(sign_in_from(&team, "192.0.2.1", "olga@example.org", PASSWORD).status(), 303, "{n}");
    }
    // Recorded together with the session.
    assert_eq!(audit(&team, &owner, "sign_in").len(), 3);
    // Entries are written in order: when this one is there, so are all before it.
    assert_eq!(team.get(&owner, "/maps.zip").status(), 200);
    team.audit(&owner, "export");
    let failed = audit(&team, &owner, "sign_in_failed");
    let refused = failed.iter().filter(|line| line["about"] == "too many attempts").count();
    assert_eq!((failed.len(), refused), (7, 1), "{failed:?}");
    clock.advance(Duration::from_millis(29_999));
    assert_eq!(sign_in_from(&team, "198.51.100.7", "olga@example.org", PASSWORD).status(), 429);
    clock.advance(Duration::from_millis(1));
    assert_eq!(sign_in_from(&team, "198.51.100.7", "olga@example.org", PASSWORD).status(), 303);
}

#[test]
fn invalid_email_gets_the_same_response_as_a_wrong_password() {
    let (team, owner) = Team::with_owner();
    let long = format!("{}@example.org", "x".repeat(300));
    for _ in 0..70 {
        let answer = team.post(&Who::default(), "/sign-in", &[("email", &long), ("password", PASSWORD)]);
        assert_eq!(answer.status(), 422);
        assert!(answer.text().unwrap().contains("Incorrect email or password."));
    }
    assert_eq!(team.sign_in("Olga", PASSWORD).status(), 303, "they don’t count against anyone");
    assert!(audit(&team, &owner, "sign_in_failed").is_empty());
}

#[test]
fn account_forms_have_a_small_body_limit() {
    let (team, owner) = Team::with_owner();
    let invite = team.invite(&owner, "editor");
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    let large = "x".repeat(80_000);
    for path in ["/sign-in", "/setup", "/account/name", "/account/password", "/me", &invite, &link, "/members/invites"]
    {
        let answer = team.post(&owner, path, &[("email", &large), ("name", &large)]);
        assert_eq!(answer.status(), 413, "{path}");
    }
    let edit = json!({ "id": "e", "edit": { "type": "set_map", "set": { "note": large } } });
    assert_ne!(team.post_json(&owner, &format!("/api/v1/maps/{map}/edits"), &edit).status(), 413);
}

#[test]
fn flood_of_edits_waits_while_others_continue() {
    let (team, owner, clock) = Team::with_clock(Settings::default());
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    let (guest, other) = (team.guest(&link, "Gus"), team.guest(&link, "Gil"));
    let token = team.token(&owner, "editor");
    let edits = format!("/api/v1/maps/{map}/edits");
    let one =
        |n: usize| json!({ "type": "change_step", "step": "a", "set": { "note": format!("{n} {}", "x".repeat(900)) } });
    let large =
        |id: &str| json!({ "id": id, "edit": { "type": "batch", "edits": (0..1000).map(one).collect::<Vec<_>>() } });
    let small = |id: &str| json!({ "id": id, "edit": { "type": "change_step", "step": "a", "set": { "name": id } } });
    for who in [&guest, &token] {
        // Fast typing, after some pasting.
        for n in 0..40 {
            let id = format!("{:?} {n}", who.token.is_some());
            assert_eq!(team.post_json(who, &edits, &small(&id)).status(), 200);
        }
        let statuses: Vec<u16> = (0..3)
            .map(|n| team.post_json(who, &edits, &large(&format!("{:?} l{n}", who.token.is_some()))).status().as_u16())
            .collect();
        assert_eq!(statuses[1..], [429; 2], "{statuses:?}");
        assert_ne!(statuses[0], 429, "{statuses:?}");
        let slow = team.post_json(who, &edits, &large("once more"));
        let seconds = header(&slow, "retry-after").parse::<u64>().unwrap();
        assert_eq!(json_of(slow)["error"]["code"], "too_many");
        clock.advance(Duration::from_secs(seconds - 1));
        assert_eq!(team.post_json(who, &edits, &large("too early")).status(), 429);
        clock.advance(Duration::from_secs(1));
        assert_ne!(team.post_json(who, &edits, &large("in time")).status(), 429);
    }
    assert_eq!(team.post_json(&other, &edits, &small("of another")).status(), 200);
}

#[test]
fn checks_of_values_count_like_edits() {
    let (team, owner, clock) = Team::with_clock(Settings::default());
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    let guest = team.guest(&link, "Gus");
    let cell =
        |n: usize| json!({ "step": "a", "field": "note", "set": { "note": format!("{n} {}", "x".repeat(900)) } });
    let large = json!({ "cells": (0..1000).map(cell).collect::<Vec<_>>() });
    let ask = |who: &Who| team.post_json(who, &format!("/maps/{map}/cells"), &large);
    for who in [&owner, &guest] {
        let statuses: Vec<u16> = (0..4).map(|_| ask(who).status().as_u16()).collect();
        assert!(statuses[0] == 200 && statuses[3] == 429, "{statuses:?}");
        let seconds = header(&ask(who), "retry-after").parse::<u64>().unwrap();
        clock.advance(Duration::from_secs(seconds));
        assert_eq!(ask(who).status(), 200);
    }
}

#[test]
fn views_of_older_versions_are_limited() {
    let (team, owner, clock) = Team::with_clock(Settings::default());
    let viewer = team.member(&owner, "viewer", "Vera");
    let map = team.make_map(&owner);
    for n in 0..3 {
        let edit = json!({ "id": format!("e{n}"), "edit": { "type": "change_step", "step": "a", "set": { "name": format!("n{n}") } } });
        assert_eq!(team.post_json(&owner, &format!("/api/v1/maps/{map}/edits"), &edit).status(), 200);
    }
    let then = |who: &Who| team.get(who, &format!("/api/v1/maps/{map}?revision=2"));
    for _ in 0..2 {
        let shown = json_of(then(&viewer));
        assert_eq!((shown["revision"].as_u64(), shown["steps"][0]["name"].as_str()), (Some(2), Some("n0")));
    }
    assert!((2..60).all(|_| then(&viewer).status() == 200));
    let refused = then(&viewer);
    assert_eq!((refused.status().as_u16(), header(&refused, "retry-after")), (429, "2"));
    assert_eq!(team.get(&viewer, &format!("/maps/{map}/history/1")).status(), 429);
    assert_eq!(team.get(&viewer, &format!("/maps/{map}")).status(), 200);
    assert_eq!(then(&owner).status(), 200);
    clock.advance(Duration::from_millis(999));
    assert_eq!(then(&viewer).status(), 429);
    clock.advance(Duration::from_millis(1));
    assert_eq!(then(&viewer).status(), 200);
}

#[test]
fn same_step_added_by_two_people_is_added_twice() {
    let (team, owner) = Team::with_owner();
    let ben = team.member(&owner, "editor", "Ben");
    let map = team.make_map(&owner);
    let steps = |who: &Who| {
        let shown = json_of(team.get(who, &format!("/api/v1/maps/{map}")));
        shown["steps"].as_array().unwrap().iter().filter(|step| step["name"] == "Sign-off").count()
    };
    let form = [("name", "Sign-off"), ("revision", "1")];
    for (who, there) in [(&owner, 1), (&owner, 1), (&ben, 2), (&ben, 2)] {
        assert_eq!(team.post(who, &format!("/maps/{map}/steps"), &form).status(), 303);
        assert_eq!(steps(who), there);
    }
}
