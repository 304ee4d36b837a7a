//! The options for tables, what is said about a table, and files with several maps.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::{monthly, text, weir};

const CURRENT_AND_FUTURE: &[u8] = include_bytes!("tables/current_and_future.xlsx");
const TWO_SHEETS: &[u8] = include_bytes!("tables/two_sheets.xlsx");
const NO_HEADINGS: &str = "Analyse,80h,10h,100%\nDesign,80h,20h,80%\nShip,160h,1h,90%\n";
const NO_UNITS: &str =
    "name,sequence_index,cycle_time,wait_time,pct_complete_accurate\nTriage,1,15,240,90\nFix,2,480,60,80\n";
const THOUSANDS: &str = "| Schritt | Bearbeitungszeit (min) | Warteschlange |\n|---|---|---|\n| Bauen | 1.250 | 2.000 |\n| Prüfen | 45 | 7 |\n";
const DAYS_IN_HOURS: &str = "Step,Process time,Wait time\nCode,4 hours,0\nReview,30 min,6 hours\nApprove,5 min,24 hours\nDeploy,5 min,10 hours\n";
const CALENDAR: &str = "To read days around the clock: --hours-per-day 24 --days-per-week 7.";

const HOUR: u64 = 3600;

/// The metrics of a table, and what was said about it.
fn metrics(table: &[u8], options: &[&str]) -> (Value, String) {
    let folder = tempfile::tempdir().unwrap();
    let done = weir(folder.path(), &[&["metrics", "-", "--json"], options].concat(), table);
    assert_eq!(done.status.code(), Some(0), "{options:?}: {}", text(&done.stderr));
    (serde_json::from_slice(&done.stdout).unwrap(), text(&done.stderr))
}

/// The message about a table that can't be read with these options.
fn refused(table: &[u8], options: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let done = weir(folder.path(), &[&["metrics", "-"], options].concat(), table);
    assert_eq!(done.status.code(), Some(1), "{options:?}: {}", text(&done.stdout));
    text(&done.stderr)
}

#[test]
fn help_and_docs_list_every_unit() {
    let folder = tempfile::tempdir().unwrap();
    let help = text(&weir(folder.path(), &["metrics", "--help"], b"").stdout);
    let refusal = text(&weir(folder.path(), &["metrics", "-", "--unit", "eons"], b"").stderr);
    for (key, _) in exchange::table::mapping::UNITS {
        for (place, list) in [("help", &help), ("refusal", &refusal)] {
            let is_listed = list.split([' ', ',', '\n', '.']).any(|word| word == *key);
            assert!(is_listed, "{key} isn’t in the {place}: {list}");
        }
        for doc in [include_str!("../../docs/api.md"), include_str!("../../docs/formats.md")] {
            assert!(doc.contains(&format!("`{key}`")), "{key} isn’t in the docs");
        }
    }
}

#[test]
fn columns_of_a_table_without_headings_are_named() {
    let (metrics, _) = metrics(NO_HEADINGS.as_bytes(), &["--headings", "0", "--columns", "step,lead time,work,%C/A"]);
    assert_eq!((&metrics["lead_seconds"], &metrics["work_seconds"]), (&(320 * HOUR).into(), &(31 * HOUR).into()));
    let rolled = metrics["rolled_complete_accurate"].as_f64().unwrap();
    assert!((rolled - 0.72).abs() < 1e-9, "{rolled}");
    let message = refused(NO_HEADINGS.as_bytes(), &[]);
    assert!(message.contains("No headings found.") && message.contains("--columns"), "{message}");
    // Other options don't make a guess of it.
    assert!(refused(NO_HEADINGS.as_bytes(), &["--unit", "h"]).contains("No headings found."));
    let message = refused(NO_HEADINGS.as_bytes(), &["--headings", "0", "--columns", "step,wait,work,team,note"]);
    assert!(message.contains("5 columns were named, but the table has 4 columns."), "{message}");
}

#[test]
fn table_without_steps_or_its_row_of_headings_is_refused() {
    for options in [&[][..], &["--lenient"]] {
        let message = refused(b"Step,Wait,Mood\n", options);
        assert!(message.contains("The table has no rows below the headings. Add a row for each step."), "{message}");
    }
    let message = refused(b"Step,Wait\nBuild,1h\n", &["--headings", "1200"]);
    assert!(message.contains("Row 1,200 isn’t in the table, so it can’t have the headings."), "{message}");
}

