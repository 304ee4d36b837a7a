//! Small tables in the manner of people, each with the steps that it means and what has to be told.

use exchange::table::options::TableOptions;
use vsm::Map;

/// The maps of a table, and all that was told.
fn read(text: &str) -> (Vec<Map>, String) {
    let all = exchange::read_all_with("x", text.as_bytes(), &TableOptions::default())
        .unwrap_or_else(|error| panic!("{text}\n{}", error.message));
    let told: Vec<String> = all.iter().flat_map(|(_, told)| told.iter().map(|one| one.sentence.clone())).collect();
    (all.into_iter().map(|(map, _)| map).collect(), told.join("\n"))
}

/// Each step as `name: wait, work`, with ranges in brackets.
fn steps(map: &Map) -> String {
    let steps = map.steps.iter().map(|step| {
        let time = |typical, range| {
            let printed = map.clock.print_estimate(typical, range);
            if printed.is_empty() { "?".to_owned() } else { printed }
        };
        let written = |time: Option<u64>| time.map(vsm::model::duration::Written::from);
        let range = |range: Option<vsm::model::duration::Range>| range.map(vsm::model::duration::WrittenRange::from);
        let wait = time(written(step.wait), range(step.wait_range));
        let work = time(written(step.work), range(step.work_range));
        format!("{}: {wait}, {work}", step.name)
    });
    steps.collect::<Vec<_>>().join("; ")
}

fn flows(map: &Map) -> Vec<(usize, usize)> {
    map.flows.iter().filter_map(|flow| Some((map.index_of(&flow.from)?, map.index_of(&flow.to)?))).collect()
}

/// A table, its steps, and parts of what is told; nothing may be told if there are none.
#[track_caller]
fn check(text: &str, expected: &str, parts: &[&str]) {
    let (maps, told) = read(text);
    let found: Vec<String> = maps.iter().map(steps).collect();
    assert_eq!(found.join(" | "), expected, "{text}\n{told}");
    for part in parts {
        assert!(told.contains(part), "{text}\n{part}\n{told}");
    }
    assert!(!parts.is_empty() || told.is_empty(), "{text}\n{told}");
}

/// What a table is refused for.
#[track_caller]
fn refused(text: &str, part: &str) {
    let error = exchange::read("x", text.as_bytes()).unwrap_err();
    assert!(error.message.contains(part), "{text}\n{}", error.message);
}

#[test]
fn rows_that_name_a_section_are_no_steps() {
    let rows = "Code: 1d, 2h; Review: 4h, 1h; Deploy: 2d, 30m";
    let told = ["Row 2 (“Phase 1: Build”) names the steps below it", "Row 5 (“Phase 2: Run”) names the steps below it"];
    check("Step,Work,Wait\nPhase 1: Build\nCode,2h,1d\nReview,1h,4h\nPhase 2: Run\nDeploy,30m,2d\n", rows, &told);
    for section in ["BUILD", "Build:", "Teil A", "Fase 1"] {
        check(
            &format!("Step,Work,Wait\n{section},,\nCode,2h,1d\nReview,1h,4h\nDeploy,30m,2d\n"),
            rows,
            &["names the steps below it"],
        );
    }
    check(
        "Nr;Schritt;BZ (min);LZ (h)\n;Annahme;;\n1;Lesen;10;2\n2;Erfassen;20;4\n",
        "Lesen: 2h, 10m; Erfassen: 4h, 20m",
        &["Row 2 (“Annahme”) names the steps below it"],
    );
    // A step of which nothing is known yet stays one.
    for name in ["Order parts", "Waiting for the board"] {
        check(
            &format!("Step,Work (h),Wait (h)\nPlan,2,8\n{name},,\nBuild,3,4\n"),
            &format!("Plan: 1d, 2h; {name}: ?, ?; Build: 4h, 3h"),
            &["contains only a name"],
        );
    }
}

