//! The columns of a CSV file: one table, for what is written and for the headings that are understood.

use std::collections::HashMap;
use std::sync::LazyLock;

pub(in crate::exchange) use super::heading::understand;

/// A column that means something to Weir.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::exchange) enum Column {
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
    /// Says again, for the eye, what another column says.
    InWords,
    /// Kept in the note of the step, with its heading.
    Remark,
}

/// A column with the heading that is written, the field of the map file that it fills, and the other headings by which
/// people know it. Headings are compared by [`key`]: only letters and digits, in lower case (`%C/A` is `ca`).
struct Entry(Column, &'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const TABLE: &[Entry] = &[
    Entry(Column::Step, "step", "name", &["steps", "name", "stepname", "process", "processstep", "processname", "activity", "task", "stage", "operation", "phase", "prozessschritt", "schritt", "arbeitsschritt", "tätigkeit", "aktivität", "aufgabe", "vorgang", "étape", "étapes", "activité", "tâche", "opération", "工程", "工程名", "作業", "ステップ", "プロセス"]),
    Entry(Column::Team, "team", "team", &["owner", "owners", "who", "role", "department", "lane", "swimlane", "responsible", "group", "doneby", "assignee", "responsibleteam", "resp", "dept", "performedby", "assignedto", "assignedteam", "verantwortlich", "verantwortliche", "verantwortlicher", "zuständig", "abteilung", "équipe", "responsable", "担当", "担当者", "チーム", "部署"]),
    Entry(Column::Kind, "kind", "kind", &["type", "steptype"]),
    Entry(Column::Wait, "wait", "wait", &["waits", "waittime", "waitingtime", "waiting", "wt", "queuetime", "qt", "delay", "delaytime", "idle", "idletime", "timeinqueue", "nonvalueaddedtime", "nva", "nvat", "nvatime", "wartezeit", "liegezeit", "tempsdattente", "attente", "待ち時間", "待機時間"]),
    Entry(Column::WaitLow, "wait low", "wait_range", &["waitminimum", "waitshortest"]),
    Entry(Column::WaitHigh, "wait high", "wait_range", &["waitmax", "waitmaximum", "waitlongest"]),
    Entry(Column::WaitRange, "wait range", "wait_range", &[]),
    Entry(Column::WaitReason, "wait reason", "wait_reason", &["reason", "reasonforwait", "reasonforwaiting", "whyitwaits", "waitsfor", "waitingfor", "wartegrund", "raisondattente", "待ち理由"]),
    Entry(Column::Every, "every", "every", &["interval", "cadence", "howoften", "happensevery", "frequency", "häufigkeit", "fréquence", "頻度"]),
    Entry(Column::Queue, "queue", "queue", &["queuesize", "queuelength", "wip", "inventory", "backlog", "itemswaiting", "warteschlange"]),
    Entry(Column::Work, "work", "work", &["worktime", "workingtime", "pt", "processtime", "processingtime", "touchtime", "handsontime", "activetime", "tasktime", "valueaddedtime", "va", "vat", "vatime", "valueadded", "valueadd", "ct", "cycletime", "bearbeitungszeit", "prozesszeit", "tempsdetraitement", "tempsdetravail", "作業時間", "処理時間", "加工時間"]),
    Entry(Column::WorkLow, "work low", "work_range", &["workminimum", "workshortest"]),
    Entry(Column::WorkHigh, "work high", "work_range", &["workmax", "workmaximum", "worklongest"]),
    Entry(Column::WorkRange, "work range", "work_range", &[]),
    Entry(Column::Lead, "lead", "lead", &["leadalone", "lt", "leadtime", "totalleadtime", "totaltime", "elapsedtime", "throughputtime", "tat", "turnaroundtime", "durchlaufzeit", "délai", "délaitotal", "délaidexécution", "tempsdetraversée", "リードタイム"]),
    Entry(Column::CompleteAccurate, "%C/A", "complete_accurate", &["pca", "completeaccurate", "completeandaccurate", "percentca", "percentcompleteaccurate", "percentcompleteandaccurate", "canda", "firstpassyield", "firstpass", "fpy", "firsttimeright", "ftr", "firsttimequality", "yield", "rightfirsttime", "rft", "fty", "firsttimeyield"]),
    Entry(Column::People, "people", "people", &["persons", "fte", "ftes", "staff", "headcount", "operators", "peoplecount", "numberofpeople", "noofpeople", "resources", "personen", "mitarbeiter", "mitarbeitende", "anzahlpersonen", "personnes", "effectif", "人数"]),
    Entry(Column::PeoplePerItem, "people per item", "people_per_item", &["peopleneeded", "attendees"]),
    Entry(Column::Batch, "batch", "batch", &["batchsize", "lotsize", "losgröße", "losgrösse", "tailledelot", "ロットサイズ"]),
    Entry(Column::Downtime, "downtime", "downtime", &["outage", "outagetime", "ausfallzeit", "stillstandszeit", "tempsdarrêt", "停止時間"]),
    Entry(Column::Automated, "automated", "automated", &["automatic", "automation", "isautomated", "automatisiert", "automatisé", "自動化"]),
    Entry(Column::Observed, "observed", "observed", &["monitored", "observable", "isobserved"]),
    Entry(Column::Reversible, "reversible", "reversible", &["rollback", "canrollback", "cangoback", "isreversible"]),
    Entry(Column::Source, "source", "source", &["datasource"]),
    Entry(Column::Note, "note", "note", &["notes", "comment", "comments", "remark", "remarks", "description", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "kommentar", "kommentare", "commentaire", "commentaires", "remarque", "remarques", "備考"]),
    Entry(Column::Id, "id", "id", &["no", "nr", "number", "key", "stepid", "stepno", "stepnumber", "nummer", "numéro", "番号"]),
    Entry(Column::Then, "then", "flows", &["next", "nextstep", "nextsteps", "successor", "successors", "leadsto", "flowsto"]),
    Entry(Column::After, "after", "flows", &["previous", "previousstep", "previoussteps", "predecessor", "predecessors", "dependson"]),
    Entry(Column::Rework, "rework", "rework", &["reworkto", "sentbackto", "sendsbackto", "goesbackto"]),
    Entry(Column::Map, "map", "name", &["mapname", "valuestream"]),
    Entry(Column::HoursPerDay, "hours per day", "clock", &["hoursaday"]),
    Entry(Column::DaysPerWeek, "days per week", "clock", &["daysaweek"]),
    Entry(Column::InWords, "in words", "", &["waitinwords", "workinwords", "leadinwords", "downtimeinwords", "startsafter", "doneafter", "leadcounted", "workonpath", "waitonpath", "downtimesofar"]),
    Entry(Column::Remark, "kept in the note", "note", &[]),
];

