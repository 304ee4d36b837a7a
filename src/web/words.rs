//! The words of the product: what each term means, where it stands beside its figure and on the help page.

use std::fmt;

/// A term with its meaning.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// The anchor on the help page, and what templates name it by.
    pub id: &'static str,
    /// The term as screens write it.
    pub word: &'static str,
    /// One or two sentences, shown in place.
    pub short: &'static str,
    /// How it is computed; empty for a word that is not a figure.
    pub formula: &'static str,
    /// An example with numbers, for the help page; may be empty.
    pub example: &'static str,
}

/// Words that belong together on the help page.
#[derive(Debug, Clone, Copy)]
pub struct Chapter {
    /// Its anchor.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// The words, in reading order.
    pub words: &'static [Word],
}

const fn word(id: &'static str, word: &'static str, short: &'static str) -> Word {
    Word { id, word, short, formula: "", example: "" }
}

const fn figure(
    id: &'static str,
    word: &'static str,
    short: &'static str,
    formula: &'static str,
    example: &'static str,
) -> Word {
    Word { id, word, short, formula, example }
}

/// Every word, by chapter.
pub const CHAPTERS: &[Chapter] = &[
    Chapter { id: "map", title: "The map", words: MAP },
    Chapter { id: "times", title: "The times of a step", words: TIMES },
    Chapter { id: "details", title: "What else a step tells", words: DETAILS },
    Chapter { id: "figures", title: "The figures of a map", words: FIGURES },
    Chapter { id: "culprits", title: "What holds a release back", words: CULPRITS },
    Chapter { id: "better", title: "From today to tomorrow", words: BETTER },
];

const BETTER: &[Word] = &[
    figure(
        "lever",
        "Lever",
        "Something that could be done to this map: halve a wait, do two checks in parallel, stop rework, hold a meeting twice as often. Each is tried on the map, and ranked by what it saves end to end; no rule of thumb decides.",
        "saving = expected lead time of the map as it is − the same with the change made. A rhythm explains at most half of itself of a wait: twice as often takes half of that away. A batch gathers for (batch − 1) ÷ 2 ÷ demand.",
        "A board that meets every 1w with a wait of 4d: 2d 4h of it is the rhythm, so meeting twice a week saves 1d 2h.",
    ),
    figure(
        "saving",
        "Saving",
        "What a change takes off the way until users have it, rework and all; beside it downtime, effort and handoffs. On top of others: with the ideas that are being tried made first.",
        "before − after, worked out by making the change. Below zero, it gets worse.",
        "",
    ),
    word(
        "countermeasure",
        "Countermeasure",
        "Something that has worked in practice, such as a rolling upgrade. It is offered only where figures of the map call for it, and says which.",
    ),
    figure(
        "idea",
        "Idea",
        "A proposed improvement, pinned to a step or to the whole map: a kaizen burst. It may be just a complaint. What it would change can be said, and then what it saves is worked out.",
        "Ranked by saving ÷ effort, where S counts 1, M counts 3 (also where nobody has said), L counts 9; then by votes.",
        "",
    ),
    word("effort-size", "Effort of an idea", "S: days. M: weeks. L: months."),
    word(
        "future-state",
        "Future state",
        "A map of how it could be, drawn from a map of how it is. Its steps keep who they are, so that the two can be compared step by step.",
    ),
    word("family", "Family", "The maps of one process: today, and each future state that was drawn from it."),
];

const MAP: &[Word] = &[
    word(
        "value-stream-map",
        "Map",
        "A picture of one release process in one state: the steps from “code is done” (or earlier) to “users have it”, each with the time an item waits and the time people or machines work on it.",
    ),
    word("item", "Item", "What flows through the map: a change, a feature, a hotfix, a whole release."),
    word("scope", "Scope", "Where the map starts and where it ends. Figures are only about what lies between."),
    word("state", "State", "Current: how it is today. Future: how it could be."),
    word("step", "Step", "Something done to an item: review, build, approve, test, deploy, verify."),
    word(
        "flow",
        "Flow",
        "An arrow “then”: what comes out of one step goes to the next. Several arrows out of a step all happen, in parallel; they are not a choice.",
    ),
    word(
        "rework",
        "Rework",
        "An arrow back: a share of what arrives at a step is sent back to an earlier one and passes everything between them again.",
    ),
    word(
        "clock",
        "Clock",
        "How the map counts days. Working time: a day is 8 hours and a week 5 days, adjustable. Calendar time: 24 hours, 7 days. A month is 52/12 weeks.",
    ),
    word("demand", "Demand", "How many items arrive in a day, week, month, quarter or year."),
    word(
        "comparison",
        "Comparison",
        "Two maps side by side, one as it was before and one after. A step is the same in both where it comes from the same step, whatever it is called and whatever its figures are; a step has moved where its order with the steps that both maps have is another one.",
    ),
    word(
        "finding",
        "Finding",
        "Something worth telling about the map: a time that is missing, a step that nothing leads to.",
    ),
];