#[test]
fn totals_of_sections_are_compared_with_their_rows() {
    let steps = "Interview: 1d, 2h; Sketch: 2d, 4h; Build: 1d, 3d; Deploy: 4h, 1h";
    let table = |first: &str, second: &str| {
        format!(
            "Step,PT (h),WT (h)\nInterview,2,8\nSketch,4,16\n{first}\nBuild,24,8\nDeploy,1,4\n{second}\nTotal,31,36\n"
        )
    };
    for (first, second) in
        [("Subtotal,6,24", "Subtotal,25,12"), ("Sum phase 1,6,24", "Sum phase 2,25,12"), ("Total,6,24", "Total,25,12")]
    {
        let (maps, told) = read(&table(first, second));
        assert_eq!(maps.iter().map(self::steps).collect::<Vec<_>>(), [steps]);
        assert!(!told.contains("the file says"), "{first}: {told}");
    }
    check(
        &table("Subtotal,7,24", "Subtotal,25,13"),
        steps,
        &["Row 4 (“Subtotal”), PT (h): the file says 7h", "Row 7 (“Subtotal”), WT (h): the file says 13h"],
    );
    check(
        "Step,Work (h),Wait (h)\nPlan,2,8\nCode,4,16\n,6,24\n",
        "Plan: 1d, 2h; Code: 2d, 4h",
        &["Row 4 (“6”) looks like a total and was skipped."],
    );
    check(
        "Step,Work (min),Wait (min)\nCut,10,90\nWeld,20,180\nTotals,30,270\n%,10%,90%\n",
        "Cut: 1h 30m, 10m; Weld: 3h, 20m",
        &["Row 5 (“%”) is below the steps and was skipped."],
    );
}

#[test]
fn statistics_below_the_steps_are_no_steps() {
    let rows = "Step,PT (h),WT (h)\nA,1,8\nB,2,16\nC,3,6\n";
    let steps = "A: 1d, 1h; B: 2d, 2h; C: 6h, 3h";
    for row in ["Min,1,6", "Max,3,16", "Median,2,8", "Std dev,0.8,5.3", "Total (days),0.75,3.75", "Total/Avg,6,10"] {
        let (maps, told) = read(&format!("{rows}{row}\n"));
        assert_eq!((self::steps(&maps[0]).as_str(), told.lines().count()), (steps, 1), "{row}: {told}");
        assert!(told.contains("looks like a total and was skipped"), "{told}");
    }
    check(&format!("{rows}Total (days),0.75,4.75\n"), steps, &["the file says 4.75d, but the steps add up to 3.75d"]);
}

#[test]
fn numbers_may_begin_again_in_each_section() {
    let steps = "Idea: 2h, 1h; Spec: 4h, 2h; Code: 1h, 3h; Test: 2h, 4h";
    for text in [
        "#,Step,PT (h),WT (h)\n,PLAN,,\n1,Idea,1,2\n2,Spec,2,4\n,BUILD,,\n1,Code,3,1\n2,Test,4,2\n",
        "Phase,#,Step,PT (h),WT (h)\nPlan,1,Idea,1,2\nPlan,2,Spec,2,4\nBuild,1,Code,3,1\nBuild,2,Test,4,2\n",
    ] {
        let (maps, told) = read(text);
        assert_eq!((self::steps(&maps[0]).as_str(), flows(&maps[0])), (steps, vec![(0, 1), (1, 2), (2, 3)]));
        assert!(told.contains("Column “#” begins again, so the rows keep their order."), "{told}");
    }
}

#[test]
fn legends_below_the_steps_are_no_steps() {
    check(
        "Step,PT (min),LT (h)\nPlan,20,8\nBuild,240,24\n,,\nPT = process time,,\nLT = lead time,,\nAnna and Bob,,\n",
        "Plan: 7h 40m, 20m; Build: 2d 4h, 4h",
        &["Row 5 (“PT = process time”) is below the steps", "Row 7 (“Anna and Bob”) is below the steps"],
    );
}

