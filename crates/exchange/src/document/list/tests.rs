use super::*;

/// Each table as its name and its rows, with `·` between the cells.
fn shown_tables(found: Vec<RawSheet>) -> Vec<(String, Vec<String>)> {
    let rows =
        |sheet: &RawSheet| sheet.rows.iter().map(|row| format!("{} {}", row.number, row.cells.join("·"))).collect();
    found.into_iter().map(|sheet| (sheet.name.clone(), rows(&sheet))).collect()
}

fn json(text: &str) -> Vec<(String, Vec<String>)> {
    shown_tables(json_tables(text).unwrap())
}

fn yaml(text: &str) -> Vec<(String, Vec<String>)> {
    shown_tables(yaml_tables(text).unwrap().unwrap())
}

fn one(mut found: Vec<(String, Vec<String>)>) -> Vec<String> {
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0).1
}

#[test]
fn lists_of_objects_are_tables() {
    let expected = ["1 name·lead·value", "2 Analyse·80h·10h", "3 Design··20h"];
    for text in [
        "- name: Analyse\n  lead: 80h\n  value: 10h\n- name: Design\n  value: 20h\n",
        "# Our process\n---\n- {name: Analyse, lead: 80h, value: 10h}\n- {name: 'Design', value: \"20h\"}\n",
        "name: Analyse\nlead: 80h\nvalue: 10h\n---\nname: Design\nvalue: 20h\n",
        "Analyse:\n  lead: 80h\n  value: 10h\nDesign:\n  value: 20h\n",
        "- Analyse:\n    lead: 80h\n    value: 10h\n- Design:\n    value: 20h\n",
        "steps:\n  - &a\n    name: Analyse\n    lead: 80h\n    value: 10h\n  - name: Design\n    value: 20h\n",
    ] {
        assert_eq!(one(yaml(text)), expected, "{text}");
    }
    for text in [
        r#"[{"name":"Analyse","lead":"80h","value":"10h"},{"name":"Design","value":"20h"}]"#,
        "{\"name\":\"Analyse\",\"lead\":\"80h\",\"value\":\"10h\"}\n{\"name\":\"Design\",\"lead\":null,\"value\":\"20h\"}\n",
        r#"{"v":1,"steps":[{"name":"Analyse","lead":"80h","value":"10h"},{"name":"Design","lead":"","value":"20h"}]}"#,
        r#"[["name","lead","value"],["Analyse","80h","10h"],["Design",null,"20h"]]"#,
        r#"{"columns":["name","lead","value"],"data":[["Analyse","80h","10h"],["Design","","20h"]]}"#,
        r#"{"name":["Analyse","Design"],"lead":["80h",null],"value":["10h","20h"]}"#,
    ] {
        assert_eq!(one(json(text)), expected, "{text}");
    }
}

#[test]
fn lists_have_the_name_of_their_key() {
    let found = json(
        r#"{"phases":[{"name":"Shape","duration":"1-2 weeks"},{"name":"Build","duration":"3 weeks"}],
        "teams":[{"name":"Ops","members":[{"who":"A","role":"b"},{"who":"C","role":"d"}]},{"name":"Dev"}]}"#,
    );
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["phases", "teams", "Ops: members"]);
    assert_eq!(found[0].1, ["1 name·duration", "2 Shape·1-2 weeks", "3 Build·3 weeks"]);
    assert_eq!(found[1].1, ["1 name·members", "2 Ops·who: A, role: b; who: C, role: d", "3 Dev"]);
}

#[test]
fn steps_of_several_groups_are_one_table() {
    let expected = ["1 part of·name·wait", "2 Plan·Refine·2d", "3 Ship·Build·1d", "4 Ship·Deploy·1w"];
    for text in [
        r#"{"name":"X","phases":[{"name":"Plan","steps":[{"name":"Refine","wait":"2d"}]},
           {"name":"Ship","steps":[{"name":"Build","wait":"1d"},{"name":"Deploy","wait":"1w"}]}]}"#,
        r#"{"phases":{"Plan":{"steps":[{"name":"Refine","wait":"2d"}]},
           "Ship":{"steps":[{"name":"Build","wait":"1d"},{"name":"Deploy","wait":"1w"}]}}}"#,
    ] {
        let found = json(text);
        let steps: Vec<_> = found.iter().filter(|(name, _)| name.ends_with("steps")).collect();
        assert_eq!(steps.len(), 1, "{found:?}");
        assert_eq!((steps[0].0.as_str(), &steps[0].1[..]), ("phases: steps", &expected.map(str::to_owned)[..]));
    }
    // The name of the list would be taken for that of a step.
    let found = json(r#"{"jobs":{"a":{"steps":[{"name":"X"}]},"b":{"steps":[{"name":"Y"}]}}}"#);
    assert!(found.iter().any(|(_, rows)| rows[0] == "1 part of·name"), "{found:?}");
}

