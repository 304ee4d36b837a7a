//! The columns of a table of steps, and their headings as people write them: `Work`, `PT (min)`, `Avg. lead time in hours`,
//! `Process Time (PT)`, `Owner / Team`. One list for what is written and for what is understood.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table::numbers::unit;

/// A column that means something to Weir.
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
    /// Repeats another column as text; ignored when read.
    InWords,
    /// Kept in the note of the step, with its heading.
    Remark,
}

/// A column with its word, the heading that is written, the field of the map file that it fills, and the other headings
/// by which people know it. The word stands for it in forms; older versions of Weir wrote it as the heading, so it is
/// understood as well. Headings are compared by [`key`]: only letters and digits, in lower case (`%C/A` is `ca`).
struct Entry(Column, &'static str, &'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const TABLE: &[Entry] = &[
    Entry(Column::Step, "step", "Step", "name", &["steps", "name", "stepname", "process", "processstep", "processname", "activity", "task", "stage", "operation", "phase", "prozessschritt", "schritt", "arbeitsschritt", "tätigkeit", "aktivität", "aufgabe", "vorgang", "étape", "étapes", "activité", "tâche", "opération", "工程", "工程名", "作業", "ステップ", "プロセス"]),
    Entry(Column::Team, "team", "Team", "team", &["owner", "owners", "who", "role", "department", "lane", "swimlane", "responsible", "group", "doneby", "assignee", "responsibleteam", "resp", "dept", "performedby", "assignedto", "assignedteam", "verantwortlich", "verantwortliche", "verantwortlicher", "zuständig", "abteilung", "équipe", "responsable", "担当", "担当者", "チーム", "部署"]),
    Entry(Column::Kind, "kind", "Kind", "kind", &["type", "steptype"]),
    Entry(Column::Wait, "wait", "Wait time", "wait", &["waits", "waitingtime", "waiting", "wt", "queuetime", "qt", "delay", "delaytime", "idle", "idletime", "timeinqueue", "nonvalueaddedtime", "nva", "nvat", "nvatime", "wartezeit", "liegezeit", "tempsdattente", "attente", "待ち時間", "待機時間"]),
    Entry(Column::WaitLow, "wait low", "Lowest wait time", "wait_range", &["waitminimum", "waitshortest"]),
    Entry(Column::WaitHigh, "wait high", "Highest wait time", "wait_range", &["waitmax", "waitmaximum", "waitlongest"]),
    Entry(Column::WaitRange, "wait range", "Wait time range", "wait_range", &[]),
    Entry(Column::WaitReason, "wait reason", "Wait reason", "wait_reason", &["reason", "reasonforwait", "reasonforwaiting", "whyitwaits", "waitsfor", "waitingfor", "wartegrund", "raisondattente", "待ち理由"]),
    Entry(Column::Every, "every", "Cadence", "every", &["interval", "howoften", "happensevery", "frequency", "häufigkeit", "fréquence", "頻度"]),
    Entry(Column::Queue, "queue", "Items waiting", "queue", &["queuesize", "queuelength", "wip", "inventory", "backlog", "warteschlange"]),
    Entry(Column::Work, "work", "Work time", "work", &["workingtime", "pt", "processtime", "processingtime", "touchtime", "handsontime", "activetime", "tasktime", "valueaddedtime", "va", "vat", "vatime", "valueadded", "valueadd", "ct", "cycletime", "bearbeitungszeit", "prozesszeit", "tempsdetraitement", "tempsdetravail", "作業時間", "処理時間", "加工時間"]),
    Entry(Column::WorkLow, "work low", "Lowest work time", "work_range", &["workminimum", "workshortest"]),
    Entry(Column::WorkHigh, "work high", "Highest work time", "work_range", &["workmax", "workmaximum", "worklongest"]),
    Entry(Column::WorkRange, "work range", "Work time range", "work_range", &[]),
    Entry(Column::Lead, "lead", "Lead time", "lead", &["leadtimeonly", "leadalone", "lt", "totalleadtime", "totaltime", "elapsedtime", "throughputtime", "tat", "turnaroundtime", "durchlaufzeit", "délai", "délaitotal", "délaidexécution", "tempsdetraversée", "リードタイム"]),
    Entry(Column::CompleteAccurate, "%C/A", "%C/A", "complete_accurate", &["pca", "completeaccurate", "completeandaccurate", "percentca", "percentcompleteaccurate", "percentcompleteandaccurate", "canda", "firstpassyield", "firstpass", "fpy", "firsttimeright", "ftr", "firsttimequality", "yield", "rightfirsttime", "rft", "fty", "firsttimeyield"]),
    Entry(Column::People, "people", "People", "people", &["persons", "fte", "ftes", "staff", "headcount", "operators", "peoplecount", "numberofpeople", "noofpeople", "resources", "personen", "mitarbeiter", "mitarbeitende", "anzahlpersonen", "personnes", "effectif", "人数"]),
    Entry(Column::PeoplePerItem, "people per item", "People per item", "people_per_item", &["peopleneeded", "attendees"]),
    Entry(Column::Batch, "batch", "Batch size", "batch", &["lotsize", "losgröße", "losgrösse", "tailledelot", "ロットサイズ"]),
    Entry(Column::Downtime, "downtime", "Downtime", "downtime", &["outage", "outagetime", "ausfallzeit", "stillstandszeit", "tempsdarrêt", "停止時間"]),
    Entry(Column::Automated, "automated", "Automated", "automated", &["automatic", "automation", "isautomated", "automatisiert", "automatisé", "自動化"]),
    Entry(Column::Observed, "observed", "Monitored", "observed", &["observable", "isobserved"]),
    Entry(Column::Reversible, "reversible", "Reversible", "reversible", &["rollback", "canrollback", "cangoback", "isreversible"]),
    Entry(Column::Source, "source", "Source", "source", &["datasource"]),
    Entry(Column::Note, "note", "Note", "note", &["notes", "comment", "comments", "remark", "remarks", "description", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "kommentar", "kommentare", "commentaire", "commentaires", "remarque", "remarques", "備考"]),
    Entry(Column::Id, "id", "ID", "id", &["no", "nr", "number", "key", "stepid", "stepno", "stepnumber", "nummer", "numéro", "番号"]),
    Entry(Column::Then, "then", "Next steps", "flows", &["next", "nextstep", "successor", "successors", "leadsto", "flowsto"]),
    Entry(Column::After, "after", "Previous steps", "flows", &["previous", "previousstep", "predecessor", "predecessors", "dependson"]),
    Entry(Column::Rework, "rework", "Rework", "rework", &["reworkto", "sentbackto", "sendsbackto", "goesbackto"]),
    Entry(Column::Map, "map", "Map", "name", &["mapname", "valuestream"]),
    Entry(Column::HoursPerDay, "hours per day", "Hours per day", "clock", &["hoursaday"]),
    Entry(Column::DaysPerWeek, "days per week", "Days per week", "clock", &["daysaweek"]),
    Entry(Column::InWords, "in words", "As text", "", &["waittimeastext", "worktimeastext", "leadtimeastext", "downtimeastext", "startonpath", "endonpath", "leadtimeused", "worktimeonpath", "waittimeonpath", "downtimesofar", "waitinwords", "workinwords", "leadinwords", "downtimeinwords", "startsafter", "doneafter", "leadcounted", "workonpath", "waitonpath"]),
    Entry(Column::Remark, "kept in the note", "Added to the note", "note", &[]),
];

/// The columns that are written, in this order; the others are only understood.
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

/// What a person can take a column for, in the order in which it is offered, with what people call it.
#[rustfmt::skip]
pub(crate) const PICKED: &[(Column, &str)] = &[
    (Column::Step, "Step"),
    (Column::Team, "Team"),
    (Column::Wait, "Wait time"),
    (Column::Work, "Work time (process time)"),
    (Column::Lead, "Lead time (wait and work time)"),
    (Column::CompleteAccurate, "%C/A"),
    (Column::People, "People"),
    (Column::Downtime, "Downtime"),
    (Column::WaitReason, "Wait reason"),
    (Column::Every, "Cadence"),
    (Column::Queue, "Items waiting"),
    (Column::Batch, "Batch size"),
    (Column::PeoplePerItem, "People per item"),
    (Column::WaitLow, "Lowest wait time"),
    (Column::WaitHigh, "Highest wait time"),
    (Column::WaitRange, "Wait time range"),
    (Column::WorkLow, "Lowest work time"),
    (Column::WorkHigh, "Highest work time"),
    (Column::WorkRange, "Work time range"),
    (Column::Kind, "Kind"),
    (Column::Automated, "Automated"),
    (Column::Observed, "Monitored"),
    (Column::Reversible, "Reversible"),
    (Column::Source, "Estimate or measured"),
    (Column::Note, "Note"),
    (Column::Remark, "Other (added to the note)"),
    (Column::Then, "Next steps"),
    (Column::After, "Previous steps"),
    (Column::Rework, "Rework to"),
    (Column::Id, "Number or ID"),
    (Column::Map, "Map name"),
    (Column::HoursPerDay, "Hours per day"),
    (Column::DaysPerWeek, "Days per week"),
];

/// A heading that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// What the column means.
    pub(crate) column: Column,
    /// The unit of bare numbers in this column, where the heading names one: `h` in `Work (h)`.
    pub(crate) unit: Option<String>,
}

