//! The JSON API and its contract.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::site::{Site, field, header, json_of, refused, small_map};

#[test]
fn map_can_be_created_read_listed_trashed_and_restored() {
    let site = Site::start();
    let answer = site.post("/api/v1/maps", small_map().to_string());
    assert_eq!(answer.status(), StatusCode::CREATED);
    let location = header(&answer, "location").to_owned();
    let created = json_of(answer);
    let id = field(&created, "id");
    assert_eq!(created["revision"], 1);
    assert!(created["findings"].is_array());
    assert_eq!(location, format!("/api/v1/maps/{id}"));

    let map = site.map(&id);
    assert_eq!((map["id"].as_str(), &map["revision"]), (Some(&*id), &json!(1)));
    assert_eq!(
        (&map["format"], &map["version"], &map["name"]),
        (&json!("weir-map"), &json!(1), &json!("Monthly release"))
    );
    assert_eq!(map["flows"], json!([{ "from": "a", "to": "b" }, { "from": "b", "to": "c" }]));
    assert_eq!(map["rework"], json!([{ "from": "b", "to": "a", "share": 20 }]));
    // A map file from the API can be posted again; its id and revision are ignored.
    assert_ne!(site.import_map(&map), id);

    let names = |path| {
        let list = json_of(site.get(path));
        list["maps"].as_array().unwrap().iter().map(|map| field(map, "id")).collect::<Vec<_>>()
    };
    assert!(names("/api/v1/maps").contains(&id));
    assert_eq!(site.delete(&location).status(), StatusCode::NO_CONTENT);
    assert!(!names("/api/v1/maps").contains(&id));
    assert_eq!(names("/api/v1/maps?bin=true"), [id.as_str()]);
    refused(site.get(&location), 404, "not_found");
    refused(site.get(&format!("{location}/metrics")), 404, "not_found");
    refused(site.edit(&id, "e", &json!({ "type": "remove_step", "step": "a" })), 404, "not_found");
    refused(site.delete(&location), 404, "not_found");
    assert_eq!(site.post(&format!("{location}/restore"), "").status(), StatusCode::NO_CONTENT);
    assert_eq!(site.map(&id)["name"], "Monthly release");
    refused(site.post("/api/v1/maps/missing/restore", ""), 404, "not_found");
}

#[test]
fn map_list_has_pages() {
    let site = Site::start();
    let mut ids: Vec<String> = (0..5).map(|_| site.small_map()).collect();
    ids.reverse();
    let mut listed = Vec::new();
    let mut next = Some("/api/v1/maps?limit=2".to_owned());
    while let Some(path) = next {
        let part = json_of(site.get(&path));
        listed.extend(part["maps"].as_array().unwrap().iter().map(|map| field(map, "id")));
        next = part["next"].as_str().map(str::to_owned);
        assert!(listed.len() <= 5);
    }
    assert_eq!(listed, ids, "newest first, each once");
    for bad in ["limit=0", "limit=1001", "limit=x", "limit=-1", "bin=maybe"] {
        refused(site.get(&format!("/api/v1/maps?{bad}")), 400, "bad_value");
    }
}

#[test]
fn metrics_are_in_seconds_and_shares() {
    let site = Site::start();
    let id = site.small_map();
    let figures = json_of(site.get(&format!("/api/v1/maps/{id}/metrics")));
    assert_eq!(figures["work_seconds"], 3600 * 7 / 2);
    assert_eq!(figures["wait_seconds"], 8 * 8 * 3600);
    assert_eq!(figures["critical_path"], json!(["a", "b", "c"]));
    assert_eq!((&figures["bottleneck"]["kind"], &figures["bottleneck"]["step"]), (&json!("slowest"), &json!("c")));
    assert_eq!(figures["at_least"], false);
    assert_eq!(figures["handoffs"], 0);
    assert_eq!(figures["rolled_complete_accurate"], 0.8);
    let fields = [
        "lead_seconds",
        "wait_seconds",
        "work_seconds",
        "effort_seconds",
        "expected_lead_seconds",
        "at_least",
        "wait_at_least",
        "work_at_least",
        "unknown",
        "flow_efficiency",
        "flow_efficiency_at_most",
        "flow_efficiency_at_least",
        "rolled_complete_accurate",
        "rolled_complete_accurate_at_most",
        "downtime_seconds",
        "downtime_seconds_per_month",
        "handoffs",
        "work_in_progress",
        "critical_path",
        "confidence",
        "steps",
        "bottleneck",
        "bottleneck_note",
        "findings",
    ];
    let mut names: Vec<&str> = figures.as_object().unwrap().keys().map(String::as_str).collect();
    let mut agreed = fields.to_vec();
    names.sort_unstable();
    agreed.sort_unstable();
    assert_eq!(names, agreed);
}

