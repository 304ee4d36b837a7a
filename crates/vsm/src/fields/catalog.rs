//! The catalog of fields: the label, meaning and type of each field of a step, a map and an idea.
//!
//! One row per field. Forms, tables, CSV and XLSX headings, descriptions of changes, the API documentation
//! and the scripts take labels, hints and aliases from here. Help pages show the documentation of each
//! variant.
//!
//! ```
//! use vsm::fields::catalog::{StepField, ValueKind};
//! let field = StepField::from_key("complete_accurate").unwrap();
//! assert_eq!((field.label(), field.name(), field.kind()), ("%C/A", "%C/A", ValueKind::Percent));
//! assert_eq!(StepField::Queue.label(), "Items waiting");
//! assert_eq!(StepField::People.noun(), "number of people");
//! ```

use serde::Serialize;
use serde_json::{Value, json};

/// The key in an edit for fields that this version doesn't know.
pub const OTHER: &str = "other";
/// The name of the fields under [`OTHER`] within a sentence.
pub const OTHER_NAME: &str = "other fields";

/// The type of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// One line of text.
    Text,
    /// Text of several lines.
    Paragraphs,
    /// One of a few words.
    Choice,
    /// A duration on the map's calendar, in seconds.
    Time,
    /// The lowest and highest duration on the map's calendar, in seconds.
    TimeRange,
    /// A duration in elapsed time, independent of the calendar, in seconds.
    Elapsed,
    /// A share, 0 to 100.
    Percent,
    /// A number of items or people.
    Count,
    /// Yes, no or unknown.
    YesNo,
    /// A day, such as `2026-11-22`.
    Date,
    /// A JSON object.
    Object,
}

impl ValueKind {
    /// Whether it is a duration on the map's calendar, which means something else on another calendar.
    pub fn depends_on_calendar(self) -> bool {
        matches!(self, ValueKind::Time | ValueKind::TimeRange)
    }

    /// Whether it is a duration.
    pub fn is_time(self) -> bool {
        matches!(self, ValueKind::Time | ValueKind::TimeRange | ValueKind::Elapsed)
    }
}

/// A field's row in the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FieldInfo {
    /// Its key in files, edits and forms.
    pub key: &'static str,
    /// Its label in forms and headings: `Wait time`.
    pub label: &'static str,
    /// Its name within a sentence: `wait time`.
    pub name: &'static str,
    /// Its name after "the": `the number of people of “Build”`. Usually the same as `name`.
    pub noun: &'static str,
    /// Its meaning, as shown in help.
    pub meaning: &'static str,
    /// The hint below its input; may be empty.
    pub hint: &'static str,
    /// The type of its values.
    pub kind: ValueKind,
    /// Other words that label it in plain lines and head it in tables, in lower case, letters and digits only.
    #[serde(skip)]
    pub aliases: &'static [&'static str],
}

