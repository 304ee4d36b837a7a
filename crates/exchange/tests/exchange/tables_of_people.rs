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

#[test]
fn fractions_of_seconds_are_not_lost_untold() {
    check(
        "Step,Work (s),Wait (min)\nCut,1.200,30\nBend,0.850,45\n",
        "Cut: 30m, 1s; Bend: 45m, 1s",
        &["Row 2, Work (s): 1.2 s was rounded to 1 s. The same applies to row 3."],
    );
    check("Step,Work,Wait\nCut,75.2 s,1500 ms\n", "Cut: 2s, 1m 15s", &["1.5 s was rounded to 2 s."]);
    check(
        "Step,Work (s),Wait (min)\nCut,62.5,1.5\nBend,90.25,0.1\n",
        "Cut: 1m 30s, 1m 3s; Bend: 6s, 1m 30s",
        &["62.5 s"],
    );
}

#[test]
fn days_of_people_and_of_the_calendar_are_told() {
    check(
        "Step,Work (person-days),Wait (calendar days)\nSpec,3,14\nBuild,10,7\n",
        "Spec: 2w 4d, 3d; Build: 1w 2d, 2w",
        &[
            "Column “Work (person-days)”: “2 person-days” was read as 2d, the work of one person.",
            "Column “Wait (calendar days)”: “2 calendar days” was read as 2d: the working calendar has no weekends.",
        ],
    );
    check("Step,Effort (PD),Elapsed (d)\nSpec,3,14\n", "Spec: 2w 1d, 3d", &["“2 PD” was read as 2d"]);
    check(
        "Schritt;Bearbeitungszeit;Wartezeit\nPlanung;2 Std.;10 AT\nFreigabe;15 Min.;3 WT\nRollout;1 PT;4 KW\n",
        "Planung: 2w, 2h; Freigabe: 3d, 15m; Rollout: 4w, 1d",
        &["“1 PT” was read as 1d, the work of one person."],
    );
    check("Step,Work (h),Wait (working days)\nSpec,3,4\n", "Spec: 4d, 3h", &[]);
    // Short names of units.
    check("Étape;TT;TA\nDevis;10 mn;2 j\n", "Devis: 2d, 10m", &[]);
    check("Stap;Bewerkingstijd;Wachttijd\nBesluit;10 min;3 dgn\n", "Besluit: 3d, 10m", &[]);
    check(
        "步骤,处理时间,等待时间\n发货,1个半小时,一周\n审批,一个半小时,三天\n",
        "发货: 1w, 1h 30m; 审批: 3d, 1h 30m",
        &[],
    );
}

#[test]
fn column_of_states_makes_two_maps() {
    for (state, current, future) in
        [("State", "Current", "Future"), ("Zustand", "Ist", "Soll"), ("Scenario", "As-is", "To-be")]
    {
        check(
            &format!(
                "{state},Step,Work (h),Wait (h)\n{current},Intake,1,8\n{current},Review,2,16\n{future},Intake,1,2\n{future},Review,1,4\n"
            ),
            "Intake: 1d, 1h; Review: 2d, 2h | Intake: 2h, 1h; Review: 4h, 1h",
            &[&format!("Column “{state}” tells the current and the future state apart: two related maps.")],
        );
    }
    // As in merged cells.
    let (maps, _) = read("When,Step,Work (h),Wait (h)\nNow,A,1,8\n,B,2,16\nTarget,A,1,2\n,B,1,4\n");
    assert_eq!(maps.iter().map(steps).collect::<Vec<_>>(), ["A: 1d, 1h; B: 2d, 2h", "A: 2h, 1h; B: 4h, 1h"]);
    // Steps that are new, among others, are in one map.
    check(
        "Change,Step,Work (h),Wait (h)\nexisting,A,1,8\nnew,B,2,16\nexisting,C,1,2\n",
        "A: 1d, 1h; B: 2d, 2h; C: 2h, 1h",
        &["Column “Change” is unknown."],
    );
}

