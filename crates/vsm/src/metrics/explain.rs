//! How each metric is calculated, in the map's own numbers.

use crate::metrics::Metrics;
use crate::metrics::critical_path::CriticalPath;
use crate::metrics::flow_efficiency::FlowEfficiency;
use crate::model::counted::{Certainty, Counted};
use crate::model::duration::{Seconds, WorkingCalendar, about_elapsed, print_elapsed};
use crate::model::graph::Graph;
use crate::model::map::Map;
use crate::model::step::{Step, StepTime};
use crate::text::{count, number, percent};

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// A sentence.
    Text(String),
    /// Terms, an operator and the result.
    Sum(Sum),
}

/// `2w Design + 1w Approval = 3w`.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// The terms.
    pub terms: Vec<Term>,
    /// `+` or `×`.
    pub sign: &'static str,
    /// The result.
    pub result: String,
}

impl Line {
    fn new(sentence: &str) -> Line {
        Line::Text(sentence.to_owned())
    }

    /// The line as plain text.
    pub fn plain(&self) -> String {
        self.shortened(usize::MAX)
    }

    /// The line with at most `most` terms of a sum, then the number of others.
    pub fn shortened(&self, most: usize) -> String {
        match self {
            Line::Text(text) => text.clone(),
            Line::Sum(sum) => {
                let term = |term: &Term| {
                    if term.of.is_empty() { term.value.clone() } else { format!("{} {}", term.value, term.of) }
                };
                let left = sum.terms.len().saturating_sub(most);
                let shown = if left > 1 { most } else { sum.terms.len() };
                let mut terms: Vec<String> = sum.terms.iter().take(shown).map(term).collect();
                if left > 1 {
                    terms.push(format!("{left} more"));
                }
                format!("{} = {}", terms.join(&format!(" {} ", sum.sign)), sum.result)
            }
        }
    }
}

impl Sum {
    /// The terms in numbered groups, so that live updates send the group that changed instead of the whole
    /// sum.
    pub fn groups(&self) -> impl Iterator<Item = (usize, &[Term])> {
        const IN_A_GROUP: usize = 4;
        self.terms.chunks(IN_A_GROUP).enumerate()
    }
}

/// A number in a sum, with its step.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The number with its unit.
    pub value: String,
    /// The step; empty for a term of several steps.
    pub of: String,
}

/// The maximum number of terms; beyond it the small ones are combined.
const MAX_TERMS: usize = 24;

/// The data that the explanations of one map use.
#[derive(Debug, Clone, Copy)]
pub struct Explanation<'m> {
    /// The map.
    pub map: &'m Map,
    /// Its flows.
    pub graph: &'m Graph,
    /// Its metrics.
    pub metrics: &'m Metrics,
}

