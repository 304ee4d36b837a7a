//! SVG, PNG and PDF: well-formed, inert, legible.

use std::io::Write as _;
use std::process::{Command, Stdio};

use drawing::fonts as font;
use drawing::fonts::{Weight, measure};
use drawing::paper::Paper;
use drawing::pdf;
use drawing::style::{Color, Paint};
use drawing::{DrawingError, RenderOptions, Theme, layout, mini_timeline, png, svg, timeline};
use proptest::prelude::*;
use vsm::Metrics;

use crate::maps;
use crate::maps::graph_and_metrics;
use crate::maps::random::any_map;

fn well_formed(xml: &str) {
    if let Err(problem) = roxmltree::Document::parse(xml) {
        panic!("{problem}: {xml}");
    }
}

#[test]
fn timeline_shows_times_as_written_and_labels_its_last_tick() {
    let steps = serde_json::json!([{ "id": "a", "name": "A", "wait": "5d", "work": "30h" }]);
    let document = serde_json::json!({ "format": "weir-map", "version": 1, "name": "M", "steps": steps });
    let map = vsm::file::read(&document).unwrap().0;
    let strip = timeline(&map, &Metrics::new(&map), |_| None);
    assert!(strip.contains("5d</text>") && strip.contains("30h</text>"), "{strip}");
    let ticks = strip.matches(" 0v7").count();
    assert_eq!(strip.matches(" dx=\"").count(), ticks, "{strip}");
}

#[test]
fn svg_of_example_maps_is_well_formed_and_inert() {
    for (name, map) in maps::all() {
        let scene = maps::scene(&map, &RenderOptions::default());
        let page = svg::in_page(&scene);
        let alone = svg::stand_alone(&scene, Some("{\"name\": \"]]> </map> <!DOCTYPE\"}"));
        let timeline =
            timeline(&map, &Metrics::new(&map), |target| Some(format!("/maps/1?step={}&x=\"", target.step()?)));
        for xml in [&page, &alone, &timeline, &mini_timeline(&map, &Metrics::new(&map))] {
            well_formed(xml.replacen("<svg ", "<svg xmlns:x=\"urn:x\" ", 1).as_str());
            assert!(!xml.contains("<script") && !xml.contains("<b>") && !xml.contains("<img"), "{name}");
        }
        for forbidden in [" style=", "<style", " id=", "href=", "fill=", " on"] {
            let words = page.split('<').filter(|element| !element.starts_with("title") && !element.starts_with("desc"));
            let tags: String = words.filter_map(|element| element.split_once('>')).map(|(tag, _)| tag).collect();
            assert!(!tags.contains(forbidden), "{name} has {forbidden}");
        }
        assert_eq!(page.matches("data-step=").count(), map.steps.len());
    }
}

#[test]
#[ignore = "needs xmllint"]
fn standalone_svg_is_well_formed_for_xmllint() {
    for (_, map) in maps::all() {
        let scene = maps::scene(&map, &RenderOptions::default());
        let alone = svg::stand_alone(&scene, Some("{\"name\": \"]]> </map> <!DOCTYPE\"}"));
        piped(Command::new("xmllint").args(["--noout", "--nonet", "-"]), alone.as_bytes());
    }
}

/// The output of a program for some input; the program must succeed.
fn piped(command: &mut Command, input: &[u8]) -> String {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn svg_of_any_map_is_well_formed(map in any_map(25)) {
        let scene = maps::scene(&map, &RenderOptions::default());
        well_formed(&svg::in_page(&scene));
        well_formed(&svg::stand_alone(&scene, Some("\u{0}\u{1}\u{ffff}")));
        well_formed(&timeline(&map, &Metrics::new(&map), |_| None));
    }
}

#[test]
fn drawing_describes_its_content() {
    let scene = maps::scene(&maps::monthly(), &RenderOptions::default());
    assert!(scene.title.contains("Monthly release"));
    for words in ["Lead time at least 5w", "Bottleneck: “Stop service, back up”", "12 steps"] {
        assert!(scene.description.contains(words), "{}", scene.description);
    }
    let svg = svg::in_page(&scene);
    for words in ["BOTTLENECK", "weekly board", "30% rework", "code is merged", "4h 45m"] {
        assert!(svg.contains(words), "{words}");
    }
}