impl Column {
    fn entry(self) -> Option<&'static Entry> {
        TABLE.iter().find(|entry| entry.0 == self)
    }

    /// The word for it in forms, which was its heading in files of older versions.
    pub(crate) fn as_str(self) -> &'static str {
        self.entry().map_or("", |entry| entry.1)
    }

    /// The heading that is written.
    pub(crate) fn heading(self) -> &'static str {
        self.entry().map_or("", |entry| entry.2)
    }

    /// The heading within a sentence: `wait time`, but `%C/A` and `ID`.
    pub(crate) fn in_sentence(self) -> String {
        match self {
            Column::Id | Column::CompleteAccurate => self.heading().to_owned(),
            _ => self.heading().to_lowercase(),
        }
    }

    /// The column that this word stands for.
    pub(crate) fn parse(word: &str) -> Option<Column> {
        TABLE.iter().find(|entry| entry.1 == word).map(|entry| entry.0)
    }

    /// The field of the map file that it fills.
    pub(crate) fn field(self) -> &'static str {
        self.entry().map_or("", |entry| entry.3)
    }

    /// Does it hold a time?
    pub(crate) fn is_time(self) -> bool {
        matches!(
            self,
            Column::Wait
                | Column::WaitLow
                | Column::WaitHigh
                | Column::WaitRange
                | Column::Every
                | Column::Work
                | Column::WorkLow
                | Column::WorkHigh
                | Column::WorkRange
                | Column::Lead
                | Column::Downtime
                | Column::InWords
        )
    }

    /// The column that a heading means, in letters and digits alone.
    fn from_key(words: &str) -> Option<Column> {
        // Asked for every word of what is pasted: looked up, not searched.
        static KEYS: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
            let keys = |entry: &'static Entry| {
                let others = entry.4.iter().map(|&other| other.to_owned());
                [entry.1, entry.2].map(key).into_iter().chain(others).map(|key| (key, entry.0))
            };
            TABLE.iter().flat_map(keys).collect()
        });
        KEYS.get(words).copied()
    }
}