#[test]
fn shares_are_percentages_only() {
    let shares = |text: &str| read(text).0[0].steps.iter().map(|step| step.complete_accurate).collect::<Vec<_>>();
    refused("Step,PT,WT,%C/A\nA,1h,2h,3 rejects\nB,1h,2h,95\n", "“3 rejects” isn’t a percentage.");
    assert_eq!(
        shares("Step,PT,WT,%C/A\nA,1h,2h,80 (est.)\nB,1h,2h,3 of 4\nC,1h,2h,95 percent\n"),
        [Some(80.0), Some(75.0), Some(95.0)]
    );
    assert_eq!(
        shares("工程,加工時間,停滞時間,良品率\n切断,1時間,２日,98%\n研磨,45分,半日,９割\n"),
        [Some(98.0), Some(90.0)]
    );
    assert_eq!(shares("Paso;TP;TE;%C&P\nAlta;10 min;1 día;90%\n"), [Some(90.0)]);
}

#[test]
fn cycle_times_give_way_in_every_language() {
    check(
        "阶段,周期时间,增值时间,等待时间\n需求,5天,1天,4天\n",
        "需求: 4d, 1d",
        &["Column “周期时间”: “增值时间” already has the work time"],
    );
    let told = "was read as work time. If it includes waiting, rename it to “lead time”.";
    check("Schritt;Zykluszeit (min);Wartezeit (h)\nA;5;2\n", "A: 2h, 5m", &[told]);
    // Time without value may be something else than waiting.
    check(
        "Step,VA (min),NVA (min),Wait (h)\nEnter,5,10,2\n",
        "Enter: 2h, 5m",
        &["Column “NVA (min)”: “Wait (h)” already has the wait time"],
    );
}

#[test]
fn headings_say_what_else_a_time_includes() {
    let steps = "A: 2d, 1h; B: 3d, 2h";
    check("Step,Lead time (excl. process time),Process time\nA,2d,1h\nB,3d,2h\n", steps, &[]);
    check("Schritt;DLZ ohne Bearbeitungszeit (d);Bearbeitungszeit (h)\nA;2;1\nB;3;2\n", steps, &[]);
    let steps = "A: 2d, 1d; B: 1d, 2d";
    check("Step,Process time (incl. wait),Wait\nA,3d,2d\nB,3d,1d\n", steps, &[]);
    check("Step,Time incl. waiting (d),Working time (d)\nA,3,1\nB,3,2\n", steps, &[]);
    check("Step,Lead time (incl. wait) (d),Hands-on (d)\nA,3,1\nB,3,2\n", steps, &[]);
}

#[test]
fn rows_that_wait_are_found_below_vague_headings() {
    for heading in ["Minutes", "Duration (min)", "Time [min]"] {
        let (maps, told) =
            read(&format!("Activity,Symbol,{heading}\nRegister,○,5\nWait,D,40\nExam,○,10\nFile,▽,600\n"));
        assert_eq!(steps(&maps[0]), "Register: 0, 5m; Exam: 40m, 10m; File: 0, 10h".replace("10h", "1d 2h"));
        assert!(told.contains("Row 3 is waiting"), "{told}");
    }
    check(
        "Time,Event,Duration\n08:00,Patient arrives,5 min\n08:05,Waiting,25 min\n08:30,Exam,10 min\n",
        "Patient arrives: 0, 5m; Exam: 25m, 10m",
        &["Column “Time”: It has times of day, so it is added to the note.", "Row 3 is waiting"],
    );
    check(
        "Step,Minutes per case,Days waiting\nA,30,1\nB,45,2\n",
        "A: 1d, 30m; B: 2d, 45m",
        &["Column “Minutes per case” was read as work time."],
    );
    check("Step,Work,Wait until next step\nA,1h,2h\nB,1h,3h\nC,1h,\n", "A: 0, 1h; B: 2h, 1h; C: 3h, 1h", &[]);
}

#[test]
fn departments_may_be_the_steps() {
    check(
        "Department,Process Time,Lead Time\nSales,2h,1d\nLegal,1h,2d\n",
        "Sales: 6h, 2h; Legal: 1d 7h, 1h",
        &["Column “Department” was read as step. No other column names the steps."],
    );
    refused("Team,Process Time,Lead Time\nSales,2h,1d\nSales,1h,2d\n", "No headings found");
}