#[test]
fn arrows_beside_boxes_say_what_follows() {
    let text = r#"{"nodes":[{"id":"c","data":{"label":"Ship","pt":"1h"}},{"id":"a","data":{"label":"Build","pt":"3h"}},{"id":"b","data":{"label":"Docs","pt":"2h"}}],
        "edges":[{"id":"e1","source":"a","target":"c"},{"id":"e2","source":"b","target":"c","label":"2 days"}]}"#;
    let (map, told) = crate::read("x", text.as_bytes()).unwrap();
    let flows: Vec<_> = map.flows.iter().map(|flow| (flow.from.as_str(), flow.to.as_str())).collect();
    assert_eq!(flows, [("a", "c"), ("b", "c")]);
    assert!(map.steps[2].note.contains("to c: 2 days"), "{}", map.steps[2].note);
    assert!(told.iter().any(|finding| finding.sentence.contains("“arrows”")), "{told:?}");
}

#[test]
fn values_within_objects_have_columns_or_are_one_value() {
    let text = r#"[{"name":"A","metrics":{"process_time":5,"leadTimeDays":0.125},"wait":{"value":2,"unit":"days"},"tags":["x","y"],
        "range":{"min":1,"max":2,"unit":"h"},"rest":{"days":1,"hours":4,"minutes":0},"automated":true,"none":null,"share":0.30000000000000004},
        {"name":"B","current":{"pt":1},"future":{"pt":2},"big":12345678901234567890,"wait":{"value":"3","unit":"h"}}]"#;
    assert_eq!(
        one(json(text)),
        [
            "1 name·process time·lead time (days)·wait·tags·range·rest·automated·none·share·current pt·future pt·big",
            "2 A·5·0.1250·2 days·x; y·1–2 h·1 days 4 hours·yes··0.3",
            "3 B···3 h·······1·2·12345678901234567890",
        ]
    );
}

#[test]
fn numbers_are_typed_only_if_none_is_text() {
    let typed = |text: &str| json_tables(text).unwrap()[0].typed;
    assert!(typed(r#"[{"name":"A","wait":1.5},{"name":"B","wait":2}]"#));
    assert!(!typed(r#"[{"name":"A","wait":"1,5"},{"name":"B","wait":2.5}]"#));
}

#[test]
fn files_of_other_programs_are_named() {
    for text in ["{}", "[]", "[1,2]", r#"{"a":{"b":1}}"#, "null", r#"[{"a":1},{"b":2}]"#] {
        let error = json_tables(text).unwrap_err();
        assert!(error.message.starts_with("This JSON belongs to another program"), "{text}: {error}");
    }
    assert!(json_tables("{\"a\":").unwrap_err().message.starts_with("Invalid JSON: "));
    let error = yaml_tables("services:\n  web:\n    image: x\n").unwrap().unwrap_err();
    assert!(error.message.starts_with("This YAML belongs to another program"));
    for text in ["Build: 2h\nReview: 3d\n", "- Build: 2h\n- Review: 3d\n", "- Build\n- Review\n", "step,wait\na,b\n"] {
        assert!(yaml_tables(text).is_none(), "{text}");
    }
}

#[test]
fn hostile_lists_are_bounded() {
    assert!(json_tables(&"[".repeat(100_000)).is_err());
    assert!(json_tables(&"{\"a\":".repeat(100_000)).is_err());
    let wide: Vec<String> = (0..300).map(|at| format!("{{\"name\":1,\"k{at}\":1}}")).collect();
    assert!(json_tables(&format!("[{}]", wide.join(","))).unwrap_err().message.contains("200 columns"));
    let long = format!("[{}{{}}]", "{\"name\":1,\"b\":2},".repeat(6_000));
    assert!(json_tables(&long).unwrap_err().message.contains("5,000 rows"));
    let nested = format!("{}{}", "[{\"name\":\"x\",\"a\":".repeat(60), "1".to_owned() + &"}]".repeat(60));
    assert!(json_tables(&nested).is_ok());
}