#[test]
fn before_and_after_are_states_if_other_columns_say_so() {
    check(
        "Step,PT before (h),PT after (h),Wait before (d),Wait after (d)\nA,4,2,5,1\nB,6,3,2,1\n",
        "A: 1w, 4h; B: 2d, 6h | A: 1d, 2h; B: 1d, 3h",
        &["two related maps"],
    );
    check(
        "Schritt;BZ vorher (h);BZ nachher (h);LZ vorher (h);LZ nachher (h)\nA;4;2;3;1\n",
        "A: 3h, 4h | A: 1h, 2h",
        &["two related maps"],
    );
    // Alone, they are around a step.
    check("Step,Work (h),Wait before (h),Wait after (h)\nA,1,2,4\nB,2,1,0\n", "A: 2h, 1h; B: 5h, 2h", &[]);
}

#[test]
fn waits_after_a_step_are_never_lost() {
    let table = |wait: &str| format!("Step,Work (h),Wait before (h),Wait after (h)\nA,1,2,4\nB,2,{wait},0\n");
    check(&table("?"), "A: 2h, 1h; B: 4h+, 2h", &["so this wait is at least that"]);
    check(&table("1-3"), "A: 2h, 1h; B: 5h–7h, 2h", &[]);
    check(
        "#,Step,Work (h),Wait after (h)\n1,Plan,1,4\n2A,Code,5,2\n2B,Docs,2,6\n3,Ship,1,0\n",
        "Plan: 0, 1h; Code: 4h, 5h; Docs: 4h, 2h; Ship: 6h, 1h",
        &["Row 3, Wait after (h): Of steps side by side, the longest wait"],
    );
}

#[test]
fn rows_that_wait_keep_what_else_they_say() {
    let (maps, _) = read(
        "Step,Type,Time,Owner,Note\nTake order,Work,10 min,Sales,\nWait for clerk,Wait,4 h,Legal,holidays\nCheck,Work,20 min,Legal,\n",
    );
    assert_eq!(steps(&maps[0]), "Take order: 0, 10m; Check: 4h, 20m");
    assert_eq!(
        (maps[0].steps[1].wait_reason.as_str(), maps[0].steps[1].note.as_str()),
        ("Wait for clerk", "Team: Legal\nNote: holidays")
    );
    check(
        "Activity,Time (min),VA/NVA\nTake order,10,VA\nWait for clerk,240,NVA\nShip,60,VA\n",
        "Take order: 0, 10m; Ship: 4h, 1h",
        &["Row 3 is waiting"],
    );
    check(
        "Step,Time\nTake order,10 min\nWait for clerk,4 h\nCheck,20 min\nQueue,1 h\nStore files,5 min\n",
        "Take order: 0, 10m; Check: 4h, 20m; Store files: 1h, 5m",
        &["Rows 3 and 5 are waiting"],
    );
    // The lead time of a row is its own, unless it contains the row that waits.
    check(
        "Activity,Lead Time (mm:ss),VA/NVA\nBuild,12:30,VA\nQueue,90:00,NVA\nShip,05:00,VA\n",
        "Build: ?, ?; Ship: 1h 30m, 5m",
        &["Row 3 is waiting"],
    );
    check(
        "Step,Type,PT (h),LT (h)\nBuild,Work,1,1\nQueue,Wait,,4\nTest,Work,2,6\nQueue,Wait,,4\nShip,Work,1,3\n",
        "Build: 0, 1h; Test: 4h, 2h; Ship: 6h, 1h",
        &["Rows 3 and 5 are waiting"],
    );
    check(
        "Step,Category,Minutes\nCut,Operation,5\nWait,Delay,240\nWeld,Operation,12\n",
        "Cut: 0, 5m; Weld: 4h, 12m",
        &["Column “Minutes” was read as work time. A guess"],
    );
}

