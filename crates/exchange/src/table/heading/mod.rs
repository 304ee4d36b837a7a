//! Headings of tables as people write them: `Work`, `PT (min)`, `Avg. lead time in hours`,
//! `Durée d’attente [jours]`, `工序`. The words of a heading stand for a few concepts, in any language, and rules say
//! which column a set of concepts means.

mod column;
mod concepts;
mod pattern;
mod rules;
mod text;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use column::{Column, WRITTEN};
pub(crate) use text::is_note_mark;

use concepts::{
    AFTER, BEFORE, COUNT, CURRENT, CYCLE, Concepts, DURATION, FUTURE, HIGH, ITEM, LOW, NECESSARY, NOT_VALUE_ADDED,
    NUMBER, PER, PERCENT, PROCESS, QUESTION, QUEUE, RANGE, RATE, TIME, TOTAL, UNIT, VALUE_ADDED, WAIT,
};
use rules::Found;
use text::{Parts, key, parts, words as split};
use vsm::model::duration::{ClockPattern, Unit};
use vsm::model::map::State;

/// A longer text isn't a heading.
const MAX_CHARS: usize = 120;

/// A recognized heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) column: Column,
    /// The unit of bare numbers in this column, if the heading has one: `h` in `Work (h)`.
    pub(crate) unit: Option<String>,
    /// How times with colons are meant, if the heading says so: `Wait (mm:ss)`.
    pub(crate) pattern: Option<ClockPattern>,
    /// Whether the column holds the opposite share: `Defect %` is 100 less %C/A.
    pub(crate) is_opposite: bool,
    /// Whether the heading is vague, so that another column with the same meaning is more likely: `Process` names the
    /// steps if no `Activity` does, `Duration` is the lead time unless there is another.
    pub(crate) is_weak: bool,
    /// The state of the process that the column describes, if the heading says so: `Future PT`.
    pub(crate) state: Option<State>,
}

impl Heading {
    /// A heading that says nothing else.
    pub(crate) fn new(column: Column, unit: Option<String>) -> Heading {
        Heading { column, unit, pattern: None, is_opposite: false, is_weak: false, state: None }
    }

    /// The meaning of a heading; `None` if it is unknown.
    pub(crate) fn parse(heading: &str) -> Option<Heading> {
        let heading = heading.trim();
        if heading.chars().nth(MAX_CHARS).is_some() {
            return None;
        }
        Heading::with_other_time(heading).or_else(|| Heading::without_other_time(heading))
    }

    /// A time with or without another one: `Process time (incl. wait)`, `Lead time excl. process time`.
    fn with_other_time(heading: &str) -> Option<Heading> {
        // `Tiempo sin valor` has a meaning as a whole.
        if words::meaning(&split(heading)).is_some() {
            return None;
        }
        let Besides { of, other, is_included } = Besides::in_heading(heading)?;
        let other = Heading::without_other_time(&other).filter(|other| other.column.is_time())?;
        let mut found = Heading::without_other_time(&of)?;
        found.unit = found.unit.or(other.unit);
        found.column = match (found.column, is_included, other.column) {
            (Column::Work, true, Column::Wait) | (Column::Wait, true, Column::Work) => Column::Lead,
            (Column::Lead, false, Column::Work) => Column::Wait,
            (Column::Lead, false, Column::Wait) => Column::Work,
            (column, ..) => column,
        };
        found.is_weak = false;
        Some(found)
    }

    fn without_other_time(heading: &str) -> Option<Heading> {
        let (heading, pattern) = pattern::take(heading);
        let Parts { main, brackets } = parts(&heading);
        let mut about = About { pattern, ..About::default() };
        let mut repeated = Vec::new();
        for bracket in &brackets {
            let inside = split(&bracket.text);
            // `Step(s)`
            if bracket.is_attached && inside.iter().all(|word| matches!(word.as_str(), "s" | "es" | "en" | "ies")) {
                about.plural = true;
                about.unit = about.unit.or_else(|| lone_unit(&inside));
            } else if let Some(unit) = lone_unit(&inside) {
                about.unit = about.unit.or(Some(unit));
                about.plural = false;
            } else if let Some(more) = words::meaning(&inside).filter(|more| more.without(ASIDE).is_empty()) {
                about.concepts = about.concepts | more;
            } else {
                repeated.extend(part(&bracket.text, Concepts::NOISE).filter(|part| !part.heading.is_weak));
            }
        }
        // With a unit in brackets, `min` isn’t one: `Wait min (h)`.
        let main = if about.unit.is_some() { with_minimum(&main) } else { main };
        let outer = either(&main, about.concepts);
        let mut found = choose(outer, &repeated)?;
        found.add(about)?;
        Some(found.heading)
    }

