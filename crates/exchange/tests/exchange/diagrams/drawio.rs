//! draw.io diagrams that Weir didn't write: boxes and arrows, lean mapping, compressed pages.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use exchange::Format;
use proptest::prelude::*;
use vsm::Map;

use crate::diagrams::{self, arrows, cuts, is_read_or_refused, names};

fn read(text: &str) -> (Map, String) {
    diagrams::read(text, Format::Drawio)
}

fn model(cells: &str) -> String {
    format!(
        "<mxGraphModel dx=\"0\" dy=\"0\"><root><mxCell id=\"0\"/><mxCell id=\"1\" parent=\"0\"/>{cells}</root></mxGraphModel>"
    )
}

fn file(cells: &str) -> String {
    format!("<mxfile host=\"app.diagrams.net\"><diagram id=\"a\" name=\"Page-1\">{}</diagram></mxfile>", model(cells))
}

fn shape(id: &str, value: &str, style: &str, (x, y, width, height): (i32, i32, i32, i32)) -> String {
    format!(
        "<mxCell id=\"{id}\" value=\"{value}\" style=\"{style}\" vertex=\"1\" parent=\"1\"><mxGeometry x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" as=\"geometry\"/></mxCell>"
    )
}

fn arrow(from: &str, to: &str, value: &str) -> String {
    format!(
        "<mxCell id=\"{from}{to}\" value=\"{value}\" style=\"endArrow=classic;html=1;\" edge=\"1\" parent=\"1\" source=\"{from}\" target=\"{to}\"><mxGeometry relative=\"1\" as=\"geometry\"/></mxCell>"
    )
}

const BOX: &str = "rounded=0;whiteSpace=wrap;html=1;";

fn flow() -> String {
    shape("s", "Start", "ellipse;html=1;", (0, 0, 60, 60))
        + &shape("c", "Deploy&lt;br&gt;PT 15 min", BOX, (500, 0, 120, 60))
        + &shape("a", "&lt;b&gt;Design&lt;/b&gt;&lt;div&gt;2h&lt;/div&gt;", BOX, (100, 0, 120, 60))
        + &shape("b", "Good?", "rhombus;whiteSpace=wrap;html=1;", (300, 0, 80, 80))
        + &arrow("s", "a", "")
        + &arrow("a", "b", "wait 3d")
        + &arrow("b", "c", "")
        + "<mxCell id=\"l\" value=\"yes\" style=\"edgeLabel;html=1;\" vertex=\"1\" connectable=\"0\" parent=\"bc\"><mxGeometry relative=\"1\" as=\"geometry\"/></mxCell>"
        + &arrow("b", "a", "no, 20%")
        + &shape("t", "draft", "text;html=1;", (100, 400, 60, 20))
}

