//! The glossary: what each term means, shown beside its values and on the help page.

use std::fmt;

use vsm::fields::catalog::{FieldInfo, IdeaField, MapField, StepField};
use vsm::metrics::catalog::{Metric, MetricInfo, StepMetric};

#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// Its anchor on the help page, and its name in templates.
    pub id: &'static str,
    /// As on screens.
    pub name: &'static str,
    /// One or two sentences, shown in place.
    pub short: &'static str,
    /// How it is calculated; empty for a term that is not a metric.
    pub formula: &'static str,
    /// An example with numbers, for the help page; may be empty.
    pub example: &'static str,
}

/// A section of the help page.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    pub id: &'static str,
    pub title: &'static str,
    pub terms: &'static [Term],
}

const fn field(id: &'static str, of: &FieldInfo) -> Term {
    definition(id, of.label, of.meaning)
}

const fn metric(id: &'static str, of: &MetricInfo, example: &'static str) -> Term {
    Term { id, name: of.label, short: of.meaning, formula: of.formula, example }
}

const fn definition(id: &'static str, name: &'static str, short: &'static str) -> Term {
    Term { id, name, short, formula: "", example: "" }
}

const fn formula(
    id: &'static str,
    name: &'static str,
    short: &'static str,
    formula: &'static str,
    example: &'static str,
) -> Term {
    Term { id, name, short, formula, example }
}

pub const SECTIONS: &[Section] = &[
    Section { id: "map", title: "Map", terms: MAP },
    Section { id: "times", title: "Step times", terms: TIMES },
    Section { id: "details", title: "Step details", terms: DETAILS },
    Section { id: "metrics", title: "Metrics", terms: METRICS },
    Section { id: "hotspots", title: "Bottleneck", terms: HOTSPOTS },
    Section { id: "better", title: "Improvements", terms: IMPROVEMENTS },
];

const IMPROVEMENTS: &[Term] = &[
    formula(
        "lever",
        "Suggestion",
        "A possible change to this map: halve a wait, run two checks in parallel, eliminate rework, hold a meeting twice as often. Weir applies each one to the map and ranks it by its end-to-end saving.",
        "Saving = expected lead time before − after the change. A cadence causes a wait time of up to half the cadence, and doubling the frequency removes half of that. A batch takes (batch size − 1) ÷ 2 ÷ demand to fill.",
        "A board meets weekly, and its wait time is 4d. The cadence causes 2d 4h of that, so meeting twice a week saves 1d 2h.",
    ),
    formula(
        "saving",
        "Saving",
        "How much sooner users have a change, including rework; also the change in downtime, effort and handoffs. “On top of ideas in progress” means that those ideas are applied first.",
        "Before − after, calculated by applying the change. A negative saving means it gets worse.",
        "",
    ),
    definition(
        "countermeasure",
        "Proven practice",
        "A practice that worked for other teams, such as a rolling upgrade. Weir suggests it only if values on this map give a reason, and shows that reason.",
    ),
    formula(
        "idea",
        "Idea",
        "A proposed improvement, pinned to a step or the whole map. It can be just a problem. Describe the change, and Weir calculates the saving.",
        "Ranked by saving ÷ implementation effort, where S counts as 1, M or unknown as 3, and L as 9; then by votes.",
        "",
    ),
    field("effort-size", IdeaField::Effort.info()),
    definition(
        "future-state",
        "Future state",
        "A map of how the process could be, created from the current state. Steps have the same ids, so you can compare the maps step by step.",
    ),
    field("family", MapField::Family.info()),
];

