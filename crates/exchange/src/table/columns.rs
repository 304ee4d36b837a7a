//! The columns of a table of steps, and their headings as people write them: `Work`, `PT (min)`,
//! `Avg. lead time in hours`, `Process Time (PT)`, `Owner / Team`. One list for export and import.

use std::collections::HashMap;
use std::sync::LazyLock;

use vsm::fields::catalog::{StepField, ValueKind};
use vsm::model::duration::{ClockPattern, Unit};
use vsm::model::map::State as MapState;

/// A column that Weir knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    Step,
    Team,
    Kind,
    Wait,
    WaitLow,
    WaitHigh,
    WaitRange,
    WaitReason,
    Every,
    Queue,
    Work,
    WorkLow,
    WorkHigh,
    WorkRange,
    Lead,
    CompleteAccurate,
    People,
    PeoplePerItem,
    Batch,
    Downtime,
    Automated,
    Observed,
    Reversible,
    Source,
    Note,
    Id,
    Then,
    After,
    Rework,
    Map,
    HoursPerDay,
    DaysPerWeek,
    /// Repeats another column as text; ignored on import.
    InWords,
    /// How the times in a workbook were written, as storage codes.
    Spellings,
    /// Stored in the step's note, with its heading.
    Remark,
    /// The opposite of %C/A: the share of defects or rework.
    Defects,
    /// The position of a step among the others.
    Order,
    /// Necessary work that adds no value; counts as work.
    Necessary,
    /// The wait after a step, which is the wait of the next one.
    WaitAfter,
    /// Whether a row is work or waiting.
    Class,
    /// The units of the column before.
    Unit,
}

/// A column's row in the list.
struct Entry {
    column: Column,
    /// Its key in forms; older versions of Weir wrote it as the heading, so it is accepted as one.
    word: &'static str,
    /// The exported heading.
    heading: &'static str,
    /// The field of the map file that it fills.
    field: &'static str,
    /// Other accepted headings, as returned by [`key`]: `%C/A` is `ca`.
    aliases: &'static [&'static str],
    /// The field of a step, if it is one.
    step_field: Option<StepField>,
}

/// A field of a step: label and other headings come from the catalog of fields.
const fn of_step(column: Column, word: &'static str, field: StepField) -> Entry {
    Entry {
        column,
        word,
        heading: field.label(),
        field: field.key(),
        aliases: field.aliases(),
        step_field: Some(field),
    }
}

const fn other(
    column: Column,
    word: &'static str,
    heading: &'static str,
    field: &'static str,
    aliases: &'static [&'static str],
) -> Entry {
    Entry { column, word, heading, field, aliases, step_field: None }
}

