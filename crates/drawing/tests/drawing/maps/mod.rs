//! Maps to draw, alone and in pairs, examples and random ones.

pub(crate) mod pairs;
pub(crate) mod random;

use std::fmt::Write as _;

use drawing::layout::map_scene;
use drawing::scene::Scene;
use drawing::{Arrangement, RenderOptions, Theme};
use vsm::model::graph::Graph;
use vsm::{Map, Metrics, file};

pub(crate) fn read(json: &str) -> Map {
    file::read_text(json).unwrap_or_else(|error| panic!("{error}: {json}")).0
}

pub(crate) fn graph_and_metrics(map: &Map) -> (Graph, Metrics) {
    let graph = Graph::new(map);
    let metrics = Metrics::with_graph(map, &graph);
    (graph, metrics)
}

pub(crate) fn scene(map: &Map, options: &RenderOptions) -> Scene {
    let (graph, metrics) = graph_and_metrics(map);
    map_scene(map, &graph, &metrics, options)
}

pub(crate) fn dark() -> RenderOptions {
    RenderOptions { theme: Theme::Dark, ..RenderOptions::default() }
}

pub(crate) fn columns(count: u16) -> RenderOptions {
    RenderOptions { arrangement: Arrangement::Columns(count), ..RenderOptions::IN_PAGE }
}

pub(crate) fn vertical() -> RenderOptions {
    RenderOptions { arrangement: Arrangement::Vertical, ..RenderOptions::IN_PAGE }
}

pub(crate) fn wrapped(width: f64) -> RenderOptions {
    RenderOptions { arrangement: Arrangement::Within(width), ..RenderOptions::default() }
}

fn map(name: &str, steps: &str, rest: &str) -> Map {
    read(&format!(
        r#"{{"format":"weir-map","version":1,"name":"{name}","item":"a change","starts_with":"code is merged",
        "ends_with":"users have it","mapped_on":"2026-11-22","steps":[{steps}]{rest}}}"#
    ))
}

pub(crate) fn monthly() -> Map {
    map(
        "Monthly release with a maintenance window",
        r#"{"id":"merge","name":"Code freeze and merge","kind":"task","team":"Development","wait":"3d","work":"4h","complete_accurate":80,"people":6},
        {"id":"build","name":"Release build","kind":"build","team":"Release engineering","wait":"4h","work":"1h","complete_accurate":90,"automated":true},
        {"id":"stage","name":"Deploy to test","kind":"deploy","team":"Release engineering","wait":"1d","work":"2h","work_range":["1h","4h"],"complete_accurate":85,"people":2},
        {"id":"test","name":"Manual regression test","kind":"test","team":"Quality","wait":"1d","work":"4d","complete_accurate":60,"people":3},
        {"id":"sec","name":"Security review","kind":"review","team":"Security","wait":"4d","wait_reason":"one reviewer","work":"4h","complete_accurate":90,"people":1},
        {"id":"board","name":"Change board approval","kind":"approval","team":"Change board","wait":"4d","wait_range":["1h","2w"],"wait_reason":"weekly board","every":"1w","queue":12,"work":"30m","complete_accurate":75,"people":5,"people_per_item":5},
        {"id":"stop","name":"Stop service, back up","kind":"task","team":"Operations","wait":"2w","wait_reason":"monthly maintenance window at night","work":"1h","complete_accurate":95,"people":2,"downtime":"1h"},
        {"id":"migrate","name":"Migrate database","kind":"migrate","team":"Database","wait":"0s","work":"2h","complete_accurate":90,"people":1,"downtime":"2h"},
        {"id":"deploy","name":"Deploy application","kind":"deploy","team":"Operations","wait":"0s","work":"1h","complete_accurate":85,"people":2,"downtime":"1h"},
        {"id":"verify","name":"Verify and reopen","kind":"verify","team":"Quality","wait":"15m","work":"45m","people":2,"downtime":"45m"},
        {"id":"watch","name":"Watch the first morning","team":"Operations","wait":"1d","observed":true},
        {"id":"note","name":"Release notes","team":"Development","work":"2h"}"#,
        r#","flows":[{"from":"merge","to":"build"},{"from":"build","to":"stage"},{"from":"stage","to":"test"},{"from":"stage","to":"sec"},
        {"from":"test","to":"board"},{"from":"sec","to":"board"},{"from":"board","to":"stop"},{"from":"stop","to":"migrate"},{"from":"migrate","to":"deploy"},
        {"from":"deploy","to":"verify"},{"from":"verify","to":"watch"},{"from":"merge","to":"note"},{"from":"note","to":"watch"}],
        "rework":[{"from":"test","to":"merge","share":30}]"#,
    )
}

