//! Comparing two maps.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::site::{Site, header, json_of, refused, small_map};

/// A current and a future state: the board is deleted, the deployment faster, one step added and one moved.
fn pair(site: &Site) -> (String, String) {
    let today = site.small_map();
    let mut map = small_map();
    map["name"] = json!("Tomorrow");
    map["state"] = json!("future");
    map["steps"] = json!([
        { "id": "a", "name": "Build", "work": "1h", "wait": "1d", "team": "Development" },
        { "id": "c", "name": "Roll out", "work": "10m", "wait": "1h", "team": "Operations" },
        { "id": "n", "name": "=Watch", "work": "5m", "wait": "0" },
    ]);
    map["rework"] = json!([]);
    (today, site.import_map(&map))
}

fn api(site: &Site, before: &str, after: &str) -> Value {
    let answer = site.get(&format!("/api/v1/maps/{before}/compare/{after}"));
    assert_eq!(answer.status(), StatusCode::OK);
    json_of(answer)
}

fn figure<'a>(compared: &'a Value, name: &str) -> &'a Value {
    compared["figures"].as_array().unwrap().iter().find(|figure| figure["figure"] == name).unwrap()
}

#[test]
fn api_returns_the_differences() {
    let site = Site::start();
    let (before, after) = pair(&site);
    let compared = api(&site, &before, &after);
    assert_eq!(compared["after"]["name"], "Tomorrow");
    assert_eq!(compared["steps"]["added"], json!([{ "id": "n", "name": "=Watch" }]));
    assert_eq!(compared["steps"]["removed"], json!([{ "id": "b", "name": "Test" }]));
    assert_eq!(compared["steps"]["moved"], json!([]));
    assert_eq!(
        compared["steps"]["changed"],
        json!([{ "id": "c", "name": "Roll out", "fields": [
            { "field": "name", "from": "Deploy", "to": "Roll out" },
            { "field": "wait", "from": 144_000, "to": 3600 },
            { "field": "work", "from": 1800, "to": 600 },
        ] }])
    );
    assert_eq!(compared["rework"], json!([{ "from": "b", "to": "a", "before": 0.2, "after": null }]));
    let lead = figure(&compared, "lead_seconds");
    let seconds = |of: &str| json_of(site.get(&format!("/api/v1/maps/{of}/metrics")))["lead_seconds"].as_i64().unwrap();
    assert_eq!(lead["before"], seconds(&before));
    assert_eq!(lead["difference"], seconds(&after) - seconds(&before));
    assert_eq!(lead["verdict"], "better");
    assert!(lead["change"].as_f64().is_some_and(|change| (-1.0..0.0).contains(&change)));
    assert_eq!(figure(&compared, "downtime_seconds")["difference"], Value::Null);
    let sentences = compared["sentences"].as_array().unwrap();
    let changed = "“Deploy”, now “Roll out”: wait time 1w → 1h, work time 30m → 10m";
    assert!(sentences.iter().any(|said| said["sentence"] == changed));
    // A map does not differ from itself.
    let same = api(&site, &before, &before);
    assert_eq!((&same["sentences"], &figure(&same, "lead_seconds")["difference"]), (&json!([]), &json!(0)));
}

#[test]
fn comparison_page_shows_and_links_both_maps() {
    let site = Site::start();
    let (before, after) = pair(&site);
    let path = format!("/maps/{before}/compare/{after}");
    let page = site.get(&path).text().unwrap();
    for there in [
        "Monthly release",
        "Tomorrow",
        "“Deploy”, now “Roll out”",
        "<i>wait time</i> 1w → 1h",
        "“=Watch”: wait time 0, work time 5m",
        "better",
        &format!("href=\"/maps/{after}?step=c\""),
        &format!("href=\"/maps/{before}?step=b\""),
        &format!("href=\"/maps/{after}/compare/{before}\""),
        &format!("href=\"/maps/{before}/compare\""),
        &format!("{path}.pdf?paper=a4"),
    ] {
        assert!(page.contains(there), "no {there}");
    }
    assert!(!page.contains("<script"));
    let same = site.get(&format!("/maps/{before}/compare/{before}")).text().unwrap();
    assert!(same.contains("No differences"));
}

