//! The guarantees about the geometry of every drawing.

use std::collections::HashMap;

use drawing::layout::map_scene;
use drawing::scene::{Line, Part, Point, Rect, Scene, Text};
use drawing::style::Paint;
use drawing::{Arrangement, RenderOptions, Target};
use proptest::prelude::*;
use vsm::Map;
use vsm::model::graph::Graph;
use vsm::model::map::Flow;

use crate::maps;
use crate::maps::graph_and_metrics;
use crate::maps::random::any_map;

const CARDS: [Paint; 4] = [Paint::Card, Paint::SideCard, Paint::BottleneckCard, Paint::DashedCard];

/// The box of each step, with its texts.
pub(crate) fn cards(scene: &Scene) -> HashMap<&str, (&Rect, Vec<&Text>)> {
    let mut cards = HashMap::new();
    for part in &scene.parts {
        let Part::Step(step) = part else { continue };
        let texts = step.parts.iter().flat_map(|part| std::iter::once(part).chain(part.inside()));
        let texts = texts.filter_map(|p| if let Part::Text(text) = p { Some(text) } else { None }).collect();
        let card = step.parts.iter().find_map(|p| match p {
            Part::Rect(rect) if CARDS.contains(&rect.paint) => Some(rect),
            _ => None,
        });
        cards.insert(step.id.as_str(), (card.expect("a step has a box"), texts));
    }
    cards
}

fn lines(scene: &Scene, paints: &[Paint]) -> Vec<Line> {
    let line = |part: &Part| match part {
        Part::Line(line) if paints.contains(&line.paint) => Some(line.clone()),
        _ => None,
    };
    scene.all().filter_map(line).collect()
}

fn texts(scene: &Scene) -> Vec<&Text> {
    scene.all().filter_map(|part| if let Part::Text(text) = part { Some(text) } else { None }).collect()
}