    /// The meaning of a label in a sentence, where most words are no labels.
    pub(crate) fn label(label: &str) -> Option<Heading> {
        let heading = Heading::parse(label)?;
        let is_exact = exact(label).is_some();
        let is_clear = heading.column.is_value() && !heading.is_weak && !heading.is_opposite && heading.state.is_none();
        let is_label = !matches!(
            heading.column,
            Column::WaitAfter | Column::Necessary | Column::Class | Column::Unit | Column::Order | Column::Defects
        );
        (is_label && (is_exact || is_clear)).then_some(heading)
    }
}

/// The state that a text names, among other words: `Current state`, `To-be`, `After`.
pub(crate) fn state_of(text: &str) -> Option<State> {
    let found = words::known(&split(text));
    match (found.has(BEFORE), found.has(AFTER)) {
        (true, false) => rules::state(found | CURRENT),
        (false, true) => rules::state(found | FUTURE),
        _ => rules::state(found),
    }
}

/// Whether the heading is a cycle time, which may include waiting.
pub(crate) fn is_cycle_time(heading: &str) -> bool {
    words::known(&split(heading)).has(CYCLE)
}

/// Whether the heading is of time that adds no value, not all of which need be waiting.
pub(crate) fn is_without_value(heading: &str) -> bool {
    let found = words::known(&split(heading));
    found.has(NOT_VALUE_ADDED) && !found.has(WAIT)
}

/// The unit of a heading that is nothing else: `Minutes`, `Min. per case`.
pub(crate) fn lone_unit_of(heading: &str) -> Option<Unit> {
    lone_unit(&split(heading)).as_deref().and_then(Unit::parse)
}

/// What may be in brackets to say more about what is before them.
const ASIDE: Concepts = LOW
    .and(HIGH)
    .and(RANGE)
    .and(BEFORE)
    .and(AFTER)
    .and(CURRENT)
    .and(FUTURE)
    .and(PERCENT)
    .and(RATE)
    .and(QUESTION)
    .and(NECESSARY)
    .and(TIME)
    .and(TOTAL)
    .and(PER)
    .and(ITEM)
    .and(COUNT)
    .and(NUMBER);

