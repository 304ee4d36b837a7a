//! Pairs of maps to draw one above the other.

use drawing::RenderOptions;
use drawing::layout::{Pair, PairSide};
use drawing::scene::Scene;
use vsm::compare::Comparison;
use vsm::edit::{Edit, apply};
use vsm::samples::Sample;
use vsm::{Map, Metrics};

use super::graph_and_metrics;

/// Draws two maps with a function of the pair.
pub(crate) fn with<T>(before: &Map, after: &Map, draw: impl FnOnce(&Pair<'_>) -> T) -> T {
    let comparison = Comparison::new(before, after);
    let ((graph, metrics), (graph_after, metrics_after)) = (graph_and_metrics(before), graph_and_metrics(after));
    draw(&Pair {
        before: PairSide { map: before, graph: &graph, metrics: &metrics },
        after: PairSide { map: after, graph: &graph_after, metrics: &metrics_after },
        comparison: &comparison,
    })
}

pub(crate) fn scene(before: &Map, after: &Map, options: &RenderOptions) -> Scene {
    with(before, after, |pair| pair.scene(options))
}

/// A map after some edits, under another name.
pub(crate) fn edited(map: &Map, name: &str, edits: &str) -> Map {
    let edits: Vec<Edit> = serde_json::from_str(edits).unwrap();
    let mut map = edits.iter().fold(map.clone(), |map, edit| apply(&map, edit).unwrap().map);
    name.clone_into(&mut map.name);
    map.state = vsm::model::map::State::Future;
    map
}

/// The first two examples.
pub(crate) fn examples() -> (Map, Map) {
    let read = |slug| Sample::find(slug).unwrap().map().unwrap();
    (read("monthly"), read("rolling"))
}

/// Six steps, and the five left after a meeting: one removed, one added, one moved, two changed.
pub(crate) fn six_and_five() -> (Map, Map) {
    let before = super::six();
    let after = edited(
        &before,
        "A chain of 5 steps",
        r#"[{"type":"remove_step","step":"s3"},{"type":"remove_step","step":"s1"},
        {"type":"change_step","step":"s2","set":{"wait":"1h","wait_reason":"","work":"20m","automated":true,"complete_accurate":97}},
        {"type":"change_step","step":"s4","set":{"wait":"2h","team":"Platform"}},
        {"type":"add_step","after":"s2","step":{"id":"flag","name":"Switch the feature on for 5 %","kind":"deploy","team":"Product","wait":"1h","work":"5m"}},
        {"type":"move_step","step":"s5","beside":"flag"}]"#,
    );
    (before, after)
}

/// A long map, and the same map with half of its steps faster, some removed and one moved.
pub(crate) fn long(steps: usize) -> (Map, Map) {
    let before = super::braided(steps);
    let mut edits = Vec::new();
    for at in (2..steps).step_by(3) {
        edits.push(if at % 5 == 0 {
            format!(r#"{{"type":"remove_step","step":"s{at}"}}"#)
        } else {
            format!(r#"{{"type":"change_step","step":"s{at}","set":{{"wait":"1h","people":9}}}}"#)
        });
    }
    edits.push(format!(r#"{{"type":"move_step","step":"s{}","after":"s3"}}"#, steps - 1));
    let after = edited(&before, &format!("The braid of {steps} steps, tomorrow"), &format!("[{}]", edits.join(",")));
    (before, after)
}

/// Names in several scripts.
pub(crate) fn words() -> (Map, Map) {
    let before = super::words();
    let after = edited(
        &before,
        "Freigabeverfahren 本番リリース (Zielbild)",
        r#"[{"type":"remove_step","step":"e"},{"type":"change_step","step":"c","set":{"wait":"5m","work":"1m","name":"自動承認（証跡つき）","wait_reason":""}},
        {"type":"change_step","step":"a","set":{"work":"4h"}},
        {"type":"add_step","after":"b","step":{"id":"neu","name":"Wiederherstellungsübung im Abnahmesystem","team":"Betrieb","wait":"1h","work":"2h"}}]"#,
    );
    (before, after)
}

/// Steps without flows in one of the two, and a map without any flow.
pub(crate) fn dumped() -> (Map, Map) {
    let before = super::unconnected();
    let after = edited(
        &before,
        "Put in order",
        r#"[{"type":"connect","from":"b","to":"c"},{"type":"connect","from":"c","to":"d"},{"type":"remove_step","step":"f"},
        {"type":"connect","from":"d","to":"h"}]"#,
    );
    (before, after)
}

pub(crate) fn all() -> Vec<(&'static str, (Map, Map))> {
    let nothing = || (super::empty(), super::one());
    vec![
        ("examples", examples()),
        ("six-five", six_and_five()),
        ("words", words()),
        ("dumped", dumped()),
        ("nothing", nothing()),
        ("strangers", (super::branches(), super::crossing())),
        ("thirty", long(30)),
    ]
}

/// The lead time of a map.
pub(crate) fn lead(map: &Map) -> u64 {
    Metrics::new(map).lead_seconds.unwrap_or(0)
}
