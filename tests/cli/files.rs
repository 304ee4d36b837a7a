//! The commands that work on map files, `weir export` and `weir import`, and the setup link of `weir serve`.

use std::fs;

use crate::{monthly, text, weir};

#[test]
fn render_writes_every_image_format() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::write(dir.join("map.json"), monthly()).unwrap();
    for (ending, begins) in
        [("svg", &b"<svg"[..]), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("csv", b"\xEF\xBB\xBFStep"), ("json", b"{")]
    {
        let out = format!("map.out.{ending}");
        let done = weir(dir, &["render", "map.json", "-o", &out, "--scale", "1"], b"");
        assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
        assert!(fs::read(dir.join(out)).unwrap().starts_with(begins), "{ending}");
    }
    let entries: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(entries.len(), 6, "rendering must not create a database: {entries:?}");
}

#[test]
fn rendered_image_can_be_read_through_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let picture =
        weir(folder.path(), &["render", "-", "-o", "-", "--format", "svg", "--theme", "dark"], monthly().as_bytes());
    assert_eq!(picture.status.code(), Some(0), "{}", text(&picture.stderr));
    let of_picture = weir(folder.path(), &["metrics", "-"], &picture.stdout);
    let of_file = weir(folder.path(), &["metrics", "-"], monthly().as_bytes());
    assert_eq!(text(&of_picture.stdout), text(&of_file.stdout));
}

#[test]
fn metrics_print_as_text_and_json() {
    let folder = tempfile::tempdir().unwrap();
    let output = text(&weir(folder.path(), &["metrics", "-"], monthly().as_bytes()).stdout);
    for part in [
        "Lead time           4w 4d",
        "Downtime            5h",
        "“Stop the service, back up” takes 34% of the lead time, nearly all of it waiting.",
        "* ",
        "%C/A",
    ] {
        assert!(output.contains(part), "{part} in {output}");
    }
    let json = weir(folder.path(), &["metrics", "-", "--json"], monthly().as_bytes()).stdout;
    let figures: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(figures["downtime_seconds"], 18_000);
    assert_eq!(figures["bottleneck"]["step"], "stop");
}

#[test]
fn empty_map_and_unknown_times_print_as_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let output = text(&weir(folder.path(), &["metrics", "-"], b"step,work\nBuild,\nShip,2h\n").stdout);
    assert!(output.contains("Lead time           at least 2h"), "{output}");
    let none = br#"{"format":"weir-map","version":1,"name":"None yet","steps":[]}"#;
    let output = text(&weir(folder.path(), &["metrics", "-"], none).stdout);
    assert!(output.contains("The map has no steps yet."), "{output}");
    assert_eq!(weir(folder.path(), &["render", "-", "-o", "a.png"], none).status.code(), Some(0));
}