#[test]
fn comparison_can_be_downloaded_in_every_format() {
    let site = Site::start();
    let (before, after) = pair(&site);
    let path = format!("/maps/{before}/compare/{after}");
    for (extension, media_type, begins) in [
        ("svg", "image/svg+xml", &b"<svg"[..]),
        ("png", "image/png", b"\x89PNG"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("csv", "text/csv; charset=utf-8", b"\xEF\xBB\xBFType,Step,Field,Before,After"),
    ] {
        let answer = site.get(&format!("{path}.{extension}"));
        assert_eq!((answer.status(), header(&answer, "content-type")), (StatusCode::OK, media_type));
        let name = format!("filename=\"Monthly release and Tomorrow.{extension}\"");
        assert!(header(&answer, "content-disposition").contains(&name));
        let tag = header(&answer, "etag").to_owned();
        assert!(answer.bytes().unwrap().starts_with(begins), "{extension}");
        let ask = || {
            let known = site.request(Method::GET, &format!("{path}.{extension}")).header("if-none-match", &tag);
            known.send().unwrap().status()
        };
        assert_eq!(ask(), StatusCode::NOT_MODIFIED);
        // A change of either map changes the comparison.
        for map in [&before, &after] {
            site.edit(map, extension, &json!({ "type": "change_map", "set": { "note": extension } }));
        }
        assert_eq!(ask(), StatusCode::OK);
    }
    assert_ne!(
        site.get(&format!("{path}.svg")).bytes().unwrap(),
        site.get(&format!("{path}.svg?theme=dark")).bytes().unwrap()
    );
    assert_eq!(site.get(&format!("{path}.png?scale=99")).status(), StatusCode::BAD_REQUEST);
    for unknown in ["json", "exe"] {
        assert_eq!(site.get(&format!("{path}.{unknown}")).status(), StatusCode::NOT_FOUND);
    }
}

#[test]
fn comparison_csv_has_no_formulas() {
    let site = Site::start();
    let (before, after) = pair(&site);
    let csv = site.get(&format!("/maps/{before}/compare/{after}.csv")).text().unwrap();
    let rows: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert!(rows.iter().any(|row| row.starts_with("metric,,Lead time,1w 3d,1d 2h,")), "{csv}");
    assert!(rows.iter().any(|row| row.starts_with("changed,Deploy,wait time,1w,1h")), "{csv}");
    assert!(csv.contains("added,'=Watch,"));
    for cell in rows.iter().flat_map(|row| row.split(',')) {
        let cell = cell.trim_matches('"');
        let is_number = cell.parse::<f64>().is_ok();
        assert!(is_number || !cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
}

#[test]
fn names_are_escaped_on_the_comparison_page() {
    let site = Site::start();
    let evil = "<script>alert(1)</script>\"><img src=x>";
    let map = |name: &str| {
        json!({ "format": "weir-map", "version": 1, "name": format!("{evil}{name}"),
            "steps": [{ "id": "a", "name": format!("{evil}{name}"), "team": evil, "wait_reason": format!("{evil}{name}"), "work": "1h" }] })
    };
    let (before, after) = (site.import_map(&map("1")), site.import_map(&map("2")));
    for address in [format!("/maps/{before}/compare/{after}"), format!("/maps/{before}/compare")] {
        let page = site.get(&address).text().unwrap();
        assert!(page.contains("&lt;script&gt;") || page.contains("&#60;script&#62;"));
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{address}");
    }
    let svg = site.get(&format!("/maps/{before}/compare/{after}.svg")).text().unwrap();
    assert!(!svg.contains("<script>alert") && !svg.contains("<img src=x"));
}

#[test]
fn current_state_comes_before_future_state_from_either_map() {
    let site = Site::start();
    let (today, tomorrow) = pair(&site);
    for here in [&today, &tomorrow] {
        let page = site.get(&format!("/maps/{here}/compare")).text().unwrap();
        let at = |one: &str, other: &str| page.find(&format!("href=\"/maps/{one}/compare/{other}\"")).unwrap();
        assert!(at(&today, &tomorrow) < at(&tomorrow, &today), "the current state comes first in the link");
    }
}

#[test]
fn missing_map_is_not_compared() {
    let site = Site::start();
    let (before, after) = pair(&site);
    let gone = site.small_map();
    assert_eq!(site.delete(&format!("/api/v1/maps/{gone}")).status(), StatusCode::NO_CONTENT);
    for (one, other) in [(before.as_str(), "missing"), ("missing", after.as_str()), (&before, &gone), (&gone, &after)] {
        for rest in ["", ".svg", ".csv"] {
            let answer = site.get(&format!("/maps/{one}/compare/{other}{rest}"));
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{one} {other}{rest}");
        }
        refused(site.get(&format!("/api/v1/maps/{one}/compare/{other}")), 404, "not_found");
    }
    assert_eq!(site.get("/maps/missing/compare").status(), StatusCode::NOT_FOUND);
}

#[test]
fn other_map_is_selected_from_the_list() {
    let site = Site::start();
    let (before, after) = pair(&site);
    let page = site.get(&format!("/maps/{before}/compare")).text().unwrap();
    assert!(page.contains(&format!("href=\"/maps/{before}/compare/{after}\"")) && page.contains("Tomorrow"));
    assert!(page.contains(&format!("href=\"/maps/{after}/compare/{before}\"")), "swapped");
    assert!(
        !page.contains(&format!("/maps/{before}/compare/{before}")),
        "a map is not offered for comparison with itself"
    );
    let map = site.get(&format!("/maps/{before}")).text().unwrap();
    assert!(map.contains(&format!("href=\"/maps/{before}/compare\"")));
    let alone = Site::start();
    let only = alone.small_map();
    assert!(alone.get(&format!("/maps/{only}/compare")).text().unwrap().contains("Duplicate map"));
    for more in 0..60 {
        let mut map = small_map();
        map["name"] = json!(format!("Map {more}"));
        alone.import_map(&map);
    }
    let first = alone.get(&format!("/maps/{only}/compare")).text().unwrap();
    let next = first.split("href=\"").find(|rest| rest.contains("/compare?after=")).unwrap().split('"').next().unwrap();
    let second = alone.get(next).text().unwrap();
    assert!(first.contains("Map 59") && !first.contains(">Map 1<") && second.contains(">Map 1<"));
}