const TIMES: &[Word] = &[
    word("wait", "Wait", "The time an item lies idle before work on the step starts."),
    word("wait-reason", "Wait reason", "Why it waits: a weekly board, a maintenance window, a queue."),
    word(
        "work",
        "Work",
        "The time in which somebody or something is actually busy with the item. The literature calls it process time.",
    ),
    figure(
        "step-lead",
        "Lead time of a step",
        "From arriving at the step until it is done.",
        "wait + work. Of the three, any two give the third; where only the lead time is known, the split is unknown.",
        "A wait of 4d 6h and work of 2h make a lead time of 5d.",
    ),
    word(
        "range",
        "Range",
        "The shortest and the longest that people have seen, beside the typical value. Written as 2d (1d–3w).",
    ),
    figure(
        "every",
        "Every",
        "The step happens only so often: a board that meets weekly, a window once a month.",
        "A wait that is not known counts as half of it, and the map says so.",
        "Every 1w counts as a wait of 2d 4h on a working clock.",
    ),
    word("queue", "Queue", "How many items lie before the step right now."),
];

const DETAILS: &[Word] = &[
    word(
        "kind",
        "Kind",
        "What a step is: a task, a review, an approval, a build, a test, a migration, a deployment, a verification. It gives the step its sign in the drawing.",
    ),
    word("team", "Team", "Who does the step. A flow between two different teams is a handoff."),
    word(
        "ca",
        "%C/A",
        "Percent complete and accurate: how much of a step’s output the next step can use as it is, without asking, correcting or sending it back.",
    ),
    word("people", "People", "How many can work on the step at once."),
    word("people-per-item", "People per item", "How many one item needs together: a board of five needs five."),
    word("batch", "Batch", "How many items go through the step together."),
    word(
        "downtime",
        "Downtime of a step",
        "Elapsed time in which users cannot use the product because of this step. Always told in hours and minutes.",
    ),
    word("automated", "Automated", "Does the step run without hands? Yes, no, or nobody knows."),
    word("observed", "Observed", "Would we see it fail? Yes, no, or nobody knows."),
    word("reversible", "Reversible", "Can we go back? Yes, no, or nobody knows."),
    word(
        "source",
        "Guess or measured",
        "Where a step’s figures come from: what people in the room said, or what somebody measured.",
    ),
];

const FIGURES: &[Word] = &[
    figure(
        "lead",
        "Lead time",
        "How long one item takes from the start of the map to its end, when nothing has to be done again.",
        "The longest path through the map by wait + work: where branches join, the slowest one decides. If times are missing, it is told as “at least”.",
        "Design 2w, Approval 1w, then in parallel Test 2d and Change board 1w, then Deploy 1w: 5w. The test does not count, it is done before the board.",
    ),
    figure(
        "expected-lead",
        "Expected lead time",
        "How long an item takes on average, when rework is counted.",
        "The longest path with each step’s lead time × its expected visits.",
        "A chain of 1w and 1w in which the second step sends 20 % back to the first: both are visited 1.25 times, 2w 2d 4h.",
    ),
    figure(
        "visits",
        "Expected visits",
        "How often an item passes through a step on average, because rework sends some of them back.",
        "v = 1 + the sum, over all rework arrows that span the step, of share × visits of the step that sends back. Above 1,000 visits the map “does not finish”.",
        "Steps a, b, c, d; b sends 30 % back to a and d sends 10 % back to b: 1.48, 1.59, 1.11 and 1.11 visits.",
    ),
    figure(
        "critical-path",
        "Critical path",
        "The chain of steps that decides the lead time. Steps beside it finish earlier and wait.",
        "The longest path by lead time; of two equally long ones the one with more work.",
        "",
    ),
    figure(
        "map-wait",
        "Wait of the map",
        "How much of the lead time an item just lies there.",
        "The waits along the critical path, added up.",
        "",
    ),
    figure(
        "map-work",
        "Work of the map",
        "How much of the lead time somebody or something is busy with the item.",
        "The work along the critical path, added up.",
        "",
    ),
    figure(
        "flow-efficiency",
        "Flow efficiency",
        "The part of the lead time in which something happens. Also called activity ratio or process cycle efficiency. Few processes reach 15 % when they are first mapped.",
        "Work ÷ lead time, along the critical path.",
        "7d of work in 9w 3d: 7 ÷ 48 = 14.6 %.",
    ),
    figure(
        "rolled-ca",
        "Rolled %C/A",
        "The chance that an item passes the whole map without being sent back or corrected once.",
        "All steps’ %C/A multiplied, both branches. Steps without one are left out, and counted.",
        "80 % × 50 % × 90 % × 60 % = 21.6 %.",
    ),
    figure(
        "effort",
        "Effort",
        "How much time of people one item costs.",
        "Work × people per item, added up over all steps, on the critical path or not.",
        "A board of five that takes 2h: 10h.",
    ),
    figure(
        "map-downtime",
        "Downtime",
        "How long users cannot use the product because of one release, and in a month.",
        "Per release: the longest path by downtime. Per month: × demand ÷ the batch of the step with downtime (the largest).",
        "1h to stop and 2h to migrate: 3h a release; with 4 changes a month that go out together, 3h a month.",
    ),
    figure(
        "handoffs",
        "Handoffs",
        "How often work passes from one team to another.",
        "Flows between two steps whose teams differ, both teams known.",
        "",
    ),
    figure(
        "wip",
        "Work in progress",
        "How many items are on their way at any time.",
        "Demand × expected lead time (Little’s law).",
        "4 a month and 2 months on the way: 8.",
    ),
    figure(
        "confidence",
        "Confidence",
        "How much of the process runs without hands, tells when it fails, and can be taken back.",
        "How many steps are automated, observed, reversible: yes, no, not known.",
        "",
    ),
];

