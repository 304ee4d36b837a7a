//! The columns of a table of steps, and their headings as people write them: `Work`, `PT (min)`,
//! `Avg. lead time in hours`, `Process Time (PT)`, `Owner / Team`. One list for export and import.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::numbers::unit;
use vsm::fields::catalog::{StepField, ValueKind};

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
    /// Stored in the step's note, with its heading.
    Remark,
}

/// The columns that are a field of a step, each with its key. The key identifies the column in forms; older
/// versions of Weir wrote it as the heading, so it is accepted as one. Labels and other headings come from
/// the catalog of fields.
const FIELDS: &[(Column, &str, StepField)] = &[
    (Column::Step, "step", StepField::Name),
    (Column::Team, "team", StepField::Team),
    (Column::Kind, "kind", StepField::Kind),
    (Column::Wait, "wait", StepField::Wait),
    (Column::WaitRange, "wait range", StepField::WaitRange),
    (Column::WaitReason, "wait reason", StepField::WaitReason),
    (Column::Every, "every", StepField::Every),
    (Column::Queue, "queue", StepField::Queue),
    (Column::Work, "work", StepField::Work),
    (Column::WorkRange, "work range", StepField::WorkRange),
    (Column::Lead, "lead", StepField::Lead),
    (Column::CompleteAccurate, "%C/A", StepField::CompleteAccurate),
    (Column::People, "people", StepField::People),
    (Column::PeoplePerItem, "people per item", StepField::PeoplePerItem),
    (Column::Batch, "batch", StepField::Batch),
    (Column::Downtime, "downtime", StepField::Downtime),
    (Column::Automated, "automated", StepField::Automated),
    (Column::Observed, "observed", StepField::Observed),
    (Column::Reversible, "reversible", StepField::Reversible),
    (Column::Source, "source", StepField::Source),
    (Column::Note, "note", StepField::Note),
];

/// A column that isn't a field of a step.
struct Entry {
    column: Column,
    /// Its key in forms.
    word: &'static str,
    /// The exported heading.
    heading: &'static str,
    /// The field of the map file that it fills.
    field: &'static str,
    /// Other accepted headings, as returned by [`key`]: `%C/A` is `ca`.
    aliases: &'static [&'static str],
}