/// A heading whose `min` is the lower end of a range.
fn with_minimum(heading: &str) -> String {
    let words =
        heading.split([' ', '_', '.']).map(|word| if word.eq_ignore_ascii_case("min") { "minimum" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// A heading that says what else its time includes, or doesn’t.
struct Besides {
    of: String,
    other: String,
    is_included: bool,
}

impl Besides {
    #[rustfmt::skip]
    const INCLUDING: &[&str] = &[
        "incl", "including", "includes", "inclusive", "with", "inkl", "inklusive", "einschließlich", "mit", "inclus", "incluant", "avec", "incluyendo", "incluye", "con", "incluindo", "com", "inclusief", "met",
    ];
    #[rustfmt::skip]
    const EXCLUDING: &[&str] = &[
        "excl", "excluding", "excludes", "exclusive", "without", "exkl", "exklusive", "ohne", "hors", "sans", "excluyendo", "sin", "excluindo", "sem", "senza", "exclusief", "zonder", "bez",
    ];

    fn in_heading(heading: &str) -> Option<Besides> {
        let starts = heading.char_indices().filter(|(at, c)| {
            c.is_alphabetic() && !heading.get(..*at).unwrap_or_default().ends_with(char::is_alphabetic)
        });
        let (at, length, is_included) = starts.into_iter().find_map(|(at, _)| {
            let word = heading.get(at..)?.split(|c: char| !c.is_alphabetic()).next()?;
            let lower = word.to_lowercase();
            let is_included = Besides::INCLUDING.contains(&lower.as_str());
            (is_included || Besides::EXCLUDING.contains(&lower.as_str())).then_some((at, word.len(), is_included))
        })?;
        let before = heading.get(..at)?.trim_end();
        let behind = heading.get(at + length..)?.trim_start_matches(['.', ' ', ':']);
        let is_in_brackets = before.ends_with(['(', '[']);
        let (other, more) =
            if is_in_brackets { behind.split_once([')', ']']).unwrap_or((behind, "")) } else { (behind, "") };
        let of = format!("{} {more}", before.trim_end_matches(['(', '[', ',', ' ']));
        Some(Besides { of, other: other.to_owned(), is_included })
    }
}

/// What the brackets of a heading say.
#[derive(Default)]
struct About {
    concepts: Concepts,
    unit: Option<String>,
    pattern: Option<ClockPattern>,
    /// Whether the unit may be the ending of a plural.
    plural: bool,
}

/// A heading without its brackets.
#[derive(Clone)]
struct Part {
    heading: Heading,
    /// Whether it may ask if the step adds value.
    may_ask: bool,
    /// Whether it names a number of items, which with a unit of time is how long they wait.
    is_queue: bool,
    /// Whether it names a process, which with a unit of time is how long it takes.
    is_process: bool,
}

impl Part {
    /// Adds what brackets say. `None` if that makes no sense: `Team (h)` isn't a team, like hours of people aren't
    /// people.
    fn add(&mut self, about: About) -> Option<()> {
        let heading = &mut self.heading;
        heading.unit = heading.unit.take().or(about.unit);
        heading.pattern = about.pattern;
        heading.is_weak &= !(self.may_ask && (heading.unit.is_some() || heading.pattern.is_some()));
        if !heading.column.is_time() && heading.unit.is_some() {
            if about.plural {
                heading.unit = None;
            } else if self.is_queue {
                heading.column = Column::Wait;
            } else if self.is_process {
                (heading.column, heading.is_weak) = (Column::Work, true);
            } else {
                return None;
            }
        }
        Some(())
    }
}

/// The part that counts, if a heading is repeated in brackets.
fn choose(outer: Option<Part>, repeated: &[Part]) -> Option<Part> {
    let Some(outer) = outer else {
        let one = repeated.first()?;
        let is_clear = one.heading.column.is_time() || one.heading.column == Column::CompleteAccurate;
        return is_clear.then(|| one.clone());
    };
    for inner in repeated.iter().filter(|inner| inner.heading.column != outer.heading.column) {
        // `Waiting time (queue)`
        if outer.heading.column == Column::Wait && inner.is_queue {
            continue;
        }
        // `Duration (wait)`
        if outer.heading.is_weak && outer.heading.column.is_value() && inner.heading.column.is_value() {
            let mut inner = inner.clone();
            inner.heading.state = inner.heading.state.or(outer.heading.state);
            return Some(inner);
        }
        // Ambiguous headings are rejected.
        if outer.heading.column.is_value() && (inner.heading.column.is_value() || inner.heading.column == Column::Team)
        {
            return None;
        }
    }
    Some(outer)
}

/// The meaning of a text without brackets, and of what is added to it.
fn part(text: &str, aside: Concepts) -> Option<Part> {
    let mut all = split(text);
    let mut named = None;
    if aside.is_empty() {
        named = exact(text);
    }
    // In `min wait` and `wait min/max` it is an end of a range.
    if all.first().is_some_and(|word| word == "min") || all.iter().any(|word| word == "max") {
        all.iter_mut().filter(|word| *word == "min").for_each(|word| "minimum".clone_into(word));
    }
    let mut unit = None;
    if let [_, .., preposition, symbol] = all.as_slice()
        && preposition == "in"
        && let Some(found) = self::unit(symbol)
    {
        unit = Some(found);
        all.truncate(all.len() - 2);
    } else if words::meaning(&all).is_none() || ends_with_symbol(&all) {
        unit = take_unit(&mut all);
    }
    let found = words::meaning(&all)
        .map(|concepts| concepts | aside)
        .and_then(|concepts| Some((rules::find(concepts)?, concepts)));
    let may_ask = found.is_some_and(|(_, concepts)| concepts.has(VALUE_ADDED));
    let is_queue = found.is_some_and(|(_, concepts)| concepts.has(QUEUE));
    let is_process = found.is_some_and(|(found, concepts)| found.column == Column::Step && concepts.has(PROCESS));
    match (named, found.map(|(found, _)| found)) {
        (Some(column), found) => {
            let alike = found.filter(|found| found.column == column && unit.is_none());
            let is_own = [column.heading(), column.as_str()].iter().any(|own| key(own) == key(text));
            let is_weak = !is_own && alike.is_some_and(|found| found.is_weak);
            let heading = Heading { is_weak, ..Heading::new(column, None) };
            Some(Part { heading, may_ask, is_queue: column == Column::Queue, is_process })
        }
        (None, Some(Found { column, is_weak, is_opposite, state })) => {
            let heading = Heading { column, unit, pattern: None, is_opposite, is_weak, state };
            let may_have_unit = column.is_time() || is_queue || is_process;
            (may_have_unit || heading.unit.is_none()).then_some(Part { heading, may_ask, is_queue, is_process })
        }
        (None, None) => None,
    }
}

/// Whether the last word is the symbol of a unit behind a heading, even if it is another word as well: `Wait d`, but not
/// `d’attente`.
fn ends_with_symbol(all: &[String]) -> bool {
    let Some((last, before)) = all.split_last().filter(|(_, before)| !before.is_empty()) else { return false };
    Unit::ALL.iter().any(|unit| unit.symbol() == last) && words::meaning(before).is_some()
}

/// The meaning of a text that may have alternatives, as in `Owner / Team`. They have to mean the same.
fn either(text: &str, aside: Concepts) -> Option<Part> {
    let whole = part(text, aside);
    let halves = text.split(['/', '／', '|']).filter(|half| !half.trim().is_empty());
    let Some(halves) = halves.map(|half| part(half, aside)).collect::<Option<Vec<Part>>>() else { return whole };
    let mut columns = halves.iter().map(|half| half.heading.column);
    let first = columns.next()?;
    if columns.all(|column| column == first) {
        return whole.or_else(|| halves.into_iter().next());
    }
    whole.filter(|whole| whole.heading.column == Column::Class)
}

/// The column with this very heading, of this version or an older one.
fn exact(heading: &str) -> Option<Column> {
    if split(heading).iter().any(|word| matches!(word.as_str(), "#" | "?")) {
        return None;
    }
    let column = Column::from_key(&key(heading)).filter(|column| *column != Column::Defects)?;
    // A share of rework has no target.
    (column == Column::CompleteAccurate || !heading.contains(['%', '％'])).then_some(column)
}

/// Words between the name of a time and its unit.
const BEFORE_UNIT: &[&str] = &["business", "working", "work", "elapsed", "calendar", "person", "man", "personen"];

/// The unit that these words name, and nothing else: `min per item`.
fn lone_unit(words: &[String]) -> Option<String> {
    let mut rest: Vec<String> = words.iter().filter(|word| !BEFORE_UNIT.contains(&word.as_str())).cloned().collect();
    let unit = take_unit(&mut rest)?;
    let more = words::meaning(&rest)?;
    // `per week` is no unit.
    if more.has(PER) && !more.has_any(ITEM | UNIT) {
        return None;
    }
    more.without(PER | ITEM | DURATION | UNIT).is_empty().then_some(unit)
}

/// Takes the only word that names a unit, and what belongs to it.
fn take_unit(words: &mut Vec<String>) -> Option<String> {
    let is_unit = |word: &String| unit(word).is_some();
    let at = match words.iter().rposition(|word| is_unit(word) && !words::is_known(word)) {
        Some(at) => at,
        None => words.iter().rposition(is_unit)?,
    };
    let before = at.checked_sub(1).and_then(|before| words.get(before..at)).and_then(words::meaning);
    if before.is_some_and(|before| before.has(PER)) {
        return None;
    }
    let unit = unit(&words.remove(at))?;
    let is_before = |word: &String| BEFORE_UNIT.contains(&word.as_str());
    if words.len() > 1 && at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(is_before) {
        words.remove(at - 1);
    }
    Some(unit)
}

/// The symbol of a unit.
fn unit(word: &str) -> Option<String> {
    let unit = Unit::parse(word)?;
    // “min” may also mean the lower end of a range.
    Some(if word == "min" { word.to_owned() } else { unit.symbol().to_owned() })
}