#[test]
fn edit_sent_twice_is_applied_once() {
    let site = Site::start();
    let id = site.small_map();
    // A step without an id gets one, the same for the retry.
    let edit = json!({ "type": "add_step", "step": { "name": "Verify" }, "after": "c" });
    let first = json_of(site.edit(&id, "one", &edit));
    assert_eq!(first, json!({ "revision": 2 }));
    let map = site.map(&id);
    assert_eq!(map["steps"].as_array().unwrap().len(), 4);

    assert_eq!(json_of(site.edit(&id, "two", &json!({ "type": "remove_step", "step": "b" })))["revision"], 3);
    assert_eq!(json_of(site.edit(&id, "one", &edit)), first, "the same response after later edits");
    assert_eq!(site.map(&id)["revision"], 3);
    let other = json!({ "type": "add_step", "step": { "name": "Verify it" }, "after": "c" });
    refused(site.edit(&id, "one", &other), 409, "conflict");
    // Edit ids are unique per map.
    assert_eq!(site.edit(&site.small_map(), "one", &other).status(), StatusCode::OK);
}

#[test]
fn dropped_rework_is_reported_again_for_a_repeated_edit() {
    let site = Site::start();
    let id = site.small_map();
    let edit = json!({ "type": "remove_step", "step": "a" });
    let expected = json!({ "revision": 2, "dropped": [{ "from": "b", "to": "a", "share": 20.0 }] });
    assert_eq!(json_of(site.edit(&id, "e", &edit)), expected);
    assert_eq!(json_of(site.edit(&id, "e", &edit)), expected);
}

#[test]
fn etag_saves_a_response_and_guards_an_edit() {
    let site = Site::start();
    let id = site.small_map();
    let path = format!("/api/v1/maps/{id}");
    let answer = site.get(&path);
    let old = header(&answer, "etag").to_owned();
    assert!(old.ends_with("-1\""), "{old}");
    let ask = |tag: &str| site.request(Method::GET, &path).header("if-none-match", tag).send().unwrap();
    let known = ask(&old);
    assert_eq!((known.status(), header(&known, "etag")), (StatusCode::NOT_MODIFIED, &*old));
    assert_eq!(known.text().unwrap(), "");

    let edit = |id_of_edit: &str, tag: &str| {
        let body =
            json!({ "id": id_of_edit, "edit": { "type": "change_step", "step": "a", "set": { "name": id_of_edit } } });
        let request = site.request(Method::POST, &format!("{path}/edits")).header("if-match", tag);
        request.body(body.to_string()).send().unwrap()
    };
    let done = edit("one", &old);
    assert_eq!(done.status(), StatusCode::OK);
    let new = header(&done, "etag").to_owned();
    assert_eq!(ask(&old).status(), StatusCode::OK);
    assert_eq!(ask(&new).status(), StatusCode::NOT_MODIFIED);
    assert_eq!(edit("one", &old).status(), StatusCode::OK, "a retry gets the same response");
    refused(edit("two", &old), 412, "stale");
    refused(edit("two", "\"another-life-2\""), 412, "stale");
    refused(edit("two", "nonsense"), 412, "stale");
    assert_eq!(edit("two", &new).status(), StatusCode::OK);
    assert_eq!(edit("three", "*").status(), StatusCode::OK);
}

#[test]
fn malformed_request_returns_400() {
    let site = Site::start();
    let id = site.small_map();
    let edits = format!("/api/v1/maps/{id}/edits");
    let post = |path: &str, body: &[u8]| site.request(Method::POST, path).body(body.to_vec()).send().unwrap();
    let deep = [b"[".repeat(500_000), b"]".repeat(500_000)].concat();
    let no_json: [&[u8]; 8] = [
        b"",
        b"{",
        b"NaN",
        b"{\"a\": NaN}",
        b"1e999",
        b"\xff\xfe",
        b"{\"format\": \"weir-map\", \"a\": 1, \"a\": 2}",
        &deep,
    ];
    for body in no_json {
        refused(post("/api/v1/maps", body), 400, "not_json");
        refused(post(&edits, body), 400, "not_json");
    }
    // What could be a list of another program is refused as one.
    refused(post("/api/v1/maps", b"{\"name\": \"\xc3\x28\"}"), 422, "not_a_map");
    refused(post(&edits, b"{\"name\": \"\xc3\x28\"}"), 400, "not_json");
    let no_edits = [
        json!([]),
        json!("edit"),
        json!({}),
        json!({ "id": "x" }),
        json!({ "id": 5, "edit": { "type": "batch", "edits": [] } }),
        json!({ "id": "x", "edit": { "type": "explode" } }),
        json!({ "id": "x", "edit": { "type": "connect", "from": "a" } }),
        json!({ "id": "x", "edit": { "type": "connect", "from": 1, "to": [] } }),
        json!({ "id": "x", "edit": { "type": "set_rework", "from": "b", "to": "a", "share": "many" } }),
        json!({ "id": "x", "edit": { "type": "remove_step", "step": "a" }, "more": 1 }),
    ];
    for body in no_edits {
        refused(post(&edits, body.to_string().as_bytes()), 400, "bad_edit");
    }
    for bad_id in [String::new(), "x".repeat(300), "a\nb".to_owned()] {
        let error = refused(site.edit(&id, &bad_id, &json!({ "type": "remove_step", "step": "a" })), 400, "bad_id");
        assert_eq!(error["field"], "id");
    }
    assert_eq!(site.map(&id)["revision"], 1);
}