/// Every column that a table may have.
#[rustfmt::skip]
const ENTRIES: &[Entry] = &[
    Entry { heading: "Step", ..of_step(Column::Step, "step", StepField::Name) },
    of_step(Column::Team, "team", StepField::Team),
    of_step(Column::Kind, "kind", StepField::Kind),
    of_step(Column::Wait, "wait", StepField::Wait),
    of_step(Column::WaitRange, "wait range", StepField::WaitRange),
    of_step(Column::WaitReason, "wait reason", StepField::WaitReason),
    of_step(Column::Every, "every", StepField::Every),
    of_step(Column::Queue, "queue", StepField::Queue),
    of_step(Column::Work, "work", StepField::Work),
    of_step(Column::WorkRange, "work range", StepField::WorkRange),
    of_step(Column::Lead, "lead", StepField::Lead),
    of_step(Column::CompleteAccurate, "%C/A", StepField::CompleteAccurate),
    of_step(Column::People, "people", StepField::People),
    of_step(Column::PeoplePerItem, "people per item", StepField::PeoplePerItem),
    of_step(Column::Batch, "batch", StepField::Batch),
    of_step(Column::Downtime, "downtime", StepField::Downtime),
    of_step(Column::Automated, "automated", StepField::Automated),
    of_step(Column::Observed, "observed", StepField::Observed),
    of_step(Column::Reversible, "reversible", StepField::Reversible),
    of_step(Column::Source, "source", StepField::Source),
    of_step(Column::Note, "note", StepField::Note),
    other(Column::WaitLow, "wait low", "Lowest wait time", "wait_range", &["waitminimum", "waitshortest"]),
    other(Column::WaitHigh, "wait high", "Highest wait time", "wait_range", &["waitmax", "waitmaximum", "waitlongest"]),
    other(Column::WorkLow, "work low", "Lowest work time", "work_range", &["workminimum", "workshortest"]),
    other(Column::WorkHigh, "work high", "Highest work time", "work_range", &["workmax", "workmaximum", "worklongest"]),
    other(Column::Id, "id", "Id", "id", &["number", "key", "stepid", "stepno", "stepnumber", "nummer", "numéro", "番号"]),
    other(Column::Then, "then", "Next steps", "flows", &["next", "nextstep", "successor", "successors", "leadsto", "flowsto"]),
    other(Column::After, "after", "Previous steps", "flows", &["previous", "previousstep", "predecessor", "predecessors", "dependson"]),
    other(Column::Rework, "rework", "Rework", "rework", &["reworkto", "sentbackto", "sendsbackto", "goesbackto"]),
    other(Column::Map, "map", "Map", "name", &["mapname", "valuestream"]),
    other(Column::HoursPerDay, "hours per day", "Hours per day", "clock", &["hoursaday"]),
    other(Column::DaysPerWeek, "days per week", "Days per week", "clock", &["daysaweek"]),
    other(Column::InWords, "in words", "As text", "", &["waittimeastext", "worktimeastext", "leadtimeastext", "downtimeastext", "startonpath", "endonpath", "leadtimeused", "worktimeonpath", "waittimeonpath", "downtimeonpath", "downtimesofar", "waitinwords", "workinwords", "leadinwords", "downtimeinwords", "startsafter", "doneafter", "leadcounted", "workonpath", "waitonpath"]),
    other(Column::Spellings, "as written", "Times as written", "", &[]),
    other(Column::Remark, "kept in the note", "Added to the note", "note", &[]),
    other(Column::Defects, "defects", "Defect or rework %", "complete_accurate", &["defect"]),
    other(Column::Order, "order", "Order", "", &["no", "nr", "sequence", "seq", "sequenceindex"]),
    other(Column::Necessary, "necessary work", "Necessary work", "work", &["nnva"]),
    other(Column::WaitAfter, "wait after", "Wait after the step", "wait", &[]),
    other(Column::Class, "class", "Work or waiting", "", &["type"]),
    other(Column::Unit, "unit", "Unit of the column before", "", &["units", "einheit"]),
];

/// The exported columns, in order; the others are only imported.
pub(crate) const WRITTEN: &[Column] = &[
    Column::Step,
    Column::Team,
    Column::Kind,
    Column::Wait,
    Column::WaitLow,
    Column::WaitHigh,
    Column::WaitReason,
    Column::Every,
    Column::Queue,
    Column::Work,
    Column::WorkLow,
    Column::WorkHigh,
    Column::Lead,
    Column::CompleteAccurate,
    Column::People,
    Column::PeoplePerItem,
    Column::Batch,
    Column::Downtime,
    Column::Automated,
    Column::Observed,
    Column::Reversible,
    Column::Source,
    Column::Note,
    Column::Id,
    Column::Then,
    Column::Rework,
    Column::Map,
    Column::HoursPerDay,
    Column::DaysPerWeek,
];

/// The meanings that can be selected for a column, in order.
#[rustfmt::skip]
const CHOICES: &[Column] = &[
    Column::Step, Column::Team, Column::Wait, Column::Work, Column::Lead, Column::CompleteAccurate, Column::People, Column::Downtime, Column::WaitReason, Column::Every, Column::Queue, Column::Batch, Column::PeoplePerItem, Column::WaitLow, Column::WaitHigh, Column::WaitRange, Column::WorkLow, Column::WorkHigh, Column::WorkRange, Column::Kind, Column::Automated, Column::Observed, Column::Reversible, Column::Source, Column::Note, Column::Remark, Column::Then, Column::After, Column::Rework, Column::Id, Column::Map, Column::HoursPerDay, Column::DaysPerWeek,
];

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
    /// The state that its values describe, if it says so: `Future lead time`.
    pub(crate) state: Option<MapState>,
    /// Whether the words are vague, such as “Time” or “Process”: another column may be meant.
    pub(crate) is_weak: bool,
}