#[test]
fn numbers_in_names_and_links_of_project_plans_order_the_steps() {
    let (maps, told) = read("Step,PT (h),WT (h)\n1 Plan,2,1\n2a Code,8,1\n2b Docs,3,1\n3 Ship,1,1\n");
    assert_eq!(flows(&maps[0]), [(0, 1), (0, 2), (1, 3), (2, 3)]);
    assert!(told.contains("“2a Code” and “2b Docs” were placed side by side"), "{told}");
    let (maps, told) = read("Step,PT (h),WT (h)\n1. Plan,2,1\n2. Code,8,1\n3. Docs,3,1\n");
    assert_eq!((flows(&maps[0]), told.as_str()), (vec![(0, 1), (1, 2)], ""));
    let (maps, _) =
        read("ID,Task,Work,Predecessors\n1,Plan,2h,\n2,Code,5h,1FS\n3,Docs,1h,1FS\n4,Ship,1h,\"2FS,3FS\"\n");
    assert_eq!(flows(&maps[0]), [(0, 1), (0, 2), (1, 3), (2, 3)]);
    refused("ID,Task,Work,Predecessors\n1,Plan,2h,\n2,Code,5h,1FS+1d\n", "“1FS+1d” has a lag.");
    let (_, told) = read("Order,Step,PT,WT\n1,Plan,2h,1h\n2,Code,8h,1h\n2,Docs,3h,1h\n3,Ship,1h,1h\n");
    assert!(told.contains("the steps numbered 2 were placed side by side"), "{told}");
}

#[test]
fn units_are_found_wherever_people_write_them() {
    let steps = "A: 2h, 30m; B: 1d, 1h";
    check(
        "All times in minutes\nStep,Work,Wait\nA,30,120\nB,60,480\n",
        steps,
        &["Row 1 says that times are in minutes."],
    );
    check("Step,Work,Wait,Unit\nA,30,120,min\nB,1,8,h\n", steps, &["Column “Unit” has the unit of “Work” and “Wait”."]);
    check("Step,Work,Wait\nUnit,min,h\nA,30,2\nB,60,8\n", steps, &["The units are in row 2."]);
    check("Step,Work [h]:mm,Wait ([h]:mm)\nA,0:30,2:00\nB,1:00,8:00\n", steps, &[]);
    check("Schritt;Bearbeitungszeit in min;Liegezeit in h\nA;30;2\nB;60;8\n", steps, &[]);
    check("Paso;T. proceso (min);T. espera (h)\nA;30;2\nB;60;8\n", steps, &[]);
    check(
        ",Work (min),,,Wait (h),,\nStep,Min,Avg,Max,Min,Avg,Max\nA,5,10,20,1,2,4\nB,10,20,40,2,4,8\n",
        "A: 2h (1h–4h), 10m (5m–20m); B: 4h (2h–1d), 20m (10m–40m)",
        &["The headings are in rows 1 and 2."],
    );
    check(
        "Step,Median cycle time (h),85th percentile cycle time (h),Queue time (h)\nDev,3,6,2\nQA,1,5,4\n",
        "Dev: 2h, 3h; QA: 4h, 1h",
        &["“85th percentile cycle time (h)” is unknown"],
    );
}

#[test]
fn dates_are_no_times() {
    refused("Step,Work (h),Wait (d)\nA,1,3/5\nB,2,1\n", "“3/5” could be a date or a share.");
    refused("Step;Work (h);Wait (d)\nA;1;05.10.\nB;2;1\n", "“05.10.” is a date.");
}

#[test]
fn people_are_counted_without_false_remarks() {
    let (maps, told) = read("Step,PT,WT,People\nA,1h,2h,2 people\nB,1h,2h,0.5 FTE\nC,1h,2h,1 dev + 1 QA\n");
    let people: Vec<Option<f64>> = maps[0].steps.iter().map(|step| step.people).collect();
    assert_eq!(people, [Some(2.0), Some(0.5), Some(2.0)]);
    assert_eq!(told, "Row 4, People: “1 dev + 1 QA” was read as 2 people and added to the step’s note.");
    let (maps, told) = read("Step,PT,WT,C&A\nA,1h,2h,9/10\nB,1h,2h,85%\n");
    assert_eq!(maps[0].steps[0].complete_accurate, Some(90.0));
    assert_eq!(told, "Row 2, C&A: “9/10” was read as 90%.");
}
