//! Import of files.

use reqwest::blocking::Response;
use reqwest::blocking::multipart::{Form, Part};
use reqwest::{Method, StatusCode};

use crate::site::{Site, header, small_map};

fn upload(site: &Site, name: &str, bytes: Vec<u8>) -> Response {
    let form = Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()));
    site.request(Method::POST, "/import").multipart(form).send().unwrap()
}

fn paste(site: &Site, text: &str) -> Response {
    // As browsers send it: a file that was not chosen is an empty one.
    let form = Form::new().part("file", Part::bytes(Vec::new()).file_name("")).text("text", text.to_owned());
    site.request(Method::POST, "/import").multipart(form).send().unwrap()
}

/// The uploaded map without `id` and `revision`.
fn map_of(site: &Site, answer: &Response) -> serde_json::Value {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let id = header(answer, "location").strip_prefix("/maps/").unwrap().to_owned();
    let mut map = site.map(&id);
    for added in ["id", "revision"] {
        map.as_object_mut().unwrap().remove(added);
    }
    map
}

#[test]
fn exported_map_can_be_imported_again() {
    let site = Site::start();
    let id = site.small_map();
    let json = site.get(&format!("/maps/{id}.json")).bytes().unwrap().to_vec();
    let original = map_of(&site, &upload(&site, "map.json", json.clone()));
    assert_eq!(original["name"], small_map()["name"]);
    for extension in ["json", "svg", "png", "csv", "xlsx", "drawio", "zip"] {
        let taken = site.get(&format!("/maps/{id}.{extension}")).bytes().unwrap().to_vec();
        let map = map_of(&site, &upload(&site, &format!("map.{extension}"), taken.clone()));
        assert_eq!(map["steps"], original["steps"], "{extension}");
        assert_eq!((&map["flows"], &map["rework"]), (&original["flows"], &original["rework"]), "{extension}");
        if extension != "csv" {
            assert_eq!(map, original, "{extension}");
            // With any file name.
            assert_eq!(map_of(&site, &upload(&site, "download", taken)), original, "{extension}");
        }
    }
    assert_eq!(map_of(&site, &paste(&site, &String::from_utf8(json).unwrap())), original);
}

#[test]
fn import_reports_what_was_left_out_or_changed() {
    let site = Site::start();
    let table = "name,wait,Mood <b>,%C/A\nBuild,2d,fine,80\nTest,1d,fine,90\n";
    let shown = paste(&site, table).text().unwrap();
    assert!(shown.contains("Check the columns") && shown.contains("Mood &#60;b&#62;"), "{shown}");
    let mut unknown = small_map();
    unknown["clock"] = serde_json::json!({ "hours_per_day": 8, "days_per_week": 5, "lunch": 1 });
    let answer = paste(&site, &unknown.to_string());
    assert_eq!(answer.status(), StatusCode::OK);
    let page = answer.text().unwrap();
    assert!(page.contains("lunch") && page.contains("was imported</h1>"), "{page}");
    let (_, rest) = page.split_once("<a class=\"button primary\" href=\"").unwrap();
    let map = rest.split_once('"').unwrap().0;
    assert_eq!(site.get(map).status(), StatusCode::OK, "{map}");
}

#[test]
fn file_without_a_map_is_rejected_with_a_message() {
    let site = Site::start();
    let bomb = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let files: [(&str, Vec<u8>); 9] = [
        ("empty.json", Vec::new()),
        ("map.json", b"{".to_vec()),
        ("map.json", br#"{"format": "weir-map", "version": 99, "name": "x", "steps": []}"#.to_vec()),
        ("map.json", bomb),
        ("map.csv", b"\xff\xfe\x00\x00".to_vec()),
        ("map.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()),
        ("map.svg", b"<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><svg>&a;</svg>".to_vec()),
        ("map.png", b"\x89PNG\r\n\x1a\nnot really".to_vec()),
        ("map.xlsx", b"PK\x03\x04".to_vec()),
    ];
    for (name, bytes) in files {
        let answer = upload(&site, name, bytes);
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
        let page = answer.text().unwrap();
        assert!(page.contains("<form") && !page.contains("root:"), "{name}: {page}");
    }
    let answer = paste(&site, "{ this is <not> JSON");
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().unwrap().contains("this is &#60;not&#62; JSON"), "the pasted text is still there");
    let form = Form::new().part("file", Part::bytes(b"%PDF-1.4".to_vec()).file_name("x.pdf")).text("text", "Build");
    let page = site.request(Method::POST, "/import").multipart(form).send().unwrap().text().unwrap();
    assert!(page.contains("You chose a file and pasted text.") && page.contains("Build</textarea>"), "{page}");
    assert!(!page.contains("aria-invalid"), "the text isn’t what is wrong: {page}");
    let answer = paste(&site, "  \n ");
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().unwrap().contains("<p>Choose a file or paste text. No map was created.</p>"));
    assert_eq!(upload(&site, "big.json", vec![b' '; 11 * 1024 * 1024]).status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(site.post("/import", "text=x").status(), StatusCode::BAD_REQUEST, "not the form's own encoding");
    let list = site.get("/api/v1/maps").text().unwrap();
    assert!(list.starts_with("{\"maps\":[]"), "nothing was created: {list}");
}

#[test]
fn table_preview_lists_findings_even_without_a_map() {
    let site = Site::start();
    let shown = paste(
        &site,
        "Process step,wait,queue,batch,automated,note,rework\nA,1d (1h–2d),7,4,yes,look,\nB,2d,,,,,A: 20\n",
    );
    let page = shown.text().unwrap();
    let (_, steps) = page.split_once("Preview of steps").unwrap();
    for part in [
        ">Items waiting<",
        ">7<",
        ">Batch size<",
        ">Lowest wait time<",
        ">1h<",
        ">Automated<",
        ">yes<",
        ">look<",
        "A: 20",
    ] {
        assert!(steps.contains(part), "{part}: {steps}");
    }
    let empty = paste(&site, "step,wait,mood\n").text().unwrap();
    assert!(empty.contains("The table has no rows below the headings. Add a row for each step."), "{empty}");
    let refused = paste(&site, "step,wait,then\nA,1d,B\nB,a while,A\n").text().unwrap();
    assert!(refused.contains("cycle") && refused.contains("was added to the step’s note"), "{refused}");
}