#[test]
fn errors_are_messages_and_wrong_usage_has_its_own_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::write(dir.join("bad.csv"), "step,wait\nBuild,-2d\n").unwrap();
    fs::write(
        dir.join("bad.json"),
        r#"{"format":"weir-map","version":1,"name":"x","steps":[{"name":"a","wait":"12"}]}"#,
    )
    .unwrap();
    for (args, sentence) in [
        (&["metrics", "none.json"][..], "Can’t read none.json:"),
        (
            &["metrics", "bad.csv"],
            "bad.csv: Row 2, wait: “-2d” is negative. Enter a time of 0 or more, or a range like 1d–3w.",
        ),
        (&["metrics", "bad.json"], "bad.json: Add a unit, such as 12h, 12d or 12w. (steps[0].wait)"),
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
fn serve_on_a_network_address_prints_the_set_up_link() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = std::process::Command::new(env!("CARGO_BIN_EXE_weir"))
        .args(["--listen", "0.0.0.0:0", "--data", "d"])
        .current_dir(folder.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let stdout = std::io::BufReader::new(process.stdout.take().unwrap());
    let link =
        std::io::BufRead::lines(stdout).take(20).map_while(Result::ok).find(|line| line.contains("/setup?token="));
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(link.is_some(), "no setup link was printed");
}

#[test]
fn convert_reads_and_writes_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::write(dir.join("map.json"), monthly()).unwrap();
    let kinds: Vec<&str> =
        exchange::Format::all().filter(|format| format.can_write()).map(exchange::Format::extension).collect();
    for from in &kinds {
        let input = format!("from.{from}");
        let done = weir(dir, &["convert", "map.json", &input, "--scale", "1"], b"");
        assert_eq!(done.status.code(), Some(0), "{from}: {}", text(&done.stderr));
        let readable = exchange::Format::from_extension(from).unwrap().can_read();
        for to in ["json", "xlsx", "svg", "md"] {
            let output = format!("{from}.to.{to}");
            let done = weir(dir, &["convert", &input, &output], b"");
            assert_eq!(done.status.code(), Some(i32::from(!readable)), "{from} to {to}: {}", text(&done.stderr));
            assert_eq!(dir.join(&output).exists(), readable);
            // Markdown leaves fields out, and is read with remarks.
            let is_complete = to != "md" && !["md", "mmd"].contains(from);
            let said = text(&done.stderr);
            let is_right = match (readable, is_complete) {
                (false, _) => !said.is_empty(),
                (true, true) => said.is_empty(),
                (true, false) => !said.contains("is not included"),
            };
            assert!(is_right, "{from} to {to}: {said}");
        }
    }
    // Omitted fields are reported.
    let done = weir(dir, &["convert", "map.json", "out.csv"], b"");
    assert!(
        text(&done.stderr).starts_with("CSV doesn’t include these map fields: note, item"),
        "{}",
        text(&done.stderr)
    );
    // So are options that couldn't be applied.
    for (args, part) in [
        (&["convert", "map.json", "dark.report.pdf", "--theme", "dark"][..], "Reports always use the light theme."),
        (
            &["render", "map.json", "-o", "tall.png", "--width", "10000", "--table", "--wrap", "500"],
            "px wide instead of 10000 px",
        ),
    ] {
        let done = weir(dir, args, b"");
        assert!(done.status.success() && text(&done.stderr).contains(part), "{args:?}: {}", text(&done.stderr));
    }
    // A table with values that can't be read is rejected, or with --lenient, imported with notes.
    fs::write(dir.join("ugly.csv"), "step,wait\nBuild,a while\n").unwrap();
    assert_eq!(weir(dir, &["convert", "ugly.csv", "ugly.json"], b"").status.code(), Some(1));
    let done = weir(dir, &["convert", "--lenient", "ugly.csv", "ugly.json"], b"");
    assert!(
        done.status.success() && text(&done.stderr).contains("was added to the step’s note"),
        "{}",
        text(&done.stderr)
    );
    for wrong in [
        &["convert", "map.json"][..],
        &["convert", "map.json", "x.exe"],
        &["convert", "map.json", "-"],
        &["convert", "map.json", "x.png", "--width", "9"],
    ] {
        assert_eq!(weir(dir, wrong, b"").status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn exported_workspace_can_be_imported() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::write(dir.join("map.json"), monthly()).unwrap();
    fs::write(dir.join("bad.json"), "{").unwrap();
    let done = weir(dir, &["import", "map.json", "map.json", "--data", "a"], b"");
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let done = weir(dir, &["export", "all.zip", "--data", "a"], b"");
    assert_eq!(text(&done.stderr), "Exported 2 maps to all.zip.\n");
    assert_eq!(weir(dir, &["import", "all.zip", "bad.json", "--data", "b"], b"").status.code(), Some(1));
    let done = weir(dir, &["import", "all.zip", "--data", "b"], b"");
    assert_eq!(text(&done.stderr).matches("Imported “").count(), 2, "{}", text(&done.stderr));
    assert!(weir(dir, &["export", "again.zip", "--data", "b"], b"").status.success());
    // The failed import created nothing, and the same maps produce the same file.
    assert_eq!(fs::read(dir.join("all.zip")).unwrap(), fs::read(dir.join("again.zip")).unwrap());
    let done = weir(dir, &["metrics", "all.zip"], b"");
    assert!(text(&done.stderr).contains("contains 2 maps"), "{}", text(&done.stderr));
}

#[test]
fn compare_prints_text_and_writes_an_image() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    fs::write(dir.join("today.json"), monthly()).unwrap();
    fs::write(dir.join("future.json"), vsm::samples::Sample::find("rolling").unwrap().text).unwrap();
    let done = weir(dir, &["compare", "today.json", "future.json"], b"");
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let output = text(&done.stdout);
    for part in
        ["Downtime            5h → None  (5h less)", "removed: “Announce the downtime”", "now “Roll out, node by node”"]
    {
        assert!(output.contains(part), "{part} in {output}");
    }
    for (ending, begins) in [("svg", &b"<svg"[..]), ("pdf", b"%PDF"), ("csv", b"\xEF\xBB\xBF")] {
        let out = format!("both.{ending}");
        let done = weir(dir, &["compare", "today.json", "future.json", "-o", &out], b"");
        assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
        assert!(fs::read(dir.join(out)).unwrap().starts_with(begins), "{ending}");
    }
    let refused = weir(dir, &["compare", "today.json", "future.json", "-o", "both.json"], b"");
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).ends_with(".\n"), "{}", text(&refused.stderr));
}
