//! Geometry and paint, each as it was last time; `BLESS=1 cargo test --test drawing` writes them anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use drawing::{RenderOptions, style as paint, svg};

use crate::{maps, pairs};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawing/golden")
}

fn blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

fn same(path: &Path, now: &str) {
    if blessing() {
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
        "{} has changed at line {}:\n- {:?}\n+ {:?}\nLook at it, then BLESS=1.",
        path.display(),
        at + 1,
        line(&before),
        line(now)
    );
}

#[test]
fn geometry_and_paint_are_as_they_were() {
    let mut expected = BTreeSet::new();
    let maps = [
        ("monthly", maps::monthly(), maps::wrapped(1700.0)),
        ("one", maps::one(), RenderOptions::default()),
        ("branches", maps::branches(), RenderOptions::default()),
        ("crossing", maps::crossing(), maps::dark()),
        ("words", maps::words(), RenderOptions::default()),
        ("loose", maps::loose(), RenderOptions::default()),
    ];
    for (name, map, look) in maps {
        let scene = maps::scene(&map, &look);
        let (geometry, paint, page) = (format!("{name}.json"), format!("{name}.svg"), format!("{name}.page.svg"));
        same(&folder().join(&geometry), &scene.to_json());
        // One element a line, so that differences can be read.
        let by_line = |svg: String| svg.replace("><", ">\n<");
        same(&folder().join(&paint), &by_line(svg::stand_alone(&scene, None)));
        expected.extend([geometry, paint]);
        if name == "branches" {
            same(&folder().join(&page), &by_line(svg::in_page(&scene)));
            expected.insert(page);
        }
    }
    for (name, (before, after), look) in [
        ("pair-examples", pairs::examples(), maps::wrapped(1700.0)),
        ("pair-six-five", pairs::six_and_five(), RenderOptions::default()),
        ("pair-words", pairs::words(), maps::dark()),
        ("pair-dumped", pairs::dumped(), RenderOptions::default()),
    ] {
        let scene = pairs::scene(&before, &after, &look);
        let (geometry, paint) = (format!("{name}.json"), format!("{name}.svg"));
        same(&folder().join(&geometry), &scene.to_json());
        same(&folder().join(&paint), &svg::stand_alone(&scene, None).replace("><", ">\n<"));
        expected.extend([geometry, paint]);
    }
    let there: BTreeSet<String> =
        std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(there, expected, "files that no test writes, or that are missing");
}

#[test]
fn the_style_sheet_of_the_page_is_the_one_that_is_served() {
    same(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/css/map/drawing.css"), &paint::page_css());
}
