//! Who can create a password reset link, and what ends with it.

use std::process::Command;

use serde_json::json;

use crate::site::{field, json_of};
use crate::team::{PASSWORD, Team, Who};

const NEW: &str = "a third horse battery";

/// The link on a page.
fn link_on(page: &str) -> String {
    let at = page.find("/reset/").unwrap_or_else(|| panic!("no link in {page}"));
    page[at..at + 71].to_owned()
}

/// Accepts an invite with an existing account.
fn accept_invite(team: &Team, who: &Who, invite: &str) {
    assert_eq!(team.post(who, invite, &[]).status(), 303);
}

/// Mallory is a viewer of the first workspace, who creates her own and invites Alice to it.
fn mallory_and_alice(team: &Team, owner: &Who) -> (Who, Who) {
    let mallory = team.member(owner, "viewer", "Mallory");
    let alice = team.member(owner, "editor", "Alice");
    assert_eq!(team.post(&mallory, "/workspaces", &[("workspace", "Trap")]).status(), 303);
    accept_invite(team, &alice, &team.invite(&mallory, "viewer"));
    (mallory, alice)
}

#[test]
fn owner_of_one_of_several_workspaces_cannot_create_a_reset_link() {
    let (team, owner) = Team::with_owner();
    let (mallory, alice) = mallory_and_alice(&team, &owner);
    let person = team.person(&mallory, "Alice");
    let refused = team.post(&mallory, &format!("/members/{person}/reset"), &[]);
    assert_eq!(refused.status(), 422);
    let html = refused.text().unwrap();
    assert!(html.contains("a workspace you don’t own") && !html.contains("/reset/"), "{html}");
    // Neither can the owner of the other workspace, for the same reason.
    assert_eq!(team.post(&owner, &format!("/members/{person}/reset"), &[]).status(), 422);
    // The owner of both can.
    accept_invite(&team, &owner, &team.invite(&mallory, "owner"));
    let link = link_on(&team.post(&owner, &format!("/members/{person}/reset"), &[]).text().unwrap());
    for watcher in [&owner, &mallory] {
        let logged = team.audit(watcher, "password_link");
        assert_eq!(
            (logged["who"].as_str(), logged["about"].as_str()),
            (Some("Olga <olga@example.org>"), Some("alice@example.org"))
        );
    }
    assert_eq!(team.post(&Who::default(), &link, &[("password", NEW)]).status(), 303);
    assert_eq!(team.get(&alice, "/account").status(), 303);
    for watcher in [&owner, &mallory] {
        team.audit(watcher, "password_reset");
    }
}

#[test]
fn reset_link_ends_with_the_permission_to_create_it() {
    let (team, owner) = Team::with_owner();
    let ben = team.member(&owner, "viewer", "Ben");
    let person = team.person(&owner, "Ben");
    let make = || link_on(&team.post(&owner, &format!("/members/{person}/reset"), &[]).text().unwrap());
    let link = make();
    assert_eq!(team.get(&Who::default(), &link).status(), 200);
    // Ben creates a workspace.
    assert_eq!(team.post(&ben, "/workspaces", &[("workspace", "Own")]).status(), 303);
    assert_eq!(team.get(&Who::default(), &link).status(), 404);
    assert_eq!(team.post(&Who::default(), &link, &[("password", NEW)]).status(), 404);
    assert_eq!(team.sign_in("Ben", NEW).status(), 422);
    assert_eq!(team.sign_in("Ben", PASSWORD).status(), 303);
}

#[test]
fn reset_link_of_a_former_owner_is_invalid() {
    let (team, owner) = Team::with_owner();
    let (second, _) = (team.member(&owner, "owner", "Otto"), team.member(&owner, "viewer", "Ben"));
    let (ben, otto) = (team.person(&owner, "Ben"), team.person(&owner, "Otto"));
    let link = link_on(&team.post(&second, &format!("/members/{ben}/reset"), &[]).text().unwrap());
    assert_eq!(team.post(&owner, &format!("/members/{otto}/role"), &[("role", "editor")]).status(), 303);
    assert_eq!(team.post(&Who::default(), &link, &[("password", NEW)]).status(), 404);
    // Changing one's own password requires the current one, also for owners.
    let olga = team.person(&owner, "Olga");
    assert_eq!(team.post(&owner, &format!("/members/{olga}/reset"), &[]).status(), 422);
}

#[test]
fn password_reset_ends_tokens_too() {
    let (team, owner) = Team::with_owner();
    let mut ben = team.member(&owner, "editor", "Ben");
    let token = team.token(&ben, "editor");
    // A user who changes the password themselves keeps their tokens, and the page says so.
    assert!(team.get(&ben, "/account").text().unwrap().contains("API tokens stay valid"));
    let person = team.person(&owner, "Ben");
    let link = link_on(&team.post(&owner, &format!("/members/{person}/reset"), &[]).text().unwrap());
    let changed =
        team.post(&ben, "/account/password", &[("old_password", PASSWORD), ("password", "another horse battery")]);
    ben.store_cookies(&changed);
    assert_eq!(team.get(&token, "/api/v1/maps").status(), 200);
    assert_eq!(team.get(&Who::default(), &link).status(), 404, "the link was for the former password");

    let link = link_on(&team.post(&owner, &format!("/members/{person}/reset"), &[]).text().unwrap());
    assert!(team.get(&Who::default(), &link).text().unwrap().contains("all API tokens"));
    assert_eq!(team.post(&Who::default(), &link, &[("password", NEW)]).status(), 303);
    assert_eq!(team.get(&token, "/api/v1/maps").status(), 401);
    assert_eq!(team.get(&ben, "/account").status(), 303);
}

#[test]
fn command_line_creates_a_reset_link_for_anyone() {
    let (team, owner) = Team::with_owner();
    let weir = |email: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weir"));
        command.args(["reset-password", email, "--data"]).arg(team.folder.path()).args(more);
        command.env_remove("WEIR_PUBLIC_URL").output().unwrap()
    };
    let unknown = weir("nobody@example.org", &[]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("No account uses the email"));
    let done = weir("OLGA@example.org", &["--public-url", "https://weir.example.org"]);
    let printed = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(printed.starts_with("https://weir.example.org/reset/"), "{printed}");
    let done = weir("olga@example.org", &[]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let link = String::from_utf8(done.stdout).unwrap().trim().to_owned();
    assert_eq!(team.audit(&owner, "password_link")["address"], "this machine");
    assert_eq!(team.post(&Who::default(), &link, &[("password", NEW)]).status(), 303);
    assert_eq!(team.get(&owner, "/account").status(), 303);
    assert_eq!(team.sign_in("Olga", NEW).status(), 303);
}

#[test]
fn reset_link_without_a_creator_is_invalid() {
    let (team, owner) = Team::with_owner();
    team.member(&owner, "viewer", "Ben");
    let person = team.person(&owner, "Ben");
    let link = link_on(&team.post(&owner, &format!("/members/{person}/reset"), &[]).text().unwrap());
    team.sql("update reset set made_by = null");
    assert_eq!(team.get(&Who::default(), &link).status(), 404);
    let members = json_of(team.get(&owner, "/api/v1/members"));
    assert_eq!(field(&members["workspace"], "name"), "Release team", "{}", json!(members));
}
