//! Renders the maps of the tests in every format, to look at after a change:
//!
//! ```sh
//! cargo run -p drawing --example gallery -- /tmp/gallery
//! cargo run -p drawing --example gallery -- /tmp/gallery ledger words
//! ```
//!
//! The HTML pages use the style sheet for pages and the fonts in `static/fonts`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use drawing::paper::Paper;
use drawing::report::{ReportOptions, render_pdf};
use drawing::{RenderOptions, Theme, layout, mini_timeline, pdf, png, style, svg, timeline};

#[path = "../tests/drawing/maps/mod.rs"]
#[expect(dead_code, clippy::panic, clippy::unwrap_used, reason = "shared with the tests")]
mod maps;

use maps::pairs;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).ok_or("usage: gallery FOLDER [MAP…]")?;
    let wanted: Vec<String> = std::env::args().skip(2).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|other| other == name);
    std::fs::create_dir_all(&folder)?;
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes);
    write("page.css", page_css().as_bytes())?;
    let themes = [("light", RenderOptions::default()), ("dark", maps::dark())];
    let mut maps = maps::all();
    maps.extend([("chain30", maps::chain(30)), ("braid60", maps::braided(60)), ("braid200", maps::braided(200))]);
    for (name, map) in maps.iter().filter(|(name, _)| is_wanted(name)) {
        let (graph, metrics) = maps::graph_and_metrics(map);
        for (theme, options) in &themes {
            let scene = layout::for_screen(map, &graph, &metrics, options);
            write(&format!("{name}-{theme}.png"), &png::render(&scene, 1.0, None)?)?;
            write(&format!("{name}-{theme}.svg"), svg::stand_alone(&scene, None).as_bytes())?;
        }
        for (arrangement, options) in [("columns", maps::columns(4)), ("vertical", maps::vertical())] {
            let scene = layout::map_scene(map, &graph, &metrics, &options);
            write(&format!("{name}-{arrangement}.png"), &png::render(&scene, 1.0, None)?)?;
        }
        let scene = layout::map_scene(map, &graph, &metrics, &maps::wrapped(1400.0));
        write(&format!("{name}-wrapped.png"), &png::render(&scene, 1.0, None)?)?;
        let scene = layout::for_paper(map, &graph, &metrics, Theme::Light, Paper::A4);
        write(&format!("{name}-a4.pdf"), &pdf::render(&scene, Paper::A4)?)?;
        write(&format!("{name}-report.pdf"), &render_pdf(map, ReportOptions::default())?)?;
        let scene = layout::map_scene(map, &graph, &metrics, &RenderOptions::IN_PAGE);
        let page = format!(
            "<!doctype html><meta charset=utf-8><link rel=stylesheet href=page.css><body>{}<p>{}<p>{}",
            svg::in_page(&scene),
            timeline(map, &metrics, |target| Some(format!("#{}", target.step()?))),
            mini_timeline(map, &metrics)
        );
        write(&format!("{name}.html"), page.as_bytes())?;
    }
    let mut pairs = pairs::all();
    pairs.push(("two-hundred", pairs::long(200)));
    for (name, (before, after)) in pairs.iter().filter(|(name, _)| is_wanted(&format!("pair-{name}"))) {
        for (theme, options) in &themes {
            let scene = pairs::with(before, after, |pair| layout::pair_for_screen(pair, options));
            write(&format!("pair-{name}-{theme}.png"), &png::render(&scene, 1.0, None)?)?;
            write(&format!("pair-{name}-{theme}.svg"), svg::stand_alone(&scene, None).as_bytes())?;
        }
        for paper in [Paper::A4, Paper::A3] {
            let scene = pairs::with(before, after, |pair| layout::pair_for_paper(pair, Theme::Light, paper));
            write(&format!("pair-{name}-{}.pdf", paper.as_str()), &pdf::render(&scene, paper)?)?;
        }
    }
    Ok(())
}

/// The style sheet of the HTML pages.
fn page_css() -> String {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/fonts");
    let mut css = style::page_css();
    css.push_str("body{background:var(--d-paper);margin:16px}");
    for (weight, face) in [(400, "regular"), (600, "semibold")] {
        let url = fonts.join(format!("weir-sans-{face}.woff2"));
        let _ = write!(
            css,
            "@font-face{{font-family:'Weir Sans';font-weight:{weight};src:url('file://{}')}}",
            url.display()
        );
    }
    css
}
