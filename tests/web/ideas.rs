//! Ideas, suggestions and future states, as pages without scripts and in the API.

use reqwest::blocking::Response;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::site::{Site, field, header, json_of, refused};

fn map() -> Value {
    json!({
        "format": "weir-map", "version": 1, "name": "Release",
        "steps": [
            { "id": "build", "name": "Build", "kind": "build", "wait": "1d", "work": "1h" },
            { "id": "board", "name": "Board", "kind": "approval", "wait": "1w 3d", "work": "1h" },
            { "id": "ship", "name": "Ship", "kind": "deploy", "wait": "0", "work": "1h", "downtime": "2h" },
        ],
    })
}

fn form(site: &Site, path: &str, fields: &str) -> Response {
    let form = site.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
    form.body(fields.to_owned()).send().unwrap()
}

/// Posts a form; where it redirects to.
fn post_form(site: &Site, path: &str, fields: &str) -> String {
    let answer = form(site, path, fields);
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", answer.text().unwrap());
    header(&answer, "location").to_owned()
}

fn page(site: &Site, path: &str) -> String {
    let answer = site.get(path);
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.text().unwrap()
}

/// The only idea of a map in the API.
fn idea(site: &Site, id: &str) -> Value {
    let list = json_of(site.get(&format!("/api/v1/maps/{id}/ideas")));
    let [only] = list["ideas"].as_array().unwrap().as_slice() else { panic!("{list}") };
    only.clone()
}

const DAY: i64 = 8 * 3600;

#[test]
fn idea_can_be_managed_without_scripts() {
    let site = Site::start();
    let id = site.import_map(&map());
    let back = post_form(&site, &format!("/maps/{id}/ideas"), "title=Nobody+knows+why&step=board");
    assert_eq!(back, format!("/maps/{id}?panel=ideas&idea=1"));
    let one = field(&idea(&site, &id), "id");
    let its = format!("/maps/{id}/ideas/by-id/{one}");
    assert!(page(&site, &format!("/maps/{id}")).contains("Nobody knows why"));

    // The form describes the change; invalid values are shown again with the error at the field.
    let fields = "title=Meet+twice+a+week&step=board&effort=S&status=open&propose=figures&to_wait=";
    let wrong = form(&site, &its, &format!("{fields}soon"));
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = wrong.text().unwrap();
    assert!(
        wrong.contains("Meet twice a week")
            && wrong.contains("id=\"wrong-to_wait\"")
            && wrong.contains("value=\"soon\"")
    );
    assert_eq!(field(&idea(&site, &id), "title"), "Nobody knows why");
    post_form(&site, &its, &format!("{fields}2d"));
    let shown = idea(&site, &id);
    assert_eq!(
        (shown["title"].as_str(), shown["alone"]["lead_seconds"].as_i64()),
        (Some("Meet twice a week"), Some(6 * DAY))
    );
    assert!(page(&site, &its).contains("wait time 1w 3d → 2d"));

    // One vote per person; it can be removed.
    for votes in [1, 1, 0, 1] {
        post_form(&site, &format!("{its}/vote"), &format!("votes={votes}"));
    }
    assert_eq!(idea(&site, &id)["votes"], json!(1));

    // In progress, it keeps its projected saving; done, it has a measured one.
    post_form(
        &site,
        &its,
        "title=Meet+twice+a+week&step=board&effort=S&status=done&was_title=Meet+twice+a+week&was_step=board&was_effort=S&was_status=open&measured_lead=4d",
    );
    let shown = idea(&site, &id);
    assert_eq!(
        (shown["promised"]["lead_seconds"].as_i64(), shown["measured"]["lead_seconds"].as_i64()),
        (Some(6 * DAY), Some(4 * DAY))
    );
    let list = page(&site, &format!("/maps/{id}/ideas"));
    assert!(list.contains("Projected <b>1w 1d end to end</b>, measured <b>4d end to end</b>"), "{list}");

    // Applied by one edit, which one undo reverses.
    post_form(&site, &format!("{its}/apply"), "");
    assert_eq!(site.map(&id)["steps"][1]["wait"], json!("2d"));
    assert_eq!(form(&site, &format!("{its}/apply"), "").status(), StatusCode::UNPROCESSABLE_ENTITY);
    post_form(&site, &format!("/maps/{id}/undo"), "");
    assert_eq!(site.map(&id)["steps"][1]["wait"], json!("1w 3d"));
    post_form(&site, &format!("{its}/remove"), "");
    assert_eq!(site.get(&its).status(), StatusCode::NOT_FOUND);
}

