//! Members rename and remove guests, and let removed ones join again.

use reqwest::Method;
use serde_json::{Value, json};

use crate::sharing::{ended, follow, rename, until};
use crate::site::{field, json_of};
use crate::team::{Team, Who};

fn guests(team: &Team, owner: &Who, map: &str) -> Vec<Value> {
    json_of(team.get(owner, &format!("/api/v1/maps/{map}/guests")))["guests"].as_array().unwrap().clone()
}

#[test]
fn removed_guest_loses_access_at_once_and_keeps_their_edits() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    let (_, other_link) = team.share(&owner, &map, "view");
    let gus = team.guest(&link, "Gus");
    let edits = format!("/api/v1/maps/{map}/edits");
    assert_eq!(team.post_json(&gus, &edits, &rename("Compile")).status(), 200);
    let stream = follow(&team, &gus, &map);
    until(&stream, "presence");
    let listed = guests(&team, &owner, &map);
    assert_eq!((listed.len(), &listed[0]["name"]), (1, &json!("Gus")));
    let actor = field(&listed[0], "actor");
    let page = team.get(&owner, &format!("/maps/{map}/guests/{actor}")).text().unwrap();
    assert!(page.contains("Gus") && page.contains("Remove guest"), "{page}");

    assert_eq!(team.post(&owner, &format!("/maps/{map}/guests/{actor}/remove"), &[]).status(), 303);
    assert_eq!(until(&stream, "gone")["why"], "closed");
    ended(&stream);
    assert_eq!(team.post_json(&gus, &edits, &rename("x")).status(), 401);
    let history = json_of(team.get(&owner, &format!("/api/v1/maps/{map}/history")));
    assert_eq!(history["lines"][0]["actor"]["name"], "Gus");
    assert!(team.audit(&owner, "guest_removed")["about"].as_str().unwrap().contains("Gus"));

    // The same browser can't come back, by whatever link.
    for link in [&link, &other_link] {
        let answer = team.post(&gus, link, &[("name", "Gustav")]);
        assert_eq!(answer.status(), 422);
        assert!(answer.text().unwrap().contains("You were removed from this map"));
    }
    let listed = guests(&team, &owner, &map);
    assert_eq!((&listed[0]["name"], &listed[0]["joined_at_ms"]), (&json!("Gus"), &Value::Null));
    assert!(listed[0]["removed_at_ms"].is_number());
    // A member who allows it again takes it back.
    assert_eq!(team.post(&owner, &format!("/maps/{map}/guests/{actor}/allow"), &[]).status(), 303);
    assert_eq!(team.post(&gus, &link, &[("name", "Gus")]).status(), 303);
    assert_eq!(team.post_json(&gus, &edits, &rename("y")).status(), 200);
    let path = format!("/api/v1/maps/{map}/guests/{actor}");
    assert_eq!(team.send(&owner, Method::DELETE, &path).send().unwrap().status(), 204);
    assert_eq!(team.get(&gus, &format!("/maps/{map}")).status(), 303);
}

#[test]
fn removed_guest_can_be_allowed_after_the_link_was_revoked() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (share, link) = team.share(&owner, &map, "edit");
    let gus = team.guest(&link, "Gus");
    let actor = field(&guests(&team, &owner, &map)[0], "actor");
    assert_eq!(team.post(&owner, &format!("/maps/{map}/guests/{actor}/remove"), &[]).status(), 303);
    assert_eq!(team.post(&owner, &format!("/maps/{map}/share/{share}/withdraw"), &[]).status(), 303);
    let (_, new_link) = team.share(&owner, &map, "edit");
    assert_eq!(team.post(&gus, &new_link, &[("name", "Gus")]).status(), 422);
    let listed = guests(&team, &owner, &map);
    assert_eq!((listed.len(), &listed[0]["name"]), (1, &json!("Gus")));
    let page = team.get(&owner, &format!("/maps/{map}/share")).text().unwrap();
    assert!(page.contains(&format!("/maps/{map}/guests/{actor}")), "{page}");
    assert_eq!(team.post(&owner, &format!("/maps/{map}/guests/{actor}/allow"), &[]).status(), 303);
    assert_eq!(team.post(&gus, &new_link, &[("name", "Gus")]).status(), 303);
}