#[test]
fn steps_are_linked_by_the_letters_in_their_names() {
    let diamond = [(0, 1), (0, 2), (1, 3), (2, 3)];
    for text in [
        "Step,Predecessor,Work (h),Wait (h)\nA Plan,,4,0\nB Code,A,16,8\nC Docs,A,8,8\nD Ship,\"B, C\",1,16\n",
        "Step,After,Work (h),Wait (h)\nS1: Plan,,4,0\nS2: Code,S1,16,8\nS3: Docs,S1,8,8\nS4: Ship,S2 & S3,1,16\n",
        "Step,After,Work (h),Wait (h)\nQ1 plan,,4,0\nQ2 code,1,16,8\nQ3 docs,1,8,8\nQ4 ship,2;3,1,16\n",
        "Step,Comes from,Work (h),Wait (h)\nPlan,,4,0\nCode,Plan,16,8\nDocs,Plan,8,8\nShip,Code & Docs,1,16\n",
    ] {
        assert_eq!(flows(&read(text).0[0]), diamond, "{text}");
    }
    let (maps, _) = read("Step,PT,WT,Rework\nSpec,4h,3d,\nBuild,16h,1w,10% → Spec\n");
    assert_eq!(maps[0].rework.values().map(|back| back.share).collect::<Vec<_>>(), [10.0]);
}

#[test]
fn values_are_read_with_what_stands_around_them() {
    check(
        "Step,PT (h),WT\nA,1–2,3 h ± 1 h\nB,3 +/- 2,5 ± 1 days\n",
        "A: 3h (2h–4h), 1h–2h; B: 1w (4d–1w 1d), 3h (1h–5h)",
        &[],
    );
    check("Step,PT,WT\nA,1h,3-5 (days)\nB,2h,3 (days)\n", "A: 3d–1w, 1h; B: 3d, 2h", &[]);
    check(
        "| Step | PT | WT | %C/A |\n|---|---|---|---|\n| A | ⏱ 10 min | ⏳ 2 d | ✅ 90% |\n| B | 30 min¹ | 3 d | ⚠️ 70% |\n",
        "A: 2d, 10m; B: 3d, 30m",
        &[],
    );
    // A footnote behind a number may be a power or another digit.
    refused("Step,PT,WT\nA,10² min,2 h\n", "Row 2, PT");
    // Two quarters are a half, but 2/4 may be two of four, or a date.
    refused("Step,PT (h),WT (h)\nA,2/4,2\nB,1/2,3\n", "“2/4” could be a date or a share.");
    let (maps, told) = read("Schritt;ZZ (s);Bestand (Stk)\nStanzen;1;4.600\nMontage;62;1.250\n");
    assert_eq!(maps[0].steps.iter().map(|step| step.queue).collect::<Vec<_>>(), [Some(4600.0), Some(1250.0)]);
    assert!(told.contains("“4.600” was read as 4600, since items are whole."), "{told}");
    refused("Schritt;ZZ (s);Bestand (Stk)\nStanzen;1;4.000\n", "4.000 could mean 4000 or 4.");
}

#[test]
fn units_of_groups_and_remarks_are_heeded() {
    let steps = "Plan: 1d, 2h; Build: 2d, 5h";
    check(
        "<table><tr><th rowspan=2>Step</th><th colspan=2>Time (h)</th></tr><tr><th>Work</th><th>Wait</th></tr><tr><td>Plan</td><td>2</td><td>8</td></tr><tr><td>Build</td><td>5</td><td>16</td></tr></table>",
        steps,
        &["The headings are in rows 1 and 2."],
    );
    for remark in ["Unit: hours", "* all times in hours"] {
        check(
            &format!("Step,Work,Wait\nPlan,2,8\nBuild,5,16\n{remark},,\n"),
            steps,
            &["Row 4 says that times are in hours."],
        );
    }
}

