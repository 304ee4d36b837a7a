//! The preview of a table import: what it shows, what can be chosen, and what comes of it.

use std::collections::BTreeMap;

use reqwest::blocking::Response;
use reqwest::blocking::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::page_fields::page_fields;
use crate::site::Site;

const STATES: &[u8] = include_bytes!("../../crates/exchange/tests/exchange/found/workbooks/current_and_future.xlsx");
const SIDE_BY_SIDE: &[u8] =
    include_bytes!("../../crates/exchange/tests/exchange/found/workbooks/steps_side_by_side.xlsx");

fn post(site: &Site, form: Form) -> Response {
    site.request(Method::POST, "/import").multipart(form).send().unwrap()
}

fn upload(site: &Site, name: &str, bytes: &[u8]) -> String {
    let answer = post(site, Form::new().part("file", Part::bytes(bytes.to_vec()).file_name(name.to_owned())));
    assert_eq!(answer.status(), StatusCode::OK);
    answer.text().unwrap()
}

/// Sends the fields of a page with changes, as a button does.
fn send(site: &Site, page: &str, changes: &[(&str, &str)], button: &str) -> Response {
    let mut fields = page_fields(page);
    for (name, value) in changes {
        fields.insert((*name).to_owned(), (*value).to_owned());
    }
    send_fields(site, fields, button)
}

fn send_fields(site: &Site, fields: BTreeMap<String, String>, button: &str) -> Response {
    let form = fields.into_iter().fold(Form::new(), |form, (name, value)| form.text(name, value));
    post(site, form.text("action", button.to_owned()))
}

fn changed(site: &Site, page: &str, changes: &[(&str, &str)]) -> String {
    let answer = send(site, page, changes, "preview");
    assert_eq!(answer.status(), StatusCode::OK);
    answer.text().unwrap()
}

/// The figures of the first map: by their labels.
fn figure(page: &str, label: &str) -> String {
    let (_, rest) =
        page.split_once(&format!("<td data-label=\"{label}\"")).unwrap_or_else(|| panic!("{label}: {page}"));
    let text = rest.split_once('>').unwrap().1.split_once("</td>").unwrap().0;
    text.replace("<span aria-hidden=\"true\">≥ </span>", "")
        .replace("<span class=\"visually-hidden\">", "")
        .replace("</span>", "")
}

/// The only map.
fn created_map(site: &Site) -> Value {
    let list = maps(site);
    assert_eq!(list["maps"].as_array().unwrap().len(), 1);
    site.map(list["maps"][0]["id"].as_str().unwrap())
}

fn maps(site: &Site) -> Value {
    site.get("/api/v1/maps").json().unwrap()
}

