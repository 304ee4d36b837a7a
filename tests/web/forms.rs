//! Forms in a browser without scripts.

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::blocking::Response;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use weir::web::Settings;

use crate::site::{Site, header, small_map};
use crate::team::Team;

fn send(site: &Site, path: &str, fields: &[(&str, &str)]) -> Response {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let request = site.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
    request.body(pairs.join("&")).send().unwrap()
}

/// Where a successful post redirects to.
fn redirect_target(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    header(answer, "location").to_owned()
}

/// The page of a form with errors.
fn form_with_errors(answer: Response) -> String {
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    answer.text().unwrap()
}

fn step<'m>(map: &'m Value, name: &str) -> &'m Value {
    map["steps"].as_array().unwrap().iter().find(|step| step["name"] == name).unwrap()
}

#[test]
fn times_stay_as_typed() {
    let site = Site::start();
    let page = redirect_target(&send(&site, "/maps", &[("template", "blank"), ("name", "Hotfix")]));
    let path = page.split_once('#').unwrap().0;
    let id = path.strip_prefix("/maps/").unwrap();
    for (name, wait, work) in [("Manual regression", "30h", "1.5h"), ("Ship", "weekly", "0"), ("Watch", "~90m", "TBD")]
    {
        let fields = [("then", "quick"), ("name", name), ("wait", wait), ("work", work)];
        redirect_target(&send(&site, &format!("{path}/steps"), &fields));
    }
    let times = |map: &Value, name: &str| (step(map, name)["wait"].clone(), step(map, name)["work"].clone());
    let map = site.map(id);
    assert_eq!(times(&map, "Manual regression"), (json!("30h"), json!("1.5h")));
    assert_eq!(times(&map, "Ship"), (json!("1w"), json!("0")));
    assert_eq!(times(&map, "Watch"), (json!("90m"), Value::Null));
    assert_eq!(step(&map, "Manual regression")["kind"], "test", "by its words");
    let page = site.get(path).text().unwrap();
    for there in ["data-value=\"30h\"", "data-value=\"1.5h\"", "data-value=\"0\"", "data-value=\"90m\""] {
        assert!(page.contains(there), "no {there}");
    }
    assert!(site.get(&format!("{path}.csv")).text().unwrap().contains(",30h,"));
    // Another calendar changes how long a day is, not what was typed.
    let calendar = json!({ "id": "calendar", "edit": { "type": "change_map", "set": { "clock": "calendar" } } });
    let edits = format!("/api/v1/maps/{id}/edits");
    let sent = site.request(Method::POST, &edits).header("content-type", "application/json").body(calendar.to_string());
    assert_eq!(sent.send().unwrap().status(), StatusCode::OK);
    assert_eq!(times(&site.map(id), "Manual regression"), (json!("30h"), json!("1.5h")));
    redirect_target(&send(&site, &format!("{path}/undo"), &[]));
    assert_eq!(site.map(id)["steps"], map["steps"]);
}

#[test]
fn blank_map_gets_its_steps_one_by_one() {
    let site = Site::start();
    let page = redirect_target(&send(&site, "/maps", &[("template", "blank"), ("name", "Hotfix")]));
    let (path, fragment) = page.split_once('#').unwrap();
    assert_eq!(fragment, "add", "the first field of the form has the focus");
    assert!(site.get(path).text().unwrap().contains("No steps yet"));
    for (name, wait) in [("Fix", ""), ("Review", "2d (1d–3w)"), ("Deploy", "1h")] {
        let fields = [("then", "quick"), ("name", name), ("team", "Ops"), ("wait", wait), ("work", "30m")];
        let next = redirect_target(&send(&site, &format!("{path}/steps"), &fields));
        assert!(next.ends_with("#add"), "{next}");
        assert!(site.get(&next).text().unwrap().contains(&format!("“{name}” was added.")));
    }
    let map = site.map(path.strip_prefix("/maps/").unwrap());
    assert_eq!(map["flows"].as_array().unwrap().len(), 2, "a chain");
    assert_eq!(step(&map, "Fix")["wait"], Value::Null, "empty is unknown, not zero");
    assert_eq!(step(&map, "Review")["wait_range"], json!(["1d", "3w"]));
    let page = site.get(path).text().unwrap();
    assert!(page.contains("at least") && page.contains("1 step has no time"), "missing values are reported");
    let again = form_with_errors(send(&site, "/maps", &[("template", "blank"), ("name", "  ")]));
    assert!(again.contains("Enter a map name."));
}

