//! Drawing: one process per image against Graphviz, and warm in one process against Graphviz compiled to wasm.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use drawing::layout::map_scene;
use drawing::{RenderOptions, svg};
use vsm::model::graph::Graph;
use vsm::{Metrics, file};

use crate::table::Table;
use crate::{Outcome, median, sample, weir};

/// Measures whole processes that read a file and write an image.
pub(crate) fn whole_process(folder: &Path, table: &mut Table) -> Outcome<()> {
    for steps in [100, 1000] {
        let map = sample::map(steps);
        std::fs::write(folder.join(format!("{steps}.json")), file::write_text(&map))?;
        std::fs::write(folder.join(format!("{steps}.dot")), sample::dot(&map))?;
    }
    let mut pair = |steps: u32, kind: &str, rounds: u32, most: f64| -> Outcome<()> {
        let ours = || milliseconds(&mut render(folder, steps, kind));
        let theirs = || milliseconds(&mut graphviz(folder, steps, kind));
        let (ours, theirs) = in_turns(rounds, ours, theirs)?;
        let work = format!("{} of {steps} steps, whole process", kind.to_uppercase());
        table.less(&work, "ms", ours, (&format!("dot -T{kind}"), theirs), most);
        Ok(())
    };
    pair(100, "svg", 21, 0.25)?;
    pair(1000, "svg", 5, 0.05)?;
    pair(100, "png", 7, 1.0)?;
    pair(100, "pdf", 7, 1.0)?;
    for kind in ["png", "pdf"] {
        let all = (0..3).map(|_| milliseconds(&mut render(folder, 1000, kind))).collect::<Outcome<Vec<_>>>()?;
        table.at_most(&format!("{} of 1000 steps, whole process", kind.to_uppercase()), "ms", median(all), 1000.0);
    }
    Ok(())
}

/// Measures metrics, layout and SVG of a map in memory.
pub(crate) fn warm(folder: &Path, table: &mut Table) {
    // The ratios are relative to what Graphviz took where the budget was set: 23 and 632 ms.
    for (steps, rounds, most, ratio) in [(100, 401, 0.4, 0.0174), (1000, 101, 4.0, 0.0063)] {
        let map = sample::map(steps);
        let all = (0..rounds).map(|_| {
            let start = Instant::now();
            let graph = Graph::new(&map);
            let scene = map_scene(&map, &graph, &Metrics::with_graph(&map, &graph), &RenderOptions::IN_PAGE);
            let picture = std::hint::black_box(svg::in_page(&scene));
            assert!(picture.ends_with("</svg>"));
            start.elapsed().as_secs_f64() * 1000.0
        });
        let ours = median(all.collect());
        let work = format!("metrics + layout + SVG of {steps} steps, warm");
        table.at_most(&work, "ms", ours, most);
        if let Some(theirs) = graphviz_in_node(folder, steps) {
            table.less("  the same", "ms", ours, ("Graphviz as wasm", theirs), ratio);
        }
    }
}

fn render(folder: &Path, steps: u32, kind: &str) -> Command {
    let mut command = Command::new(weir());
    command.arg("render").arg(folder.join(format!("{steps}.json")));
    // One pixel per px, like dot with its 96 dots per inch.
    command.args(["--scale", "1", "-o"]).arg(folder.join(format!("{steps}.ours.{kind}")));
    command
}

fn graphviz(folder: &Path, steps: u32, kind: &str) -> Command {
    let mut command = Command::new("dot");
    command.arg(format!("-T{kind}")).arg(folder.join(format!("{steps}.dot")));
    command.arg("-o").arg(folder.join(format!("{steps}.theirs.{kind}")));
    command
}

/// Milliseconds for one image with a warm @viz-js/viz; `None` if it isn't installed.
fn graphviz_in_node(folder: &Path, steps: u32) -> Option<f64> {
    let path = folder.join(format!("{steps}.dot"));
    let out = Command::new("node").arg("bench/viz.mjs").arg(path).stderr(Stdio::inherit()).output();
    String::from_utf8_lossy(&out.ok()?.stdout).trim().parse().ok()
}

fn milliseconds(command: &mut Command) -> Outcome<f64> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let took = start.elapsed().as_secs_f64() * 1000.0;
    if status.success() { Ok(took) } else { Err(format!("{command:?} exited with {status}").into()) }
}

/// Medians of two measurements taken in alternation, after one warm-up of each.
pub(crate) fn in_turns(
    rounds: u32,
    mut one: impl FnMut() -> Outcome<f64>,
    mut other: impl FnMut() -> Outcome<f64>,
) -> Outcome<(f64, f64)> {
    one()?;
    other()?;
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        ones.push(one()?);
        others.push(other()?);
    }
    Ok((median(ones), median(others)))
}
