//! The figures of a map and the table of its steps as plain text, for everything that is read by people.

use std::sync::Arc;

use vsm::improve::idea_savings::{IdeaSavings, idea_savings};
use vsm::improve::levers::levers;
use vsm::improve::savings::Saving;
use vsm::metrics::bottleneck::{constraint, slowest};
use vsm::metrics::explain::{Explanation, Line, per_cent};
use vsm::model::duration::{WorkingCalendar, print_elapsed};
use vsm::model::graph::Graph;
use vsm::model::idea::Idea;
use vsm::model::map::State;
use vsm::text::{count, number, percent, quote};
use vsm::{Map, Metrics, Step};

/// So many terms of a sum are told where there is little room.
const BRIEF: usize = 2;
/// The heading of the column with each step's part of the lead time.
pub(crate) const SHARE_OF_LEAD: &str = "Share of lead time";

/// A map with all that is computed from it.
pub(crate) struct Told<'m> {
    pub(crate) map: &'m Map,
    pub(crate) graph: Graph,
    pub(crate) metrics: Metrics,
}

/// One figure.
#[derive(Debug, Clone)]
pub(crate) struct Headline {
    pub(crate) name: &'static str,
    /// The value with its unit, or that it is not known.
    pub(crate) value: String,
    /// What it is about: `wait`, `work`, `hurt`, `unknown` or nothing.
    pub(crate) tone: &'static str,
    /// What stands small below it; may be empty.
    pub(crate) aside: String,
    /// How it comes about, line by line.
    pub(crate) how: Vec<String>,
    /// The same, briefly.
    pub(crate) brief: String,
}

/// An idea, with what it would save.
pub(crate) struct IdeaRow {
    pub(crate) idea: Arc<Idea>,
    /// The name of the step that it is pinned to.
    pub(crate) step: String,
    pub(crate) saves: String,
    pub(crate) saved_seconds: Option<i64>,
}

impl<'m> Told<'m> {
    pub(crate) fn of(map: &'m Map) -> Told<'m> {
        let graph = Graph::of(map);
        let metrics = Metrics::with_graph(map, &graph);
        Told { map, graph, metrics }
    }

    /// The steps in the order of the table.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &'m Step> {
        let map = self.map;
        self.graph.order.iter().filter_map(move |&at| map.steps.get(at)).map(AsRef::as_ref)
    }

    /// The figures that everybody asks for.
    pub(crate) fn headlines(&self) -> Vec<Headline> {
        let of = Explanation { map: self.map, graph: &self.graph, metrics: &self.metrics };
        let (metrics, clock) = (&self.metrics, &self.map.clock);
        let time = |seconds: Option<u64>, misses: bool| {
            seconds.map(|s| format!("{}{}", if misses { "at least " } else { "" }, clock.print(s)))
        };
        let without = |missing: usize, what: &str| match missing {
            0 => String::new(),
            n => format!("{} no {what}", count(n, "step has", "steps have")),
        };
        let line = |name, value: Option<String>, tone, aside: String, how: Vec<Line>| {
            let tone = if value.is_none() { "unknown" } else { tone };
            let brief =
                how.iter().take(2).map(|line| ended(short_names(line).brief(BRIEF))).collect::<Vec<_>>().join(" ");
            let how = how.iter().map(|line| ended(line.plain())).collect();
            Headline { name, value: value.unwrap_or_else(|| "Unknown".to_owned()), tone, aside, how, brief }
        };
        let down = metrics.downtime_seconds;
        vec![
            line("Lead time", time(metrics.lead_seconds, metrics.at_least), "", self.with_rework(), of.lead()),
            line(
                "Work time",
                time(metrics.work_seconds, metrics.unknown.work > 0),
                "work",
                without(metrics.unknown.work, "work time"),
                of.work(),
            ),
            line(
                "Wait time",
                time(metrics.wait_seconds, metrics.unknown.wait > 0),
                "wait",
                without(metrics.unknown.wait, "wait time"),
                of.wait(),
            ),
            line(
                "Flow efficiency",
                metrics.flow_efficiency.map(percent),
                "",
                "of the lead time is work".to_owned(),
                of.flow_efficiency(),
            ),
            line(
                "Rolled %C/A",
                metrics.rolled_complete_accurate.map(percent),
                "",
                without(metrics.unknown.complete_accurate, "%C/A"),
                of.rolled(),
            ),
            line(
                "Downtime",
                down.map(|s| if s == 0 { "None".to_owned() } else { print_elapsed(s) }),
                if down.is_some_and(|s| s > 0) { "hurt" } else { "" },
                down.filter(|&s| s > 0).map_or(String::new(), |_| match metrics.downtime_seconds_per_month {
                    Some(month) => format!("per release, {} per month", print_elapsed(month)),
                    None => "per release".to_owned(),
                }),
                of.downtime(),
            ),
        ]
    }

