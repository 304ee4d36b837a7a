//! Geometry and SVG of drawings, compared with golden files. `BLESS=1 cargo test -p drawing` rewrites them: review the
//! differences.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use drawing::{RenderOptions, style, svg};

use crate::maps;
use crate::maps::pairs;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawing/golden")
}

/// The names of the files in a folder, without its folders.
fn files_in(folder: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|file| file.path().is_file());
    files.map(|file| file.file_name().into_string().unwrap()).collect()
}

fn assert_unchanged(path: &Path, now: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, now).unwrap();
        return;
    }
    let before = std::fs::read_to_string(path).unwrap_or_default();
    if before == now {
        return;
    }
    let at = before.lines().zip(now.lines()).position(|(a, b)| a != b).unwrap_or(0);
    let line = |text: &str| text.lines().nth(at).map(|l| l.chars().take(300).collect::<String>());
    panic!(
        "{} has changed at line {}:\n- {:?}\n+ {:?}\nReview it, then run with BLESS=1.",
        path.display(),
        at + 1,
        line(&before),
        line(now)
    );
}

#[test]
fn drawings_match_their_golden_files() {
    let mut expected = BTreeSet::new();
    let maps = [
        ("monthly", maps::monthly(), maps::wrapped(1700.0)),
        ("ledger", maps::ledger(), maps::columns(4)),
        ("ledger-vertical", maps::ledger(), maps::vertical()),
        ("one", maps::one(), RenderOptions::default()),
        ("branches", maps::branches(), RenderOptions::default()),
        ("crossing", maps::crossing(), maps::dark()),
        ("words", maps::words(), RenderOptions::default()),
        ("loose", maps::unconnected(), RenderOptions::default()),
    ];
    for (name, map, options) in maps {
        let scene = maps::scene(&map, &options);
        let (geometry, paint, page) = (format!("{name}.json"), format!("{name}.svg"), format!("{name}.page.svg"));
        assert_unchanged(&folder().join(&geometry), &scene.to_json());
        // One element per line, for readable differences.
        let by_line = |svg: String| svg.replace("><", ">\n<");
        assert_unchanged(&folder().join(&paint), &by_line(svg::stand_alone(&scene, None)));
        expected.extend([geometry, paint]);
        if name == "branches" {
            assert_unchanged(&folder().join(&page), &by_line(svg::in_page(&scene)));
            expected.insert(page);
        }
    }
    assert_eq!(files_in(&folder()), expected, "golden files that no test writes, or that are missing");
}

#[test]
fn drawings_of_two_maps_match_their_golden_files() {
    let mut expected = BTreeSet::new();
    let pairs_folder = folder().join("pairs");
    for (name, (before, after), options) in [
        ("examples", pairs::examples(), maps::wrapped(1700.0)),
        ("six-five", pairs::six_and_five(), RenderOptions::default()),
        ("words", pairs::words(), maps::dark()),
        ("dumped", pairs::dumped(), RenderOptions::default()),
    ] {
        let scene = pairs::scene(&before, &after, &options);
        let (geometry, paint) = (format!("{name}.json"), format!("{name}.svg"));
        assert_unchanged(&pairs_folder.join(&geometry), &scene.to_json());
        assert_unchanged(&pairs_folder.join(&paint), &svg::stand_alone(&scene, None).replace("><", ">\n<"));
        expected.extend([geometry, paint]);
    }
    assert_eq!(files_in(&pairs_folder), expected, "golden files that no test writes, or that are missing");
}

#[test]
fn served_style_sheet_matches_the_paints() {
    assert_unchanged(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/css/map/drawing.css"),
        &style::page_css(),
    );
}
