//! Share links, guests, the lock, the image link, and event streams that end with the permission.

use std::io::{BufRead, BufReader};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use weir::web::Settings;

use crate::site::{field, header, json_of};
use crate::team::{Team, Who};

/// Before a stream would ask again by itself.
const SOON: Duration = Duration::from_secs(10);

pub(crate) fn rename(name: &str) -> Value {
    json!({ "id": format!("e-{name}"), "edit": { "type": "change_step", "step": "a", "set": { "name": name } } })
}

/// Receives the events of a stream one by one.
pub(crate) fn follow(team: &Team, who: &Who, map: &str) -> mpsc::Receiver<(String, Value)> {
    let answer = team.get(who, &format!("/maps/{map}/live"));
    assert_eq!(answer.status(), 200);
    let (sender, events) = mpsc::channel();
    std::thread::spawn(move || {
        let mut event = String::new();
        for line in BufReader::new(answer).lines() {
            let Ok(line) = line else { return };
            if let Some(name) = line.strip_prefix("event: ") {
                name.clone_into(&mut event);
            } else if let Some(data) = line.strip_prefix("data: ")
                && sender.send((event.clone(), serde_json::from_str(data).unwrap())).is_err()
            {
                return;
            }
        }
    });
    events
}

/// Waits for an event.
pub(crate) fn until(events: &mpsc::Receiver<(String, Value)>, event: &str) -> Value {
    let end = Instant::now() + SOON;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let (name, data) = events.recv_timeout(left).unwrap_or_else(|_| panic!("no {event} within {SOON:?}"));
        if name == event {
            return data;
        }
    }
}

/// Asserts that the stream ends.
pub(crate) fn ended(events: &mpsc::Receiver<(String, Value)>) {
    let end = Instant::now() + SOON;
    while let Ok(received) = events.recv_timeout(end.saturating_duration_since(Instant::now())) {
        assert_ne!(received.0, "frame", "a frame after the end of the stream");
    }
    assert!(Instant::now() < end, "the stream is still open");
}

#[test]
fn guest_joins_with_a_share_link_and_is_shown_as_guest() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    let page = team.get(&Who::default(), &link);
    assert_eq!(header(&page, "referrer-policy"), "same-origin");
    let html = page.text().unwrap();
    assert!(html.contains("Monthly release") && html.contains("invited to edit"), "{html}");
    assert_eq!(team.post(&Who::default(), &link, &[("name", "")]).status(), 422);
    let gus = team.guest(&link, "Gus");
    assert_eq!(header(&team.get(&gus, &link), "location"), format!("/maps/{map}"));
    let page = team.get(&gus, &format!("/maps/{map}")).text().unwrap();
    assert!(
        page.contains("data-permission=\"edit\"")
            && !page.contains(&format!("action=\"/maps/{map}/bin\""))
            && !page.contains(&format!("href=\"/maps/{map}/share\"")),
        "{page}"
    );
    let heard = follow(&team, &owner, &map);
    assert_eq!(team.post_json(&gus, &format!("/api/v1/maps/{map}/edits"), &rename("Compile")).status(), 200);
    assert_eq!(until(&heard, "frame")["by"], Value::Null);
    let stream = follow(&team, &gus, &map);
    assert_eq!(until(&stream, "hello")["me"]["guest"], true);
    let people = until(&heard, "presence");
    let is_gus =
        |people: &Value| people["people"].as_array().unwrap().iter().any(|p| p["name"] == "Gus" && p["guest"] == true);
    assert!(is_gus(&people) || is_gus(&until(&heard, "presence")));
    let history = json_of(team.get(&owner, &format!("/api/v1/maps/{map}/history")));
    assert_eq!(
        (&history["lines"][0]["actor"]["name"], &history["lines"][0]["actor"]["kind"]),
        (&json!("Gus"), &json!("guest"))
    );
    assert!(
        team.get(&owner, &format!("/maps/{map}/history")).text().unwrap().contains("<span class=\"tag\">Guest</span>")
    );
    // A guest's edit can be undone by a member.
    assert_eq!(team.post(&owner, &format!("/maps/{map}/history/2/undo"), &[]).status(), 303);
    assert_eq!(json_of(team.get(&owner, &format!("/api/v1/maps/{map}")))["steps"][0]["name"], "Build");
    let history = json_of(team.get(&owner, &format!("/api/v1/maps/{map}/history")));
    assert_eq!(history["lines"][0]["actor"]["name"], "Olga");
    // A link to one map opens no other map.
    let other = team.make_map(&owner);
    assert_eq!(team.get(&gus, &format!("/maps/{other}")).status(), 404);
    assert_eq!(team.get(&gus, "/").status(), 303);
}

