//! draw.io files: well-formed XML with the content of the scene at its positions, and the embedded map.

use std::collections::HashMap;
use std::io::Write as _;

use drawing::layout::map_scene;
use drawing::scene::Part;
use drawing::{Arrangement, RenderOptions};
use exchange::{Format, Options};
use vsm::model::graph::Graph;
use vsm::{Map, Metrics, samples as sample};

fn monthly() -> Map {
    sample::Sample::find("monthly").unwrap().map().unwrap()
}

fn written(map: &Map) -> String {
    String::from_utf8(exchange::write(Format::Drawio, map, &Options::default()).unwrap()).unwrap()
}

#[test]
fn drawio_cells_stand_where_the_scene_puts_them() {
    let map = monthly();
    let text = written(&map);
    let document = roxmltree::Document::parse(&text).unwrap();
    let cells: HashMap<&str, roxmltree::Node> = document
        .descendants()
        .filter(|n| n.has_tag_name("mxCell"))
        .filter_map(|n| Some((n.attribute("id")?, n)))
        .collect();
    let scene = map_scene(&map, &Graph::new(&map), &Metrics::new(&map), &RenderOptions::default());
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
    // Every flow is a connected arrow whose ends both exist.
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
fn names_are_escaped_as_text() {
    let mut map = monthly();
    std::sync::Arc::make_mut(&mut map.steps[0]).name = "<img src=x onerror=alert(1)> & \"x\"\u{7}".replace('\u{7}', "");
    map.name = "]]> <script>".to_owned();
    let text = written(&map);
    let document = roxmltree::Document::parse(&text).unwrap();
    let labels = document.descendants().filter(|n| n.attribute("style").is_some_and(|style| style.contains("html=1")));
    for value in labels.filter_map(|n| n.attribute("value")) {
        // Labels are HTML to draw.io: names in them stay text.
        assert!(!value.contains("<img") && !value.contains("<script"), "{value}");
    }
    assert_eq!(exchange::read("", text.as_bytes()).unwrap().0, map);
}

#[test]
fn packed_drawio_file_is_read() {
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
fn changes_made_in_drawio_are_reported() {
    let map = monthly();
    let text = written(&map);
    let reported = |text: &str| {
        let (again, findings) = exchange::read("", text.as_bytes()).unwrap();
        assert_eq!(again, map, "the map is the one that Weir wrote");
        findings.into_iter().map(|finding| finding.sentence).collect::<Vec<_>>()
    };
    assert_eq!(reported(&text), Vec::<String>::new());
    // A moved shape isn't changed.
    assert_eq!(reported(&text.replace("<mxGeometry x=\"", "<mxGeometry x=\"1")), Vec::<String>::new());
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
        assert_eq!(reported(text), [format!("{count} changed in draw.io. This change was not imported.")]);
    }
}

#[test]
fn drawing_without_a_map_is_refused() {
    for (file, part) in [
        (
            "<mxfile><diagram><mxGraphModel><root><mxCell id=\"0\"/></root></mxGraphModel></diagram></mxfile>",
            "no boxes with text",
        ),
        ("<mxfile><diagram>zzzz</diagram></mxfile>", "damaged"),
        ("<mxfile><diagram>!!</diagram></mxfile>", "damaged"),
        ("<mxfile", "isn’t a readable draw.io"),
        ("<!DOCTYPE mxfile [<!ENTITY a \"b\">]><mxfile>&a;</mxfile>", "isn’t a readable draw.io"),
    ] {
        let error = exchange::read("x", file.as_bytes()).unwrap_err();
        assert!(error.message.contains(part), "{part}: {}", error.message);
    }
}

/// A cell's frame: left, top, width, height.
type Frame = (f64, f64, f64, f64);

fn frame(cell: roxmltree::Node) -> Frame {
    let geometry = cell.children().find(|node| node.has_tag_name("mxGeometry")).unwrap();
    let number = |name: &str| geometry.attribute(name).unwrap().parse::<f64>().unwrap();
    (number("x"), number("y"), number("width"), number("height"))
}

fn styled(cell: roxmltree::Node, name: &str) -> f64 {
    let style = cell.attribute("style").unwrap();
    let value = style.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap();
    value.parse().unwrap()
}

/// Whether a horizontal or vertical segment touches the inside of a frame.
fn touches((a, b): ((f64, f64), (f64, f64)), (x, y, width, height): Frame) -> bool {
    let inside = |from: f64, to: f64, low: f64, high: f64| from.min(to) < high - 0.5 && from.max(to) > low + 0.5;
    inside(a.0, b.0, x, x + width) && inside(a.1, b.1, y, y + height)
}

#[test]
fn rework_arrows_run_above_the_boxes_without_overlap() {
    let mut map = monthly();
    let id = |at: usize| map.steps[at].id.clone();
    let more = [(8, 2), (6, 2), (4, 2), (8, 4), (3, 3)].map(|(from, to)| ((id(from), id(to)), 12.5));
    map.rework.extend(more.map(|(ends, share): (_, f64)| (ends, share.into())));
    for wrap in [None, Some(1_400.0)] {
        let mut options = Options::default();
        options.render.arrangement = Arrangement::from_max_width(wrap);
        let text = String::from_utf8(exchange::write(Format::Drawio, &map, &options).unwrap()).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let cells: Vec<roxmltree::Node> = document.descendants().filter(|node| node.has_tag_name("mxCell")).collect();
        let boxes: HashMap<&str, Frame> = cells
            .iter()
            .filter(|cell| cell.attribute("style").is_some_and(|style| style.contains("manufacturing_process")))
            .map(|cell| (cell.attribute("id").unwrap(), frame(*cell)))
            .collect();
        let arrows = cells.iter().filter(|cell| {
            cell.attribute("source").is_some()
                && cell.attribute("style").is_some_and(|style| style.contains("dashed=1"))
        });
        let (mut arrivals, mut count) = (Vec::new(), 0);
        for arrow in arrows {
            let on_edge = |end: &str, x: &str, y: &str| {
                let (left, top, width, height) = boxes[arrow.attribute(end).unwrap()];
                (left + width * styled(*arrow, x), top + height * styled(*arrow, y))
            };
            let mut points = vec![on_edge("source", "exitX", "exitY")];
            let number = |node: roxmltree::Node, name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
            let turns = arrow.descendants().filter(|node| node.has_tag_name("mxPoint"));
            points.extend(turns.map(|node| (number(node, "x"), number(node, "y"))));
            points.push(on_edge("target", "entryX", "entryY"));
            assert!(points.len() >= 4, "it turns: {points:?}");
            for (from, to) in points.iter().zip(&points[1..]) {
                let straight = (from.0 - to.0).abs() < 0.5 || (from.1 - to.1).abs() < 0.5;
                assert!(straight, "{points:?}");
                assert!(boxes.values().all(|frame| !touches((*from, *to), *frame)), "{wrap:?}: {points:?}");
            }
            arrivals.push((arrow.attribute("target").unwrap(), styled(*arrow, "entryX").to_string()));
            count += 1;
        }
        assert_eq!(count, map.rework.len());
        let all = arrivals.len();
        arrivals.sort();
        arrivals.dedup();
        assert_eq!(arrivals.len(), all, "two arrows arrive at one point");
    }
}

#[test]
fn ideas_are_bursts_above_their_steps() {
    use vsm::model::idea::{Idea, Status};
    let mut map = monthly();
    map.ideas.clear();
    for (at, step) in [Some(2), Some(2), Some(3), Some(7), None].into_iter().enumerate() {
        let mut idea = Idea::new(format!("i{at}"), format!("Idea <{at}>"));
        idea.step = step.map(|step: usize| map.steps[step].id.clone());
        map.ideas.insert(idea.id.clone(), std::sync::Arc::new(idea));
    }
    let mut dropped = Idea::new("i9", "Nobody wants this");
    dropped.status = Status::Rejected;
    map.ideas.insert(dropped.id.clone(), std::sync::Arc::new(dropped));
    let text = written(&map);
    let document = roxmltree::Document::parse(&text).unwrap();
    let cells: Vec<roxmltree::Node> = document.descendants().filter(|node| node.has_tag_name("mxCell")).collect();
    let shaped = |shape: &str| {
        let is = |cell: &&roxmltree::Node| cell.attribute("style").is_some_and(|style| style.contains(shape));
        cells.iter().filter(is).copied().collect::<Vec<_>>()
    };
    let bursts = shaped("kaizen_lightening_burst");
    let titles: Vec<&str> = bursts.iter().filter_map(|cell| cell.attribute("value")).collect();
    assert_eq!(titles.len(), 5, "{titles:?}");
    assert!((0..5).all(|at| titles.contains(&format!("Idea <{at}>").as_str())), "{titles:?}");
    let frames: Vec<Frame> = bursts.iter().chain(&shaped("manufacturing_process")).map(|cell| frame(*cell)).collect();
    for (at, a) in frames.iter().enumerate() {
        for b in &frames[at + 1..] {
            let apart = a.0 + a.2 <= b.0 || b.0 + b.2 <= a.0 || a.1 + a.3 <= b.1 || b.1 + b.3 <= a.1;
            assert!(apart, "{a:?} lies on {b:?}");
        }
    }
    // Each is connected to its step; the one about the whole map to none.
    let ties = cells.iter().filter(|cell| cell.attribute("source").is_some_and(|from| from.starts_with('i')));
    assert_eq!(ties.count(), 4);
    assert_eq!(exchange::read("", text.as_bytes()).unwrap().0, map);
}
