//! Export and import in a browser without scripts.

use exchange::Format;
use reqwest::blocking::Response;
use reqwest::blocking::multipart::{Form, Part};
use reqwest::{Method, StatusCode};

use crate::site::{Site, header, small_map};

fn post(site: &Site, form: Form) -> Response {
    site.request(Method::POST, "/import").multipart(form).send().unwrap()
}

fn upload(site: &Site, name: &str, bytes: &[u8]) -> Response {
    post(site, Form::new().part("file", Part::bytes(bytes.to_vec()).file_name(name.to_owned())))
}

fn id_of(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    header(answer, "location").strip_prefix("/maps/").unwrap().to_owned()
}

#[test]
fn every_writable_format_is_offered_and_downloads() {
    let site = Site::start();
    let id = site.small_map();
    let menu = site.get(&format!("/maps/{id}")).text().unwrap();
    let all = site.get(&format!("/maps/{id}/export")).text().unwrap();
    for format in Format::all().filter(|format| format.can_write()) {
        let path = format!("/maps/{id}.{}", format.extension());
        let answer = site.get(&path);
        assert_eq!((answer.status(), header(&answer, "content-type")), (StatusCode::OK, format.media_type()), "{path}");
        assert!(header(&answer, "content-disposition").contains(&format!("Monthly release.{}\"", format.extension())));
        if format != Format::Zip {
            for page in [&menu, &all] {
                assert!(page.contains(format.name()), "{} is offered", format.name());
            }
        }
    }
}

#[test]
fn image_download_has_the_requested_options() {
    let site = Site::start();
    let id = site.small_map();
    let answer = site.get(&format!("/maps/{id}/export?format=png&width=1280&theme=dark&table=yes&paper="));
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let to = header(&answer, "location").to_owned();
    assert_eq!(to, format!("/maps/{id}.png?table=yes&theme=dark&width=1280"));
    let bytes = site.get(&to).bytes().unwrap();
    assert_eq!(u32::from_be_bytes(bytes[16..20].try_into().unwrap()), 1280);
    let svg = |query: &str| site.get(&format!("/maps/{id}.svg?{query}")).text().unwrap();
    assert!(svg("width=640").contains("width=\"640\""));
    assert!(svg("table=yes").contains("Share of lead time") && !svg("").contains("Share of lead time"));
    for wrong in ["width=5", "width=wide", "table=maybe", "upright=x", "one_sheet=2"] {
        assert_eq!(site.get(&format!("/maps/{id}.png?{wrong}")).status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[test]
fn report_preview_has_the_pages_of_the_pdf() {
    let site = Site::start();
    let id = site.small_map();
    for query in ["", "?paper=a3&upright=yes", "?one_sheet=yes"] {
        let page = site.get(&format!("/maps/{id}/report{query}"));
        assert_eq!(page.status(), StatusCode::OK);
        let page = page.text().unwrap();
        assert_eq!(page.matches("class=\"report-sheet\"").count(), 1);
        for part in ["Monthly release", "BOTTLENECK", "Flow efficiency", "Share of lead time"] {
            assert!(page.contains(part), "{part}");
        }
        let pdf = site.get(&format!("/maps/{id}.report.pdf{query}"));
        assert!(pdf.bytes().unwrap().starts_with(b"%PDF"));
    }
    assert_eq!(site.get("/maps/missing/report").status(), StatusCode::NOT_FOUND);
    assert_eq!(site.get("/maps/missing/export").status(), StatusCode::NOT_FOUND);
    assert_eq!(site.get(&format!("/maps/{id}/report?paper=b5")).status(), StatusCode::BAD_REQUEST);
}

#[test]
fn zip_of_all_maps_can_be_imported() {
    let site = Site::start();
    let names = ["Same name", "same name", "../x/..\\y"];
    for name in names {
        let mut map = small_map();
        map["name"] = name.into();
        upload(&site, "m.json", map.to_string().as_bytes());
    }
    let zip = site.get("/maps.zip");
    assert_eq!(header(&zip, "content-type"), "application/zip");
    let zip = zip.bytes().unwrap();
    let other = Site::start();
    let shown = upload(&other, "weir-maps.zip", &zip).text().unwrap();
    assert!(shown.contains("3 maps were imported"), "{shown}");
    let list: serde_json::Value = other.get("/api/v1/maps").json().unwrap();
    let mut found: Vec<&str> =
        list["maps"].as_array().unwrap().iter().map(|map| map["name"].as_str().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, ["../x/..\\y", "Same name", "same name"]);
    // All or nothing.
    let mut internal = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("a.json", small_map().to_string()), ("b.json", "{".to_owned())] {
        internal.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut internal, text.as_bytes()).unwrap();
    }
    let refused = upload(&other, "broken.zip", &internal.finish().unwrap().into_inner());
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().unwrap().contains("b.json: "));
    let list: serde_json::Value = other.get("/api/v1/maps").json().unwrap();
    assert_eq!(list["maps"].as_array().unwrap().len(), 3);
}

