//! Undoing everything by one person in one step.

use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Site, field, header, json_of};
use crate::team::{Team, Who};

/// A map with a guest and helpers for edits.
struct Workshop {
    team: Team,
    owner: Who,
    gus: Who,
    map: String,
    actor: String,
}

impl Workshop {
    fn new() -> Workshop {
        let (team, owner) = Team::with_owner();
        let map = team.make_map(&owner);
        let (_, link) = team.share(&owner, &map, "edit");
        let gus = team.guest(&link, "Gus");
        let guests = json_of(team.get(&owner, &format!("/api/v1/maps/{map}/guests")));
        let actor = field(&guests["guests"][0], "actor");
        Workshop { team, owner, gus, map, actor }
    }

    fn edit(&self, who: &Who, edit: &Value) {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let id = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let body = json!({ "id": format!("e{id}"), "edit": edit });
        let answer = self.team.post_json(who, &format!("/api/v1/maps/{}/edits", self.map), &body);
        assert_eq!(answer.status(), 200, "{edit}: {}", answer.text().unwrap());
    }

    fn set(&self, who: &Who, step: &str, field: &str, value: &str) {
        self.edit(who, &json!({ "type": "change_step", "step": step, "set": { field: value } }));
    }

    fn map(&self) -> Value {
        let mut map = json_of(self.team.get(&self.owner, &format!("/api/v1/maps/{}", self.map)));
        map.as_object_mut().unwrap().remove("revision");
        map
    }

    fn api(&self, method: Method) -> Value {
        let path = format!("/api/v1/maps/{}/history/by/{}", self.map, self.actor);
        json_of(self.team.send(&self.owner, method, &path).send().unwrap())
    }

    fn undo_all(&self) -> Value {
        let preview = self.api(Method::GET);
        let mut done = self.api(Method::POST);
        assert!(done["revision"].is_number(), "{done}");
        done["revision"] = Value::Null;
        assert_eq!(done, preview, "the preview says what happens");
        done
    }

    fn own(&self, way: &str) {
        let path = format!("/api/v1/maps/{}/{way}", self.map);
        assert_eq!(self.team.post_json(&self.owner, &path, &json!({})).status(), 200, "{way}");
    }
}

#[test]
fn all_changes_of_a_guest_are_undone_in_one_step_that_can_be_undone() {
    let of = Workshop::new();
    let before = of.map();
    of.set(&of.gus, "a", "wait", "9d");
    of.set(&of.gus, "a", "name", "Nonsense");
    of.edit(&of.gus, &json!({ "type": "add_step", "step": { "id": "x", "name": "X" }, "after": "a" }));
    of.set(&of.gus, "x", "work", "1h");
    of.edit(&of.gus, &json!({ "type": "remove_step", "step": "b" }));
    of.edit(
        &of.gus,
        &json!({ "type": "change_map", "set": { "name": "Mine", "demand": { "items": 3, "per": "day" } } }),
    );
    of.edit(&of.gus, &json!({ "type": "add_idea", "idea": { "id": "i", "title": "Nothing" } }));
    let after = of.map();
    let done = of.undo_all();
    assert_eq!((&done["edits"], &done["kept"]), (&json!(7), &json!([])));
    assert_eq!(of.map(), before);

    let history = json_of(of.team.get(&of.owner, &format!("/api/v1/maps/{}/history", of.map)));
    assert_eq!(history["lines"][0]["sentence"], "undid: 7 changes by Gus");
    assert_eq!(history["lines"][0]["actor"]["name"], "Olga");
    assert_eq!(history["lines"][1]["actor"]["name"], "Gus", "the changes stay in the history");
    assert!(of.team.audit(&of.owner, "undo_by")["about"].as_str().unwrap().contains("7 changes by “Gus”"));

    // There is nothing left to undo, until this is undone itself.
    assert_eq!(of.api(Method::GET)["edits"], 0);
    assert_eq!(of.api(Method::POST)["error"]["code"], "nothing_to_undo");
    of.own("undo");
    assert_eq!(of.map(), after);
    assert_eq!(of.api(Method::GET)["edits"], 7);
    of.own("redo");
    assert_eq!(of.map(), before);
    assert_eq!(of.api(Method::GET)["edits"], 0);
    // What the guest does later counts again.
    of.set(&of.gus, "a", "team", "Again");
    assert_eq!(of.undo_all()["edits"], 1);
    assert_eq!(of.map(), before);
}

