//! The report, as other programs see it: its text, its pages, its sizes.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

use weir::drawing::pdf::Paper;
use weir::exchange::{self, Format, Options, report};
use weir::vsm::idea::Idea;
use weir::vsm::{Map, Step, sample};

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

/// The text of a PDF with its spaces made one.
fn words(pdf: &[u8]) -> String {
    let text = String::from_utf8(run("pdftotext", &["-layout", "-", "-"], pdf)).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pages(pdf: &[u8]) -> Vec<String> {
    let told = String::from_utf8(run("pdfinfo", &["-f", "1", "-l", "99", "-"], pdf)).unwrap();
    told.lines()
        .filter(|line| line.starts_with("Page") && line.contains(" size:"))
        .map(|line| line.split_once("size:").unwrap().1.trim().to_owned())
        .collect()
}

/// A map of so many steps, some in parallel, with names in several languages.
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
    map.flows = (1..steps).map(|at| weir::vsm::map::Flow { from: id(at - 1), to: id(at) }).collect();
    map
}

#[test]
fn it_says_everything_on_the_paper_that_is_asked_for() {
    let mut map = sample::Sample::find("monthly").unwrap().map().unwrap();
    map.ideas.clear();
    let mut idea = Idea::new("i1", "Rolling upgrades");
    idea.step = Some(map.steps[7].id.clone());
    map.ideas.insert(idea.id.clone(), Arc::new(idea));
    for (paper, upright, size) in [
        (Paper::A4, false, "841.89 x 595.28 pts (A4)"),
        (Paper::A4, true, "595.28 x 841.89 pts (A4)"),
        (Paper::A3, false, "1190.55 x 841.89 pts (A3)"),
        (Paper::A3, true, "841.89 x 1190.55 pts (A3)"),
    ] {
        for one_sheet in [false, true] {
            let options = Options { paper, upright, one_sheet, ..Options::default() };
            let pdf = exchange::write(Format::Report, &map, &options).unwrap();
            let pages = pages(&pdf);
            assert!(pages.iter().all(|page| page == size), "{pages:?}");
            assert!(pages.len() <= if one_sheet { 1 } else { 2 }, "{} pages, {paper:?}", pages.len());
            let text = words(&pdf);
            for part in [
                "Monthly release with a maintenance window",
                "2026-11-20",
                "With Development",
                "4w 3d 5h 30m",
                "BOTTLENECK",
                "holds a release for",
                "What would help most",
                "Rolling upgrades",
                "Manual regression test",
                "monthly window",
                "34.3",
            ] {
                assert!(text.contains(part), "{part} in {text}");
            }
        }
    }
}

#[test]
fn long_maps_take_more_sheets_and_lose_nothing() {
    for steps in [1, 6, 30, 200] {
        let map = long(steps);
        let options = Options { paper: Paper::A4, ..Options::default() };
        let sheets = report::sheets(&map, &options);
        for sheet in &sheets {
            for placed in &sheet.placed {
                assert!(
                    placed.x >= 0.0 && placed.y >= 0.0 && placed.bottom() <= sheet.height,
                    "{steps} steps: {}",
                    sheet.title
                );
                assert!(
                    placed.x + placed.scene.width * placed.scale <= sheet.width + 0.5,
                    "{steps} steps: {}",
                    sheet.title
                );
            }
        }
        let pdf = exchange::write(Format::Report, &map, &options).unwrap();
        assert_eq!(pages(&pdf).len(), sheets.len());
        let text = words(&pdf);
        for step in map.steps.iter().filter(|step| step.name.is_ascii()) {
            assert!(text.contains(step.name.split(' ').next_back().unwrap()), "{}", step.name);
        }
        // Something is on every page: a page of pixels that is not all white.
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("page");
        run("pdftoppm", &["-r", "20", "-gray", "-", out.to_str().unwrap()], &pdf);
        let pictures: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(pictures.len(), sheets.len());
        for picture in pictures {
            let bytes = std::fs::read(picture.unwrap().path()).unwrap();
            assert!(bytes.iter().skip(20).filter(|byte| **byte < 200).count() > 20, "an empty page");
        }
    }
    assert_eq!(report::sheets(&long(1), &Options::default()).len(), 1);
    assert_eq!(report::sheets(&long(6), &Options::default()).len(), 1);
}