#[test]
fn event_stream_ends_with_the_permission() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let ben = team.member(&owner, "editor", "Ben");
    let (share, link) = team.share(&owner, &map, "view");
    let gus = team.guest(&link, "Gus");
    let (of_ben, of_gus) = (follow(&team, &ben, &map), follow(&team, &gus, &map));
    until(&of_ben, "presence");
    until(&of_gus, "presence");

    let path = format!("/api/v1/maps/{map}/shares/{share}");
    assert_eq!(team.send(&owner, Method::DELETE, &path).send().unwrap().status(), 204);
    assert_eq!(until(&of_gus, "gone")["why"], "closed");
    ended(&of_gus);

    let person = team.person(&owner, "Ben");
    team.post(&owner, &format!("/members/{person}/role"), &[("role", "viewer")]);
    assert_eq!(until(&of_ben, "rights"), json!({ "may": "view", "locked": false }));
    assert_eq!(team.post_json(&ben, &format!("/api/v1/maps/{map}/edits"), &rename("x")).status(), 403);
    team.post(&owner, &format!("/members/{person}/remove"), &[]);
    assert_eq!(until(&of_ben, "gone")["why"], "closed");
    ended(&of_ben);
    assert_eq!(team.post_json(&ben, &format!("/api/v1/maps/{map}/edits"), &rename("y")).status(), 404);

    // Ending a session ends its streams.
    let of_owner = follow(&team, &owner, &map);
    until(&of_owner, "presence");
    team.post(&owner, "/account/sessions/end-others", &[("all", "yes")]);
    assert_eq!(until(&of_owner, "gone")["why"], "signed_out");
}

#[test]
fn event_stream_ends_when_its_link_or_token_expires() {
    let (team, owner, clock) = Team::with_clock(Settings::default());
    let map = team.make_map(&owner);
    let edits = format!("/api/v1/maps/{map}/edits");
    let token = team.token(&owner, "editor");
    let share = json!({ "kind": "view", "days": 29 });
    let link = json_of(team.post_json(&owner, &format!("/api/v1/maps/{map}/shares"), &share));
    let eve = team.guest(&team.path_of(&field(&link, "url")), "Eve");
    // The token is valid for one more day.
    let streams = [(29, follow(&team, &eve, &map)), (1, follow(&team, &token, &map))];
    for (days, events) in streams {
        clock.advance(Duration::from_millis(days * 24 * 60 * 60 * 1000 - 1));
        let saved = json_of(team.post_json(&token, &edits, &rename(&format!("after {days} days"))));
        while until(&events, "frame")["revision"] != saved["revision"] {}
        clock.advance(Duration::from_millis(1));
        assert_eq!(until(&events, "gone")["why"], "closed");
        ended(&events);
    }
}

#[test]
fn locked_map_is_view_only_for_guests() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    let gus = team.guest(&link, "Gus");
    let heard = follow(&team, &gus, &map);
    until(&heard, "presence");
    assert_eq!(team.post(&owner, &format!("/maps/{map}/lock"), &[("locked", "yes")]).status(), 303);
    assert_eq!(until(&heard, "rights"), json!({ "may": "view", "locked": true }));
    let refused = team.post_json(&gus, &format!("/api/v1/maps/{map}/edits"), &rename("x"));
    assert_eq!(refused.status(), 403);
    assert_eq!(json_of(refused)["error"]["code"], "locked");
    assert_eq!(team.post_json(&owner, &format!("/api/v1/maps/{map}/edits"), &rename("y")).status(), 200);
    assert!(team.get(&gus, &format!("/maps/{map}")).text().unwrap().contains("Locked for guests"));
    assert_eq!(team.post(&owner, &format!("/maps/{map}/lock"), &[]).status(), 303);
    assert_eq!(until(&heard, "rights"), json!({ "may": "edit", "locked": false }));
    assert_eq!(team.post_json(&gus, &format!("/api/v1/maps/{map}/edits"), &rename("z")).status(), 200);
}

#[test]
fn spotlight_shows_everyone_a_step() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "view");
    let gus = team.guest(&link, "Gus");
    let heard = follow(&team, &gus, &map);
    until(&heard, "presence");
    assert_eq!(team.post_json(&owner, &format!("/maps/{map}/lead"), &json!({ "step": "b" })).status(), 204);
    let lead = until(&heard, "lead");
    assert_eq!((&lead["step"], &lead["by"]["name"]), (&json!("b"), &json!("Olga")));
    assert_eq!(team.post_json(&owner, &format!("/maps/{map}/lead"), &json!({ "step": "none" })).status(), 404);
}