impl Column {
    /// The meanings that can be selected for a column, with their labels.
    pub(crate) fn choices() -> impl Iterator<Item = (Column, &'static str)> {
        CHOICES.iter().map(|&column| (column, column.choice_label()))
    }

    fn choice_label(self) -> &'static str {
        match self {
            Column::Work => "Work time (process time)",
            Column::Lead => "Lead time (wait and work time)",
            Column::Source => "Estimate or measured",
            Column::Remark => "Other (added to the note)",
            Column::Rework => "Rework to",
            Column::Id => "Number or id",
            Column::Map => "Map name",
            other => other.heading(),
        }
    }

    fn entry(self) -> &'static Entry {
        // A test verifies that every column that is written or can be chosen has a row.
        ENTRIES.iter().find(|entry| entry.column == self).unwrap_or(&ENTRIES[0])
    }

    /// The field of a step, if it is one.
    pub(crate) fn step_field(self) -> Option<StepField> {
        self.entry().step_field
    }

    /// Its key in forms, which was its heading in files of older versions.
    pub(crate) fn as_str(self) -> &'static str {
        self.entry().word
    }

    /// The exported heading.
    pub(crate) fn heading(self) -> &'static str {
        self.entry().heading
    }

    /// The heading within a sentence: `wait time`, but `%C/A`.
    pub(crate) fn in_sentence(self) -> String {
        match self {
            Column::CompleteAccurate => self.heading().to_owned(),
            _ => self.heading().to_lowercase(),
        }
    }

    /// The column with this key.
    pub(crate) fn parse(word: &str) -> Option<Column> {
        ENTRIES.iter().find(|entry| entry.word == word).map(|entry| entry.column)
    }

    /// The field of the map file that it fills.
    pub(crate) fn field(self) -> &'static str {
        self.entry().field
    }

    /// Whether it contains times.
    pub(crate) fn is_time(self) -> bool {
        match self {
            Column::WaitLow | Column::WaitHigh | Column::WorkLow | Column::WorkHigh | Column::InWords => true,
            _ => self.step_field().is_some_and(|field| field.kind().is_time()),
        }
    }

    /// Whether it contains times or numbers.
    pub(crate) fn is_value(self) -> bool {
        let is_number = |field: StepField| matches!(field.kind(), ValueKind::Count | ValueKind::Percent);
        self.is_time() || self.step_field().is_some_and(is_number)
    }

    /// The column of a heading reduced to letters and digits.
    fn from_key(words: &str) -> Option<Column> {
        // Called for every word of pasted text, so it uses a hash map.
        static KEYS: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
            let keys = |entry: &'static Entry| {
                let others = entry.aliases.iter().map(|&other| other.to_owned());
                [entry.word, entry.heading].map(key).into_iter().chain(others).map(|key| (key, entry.column))
            };
            ENTRIES.iter().flat_map(keys).collect()
        });
        KEYS.get(words).copied()
    }
}

/// The state that a text names: `Current state`, `To-be`.
pub(crate) fn state_of(text: &str) -> Option<MapState> {
    let words = words(text);
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    match () {
        () if has(&["future", "target", "soll"]) => Some(MapState::Future),
        () if has(&["current", "today", "ist"]) => Some(MapState::Current),
        () => None,
    }
}

impl Heading {
    /// A heading that says nothing else.
    pub(crate) fn new(column: Column, unit: Option<String>) -> Heading {
        Heading { column, unit, pattern: None, is_opposite: false, state: None, is_weak: false }
    }

    /// The meaning of a heading; `None` if it is unknown.
    pub(crate) fn parse(heading: &str) -> Option<Heading> {
        let heading = heading.trim();
        // A share without a target.
        if heading.contains('%') && key(heading) == "rework" {
            return None;
        }
        let numbers = heading.strip_suffix('#').and_then(plain).is_some_and(|found| found.column == Column::Step);
        if heading == "#" || numbers {
            return Some(Heading::new(Column::Id, None));
        }
        plain(heading).or_else(|| with_bracket(heading)).or_else(|| halves(heading))
    }
}

