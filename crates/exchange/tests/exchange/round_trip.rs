//! Round trips as properties: complete formats return everything; the losses of the others are known.

use std::collections::BTreeSet;

use exchange::{Format, Options};
use proptest::prelude::*;
use serde_json::Value;
use vsm::model::graph::Graph;
use vsm::{Map, file};

use crate::random;

/// The map as in its file.
fn as_json(map: &Map) -> Value {
    file::write(map)
}

fn again(format: Format, map: &Map) -> Map {
    let bytes = exchange::write(format, map, &Options { scale: 0.1, ..Options::default() }).unwrap();
    assert_eq!(Format::from_content(&bytes), format);
    let (again, findings) = exchange::read("x", &bytes).unwrap();
    let unexpected: Vec<_> = findings.iter().filter(|finding| finding.code != "unknown_field").collect();
    assert!(unexpected.is_empty(), "{}: {unexpected:?}", format.name());
    assert_eq!(
        exchange::omissions(format, map, &bytes).is_empty(),
        as_json(&again) == as_json(map),
        "{}",
        format.name()
    );
    again
}

/// What a workbook contains: everything except unknown fields, with the steps in table order.
fn in_workbook(map: &Map) -> Map {
    let mut expected = map.clone();
    expected.other.clear();
    expected.steps = Graph::new(map).order.iter().map(|&at| map.steps[at].clone()).collect();
    for step in &mut expected.steps {
        std::sync::Arc::make_mut(step).other.clear();
    }
    expected
}

/// Flows and rework arrows, by the positions of their steps.
fn connections(map: &Map) -> BTreeSet<(usize, usize, bool)> {
    let at = |id| map.index_of(id).unwrap();
    let flows = map.flows.iter().map(|flow| (at(&flow.from), at(&flow.to), false));
    flows.chain(map.rework.keys().map(|(from, to)| (at(from), at(to), true))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn complete_formats_return_the_whole_map(map in random::map(12)) {
        for format in [Format::Json, Format::Svg, Format::Drawio, Format::Zip] {
            prop_assert_eq!(as_json(&again(format, &map)), as_json(&map), "{}", format.name());
        }
    }

    #[test]
    fn flowchart_returns_names_times_and_connections(map in random::map(12)) {
        if !map.steps.is_empty() {
            let bytes = exchange::write(Format::Mermaid, &map, &Options::default()).unwrap();
            let (again, _) = exchange::read("x", &bytes).unwrap();
            prop_assert_eq!(connections(&again), connections(&map));
            for (own, other) in map.steps.iter().zip(&again.steps) {
                prop_assert_eq!(&other.name, &own.name);
                prop_assert_eq!(&other.team, &own.team);
                prop_assert_eq!((other.work, other.lead), (own.work, own.lead));
                // A wait that follows from the cadence is written as an approximation.
                if own.wait.is_some() {
                    prop_assert_eq!(other.wait, own.wait.filter(|wait| *wait > 0));
                }
            }
        }
    }

    #[test]
    fn workbook_returns_everything_but_unknown_fields(map in random::map(12)) {
        let expected = in_workbook(&map);
        if !map.steps.is_empty() {
            prop_assert_eq!(as_json(&again(Format::Xlsx, &expected)), as_json(&expected));
        }
    }

    #[test]
    fn png_embeds_the_whole_map(map in random::map(4)) {
        prop_assert_eq!(as_json(&again(Format::Png, &map)), as_json(&map));
    }

    #[test]
    fn maps_that_were_read_can_be_written_in_every_format(map in random::map(6)) {
        for format in Format::all().filter(|format| format.can_write() && !format.is_heavy()) {
            prop_assert!(!exchange::write(format, &map, &Options::default()).unwrap().is_empty());
        }
    }
}

#[test]
fn map_without_steps_can_be_exported() {
    let map = Map::new("Nothing yet");
    for format in Format::all().filter(|format| format.can_write()) {
        let bytes = exchange::write(format, &map, &Options::default()).unwrap();
        match exchange::read("Nothing yet", &bytes) {
            Ok((again, _)) => assert_eq!(as_json(&again), as_json(&map), "{}", format.name()),
            Err(error) => assert!(!error.message.is_empty()),
        }
    }
}

#[test]
fn images_embed_their_map_at_any_size() {
    let map = vsm::samples::ALL[0].map().unwrap();
    for (width, table) in [(Some(200.0), false), (Some(3840.0), true), (None, true)] {
        for format in [Format::Svg, Format::Png] {
            let options = Options { width, table, scale: 0.3, ..Options::default() };
            let bytes = exchange::write(format, &map, &options).unwrap();
            assert_eq!(as_json(&exchange::read("", &bytes).unwrap().0), as_json(&map));
            if let (Some(width), Format::Png) = (width, format) {
                let given = u32::from_be_bytes(bytes[16..20].try_into().unwrap());
                assert!((f64::from(given) - width).abs() <= 1.0, "{given} px");
            }
        }
    }
}