#[test]
fn words_for_steps_may_head_times() {
    check(
        "Step,Process (min),Wait (min)\nA,5,10\nB,20,30\n",
        "A: 10m, 5m; B: 30m, 20m",
        &["Column “Process (min)” was read as work time."],
    );
    for text in [
        "步骤,作业,等待\nA,1小时,2天\nB,2小时,3天\n",
        "Paso,Proceso,Espera\nA,1 h,2 d\nB,2 h,3 d\n",
        "工程,作業,待ち\nA,1時間,2日\nB,2時間,3日\n",
    ] {
        check(text, "A: 2d, 1h; B: 3d, 2h", &["was read as work time. Its values are times."]);
    }
    check("Step,Wait d,Work h\nA,1.5,0.5\n", "A: 1d 4h, 30m", &[]);
    check("Step,Wait/d,Work/h\nA,1.5,0.5\n", "A: 1d 4h, 30m", &[]);
}

#[test]
fn descriptions_name_the_steps_if_nothing_else_does() {
    let steps = "Take order: 2h, 1h; Check: 1d, 2h";
    check(
        "Step,Description,Work,Wait\n1,Take order,1h,2h\n2,Check,2h,1d\n",
        steps,
        &["Column “Description” was read as step."],
    );
    check(
        "Step No,Activity Description,Responsible,Time (h),Delay (h)\n1,Take order,Clerk,1,2\n2,Check,Boss,2,8\n",
        steps,
        &["Column “Activity Description” was read as step."],
    );
}

#[test]
fn totals_and_metrics_below_have_many_names() {
    check(
        "Schritt;Bearbeitung;Warten\nA;1 h;2 d\nB;1 h;1 d\nSumme DLZ;;3 d\nØ Bearbeitung;1 h;\n",
        "A: 2d, 1h; B: 1d, 1h",
        &["Row 4 (“Summe DLZ”) looks like a total", "Row 5 (“Ø Bearbeitung”) looks like a total"],
    );
    check(
        "Step,Work,Wait\nA,1h,2h\nB,2h,4h\nSum of all,3h,6h\nPer item,1h,2h\nTakt time,10 min,\n",
        "A: 2h, 1h; B: 4h, 2h",
        &["Row 5 (“Per item”) is below the steps", "Row 6 (“Takt time”) is below the steps"],
    );
}

#[test]
fn frequencies_are_no_times() {
    for cell in ["daily", "every 2 weeks", "12/day"] {
        refused(&format!("Step,PT,WT\nA,{cell},2h\n"), &format!("“{cell}” says how often, not how long."));
    }
    check(
        "Step,Throughput,Lead time (d)\nA,12/day,2\n",
        "A: ?, ?",
        &["Column “Throughput” is unknown. Its value in row 2 was added to the step’s note."],
    );
    let (maps, _) = read("Step,Throughput,Lead time (d)\nA,12/day,2\n");
    assert_eq!(maps[0].steps[0].lead, Some(2 * 8 * 3600));
}

#[test]
fn bounds_and_patterns_are_read_in_many_words() {
    check("工程,作業時間,待ち時間\nB,1時間未満,3日以上\nC,1時間程度,最大5日\n", "B: 3d+, 0–1h; C: 0–1w, 1h", &[]);
    check("단계,작업 시간,대기 시간\nB,1시간 미만,3일 이상\n", "B: 3d+, 0–1h", &[]);
    check("Étape;TT;TA\nB;plus d'une heure;moins d’une semaine\n", "B: 0–1w, 1h+", &[]);
    check("Step,PT [hh:mm],LT [dd:hh]\nA,0:30,2:04\n", "A: 2d 3h 30m, 30m", &[]);
    check("Step,PT,WT\nA,5 times 10 min,2h\n", "A: 2h, 50m", &["“5 times 10 min” was read as 50m."]);
}

#[test]
fn more_words_of_people_head_columns() {
    check("Step,Handled by,Hands-on time,Sits in queue\nIntake,Desk,10m,2d\n", "Intake: 2d, 10m", &[]);
    check("Arbeitsschritt;Akteur;aktive Zeit;passive Zeit\nErfassen;SB;5 min;2 Tage\n", "Erfassen: 2d, 5m", &[]);
    check("Step,Wait P95 (d),Wait P50 (d),Work (h)\nA,10,1,2\n", "A: 1d, 2h", &["Column “Wait P95 (d)” is unknown."]);
}