/// Whether a horizontal or vertical line runs through the inside of a box.
fn runs_through(from: Point, to: Point, rect: &Rect) -> bool {
    let inside = 1.5;
    let (left, right) = (from.0.min(to.0), from.0.max(to.0));
    let (top, bottom) = (from.1.min(to.1), from.1.max(to.1));
    right > rect.x + inside
        && left < rect.x + rect.width - inside
        && bottom > rect.y + inside
        && top < rect.y + rect.height - inside
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

pub(crate) fn text_stays_in_its_width(scene: &Scene) {
    for text in texts(scene) {
        let (left, right) = text.extent();
        assert!(right - left <= text.max_width + 0.01, "{text:?} is {} wide", right - left);
        assert!(
            left >= 0.0 && right <= scene.width && text.y > 0.0 && text.y < scene.height,
            "{text:?} leaves the drawing"
        );
    }
    let cards = cards(scene);
    for (card, texts) in cards.values() {
        // The bottleneck badge hangs below the box, a burst on its corner.
        for text in texts.iter().filter(|t| !matches!(t.paint, Paint::BadgeWord | Paint::BurstNumber)) {
            let (left, right) = text.extent();
            assert!(left >= card.x + 5.0 && right <= card.x + card.width - 5.0, "{text:?} leaves {card:?}");
            assert!(text.y - 9.0 > card.y && text.y + 3.0 < card.y + card.height, "{text:?} leaves {card:?}");
        }
    }
    let outside = scene.parts.iter().filter(|part| !matches!(part, Part::Step(_)));
    let outside = outside.flat_map(|part| std::iter::once(part).chain(part.inside()));
    let outside = outside.filter_map(|part| if let Part::Text(text) = part { Some(text) } else { None });
    for text in outside {
        let (left, right) = text.extent();
        let size = text.paint.style().size;
        let area = Rect {
            x: left,
            y: text.y - size * 0.7,
            width: right - left,
            height: size * 0.8,
            radius: 0.0,
            paint: text.paint,
            title: None,
        };
        let hit = cards.values().find(|(card, _)| overlap(&area, card));
        assert!(hit.is_none(), "{text:?} lies on {hit:?}");
    }
}

pub(crate) fn boxes_do_not_overlap(scene: &Scene) {
    let ends = scene.all().filter_map(|part| match part {
        Part::Rect(rect) if matches!(rect.paint, Paint::End | Paint::Connector) => Some(rect),
        _ => None,
    });
    let boxes: Vec<&Rect> = cards(scene).values().map(|card| card.0).chain(ends).collect();
    for (at, a) in boxes.iter().enumerate() {
        assert!(
            a.x >= 0.0 && a.x + a.width <= scene.width && a.y + a.height <= scene.height,
            "{a:?} leaves the drawing"
        );
        for b in &boxes[at + 1..] {
            assert!(!overlap(a, b), "{a:?} overlaps {b:?}");
        }
    }
}

pub(crate) fn arrows_keep_clear_of_boxes(scene: &Scene) {
    let cards = cards(scene);
    for line in lines(scene, &[Paint::Flow, Paint::SideFlow, Paint::Rework]) {
        for pair in line.points.windows(2) {
            assert!(
                (pair[0].0 - pair[1].0).abs() < 0.01 || (pair[0].1 - pair[1].1).abs() < 0.01,
                "{line:?} is not horizontal or vertical"
            );
            for (id, (card, _)) in &cards {
                assert!(!runs_through(pair[0], pair[1], card), "{line:?} crosses {id} {card:?}");
            }
        }
    }
}

fn every_step_is_drawn_once(map: &Map, scene: &Scene) {
    let groups = scene.parts.iter().filter(|part| matches!(part, Part::Step(_))).count();
    assert_eq!((groups, cards(scene).len()), (map.steps.len(), map.steps.len()));
}

fn ladder_lines_up(map: &Map, scene: &Scene) {
    let (_, metrics) = graph_and_metrics(map);
    let cards = cards(scene);
    let bands: Vec<&Rect> = scene
        .all()
        .filter_map(|part| match part {
            Part::Rect(rect) if matches!(rect.paint, Paint::LadderWorkArea | Paint::LadderLeadArea) => Some(rect),
            _ => None,
        })
        .collect();
    for id in &metrics.critical_path {
        let (card, _) = cards[id.as_str()];
        let lined_up = bands.iter().any(|band| {
            let right = (band.x + band.width - card.x - card.width).abs() < 0.01;
            let left = band.paint == Paint::LadderLeadArea || (band.x - card.x).abs() < 0.01;
            band.y >= card.y + card.height && left && right
        });
        assert!(lined_up, "no rung below {id}");
    }
}

/// Boxes of all rows stand in common columns.
fn columns_line_up(scene: &Scene) {
    let mut left: Vec<f64> = cards(scene).values().map(|(card, _)| card.x).collect();
    left.sort_by(f64::total_cmp);
    left.dedup_by(|a, b| (*a - *b).abs() < 0.01);
    for pair in left.windows(2) {
        assert!(pair[1] - pair[0] > 150.0, "boxes at {} and {}", pair[0], pair[1]);
    }
}

fn every_arrow_is_drawn_once(map: &Map, graph: &Graph, scene: &Scene) {
    let (mut flows, mut rework, mut ends) = (Vec::new(), Vec::new(), 0);
    for part in &scene.parts {
        let Part::Object(object) = part else { continue };
        match &object.target {
            Target::Flow(Some(from), Some(to)) => flows.push((from.clone(), to.clone())),
            Target::Flow(..) => ends += 1,
            Target::Rework(from, to) => rework.push((from.clone(), to.clone())),
            _ => {}
        }
    }
    flows.sort();
    rework.sort();
    assert_eq!(flows, map.flows.iter().map(|flow| (flow.from.clone(), flow.to.clone())).collect::<Vec<_>>());
    // A step without any flow stands below the rows, where no arrow leads.
    let stands_alone = |id: &str| map.index_of(id).is_some_and(|step| graph.stands_alone(step));
    let expected = map.rework.keys().filter(|(from, to)| !stands_alone(from) && !stands_alone(to));
    assert_eq!(rework, expected.cloned().collect::<Vec<_>>());
    let in_flow = (0..graph.len()).filter(|&step| !graph.stands_alone(step));
    let expected =
        in_flow.map(|step| usize::from(graph.into[step].is_empty()) + usize::from(graph.out[step].is_empty()));
    assert_eq!(ends, expected.sum::<usize>());
}

/// The bottleneck tag covers no triangle and no label of rework.
fn tag_keeps_clear_of_triangles_and_labels(scene: &Scene) {
    let bounds = |points: &[Point]| {
        let (xs, ys) = (points.iter().map(|p| p.0), points.iter().map(|p| p.1));
        let (left, top) = (xs.clone().fold(f64::MAX, f64::min), ys.clone().fold(f64::MAX, f64::min));
        let (right, bottom) = (xs.fold(f64::MIN, f64::max), ys.fold(f64::MIN, f64::max));
        let (width, height) = (right - left, bottom - top);
        Rect { x: left, y: top, width, height, radius: 0.0, paint: Paint::Badge, title: None }
    };
    let shapes = |paints: &[Paint]| -> Vec<Rect> {
        let shapes = scene.all().filter_map(|part| match part {
            Part::Shape(shape) if paints.contains(&shape.paint) => Some(bounds(&shape.points)),
            _ => None,
        });
        shapes.collect()
    };
    let mut drawn = shapes(&[Paint::Triangle, Paint::OpenTriangle]);
    drawn.extend(texts(scene).into_iter().filter(|text| text.paint == Paint::ReworkLabel).map(|text| {
        let ((left, right), height) = (text.extent(), text.paint.style().size * 0.72);
        bounds(&[(left, text.y - height), (right, text.y)])
    }));
    for tag in shapes(&[Paint::Badge]) {
        let hit = drawn.iter().find(|other| overlap(&tag, other));
        assert!(hit.is_none(), "{tag:?} covers {hit:?}");
    }
}

fn no_text_is_small(scene: &Scene) {
    for text in texts(scene) {
        assert!(text.paint.style().size >= 10.5, "{text:?}");
    }
}

fn all_guarantees(map: &Map, options: &RenderOptions) {
    let (graph, metrics) = graph_and_metrics(map);
    let scene = map_scene(map, &graph, &metrics, options);
    every_step_is_drawn_once(map, &scene);
    text_stays_in_its_width(&scene);
    boxes_do_not_overlap(&scene);
    arrows_keep_clear_of_boxes(&scene);
    every_arrow_is_drawn_once(map, &graph, &scene);
    no_text_is_small(&scene);
    tag_keeps_clear_of_triangles_and_labels(&scene);
    if options.arrangement == Arrangement::Vertical {
        return;
    }
    ladder_lines_up(map, &scene);
    if (0..graph.len()).all(|step| !graph.stands_alone(step)) {
        columns_line_up(&scene);
    }
}

#[test]
fn example_maps_keep_every_guarantee() {
    for (name, map) in maps::all().into_iter().chain([("braid60", maps::braided(60)), ("braid200", maps::braided(200))])
    {
        println!("{name}");
        let pages = [RenderOptions::IN_PAGE, maps::columns(2), maps::columns(4), maps::vertical()];
        for options in [RenderOptions::default(), maps::wrapped(1400.0), maps::wrapped(700.0)].into_iter().chain(pages)
        {
            all_guarantees(&map, &options);
        }
    }
}

fn any_arrangement() -> impl Strategy<Value = Arrangement> {
    prop_oneof![
        Just(Arrangement::OneRow),
        (600.0..3000.0_f64).prop_map(Arrangement::Within),
        (1..8_u16).prop_map(Arrangement::Columns),
        Just(Arrangement::Vertical),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn random_map_of_60_steps_keeps_every_guarantee(map in any_map(60), arrangement in any_arrangement()) {
        all_guarantees(&map, &RenderOptions { arrangement, ..RenderOptions::default() });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn random_map_of_300_steps_has_no_overlaps(map in any_map(300)) {
        let (graph, metrics) = graph_and_metrics(&map);
        let scene = map_scene(&map, &graph, &metrics, &RenderOptions::default());
        every_step_is_drawn_once(&map, &scene);
        text_stays_in_its_width(&scene);
        boxes_do_not_overlap(&scene);
    }
}

#[test]
fn wrapped_drawing_stays_within_its_width() {
    for map in
        [maps::monthly(), maps::words(), maps::braided(60), maps::braided(200), maps::unconnected(), maps::crossing()]
    {
        for limit in [500.0, 800.0, 1100.0, 1700.0, 2600.0] {
            let scene = maps::scene(&map, &maps::wrapped(limit));
            assert!(scene.width <= limit, "{} is {} wide, not {limit}", map.name, scene.width);
            assert!(scene.cuts.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}

#[test]
fn changed_time_moves_no_box() {
    let before = maps::scene(&maps::branches(), &RenderOptions::default());
    let mut map = maps::branches();
    let slow = map.index_of("b2").unwrap();
    let mut step = (*map.steps[slow]).clone();
    step.work = step.work.map(|work| work * 50);
    map.steps[slow] = step.into();
    let after = maps::scene(&map, &RenderOptions::default());
    for (id, (card, _)) in cards(&before) {
        let (now, _) = cards(&after)[id];
        assert_eq!((card.x, card.y), (now.x, now.y), "{id}");
    }
}

#[test]
fn same_map_gives_the_same_drawing() {
    let draw = || drawing::svg::stand_alone(&maps::scene(&maps::braided(60), &RenderOptions::default()), None);
    assert_eq!(draw(), draw());
}

/// A chain of steps; each in the first half also leads to its counterpart in the second, if `is_nested`.
fn chain(steps: usize, is_nested: bool) -> Map {
    let names: Vec<String> = (0..steps).map(|n| format!(r#"{{"id":"s{n}","name":"Step {n}"}}"#)).collect();
    let flow = |from: usize, to: usize| format!(r#"{{"from":"s{from}","to":"s{to}"}}"#);
    let skips = (0..if is_nested { steps / 2 - 1 } else { 0 }).map(|from| flow(from, steps - 1 - from));
    let flows: Vec<String> = (1..steps).map(|to| flow(to - 1, to)).chain(skips).collect();
    let (steps, flows) = (names.join(","), flows.join(","));
    maps::read(&format!(r#"{{"format":"weir-map","version":1,"name":"Chain","steps":[{steps}],"flows":[{flows}]}}"#))
}

#[test]
fn flow_that_skips_rows_is_not_in_them() {
    let mut map = chain(12, false);
    let numbers = |map: &Map| -> Vec<String> {
        let scene = maps::scene(map, &maps::columns(2));
        texts(&scene)
            .into_iter()
            .filter(|text| text.paint == Paint::ConnectorNumber)
            .map(|text| text.text.to_string())
            .collect()
    };
    // Each row ends with a connector, and the end has a row of its own.
    assert_eq!(numbers(&map), ["1", "1", "2", "2", "3", "3", "4", "4", "5", "5", "6", "6"]);
    map.flows.insert(Flow { from: "s0".into(), to: "s9".into() });
    map.flows.insert(Flow { from: "s0".into(), to: "s5".into() });
    let now = numbers(&map);
    // One way out of the first row, into the third and the fifth.
    assert_eq!(now.iter().filter(|number| *number == "2").count(), 3, "{now:?}");
    assert_eq!(now.len(), 15, "{now:?}");
    all_guarantees(&map, &maps::columns(2));
}

#[test]
fn nested_flows_dont_multiply_the_drawing() {
    for options in [maps::columns(2), maps::columns(4), maps::columns(16), RenderOptions::IN_PAGE, maps::vertical()] {
        let [plain, nested] = [false, true].map(|is_nested| {
            let scene = maps::scene(&chain(1000, is_nested), &options);
            drawing::svg::stand_alone(&scene, None).len()
        });
        assert!(nested < plain * 2, "{options:?}: {nested} bytes, without the nested flows {plain}");
    }
}

#[test]
fn labels_of_rework_keep_clear_of_the_tag_above_them() {
    for extra in ["", r#",{"from":"c","to":"b","share":10},{"from":"c","to":"c","share":5,"wait":"3d"}"#] {
        let map = maps::read(&format!(
            r#"{{"format":"weir-map","version":1,"name":"Rework below the bottleneck","steps":[
                {{"id":"a","name":"Develop","work":"1h"}},
                {{"id":"b","name":"Board","wait":"4w","work":"1h"}},
                {{"id":"c","name":"Test","wait":"2h","work":"1h"}}],
                "rework":[{{"from":"c","to":"a","share":20,"wait":"1d"}}{extra}]}}"#
        ));
        all_guarantees(&map, &maps::vertical());
    }
}