/// Twelve steps with everything that a typical map has: unknown times, a parallel branch, rework, ranges and reasons.
pub(crate) fn ledger() -> Map {
    let mut map = map(
        "Ledger service release",
        r#"{"id":"1","name":"Code review","kind":"review","team":"Ledger team","wait":"1d","wait_reason":"reviewers busy","queue":6,"work":"45m","complete_accurate":80,"people":2},
        {"id":"2","name":"Merge and build","kind":"build","team":"Ledger team","work":"35m","complete_accurate":95},
        {"id":"3","name":"Security scan","kind":"test","team":"Security","wait":"2d","wait_reason":"scanner queue","queue":3,"work":"2h"},
        {"id":"4","name":"Integration test","kind":"test","team":"QA","wait":"1d","work":"6h","complete_accurate":85,"people":2},
        {"id":"5","name":"Translate notes","kind":"task","team":"Docs"},
        {"id":"6","name":"Manual regression","kind":"test","team":"QA","wait":"3d","wait_reason":"testers busy","queue":4,"work":"2d","complete_accurate":70,"people":3},
        {"id":"7","name":"Change request","kind":"task","team":"Ledger team","wait":"4h","work":"1h"},
        {"id":"8","name":"Change board","kind":"approval","team":"Operations","every":"1w","wait_reason":"meets on Tuesdays","queue":9,"work":"30m","people":5},
        {"id":"9","name":"Package and sign","kind":"build","team":"Platform","work":"20m"},
        {"id":"10","name":"Deploy to staging","kind":"deploy","team":"Platform","wait":"1d","work":"40m"},
        {"id":"11","name":"Maintenance window","kind":"deploy","team":"Operations","wait":"2w","wait_range":["3d","4w"],"wait_reason":"monthly window","queue":12,"work":"1h 30m","complete_accurate":95,"people":4,"every":"4w"},
        {"id":"12","name":"Smoke test","kind":"verify","team":"QA","wait":"0s","work":"30m","people":2}"#,
        r#","demand":{"items":4,"per":"week"},
        "flows":[{"from":"1","to":"2"},{"from":"2","to":"3"},{"from":"2","to":"4"},{"from":"3","to":"5"},{"from":"4","to":"5"},{"from":"5","to":"6"},
        {"from":"6","to":"7"},{"from":"7","to":"8"},{"from":"8","to":"9"},{"from":"9","to":"10"},{"from":"10","to":"11"},{"from":"11","to":"12"}],
        "rework":[{"from":"6","to":"1","share":20}],
        "ideas":[{"id":"i1","title":"Hold the board twice a week","step":"8"},{"id":"i2","title":"Approve small changes at once","step":"8"},
        {"id":"i3","title":"Rolling upgrades","step":"11"}]"#,
    );
    "Code done".clone_into(&mut map.starts_with);
    "In production".clone_into(&mut map.ends_with);
    map
}

pub(crate) fn one() -> Map {
    map("One step", r#"{"id":"a","name":"Deploy","kind":"deploy","team":"Operations","wait":"2d","work":"1h"}"#, "")
}

pub(crate) fn empty() -> Map {
    map("Nothing yet", "", "")
}

pub(crate) fn six() -> Map {
    chain(6)
}

pub(crate) fn branches() -> Map {
    map(
        "Three branches",
        r#"{"id":"a","name":"Build","kind":"build","wait":"1h","work":"30m","automated":true},
        {"id":"b1","name":"Unit and contract tests","kind":"test","wait":"5m","work":"20m","automated":true},
        {"id":"b2","name":"Performance test","kind":"test","team":"Performance","wait":"2d","work":"1d","complete_accurate":75},
        {"id":"b3","name":"Change approval","kind":"approval","team":"Board","wait":"1w","work":"1h","complete_accurate":90},
        {"id":"c1","name":"Exploratory test","team":"Quality","lead":"3d"},
        {"id":"d","name":"Deploy","kind":"deploy","team":"Operations","every":"1w","work":"2h"},
        {"id":"e","name":"Tell the customers","wait":"1d"}"#,
        r#","flows":[{"from":"a","to":"b1"},{"from":"a","to":"b2"},{"from":"a","to":"b3"},{"from":"b1","to":"c1"},{"from":"c1","to":"d"},
        {"from":"b2","to":"d"},{"from":"b3","to":"d"},{"from":"a","to":"e"}]"#,
    )
}

