//! Pasting rows into a map.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::StatusCode;
use reqwest::blocking::Response;
use serde_json::{Value, json};

use crate::page_fields::page_fields;
use crate::site::{Site, field, header, json_of, small_map};

const LINES: &str = "1. Code review, 1d wait, 2h work, 80%\n2. Sign-off, @Security, often";

/// Posts the form.
fn send(site: &Site, map: &str, fields: &[(&str, &str)]) -> Response {
    let request = site.request(reqwest::Method::POST, &format!("/maps/{map}/paste"));
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    request.header("content-type", "application/x-www-form-urlencoded").body(body.join("&")).send().unwrap()
}

/// Posts the fields of a page with a button.
fn send_all(site: &Site, map: &str, fields: &BTreeMap<String, String>, button: (&str, &str)) -> Response {
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    send(site, map, &fields.chain([button]).collect::<Vec<_>>())
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Posts JSON like the script.
fn ask(site: &Site, map: &str, body: &Value) -> Response {
    let request = site.request(reqwest::Method::POST, &format!("/maps/{map}/paste"));
    request
        .header("content-type", "application/json")
        .header("accept", "application/json")
        .body(body.to_string())
        .send()
        .unwrap()
}

/// All that a script shows: counts and warnings, then the rows.
fn shown(reply: &Value) -> String {
    field(reply, "summary") + &field(reply, "html")
}

fn names(site: &Site, map: &str) -> Vec<String> {
    site.map(map)["steps"].as_array().unwrap().iter().map(|step| field(step, "name")).collect()
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("type=\"hidden\" name=\"{name}\" value=\"")).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[test]
fn pasted_rows_are_previewed_added_and_undone() {
    let site = Site::start();
    let id = site.small_map();
    let before = site.map(&id);
    let page = site.get(&format!("/maps/{id}/paste?after=b")).text().unwrap();
    assert!(page.contains("<option value=\"b\" selected>2. Test</option>"), "{page}");
    assert!(page.contains("Code review, 1d wait, 2h work, 80%"), "an example is shown");

    let answer = send(&site, &id, &[("text", LINES), ("after", "b")]);
    assert_eq!(answer.status(), StatusCode::OK);
    let preview = answer.text().unwrap();
    for part in [
        "Add 2 steps",
        "<strong>Code review</strong>",
        ">80%<",
        ">Security<",
        "“often”",
        "after “Test”, in this order, before the next step",
        "<td class=\"text\" data-label=\"Team\"><span class=\"unknown\">Unknown</span></td>",
    ] {
        assert!(preview.contains(part), "{part}: {preview}");
    }
    assert_eq!(site.map(&id), before, "the preview adds nothing");

    let (edit_id, text) = (hidden(&preview, "edit_id"), hidden(&preview, "text"));
    assert_eq!(text, LINES);
    let confirm = [("edit_id", edit_id.as_str()), ("text", LINES), ("after", "b"), ("confirm", "1")];
    for _ in 0..2 {
        // A double click adds the steps once.
        let answer = send(&site, &id, &confirm);
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert_eq!(header(&answer, "location"), format!("/maps/{id}?pasted=2"));
    }
    assert_eq!(names(&site, &id), ["Build", "Test", "Code review", "Sign-off", "Deploy"]);
    let after = site.map(&id);
    assert_eq!((&after["steps"][2]["wait"], &after["steps"][2]["complete_accurate"]), (&json!("1d"), &json!(80)));
    assert_eq!(after["revision"], json!(2), "one edit");

    let page = site.get(&format!("/maps/{id}?pasted=2")).text().unwrap();
    assert!(page.contains("2 steps were added.") && page.contains(">Undo</button>"), "{page}");
    site.request(reqwest::Method::POST, &format!("/maps/{id}/undo"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("revision=2")
        .send()
        .unwrap();
    assert_eq!(site.map(&id)["steps"], before["steps"]);
    assert_eq!(site.map(&id)["flows"], before["flows"]);
}

#[test]
fn pasted_text_can_be_edited_after_the_preview() {
    let site = Site::start();
    let id = site.small_map();
    let text = "\t<b>Build</b>\t\"1d\n  & more";
    let page = send(&site, &id, &[("text", text), ("after", "c"), ("then", "change")]).text().unwrap();
    let (_, rest) = page.split_once("<textarea id=\"f-text\"").unwrap();
    let (_, rest) = rest.split_once(">\n").unwrap();
    let expected = text.replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;").replace('&', "&#38;");
    let expected = expected.replace("&#38;#", "&#");
    assert_eq!(rest.split_once("</textarea>").unwrap().0, expected);
    assert!(page.contains("<option value=\"c\" selected>"), "{page}");
}

#[test]
fn script_gets_the_edit_and_the_same_preview() {
    let site = Site::start();
    let id = site.small_map();
    let answer = ask(&site, &id, &json!({ "text": "A<i>, 2h work\nB -> C", "after": "c" }));
    assert_eq!((answer.status(), header(&answer, "content-type")), (StatusCode::OK, "application/json"));
    let reply = json_of(answer);
    assert_eq!(reply["steps"], json!(3));
    let html = shown(&reply);
    assert!(field(&reply, "summary").contains("<h3>3 steps to add</h3>"), "counts come first: {reply}");
    assert!(html.contains("<strong>A&#60;i&#62;</strong>") && !html.contains(" id="));
    assert!(!html.contains("style="), "{html}");
    let first = &reply["edit"]["edits"][0];
    assert_eq!((&reply["edit"]["type"], &first["after"]), (&json!("batch"), &json!("c")));
    assert_eq!(reply["edit"]["edits"][1]["after"], first["step"]["id"]);
    assert_eq!(site.edit(&id, "mine", &reply["edit"]).status(), StatusCode::OK);
    assert_eq!(names(&site, &id), ["Build", "Test", "Deploy", "A<i>", "B", "C"]);
    // Without a position, they go to the end of a chain.
    let reply = json_of(ask(&site, &id, &json!({ "text": "D" })));
    assert!(shown(&reply).contains("at the end, after “C”"), "{reply}");
    assert_eq!(site.edit(&id, "mine too", &reply["edit"]).status(), StatusCode::OK);
    assert_eq!(site.map(&id)["flows"].as_array().unwrap().len(), 6);
}

#[test]
fn everything_was_recognized_only_if_nothing_was_left_out_or_noted() {
    let site = Site::start();
    let id = site.small_map();
    for (text, is_all, remark) in [
        ("Build, 1d wait, 2h work\nShip, 1d wait", true, ">2d 2h<"),
        ("Step\tWait\nBuild\t1d", true, ""),
        ("Step\tWait\tMood\nBuild\t1d\tfine", false, "Column “Mood” is unknown."),
        ("Step\tCurrent wait (d)\tFuture wait (d)\nBuild\t2\t1\nShip\t2\t1", false, "The future state was skipped."),
    ] {
        let summary = field(&json_of(ask(&site, &id, &json!({ "text": text }))), "summary");
        assert_eq!(summary.contains("Everything was recognized."), is_all, "{summary}");
        assert!(summary.contains(remark) && !summary.contains("two related maps"), "{summary}");
    }
}

#[test]
fn rejected_paste_says_why() {
    let site = Site::start();
    let id = site.small_map();
    let many = "Step\n".to_owned() + &"A\n".repeat(998);
    let long = "x".repeat(200_001);
    let lines = "A\n".repeat(1001);
    for (text, after, sentence) in [
        ("", "", "Paste rows or enter"),
        (" \n\t\n", "", "Paste rows or enter"),
        ("---\n", "", "Nothing to add"),
        ("2h, 3h", "", "No name"),
        ("{\"format\": \"weir-map\"}", "", "Use Import"),
        (" {\"steps\": [{\"name\": \"A\"}]}", "", "looks like a map file"),
        ("flowchart LR\n  A[Design] --> B[Build]", "", "looks like a Mermaid diagram. Use Import"),
        ("Step\tWait\tWork", "", "no rows below the headings"),
        (many.as_str(), "", "997 more can be added"),
        (long.as_str(), "", "limit is 200 KB"),
        (lines.as_str(), "", "limit is 1,000"),
        ("A", "missing", "no longer exists"),
    ] {
        let clipped: String = text.chars().take(20).collect();
        let reply = json_of(ask(&site, &id, &json!({ "text": text, "after": after })));
        assert_eq!((&reply["edit"], &reply["steps"]), (&Value::Null, &json!(0)), "{clipped}");
        assert!(shown(&reply).contains(sentence), "{clipped}: {reply}");
        for confirm in ["", "1"] {
            let answer = send(&site, &id, &[("text", text), ("after", after), ("confirm", confirm)]);
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{clipped}");
            let page = answer.text().unwrap();
            let sentence =
                if after == "missing" && confirm == "1" { "Step “missing” doesn’t exist" } else { sentence };
            // What can be corrected: the text, or the meaning of its columns.
            let corrects = page.contains("<textarea") || page.contains("name=\"column_0\"");
            assert!(page.contains(sentence) && corrects, "{clipped}: {sentence}");
            assert!(!page.contains(">Add "), "{clipped}");
        }
    }
    assert_eq!(names(&site, &id).len(), 3);
    for body in [json!({}), json!({ "text": 5 }), json!([])] {
        assert_eq!(ask(&site, &id, &body).status(), StatusCode::BAD_REQUEST, "{body}");
    }
    assert_eq!(ask(&site, "missing", &json!({ "text": "A" })).status(), StatusCode::NOT_FOUND);
    assert_eq!(send(&site, "missing", &[("text", "A")]).status(), StatusCode::NOT_FOUND);
    assert_eq!(site.get("/maps/missing/paste").status(), StatusCode::NOT_FOUND);
}

#[test]
fn preview_names_the_position_for_every_shape_of_map() {
    let site = Site::start();
    let mut file = small_map();
    file["steps"] = json!([]);
    file["rework"] = json!([]);
    let empty = site.import_map(&file);
    let preview = |map: &str| shown(&json_of(ask(&site, map, &json!({ "text": "A" }))));
    let alone = |map: &str| shown(&json_of(ask(&site, map, &json!({ "text": "A", "after": "" }))));
    assert!(preview(&empty).contains("at the start of the map"));
    file["steps"] = json!(["a", "b", "c"].map(|id| json!({ "id": id, "name": id })));
    file["flows"] = json!([{ "from": "a", "to": "b" }, { "from": "a", "to": "c" }]);
    let branched = site.import_map(&file);
    assert!(alone(&branched).contains("without connections"));
    assert!(preview(&branched).contains("after “c”"), "the last end, as on the page");
    let page = site.get(&format!("/maps/{branched}/paste")).text().unwrap();
    assert!(page.contains("<option value=\"c\" selected>"), "the last end is offered: {page}");
}

#[test]
fn columns_can_be_assigned_anew_without_scripts() {
    let site = Site::start();
    let id = site.small_map();
    let text = "Review\tDev\t1d\t2h\nMerge\tDev\t2d\t3h";
    let page = send(&site, &id, &[("text", text), ("after", "c")]).text().unwrap();
    let mut fields = page_fields(&page);
    assert_eq!((fields["heading_rows"].as_str(), fields["column_2"].as_str()), ("0", "wait"));
    assert!(!fields.contains_key("calendar"), "the calendar is that of the map");
    assert!(page.find("2 steps to add") < page.find("name=\"column_0\""), "counts come first");
    assert!(page.find("name=\"column_0\"") < page.find("<strong>Review</strong>"));
    for (name, value) in [("column_0", "team"), ("column_1", "step"), ("column_2", "work"), ("column_3", "")] {
        fields.insert(name.to_owned(), value.to_owned());
    }
    let page = send_all(&site, &id, &fields, ("then", "preview")).text().unwrap();
    assert!(page.contains("<strong>Dev</strong>") && page.contains("<option value=\"work\" selected>"), "{page}");
    assert_eq!(names(&site, &id).len(), 3, "the preview adds nothing");
    let fields = page_fields(&page);
    let answer = send_all(&site, &id, &fields, ("confirm", "1"));
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let added = &site.map(&id)["steps"][3];
    assert_eq!((&added["name"], &added["team"], &added["work"]), (&json!("Dev"), &json!("Review"), &json!("1d")));
    // With headings, the columns are guessed again, and nothing is added before that was seen.
    let mut other = fields;
    other.insert("heading_rows".to_owned(), "1".to_owned());
    let page = send_all(&site, &id, &other, ("confirm", "1")).text().unwrap();
    assert!(page.contains("1 step to add") && page.contains("<bdi>Review</bdi></th>"), "{page}");
    // As JSON, as a script asks; and as older scripts did.
    let fields = page_fields(&page);
    let reply = json_of(ask(&site, &id, &json!({ "text": text, "form": fields })));
    assert_eq!(reply["steps"], json!(1), "{reply}");
    let columns =
        json!([{ "column": "step" }, { "column": "team" }, { "column": "work", "unit": "" }, { "column": "" }]);
    let reply = json_of(ask(&site, &id, &json!({ "text": text, "headings": false, "columns": columns })));
    assert_eq!(reply["edit"]["edits"][0]["step"]["work"], json!(28_800), "{reply}");
}

#[test]
fn pasted_table_can_be_read_differently() {
    let site = Site::start();
    let id = site.small_map();
    let text = "Step\tWait\tPT (min)\tMood\nBuild\t1d\t30\tfine\nTotal\t1d\t30\t\nShip\t2d\t1.500\tsoon\n";
    let reply = json_of(ask(&site, &id, &json!({ "text": text })));
    let html = shown(&reply);
    assert_eq!(reply["steps"], json!(2), "{html}");
    assert!(html.contains("looks like a total and was skipped.</span>"), "the row says why it isn’t a step: {html}");
    assert!(html.contains("data-label=\"Lead time\"") && html.contains("added to the step notes"), "{html}");
    let mut fields = page_fields(&html);
    assert_eq!((fields["rows_were"].as_str(), fields.contains_key("row_3")), ("2,4", false));
    for (name, value) in [("row_3", "on"), ("unit_2", "h"), ("decimal", ",")] {
        fields.insert(name.to_owned(), value.to_owned());
    }
    let reply = json_of(ask(&site, &id, &json!({ "text": text, "form": fields })));
    let steps: Vec<&Value> = reply["edit"]["edits"].as_array().unwrap().iter().map(|edit| &edit["step"]).collect();
    assert_eq!(steps.iter().map(|step| field(step, "name")).collect::<Vec<_>>(), ["Build", "Total", "Ship"]);
    assert_eq!((&steps[0]["work"], &steps[2]["work"]), (&json!("30h"), &json!("1500h")), "{reply}");
    // Fields of another text, and nonsense, are no reason to refuse it.
    for nonsense in [
        json!({ "shape_was": "///", "column_0": "spaceship", "row_999999999999999999999": "on" }),
        json!({ "shape_was": "99/99/99/99", "headings": "99", "heading_rows": "99", "sheet": "99", "turned": "99" }),
        json!({ "shape_was": "/1/1/", "headings": "1", "heading_rows": "1", "turned": "", "unit_0": "parsec", "column_0": "step", "column_1": "", "column_2": "", "column_3": "" }),
    ] {
        let reply = json_of(ask(&site, &id, &json!({ "text": text, "form": nonsense })));
        assert!(field(&reply, "html").contains("name=\"column_3\""), "{reply}");
    }
}

#[test]
fn values_for_cells_are_checked_without_a_change() {
    let site = Site::start();
    let id = site.small_map();
    let before = site.map(&id);
    let check = |body: &Value| {
        let request = site.request(reqwest::Method::POST, &format!("/maps/{id}/cells"));
        request.header("content-type", "application/json").body(body.to_string()).send().unwrap()
    };
    let cells = json!({ "cells": [
        { "step": "a", "field": "wait", "set": { "wait": "2d", "wait_range": null } },
        { "step": "a", "field": "work", "set": { "work": "soon" } },
        { "step": "b", "field": "complete_accurate", "set": { "complete_accurate": "180" } },
        { "step": "gone", "field": "team", "set": { "team": "Dev" } },
        { "step": "b", "field": "name", "set": { "name": "" } },
    ] });
    let reply = json_of(check(&cells));
    let problems = reply["problems"].as_array().unwrap();
    let places: Vec<(String, String)> = problems.iter().map(|one| (field(one, "step"), field(one, "field"))).collect();
    let expected = [("a", "work"), ("b", "complete_accurate"), ("gone", "team"), ("b", "name")];
    assert_eq!(places, expected.map(|(step, field)| (step.to_owned(), field.to_owned())));
    assert!(field(&problems[0], "message").contains("soon"), "{reply}");
    assert_eq!(site.map(&id), before);
    assert_eq!(check(&json!({ "cells": 5 })).status(), StatusCode::BAD_REQUEST);
}