impl Heading {
    /// The meaning of a heading; none when Weir doesn’t know it.
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

/// Words about the origin of a figure, which don’t change what it is.
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

/// The unit in a heading, also an unknown one: `min` in `Dauer (min)`.
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
    let kept: Vec<String> = words.iter().filter(|word| !ASIDE.contains(&word.as_str())).cloned().collect();
    if kept.len() < words.len() {
        words = &kept;
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
        // What means two things is not understood.
        (Some(outer), Some(inner)) => (outer.column == inner.column).then_some(outer),
        // `Team (h)` is no team, as hours of people are no people.
        (Some(outer), None) => (outer.column.is_time() || unit_of(heading).is_none()).then_some(outer),
        (None, Some(inner)) => (inner.column.is_time() || inner.column == Column::CompleteAccurate).then_some(inner),
        (None, None) => None,
    }
}

/// `Owner / Team`: two words for one thing.
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

/// Letters and digits only, in lower case: what two spellings of one heading have in common.
fn key(heading: &str) -> String {
    words(heading).concat()
}

/// The words of a heading, with `leadTime` and `lead_time` taken apart.
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
    fn the_usual_names() {
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
    fn names_in_other_languages() {
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
    fn a_heading_may_name_the_unit() {
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
    fn what_is_written_is_understood() {
        for &written in WRITTEN {
            assert_eq!(column(written.heading()), Some((written, None)), "{written:?}");
            // So is what older versions wrote.
            assert_eq!(column(written.as_str()), Some((written, None)), "{written:?}");
        }
    }

    #[test]
    fn no_heading_means_two_things() {
        let mut seen = std::collections::HashSet::new();
        for Entry(_, word, heading, _, others) in TABLE {
            let own = std::iter::once(key(word)).chain((key(heading) != key(word)).then(|| key(heading)));
            for name in own.chain(others.iter().map(|&other| other.to_owned())) {
                assert!(seen.insert(name.clone()), "{name}");
            }
        }
    }
}
