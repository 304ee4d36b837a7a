//! Pictures to look at: `GALLERY=/tmp/gallery cargo test --test drawing gallery`.

use std::path::PathBuf;

use drawing::pdf;
use drawing::pdf::Paper;
use drawing::{RenderOptions, Theme, layout, png, small_strip, strip, style as paint, svg};
use vsm::Metrics;
use vsm::model::graph::Graph;

use crate::{maps, pairs};

#[test]
fn gallery() {
    let Some(folder) = std::env::var_os("GALLERY").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    let fonts = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/fonts");
    let mut css = paint::page_css();
    css.push_str("body{background:var(--d-paper);margin:16px}");
    for (weight, face) in [(400, "regular"), (600, "semibold")] {
        let file = fonts.join(format!("weir-sans-{face}.woff2"));
        let face =
            format!("@font-face{{font-family:'Weir Sans';font-weight:{weight};src:url('file://{}')}}", file.display());
        css.push_str(&face);
    }
    write("page.css", css.as_bytes());
    let mut maps = maps::all();
    maps.extend([("chain30", maps::chain(30)), ("braid60", maps::braided(60)), ("braid200", maps::braided(200))]);
    for (name, map) in &maps {
        let (graph, metrics) = (Graph::of(map), Metrics::of(map));
        for (skin, look) in [("light", maps::light()), ("dark", maps::dark())] {
            let scene = layout::for_screen(map, &graph, &metrics, &look);
            write(&format!("{name}-{skin}.png"), &png::render(&scene, 1.0, None).unwrap());
            write(&format!("{name}-{skin}.svg"), svg::stand_alone(&scene, None).as_bytes());
        }
        let scene = layout::map_scene(map, &graph, &metrics, &maps::wrapped(1400.0));
        write(&format!("{name}-wrapped.png"), &png::render(&scene, 1.0, None).unwrap());
        let scene = layout::for_paper(map, &graph, &metrics, Theme::Light, Paper::A4);
        write(&format!("{name}-a4.pdf"), &pdf::render(&scene, Paper::A4).unwrap());
        let scene = layout::map_scene(map, &graph, &metrics, &RenderOptions::IN_PAGE);
        let page = format!(
            "<!doctype html><meta charset=utf-8><link rel=stylesheet href=page.css><body>{}<p>{}<p>{}",
            svg::in_page(&scene),
            strip(map, &metrics, |id| Some(format!("#{id}"))),
            small_strip(map, &metrics)
        );
        write(&format!("{name}.html"), page.as_bytes());
    }
    let mut pairs = pairs::all();
    pairs.push(("two-hundred", pairs::long(200)));
    for (name, (before, after)) in &pairs {
        for (skin, look) in [("light", maps::light()), ("dark", maps::dark())] {
            let scene = pairs::with(before, after, |pair| layout::pair_for_screen(pair, &look));
            write(&format!("pair-{name}-{skin}.png"), &png::render(&scene, 1.0, None).unwrap());
            write(&format!("pair-{name}-{skin}.svg"), svg::stand_alone(&scene, None).as_bytes());
        }
        for paper in [Paper::A4, Paper::A3] {
            let scene = pairs::with(before, after, |pair| layout::pair_for_paper(pair, Theme::Light, paper));
            write(&format!("pair-{name}-{}.pdf", paper.as_str()), &pdf::render(&scene, paper).unwrap());
        }
    }
}
