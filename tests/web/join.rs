//! Join codes: typing one, its address and QR code, renewing it, and how many wrong ones can be tried.

use reqwest::Method;
use serde_json::{Value, json};
use weir::web::Settings;
use weir::web::settings::Network;

use crate::site::{field, header, json_of};
use crate::team::{Team, Who};

/// Creates a share link and returns it as the API lists it.
fn shared(team: &Team, owner: &Who, map: &str, kind: &str) -> Value {
    let created = json_of(team.post_json(owner, &format!("/api/v1/maps/{map}/shares"), &json!({ "kind": kind })));
    let listed = json_of(team.get(owner, &format!("/api/v1/maps/{map}/shares")));
    let shares = listed["shares"].as_array().unwrap();
    shares.iter().find(|share| share["id"] == created["id"]).unwrap().clone()
}

fn spaced(code: &str) -> String {
    format!("{} {}", &code[..3], &code[3..])
}

#[test]
fn share_page_shows_the_code_for_as_long_as_the_link_is_active() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let share = shared(&team, &owner, &map, "edit");
    let code = field(&share, "code");
    let address = team.url(&format!("/join/{code}"));
    assert_eq!(share["join_url"], address.as_str());
    assert!(code.len() == 6 && !code.contains(['0', 'O', '1', 'I', 'L']), "{code}");
    for _ in 0..2 {
        let page = team.get(&owner, &format!("/maps/{map}/share")).text().unwrap();
        assert!(page.contains(&address) && page.contains(&spaced(&code)) && page.contains("class=\"qr\""), "{page}");
        let host = team.url("/join");
        let panel = team.get(&owner, &format!("/maps/{map}/join-code")).text().unwrap();
        assert!(panel.contains(host.strip_prefix("http://").unwrap()) && panel.contains(&spaced(&code)), "{panel}");
        assert!(panel.contains("class=\"qr\"") && !panel.contains("<html"), "{panel}");
    }
    let revoke = format!("/api/v1/maps/{map}/shares/{}", field(&share, "id"));
    assert_eq!(team.send(&owner, Method::DELETE, &revoke).send().unwrap().status(), 204);
    let page = team.get(&owner, &format!("/maps/{map}/share")).text().unwrap();
    assert!(!page.contains(&code), "{page}");
    assert!(team.get(&owner, &format!("/maps/{map}/join-code")).text().unwrap().contains("No share link is active"));
    assert_eq!(team.get(&Who::default(), &format!("/join/{code}")).status(), 404);
    // An image link has no code: there is nothing to join.
    assert_eq!(shared(&team, &owner, &map, "picture")["code"], Value::Null);
}

#[test]
fn guest_joins_by_typing_the_code() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let code = field(&shared(&team, &owner, &map, "edit"), "code");
    let anyone = Who::default();
    assert!(team.get(&anyone, "/join").text().unwrap().contains("Join code"));
    let typed = spaced(&code).to_lowercase();
    let answer = team.post(&anyone, "/join", &[("code", &typed)]);
    assert_eq!((answer.status().as_u16(), header(&answer, "location")), (303, format!("/join/{code}").as_str()));
    for path in [format!("/join/{code}"), format!("/join/{}", code.to_lowercase())] {
        let page = team.get(&anyone, &path).text().unwrap();
        assert!(page.contains("Monthly release") && page.contains("invited to edit"), "{page}");
    }
    let gus = team.guest(&format!("/join/{code}"), "Gus");
    let page = team.get(&gus, &format!("/maps/{map}")).text().unwrap();
    assert!(page.contains("data-permission=\"edit\""), "{page}");
    assert_eq!(header(&team.get(&gus, &format!("/join/{code}")), "location"), format!("/maps/{map}"));
    // What can't be a code, and one that no link has.
    for wrong in ["", "KVM", "KVM 4T0", "KVM4T9 and more", "BCDFGH"] {
        let answer = team.post(&anyone, "/join", &[("code", wrong)]);
        assert_eq!(answer.status(), 422, "{wrong}");
        assert!(answer.text().unwrap().contains("No map has this code"), "{wrong}");
    }
    // The code of a map in the trash looks like one that doesn't exist.
    assert_eq!(team.send(&owner, Method::DELETE, &format!("/api/v1/maps/{map}")).send().unwrap().status(), 204);
    let text = |code: &str| {
        let answer = team.get(&anyone, &format!("/join/{code}"));
        (answer.status().as_u16(), answer.text().unwrap())
    };
    assert_eq!(text(&code), text("BCDFGH"));
    assert_eq!(text(&code).0, 404);
}