#[rustfmt::skip]
const OTHERS: &[Entry] = &[
    Entry { column: Column::WaitLow, word: "wait low", heading: "Lowest wait time", field: "wait_range", aliases: &["waitminimum", "waitshortest"] },
    Entry { column: Column::WaitHigh, word: "wait high", heading: "Highest wait time", field: "wait_range", aliases: &["waitmax", "waitmaximum", "waitlongest"] },
    Entry { column: Column::WorkLow, word: "work low", heading: "Lowest work time", field: "work_range", aliases: &["workminimum", "workshortest"] },
    Entry { column: Column::WorkHigh, word: "work high", heading: "Highest work time", field: "work_range", aliases: &["workmax", "workmaximum", "worklongest"] },
    Entry { column: Column::Id, word: "id", heading: "ID", field: "id", aliases: &["no", "nr", "number", "key", "stepid", "stepno", "stepnumber", "nummer", "numéro", "番号"] },
    Entry { column: Column::Then, word: "then", heading: "Next steps", field: "flows", aliases: &["next", "nextstep", "successor", "successors", "leadsto", "flowsto"] },
    Entry { column: Column::After, word: "after", heading: "Previous steps", field: "flows", aliases: &["previous", "previousstep", "predecessor", "predecessors", "dependson"] },
    Entry { column: Column::Rework, word: "rework", heading: "Rework", field: "rework", aliases: &["reworkto", "sentbackto", "sendsbackto", "goesbackto"] },
    Entry { column: Column::Map, word: "map", heading: "Map", field: "name", aliases: &["mapname", "valuestream"] },
    Entry { column: Column::HoursPerDay, word: "hours per day", heading: "Hours per day", field: "clock", aliases: &["hoursaday"] },
    Entry { column: Column::DaysPerWeek, word: "days per week", heading: "Days per week", field: "clock", aliases: &["daysaweek"] },
    Entry { column: Column::InWords, word: "in words", heading: "As text", field: "", aliases: &["waittimeastext", "worktimeastext", "leadtimeastext", "downtimeastext", "startonpath", "endonpath", "leadtimeused", "worktimeonpath", "waittimeonpath", "downtimeonpath", "downtimesofar", "waitinwords", "workinwords", "leadinwords", "downtimeinwords", "startsafter", "doneafter", "leadcounted", "workonpath", "waitonpath"] },
    Entry { column: Column::Remark, word: "kept in the note", heading: "Added to the note", field: "note", aliases: &[] },
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
    /// The meaning of the column.
    pub(crate) column: Column,
    /// The unit of bare numbers in this column, if the heading has one: `h` in `Work (h)`.
    pub(crate) unit: Option<String>,
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
            Column::Id => "Number or ID",
            Column::Map => "Map name",
            other => other.heading(),
        }
    }

    /// The field of a step, if it is one.
    pub(crate) fn step_field(self) -> Option<StepField> {
        FIELDS.iter().find(|(column, ..)| *column == self).map(|(.., field)| *field)
    }

    fn entry(self) -> Option<&'static Entry> {
        OTHERS.iter().find(|entry| entry.column == self)
    }

    /// Its key in forms, which was its heading in files of older versions.
    pub(crate) fn as_str(self) -> &'static str {
        let field = FIELDS.iter().find(|(column, ..)| *column == self).map(|(_, word, _)| *word);
        field.or_else(|| self.entry().map(|entry| entry.word)).unwrap_or_default()
    }

    /// The exported heading.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Column::Step => "Step",
            _ => self.step_field().map_or_else(|| self.entry().map_or("", |entry| entry.heading), StepField::label),
        }
    }

    /// Other accepted headings, as returned by [`key`].
    fn aliases(self) -> &'static [&'static str] {
        self.step_field().map_or_else(|| self.entry().map_or(&[][..], |entry| entry.aliases), StepField::aliases)
    }

    fn all() -> impl Iterator<Item = Column> {
        FIELDS.iter().map(|(column, ..)| *column).chain(OTHERS.iter().map(|entry| entry.column))
    }

    /// The heading within a sentence: `wait time`, but `%C/A` and `ID`.
    pub(crate) fn in_sentence(self) -> String {
        match self {
            Column::Id | Column::CompleteAccurate => self.heading().to_owned(),
            _ => self.heading().to_lowercase(),
        }
    }

    /// The column with this key.
    pub(crate) fn parse(word: &str) -> Option<Column> {
        Column::all().find(|column| column.as_str() == word)
    }

    /// The field of the map file that it fills.
    pub(crate) fn field(self) -> &'static str {
        self.step_field().map_or_else(|| self.entry().map_or("", |entry| entry.field), StepField::key)
    }

    /// Whether it contains times.
    pub(crate) fn is_time(self) -> bool {
        match self {
            Column::WaitLow | Column::WaitHigh | Column::WorkLow | Column::WorkHigh | Column::InWords => true,
            _ => self.step_field().is_some_and(|field| field.kind().is_time()),
        }
    }

    /// Whether it contains times or numbers.
    pub(crate) fn is_figure(self) -> bool {
        let is_number = |field: StepField| matches!(field.kind(), ValueKind::Count | ValueKind::Percent);
        self.is_time() || self.step_field().is_some_and(is_number)
    }

    /// The column of a heading reduced to letters and digits.
    fn from_key(words: &str) -> Option<Column> {
        // Called for every word of pasted text, so it uses a hash map.
        static KEYS: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
            let keys = |column: Column| {
                let others = column.aliases().iter().map(|&other| other.to_owned());
                [column.as_str(), column.heading()].map(key).into_iter().chain(others).map(move |key| (key, column))
            };
            Column::all().flat_map(keys).collect()
        });
        KEYS.get(words).copied()
    }
}

impl Heading {
    /// The meaning of a heading; `None` if it is unknown.
    pub(crate) fn parse(heading: &str) -> Option<Heading> {
        let heading = heading.trim();
        if heading == "#" {
            return Some(Heading { column: Column::Id, unit: None });
        }
        // A share without a target.
        if heading.contains('%') && key(heading) == "rework" {
            return None;
        }
        let numbers = heading.strip_suffix('#').and_then(plain).is_some_and(|found| found.column == Column::Step);
        if numbers {
            return Some(Heading { column: Column::Id, unit: None });
        }
        plain(heading).or_else(|| with_bracket(heading)).or_else(|| halves(heading))
    }
}

