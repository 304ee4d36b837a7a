//! Version history, older versions and restoring them, as pages without scripts and in the API.

use reqwest::blocking::Response;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::site::{Site, field, header, json_of, refused};

fn wait(step: &str, wait: &str) -> Value {
    json!({ "type": "change_step", "step": step, "set": { "wait": wait } })
}

/// Posts a form.
fn send(site: &Site, path: &str, fields: &'static str) -> Response {
    let form = site.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
    form.body(fields).send().unwrap()
}

/// Where a post redirects to.
fn redirect_target(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    header(answer, "location").to_owned()
}

fn edited(site: &Site) -> String {
    let id = site.small_map();
    assert_eq!(site.edit(&id, "e1", &wait("a", "4h")).status(), StatusCode::OK);
    assert_eq!(site.edit(&id, "e2", &json!({ "type": "remove_step", "step": "c" })).status(), StatusCode::OK);
    id
}

#[test]
fn history_is_newest_first() {
    let site = Site::start();
    let id = edited(&site);
    let page = site.get(&format!("/maps/{id}/history")).text().unwrap();
    let places = [
        "deleted “Deploy”",
        "changed the wait time of “Build” from 1d to 4h",
        "created the map “Monthly release” with 3 steps",
    ]
    .map(|sentence| page.find(sentence).unwrap_or_else(|| panic!("no {sentence}")));
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.contains("<b>You</b>") && page.contains("Today, ") && page.contains("just now"));
    assert!(page.contains(&format!("/maps/{id}/history/2\"")) && !page.contains("Older"));
    assert_eq!(site.get("/maps/no-such-map/history").status(), StatusCode::NOT_FOUND);
    // Text is escaped.
    site.edit(&id, "e3", &json!({ "type": "change_step", "step": "a", "set": { "name": "<img src=x>" } }));
    let page = site.get(&format!("/maps/{id}/history")).text().unwrap();
    assert!(!page.contains("<img") && page.contains("renamed “Build” to “&#60;img src=x&#62;”"));
}

#[test]
fn long_history_has_pages() {
    let site = Site::start();
    let id = site.small_map();
    for n in 0..60 {
        site.edit(&id, &format!("e{n}"), &wait("a", &format!("{n}h")));
    }
    let first = site.get(&format!("/maps/{id}/history")).text().unwrap();
    assert_eq!(first.matches("class=\"when\"").count(), 50);
    assert!(first.contains(&format!("/maps/{id}/history?before=12\"")) && first.contains("Older"));
    let second = site.get(&format!("/maps/{id}/history?before=12")).text().unwrap();
    assert!(second.contains("created the map") && !second.contains("Older") && second.contains(">Newest<"));

    let mut next = Some(format!("/api/v1/maps/{id}/history?limit=25"));
    let mut revisions = Vec::new();
    while let Some(address) = next {
        let part = json_of(site.get(&address));
        revisions.extend(part["lines"].as_array().unwrap().iter().map(|line| line["revision"].as_u64().unwrap()));
        next = part["next"].as_str().map(str::to_owned);
    }
    assert!(revisions.into_iter().eq((1..=61).rev()));
}

#[test]
fn revision_can_be_viewed_and_restored() {
    let site = Site::start();
    let id = edited(&site);
    let page = site.get(&format!("/maps/{id}/history/2"));
    assert_eq!(page.status(), StatusCode::OK);
    let page = page.text().unwrap();
    for there in [
        "<b>Version 2</b>",
        ": You changed the wait time of “Build” from 1d to 4h, <time",
        "Deploy",
        "Restore this version",
        "← Earlier",
        "Later →",
    ] {
        assert!(page.contains(there), "no {there}");
    }
    // No forms, nothing for scripts, no downloads.
    for not_there in ["/steps/", "/flows", "id=\"map\"", "data-id=", ".csv", "<script"] {
        assert!(!page.contains(not_there), "{not_there}");
    }
    for unknown in ["0", "4", "-1", "two", "99999999999999999999"] {
        assert_eq!(site.get(&format!("/maps/{id}/history/{unknown}")).status(), StatusCode::NOT_FOUND, "{unknown}");
        let restore = send(&site, &format!("/maps/{id}/history/{unknown}/restore"), "");
        assert_eq!(restore.status(), StatusCode::NOT_FOUND, "{unknown}");
    }

    let then = json_of(site.get(&format!("/api/v1/maps/{id}?revision=2")));
    let restore =
        |revision: u64| redirect_target(&send(&site, &format!("/maps/{id}/history/{revision}/restore"), "revision=3"));
    let on = restore(2);
    assert_eq!(on, format!("/maps/{id}?restored=2"));
    let page = site.get(&on).text().unwrap();
    assert!(page.contains("Version 2 was restored.") && page.contains(">Undo</button>"));
    assert_eq!(site.map(&id)["steps"], then["steps"]);
    // Sent twice, it is applied once.
    let again = restore(2);
    assert!(site.get(&again).text().unwrap().contains("Nothing was changed"));
    assert_eq!(site.map(&id)["revision"], 4);
    let lines = json_of(site.get(&format!("/api/v1/maps/{id}/history?limit=1")));
    assert_eq!(lines["lines"][0]["sentence"], "restored version 2");
    let now = site.get(&format!("/maps/{id}/history/4")).text().unwrap();
    assert!(now.contains("This is the current version.") && !now.contains("Restore this version"));
}

