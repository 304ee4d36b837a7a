//! The map inside an exported image.

use drawing::{DrawingError, RenderOptions, embed as embedded, png, svg};
use vsm::file;

use crate::maps;

#[test]
fn exported_image_returns_its_map() {
    for (name, map) in maps::all() {
        let json = serde_json::to_string(&file::write(&map)).unwrap();
        let scene = maps::scene(&map, &RenderOptions::default());
        let from_svg = embedded::from_svg(&svg::stand_alone(&scene, Some(&json))).unwrap();
        assert_eq!(file::read_text(&from_svg).unwrap().0, map, "{name} as SVG");
        let from_png = embedded::from_png(&png::render(&scene, 0.2, Some(&json)).unwrap()).unwrap();
        assert_eq!(file::read_text(&from_png).unwrap().0, map, "{name} as PNG");
    }
}

#[test]
fn image_without_a_map_is_rejected() {
    let scene = maps::scene(&maps::one(), &RenderOptions::default());
    assert_eq!(embedded::from_svg(&svg::stand_alone(&scene, None)), Err(DrawingError::NoMap));
    assert_eq!(embedded::from_png(&png::render(&scene, 0.2, None).unwrap()), Err(DrawingError::NoMap));
}

#[test]
fn other_file_is_rejected_as_unreadable() {
    let entities = r#"<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><metadata>&b;</metadata></svg>"#;
    for text in [entities, "", "{}", "<html/>", "<svg", "\u{0}"] {
        assert_eq!(embedded::from_svg(text), Err(DrawingError::Unreadable("SVG")), "{text}");
    }
    for bytes in [&b""[..], b"\x89PNG\r\n\x1a\n", b"GIF89a", &[0; 4096]] {
        assert_eq!(embedded::from_png(bytes), Err(DrawingError::Unreadable("PNG")));
    }
}

#[test]
fn oversized_map_is_rejected() {
    let large = "x".repeat(embedded::MAX_MAP_BYTES + 1);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><metadata><map xmlns=\"urn:weir:map:1\">{large}</map></metadata></svg>"
    );
    assert_eq!(embedded::from_svg(&svg), Err(DrawingError::TooLarge));
    let nodes = format!("<svg>{}</svg>", "<g/>".repeat(1_000_001));
    assert_eq!(embedded::from_svg(&nodes), Err(DrawingError::TooLarge));
}

#[test]
fn costly_tag_is_rejected() {
    let attributes = |count: u32| (0..count).map(|at| format!(" a{at}=''")).collect::<Vec<_>>().concat();
    let (many, some) = (attributes(80_000), attributes(257));
    let hidden = format!("<svg a='>' b=\">\"{some}/>");
    let behind = format!("<!-- isn't --><svg><![CDATA[ it's ]]><?x it's ?><g{some}/></svg>");
    let long = format!("<svg a='{}'/>", "x".repeat(64 * 1024));
    let open = format!("<svg a='{}", "<g>".repeat(64 * 1024));
    let deep = (0..65).map(|at| format!("<g xmlns:a{at}='x'>")).collect::<Vec<_>>().concat();
    for text in [format!("<svg{many}/>"), hidden, behind, long, open, format!("<svg>{deep}")] {
        assert_eq!(embedded::from_svg(&text), Err(DrawingError::CostlyTag), "{text:.60}");
    }
    let few = "<svg>a = b = c</svg>".replace("a =", &"a = ".repeat(1000));
    assert_eq!(embedded::from_svg(&few), Err(DrawingError::NoMap));
}

#[test]
fn image_of_a_thousand_steps_returns_its_map() {
    let map = maps::braided(1000);
    let json = serde_json::to_string(&file::write(&map)).unwrap();
    let picture = svg::stand_alone(&maps::scene(&map, &RenderOptions::default()), Some(&json));
    assert_eq!(file::read_text(&embedded::from_svg(&picture).unwrap()).unwrap().0, map);
}

#[test]
fn compression_bomb_is_rejected() {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, 1, 1);
    encoder.set_color(::png::ColorType::Grayscale);
    let mut chunk = ::png::text_metadata::ITXtChunk::new("weir-map", " ".repeat(embedded::MAX_MAP_BYTES + 1));
    chunk.compressed = true;
    let mut writer = encoder.write_header().unwrap();
    writer.write_text_chunk(&chunk).unwrap();
    writer.write_image_data(&[0]).unwrap();
    writer.finish().unwrap();
    assert!(bytes.len() < 200_000);
    assert_eq!(embedded::from_png(&bytes), Err(DrawingError::TooLarge));
}
