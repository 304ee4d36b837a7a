//! The guarantees of every drawing of two maps.

use std::collections::BTreeMap;

use drawing::layout::{pair_for_paper, pair_for_screen};
use drawing::paper::Paper;
use drawing::pdf;
use drawing::scene::{Part, Rect, Scene};
use drawing::style::Paint;
use drawing::{Arrangement, RenderOptions, Theme, png, svg};
use proptest::prelude::*;
use vsm::Map;
use vsm::compare::Comparison;

use crate::geometry::{arrows_keep_clear_of_boxes, boxes_do_not_overlap, cards, text_stays_in_its_width};
use crate::maps;
use crate::maps::pairs;
use crate::maps::random::any_map;

/// The box of each step, by side and id.
fn places(scene: &Scene) -> BTreeMap<(&str, &str), &Rect> {
    let cards = cards(scene).into_iter();
    cards.map(|(id, (card, _))| (id.split_once('/').expect("a side"), card)).collect()
}

fn words_in(scene: &Scene) -> Vec<&str> {
    scene.all().filter_map(|part| if let Part::Text(text) = part { Some(&*text.text) } else { None }).collect()
}

/// A common step that is in the flow of both and did not move has the same column in both.
fn step_stands_under_step(before: &Map, after: &Map, scene: &Scene) {
    let places = places(scene);
    let comparison = Comparison::new(before, after);
    let in_flow = |map: &Map, id: &str| map.flows.iter().any(|flow| &*flow.from == id || &*flow.to == id);
    for ((side, id), upper) in places.iter().filter(|((side, _), _)| *side == "before") {
        assert_eq!(*side, "before");
        let stays = !comparison.moved.iter().any(|step| &*step.id == *id) && in_flow(before, id) && in_flow(after, id);
        if let Some(lower) = places.get(&("after", *id)).filter(|_| stays) {
            assert!((upper.x - lower.x).abs() < 0.01, "{id}: {upper:?} above {lower:?}");
            assert!(upper.y + upper.height < lower.y, "{id}: {upper:?} above {lower:?}");
        }
    }
}

fn all_guarantees(before: &Map, after: &Map, options: &RenderOptions) {
    let scene = pairs::scene(before, after, options);
    assert_eq!(places(&scene).len(), before.steps.len() + after.steps.len());
    step_stands_under_step(before, after, &scene);
    text_stays_in_its_width(&scene);
    boxes_do_not_overlap(&scene);
    arrows_keep_clear_of_boxes(&scene);
    assert!(scene.cuts.is_sorted() && scene.cuts.iter().all(|&cut| cut > 0.0 && cut < scene.height));
}

#[test]
fn example_pairs_keep_every_guarantee() {
    for (name, (before, after)) in pairs::all().into_iter().chain([("two-hundred", pairs::long(200))]) {
        println!("{name}");
        for options in [RenderOptions::default(), RenderOptions::IN_PAGE, maps::wrapped(1400.0), maps::wrapped(700.0)] {
            all_guarantees(&before, &after, &options);
            all_guarantees(&after, &before, &options);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn random_pair_keeps_every_guarantee(
        before in any_map(20), after in any_map(20), wrap in proptest::option::of(600.0..3000.0_f64)
    ) {
        all_guarantees(&before, &after, &RenderOptions { arrangement: Arrangement::from_max_width(wrap), ..RenderOptions::default() });
    }
}

#[test]
fn differences_are_marked_by_a_word_and_a_sign() {
    let (before, after) = pairs::six_and_five();
    let scene = pairs::scene(&before, &after, &RenderOptions::default());
    let words = words_in(&scene);
    for (word, times) in [("ADDED", 1), ("REMOVED", 2), ("CHANGED", 2), ("MOVED", 1)] {
        assert_eq!(words.iter().filter(|text| **text == word).count(), times, "{word}");
    }
    // Every word is beside a sign.
    let signs = scene.all().filter(
        |part| matches!(part, Part::Shape(shape) if matches!(shape.paint, Paint::MarkSign | Paint::OnMarkSign)),
    );
    assert!(signs.count() >= 6);
    let alone = svg::stand_alone(&scene, None);
    assert!(
        alone.contains("Changed: wait time 15h → 1h, wait reason “waits for the weekly board” → unknown")
            || alone.contains("Changed: wait time 15h → 1h")
    );
    let same = pairs::scene(&before, &before, &RenderOptions::default());
    assert!(!words_in(&same).iter().any(|text| ["ADDED", "REMOVED", "CHANGED", "MOVED"].contains(text)));
}

#[test]
fn timelines_of_a_pair_share_one_scale() {
    let (before, after) = pairs::six_and_five();
    let scene = pairs::scene(&before, &after, &RenderOptions::default());
    let bars: Vec<&Rect> = scene
        .all()
        .filter_map(|part| match part {
            Part::Rect(rect) if matches!(rect.paint, Paint::WaitBar | Paint::WorkBar) => Some(rect),
            _ => None,
        })
        .collect();
    let upper = bars.iter().map(|bar| bar.y).fold(f64::INFINITY, f64::min);
    let length = |is_upper: bool| {
        bars.iter().filter(|bar| ((bar.y - upper).abs() < 1.0) == is_upper).map(|bar| bar.width).sum::<f64>()
    };
    #[expect(clippy::cast_precision_loss, reason = "durations are small")]
    let ratio = pairs::lead(&before) as f64 / pairs::lead(&after) as f64;
    assert!((length(true) / length(false) - ratio).abs() < 0.01);
    assert!(words_in(&scene).iter().any(|text| text.ends_with("less (−65.6%)")), "the saving is shown");
    let back = pairs::scene(&after, &before, &RenderOptions::default());
    assert!(words_in(&back).iter().any(|text| text.contains(" more (+")), "and so is the increase");
}

#[test]
fn pair_renders_in_every_format() {
    for (name, (before, after)) in pairs::all() {
        let scene = pairs::with(&before, &after, |pair| pair_for_screen(pair, &RenderOptions::default()));
        for xml in [svg::in_page(&scene), svg::stand_alone(&scene, None)] {
            if let Err(problem) = roxmltree::Document::parse(&xml) {
                panic!("{name}: {problem}");
            }
            assert!(!xml.contains("<script") && !xml.contains("<img"), "{name}");
        }
        assert!(png::render(&scene, 0.5, None).unwrap().starts_with(b"\x89PNG"));
        for paper in [Paper::A4, Paper::A3, Paper::Fit] {
            let scene = pairs::with(&before, &after, |pair| pair_for_paper(pair, Theme::Light, paper));
            assert!(pdf::render(&scene, paper).unwrap().starts_with(b"%PDF-"), "{name}");
        }
    }
}
