//! Tables and diagrams as their authors wrote them, from the folder beside this file. The figures were computed by hand.

use exchange::table::options::TableOptions;
use exchange::{Read, read_all, read_all_with};
use vsm::Metrics;

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
/// Days and weeks of working time.
const DAY: u64 = 8 * HOUR;
const WEEK: u64 = 5 * DAY;

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/exchange/found/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn maps(name: &str) -> Vec<Read> {
    read_all("Found", &bytes(name)).unwrap_or_else(|error| panic!("{name}: {}", error.message))
}

/// What a file is read as.
struct Found {
    name: &'static str,
    map: Read,
    metrics: Metrics,
}

fn found(name: &'static str) -> Found {
    let mut maps = maps(name);
    assert_eq!(maps.len(), 1, "{name}");
    Found::of(name, maps.remove(0))
}

impl Found {
    fn of(name: &'static str, map: Read) -> Found {
        let metrics = Metrics::new(&map.0);
        Found { name, map, metrics }
    }

    fn told(&self) -> String {
        self.map.1.iter().map(|finding| finding.sentence.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The names of the steps.
    fn steps(self, expected: &[&str]) -> Self {
        let names: Vec<&str> = self.map.0.steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, expected, "{}", self.name);
        self
    }

    /// Exact lead and work time.
    fn takes(self, lead: u64, work: u64) -> Self {
        assert!(!self.metrics.at_least, "{}: {}", self.name, self.told());
        assert_eq!((self.metrics.lead_seconds, self.metrics.work_seconds), (Some(lead), Some(work)), "{}", self.name);
        self
    }

    /// A lead time that is at least this long.
    fn takes_at_least(self, lead: u64) -> Self {
        assert_eq!((self.metrics.at_least, self.metrics.lead_seconds), (true, Some(lead)), "{}", self.name);
        self
    }

    /// Rolled %C/A, in percent.
    fn rolls(self, share: f64) -> Self {
        let rolled = self.metrics.rolled_complete_accurate.unwrap() * 100.0;
        assert!((rolled - share).abs() < 0.05, "{}: {rolled}", self.name);
        self
    }

    /// The flow efficiency, which is only an upper bound, in percent.
    fn flows_at_most(self, share: f64) -> Self {
        let efficiency = self.metrics.flow_efficiency.unwrap() * 100.0;
        assert!(self.metrics.flow_efficiency_at_most && efficiency <= share, "{}: {efficiency}", self.name);
        self
    }

    fn slowest(self, step: &str) -> Self {
        let bottleneck =
            self.metrics.bottleneck.as_ref().map(|found| self.map.0.step(&found.step).unwrap().name.clone());
        assert_eq!(bottleneck.as_deref(), Some(step), "{}", self.name);
        self
    }

    fn tells(self, part: &str) -> Self {
        assert!(self.told().contains(part), "{}: {part} in\n{}", self.name, self.told());
        self
    }

    fn tells_nothing_of(self, part: &str) -> Self {
        assert!(!self.told().contains(part), "{}: {part} in\n{}", self.name, self.told());
        self
    }

    /// The note of a step has this line.
    fn notes(self, step: usize, part: &str) -> Self {
        let note = &self.map.0.steps[step].note;
        assert!(note.contains(part), "{}: {part} in {note}", self.name);
        self
    }

    fn flows(&self) -> Vec<String> {
        let name = |id: &str| self.map.0.step(id).unwrap().name.clone();
        self.map.0.flows.iter().map(|flow| format!("{} > {}", name(&flow.from), name(&flow.to))).collect()
    }
}

#[test]
fn times_are_read_as_people_write_them() {
    found("times/compound_and_iso_times.csv").tells_nothing_of("isn’t");
    let work: Vec<Option<u64>> =
        maps("times/compound_and_iso_times.csv")[0].0.steps.iter().map(|step| step.work).collect();
    assert_eq!(
        work,
        [150 * MINUTE, 4 * HOUR, 90 * MINUTE, DAY + 2 * HOUR, 90 * MINUTE, 4 * HOUR].map(Some),
        "2h30, PT4H, an hour and a half in words, P1DT2H, 1½ h, half a day"
    );
    found("times/times_with_words.csv")
        .takes(2 * WEEK + 2 * HOUR, 10 * HOUR)
        .notes(0, "look at it")
        .tells("look at it")
        .tells_nothing_of("range");
    found("times/approximate_times.csv").takes(86 * HOUR, 20 * HOUR);
    found("times/minutes_and_seconds.csv").takes(16 * MINUTE + 45, 4 * MINUTE + 10);
    let cadences = found("times/cadence_words.csv");
    let steps = &cadences.map.0.steps;
    assert_eq!((steps[0].every, steps[1].every), (Some(2 * WEEK), Some(20 * HOUR)));
    assert_eq!((steps[0].automated, steps[1].automated), (Some(false), Some(true)));
}

#[test]
fn unknown_and_open_ended_values_are_at_least() {
    found("times/bounds_and_ranges.csv")
        .takes_at_least(DAY + 10 * MINUTE)
        .flows_at_most(3.0)
        .slowest("Wait for review");
    found("times/wait_as_a_range.csv").takes_at_least(2 * DAY + HOUR + 17 * MINUTE).slowest("Ask for papers");
    found("times/open_ended_wait.csv").takes_at_least(8 * HOUR + 35 * MINUTE).slowest("Upload");
    found("times/open_ended_times.csv").takes_at_least(4 * DAY);
    let unknown = found("times/unknown_words.csv");
    assert_eq!((unknown.metrics.work_seconds, unknown.map.0.steps[3].wait), (Some(4 * HOUR), Some(0)));
    assert_eq!(unknown.map.0.steps[2].complete_accurate, None);
    let bare = found("columns/cycle_times_and_defects.csv");
    assert_eq!(bare.metrics.work_seconds, Some(147));
    assert_ne!(
        bare.metrics.flow_efficiency.filter(|_| !bare.metrics.flow_efficiency_at_most),
        Some(1.0),
        "no wait is given"
    );
    assert_eq!(bare.map.0.steps[0].complete_accurate, Some(98.0), "2% defects");
    bare.tells("Defect %");
}

#[test]
fn headings_are_understood_in_many_words() {
    found("columns/indonesian_with_a_total.csv")
        .steps(&["Tulis", "Serah"])
        .takes(27 * MINUTE, 25 * MINUTE)
        .rolls(80.0)
        .tells("looks like a total");
    found("columns/spanish.csv").takes(9 * DAY, 3 * DAY + 2 * HOUR + 30 * MINUTE).rolls(56.5);
    found("columns/slovak_steps.csv").takes(30 * HOUR + 45 * MINUTE, 6 * HOUR + 45 * MINUTE).tells("Rework");
    found("columns/abbreviations_and_units.csv").takes(WEEK, 4 * HOUR + 30 * MINUTE);
    found("columns/quality_percent.csv").rolls(72.0).tells("Quality %");
    found("times/counts_with_nouns.csv").notes(0, "pcs").tells("pcs");
    let queues: Vec<_> = maps("times/counts_with_nouns.csv")[0].0.steps.iter().map(|step| step.queue).collect();
    assert_eq!(queues, [Some(500.0), Some(100.0), Some(50.0)]);
    let bare = read_all("x", &bytes("columns/snake_case_headings.csv")).unwrap_err();
    assert!(bare.message.contains("Add a unit"), "{}", bare.message);
    let options = TableOptions { unit: Some("min".to_owned()), ..TableOptions::default() };
    let read = read_all_with("x", &bytes("columns/snake_case_headings.csv"), &options).unwrap().remove(0);
    Found::of("columns/snake_case_headings.csv", read)
        .takes(13 * HOUR + 15 * MINUTE, 8 * HOUR + 15 * MINUTE)
        .rolls(72.0);
}

#[test]
fn tables_without_headings_need_their_columns() {
    let refused = read_all("x", &bytes("columns/no_headings.csv")).unwrap_err();
    assert!(refused.message.contains("No headings found"), "{}", refused.message);
    let columns = ["step", "lead time", "work time", "%C/A"].map(str::to_owned).to_vec();
    let options = TableOptions { columns: Some(columns), heading_row: Some(0), ..TableOptions::default() };
    let read = read_all_with("x", &bytes("columns/no_headings.csv"), &options).unwrap().remove(0);
    Found::of("columns/no_headings.csv", read)
        .steps(&["Analyse", "Design", "Ship"])
        .takes(320 * HOUR, 31 * HOUR)
        .rolls(72.0)
        .tells_nothing_of("Guessed");
    // Headings in a language that nobody knows here, named as they would be guessed from the cells.
    let columns = ["step", "wait", "work"].map(str::to_owned).to_vec();
    let options = TableOptions { columns: Some(columns), ..TableOptions::default() };
    let read = read_all_with("x", "Cam;Aros;Gwaith\nA;2d;1h\nB;1d;2h\n".as_bytes(), &options).unwrap().remove(0);
    Found::of("Welsh", read).steps(&["A", "B"]).takes(3 * DAY + 3 * HOUR, 3 * HOUR);
}

#[test]
fn shapes_of_workbooks_are_understood() {
    found("workbooks/headings_in_two_rows.xlsx").takes(WEEK, 6 * HOUR).rolls(72.0).tells_nothing_of("ignored");
    found("workbooks/units_below_headings.xlsx").takes(WEEK + DAY, 6 * HOUR + 30 * MINUTE);
    found("workbooks/unit_columns.xlsx").takes(WEEK + 3 * DAY, 2 * HOUR + 45 * MINUTE);
    found("workbooks/steps_side_by_side.xlsx")
        .steps(&["Design", "Build", "Ship"])
        .takes(160 * HOUR, 18 * HOUR + 30 * MINUTE)
        .tells("side by side");
    found("workbooks/hints_below_headings.xlsx")
        .steps(&["Design", "Build"])
        .takes(3 * WEEK, 2 * DAY + 2 * HOUR)
        .tells("Row 2");
    found("workbooks/second_table_below.xlsx")
        .steps(&["Design", "Build", "Ship"])
        .takes(4 * WEEK, 19 * HOUR)
        .tells("Waste");
    found("workbooks/hidden_row.xlsx").takes(160 * HOUR, 19 * HOUR).tells("3 is hidden");
    found("workbooks/workbook.ods").takes(160 * HOUR, 19 * HOUR).rolls(53.2);
}

#[test]
fn current_and_future_state_become_two_maps() {
    let [current, future] = maps("workbooks/current_and_future.xlsx").try_into().unwrap();
    assert_eq!((current.0.state.as_str(), future.0.state.as_str()), ("current", "future"));
    Found::of("current", current).takes(4 * WEEK, 2 * DAY + 3 * HOUR).tells("future state");
    Found::of("future", future).takes(34 * HOUR, 14 * HOUR + 15 * MINUTE);
}

#[test]
fn numbers_order_the_steps() {
    let sorted = found("columns/rows_out_of_order.csv");
    assert_eq!(sorted.flows(), ["Design > Build", "Build > Deploy"]);
    sorted.tells("sorted").steps(&["Design", "Build", "Deploy"]);
    let parallel = found("workbooks/parallel_by_number.xlsx");
    assert_eq!(
        parallel.flows(),
        ["Develop > Load test", "Develop > Approval", "Load test > Deploy", "Approval > Deploy"]
    );
    let parallel = parallel.rolls(51.3).tells("side by side");
    assert_eq!(parallel.metrics.lead_seconds, Some(2 * WEEK + DAY));
}

#[test]
fn waits_may_be_columns_or_rows_of_their_own() {
    found("columns/rows_that_wait.csv").takes(139 * HOUR, 19 * HOUR).tells("read as 0");
    found("columns/value_added_classes.csv").takes(10 * DAY + 6 * HOUR, 7 * DAY + 6 * HOUR).tells_nothing_of("add up");
}

#[test]
fn stated_totals_and_calendars_are_checked() {
    found("times/totals_that_differ.csv")
        .takes(27 * DAY, 13 * DAY)
        .tells("Process time: the file says 12d, but the steps add up to 13d")
        .tells("Total time: the file says 26d, but the steps add up to 27d");
    found("times/hours_around_the_clock.csv")
        .takes(44 * HOUR + 40 * MINUTE, 4 * HOUR + 40 * MINUTE)
        .tells("24 hours per day");
    let days = maps("times/calendar_and_business_days.csv").remove(0);
    assert_eq!((days.0.steps[0].wait, days.0.steps[1].wait), (Some(7 * 24 * HOUR), Some(48 * HOUR)));
}

#[test]
fn ambiguous_thousands_are_not_guessed() {
    let refused = read_all("x", &bytes("documents/thousands_with_a_dot.md")).unwrap_err();
    assert!(refused.message.contains("1.250 could mean 1250 or 1.25"), "{}", refused.message);
    let options = TableOptions { decimal: Some(','), ..TableOptions::default() };
    let read = read_all_with("x", &bytes("documents/thousands_with_a_dot.md"), &options).unwrap().remove(0);
    assert_eq!((read.0.steps[0].work, read.0.steps[0].queue), (Some(1250 * 60), Some(2000.0)));
}

#[test]
fn documents_and_lists_hold_tables() {
    found("documents/markdown_document.md")
        .steps(&["Build", "Review", "Ship"])
        .takes(DAY + 6 * HOUR + 10 * MINUTE, 40 * MINUTE)
        .rolls(84.6)
        .notes(0, "uses a | b");
    found("documents/phases_of_another_tool.json")
        .steps(&["Shape", "Build"])
        .takes_at_least(4 * WEEK)
        .tells("percentages rather than times");
    found("documents/list_of_steps.yml").steps(&["Analyse", "Design"]).takes(160 * HOUR, 30 * HOUR);
}

#[test]
fn diagrams_become_maps() {
    found("documents/flowchart_without_times.mmd").steps(&["Plan", "Build", "Ship"]);
    let chart = found("documents/flowchart_with_times.mmd").steps(&["Design", "Build", "Good?", "Deploy"]);
    assert_eq!(chart.map.0.rework.len(), 1);
    assert_eq!((chart.map.0.steps[0].work, chart.map.0.steps[1].wait), (Some(2 * HOUR), Some(3 * DAY)));
}

#[test]
fn rework_can_wait() {
    let back = found("documents/rework_with_a_wait.json");
    assert_eq!(back.metrics.expected_lead_seconds, Some(12 * HOUR + 45 * MINUTE));
}