#[test]
fn column_with_an_empty_name_is_skipped() {
    let (metrics, said) = metrics(NO_HEADINGS.as_bytes(), &["--headings", "0", "--columns", "step,,work"]);
    assert_eq!((&metrics["work_seconds"], &metrics["lead_seconds"]), (&(31 * HOUR).into(), &(31 * HOUR).into()));
    for column in ["Column B is ignored.", "Column D is ignored."] {
        assert!(said.contains(column), "{said}");
    }
}

#[test]
fn guess_is_told_whatever_else_is_chosen() {
    let table = "Thing,wait,work\nBuild,1,2\nShip,2,3\n";
    let guess = "Column “Thing” was read as step.";
    for options in [&["--unit", "min"][..], &["--lenient"], &["--unit", "h", "--decimal", "point"]] {
        assert_eq!(metrics(table.as_bytes(), options).1.matches(guess).count(), 1, "{options:?}");
    }
}

#[test]
fn unit_of_plain_numbers_is_set() {
    let message = refused(NO_UNITS.as_bytes(), &[]);
    assert!(message.contains("Add a unit") && message.contains("--unit min"), "{message}");
    let (metrics, _) = metrics(NO_UNITS.as_bytes(), &["--unit", "min"]);
    assert_eq!(metrics["work_seconds"], 495 * 60);
    assert_eq!(metrics["lead_seconds"], 795 * 60);
}

#[test]
fn unit_does_not_change_cells_with_their_own() {
    let (metrics, _) = metrics(b"step,wait,work (h),PT\nBuild,2h,3,5\n", &["--unit", "min", "--lenient"]);
    assert_eq!(metrics["wait_seconds"], 2 * HOUR);
}

#[test]
fn decimal_sign_is_set() {
    let (comma, _) = metrics(THOUSANDS.as_bytes(), &["--decimal", "comma"]);
    assert_eq!(comma["work_seconds"], 1295 * 60);
    let table = "step,wait (min)\nBuild,1.250\n";
    let message = refused(table.as_bytes(), &[]);
    assert!(message.contains("1.250 could mean 1250 or 1.25") && message.contains("--decimal"), "{message}");
    for (sign, seconds) in [("comma", 1250 * 60), (",", 1250 * 60), ("point", 75), (".", 75)] {
        assert_eq!(metrics(table.as_bytes(), &["--decimal", sign]).0["wait_seconds"], seconds, "{sign}");
    }
}

#[test]
fn working_calendar_is_set_and_suggested_once() {
    let (working, said) = metrics(DAYS_IN_HOURS.as_bytes(), &[]);
    assert_eq!(working["lead_seconds"], 44 * HOUR + 40 * 60);
    assert!(
        said.contains("“24 hours” may be days around the clock") && said.ends_with(&format!("{CALENDAR}\n")),
        "{said}"
    );
    let (calendar, said) = metrics(DAYS_IN_HOURS.as_bytes(), &["--hours-per-day", "24", "--days-per-week", "7"]);
    assert_eq!(calendar["lead_seconds"], 44 * HOUR + 40 * 60);
    assert!(!said.contains("around the clock"), "{said}");
    let (days, _) = metrics(b"step,wait,work\nCool down,2 calendar days,1h\n", &["--hours-per-day", "24"]);
    assert_eq!(days["wait_seconds"], 48 * HOUR);

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), DAYS_IN_HOURS).unwrap();
    let said = text(&weir(folder.path(), &["compare", "a.csv", "a.csv"], b"").stderr);
    assert_eq!(said.matches(CALENDAR).count(), 1, "{said}");
}

#[test]
fn sheet_is_selected_by_name_or_number() {
    for (sheet, wait) in [("Spring", 4), ("autumn", 12), ("1", 4), ("2", 12)] {
        let (metrics, _) = metrics(TWO_SHEETS, &["--sheet", sheet]);
        assert_eq!(metrics["wait_seconds"], wait * HOUR, "{sheet}");
    }
    let message = refused(TWO_SHEETS, &["--sheet", "Winter"]);
    assert!(message.contains("No sheet is named “Winter”. This file has: Spring, Autumn."), "{message}");
}

#[test]
fn unreadable_cells_go_to_the_notes_on_request() {
    let table = b"step,wait\nBuild,a while\n";
    let message = refused(table, &[]);
    assert!(message.ends_with("To move values that can’t be read to the step notes: --lenient.\n"), "{message}");
    let (_, said) = metrics(table, &["--lenient"]);
    assert!(said.contains("was added to the step’s note"), "{said}");
}