const CULPRITS: &[Word] = &[
    figure(
        "bottleneck",
        "Bottleneck",
        "The step to look at first: the constraint if more work arrives than it can do, otherwise the slowest step. Always with the sentence that says why.",
        "The constraint if its utilization is 100 % or more; else the step with the largest drag.",
        "",
    ),
    figure(
        "drag",
        "Drag",
        "How much shorter the map’s lead time would be if this step took no time. A step beside the critical path has none.",
        "Lead time − lead time with the step’s wait and work at 0 (Devaux). Drag of its wait: with its wait at 0 only.",
        "Two parallel steps of 1w and 2d: taking the first away saves 3d, taking the second away saves nothing.",
    ),
    figure("slowest", "Slowest", "The step that adds most to the lead time.", "The step with the largest drag.", ""),
    figure(
        "capacity",
        "Capacity",
        "How many items a step can finish in a week.",
        "(people ÷ people per item) × batch × working hours a week ÷ (work × visits). Known when people and work are.",
        "2 people, 4h of work each: 2 × 40h ÷ 4h = 20 a week.",
    ),
    figure(
        "constraint",
        "Constraint",
        "The step that can do least. Nothing gets through faster than through it, whatever the others do.",
        "The step with the least capacity.",
        "",
    ),
    figure(
        "utilization",
        "Utilization",
        "How much of what a step can do is asked of it. Near 100 % queues grow without end.",
        "Demand ÷ capacity.",
        "18 a week arrive, 20 can be done: 90 %.",
    ),
    figure(
        "leakiest",
        "Leakiest",
        "The step to which work comes back most dearly.",
        "The step where the rework arrows into it add most to the expected lead time; without arrows, the lowest %C/A.",
        "",
    ),
];

/// A word of the page that explains itself: a button whose note opens without a script. The page must also hold the
/// note (`templates/notes.html`); a word that is not in the table is written plainly.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    id: &'static str,
    text: &'static str,
}

impl Term {
    /// The id of the word.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Term { id, text } = self;
        write!(f, r#"<button type="button" class="term" popovertarget="note-{id}">{text}</button>"#)
    }
}

// Both parts are literals of this program, none is anybody's text.
impl askama::filters::HtmlSafe for Term {}

/// A word as the table writes it, explaining itself.
#[must_use]
pub fn term(id: &'static str) -> Term {
    Term { id, text: word_of(id).map_or(id, |word| word.word) }
}

/// The same under another wording, such as a column's heading.
#[must_use]
pub fn term_as(id: &'static str, text: &'static str) -> Term {
    Term { id, text }
}

/// A small button beside a label, which opens the note of a word; nothing when there is no such word.
#[derive(Debug, Clone, Copy)]
pub struct Ask(Option<&'static Word>);

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(Word { id, word, .. }) = self.0 else { return Ok(()) };
        write!(
            f,
            r#"<button type="button" class="ask" popovertarget="note-{id}" aria-label="What is meant by {word}?"><span aria-hidden="true">?</span></button>"#
        )
    }
}

impl askama::filters::HtmlSafe for Ask {}

/// The button that opens the note of a word.
#[must_use]
pub fn ask(id: &str) -> Ask {
    Ask(word_of(id))
}

/// The word with this id.
#[must_use]
pub fn word_of(id: &str) -> Option<&'static Word> {
    CHAPTERS.iter().flat_map(|chapter| chapter.words).find(|word| word.id == id)
}

/// The words with these ids, for the notes that a page shows in place.
#[must_use]
pub fn words_of(ids: &[&str]) -> Vec<&'static Word> {
    ids.iter().filter_map(|id| word_of(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_once() {
        let mut ids: Vec<&str> = CHAPTERS.iter().flat_map(|c| c.words).map(|w| w.id).collect();
        ids.extend(CHAPTERS.iter().map(|c| c.id));
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}