#[test]
fn idea_without_title_is_rejected() {
    let site = Site::start();
    let id = site.import_map(&map());
    let answer = form(&site, &format!("/maps/{id}/ideas"), "title=&step=board");
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let text = answer.text().unwrap();
    assert!(text.contains("id=\"wrong-title\"") && text.contains("Enter a title."), "{text}");
    assert!(text.contains("<option value=\"board\" selected>"));
}

#[test]
fn lever_is_saved_as_one_idea() {
    let site = Site::start();
    let id = site.import_map(&map());
    let levers = json_of(site.get(&format!("/api/v1/maps/{id}/levers")));
    let first = field(&levers["levers"][0], "id");
    assert_eq!(first, "remove_approval:board");
    for _ in 0..2 {
        post_form(&site, &format!("/maps/{id}/ideas"), &format!("revision=1&lever={first}"));
    }
    let shown = idea(&site, &id);
    assert_eq!(shown["alone"]["lead_seconds"], levers["levers"][0]["saving"]["lead_seconds"]);
    assert_eq!(shown["change"], json!({ "type": "remove_step", "step": "board" }));
    // A suggestion that no longer applies is an error next to the current suggestions.
    site.edit(&id, "e", &json!({ "type": "remove_step", "step": "board" }));
    let gone = form(&site, &format!("/maps/{id}/ideas"), &format!("lever={first}"));
    assert_eq!(gone.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(gone.text().unwrap().contains("this suggestion no longer applies"));
    let measures = json_of(site.get(&format!("/api/v1/maps/{id}/levers")))["countermeasures"].clone();
    assert_eq!(measures[0]["measure"], json!("rolling_upgrade"));
    post_form(&site, &format!("/maps/{id}/ideas"), "measure=rolling_upgrade:ship");
    assert_eq!(idea(&site, &id)["alone"]["downtime_seconds"], json!(7200));
}

#[test]
fn future_state_is_created_named_and_shown_in_tabs() {
    let site = Site::start();
    let id = site.import_map(&map());
    post_form(&site, &format!("/maps/{id}/ideas"), "lever=remove_approval:board");
    let one = field(&idea(&site, &id), "id");
    assert!(page(&site, &format!("/maps/{id}")).contains(">Create future state<"));
    let drawn = post_form(&site, &format!("/maps/{id}/future"), "");
    let future = drawn.split(['/', '?']).nth(2).unwrap().to_owned();
    let shown = site.map(&future);
    assert_eq!(
        (field(&shown, "name"), field(&shown, "state"), field(&shown, "family")),
        ("Release, future".into(), "future".into(), id.clone())
    );
    assert_eq!(shown["origin"], json!({ "map": id, "revision": 2, "name": "Release" }));
    assert_eq!(shown["ideas"][0]["promised_lead"], json!("1w 3d 1h"));
    // Both pages have both tabs, even the one that was cached before.
    for (on, here) in [(&id, "Current state"), (&future, "Release, future")] {
        let text = page(&site, &format!("/maps/{on}"));
        let tabs = &text[text.find("class=\"states").unwrap()..];
        assert!(tabs.contains(&format!("/maps/{id}\"")) && tabs.contains(&format!("/maps/{future}\"")), "{here}");
        let current = tabs.find("aria-current").unwrap();
        assert!(tabs[current..].split("</a>").next().unwrap().contains(here));
    }
    // A newer idea of the related map is copied and applied in one edit.
    post_form(&site, &format!("/maps/{id}/ideas"), "title=Later&step=ship");
    let ideas = json_of(site.get(&format!("/api/v1/maps/{id}/ideas")))["ideas"].clone();
    let later = ideas.as_array().unwrap().iter().find(|idea| idea["title"] == "Later").unwrap()["id"].as_str().unwrap();
    post_form(
        &site,
        &format!("/maps/{id}/ideas/by-id/{later}"),
        "title=Later&step=ship&status=open&was_title=Later&was_step=ship&was_status=open&propose=figures&to_downtime=0",
    );
    assert!(page(&site, &format!("/maps/{id}/ideas/by-id/{later}")).contains("Apply to “Release, future”"));
    assert!(page(&site, &format!("/maps/{future}/ideas")).contains("Later"), "listed on the map that doesn’t have it");
    post_form(&site, &format!("/maps/{future}/ideas/by-id/{later}/apply"), &format!("from={id}"));
    post_form(&site, &format!("/maps/{future}/ideas/by-id/{one}/apply"), "");
    let shown = site.map(&future);
    assert_eq!((shown["revision"].as_u64(), shown["steps"].as_array().unwrap().len()), (Some(3), 2));
    assert_eq!(site.map(&id)["steps"].as_array().unwrap().len(), 3, "the current state is unchanged");

    let family = json_of(site.get(&format!("/api/v1/maps/{future}/family")))["maps"].clone();
    let leads: Vec<_> = family.as_array().unwrap().iter().map(|map| map["lead_seconds"].as_i64().unwrap()).collect();
    assert_eq!(leads, [9 * DAY + 3 * 3600, DAY + 2 * 3600]);
    assert_eq!(family[1]["downtime_seconds"], json!(0));

    // Renaming and trashing show on the related page, too.
    site.edit(&future, "name", &json!({ "type": "change_map", "set": { "name": "Better" } }));
    assert!(page(&site, &format!("/maps/{id}")).contains(">Better</a>"));
    site.delete(&format!("/api/v1/maps/{future}"));
    assert!(page(&site, &format!("/maps/{id}")).contains(">Create future state<"));
}

#[test]
fn api_creates_future_states_and_reports_errors() {
    let site = Site::start();
    let id = site.import_map(&map());
    let created = site.post(&format!("/api/v1/maps/{id}/future"), "");
    assert_eq!(created.status(), StatusCode::CREATED);
    let location = header(&created, "location").to_owned();
    assert_eq!(location, format!("/api/v1/maps/{}", field(&json_of(created), "id")));
    let named = json_of(site.post(&format!("/api/v1/maps/{id}/future"), json!({ "name": "Bold" }).to_string()));
    assert_eq!(field(&named, "name"), "Bold");
    let second = json_of(site.post(&format!("/api/v1/maps/{id}/future"), "{}"));
    assert_eq!(field(&second, "name"), "Release, future 2");
    refused(site.post(&format!("/api/v1/maps/{id}/future"), json!({ "name": " " }).to_string()), 422, "no_name");
    refused(site.post(&format!("/api/v1/maps/{id}/future"), json!({ "nom": "x" }).to_string()), 400, "bad_future");
    for rest in ["levers", "ideas", "family"] {
        refused(site.get(&format!("/api/v1/maps/none/{rest}")), 404, "not_found");
    }
    refused(site.post("/api/v1/maps/none/future", ""), 404, "not_found");
}

#[test]
fn vote_counts_for_its_actor_only() {
    let site = Site::start();
    let id = site.import_map(&map());
    let send = |edit_id: &str, edit: Value| site.edit(&id, edit_id, &edit);
    let added = json!({ "type": "add_idea", "idea": { "id": "i", "title": "x", "votes": { "ana": 1, "ben": 1 } } });
    assert_eq!(send("1", added).status(), StatusCode::OK);
    assert_eq!(idea(&site, &id)["votes"], Value::Null);
    let counted = json!({ "type": "add_idea", "idea": { "id": "j", "title": "y", "votes": 100 } });
    send("1b", counted);
    assert!(site.map(&id)["ideas"].as_array().unwrap().iter().all(|idea| idea["votes"].is_null()));
    send("1c", json!({ "type": "remove_idea", "idea": "j" }));
    for (n, voter) in ["ana", "ben"].into_iter().enumerate() {
        let vote = json!({ "type": "vote_idea", "idea": "i", "votes": 1, "voter": voter });
        assert_eq!(send(&format!("v{n}"), vote).status(), StatusCode::OK);
    }
    assert_eq!(idea(&site, &id)["votes"], json!(1));
    refused(send("3", json!({ "type": "vote_idea", "idea": "i", "votes": 7 })), 422, "out_of_range");
    refused(send("4", json!({ "type": "apply_idea", "idea": "i" })), 422, "no_change");
}

#[test]
fn suggestions_are_computed_once_per_revision() {
    let site = Site::start();
    let id = site.import_map(&map());
    let advice = site.get(&format!("/maps/{id}/advice"));
    let tag = header(&advice, "etag").to_owned();
    let text = advice.text().unwrap();
    assert!(text.contains("data-advice=\"levers\"") && text.contains("Delete “Board”"), "{text}");
    let again = site.request(Method::GET, &format!("/maps/{id}/advice")).header("if-none-match", &tag).send().unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    site.delete(&format!("/api/v1/maps/{id}"));
    assert_eq!(site.get(&format!("/maps/{id}/advice")).status(), StatusCode::NOT_FOUND);
}

#[test]
fn ideas_can_be_exported_as_csv_and_markdown() {
    let site = Site::start();
    let mut file = map();
    file["ideas"] = json!([
        { "id": "i", "title": "=cmd|' /C calc'!A0", "step": "board", "note": "two\nlines", "votes": 3,
          "change": { "type": "change_step", "step": "board", "set": { "wait": "2d" } } },
        { "id": "j", "title": "# *bold* <b>", "status": "done", "measured_lead": "-1d" },
    ]);
    let id = site.import_map(&file);
    let csv = site.get(&format!("/maps/{id}/ideas.csv"));
    assert!(header(&csv, "content-disposition").contains("Release ideas.csv"));
    let csv = csv.text().unwrap();
    assert!(csv.contains("Projected lead time saving,Measured lead time saving,"), "{csv}");
    assert!(csv.contains("'=cmd|' /C calc'!A0,Board,Open,,,3,1w 1d,1w 1d,0,1w 1d,"), "{csv}");
    let markdown = page(&site, &format!("/maps/{id}/ideas.md"));
    assert!(
        markdown.contains("## \\# \\*bold\\* \\<b\\>\n") && markdown.contains("- **Measured lead time saving:** -1d"),
        "{markdown}"
    );
    assert!(markdown.contains("- **Saving on top of ideas in progress:** 1w 1d"), "{markdown}");
    assert!(markdown.contains("  - “Board”: wait time 1w 3d → 2d"), "{markdown}");
    // The ideas are imported with the map.
    let copy = site.import_map(&site.map(&id));
    assert_eq!(site.map(&copy)["ideas"], site.map(&id)["ideas"]);
}

#[test]
fn example_maps_of_one_process_are_related() {
    let site = Site::start();
    for _ in 0..2 {
        let here = post_form(&site, "/maps", "template=rolling");
        let text = page(&site, &here);
        assert!(text.contains(">Current state</a>") && text.contains("Rolling release, no downtime</a>"));
    }
    // A double click creates one map.
    assert_eq!(json_of(site.get("/api/v1/maps"))["maps"].as_array().unwrap().len(), 2);
}