#[test]
fn maps_of_other_tools_are_imported_with_findings() {
    let site = Site::start();
    let norn = r#"{"name":"Theirs","steps":[{"id":"1","name":"A","processTime":30,"leadTime":60,"position":{"x":1,"y":1}}],
        "connections":[],"baseline":{"steps":[{"id":"1","name":"A","leadTime":90}],"connections":[]}}"#;
    let shown = upload(&site, "norn.json", norn.as_bytes()).text().unwrap();
    assert!(
        shown.contains("2 maps were imported") && shown.contains("Theirs (before)") && shown.contains("Box positions"),
        "{shown}"
    );
    let id = id_of(&upload(
        &site,
        "vsm.json",
        br#"{"version":1,"data":{"processes":[{"id":"a","name":"A","metrics":{"processTime":5}}],"connections":[]}}"#,
    ));
    assert_eq!(site.map(&id)["name"], "vsm");
}

#[test]
fn notes_of_metrics_are_the_same_on_the_page_and_in_exports() {
    let site = Site::start();
    let mut file = small_map();
    file["steps"][0]["wait"] = serde_json::Value::Null;
    let id = site.import_map(&file);
    let [page, markdown] = ["", ".md"].map(|end| site.get(&format!("/maps/{id}{end}")).text().unwrap());
    for note in ["1 step has no wait time", "Not every wait time is known", "2 steps not included"] {
        assert!(page.contains(note) && markdown.contains(note), "{note}: {page} {markdown}");
    }
}

#[test]
fn api_imports_every_format() {
    let site = Site::start();
    let post = |query: &str, body: &[u8]| {
        let request = site.request(Method::POST, &format!("/api/v1/maps{query}")).header("content-type", "text/csv");
        request.body(body.to_vec()).send().unwrap()
    };
    let answer = post("?name=From%20CSV", b"step,wait (h),mood\nBuild,2,good\nShip,3,\n");
    assert_eq!(answer.status(), StatusCode::CREATED);
    let created: serde_json::Value = answer.json().unwrap();
    assert!(created["findings"].to_string().contains("mood"), "{created}");
    let map = site.map(created["id"].as_str().unwrap());
    assert_eq!((&map["name"], &map["steps"][1]["wait"]), (&"From CSV".into(), &"3h".into()));
    let refused = post("", b"step,wait\nBuild,soon\n");
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().unwrap().contains("Row 2, wait"));
    let id = site.small_map();
    let book = site.get(&format!("/maps/{id}.xlsx")).bytes().unwrap();
    assert_eq!(post("", &book).status(), StatusCode::CREATED);
}