const MAP: &[Term] = &[
    definition(
        "value-stream-map",
        "Map",
        "One release process in one state: the steps from “code is done” (or earlier) to “users have it”, each with the time an item waits and the time people or machines work on it.",
    ),
    field("item", MapField::Item.info()),
    definition(
        "scope",
        "Scope",
        "What flows through the map, where it starts and where it ends. Metrics cover only what is in between.",
    ),
    field("state", MapField::State.info()),
    definition("step", "Step", "Something done to an item: review, build, approve, test, deploy, verify."),
    definition(
        "flow",
        "Flow",
        "An arrow to the next step. If several arrows leave a step, all of them happen, in parallel; they aren’t alternatives.",
    ),
    definition(
        "rework",
        "Rework",
        "An arrow back: a share of the items at a step is sent back to an earlier step and passes everything in between again. It can have a wait: how long an item waits before it is done again.",
    ),
    field("clock", MapField::WorkingCalendar.info()),
    field("demand", MapField::Demand.info()),
    definition(
        "comparison",
        "Comparison",
        "Two maps side by side: before and after. Steps are matched by origin, whatever their names and values. A step has moved if its order among the common steps has changed.",
    ),
    definition("finding", "Warning", "Something to check in the map, such as a missing time or an unconnected step."),
];

const TIMES: &[Term] = &[
    field("wait", StepField::Wait.info()),
    field("wait-reason", StepField::WaitReason.info()),
    field("work", StepField::Work.info()),
    formula(
        "step-lead",
        "Step lead time",
        "The time from arrival at the step until it is done.",
        "Wait time + work time. Any two of the three give the third. If only the lead time is known, the split is unknown.",
        "A wait time of 4d 6h and a work time of 2h make a lead time of 5d.",
    ),
    definition(
        "range",
        "Range",
        "The lowest and highest value people have seen, next to the typical value. Enter it as 2d (1d–3w).",
    ),
    Term {
        formula: "If the wait time is unknown, half the cadence is used.",
        example: "In working time, a cadence of 1w counts as a wait time of 2d 4h.",
        ..field("every", StepField::Every.info())
    },
    field("queue", StepField::Queue.info()),
];

const DETAILS: &[Term] = &[
    field("kind", StepField::Kind.info()),
    field("team", StepField::Team.info()),
    field("ca", StepField::CompleteAccurate.info()),
    field("people", StepField::People.info()),
    field("people-per-item", StepField::PeoplePerItem.info()),
    field("batch", StepField::Batch.info()),
    Term { name: "Step downtime", ..field("downtime", StepField::Downtime.info()) },
    field("automated", StepField::Automated.info()),
    field("observed", StepField::Observed.info()),
    field("reversible", StepField::Reversible.info()),
    Term { name: "Estimate or measured", ..field("source", StepField::Source.info()) },
];

const METRICS: &[Term] = &[
    metric(
        "lead",
        Metric::Lead.info(),
        "Design 2w, Approval 1w, then in parallel Test 2d and Change board 1w, then Deploy 1w: 5w. The test doesn’t count because it is done before the board.",
    ),
    metric(
        "expected-lead",
        Metric::ExpectedLead.info(),
        "Two steps take 2w each, and the second sends 20% back to the first: both are visited 1.25 times, so 5w.",
    ),
    metric(
        "visits",
        StepMetric::Visits.info(),
        "Of the steps a, b, c and d, b sends 30% back to a, and d sends 10% back to b: 1.48, 1.59, 1.11 and 1.11 visits.",
    ),
    formula(
        "critical-path",
        "Critical path",
        "The chain of steps that determines the lead time. Parallel steps finish earlier and wait.",
        "The longest path by lead time. If two are equally long, the one with more work time.",
        "",
    ),
    Term { name: "Total wait time", ..metric("map-wait", Metric::Wait.info(), "") },
    Term { name: "Total work time", ..metric("map-work", Metric::Work.info(), "") },
    metric("flow-efficiency", Metric::FlowEfficiency.info(), "7d of work in 9w 3d: 7 ÷ 48 = 14.6%."),
    metric("rolled-ca", Metric::RolledCompleteAccurate.info(), "80% × 50% × 90% × 60% = 21.6%."),
    metric("effort", Metric::Effort.info(), "A board of five that takes 2h: 10h."),
    formula(
        "map-downtime",
        "Downtime",
        "How long users can’t use the product, per release and per month.",
        "Per release: the longest path by downtime. Per month: × demand ÷ the largest batch size of a step with downtime.",
        "1h to stop and 2h to migrate: 3h per release. With 4 changes per month that are released together: 3h per month.",
    ),
    metric("handoffs", Metric::Handoffs.info(), ""),
    metric("wip", Metric::WorkInProgress.info(), "4 per month × 2 months: 8."),
    formula(
        "confidence",
        "Confidence",
        "How much of the process is automated, monitored and reversible.",
        "How many steps are automated, monitored and reversible: yes, no or unknown.",
        "",
    ),
];