#[test]
fn guest_beyond_the_listed_ones_is_renamed_removed_and_allowed() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    // They joined before, so that they fill the list, and were removed after, for the same reason.
    team.sql(
        "insert into actor (id, workspace, kind, name, created_at) with recursive n(i) as (select 1 union all select \
         i + 1 from n where i < 1000) select 'early' || i, share.workspace, 'guest', 'E', 0 from n, share; \
         insert into guest (hash, share, workspace, actor, created_at) \
         select actor.id, share.id, share.workspace, actor.id, 0 from actor, share where actor.id like 'early%'; \
         insert into removed_guest (hash, share, workspace, actor, removed_at) \
         select hash, share, workspace, actor, 9000000000000 from guest",
    );
    let gus = team.guest(&link, "Gus");
    team.post_json(&gus, &format!("/api/v1/maps/{map}/edits"), &rename("Compile"));
    let history = json_of(team.get(&owner, &format!("/api/v1/maps/{map}/history")));
    let actor = field(&history["lines"][0]["actor"], "id");
    assert!(guests(&team, &owner, &map).iter().all(|guest| guest["name"] == "E"));
    let path = format!("/maps/{map}/guests/{actor}");
    assert_eq!(team.post(&owner, &format!("{path}/name"), &[("name", "Gustav")]).status(), 303);
    assert_eq!(team.post(&owner, &format!("{path}/remove"), &[]).status(), 303);
    let page = team.get(&owner, &path).text().unwrap();
    assert!(page.contains("Gustav") && page.contains("Allow to join again"), "{page}");
    assert_eq!(team.post(&owner, &format!("{path}/allow"), &[]).status(), 303);
    assert_eq!(team.post(&gus, &link, &[("name", "Gus")]).status(), 303);
}

#[test]
fn renamed_guest_has_the_new_name_everywhere() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    let gus = team.guest(&link, "Rude <b>word</b>");
    team.post_json(&gus, &format!("/api/v1/maps/{map}/edits"), &rename("Compile"));
    let stream = follow(&team, &gus, &map);
    until(&stream, "presence");
    let actor = field(&guests(&team, &owner, &map)[0], "actor");
    let form = format!("/maps/{map}/guests/{actor}/name");
    let wrong = team.post(&owner, &form, &[("name", "")]);
    assert_eq!(wrong.status(), 422);
    assert!(wrong.text().unwrap().contains("Enter a name."));
    assert_eq!(team.post(&owner, &form, &[("name", "Gus")]).status(), 303);
    assert_eq!(until(&stream, "presence")["people"][0]["name"], "Gus");
    let history = team.get(&owner, &format!("/maps/{map}/history")).text().unwrap();
    assert!(history.contains("<b>Gus</b>") && !history.contains("Rude"), "{history}");
    let api = format!("/api/v1/maps/{map}/guests/{actor}");
    assert_eq!(json_of(team.post_json(&owner, &api, &json!({ "name": "Gustav" })))["name"], "Gustav");
    // Only guests of this map: not its members, and not from another map.
    let history = json_of(team.get(&owner, &format!("/api/v1/maps/{map}/history")));
    let member = field(&history["lines"][1]["actor"], "id");
    assert_eq!(team.post(&owner, &format!("/maps/{map}/guests/{member}/name"), &[("name", "x")]).status(), 404);
    let other = team.make_map(&owner);
    assert_eq!(team.post(&owner, &format!("/maps/{other}/guests/{actor}/name"), &[("name", "x")]).status(), 404);
}