impl<'m> Explanation<'m> {
    fn clock(&self) -> &'m WorkingCalendar {
        &self.map.clock
    }

    fn path(&self) -> impl Iterator<Item = &'m Step> {
        let map = self.map;
        self.metrics.critical_path.iter().filter_map(move |id| map.step(id))
    }

    /// The steps whose times add up to the totals.
    fn totals_path(&self) -> Vec<&'m Step> {
        let path = CriticalPath::of_totals(self.map, self.graph).steps;
        path.into_iter().filter_map(|at| self.map.steps.get(at)).map(AsRef::as_ref).collect()
    }

    fn rows(&self) -> impl Iterator<Item = &'m Step> {
        self.graph.steps(self.map)
    }

    /// Adds a line with the names of steps, if there are any: `Unknown and not counted: Build, Test.`
    fn list<'s>(lines: &mut Vec<Line>, label: &str, steps: impl Iterator<Item = &'s Step>) {
        let names: Vec<&str> = steps.map(|step| step.name.as_str()).collect();
        if !names.is_empty() {
            lines.push(Line::Text(format!("{label}: {}.", first(&names, 12))));
        }
    }

    /// A sum of times, one per step, with a known total. Each is as written if the step has it as `time`; of a range,
    /// the low end counts.
    fn times(&self, terms: Vec<(Seconds, &'m Step)>, time: StepTime, total: Seconds) -> Line {
        let clock = self.clock();
        let mut longest: Vec<Seconds> = terms.iter().map(|(seconds, _)| *seconds).collect();
        longest.sort_unstable_by(|a, b| b.cmp(a));
        let least = longest.get(MAX_TERMS).copied();
        let (mut rest, mut others) = (0, 0);
        let mut shown_terms = Vec::new();
        for (seconds, step) in terms {
            if shown_terms.len() < MAX_TERMS && least.is_none_or(|least| seconds > least) {
                let written = step.written(time).filter(|written| written.seconds == seconds);
                let value = written.map_or_else(|| clock.about(seconds), |written| clock.print(written));
                shown_terms.push(Term { value, of: step.name.clone() });
            } else {
                rest += seconds;
                others += 1;
            }
        }
        if others > 0 {
            let of = count(others, "shorter step", "shorter steps") + " combined";
            shown_terms.push(Term { value: clock.about(rest), of });
        }
        if shown_terms.is_empty() {
            shown_terms.push(Term { value: clock.about(0), of: String::new() });
        }
        Line::Sum(Sum { terms: shown_terms, sign: "+", result: clock.about(total) })
    }

    /// The lead time.
    pub fn lead(&self) -> Vec<Line> {
        let totals = self.totals_path();
        let terms = totals.iter().copied().filter(|s| !s.has_no_time()).map(|s| (s.least_lead(), s)).collect();
        let mut lines = vec![
            Line::new("Wait and work time of each step on the critical path:"),
            self.times(terms, StepTime::Lead, self.metrics.lead_seconds.unwrap_or(0)),
        ];
        if !self.path().map(|step| &step.id).eq(totals.iter().map(|step| &step.id)) {
            lines.push(Line::new(
                "With the middle of each range, another path takes longest. The bottleneck is on that one.",
            ));
        }
        let beside = self.map.steps.len() - totals.len();
        if beside > 0 {
            let (verb, pronoun) = if beside == 1 { ("isn’t", "it") } else { ("aren’t", "them") };
            // Holds for steps in parallel, unconnected steps, ties and steps without a time.
            let known = if self.metrics.at_least { ", based on known times" } else { "" };
            lines.push(Line::Text(format!(
                "{} {verb} on the critical path. No path through {pronoun} takes longer{known}.",
                count(beside, "step", "steps")
            )));
        }
        self.list_half_cadence(&mut lines);
        let is_missing = |s: &&Step| s.lead.is_none() && (s.wait_counts().is_none() || s.work_counts().is_none());
        Self::list(&mut lines, "Unknown and not counted", self.rows().filter(is_missing));
        self.list_ranges(&mut lines, |step| [step.wait_counts(), step.work_counts()]);
        lines
    }

    fn list_ranges(&self, lines: &mut Vec<Line>, of: impl Fn(&Step) -> [Option<Counted>; 2]) {
        let ranged = |step: &&Step| of(step).into_iter().flatten().any(|time| !time.is_known());
        Self::list(lines, "The low end of a range counts", self.totals_path().into_iter().filter(ranged));
    }

    fn list_half_cadence(&self, lines: &mut Vec<Line>) {
        let halved = self.path().filter(|s| s.wait_is_from_every());
        Self::list(lines, "Half the cadence is used as the wait time", halved);
    }

    /// The wait of the map.
    pub fn wait(&self) -> Vec<Line> {
        let terms =
            self.totals_path().into_iter().filter_map(|s| s.least_wait().filter(|&w| w > 0).map(|w| (w, s))).collect();
        let mut lines = vec![
            Line::new("Wait times on the critical path:"),
            self.times(terms, StepTime::Wait, self.metrics.wait_seconds.unwrap_or(0)),
        ];
        self.list_half_cadence(&mut lines);
        self.list_ranges(&mut lines, |step| [step.wait_counts(), None]);
        Self::list(&mut lines, "Wait time unknown", self.rows().filter(|s| s.counted_wait().is_none()));
        lines
    }

    /// The work of the map.
    pub fn work(&self) -> Vec<Line> {
        let terms =
            self.totals_path().into_iter().filter_map(|s| s.least_work().filter(|&w| w > 0).map(|w| (w, s))).collect();
        let mut lines = vec![
            Line::new("Work times on the critical path:"),
            self.times(terms, StepTime::Work, self.metrics.work_seconds.unwrap_or(0)),
        ];
        self.list_ranges(&mut lines, |step| [None, step.work_counts()]);
        Self::list(&mut lines, "Work time unknown", self.rows().filter(|s| s.counted_work().is_none()));
        lines
    }

    /// The expected lead time.
    pub fn expected(&self) -> Vec<Line> {
        if self.map.rework.is_empty() {
            return vec![Line::new("No rework arrows, so this equals the lead time.")];
        }
        if self.metrics.lead_seconds.is_none() {
            return vec![Line::new("Add a time to any step to calculate this.")];
        }
        let mut lines = vec![Line::new("Lead time of each step × its expected visits:")];
        for row in self.metrics.steps.iter().filter(|s| s.visits.is_some_and(|v| v > 1.0)).take(MAX_TERMS) {
            let (Some(step), Some(visits)) = (self.map.step(&row.id), row.visits) else { continue };
            let lead = step.least_lead();
            lines.push(Line::Text(format!(
                "{}: {} × {} visits",
                step.name,
                self.clock().about(lead),
                hundredths(visits)
            )));
        }
        for arrow in self.map.rework_arrows().take(MAX_TERMS) {
            let (from, to) = (name(self.map, &arrow.from), name(self.map, &arrow.to));
            let after = arrow.wait.map_or_else(String::new, |wait| format!(", after {}", self.clock().print(wait)));
            lines.push(Line::Text(format!("{} of items at {from} go back to {to}{after}.", per_cent(arrow.share))));
        }
        match (self.metrics.expected_lead_seconds, self.metrics.lead_seconds) {
            (Some(expected), Some(lead)) => lines.push(Line::Text(format!(
                "Longest path with these times: {} ({} without rework).",
                self.clock().about(expected),
                self.clock().about(lead)
            ))),
            _ => lines.push(Line::new("Too much work comes back, so items never finish.")),
        }
        lines
    }

    /// The flow efficiency.
    pub fn flow_efficiency(&self) -> Vec<Line> {
        let path = CriticalPath::new(self.map, self.graph);
        let Some(efficiency) = FlowEfficiency::new(self.map, &path) else {
            let sentence = match self.metrics.lead_seconds {
                None => "Add a time to any step to calculate this.",
                Some(0) => "Can’t be calculated because the lead time is 0.",
                Some(_) if self.path().any(|step| step.lead.is_some()) => {
                    "Split each lead time on the critical path into wait and work time to calculate this."
                }
                Some(_) if self.path().any(|step| !step.work_counts().is_some_and(Counted::is_known)) => {
                    "Add the missing work times or wait times on the critical path to calculate this."
                }
                Some(_) if self.metrics.work_seconds.is_some() => {
                    "Add a wait time to a step on the critical path to calculate this."
                }
                Some(_) => "Add a work time to a step on the critical path to calculate this.",
            };
            return vec![Line::new(sentence)];
        };
        let clock = self.clock();
        let mut lines = vec![Line::Text(format!(
            "Work time ÷ lead time on the critical path: {} ÷ {} = {}.",
            clock.about(efficiency.work),
            clock.about(efficiency.lead),
            percent(efficiency.share)
        ))];
        let is_vague = |time: Option<Counted>| time.is_none_or(|time| time.certainty == Certainty::Bounded);
        let is_between = |time: Option<Counted>| time.is_some_and(|time| time.certainty == Certainty::Between);
        let between = self.path().filter(|s| is_between(s.wait_counts()) || is_between(s.work_counts()));
        Self::list(&mut lines, "The middle of a range counts", between);
        if efficiency.at_most {
            let missing = self.path().filter(|s| is_vague(s.wait_counts()));
            Self::list(&mut lines, "At most this, because of unknown wait times", missing);
        }
        if efficiency.at_least {
            let missing = self.path().filter(|s| is_vague(s.work_counts()));
            Self::list(&mut lines, "At least this, because of unknown work times", missing);
        }
        lines
    }

    /// The rolled %C/A.
    pub fn rolled(&self) -> Vec<Line> {
        let Some(rolled) = self.metrics.rolled_complete_accurate else {
            return vec![Line::new("Add a %C/A to any step to calculate this.")];
        };
        let known: Vec<(f64, &Step)> = self.rows().filter_map(|s| s.complete_accurate.map(|ca| (ca, s))).collect();
        let perfect = known.iter().filter(|(ca, _)| *ca >= 100.0).count();
        let terms: Vec<Term> = known
            .iter()
            .filter(|(ca, _)| *ca < 100.0)
            .map(|(ca, step)| Term { value: per_cent(*ca), of: step.name.clone() })
            .collect();
        let mut lines = vec![Line::new("%C/A of all steps, multiplied:")];
        if terms.is_empty() {
            lines.push(Line::new("Every step with a %C/A has 100%."));
        } else {
            lines.push(Line::Sum(Sum { terms, sign: "×", result: percent(rolled) }));
            if perfect > 0 {
                let verb = if perfect == 1 { "doesn’t" } else { "don’t" };
                let steps = count(perfect, "step", "steps");
                lines.push(Line::Text(format!("{steps} with 100% {verb} change the result.")));
            }
        }
        let missing = self.rows().filter(|s| s.complete_accurate.is_none());
        Self::list(&mut lines, "Unknown and not included", missing);
        lines
    }

    /// The effort.
    pub fn effort(&self) -> Vec<Line> {
        let Some(effort) = self.metrics.effort_seconds else {
            return vec![Line::new("Add a work time to any step to calculate this.")];
        };
        let mut lines = vec![Line::new("Work time × people per item, over all steps:")];
        let mut terms: Vec<Term> = Vec::new();
        let mut others = 0;
        for step in self.rows() {
            let Some(least) = step.least_work().filter(|&least| least > 0) else { continue };
            let written = step.written(StepTime::Work).filter(|work| work.seconds == least);
            let work = written.unwrap_or(least.into());
            if terms.len() == MAX_TERMS {
                others += 1;
                continue;
            }
            let work = self.clock().print(work);
            let value = match step.people_per_item {
                Some(people) if people > 1.0 => format!("{work} × {}", number(people)),
                _ => work,
            };
            terms.push(Term { value, of: step.name.clone() });
        }
        if others > 0 {
            terms.push(Term { value: "…".to_owned(), of: count(others, "more step", "more steps") });
        }
        lines.push(Line::Sum(Sum { terms, sign: "+", result: self.clock().about(effort) }));
        Self::list(&mut lines, "Work time unknown", self.rows().filter(|s| s.counted_work().is_none()));
        lines
    }

    /// The downtime.
    pub fn downtime(&self) -> Vec<Line> {
        let Some(total) = self.metrics.downtime_seconds else {
            return vec![Line::new("No step has a downtime value.")];
        };
        let with: Vec<(Seconds, &Step)> =
            self.rows().filter_map(|s| s.downtime.filter(|&d| d > 0).map(|d| (d, s))).collect();
        let mut lines = Vec::new();
        if with.is_empty() {
            lines.push(Line::new("No step causes downtime."));
        } else if with.iter().map(|(d, _)| d).sum::<Seconds>() == total {
            let terms = with.iter().map(|(_, s)| Term { value: downtime(s), of: s.name.clone() }).collect();
            lines.push(Line::new("Downtime of each step in one release:"));
            lines.push(Line::Sum(Sum { terms, sign: "+", result: about_elapsed(total) }));
        } else {
            let each: Vec<String> = with.iter().map(|(_, s)| format!("{} {}", s.name, downtime(s))).collect();
            lines.push(Line::Text(format!(
                "Some downtime happens in parallel. The longest path counts: {} of {}.",
                about_elapsed(total),
                each.join(", ")
            )));
        }
        match (self.metrics.downtime_seconds_per_month, self.map.demand) {
            (Some(month), Some(demand)) => {
                let batch = with.iter().filter_map(|(_, s)| s.batch).fold(1.0, f64::max);
                lines.push(Line::Text(format!(
                    "Per month: {} × {} items ÷ batch size {} = {}.",
                    about_elapsed(total),
                    number(demand.per_month(self.clock())),
                    number(batch),
                    about_elapsed(month)
                )));
            }
            _ => lines.push(Line::new("Set a demand to see downtime per month.")),
        }
        lines
    }

    /// The handoffs.
    pub fn handoffs(&self) -> Vec<Line> {
        let steps = &self.map.steps;
        let mut pairs = Vec::new();
        let arrows = |&from: &usize| self.graph.out.get(from).into_iter().flatten().map(move |&to| (from, to));
        for (from, to) in self.graph.order.iter().flat_map(arrows) {
            let (Some(a), Some(b)) = (steps.get(from), steps.get(to)) else { continue };
            if !a.team.is_empty() && !b.team.is_empty() && a.team.to_lowercase() != b.team.to_lowercase() {
                pairs.push(format!("{} → {} (before {})", a.team, b.team, b.name));
            }
        }
        let teamless = steps.iter().filter(|s| s.team.is_empty()).count();
        let mut lines = Vec::new();
        if pairs.is_empty() {
            lines.push(Line::new("No flow connects two different teams."));
        } else {
            lines.push(Line::Text(format!("Flows between two teams: {}.", first(&pairs, MAX_TERMS))));
        }
        if teamless > 0 {
            lines.push(Line::Text(format!("{} no team.", count(teamless, "step has", "steps have"))));
        }
        lines
    }

    /// The work in progress.
    pub fn wip(&self) -> Vec<Line> {
        let (Some(wip), Some(demand), Some(expected)) =
            (self.metrics.work_in_progress, self.map.demand, self.metrics.expected_lead_seconds)
        else {
            return vec![Line::new("Set a demand and add times to the steps to calculate this.")];
        };
        vec![Line::Text(format!(
            "{} per week × {} = {} items in progress.",
            number(demand.per_week(self.clock())),
            self.clock().about(expected),
            number(wip)
        ))]
    }

    /// The steps by their answer to a yes/no question.
    pub fn answers(&self, of: impl Fn(&Step) -> Option<bool>) -> Vec<Line> {
        let mut lines = Vec::new();
        for (answer, label) in [(Some(true), "Yes"), (Some(false), "No"), (None, "Unknown")] {
            Self::list(&mut lines, label, self.rows().filter(|s| of(s) == answer));
        }
        lines
    }
}

/// The downtime of a step as written.
fn downtime(step: &Step) -> String {
    step.written(StepTime::Downtime).map_or_else(String::new, print_elapsed)
}

/// The name of a step, or its id if the map doesn't have it.
pub fn name<'m>(map: &'m Map, id: &'m str) -> &'m str {
    map.step(id).map_or(id, |step| &step.name)
}

/// The first names or phrases, and the number of others.
fn first(names: &[impl AsRef<str>], most: usize) -> String {
    let shown = names.iter().take(most).map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// A percentage as text: `60%`, `12.5%`.
pub fn per_cent(value: f64) -> String {
    percent(value / 100.0)
}

fn hundredths(value: f64) -> String {
    format!("{}", (value * 100.0).round() / 100.0)
}
