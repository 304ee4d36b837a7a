//! The columns of a table of steps, with the headings that Weir writes or wrote. One list for export and import.

use std::collections::HashMap;
use std::sync::LazyLock;

use vsm::fields::catalog::{StepField, ValueKind};

use super::text::key;

/// A column that Weir knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    Step,
    Team,
    Kind,
    Wait,
    /// The wait after the step, which is that of the next one.
    WaitAfter,
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
    /// Necessary work that adds no value, besides the work that does.
    Necessary,
    Lead,
    CompleteAccurate,
    /// The opposite of %C/A: the share of defects or rework.
    Defects,
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
    /// Numbers in the order of the steps: `#`.
    Order,
    Then,
    After,
    Rework,
    Map,
    HoursPerDay,
    DaysPerWeek,
    /// Whether the step adds value, or only waits: `VA/NVA`.
    Class,
    /// The units of the times before it.
    Unit,
    /// Repeats another column as text; ignored on import.
    InWords,
    /// How the times in a workbook were written, as storage codes.
    Spellings,
    /// Stored in the step's note, with its heading.
    Remark,
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
    /// Labels in plain lines, where a word that the dictionary of headings knows may as well be a part of the text.
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
    other(Column::Id, "id", "Id", "id", &["key", "stepid", "ticket"]),
    other(Column::Then, "then", "Next steps", "flows", &["next", "nextstep", "successor", "successors", "leadsto", "flowsto"]),
    other(Column::After, "after", "Previous steps", "flows", &["previous", "previousstep", "predecessor", "predecessors", "dependson"]),
    other(Column::Rework, "rework", "Rework", "rework", &["reworkto", "sentbackto", "sendsbackto", "goesbackto"]),
    other(Column::Map, "map", "Map", "name", &["mapname", "valuestream"]),
    other(Column::HoursPerDay, "hours per day", "Hours per day", "clock", &["hoursaday"]),
    other(Column::DaysPerWeek, "days per week", "Days per week", "clock", &["daysaweek"]),
    other(Column::InWords, "in words", "As text", "", &["waittimeastext", "worktimeastext", "leadtimeastext", "downtimeastext", "startonpath", "endonpath", "leadtimeused", "worktimeonpath", "waittimeonpath", "downtimeonpath", "downtimesofar", "waitinwords", "workinwords", "leadinwords", "downtimeinwords", "startsafter", "doneafter", "leadcounted", "workonpath", "waitonpath", "shareofleadtime"]),
    other(Column::Spellings, "as written", "Times as written", "", &[]),
    other(Column::Remark, "kept in the note", "Added to the note", "note", &[]),
    other(Column::Defects, "defects", "Defect or rework %", "complete_accurate", &[]),
    other(Column::Order, "order", "Order", "", &[]),
    other(Column::Necessary, "necessary work", "Necessary work", "work", &[]),
    other(Column::WaitAfter, "wait after", "Wait after the step", "wait", &[]),
    other(Column::Class, "class", "Type of row (work or waiting)", "", &[]),
    other(Column::Unit, "unit", "Unit of the column before", "", &[]),
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
    Column::Step, Column::Team, Column::Wait, Column::Work, Column::Lead, Column::CompleteAccurate, Column::Defects, Column::People, Column::Downtime, Column::WaitAfter, Column::Necessary, Column::Class, Column::WaitReason, Column::Every, Column::Queue, Column::Batch, Column::PeoplePerItem, Column::WaitLow, Column::WaitHigh, Column::WaitRange, Column::WorkLow, Column::WorkHigh, Column::WorkRange, Column::Kind, Column::Automated, Column::Observed, Column::Reversible, Column::Source, Column::Note, Column::Remark, Column::Then, Column::After, Column::Rework, Column::Order, Column::Id, Column::Unit, Column::Map, Column::HoursPerDay, Column::DaysPerWeek,
];

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
            Column::WaitLow
            | Column::WaitHigh
            | Column::WaitAfter
            | Column::WorkLow
            | Column::WorkHigh
            | Column::Necessary
            | Column::InWords => true,
            _ => self.step_field().is_some_and(|field| field.kind().is_time()),
        }
    }

    /// Whether it contains times or numbers.
    pub(crate) fn is_value(self) -> bool {
        let is_number = |field: StepField| matches!(field.kind(), ValueKind::Count | ValueKind::Percent);
        self.is_time() || self == Column::Defects || self.step_field().is_some_and(is_number)
    }

    /// The column with this heading, reduced to letters and digits.
    pub(super) fn from_key(words: &str) -> Option<Column> {
        // Called for every word of pasted text, so it uses a hash map.
        static KEYS: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
            let keys = |entry: &'static Entry| {
                let names = [entry.word, entry.heading].into_iter().chain(entry.aliases.iter().copied());
                names.map(|name| (key(name), entry.column))
            };
            ENTRIES.iter().flat_map(keys).collect()
        });
        KEYS.get(words).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_mean_one_column_each() {
        for column in WRITTEN.iter().chain(CHOICES).chain(&[Column::InWords]) {
            assert_eq!(column.entry().column, *column);
        }
        let mut seen = HashMap::new();
        for entry in ENTRIES {
            for name in [entry.word, entry.heading].iter().chain(entry.aliases) {
                let column = *seen.entry(key(name)).or_insert(entry.column);
                assert_eq!(column, entry.column, "{name}");
            }
        }
    }
}