    fn with_rework(&self) -> String {
        let clock = &self.map.clock;
        match (self.metrics.lead_seconds, self.metrics.expected_lead_seconds) {
            (Some(lead), Some(expected)) if expected > lead => format!("{} including rework", clock.about(expected)),
            (Some(_), None) => "Never finishes with rework".to_owned(),
            _ => String::new(),
        }
    }

    /// The sentence about the bottleneck.
    pub(crate) fn bottleneck(&self) -> String {
        let found = self.metrics.bottleneck.as_ref().map(|found| found.sentence.clone());
        found.unwrap_or_else(|| "Unknown. Add a time to any step to find it.".to_owned())
    }

    /// Who holds a release back, each with what is known: slowest, constraint, leakiest.
    pub(crate) fn culprits(&self) -> Vec<(&'static str, String)> {
        let clock = &self.map.clock;
        let name = |id: &str| self.map.step(id).map_or(String::new(), |step| step.name.clone());
        let mut all = Vec::new();
        if let Some((row, drag)) =
            slowest(&self.metrics).and_then(|row| Some((row, row.drag_seconds.filter(|d| *d > 0)?)))
        {
            let sooner = clock.print(drag);
            all.push((
                "Slowest step",
                format!("{}. Without it, a release would be {sooner} faster.", quote(&name(&row.id))),
            ));
        }
        if let Some((row, capacity)) = constraint(&self.metrics).and_then(|row| Some((row, row.capacity_per_week?))) {
            let load = row.utilization.map_or(String::new(), |load| format!(", utilization {}", percent(load)));
            all.push(("Constraint", format!("{}. {} items per week{load}.", quote(&name(&row.id)), number(capacity))));
        }
        if let Some(step) = self.metrics.most_rework(self.map) {
            let cost = self.metrics.step(&step.id).and_then(|row| row.rework_seconds).filter(|cost| *cost > 0);
            let why = match (cost, step.complete_accurate) {
                (Some(cost), _) => format!(". Rework adds {}.", clock.about(cost)),
                (None, Some(share)) => format!(". %C/A {}.", per_cent(share)),
                (None, None) => String::new(),
            };
            all.push(("Most rework", format!("{}{why}", quote(&step.name))));
        }
        all
    }

    /// What would help most: levers that save something, each with what it saves, the best first.
    pub(crate) fn levers(&self, most: usize) -> Vec<(String, String)> {
        let all = levers(self.map).into_iter().filter(|lever| !lever.is_idle());
        all.map(|lever| (lever.title, self.saves(&lever.saving)))
            .filter(|(_, saves)| !saves.is_empty())
            .take(most)
            .collect()
    }

    /// The ideas, those that are worth most first.
    pub(crate) fn ideas(&self) -> Vec<IdeaRow> {
        let row = |appraisal: IdeaSavings| {
            let saving = appraisal.on_top;
            let idea = appraisal.idea;
            IdeaRow {
                step: idea
                    .step
                    .as_ref()
                    .and_then(|id| self.map.step(id))
                    .map_or(String::new(), |step| step.name.clone()),
                saves: saving.map_or(String::new(), |saving| self.saves(&saving)),
                saved_seconds: saving.and_then(|saving| saving.end_to_end()),
                idea,
            }
        };
        idea_savings(self.map).into_iter().map(row).collect()
    }