/// Words about the origin of a value, which don't change its meaning.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "avg", "average", "mean", "median", "typical", "estimated", "est", "approx", "ø",
    "mittlere", "mittlerer", "durchschnittliche", "moyen", "moyenne",
];
/// Words between the name of a time and its unit.
const BEFORE_UNIT: &[&str] = &["in", "business", "working", "work", "elapsed", "en"];

/// The unit in a heading, even an unknown one: `min` in `Dauer (min)`.
pub(crate) fn unit_of(heading: &str) -> Option<String> {
    let (_, inside) = bracket(heading)?;
    let inside = words(inside);
    let (last, before) = inside.split_last()?;
    unit(last).filter(|_| before.iter().all(|word| BEFORE_UNIT.contains(&word.as_str())))
}

/// The symbol of a unit.
fn unit(word: &str) -> Option<String> {
    let word = word.trim_end_matches('.').to_lowercase();
    let unit = Unit::parse(&word)?;
    // “min” may also mean the lower end of a range.
    Some(if word == "min" { word } else { unit.symbol().to_owned() })
}

/// A heading whose words all belong together.
fn plain(heading: &str) -> Option<Heading> {
    let all = words(heading);
    let main: Vec<String> = all.iter().filter(|word| !ASIDE.contains(&word.as_str())).cloned().collect();
    // `# of people`
    let counted = main.strip_prefix(&["of".to_owned()]).filter(|_| heading.starts_with('#'));
    let spellings = [all.as_slice(), &main, counted.unwrap_or_default()];
    if let Some(column) = spellings.iter().find_map(|words| Column::from_key(&words.concat())) {
        return Some(Heading::new(column, None));
    }
    let (last, mut rest) = main.split_last()?;
    let unit = unit(last)?;
    loop {
        if let Some(column) = Column::from_key(&rest.concat()).filter(|column| column.is_time()) {
            return Some(Heading::new(column, Some(unit)));
        }
        let (word, before) = rest.split_last()?;
        if !BEFORE_UNIT.contains(&word.as_str()) {
            return None;
        }
        rest = before;
    }
}

/// A heading with brackets at its end, which repeat it or add something.
fn with_bracket(heading: &str) -> Option<Heading> {
    let (before, inside) = bracket(heading)?;
    let (outer, inner) = (plain(before).or_else(|| halves(before)), plain(inside));
    match (outer, inner) {
        // Ambiguous headings are rejected.
        (Some(outer), Some(inner)) => (outer.column == inner.column).then_some(outer),
        // `Team (h)` isn't a team, like hours of people aren't people.
        (Some(outer), None) => (outer.column.is_time() || unit_of(heading).is_none()).then_some(outer),
        (None, Some(inner)) => (inner.column.is_time() || inner.column == Column::CompleteAccurate).then_some(inner),
        (None, None) => None,
    }
}

/// `Owner / Team`: two words for the same thing.
fn halves(heading: &str) -> Option<Heading> {
    let (one, other) = heading.split_once('/')?;
    let (one, other) = (plain(one)?, plain(other)?);
    (one.column == other.column).then_some(other)
}

fn bracket(heading: &str) -> Option<(&str, &str)> {
    let heading = heading.trim_end();
    let inside = heading.strip_suffix([')', ']', '）'])?;
    let (before, inside) = inside.rsplit_once(['(', '[', '（'])?;
    (!before.trim().is_empty()).then_some((before, inside))
}

/// Letters and digits only, in lower case, so that different spellings of a heading are equal.
fn key(heading: &str) -> String {
    words(heading).concat()
}