pub(crate) fn crossing() -> Map {
    map(
        "Crossing rework",
        r#"{"id":"a","name":"Design","wait":"2w","work":"2d","complete_accurate":70},{"id":"b","name":"Develop","wait":"1w","work":"4d"},
        {"id":"c","name":"Review","wait":"1d","work":"2h"},{"id":"d","name":"Test","wait":"2d","work":"1d"},{"id":"e","name":"Accept","wait":"3d","work":"2h"}"#,
        r#","rework":[{"from":"d","to":"a","share":10},{"from":"e","to":"b","share":20},{"from":"c","to":"b","share":35},{"from":"b","to":"b","share":5},{"from":"e","to":"a","share":2.5}]"#,
    )
}

pub(crate) fn words() -> Map {
    map(
        "Freigabeverfahren 本番リリース",
        r#"{"id":"a","name":"Datenschutzfolgenabschätzung durchführen und freigeben","team":"Informationssicherheitsbeauftragte","kind":"review","wait":"1w","wait_reason":"Abstimmung mit dem Betriebsrat und der Rechtsabteilung","work":"2d","complete_accurate":80},
        {"id":"b","name":"Softwarequalitätssicherungsmaßnahmenkatalog","team":"Qualität","wait":"3d","work":"1d 4h 30m","people":3},
        {"id":"c","name":"本番環境へのデプロイ承認会議","team":"変更管理委員会","kind":"approval","wait":"4d","wait_reason":"週次の会議を待つ","work":"30m"},
        {"id":"d","name":"データベースのマイグレーションを実行して結果を確認する手順書の作成","team":"運用","kind":"migrate","wait":"1d","work":"3h","downtime":"2h 30m"},
        {"id":"e","name":"</script><b>\"'& ]]> \u202eevil","team":"<img src=x>","wait_reason":"a&b","wait":"1h","work":"2m"},
        {"id":"f","name":"Проверка и выпуск","team":"Ομάδα λειτουργίας","kind":"verify","wait":"1h 15m 30s","work":"59m 59s"}"#,
        "",
    )
}

pub(crate) fn unconnected() -> Map {
    map(
        "Dumped first",
        r#"{"id":"a","name":"Build","work":"1h"},{"id":"b","name":"Test","work":"2d","wait":"1d"},{"id":"c","name":"Approve","wait":"2w"},{"id":"d","name":"Deploy"},
        {"id":"e","name":"Rollback plan"},{"id":"f","name":"Tell support"},{"id":"g","name":"Migrate"},{"id":"h","name":"Verify"}"#,
        r#","flows":[{"from":"a","to":"b"}]"#,
    )
}

pub(crate) fn chain(length: usize) -> Map {
    let mut steps = String::new();
    let names =
        ["Code review", "Build", "Regression test", "Approval by the change board", "Deploy to production", "Verify"];
    let kinds = ["review", "build", "test", "approval", "deploy", "verify"];
    for i in 0..length {
        let comma = if i > 0 { "," } else { "" };
        let (name, kind) = (names[i % 6], kinds[i % 6]);
        let (wait, work) = (1 + (i * 7) % 50, 1 + (i * 5) % 17);
        let reason = if i % 3 == 0 { "waits for the weekly board" } else { "" };
        let _ = write!(
            steps,
            r#"{comma}{{"id":"s{i}","name":"{name} {i}","kind":"{kind}","team":"Team {}","wait":"{wait}h","wait_reason":"{reason}","work":"{work}h","complete_accurate":{},"people":{}}}"#,
            i % 5,
            60 + i % 40,
            1 + i % 4
        );
    }
    map(&format!("A chain of {length} steps"), &steps, "")
}

/// A typical map: a chain in which every fifth step has two parallel ones, with some rework.
pub(crate) fn braided(length: usize) -> Map {
    let mut chain = chain(length);
    let ids: Vec<_> = chain.steps.iter().map(|s| s.id.clone()).collect();
    chain.flows.clear();
    let mut last = vec![0];
    let mut at = 1;
    while at < length {
        let width = if at % 5 == 1 && at + 2 < length { 3 } else { 1 };
        let next: Vec<usize> = (at..at + width).collect();
        for &from in &last {
            for &to in &next {
                chain.flows.insert(vsm::model::map::Flow { from: ids[from].clone(), to: ids[to].clone() });
            }
        }
        if at > 8 && at % 7 == 0 {
            chain.rework.insert((ids[next[0]].clone(), ids[0].clone()), 2.0.into());
            chain.rework.insert((ids[next[0]].clone(), ids[last[0]].clone()), 12.0.into());
        }
        at += width;
        last = next;
    }
    chain.name = format!("A braid of {length} steps");
    chain
}

pub(crate) fn all() -> Vec<(&'static str, Map)> {
    vec![
        ("ledger", ledger()),
        ("monthly", monthly()),
        ("one", one()),
        ("empty", empty()),
        ("six", six()),
        ("branches", branches()),
        ("crossing", crossing()),
        ("words", words()),
        ("loose", unconnected()),
    ]
}
