//! `weir render` and `weir metrics`: on files alone.

use std::fs;

use crate::{monthly, text, weir};

#[test]
fn every_kind_of_picture() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::write(dir.join("map.json"), monthly()).unwrap();
    for (ending, begins) in
        [("svg", &b"<svg"[..]), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("csv", b"\xEF\xBB\xBFstep"), ("json", b"{")]
    {
        let out = format!("map.out.{ending}");
        let done = weir(dir, &["render", "map.json", "-o", &out, "--scale", "1"], b"");
        assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
        assert!(fs::read(dir.join(out)).unwrap().starts_with(begins), "{ending}");
    }
    let entries: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(entries.len(), 6, "no database is made: {entries:?}");
}

#[test]
fn a_picture_is_read_again_through_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let picture =
        weir(folder.path(), &["render", "-", "-o", "-", "--format", "svg", "--theme", "dark"], monthly().as_bytes());
    assert_eq!(picture.status.code(), Some(0), "{}", text(&picture.stderr));
    let of_picture = weir(folder.path(), &["metrics", "-"], &picture.stdout);
    let of_file = weir(folder.path(), &["metrics", "-"], monthly().as_bytes());
    assert_eq!(text(&of_picture.stdout), text(&of_file.stdout));
}

#[test]
fn figures_for_people_and_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let told = text(&weir(folder.path(), &["metrics", "-"], monthly().as_bytes()).stdout);
    for part in [
        "Lead time           4w 3d 5h 30m",
        "Downtime            5h",
        "“Stop the service, back up” holds a release",
        "* ",
        "%C/A",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let json = weir(folder.path(), &["metrics", "-", "--json"], monthly().as_bytes()).stdout;
    let figures: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(figures["downtime_seconds"], 18_000);
    assert_eq!(figures["bottleneck"]["step"], "stop");
}

#[test]
fn an_empty_map_and_unknown_times_are_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let told = text(&weir(folder.path(), &["metrics", "-"], b"step,work\nBuild,\nShip,2h\n").stdout);
    assert!(told.contains("Lead time           at least 2h"), "{told}");
    let none = br#"{"format":"weir-map","version":1,"name":"None yet","steps":[]}"#;
    let told = text(&weir(folder.path(), &["metrics", "-"], none).stdout);
    assert!(told.contains("Bottleneck: not known yet."), "{told}");
    assert_eq!(weir(folder.path(), &["render", "-", "-o", "a.png"], none).status.code(), Some(0));
}

#[test]
fn refusals_are_sentences_and_wrong_usage_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::write(dir.join("bad.csv"), "step,wait\nBuild,-2d\n").unwrap();
    fs::write(
        dir.join("bad.json"),
        r#"{"format":"weir-map","version":1,"name":"x","steps":[{"name":"a","wait":"12"}]}"#,
    )
    .unwrap();
    for (args, sentence) in [
        (&["metrics", "none.json"][..], "none.json cannot be read:"),
        (&["metrics", "bad.csv"], "bad.csv: Row 2, wait: “-2d” is negative; a time cannot be."),
        (&["metrics", "bad.json"], "bad.json: 12 of what? Add a unit, such as 12h, 12d or 12w. (steps[0].wait)"),
        (&["render", "bad.csv", "-o", "nowhere/x.svg"], "bad.csv: Row 2"),
    ] {
        let done = weir(dir, args, b"");
        assert_eq!(done.status.code(), Some(1), "{args:?}");
        assert!(text(&done.stderr).starts_with(sentence), "{}", text(&done.stderr));
        assert!(done.stdout.is_empty());
    }
    for args in [
        &["render"][..],
        &["metrics", "-", "--xml"],
        &["dance"],
        &["render", "-", "-o", "-", "--theme", "pink"],
        &["render", "bad.csv", "-o", "x.txt"],
        &["render", "bad.csv", "-o", "-"],
        &["render", "bad.csv", "-o", "x.svg", "--format", "gif"],
        &["--listen"],
    ] {
        assert_eq!(weir(dir, args, b"").status.code(), Some(2), "{args:?}");
    }
    assert_eq!(text(&weir(dir, &["--version"], b"").stdout), format!("weir {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn only_loopback_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let done = weir(folder.path(), &["--listen", "0.0.0.0:0", "--data", "d"], b"");
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("can be reached from other machines"), "{}", text(&done.stderr));
}
