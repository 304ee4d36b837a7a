//! Charts of metrics.

use drawing::chart::{MapBar, TimeMark, TrendPoint, map_bars, trends};
use drawing::scene::{Part, Rect, Scene};
use drawing::style::Paint;
use drawing::svg;
use proptest::prelude::*;
use vsm::{Map, Metrics};

use crate::maps;
use crate::maps::random::any_map;

fn chart(maps: &[Map], days: &[i64]) -> Scene {
    let metrics: Vec<Metrics> = maps.iter().map(Metrics::new).collect();
    let titles: Vec<String> = (1..=maps.len()).map(|n| format!("Version {n}")).collect();
    let points: Vec<TrendPoint<'_>> = (0_u64..)
        .zip(&metrics)
        .zip(days.iter().zip(&titles))
        .map(|((n, metrics), (&at, title))| TrendPoint { revision: n + 1, at, title, metrics })
        .collect();
    let marks: Vec<TimeMark> = days.iter().map(|&at| TimeMark { at, label: format!("day {at}") }).collect();
    trends("a map", &maps[0].clock, &points, &marks)
}

fn stays_inside(scene: &Scene) {
    for part in scene.all() {
        match part {
            Part::Text(text) => {
                let (left, right) = text.extent();
                assert!(left >= 0.0 && right <= scene.width && right - left <= text.max_width + 0.01, "{text:?}");
                assert!(text.y > 0.0 && text.y < scene.height, "{text:?}");
            }
            Part::Rect(rect) => assert!(
                rect.x >= -0.01 && rect.x + rect.width <= scene.width + 0.01 && rect.y + rect.height <= scene.height,
                "{rect:?}"
            ),
            Part::Line(line) => assert!(
                line.points.iter().all(|p| p.0 >= 0.0 && p.0 <= scene.width && p.1 >= 0.0 && p.1 <= scene.height),
                "{line:?}"
            ),
            _ => {}
        }
    }
    if let Err(problem) = roxmltree::Document::parse(&svg::stand_alone(scene, None)) {
        panic!("{problem}");
    }
}

fn dots(scene: &Scene, paint: Paint) -> Vec<Rect> {
    let dot = |part: &Part| if let Part::Rect(rect) = part { Some(rect.clone()) } else { None };
    scene.all().filter_map(dot).filter(|rect| rect.paint == paint).collect()
}

/// A map with one step of this lead time, in hours.
fn hours(lead: u64) -> Map {
    maps::read(&format!(
        r#"{{"format":"weir-map","version":1,"name":"x","steps":[{{"id":"a","name":"A","wait":"{lead}h","work":"1h","downtime":"{lead}m"}}]}}"#
    ))
}

#[test]
fn trend_points_lie_at_their_time_and_value() {
    let scene = chart(&[hours(1), hours(3), hours(7)], &[0, 10, 40]);
    stays_inside(&scene);
    let lead = dots(&scene, Paint::LeadDot);
    assert_eq!(lead.len(), 3);
    assert!(((lead[1].x - lead[0].x) * 3.0 - (lead[2].x - lead[1].x)).abs() < 0.1, "time to scale");
    // 2h, 4h and 8h from zero: each twice as high as the one before.
    let (rise, next) = (lead[0].y - lead[1].y, lead[1].y - lead[2].y);
    assert!((rise * 2.0 - next).abs() < 0.1, "{rise} and {next}");
    let moments = scene.parts.iter().filter_map(|part| if let Part::Step(step) = part { Some(step) } else { None });
    assert!(moments.map(|step| step.id.to_string()).eq(["1", "2", "3"]));
}

#[test]
fn unknown_value_leaves_a_gap_and_incomplete_value_is_hollow() {
    let incomplete = maps::unconnected();
    let scene = chart(&[hours(4), maps::empty(), incomplete], &[0, 1, 2]);
    stays_inside(&scene);
    assert_eq!(dots(&scene, Paint::LeadDot).len(), 1);
    assert!(!dots(&scene, Paint::OpenDot).is_empty());
    // Points at the same time are all in the middle.
    stays_inside(&chart(&[hours(1), hours(2)], &[5, 5]));
}

#[test]
fn map_bars_share_one_scale() {
    let maps = [hours(99), hours(9), maps::empty()];
    let metrics: Vec<Metrics> = maps.iter().map(Metrics::new).collect();
    let long = "Eine sehr lange Bezeichnung für einen Zustand, der so noch lange nicht ist 本番";
    let rows: Vec<MapBar<'_>> = maps
        .iter()
        .zip(&metrics)
        .map(|(map, metrics)| MapBar { id: "m", name: long, clock: &map.clock, metrics })
        .collect();
    let scene = map_bars(&rows);
    stays_inside(&scene);
    let waits = dots(&scene, Paint::WaitBar);
    assert!((waits[0].width / waits[1].width - 11.0).abs() < 0.01);
    assert_eq!(dots(&scene, Paint::WorkBar).len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn chart_of_any_maps_stays_inside(maps in proptest::collection::vec(any_map(8), 1..6), start in 0_i64..1000, step in 0_i64..9) {
        let days: Vec<i64> = (0_i64..).take(maps.len()).map(|n| start + n * step).collect();
        stays_inside(&chart(&maps, &days));
        let metrics: Vec<Metrics> = maps.iter().map(Metrics::new).collect();
        let rows: Vec<MapBar<'_>> = maps
            .iter()
            .zip(&metrics)
            .map(|(map, metrics)| MapBar { id: "m", name: &map.name, clock: &map.clock, metrics })
            .collect();
        stays_inside(&map_bars(&rows));
    }
}
