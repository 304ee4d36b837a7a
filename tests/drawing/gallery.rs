//! Pictures to look at: `GALLERY=/tmp/gallery cargo test --test drawing gallery`.

use std::path::PathBuf;

use weir::drawing::pdf::{self, Paper};
use weir::drawing::{Theme, layout, png, strip, svg};
use weir::vsm::Metrics;
use weir::vsm::graph::Graph;

use crate::maps;

#[test]
fn gallery() {
    let Some(folder) = std::env::var_os("GALLERY").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
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
        write(&format!("{name}-strip.svg"), strip(map, &metrics, |id| Some(format!("#{id}"))).as_bytes());
    }
}
