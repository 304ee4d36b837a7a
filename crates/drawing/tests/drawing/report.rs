//! The report as other programs see it: its text, its pages and their sizes.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use drawing::paper::{Page, Paper, PlacedScene};
use drawing::report::{Orientation, PageFit, ReportOptions, pages, render_pdf};
use drawing::scene::Part;
use drawing::style::Paint;
use vsm::model::idea::Idea;
use vsm::{Map, Metrics, Step, samples as sample};

fn run(program: &str, args: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|cause| panic!("{program}: {cause}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writing = std::thread::spawn(move || _ = stdin.write_all(&input));
    let done = child.wait_with_output().unwrap();
    writing.join().unwrap();
    assert!(done.status.success(), "{program} refuses");
    done.stdout
}

/// The text of a PDF in reading order, block by block, with single spaces.
fn words(pdf: &[u8]) -> String {
    let text = String::from_utf8(run("pdftotext", &["-raw", "-", "-"], pdf)).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn page_sizes(pdf: &[u8]) -> Vec<String> {
    let info = String::from_utf8(run("pdfinfo", &["-f", "1", "-l", "99", "-"], pdf)).unwrap();
    info.lines()
        .filter(|line| line.starts_with("Page") && line.contains(" size:"))
        .map(|line| line.split_once("size:").unwrap().1.trim().to_owned())
        .collect()
}

/// A map with `steps` steps, some in parallel, with names in several languages.
fn long(steps: usize) -> Map {
    let mut map = Map::new(format!("Freigabe und Auslieferung, {steps} Schritte"));
    let names = [
        "Datenschutzfolgenabschätzung durchführen",
        "本番環境へのデプロイ承認会議を待つ",
        "Deploy to the test system",
        "Review",
    ];
    for at in 0..steps {
        let mut step = Step::new(format!("s{at}"), format!("{} {}", names[at % names.len()], at + 1));
        step.team = String::from(["Entwicklung", "運用チーム", "Quality"][at % 3]);
        step.wait = Some(3600 * (at as u64 % 40));
        step.work = Some(900 * (at as u64 % 9 + 1));
        step.complete_accurate = Some(f64::from(u32::try_from(80 + at % 20).unwrap()));
        map.steps.push(Arc::new(step));
    }
    let id = |at: usize| map.steps[at].id.clone();
    map.flows = (1..steps).map(|at| vsm::model::map::Flow { from: id(at - 1), to: id(at) }).collect();
    map
}

#[test]
#[ignore = "needs poppler-utils"]
fn report_contains_everything_on_any_paper() {
    let mut map = sample::Sample::find("monthly").unwrap().map().unwrap();
    map.ideas.clear();
    let mut idea = Idea::new("i1", "Rolling upgrades");
    idea.step = Some(map.steps[7].id.clone());
    map.ideas.insert(idea.id.clone(), Arc::new(idea));
    for (paper, orientation, size) in [
        (Paper::A4, Orientation::Landscape, "841.89 x 595.28 pts (A4)"),
        (Paper::A4, Orientation::Portrait, "595.28 x 841.89 pts (A4)"),
        (Paper::A3, Orientation::Landscape, "1190.55 x 841.89 pts (A3)"),
        (Paper::A3, Orientation::Portrait, "841.89 x 1190.55 pts (A3)"),
    ] {
        for page_fit in [PageFit::AsNeeded, PageFit::OnePage] {
            let options = ReportOptions { paper, orientation, page_fit };
            let pdf = render_pdf(&map, options).unwrap();
            let sizes = page_sizes(&pdf);
            assert!(sizes.iter().all(|found| found == size), "{sizes:?}");
            assert!(
                sizes.len() <= if page_fit == PageFit::OnePage { 1 } else { 2 },
                "{} pages, {paper:?}",
                sizes.len()
            );
            let text = words(&pdf);
            for part in [
                "Monthly release with a maintenance window",
                "2026-11-20",
                "With Development",
                "4w 4d",
                "BOTTLENECK",
                "takes 34% of the lead time",
                "What would help most",
                "Rolling upgrades",
                "Manual regression test",
                "monthly window",
                "34%",
            ] {
                assert!(text.contains(part), "{part} in {text}");
            }
        }
    }
}

#[test]
#[ignore = "needs poppler-utils"]
fn long_map_has_more_pages_and_loses_nothing() {
    for steps in [1, 6, 30, 200] {
        let map = long(steps);
        let options = ReportOptions::default();
        let report = pages(&map, options);
        for page in &report {
            for placed in &page.placed {
                assert!(
                    placed.x >= 0.0 && placed.y >= 0.0 && placed.bottom() <= page.height,
                    "{steps} steps: {}",
                    page.title
                );
                assert!(
                    placed.x + placed.scene.width * placed.scale <= page.width + 0.5,
                    "{steps} steps: {}",
                    page.title
                );
            }
        }
        let pdf = render_pdf(&map, options).unwrap();
        assert_eq!(page_sizes(&pdf).len(), report.len());
        let text = words(&pdf);
        for step in map.steps.iter().filter(|step| step.name.is_ascii()) {
            assert!(text.contains(step.name.split(' ').next_back().unwrap()), "{}", step.name);
        }
        // No page is empty: its pixels aren't all white.
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("page");
        run("pdftoppm", &["-r", "20", "-gray", "-", out.to_str().unwrap()], &pdf);
        let pictures: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(pictures.len(), report.len());
        for picture in pictures {
            let bytes = std::fs::read(picture.unwrap().path()).unwrap();
            assert!(bytes.iter().skip(20).filter(|byte| **byte < 200).count() > 20, "an empty page");
        }
    }
    assert_eq!(pages(&long(1), ReportOptions::default()).len(), 1);
    assert_eq!(pages(&long(6), ReportOptions::default()).len(), 1);
}

/// Twelve steps, two of them in parallel with others, one the target of rework.
fn twelve(names: &[&str]) -> Map {
    let mut map = long(12);
    "Zwölf Schritte".clone_into(&mut map.name);
    for (at, step) in map.steps.iter_mut().enumerate() {
        names[at % names.len()].clone_into(&mut Arc::make_mut(step).name);
    }
    let id = |at: usize| map.steps[at].id.clone();
    let (back, beside) = (((id(6), id(1)), 20.0), vsm::model::map::Flow { from: id(0), to: id(3) });
    map.rework.insert(back.0, back.1.into());
    map.flows.insert(beside);
    map
}

const GERMAN: &[&str] = &[
    "Softwareänderungsantrag prüfen",
    "Qualitätssicherungsfreigabe",
    "Integrationstestumgebung bereitstellen",
    "Donaudampfschifffahrtsgesellschaftskapitän informieren",
];

/// The page with the (first part of the) drawing, and its placement.
fn drawing(report: &[Page]) -> (usize, &PlacedScene) {
    let placed = report.iter().enumerate().flat_map(|(at, page)| page.placed.iter().map(move |placed| (at, placed)));
    placed.into_iter().find(|(_, placed)| placed.scene.title.starts_with("Value-stream map")).unwrap()
}

/// The number of rows of each piece of the table.
fn tables(report: &[Page]) -> Vec<usize> {
    let placed = report.iter().flat_map(|page| &page.placed).filter(|placed| placed.scene.title == "Steps");
    let is_row = |part: &&Part| matches!(part, Part::Line(line) if line.paint == Paint::Rule);
    placed.map(|placed| placed.scene.parts.iter().filter(is_row).count()).collect()
}

#[test]
fn drawing_comes_first_and_the_table_stays_together() {
    for names in [GERMAN, &["Build", "Review the change", "Deploy"]] {
        let map = twelve(names);
        for orientation in [Orientation::Landscape, Orientation::Portrait] {
            let of = |paper| pages(&map, ReportOptions { paper, orientation, ..ReportOptions::default() });
            let (small, large) = (of(Paper::A4), of(Paper::A3));
            for report in [&small, &large] {
                assert!(report.len() <= 2, "{} pages", report.len());
                let (page, placed) = drawing(report);
                assert_eq!(page, 0, "the drawing comes first");
                assert!(placed.scale >= 0.42, "{}", placed.scale);
                assert_eq!(tables(report), [12]);
            }
            let (on_a4, on_a3) = (drawing(&small).1.scale, drawing(&large).1.scale);
            assert!(on_a3 >= on_a4, "larger paper, larger drawing: {on_a4}, {on_a3}");
        }
    }
}

#[test]
fn divided_table_has_at_least_five_rows_per_page() {
    for steps in [22, 27, 31, 36, 47] {
        let report = pages(&long(steps), ReportOptions::default());
        let pieces = tables(&report);
        assert_eq!(pieces.iter().sum::<usize>(), steps);
        assert!(pieces.iter().all(|rows| *rows >= 5), "{steps}: {pieces:?}");
    }
}

#[test]
fn long_map_on_one_page_is_wrapped() {
    let options = ReportOptions { paper: Paper::A3, page_fit: PageFit::OnePage, ..ReportOptions::default() };
    let report = pages(&long(30), options);
    let (_, placed) = drawing(&report);
    assert!(!placed.scene.cuts.is_empty() && placed.scale > 0.22, "{}", placed.scale);
    assert_eq!(report.len(), 1);
}

#[test]
fn metrics_and_savings_are_never_cut() {
    let map = twelve(GERMAN);
    for paper in [Paper::A4, Paper::A3] {
        for orientation in [Orientation::Landscape, Orientation::Portrait] {
            let report = pages(&map, ReportOptions { paper, orientation, ..ReportOptions::default() });
            let placed = || report.iter().flat_map(|page| &page.placed);
            let texts_of = |title: &str| -> Vec<String> {
                let texts = |placed: &PlacedScene| placed.scene.parts.clone().into_iter();
                let scenes = placed().filter(|placed| placed.scene.title == title);
                scenes
                    .flat_map(texts)
                    .filter_map(|part| if let Part::Text(text) = part { Some(text) } else { None })
                    .map(|text| {
                        assert!(text.full.is_none() || title != "Metrics", "{}", text.text);
                        text.text.into_owned()
                    })
                    .collect()
            };
            let metrics = texts_of("Metrics").join(" ");
            let lead = map.clock.about(Metrics::new(&map).lead_seconds.unwrap());
            assert!(metrics.contains(&format!("= {lead}.")), "{lead} in {metrics}");
            let ideas = texts_of("Ideas").join(" ");
            let saves = ideas.split("Saving: ").skip(1).collect::<Vec<_>>();
            assert!(!saves.is_empty() && saves.iter().all(|line| line.contains("end to end")), "{ideas}");
        }
    }
}