#[test]
fn invalid_value_is_shown_again_with_the_error_at_its_field() {
    let site = Site::start();
    let id = site.small_map();
    let path = format!("/maps/{id}/steps/by-id/a");
    for (field, value, sentence) in [
        ("wait", "12", "Add a unit, such as 12h"),
        ("work", "-2d", "negative"),
        ("wait", "3d (2w–1d)", "range"),
        ("complete_accurate", "140", "between 0 and 100"),
        ("people", "some", "People must be a number."),
        ("every", "0", "above 0"),
        ("name", "", "Enter a step name."),
    ] {
        let name = if field == "name" { value } else { "Renamed <b>&" };
        let fields = [("name", name), ("was_name", "Build"), (field, value), ("was_note", "")];
        let page = form_with_errors(send(&site, &path, &fields));
        let input = page.split("<input").find(|input| input.contains(&format!("id=\"p-{field}\""))).unwrap();
        assert!(input.contains(&format!("value=\"{value}\"")), "typed value: {input}");
        assert!(input.contains("aria-invalid=\"true\"") && input.contains(" autofocus"), "marked: {input}");
        assert!(input.contains(&format!("id=\"p-wrong-{field}\"")) && input.contains(sentence), "error: {input}");
        assert!(!page.contains("<b>&"), "text is escaped");
    }
    assert_eq!(step(&site.map(&id), "Build")["wait"], "1d", "nothing has changed");
}

#[test]
fn step_form_changes_only_edited_fields_and_reports_overwritten_values() {
    let site = Site::start();
    let id = site.small_map();
    let path = format!("/maps/{id}/steps/by-id/a");
    site.edit(&id, "theirs", &json!({ "type": "change_step", "step": "a", "set": { "wait": "3d", "people": 2 } }));
    let address = redirect_target(&send(
        &site,
        &path,
        &[
            ("name", "Build"),
            ("was_name", "Build"),
            ("wait", "2d"),
            ("was_wait", "1d"),
            ("people", ""),
            ("was_people", ""),
        ],
    ));
    let cleared = json!({ "type": "change_step", "step": "a", "set": { "work": null } });
    site.edit(&id, "theirs too", &cleared);
    let fields = [("name", "Build"), ("was_name", "Build"), ("work", "9h"), ("was_work", "1h")];
    let over_unknown = redirect_target(&send(&site, &path, &fields));
    let map = site.map(&id);
    assert_eq!((&step(&map, "Build")["wait"], &step(&map, "Build")["people"]), (&json!("2d"), &json!(2)));
    let page = site.get(&address).text().unwrap();
    assert!(page.contains("Someone set Wait time to “3d”"), "{address}");
    let page = site.get(&over_unknown).text().unwrap();
    assert!(page.contains("Someone set Work time to unknown while you were editing."), "{over_unknown}");
}

#[test]
fn form_sent_twice_is_applied_once() {
    let site = Site::start();
    let id = site.small_map();
    let fields = [("edit_id", "one-form"), ("name", "Announce"), ("after", "a")];
    for _ in 0..2 {
        redirect_target(&send(&site, &format!("/maps/{id}/steps"), &fields));
    }
    assert_eq!(site.map(&id)["steps"].as_array().unwrap().len(), 4);
}