#[test]
fn wrong_values_are_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    for (options, part) in [
        (&["--unit", "parsec"][..], "use s, min, h"),
        (&["--decimal", "semicolon"], "use point or comma"),
        (&["--hours-per-day", "25"], "use a number from 1 to 24"),
        (&["--days-per-week", "0"], "use a number from 1 to 7"),
        (&["--headings", "first"], "use the number of the row"),
        (&["--columns", "step,zorp"], "“zorp” isn’t one"),
    ] {
        for command in
            [&["metrics", "-"][..], &["convert", "-", "x.json"], &["render", "-", "-o", "x.svg"], &["import", "-"]]
        {
            let done = weir(folder.path(), &[command, options].concat(), b"step,wait\nBuild,2d\n");
            assert_eq!(done.status.code(), Some(2), "{command:?} {options:?}");
            assert!(text(&done.stderr).contains(part), "{}", text(&done.stderr));
        }
    }
    let entries = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(entries, 0, "nothing is written");
}

#[test]
fn options_without_a_table_have_no_effect_and_say_so() {
    let (_, said) = metrics(monthly().as_bytes(), &["--unit", "min"]);
    assert_eq!(said, "standard input: This file isn’t a table, so the options for tables had no effect.\n");
    assert_eq!(metrics(monthly().as_bytes(), &[]).1, "");
}

#[test]
fn unknown_and_dropped_fields_are_reported_once() {
    let folder = tempfile::tempdir().unwrap();
    let map = br#"{"format":"weir-map","version":1,"name":"x","clock":{"hours_per_day":8,"days_per_week":5,"lunch":1},
        "steps":[{"name":"Build","wait":"1h","work":"1h","mood":"good"}]}"#;
    for args in [&["metrics", "-"][..], &["render", "-", "-o", "x.svg"]] {
        let done = weir(folder.path(), args, map);
        assert!(done.status.success());
        let all = text(&done.stdout) + &text(&done.stderr);
        for field in ["mood", "lunch"] {
            assert_eq!(all.matches(field).count(), 1, "{args:?}: {all}");
            assert!(text(&done.stderr).contains(field), "{args:?}: {all}");
        }
    }
}

/// The exported maps by name.
fn exported(folder: &Path) -> Vec<Value> {
    assert!(weir(folder, &["export", "all.zip", "--data", "d"], b"").status.success());
    let bytes = fs::read(folder.join("all.zip")).unwrap();
    let maps = exchange::read_all("x", &bytes).unwrap();
    let mut maps: Vec<Value> =
        maps.iter().map(|(map, _)| serde_json::from_str(&vsm::file::write_text(map)).unwrap()).collect();
    maps.sort_by_key(|map| map["name"].to_string());
    maps
}

#[test]
fn states_of_one_process_are_imported_as_related_maps() {
    let norn = br#"{"name":"Theirs","steps":[{"id":"1","name":"A","processTime":30,"leadTime":60}],"connections":[],
        "baseline":{"steps":[{"id":"1","name":"A","leadTime":90}],"connections":[]}}"#;
    for (file, bytes, names) in [
        ("both.xlsx", CURRENT_AND_FUTURE, ["both", "both, future"]),
        ("norn.json", norn, ["Theirs (before)", "Theirs"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        fs::write(dir.join(file), bytes).unwrap();
        let done = weir(dir, &["import", file, "--data", "d"], b"");
        assert!(done.status.success(), "{}", text(&done.stderr));
        let maps = exported(dir);
        let [current, future] = names.map(|name| maps.iter().find(|map| map["name"] == name).unwrap());
        assert_eq!((&current["state"], &future["state"]), (&"current".into(), &"future".into()));
        assert_eq!((&future["origin"]["name"], &current["family"]), (&names[0].into(), &Value::Null));
        assert_eq!(future["family"], future["origin"]["map"]);
        assert!(text(&done.stderr).contains(&format!("a future state of “{}”", names[0])), "{}", text(&done.stderr));

        // The same maps are related in another database as well.
        let done = weir(dir, &["import", "all.zip", "--data", "other"], b"");
        assert_eq!(text(&done.stderr).matches("a future state of “").count(), 1, "{}", text(&done.stderr));

        // Elsewhere, the first one is used.
        let done = weir(dir, &["convert", file, "one.json"], b"");
        assert!(done.status.success() && text(&done.stderr).contains("which was skipped"), "{}", text(&done.stderr));
    }
}

#[test]
fn current_and_future_state_of_a_table_have_their_own_times() {
    let (metrics, said) = metrics(CURRENT_AND_FUTURE, &[]);
    assert_eq!((&metrics["lead_seconds"], &metrics["work_seconds"]), (&(160 * HOUR).into(), &(19 * HOUR).into()));
    assert!(said.contains("The file also contains a future state, which was skipped."), "{said}");
    assert!(!said.contains("They became two"), "{said}");
}