/// Relative luminance of a color `#rrggbb`, by WCAG 2.
fn luminance(hex: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[test]
fn colors_have_enough_contrast_in_light_and_dark() {
    let grounds = [Color::Paper, Color::Card, Color::SideCard];
    let mut pairs = vec![
        (Color::OnWork, Color::Work, 4.5),
        (Color::OnWait, Color::Wait, 4.5),
        (Color::OnProblem, Color::Problem, 4.5),
    ];
    pairs.extend([
        (Color::WaitLetter, Color::WaitTint, 4.5),
        (Color::Letter, Color::End, 4.5),
        (Color::WaitLine, Color::Paper, 3.0),
    ]);
    pairs.extend([(Color::OnMark, Color::Mark, 4.5), (Color::Mark, Color::MarkTint, 4.5)]);
    for ground in grounds {
        for letter in [
            Color::Mark,
            Color::Letter,
            Color::Muted,
            Color::WorkLetter,
            Color::WaitLetter,
            Color::ProblemText,
            Color::ReworkLetter,
        ] {
            pairs.push((letter, ground, 4.5));
        }
        for line in [Color::Flow, Color::SideFlow, Color::Rework, Color::Edge, Color::ProblemLine, Color::Work] {
            pairs.push((line, ground, 3.0));
        }
    }
    for theme in [Theme::Light, Theme::Dark] {
        for &(above, below, least) in &pairs {
            let (a, b) = (luminance(above.hex(theme)), luminance(below.hex(theme)));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= least, "{above:?} on {below:?}, {theme:?}: {contrast:.2}");
        }
    }
}

#[test]
fn measured_text_width_matches_the_rendered_width() {
    for (weight, text) in [
        (Weight::Regular, "Regression test, 1w 4d ÷ – € Wien AVAST fi"),
        (Weight::Semibold, "WAVE To 0123 Tj ﬁ? Größe №"),
    ] {
        let text: String = text.chars().filter(|&c| font::covers(&c.to_string())).collect();
        let data = if weight == Weight::Regular { font::REGULAR } else { font::SEMIBOLD };
        let face = rustybuzz::Face::from_slice(data, 0).unwrap();
        let mut buffer = rustybuzz::UnicodeBuffer::new();
        buffer.push_str(&text);
        let shaped = rustybuzz::shape(&face, &[], buffer);
        let units: i32 = shaped.glyph_positions().iter().map(|glyph| glyph.x_advance).sum();
        let (measured, shown) =
            (measure(&text, weight, 13.5), f64::from(units) * 13.5 / f64::from(face.units_per_em()));
        assert!((measured - shown).abs() < 0.3, "{text}: {measured} and {shown}");
    }
}

#[test]
fn digits_are_equally_wide() {
    for weight in [Weight::Regular, Weight::Semibold] {
        let zero = measure("0", weight, 100.0);
        assert!(('1'..='9').all(|digit| (measure(&digit.to_string(), weight, 100.0) - zero).abs() < 0.2));
    }
}

#[test]
fn png_has_the_requested_size() {
    let scene = maps::scene(&maps::one(), &RenderOptions::default());
    for scale in [0.5_f32, 1.0, 2.0] {
        let bytes = png::render(&scene, scale, None).unwrap();
        let reader = ::png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        let width = (scene.width * f64::from(scale)).ceil();
        assert!((f64::from(reader.info().width) - width).abs() < 1.0);
    }
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 9.0] {
        assert_eq!(png::render(&scene, scale, None), Err(DrawingError::Scale));
    }
}

#[test]
#[ignore = "needs poppler-utils"]
fn pdf_has_as_many_pages_as_needed() {
    for (map, paper, several) in [
        (maps::six(), Paper::A4, false),
        (maps::monthly(), Paper::A4, false),
        (maps::empty(), Paper::A3, false),
        (maps::braided(60), Paper::A4, true),
        (maps::braided(60), Paper::Fit, false),
        (maps::words(), Paper::A4, false),
    ] {
        let (graph, metrics) = graph_and_metrics(&map);
        let scene = layout::for_paper(&map, &graph, &metrics, Theme::Light, paper);
        let bytes = pdf::render(&scene, paper).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        let about = piped(Command::new("pdfinfo").arg("-"), &bytes);
        let pages = about.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim();
        assert_eq!(pages != "1", several, "{} on {paper:?}: {pages} pages", map.name);
    }
}

#[test]
fn every_paint_has_its_own_class() {
    let classes: std::collections::BTreeSet<&str> = Paint::ALL.iter().map(|paint| paint.class()).collect();
    assert_eq!(classes.len(), Paint::ALL.len());
}
