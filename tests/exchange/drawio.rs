//! draw.io files: XML that holds what the scene says, where the scene says it, and the map inside.

use std::collections::HashMap;
use std::io::Write as _;

use weir::drawing::Look;
use weir::drawing::layout::map_scene;
use weir::drawing::scene::Part;
use weir::exchange::{self, Format, Options};
use weir::vsm::graph::Graph;
use weir::vsm::{Map, Metrics, sample};

fn monthly() -> Map {
    sample::Sample::find("monthly").unwrap().map().unwrap()
}

fn written(map: &Map) -> String {
    String::from_utf8(exchange::write(Format::Drawio, map, &Options::default()).unwrap()).unwrap()
}

#[test]
fn cells_sit_where_the_scene_says() {
    let map = monthly();
    let text = written(&map);
    let document = roxmltree::Document::parse(&text).unwrap();
    let cells: HashMap<&str, roxmltree::Node> = document
        .descendants()
        .filter(|n| n.has_tag_name("mxCell"))
        .filter_map(|n| Some((n.attribute("id")?, n)))
        .collect();
    let scene = map_scene(&map, &Graph::of(&map), &Metrics::of(&map), &Look::default());
    let mut steps = 0;
    for part in &scene.parts {
        let Part::Step(step) = part else { continue };
        let card =
            step.parts.iter().find_map(|part| if let Part::Rect(rect) = part { Some(rect) } else { None }).unwrap();
        let at = map.index_of(&step.id).unwrap();
        let cell = cells[format!("s{at}").as_str()];
        let geometry = cell.first_element_child().unwrap();
        let number = |name: &str| geometry.attribute(name).unwrap().parse::<f64>().unwrap();
        for (name, expected) in [("x", card.x), ("y", card.y), ("width", card.width), ("height", card.height)] {
            assert!((number(name) - expected).abs() < 0.01, "{name} of {}", step.id);
        }
        assert!(cell.attribute("style").unwrap().contains("shape=mxgraph.lean_mapping.manufacturing_process"));
        assert!(cell.attribute("value").unwrap().contains(&map.steps[at].name), "{:?}", cell.attribute("value"));
        steps += 1;
    }
    assert_eq!(steps, map.steps.len());
    // Every flow is an arrow that stays connected; each end of it is there.
    let arrow = |from: &str, to: &str| {
        cells
            .values()
            .filter(|cell| cell.attribute("source") == Some(from) && cell.attribute("target") == Some(to))
            .count()
    };
    for flow in &map.flows {
        let (from, to) = (map.index_of(&flow.from).unwrap(), map.index_of(&flow.to).unwrap());
        assert_eq!(arrow(&format!("s{from}"), &format!("s{to}")), 1);
    }
    assert_eq!(arrow("start", "s0"), 1);
    let dashed = cells
        .values()
        .filter(|c| c.attribute("edge").is_some() && c.attribute("source").is_some())
        .filter(|c| c.attribute("style").unwrap().contains("dashed=1"))
        .count();
    assert_eq!(dashed, map.rework.len());
    let waits = map.steps.iter().filter(|step| step.counted_wait().is_some_and(|wait| wait > 0)).count();
    assert_eq!(text.matches("shape=mxgraph.lean_mapping.inventory_box").count(), waits, "a triangle for each wait");
}

#[test]
fn what_is_written_is_text() {
    let mut map = monthly();
    std::sync::Arc::make_mut(&mut map.steps[0]).name = "<img src=x onerror=alert(1)> & \"x\"\u{7}".replace('\u{7}', "");
    map.name = "]]> <script>".to_owned();
    let text = written(&map);
    let document = roxmltree::Document::parse(&text).unwrap();
    let labels = document.descendants().filter(|n| n.attribute("style").is_some_and(|style| style.contains("html=1")));
    for value in labels.filter_map(|n| n.attribute("value")) {
        // Labels that are HTML to draw.io: names in them stay text.
        assert!(!value.contains("<img") && !value.contains("<script"), "{value}");
    }
    assert_eq!(exchange::read("", text.as_bytes()).unwrap().0, map);
}

#[test]
fn a_file_that_drawio_has_packed_is_opened() {
    use base64::Engine as _;
    let map = monthly();
    let text = written(&map);
    let (_, rest) = text.split_once("<mxGraphModel").unwrap();
    let (model, _) = rest.split_once("</mxGraphModel>").unwrap();
    let model = format!("<mxGraphModel{model}</mxGraphModel>");
    let encoded = percent_encoding::utf8_percent_encode(&model, percent_encoding::NON_ALPHANUMERIC).to_string();
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    deflate.write_all(encoded.as_bytes()).unwrap();
    let packed = base64::engine::general_purpose::STANDARD.encode(deflate.finish().unwrap());
    let file =
        format!("<mxfile host=\"app.diagrams.net\"><diagram id=\"a\" name=\"Page-1\">{packed}</diagram></mxfile>");
    assert_eq!(exchange::read("", file.as_bytes()).unwrap().0, map);
}

#[test]
fn what_was_changed_in_drawio_is_told() {
    let map = monthly();
    let text = written(&map);
    let told = |text: &str| {
        let (again, findings) = exchange::read("", text.as_bytes()).unwrap();
        assert_eq!(again, map, "the map is the one that Weir wrote");
        findings.into_iter().map(|finding| finding.sentence).collect::<Vec<_>>()
    };
    assert_eq!(told(&text), Vec::<String>::new());
    // Moved is not changed.
    assert_eq!(told(&text.replace("<mxGeometry x=\"", "<mxGeometry x=\"1")), Vec::<String>::new());
    let (inside, drawing) = text.split_once("<mxCell id=\"1\"").unwrap();
    let renamed = format!("{inside}<mxCell id=\"1\"{}", drawing.replacen(&map.steps[0].name, "Another name", 1));
    let cell = text.find("<mxCell id=\"s1\"").unwrap();
    let end = cell + text[cell..].find("</mxCell>").unwrap() + "</mxCell>".len();
    let deleted = format!("{}{}", &text[..cell], &text[end..]);
    let added = text.replace(
        "</root>",
        "<mxCell id=\"n\" value=\"New\" vertex=\"1\" parent=\"1\"><mxGeometry as=\"geometry\"/></mxCell></root>",
    );
    for (text, count) in
        [(&renamed, "1 shape or arrow was"), (&deleted, "1 shape or arrow was"), (&added, "1 shape or arrow was")]
    {
        assert_eq!(
            told(text),
            [format!("{count} changed in draw.io since; Weir reads the map that it wrote, without that.")]
        );
    }
}

#[test]
fn a_drawing_of_somebody_else_is_told() {
    for (file, part) in [
        (
            "<mxfile><diagram><mxGraphModel><root><mxCell id=\"0\"/></root></mxGraphModel></diagram></mxfile>",
            "carries no map",
        ),
        ("<mxfile><diagram>zzzz</diagram></mxfile>", "damaged"),
        ("<mxfile><diagram>!!</diagram></mxfile>", "damaged"),
        ("<mxfile", "not a readable draw.io"),
        ("<!DOCTYPE mxfile [<!ENTITY a \"b\">]><mxfile>&a;</mxfile>", "not a readable draw.io"),
    ] {
        let refusal = exchange::read("x", file.as_bytes()).unwrap_err();
        assert!(refusal.message.contains(part), "{part}: {}", refusal.message);
    }
}
