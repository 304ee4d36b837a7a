//! The glossary: what each term means, shown beside its values and on the help page.

use std::fmt;

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

const fn definition(id: &'static str, name: &'static str, short: &'static str) -> Term {
    Term { id, name, short, formula: "", example: "" }
}

const fn metric(
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
    Section { id: "figures", title: "Metrics", terms: FIGURES },
    Section { id: "culprits", title: "Bottleneck", terms: CULPRITS },
    Section { id: "better", title: "Improvements", terms: BETTER },
];

const BETTER: &[Term] = &[
    metric(
        "lever",
        "Suggestion",
        "A possible change to this map: halve a wait, run two checks in parallel, eliminate rework, hold a meeting twice as often. Weir applies each one to the map and ranks it by its end-to-end saving.",
        "Saving = expected lead time before − after the change. A cadence causes a wait time of up to half the cadence, and doubling the frequency removes half of that. A batch takes (batch size − 1) ÷ 2 ÷ demand to fill.",
        "A board meets every 1w, and its wait time is 4d. The cadence causes 2d 4h of that, so meeting twice a week saves 1d 2h.",
    ),
    metric(
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
    metric(
        "idea",
        "Idea",
        "A proposed improvement, pinned to a step or the whole map: a kaizen burst. It can be just a problem. Describe the change, and Weir calculates the saving.",
        "Ranked by saving ÷ implementation effort, where S counts as 1, M or no effort as 3, and L as 9; then by votes.",
        "",
    ),
    definition("effort-size", "Implementation effort", "S: days. M: weeks. L: months."),
    definition(
        "future-state",
        "Future state",
        "A map of how the process could be, created from the current state. Steps have the same ids, so you can compare the maps step by step.",
    ),
    definition("family", "Related maps", "The maps of one process: the current state and its future states."),
];

const MAP: &[Term] = &[
    definition(
        "value-stream-map",
        "Map",
        "One release process in one state: the steps from “code is done” (or earlier) to “users have it”, each with the time an item waits and the time people or machines work on it.",
    ),
    definition("item", "Item", "What flows through the map: a change, a feature, a hotfix, a whole release."),
    definition(
        "scope",
        "Scope",
        "What flows through the map, where it starts and where it ends. Metrics cover only what is in between.",
    ),
    definition("state", "State", "Current state: how the process is. Future state: how it could be."),
    definition("step", "Step", "Something done to an item: review, build, approve, test, deploy, verify."),
    definition(
        "flow",
        "Flow",
        "An arrow to the next step. If several arrows leave a step, all of them happen, in parallel; they aren’t alternatives.",
    ),
    definition(
        "rework",
        "Rework",
        "An arrow back: a share of the items at a step is sent back to an earlier step and passes everything in between again.",
    ),
    definition(
        "clock",
        "Working calendar",
        "How the map counts days. Working time: 8-hour days and 5-day weeks, adjustable. Calendar time: 24 hours and 7 days. A month is 52/12 weeks.",
    ),
    definition("demand", "Demand", "How many items arrive per day, week, month, quarter or year."),
    definition(
        "comparison",
        "Comparison",
        "Two maps side by side: before and after. Steps are matched by origin, whatever their names and values. A step has moved if its order among the common steps has changed.",
    ),
    definition("finding", "Warning", "Something to check in the map, such as a missing time or an unconnected step."),
];

const TIMES: &[Term] = &[
    definition("wait", "Wait time", "The time an item is idle before work on the step starts."),
    definition("wait-reason", "Wait reason", "Why the item waits, such as a weekly board or a maintenance window."),
    definition("work", "Work time", "The time someone or something is busy with the item. Also called process time."),
    metric(
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
    metric(
        "every",
        "Cadence",
        "How often the step happens at all, such as a weekly board or a monthly window.",
        "If the wait time is unknown, half the cadence is used.",
        "In working time, a cadence of 1w counts as a wait time of 2d 4h.",
    ),
    definition("queue", "Items waiting", "How many items are in front of the step right now."),
];

const DETAILS: &[Term] = &[
    definition(
        "kind",
        "Kind",
        "What a step is: a task, a review, an approval, a build, a test, a migration, a deployment or a verification. It sets the icon in the drawing.",
    ),
    definition("team", "Team", "Who does the step. A flow between two different teams is a handoff."),
    definition(
        "ca",
        "%C/A",
        "Percent complete and accurate: the share of a step’s output that the next step can use as it is, without asking, correcting or sending it back.",
    ),
    definition("people", "People", "How many people can work on the step at the same time."),
    definition(
        "people-per-item",
        "People per item",
        "How many people one item needs together. A board of five needs five.",
    ),
    definition("batch", "Batch size", "How many items go through the step together."),
    definition(
        "downtime",
        "Step downtime",
        "Elapsed time in which users can’t use the product because of this step. Always shown in hours and minutes.",
    ),
    definition("automated", "Automated", "Does the step run without manual work? Yes, no or unknown."),
    definition("observed", "Monitored", "Would we notice if it failed? Yes, no or unknown."),
    definition("reversible", "Reversible", "Can we roll it back? Yes, no or unknown."),
    definition("source", "Estimate or measured", "Where a step’s values come from: an estimate or a measurement."),
];

const FIGURES: &[Term] = &[
    metric(
        "lead",
        "Lead time",
        "How long one item takes from start to end without rework.",
        "The longest path through the map by wait time + work time. Where branches join, the slowest one counts. If times are missing, Weir shows “at least”.",
        "Design 2w, Approval 1w, then in parallel Test 2d and Change board 1w, then Deploy 1w: 5w. The test doesn’t count because it is done before the board.",
    ),
    metric(
        "expected-lead",
        "Expected lead time",
        "How long an item takes on average, including rework.",
        "The longest path with each step’s lead time × its expected visits.",
        "Two steps take 1w each, and the second sends 20% back to the first: both are visited 1.25 times, so 2w 2d 4h.",
    ),
    metric(
        "visits",
        "Expected visits",
        "How often an item passes a step on average, because rework sends some items back.",
        "1 + the sum of share × visits of the sending step, over all rework arrows that span the step. Above 1,000 visits, the map “never finishes”.",
        "Of the steps a, b, c and d, b sends 30% back to a, and d sends 10% back to b: 1.48, 1.59, 1.11 and 1.11 visits.",
    ),
    metric(
        "critical-path",
        "Critical path",
        "The chain of steps that determines the lead time. Parallel steps finish earlier and wait.",
        "The longest path by lead time. If two are equally long, the one with more work time.",
        "",
    ),
    metric(
        "map-wait",
        "Total wait time",
        "The part of the lead time an item spends waiting.",
        "The sum of the wait times on the critical path.",
        "",
    ),
    metric(
        "map-work",
        "Total work time",
        "The part of the lead time someone or something is busy with the item.",
        "The sum of the work times on the critical path.",
        "",
    ),
    metric(
        "flow-efficiency",
        "Flow efficiency",
        "The part of the lead time in which work is done. Also called activity ratio or process cycle efficiency. Few processes reach 15% when they are first mapped.",
        "Work time ÷ lead time on the critical path.",
        "7d of work in 9w 3d: 7 ÷ 48 = 14.6%.",
    ),
    metric(
        "rolled-ca",
        "Rolled %C/A",
        "The chance that an item passes the whole map without ever being sent back or corrected.",
        "The product of all steps’ %C/A, on every branch. Steps without one are not included; Weir shows how many.",
        "80% × 50% × 90% × 60% = 21.6%.",
    ),
    metric(
        "effort",
        "Effort",
        "How much of people’s time one item takes.",
        "The sum of work time × people per item over all steps, on the critical path or not.",
        "A board of five that takes 2h: 10h.",
    ),
    metric(
        "map-downtime",
        "Downtime",
        "How long users can’t use the product, per release and per month.",
        "Per release: the longest path by downtime. Per month: × demand ÷ the largest batch size of a step with downtime.",
        "1h to stop and 2h to migrate: 3h per release. With 4 changes per month that are released together: 3h per month.",
    ),
    metric(
        "handoffs",
        "Handoffs",
        "How often work passes from one team to another.",
        "Flows between steps of two different teams. Both teams must be known.",
        "",
    ),
    metric(
        "wip",
        "Work in progress",
        "How many items are in progress at any time.",
        "Demand × expected lead time (Little’s law).",
        "4 per month × 2 months: 8.",
    ),
    metric(
        "confidence",
        "Confidence",
        "How much of the process is automated, monitored and reversible.",
        "How many steps are automated, monitored and reversible: yes, no or unknown.",
        "",
    ),
];

const CULPRITS: &[Term] = &[
    metric(
        "bottleneck",
        "Bottleneck",
        "The step to improve first: the constraint if more work arrives than it can finish, otherwise the slowest step. Weir always says why.",
        "The constraint if its utilization is 100% or more; otherwise the step with the largest drag.",
        "",
    ),
    metric(
        "drag",
        "Drag",
        "How much shorter the lead time of the map would be if this step took no time. A step that isn’t on the critical path has no drag.",
        "Lead time − lead time with the wait and work time of the step at 0 (Devaux). Drag of its wait time: with only the wait time at 0.",
        "Two parallel steps take 1w and 2d: removing the first saves 3d, removing the second saves nothing.",
    ),
    metric(
        "slowest",
        "Slowest step",
        "The step that adds the most to the lead time.",
        "The step with the largest drag.",
        "",
    ),
    metric(
        "capacity",
        "Capacity",
        "How many items a step can finish in a week.",
        "(People ÷ people per item) × batch size × working hours per week ÷ (work time × visits). Needs people and work time.",
        "2 people and 4h of work per item: 2 × 40h ÷ 4h = 20 per week.",
    ),
    metric(
        "constraint",
        "Constraint",
        "The step with the least capacity. It limits how much the whole process can finish.",
        "The step with the least capacity.",
        "",
    ),
    metric(
        "utilization",
        "Utilization",
        "How much of a step’s capacity is used. Near 100%, queues grow without limit.",
        "Demand ÷ capacity.",
        "18 per week arrive, and the step can finish 20 per week: 90%.",
    ),
    metric(
        "leakiest",
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
    #[must_use]
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
#[must_use]
pub fn term(id: &'static str) -> TermButton {
    TermButton { id, text: find_term(id).map_or(id, |term| term.name) }
}

/// A term with another label, such as a column heading.
#[must_use]
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

#[must_use]
pub fn help_button(id: &str) -> HelpButton {
    HelpButton(find_term(id))
}

#[must_use]
pub fn find_term(id: &str) -> Option<&'static Term> {
    SECTIONS.iter().flat_map(|section| section.terms).find(|term| term.id == id)
}

/// The terms for the notes of a page.
#[must_use]
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