#[test]
fn renewed_code_replaces_the_former_one_and_guests_stay() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let share = shared(&team, &owner, &map, "view");
    let (id, code) = (field(&share, "id"), field(&share, "code"));
    let gus = team.guest(&format!("/join/{code}"), "Gus");
    let renewed = json_of(team.post_json(&owner, &format!("/api/v1/maps/{map}/shares/{id}/code"), &json!({})));
    let new = field(&renewed, "code");
    assert_ne!(new, code);
    assert_eq!(team.get(&Who::default(), &format!("/join/{code}")).status(), 404);
    assert_eq!(team.get(&Who::default(), &format!("/join/{new}")).status(), 200);
    assert_eq!(team.get(&gus, &format!("/maps/{map}")).status(), 200);
    assert_eq!(team.post(&owner, &format!("/maps/{map}/share/{id}/code"), &[]).status(), 303);
    assert_eq!(team.get(&Who::default(), &format!("/join/{new}")).status(), 404);
    assert!(team.audit(&owner, "join_code")["about"].as_str().unwrap().contains("Monthly release"));
}

#[test]
fn code_ends_with_its_link() {
    let (team, owner, clock) = Team::with_clock(Settings::default());
    let map = team.make_map(&owner);
    let link = json!({ "kind": "edit", "days": 1 });
    let share = json_of(team.post_json(&owner, &format!("/api/v1/maps/{map}/shares"), &link));
    let code = field(&share, "code");
    assert_eq!(team.get(&Who::default(), &format!("/join/{code}")).status(), 200);
    clock.advance(std::time::Duration::from_hours(24));
    assert_eq!(team.get(&Who::default(), &format!("/join/{code}")).status(), 404);
    let page = team.get(&owner, &format!("/maps/{map}/share")).text().unwrap();
    assert!(page.contains("Expired") && !page.contains(&code), "{page}");
}

#[test]
fn links_of_older_versions_get_a_code_when_they_are_shown() {
    let (team, owner) = Team::with_owner();
    let map = team.make_map(&owner);
    let (_, link) = team.share(&owner, &map, "edit");
    team.sql("update share set code = null");
    let page = team.get(&owner, &format!("/maps/{map}/share")).text().unwrap();
    assert!(page.contains("Join at <b>"), "{page}");
    let listed = json_of(team.get(&owner, &format!("/api/v1/maps/{map}/shares")));
    let code = field(&listed["shares"][0], "code");
    assert_eq!(team.get(&Who::default(), &format!("/join/{code}")).status(), 200);
    assert_eq!(team.get(&Who::default(), &link).status(), 200);
}

#[test]
fn wrong_codes_are_limited_and_joining_is_not() {
    let proxies = vec![Network::parse("127.0.0.1").unwrap()];
    let (team, owner, clock) = Team::with_clock(Settings { proxies, ..Settings::default() });
    let map = team.make_map(&owner);
    let code = field(&shared(&team, &owner, &map, "edit"), "code");
    let get = |from: &str, code: &str| {
        let request = team.send(&Who::default(), Method::GET, &format!("/join/{code}"));
        request.header("x-forwarded-for", from).send().unwrap()
    };
    // A whole workshop behind one address.
    for _ in 0..40 {
        assert_eq!(get("192.0.2.1", &code).status(), 200);
    }
    for _ in 0..20 {
        assert_eq!(get("192.0.2.1", "BCDFGH").status(), 404);
    }
    let refused = get("192.0.2.1", &code);
    assert_eq!((refused.status().as_u16(), header(&refused, "retry-after")), (429, "4"));
    assert!(refused.text().unwrap().contains("Too many wrong join codes"));
    assert_eq!(get("192.0.2.2", &code).status(), 200);
    clock.advance(std::time::Duration::from_mins(1));
    assert_eq!(get("192.0.2.1", &code).status(), 200);
}

#[test]
fn there_is_nothing_to_join_without_accounts() {
    let site = crate::site::Site::start();
    assert_eq!(site.get("/join").status(), 404);
    assert_eq!(site.get("/join/KVM4T9").status(), 404);
}