/// Words about the origin of a value, which don't change its meaning.
const ASIDE: &[&str] = &[
    "avg",
    "average",
    "mean",
    "median",
    "typical",
    "estimated",
    "est",
    "approx",
    "ø",
    "mittlere",
    "mittlerer",
    "durchschnittliche",
    "moyen",
    "moyenne",
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

/// A heading whose words all belong together.
fn plain(heading: &str) -> Option<Heading> {
    let all = words(heading);
    if let Some(column) = Column::from_key(&all.concat()).filter(|_| !all.is_empty()) {
        return Some(Heading { column, unit: None });
    }
    let mut words: &[String] = &all;
    let main_words: Vec<String> = words.iter().filter(|word| !ASIDE.contains(&word.as_str())).cloned().collect();
    if main_words.len() < words.len() {
        words = &main_words;
        if let Some(column) = Column::from_key(&words.concat()).filter(|_| !words.is_empty()) {
            return Some(Heading { column, unit: None });
        }
    }
    // `# of people`
    if let Some(rest) = words.strip_prefix(&["of".to_owned()])
        && let Some(column) = Column::from_key(&rest.concat()).filter(|_| heading.starts_with('#') && !rest.is_empty())
    {
        return Some(Heading { column, unit: None });
    }
    let (last, mut rest) = words.split_last()?;
    let unit = unit(last)?;
    loop {
        if let Some(column) = Column::from_key(&rest.concat()).filter(|column| column.is_time() && !rest.is_empty()) {
            return Some(Heading { column, unit: Some(unit) });
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
    fn usual_headings_are_understood() {
        for (heading, expected) in [
            ("Process Step", Column::Step),
            ("%C&A", Column::CompleteAccurate),
            ("%C/A", Column::CompleteAccurate),
            ("C/A", Column::CompleteAccurate),
            ("% Complete & Accurate", Column::CompleteAccurate),
            ("% Complete and Accurate (%C&A)", Column::CompleteAccurate),
            ("% C/A (0-100)", Column::CompleteAccurate),
            ("First Pass Yield", Column::CompleteAccurate),
            ("Right first time", Column::CompleteAccurate),
            ("RFT", Column::CompleteAccurate),
            ("FTY", Column::CompleteAccurate),
            ("percentCompleteAccurate", Column::CompleteAccurate),
            ("PT", Column::Work),
            ("C/T", Column::Work),
            ("Process Time (PT)", Column::Work),
            ("PT (hh:mm)", Column::Work),
            ("LT", Column::Lead),
            ("lead_time", Column::Lead),
            ("Lead Time (LT)", Column::Lead),
            ("TAT", Column::Lead),
            ("Queue Time", Column::Wait),
            ("Wait Time (WT)", Column::Wait),
            ("FTE", Column::People),
            ("# of people", Column::People),
            ("People (FTE)", Column::People),
            ("Owner", Column::Team),
            ("Owner / Team", Column::Team),
            ("Responsible team", Column::Team),
            ("Resp.", Column::Team),
            ("Dept.", Column::Team),
            ("Performed by", Column::Team),
            ("Assigned to", Column::Team),
            ("Lot size", Column::Batch),
            ("Frequency", Column::Every),
            ("#", Column::Id),
            ("Step #", Column::Id),
        ] {
            assert_eq!(column(heading), Some((expected, None)), "{heading}");
        }
        for heading in ["Cost", "", "Team (h)", "People (hours)", "Rework %", "% rework", "Lead time (wait)"] {
            assert_eq!(column(heading), None, "{heading}");
        }
    }

    #[test]
    fn headings_in_other_languages_are_understood() {
        for (heading, expected) in [
            ("Prozessschritt", Column::Step),
            ("Schritt", Column::Step),
            ("Tätigkeit", Column::Step),
            ("Wartezeit", Column::Wait),
            ("Liegezeit", Column::Wait),
            ("Bearbeitungszeit", Column::Work),
            ("Prozesszeit", Column::Work),
            ("Durchlaufzeit", Column::Lead),
            ("Verantwortlich", Column::Team),
            ("Mitarbeiter", Column::People),
            ("Losgröße", Column::Batch),
            ("Ausfallzeit", Column::Downtime),
            ("Bemerkung", Column::Note),
            ("Étape", Column::Step),
            ("Temps d’attente", Column::Wait),
            ("Temps de traitement", Column::Work),
            ("Délai total", Column::Lead),
            ("Équipe", Column::Team),
            ("工程", Column::Step),
            ("待ち時間", Column::Wait),
            ("作業時間", Column::Work),
            ("リードタイム", Column::Lead),
            ("担当", Column::Team),
        ] {
            assert_eq!(column(heading), Some((expected, None)), "{heading}");
        }
    }

    #[test]
    fn heading_may_contain_the_unit() {
        for (heading, column, unit) in [
            ("Work (h)", Column::Work, "h"),
            ("wait [days]", Column::Wait, "days"),
            ("PT min", Column::Work, "min"),
            ("Avg PT (min)", Column::Work, "min"),
            ("Lead time in weeks", Column::Lead, "weeks"),
            ("Lead Time (business days)", Column::Lead, "days"),
            ("leadTimeMinutes", Column::Lead, "minutes"),
            ("Downtime_h", Column::Downtime, "h"),
            ("Wartezeit (Tage)", Column::Wait, "d"),
            ("待ち時間（分）", Column::Wait, "min"),
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
        let mut seen = std::collections::HashSet::new();
        for column in Column::all() {
            let (word, heading) = (key(column.as_str()), key(column.heading()));
            let own = std::iter::once(word.clone()).chain((heading != word).then_some(heading));
            for name in own.chain(column.aliases().iter().map(|&other| other.to_owned())) {
                assert!(seen.insert(name.clone()), "{name}");
            }
        }
    }
}
