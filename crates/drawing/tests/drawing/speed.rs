//! How long drawing takes; told, not judged: `cargo test --release --test drawing speed -- --ignored --nocapture`.

use std::time::Instant;

use drawing::layout::{for_paper, for_screen, map_scene};
use drawing::pdf;
use drawing::pdf::Paper;
use drawing::{RenderOptions, Theme, png, svg};
use vsm::Metrics;
use vsm::model::graph::Graph;

use crate::maps;

#[test]
#[ignore = "a measurement"]
fn speed() {
    for steps in [20, 100, 200, 1000] {
        for map in [maps::chain(steps), maps::braided(steps)] {
            let figures = || {
                let graph = Graph::of(&map);
                let metrics = Metrics::with_graph(&map, &graph);
                (graph, metrics)
            };
            let (graph, metrics) = figures();
            let scene = map_scene(&map, &graph, &metrics, &RenderOptions::IN_PAGE);
            println!("{}: {} bytes", map.name, svg::in_page(&scene).len());
            tell("figures", 50, || figures().1.handoffs);
            tell("layout", 50, || map_scene(&map, &graph, &metrics, &RenderOptions::IN_PAGE).parts.len());
            tell("svg", 50, || svg::in_page(&scene).len());
            let all = || {
                let (graph, metrics) = figures();
                svg::in_page(&map_scene(&map, &graph, &metrics, &RenderOptions::IN_PAGE)).len()
            };
            tell("all of it", 50, all);
            let wide = for_screen(&map, &graph, &metrics, &RenderOptions::default());
            tell("png", 2, || png::render(&wide, 1.0, None).map_or(0, |bytes| bytes.len()));
            tell("for paper", 2, || for_paper(&map, &graph, &metrics, Theme::Light, Paper::A4).parts.len());
            let sheet = for_paper(&map, &graph, &metrics, Theme::Light, Paper::A4);
            tell("pdf", 2, || pdf::render(&sheet, Paper::A4).map_or(0, |bytes| bytes.len()));
        }
    }
}

fn tell(what: &str, times: u32, work: impl Fn() -> usize) {
    let started = Instant::now();
    let sum: usize = (0..times).map(|_| work()).sum();
    println!(
        "  {what}: {:.3} ms ({})",
        started.elapsed().as_secs_f64() * 1000.0 / f64::from(times),
        sum / times as usize
    );
}
