//! Every format: importable ones return the map, whatever the file's name.

use drawing::{Arrangement, RenderOptions, Theme};
use exchange::{Format, MAX_BYTES, Options};
use vsm::{Map, samples as sample};

fn monthly() -> Map {
    sample::Sample::find("monthly").unwrap().map().unwrap()
}

#[test]
fn every_readable_format_returns_the_map() {
    let map = monthly();
    for format in Format::all().filter(|format| format.can_write()) {
        let bytes = exchange::write(format, &map, &Options::default()).unwrap();
        let looks_like = Format::from_content(&bytes);
        if !format.can_read() {
            let expected = if format == Format::Report { Format::Pdf } else { format };
            assert!(looks_like == expected || format == Format::Markdown, "{}", format.name());
            let error = exchange::read("x.json", &bytes).unwrap_err();
            assert!(!error.message.is_empty());
            continue;
        }
        assert_eq!(looks_like, format);
        let (again, findings) = exchange::read("x", &bytes).unwrap();
        assert_eq!(findings, [], "{}", format.name());
        if format == Format::Markdown {
            // A document has the table of steps.
            let names = |map: &Map| map.steps.iter().map(|step| step.name.clone()).collect::<Vec<_>>();
            assert_eq!(names(&again), names(&map));
        } else if format == Format::Csv {
            // A table has the steps and arrows, but not the fields of the map.
            assert_eq!(
                (again.name, again.steps, again.flows, again.rework),
                (map.name.clone(), map.steps.clone(), map.flows.clone(), map.rework.clone())
            );
        } else if format == Format::Mermaid {
            // A flowchart has the main fields of the steps; see the tests of Mermaid.
            assert_eq!((again.name, again.steps.len()), (map.name.clone(), map.steps.len()));
        } else {
            assert_eq!(again, map, "{}", format.name());
            assert_eq!(exchange::omissions(format, &map, &bytes), Vec::<String>::new());
        }
    }
}

#[test]
fn omissions_of_a_format_are_reported() {
    let map = monthly();
    let lost = |format| exchange::omissions(format, &map, &exchange::write(format, &map, &Options::default()).unwrap());
    assert_eq!(
        lost(Format::Csv),
        [
            "CSV doesn’t include these map fields: note, item, start, end, mapping date, participants, demand.",
            "CSV doesn’t include all details of the ideas."
        ]
    );
    assert_eq!(lost(Format::Pdf), ["PDF is export only: it can’t be imported."]);
    let lost = lost(Format::Mermaid).join("\n");
    assert!(lost.starts_with("Mermaid doesn’t include these map fields: note, "), "{lost}");
    assert!(!lost.contains("is not included") && !lost.contains("connections"), "{lost}");
}

#[test]
fn images_embed_the_map_with_every_option() {
    let map = monthly();
    let render =
        RenderOptions { theme: Theme::Dark, arrangement: Arrangement::Within(1200.0), ..RenderOptions::default() };
    for format in [Format::Svg, Format::Png] {
        let bytes = exchange::write(format, &map, &Options { render, scale: 0.5, ..Options::default() }).unwrap();
        assert_eq!(exchange::read("", &bytes).unwrap().0, map);
    }
}

#[test]
fn files_without_a_map_are_refused() {
    for (bytes, part) in [
        (&b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"[..], "contains no map"),
        (b"<html><body>", "This HTML page contains no table."),
        (b"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg>&a;</svg>", "isn’t a readable SVG"),
        (b"\x89PNG\r\n\x1a\n", "isn’t a readable PNG"),
        (b"{\"format\": \"weir-map\", \"version\": 99}", "version 99"),
        (b"[]", "belongs to another program"),
        (b"{", "Invalid JSON"),
        (b"PK\x03\x04\0\0\0\0", "damaged"),
        (b"", "empty"),
        (b"just some words", "No headings found"),
    ] {
        let error = exchange::read("x", bytes).unwrap_err();
        assert!(error.message.contains(part), "{part}: {}", error.message);
    }
    let large = vec![b'a'; MAX_BYTES + 1];
    assert_eq!(exchange::read("x", &large).unwrap_err().code, "too_large");
}

#[test]
fn scale_out_of_range_is_refused() {
    for scale in [0.0, -1.0, f32::NAN, 100.0] {
        let error = exchange::write(Format::Png, &monthly(), &Options { scale, ..Options::default() }).unwrap_err();
        assert_eq!(error.field.as_deref(), Some("scale"));
    }
}

#[test]
fn formats_are_all_documented() {
    let read = |file: &str| std::fs::read_to_string(format!("{}/../../{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (guide, changes) = (read("docs/formats.md"), read("CHANGELOG.md"));
    for format in Format::all() {
        let name = format.name().split(" (").next().unwrap().split(" JSON").next().unwrap();
        assert!(guide.contains(name) || guide.contains(&name.to_lowercase()), "docs/formats.md doesn't mention {name}");
        assert!(
            changes.contains(name) || changes.contains(&name.to_lowercase()),
            "CHANGELOG.md says nothing of {name}"
        );
        if format.can_write() && format != Format::Zip {
            assert!(
                guide.contains(&format!(".{}`", format.extension())),
                "docs/formats.md says nothing of .{}",
                format.extension()
            );
        }
    }
}