#[test]
fn invalid_edit_returns_422_with_its_field() {
    let site = Site::start();
    let id = site.small_map();
    let set = |field: &str, value: Value| json!({ "type": "change_step", "step": "a", "set": { field: value } });
    let edits = [
        (set("wait", json!("-1d")), "wait"),
        (set("wait", json!("5")), "wait"),
        (set("wait", json!("200y")), "wait"),
        (set("wait", json!(1e300)), "wait"),
        (set("complete_accurate", json!(101)), "complete_accurate"),
        (set("people", json!(0)), "people"),
        (set("name", json!("")), "name"),
        (set("name", json!("x".repeat(201))), "name"),
        (set("note", json!("x".repeat(4001))), "note"),
        (json!({ "type": "connect", "from": "c", "to": "a" }), ""),
        (json!({ "type": "connect", "from": "a", "to": "missing" }), ""),
        (json!({ "type": "remove_step", "step": "missing" }), ""),
        (json!({ "type": "add_step", "step": { "id": "a", "name": "twice" } }), ""),
        (json!({ "type": "set_rework", "from": "b", "to": "a", "share": 100 }), ""),
        (json!({ "type": "set_rework", "from": "a", "to": "c", "share": 5 }), ""),
    ];
    for (edit, field_at_fault) in edits {
        let answer = site.edit(&id, "e", &edit);
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{edit}");
        let error = json_of(answer)["error"].clone();
        assert!(field(&error, "message").ends_with('.'), "{error}");
        if !field_at_fault.is_empty() {
            assert!(field(&error, "field").ends_with(field_at_fault), "{error}");
        }
    }
    assert_eq!(site.map(&id)["revision"], 1, "a rejected edit changes nothing");

    let step = |id: &str| json!({ "id": id, "name": "x" });
    let file = |steps: Vec<Value>| json!({ "format": "weir-map", "version": 1, "name": "x", "steps": steps });
    let files = [
        json!({}),
        json!([]),
        json!({ "format": "weir-map", "version": 2, "name": "x", "steps": [] }),
        json!({ "format": "weir-map", "version": 1, "steps": [] }),
        file(vec![step("a"), step("a")]),
        file((0..1001).map(|i| step(&i.to_string())).collect()),
        file(vec![json!({ "name": "x", "lead": "1h", "work": "2h" })]),
    ];
    for file in files {
        let answer = site.post("/api/v1/maps", file.to_string());
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{:.200}", file.to_string());
        assert!(field(&json_of(answer)["error"], "message").ends_with('.'));
    }
    assert_eq!(json_of(site.get("/api/v1/maps"))["maps"].as_array().unwrap().len(), 1);
}

#[test]
fn api_errors_are_json() {
    let site = Site::start();
    for path in ["/api", "/api/", "/api/v1", "/api/v2/maps", "/api/v1/maps/", "/api/v1/maps/x/y", "/api/v1/maps/%ff"] {
        let answer = site.get(path);
        assert!(answer.status().is_client_error(), "{path}");
        assert_eq!(header(&answer, "content-type"), "application/json", "{path}");
        field(&json_of(answer)["error"], "message");
    }
    let wrong = site.request(Method::PUT, "/api/v1/maps").send().unwrap();
    assert_eq!(header(&wrong, "allow"), "GET,HEAD,POST");
    refused(wrong, 405, "method_not_allowed");
    refused(site.post("/api/v1/maps", " ".repeat(11 * 1024 * 1024)), 413, "too_large");
}

#[test]
fn unusual_step_ids_are_kept() {
    let site = Site::start();
    let ids = ["a/b", "ü ö", "<script>", "%2F", "../x", "?x=1#y", "'\"", "日本"];
    let steps: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "name": id })).collect();
    let id = site.import_map(&json!({ "format": "weir-map", "version": 1, "name": "x", "steps": steps }));
    let map = site.map(&id);
    let stored: Vec<String> = map["steps"].as_array().unwrap().iter().map(|step| field(step, "id")).collect();
    assert_eq!(stored, ids);
}

#[test]
fn unsent_edit_of_another_actor_is_rejected() {
    let site = Site::start();
    let id = site.small_map();
    let path = format!("/api/v1/maps/{id}/edits");
    let edit = json!({ "id": "kept", "edit": { "type": "change_step", "step": "a", "set": { "work": "3h" } } });
    let send =
        |who: &str| site.request(Method::POST, &path).header("weir-as", who).body(edit.to_string()).send().unwrap();
    let refused = send("another-actor");
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(json_of(refused)["error"]["code"], "somebody_else");
    assert_eq!(site.map(&id)["revision"], 1);
    let me = json_of(site.get("/me"))["actor"].as_str().unwrap().to_owned();
    assert_eq!(send(&me).status(), StatusCode::OK);
}