#[test]
fn person_who_works_alone_is_you_until_they_give_a_name() {
    let site = Site::start();
    let id = edited(&site);
    let cookie = format!("weir_browser={}", "ab".repeat(32));
    let as_guest = |method, path: &str| site.request(method, path).header("cookie", &cookie);
    let edit = json!({ "id": "guest", "edit": wait("a", "5h") });
    let edited = as_guest(Method::POST, &format!("/api/v1/maps/{id}/edits")).body(edit.to_string()).send().unwrap();
    assert_eq!(edited.status(), StatusCode::OK);
    let page = || site.get(&format!("/maps/{id}/history")).text().unwrap();
    assert!(page().contains("<b>You</b> changed the wait time of “Build” from 4h to 5h"));
    let newest = json_of(site.get(&format!("/api/v1/maps/{id}/history?limit=1")))["lines"][0].clone();
    assert_eq!(newest["actor"]["name"], Value::Null);
    let named = as_guest(Method::POST, "/me").body(json!({ "name": "Ana" }).to_string()).send().unwrap();
    assert_eq!(named.status(), StatusCode::OK);
    assert!(page().contains("<b>Ana</b> changed the wait time of “Build” from 4h to 5h"));
}

#[test]
fn undo_is_described_as_undo() {
    let site = Site::start();
    let id = edited(&site);
    redirect_target(&send(&site, &format!("/maps/{id}/undo"), ""));
    let newest = || json_of(site.get(&format!("/api/v1/maps/{id}/history")))["lines"][0]["sentence"].clone();
    let can = || json_of(site.get(&format!("/api/v1/maps/{id}/undo")));
    assert_eq!(newest(), "undid: deleted “Deploy”");
    assert_eq!(can()["redo"]["sentence"], "deleted “Deploy”");
    assert_eq!(site.post(&format!("/api/v1/maps/{id}/redo"), "{}").status(), StatusCode::OK);
    assert_eq!(newest(), "redid: deleted “Deploy”");
    assert_eq!(can()["undo"]["sentence"], "deleted “Deploy”");
    redirect_target(&send(&site, &format!("/maps/{id}/undo"), ""));
    assert_eq!(newest(), "undid: deleted “Deploy”");
}

#[test]
fn api_returns_history_and_old_revisions() {
    let site = Site::start();
    let id = edited(&site);
    let part = json_of(site.get(&format!("/api/v1/maps/{id}/history?before=3&limit=1")));
    let line = &part["lines"][0];
    assert_eq!(line["revision"], 2);
    assert_eq!(line["edit"], json!({ "id": "e1", "type": "change_step" }));
    assert_eq!(line["actor"]["name"], "This computer");
    assert!(line["at_ms"].as_i64().is_some_and(|at| at > 1_700_000_000_000));
    assert_eq!(field(&part, "next"), format!("/api/v1/maps/{id}/history?before=2&limit=1"));

    let then = site.get(&format!("/api/v1/maps/{id}?revision=1"));
    let tag = header(&then, "etag").to_owned();
    let then = json_of(then);
    assert_eq!((&then["revision"], &then["steps"][0]["wait"]), (&json!(1), &json!("1d")));
    assert_eq!(then["rework"][0]["share"], 20);
    let known = site.request(Method::GET, &format!("/api/v1/maps/{id}?revision=1"));
    assert_eq!(known.header("if-none-match", tag).send().unwrap().status(), StatusCode::NOT_MODIFIED);
    assert_eq!(json_of(site.get(&format!("/api/v1/maps/{id}?revision=3")))["steps"], site.map(&id)["steps"]);

    refused(site.get(&format!("/api/v1/maps/{id}?revision=4")), 404, "not_found");
    refused(site.get(&format!("/api/v1/maps/{id}?revision=0")), 404, "not_found");
    assert_eq!(refused(site.get(&format!("/api/v1/maps/{id}?revision=x")), 400, "bad_value")["field"], "revision");
    assert_eq!(refused(site.get(&format!("/api/v1/maps/{id}/history?limit=0")), 400, "bad_value")["field"], "limit");
    refused(site.get("/api/v1/maps/none/history"), 404, "not_found");
}

#[test]
fn map_in_trash_shows_its_history_and_stays_there() {
    let site = Site::start();
    let id = edited(&site);
    assert_eq!(site.delete(&format!("/api/v1/maps/{id}")).status(), StatusCode::NO_CONTENT);
    let page = site.get(&format!("/maps/{id}/history")).text().unwrap();
    assert!(page.contains("moved the map to trash"));
    let page = site.get(&format!("/maps/{id}/history/1")).text().unwrap();
    assert!(page.contains("<b>Version 1</b>") && !page.contains("Restore this version"));
    assert_eq!(send(&site, &format!("/maps/{id}/history/1/restore"), "").status(), StatusCode::NOT_FOUND);
    refused(site.get(&format!("/api/v1/maps/{id}/history")), 404, "not_found");
}