#[test]
fn table_import_shows_guesses_and_creates_nothing_before_they_are_confirmed() {
    let site = Site::start();
    let page = upload(&site, "Ablauf.csv", "Was;Wait;Dauer\nBauen;1d;3d\nPr\u{fc}fen;a while;2h\n".as_bytes());
    for part in
        ["Check the columns", "value=\"Ablauf\"", "<strong class=\"guess\">Guess</strong>", "<bdi>Bauen</bdi>", "Row 3"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    let fields = page_fields(&page);
    assert_eq!((fields["column_0"].as_str(), fields["rows_were"].as_str()), ("step", "2-3"));
    assert_eq!(figure(&page, "Lead time"), "at least 4d 2h");
    assert_eq!(figure(&page, "Values in notes"), "1", "“a while” has no place");
    assert_eq!(maps(&site)["maps"], json!([]));
    let changes = [("column_1", ""), ("column_2", "wait"), ("name", "From a table")];
    let answer = send(&site, &page, &changes, "create");
    assert_eq!(answer.status(), StatusCode::OK);
    let shown = answer.text().unwrap();
    assert!(shown.contains("“From a table” was imported") && shown.contains("Column “Wait” is ignored"), "{shown}");
    assert_eq!(maps(&site)["maps"][0]["name"], json!("From a table"));
}

#[test]
fn choices_change_the_figures() {
    let site = Site::start();
    let page = upload(&site, "x.csv", b"Step,Wait (d),PT (h)\nBuild,1,2\nShip,2,\"1,5\"\nTotal,3,4\n");
    assert_eq!((figure(&page, "Lead time"), figure(&page, "Work time")), ("3d 4h".into(), "3h 30m".into()));
    assert_eq!(figure(&page, "Steps"), "2");
    assert!(page.contains("looks like a total and was skipped."), "the row says why it isn’t a step: {page}");
    assert_eq!(figure(&changed(&site, &page, &[("unit_1", "h")]), "Wait time"), "3h");
    assert_eq!(
        figure(&changed(&site, &page, &[("unit_1", "h"), ("column_1", "work"), ("column_2", "")]), "Work time"),
        "3h"
    );
    let calendar = changed(&site, &page, &[("calendar", "calendar"), ("column_2", "lead")]);
    assert!(calendar.contains("<option value=\"calendar\" selected>24 hours × 7 days</option>"), "{calendar}");
    let other = changed(&site, &page, &[("calendar", "other"), ("hours_per_day", "7,5"), ("days_per_week", "4")]);
    assert_eq!(figure(&other, "Wait time"), "3d");
    assert!(other.contains("name=\"hours_per_day\" value=\"7,5\""));
    // A row more, and one less.
    let mut fields = page_fields(&page);
    fields.remove("row_2");
    fields.insert("row_4".to_owned(), "on".to_owned());
    let rows = send_fields(&site, fields, "preview").text().unwrap();
    assert_eq!((figure(&rows, "Steps"), figure(&rows, "Wait time")), ("2".into(), "1w".into()));
    let kept = page_fields(&changed(&site, &rows, &[("unit_1", "h")]));
    assert_eq!((kept.contains_key("row_2"), kept["rows_chosen"].as_str()), (false, "yes"), "the choice stays");
    assert_eq!(send(&site, &rows, &[("calendar", "calendar")], "create").status(), StatusCode::OK);
    let created = created_map(&site);
    assert_eq!(created["clock"]["hours_per_day"].as_f64(), Some(24.0));
    assert_eq!((&created["steps"][0]["name"], &created["steps"][1]["name"]), (&json!("Ship"), &json!("Total")));
}

#[test]
fn only_another_shape_makes_the_columns_guessed_again() {
    let site = Site::start();
    let page = upload(&site, "x.csv", b"a,b\nStep,Wait (h)\nBuild,2\nShip,3\n");
    let fields = page_fields(&page);
    assert_eq!((fields["headings"].as_str(), fields["heading_rows"].as_str()), ("2", "1"));
    let chosen = changed(&site, &page, &[("column_1", "work"), ("decimal", ".")]);
    assert_eq!(page_fields(&chosen)["column_1"], "work", "the columns stay as chosen");
    let moved = send(&site, &chosen, &[("headings", "1")], "create").text().unwrap();
    assert!(moved.contains("Check the columns"), "other columns need another preview");
    assert!(moved.contains("<bdi>a</bdi>"), "{moved}");
    let none = changed(&site, &chosen, &[("heading_rows", "0")]);
    assert_eq!(page_fields(&none)["heading_rows"], "0");
    assert!(none.contains("<span class=\"unknown\">No heading</span>"), "{none}");
    let turned = page_fields(&upload(&site, "x.xlsx", SIDE_BY_SIDE));
    assert_eq!(turned["turned"], "yes");
    let back = changed(&site, &upload(&site, "x.xlsx", SIDE_BY_SIDE), &[("turned", "")]);
    assert_eq!(page_fields(&back)["turned"], "");
}

#[test]
fn current_and_future_state_become_two_related_maps() {
    let site = Site::start();
    let page = upload(&site, "Release.xlsx", STATES);
    assert!(
        page.contains("<th scope=\"row\">Current state</th>") && page.contains("<th scope=\"row\">Future state</th>")
    );
    assert!(page.contains("Create maps") && page.contains("aria-label=\"State of column B\""), "{page}");
    let shown = send(&site, &page, &[], "create").text().unwrap();
    assert!(shown.contains("2 maps were imported"), "{shown}");
    let list = maps(&site)["maps"].as_array().unwrap().clone();
    let of = |state: &str| {
        let listed = list.iter().find(|map| map["state"] == json!(state)).unwrap();
        site.map(listed["id"].as_str().unwrap())
    };
    let (current, future) = (of("current"), of("future"));
    assert_eq!((&future["family"], &future["origin"]["map"]), (&current["id"], &current["id"]));
    assert_eq!((&current["name"], &future["name"]), (&json!("Release"), &json!("Release, future")));
    let related = site.get(&format!("/maps/{}", current["id"].as_str().unwrap())).text().unwrap();
    assert!(related.contains("Release, future"), "the maps have tabs");
    // One state alone.
    let only: Vec<(&str, &str)> = vec![("column_4", ""), ("column_5", ""), ("column_6", "")];
    let page = upload(&site, "Release.xlsx", STATES);
    let one = changed(&site, &page, &only);
    assert!(one.contains(">Create map<"), "{one}");
}

#[test]
fn baseline_of_another_tool_is_related() {
    let site = Site::start();
    let step = |lead: u32| json!([{ "id": "a", "name": "Build", "processTime": 60, "leadTime": lead }]);
    let file = json!({ "name": "Norn", "steps": step(480), "connections": [],
        "baseline": { "steps": step(960), "connections": [], "capturedAt": "2026-01-01" } });
    let form = Form::new().part("file", Part::bytes(file.to_string().into_bytes()).file_name("x.json"));
    assert_eq!(post(&site, form).status(), StatusCode::OK);
    let list = maps(&site)["maps"].as_array().unwrap().clone();
    let future = list.iter().find(|map| map["state"] == json!("future")).unwrap();
    let future = site.map(future["id"].as_str().unwrap());
    assert_eq!(future["origin"]["name"], json!("Norn (before)"));
}

#[test]
fn nonsense_is_ignored_or_refused_with_a_sentence() {
    let site = Site::start();
    let page = upload(&site, "x.csv", b"Step,Wait (d),PT (h)\nBuild,1,2\nShip,2,3\n");
    for (hours, days, sentence) in [
        ("0", "5", "per day"),
        ("25", "5", "per day"),
        ("abc", "5", "Enter the hours per day as a number."),
        ("8", "", "Enter the days per week as a number."),
    ] {
        for button in ["preview", "create", "live"] {
            let changes = [("calendar", "other"), ("hours_per_day", hours), ("days_per_week", days)];
            let answer = send(&site, &page, &changes, button);
            assert_eq!(answer.status(), StatusCode::OK, "{hours} {days}");
            let shown = answer.text().unwrap();
            assert!(shown.contains(sentence) && !shown.contains("value=\"create\""), "{hours} {days}: {shown}");
        }
    }
    let far = changed(&site, &page, &[("headings", "999999")]);
    assert!(far.contains("Row 999,999 isn’t in the table."), "{far}");
    let twice = changed(&site, &page, &[("column_2", "wait")]);
    assert!(twice.contains("both contain the wait time") && !twice.contains("value=\"create\""), "{twice}");
    let nameless = changed(&site, &page, &[("column_0", "")]);
    assert!(nameless.contains("Choose which column contains the step names."), "{nameless}");
    for (name, value) in [
        ("column_0", "spaceship"),
        ("unit_1", "parsec"),
        ("state_1", "past"),
        ("column_3", "team"),
        ("decimal", "!"),
        ("sheet", "77"),
        ("headings", "-1"),
        ("heading_rows", "18446744073709551615"),
        ("turned", "no"),
        ("shape_was", "////////"),
        ("row_77777", "on"),
        ("row_x", "on"),
        ("name", "\u{0}"),
    ] {
        let answer = send(&site, &page, &[(name, value)], "preview");
        assert_eq!(answer.status(), StatusCode::OK, "{name}={value}");
    }
    let mut none = page_fields(&page);
    none.retain(|name, _| !name.starts_with("row_"));
    let none = send_fields(&site, none, "create").text().unwrap();
    assert!(none.contains("No row is read as a step."), "{none}");
    let unnamed = changed(&site, &page, &[("name", "  ")]);
    assert!(unnamed.contains("value=\"Imported map\"") && unnamed.contains("value=\"create\""), "{unnamed}");
    let form = Form::new().text("file_data", "%%%").text("action", "create");
    assert_eq!(post(&site, form).status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(maps(&site)["maps"], json!([]));
}

#[test]
fn live_preview_is_a_part_of_the_page_without_the_file() {
    let site = Site::start();
    let page = upload(&site, "x.csv", b"Step,Wait (d)\nBuild,1\nShip,2\n");
    let part = send(&site, &page, &[("unit_1", "h")], "live").text().unwrap();
    assert!(part.starts_with("<div class=\"mapping\">") && !part.contains("file_data"), "{part}");
    assert_eq!(figure(&part, "Wait time"), "3h");
}

#[test]
fn large_tables_have_a_preview_of_moderate_size() {
    let site = Site::start();
    let row = |number: usize| format!("Step number {number},{},{},Team", number % 40, number % 90);
    let rows: Vec<String> = (0..1_000).map(row).collect();
    let page = upload(&site, "rows.csv", format!("Step,Wait (h),PT (min),Team\n{}", rows.join("\n")).as_bytes());
    assert!(page.len() < 600_000, "{} bytes", page.len());
    assert!(page.contains("<details class=\"mapping-rows\"><summary>Rows: 1,000 of 1,000 rows are steps"), "collapsed");
    assert!(page.contains("900 more steps"));
    let columns: Vec<String> = (0..199).map(|number| format!("Column {number}")).collect();
    let wide = format!("Step,{}\nBuild,{}\n", columns.join(","), vec!["x"; 199].join(","));
    let page = upload(&site, "columns.csv", wide.as_bytes());
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    assert_eq!(page_fields(&page)["column_199"], "kept in the note");
    assert_eq!(send(&site, &page, &[], "create").status(), StatusCode::OK);
}