fn check_flow((map, told): (Map, String)) {
    assert_eq!(names(&map), ["Design", "Good?", "Deploy"]);
    assert_eq!(arrows(&map), ["Design > Good?", "Good? > Deploy", "Good? > Design 20%"]);
    assert_eq!((map.steps[0].work, map.steps[1].wait, map.steps[2].work), (Some(7200), Some(24 * 3600), Some(900)));
    for part in
        ["“Start”", "“yes” from “Good?” to “Deploy”", "Texts beside the steps were left out: “draft”", "Box positions"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn boxes_and_arrows_become_steps_and_flows() {
    check_flow(read(&file(&flow())));
    check_flow(read(&model(&flow())));
}

#[test]
fn compressed_pages_are_read() {
    let encoded =
        percent_encoding::utf8_percent_encode(&model(&flow()), percent_encoding::NON_ALPHANUMERIC).to_string();
    let mut deflated = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    deflated.write_all(encoded.as_bytes()).unwrap();
    let packed = STANDARD.encode(deflated.finish().unwrap());
    let empty = model("");
    let text = format!(
        "<mxfile><diagram name=\"Notes\">{empty}</diagram><diagram name=\"Release\">{packed}</diagram></mxfile>"
    );
    let (map, told) = read(&text);
    assert_eq!(map.name, "Release");
    assert!(told.contains("The file has 2 pages. Only “Release” was imported"), "{told}");
    check_flow((map, told));
}

#[test]
fn lean_mapping_without_arrows_is_read_from_left_to_right() {
    let process = "shape=mxgraph.lean_mapping.manufacturing_process;html=1;";
    let data = "shape=mxgraph.lean_mapping.data_box;html=1;";
    let stock = "shape=mxgraph.lean_mapping.inventory_box;html=1;";
    let (map, told) = read(&file(
        &(shape("p2", "Test", process, (400, 100, 100, 80))
            + &shape("i", "I&lt;br&gt;3d", stock, (300, 110, 60, 60))
            + &shape("p1", "Build", process, (100, 100, 100, 80))
            + &shape("d1", "C/T: 2h&lt;br&gt;C/O 30 min", data, (100, 180, 100, 60))
            + &shape("d2", "PT = 4h", data, (400, 180, 100, 60))
            + &shape("o", "", "shape=mxgraph.lean_mapping.push_arrow;html=1;", (210, 130, 80, 20))),
    ));
    assert_eq!((names(&map), arrows(&map)), (vec!["Build", "Test"], vec!["Build > Test".to_owned()]));
    assert_eq!(
        (map.steps[0].work, map.steps[1].work, map.steps[1].wait),
        (Some(7200), Some(4 * 3600), Some(24 * 3600))
    );
    assert!(told.contains("no arrows, so its steps follow one another from left to right"), "{told}");
    assert!(map.steps[0].note.contains("C/O 30 min"), "{}", map.steps[0].note);
}

#[test]
fn information_flows_and_offices_are_not_steps() {
    let process = "shape=mxgraph.lean_mapping.manufacturing_process;html=1;";
    let outside = "shape=mxgraph.lean_mapping.outside_sources;html=1;";
    let info = arrow("k", "c", "Forecast")
        .replace("endArrow=classic;", "shape=mxgraph.lean_mapping.electronic_info_flow_edge;");
    let (map, told) = read(&file(
        &(shape("k", "Customer", outside, (800, 0, 100, 80))
            + &shape("c", "Control", BOX, (300, 0, 100, 60))
            + &shape("p1", "Build", process, (100, 300, 100, 80))
            + &shape("j", "I&lt;br&gt;5 days", "shape=mxgraph.lean_mapping.inventory_box;html=1;", (20, 310, 60, 60))
            + &shape("l", "9 pcs", "shape=mxgraph.lean_mapping.inventory_box;html=1;", (700, 310, 60, 60))
            + &shape("i", "4600 pcs", "shape=mxgraph.lean_mapping.inventory_box;html=1;", (300, 310, 60, 60))
            + &shape("p2", "Test", process, (500, 300, 100, 80))
            + &info),
    ));
    assert_eq!((names(&map), arrows(&map)), (vec!["Build", "Test"], vec!["Build > Test".to_owned()]));
    assert_eq!((map.steps[0].wait, map.steps[1].queue), (Some(40 * 3600), Some(4600.0)));
    for part in ["“9 pcs”", "1 information flow was left out", "“Control”", "“Customer”"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn lanes_are_teams_and_loose_arrows_find_their_boxes() {
    let lane = "swimlane;horizontal=0;html=1;";
    let inside = |id: &str, value: &str, lane: &str, x: i32| {
        shape(id, value, BOX, (x, 20, 100, 60)).replace("parent=\"1\"", &format!("parent=\"{lane}\""))
    };
    let loose = "<mxCell id=\"e\" style=\"endArrow=classic;\" edge=\"1\" parent=\"1\" source=\"a\"><mxGeometry relative=\"1\" as=\"geometry\"><mxPoint x=\"0\" y=\"0\" as=\"sourcePoint\"/><mxPoint x=\"295\" y=\"250\" as=\"targetPoint\"/></mxGeometry></mxCell>\
                 <mxCell id=\"f\" value=\"lost\" style=\"endArrow=classic;\" edge=\"1\" parent=\"1\" source=\"b\"><mxGeometry relative=\"1\" as=\"geometry\"><mxPoint x=\"900\" y=\"900\" as=\"targetPoint\"/></mxGeometry></mxCell>";
    let wrapped = "<UserObject label=\"Ship\" tooltip=\"By train\" id=\"c\"><mxCell style=\"html=1;\" vertex=\"1\" parent=\"1\"><mxGeometry x=\"500\" y=\"220\" width=\"100\" height=\"60\" as=\"geometry\"/></mxCell></UserObject>";
    let (map, told) = read(&file(
        &(shape("l1", "Dev", lane, (0, 0, 800, 100))
            + &shape("l2", "QA", lane, (0, 200, 450, 100))
            + &inside("a", "Build", "l1", 100)
            + &inside("b", "Test", "l2", 300)
            + wrapped
            + loose
            + &arrow("b", "c", "")),
    ));
    assert_eq!(arrows(&map), ["Build > Test", "Test > Ship"]);
    assert_eq!(map.steps.iter().map(|step| step.team.as_str()).collect::<Vec<_>>(), ["Dev", "QA", ""]);
    assert_eq!(map.steps[2].note, "By train");
    for part in
        ["teams: “Dev”, “QA”", "1 arrow was not connected", "1 arrow has no box at one end and was left out: “lost”"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damaged_diagrams_never_panic(cuts in cuts("[a-z0-9<>/\"=;.-]{0,4}")) {
        is_read_or_refused(&file(&flow()), cuts)?;
    }
}

#[test]
fn properties_of_shapes_are_read() {
    let object = |attributes: &str, x: i32| {
        format!(
            "<object {attributes}><mxCell style=\"{BOX}\" vertex=\"1\" parent=\"1\"><mxGeometry x=\"{x}\" width=\"100\" height=\"40\" as=\"geometry\"/></mxCell></object>"
        )
    };
    let cells = [
        object("label=\"Build\" wait=\"2d\" cost=\"5\" id=\"a\"", 0),
        object("label=\"%title%\" title=\"Ship\" placeholders=\"1\" id=\"b\"", 200),
        arrow("a", "b", ""),
    ];
    let (map, _) = read(&file(&cells.concat()));
    assert_eq!(names(&map), ["Build", "Ship"]);
    assert_eq!((map.steps[0].wait, map.steps[0].note.as_str()), (Some(16 * 3600), "cost: 5"));
    assert_eq!(arrows(&map), ["Build > Ship"]);
}

#[test]
fn a_single_line_that_could_be_a_time_is_a_name() {
    let cells = [shape("a", "Do 1d", BOX, (0, 0, 100, 40)), shape("b", "Check 30 min", BOX, (200, 0, 100, 40))];
    let (map, _) = read(&file(&cells.concat()));
    assert_eq!(names(&map), ["Do 1d", "Check"]);
    assert_eq!((map.steps[0].work, map.steps[1].work), (None, Some(1800)));
}

#[test]
fn plain_boxes_with_data_belong_to_the_step_above() {
    let cells = [
        shape("a", "A", BOX, (0, 0, 120, 60)),
        shape("b", "B", BOX, (200, 0, 120, 60)),
        shape("da", "C/T = 3h&lt;br&gt;C/O = 10 min", BOX, (0, 60, 120, 60)),
        shape("db", "C/T = 2h&lt;br&gt;WT: 1d", BOX, (200, 70, 120, 60)),
        shape("l", "Legend&lt;br&gt;C/T = cycle time", BOX, (400, 400, 200, 40)),
        arrow("a", "b", ""),
    ];
    let (map, told) = read(&file(&cells.concat()));
    assert_eq!((names(&map), arrows(&map)), (vec!["A", "B"], vec!["A > B".to_owned()]));
    let times: Vec<_> = map.steps.iter().map(|step| (step.wait, step.work)).collect();
    assert_eq!(times, [(None, Some(3 * 3600)), (Some(8 * 3600), Some(7200))]);
    assert!(map.steps[0].note.contains("C/O = 10 min"), "{}", map.steps[0].note);
    assert!(told.contains("left out: “Legend C/T = cycle time”"), "{told}");
}

#[test]
fn pages_with_nothing_but_a_legend_are_passed_over() {
    let legend = model(&shape("t", "Legend: C/T", BOX, (0, 0, 100, 40)));
    let text = format!(
        "<mxfile><diagram name=\"Legend\">{legend}</diagram><diagram name=\"Release\">{}</diagram></mxfile>",
        model(&flow())
    );
    assert_eq!(read(&text).0.name, "Release");
}

#[test]
fn hidden_shapes_are_left_out_and_told() {
    let layer = "<mxCell id=\"2\" value=\"Old\" parent=\"0\" visible=\"0\"/>";
    let old = shape("o", "Old step&lt;br&gt;9d", BOX, (400, 0, 100, 40)).replace("parent=\"1\"", "parent=\"2\"");
    let cells = [
        layer.to_owned(),
        shape("a", "A", BOX, (0, 0, 100, 40)),
        shape("b", "B", BOX, (200, 0, 100, 40)),
        old,
        arrow("a", "b", ""),
        arrow("b", "o", "").replace("parent=\"1\"", "parent=\"2\""),
    ];
    let (map, told) = read(&file(&cells.concat()));
    assert_eq!(arrows(&map), ["A > B"]);
    assert_eq!(map.steps.len(), 2);
    assert!(told.contains("Hidden shapes were left out: “Old step 9d”."), "{told}");
}

#[test]
fn timers_delays_and_triangles_are_waits() {
    for style in ["triangle;html=1;", "shape=delay;html=1;", "shape=mxgraph.bpmn.shape;symbol=timer;html=1;"] {
        let cells = [
            shape("a", "A", BOX, (0, 0, 100, 40)),
            shape("w", "2 days", style, (150, 0, 40, 40)),
            shape("b", "B", BOX, (200, 0, 100, 40)),
            arrow("a", "w", ""),
            arrow("w", "b", ""),
        ];
        let (map, _) = read(&file(&cells.concat()));
        assert_eq!((names(&map), map.steps[1].wait), (vec!["A", "B"], Some(16 * 3600)), "{style}");
    }
}

#[test]
fn pictures_that_draw_io_can_edit_are_read() {
    let escaped = file(&flow()).replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let svg = format!(
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" content=\"{escaped}\"><g/></svg>"
    );
    check_flow(diagrams::read(&svg, Format::Svg));
    let mut bytes = Vec::new();
    let mut picture = png::Encoder::new(&mut bytes, 1, 1);
    let encoded = percent_encoding::utf8_percent_encode(&file(&flow()), percent_encoding::NON_ALPHANUMERIC).to_string();
    picture.add_text_chunk("mxfile".to_owned(), encoded).unwrap();
    picture.write_header().unwrap().write_image_data(&[0]).unwrap();
    let (map, _) = exchange::read("Theirs", &bytes).unwrap();
    assert_eq!(names(&map), ["Design", "Good?", "Deploy"]);
}

#[test]
fn figures_beside_the_line_of_an_arrow_are_its_label() {
    let text = |id: &str, value: &str, x: i32, y: i32| shape(id, value, "text;html=1;", (x, y, 40, 20));
    let cells = [
        shape("a", "A", BOX, (0, 0, 100, 40)),
        shape("b", "B", BOX, (300, 0, 100, 40)),
        arrow("a", "b", ""),
        text("w", "2d", 180, 0),
        text("x", "draft", 180, 20),
        text("t", "3h", 30, 300),
    ];
    let (map, told) = read(&file(&cells.concat()));
    assert_eq!((map.steps[0].work, map.steps[1].wait), (None, Some(16 * 3600)));
    assert!(told.contains("Texts at arrows were read as their labels: “2d”."), "{told}");
    assert!(told.contains("left out: “draft”, “3h”."), "{told}");
}