#[test]
fn leader_sees_who_follows_and_newcomers_follow_until_it_ends() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "view");
    let (gus, gil) = (team.guest(&link, "Gus"), team.guest(&link, "Gil"));
    let (of_owner, of_gus) = (follow(&team, &owner, &map), follow(&team, &gus, &map));
    let leader = field(&until(&of_owner, "hello"), "viewer");
    let viewer = field(&until(&of_gus, "hello"), "viewer");
    until(&of_gus, "presence");
    let lead = |body: &Value| team.post_json(&owner, &format!("/maps/{map}/lead"), body).status().as_u16();
    assert_eq!(lead(&json!({ "step": "b", "object": "wait=b", "viewer": leader })), 204);
    let heard = until(&of_gus, "lead");
    assert_eq!((&heard["object"], &heard["viewer"], &heard["bring"]), (&json!("wait=b"), &json!(leader), &json!(true)));

    // Leaving is shown to the leader, for one's own page only.
    let leave = |who: &Who, viewer: &str| {
        let body = json!({ "viewer": viewer, "follows": false });
        team.post_json(who, &format!("/maps/{map}/follow"), &body).status().as_u16()
    };
    assert_eq!(leave(&gil, &viewer), 404);
    assert_eq!(leave(&gus, &viewer), 204);
    let follows = |name: &str, expected: &Value| {
        while !until(&of_owner, "presence")["people"]
            .as_array()
            .unwrap()
            .iter()
            .any(|person| person["name"] == name && person["follows"] == *expected)
        {}
    };
    follows("Gus", &json!(false));
    // Bringing everyone brings those who left, too; moving on does not.
    assert_eq!(lead(&json!({ "step": "a", "viewer": leader })), 204);
    follows("Gus", &Value::Null);
    assert_eq!(leave(&gus, &viewer), 204);
    follows("Gus", &json!(false));
    assert_eq!(lead(&json!({ "step": "b", "viewer": leader, "bring": false })), 204);
    while until(&of_gus, "lead")["bring"] != json!(false) {}

    // Only an open page of one's own can lead: otherwise nothing would ever end it.
    for other in [viewer.as_str(), "no such page", ""] {
        assert_eq!(lead(&json!({ "step": "a", "viewer": other })), 404);
    }
    let of_gil = follow(&team, &gil, &map);
    assert_eq!(until(&of_gil, "hello")["lead"]["step"], "b");
    assert_eq!(lead(&json!({ "step": null })), 204);
    assert_eq!(until(&of_gil, "lead"), json!({ "step": null }));
    assert_eq!(until(&follow(&team, &gil, &map), "hello")["lead"], Value::Null);
    assert_eq!(lead(&json!({})), 400);
}

#[test]
fn image_link_shows_the_current_map_on_other_sites() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (share, picture) = team.share(&owner, &map, "picture");
    assert!(picture.contains(".svg"));
    let anonymous = Who::default();
    let answer = team.send(&anonymous, Method::GET, &picture).header("sec-fetch-site", "cross-site").send().unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "content-type")), (200, "image/svg+xml"));
    assert_eq!(header(&answer, "cross-origin-resource-policy"), "cross-origin");
    assert!(header(&answer, "content-security-policy").contains("sandbox"));
    assert_eq!(header(&answer, "content-disposition"), "");
    let tag = header(&answer, "etag").to_owned();
    let again = team.send(&anonymous, Method::GET, &picture).header("if-none-match", &tag).send().unwrap();
    assert_eq!(again.status(), 304);
    team.post_json(&owner, &format!("/api/v1/maps/{map}/edits"), &rename("Compile"));
    assert!(team.get(&anonymous, &picture).text().unwrap().contains("Compile"));
    assert_eq!(team.get(&anonymous, &picture.replace(".svg", ".png")).status(), 200);
    // The image link leaves out what isn't visible: the embedded map and the notes. Viewers of the map get both.
    let note = json!({ "id": "n", "edit": { "type": "change_step", "step": "a", "set": { "note": "a secret note" } } });
    assert_eq!(team.post_json(&owner, &format!("/api/v1/maps/{map}/edits"), &note).status(), 200);
    for extension in ["svg", "png"] {
        let by_link = team.get(&anonymous, &picture.replace("svg", extension)).bytes().unwrap();
        let own = team.get(&owner, &format!("/maps/{map}.{extension}")).bytes().unwrap();
        let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(!holds(&by_link, "weir-map") && !holds(&by_link, "weir:map"), "{extension}");
        assert!(!holds(&by_link, "a secret note") && holds(&own, "a secret note"), "{extension}");
        let brought = team.send(&owner, Method::POST, "/api/v1/maps").body(by_link).send().unwrap();
        assert_eq!(json_of(brought)["error"]["code"], "no_map", "{extension}");
    }
    // An image link opens only the image, and an edit link is not an image link.
    assert_eq!(team.get(&anonymous, &picture.replace(".svg", "")).status(), 404);
    let (_, edit) = team.share(&owner, &map, "edit");
    assert_eq!(team.get(&anonymous, &format!("{edit}.svg")).status(), 404);
    team.send(&owner, Method::DELETE, &format!("/api/v1/maps/{map}/shares/{share}")).send().unwrap();
    assert_eq!(team.get(&anonymous, &picture).status(), 404);
}

