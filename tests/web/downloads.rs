//! Downloads of a map.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::site::{Site, header};

#[test]
fn every_format_has_media_type_and_file_name() {
    let site = Site::start();
    let id = site.small_map();
    let formats: [(&str, &str, &[u8]); 5] = [
        ("svg", "image/svg+xml", b"<"),
        ("png", "image/png", b"\x89PNG"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("csv", "text/csv; charset=utf-8", b""),
        ("json", "application/json", b"{"),
    ];
    for (extension, media_type, begins) in formats {
        let path = format!("/maps/{id}.{extension}");
        let answer = site.get(&path);
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&answer, "content-type"), media_type);
        let name = format!(
            "attachment; filename=\"Monthly release.{extension}\"; filename*=UTF-8''Monthly%20release.{extension}"
        );
        assert_eq!(header(&answer, "content-disposition"), name);
        let tag = header(&answer, "etag").to_owned();
        let length = header(&answer, "content-length").to_owned();
        let body = answer.bytes().unwrap();
        assert!(body.starts_with(begins) && body.len() > 50, "{path}");
        assert_eq!(length, body.len().to_string());
        assert_eq!(site.get(&path).bytes().unwrap(), body, "the same again");
        let known = site.request(Method::GET, &path).header("if-none-match", &tag).send().unwrap();
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
        site.edit(&id, extension, &json!({ "type": "change_step", "step": "a", "set": { "note": extension } }));
        let changed = site.request(Method::GET, &path).header("if-none-match", &tag).send().unwrap();
        assert_eq!(changed.status(), StatusCode::OK);
    }
    assert_eq!(site.get(&format!("/maps/{id}.exe")).status(), StatusCode::NOT_FOUND);
    assert_eq!(site.get("/maps/missing.svg").status(), StatusCode::NOT_FOUND);
}

#[test]
fn download_options_are_in_the_address() {
    let site = Site::start();
    let id = site.small_map();
    let bytes = |rest: &str| {
        let answer = site.get(&format!("/maps/{id}{rest}"));
        assert_eq!(answer.status(), StatusCode::OK, "{rest}");
        answer.bytes().unwrap()
    };
    assert_ne!(bytes(".svg"), bytes(".svg?theme=dark"));
    assert_ne!(bytes(".svg"), bytes(".svg?wrap=500"));
    assert_eq!(bytes(".svg"), bytes(".svg?theme=light"));
    assert_ne!(bytes(".pdf?paper=a4"), bytes(".pdf?paper=a3"));
    let width = |rest: &str| u32::from_be_bytes(bytes(rest)[16..20].try_into().unwrap());
    let ratio = f64::from(width(".png?scale=4")) / f64::from(width(".png?scale=2"));
    assert!((ratio - 2.0).abs() < 0.01, "{ratio}");
    for bad in [
        ".png?scale=0",
        ".png?scale=5",
        ".png?scale=NaN",
        ".png?scale=1e99",
        ".svg?theme=pink",
        ".svg?wrap=-1",
        ".svg?wrap=inf",
        ".pdf?paper=letter",
        ".svg?theme=dark&theme=light",
    ] {
        let answer = site.get(&format!("/maps/{id}{bad}"));
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[test]
fn download_name_comes_from_the_map_name_only() {
    let site = Site::start();
    let name = "Größe \"x\" \\ ../../etc 日本; filename=evil.exe";
    let id = site.import_map(&json!({ "format": "weir-map", "version": 1, "name": name, "steps": [{ "name": "a" }] }));
    let answer = site.get(&format!("/maps/{id}.csv"));
    let disposition = header(&answer, "content-disposition");
    assert_eq!(
        disposition,
        "attachment; filename=\"Gr__e -x- - ..-..-etc __; filename=evil.exe.csv\"; \
         filename*=UTF-8''Gr%C3%B6%C3%9Fe%20-x-%20-%20..-..-etc%20%E6%97%A5%E6%9C%AC%3B%20filename%3Devil.exe.csv"
    );
}

#[test]
fn names_are_escaped_in_every_format() {
    let site = Site::start();
    let evil = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>]]></style>";
    let id = site.import_map(&json!({
        "format": "weir-map", "version": 1, "name": evil, "item": evil, "starts_with": evil, "ends_with": evil, "note": evil,
        "participants": evil,
        "steps": [{ "id": evil, "name": evil, "team": evil, "wait_reason": evil, "note": evil, "work": "1h" },
                  { "id": "b", "name": "b" }],
        "rework": [{ "from": "b", "to": evil, "share": 5 }],
    }));
    for rest in ["", ".svg", ".svg?theme=dark", "/edit", "/flows", "/steps/new"] {
        let text = site.get(&format!("/maps/{id}{rest}")).text().unwrap();
        assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{rest}: {text}");
    }
    let home = site.get("/").text().unwrap();
    assert!(!home.contains("<script>alert") && !home.contains("<img src=x"));
    for heavy in [".png", ".pdf", ".csv", ".json"] {
        assert_eq!(site.get(&format!("/maps/{id}{heavy}")).status(), StatusCode::OK);
    }
}

#[test]
fn pages_respond_during_many_heavy_downloads() {
    let site = Site::start();
    let steps: Vec<_> = (0..20).map(|i| json!({ "name": format!("Step {i}"), "work": "1h", "wait": "1d" })).collect();
    let id = site.import_map(&json!({ "format": "weir-map", "version": 1, "name": "long", "steps": steps }));
    std::thread::scope(|scope| {
        let heavy: Vec<_> = (0..6)
            .map(|i| {
                let path = format!("/maps/{id}.png?scale={}", 1 + i % 2);
                let site = &site;
                scope.spawn(move || site.get(&path).status())
            })
            .collect();
        for _ in 0..20 {
            assert_eq!(site.get(&format!("/maps/{id}")).status(), StatusCode::OK);
        }
        assert!(heavy.into_iter().all(|done| done.join().unwrap() == StatusCode::OK));
    });
}