#[test]
fn later_changes_of_others_stay_and_are_named() {
    let of = Workshop::new();
    of.set(&of.gus, "a", "wait", "9d");
    of.set(&of.gus, "a", "work", "9h");
    of.edit(&of.gus, &json!({ "type": "add_step", "step": { "id": "x", "name": "X" }, "after": "a" }));
    of.edit(&of.gus, &json!({ "type": "add_step", "step": { "id": "y", "name": "Y" }, "after": "x" }));
    of.edit(&of.gus, &json!({ "type": "add_step", "step": { "id": "z", "name": "Z" }, "after": "y" }));
    of.set(&of.owner, "a", "wait", "2d");
    of.set(&of.owner, "y", "team", "QA");
    of.edit(&of.owner, &json!({ "type": "add_idea", "idea": { "id": "i", "title": "Idea", "step": "z" } }));
    let done = of.undo_all();
    let what: Vec<&str> = done["kept"].as_array().unwrap().iter().map(|kept| kept["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["the idea “Idea”", "“Y”", "the wait time of “Build”"]);
    assert!(done["kept"].as_array().unwrap().iter().all(|kept| kept["by"].is_string()));
    let map = of.map();
    let ids: Vec<&str> = map["steps"].as_array().unwrap().iter().map(|step| step["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"y") && ids.contains(&"z") && !ids.contains(&"x"), "{ids:?}");
    assert_eq!((&map["steps"][0]["wait"], &map["steps"][0]["work"]), (&json!("2d"), &json!("1h")));
    // The flow closes around the step that went.
    let flows = map["flows"].to_string();
    assert!(flows.contains(r#""from":"a","to":"y""#) && flows.contains(r#""from":"y","to":"z""#), "{flows}");
    // The others' changes are not undone with a second attempt either.
    assert_eq!(of.api(Method::POST)["error"]["code"], "nothing_to_undo");
}

#[test]
fn what_is_undone_already_is_left_alone() {
    let of = Workshop::new();
    let before = of.map();
    of.set(&of.gus, "a", "wait", "9d");
    assert_eq!(of.team.post(&of.owner, &format!("/maps/{}/history/2/undo", of.map), &[]).status(), 303);
    of.set(&of.gus, "b", "wait", "8d");
    let path = format!("/api/v1/maps/{}/undo", of.map);
    assert_eq!(of.team.post_json(&of.gus, &path, &json!({})).status(), 200);
    assert_eq!(of.map(), before);
    let done = of.api(Method::GET);
    assert_eq!((&done["edits"], &done["kept"]), (&json!(0), &json!([])));
}

#[test]
fn page_shows_the_count_first_and_works_without_scripts() {
    let of = Workshop::new();
    let before = of.map();
    of.set(&of.gus, "a", "wait", "9d");
    of.set(&of.gus, "b", "wait", "8d");
    of.set(&of.owner, "b", "wait", "5d");
    let path = format!("/maps/{}/history/by/{}", of.map, of.actor);
    let history = of.team.get(&of.owner, &format!("/maps/{}/history", of.map)).text().unwrap();
    assert!(history.contains(&path), "{history}");
    let page = of.team.get(&of.owner, &path).text().unwrap();
    assert!(page.contains("Undo 1 change<") && page.contains("changed since by Olga"), "{page}");
    assert!(page.contains("These will be undone:") && page.contains("wait time of “Build”"), "{page}");
    let undone = &of.api(Method::GET)["undone"];
    assert_eq!(undone.as_array().map(Vec::len), Some(1), "{undone}");
    let answer = of.team.post(&of.owner, &path, &[]);
    let location = header(&answer, "location").to_owned();
    let page = of.team.get(&of.owner, &location).text().unwrap();
    assert!(page.contains("1 change was undone.") && page.contains("1 change stays"), "{page}");
    assert_eq!(of.map()["steps"][0], before["steps"][0]);
    // A guest is offered none of it.
    let history = of.team.get(&of.gus, &format!("/maps/{}/history", of.map)).text().unwrap();
    assert!(!history.contains("/history/by/"), "{history}");
}

#[test]
fn changes_of_a_browser_are_undone_without_accounts() {
    let site = Site::start();
    let id = site.small_map();
    let before = site.map(&id)["steps"].clone();
    site.edit(&id, "e", &json!({ "type": "change_step", "step": "a", "set": { "wait": "9d" } }));
    let history = json_of(site.get(&format!("/api/v1/maps/{id}/history")));
    let actor = field(&history["lines"][0]["actor"], "id");
    let answer = site.post(&format!("/maps/{id}/history/by/{actor}"), "");
    assert!(header(&answer, "location").contains("reverted=1"));
    assert_eq!(site.map(&id)["steps"], before);
}

#[test]
fn user_without_accounts_is_you_in_every_browser() {
    let site = Site::start();
    let id = site.small_map();
    // Once in a browser, once from a program.
    let first = site.get(&format!("/maps/{id}"));
    let cookie = header(&first, "set-cookie").split(';').next().unwrap().to_owned();
    let edit = json!({ "id": "e1", "edit": { "type": "change_step", "step": "a", "set": { "wait": "9d" } } });
    let path = format!("/api/v1/maps/{id}/edits");
    let sent = site.request(Method::POST, &path).header("cookie", &cookie).header("content-type", "application/json");
    assert_eq!(sent.body(edit.to_string()).send().unwrap().status(), 200);
    site.edit(&id, "e2", &json!({ "type": "change_step", "step": "b", "set": { "wait": "8d" } }));
    let lines = json_of(site.get(&format!("/api/v1/maps/{id}/history")))["lines"].clone();
    let actors = [field(&lines[0]["actor"], "id"), field(&lines[1]["actor"], "id")];
    assert_ne!(actors[0], actors[1]);
    for actor in actors {
        let path = format!("/maps/{id}/history/by/{actor}");
        let page = site.get(&path).text().unwrap();
        assert!(page.contains("Undo all changes by you?"), "{page}");
        site.post(&path, "");
    }
    let history = site.get(&format!("/maps/{id}/history")).text().unwrap();
    assert!(history.contains("<b>You</b> undid: 1 change by you"), "{history}");
    assert!(!history.contains("Guest") && !history.contains("a guest") && !history.contains("computer"), "{history}");
}

#[test]
fn reason_why_changes_stay_is_given() {
    let of = Workshop::new();
    of.edit(&of.owner, &json!({ "type": "add_step", "step": { "id": "x", "name": "X" } }));
    of.edit(&of.owner, &json!({ "type": "disconnect", "from": "c", "to": "x" }));
    of.edit(&of.owner, &json!({ "type": "connect", "from": "x", "to": "b" }));
    // The only path of the rework arrow from b to a, once the owner has deleted the direct one.
    of.edit(&of.gus, &json!({ "type": "connect", "from": "a", "to": "x" }));
    of.edit(&of.owner, &json!({ "type": "disconnect", "from": "a", "to": "b" }));
    let path = format!("/maps/{}/history/by/{}", of.map, of.actor);
    let undo_all = || {
        let answer = of.team.post(&of.owner, &path, &[]);
        of.team.get(&of.owner, header(&answer, "location")).text().unwrap()
    };
    assert_eq!(of.api(Method::GET)["kept"][0]["by"], Value::Null);
    let page = undo_all();
    assert!(page.contains("There are no changes to undo."), "{page}");
    assert!(page.contains("1 change stays because other parts of the map depend on it."), "{page}");
    assert!(!page.contains("changed the same"), "{page}");
    of.set(&of.gus, "a", "wait", "9d");
    of.set(&of.gus, "b", "wait", "9d");
    of.set(&of.owner, "a", "wait", "2d");
    let page = undo_all();
    assert!(page.contains("1 change was undone."), "{page}");
    assert!(page.contains("1 change stays because others have changed the same since."), "{page}");
    assert!(page.contains("1 change stays because other parts of the map depend on it."), "{page}");
}