/// The revision in the forms of a page.
fn revision_on(site: &Site, path: &str) -> String {
    let page = site.get(path).text().unwrap();
    let (_, rest) = page.split_once("name=\"revision\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[test]
fn double_click_on_a_cached_page_is_applied_once() {
    let site = Site::start();
    let id = site.small_map();
    let path = |rest: &str| format!("/maps/{id}{rest}");
    let steps = || site.map(&id)["steps"].as_array().unwrap().len();
    for count in [4, 5] {
        let revision = revision_on(&site, &path(""));
        let fields = [("then", "quick"), ("revision", revision.as_str()), ("name", "Announce")];
        for _ in 0..2 {
            redirect_target(&send(&site, &path("/steps"), &fields));
        }
        assert_eq!(steps(), count, "once from each page");
    }
    let revision = revision_on(&site, &path(""));
    redirect_target(&send(&site, &path("/undo"), &[("revision", &revision)]));
    let address = redirect_target(&send(&site, &path("/undo"), &[("revision", &revision)]));
    assert!(site.get(&address).text().unwrap().contains("so nothing was undone"), "{address}");
    assert_eq!(steps(), 4, "one edit is undone, not two");
    for (post, fields) in [
        ("/flows", vec![("which", "flow"), ("from", "a"), ("to", "c")]),
        ("/rework", vec![("which", "rework"), ("from", "c"), ("to", "a"), ("share", "5")]),
        ("/rework", vec![("which", "share"), ("from", "c"), ("to", "a"), ("then", "remove")]),
        ("/flows/disconnect", vec![("from", "a"), ("to", "c")]),
    ] {
        let revision = revision_on(&site, &path("/flows"));
        let fields = [fields, vec![("revision", revision.as_str())]].concat();
        let first = redirect_target(&send(&site, &path(post), &fields));
        let now = site.map(&id);
        assert_eq!(redirect_target(&send(&site, &path(post), &fields)), first, "{post}");
        assert_eq!(site.map(&id), now, "{post}");
    }
}

#[test]
fn double_click_creates_one_map() {
    let (team, owner, clock) = Team::with_clock(Settings::default());
    let id = team.make_map(&owner);
    for (path, fields) in
        [(format!("/maps/{id}/copy"), vec![]), ("/maps".to_owned(), vec![("template", "blank"), ("name", "Hotfix")])]
    {
        let post = || redirect_target(&team.post(&owner, &path, &fields));
        let first = post();
        clock.advance(Duration::from_secs(2));
        assert_eq!(post(), first);
        clock.advance(Duration::from_millis(1));
        assert_ne!(post(), first);
    }
}

#[test]
fn form_ids_are_validated_and_step_ids_are_not_trimmed() {
    let site = Site::start();
    let mut file = small_map();
    file["steps"][0]["id"] = " a ".into();
    file["rework"] = json!([]);
    let id = site.import_map(&file);
    redirect_target(&send(&site, &format!("/maps/{id}/flows"), &[("from", " a "), ("to", "c")]));
    assert_eq!(site.map(&id)["flows"].as_array().unwrap().len(), 3);
    let long = "x".repeat(5000);
    for bad in ["undo:2", &long] {
        redirect_target(&send(&site, &format!("/maps/{id}/steps"), &[("edit_id", bad), ("name", "Announce")]));
        let edit = json!({ "type": "add_step", "step": { "name": "x" } });
        crate::site::refused(site.edit(&id, bad, &edit), 400, "bad_id");
    }
    redirect_target(&send(&site, &format!("/maps/{id}/undo"), &[]));
    assert_eq!(site.map(&id)["steps"].as_array().unwrap().len(), 4, "an id that looks like an undo is ignored");
}

#[test]
fn trash_has_pages() {
    let site = Site::start();
    for number in 0..51 {
        let mut file = small_map();
        file["name"] = format!("Map {number}.").into();
        let id = site.import_map(&file);
        redirect_target(&send(&site, &format!("/maps/{id}/bin"), &[]));
    }
    let first = site.get("/trash").text().unwrap();
    assert!(first.contains("Map 50.") && !first.contains("Map 0."));
    let (_, rest) = first.split_once("href=\"/trash?after=").unwrap();
    let more = format!("/trash?after={}", rest.split_once('"').unwrap().0);
    let second = site.get(&more).text().unwrap();
    assert!(second.contains("Map 0.") && !second.contains("Next page"));
}

#[test]
fn arrows_can_be_added_rejected_and_deleted() {
    let site = Site::start();
    let id = site.small_map();
    let (flows, rework) = (format!("/maps/{id}/flows"), format!("/maps/{id}/rework"));
    redirect_target(&send(&site, &flows, &[("which", "flow"), ("from", "a"), ("to", "c")]));
    let circle = form_with_errors(send(&site, &flows, &[("which", "flow"), ("from", "c"), ("to", "a")]));
    assert!(circle.contains("would create a cycle"));
    let share =
        form_with_errors(send(&site, &rework, &[("which", "rework"), ("from", "c"), ("to", "b"), ("share", "120")]));
    assert!(share.contains("value=\"120\"") && share.contains("below 100%"));
    redirect_target(&send(&site, &rework, &[("from", "c"), ("to", "b"), ("share", "12,5 %")]));
    redirect_target(&send(&site, &rework, &[("from", "b"), ("to", "a"), ("then", "remove"), ("share", "20")]));
    redirect_target(&send(&site, &format!("{flows}/disconnect"), &[("from", "a"), ("to", "c")]));
    let map = site.map(&id);
    assert_eq!(map["rework"], json!([{ "from": "c", "to": "b", "share": 12.5 }]));
    assert_eq!(map["flows"].as_array().unwrap().len(), 2);
}

#[test]
fn rework_can_have_a_wait() {
    let site = Site::start();
    let id = site.small_map();
    let rework = format!("/maps/{id}/rework");
    let set = |fields: &[(&'static str, &'static str)]| {
        let ends = [("from", "b"), ("to", "a")];
        send(&site, &rework, &ends.into_iter().chain(fields.iter().copied()).collect::<Vec<_>>())
    };
    let wait = || site.map(&id)["rework"][0]["wait"].clone();
    redirect_target(&set(&[("share", "20"), ("wait", "24h")]));
    assert_eq!(wait(), "24h");
    // The form of a step has no wait: it stays.
    redirect_target(&set(&[("share", "30"), ("then", "panel")]));
    assert_eq!((wait(), &site.map(&id)["rework"][0]["share"]), (json!("24h"), &json!(30)));
    let page = site.get(&format!("/maps/{id}?rework=b~a")).text().unwrap();
    assert!(page.contains("name=\"wait\" value=\"24h\"") && page.contains("30% rework after 24h"), "{page}");
    let wrong = form_with_errors(set(&[("which", "rework"), ("share", "30"), ("wait", "12")]));
    assert!(wrong.contains("Add a unit, such as 12h"), "{wrong}");
    let wrong = form_with_errors(set(&[("then", "arrow"), ("share", "30"), ("wait", "soon")]));
    assert!(wrong.contains("p-wrong-wait") && wrong.contains("“soon” isn’t a time."), "{wrong}");
    redirect_target(&set(&[("then", "arrow"), ("share", "30"), ("wait", "")]));
    assert_eq!(wait(), Value::Null);
}

#[test]
fn steps_can_be_moved_deleted_and_restored() {
    let site = Site::start();
    let id = site.small_map();
    let step = |rest: &str| format!("/maps/{id}/steps/by-id/{rest}");
    redirect_target(&send(&site, &step("c/move"), &[("place", "before"), ("to", "a")]));
    assert_eq!(site.map(&id)["flows"][0], json!({ "from": "c", "to": "a" }));
    let address = redirect_target(&send(&site, &step("a/remove"), &[]));
    let page = site.get(&address).text().unwrap();
    assert!(page.contains("“Build” was deleted.") && page.contains("The rework arrow"), "{address}");
    redirect_target(&send(&site, &format!("/maps/{id}/undo"), &[]));
    assert_eq!(site.map(&id)["steps"].as_array().unwrap().len(), 3);
}

#[test]
fn map_settings_can_be_changed() {
    let site = Site::start();
    let id = site.small_map();
    let path = format!("/maps/{id}/edit");
    let clock = [("was_clock", "working"), ("was_hours_per_day", "8"), ("was_days_per_week", "5")];
    let own = [
        ("clock", "own"),
        ("hours_per_day", "7,5"),
        ("days_per_week", "4"),
        ("name", "M"),
        ("was_name", "Monthly release"),
    ];
    redirect_target(&send(&site, &path, &[&clock[..], &own[..]].concat()));
    let map = site.map(&id);
    assert_eq!((&map["name"], &map["clock"]["hours_per_day"]), (&json!("M"), &json!(7.5)));
    assert_eq!(step(&map, "Deploy")["wait"], "1w", "the displayed value stays");
    let bad = [("clock", "own"), ("hours_per_day", "40"), ("days_per_week", "4"), ("name", "M"), ("was_name", "M")];
    let page = form_with_errors(send(&site, &path, &bad));
    assert!(page.contains("Hours per day must be 1 to 24.") && page.contains("value=\"40\""));
}

#[test]
fn map_can_be_trashed_and_restored() {
    let site = Site::start();
    let id = site.small_map();
    let home = redirect_target(&send(&site, &format!("/maps/{id}/bin"), &[]));
    assert!(site.get(&home).text().unwrap().contains("“Monthly release” was moved to trash."));
    assert!(site.get("/trash").text().unwrap().contains("Monthly release"));
    assert_eq!(site.get(&format!("/maps/{id}/edit")).status(), StatusCode::NOT_FOUND);
    redirect_target(&send(&site, &format!("/maps/{id}/restore"), &[]));
    assert_eq!(site.get(&format!("/maps/{id}/edit")).status(), StatusCode::OK);
}

#[test]
fn text_is_escaped_and_pages_have_no_inline_style_or_script() {
    let site = Site::start();
    let mut file = small_map();
    let nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    for field in ["name", "note", "item", "starts_with", "ends_with", "participants"] {
        file[field] = nasty.into();
    }
    for step in file["steps"].as_array_mut().unwrap() {
        for field in ["name", "team", "wait_reason", "note"] {
            step[field] = nasty.into();
        }
    }
    let id = site.import_map(&file);
    let mut paths = vec!["/".to_owned(), "/help".to_owned()];
    paths.extend(
        ["", "?removed=%3Cscript%3E", "/edit", "/flows", "/steps/new?after=a", "/steps/by-id/a", "/steps/by-id/a/move"]
            .map(|rest| format!("/maps/{id}{rest}")),
    );
    for path in paths {
        // Allowed: our module, and data blocks, which browsers don't run.
        let html = site.get(&path).text().unwrap();
        let html = html.replace("<script type=\"module\" src=\"/static/", "");
        let html = html.replace("<script type=\"application/json\" id=\"", "");
        for never in ["<script", "<img", " style=", "onerror=alert(1)>\n"] {
            assert!(!html.contains(never), "{never} in {path}");
        }
    }
}

#[test]
fn example_map_explains_its_metrics() {
    let site = Site::start();
    let path = redirect_target(&send(&site, "/maps", &[("template", "dora")]));
    let page = site.get(&path).text().unwrap();
    assert!(page.contains(">9w 3d</b></p>"), "the sum of the critical path");
    assert!(page.contains("Work time ÷ lead time on the critical path: 1w 2d ÷ 9w 3d = 14.6%."));
    assert!(page.contains(">5.4%</b></p>"), "the product of %C/A");
}

#[test]
fn unknown_values_are_not_shown_as_problems() {
    let site = Site::start();
    let mut file = small_map();
    for step in file["steps"].as_array_mut().unwrap() {
        step.as_object_mut().unwrap().retain(|field, _| field != "work" && field != "wait");
    }
    let page = site.get(&format!("/maps/{}", site.import_map(&file))).text().unwrap();
    assert!(!page.contains("items never finish"), "rework without times is not endless rework");
}