macro_rules! field_catalog {
    (
        $(#[$meta:meta])*
        $enum:ident {
            $($(#[doc = $meaning:literal])+ $variant:ident = $key:literal {
                label: $label:literal,
                name: $name:literal,
                $(noun: $noun:literal,)?
                kind: $kind:ident
                $(, hint: $hint:literal)?
                $(, aliases: [$($alias:literal),* $(,)?])? $(,)?
            })+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $enum { $($(#[doc = $meaning])+ $variant),+ }

        impl $enum {
            /// Every field, in the order in which files and tables show them.
            pub const ALL: &'static [$enum] = &[$($enum::$variant),+];

            /// Its row in the catalog.
            pub const fn info(self) -> &'static FieldInfo {
                match self {
                    $($enum::$variant => {
                        const INFO: FieldInfo = FieldInfo {
                            key: $key,
                            label: $label,
                            name: $name,
                            noun: first(&[$($noun,)? $name]),
                            meaning: concat!($($meaning),+).trim_ascii(),
                            hint: first(&[$($hint,)? ""]),
                            kind: ValueKind::$kind,
                            aliases: &[$($($alias),*)?],
                        };
                        &INFO
                    })+
                }
            }
        }

        accessors! {
            $enum, FieldInfo {
                key: &'static str,
                label: &'static str,
                name: &'static str,
                noun: &'static str,
                meaning: &'static str,
                hint: &'static str,
                kind: ValueKind,
                aliases: &'static [&'static str],
            }
        }
    };
}

const fn first(texts: &[&'static str]) -> &'static str {
    match texts {
        [first, ..] => first,
        [] => "",
    }
}

field_catalog! {
    /// A field of a step, in the order in which files and tables show them.
    StepField {
        /// What people call the step.
        Name = "name" {
            label: "Name", name: "name", kind: Text,
            aliases: ["steps", "name", "stepname", "process", "processstep", "processname", "activity", "task", "stage",
                "operation", "phase", "prozessschritt", "schritt", "arbeitsschritt", "tätigkeit", "aktivität", "aufgabe",
                "vorgang", "étape", "étapes", "activité", "tâche", "opération", "工程", "工程名", "作業", "ステップ",
                "プロセス"],
        }
        /// What a step is: a task, a review, an approval, a build, a test, a migration, a deployment or a verification.
        /// It sets the icon in the drawing.
        Kind = "kind" {
            label: "Kind", name: "kind", kind: Choice,
        }
        /// Who does the step. A flow between two different teams is a handoff.
        Team = "team" {
            label: "Team", name: "team", kind: Text,
            aliases: ["owner", "owners", "who", "role", "department", "lane", "swimlane", "responsible", "group", "doneby",
                "assignee", "responsibleteam", "resp", "dept", "performedby", "assignedto", "assignedteam",
                "verantwortlich", "verantwortliche", "verantwortlicher", "zuständig", "abteilung", "équipe",
                "responsable", "担当", "担当者", "チーム", "部署"],
        }
        /// The time an item is idle before work on the step starts.
        Wait = "wait" {
            label: "Wait time", name: "wait time", kind: Time,
            hint: "Idle time before work starts, such as 2d (1d–3w)",
            aliases: ["waits", "waitingtime", "waiting", "wt", "queuetime", "qt", "delay", "delaytime", "idle", "idletime",
                "timeinqueue", "nonvalueaddedtime", "nva", "nvat", "nvatime", "wartezeit", "liegezeit", "tempsdattente",
                "attente", "待ち時間", "待機時間"],
        }
        /// The lowest and highest wait time people have seen, next to the typical one.
        WaitRange = "wait_range" { label: "Wait time range", name: "wait time range", kind: TimeRange }
        /// Why the item waits, such as a weekly board or a maintenance window.
        WaitReason = "wait_reason" {
            label: "Wait reason", name: "wait reason", kind: Text,
            hint: "Such as weekly board or maintenance window",
            aliases: ["reason", "reasonforwait", "reasonforwaiting", "whyitwaits", "waitsfor", "waitingfor", "wartegrund",
                "raisondattente", "待ち理由"],
        }
        /// How often the step happens at all, such as a weekly board or a monthly window.
        Every = "every" {
            label: "Cadence", name: "cadence", kind: Time,
            hint: "Such as weekly, every 2 weeks or 1mo. If the wait time is unknown, half the cadence is used.",
            aliases: ["interval", "howoften", "happensevery", "frequency", "häufigkeit", "fréquence", "頻度"],
        }
        /// How many items are in front of the step right now.
        Queue = "queue" {
            label: "Items waiting", name: "items waiting", kind: Count,
            hint: "In front of this step right now",
            aliases: ["queuesize", "queuelength", "wip", "inventory", "backlog", "warteschlange"],
        }
        /// The time someone or something is busy with the item. Also called process time.
        Work = "work" {
            label: "Work time", name: "work time", kind: Time,
            hint: "Time someone works on it, such as 4h",
            aliases: ["workingtime", "pt", "processtime", "processingtime", "touchtime", "handsontime", "activetime",
                "tasktime", "valueaddedtime", "va", "vat", "vatime", "valueadded", "valueadd", "ct", "cycletime",
                "bearbeitungszeit", "prozesszeit", "tempsdetraitement", "tempsdetravail", "作業時間", "処理時間",
                "加工時間"],
        }
        /// The lowest and highest work time people have seen, next to the typical one.
        WorkRange = "work_range" { label: "Work time range", name: "work time range", kind: TimeRange }
        /// The time from arrival at the step until it is done: wait time + work time. Any two of the three give the
        /// third. If only the lead time is known, the split is unknown.
        Lead = "lead" {
            label: "Lead time", name: "lead time", kind: Time,
            hint: "If you know the total but not the split between wait and work time",
            aliases: ["leadtimeonly", "leadalone", "lt", "totalleadtime", "totaltime", "elapsedtime", "throughputtime",
                "tat", "turnaroundtime", "durchlaufzeit", "délai", "délaitotal", "délaidexécution", "tempsdetraversée",
                "リードタイム"],
        }
        /// Percent complete and accurate: the share of a step’s output that the next step can use as it is, without
        /// asking, correcting or sending it back.
        CompleteAccurate = "complete_accurate" {
            label: "%C/A", name: "%C/A", kind: Percent,
            hint: "Out of 100 items, how many can the next step use as they are?",
            aliases: ["pca", "completeaccurate", "completeandaccurate", "percentca", "percentcompleteaccurate",
                "percentcompleteandaccurate", "canda", "firstpassyield", "firstpass", "fpy", "firsttimeright", "ftr",
                "firsttimequality", "yield", "rightfirsttime", "rft", "fty", "firsttimeyield"],
        }
        /// How many people can work on the step at the same time. Someone at half time counts as 0.5.
        People = "people" {
            label: "People", name: "people", noun: "number of people", kind: Count,
            hint: "How many can work on it at the same time; 0.5 is someone at half time",
            aliases: ["persons", "fte", "ftes", "staff", "headcount", "operators", "peoplecount", "numberofpeople",
                "noofpeople", "resources", "personen", "mitarbeiter", "mitarbeitende", "anzahlpersonen", "personnes",
                "effectif", "人数"],
        }
        /// How many people one item needs together. A board of five needs five.
        PeoplePerItem = "people_per_item" {
            label: "People per item", name: "people per item", kind: Count,
            hint: "How many people one item needs",
            aliases: ["peopleneeded", "attendees"],
        }
        /// How many items go through the step together.
        Batch = "batch" {
            label: "Batch size", name: "batch size", kind: Count,
            hint: "How many items go through together",
            aliases: ["lotsize", "losgröße", "losgrösse", "tailledelot", "ロットサイズ"],
        }
        /// Elapsed time in which users can’t use the product because of this step. Always shown in hours and minutes.
        Downtime = "downtime" {
            label: "Downtime", name: "downtime", kind: Elapsed,
            hint: "How long users can’t use the product, such as 2h. Enter 0 for none.",
            aliases: ["outage", "outagetime", "ausfallzeit", "stillstandszeit", "tempsdarrêt", "停止時間"],
        }
        /// Does the step run without manual work? Yes, no or unknown.
        Automated = "automated" {
            label: "Automated", name: "automated", noun: "“automated” value", kind: YesNo,
            hint: "Does it run without manual work?",
            aliases: ["automatic", "automation", "isautomated", "automatisiert", "automatisé", "自動化"],
        }
        /// Would we notice if it failed? Yes, no or unknown.
        Observed = "observed" {
            label: "Monitored", name: "monitored", noun: "“monitored” value", kind: YesNo,
            hint: "Would we notice if it failed?",
            aliases: ["observable", "isobserved"],
        }
        /// Can we roll it back? Yes, no or unknown.
        Reversible = "reversible" {
            label: "Reversible", name: "reversible", noun: "“reversible” value", kind: YesNo,
            hint: "Can we roll it back?",
            aliases: ["rollback", "canrollback", "cangoback", "isreversible"],
        }
        /// Where a step’s values come from: an estimate or a measurement.
        Source = "source" {
            label: "Source", name: "source", kind: Choice,
            aliases: ["datasource"],
        }
        /// Anything else about the step.
        Note = "note" {
            label: "Note", name: "note", kind: Paragraphs,
            aliases: ["notes", "comment", "comments", "remark", "remarks", "description", "bemerkung", "bemerkungen",
                "anmerkung", "anmerkungen", "kommentar", "kommentare", "commentaire", "commentaires", "remarque",
                "remarques", "備考"],
        }
    }
}

impl StepField {
    /// Whether it is wait, work or lead time, any two of which give the third.
    pub fn is_part_of_lead(self) -> bool {
        matches!(self, StepField::Wait | StepField::Work | StepField::Lead)
    }

    /// The field that displays this one: a range is shown with its typical time, as in `2d (1d–3w)`.
    #[must_use]
    pub fn shown_as(self) -> StepField {
        match self {
            StepField::WaitRange => StepField::Wait,
            StepField::WorkRange => StepField::Work,
            other => other,
        }
    }
}

field_catalog! {
    /// A field of a map, in the order in which files show them.
    MapField {
        /// What people call the map.
        Name = "name" { label: "Name", name: "name", kind: Text }
        /// Current state: how the process is. Future state: how it could be.
        State = "state" { label: "State", name: "state", kind: Choice }
        /// Anything else about the map.
        Note = "note" { label: "Note", name: "note", kind: Paragraphs }
        /// What flows through the map: a change, a feature, a hotfix, a whole release.
        Item = "item" {
            label: "Item", name: "item", kind: Text,
            hint: "Such as a change, a hotfix or a release",
        }
        /// Where the scope of the map starts.
        StartsWith = "starts_with" {
            label: "Starts when", name: "start", kind: Text,
            hint: "Such as “code is merged”",
            aliases: ["startswith"],
        }
        /// Where the scope of the map ends.
        EndsWith = "ends_with" {
            label: "Ends when", name: "end", kind: Text,
            hint: "Such as “users have it”",
            aliases: ["endswith"],
        }
        /// The day on which the process was mapped.
        MappedOn = "mapped_on" { label: "Mapped on", name: "mapping date", kind: Date }
        /// Who took part in mapping the process.
        Participants = "participants" {
            label: "Participants", name: "participants", kind: Paragraphs,
            hint: "Who took part",
            aliases: ["whotookpart"],
        }
        /// How the map counts days. Working time: 8-hour days and 5-day weeks, adjustable. Calendar time: 24 hours and
        /// 7 days. A month is 52/12 weeks.
        WorkingCalendar = "clock" { label: "Working calendar", name: "working calendar", kind: Object }
        /// How many items arrive per day, week, month, quarter or year.
        Demand = "demand" { label: "Demand", name: "demand", kind: Object }
        /// The maps of one process: the current state and its future states.
        Family = "family" { label: "Related maps", name: "related maps", kind: Text }
        /// The map, at a version, that this future state was created from.
        Origin = "origin" { label: "Origin", name: "origin", kind: Object }
    }
}

impl MapField {
    /// Whether it relates the map to other maps. Files omit these fields when they are empty.
    pub fn relates_maps(self) -> bool {
        matches!(self, MapField::Family | MapField::Origin)
    }
}

field_catalog! {
    /// A field of an idea, in the order in which files show them.
    IdeaField {
        /// The proposed improvement, or the problem, in a few words.
        Title = "title" { label: "Title", name: "title", kind: Text }
        /// The step that the idea is pinned to; without one it is about the whole map.
        Step = "step" { label: "Step", name: "step", kind: Text }
        /// The idea in more words.
        Note = "note" { label: "Description", name: "description", kind: Paragraphs }
        /// The person responsible for the idea.
        Owner = "owner" {
            label: "Owner", name: "owner", kind: Text,
            hint: "Person responsible",
        }
        /// S: days. M: weeks. L: months.
        Effort = "effort" { label: "Implementation effort", name: "implementation effort", kind: Choice }
        /// Open, in progress, done or rejected.
        Status = "status" { label: "Status", name: "status", kind: Choice }
        /// How many people voted for the idea, or who did.
        Votes = "votes" { label: "Votes", name: "votes", kind: Count }
        /// The edit that the idea proposes.
        Change = "change" { label: "Proposed change", name: "proposed change", kind: Object }
        /// Is the idea’s change part of this map?
        Taken = "taken" { label: "Applied", name: "applied", noun: "“applied” value", kind: YesNo }
        /// The lead time that the idea was projected to save when it was started.
        PromisedLead = "promised_lead" {
            label: "Projected lead time saving", name: "projected lead time saving", kind: Time
        }
        /// The downtime that the idea was projected to save when it was started.
        PromisedDowntime = "promised_downtime" {
            label: "Projected downtime saving", name: "projected downtime saving", kind: Elapsed
        }
        /// The lead time that the idea saved, as measured after it was done.
        MeasuredLead = "measured_lead" {
            label: "Measured lead time saving", name: "measured lead time saving", kind: Time,
            hint: "Such as 3d 4h",
        }
        /// The downtime that the idea saved, as measured after it was done.
        MeasuredDowntime = "measured_downtime" {
            label: "Measured downtime saving", name: "measured downtime saving", kind: Elapsed,
            hint: "Such as 2h",
        }
    }
}

/// The catalog for scripts:
/// `{"step": {"wait": {"key": "wait", "label": "Wait time", …}, …}, "map": …, "idea": …}`.
pub fn catalog_json() -> Value {
    json!({ "step": StepField::rows(), "map": MapField::rows(), "idea": IdeaField::rows() })
}