    fn saves(&self, saving: &Saving) -> String {
        let positive = |seconds: Option<i64>| seconds.filter(|s| *s > 0).map(i64::unsigned_abs);
        let lead = positive(saving.end_to_end()).map(|s| format!("{} end to end", self.map.clock.about(s)));
        let downtime = positive(saving.downtime).map(|s| format!("{} less downtime", print_elapsed(s)));
        let effort = positive(saving.effort).map(|s| format!("{} less effort", self.map.clock.about(s)));
        [lead, downtime, effort].into_iter().flatten().take(2).collect::<Vec<_>>().join(", ")
    }

    /// What flows, from where to where, mapped when and by whom: what there is of it.
    pub(crate) fn scope(&self) -> Vec<String> {
        let map = self.map;
        let mut said = vec![if map.state == State::Future { "Future state" } else { "Current state" }.to_owned()];
        let ends = match (map.starts_with.as_str(), map.ends_with.as_str()) {
            ("", "") => String::new(),
            (from, "") => format!("from “{from}”"),
            ("", to) => format!("to “{to}”"),
            (from, to) => format!("from “{from}” to “{to}”"),
        };
        let scope = [map.item.as_str(), ends.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        said.push(scope.join(", "));
        if let Some(demand) = map.demand {
            said.push(format!("{} per {}", number(demand.items), demand.per.as_str()));
        }
        said.push(clock_words(&map.clock));
        said.retain(|part| !part.is_empty());
        said
    }

    /// The table of steps: headings, and a row a step. A column that says nothing in any row is left out.
    pub(crate) fn table(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let clock = &self.map.clock;
        let lead = self.metrics.lead_seconds.unwrap_or(0).max(1);
        let headings =
            ["#", "Step", "Team", "Wait time", "Wait reason", "Work time", "%C/A", "People", "Downtime", SHARE_OF_LEAD];
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (at, step) in self.steps().enumerate() {
            let on_path = self.metrics.steps.get(at).is_some_and(|figures| figures.critical);
            #[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
            let share = percent(step.counted_lead() as f64 / lead as f64);
            rows.push(vec![
                (at + 1).to_string(),
                step.name.clone(),
                step.team.clone(),
                clock.print_estimate(step.wait, step.wait_range),
                step.wait_reason.clone(),
                match step.lead {
                    Some(lead) => format!("{} including wait", clock.print(lead)),
                    None => clock.print_estimate(step.work, step.work_range),
                },
                step.complete_accurate.map_or(String::new(), per_cent),
                step.people.map_or(String::new(), number),
                step.downtime.filter(|d| *d > 0).map_or(String::new(), print_elapsed),
                match () {
                    () if step.has_no_time() => String::new(),
                    () if on_path => share,
                    () => "parallel".to_owned(),
                },
            ]);
        }
        let says = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
        let kept: Vec<usize> = (0..headings.len()).filter(|&column| column < 2 || says(column)).collect();
        let pick = |row: &Vec<String>| kept.iter().filter_map(|&column| row.get(column).cloned()).collect();
        let headings = kept.iter().filter_map(|&column| headings.get(column).copied()).collect();
        (headings, rows.iter().map(pick).collect())
    }
}

/// The same line with the beginning of long names: where there is little room they give way, not the numbers.
fn short_names(line: &Line) -> Line {
    const LONGEST: usize = 22;
    let Line::Sum(sum) = line else { return line.clone() };
    let mut sum = sum.clone();
    for term in &mut sum.terms {
        if term.of.chars().count() > LONGEST {
            term.of = term.of.chars().take(LONGEST - 1).collect::<String>().trim_end().to_owned() + "…";
        }
    }
    Line::Sum(sum)
}

/// A line ended as sentences are, so that another one can follow.
fn ended(line: String) -> String {
    if line.ends_with(['.', ':']) { line } else { line + "." }
}

/// How the map counts its days.
pub(crate) fn clock_words(clock: &WorkingCalendar) -> String {
    if clock.is_calendar() {
        return "calendar time".to_owned();
    }
    format!("{}-hour days, {}-day weeks", number(clock.hours_per_day), number(clock.days_per_week))
}