#[test]
fn redone_guest_edit_can_be_undone() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    let gus = team.guest(&link, "Gus");
    let api = |rest: &str| format!("/api/v1/maps/{map}{rest}");
    let name = || json_of(team.get(&owner, &api("")))["steps"][0]["name"].as_str().unwrap().to_owned();
    let before = name();
    let revision = json_of(team.post_json(&gus, &api("/edits"), &rename("x")))["revision"].as_u64().unwrap();
    for way in ["/undo", "/redo"] {
        assert_eq!(team.post_json(&gus, &api(way), &json!({})).status(), 200, "{way}");
    }
    assert_eq!(name(), "x");
    let undo_guest_edit = || team.post(&owner, &format!("/maps/{map}/history/{revision}/undo"), &[]);
    let address = |answer: &reqwest::blocking::Response| header(answer, "location").to_owned();
    assert!(address(&undo_guest_edit()).contains("undone=1"));
    assert_eq!(name(), before);
    assert!(address(&undo_guest_edit()).contains("nothing_of_guest=1"));
}

#[test]
fn guest_sees_no_other_map() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let future =
        json_of(team.post_json(&owner, &format!("/api/v1/maps/{map}/future"), &json!({ "name": "Secret plan" })));
    assert_eq!(future["name"], "Secret plan");
    let (_, link) = team.share(&owner, &map, "edit");
    let gus = team.guest(&link, "Gus");
    for path in [format!("/maps/{map}"), format!("/maps/{map}/ideas"), format!("/api/v1/maps/{map}/family")] {
        assert!(!team.get(&gus, &path).text().unwrap().contains("Secret plan"), "{path}");
    }
    assert!(team.get(&owner, &format!("/maps/{map}")).text().unwrap().contains("Secret plan"));
    // Nor can they relate their map to another one.
    let family = json!({ "type": "change_map", "set": { "family": future["id"] } });
    let edit = json!({ "id": "f", "edit": { "type": "batch", "edits": [family] } });
    let refused = team.post_json(&gus, &format!("/api/v1/maps/{map}/edits"), &edit);
    assert_eq!(refused.status(), 422);
    assert_eq!(json_of(refused)["error"]["code"], "members_only");
}

#[test]
fn viewer_gets_a_page_with_hidden_edit_controls() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let vera = team.member(&owner, "viewer", "Vera");
    let page = team.get(&vera, &format!("/maps/{map}")).text().unwrap();
    assert!(page.contains("data-permission=\"view\""));
    // What she could use with another role is there, hidden: a new role needs no reload.
    let tag_with = |text: &str| {
        let at = page.find(text).unwrap_or_else(|| panic!("no {text} in {page}"));
        page[page[..at].rfind('<').unwrap()..at].to_owned()
    };
    assert!(tag_with("id=\"quick-add\"").contains("needs-edit"));
    for action in ["/undo\"", "/share\"", "/lock\"", "/bin\""] {
        let tag = tag_with(&format!("{map}{action}"));
        assert!(tag.contains("needs-"), "{tag}");
    }
    let step = team.get(&vera, &format!("/maps/{map}?step=a")).text().unwrap();
    assert!(step.contains("<fieldset class=\"form-fieldset\" disabled ") && tag_with(">Save<").contains("needs-edit"));
    let home = team.get(&vera, "/").text().unwrap();
    assert!(home.contains("Monthly release") && !home.contains("name=\"template\""));
    // The same tag is never another page.
    let tag = |who: &Who| header(&team.get(who, &format!("/maps/{map}")), "etag").to_owned();
    assert_ne!(tag(&vera), tag(&owner));
}