#[test]
fn api_reads_tables_as_its_parameters_say() {
    let site = Site::start();
    let post = |query: &str, body: &str| {
        let request = site.request(Method::POST, &format!("/api/v1/maps{query}")).header("content-type", "text/csv");
        request.body(body.to_owned()).send().unwrap()
    };
    let no_headings = "Build,1.250,10\nShip,2,\n";
    let answer =
        post("?headings=0&columns=step,wait,work&unit=min&decimal=comma&hours_per_day=24&days_per_week=7", no_headings);
    assert_eq!(answer.status(), StatusCode::CREATED, "{}", answer.text().unwrap());
    let created: serde_json::Value = answer.json().unwrap();
    let map = site.map(created["id"].as_str().unwrap());
    assert_eq!((&map["steps"][0]["wait"], &map["steps"][0]["work"]), (&"1250m".into(), &"10m".into()));
    assert_eq!((&map["clock"]["hours_per_day"], &map["clock"]["days_per_week"]), (&24.into(), &7.into()));
    assert!(created.get("related").is_none(), "{created}");
    let answer = post("?lenient=true", "step,wait\nBuild,a while\n");
    assert!(answer.text().unwrap().contains("was added to the step’s note"));
    for body in [small_map().to_string(), "flowchart LR\n  A --> B\n".to_owned()] {
        for (query, count) in [("?unit=min", 1), ("?name=x", 0)] {
            let message = post(query, &body).text().unwrap();
            assert_eq!(message.matches("so the options for tables had no effect.").count(), count, "{message}");
        }
    }
    let created: serde_json::Value = post("?name=", "step,wait\nBuild,1h\n").json().unwrap();
    assert_eq!(site.map(created["id"].as_str().unwrap())["name"], "Release", "an empty name is none");
    for (query, body, part) in [
        ("?unit=parsec", "step,wait\nBuild,1h\n", "“unit” must be s, min, h"),
        ("?decimal=semicolon", "step,wait\nBuild,1h\n", "“decimal” must be point or comma."),
        ("?hours_per_day=30", "step,wait\nBuild,1h\n", "“hours_per_day” must be a number from 1 to 24."),
        ("?columns=step,zorp", "step,wait\nBuild,1h\n", "“zorp” isn’t one"),
        ("?sheet=Winter", "step,wait\nBuild,1h\n", "No sheet is named “Winter”."),
        ("?headings=9", "step,wait\nBuild,1h\n", "Row 9 isn’t in the table"),
        ("?hours-per-day=24", "step,wait\nBuild,1h\n", "“hours-per-day” isn’t a parameter. Use name, unit,"),
        ("", "", "The file is empty."),
        ("", "step,wait,mood\n", "no rows below the headings"),
        ("?lenient=true", "step,wait,mood\n", "no rows below the headings"),
        ("?lenient=true", "step,wait,mood\n,3h,fine\n", "No row is read as a step."),
        ("", "step,wait\nBuild,12\n", "Add a unit"),
        ("", no_headings, "No headings found."),
    ] {
        let answer = post(query, body);
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let message = answer.text().unwrap();
        assert!(message.contains(part), "{query}: {message}");
    }
}

#[test]
fn api_imports_both_states_of_a_file_as_related_maps() {
    let site = Site::start();
    let norn = r#"{"name":"Theirs","steps":[{"id":"1","name":"A","processTime":30,"leadTime":60}],"connections":[],
        "baseline":{"steps":[{"id":"1","name":"A","leadTime":90}],"connections":[]}}"#;
    let table = "Step,Current wait (h),Future wait (h)\nBuild,8,2\nShip,16,1\n";
    for (content_type, body, states, names) in [
        ("application/json", norn, ["future", "current"], ["Theirs", "Theirs (before)"]),
        ("text/csv", table, ["current", "future"], ["Release", "Release, future"]),
    ] {
        let request = site.request(Method::POST, "/api/v1/maps").header("content-type", content_type);
        let answer = request.body(body).send().unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
        let created: serde_json::Value = answer.json().unwrap();
        let other = &created["related"][0];
        assert_eq!((&other["name"], &other["state"]), (&names[1].into(), &states[1].into()), "{created}");
        let maps = [&created["id"], &other["id"]].map(|id| site.map(id.as_str().unwrap()));
        assert_eq!((&maps[0]["name"], &maps[0]["state"]), (&names[0].into(), &states[0].into()));
        let [current, future] = if states[0] == "current" { [0, 1] } else { [1, 0] };
        assert_eq!(maps[future]["family"], maps[current]["id"]);
        let family: serde_json::Value =
            site.get(&format!("/api/v1/maps/{}/family", created["id"].as_str().unwrap())).json().unwrap();
        assert_eq!(family["maps"].as_array().unwrap().len(), 2);
    }
}
