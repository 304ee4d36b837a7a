//! Metrics over time.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::site::{Site, header, json_of, refused};

fn wait(hours: u32) -> Value {
    json!({ "type": "change_step", "step": "a", "set": { "wait": format!("{hours}h") } })
}

fn points(site: &Site, id: &str) -> Value {
    let answer = site.get(&format!("/api/v1/maps/{id}/figures"));
    assert_eq!(answer.status(), StatusCode::OK);
    json_of(answer)
}

#[test]
fn trends_have_the_metrics_of_every_revision() {
    let site = Site::start();
    let id = site.small_map();
    let mut expected = vec![json_of(site.get(&format!("/api/v1/maps/{id}/metrics")))];
    for (n, edit) in [
        wait(2),
        json!({ "type": "remove_step", "step": "b" }),
        json!({ "type": "change_step", "step": "c", "set": { "downtime": "3h", "work": null } }),
        json!({ "type": "change_map", "set": { "clock": "calendar" } }),
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(site.edit(&id, &format!("e{n}"), edit).status(), StatusCode::OK);
        expected.push(json_of(site.get(&format!("/api/v1/maps/{id}/metrics"))));
    }
    let figures = points(&site, &id);
    assert_eq!((&figures["revision"], &figures["left_out"]), (&json!(5), &json!(0)));
    let points = figures["points"].as_array().unwrap();
    assert_eq!(points.len(), expected.len());
    for (at, (point, expected)) in points.iter().zip(&expected).enumerate() {
        assert_eq!(point["revision"], at + 1);
        for figure in ["lead_seconds", "work_seconds", "downtime_seconds", "at_least", "handoffs", "flow_efficiency"] {
            assert_eq!(point[figure], expected[figure], "{figure} of revision {}", at + 1);
        }
    }
    let page = site.get(&format!("/maps/{id}/figures")).text().unwrap();
    assert!(page.contains("at least") && page.contains("working calendar changed"));
    for revision in 1..=5 {
        // Linked from the point in the chart and from the row.
        assert_eq!(page.matches(&format!("href=\"/maps/{id}/history/{revision}\"")).count(), 2, "{revision}");
    }
    assert!(!page.contains("<script"));
}

#[test]
fn single_revision_has_no_chart() {
    let site = Site::start();
    let id = site.small_map();
    let page = site.get(&format!("/maps/{id}/figures")).text().unwrap();
    assert!(page.contains("There is only one version so far") && !page.contains("<svg xmlns"));
    let tag = header(&site.get(&format!("/maps/{id}/figures")), "etag").to_owned();
    let ask = || {
        let known = site.request(Method::GET, &format!("/maps/{id}/figures")).header("if-none-match", &tag);
        known.send().unwrap()
    };
    assert_eq!(ask().status(), StatusCode::NOT_MODIFIED);
    site.edit(&id, "e", &wait(3));
    let changed = ask();
    assert_eq!(changed.status(), StatusCode::OK);
    assert!(changed.text().unwrap().contains("class=\"d-map\""));
}

#[test]
fn long_histories_are_sampled_and_end_with_the_newest_revision() {
    let site = Site::start();
    let id = site.small_map();
    for n in 0..150 {
        site.edit(&id, &format!("e{n}"), &wait(n + 1));
    }
    let figures = points(&site, &id);
    let points = figures["points"].as_array().unwrap();
    assert!((2..=60).contains(&points.len()), "{}", points.len());
    let revisions: Vec<u64> = points.iter().map(|point| point["revision"].as_u64().unwrap()).collect();
    assert!(revisions.is_sorted() && revisions.last() == Some(&151));
    for point in points.iter().filter(|point| point["revision"] != 1) {
        // The wait time of the first step is an hour less than the revision, that of the others 2d and 1w; work is 3h 30m.
        let hours = point["revision"].as_u64().unwrap() - 1 + (2 + 5) * 8;
        assert_eq!(point["lead_seconds"], hours * 3600 + 3 * 3600 + 1800, "{point}");
    }
    let page = site.get(&format!("/maps/{id}/figures")).text().unwrap();
    assert!(page.contains("Shows the last version of each period"));
}

#[test]
fn trends_are_linked_from_history_and_work_in_trash() {
    let site = Site::start();
    let id = site.small_map();
    let link = format!("href=\"/maps/{id}/figures\"");
    assert!(site.get(&format!("/maps/{id}/history")).text().unwrap().contains(&link));
    assert_eq!(site.delete(&format!("/api/v1/maps/{id}")).status(), StatusCode::NO_CONTENT);
    assert_eq!(site.get(&format!("/maps/{id}/figures")).status(), StatusCode::OK);
    refused(site.get(&format!("/api/v1/maps/{id}/figures")), 404, "not_found");
    refused(site.get("/api/v1/maps/none/figures"), 404, "not_found");
    assert_eq!(site.get("/maps/none/figures").status(), StatusCode::NOT_FOUND);
}

#[test]
fn related_maps_have_their_own_chart() {
    let site = Site::start();
    let id = site.small_map();
    let future = json_of(site.post(&format!("/api/v1/maps/{id}/future"), "{}"))["id"].as_str().unwrap().to_owned();
    let stranger = site.small_map();
    let page = site.get(&format!("/maps/{id}/figures"));
    let tag = header(&page, "etag").to_owned();
    let page = page.text().unwrap();
    assert!(page.contains(">Related maps<"));
    for member in [&id, &future] {
        assert!(page.contains(&format!("href=\"/maps/{member}\" data-step=\"{member}\"")), "{member}");
    }
    assert!(!page.contains(&stranger));
    // A change of the related map shows on this page.
    site.edit(&future, "e", &wait(77));
    let known = site.request(Method::GET, &format!("/maps/{id}/figures")).header("if-none-match", &tag).send().unwrap();
    assert_eq!(known.status(), StatusCode::OK);
    assert!(known.text().unwrap().contains("3w 2d"));
    assert!(!site.get(&format!("/maps/{stranger}/figures")).text().unwrap().contains(">Related maps<"));
    // In the list to compare with, they come first.
    let choices = site.get(&format!("/maps/{id}/compare")).text().unwrap();
    let at = |other: &str| choices.find(&format!("/maps/{id}/compare/{other}\"")).unwrap();
    assert!(choices.find(">Related maps<").unwrap() < at(&future) && at(&future) < at(&stranger));
    assert_eq!(choices.matches(&format!("/compare/{future}\"")).count(), 1, "and only once");
    // The origin of a map is not a difference.
    let same = json_of(site.get(&format!("/api/v1/maps/{id}/compare/{future}")));
    let fields: Vec<&str> =
        same["map"].as_array().unwrap().iter().filter_map(|field| field["field"].as_str()).collect();
    assert_eq!(fields, ["name", "state"]);
}