/// The words of a heading, with `leadTime` and `lead_time` split.
fn words(heading: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(heading.len());
    let mut before = ' ';
    for c in heading.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.extend(c.to_lowercase());
        before = c;
    }
    let words = spaced.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(heading: &str) -> Option<(Column, Option<String>)> {
        Heading::parse(heading).map(|h| (h.column, h.unit))
    }

    #[test]
    #[rustfmt::skip]
    fn usual_headings_are_understood() {
        let understood: &[(Column, &[&str])] = &[
            (Column::Step, &["Process Step", "Prozessschritt", "Schritt", "Tätigkeit", "Étape", "工程"]),
            (Column::CompleteAccurate, &["%C&A", "%C/A", "C/A", "% Complete & Accurate", "% Complete and Accurate (%C&A)", "% C/A (0-100)", "First Pass Yield", "Right first time", "RFT", "FTY", "percentCompleteAccurate"]),
            (Column::Work, &["PT", "C/T", "Process Time (PT)", "PT (hh:mm)", "Bearbeitungszeit", "Prozesszeit", "Temps de traitement", "作業時間"]),
            (Column::Lead, &["LT", "lead_time", "Lead Time (LT)", "TAT", "Durchlaufzeit", "Délai total", "リードタイム"]),
            (Column::Wait, &["Queue Time", "Wait Time (WT)", "Wartezeit", "Liegezeit", "Temps d’attente", "待ち時間"]),
            (Column::People, &["FTE", "# of people", "People (FTE)", "Mitarbeiter"]),
            (Column::Team, &["Owner", "Owner / Team", "Responsible team", "Resp.", "Dept.", "Performed by", "Assigned to", "Verantwortlich", "Équipe", "担当"]),
            (Column::Batch, &["Lot size", "Losgröße"]),
            (Column::Every, &["Frequency"]),
            (Column::Id, &["#", "Step #", "ID"]),
            (Column::Downtime, &["Ausfallzeit"]),
            (Column::Note, &["Bemerkung"]),
        ];
        for &(expected, headings) in understood {
            for heading in headings {
                assert_eq!(column(heading), Some((expected, None)), "{heading}");
            }
        }
        for heading in ["Cost", "", "Team (h)", "People (hours)", "Rework %", "% rework", "Lead time (wait)"] {
            assert_eq!(column(heading), None, "{heading}");
        }
    }

    #[test]
    fn heading_may_contain_the_unit() {
        for (heading, column, unit) in [
            ("Work (h)", Column::Work, "h"),
            ("wait [days]", Column::Wait, "d"),
            ("PT min", Column::Work, "min"),
            ("Avg PT (min)", Column::Work, "min"),
            ("Lead time in weeks", Column::Lead, "w"),
            ("Lead Time (business days)", Column::Lead, "d"),
            ("leadTimeMinutes", Column::Lead, "m"),
            ("Downtime_h", Column::Downtime, "h"),
            ("Wartezeit (Tage)", Column::Wait, "d"),
            ("待ち時間（分）", Column::Wait, "m"),
        ] {
            assert_eq!(self::column(heading), Some((column, Some(unit.to_owned()))), "{heading}");
        }
        assert_eq!(column("Work (crates)"), Some((Column::Work, None)));
        assert_eq!((unit_of("Dauer (min)"), unit_of("Dauer (Std.)")), (Some("min".to_owned()), Some("h".to_owned())));
        assert_eq!(unit_of("Cost (crates)"), None);
    }

    #[test]
    fn written_headings_are_understood() {
        for &written in WRITTEN {
            assert_eq!(column(written.heading()), Some((written, None)), "{written:?}");
            // So are the headings of older versions.
            assert_eq!(column(written.as_str()), Some((written, None)), "{written:?}");
        }
    }

    #[test]
    fn headings_mean_one_column_each() {
        for column in WRITTEN.iter().chain(CHOICES).chain(&[Column::InWords]) {
            assert_eq!(column.entry().column, *column);
        }
        let mut seen = std::collections::HashSet::new();
        for entry in ENTRIES {
            let (word, heading) = (key(entry.word), key(entry.heading));
            let own = std::iter::once(word.clone()).chain((heading != word).then_some(heading));
            for name in own.chain(entry.aliases.iter().map(|&other| other.to_owned())) {
                assert!(seen.insert(name.clone()), "{name}");
            }
        }
    }
}
