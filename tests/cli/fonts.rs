//! Characters that no font has, on a computer without fonts.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::text;

/// Runs weir where no fonts are installed.
fn weir_without_fonts(folder: &Path, args: &[&str]) -> Output {
    let config = folder.join("fonts.conf");
    fs::write(&config, "<fontconfig><dir>/no/fonts</dir></fontconfig>").unwrap();
    Command::new(env!("CARGO_BIN_EXE_weir"))
        .args(args)
        .current_dir(folder)
        .env("FONTCONFIG_FILE", config)
        .env("HOME", folder)
        .output()
        .unwrap()
}

#[test]
fn images_report_scripts_without_a_font() {
    let folder = tempfile::tempdir().unwrap();
    let map = r#"{"format":"weir-map","version":1,"name":"発布 🚀","steps":[
        {"id":"a","name":"設計","wait":"1d","work":"1h"},{"id":"b","name":"समीक्षा","wait":"1d","work":"1h"}]}"#;
    fs::write(folder.path().join("map.json"), map).unwrap();
    let said = |args: &[&str]| {
        let done = weir_without_fonts(folder.path(), args);
        assert_eq!(done.status.code(), Some(0), "{args:?}: {}", text(&done.stderr));
        text(&done.stderr)
    };
    let expected = "Weir has no font for Chinese characters (Han) (発布), emoji (🚀) and Devanagari (समीक्षा): \
         boxes appear instead. Install a font that has them \
         (on Debian and Ubuntu: fonts-noto-cjk, fonts-symbola and fonts-noto-core).\n";
    for out in ["map.png", "map.pdf", "map.report.pdf"] {
        assert_eq!(said(&["render", "map.json", "-o", out]), expected, "{out}");
    }
    assert!(said(&["convert", "map.json", "again.png"]).starts_with(expected));
    assert_eq!(said(&["compare", "map.json", "map.json", "-o", "both.pdf"]), expected);
    // Whoever opens an SVG has fonts of their own; other formats draw nothing.
    for out in ["map.svg", "map.drawio", "map.xlsx"] {
        assert_eq!(said(&["render", "map.json", "-o", out]), "", "{out}");
    }
}

#[test]
fn images_in_the_letters_of_the_own_font_report_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let map = r#"{"format":"weir-map","version":1,"name":"Größe → Развёртывание","steps":[]}"#;
    fs::write(folder.path().join("map.json"), map).unwrap();
    for out in ["map.png", "map.pdf"] {
        let done = weir_without_fonts(folder.path(), &["render", "map.json", "-o", out]);
        assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()), "{out}");
    }
}
