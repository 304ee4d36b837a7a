//! Pages over HTTP.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::site::{Site, header};

#[test]
fn map_page_shows_the_newest_revision() {
    let site = Site::start();
    let id = site.small_map();
    let path = format!("/maps/{id}");
    let first = site.get(&path);
    assert_eq!((first.status(), header(&first, "content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    assert_eq!(header(&first, "cache-control"), "private, no-cache");
    let tag = header(&first, "etag").to_owned();
    assert!(first.text().unwrap().contains("Monthly release"));
    let ask = || site.request(Method::GET, &path).header("if-none-match", &tag).send().unwrap();
    assert_eq!(ask().status(), StatusCode::NOT_MODIFIED);
    site.edit(&id, "e", &json!({ "type": "change_step", "step": "a", "set": { "name": "Compile" } }));
    let second = ask();
    assert_eq!(second.status(), StatusCode::OK);
    assert!(second.text().unwrap().contains("Compile"));
}

#[test]
fn every_page_responds() {
    let site = Site::start();
    let id = site.small_map();
    for path in ["/", "/help", "/trash", "/import"] {
        assert_eq!(site.get(path).status(), StatusCode::OK, "{path}");
    }
    for rest in [
        "",
        "/edit",
        "/flows",
        "/paste",
        "/paste?after=a",
        "/steps/new",
        "/steps/new?after=a",
        "?step=a",
        "?wait=a",
        "?step=a&field=downtime",
        "?flow=a~b",
        "?rework=b~a",
        "?explain=lead",
        "?panel=suggestions",
        "?panel=ideas&step=a",
        "?panel=checks",
        "/steps/by-id/a/move",
        "/steps/by-id/a/remove",
    ] {
        assert_eq!(site.get(&format!("/maps/{id}{rest}")).status(), StatusCode::OK, "{rest}");
    }
    for rest in ["/steps/by-id/missing", "/nothing"] {
        assert_eq!(site.get(&format!("/maps/{id}{rest}")).status(), StatusCode::NOT_FOUND, "{rest}");
    }
    assert_eq!(site.get("/maps/missing").status(), StatusCode::NOT_FOUND);
    assert_eq!(site.get("/maps/missing/edit").status(), StatusCode::NOT_FOUND);
}

#[test]
fn links_to_calculations_lead_into_the_sections_that_they_open() {
    let site = Site::start();
    let id = site.small_map();
    let page = site.get(&format!("/maps/{id}?explain=lead")).text().unwrap();
    let links = page.split("href=\"?explain=").skip(1).filter_map(|rest| rest.split('"').next()?.split_once('#'));
    let links: std::collections::BTreeSet<(&str, &str)> = links.collect();
    assert!(links.len() > 5, "{links:?}");
    for (metric, fragment) in links {
        // Browsers open the sections around the target of a fragment, but not a section that is the target, nor that of
        // a summary.
        let target = page.find(&format!(" id=\"{fragment}\"")).unwrap_or_else(|| panic!("no {fragment}"));
        let section = page[..target].rfind("<details").unwrap();
        assert!(page[section..].starts_with(&format!("<details name=\"how\" data-how=\"{metric}\"")), "{fragment}");
        assert!(page[section..target].contains("</summary>") && !page[section..target].contains("</details>"));
    }
}

#[test]
fn link_to_the_settings_works_without_scripts() {
    let site = Site::start();
    let id = site.small_map();
    assert!(site.get(&format!("/maps/{id}")).text().unwrap().contains("\"?dialog=settings\""));
    let answer = site.get(&format!("/maps/{id}?dialog=settings"));
    assert_eq!(header(&answer, "location"), format!("/maps/{id}/edit"));
    assert_eq!(site.get(&format!("/maps/{id}?dialog=other")).status(), StatusCode::OK);
}

#[test]
fn former_addresses_redirect_permanently_with_their_query() {
    let site = Site::start();
    let id = site.small_map();
    for (former, now) in [
        ("/bin".to_owned(), "/trash".to_owned()),
        ("/bin?after=a%20b".to_owned(), "/trash?after=a%20b".to_owned()),
        (format!("/maps/{id}/take-away"), format!("/maps/{id}/export")),
        (format!("/maps/{id}/take-away?format=png&width=1280"), format!("/maps/{id}/export?format=png&width=1280")),
        ("/maps/a%2Fb/take-away".to_owned(), "/maps/a%2Fb/export".to_owned()),
    ] {
        let answer = site.get(&former);
        assert_eq!((answer.status(), header(&answer, "location")), (StatusCode::PERMANENT_REDIRECT, &*now), "{former}");
    }
}
