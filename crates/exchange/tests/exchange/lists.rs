//! Lists of objects in JSON and YAML, as other programs and people write them.

use vsm::Map;

use crate::diagrams::arrows;

const HOUR: u64 = 3600;
const DAY: u64 = 8 * HOUR;

fn read(text: &str) -> (Map, String) {
    let (map, findings) = exchange::read("List", text.as_bytes()).unwrap_or_else(|error| panic!("{}", error.message));
    let sentences: Vec<&str> = findings.iter().map(|finding| finding.sentence.as_str()).collect();
    (map, sentences.join("\n"))
}

/// Wait and work time of each step.
fn times(map: &Map) -> Vec<(Option<u64>, Option<u64>)> {
    map.steps.iter().map(|step| (step.counted_wait(), step.work)).collect()
}

#[test]
fn units_and_calendars_beside_a_list_count_for_its_steps() {
    let expected = vec![(Some(16 * HOUR), Some(3 * HOUR)), (Some(8 * HOUR), Some(2 * HOUR))];
    for text in [
        r#"{"unit":"hours","steps":[{"name":"A","wait":16,"work":3},{"name":"B","wait":8,"work":2}]}"#,
        r#"{"settings":{"timeUnit":"h"},"flow":{"steps":[{"name":"A","wait":16,"work":3},{"name":"B","wait":8,"work":2}]}}"#,
        r#"{"wait_unit":"days","work_unit":"hours","steps":[{"name":"A","wait":2,"work":3},{"name":"B","wait":1,"work":2}]}"#,
        r#"{"meta":{"units":"x"},"units":{"wait":"days","work":"hours"},"steps":[{"name":"A","wait":2,"work":3},{"name":"B","wait":1,"work":2}]}"#,
        r#"{"unit":"h","steps":{"A":{"wait":16,"work":3},"B":{"wait":8,"work":2}}}"#,
        r#"{"unit":"weeks","steps":[{"name":"A","wait":16,"work":3,"unit":"h"},{"name":"B","wait":8,"work":2,"unit":"h"}]}"#,
        r#"[{"name":"A","wait_d":2,"workH":3},{"name":"B","wait_d":1,"workH":2}]"#,
        r#"[{"name":"A","wait_ms":57600000,"work":{"ms":10800000}},{"name":"B","wait_ms":28800000,"work":{"ms":7200000}}]"#,
    ] {
        assert_eq!(times(&read(text).0), expected, "{text}");
    }
    let (map, _) =
        read("hours_per_day: 24\nsteps:\n  - {name: A, wait: 2d, work: 3h}\n  - {name: B, wait: 1d, work: 2h}\n");
    assert_eq!(times(&map), [(Some(48 * HOUR), Some(3 * HOUR)), (Some(24 * HOUR), Some(2 * HOUR))]);
    let (map, told) = read(r#"{"unit":"pieces","steps":[{"name":"A","wait":"2d"},{"name":"B","wait":"1d"}]}"#);
    assert_eq!((map.steps[0].wait, map.steps[0].note.as_str(), told.as_str()), (Some(2 * DAY), "", ""));
}

#[test]
fn waits_on_arrows_are_the_waits_of_the_boxes_they_lead_to() {
    for arrow in
        [r#""waitTime":"1d""#, r#""wait":"1d""#, r#""wait_hours":8"#, r#""data":{"wait":{"value":1,"unit":"days"}}"#]
    {
        let (map, _) = read(&format!(
            r#"{{"nodes":[{{"id":"1","label":"A","work":"3h"}},{{"id":"2","label":"B","work":"2h"}}],"edges":[{{"source":"1","target":"2",{arrow}}}]}}"#
        ));
        assert_eq!(times(&map), [(None, Some(3 * HOUR)), (Some(DAY), Some(2 * HOUR))], "{arrow}");
    }
    // Of different waits nobody knows which one counts.
    let (map, told) = read(
        r#"{"nodes":[{"id":"1","name":"A","work":"1h"},{"id":"2","name":"B","work":"1h"},{"id":"3","name":"C","work":"1h"}],
        "edges":[{"from":"1","to":"3","wait":"1d"},{"from":"2","to":"3","wait":"2d"}]}"#,
    );
    assert_eq!(map.steps[2].wait, None);
    assert!(map.steps[2].note.contains("1d") && map.steps[2].note.contains("2d"), "{}", map.steps[2].note);
    assert!(told.contains("“arrows”"), "{told}");
}

#[test]
fn arrows_that_say_so_are_rework() {
    for back in
        [r#""type":"rework","share":"20%""#, r#""isRework":true,"rate":20"#, r#""data":{"kind":"loop","percent":20}"#]
    {
        let (map, _) = read(&format!(
            r#"{{"nodes":[{{"id":"1","label":"A","work":"3h"}},{{"id":"2","label":"B","work":"2h"}}],
            "edges":[{{"source":"1","target":"2"}},{{"source":"2","target":"1",{back}}}]}}"#
        ));
        assert_eq!(arrows(&map), ["A > B", "B > A 20%"], "{back}");
    }
}

#[test]
fn lists_without_a_name_are_named_in_words() {
    let (_, told) = read(
        r#"[{"name":"A","wt":"2d","pt":"3h","steps":[{"name":"A1","pt":"1h"},{"name":"A2","pt":"2h"}]},{"name":"B","wt":"1d","pt":"2h"}]"#,
    );
    assert!(told.contains("The outer list was imported. “A: steps” also looks like steps"), "{told}");
}

#[test]
fn other_times_of_arrows_and_lists_of_parts_are_kept() {
    let (map, told) = read(
        r#"{"steps":[{"id":"a","name":"A","work":"1h"},{"id":"b","name":"B","work":"2h"}],"transitions":[{"from":"a","to":"b","leadTime":"2d"}]}"#,
    );
    assert_eq!(times(&map), [(None, Some(HOUR)), (None, Some(2 * HOUR))]);
    assert!(map.steps[0].note.contains("to b: lead time 2d"), "{}", map.steps[0].note);
    assert!(told.contains("“arrows”"), "{told}");
    let (map, told) = read(r#"[{"name":"A","lt":"2d","subSteps":["x","y"]},{"name":"B","lt":"1d"}]"#);
    assert_eq!(map.steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    assert!(told.contains("“sub steps within”"), "{told}");
}
