//! Invites are invalid once their creator loses the permission to create them; and checks of email addresses.

use serde_json::json;

use crate::site::json_of;
use crate::team::{PASSWORD, Team, Who};

fn accept_invite(team: &Team, who: &Who, invite: &str) -> u16 {
    team.post(who, invite, &[]).status().as_u16()
}

#[test]
fn former_owner_cannot_return_with_an_old_invite() {
    let (team, owner) = Team::with_owner();
    let otto = team.member(&owner, "owner", "Otto");
    let token = team.token(&otto, "owner");
    let person = team.person(&owner, "Otto");
    let (unused, by_token) = (team.invite(&otto, "owner"), team.invite(&token, "owner"));
    let others = team.invite(&owner, "viewer");
    assert!(team.get(&owner, "/members").text().unwrap().contains("Created by Otto"));
    assert_eq!(team.post(&owner, &format!("/members/{person}/role"), &[("role", "editor")]).status(), 303);
    for invite in [&unused, &by_token] {
        assert_eq!(team.get(&Who::default(), invite).status(), 404);
        assert_eq!(accept_invite(&team, &otto, invite), 404);
    }
    // Owning it again doesn't help: the invite is gone.
    assert_eq!(team.post(&owner, &format!("/members/{person}/role"), &[("role", "owner")]).status(), 303);
    assert_eq!(accept_invite(&team, &otto, &unused), 404);
    let unused = team.invite(&otto, "owner");
    assert_eq!(team.post(&owner, &format!("/members/{person}/remove"), &[]).status(), 303);
    assert_eq!(accept_invite(&team, &otto, &unused), 404);
    assert_eq!(accept_invite(&team, &otto, &others), 303, "an invite of an owner is valid");
}

#[test]
fn invite_of_a_former_owner_is_checked_when_it_is_accepted() {
    let (team, owner) = Team::with_owner();
    let otto = team.member(&owner, "owner", "Otto");
    let unused = team.invite(&otto, "owner");
    // As an earlier version of Weir would do it, which leaves the invite.
    team.sql("update membership set role = 'viewer' where person = (select id from person where name = 'Otto')");
    assert_eq!(team.get(&Who::default(), &unused).status(), 404);
    assert_eq!(accept_invite(&team, &otto, &unused), 404);
}

#[test]
fn invite_expires_within_a_month() {
    let (team, owner) = Team::with_owner();
    let ask = |days: u32| team.post_json(&owner, "/api/v1/invites", &json!({ "role": "viewer", "days": days }));
    assert_eq!(ask(30).status(), 201);
    let refused = ask(31);
    assert_eq!(refused.status(), 422);
    assert_eq!(json_of(refused)["error"]["field"], "days");
}

#[test]
fn lookalike_email_address_is_refused() {
    let (team, owner) = Team::with_owner();
    let invite = team.invite(&owner, "viewer");
    for email in
        ["olga\u{200b}@example.org", "\u{202e}olga@example.org", "Olga <olga@example.org>", "olga@example.org."]
    {
        let form = [("name", "Eve"), ("email", email), ("password", PASSWORD)];
        let back = team.post(&Who::default(), &invite, &form);
        assert_eq!(back.status(), 422, "{email}");
        assert!(back.text().unwrap().contains("id=\"wrong-email\""), "{email}");
    }
}