const HOTSPOTS: &[Term] = &[
    formula(
        "bottleneck",
        "Bottleneck",
        "The step to improve first: the constraint if more work arrives than it can finish, otherwise the slowest step, if it is clearly ahead. Weir always says why, or why no step stands out.",
        "The constraint if its utilization is 100% or more; otherwise the step with the largest drag, if that is at least 1.3 times the next one and at least half of the times are known.",
        "",
    ),
    metric(
        "drag",
        StepMetric::Drag.info(),
        "Two parallel steps take 1w and 2d: removing the first saves 3d, removing the second saves nothing.",
    ),
    formula(
        "slowest",
        "Slowest step",
        "The step that adds the most to the lead time.",
        "The step with the largest drag, if that is at least 1.3 times the next one and at least half of the times are known.",
        "",
    ),
    metric("capacity", StepMetric::Capacity.info(), "2 people and 4h of work per item: 2 × 40h ÷ 4h = 20 per week."),
    formula(
        "constraint",
        "Constraint",
        "The step with the least capacity. It limits how much the whole process can finish.",
        "The step with the least capacity.",
        "",
    ),
    metric(
        "utilization",
        StepMetric::Utilization.info(),
        "18 per week arrive, and the step can finish 20 per week: 90%.",
    ),
    formula(
        "most-rework",
        "Most rework",
        "The step whose rework costs the most.",
        "The step whose incoming rework arrows add the most to the expected lead time; without arrows, the one with the lowest %C/A.",
        "",
    ),
];

/// A term as a button that opens its note without a script. The page must contain the note too
/// (`templates/page/notes.html`).
#[derive(Debug, Clone, Copy)]
pub struct TermButton {
    id: &'static str,
    text: &'static str,
}

impl TermButton {
    pub fn id(&self) -> &'static str {
        self.id
    }
}

impl fmt::Display for TermButton {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TermButton { id, text } = self;
        write!(f, r#"<button type="button" class="term" popovertarget="note-{id}">{text}</button>"#)
    }
}

// Both parts are literals of this program, not user text.
impl askama::filters::HtmlSafe for TermButton {}

/// A term with its own name.
pub fn term(id: &'static str) -> TermButton {
    TermButton { id, text: find_term(id).map_or(id, |term| term.name) }
}

/// A term with another label, such as a column heading.
pub fn term_as(id: &'static str, text: &'static str) -> TermButton {
    TermButton { id, text }
}

/// A small button beside a label that opens the note of a term; nothing if there is no such term.
#[derive(Debug, Clone, Copy)]
pub struct HelpButton(Option<&'static Term>);

impl fmt::Display for HelpButton {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Term { id, name, .. }) = self.0 else { return Ok(()) };
        write!(
            f,
            r#"<button type="button" class="help-button" popovertarget="note-{id}" aria-label="What is {name}?"><span aria-hidden="true">?</span></button>"#
        )
    }
}

impl askama::filters::HtmlSafe for HelpButton {}

pub fn help_button(id: &str) -> HelpButton {
    HelpButton(find_term(id))
}

pub fn find_term(id: &str) -> Option<&'static Term> {
    SECTIONS.iter().flat_map(|section| section.terms).find(|term| term.id == id)
}

/// The terms for the notes of a page.
pub fn terms(ids: &[&str]) -> Vec<&'static Term> {
    ids.iter().filter_map(|id| find_term(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn term_ids_are_unique() {
        let mut ids: Vec<&str> = SECTIONS.iter().flat_map(|c| c.terms).map(|w| w.id).collect();
        ids.extend(SECTIONS.iter().map(|c| c.id));
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}