/// The columns that are written, in this order; the others are only understood.
pub(in crate::exchange) const WRITTEN: &[Column] = &[
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
pub(in crate::exchange) const PICKED: &[(Column, &str)] = &[
    (Column::Step, "step"),
    (Column::Team, "team"),
    (Column::Wait, "wait"),
    (Column::Work, "work (process time)"),
    (Column::Lead, "lead time (wait and work)"),
    (Column::CompleteAccurate, "%C/A"),
    (Column::People, "people"),
    (Column::Downtime, "downtime"),
    (Column::WaitReason, "wait reason"),
    (Column::Every, "every (how often it happens)"),
    (Column::Queue, "queue"),
    (Column::Batch, "batch"),
    (Column::PeoplePerItem, "people per item"),
    (Column::WaitLow, "wait, at least"),
    (Column::WaitHigh, "wait, at most"),
    (Column::WaitRange, "wait, range"),
    (Column::WorkLow, "work, at least"),
    (Column::WorkHigh, "work, at most"),
    (Column::WorkRange, "work, range"),
    (Column::Kind, "kind"),
    (Column::Automated, "automated?"),
    (Column::Observed, "observed?"),
    (Column::Reversible, "reversible?"),
    (Column::Source, "guess or measured"),
    (Column::Note, "note"),
    (Column::Remark, "other (kept in the note)"),
    (Column::Then, "then (next steps)"),
    (Column::After, "after (steps before)"),
    (Column::Rework, "rework (goes back to)"),
    (Column::Id, "number or id"),
    (Column::Map, "name of the map"),
    (Column::HoursPerDay, "hours per day"),
    (Column::DaysPerWeek, "days per week"),
];

/// A heading that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) struct Heading {
    /// What the column means.
    pub(in crate::exchange) column: Column,
    /// The unit of bare numbers in this column, where the heading names one: `h` in `Work (h)`.
    pub(in crate::exchange) unit: Option<String>,
}

impl Column {
    fn entry(self) -> Option<&'static Entry> {
        TABLE.iter().find(|entry| entry.0 == self)
    }

    /// The heading that is written.
    pub(in crate::exchange) fn heading(self) -> &'static str {
        self.entry().map_or("", |entry| entry.1)
    }

    /// The column that this heading is written for.
    pub(in crate::exchange) fn called(heading: &str) -> Option<Column> {
        TABLE.iter().find(|entry| entry.1 == heading).map(|entry| entry.0)
    }

    /// The field of the map file that it fills.
    pub(in crate::exchange) fn field(self) -> &'static str {
        self.entry().map_or("", |entry| entry.2)
    }

    /// Does it hold a time?
    pub(in crate::exchange) fn is_time(self) -> bool {
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
    pub(super) fn of(key: &str) -> Option<Column> {
        // Asked for every word of what is pasted: looked up, not searched.
        static KEYS: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
            let keys = |entry: &'static Entry| {
                let others = entry.3.iter().map(|&other| other.to_owned());
                std::iter::once(super::heading::key(entry.1)).chain(others).map(|key| (key, entry.0))
            };
            TABLE.iter().flat_map(keys).collect()
        });
        KEYS.get(key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::heading::key;
    use super::*;

    fn column(heading: &str) -> Option<(Column, Option<String>)> {
        understand(heading).map(|h| (h.column, h.unit))
    }

    #[test]
    fn what_is_written_is_understood() {
        for &written in WRITTEN {
            assert_eq!(column(written.heading()), Some((written, None)), "{written:?}");
        }
    }

    #[test]
    fn no_heading_means_two_things() {
        let mut seen = std::collections::HashSet::new();
        for Entry(_, heading, _, others) in TABLE {
            let own = std::iter::once(key(heading));
            for name in own.chain(others.iter().map(|&other| other.to_owned())) {
                assert!(seen.insert(name.clone()), "{name}");
            }
        }
    }
}
